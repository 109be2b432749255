"""A session's candidates worked out: their order, how far each is, and what was said around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import pytest

from bridge.records import (
    Becomes,
    Contribution,
    ContributionId,
    Disposition,
    IdeaId,
    Passage,
    Speaker,
    State,
    Transcript,
    VoiceKey,
)
from bridge.web.candidates import Standing, alike, moment, queue_of, standing_of
from bridge.web.review import by_score
from tests.factories import idea, minutes
from tests.web.fakes import KnownCampaign
from tests.web.reviewing import SESSION, ReviewerAsTold, read_session, said
from tests.web.scene import scene


@pytest.fixture
def reviewer() -> ReviewerAsTold:
    known: KnownCampaign = scene()
    known.all_said.clear()
    reviewer = ReviewerAsTold(known)
    read_session(reviewer)
    return reviewer


def decided(becomes: Becomes) -> Disposition:
    return Disposition(becomes=becomes, at=minutes(30), who="t", act="a")


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, Standing.UNDECIDED),
        ({"state": State.HELD}, Standing.HELD),
        ({"disposition": decided(Becomes.ACCEPTED)}, Standing.ACCEPTED),
        ({"state": State.HELD, "disposition": decided(Becomes.AGREES)}, Standing.ACCEPTED),
        ({"disposition": decided(Becomes.MERGED)}, Standing.ACCEPTED),
        ({"disposition": decided(Becomes.SET_ASIDE)}, Standing.SET_ASIDE),
        ({"state": State.LIVE, "disposition": decided(Becomes.SET_ASIDE)}, Standing.SET_ASIDE),
        ({"state": State.HIDDEN}, Standing.SET_ASIDE),
        ({"state": State.LIVE}, Standing.PUBLISHED),
        ({"state": State.LIVE, "disposition": decided(Becomes.ACCEPTED)}, Standing.PUBLISHED),
    ],
)
def test_how_far_a_candidate_is(fields: Any, standing: Standing) -> None:
    assert standing_of(said("c", "Text people", "v-1", **fields)) is standing


def test_the_order_is_told_the_voices_of_those_who_facilitate_by_each_of_their_names(reviewer: ReviewerAsTold) -> None:
    reviewer.all_speakers[4] = msgspec.structs.replace(reviewer.all_speakers[4], same_as=VoiceKey("v-1"))
    asked: list[Collection[VoiceKey]] = []

    def order(
        transcripts: Sequence[Transcript], candidates: Sequence[Contribution], facilitators: Collection[VoiceKey]
    ) -> Mapping[ContributionId, tuple[float, str]]:
        asked.append(facilitators)
        return {candidates[-1].id: (1.0, "liked by another right after")}

    queue = queue_of(reviewer.kept, reviewer.known.all_said, list(reviewer.all_speakers.values()), order)

    assert asked == [{"v-1", "v-4"}]
    assert (queue.candidates[0].id, queue.candidates[0].why) == ("s-script", "liked by another right after")
    assert queue.candidates[1].id == "s-text"


def test_what_is_ranked_alike_stays_as_it_was_said() -> None:
    same = [said(f"c-{nth}", "Text people", "v-1", score=0.5) for nth in range(9)]

    queue = queue_of((), same, (), by_score)

    assert [it.id for it in queue.candidates] == [it.id for it in same]


def test_a_passage_of_a_hidden_speaker_is_no_context(reviewer: ReviewerAsTold) -> None:
    reviewer.all_speakers[1] = msgspec.structs.replace(reviewer.all_speakers[1], hidden=True)

    queue = queue_of(reviewer.kept, reviewer.known.all_said, list(reviewer.all_speakers.values()), by_score)

    found = queue.find("s-text")
    assert found
    assert found.context.before == ()
    assert [it.text for it in found.context.after][:1] == ["Great idea."]


def test_what_was_withdrawn_by_its_speaker_is_no_candidate(reviewer: ReviewerAsTold) -> None:
    speakers: list[Speaker] = [
        msgspec.structs.replace(it, gone=it.number == 2) for it in reviewer.all_speakers.values()
    ]

    queue = queue_of(reviewer.kept, reviewer.known.all_said, speakers, by_score)

    assert {it.contribution.voice for it in queue.candidates} == {"v-3", "v-4"}


def test_the_ends_of_a_transcript_have_less_around_them() -> None:
    passages = tuple(Passage(voice=None, text=text, said=(ContributionId(text),)) for text in "ab")
    transcript = Transcript(upload="u", session=SESSION, passages=passages)

    queue = queue_of([transcript], [said(it, it, "v") for it in "ab"], (), by_score)

    first, last = (it.context for it in queue.candidates)
    assert (first.before, [it.text for it in first.after]) == ((), ["b"])
    assert ([it.text for it in last.before], last.after) == (["a"], ())
    assert first.passage is not None
    assert first.passage.speaker == ""


@pytest.mark.parametrize(
    ("seconds", "says"), [(None, ""), (0.0, "0:00"), (65.9, "1:05"), (3600.0, "1:00:00"), (10_862.0, "3:01:02")]
)
def test_a_moment_is_told_as_players_show_it(seconds: float | None, says: str) -> None:
    assert moment(seconds) == says


def test_ideas_that_share_more_of_the_words_come_first_and_one_common_word_is_not_enough() -> None:
    ideas = [
        idea("Text people before their appointment", id=IdeaId("i-1")),
        idea("Text people the evening before, with a name", id=IdeaId("i-2")),
        idea("A bench before the clinic", id=IdeaId("i-3")),
    ]

    found = alike("We could text people the evening before", ideas, 8)

    assert [it.id for it in found] == ["i-2", "i-1"]
    assert [it.id for it in alike("bench", ideas, 8)] == ["i-3"]
    assert alike("", ideas, 8) == []
