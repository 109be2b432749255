from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.recount import increase, recount
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


def test_an_idea_says_where_its_words_were_said_and_not_where_else_it_was() -> None:
    first = said("amy", Relation.FIRST, source=SourceName.X, said_at=minutes(1))
    copy = said("eve", Relation.COPY, said_at=minutes(3))
    gone = msgspec.structs.replace(first, text="", state=State.WITHDRAWN)

    assert recount(idea(), [first, copy]).worded_by is SourceName.X
    assert recount(idea(), [gone, copy]).worded_by is SourceName.BLUESKY
    assert recount(idea(), [gone]).worded_by is None


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


class Known:
    """Who stands behind the idea, looked up the long way."""

    def __init__(self, behind: Sequence[Contribution]) -> None:
        self.live = [one for one in behind if one.state is State.LIVE]

    def spoke(self, voice: VoiceKey, source: SourceName | None = None) -> bool:
        return any(
            one.voice == voice and source in (None, one.source)
            for one in self.live
            if one.placed and one.placed.relation is not Relation.COMMENT
        )

    @property
    def told_at(self) -> tuple[datetime, str] | None:
        worded = [one for one in self.live if one.placed and one.placed.relation in WORDED]
        return min(((one.said_at, one.id) for one in worded), default=None)


WORDED = {Relation.FIRST, Relation.COPY, Relation.NEAR}
SAID = st.lists(
    st.builds(
        lambda nth, voice, relation, source, state, event: msgspec.structs.replace(
            said(str(nth), relation, f"Text people {nth}", source=source, state=state),
            voice=VoiceKey(voice),
            said_at=minutes(nth),
            event=EventId(event),
        ),
        nth=st.integers(0, 20),
        voice=st.sampled_from(["amy", "bob", "cy"]),
        relation=st.sampled_from(Relation),
        source=st.sampled_from(SourceName),
        state=st.sampled_from([State.LIVE, State.LIVE, State.LIVE, State.HELD, State.WITHDRAWN]),
        event=st.sampled_from(["chat-1", "chat-2", "session-1"]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


def in_order(all_said: Sequence[Contribution]) -> list[Contribution]:
    return sorted(all_said, key=lambda one: (one.said_at, one.id))


@given(all_said=SAID, known=st.integers(0, 12))
def test_what_comes_to_an_idea_is_added_as_it_would_be_counted_or_not_at_all(
    all_said: list[Contribution], known: int
) -> None:
    behind, added = in_order(all_said[:known]), in_order(all_said[known:])
    before = recount(idea(), behind)

    after = increase(before, added, Known(behind))

    assert after in (None, recount(before, in_order(all_said)))


def test_a_voice_more_needs_no_recount() -> None:
    behind = [said("amy", Relation.FIRST)]
    added = [said("bob", Relation.SUPPORT, said_at=minutes(20), source=SourceName.X)]

    after = increase(recount(idea(), behind), added, Known(behind))

    assert after is not None
    assert (after.voices, after.sources, after.last_at) == (2, {"bluesky": 1, "x": 1}, minutes(20))
