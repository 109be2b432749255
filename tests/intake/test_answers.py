"""While a question asks for ideas, a thing without a verb is one; what only reads like it is not."""

from __future__ import annotations

import msgspec
import pytest

from bridge.intake.cues.answers import asks_for_ideas, thing_to_do
from bridge.intake.kind import classify, plain_sentences
from bridge.intake.pipeline import Context, Known, Plan, take
from bridge.records import Contribution, ContributionId, EventId, Kind, NativeId, QuestionId
from tests.factories import arrival, campaign, event, minutes, question

CHAT = EventId("chat-1")
HOST, OTHER = NativeId("x:question"), NativeId("x:answer")
#: The third question is on from the tenth minute.
CONTEXT = Context(
    known={
        HOST: Known(id=ContributionId("c-host"), event=CHAT, opens=QuestionId("chat-1/q3")),
        OTHER: Known(id=ContributionId("c-other"), event=CHAT, question=QuestionId("chat-1/q3")),
    },
    opened={CHAT: ((minutes(10), QuestionId("chat-1/q3")),)},
)


def taken(
    text: str, *, asks: str = "What would help?", minute: int = 12, reply_to: NativeId | None = None
) -> Contribution:
    asked = msgspec.structs.replace(question(3), text=asks)
    plan = Plan(campaign=campaign(), events=(event(),), questions=(asked,), key=b"its key")
    it = msgspec.structs.replace(arrival(f"{text} #SolvingTogether"), said_at=minutes(minute), reply_to=reply_to)
    outcome = take(it, plan, CONTEXT)
    assert isinstance(outcome, Contribution), outcome
    return outcome


@pytest.mark.parametrize(
    "text",
    [
        "A quiet corner by the lifts for people who wait",
        "Shuttle buses from the station every half hour",
        "One form between the surgery and the hospital",
        "A3 free tea for relatives at night",
        "A3 swap desks on the ward every month",
    ],
)
def test_a_thing_that_there_should_be_answers_a_question_for_ideas(text: str) -> None:
    assert taken(text).kind is Kind.IDEA
    assert taken(text).question == "chat-1/q3"


@pytest.mark.parametrize(
    "text",
    [
        "Late to this one, sorry, off the train now",
        "Physio from Swansea with a cold cup of tea",
        "Lovely point about the porters from the last speaker",
        "The chapel lends wheelchairs to the ward",
        "Typing on the bus with cold hands",
        "Get back to work the lot of you",
    ],
)
def test_remarks_are_none(text: str) -> None:
    assert taken(text).kind is not Kind.IDEA


def test_without_a_question_or_below_somebody_s_answer_it_is_a_remark() -> None:
    words = "A quiet corner by the lifts for people who wait"

    assert taken(words, minute=5).kind is Kind.COMMENT
    assert taken(words, reply_to=OTHER).kind is Kind.COMMENT
    assert taken(words, reply_to=HOST).kind is Kind.IDEA
    assert taken(words, asks="What has waiting been like for you?").kind is Kind.COMMENT


def test_a_small_letter_after_a_label_is_believed_only_where_that_question_was_asked() -> None:
    assert taken("A3 free tea for relatives at night").question_why == taken("A3: free tea").question_why
    assert taken("A4 free tea for relatives at night").question_why != taken("A3: free tea").question_why
    assert taken("A3 leaflets in the waiting room are out of date").question_why != taken("A3: free tea").question_why


@pytest.mark.parametrize(
    ("asked", "asks"),
    [
        ("What would make it easier?", True),
        ("What is your one big idea?", True),
        ("", True),
        ("Tell us about your last visit", False),
        ("What was it like to wait?", False),
    ],
)
def test_which_questions_ask_for_ideas(asked: str, asks: bool) -> None:
    assert asks_for_ideas(asked) is asks


def test_a_question_in_return_and_no_words_are_no_thing() -> None:
    assert thing_to_do(plain_sentences("A quiet corner by the lifts for whom?")) is None
    assert thing_to_do([]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gain 500 followers today", Kind.CHATTER),
        ("We are hiring two band 6 nurses", Kind.CHATTER),
        ("Use code WARD20 for 20% off", Kind.CHATTER),
        ("Worth asking the cleaners first", Kind.COMMENT),
        ("I would love to see evidence for this", Kind.COMMENT),
        ("I would love to see evening clinics", Kind.IDEA),
        ("Lend blood pressure cuffs to people at home", Kind.IDEA),
        ("Grow herbs with people on the stroke ward", Kind.IDEA),
    ],
)
def test_offers_and_doubts_are_no_ideas_and_deeds_are(text: str, kind: Kind) -> None:
    assert classify(text).kind is kind
