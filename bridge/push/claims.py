"""A worker's side of leases: which streams it would follow, and which of them are its own for now.

A lease holds for `LEASE` seconds from when the worker *sent* the claim that was granted, by the worker's own clock. The
store's side counts from when it saw that claim, which is later: so a worker has always stopped before another begins.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

from bridge.errors import LeaseLostError, UnreadableError
from bridge.push.frames import LEASE, RENEW, Claim, Grant, Granted, Release

log = structlog.get_logger()

T = TypeVar("T")

#: How a frame is sent to the store's side.
Send = Callable[[Claim | Release], Awaitable[None]]


class Claims:
    """What one worker claims over one push client, which calls `keep`, `granted` and `release_all`."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._wanted: dict[str, None] = {}
        self._left: dict[str, None] = {}
        self._held: dict[str, Grant] = {}
        self._until: dict[str, float] = {}
        self._denied: dict[str, int] = {}  # how often each was denied
        self._sent: deque[tuple[float, tuple[str, ...]]] = deque()
        self._due = asyncio.Event()
        self._changed = asyncio.Event()

    async def hold(self, stream: str) -> Grant:
        """Claim a stream until it is ours, however long that takes."""
        self._want(stream)
        while not self._holds(stream):
            await self._next_change()
        return self._held[stream]

    async def try_hold(self, stream: str) -> Grant | None:
        """Claim a stream once; None if another worker has it."""
        self._want(stream)
        denied = self._denied[stream]
        while not self._holds(stream):
            if self._denied[stream] > denied:
                self.leave(stream)
                return None
            await self._next_change()
        return self._held[stream]

    async def while_held(self, stream: str, work: Coroutine[Any, Any, T]) -> T:
        """Do what may be done by its holder only. Raises `LeaseLostError`, having cancelled the work, once it is not ours."""
        working = asyncio.ensure_future(work)
        losing = asyncio.ensure_future(self._lost(stream))
        try:
            await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            log.warning("lease.lost", stream=stream)
            raise LeaseLostError(f"another worker may follow {stream} now")
        finally:
            losing.cancel()
            working.cancel()
            await asyncio.wait({working})

    def leave(self, stream: str) -> None:
        """Claim it no longer; others may follow it at once."""
        self._wanted.pop(stream, None)
        self._denied.pop(stream, None)
        if self._held.pop(stream, None):
            self._left[stream] = None
            self._due.set()
        self._tell()

    async def keep(self, send: Send) -> None:
        """Claim over a new connection, again every `RENEW` seconds and whenever something more is wanted.

        Raises `TimeoutError` when the other side answers no more: it may be a machine that is off.
        """
        self._sent.clear()
        while True:
            if self._sent and self._now() > self._sent[0][0] + LEASE:
                raise TimeoutError
            self._due.clear()
            if self._left:
                left, self._left = tuple(self._left), {}
                await send(Release(streams=left))
            if self._wanted:
                streams = tuple(self._wanted)
                self._sent.append((self._now(), streams))
                await send(Claim(streams=streams))
            try:
                async with asyncio.timeout(RENEW):
                    await self._due.wait()
            except TimeoutError:
                continue

    def granted(self, frame: Granted) -> None:
        """What the store's side answered to the oldest claim. Raises `UnreadableError` if there is none."""
        if not self._sent:
            msg = "a granted out of turn"
            raise UnreadableError(msg)
        sent_at, streams = self._sent.popleft()
        for stream in streams:
            if stream not in self._wanted:
                continue
            if grant := frame.leases.get(stream):
                if stream not in self._held:
                    log.info("lease.held", stream=stream, number=grant.number)
                self._held[stream], self._until[stream] = grant, sent_at + LEASE
            else:
                self._held.pop(stream, None)
                self._denied[stream] += 1
        self._tell()

    async def release_all(self, send: Send) -> None:
        """Say that we follow nothing any more, before a connection ends for good."""
        if streams := (*self._held, *self._left):
            self._held.clear()
            await send(Release(streams=streams))

    def _want(self, stream: str) -> None:
        if stream not in self._wanted:
            self._wanted[stream] = None
            self._denied[stream] = 0
            self._left.pop(stream, None)
            self._due.set()

    def _holds(self, stream: str) -> bool:
        return stream in self._held and self._now() < self._until[stream]

    async def _lost(self, stream: str) -> None:
        number = self._held[stream].number if stream in self._held else 0
        while self._holds(stream) and self._held[stream].number == number:
            try:
                async with asyncio.timeout(self._until[stream] - self._now()):
                    await self._next_change()
            except TimeoutError:
                continue
        if not self._holds(stream):
            self._held.pop(stream, None)

    async def _next_change(self) -> None:
        await self._changed.wait()

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
