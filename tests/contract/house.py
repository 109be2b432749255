"""The real thing in one process, for the state machine: a store that can crash, two serves upon it, and their readers."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import msgspec

from bridge.feed.feeds import Feeds
from bridge.feed.filter import FOR_ALL, FOR_MODERATORS, Filter
from bridge.feed.frames import Close, Frame
from bridge.feed.replay import Reader
from bridge.ideas.sameness import Index
from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.push.frames import Outcome, Push
from bridge.records import CampaignId, Change, Commit, Contribution, Entity, Place
from tests import factories
from tests.contract.grounds import Ground
from workers.desk import Desk

HERE = CampaignId("elective-care")
SOURCE = "jetstream"
NAMES = ("listen-1", "listen-2")
#: Seconds after which what has not come about will not.
PATIENCE = 20.0
EVERYTHING = Filter(campaign=HERE, entities=FOR_ALL | FOR_MODERATORS)


class Listener:
    """A reader of a feed: the outlet it is written to, and what it has made of what it took.

    A slow one takes only when it is told to read on; what it has not taken when it leaves is lost, as in a socket.
    """

    def __init__(self, *, is_slow: bool, forbidden: set[str]) -> None:
        self.ready = True
        self.has: dict[tuple[str, str], Any] = {}
        self.place: Place | None = None
        self.is_live = False
        self.wrong: list[str] = []
        self.serve: Serve | None = None
        self.is_slow = is_slow
        self._forbidden = forbidden
        self._held: list[bytes] = []
        self._taken = asyncio.Event()
        self._reader: Reader | None = None
        self._holding = ExitStack()

    @property
    def is_connected(self) -> bool:
        return self._reader is not None

    @property
    def seq(self) -> int:
        return self.place.seq if self.place else 0

    def connect(self, serve: Serve) -> None:
        """Begin at its place, or at the beginning."""
        self.ready, self.is_live, self._held = True, False, []
        if self.place is None:
            self.has.clear()
        self.serve = serve
        self._reader = self._holding.enter_context(Reader(self, serve.feeds.following(HERE), EVERYTHING, as_line))
        self._reader.start(self.place, serve.tasks)

    def leave(self) -> None:
        if self._reader:
            self._reader.stop()
            self._reader = None
            self._holding.close()

    def read_on(self) -> None:
        """Take what was written."""
        held, self._held = self._held, []
        self._take(b"".join(held))
        self.ready = True
        self._taken.set()
        if self._reader:
            self._reader.resumed()

    def write(self, data: bytes) -> None:
        if told := [line for line in data.splitlines() for word in self._forbidden if word.encode() in line]:
            self.wrong.append(f"told what was withdrawn before: {told[0]!r}")
        if self.is_slow and data:
            self._held.append(data)
            self.ready = False
            if self._reader:
                self._reader.paused()
        else:
            self._take(data)

    def beat(self, now: float) -> None:
        """It leaves only when it is told to."""

    async def drained(self) -> None:
        while not self.ready:
            self._taken.clear()
            await self._taken.wait()

    def end(self, code: Close, reason: str) -> None:
        self.wrong.append(f"ended with {code.name}: {reason}")

    def _take(self, data: bytes) -> None:
        for line in data.splitlines():
            frame = msgspec.json.decode(line)
            if frame["type"] in ("change", "place"):
                self._move(frame)
            self.is_live |= frame["type"] == "live"

    def _move(self, frame: dict[str, Any]) -> None:
        at = Place.parse(frame["at"])
        assert at
        if self.place and (at.epoch != self.place.epoch or at.seq < self.seq + (frame["type"] == "change")):
            self.wrong.append(f"{frame['type']} at {at} after {self.place}")
        self.place = at
        if frame["type"] == "place":
            return
        value = frame["value"]
        key = (frame["entity"], value["id"])
        if value.get("gone") or (frame["entity"] == "idea" and value["state"] == "withdrawn"):
            self.has.pop(key, None)
        else:
            self.has[key] = value


class Serve:
    """What one `serve` process is, without its door: a store, what is known of it, the desk and the feeds."""

    def __init__(self, name: str, store: Store, tasks: asyncio.TaskGroup) -> None:
        self.name = name
        self.store = store
        self.tasks = tasks
        self.projection = Projection(HERE, Index())
        self.desk = Desk(store, self.projection, StillClock())
        # Slow readers fall out of the one's rings, and go on in the other's.
        self.feeds = Feeds(store, most_frames=5 if name == NAMES[0] else 100)
        self._n = itertools.count(1)
        self._running: list[asyncio.Task[None]] = []

    @classmethod
    async def start(cls, name: str, ground: Ground, tasks: asyncio.TaskGroup) -> Serve:
        serve = cls(name, await ground.open(), tasks)
        await serve.projection.catch_up(serve.store)
        await serve.feeds.open(HERE)
        serve._running = [tasks.create_task(serve.desk.run()), tasks.create_task(serve.feeds.run())]
        await asyncio.sleep(0)
        return serve

    def drop(self) -> None:
        """End it in the middle of whatever it does."""
        for task in self._running:
            task.cancel()

    async def push(self, *contributions: Contribution, cursor: int) -> Sequence[Outcome]:
        """What became of each, once it is acked."""
        push = Push(n=next(self._n), contributions=contributions, cursor={SOURCE: str(cursor)})
        return await self.desk.take(self.name, push)

    async def heard(self) -> int:
        """The cursor that its worker would go on from."""
        return int((await self.desk.welcome(self.name)).get(SOURCE, "0"))


class House:
    """Two serves on one ground, and the readers of both. `forbidden` are words that no reader may be told any more."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.serves: list[Serve] = []
        self.readers: list[Listener] = []
        self.forbidden: set[str] = set()
        self._ended = asyncio.Event()

    async def begin(self) -> None:
        """Open it, and write down the campaign that everything is said in."""
        store = await self.ground.open()
        puts = (factories.campaign(), factories.challenge(), factories.event())
        await store.commit(HERE, Commit(expected_seq=0, puts=puts))
        await store.close()
        await self.open()

    async def open(self) -> None:
        """Start both serves."""
        opened = asyncio.get_running_loop().create_future()
        self._ended = asyncio.Event()
        self._life = asyncio.create_task(self._live(opened))
        await asyncio.wait([self._life, opened], return_when="FIRST_COMPLETED")
        self.must_live()

    async def _live(self, opened: asyncio.Future[None]) -> None:
        async with asyncio.TaskGroup() as tasks:
            self.serves = [await Serve.start(name, self.ground, tasks) for name in NAMES]
            opened.set_result(None)
            await self._ended.wait()
            for serve in self.serves:
                serve.drop()

    def must_live(self) -> None:
        """Raise what has ended it, if something has."""
        if self._life.done():
            self._life.result()

    def join(self, reader: Listener, at: int) -> None:
        """Let a reader in at one of the serves."""
        if reader not in self.readers:
            self.readers.append(reader)
        reader.connect(self.serves[at])

    async def end(self, *, at_once: bool) -> None:
        """Close everything in order, or crash."""
        if at_once:
            self.ground.crash()
        for reader in self.readers:
            reader.leave()
        self._ended.set()
        await asyncio.wait([self._life])
        for serve in self.serves:
            await serve.store.close()

    async def replace(self, at: int) -> None:
        """End one serve in the middle of whatever it does, and start another in its place."""
        old, other = self.serves[at], self.serves[1 - at]
        for reader in self.readers:
            if reader.serve is old:
                reader.leave()
        old.drop()
        if old.store is not other.store:
            await old.store.close()
        self.serves[at] = await Serve.start(old.name, self.ground, old.tasks)

    async def stored(self) -> list[Change]:
        """Everything there is, as a new reader of the store finds it."""
        changes: list[Change] = []
        while page := await self.serves[0].store.changes(HERE, changes[-1].seq if changes else 0, 7):
            changes += page
        return changes

    async def told(self) -> None:
        """Return once the feeds of both serves have everything that is committed."""
        head = (await self.serves[0].store.place(HERE)).seq
        async with asyncio.timeout(PATIENCE):
            for serve in self.serves:
                await serve.projection.catch_up(serve.store)
                await serve.feeds.following(HERE).reach(head)

    async def caught_up(self, reader: Listener, seq: int) -> None:
        """Return once a reader has been told of everything up to a seq."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not (reader.is_live and reader.seq >= seq) and not reader.wrong:
                    reader.read_on()
                    await asyncio.sleep(0.001)
        except TimeoutError:
            raise AssertionError(f"a reader is stuck at {reader.place}, live: {reader.is_live}, wanted {seq}") from None


class StillClock:
    """Stands at the chat's end."""

    def now(self) -> datetime:
        return factories.minutes(60)


def as_line(frame: Frame) -> bytes:
    """The wire of these readers."""
    return frame.json + b"\n"


def seen(changes: Sequence[Change]) -> dict[tuple[str, str], Any]:
    """What a reader has that has been told of these changes."""
    return {
        (name(it.value), it.value.id): msgspec.json.decode(msgspec.json.encode(it.value))
        for it in changes
        if is_seen(it.value)
    }


def is_seen(entity: Entity) -> bool:
    return name(entity) in EVERYTHING.entities and (name(entity), getattr(entity, "state", "")) != ("idea", "withdrawn")


def name(entity: Entity) -> str:
    return str(entity.__struct_config__.tag)
