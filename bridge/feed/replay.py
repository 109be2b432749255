"""A reader's way: from its place through the store into the ring, and again whenever it falls out of the ring.

Reading the store and going live meet in one step without an await, so that there is neither a gap nor a double: of a
page of the store only what the ring has already passed is told, and the ring tells the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Self

from bridge.feed.filter import Filter, sight
from bridge.feed.following import Following
from bridge.feed.frames import Close, Frame, Told, Wire, hello, live, place, reset
from bridge.feed.outlet import Outlet
from bridge.records import Change, Place

PAGE = 200


class Reader:
    """One reader of one filter. Enter it, `start` it, tell it when its outlet has `paused` and `resumed`, `stop` it, leave it.

    `seq` is how far it was written to; `at` is the ring's business.
    """

    def __init__(self, outlet: Outlet, following: Following, asked: Filter, wire: Wire) -> None:
        self.at = 0
        self.seq = 0
        self.outlet = outlet
        self._following = following
        self._asked = asked
        self._wire = wire
        self._told = 0  # the place of the last frame it was sent
        self._snapshot = 0  # the seq up to which this reader is told how things are, not what changed
        self._greeted = False
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        self._channel = self._following.hold(self._asked, self._wire)
        self._ring = self._channel.ring
        self._following.readers.add(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._following.readers.discard(self)
        self._following.let_go(self._channel)

    @property
    def place(self) -> Place:
        return Place(self._following.epoch, self.seq)

    def start(self, after: Place | None, tasks: asyncio.TaskGroup) -> None:
        """Say hello and begin after that place, or say why that cannot be."""
        self._tasks = tasks
        self._read(self._begin(after), "feed.begin")

    def stop(self) -> None:
        """Read no more, from store or ring."""
        self._ring.leave(self)
        if self._task:
            self._task.cancel()

    def paused(self) -> None:
        """The outlet can take no more now."""
        self._ring.pause(self)

    def resumed(self) -> None:
        """The outlet can take more: go on in the ring, if that is where it stands."""
        if self in self._ring:
            self._ring.advance(self)

    def fall(self) -> None:
        self._read(self._return(), "feed.return")

    def reset(self, reason: str) -> None:
        """Tell it that its place is no more, and end it. One that was not yet greeted has none."""
        if self._greeted:
            self._tell(reset(reason))
            self._end(Close.RESET, f"{reason}: begin again from 0")

    def end(self) -> None:
        self._end(Close.RESTART, "restarting; come back with your last place")

    def _end(self, code: Close, reason: str) -> None:
        self.stop()
        self.outlet.end(code, reason)

    def _read(self, reading: Coroutine[None, None, None], name: str) -> None:
        self._task = self._tasks.create_task(self._unless_away(reading), name=name)

    async def _unless_away(self, reading: Coroutine[None, None, None]) -> None:
        try:
            await reading
        except OSError:
            self._end(Close.RESTART, "the store is away; come back with your last place")

    async def _begin(self, after: Place | None) -> None:
        following = self._following
        while (head := await following.store.place(following.campaign)).epoch != following.epoch:
            await following.look()
        self._tell(hello(head))
        self._greeted = True
        refused = _refused(after, head)
        if refused:
            self.reset(refused)
            return
        self.seq = after.seq if after else 0
        self._snapshot = 0 if after else head.seq
        await self._following.reach(head.seq)
        await self._catch_up()
        self._tell(live())

    async def _return(self) -> None:
        await self.outlet.drained()
        await self._catch_up()

    async def _catch_up(self) -> None:
        """Read the store, then the ring, up to its head. Returns in the same step in which it got there."""
        self._told = self.seq
        while not self._go_on_in_ring():
            if self.seq < self._ring.floor:
                await self._read_store()
            await self.outlet.drained()
        self.seq = self._following.head
        if self._told < self.seq:
            self._tell(place(self.place))

    def _go_on_in_ring(self) -> bool:
        """Whether the ring had all that is missing and the outlet took it; else it stands outside the ring again."""
        if not self._ring.join(self):
            return False
        before = self.seq
        if not self._ring.advance(self):
            self._ring.leave(self)
        self._told = self.seq if self.seq > before else self._told
        return self in self._ring

    async def _read_store(self) -> None:
        known = self._following.head
        page = await self._following.store.changes(self._following.campaign, self.seq, PAGE)
        passed = [change for change in page if change.seq <= self._following.head]
        if passed:
            self._replay(passed)
            self.seq = passed[-1].seq
        if len(passed) < PAGE:
            self.seq = max(self.seq, known)

    def _replay(self, changes: Iterable[Change]) -> None:
        """Tell changes as the store has them."""
        data = []
        for change in changes:
            how = sight(change, self._asked, snapshot=change.seq <= self._snapshot)
            if how:
                told = Told(change, self._following.epoch, self._following.display)
                data.append(told.wired(how, self._wire))
                self._told = change.seq
        self.outlet.write(b"".join(data))

    def _tell(self, frame: Frame) -> None:
        self.outlet.write(self._wire(frame))


def _refused(after: Place | None, head: Place) -> str | None:
    """Why a place cannot be served, in one word."""
    if after is None:
        return None
    if after.epoch != head.epoch:
        return "epoch"
    return "future" if after.seq > head.seq else None
