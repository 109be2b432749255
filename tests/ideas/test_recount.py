from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.recount import recount
from bridge.records import (
    ChallengeId,
    Contribution,
    ContributionId,
    EventId,
    IdeaId,
    Placed,
    QuestionId,
    Relation,
    SourceName,
    State,
    VoiceKey,
)
from tests.factories import contribution, idea, minutes


def said(voice: str, relation: Relation, text: str = "Text people", **fields: Any) -> Contribution:
    placed = Placed(idea=IdeaId("i-1"), relation=relation, score=1.0, why="")
    return contribution(text, id=ContributionId(f"c-{voice}"), voice=VoiceKey(voice), placed=placed, **fields)


def test_one_person_is_one_voice_however_often_they_speak() -> None:
    counted = recount(idea(), [said("amy", Relation.FIRST), said("amy", Relation.COPY), said("bob", Relation.SUPPORT)])

    assert (counted.voices, counted.sources) == (2, {"bluesky": 2})


def test_a_voice_is_counted_once_in_each_place_where_it_spoke() -> None:
    counted = recount(
        idea(),
        [
            said("amy", Relation.FIRST),
            said("amy", Relation.COPY, source=SourceName.SESSION, event=EventId("session-1")),
            said("bob", Relation.NEAR, source=SourceName.SESSION, event=EventId("session-1")),
        ],
    )

    assert (counted.voices, counted.sources) == (2, {"bluesky": 1, "session": 2})
    assert counted.events == (EventId("chat-1"), EventId("session-1"))


def test_a_comment_adds_breadth_and_no_voice() -> None:
    counted = recount(idea(), [said("amy", Relation.FIRST), said("bob", Relation.COMMENT, said_at=minutes(30))])

    assert (counted.voices, counted.last_at) == (1, minutes(30))


def test_the_oldest_words_that_are_live_speak_for_the_idea() -> None:
    counted = recount(
        idea(),
        [
            said("amy", Relation.FIRST, "", state=State.WITHDRAWN, said_at=minutes(1)),
            said("bob", Relation.SUPPORT, "+1", said_at=minutes(2)),
            said("eve", Relation.NEAR, "Text people early", said_at=minutes(3)),
        ],
    )

    assert (counted.state, counted.text, counted.voices) == (State.LIVE, "Text people early", 2)
    assert (counted.first_at, counted.last_at) == (minutes(2), minutes(3))


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([State.WITHDRAWN, State.WITHDRAWN], State.WITHDRAWN),
        ([State.WITHDRAWN, State.HELD], State.HELD),
        ([State.HELD, State.LIVE], State.LIVE),
        ([], State.WITHDRAWN),
    ],
)
def test_an_idea_stands_as_its_words_stand(states: list[State], expected: State) -> None:
    counted = recount(idea(), [said(f"v{n}", Relation.COPY, state=state) for n, state in enumerate(states)])

    assert (counted.state, bool(counted.text)) == (expected, expected is State.LIVE)


@pytest.mark.parametrize("state", [State.HIDDEN, State.MERGED])
def test_what_a_person_decided_stays(state: State) -> None:
    assert recount(idea(state=state), [said("amy", Relation.FIRST)]).state is state


def test_an_idea_is_where_its_first_words_are_and_remembers_where_it_was() -> None:
    first = said("amy", Relation.FIRST, question=QuestionId("chat-1/q2"), challenge=ChallengeId("demand"))

    moved = recount(idea(), [first])

    assert (moved.question, moved.challenge) == ("chat-1/q2", "demand")
    assert moved.formerly == ("boosting-capacity",)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(Relation), st.sampled_from(State)), max_size=8))
def test_counting_twice_is_counting_once(given_lines: list[tuple[str, Relation, State]]) -> None:
    lines = [said(voice, relation, state=state) for voice, relation, state in given_lines]

    once = recount(idea(), lines)

    assert recount(once, lines) == once
