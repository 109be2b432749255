"""A feed as Server-Sent Events, for those who cannot open a WebSocket: the same frames, with the place as id.

A browser that loses its connection comes back by itself with its last id. After a `reset` that id is 0, so it comes
back to the beginning.
"""

from __future__ import annotations

import asyncio

import structlog
from aiohttp import web

from bridge.feed.feeds import Feeds
from bridge.feed.filter import Filter, parse_place
from bridge.feed.frames import Close, as_event
from bridge.feed.outlet import PATIENCE, bound, cut
from bridge.feed.replay import Reader
from bridge.records import Place

log = structlog.get_logger()

#: Seconds of silence after which a comment is sent: proxies cut what is silent, and a peer that has left is noticed.
HEARTBEAT = 15.0

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx passes each event on at once
}


async def stream_events(
    request: web.Request,
    *,
    feeds: Feeds,
    filter: Filter,  # noqa: A002 - the feed's own word
    after: Place | None,
    patience: float = PATIENCE,
    heartbeat: float = HEARTBEAT,
) -> web.StreamResponse:
    """Feed one reader until it leaves, does not keep up, or the feeds close.

    A Last-Event-ID goes before `after`. Raises `UnreadableError` for one that is no place, and `UnknownError` for a
    campaign, both before anything is sent.
    """
    last = request.headers.get("Last-Event-ID")
    after = parse_place(last) if last else after
    following = feeds.following(filter.campaign)
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    if request.transport:
        bound(request.transport)
    outlet = _Outlet()
    with Reader(outlet, following, filter, as_event) as reader:
        outlet.reader = reader
        try:
            async with asyncio.TaskGroup() as tasks:
                reader.start(after, tasks)
                try:
                    await _pump(outlet, reader, response, patience=patience, heartbeat=heartbeat)
                finally:
                    reader.stop()
        except* TimeoutError:
            log.info("reader.let_go", campaign=filter.campaign, seq=reader.seq)
            if request.transport:
                cut(request.transport)
        except* ConnectionResetError:
            pass  # it left
    return response


async def _pump(
    outlet: _Outlet, reader: Reader, response: web.StreamResponse, *, patience: float, heartbeat: float
) -> None:
    while not outlet.finished:
        data = await outlet.next(heartbeat) or b":\n\n"
        async with asyncio.timeout(patience):
            await response.write(data)
        reader.resumed()


class _Outlet:
    """Holds what was written until it went out: one slice of the ring, or one page of the store."""

    reader: Reader | None = None

    def __init__(self) -> None:
        self.ready = True
        self._held = b""
        self._ending = False
        self._stirred = asyncio.Event()
        self._emptied = asyncio.Event()

    @property
    def finished(self) -> bool:
        """Nothing is held and nothing will come."""
        return self._ending and not self._held

    def write(self, data: bytes) -> None:
        if data:
            self.ready = False
            self._held += data
            self._stirred.set()
            if self.reader:
                self.reader.paused()

    async def drained(self) -> None:
        while not self.ready:  # for ever, once it is ending: the reader is stopped
            self._emptied.clear()
            await self._emptied.wait()

    def beat(self, now: float) -> None:
        """The pump has a heartbeat of its own."""

    def end(self, code: Close, reason: str) -> None:  # noqa: ARG002 - there is no close frame in this wire
        self.ready = False
        self._ending = True
        self._stirred.set()

    async def next(self, seconds: float) -> bytes:
        """What is to be sent, or nothing after so many seconds of silence."""
        try:
            async with asyncio.timeout(seconds):
                await self._stirred.wait()
        except TimeoutError:
            return b""
        self._stirred.clear()
        data, self._held = self._held, b""
        self.ready = not self._ending
        self._emptied.set()
        return data
