"""Erasing within the hour: what was taken back or replaced leaves the store's files, whichever process sees to it."""

from __future__ import annotations

import asyncio
import random

import structlog

from bridge.ports import Clock, Store
from bridge.projection.known import Projection
from bridge.records import Erasure
from workers.desk import Desk

log = structlog.get_logger()

#: Seconds that something may wait to be erased: at least, and at most until we begin. Not the same in all processes.
SOONEST, LATEST = 20 * 60.0, 30 * 60.0
#: Seconds between looks.
LOOK = 10.0


class Eraser:
    """Erases what is due in one campaign. `run` it beside the desk. `after` and `look` are seconds."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        known: Projection,
        clock: Clock,
        *,
        after: float | None = None,
        look: float = LOOK,
    ) -> None:
        self._store = store
        self._desk = desk
        self._known = known
        self._clock = clock
        self._after = random.uniform(SOONEST, LATEST) if after is None else after  # noqa: S311 - spreads processes
        self._look = look
        self._due_since: float | None = None

    def due_for(self) -> float:
        """For how many seconds something waits to be erased."""
        return 0.0 if self._due_since is None else asyncio.get_running_loop().time() - self._due_since

    async def run(self) -> None:
        """Look for ever. What fails is tried again at the next look."""
        while True:
            await asyncio.sleep(self._look)
            if not self._known.work.must_erase():
                self._due_since = None
            elif self._due_since is None:
                self._due_since = asyncio.get_running_loop().time()
            if self._due_since is not None and self.due_for() >= self._after:
                await self._erase()

    async def _erase(self) -> None:
        at = self._known.seq
        erasure = Erasure(id="erasure", campaign=self._known.id, seq=at, erased_at=self._clock.now())
        try:
            await self._store.erase(self._known.id)
            await self._desk.act(lambda draft: draft.put(erasure))
        except OSError as error:
            log.warning("store.not_erased", campaign=self._known.id, error=type(error).__name__)
        else:
            log.info("store.erased", campaign=self._known.id, seq=at)
