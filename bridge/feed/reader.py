"""A feed over a WebSocket: hello, replay, live, in one direction only.

Frames are written to the transport ready-made. That is right only on an open connection with no message half sent and
no extension but `deflate.EXTENSIONS` negotiated, and nothing else may send on it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame as SocketFrame
from websockets.frames import Opcode
from websockets.protocol import State

from bridge.feed.deflate import wire_for
from bridge.feed.feeds import Feeds
from bridge.feed.filter import Filter
from bridge.feed.frames import Close
from bridge.feed.outlet import PATIENCE, bound
from bridge.feed.replay import Reader
from bridge.records import Place

log = structlog.get_logger()

#: Seconds for the closing handshake; a peer that is dead does not answer it.
FAREWELL = 2.0
#: Seconds between pings to a peer that may have left. One that was not heard from in that time is let go.
PING_SECONDS = 20.0
_PING = SocketFrame(Opcode.PING, b"").serialize(mask=False)


class FeedConnection(ServerConnection):
    """A connection whose reader is told when it can take no more, when it can again, and when nothing may be sent.

    It has no task to keep it alive: all readers are looked after together (`Feeds.run`).
    """

    outlet: SocketOutlet | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        bound(transport)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.outlet:
            self.outlet.hush()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.outlet:
            self.outlet.heard = True

    def send_data(self) -> None:
        """Send what is no feed: pongs, a close frame, our end. After the last two nothing may follow."""
        super().send_data()
        if self.outlet and self.state is not State.OPEN:
            self.outlet.hush()

    def start_keepalive(self) -> None:
        """See `SocketOutlet.beat`."""

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.outlet:
            self.outlet.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.outlet:
            self.outlet.resumed()


async def serve_feed(
    connection: FeedConnection,
    *,
    feeds: Feeds,
    filter: Filter,  # noqa: A002 - the feed's own word
    after: Place | None,
    patience: float = PATIENCE,
) -> None:
    """Feed one reader until it leaves, breaks the rules, or does not keep up. Raises `UnknownError` for a campaign.

    A peer that does not answer the close is left to the caller, who aborts the transport.
    """
    following = feeds.following(filter.campaign)
    outlet = SocketOutlet(connection, patience)
    with Reader(outlet, following, filter, wire_for(connection.protocol.extensions)) as reader:
        try:
            async with asyncio.timeout(None) as outlet.limit, asyncio.TaskGroup() as tasks:
                outlet.reader = reader
                connection.outlet = outlet
                reader.start(after, tasks)
                try:
                    await connection.recv()
                except ConnectionClosed:
                    return
                finally:
                    reader.stop()
            code, reason = Close.POLICY, "a feed goes one way: send nothing"
        except TimeoutError:
            code, reason = outlet.ending or (Close.SLOW, f"slow; resume after {reader.place}")
            if code is Close.SLOW:
                log.info("reader.let_go", campaign=filter.campaign, seq=reader.seq)
        finally:
            connection.outlet = None
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            await connection.close(code, reason)


class SocketOutlet:
    """The connection as its reader writes to it. `limit` runs out when it is stuck, or when it is to end.

    `write` is the transport's own: frames are written as they are.
    """

    reader: Reader
    limit: asyncio.Timeout

    def __init__(self, connection: FeedConnection, patience: float) -> None:
        self.ready = not connection.paused
        self.heard = True
        self.ending: tuple[Close, str] | None = None
        self.write: Callable[[bytes], None] = connection.transport.write if connection.state is State.OPEN else _drop
        self._connection = connection
        self._patience = patience
        # Not all at once, even if all came at once.
        self._ping_at = asyncio.get_running_loop().time() + PING_SECONDS * (0.5 + random.random() / 2)  # noqa: S311 - no secret

    async def drained(self) -> None:
        await self._connection.drain()

    def beat(self, now: float) -> None:
        if now < self._ping_at:
            return
        self._ping_at = now + PING_SECONDS
        if not self.heard:
            self.end(Close.SLOW, f"not heard from; resume after {self.reader.place}")
        self.heard = False
        self.write(_PING)

    def end(self, code: Close, reason: str) -> None:
        self.ending = self.ending or (code, reason)
        self.hush()
        self._run_out(0)

    def hush(self) -> None:
        """Write no more: nothing may follow a close frame."""
        self.write = _drop
        self.reader.stop()

    def paused(self) -> None:
        self.ready = False
        self.reader.paused()
        self._run_out(self._patience)

    def resumed(self) -> None:
        self.ready = True
        if not self.ending and not self.limit.expired():
            self.limit.reschedule(None)
            self.reader.resumed()

    def _run_out(self, seconds: float) -> None:
        if not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time() + seconds)


def _drop(data: bytes) -> None:
    """Write nowhere."""
