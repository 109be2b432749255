"""What the tests of the Jetstream source listen with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.ports import Heard
from bridge.records import Arrival, Condition, Gap, Rejected
from bridge.sources.jetstream import Jetstream
from tests.networks import jetstream as network
from tests.networks.jetstream import commit, post

#: 19:00 on 2 November 2026, in microseconds; events below are one second apart.
START_US = 1_793_646_000_000_000
SECOND = 1_000_000

#: Many more than any test needs: one that goes on past it is in a hot loop.
WAITS = 1_000


class FixedClock:
    """It stands at five past seven, unless it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 19, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Waits:
    """A sleep that takes no time, remembers how long it should have been and lets others run."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        assert len(self.seconds) < WAITS
        await asyncio.sleep(0)


def tries() -> Iterator[float]:
    yield from (float(number) for number in range(1, WAITS))


def events(*seconds: int) -> list[dict[str, object]]:
    return [commit(START_US + second * SECOND, post(f"said in second {second}")) for second in seconds]


def source(*urls: str, **options: Any) -> Jetstream:
    plain: dict[str, Any] = {"clock": FixedClock(), "sleep": Waits(), "delays": tries}
    return Jetstream(*urls, **plain | options)


async def hear(stream: AsyncGenerator[Heard, None], count: int) -> list[Heard]:
    """Batches until `count` items were heard."""
    return await hear_until(stream, lambda heard: sum(len(batch.items) for batch in heard) >= count)


async def hear_until(stream: AsyncGenerator[Heard, None], enough: Callable[[list[Heard]], bool]) -> list[Heard]:
    heard: list[Heard] = []
    async with asyncio.timeout(10), aclosing(stream) as batches:
        while not enough(heard):
            heard.append(await anext(batches))
    return heard


async def hear_all(stream: AsyncGenerator[Heard, None], heard: list[Heard]) -> None:
    """Add all batches to `heard` until the source ends, or raises."""
    async with asyncio.timeout(10):
        async for batch in stream:
            heard.append(batch)  # noqa: PERF401 - `heard` must hold what came before it raised


def texts(heard: list[Heard]) -> list[str]:
    return [item.text for batch in heard for item in batch.items if isinstance(item, Arrival)]


def rejected(heard: list[Heard]) -> list[Rejected]:
    return [item for batch in heard for item in batch.items if isinstance(item, Rejected)]


def gaps(heard: list[Heard]) -> list[Gap]:
    return [item for batch in heard for item in batch.items if isinstance(item, Gap)]


def conditions(heard: list[Heard]) -> list[Condition]:
    return [batch.condition for batch in heard if batch.condition]


def hearings(heard: list[Heard]) -> list[str]:
    """How the source stood, each change once."""
    told = [condition.hearing.value for condition in conditions(heard)]
    return [hearing for at, hearing in enumerate(told) if at == 0 or told[at - 1] != hearing]


def on_v1(server: network.Jetstream) -> str:
    return server.url


def on_v2(server: network.Jetstream) -> str:
    return server.url_v2


WIRES = [on_v1, on_v2]
