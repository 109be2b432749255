"""One connection to a Mastodon server's stream: its hashtags are subscribed to, and its frames read as they come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from bridge.ports import Clock
from bridge.records import Act, Rejected, SourceName
from bridge.sources.mastodon import read
from bridge.sources.mastodon_outbox import Outbox
from bridge.sources.mastodon_tape import Tape
from bridge.sources.shape import unreadable

#: The library writes whole frames to its log at DEBUG, which are people's words.
_QUIET = logging.getLogger("ideabridge.mastodon")
_QUIET.setLevel(logging.WARNING)


class StreamLostError(Exception):
    """The stream is not to be relied on, for a reason that is no error of the connection."""


class StreamRefusedError(Exception):
    """The server does not stream to us; its timelines may still be read. The text says why."""


class Ear(ClientConnection):
    """A connection that tells of each sign of life: frames, and the server's pings, which come every 30 seconds."""

    chunks = 0
    on_life: Callable[[], None] | None = None

    def data_received(self, data: bytes) -> None:
        self.chunks += 1
        if self.on_life is not None:
            self.on_life()
        super().data_received(data)


class Stream:
    """Reads frames, keeps account on `tape` and puts what is new into `outbox`. `updates` counts new posts that came."""

    def __init__(
        self, host: str, tape: Tape, outbox: Outbox, clock: Clock, *, stall_seconds: float, max_frame: int
    ) -> None:
        self.updates = 0
        self._host = host
        self._tape = tape
        self._outbox = outbox
        self._clock = clock
        self._stall_seconds = stall_seconds
        self._max_frame = max_frame

    def connect(self, address: str, token: str) -> connect:
        """The connection, still to be entered, to a streaming host (ws:// or wss://)."""
        return connect(
            f"{address}/api/v1/streaming",
            additional_headers={"Authorization": f"Bearer {token}"},
            max_size=self._max_frame,
            compression=None,
            close_timeout=1,
            logger=_QUIET,
            create_connection=Ear,
        )

    async def subscribe(self, connection: ClientConnection, tags: Sequence[str]) -> None:
        """Ask for the hashtags. The server answers only if it does not like that."""
        assert isinstance(connection, Ear)
        connection.on_life = self._lives
        for tag in tags:
            await connection.send(msgspec.json.encode({"type": "subscribe", "stream": "hashtag", "tag": tag}).decode())

    async def read(self, connection: ClientConnection) -> NoReturn:
        """Take frames as they come. TimeoutError when not a byte came, `Stream…Error` when the server says what is wrong."""
        while True:
            self._take(await self._frame(connection))
            await self._outbox.room()

    async def _frame(self, connection: ClientConnection) -> bytes:
        assert isinstance(connection, Ear)
        while True:
            chunks = connection.chunks
            try:
                async with asyncio.timeout(self._stall_seconds):
                    return await connection.recv(decode=False)
            except TimeoutError:
                if connection.chunks == chunks:
                    raise

    def _lives(self) -> None:
        self._tape.hear(self._clock.now())

    def _take(self, frame: bytes) -> None:
        now = self._clock.now()
        try:
            message: Any = msgspec.json.decode(frame)
        except (ValueError, RecursionError):
            self._outbox.add(unreadable(SourceName.MASTODON, now, "a frame that is not JSON"))
            return
        if isinstance(message, dict) and "error" in message:
            raise _error(message)
        item = read(message, now, self._host)
        if isinstance(item, Rejected):
            self._outbox.add(item)
        elif item is not None and item.act is Act.DELETED:
            self._outbox.add(self._tape.delete(item))
        elif item is not None:
            self.updates += message["event"] == "update"
            is_new = self._tape.is_new(item)
            self._tape.keep(item, live=True)
            self._outbox.add(item if is_new else None)


def too_large(error: Exception) -> bool:
    """Whether a connection ended because a frame was larger than we take."""
    sent = error.sent if isinstance(error, ConnectionClosed) else None
    return sent is not None and sent.code == CloseCode.MESSAGE_TOO_BIG


def _error(message: dict[str, Any]) -> Exception:
    """What an error frame means. Servers before 4.3 give no status; what they refuse is our scope."""
    status = message.get("status")
    if status in {401, 403} or "scope" in str(message["error"]).lower():
        return StreamRefusedError("the stream refuses our token: it must be a user's, with the scope read:statuses")
    return StreamLostError(
        f"the stream says that something is wrong (status {status if isinstance(status, int) else 'unknown'})"
    )
