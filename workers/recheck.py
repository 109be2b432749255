"""Looks daily whether what is stored still stands at its network as we have it: what was edited or deleted unheard.

A sweep goes through all stored posts of one network in the order of the changes feed, in batches. Its cursor is the place
after the last batch, so that one that was killed, or that has used up its day, goes on there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zlib import crc32

import aiohttp
import msgspec
import structlog

from bridge.errors import BridgeError, SourceRefusedError
from bridge.ports import Clock, Heard
from bridge.records import Act, Arrival, Campaign, Condition, Event, Hearing, SourceName, Time
from bridge.sources.reconnect import reconnect_delays
from bridge.sources.x_problems import Trouble, XProblemError
from workers.stored import Stored, StoredPage

log = structlog.get_logger()

#: When a day's sweep begins by the campaign's clock, and over how many minutes campaigns are spread.
DAILY, SPREAD = time(3), 120
#: Seconds after which one who rests looks at the clock again, and tells that it lives.
LOOK = 60.0
#: Seconds before a network that did not answer is asked again: the first time, and at most.
AGAIN, LONGEST = 5.0, 15 * 60.0

#: How a page of stored posts after a place is asked for, and a batch of them looked up. A look-up gives what it can tell
#: of: a post as it stands now, or a deletion for one that stands no more. What it leaves out is left alone.
Page = Callable[[str], Awaitable[StoredPage]]
LookUp = Callable[[Sequence[Stored]], Awaitable[Sequence[Arrival]]]


class _Course(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sweep is. `begun_at` is when the last one began, or when we first listened; `asked` is of that UTC `day`."""

    begun_at: Time
    sweeping: bool = False
    at: str = "0"
    day: date = date.min
    asked: int = 0


