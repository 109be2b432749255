"""A stand-in for Bluesky's Jetstream: both of its wires on a real socket, and the ways in which it fails.

It keeps a log of events by `time_us`, plays it from the cursor asked for and goes on live: as v1 at `url`, as v2 at
`url_v2`. `python -m tests.networks.jetstream --port 6008` runs it by hand, with events of its own making or a
recording's Bluesky lines.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import socket
import struct
import sys
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import msgspec
import zstandard
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from tests.networks.jetstream_events import (
    POST,
    REPOST,
    V2,
    account,
    as_v2,
    commit,
    identity,
    made_up,
    post,
    recorded,
    restamped,
)

__all__ = ["POST", "REPOST", "account", "as_v2", "commit", "identity", "made_up", "post", "recorded", "restamped"]

V1_PATH = "/subscribe"
V2_PATH = "/xrpc/network.bsky.jetstream.subscribeEvents"
LOOKBACK_US = 36 * 60 * 60 * 1_000_000
#: Cursors below it are a host's own numbers of events, from 1; all others are times.
LEAST_TIME = 10**15
KINDS = {"commit", "identity", "account", "sync"}
#: What v2 refuses by name: the words of v1.
OLD_WORDS = {"wantedCollections", "wantedDids", "requireHello", "compress"}


class Mishap(NamedTuple):
    """What goes wrong on one connection. Counted in frames sent on it."""

    status: int | None = None  # refused in the handshake
    error: str = "InvalidRequest"  # by this name, where v2 refuses
    headers: tuple[tuple[str, str], ...] = ()  # sent along with the refusal
    close_after: int | None = None  # closed cleanly, 0 for at once
    reset_after: int | None = None  # cut without a word
    end_after: tuple[int, str] | None = None  # v2: ended by an error frame of that name
    stall_after: int | None = None  # nothing more is sent, and the connection stays
    slow: float = 0.0  # seconds between frames
    twice: bool = False  # each frame comes again at once
    swapped: bool = False  # each second frame comes before its first


class Entry(NamedTuple):
    time_us: int
    event: dict[str, Any] | None  # None for a frame that is none
    frame: str | bytes

    def is_wanted(self, asked: Asked) -> bool:
        """Collections are asked for in commits only; identity and account events come to every reader of v1."""
        if self.event is None:
            return True
        kind = self.event["kind"]
        if kind == "commit" and self.event["commit"]["collection"] not in asked.collections:
            return False
        return not asked.kinds or kind in asked.kinds

    def on_v2(self, seq: int) -> str | bytes:
        return self.frame if self.event is None else msgspec.json.encode(as_v2(self.event, seq)).decode()


class Asked(NamedTuple):
    """What a reader asked for."""

    is_v2: bool
    cursor: int | None
    collections: frozenset[str]
    kinds: frozenset[str]
    is_compressed: bool


class Jetstream:
    """The server. Each connection meets the next of `mishaps`; when there is none left, all goes well.

    With a zstd `dictionary` it compresses for those who ask; without one it knows none.
    """

    def __init__(
        self,
        mishaps: Iterable[Mishap] = (),
        *,
        exclusive: bool = False,
        lookback_us: int = LOOKBACK_US,
        port: int = 0,
        dictionary: zstandard.ZstdCompressionDict | None = None,
    ) -> None:
        self.mishaps = deque(mishaps)
        self.cursors: list[int | None] = []  # what each connection asked for
        self.compressed: list[bool] = []  # and whether it asked for compressed frames
        self.refused: list[str] = []  # the names under which handshakes were refused by the rules of v2
        self.spoken_to = 0  # how often a client sent something
        self._exclusive = exclusive
        self._lookback_us = lookback_us
        self._port = port
        self._dictionary = dictionary
        self._log: list[Entry] = []
        self._grown = asyncio.Condition()
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(self._play, "127.0.0.1", self._port, process_request=self._greet, compression=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"{self._base}{V1_PATH}"

    @property
    def url_v2(self) -> str:
        return f"{self._base}{V2_PATH}"

    @property
    def _base(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def say(self, *events: dict[str, Any]) -> None:
        """Add events to the log, by rising `time_us`, and send them to all who are there."""
        for event in events:
            self._log.append(Entry(event["time_us"], event, msgspec.json.encode(event).decode()))
        await self._wake()

    async def say_raw(self, frame: str | bytes) -> None:
        """Add a frame that is no event; bytes are never compressed."""
        time_us = self._log[-1].time_us if self._log else 0
        self._log.append(Entry(time_us, None, frame))
        await self._wake()

    async def connected(self, count: int) -> None:
        """Return once `count` connections have been tried."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.cursors) >= count)

    async def _wake(self) -> None:
        async with self._grown:
            self._grown.notify_all()

    async def _greet(self, connection: ServerConnection, request: Request) -> Response | None:
        mishap = self.mishaps[0] if self.mishaps else Mishap()
        if mishap.status:
            self.mishaps.popleft()
            return await self._refuse(connection, request, mishap)
        if problem := self._problem(request):
            self.refused.append(problem)
            return await self._refuse(connection, request, Mishap(status=400, error=problem))
        return None

    async def _refuse(self, connection: ServerConnection, request: Request, mishap: Mishap) -> Response:
        """v1 answers in plain text, v2 in an XRPC error."""
        is_v2 = urlsplit(request.path).path == V2_PATH
        body = msgspec.json.encode({"error": mishap.error, "message": "refused"}).decode() if is_v2 else "refused\n"
        response = connection.respond(HTTPStatus(mishap.status or 0), body)
        for name, value in mishap.headers:
            response.headers[name] = value
        await self._note(cursor_in(request), is_compressed=False)
        return response

    def _problem(self, request: Request) -> str | None:
        """Why v2 refuses this; v1 takes anything."""
        words = query(request)
        if urlsplit(request.path).path != V2_PATH:
            return None
        if OLD_WORDS & words.keys() or not KINDS.issuperset(words.get("kinds", ())):
            return "InvalidRequest"
        known = str(self._dictionary.dict_id()) if self._dictionary else None
        if words.get("zstdDictionary", [known]) != [known]:
            return "UnknownZstdDictionary"
        cursor = cursor_in(request)
        is_too_old = cursor is not None and cursor < LEAST_TIME and self._time_of(cursor) < self._oldest()
        return "CursorTooOld" if is_too_old else None

    async def _note(self, cursor: int | None, *, is_compressed: bool) -> None:
        self.compressed.append(is_compressed)
        self.cursors.append(cursor)
        await self._wake()

    async def _play(self, connection: ServerConnection) -> None:
        player = asyncio.create_task(self._send(connection), name="jetstream.player")
        minder = asyncio.create_task(self._mind(connection), name="jetstream.minder")
        await asyncio.wait({player, minder}, return_when=asyncio.FIRST_COMPLETED)
        player.cancel()
        minder.cancel()
        await asyncio.gather(player, minder, return_exceptions=True)

    async def _mind(self, connection: ServerConnection) -> None:
        """v1 hears what clients say; v2 hangs up on them. Returns once they have left."""
        assert connection.request is not None
        async for _ in connection:
            self.spoken_to += 1
            if urlsplit(connection.request.path).path == V2_PATH:
                await connection.close(CloseCode.POLICY_VIOLATION)

    async def _send(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        mishap = self.mishaps.popleft() if self.mishaps else Mishap()
        asked = self._asked(connection.request)
        start = self._start(asked.cursor)
        await self._note(asked.cursor, is_compressed=asked.is_compressed)
        if asked.is_v2 and self._is_clamped(asked.cursor):
            notice = {"$type": f"{V2}#info", "name": "OutdatedCursor", "message": f"starting at seq {start + 1}"}
            await self._tell(connection, asked, msgspec.json.encode({"$type": "message", "payload": notice}).decode())
        async with aclosing(self._frames(asked, start, mishap)) as frames:
            for sent in itertools.count():
                await self._meet(connection, asked, mishap, sent)
                await self._tell(connection, asked, await anext(frames))

    async def _meet(self, connection: ServerConnection, asked: Asked, mishap: Mishap, sent: int) -> None:
        """What goes wrong once so many frames were sent."""
        if sent == mishap.close_after:
            await connection.close()
        if sent == mishap.reset_after:
            wire = connection.transport.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.transport.abort()
        if mishap.end_after and sent == mishap.end_after[0]:
            if asked.is_v2:
                error = {"$type": "error", "error": mishap.end_after[1], "message": "reconnect"}
                await self._tell(connection, asked, msgspec.json.encode(error).decode())
            await connection.close()
        if sent == mishap.stall_after:
            await connection.wait_closed()
        await asyncio.sleep(mishap.slow)

    async def _tell(self, connection: ServerConnection, asked: Asked, frame: str | bytes) -> None:
        if asked.is_compressed and isinstance(frame, str):
            frame = zstandard.ZstdCompressor(dict_data=self._dictionary).compress(frame.encode())
        await connection.send(frame)

    async def _frames(self, asked: Asked, start: int, mishap: Mishap) -> AsyncGenerator[str | bytes, None]:
        held: list[str | bytes] = []
        for at in itertools.count(start):
            entry = await self._entry(at)
            if not entry.is_wanted(asked):
                continue
            held.append(entry.on_v2(at + 1) if asked.is_v2 else entry.frame)
            if mishap.swapped and len(held) < 2:
                continue
            for frame in reversed(held):
                for _ in range(2 if mishap.twice else 1):
                    yield frame
            held.clear()

    async def _entry(self, at: int) -> Entry:
        async with self._grown:
            await self._grown.wait_for(lambda: at < len(self._log))
        return self._log[at]

    def _asked(self, request: Request) -> Asked:
        words = query(request)
        is_v2 = urlsplit(request.path).path == V2_PATH
        return Asked(
            is_v2=is_v2,
            cursor=cursor_in(request),
            collections=frozenset(words.get("collections" if is_v2 else "wantedCollections", [])),
            kinds=frozenset(words.get("kinds", [])),
            is_compressed=self._dictionary is not None and ("zstdDictionary" in words or "compress" in words),
        )

    def _start(self, cursor: int | None) -> int:
        """The place in the log where a cursor begins. One that is too old is moved up, on v1 silently."""
        if cursor is None or not self._log:
            return len(self._log)
        time_us = self._time_of(cursor)
        find = bisect_right if self._exclusive and time_us >= self._oldest() else bisect_left
        return find(self._log, max(time_us, self._oldest()), key=lambda entry: entry.time_us)

    def _time_of(self, cursor: int) -> int:
        if cursor >= LEAST_TIME or not self._log:
            return cursor
        return self._log[min(max(cursor, 1), len(self._log)) - 1].time_us

    def _oldest(self) -> int:
        return self._log[-1].time_us - self._lookback_us if self._log else 0

    def _is_clamped(self, cursor: int | None) -> bool:
        return cursor is not None and cursor < self._oldest()


def query(request: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.path).query)


def cursor_in(request: Request) -> int | None:
    """The cursor asked for."""
    return next((int(cursor) for cursor in query(request).get("cursor", [])), None)


async def main(port: int, posts: Path | None, rate: float) -> None:
    events = recorded(posts) if posts else made_up(random.Random())
    async with Jetstream(port=port) as server:
        print(f"listening at {server.url} and {server.url_v2}", file=sys.stderr)
        for event in events:
            await server.say(restamped(event, datetime.now(UTC)))
            await asyncio.sleep(1 / rate)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for Bluesky's Jetstream.")
    parser.add_argument("--port", type=int, default=6008)
    parser.add_argument("--posts", type=Path, help="a recording (JSON lines) instead of events made up here")
    parser.add_argument("--rate", type=float, default=5.0, help="events a second")
    options = parser.parse_args()
    asyncio.run(main(options.port, options.posts, options.rate))
