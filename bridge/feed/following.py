"""One campaign's changes on their way from the store into the rings of all filters in use.

What is told is read from the store after it was committed, never taken from the memory of whoever wrote it. Each change
is read once and encoded once, however many filters and readers there are.

A store may turn: come back from a backup or a failover with another epoch, or behind where it was. Then every reader
is told `reset`. So a page that was read is told only after a look at the place has shown that it did not turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import structlog

from bridge.feed.filter import Filter, sight
from bridge.feed.frames import Display, Told, Wire, name, place
from bridge.feed.outlet import Outlet
from bridge.feed.ring import Ring
from bridge.ports import Store
from bridge.records import CampaignId, Change, Place

log = structlog.get_logger()

PAGE = 500
#: After so many changes, or seconds, in which a filter saw nothing, its readers are told the place.
PLACE_EVERY = 100
PLACE_SECONDS = 15.0
#: Seconds for which what is new is gathered into one write, unless it was quiet for so long.
GATHER = 0.005
#: Seconds between tries of a store that is away.
AGAIN = 1.0


class Follower(Protocol):
    """One who reads, as far as those who feed it go."""

    @property
    def outlet(self) -> Outlet:
        """Where its frames go out."""
        ...

    def reset(self, reason: str) -> None:
        """Tell it that its place is no more, and end it."""
        ...

    def end(self) -> None:
        """Tell it to come back later, and end it."""
        ...


class Following:
    """One campaign's changes on their way into the rings. `head` is the seq up to which the rings have them."""

    def __init__(
        self, store: Store, campaign: CampaignId, at: Place, bounds: tuple[int, int], display: Display
    ) -> None:
        self.store = store
        self.campaign = campaign
        self.display = display
        self.epoch = at.epoch
        self.head = at.seq
        self.readers: set[Follower] = set()
        self._bounds = bounds
        self._channels: dict[tuple[Filter, Wire], Channel] = {}
        self._moved = asyncio.Event()
        self._looking = asyncio.Lock()
        self._turns = 0
        self._read_at = 0.0

    async def run(self) -> None:
        """Publish what is committed, as it is committed. A store that is away is tried again."""
        while True:
            try:
                await self.store.wait(self.campaign, self.head)
                await self._gather()
                turns = self._turns
                page = await self.store.changes(self.campaign, self.head, PAGE)
                await self.look()
                if turns == self._turns:
                    self.publish(page)
                self._read_at = asyncio.get_running_loop().time()
            except OSError as error:
                log.warning("feed.waits_for_store", campaign=self.campaign, error=type(error).__name__)
                await asyncio.sleep(AGAIN)

    def publish(self, page: Sequence[Change]) -> None:
        """Put changes into every ring and write them to every reader, in one step."""
        for change in page:
            told = Told(change, self.epoch, self.display)
            for channel in self._channels.values():
                channel.add(told)
            self.head = change.seq
        for channel in self._channels.values():
            channel.ring.flush()
        self._moved.set()

    async def look(self) -> None:
        """See whether the store has turned. If so, begin again from where it is now, and every reader with us."""
        async with self._looking:  # one after the other: an older answer must not be taken for a newer one
            at = await self.store.place(self.campaign)
            if at.epoch == self.epoch and at.seq >= self.head:
                return
            reason = "future" if at.epoch == self.epoch else "epoch"
            log.warning("feed.turned", campaign=self.campaign, reason=reason, readers=len(self.readers))
            self._turns += 1
            self.epoch, self.head = at.epoch, at.seq
            for channel in self._channels.values():
                channel.restart(at.seq)
            for reader in tuple(self.readers):
                reader.reset(reason)
            self._moved.set()

    async def reach(self, seq: int) -> None:
        """Wait until the rings have what was committed at `seq`, or the store has turned."""
        turns = self._turns
        while self.head < seq and turns == self._turns:
            self._moved.clear()
            await self._moved.wait()

    def beat(self, now: float) -> None:
        """Look after quiet readers: is each still there, and has it been told a place not long ago?"""
        at = Place(self.epoch, self.head)
        for channel in self._channels.values():
            channel.beat(now, at)
        for reader in tuple(self.readers):
            reader.outlet.beat(now)

    def hold(self, asked: Filter, wire: Wire) -> Channel:
        """The channel of a filter, there until each who holds it has let go."""
        channel = self._channels.get((asked, wire))
        if channel is None:
            frames, size = self._bounds
            ring = Ring(self.head, most_frames=frames, most_bytes=size)
            channel = self._channels[asked, wire] = Channel(asked, wire, ring)
        channel.holders += 1
        return channel

    def let_go(self, channel: Channel) -> None:
        channel.holders -= 1
        if not channel.holders:
            del self._channels[channel.asked, channel.wire]

    def end(self) -> None:
        for reader in tuple(self.readers):
            reader.end()

    async def _gather(self) -> None:
        """Wait for what else is new, unless it was quiet since the last of it was written out, however long that took."""
        quiet = asyncio.get_running_loop().time() - self._read_at
        if quiet < GATHER:
            await asyncio.sleep(GATHER - quiet)


class Channel:
    """A ring and what goes into it."""

    def __init__(self, asked: Filter, wire: Wire, ring: Ring) -> None:
        self.ring = ring
        self.holders = 0
        self.asked = asked
        self.wire = wire
        self._unseen = 0
        self._unseen_since: float | None = None

    def add(self, told: Told) -> None:
        """Take in a change as this filter sees it; now and then, if it does not, the place alone."""
        entity, seq = told.change.value, told.place.seq
        seen = sight(told.change, self.asked, snapshot=False)
        self.ring.add(seq, (name(entity), entity.id), told.wired(seen, self.wire) if seen else None)
        self._unseen = 0 if seen else self._unseen + 1
        if self._unseen == PLACE_EVERY:
            self._tell(told.place)

    def beat(self, now: float, at: Place) -> None:
        """Tell the place if there has been something unseen for long."""
        if not self._unseen:
            self._unseen_since = None
        elif self._unseen_since is None:
            self._unseen_since = now
        elif now - self._unseen_since >= PLACE_SECONDS:
            self._tell(at)
            self.ring.flush()

    def restart(self, seq: int) -> None:
        self.ring.restart(seq)
        self._unseen = 0

    def _tell(self, at: Place) -> None:
        self._unseen, self._unseen_since = 0, None
        self.ring.add(at.seq, "place", self.wire(place(at)))
