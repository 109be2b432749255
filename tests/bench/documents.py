"""How long a three-hour meeting takes to read, and how much memory: `python -m tests.bench.documents`.

The meeting is made up: 12 people, 1,232 turns of 60 words, as captions of Teams (4,300 cues in the present shape) and as
its Word document with pictures. Each row is a process of its own, so that memory is its own. `scan` is the parser alone,
`read` with turns and sentences, `judge` with intake besides (masks, kinds); `guarded` is what an upload costs, child process and all.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bridge.documents.guarded import read_guarded
from bridge.documents.read import arrivals, read
from bridge.documents.vtt import read_captions
from bridge.documents.word import read_word
from bridge.intake.pipeline import take
from tests.documents.docx_writer import document as written
from tests.documents.docx_writer import p, package, turn
from workers.filters import plan_to_inspect

TURNS, WORDS, PEOPLE = 1_232, 60, "ABCDEFGHIJKL"
STEPS = ("scan", "read", "judge", "guarded")
_NOW = datetime(2026, 11, 2, 19, tzinfo=UTC)
_SAID = """we could text people so that they know when to come ring the ward about a bed the night before surgery ask volunteers
for lifts send letters in large print I waited three months nobody told me what happened next it works well in our clinic""".split()  # noqa: SIM905 - words read best as words


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """One step with one file: seconds (the median of `times`), MiB at its highest beside the program's own, and turns."""

    file: str
    step: str
    kilobytes: int
    seconds: float
    mib: float
    turns: int


def meeting() -> list[tuple[str, int, list[str]]]:
    """Who spoke, from which second, and the parts in which it was captioned."""
    chance = random.Random(3)
    turns = []
    for nth in range(TURNS):
        words = chance.choices(_SAID, k=WORDS)
        parts = [" ".join(words[at : at + 17]) for at in range(0, WORDS, 17)]
        turns.append((f"Person {chance.choice(PEOPLE)} Name", nth * 9, [*parts[:-1], f"{parts[-1]}."]))
    return turns


def captions() -> bytes:
    cues = []
    for nth, (name, at, parts) in enumerate(meeting()):
        for part, words in enumerate(parts):
            begins, ends = at + 2 * part, at + 2 * part + 2
            half = words[: len(words) // 2] + "\n" + words[len(words) // 2 :]
            cues.append(
                f"62357a1d-d250-41d5-a1cf-6cc0eeceffcc/{nth}-{part}\n{_clock(begins)}.000 --> {_clock(ends)}.500\n"
                f"<v {name}>{half}</v>\n"
            )
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def document() -> bytes:
    chance = random.Random(4)
    paragraphs = [turn(name, _clock(at).lstrip("0:") or "0:00", " ".join(parts)) for name, at, parts in meeting()]
    pictures: dict[str, Any] = {f"word__media__image{nth}_png": chance.randbytes(20_000) for nth in range(12)}
    return package(
        written(p("Meeting-20261102_190000-Meeting Recording"), p("2 November 2026, 19:00"), *paragraphs), **pictures
    )


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def work(step: str, path: Path) -> int:
    """Do a step; how many turns there were."""
    body = path.read_bytes()
    if step == "scan":
        return len(
            read_word(path.name, body).turns if path.suffix == ".docx" else read_captions(body.decode()).utterances
        )
    if step == "guarded":
        return len(asyncio.run(read_guarded(path, path.name)).turns)
    found = read(path.name, body)
    if step == "judge":
        plan = plan_to_inspect()
        said = arrivals(found, session=plan.events[0].id, document_id="", said_at=_NOW, received_at=_NOW)
        for it in said:
            take(it, plan)
    return len(found.turns)


def measure(step: str, path: Path, times: int) -> Read:
    before = _rss(resource.RUSAGE_SELF)
    took, turns = [], 0
    for _ in range(times):
        began = time.perf_counter()
        turns = work(step, path)
        took.append(time.perf_counter() - began)
    mib = _rss(resource.RUSAGE_CHILDREN) if step == "guarded" else _rss(resource.RUSAGE_SELF) - before
    seconds = sorted(took)[len(took) // 2]
    kilobytes = path.stat().st_size // 1024
    return Read(file=path.suffix, step=step, kilobytes=kilobytes, seconds=seconds, mib=mib, turns=turns)


def _rss(whose: int) -> float:
    most = resource.getrusage(whose).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--step", nargs=2, metavar=("STEP", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(msgspec.json.encode(measure(asked.step[0], Path(asked.step[1]), asked.times)).decode())
        return
    found = []
    with tempfile.TemporaryDirectory() as folder:
        makers: dict[str, Callable[[], bytes]] = {"meeting.vtt": captions, "meeting.docx": document}
        for name, make in makers.items():
            path = Path(folder) / name
            path.write_bytes(make())
            for step in STEPS:
                words = [sys.executable, "-m", __spec__.name, "--times", str(asked.times), "--step", step, str(path)]
                told = subprocess.run(words, check=True, capture_output=True).stdout
                found.append(it := msgspec.json.decode(told, type=Read))
                print(
                    f"{it.file:6} {it.step:8} {it.kilobytes:5} KB {it.seconds:7.3f} s {it.mib:6.1f} MiB {it.turns:5} turns"
                )
    if asked.json:
        asked.json.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


if __name__ == "__main__":
    main()
