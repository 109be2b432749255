"""The feeds of a store: which campaigns may be read, and the task that follows each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

import structlog

from bridge.errors import UnknownError
from bridge.feed.following import Following
from bridge.feed.frames import Display, as_it_is
from bridge.feed.ring import MOST_BYTES, MOST_FRAMES
from bridge.ports import Store
from bridge.records import CampaignId

log = structlog.get_logger()

#: Seconds between two looks after quiet readers.
BEAT = 1.0


class Feeds:
    """The feeds of one store. `open` the campaigns, `run` for as long as there are readers, `close`.

    `display` is asked once for each idea that changes, whatever its readers.
    """

    def __init__(
        self,
        store: Store,
        *,
        display: Display = as_it_is,
        most_frames: int = MOST_FRAMES,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._store = store
        self._display = display
        self._bounds = (most_frames, most_bytes)
        self._followed: dict[CampaignId, Following] = {}
        self._tasks: asyncio.TaskGroup | None = None
        self._running: list[asyncio.Task[None]] = []
        self._closed = asyncio.Event()

    @property
    def campaigns(self) -> Collection[CampaignId]:
        """Those that may be read."""
        return self._followed.keys()

    @property
    def readers(self) -> int:
        """How many are reading now."""
        return sum(len(following.readers) for following in self._followed.values())

    def following(self, campaign: CampaignId) -> Following:
        """Raises `UnknownError` for a campaign that was not opened."""
        if campaign not in self._followed:
            raise UnknownError(
                f"campaign: {campaign[:40]!r} is not here; there are {', '.join(sorted(self._followed))}"
            )
        return self._followed[campaign]

    async def open(self, campaign: CampaignId) -> None:
        """Follow a campaign from where it is now. Opening it again does nothing."""
        at = await self._store.place(campaign)
        if campaign not in self._followed:
            following = Following(self._store, campaign, at, self._bounds, self._display)
            self._followed[campaign] = following
            self._start(following)

    async def run(self) -> None:
        """Follow what is open and what will be opened, until `close`."""
        async with asyncio.TaskGroup() as self._tasks:
            for following in self._followed.values():
                self._start(following)
            self._running.append(self._tasks.create_task(self._beat(), name="feed.beat"))
            await self._closed.wait()
            for task in self._running:
                task.cancel()

    def close(self) -> None:
        """Tell every reader to come back later, and end `run`."""
        log.info("feeds.closed", readers=self.readers)
        self._closed.set()
        for following in self._followed.values():
            following.end()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for following in self._followed.values():
                following.beat(asyncio.get_running_loop().time())

    def _start(self, following: Following) -> None:
        if self._tasks:
            self._running.append(self._tasks.create_task(following.run(), name=f"feed.follow {following.campaign}"))
