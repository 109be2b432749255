"""A long chat at a high rate, with readers that misbehave: `make soak` (MINUTES=10 RATE=500 FEEDS=50).

Everything is real and in processes of its own: `serve`, a worker that says the chat, healthy readers, readers that never
read, and one that is stopped (SIGSTOP) for half a minute and comes back from its place. It prints what it measured and
ends with 1 if a promise was broken.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from zlib import crc32

import msgspec

from bridge.ports import Store
from bridge.records import Contribution, Idea, State
from bridge.store.sqlite import SqliteStore
from tests.bench.ceiling import cpu_seconds, rss_mib
from tests.bench.chat import LIVE, MIXES
from tests.load.reading import Read, Wanted, digest, read
from tests.load.saying import Said, Saying, say
from tests.load.stage import Helping, ended, feeds_of, helping, serving
from tests.running import Bridge

#: What must hold. Milliseconds, MiB and seconds.
ACK_P99, SEEN_P99, GROWTH, CUT = 250.0, 1000.0, 50.0, 10.0
#: Seconds between looks at serve's memory, and between lines of progress.
LOOK, TELL = 1.0, 30.0
PAGE = 500


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done. The warm-up's memory is that of an empty store growing into its bounds, and is told, too."""

    seconds: float
    rate: float
    feeds: int
    stuck: int
    stopped_for: float
    warm_up: float
    mix: str


class Soaked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `rss` is a list of (seconds, MiB)."""

    asked: Asked
    said: int
    stored: int
    ideas: int
    ack_p50: float
    ack_p99: float
    seen_p50: float
    seen_p99: float
    seen_by_slowest_p99: float
    cut_after: tuple[float | None, ...]
    reconnects: int  # of the one that was stopped
    rss_start: float
    rss_warm: float
    rss_end: float
    rss: tuple[tuple[float, float], ...]
    cpu: float  # CPU seconds of serve for each second
    lost: tuple[str, ...]  # what of the data was lost, doubled or invented, in words
    missed: tuple[str, ...]  # which promises of speed and size were not kept


class Stage:
    """The processes of a run."""

    def __init__(self, stack: ExitStack, folder: Path, asked: Asked) -> None:
        (self.serve,) = stack.enter_context(serving(folder))
        feeds = feeds_of([self.serve])
        healthy = asked.feeds - asked.stuck - 1
        self.healthy = stack.enter_context(helping(read, Wanted(feeds=feeds, readers=healthy)))
        self.stuck = stack.enter_context(helping(read, Wanted(feeds=feeds, readers=0, stuck=asked.stuck)))
        self.stopped = stack.enter_context(helping(read, Wanted(feeds=feeds, readers=1, resumes=True)))
        for readers in (self.healthy, self.stuck, self.stopped):
            readers.answer()
        wanted = Saying(
            port=self.serve.port,
            token=self.serve.token,
            folder=str(folder),
            rate=asked.rate,
            seconds=asked.seconds,
            mix=asked.mix,
        )
        self.rss_start = rss_mib(self.serve.process.pid)
        self.worker = stack.enter_context(helping(say, wanted))


def soak(folder: Path, asked: Asked) -> Soaked:
    """Run it, and hold what came of it against what was promised."""
    with ExitStack() as stack:
        stage = Stage(stack, folder, asked)
        pid = stage.serve.process.pid
        cpu = sum(cpu_seconds(pid).values())
        rss = list(_watched(stage.worker, stage.stopped, pid, asked))
        cpu = sum(cpu_seconds(pid).values()) - cpu
        said: Said = stage.worker.answer(60)
        crowds = [ended(readers, said.last, 60) for readers in (stage.healthy, stage.stopped)]
        stuck = ended(stage.stuck, said.last, 0)
        rss.append((asked.seconds, rss_mib(pid)))
        stage.serve.stop()
        stored, ideas = asyncio.run(_stored(stage.serve))
    healthy, stopped = crowds
    warm = next((mib for at, mib in rss if at >= asked.warm_up), rss[-1][1])
    told = Soaked(
        asked=asked,
        said=len(said.ids),
        stored=len(stored),
        ideas=len(ideas),
        ack_p50=said.ack_p50,
        ack_p99=said.ack_p99,
        seen_p50=healthy.late.p50,
        seen_p99=healthy.late.p99,
        seen_by_slowest_p99=healthy.late.slowest_p99,
        cut_after=stuck.cut_after,
        reconnects=stopped.reconnects,
        rss_start=stage.rss_start,
        rss_warm=warm,
        rss_end=rss[-1][1],
        rss=tuple(rss),
        cpu=cpu / asked.seconds,
        lost=tuple(_lost(said, stored, ideas, crowds)),
        missed=(),
    )
    return msgspec.structs.replace(told, missed=tuple(_missed(told, said, healthy)))


def _watched(worker: Helping, stopped: Helping, pid: int, asked: Asked) -> Iterator[tuple[float, float]]:
    """Serve's memory over time, until the worker has said everything; stops the one reader on the way."""
    began = time.monotonic()
    stop_at = asked.warm_up + 1
    awake_at, tell_at = stop_at + asked.stopped_for, TELL
    victim = stopped.process.pid
    assert victim is not None
    while not worker.pipe.poll(LOOK):
        at = time.monotonic() - began
        if at > asked.seconds + 120:
            raise AssertionError("the worker does not come to its end: serve cannot keep up")
        if at >= stop_at:
            os.kill(victim, signal.SIGSTOP)
            stop_at = float("inf")
        if at >= awake_at:
            os.kill(victim, signal.SIGCONT)
            awake_at = float("inf")
        yield at, rss_mib(pid)
        if at >= tell_at:
            tell_at += TELL
            print(f"  {at:4.0f} s: serve has {rss_mib(pid):.0f} MiB", file=sys.stderr, flush=True)
    if awake_at < float("inf"):
        os.kill(victim, signal.SIGCONT)


