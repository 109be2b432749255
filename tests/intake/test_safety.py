"""What somebody at risk says is held for a person; what is said about such things is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bridge.intake.cues.safety import RISK, SIGNS, at_risk, spelt, words_in
from bridge.intake.kind import plain_sentences
from bridge.intake.pipeline import Plan, take
from bridge.records import (
    Arrival,
    Becomes,
    Contribution,
    Disposition,
    EventId,
    Kind,
    Register,
    SourceName,
    State,
)
from tests.factories import arrival, campaign, event
from tests.intake.identifiers import clean
from tests.intake.measure_safety import is_risk, said
from tests.intake.suggestions.evaluation import AFTERWARDS, ELSEWHERE, ELSEWHERE_AFTERWARDS, SENTENCES, sentences

HERE = Path(__file__).with_name("safety")
AT_RISK = (HERE / "at_risk.txt").read_text(encoding="utf-8").splitlines()
NOT_AT_RISK = (HERE / "not_at_risk.txt").read_text(encoding="utf-8").splitlines()
TESTS = Path(__file__).parents[1]
RECORDINGS = [
    *sorted((TESTS / "recordings").glob("*-chat.jsonl")),
    TESTS.parent / "config" / "campaigns" / "rehearsal.jsonl",
]
#: Of the third chat, the two posts that a person holds.
DISTRESSED = ("go on like this", "better off without me")
SESSION = event(id=EventId("connect-1"), type="session", tags=(), hosts={})
PLAN = Plan(campaign=campaign(), events=(event(hosts={"x": ("@HorizonsNHS",)}), SESSION), questions=(), key=b"its key")


def read(line: bytes) -> object:
    """A line of a recording; of the rehearsal's, one is torn on purpose."""
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None


def strings(value: object) -> Iterator[str]:
    """All that is written in a decoded line."""
    if isinstance(value, str) and " " in value:
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(part)


def taken(it: Arrival) -> Contribution:
    outcome = take(it, PLAN)
    assert isinstance(outcome, Contribution), outcome
    return outcome


def spoken(text: str) -> Arrival:
    return msgspec.structs.replace(
        arrival(text), source=SourceName.SESSION, event=SESSION.id, register=Register.SPOKEN, tags=()
    )


def test_those_at_risk_are_found() -> None:
    missed = [text for text in AT_RISK if not is_risk(text)]

    assert len(missed) <= 0.05 * len(AT_RISK), "\n".join(missed)


def test_talk_about_such_things_is_not_taken_for_it() -> None:
    false = [text for text in NOT_AT_RISK if is_risk(text)]

    assert len(false) <= 0.02 * len(NOT_AT_RISK), "\n".join(false)


@pytest.mark.parametrize(("name", "share"), [("first_at_risk", 0.9), ("fresh_at_risk", 0.9)])
def test_those_at_risk_are_found_however_they_say_it(name: str, share: float) -> None:
    lines = list(said(name))
    missed = [line.text for line in lines if not is_risk(line.text)]

    assert len(missed) <= (1 - share) * len(lines), "\n".join(missed)


def test_each_kind_of_risk_is_known() -> None:
    lines = [*said("first_at_risk"), *said("fresh_at_risk")]
    kinds = {line.kind for line in lines}
    found = {kind: [is_risk(line.text) for line in lines if line.kind == kind] for kind in kinds}

    assert len(kinds) == 14
    assert [kind for kind, hits in found.items() if sum(hits) < 0.8 * len(hits)] == []


@pytest.mark.parametrize("name", ["first_not_at_risk", "fresh_not_at_risk"])
def test_what_only_sounds_like_a_risk_is_let_pass(name: str) -> None:
    lines = list(said(name))
    false = [line.text for line in lines if is_risk(line.text)]

    assert len(false) <= 0.01 * len(lines), "\n".join(false)


def test_ordinary_talk_of_health_and_care_is_let_pass() -> None:
    texts = list(clean.sentences())

    assert len(texts) >= 1_200
    assert [text for text in texts if is_risk(text)] == []


def test_a_sign_is_missed_for_no_word_that_it_is_tried_on() -> None:
    """What is tried by its words finds all that trying everything finds."""
    lines = [
        line.text for name in ("first", "fresh") for kind in ("", "not_") for line in said(f"{name}_{kind}at_risk")
    ]
    sentences = [sentence for text in [*lines, *AT_RISK, *NOT_AT_RISK] for sentence in plain_sentences(text)]
    found = {sentence: at_risk(sentence) for sentence in sentences}
    everything = {sentence: next((it for it in SIGNS if it.is_in(spelt(sentence))), None) for sentence in sentences}

    assert {it for it in found if found[it] is not everything[it]} == set()


def test_each_sign_says_where_it_is_published_and_is_tried_on_words() -> None:
    assert [sign.why for sign in SIGNS if not sign.source or not sign.on] == []
    assert {word for sign in SIGNS for word in sign.on if words_in(spelt(word)) != {word}} == set()


@pytest.mark.parametrize("text", AT_RISK)
def test_the_reason_is_a_category_and_none_of_the_words_of_whoever_said_it(text: str) -> None:
    found = [sign.why for sentence in plain_sentences(text) if (sign := at_risk(sentence))]

    assert set(found) <= {sign.why for sign in SIGNS}
    assert len({sign.why for sign in SIGNS}) < 25


@pytest.mark.parametrize("source", [SENTENCES, AFTERWARDS, ELSEWHERE, ELSEWHERE_AFTERWARDS], ids=lambda it: it.stem)
def test_no_suggestion_and_nothing_beside_one_is_taken_for_it(source: Path) -> None:
    assert [it.text for it in sentences(source) if is_risk(it.text)] == []


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda it: it.stem)
def test_in_a_recorded_chat_only_those_in_distress_are_taken_for_it(recording: Path) -> None:
    texts = {text for line in recording.read_bytes().splitlines() for text in strings(read(line))}
    found = {text.lower() for text in texts if is_risk(re.sub("<[^>]+>", " ", text))}

    assert len(texts) > 50
    assert all(any(words in text for words in DISTRESSED) for text in found), found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I can't go on like this", Kind.EXPERIENCE),
        ("A2 We should ring people each week. I want to die", Kind.EXPERIENCE),
        ("A boy in my class has bruises all over his back, somebody should ring his mum", Kind.COMMENT),
        ("Put the managers on the phones, or somebody is going to get stabbed", Kind.COMMENT),
    ],
)
def test_it_is_held_for_safety_by_the_rules_and_is_no_idea(text: str, kind: Kind) -> None:
    it = arrival(f"{text} #SolvingTogether")
    held = taken(it)

    assert (held.state, held.kind) == (State.HELD, kind)
    assert held.why.startswith(RISK)
    assert held.disposition == Disposition(
        becomes=Becomes.HELD, at=it.received_at, who="rules", act="", reason="safety"
    )


def test_spoken_words_at_risk_are_no_mere_talk() -> None:
    assert taken(spoken("Um, I can't do this any more.")).state is State.HELD

    harmless = take(spoken("Um, I can't do this any more than once a week."), PLAN)
    assert not isinstance(harmless, Contribution) or harmless.disposition is None


def test_what_a_host_says_is_not_held() -> None:
    post = msgspec.structs.replace(arrival("I want to die #SolvingTogether"), source=SourceName.X, handle="HorizonsNHS")

    assert (taken(post).kind, taken(post).disposition) == (Kind.HOST, None)
