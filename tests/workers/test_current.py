"""Which question is on, as hosts' posts and facilitators decide it at the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import pytest

from bridge.projection.draft import Draft
from bridge.records import Contribution, ContributionId, Event, EventId, Kind, Question, QuestionId, State
from bridge.web.questions import Correction, NewQuestion
from tests import factories
from tests.factories import minutes
from tests.workers.test_desk import Office, opened, said
from workers.facilitating import DeskFacilitator

CHAT = EventId("chat-1")
ONE, TWO, THREE = (QuestionId(f"chat-1/q{number}") for number in (1, 2, 3))


class MinuteClock:
    """Shows the minute of the chat that it is set to."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> datetime:
        return minutes(self.at)


class Studio:
    """A desk, hosts who push to it and a facilitator beside it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.clock = MinuteClock()
        self.facilitator = DeskFacilitator(office.desk, self.clock)

    async def host_asks(self, number: int, at: float, **fields: Any) -> Contribution:
        asked = factories.question(number, text="", opened_at=minutes(at))
        fields = {"kind": Kind.HOST, "opens": asked, "question": asked.id, "said_at": minutes(at)} | fields
        host = said(round(at * 10), f"Q{number}: What?", **fields)
        await self.office.push(host)
        return host

    async def take_back(self, contribution: Contribution) -> None:
        await self.office.push(msgspec.structs.replace(contribution, state=State.WITHDRAWN, text="", opens=None))

    @property
    def on(self) -> QuestionId | None:
        event = self.office.known.event(CHAT)
        assert event
        return event.current

    def question(self, name: QuestionId) -> Question:
        found = self.office.known.question(name)
        assert found
        return found


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    """A chat without a plan, whose three questions a facilitator put in."""
    async with opened() as office:
        built = Studio(office)
        for number in (1, 2, 3):
            await built.facilitator.put_in(CHAT, NewQuestion(text=f"What of {number}?"))
        yield built


@pytest.fixture
async def chat() -> AsyncIterator[Studio]:
    """A chat with three questions of its plan."""
    async with opened() as office:
        for number in (1, 2, 3):
            await office.desk.act(partial(Draft.put, value=factories.question(number)))
        yield Studio(office)


async def test_a_hosts_question_is_on_until_the_next_and_the_event_is_told_in_the_feed(chat: Studio) -> None:
    seen = []

    for number, at in ((1, 5), (2, 15)):
        await chat.host_asks(number, at)
        seen.append(chat.on)

    changes = await chat.office.store.changes(chat.office.known.id, 0, 1000)
    assert seen == [ONE, TWO]
    assert [it.value.current for it in changes if isinstance(it.value, Event) and it.value.id == CHAT] == [TWO]


async def test_a_question_that_is_heard_late_is_not_on_again(chat: Studio) -> None:
    await chat.host_asks(2, 15)

    await chat.host_asks(1, 5)

    assert (chat.on, chat.question(ONE).opened_at) == (TWO, minutes(5))


async def test_taking_the_post_back_puts_the_one_before_on_again(chat: Studio) -> None:
    await chat.host_asks(1, 5)
    second = await chat.host_asks(2, 15)

    await chat.take_back(second)

    assert (chat.on, chat.question(TWO).opened_at) == (ONE, None)


async def test_an_edit_that_asks_another_question_puts_that_on(chat: Studio) -> None:
    slip = await chat.host_asks(3, 15)

    await chat.host_asks(2, 15, id=slip.id, version="2")

    assert (chat.on, chat.question(THREE).opened_at) == (TWO, None)


async def test_what_a_facilitator_puts_on_stays_until_something_later_comes(chat: Studio) -> None:
    await chat.host_asks(1, 5)
    await chat.facilitator.put_on(CHAT, TWO, minutes(20))

    await chat.host_asks(3, 18)
    late = chat.on
    await chat.host_asks(3, 30, id=ContributionId("c-again"))
    await chat.facilitator.put_on(CHAT, ONE, minutes(31))

    assert (late, chat.on) == (TWO, ONE)
    assert chat.question(TWO).opened_at == minutes(20)


async def test_a_host_changes_neither_time_nor_words_that_a_facilitator_set(chat: Studio) -> None:
    chat.clock.at = 12
    correction = Correction(text="In my words", opened_at=minutes(11))
    await chat.facilitator.correct(TWO, correction)

    host = await chat.host_asks(2, 10)
    asked = chat.question(TWO)
    await chat.take_back(host)

    assert (asked.text, asked.opened_at) == ("In my words", minutes(11))
    assert chat.question(TWO) == asked


async def test_a_time_that_a_facilitator_confirmed_stays_when_the_post_goes(chat: Studio) -> None:
    host = await chat.host_asks(2, 10)
    await chat.facilitator.correct(TWO, Correction(opened_at=minutes(10)))

    await chat.take_back(host)

    assert (chat.on, chat.question(TWO).opened_at) == (TWO, minutes(10))


async def test_a_question_that_a_facilitator_closed_opens_when_a_host_asks_it_after_that(chat: Studio) -> None:
    await chat.host_asks(2, 10)
    chat.clock.at = 11
    await chat.facilitator.correct(TWO, Correction(opened_at=None))
    closed = chat.on

    await chat.host_asks(2, 15)

    assert (closed, chat.on, chat.question(TWO).opened_at) == (None, TWO, minutes(15))


async def test_a_number_that_a_host_asks_means_the_question_that_has_it_by_then(chat: Studio) -> None:
    """The worker has not learned yet that a question was put in."""
    chat.clock.at = 10
    put_in = await chat.facilitator.put_in(CHAT, NewQuestion(text="And cost?", number=2))

    await chat.host_asks(2, 15)
    before = await chat.host_asks(3, 5)

    assert chat.on == put_in.id
    assert chat.question(TWO).opened_at is None
    assert (chat.question(THREE).opened_at, before.opens and before.opens.id) == (minutes(5), THREE)


async def test_a_host_asks_the_question_that_a_facilitator_put_in_at_that_number(studio: Studio) -> None:
    await studio.host_asks(2, 5)

    questions = studio.office.known.questions(CHAT)

    assert [it.number for it in questions] == [1, 2, 3]
    assert studio.on == questions[1].id
