"""One connection to the stream of Mastodon's stand-in, and what goes wrong on it."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from aiohttp import WSMsgType, web


class Mishap(NamedTuple):
    """What goes wrong on one connection to the stream. Counted in frames sent on it."""

    status: int | None = None  # refused in the handshake
    retry_after: str | None = None  # with this header
    close_after: int | None = None  # closed cleanly, 0 for at once
    reset_after: int | None = None  # torn down without a word
    stall_after: int | None = None  # nothing more is sent or answered, and the connection stays
    times: int = 1  # how often each frame is sent
    swapped: bool = False  # frames come in pairs, the later first
    silent: bool = False  # connected, and brings nothing but deletions (mastodon issue 37883)
    error: int | None = None  # subscribing is answered by an error frame with this status


class Entry(NamedTuple):
    """What happened. `raw` is a frame that is none of Mastodon's."""

    event: str
    payload: str
    tags: frozenset[str]
    raw: str | bytes | None = None


class Connection:
    """Sends what is added to `log` after a hashtag was subscribed to. `grown` is told of what comes."""

    def __init__(
        self,
        transport: asyncio.Transport,
        response: web.WebSocketResponse,
        mishap: Mishap,
        log: Sequence[Entry],
        *,
        grown: asyncio.Condition,
        subscribed: list[str],
    ) -> None:
        self._transport = transport
        self._response = response
        self._mishap = mishap
        self._log = log
        self._grown = grown
        self._subscribed = subscribed
        self._wanted: dict[str, int] = {}  # from where in the log each hashtag is sent
        self._from = len(log)

    async def run(self, ping_seconds: float) -> None:
        """Return once the connection has ended."""
        jobs = [
            asyncio.create_task(self._play(), name="mastodon.player"),
            asyncio.create_task(self._subscriptions(), name="mastodon.subscriptions"),
            asyncio.create_task(self._pings(ping_seconds), name="mastodon.pings"),
        ]
        await asyncio.wait(jobs[:2], return_when=asyncio.FIRST_COMPLETED)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _subscriptions(self) -> None:
        async for message in self._response:
            if message.type is WSMsgType.BINARY:
                await self._response.close(code=1003, message=b"binary messages are not taken")
            if message.type is not WSMsgType.TEXT:
                continue
            said = msgspec.json.decode(message.data)
            if self._mishap.error is not None:
                await self._response.send_str(f'{{"error":"Made up","status":{self._mishap.error}}}')
            elif said["type"] == "subscribe":
                self._wanted[said["tag"]] = len(self._log)
            self._subscribed.append(said["tag"])
            async with self._grown:
                self._grown.notify_all()

    async def _pings(self, seconds: float) -> None:
        while self._mishap.stall_after is None:
            await asyncio.sleep(seconds)
            await self._response.ping()

    async def _play(self) -> None:
        sent, held = 0, None
        for at in itertools.count(self._from):
            if sent == self._mishap.close_after:
                await self._response.close()
            if sent == self._mishap.reset_after:
                self._transport.abort()
            if sent == self._mishap.stall_after:
                await asyncio.Event().wait()
            entry = await self._entry(at)
            if self._mishap.silent and entry.event != "delete":
                continue
            tags = [tag for tag in sorted(entry.tags) if at >= self._wanted.get(tag, at + 1)]
            frames = [_frame(entry, tag) for tag in tags for _ in range(self._mishap.times)]
            if self._mishap.swapped and held is None and frames:
                held = frames
                continue
            for frame in [*frames, *(held or [])]:
                await (self._response.send_bytes(frame) if isinstance(frame, bytes) else self._response.send_str(frame))
                sent += 1
            held = None

    async def _entry(self, at: int) -> Entry:
        async with self._grown:
            await self._grown.wait_for(lambda: at < len(self._log))
        return self._log[at]


def _frame(entry: Entry, tag: str) -> str | bytes:
    if entry.raw is not None:
        return entry.raw
    return msgspec.json.encode({"stream": ["hashtag", tag], "event": entry.event, "payload": entry.payload}).decode()
