"""The projection answers every question from the changes feed alone, and a draft lays a batch over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from bridge.errors import StoreAwayError, UnknownError
from bridge.projection.draft import Draft, Lacking
from bridge.projection.known import Projection
from bridge.projection.recalling import Lack
from bridge.records import (
    CampaignId,
    ChallengeId,
    Commit,
    ContributionId,
    Entity,
    EventId,
    IdeaId,
    Kind,
    Placed,
    QuestionId,
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


async def projected(*values: Entity) -> Projection:
    """What is known once these were committed, one after the other."""
    store, projection = MemoryStore(), Projection(CAMPAIGN, Held())
    for seq, value in enumerate(values):
        await store.commit(CAMPAIGN, Commit(expected_seq=seq, puts=(value,)))
        await projection.catch_up(store)
    return projection


async def drafted(on: Projection, **lack: Any) -> Draft:
    """A draft for which all this was recalled."""
    return Draft(on, await on.recall(Lack(**lack), on.following()))


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


async def test_what_is_behind_an_idea_follows_a_contribution_that_moves() -> None:
    moved = behind("i-2", id=ContributionId("c-1"))

    projection = await projected(behind("i-1", id=ContributionId("c-1")), moved)

    assert await projection.said(IdeaId("i-1")) == []
    assert await projection.said(IdeaId("i-2")) == [moved]


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.MERGED, State.WITHDRAWN])
async def test_only_live_ideas_are_listed(state: State) -> None:
    projection = await projected(factories.idea(id=IdeaId("i-1")), factories.idea(id=IdeaId("i-2"), state=state))

    assert [idea.id for idea in projection.ideas()] == ["i-1"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["i-2", "i-1"]),
        ({"challenge": ChallengeId("boosting-capacity")}, ["i-1"]),
        ({"kinds": {Kind.EXPERIENCE}}, ["i-2"]),
        ({"challenge": ChallengeId("boosting-capacity"), "kinds": {Kind.EXPERIENCE}}, []),
    ],
)
async def test_ideas_are_listed_by_challenge_and_kind(asked: dict[str, Any], found: list[str]) -> None:
    one = factories.idea(id=IdeaId("i-1"))
    other = factories.idea(
        id=IdeaId("i-2"), challenge=None, event=EventId("chat-2"), events=(EventId("connect-1"),), kind=Kind.EXPERIENCE
    )

    assert [idea.id for idea in (await projected(one, other)).ideas(**asked)] == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["i-2", "i-1"]),
        ({"question": QuestionId("chat-1/q1")}, ["i-1"]),
        ({"challenge": ChallengeId("boosting-capacity")}, ["i-1"]),
        ({"kinds": {Kind.EXPERIENCE}}, ["i-2"]),
    ],
)
async def test_ideas_of_an_event_are_listed_wherever_they_were_first_said(
    asked: dict[str, Any], found: list[str]
) -> None:
    one = factories.idea(id=IdeaId("i-1"), question=QuestionId("chat-1/q1"))
    other = factories.idea(
        id=IdeaId("i-2"), challenge=None, event=EventId("chat-2"), events=(EventId("chat-1"),), kind=Kind.EXPERIENCE
    )
    elsewhere = factories.idea(id=IdeaId("i-3"), event=EventId("chat-2"))

    projection = await projected(one, other, elsewhere)

    assert [idea.id for idea in await projection.ideas_of(EventId("chat-1"), **asked)] == found


async def test_a_contribution_is_counted_in_its_minute_once_however_often_it_changes() -> None:
    said = factories.contribution()

    projection = await projected(
        said, said, factories.contribution(id=ContributionId("c-2"), said_at=factories.minutes(11))
    )

    assert [(minute.at, minute.contributions) for minute in projection.per_minute(EventId("chat-1"))] == [
        (factories.minutes(10), 1),
        (factories.minutes(11), 1),
    ]


async def test_what_is_not_published_is_in_no_minute_and_no_figure() -> None:
    session = factories.event(id=EventId("connect-1"), type="session", declaration=None)
    chat = factories.contribution()
    waits = factories.contribution(
        id=ContributionId("c-2"),
        event=session.id,
        source=SourceName.SESSION,
        voice=VoiceKey("v-bo"),
        said_at=factories.minutes(60 * 24),
        state=State.WAITING,
    )
    held = msgspec.structs.replace(waits, id=ContributionId("c-3"), state=State.HELD, voice=VoiceKey("v-cy"))

    projection = await projected(factories.event(), session, chat, waits, held)
    figures = projection.figures()
    assert (figures.contributions, figures.voices, figures.held) == (1, 1, 0)
    assert projection.per_minute(session.id) == []
    assert projection.held() == 1, "for those who look after it"

    published = await projected(session, chat, waits, held, msgspec.structs.replace(waits, state=State.LIVE))
    assert (published.figures().contributions, published.figures().voices) == (2, 2)
    assert [it.at for it in published.per_minute(session.id)] == [factories.minutes(60 * 24)]
    assert [it.at for it in published.per_minute(EventId("chat-1"))] == [factories.minutes(10)]


async def test_who_is_held_in_a_reviewed_chat_is_no_voice_for_all_and_in_a_live_one_is() -> None:
    shown = factories.contribution()
    held = msgspec.structs.replace(shown, id=ContributionId("c-2"), voice=VoiceKey("v-bo"), state=State.HELD)
    too = msgspec.structs.replace(shown, id=ContributionId("c-3"), state=State.HELD)
    for publishing, voices in (("reviewed", 1), ("live", 2)):
        chat = factories.event(publishing=publishing)
        assert (await projected(chat, shown, held, too)).figures().voices == voices
        let_go = msgspec.structs.replace(held, state=State.LIVE)
        assert (await projected(chat, shown, held, too, let_go)).figures().voices == 2


@pytest.mark.parametrize("year", [1, 1969, 9999])
async def test_what_was_said_in_any_year_is_taken_in(year: int) -> None:
    at = datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    said = behind("i-1", id=ContributionId("c-1"), said_at=at)

    projection = await projected(said, factories.idea(first_at=at, last_at=at))

    assert [minute.contributions for minute in projection.per_minute(EventId("chat-1"))] == [1]
    assert [it.id for it in await projection.contributions(EventId("chat-1"))] == ["c-1"]
    assert [it.id for it in await projection.ideas_of(EventId("chat-1"))] == ["i-1"]
    assert projection.stand(IdeaId("i-1")).told_at is not None


async def test_a_contribution_is_found_under_its_alias() -> None:
    edited = behind("i-1", id=ContributionId("c-1"), aliases=(ContributionId("c-9"),))

    projection = await projected(factories.idea(), edited)

    assert projection.knows(ContributionId("c-9")) == "c-1"
    assert projection.stands_behind(ContributionId("c-9")) == "i-1"


async def test_what_was_said_in_an_event_is_read_page_by_page_from_its_end() -> None:
    said = [
        factories.contribution(id=ContributionId(f"c-{nth}"), said_at=factories.minutes(nth // 2)) for nth in range(5)
    ]
    projection = await projected(*said, factories.contribution(id=ContributionId("c-x"), event=EventId("chat-2")))
    chat = EventId("chat-1")

    last = await projection.contributions(chat, limit=3)
    first = await projection.contributions(chat, before=last[0].id, limit=3)
    nothing = await projection.contributions(chat, before=first[0].id, limit=3)

    assert [[it.id for it in page] for page in (last, first, nothing)] == [["c-2", "c-3", "c-4"], ["c-0", "c-1"], []]
    assert projection.count_said(chat) == 5
    with pytest.raises(UnknownError, match="c-77"):
        await projection.contributions(chat, before=ContributionId("c-77"), limit=3)


async def test_an_idea_is_compared_until_it_is_withdrawn_or_merged() -> None:
    held = Held()
    store, projection = MemoryStore(), Projection(CAMPAIGN, held)
    for seq, idea in enumerate((factories.idea(), factories.idea(voices=2), factories.idea("Other words"))):
        await store.commit(CAMPAIGN, Commit(expected_seq=seq, puts=(idea,)))
        await projection.catch_up(store)
    compared = dict(held.texts)

    await store.commit(CAMPAIGN, Commit(expected_seq=3, puts=(factories.idea("", state=State.WITHDRAWN),)))
    await projection.catch_up(store)

    assert compared == {"i-1": "Other words"}
    assert held.texts == {}


async def test_a_draft_shows_what_would_be_known_and_leaves_the_projection_alone() -> None:
    first = behind("i-1", id=ContributionId("c-1"))
    projection = await projected(factories.idea(), first)
    second = behind("i-1", id=ContributionId("c-2"), voice=VoiceKey("v-bob"), source=SourceName.X)
    draft = await drafted(projection, behind={IdeaId("i-1")})

    draft.put(second)
    draft.put(factories.idea(voices=2))

    assert draft.said(IdeaId("i-1")) == [first, second]
    assert draft.added(IdeaId("i-1")) == [second]
    assert [it.id for it in draft.puts()] == ["c-2", "i-1"]
    assert await projection.said(IdeaId("i-1")) == [first]
    before = projection.idea(IdeaId("i-1"))
    assert before is not None
    assert before.voices == 1


async def test_an_undone_draft_leaves_what_is_compared_as_it_was() -> None:
    projection = await projected(factories.idea("The first words"))
    draft = await drafted(projection)
    draft.put(factories.idea("Other words"))
    draft.put(factories.idea("New words", id=IdeaId("i-2")))
    drafted_texts = dict(projection.alike.texts)  # type: ignore[attr-defined]

    draft.undo()

    assert drafted_texts == {"i-1": "Other words", "i-2": "New words"}
    assert projection.alike.texts == {"i-1": "The first words"}  # type: ignore[attr-defined]


async def test_a_draft_takes_a_contribution_away_from_the_idea_it_leaves() -> None:
    projection = await projected(factories.idea(), behind("i-1", id=ContributionId("c-1")))
    draft = await drafted(projection, contributions={ContributionId("c-1")}, behind={IdeaId("i-1")})

    draft.put(behind("i-2", id=ContributionId("c-1")))

    assert draft.said(IdeaId("i-1")) == []
    assert draft.added(IdeaId("i-1")) is None
    assert [it.id for it in draft.said(IdeaId("i-2"))] == ["c-1"]


async def test_a_draft_says_what_it_lacks() -> None:
    away = factories.idea(id=IdeaId("i-2"))
    projection = Projection(CAMPAIGN, Held(), kept=1)
    store = MemoryStore()
    said = [behind("i-1", id=ContributionId(f"c-{nth}")) for nth in (1, 2)]
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(*said, away, factories.idea())))
    await projection.catch_up(store)
    draft = await drafted(projection)

    with pytest.raises(Lacking) as contributions:
        draft.contributions([it.id for it in said])
    with pytest.raises(Lacking) as idea:
        draft.idea(IdeaId("i-2"))
    with pytest.raises(Lacking) as behind_it:
        draft.said(IdeaId("i-1"))

    assert contributions.value.lack == Lack(contributions={said[0].id, said[1].id})
    assert idea.value.lack == Lack(ideas={IdeaId("i-2")})
    assert behind_it.value.lack == Lack(behind={IdeaId("i-1")})
    assert draft.idea(IdeaId("i-3")) is None
    assert draft.contributions([ContributionId("c-3")]) == []


async def test_what_the_store_has_no_more_is_not_recalled() -> None:
    projection = await projected(factories.contribution(id=ContributionId("c-1")))

    with pytest.raises(StoreAwayError):
        await projection.recall(Lack(contributions={ContributionId("c-1")}), MemoryStore())


async def test_a_store_that_fails_is_told_as_one_that_is_away() -> None:
    class Failing(MemoryStore):
        is_away = False

        async def fetch(self, campaign: CampaignId, entity: str, ids: Sequence[str]) -> Mapping[str, Entity]:
            if self.is_away:
                raise TimeoutError("no answer in time")
            return await super().fetch(campaign, entity, ids)

    store, projection = Failing(), Projection(CAMPAIGN, Held(), kept=1)
    said = behind("i-1", id=ContributionId("c-1"))
    await store.commit(
        CAMPAIGN, Commit(expected_seq=0, puts=(factories.idea(), said, factories.idea(id=IdeaId("i-2"))))
    )
    await projection.catch_up(store)

    store.is_away = True

    for asked in (
        projection.contributions(EventId("chat-1")),
        projection.said(IdeaId("i-1")),
        projection.ideas_of(EventId("chat-1")),
        projection.find_idea(IdeaId("i-1")),
    ):
        with pytest.raises(StoreAwayError, match="try again later"):
            await asked
