"""One campaign's changes on their way from the store into the rings of all filters in use.

What is told is read from the store after it was committed, never taken from the memory of whoever wrote it. Each change
is read once and encoded once, however many filters and readers there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from bridge.feed.filter import Filter, sight
from bridge.feed.frames import Told, Wire, name, place
from bridge.feed.ring import Ring
from bridge.ports import Store
from bridge.records import CampaignId, Change, Place

PAGE = 500
#: After so many changes that a filter does not see, its readers are told the place.
PLACE_EVERY = 100
#: Seconds for which what is new is gathered into one write, once there is more than one write in that time.
GATHER = 0.005


class Endable(Protocol):
    """One who reads, as far as ending it goes."""

    def end(self) -> None:
        """Tell it to come back later."""
        ...


class Following:
    """One campaign's changes on their way into the rings. `head` is the seq up to which the rings have them."""

    def __init__(self, store: Store, campaign: CampaignId, at: Place, bounds: tuple[int, int]) -> None:
        self.store = store
        self.campaign = campaign
        self.epoch = at.epoch
        self.head = at.seq
        self.readers: set[Endable] = set()
        self._bounds = bounds
        self._channels: dict[tuple[Filter, Wire], Channel] = {}
        self._moved = asyncio.Event()

    async def run(self) -> None:
        """Publish what is committed, as it is committed."""
        while True:
            await self.store.wait(self.campaign, self.head)
            self.publish(await self.store.changes(self.campaign, self.head, PAGE))
            await asyncio.sleep(GATHER)

    def publish(self, page: Sequence[Change]) -> None:
        """Put changes into every ring and write them to every reader, in one step."""
        for change in page:
            told = Told(change, self.epoch)
            for channel in self._channels.values():
                channel.add(told)
            self.head = change.seq
        for channel in self._channels.values():
            channel.ring.flush()
        self._moved.set()

    async def reach(self, seq: int) -> None:
        """Wait until the rings have what was committed at `seq`."""
        while self.head < seq:
            self._moved.clear()
            await self._moved.wait()

    @contextmanager
    def ring(self, asked: Filter, wire: Wire) -> Iterator[Ring]:
        """The ring of a filter, there for as long as somebody holds it."""
        key = (asked, wire)
        channel = self._channels.get(key)
        if channel is None:
            frames, size = self._bounds
            ring = Ring(self.head, most_frames=frames, most_bytes=size)
            channel = self._channels[key] = Channel(asked, wire, ring)
        channel.holders += 1
        try:
            yield channel.ring
        finally:
            channel.holders -= 1
            if not channel.holders:
                del self._channels[key]

    def end(self) -> None:
        for reader in tuple(self.readers):
            reader.end()


class Channel:
    """A ring and what goes into it."""

    def __init__(self, asked: Filter, wire: Wire, ring: Ring) -> None:
        self.ring = ring
        self.holders = 0
        self._asked = asked
        self._wire = wire
        self._unseen = 0

    def add(self, told: Told) -> None:
        """Take in a change as this filter sees it; now and then, if it does not, the place alone."""
        entity, seq = told.change.value, told.place.seq
        seen = sight(told.change, self._asked, snapshot=False)
        self.ring.add(seq, (name(entity), entity.id), told.wired(seen, self._wire) if seen else None)
        self._unseen = 0 if seen else self._unseen + 1
        if self._unseen == PLACE_EVERY:
            self._unseen = 0
            self.ring.add(seq, "place", self._wire(place(told.place)))
