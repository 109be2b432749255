"""Ends a redis-server at any moment, by a kill or by a power cut, and looks whether what was acked is there.

`python -m tests.crash.redis_cuts 100`. A power cut is a kill after which the append-only file is cut off somewhere
between what `flushed.c` saw flushed of it and what was written: the system's memory, which a kill spares, is lost.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import count
from pathlib import Path

import pytest

from bridge.errors import BridgeError
from bridge.records import CampaignId, Commit, ContributionId
from bridge.store.redis import RedisStore
from tests import factories
from tests.redis_server import RedisServer

PRODUCERS = 8
CAMPAIGNS = [CampaignId(f"campaign-{number}") for number in range(PRODUCERS)]
INSTALL = "No C compiler is here. Install one: sudo apt-get install gcc libc6-dev (Debian, Ubuntu)"


class Power:
    """What is known of a server's flushes, in `folder`; `cuts` counts the bytes that were cut off."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("cc") is None:
            raise FileNotFoundError(INSTALL)
        self._shim = folder / "flushed.so"
        self._list = folder / "flushed"
        self.bytes_lost = 0
        source = Path(__file__).with_name("flushed.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self._shim, source], check=True)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Servers that are started meanwhile are watched."""
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("LD_PRELOAD", str(self._shim))
            patched.setenv("FLUSHED", str(self._list))
            yield

    def cut(self, server: RedisServer, chance: random.Random) -> None:
        """Leave what a cut may leave of the files that a killed server appended to."""
        lines = self._list.read_text().splitlines()
        flushed = {path: int(size) for size, _, path in (line.partition(" ") for line in lines)}
        keep = chance.choice([0.0, 0.0, 0.5])
        for file in server.folder.rglob("*.incr.aof"):
            size, safe = file.stat().st_size, flushed.get(str(file), 0)
            left = safe + int((size - safe) * keep)
            self.bytes_lost += size - left
            os.truncate(file, left)
            _mend(file)


def _mend(file: Path) -> None:
    """What docs/operations.md tells to do after a power cut.

    Redis 7.0 cuts a transaction that is torn in one of its commands behind that command and not before the transaction, and
    the start after next takes what is left of it for a part of the next transaction.
    """
    subprocess.run(["redis-check-aof", "--fix", file], input=b"y\n", check=True, stdout=subprocess.DEVNULL)


async def lost_on_redis(
    folder: Path, rounds: int, *, power: Power | None = None, appendfsync: str = "always", careless: bool = False
) -> list[str]:
    """What was acked over many lives of a server, and is not there; `careless` producers ack before they commit."""
    chance, acked = random.Random(rounds), list[str]()
    server = RedisServer(folder, "--appendfsync", appendfsync)
    epochs = set[str]()
    for life in range(rounds):
        with power.watched() if power else nullcontext():
            server.start()
        store = await RedisStore.open(server.url, checks=appendfsync == "always")
        try:
            epochs |= {(await store.place(campaign)).epoch for campaign in CAMPAIGNS}
            if missing := set(acked) - await stored(store):
                return sorted(missing)
            said = await acks_until_killed(server, store, life, chance, careless=careless)
        finally:
            await store.close()
            if server.process:
                server.stop()
        acked += said
        if power:
            power.cut(server, chance)
    assert len(acked) > rounds
    assert len(epochs) == PRODUCERS, "a reader would have been told that its place is no more"
    return []


async def acks_until_killed(
    server: RedisServer, store: RedisStore, life: int, chance: random.Random, *, careless: bool
) -> list[str]:
    """Let producers commit until enough is acked, kill the server, and give all that was acked."""
    acked: list[str] = []
    enough, moved = chance.randint(1, 200), asyncio.Event()

    async def produce(campaign: CampaignId) -> None:
        head = (await store.place(campaign)).seq
        for number in count():
            said = factories.contribution(id=ContributionId(f"{life}-{number}"))
            word = f"{campaign} {said.id} {head + 1}"
            commit = Commit(expected_seq=head, puts=(said,), identities={f"n-{said.id}": said.id})
            if careless:
                acked.append(word)
            head = await store.commit(campaign, commit)
            if not careless:
                acked.append(word)
            if len(acked) >= enough:
                moved.set()

    async def until_killed(campaign: CampaignId) -> None:
        with suppress(OSError, BridgeError):
            await produce(campaign)

    async with asyncio.TaskGroup() as producers:
        for campaign in CAMPAIGNS:
            producers.create_task(until_killed(campaign))
        await asyncio.wait_for(moved.wait(), 60)
        await asyncio.sleep(chance.random() / 200)  # any moment, not only the one after an ack
        server.kill()
    return acked


async def stored(store: RedisStore) -> set[str]:
    """Everything that is there; whole, or this raises."""
    there: set[str] = set()
    for campaign in CAMPAIGNS:
        changes = await store.changes(campaign, 0, 10**6)
        names = {f"n-{change.value.id}": change.value.id for change in changes}
        assert [change.seq for change in changes] == [*range(1, (await store.place(campaign)).seq + 1)]
        assert await store.identified(campaign, [*names]) == names
        there |= {f"{campaign} {change.value.id} {change.seq}" for change in changes}
    return there


async def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        killed = await lost_on_redis(folder / "killed", rounds)
        power = Power(folder)
        cut = await lost_on_redis(folder / "cut", rounds, power=power)
    print(f"{rounds} kills of a redis-server: {len(killed)} lost; {rounds} power cuts: {len(cut)} lost", end="")
    print(f" ({power.bytes_lost} bytes were not flushed)")
    return bool(killed or cut)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]))))
