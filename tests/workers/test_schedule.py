"""Sources are opened before a chat and closed when its last answers have come, by the clock and with nobody there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bridge.errors import SourceRefusedError
from bridge.ports import Heard
from bridge.records import Event, Hearing, NativeId
from config.campaign import CampaignPlan, ChatPlan
from tests import factories
from workers.runtime import plan_of
from workers.schedule import GRACE, LEAD, Scheduled, Window, windows

LOOK = 0.001


class Moving:
    """A clock that the test moves."""

    def __init__(self, minute: float) -> None:
        self.minute = minute

    def now(self) -> datetime:
        return factories.minutes(self.minute)


class Radio:
    """A source that counts what it is asked, and plays until it is closed."""

    name = "radio"

    def __init__(self, *says: str, ends: bool = False, error: Exception | None = None) -> None:
        self.says = says
        self.asked: list[str | None] = []
        self.closed = 0
        self.threads: list[NativeId] = []
        self._ends = ends
        self._error = error

    async def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
        self.asked.append(cursor)
        try:
            for says in self.says:
                yield Heard(cursor=says)
            if self._error:
                raise self._error
            if not self._ends:
                await asyncio.Event().wait()
        finally:
            self.closed += 1

    def follow_thread(self, root: NativeId) -> None:
        self.threads.append(root)


def window(opens: float, closes: float) -> Window:
    return Window(factories.minutes(opens), factories.minutes(closes), factories.minutes(opens + 15))


def scheduled(radio: Radio, clock: Moving, *times: Window, begin: Callable[[datetime], str] = str) -> Scheduled:
    return Scheduled(radio, times, clock, begin=begin, look=LOOK)


async def test_it_rests_until_the_window_opens_and_says_when_that_is() -> None:
    radio, clock = Radio("1"), Moving(-60)
    hearing = scheduled(radio, clock, window(-15, 100)).listen(None)

    resting = await anext(hearing)
    clock.minute = -14
    heard = [it async for it in _until(hearing, 1)]

    assert resting.condition is not None
    assert resting.condition.hearing is Hearing.RESTING
    assert resting.condition.next_at == factories.minutes(-15)
    assert resting.cursor == ""
    assert len(heard) == 1
    assert radio.asked == [None]


async def test_it_closes_the_source_when_the_window_is_over_and_opens_it_for_the_next() -> None:
    radio, clock = Radio("1"), Moving(0)
    hearing = scheduled(radio, clock, window(-15, 100), window(200, 300)).listen(None)
    await anext(hearing)

    clock.minute = 150
    resting = await anext(hearing)
    clock.minute = 201
    again = [it async for it in _until(hearing, 1)]

    assert resting.condition is not None
    assert resting.condition.next_at == factories.minutes(200)
    assert radio.closed == 1
    assert radio.asked == [None, None]  # what lies between two windows is nobody's gap
    assert len(again) == 1


async def test_a_restart_within_a_window_goes_on_where_it_was() -> None:
    radio, clock = Radio("7"), Moving(0)
    kept = (await anext(scheduled(radio, clock, window(-15, 100)).listen(None))).cursor

    await anext(scheduled(radio, clock, window(-15, 100)).listen(kept))

    assert radio.asked == [None, "7"]


async def test_a_restart_in_another_window_begins_anew() -> None:
    radio, clock = Radio("7"), Moving(-1)
    kept = (await anext(scheduled(radio, clock, window(-15, 100)).listen(None))).cursor
    clock.minute = 205

    await anext(scheduled(radio, clock, window(200, 300)).listen(kept))

    assert radio.asked == [None, None]


async def test_a_cursor_from_before_there_were_windows_is_still_good() -> None:
    radio = Radio("8")

    await anext(scheduled(radio, Moving(0), window(-15, 100)).listen("1234567"))

    assert radio.asked == ["1234567"]


async def test_who_comes_late_asks_for_what_was_said_since_the_chat_opened() -> None:
    radio = Radio("1")
    late = scheduled(radio, Moving(20), window(-15, 100), begin=lambda at: at.isoformat())

    await anext(late.listen(None))

    assert radio.asked == [factories.minutes(0).isoformat()]


async def test_it_ends_after_the_last_window() -> None:
    clock = Moving(101)

    assert [it async for it in scheduled(Radio("1"), clock, window(-15, 100)).listen(None)] == []


async def test_a_source_that_ends_early_is_not_opened_twice_in_a_window() -> None:
    radio, clock = Radio("1", ends=True), Moving(0)

    heard = [it async for it in scheduled(radio, clock, window(-15, 100)).listen(None)]

    assert len(heard) == 1
    assert radio.asked == [None]


async def test_a_source_that_is_refused_says_so_through_the_schedule() -> None:
    radio = Radio(error=SourceRefusedError("renew the token"))

    with pytest.raises(SourceRefusedError, match="renew"):
        await anext(scheduled(radio, Moving(0), window(-15, 100)).listen(None))


async def test_leaving_closes_the_source() -> None:
    radio = Radio("1")
    hearing = scheduled(radio, Moving(0), window(-15, 100)).listen(None)
    await anext(hearing)

    await hearing.aclose()

    assert radio.closed == 1


async def test_threads_are_handed_on() -> None:
    radio = Radio()

    scheduled(radio, Moving(0)).follow_thread(NativeId("x:1"))

    assert radio.threads == ["x:1"]


def test_windows_of_chats_that_meet_are_one_and_others_stay_apart() -> None:
    first = factories.event()
    meets = factories.event(opens_at=factories.minutes(120), late_until=factories.minutes(180))
    apart = factories.event(opens_at=factories.minutes(60 * 24 * 9), late_until=factories.minutes(60 * 24 * 10))
    others = [factories.event(rehearsal=True), factories.event(type="session")]

    assert windows([apart, meets, first, *others]) == [
        Window(first.opens_at - LEAD, first.late_until + GRACE, first.opens_at),
        Window(apart.opens_at - LEAD, apart.late_until + GRACE, apart.opens_at),
    ]


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        ("2026-10-24T19:00", "2026-10-24T18:00"),  # summer time
        ("2026-10-25T19:00", "2026-10-25T19:00"),  # the clocks went back that morning
        ("2027-03-28T19:00", "2027-03-28T18:00"),  # and forward
    ],
)
def test_a_chat_opens_at_its_own_clock_when_the_clocks_change(local: str, opens: str) -> None:
    chat = ChatPlan(id="chat", title="Chat", starts_at=_london(local), tags=("tag",), minutes=60, late_hours=24)
    event = _event(chat)

    (one,) = windows([event])

    assert one.said_from == datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert one.closes_at - one.said_from == timedelta(hours=25) + GRACE


def _london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


def _event(chat: ChatPlan) -> Event:
    plan = CampaignPlan(id="c", title="C", opens_at=chat.starts_at, closes_at=chat.closes_at(), chats=(chat,))
    return plan_of(plan, b"key").events[0]


async def _until(hearing: AsyncIterator[Heard], count: int) -> AsyncIterator[Heard]:
    """That many that the source itself said."""
    async for heard in hearing:
        if heard.condition is None:
            yield heard
            count -= 1
        if not count:
            return
