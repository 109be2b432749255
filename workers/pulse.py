"""Whether the store takes what it is given, which /readyz says; and whether it is still the one that workers compared with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

import structlog
from websockets.asyncio.server import ServerConnection

from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.push.frames import REPLACED
from bridge.push.server import NEWER, end
from bridge.records import CampaignId

log = structlog.get_logger()

#: Seconds between questions, and for an answer.
EVERY, LONGEST = 2.0, 5.0
#: Seconds between looks at whether the store has turned, or a worker has come elsewhere.
LOOK = 1.0
#: What a store that failed must take before it is thought well again: larger than what a full disk has left by chance.
_NAME, _BODY = "~pulse", bytes(64 * 1024)


class Desk(Protocol):
    """Who knows which workers are here."""

    def left(self) -> Sequence[str]:
        """Workers that came here, and elsewhere since."""
        ...


class Pulse:
    """Of one campaign's place in the store. `run` it; tell it of a commit that failed with `lost`."""

    def __init__(self, store: Store, campaign: CampaignId, every: float = EVERY) -> None:
        self._store = store
        self._campaign = campaign
        self._every = every
        self.beats = True

    def lost(self) -> None:
        """The store failed."""
        if self.beats:
            log.error("store.failing")
        self.beats = False

    async def run(self) -> None:
        """Feel for ever. While it fails, it must take and drop a blob to be thought well."""
        while True:
            await asyncio.sleep(self._every)
            try:
                async with asyncio.timeout(LONGEST):
                    await self._feel()
            except OSError:  # a time-out is one
                self.lost()
            else:
                if not self.beats:
                    log.info("store.well")
                self.beats = True

    async def _feel(self) -> None:
        if self.beats:
            await self._store.place(self._campaign)
        else:
            await self._store.put_blob(self._campaign, _NAME, _BODY)
            await self._store.drop_blob(self._campaign, _NAME)


async def part(desk: Desk, known: Projection, present: Mapping[str, ServerConnection]) -> None:
    """End connections of workers, for ever: of one who has come elsewhere since, and of all when the store has turned.

    A store that has turned may have lost its newest part: they compare when they come again, and push that again.
    """
    epoch = known.epoch
    while True:
        await asyncio.sleep(LOOK)
        if known.epoch != epoch:
            epoch = known.epoch
            log.warning("store.turned", campaign=known.id, workers=len(present))
            for connection in [*present.values()]:
                await end(connection, 1012, "the store has turned: come again")
            continue
        for connection in [present[worker] for worker in desk.left() if worker in present]:
            await end(connection, REPLACED, NEWER)
