"""A feed over a WebSocket: hello, replay, live, in one direction only.

Frames are written to the transport ready-made. That is right only on an open connection with no extension negotiated
and no message half sent, so the connection must be made without compression, and nothing else may send on it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State

from bridge.feed.feeds import Feeds
from bridge.feed.filter import Filter
from bridge.feed.frames import Close, as_text
from bridge.feed.outlet import bound_send_buffer
from bridge.feed.replay import Reader
from bridge.records import Place

log = structlog.get_logger()

#: Seconds in which a reader that is behind must take what was last written to it, at most 64 KiB.
PATIENCE = 30.0
#: Seconds for the closing handshake; a peer that is dead does not answer it.
FAREWELL = 2.0


class FeedConnection(ServerConnection):
    """A connection whose reader is told when it can take no more, and when it can again."""

    outlet: SocketOutlet | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        bound_send_buffer(transport)
        super().connection_made(transport)

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
    with Reader(outlet, following, filter, as_text) as reader:
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
    """The connection as its reader writes to it. `limit` runs out when it is stuck, or when it is to end."""

    reader: Reader
    limit: asyncio.Timeout

    def __init__(self, connection: FeedConnection, patience: float) -> None:
        self.ready = not connection.paused
        self.ending: tuple[Close, str] | None = None
        self._connection = connection
        self._protocol = connection.protocol
        self._transport = connection.transport
        self._patience = patience

    def write(self, data: bytes) -> None:
        if self._protocol.state is State.OPEN:
            self._transport.write(data)

    async def drained(self) -> None:
        await self._connection.drain()

    def end(self, code: Close, reason: str) -> None:
        self.ending = self.ending or (code, reason)
        self._run_out(0)

    def paused(self) -> None:
        self.ready = False
        self._run_out(self._patience)

    def resumed(self) -> None:
        self.ready = True
        if not self.ending and not self.limit.expired():
            self.limit.reschedule(None)
            self.reader.resumed()

    def _run_out(self, seconds: float) -> None:
        if not self.limit.expired():
            self.limit.reschedule(asyncio.get_running_loop().time() + seconds)
