"""Listens to Bluesky over Jetstream: every post and repost of the network, without an account.

Its cursor is the time of the last event heard, in microseconds, which any host understands. Hosts differ by seconds, so
each reconnection asks for a little more than is missing and the same events come again. A cursor older than the host's
backlog is moved up by the host, silently on v1: when the last event heard does not come again, what lies between is
reported as a `Gap`. Nothing is ever sent to a host: v2 hangs up on whoever does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from datetime import timedelta

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bridge.errors import SourceRefusedError
from bridge.ports import Clock, Heard
from bridge.records import Hearing
from bridge.sources.bluesky import POST, REPOST
from bridge.sources.jetstream_hosts import CURSOR_TOO_OLD, UNKNOWN_DICTIONARY, EndedError, Host, Hosts, failure
from bridge.sources.jetstream_tape import Tape
from bridge.sources.jetstream_wire import Wire, address
from bridge.sources.reconnect import reconnect_delays

log = structlog.get_logger()

_BATCH = 200  # frames; ~2 s of the whole network
#: The library writes whole frames to its log at DEBUG, which are people's words.
_QUIET = logging.getLogger("ideabridge.jetstream")
_QUIET.setLevel(logging.WARNING)


def _calm_delays() -> Iterator[float]:
    """Jitter takes away up to half, and of 2 s it leaves one connection a second."""
    return reconnect_delays(first=2.0)


class Jetstream:
    """Bluesky's posts and reposts, live. Each url is a host's subscribe address; the next is tried when one fails.

    Its path tells which wire a host speaks. One that refuses us is put aside for `aside_seconds`; the end is when all are.
    A host is left after `stall_seconds` without a frame: the whole network is never silent for that long. A frame of more
    than `max_frame` bytes is rejected; one of sixteen times that ends the connection, and what it costs is a gap. With the
    bytes of a zstd `dictionary`, hosts that know it are asked for compressed frames. `on_identity` is told the DID of each
    account whose handle may have changed. How we stand is told every `tell_seconds`, also while nothing comes.
    """

    name = "jetstream"

    def __init__(
        self,
        *urls: str,
        clock: Clock,
        delays: Callable[[], Iterator[float]] = _calm_delays,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        stall_seconds: float = 30.0,
        rewind_seconds: float = 5.0,
        aside_seconds: float = 600.0,
        tell_seconds: float = 5.0,
        max_frame: int = 2**20,
        dictionary: bytes | None = None,
        on_identity: Callable[[str], None] = lambda _did: None,
    ) -> None:
        self._urls = urls
        self._clock = clock
        self._delays = delays
        self._sleep = sleep
        self._stall_seconds = stall_seconds
        self._rewind_us = round(rewind_seconds * 1_000_000)
        self._aside = timedelta(seconds=aside_seconds)
        self._tell_seconds = tell_seconds
        self._max_frame = max_frame
        self._dictionary = dictionary
        self._on_identity = on_identity

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """Everything after `cursor`, or from now. Raises `SourceRefusedError` once every host has refused us."""
        tape = Tape(cursor, self._clock, self._on_identity)
        hosts = Hosts((self._host(url) for url in self._urls), self._clock, self._aside)
        delays = self._delays()
        yield tape.told(Hearing.CONNECTING)
        while host := hosts.next():
            before = tape.heard_us
            try:
                async with (
                    self._connect(host, tape.connecting(self._rewind_us)) as connection,
                    aclosing(self._heard(connection, tape, host.wire)) as batches,
                ):
                    log.info("jetstream.connected", host=host.name, cursor=tape.cursor)
                    async for heard in batches:
                        yield heard
            except (OSError, WebSocketException, EndedError) as error:
                log.warning("jetstream.lost", host=host.name, error=type(error).__name__, cursor=tape.cursor)
                lost = error
            failed = failure(lost, host.url)
            if failed.is_too_large:
                yield tape.skip(f"a frame of more than {16 * self._max_frame} bytes")
            if failed.refused:
                hosts.put_aside()
            elif failed.name == UNKNOWN_DICTIONARY:
                host.uncompress()
            elif failed.name == CURSOR_TOO_OLD:
                tape.move_up()
            elif tape.heard_us > before:
                delays = self._delays()
            else:
                hosts.pass_over()
            why = f"{host.name} {failed.why}"
            if failed.refused and hosts.next() is None:
                yield tape.told(Hearing.REFUSED, f"{why}, and no other host is left: {failed.refused}")
                raise failed.refused from lost
            for pause in _pauses(next(delays), self._tell_seconds):
                yield tape.told(Hearing.WAITING, why)
                await self._sleep(pause)
        raise SourceRefusedError("there is no Jetstream host to listen to: set bluesky.jetstream")

    def _host(self, url: str) -> Host:
        return Host(url, self._max_frame, self._dictionary)

    def _connect(self, host: Host, from_us: int | None) -> connect:
        return connect(
            address(host.url, (POST, REPOST), from_us, host.wire.dictionary),
            max_size=16 * self._max_frame,
            max_queue=_BATCH,
            compression=None,
            close_timeout=1,
            logger=_QUIET,
        )

    async def _heard(self, connection: ClientConnection, tape: Tape, wire: Wire) -> AsyncGenerator[Heard, None]:
        """What comes on one connection. Ends by raising; `TimeoutError` when the host has stalled."""
        yield tape.told(Hearing.LISTENING)
        step, silent = min(self._tell_seconds, self._stall_seconds), 0.0
        while silent < self._stall_seconds:
            frames = await _frames(connection, step)
            silent = 0.0 if frames else silent + step
            yield tape.take(frames, wire)
            if tape.ended or wire.is_deaf:
                raise EndedError(tape.ended or UNKNOWN_DICTIONARY)
        raise TimeoutError


async def _frames(connection: ClientConnection, seconds: float) -> list[bytes]:
    """Wait for one frame, then take those that have come with it. None when none came for so long."""
    try:
        async with asyncio.timeout(seconds):
            frames = [await connection.recv(decode=False)]
    except TimeoutError:
        return []
    try:
        async with asyncio.timeout(0):
            while len(frames) < _BATCH:
                frames.append(await connection.recv(decode=False))
    except (TimeoutError, ConnectionClosed):
        pass
    return frames


def _pauses(seconds: float, step: float) -> Iterator[float]:
    """A wait in steps, between which something can be told."""
    while seconds > step:
        yield step
        seconds -= step
    yield seconds
