"""A concern is a comment whose reason says so: a worry or a lack that proposes nothing. In speech it is kept."""

from __future__ import annotations

import pytest

from bridge.intake.cues.concerns import CONCERN, is_concern
from bridge.intake.kind import classify
from bridge.records import Kind, Register


@pytest.mark.parametrize("register", Register)
@pytest.mark.parametrize(
    "text",
    [
        "The biggest problem is parking.",
        "I'm really worried about the winter.",
        "You can't get an appointment for love nor money.",
        "Nobody tells you anything.",
        "It's just too far for my mum.",
        "People fall through the gaps.",
        "The letters never arrive in time.",
        "The forms are so confusing.",
        "There's no privacy at the desk.",
        "Families feel completely forgotten.",
        "We don't have enough staff on at night.",
        "They don't talk to each other.",
        "It takes months to get seen.",
    ],
)
def test_a_worry_and_a_lack_are_concerns(text: str, register: Register) -> None:
    judged = classify(text, register=register)

    assert judged.kind is Kind.COMMENT
    assert judged.why.startswith(CONCERN)
    assert is_concern(judged.kind, judged.why)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nobody answers the phone, so we should have a text line.", Kind.IDEA),
        ("There should be more parking.", Kind.IDEA),
        ("We need somebody at the desk who speaks Polish.", Kind.IDEA),
        ("Why can't people get an appointment online?", Kind.QUESTION),
        ("Is parking a problem at night?", Kind.QUESTION),
        ("When my dad was in hospital I was so worried that I rang every hour.", Kind.EXPERIENCE),
        ("Thank you, no problem at all.", Kind.CHATTER),
    ],
)
def test_ideas_questions_tales_and_talk_stay_what_they_are(text: str, kind: Kind) -> None:
    assert classify(text).kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "It's not a problem.",
        "Don't worry about it.",
        "I can't wait to come back.",
        "You can't fault them.",
        "She works very hard.",
        "The ward is on the third floor.",
        "That's not too bad.",
        "We meet every Tuesday.",
    ],
)
def test_what_says_the_contrary_is_no_concern(text: str) -> None:
    judged = classify(text)

    assert not is_concern(judged.kind, judged.why)