class Recheck:
    """A source of what has changed at a network. It tells of each post that is gone, or is there in another version.

    A sweep is due daily and whenever answers to a chat cease to count. Posts said more than `days` ago are passed over (0:
    none are), and after `most_posts` of a UTC day (0: no limit) it rests and goes on with the next sweep. `learn` is
    awaited before each, so that this worker knows of what others heard. While it rests it tells its condition once a minute.
    """

    def __init__(
        self,
        network: SourceName,
        campaign: Campaign,
        events: Sequence[Event],
        *,
        page: Page,
        look_up: LookUp,
        clock: Clock,
        learn: Callable[[], Awaitable[None]] | None = None,
        batch: int = 100,
        days: float = 0,
        most_posts: int = 0,
        price: float = 0.0,
        delays: Callable[[], Iterator[float]] = lambda: reconnect_delays(first=AGAIN, cap=LONGEST),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = f"recheck/{network}"
        self._campaign = campaign
        self._ends = [it.late_until for it in events if it.type == "chat" and not it.rehearsal]
        self._page = page
        self._look_up = look_up
        self._clock = clock
        self._learn = learn
        self._batch = batch
        self._days = days
        self._most_posts = most_posts
        self._price = price
        self._delays = delays
        self._sleep = sleep

    def due(self, after: datetime) -> datetime:
        """When the next sweep is due that is due after a moment."""
        zone = self._campaign.zone()
        spread = timedelta(minutes=crc32(f"{self._campaign.id}/{self.name}".encode()) % SPREAD)
        today = after.astimezone(zone).date()
        nights = (datetime.combine(today + timedelta(days=nth), DAILY, zone) for nth in (0, 1))
        # Compared in UTC: within one zone Python compares the faces of clocks.
        moments = [it.astimezone(after.tzinfo) for it in (*(night + spread for night in nights), *self._ends)]
        return min(it for it in moments if it > after)

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """What has changed since we stored it, for ever. A network that fails or refuses us is asked again later."""
        course = _read(cursor) or _Course(begun_at=self._clock.now())
        delays = self._delays()
        while True:
            if not course.sweeping:
                async for heard in self._rest(course):
                    yield heard
                course = msgspec.structs.replace(course, sweeping=True, begun_at=self._clock.now())
            try:
                async for reached, changed in self._sweep(course):
                    course, delays = reached, self._delays()
                    yield self._heard(course, Hearing.LISTENING, changed)
            except (BridgeError, OSError, aiohttp.ClientError) as error:
                seconds = self._wait(error, next(delays))
                log.warning("recheck.put_off", source=self.name, error=type(error).__name__, seconds=round(seconds))
                yield self._heard(course, _hearing(error), detail=_detail(error))
                await self._sleep(seconds)

    async def _rest(self, course: _Course) -> AsyncGenerator[Heard, None]:
        """Until the next sweep is due."""
        due = self.due(course.begun_at)
        spent = self._most_posts and course.asked >= self._most_posts and course.at != "0"
        detail = f"its {self._most_posts} posts of {course.day} are used up; it goes on where it was" if spent else ""
        while (seconds := (due - self._clock.now()).total_seconds()) > 0:
            yield self._heard(course, Hearing.RESTING, detail=detail, next_at=due)
            await self._sleep(min(seconds, LOOK))

    async def _sweep(self, course: _Course) -> AsyncGenerator[tuple[_Course, Sequence[Arrival]], None]:
        """From where the course is to the last stored post, or to the end of what may be asked today."""
        if self._learn:
            await self._learn()
        more = True
        while more:
            page = await self._page(course.at)
            more, rows = page.more, deque(it for it in page.rows if self._counts(it))
            while rows:
                today = self._clock.now().date()
                asked = course.asked if course.day == today else 0
                left = self._most_posts - asked if self._most_posts else len(rows)
                if left <= 0:
                    yield msgspec.structs.replace(course, sweeping=False), ()
                    return
                batch = [rows.popleft() for _ in range(min(self._batch, left, len(rows)))]
                changed = _changed(batch, await self._look_up(batch))
                course = msgspec.structs.replace(course, at=batch[-1].at, day=today, asked=asked + len(batch))
                yield course, changed
            course = msgspec.structs.replace(course, at=page.place)
        log.info("recheck.done", source=self.name, asked=course.asked)
        yield msgspec.structs.replace(course, sweeping=False, at="0"), ()

    def _counts(self, post: Stored) -> bool:
        return not self._days or post.said_at > self._clock.now() - timedelta(days=self._days)

    def _wait(self, error: Exception, seconds: float) -> float:
        """Seconds before the network is asked again: as many as it says itself, within bounds."""
        if isinstance(error, XProblemError) and error.reset_at:
            told = (error.reset_at - self._clock.now()).total_seconds()
            return min(max(told, seconds), LONGEST)
        return seconds

    def _heard(
        self,
        course: _Course,
        hearing: Hearing,
        changed: Sequence[Arrival] = (),
        *,
        detail: str = "",
        next_at: datetime | None = None,
    ) -> Heard:
        now = self._clock.now()
        condition = Condition(
            hearing=hearing,
            at=now,
            detail=detail,
            since=course.begun_at,
            posts=course.asked,
            cost=course.asked * self._price,
            ceiling=self._most_posts * self._price,
            next_at=next_at,
        )
        cursor = msgspec.json.encode(course).decode()
        return Heard(cursor=cursor, items=tuple(changed), condition=condition)


def _read(cursor: str | None) -> _Course | None:
    """What a cursor says. One that cannot be read costs a sweep from the beginning, and no more."""
    try:
        return msgspec.json.decode(cursor, type=_Course) if cursor else None
    except (ValueError, RecursionError):
        return None


def _changed(batch: Sequence[Stored], found: Sequence[Arrival]) -> list[Arrival]:
    """What is not as we have it: gone, or there in another version."""
    have = {(it.link, it.version) for it in batch}
    return [it for it in found if it.act is Act.DELETED or (it.link, it.version) not in have]


def _hearing(error: Exception) -> Hearing:
    trouble = error.trouble if isinstance(error, XProblemError) else None
    if trouble is Trouble.UNPAID:
        return Hearing.PAUSED
    refused = trouble is Trouble.REFUSED or isinstance(error, SourceRefusedError)
    return Hearing.REFUSED if refused else Hearing.WAITING


def _detail(error: Exception) -> str:
    """Our own errors say what to do; others may quote what nobody should read."""
    return str(error) if isinstance(error, BridgeError) else f"no answer ({type(error).__name__}); it is tried again"
