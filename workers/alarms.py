"""Watches over the sources while a chat is on: whatever does not hear it is told to people, until it is over.

Alarms are entities, so that they go out on the feed (to moderators) and from there to whoever wants to be called. Each
`serve` finds the same, by ids that follow from what is wrong.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
import structlog

from bridge.errors import StoreAwayError
from bridge.ports import Clock
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.records import Alarm, Condition, Event, Hearing, Listening, network_of
from workers.desk import Desk

log = structlog.get_logger()

#: Seconds between looks.
LOOK = 2.0
#: A source may be lost, or its worker say nothing, for this long: a restart and a change of worker take 15 s.
PATIENCE = timedelta(seconds=30)


class Watch:
    """One campaign's alarms: raised, kept while what is wrong lasts, and over."""

    def __init__(self, desk: Desk, known: Projection, clock: Clock) -> None:
        self._desk = desk
        self._known = known
        self._clock = clock

    async def run(self) -> None:
        """Look, for ever."""
        while True:
            try:
                await self.look()
            except StoreAwayError as error:
                log.warning("alarms.not_written", error=type(error).__name__)
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Raise what is wrong and not told yet, and end what is right again."""
        now = self._clock.now()
        if changed := self._changed(now):

            def decide(draft: Draft) -> None:
                for alarm in self._changed(now):
                    draft.put(alarm)

            await self._desk.act(decide)
            for alarm in changed:
                told = log.info if alarm.over_at else log.error
                event = "alarm.over" if alarm.over_at else "alarm.raised"
                told(event, what=alarm.what, source=alarm.source, chat=alarm.event)

    def _changed(self, now: datetime) -> Sequence[Alarm]:
        known = {it.id: it for it in self._known.alarms()}
        wrong = {it.id: it for it in amiss(self._known.events(), self._known.listening(), now)}
        return [*_raised(wrong, known), *_over(wrong, known, now)]


def amiss(events: Iterable[Event], listening: Sequence[Listening], now: datetime) -> Iterator[Alarm]:
    """What is wrong with the sources of the chats that are on, as they should be heard now."""
    last = latest(listening)
    for event in events:
        if event.type != "chat" or event.rehearsal or not event.opens_at <= now < event.closes_at:
            continue
        for source, heard in last.items():
            if heard.condition is not None and heard.heard_at is not None and network_of(source):
                yield from _wrong(event, source, heard.heard_at, heard.condition, now)
        networks = {network_of(it) for it in last}
        if now >= event.opens_at + PATIENCE:
            yield from (_nobody(event, it, now) for it in sorted(event.hosts) if it not in networks)


def latest(listening: Iterable[Listening]) -> Mapping[str, Listening]:
    """The last word on each source, by whichever worker."""
    told = [(it.heard_at, it) for it in listening if it.heard_at is not None]
    return {it.source: it for _, it in sorted(told, key=lambda pair: pair[0])}


def _wrong(event: Event, source: str, heard_at: datetime, condition: Condition, now: datetime) -> Iterator[Alarm]:
    if condition.hearing in (Hearing.PAUSED, Hearing.REFUSED):
        yield _alarm(event, source, condition.hearing.value, condition.detail, now)
    elif now - heard_at > PATIENCE and now - event.opens_at > PATIENCE:
        detail = "its worker says nothing: see that `ideabridge listen` runs and reaches this bridge"
        yield _alarm(event, source, "silent", detail, now)
    elif condition.hearing is not Hearing.LISTENING and now - (condition.last_byte_at or event.opens_at) > PATIENCE:
        yield _alarm(event, source, "lost", condition.detail or "the network does not answer; it is tried again", now)
    if condition.faults:
        yield _alarm(event, source, "fault", condition.detail, now, nth=condition.faults)


def _nobody(event: Event, network: str, now: datetime) -> Alarm:
    detail = f"the chat has hosts on {network}, but nothing listens there: set it up, see docs/networks.md"
    return _alarm(event, network, "nobody", detail, now)


def _alarm(event: Event, source: str, what: str, detail: str, now: datetime, *, nth: int = 0) -> Alarm:
    return Alarm(
        id=f"{event.id}/{source}/{what}" + (f"/{nth}" if nth else ""),
        campaign=event.campaign,
        event=event.id,
        source=source,
        what=what,
        detail=detail,
        raised_at=now,
    )


def _raised(wrong: Mapping[str, Alarm], known: Mapping[str, Alarm]) -> Iterator[Alarm]:
    """What was not told yet, or is wrong anew. A fault is told once: it is over as soon as the source hears again."""
    for alarm in wrong.values():
        before = known.get(alarm.id)
        if before is None or (before.over_at is not None and alarm.what != "fault"):
            yield alarm
        elif before.over_at is None and before.detail != alarm.detail:
            yield msgspec.structs.replace(before, detail=alarm.detail)


def _over(wrong: Mapping[str, Alarm], known: Mapping[str, Alarm], now: datetime) -> Iterator[Alarm]:
    for alarm in known.values():
        if alarm.over_at is None and (alarm.id not in wrong or alarm.what == "fault"):
            yield msgspec.structs.replace(alarm, over_at=now)
