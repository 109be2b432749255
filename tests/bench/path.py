"""The whole path: a post reaches a worker, is committed durably, and is seen by readers. `python -m tests.bench.path`.

Everything is real and in processes of its own: a worker (spool, push client), `serve`, and readers on sockets. Times are
from when a post was due at its worker, so a stall counts for all that it held up; seen is told of the posts that open an
idea, by each reader and by the slowest of all. With `--redis`, the same on a Redis that flushes every write.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import msgspec

from tests.bench.ceiling import Ceiling, frames_of, measure
from tests.load.reading import Lateness, Wanted, read
from tests.load.saying import Said, Saying, say
from tests.load.stage import ended, feeds_of, helping, serving

RATES = (20.0, 500.0)


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """One rate's figures, in milliseconds from a post's arrival."""

    store: str
    serves: int
    rate: float
    posts: int
    readers: int
    ack_p50: float
    ack_p99: float
    seen: Lateness


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was measured."""

    paths: tuple[Passage, ...]
    ceilings: dict[str, Ceiling]


def path(folder: Path, rate: float, seconds: float, *, readers: int, serves: int = 1, redis: str = "") -> Passage:
    """Post at a rate, with readers shared out over the serves."""
    with ExitStack() as stack:
        bridges = stack.enter_context(serving(folder, serves=serves, store=redis))
        crowd = stack.enter_context(helping(read, Wanted(feeds=feeds_of(bridges), readers=readers)))
        crowd.answer()
        told = Saying(
            port=bridges[0].port,
            token=bridges[0].token,
            folder=str(folder),
            rate=rate,
            seconds=seconds,
            mix="rehearsed",
        )
        said: Said = stack.enter_context(helping(say, told)).answer(seconds)
        seen = ended(crowd, said.last, 30)
    assert said.acked == len(said.ids), "not every post was acked"
    assert said.behind < 1, f"the load itself was {said.behind:.1f} s behind: it measures nothing"
    return Passage(
        store="redis" if redis else "sqlite",
        serves=serves,
        rate=rate,
        posts=len(said.ids),
        readers=readers,
        ack_p50=said.ack_p50,
        ack_p99=said.ack_p99,
        seen=seen.late,
    )


def ceiling(folder: Path, count: int, *, redis: str = "") -> Ceiling:
    """Push as fast as one serve acks."""
    frames = frames_of("rehearsed", count, seed=3)
    with serving(folder, store=redis) as (bridge,):
        return measure(bridge, frames)


def line(it: Passage) -> str:
    return (
        f"{it.store:6} {it.serves} serve  {it.rate:4.0f} posts/s, {it.readers} readers, {it.posts:6} posts:"
        f" on disk p50 {it.ack_p50:5.1f} p99 {it.ack_p99:6.1f} ms;"
        f" seen by each p50 {it.seen.p50:5.1f} p99 {it.seen.p99:6.1f} ms,"
        f" by the slowest p50 {it.seen.slowest_p50:5.1f} p99 {it.seen.slowest_p99:6.1f} ms"
    )


def told(name: str, it: Ceiling) -> str:
    return (
        f"{name:6} ceiling of one serve: {it.per_second:6,.0f} contributions/s acked, {it.per_cpu_second:,.0f} for a CPU"
        f" second, busiest thread {it.loop_share:.0%}, {it.rss_mib:.0f} MiB after {it.contributions:,}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each rate")
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--count", type=int, default=30_000, help="contributions pushed for the ceiling")
    parser.add_argument("--rates", type=float, nargs="*", default=RATES)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    asked = parser.parse_args(arguments)
    paths: list[Passage] = []
    ceilings: dict[str, Ceiling] = {}
    with tempfile.TemporaryDirectory(prefix="ideabridge-bench-") as name:
        for nth, rate in enumerate(asked.rates):
            folder = Path(name) / f"path-{nth}"
            folder.mkdir()
            paths.append(path(folder, rate, asked.seconds, readers=asked.readers))
            print(line(paths[-1]), flush=True)
        if asked.count:
            folder = Path(name) / "ceiling"
            folder.mkdir()
            ceilings["sqlite"] = ceiling(folder, asked.count)
            print(told("sqlite", ceilings["sqlite"]), flush=True)
    if asked.json:
        figures = Figures(paths=tuple(paths), ceilings=ceilings)
        asked.json.write_text(json.dumps(msgspec.to_builtins(figures), indent=1) + "\n")


if __name__ == "__main__":
    main()
