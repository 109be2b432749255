"""The whole path: a post reaches a worker, is committed durably, and is seen by readers. `python -m tests.bench.path`.

Everything is real and in processes of its own: a worker (spool, push client), `serve`, and readers on sockets. Times are
from when a post was due at its worker, so a stall counts for all that it held up; seen is told of the posts that open an
idea, by each reader and by the slowest of all. Then the same on a Redis that flushes every write before it answers, with
one `serve` and with two, which decide beside one another.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from tests.bench.ceiling import Ceiling, frames_of, measure
from tests.bench.fanout.figures import machine
from tests.load.reading import Lateness, Wanted, read
from tests.load.saying import Said, Saying, say
from tests.load.stage import ended, feeds_of, helping, serving
from tests.redis_server import redis_server
from tests.running import Bridge

RATES = (20.0, 500.0)
#: On what, and with how many serves.
SETTINGS = (("sqlite", 1), ("redis", 1), ("redis", 2))


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


class Most(msgspec.Struct, frozen=True, kw_only=True):
    """How much was taken in at most."""

    store: str
    serves: int
    ceiling: Ceiling


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that was measured."""

    machine: dict[str, str]
    passages: tuple[Passage, ...]
    ceilings: tuple[Most, ...]


@contextmanager
def standing(store: str, serves: int) -> Iterator[tuple[Path, Sequence[Bridge]]]:
    """So many serves on a store of their own, and a folder."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ideabridge-bench-")))
        redis = stack.enter_context(redis_server(folder / "redis")).url if store == "redis" else ""
        yield folder, stack.enter_context(serving(folder, serves=serves, store=redis))


def passage(store: str, serves: int, rate: float, seconds: float, readers: int) -> Passage:
    """Post at a rate to the first serve, with readers shared out over all."""
    with ExitStack() as stack:
        folder, bridges = stack.enter_context(standing(store, serves))
        crowd = stack.enter_context(helping(read, Wanted(feeds=feeds_of(bridges), readers=readers)))
        crowd.answer()
        post = Saying(port=bridges[0].port, token=bridges[0].token, folder=str(folder), rate=rate, seconds=seconds)
        said: Said = stack.enter_context(helping(say, post)).answer(seconds)
        seen = ended(crowd, said.last, 30)
    assert said.acked == len(said.ids), "not every post was acked"
    assert said.behind < 1, f"the load itself was {said.behind:.1f} s behind: it measures nothing"
    assert len(set(seen.digests)) == 1, "readers do not all have the same"
    return Passage(
        store=store,
        serves=serves,
        rate=rate,
        posts=len(said.ids),
        readers=readers,
        ack_p50=said.ack_p50,
        ack_p99=said.ack_p99,
        seen=seen.late,
    )


def most(store: str, serves: int, count: int) -> Most:
    """Push as fast as they ack, an equal part to each."""
    frames = [frames_of("rehearsed", count // serves, seed=3 + nth) for nth in range(serves)]
    with standing(store, serves) as (_, bridges):
        return Most(store=store, serves=serves, ceiling=measure(bridges, frames))


def line(it: Passage) -> str:
    return (
        f"{it.store:6} {it.serves} serve  {it.rate:4.0f} posts/s, {it.readers} readers, {it.posts:6} posts:"
        f" on disk p50 {it.ack_p50:5.1f} p99 {it.ack_p99:6.1f} ms;"
        f" seen by each p50 {it.seen.p50:5.1f} p99 {it.seen.p99:6.1f} ms,"
        f" by the slowest p50 {it.seen.slowest_p50:5.1f} p99 {it.seen.slowest_p99:6.1f} ms"
    )


def told(it: Most) -> str:
    of = it.ceiling
    return (
        f"{it.store:6} {it.serves} serve  at most {of.per_second:6,.0f} contributions/s acked, {of.per_cpu_second:,.0f} for"
        f" a CPU second, busiest thread {of.loop_share:.0%}, {of.rss_mib:.0f} MiB after {of.contributions:,}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each rate")
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--count", type=int, default=30_000, help="contributions pushed for the ceiling")
    parser.add_argument("--rates", type=float, nargs="*", default=RATES)
    parser.add_argument("--stores", nargs="*", default=["sqlite", "redis"])
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    asked = parser.parse_args(arguments)
    before = machine()
    settings = [it for it in SETTINGS if it[0] in asked.stores]
    passages: list[Passage] = []
    ceilings: list[Most] = []
    for store, serves in settings:
        for rate in asked.rates:
            passages.append(passage(store, serves, rate, asked.seconds, asked.readers))
            print(line(passages[-1]), flush=True)
        if asked.count:
            ceilings.append(most(store, serves, asked.count))
            print(told(ceilings[-1]), flush=True)
    if asked.json:
        figures = Figures(machine=before, passages=tuple(passages), ceilings=tuple(ceilings))
        asked.json.write_text(json.dumps(msgspec.to_builtins(figures), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
