"""Listens to a source in the background, and keeps what it gives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import Any, Self, TypeVar

from bridge.ports import Heard
from bridge.records import Arrival, Condition, Gap, Hearing, Rejected
from bridge.sources.x_stream import XStream
from tests.networks.x import X
from tests.networks.x_chat import TAG
from tests.networks.x_posts import plain
from tests.networks.x_time import Time
from tests.networks.x_wire import BUSY, Mishap

Kind = TypeVar("Kind")


class Ear:
    """What a source gave since this was opened. `until` raises what the source died of."""

    def __init__(self, source: XStream, cursor: str | None = None) -> None:
        self._source = source
        self._cursor = cursor
        self.heard: list[Heard] = []
        self._news = asyncio.Condition()
        self._is_over = False
        self._open = asyncio.Event()
        self._open.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def until(self, enough: Callable[[Self], bool]) -> Self:
        try:
            async with asyncio.timeout(10), self._news:
                await self._news.wait_for(lambda: enough(self) or self._is_over)
        except TimeoutError:
            raise AssertionError([self.conditions[-3:], self.gaps, self.texts[-5:]]) from None
        if not enough(self):
            await self._task
        return self

    def rest(self) -> None:
        """Take nothing until `go_on`."""
        self._open.clear()

    def go_on(self) -> None:
        self._open.set()

    @property
    def cursor(self) -> str:
        return self.heard[-1].cursor

    @property
    def arrivals(self) -> list[Arrival]:
        return self._all(Arrival)

    @property
    def texts(self) -> list[str]:
        return [arrival.text for arrival in self.arrivals]

    @property
    def gaps(self) -> list[Gap]:
        return self._all(Gap)

    @property
    def rejected(self) -> list[Rejected]:
        return self._all(Rejected)

    @property
    def conditions(self) -> list[Condition]:
        return [heard.condition for heard in self.heard if heard.condition]

    @property
    def hearing(self) -> Hearing | None:
        """How it stands."""
        return self.conditions[-1].hearing if self.conditions else None

    @property
    def hearings(self) -> list[Hearing]:
        """How it stood, one after the other."""
        told = [condition.hearing for condition in self.conditions]
        return [it for at, it in enumerate(told) if at == 0 or told[at - 1] != it]

    def _all(self, kind: type[Kind]) -> list[Kind]:
        return [item for heard in self.heard for item in heard.items if isinstance(item, kind)]

    async def _listen(self) -> None:
        try:
            async with aclosing(self._source.listen(self._cursor)) as stream:
                async for heard in stream:
                    self.heard.append(heard)
                    await self._wake()
                    await self._open.wait()
        finally:
            self._is_over = True
            await asyncio.shield(self._wake())

    async def _wake(self) -> None:
        async with self._news:
            self._news.notify_all()


async def broken(server: X, time: Time, ear: Ear, seconds: int = 30, lost: int = 1, **fields: Any) -> list[str]:
    """Break the connection for some time in which posts are said that the stream never brings."""
    server.mishaps.append(Mishap(answer=BUSY))
    for stream in list(server.streams):
        stream.cut()
    await server.until(lambda: not server.streams)
    said = [await server.say(plain(f"lost {number} {TAG}", **fields), streamed=False) for number in range(lost)]
    time.jump(seconds)
    await server.listened()
    await ear.until(lambda ear: ear.hearing is Hearing.LISTENING and bool(ear.gaps))
    return said


def closed(gaps: list[Gap]) -> bool:
    return bool(gaps) and not any(gap.is_open for gap in {gap.id: gap for gap in gaps}.values())
