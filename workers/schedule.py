"""Listening by the clock: a source is opened some minutes before a chat, and closed when its last answers have come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

import msgspec
import structlog

from bridge.ports import Clock, Heard, Source, Threaded
from bridge.records import Condition, Event, Hearing, NativeId

log = structlog.get_logger()

#: How long before a chat its sources are opened: X arms rules within seconds "or longer", and people want to see green.
LEAD = timedelta(minutes=15)
#: How long after the last answer that counts they stay, for what a source asks for at the end.
GRACE = timedelta(minutes=15)
#: Seconds after which one who waits looks at the clock again: it may have been put right, or the machine have slept.
LOOK = 60.0


class Window(NamedTuple):
    """A stretch of time in which to listen. What was said from `said_from` on counts."""

    opens_at: datetime
    closes_at: datetime
    said_from: datetime


class _Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """A source's own cursor, and the window in which it was given: in another one it is no place to go on from."""

    window: str
    cursor: str


def windows(events: Iterable[Event], lead: timedelta = LEAD) -> Sequence[Window]:
    """When to listen for chats, in order; those that meet are one."""
    found: list[Window] = []
    chats = [it for it in events if it.type == "chat" and not it.rehearsal]
    for event in sorted(chats, key=lambda it: it.opens_at):
        one = Window(event.opens_at - lead, event.late_until + GRACE, event.opens_at)
        if found and one.opens_at <= found[-1].closes_at:
            found[-1] = found[-1]._replace(closes_at=max(one.closes_at, found[-1].closes_at))
        else:
            found.append(one)
    return found


class Scheduled:
    """A source that listens while a chat is on, and rests between. It ends after the last window.

    `begin` gives the source's own cursor for a moment: who comes late to a window asks for what was said in it before.
    """

    def __init__(
        self,
        source: Source,
        times: Sequence[Window],
        clock: Clock,
        *,
        begin: Callable[[datetime], str],
        look: float = LOOK,
    ) -> None:
        self.name = source.name
        self._source = source
        self._windows = times
        self._clock = clock
        self._begin = begin
        self._look = look

    def follow_thread(self, root: NativeId) -> None:
        """Hand on to the source that a host asked a question there."""
        if isinstance(self._source, Threaded):
            self._source.follow_thread(root)

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """Everything that the source hears in each window. Raises what the source raises."""
        last = _read(cursor)
        for window in self._windows:
            if window.closes_at <= self._clock.now():
                continue
            while (now := self._clock.now()) < window.opens_at:
                resting = Condition(hearing=Hearing.RESTING, at=now, next_at=window.opens_at)
                yield Heard(cursor=cursor or "", condition=resting)
                await asyncio.sleep(min(self._look, (window.opens_at - now).total_seconds()))
            name = window.said_from.isoformat()
            own = last.cursor if last and last.window in ("", name) else None
            if own is None and now > window.said_from:
                own = self._begin(window.said_from)
            log.info("source.window_opened", source=self.name, resumed=own is not None)
            async with aclosing(self._within(window, own or None)) as hearing:
                async for heard in hearing:
                    last = _Cursor(window=name, cursor=heard.cursor)
                    cursor = _written(last)
                    yield msgspec.structs.replace(heard, cursor=cursor)
            log.info("source.window_closed", source=self.name)

    async def _within(self, window: Window, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """What the source hears until the window closes, by the clock as it is looked at."""
        hearing = cast(AsyncGenerator[Heard, None], self._source.listen(cursor))
        coming: asyncio.Future[Any] | None = None
        try:
            while (left := (window.closes_at - self._clock.now()).total_seconds()) > 0:
                coming = coming or asyncio.ensure_future(anext(hearing))
                await asyncio.wait({coming}, timeout=min(self._look, left))
                if coming.done():
                    done, coming = coming, None
                    try:
                        heard: Heard = done.result()
                    except StopAsyncIteration:
                        return
                    yield heard
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.wait({coming})
            await hearing.aclose()


def _read(cursor: str | None) -> _Cursor | None:
    """A cursor as it was kept. One from before there were windows is taken for the first that comes."""
    if not cursor:
        return None
    try:
        return msgspec.json.decode(cursor, type=_Cursor)
    except msgspec.DecodeError:
        return _Cursor(window="", cursor=cursor)


def _written(cursor: _Cursor) -> str:
    return msgspec.json.encode(cursor).decode()
