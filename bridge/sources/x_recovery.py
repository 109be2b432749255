"""Asks X for what the stream did not bring: after a break, at the end of each chat, and for edits that it never tells.

Search is not the stream: it has the last 7 days, no reposts, is some 30 s late and blind to accents. So what it finds
is checked at home, it is asked twice, and a gap says what it lacks. A post whose edit drops the tag is not streamed, so
each post is looked up once when it can be edited no more; that shows deletions, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, Protocol

import structlog

from bridge.ports import Clock
from bridge.records import Arrival, Event, EventId, Gap, NativeId, Reason, Rejected, SourceName, Via
from bridge.sources.reconnect import wait
from bridge.sources.x import gone, read
from bridge.sources.x_api import LOOKUP_SIZE, PAGE_SIZE, SMALLEST_PAGE, Found, XApi, newer
from bridge.sources.x_hours import Hours
from bridge.sources.x_ledger import MARGIN, Ledger, Memory, Missed, snowflake
from bridge.sources.x_problems import Trouble, XProblemError, try_again_at
from bridge.sources.x_rules import Belonging, queries

log = structlog.get_logger()

Item = Arrival | Rejected | Gap

#: Recent search has no older posts (X's documentation), and answers 400 to an older `since_id`.
REACH = timedelta(days=7) - timedelta(minutes=1)
#: Search refuses times that are nearer to the present than 10 s (X's documentation of `end_time`).
PRESENT = timedelta(seconds=15)
#: A stream that is connected and has brought nothing of a chat that is on for so long is held against search. It costs what
#: search finds, so nothing where there is nothing.
STALE = timedelta(minutes=10)
#: What could not be asked for so often is given up.
TRIES = 12
#: Posts are looked up this long after they can be edited no more, with all that become so within `TOGETHER`.
SETTLED = timedelta(seconds=60)
TOGETHER = timedelta(minutes=4)
#: So many posts wait to be looked up at most; beyond, the oldest are left to whoever re-checks stored posts.
WATCHED = 5_000


class Do(Protocol):
    """Has a deed done in turn with all that is heard, so that no cursor tells of what was not given out."""

    async def __call__(self, deed: Callable[[], Iterable[Item]]) -> None:
        """Return once it was done; what it gives is on its way out."""
        ...


class _Watched(NamedTuple):
    """A post that may still be edited: its newest version, and when it can be no more."""

    version: str
    settled_at: datetime
    tries: int = 0


class _Sweep(NamedTuple):
    due_at: datetime
    tries: int = 0


class Recovery:
    """What is to be asked for, and when. `kick()` it when something new may be due."""

    def __init__(
        self,
        api: XApi,
        ledger: Ledger,
        hours: Hours,
        clock: Clock,
        *,
        do: Do,
        sleep: Callable[[float], Awaitable[None]],
        stale: Callable[[], None],
    ) -> None:
        self._api = api
        self._stale = stale
        self._ledger = ledger
        self._hours = hours
        self._clock = clock
        self._do = do
        self._sleep = sleep
        self._began_at = self._brought_at = clock.now()
        self._given = Memory()
        self._replaced = Memory()
        self._watched: dict[NativeId, _Watched] = {}
        self._sweeps = {event.id: _Sweep(hours.sweep_at(event)) for event in hours.events}
        self._kicked = asyncio.Event()

    def kick(self) -> None:
        self._kicked.set()

    def give(self, arrival: Arrival, editable_until: datetime | None = None) -> None:
        """It goes out: it is not given again, nor is what it replaces, and looked up when it can be edited no more."""
        self._brought_at = self._clock.now()
        self._given.add(arrival.version)
        for version in _before(arrival):
            self._replaced.add(version)
        self._watched.pop(arrival.id, None)
        if editable_until is not None:
            if len(self._watched) >= WATCHED:
                self._watched.pop(next(iter(self._watched)))
            elif not self._watched:
                self.kick()
            self._watched[arrival.id] = _Watched(arrival.version, editable_until + SETTLED)

    def is_replaced(self, arrival: Arrival) -> bool:
        """Whether a newer version of it went out: search is late, and the stream is not in order."""
        return arrival.version in self._replaced

    async def run(self) -> None:
        """Do what is due, for ever."""
        while True:
            self._kicked.clear()
            tasks = self._tasks()
            if not tasks:
                await wait(None, self._kicked, self._sleep)
                continue
            due_at, task = min(tasks, key=lambda due: due[0])
            seconds = (due_at - self._clock.now()).total_seconds()
            if seconds > 0:
                await wait(seconds, self._kicked, self._sleep)
            else:
                await task()

    def _tasks(self) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
        tasks: list[tuple[datetime, Callable[[], Awaitable[None]]]] = [
            (missed.due_at, partial(self._catch_up, missed)) for missed in self._ledger.kept.missed
        ]
        done = self._ledger.kept.swept
        tasks += [
            (self._sweeps[event.id].due_at, partial(self._sweep, event))
            for event in self._hours.events
            if event.id not in done
        ]
        tasks += [
            (due_at, partial(self._compare, event))
            for event in self._hours.events
            if (due_at := max(self._brought_at, event.opens_at) + STALE) < event.closes_at
        ]
        if self._watched:
            first = next(iter(self._watched.values()))
            tasks.append((first.settled_at + TOGETHER, self._look_again))
        return tasks

    async def _catch_up(self, missed: Missed) -> None:
        """Search for what a gap lacks."""
        since, oldest = int(missed.since), snowflake(self._clock.now() - REACH)
        beyond = "" if since >= oldest else "X searches no further back than 7 days"
        events = self._hours.during(missed.from_at, missed.to_at)
        # Before we began, memory does not reach: there, only what was said in the gap itself counts as recovered.
        counts_from = missed.from_at if since < snowflake(self._began_at) else None
        count = partial(self._ledger.recovered, missed.id)
        try:
            await self._search(events, max(since, oldest), missed.to_at + MARGIN, count, counts_from)
        except XProblemError as problem:
            await self._do(partial(self._failed, missed, problem))
        else:
            await self._do(lambda: _only(self._ledger.looked(missed.id, self._clock.now(), beyond)))

    def _failed(self, missed: Missed, problem: XProblemError) -> list[Item]:
        trouble = f"search failed: {problem}"
        log.warning("x.search_failed", trouble=problem.trouble.value, tries=missed.tries)
        if _pointless(problem) or missed.tries + 1 >= TRIES:
            return _only(self._ledger.given_up(missed.id, trouble))
        due_at = try_again_at(problem, missed.tries, self._clock.now())
        return _only(self._ledger.postponed(missed.id, due_at, trouble))

    async def _compare(self, event: Event) -> None:
        """Search what a stream did not bring that brings nothing. If there is something, it is to be opened anew."""
        counted: list[int] = []
        from_at, now = max(self._brought_at, event.opens_at), self._clock.now()
        self._brought_at = now
        try:
            await self._search([event], snowflake(from_at - MARGIN), now, counted.append)
        except XProblemError as problem:
            log.warning("x.comparison_failed", trouble=problem.trouble.value)
            return
        if counted:
            log.warning("x.stale", posts=len(counted))
            await self._do(lambda: [self._silence(from_at, now, len(counted))])
            self._stale()

    def _silence(self, from_at: datetime, to_at: datetime, count: int) -> Gap:
        return Gap(
            id=f"x/stale/{snowflake(from_at)}",
            source=SourceName.X,
            from_at=from_at,
            to_at=to_at,
            cause="the stream was connected and brought nothing of what X's search found",
            recovered=count,
            is_open=False,
            lacks="reposts",
        )

    async def _sweep(self, event: Event) -> None:
        """Search a whole chat once, at its end: a stream that has gone stale tells no error."""
        counted: list[int] = []
        since = snowflake(max(event.opens_at - MARGIN, self._clock.now() - REACH))
        tries = self._sweeps[event.id].tries
        try:
            await self._search([event], since, event.closes_at + MARGIN, counted.append)
        except XProblemError as problem:
            log.warning("x.sweep_failed", trouble=problem.trouble.value, tries=tries)
            if not (_pointless(problem) or tries + 1 >= TRIES):
                self._sweeps[event.id] = _Sweep(try_again_at(problem, tries, self._clock.now()), tries + 1)
                return
        await self._do(lambda: self._swept(event, sum(counted)))

    def _swept(self, event: Event, count: int) -> list[Item]:
        self._ledger.swept(event.id)
        if not count or self._began_at > event.opens_at - MARGIN:
            return []
        gap = Gap(
            id=f"x/sweep/{event.id}",
            source=SourceName.X,
            from_at=event.opens_at,
            to_at=event.closes_at,
            cause="the stream did not bring all that X's search found when the chat was over",
            recovered=count,
            is_open=False,
        )
        return [gap]

    async def _search(
        self,
        events: Sequence[Event],
        since: int,
        until: datetime,
        count: Callable[[int], None],
        counts_from: datetime | None = None,
    ) -> None:
        """Give out what search finds and the stream did not bring. Raises `XProblemError`; then part of it is out."""
        until_id = snowflake(min(until, self._clock.now() - PRESENT))
        if until_id <= since:
            return
        threads = _threads(self._ledger.kept.threads, events)
        belonging = Belonging(events, threads)
        for query in queries(events, threads):
            token: str | None = None
            while True:
                size = self._affordable(SMALLEST_PAGE, PAGE_SIZE)
                page = await self._api.search(
                    query, since_id=since, until_id=until_id, next_token=token, max_results=size
                )
                await self._do(partial(self._found, page.messages, belonging, count, counts_from))
                token = page.next_token
                if token is None:
                    break

    def _affordable(self, least: int, most: int) -> int:
        """How many posts to ask for. Raises `XProblemError` if not even `least` may still be read today."""
        left = self._ledger.left(self._clock.now())
        if left < least:
            raise XProblemError(Trouble.SPENT, "the ceiling on cost is reached")
        return int(min(left, most))

    def _found(
        self,
        messages: Iterable[Mapping[str, Any]],
        belonging: Belonging,
        count: Callable[[int], None],
        counts_from: datetime | None,
    ) -> list[Item]:
        now = self._clock.now()
        items: list[Item] = []
        for message in messages:
            item = read(message, now, Via.ASKED)
            if isinstance(item, Arrival):
                self._ledger.read(item.version, now)
                if item.version in self._given or self.is_replaced(item):
                    continue
                self.give(item)
                if item not in belonging:
                    detail = "found by search, which is blind to accents, but it has none of the tags"
                    item = Rejected(source=SourceName.X, reason=Reason.ELSEWHERE, received_at=now, detail=detail)
                elif counts_from is None or item.said_at >= counts_from:
                    count(1)
            if item is not None:
                items.append(item)
        return items

    async def _look_again(self) -> None:
        """Look up posts that can be edited no more."""
        now = self._clock.now()
        settled = [(native, it) for native, it in self._watched.items() if it.settled_at <= now][:LOOKUP_SIZE]
        named = {it.version: native for native, it in settled}
        try:
            self._affordable(len(named), len(named))
            found = await self._api.find(list(named))
            later = {version: native for native, version in newer(found.messages, now).items()}
            newest = await self._api.find(list(later)) if later else Found((), ())
        except XProblemError as problem:
            log.warning("x.lookup_failed", trouble=problem.trouble.value, posts=len(settled))
            for native, it in settled:
                del self._watched[native]
                if not _pointless(problem) and it.tries + 1 < TRIES:
                    self._watched[native] = _Watched(it.version, try_again_at(problem, it.tries, now), it.tries + 1)
            return
        for native, it in settled:
            if self._watched.get(native) == it:
                del self._watched[native]
        missing = {(named | later)[post_id] for post_id in (*found.missing, *newest.missing)}
        await self._do(lambda: self._looked_up((*found.messages, *newest.messages), missing))

    def _looked_up(self, messages: Iterable[Mapping[str, Any]], missing: Iterable[NativeId]) -> list[Item]:
        now = self._clock.now()
        items: list[Item] = [gone(native.removeprefix("x:"), now) for native in missing]
        for message in messages:
            item = read(message, now, Via.ASKED)
            if not isinstance(item, Arrival):
                continue
            self._ledger.read(item.version, now)
            if item.version not in self._given and not self.is_replaced(item):
                self.give(item)
                items.append(item)
        return items


def _before(arrival: Arrival) -> list[str]:
    """The ids of the versions that this one replaces: X tells all of them, the oldest first."""
    versions = [native.removeprefix("x:") for native in (arrival.id, *arrival.aliases)]
    return versions[: versions.index(arrival.version)]


def _threads(threads: Mapping[str, EventId], events: Iterable[Event]) -> dict[str, EventId]:
    ids = {event.id for event in events}
    return {root: event for root, event in threads.items() if event in ids}


def _only(gap: Gap | None) -> list[Item]:
    return [] if gap is None else [gap]


def _pointless(problem: XProblemError) -> bool:
    return problem.trouble in {Trouble.REFUSED, Trouble.MALFORMED}
