"""Listens to Bluesky over Jetstream v1: every post and repost of the network, without an account.

Its cursor is the `time_us` of the last event heard. Hosts differ by seconds, so each reconnection asks for a little
more than is missing and the same events come again. A cursor older than the host's backlog is silently moved
up by the host: when the last event heard does not come again, what lies between is reported as a `Gap`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.frames import CloseCode

from bridge.errors import UnreadableError
from bridge.ports import Clock, Heard
from bridge.records import Arrival, Gap, Rejected, SourceName
from bridge.sources.bluesky import POST, REPOST, read
from bridge.sources.reconnect import reconnect_delays, refusal
from bridge.sources.shape import unreadable

log = structlog.get_logger()

Item = Arrival | Rejected | Gap

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 200  # frames; ~2 s of the whole network
#: The library writes whole frames to its log at DEBUG, which are people's words.
_QUIET = logging.getLogger("ideabridge.jetstream")
_QUIET.setLevel(logging.WARNING)


class Jetstream:
    """Bluesky's posts and reposts, live. Each url is a host's subscribe address; the next is tried when one fails.

    A host is left after `stall_seconds` without a frame: the whole network is never silent for that long. A frame of
    more than `max_frame` bytes is rejected; one of sixteen times that ends the connection, and what it costs is a gap.
    """

    name = "jetstream"

    def __init__(
        self,
        *urls: str,
        clock: Clock,
        delays: Callable[[], Iterator[float]] = reconnect_delays,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        stall_seconds: float = 30.0,
        rewind_seconds: float = 5.0,
        max_frame: int = 2**20,
    ) -> None:
        self._urls = urls
        self._clock = clock
        self._delays = delays
        self._sleep = sleep
        self._stall_seconds = stall_seconds
        self._rewind_us = round(rewind_seconds * 1_000_000)
        self._max_frame = max_frame

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """Everything after `cursor`, or from now. Raises `SourceRefusedError` once every host has refused us."""
        tape = _Tape(cursor, self._clock, self._max_frame)
        urls, delays = deque(self._urls), self._delays()
        while True:
            before = tape.heard_us
            try:
                async with self._connect(urls[0], tape.from_us(self._rewind_us)) as connection:
                    log.info("jetstream.connected", cursor=tape.heard_us)
                    while True:
                        yield tape.take(await self._frames(connection))
            except (OSError, WebSocketException) as error:
                log.warning("jetstream.lost", error=type(error).__name__, cursor=tape.heard_us)
                lost = error
            if _too_large(lost):
                yield tape.skip()
            if refused := refusal(lost):
                urls.popleft()
                if not urls:
                    raise refused from lost
            elif tape.heard_us > before:
                delays = self._delays()
            else:
                urls.rotate(-1)
            await self._sleep(next(delays))

    def _connect(self, url: str, from_us: int | None) -> connect:
        return connect(
            address(url, from_us),
            max_size=16 * self._max_frame,
            max_queue=_BATCH,
            compression=None,
            close_timeout=1,
            logger=_QUIET,
        )

    async def _frames(self, connection: ClientConnection) -> list[bytes]:
        """Wait for one frame, then take those that have come with it. TimeoutError when the host has stalled."""
        async with asyncio.timeout(self._stall_seconds):
            frames = [await connection.recv(decode=False)]
        try:
            async with asyncio.timeout(0):
                while len(frames) < _BATCH:
                    frames.append(await connection.recv(decode=False))
        except (TimeoutError, ConnectionClosed):
            pass
        return frames


class _Tape:
    """How far the stream was heard, whether `heard_us` names an event that was, and whether the connection is new."""

    def __init__(self, cursor: str | None, clock: Clock, max_frame: int) -> None:
        self.heard_us = _microseconds(cursor) if cursor else (clock.now() - _EPOCH) // timedelta(microseconds=1)
        self._heard = bool(cursor)
        self._new = True
        self._skip = False
        self._clock = clock
        self._max_frame = max_frame

    def from_us(self, rewind_us: int) -> int | None:
        """Where a new connection is to begin; None for the present, which steps over what cannot be taken."""
        self._new = True
        if self._skip:
            self._skip = False
            return None
        return self.heard_us - rewind_us if self._heard else self.heard_us

    def take(self, frames: Sequence[bytes]) -> Heard:
        received_at = self._clock.now()
        items: list[Item] = []
        for frame in frames:
            time_us, item = _decoded(frame, received_at, self._max_frame)
            if time_us is not None:
                if self._new and self._heard and time_us > self.heard_us:
                    items.append(_gap(self.heard_us, time_us))
                # Until something was heard, the time is our own clock's, which may be ahead of theirs.
                self.heard_us = max(self.heard_us, time_us) if self._heard else time_us
                self._new, self._heard = False, True
            if item is not None:
                items.append(item)
        return Heard(cursor=str(self.heard_us), items=tuple(items))

    def skip(self) -> Heard:
        """Give up on a frame too large to take: the next connection begins at the present, and its gap is seen."""
        self._skip, self._heard = True, True
        detail = f"a frame of more than {16 * self._max_frame} bytes"
        rejected = unreadable(SourceName.BLUESKY, self._clock.now(), detail)
        return Heard(cursor=str(self.heard_us), items=(rejected,))


def address(url: str, from_us: int | None) -> str:
    """The v1 subscribe address for posts and reposts from a time in microseconds, or from now."""
    query = [("wantedCollections", POST), ("wantedCollections", REPOST)]
    if from_us is not None:
        query.append(("cursor", str(from_us)))
    return f"{url}?{urlencode(query)}"


def _microseconds(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit()):
        msg = f"a jetstream cursor is a time in microseconds, got {cursor[:40]!r}"
        raise UnreadableError(msg)
    return int(cursor)


def _decoded(frame: bytes, received_at: datetime, max_frame: int) -> tuple[int | None, Item | None]:
    """The event's time, unless it could not be read, and what it says."""
    if len(frame) > max_frame:
        detail = f"a frame of {len(frame)} bytes, more than {max_frame}"
        return None, unreadable(SourceName.BLUESKY, received_at, detail)
    try:
        message: Any = msgspec.json.decode(frame)
    except (ValueError, RecursionError):
        return None, unreadable(SourceName.BLUESKY, received_at, "a frame that is not JSON")
    item = read(message, received_at)
    return (None if isinstance(item, Rejected) else message["time_us"]), item


def _gap(from_us: int, to_us: int) -> Gap:
    return Gap(
        id=f"jetstream/{from_us}",
        source=SourceName.BLUESKY,
        from_at=_EPOCH + timedelta(microseconds=from_us),
        to_at=_EPOCH + timedelta(microseconds=to_us),
        cause="Bluesky's host no longer had these events when we came back",
    )


def _too_large(error: Exception) -> bool:
    sent = error.sent if isinstance(error, ConnectionClosed) else None
    return sent is not None and sent.code == CloseCode.MESSAGE_TOO_BIG