async def _stored(bridge: Bridge) -> tuple[set[str], dict[str, int]]:
    """What is in the store: the contributions' ids, and each idea that is shown with its checksum."""
    store: Store = await SqliteStore.open(bridge.data / "store.sqlite")
    contributions: set[str] = set()
    ideas: dict[str, int] = {}
    after = 0
    while page := await store.changes(LIVE, after, PAGE):
        after = page[-1].seq
        for change in page:
            if isinstance(change.value, Contribution):
                contributions.add(change.value.id)
            elif isinstance(change.value, Idea) and change.value.state is State.LIVE:
                ideas[change.value.id] = crc32(msgspec.json.encode(change.value))
    await store.close()
    return contributions, ideas


def _missed(told: Soaked, said: Said, healthy: Read) -> Iterator[str]:
    """Promises of speed and size that were not kept."""
    if said.behind > 1:
        yield f"the load itself was {said.behind:.1f} s behind: run it on a quieter machine"
    if told.ack_p99 > ACK_P99:
        yield f"p99 of acks is {told.ack_p99:.0f} ms, above {ACK_P99:.0f}"
    if told.seen_p99 > SEEN_P99:
        yield f"p99 of healthy readers is {told.seen_p99:.0f} ms, above {SEEN_P99:.0f}"
    if (growth := told.rss_end - told.rss_warm) > GROWTH:
        yield f"serve grew by {growth:.0f} MiB after the warm-up, above {GROWTH:.0f}"
    if healthy.lost:
        yield f"{healthy.lost} healthy readers were cut"
    if late := [after for after in told.cut_after if after is None or after > CUT]:
        yield f"{len(late)} of {len(told.cut_after)} stuck readers were not cut within {CUT:.0f} s"


def _lost(said: Said, stored: set[str], ideas: dict[str, int], crowds: Sequence[Read]) -> Iterator[str]:
    """What was lost, doubled or invented on the way from the worker to the store and to the readers."""
    emitted = set(said.ids)
    if len(emitted) != len(said.ids) or said.acked < len(emitted):
        yield f"{len(said.ids)} said, {said.acked} acked"
    if emitted != stored:
        yield f"{len(emitted - stored)} of {len(emitted)} are not in the store, {len(stored - emitted)} were never said"
    expected = digest(ideas.items())
    for crowd in crowds:
        if other := sum(found != expected for found in crowd.digests):
            yield f"{other} of {len(crowd.digests)} readers do not have what the store has ({crowd.ideas[:3]}, {len(ideas)})"
        if crowd.disorders:
            yield f"{crowd.disorders} changes came out of order, or twice"
        if crowd.resets:
            yield f"{crowd.resets} readers had to begin again"


def report(it: Soaked) -> str:
    """For a person."""
    asked, growth = it.asked, it.rss_end - it.rss_warm
    each = (it.rss_end - it.rss_warm) * 2**20 / max(1.0, asked.rate * (asked.seconds - asked.warm_up))
    return "\n".join(
        (
            (
                f"{asked.rate:.0f} contributions/s for {asked.seconds:.0f} s ({asked.mix} mix), {asked.feeds} feeds, of which"
                f" {asked.stuck} never read and one was stopped for {asked.stopped_for:.0f} s"
            ),
            f"  said {it.said:,}, stored {it.stored:,}, ideas {it.ideas:,}; serve used {it.cpu:.0%} of a core",
            f"  ack p50 {it.ack_p50:.1f} ms, p99 {it.ack_p99:.1f} ms (at most {ACK_P99:.0f})",
            (
                f"  seen by healthy readers p50 {it.seen_p50:.1f} ms, p99 {it.seen_p99:.1f} ms (at most {SEEN_P99:.0f}),"
                f" by the slowest of them p99 {it.seen_by_slowest_p99:.1f} ms"
            ),
            (
                f"  stuck readers cut after {', '.join('never' if after is None else f'{after:.1f}' for after in it.cut_after)} s (at most {CUT:.0f});"
                f" the stopped one came back {it.reconnects} times"
            ),
            (
                f"  serve's memory: {it.rss_start:.0f} MiB at the start, {it.rss_warm:.0f} after {asked.warm_up:.0f} s of"
                f" warm-up, {it.rss_end:.0f} at the end: {growth:+.0f} MiB (at most {GROWTH:.0f}), {each:.0f} bytes for each"
                " contribution"
            ),
            *(f"  LOST: {what}" for what in it.lost),
            *(f"  MISSED: {what}" for what in it.missed),
        )
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--feeds", type=int, default=50)
    parser.add_argument("--stuck", type=int, default=5)
    parser.add_argument("--stopped-for", type=float, default=30, help="seconds")
    parser.add_argument("--warm-up", type=float, default=60, help="seconds before memory counts")
    parser.add_argument("--mix", choices=sorted(MIXES), default="busy")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    chosen = parser.parse_args(arguments)
    asked = Asked(
        seconds=chosen.minutes * 60,
        rate=chosen.rate,
        feeds=chosen.feeds,
        stuck=chosen.stuck,
        stopped_for=chosen.stopped_for,
        warm_up=chosen.warm_up,
        mix=chosen.mix,
    )
    with tempfile.TemporaryDirectory(prefix="ideabridge-soak-") as folder:
        soaked = soak(Path(folder), asked)
    print(report(soaked))
    if chosen.json:
        chosen.json.write_text(json.dumps(msgspec.to_builtins(soaked)) + "\n")
    return 1 if soaked.lost or soaked.missed else 0


if __name__ == "__main__":
    sys.exit(main())
