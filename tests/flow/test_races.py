"""Several writers say the same ideas at the same time on one store: each idea is there once, with the voices of all."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from bridge.ideas.sameness import Index
from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.records import Commit, Contribution, Relation, State
from bridge.store.redis import RedisStore
from bridge.store.sqlite import SqliteStore
from tests import factories
from tests.flow.racing import CAMPAIGN, Writer, contributions
from tests.redis_server import redis_server
from tests.running import ROOT

IDEAS = 1_500
#: Where how many there are proves nothing more.
FEWER = 300


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


async def begun(store: Store) -> None:
    puts = (factories.campaign(), factories.challenge(), factories.event())
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))


async def check(store: Store, count: int) -> None:
    """Each idea is there once, begun by one contribution and joined by the other."""
    known = Projection(CAMPAIGN, Index())
    await known.catch_up(store)
    ideas = known.ideas()
    said: list[Contribution] = []
    for idea in ideas:
        said += await known.said(idea.id)

    assert len(ideas) == count
    assert {(it.voices, tuple(it.sources.items()), it.state) for it in ideas} == {
        (2, (("bluesky", 1), ("x", 1)), State.LIVE)
    }
    assert Counter(it.placed.relation for it in said if it.placed) == {Relation.FIRST: count, Relation.COPY: count}
    assert {it.id for it in said} == {it.id for writer in (0, 1) for it in contributions(writer, count)}


class Racer:
    """A writer in a process of its own."""

    def __init__(self, url: str, writer: int, count: int) -> None:
        command = [sys.executable, "-m", "tests.flow.racing", url, str(writer), str(count)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def prepared(self) -> None:
        """Wait until it could begin."""
        assert self._line() == "ready"

    def begin(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("begin\n")
        self._process.stdin.flush()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def until(self, stored: int) -> None:
        """Wait until so many contributions are stored."""
        while stored > 0:
            stored -= int(self._line())

    def ended(self) -> int:
        """How many ideas it opened, once it has said everything."""
        while line := self._line():
            if line.startswith("opened"):
                assert self._process.wait(20) == 0
                return int(line.split()[1])
        raise AssertionError("it ended early")

    def stand_still(self) -> None:
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            assert end is not None
            end.close()


@contextmanager
def two(url: str, count: int) -> Iterator[Sequence[Racer]]:
    with ExitStack() as stack:
        racers = [stack.enter_context(closing(Racer(url, writer, count))) for writer in (0, 1)]
        for racer in racers:
            racer.prepared()
        yield racers


async def redis_store(url: str) -> RedisStore:
    store = await RedisStore.open(url)
    await begun(store)
    return store


async def test_two_processes_that_say_the_same_at_once_open_each_idea_once(tmp_path: Path, stack: ExitStack) -> None:
    server = stack.enter_context(redis_server(tmp_path / "redis"))
    store = await redis_store(server.url)
    one, other = stack.enter_context(two(server.url, IDEAS))

    one.begin()
    one.until(24)
    one.stand_still()  # so that both have begun, whatever else the machine does
    other.begin()
    other.until(24)
    one.go_on()
    opened = [one.ended(), other.ended()]

    assert sum(opened) == IDEAS
    assert min(opened) > 0
    await check(store, IDEAS)
    await store.close()


async def test_a_process_that_stands_still_amid_its_work_keeps_nobody_waiting(tmp_path: Path, stack: ExitStack) -> None:
    """Wherever it was halted, in a call over the network too, it held nothing that another needs."""
    server = stack.enter_context(redis_server(tmp_path / "redis"))
    store = await redis_store(server.url)
    one, other = stack.enter_context(two(server.url, FEWER))

    for racer in (one, other):
        racer.begin()
    for stored in (48, 72):
        one.until(stored)
        one.stand_still()
        other.until(48)
        one.go_on()
    one.stand_still()
    opened = [other.ended()]
    one.go_on()
    opened.append(one.ended())

    assert sum(opened) == FEWER
    await check(store, FEWER)
    await store.close()


async def test_two_desks_on_one_sqlite_that_are_told_the_same_at_once_open_each_idea_once(tmp_path: Path) -> None:
    """Which of them opens how many is for the machine to say; on one loop it may be all by one."""
    store = await SqliteStore.open(tmp_path / "store.sqlite")
    await begun(store)
    desks = [Writer(store), Writer(store)]
    for desk in desks:
        await desk.begin()

    opened = await asyncio.gather(
        *(desk.say(writer, contributions(writer, FEWER)) for writer, desk in enumerate(desks))
    )

    assert sum(opened) == FEWER
    await check(store, FEWER)
    for desk in desks:
        await desk.end()
    await store.close()
