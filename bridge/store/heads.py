"""Waiting for a campaign on a server: one blocking read for however many wait, and nothing missed between two reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bridge.errors import BridgeError
from bridge.records import Place

log = structlog.get_logger()

#: Seconds between tries while the server is away: the first, and the most.
_AGAIN, _AT_MOST = 0.05, 1.0


class Heads:
    """Where one campaign is now. `ask` gives its place; `block(seq)` the head once it is beyond, None if it tarries.

    A server that is away makes waiting longer, no more. `see` is told every place that is learnt otherwise.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[Place]], block: Callable[[int], Awaitable[int | None]], at: Place | None
    ) -> None:
        self._ask = ask
        self._block = block
        self._at = at
        self._moved = asyncio.Event()
        self._is_closed = False
        self._following = asyncio.create_task(self._follow(), name="store.heads")

    def see(self, at: Place) -> None:
        """The campaign is there now: wake all who wait, for they know what they wait for."""
        self._at = at
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def beyond(self, after: int) -> None:
        """Return once the campaign is not at `after`, or in another epoch. Raises `BridgeError` once closed."""
        began = self._at
        while not self._is_closed:
            began = began or self._at
            if self._at and began and (self._at.seq != after or self._at.epoch != began.epoch):
                return
            await self._moved.wait()
        msg = "the store is closed"
        raise BridgeError(msg)

    async def close(self) -> None:
        self._is_closed = True
        self._moved.set()
        self._following.cancel()
        with suppress(asyncio.CancelledError):
            await self._following

    async def _follow(self) -> None:
        pause = 0.0
        while not self._is_closed:
            try:
                # Whenever nothing came or a connection was lost, for then the campaign may have another epoch.
                at = await self._ask()
                self.see(at)
                pause = 0.0
                while head := await self._block(at.seq):
                    at = Place(at.epoch, head)
                    self.see(at)
            except OSError as error:
                if not pause:
                    log.warning("store.away", error=type(error).__name__)
                pause = min(max(2 * pause, _AGAIN), _AT_MOST)
                await asyncio.sleep(pause)
