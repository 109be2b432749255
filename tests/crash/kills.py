"""Kills writers at any moment and looks whether what they said was safe is there. `python -m tests.crash.kills 200`.

A kill cannot show a missing flush, for the system still holds what was written: `power.py` can.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import apsw

from tests.crash import writers

#: A server that has everything imported forks each process: a life takes milliseconds to begin.
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([writers.__name__])


def live(writer: str, path: Path, number: int, acks: Connection) -> None:
    def say(word: str) -> None:
        os.write(acks.fileno(), f"{word}\n".encode())

    asyncio.run(getattr(writers, writer)(path, number, say))


def said_until_killed(writer: writers.Writer, path: Path, number: int, chance: random.Random) -> list[str]:
    """Let a writer live until it has said a few words, kill it, and give all that it said."""
    hear, say = _processes.Pipe(duplex=False)
    process = _processes.Process(target=live, args=(writer.__name__, path, number, say), daemon=True)
    process.start()
    say.close()
    enough, heard = chance.randint(1, 100), b""
    while heard.count(b"\n") < enough and (more := os.read(hear.fileno(), 4096)):
        heard += more
    time.sleep(chance.random() / 200)  # any moment, not only the one after a word
    process.kill()
    process.join()
    assert process.exitcode == -9, "it ended by itself: nothing was tested"
    while more := os.read(hear.fileno(), 4096):
        heard += more
    hear.close()
    process.close()
    return heard.decode().splitlines()


def lost_by_store(writer: writers.Writer, path: Path, rounds: int) -> list[str]:
    """What a writer said was stored over many lives, and is not."""
    chance, said = random.Random(rounds), list[str]()
    for number in range(rounds):
        said += said_until_killed(writer, path, number, chance)
        stored = set(read(path, "SELECT concat_ws(' ', campaign, id, seq) FROM entities"))
        if missing := [word for word in said if word not in stored]:
            return missing
        assert read(path, "PRAGMA integrity_check") == ["ok"]
        assert (
            read(
                path,
                "SELECT campaign FROM campaigns c WHERE head <> (SELECT count(*) FROM entities e WHERE e.campaign = c.campaign)",
            )
            == []
        )
        assert (
            read(path, "SELECT id FROM entities WHERE NOT EXISTS (SELECT 1 FROM identities WHERE contribution = id)")
            == []
        )
    assert len(said) > rounds
    return []


def missed_by_spool(writer: writers.Writer, path: Path, rounds: int) -> list[int]:
    """Which numbers of a source that gives each once, after its cursor, a spool missed or doubled over many lives."""
    chance = random.Random(rounds)
    for number in range(rounds):
        said = said_until_killed(writer, path, number, chance)
        kept = [
            int(name)
            for name in read(path, "SELECT json_extract(value, '$.id') FROM outbox WHERE marks IS NULL ORDER BY row")
        ]
        (cursor,) = read(path, "SELECT cursor FROM sources")
        assert read(path, "PRAGMA integrity_check") == ["ok"]
        assert int(said[-1]) <= int(cursor)
        if kept != list(range(int(cursor))):
            return sorted(set(range(int(cursor))) ^ set(kept))
    return []


def read(path: Path, sql: str) -> list[str]:
    db = apsw.Connection(str(path))
    found = [str(value) for (value,) in db.execute(sql)]
    db.close()
    return found


if __name__ == "__main__":
    rounds = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        lost = lost_by_store(writers.say_once_committed, Path(folder) / "store.db", rounds)
        missed = missed_by_spool(writers.keep_with_cursor, Path(folder) / "spool.db", rounds)
    print(f"{rounds} kills of a store: {len(lost)} lost; {rounds} kills of a spool: {len(missed)} missed")
    sys.exit(bool(lost or missed))
