"""The projection answers every question from the changes feed alone, and a draft lays a batch over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.records import (
    CampaignId,
    ChallengeId,
    Change,
    Commit,
    ContributionId,
    Entity,
    EventId,
    IdeaId,
    Kind,
    Placed,
    Relation,
    SourceName,
    State,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from tests import factories

CAMPAIGN = CampaignId("elective-care")


class Held:
    """Remembers which ideas are compared, as a real index would; finds none."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def add(self, id: str, text: str, *, scope: str | None, lang: str | None) -> None:  # noqa: A002
        assert id not in self.texts, "added twice"
        self.texts[id] = text

    def remove(self, id: str) -> None:  # noqa: A002
        self.texts.pop(id, None)

    def matches(self, text: str, *, scope: str | None, lang: str | None, limit: int = 3) -> Sequence[Any]:
        return ()


def behind(idea: str, **fields: Any) -> Any:
    return factories.contribution(
        placed=Placed(idea=IdeaId(idea), relation=Relation.FIRST, score=1.0, why="first"), **fields
    )


def projected(*values: Entity) -> Projection:
    projection = Projection(CAMPAIGN, Held())
    for seq, value in enumerate(values, 1):
        projection.apply(Change(seq=seq, value=value))
    return projection


async def test_catching_up_gives_the_same_as_having_followed_all_along() -> None:
    store = MemoryStore()
    late = Projection(CAMPAIGN, Held())
    early = Projection(CAMPAIGN, Held())
    for nth in range(3):
        puts = (factories.idea(text=f"idea {nth}"), factories.idea(id=IdeaId(f"i-{nth + 2}")))
        await store.commit(CAMPAIGN, Commit(expected_seq=2 * nth, puts=puts))
        await early.catch_up(store)

    await late.catch_up(store)

    assert late.place() == early.place() == await store.place(CAMPAIGN)
    assert late.ideas() == early.ideas()


def test_what_is_behind_an_idea_follows_a_contribution_that_moves() -> None:
    moved = behind("i-2", id=ContributionId("c-1"))

    projection = projected(behind("i-1", id=ContributionId("c-1")), moved)

    assert projection.said(IdeaId("i-1")) == []
    assert projection.said(IdeaId("i-2")) == [moved]


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.MERGED, State.WITHDRAWN])
def test_only_live_ideas_are_listed(state: State) -> None:
    projection = projected(factories.idea(id=IdeaId("i-1")), factories.idea(id=IdeaId("i-2"), state=state))

    assert [idea.id for idea in projection.ideas()] == ["i-1"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"challenge": ChallengeId("boosting-capacity")}, ["i-1"]),
        ({"event": EventId("connect-1")}, ["i-2"]),
        ({"kinds": {Kind.EXPERIENCE}}, ["i-2"]),
        ({"challenge": ChallengeId("boosting-capacity"), "kinds": {Kind.EXPERIENCE}}, []),
    ],
)
def test_ideas_are_listed_by_challenge_event_and_kind(asked: dict[str, Any], found: list[str]) -> None:
    one = factories.idea(id=IdeaId("i-1"))
    other = factories.idea(
        id=IdeaId("i-2"), challenge=None, event=EventId("chat-2"), events=(EventId("connect-1"),), kind=Kind.EXPERIENCE
    )

    assert [idea.id for idea in projected(one, other).ideas(**asked)] == found


def test_a_contribution_is_counted_in_its_minute_once_however_often_it_changes() -> None:
    said = factories.contribution()

    projection = projected(said, said, factories.contribution(id=ContributionId("c-2"), said_at=factories.minutes(11)))

    assert [(minute.at, minute.contributions) for minute in projection.per_minute()] == [
        (factories.minutes(10), 1),
        (factories.minutes(11), 1),
    ]


def test_a_contribution_is_found_under_its_alias() -> None:
    edited = factories.contribution(aliases=(ContributionId("c-9"),))

    assert projected(edited).contribution(ContributionId("c-9")) == edited


def test_an_idea_is_compared_until_it_is_withdrawn_or_merged() -> None:
    held = Held()
    projection = Projection(CAMPAIGN, held)

    projection.apply(Change(seq=1, value=factories.idea()))
    projection.apply(Change(seq=2, value=factories.idea(voices=2)))
    projection.apply(Change(seq=3, value=factories.idea("Other words")))
    compared = dict(held.texts)
    projection.apply(Change(seq=4, value=factories.idea("", state=State.WITHDRAWN)))

    assert compared == {"i-1": "Other words"}
    assert held.texts == {}


def test_a_draft_shows_what_would_be_known_and_leaves_the_projection_alone() -> None:
    first = behind("i-1", id=ContributionId("c-1"))
    projection = projected(factories.idea(), first)
    second = behind("i-1", id=ContributionId("c-2"), voice=VoiceKey("v-bob"), source=SourceName.X)
    draft = Draft(projection)

    draft.put(second)
    draft.put(factories.idea(voices=2))

    assert draft.said(IdeaId("i-1")) == [first, second]
    assert [it.id for it in draft.puts()] == ["c-2", "i-1"]
    assert projection.said(IdeaId("i-1")) == [first]
    before = projection.idea(IdeaId("i-1"))
    assert before is not None
    assert before.voices == 1


def test_an_undone_draft_leaves_what_is_compared_as_it_was() -> None:
    projection = projected(factories.idea("The first words"))
    draft = Draft(projection)
    draft.put(factories.idea("Other words"))
    draft.put(factories.idea("New words", id=IdeaId("i-2")))
    drafted = dict(projection.alike.texts)  # type: ignore[attr-defined]

    draft.undo()

    assert drafted == {"i-1": "Other words", "i-2": "New words"}
    assert projection.alike.texts == {"i-1": "The first words"}  # type: ignore[attr-defined]


def test_a_draft_takes_a_contribution_away_from_the_idea_it_leaves() -> None:
    projection = projected(factories.idea(), behind("i-1", id=ContributionId("c-1")))
    draft = Draft(projection)

    draft.put(behind("i-2", id=ContributionId("c-1")))

    assert draft.said(IdeaId("i-1")) == []
    assert [it.id for it in draft.said(IdeaId("i-2"))] == ["c-1"]
