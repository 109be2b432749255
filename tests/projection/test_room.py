"""A projection with little room answers exactly what one with all the room in the world answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.ideas.recount import recount
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection, as_said
from bridge.push.frames import Push
from bridge.records import (
    CampaignId,
    Commit,
    Contribution,
    ContributionId,
    EventId,
    IdeaId,
    Kind,
    SourceName,
    State,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from tests import factories
from tests.projection.test_known import Held
from tests.workers.test_desk import StillClock
from workers.desk import Desk

CAMPAIGN = CampaignId("elective-care")
CHATS = [EventId(f"chat-{nth}") for nth in range(5)]
KINDS = [Kind.IDEA, Kind.EXPERIENCE]
SOURCES = list(SourceName)[:2]


def chat(nth: int) -> Any:
    """A day after the other, each closed before the next begins."""
    at = factories.minutes(0) + timedelta(days=nth)
    return factories.event(id=CHATS[nth], opens_at=at, closes_at=at, late_until=at + timedelta(hours=20))


def said(nth: int, event: int = 0, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{nth}"),
        "event": CHATS[event],
        "said_at": factories.minutes(nth % 600) + timedelta(days=event),
        "voice": VoiceKey(f"v-{nth % 6}"),
        "version": "1",
    }
    return factories.contribution(f"words of {nth}", **plain | fields)


class Office:
    """A desk on a store of its own, with as much room as it is given."""

    def __init__(self, kept: int, store: MemoryStore | None = None) -> None:
        self.kept = kept
        self.store = store or MemoryStore()
        self.known = Projection(CAMPAIGN, Held(), kept=kept)
        self.desk = Desk(self.store, self.known, StillClock())

    async def push(self, *contributions: Contribution) -> list[tuple[str, str | None]]:
        outcomes = await self.desk.take("listen", Push(n=1, contributions=contributions))
        return [(it.outcome, it.idea) for it in outcomes]

    def beside(self) -> Projection:
        """Another process on the same store."""
        return Projection(CAMPAIGN, Held(), kept=self.kept)


@asynccontextmanager
async def opened(kept: int) -> AsyncIterator[Office]:
    office = Office(kept)
    puts = (factories.campaign(), factories.challenge(), *map(chat, range(len(CHATS))))
    await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def answers(known: Projection, ideas: Sequence[str]) -> list[Any]:
    """Everything that can be asked, of all that is not about memory."""
    told: list[Any] = [known.figures(), known.held()]
    for event in CHATS:
        told += [as_said(await known.contributions(event)), await known.ideas_of(event), known.per_minute(event)]
        told += [known.count(KINDS, event=event), known.count_said(event)]
    for idea in map(IdeaId, ideas):
        told += [await known.find_idea(idea), await known.said(idea), known.stand(idea).told_at]
        told += [known.stand(idea).spoke(VoiceKey(f"v-{voice}"), source) for voice in range(6) for source in SOURCES]
    return [*told, known.count(KINDS, challenge=factories.challenge().id)]


async def full(store: MemoryStore) -> Projection:
    known = Projection(CAMPAIGN, Held())
    await known.catch_up(store)
    return known


async def test_the_ideas_that_changed_last_stay_in_memory_and_are_compared() -> None:
    async with opened(kept=3) as office:
        await office.push(*[said(nth) for nth in range(4)])
        before = list(office.known.alike.texts)  # type: ignore[attr-defined]
        await office.push(said(10, kind=Kind.SUPPORT, reposts=ContributionId("c-0")))

        assert before == ["i-1", "i-2", "i-3"]
        assert {*office.known.alike.texts} == {"i-0", "i-2", "i-3"}  # type: ignore[attr-defined]
        assert office.known.in_memory() == 3
        assert {it.id for it in office.known.ideas()} == {"i-0", "i-2", "i-3"}


async def test_what_is_in_memory_no_more_stays_counted() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1), said(2), said(3, state=State.HELD), said(7))
        await office.push(said(10, event=1, voice=VoiceKey("v-new")))

        figures = office.known.figures()

        assert (figures.contributions, figures.ideas, figures.held) == (5, 4, 1)
        assert figures.voices == 4


async def test_support_for_an_idea_that_is_in_memory_no_more_adds_its_voice() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1), said(2))
        await office.push(said(10, event=1), said(11, event=1))
        before = office.known.idea(IdeaId("i-1"))

        outcomes = await office.push(said(12, event=1, kind=Kind.SUPPORT, reposts=ContributionId("c-1")))

        after = office.known.idea(IdeaId("i-1"))
        assert before is None
        assert outcomes == [("support", "i-1")]
        assert after is not None
        assert (after.voices, after.events) == (2, (CHATS[0], CHATS[1]))


async def test_a_deletion_of_what_is_in_memory_no_more_is_taken_in() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1, aliases=(ContributionId("c-1b"),)), said(2))
        await office.push(said(10, event=1))

        outcomes = await office.push(said(1, id=ContributionId("c-1b"), state=State.WITHDRAWN))

        assert outcomes == [("withdrawn", "i-1")]
        assert office.known.figures().contributions == 2
        assert await answers(office.known, ["i-1"]) == await answers(await full(office.store), ["i-1"])


async def test_what_another_process_changed_is_counted_once() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1), said(2))
        await office.push(said(10, event=1))
        other = office.beside()
        await other.catch_up(office.store)

        await office.push(said(1, state=State.WITHDRAWN), said(3), said(2))
        await other.catch_up(office.store)

        assert other.figures() == office.known.figures() == (await full(office.store)).figures()


async def test_what_another_process_changes_while_it_is_recalled_is_decided_on_as_it_is_then() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1), said(2))
        other = Office(1, office.store)
        await other.known.catch_up(office.store)
        working = asyncio.create_task(other.desk.run())

        both = [
            it.push(said(nth, kind=Kind.SUPPORT, reposts=ContributionId("c-1")))
            for it, nth in ((office, 3), (other, 4))
        ]
        await asyncio.gather(*both, office.push(said(5)), other.push(said(11)))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

        found = await (await full(office.store)).find_idea(IdeaId("i-1"))
        assert found is not None
        assert found.voices == 3


async def test_a_store_that_lost_its_tail_is_read_anew() -> None:
    async with opened(kept=1) as office:
        await office.push(said(1), said(2))
        await office.push(said(10, event=1))
        restored = MemoryStore()
        puts = (factories.campaign(), chat(0), said(5), factories.idea("kept words", id=IdeaId("i-5")))
        await restored.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))

        await office.known.catch_up(restored)

        assert office.known.place() == await restored.place(CAMPAIGN)
        assert [it.id for it in office.known.ideas()] == ["i-5"]
        assert office.known.alike.texts == {"i-5": "kept words"}  # type: ignore[attr-defined]
        assert office.known.figures().contributions == 1
        assert office.known.events() == [chat(0)]


async def test_a_store_that_lost_its_tail_is_noticed_without_a_commit() -> None:
    store = MemoryStore()
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(), chat(0), chat(1))))
    known = Projection(CAMPAIGN, Held(), look=0.01)
    await known.catch_up(store)
    restored = MemoryStore()
    await restored.commit(CAMPAIGN, Commit(expected_seq=0, puts=(factories.campaign(),)))

    following = asyncio.create_task(known.follow(restored))
    async with asyncio.timeout(10):
        while known.events():  # noqa: ASYNC110 - the projection tells nobody that it was read anew
            await asyncio.sleep(0.01)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)

    assert known.place() == await restored.place(CAMPAIGN)


async def test_two_desks_with_little_room_lose_against_each_other_and_decide_as_one_would() -> None:
    async with opened(kept=2) as office:
        other = Office(2, office.store)
        await other.known.catch_up(office.store)
        working = asyncio.create_task(other.desk.run())
        for event in range(4):
            ours = [office.push(said(100 * event + nth, event)) for nth in range(4)]
            theirs = [
                other.push(said(100 * event + nth, event, kind=Kind.SUPPORT, reposts=ContributionId(f"c-{nth}")))
                for nth in range(50, 54)
            ]
            await asyncio.gather(*ours, *theirs)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

        ideas = [f"i-{100 * event + nth}" for event in range(4) for nth in range(4)]
        whole = await answers(await full(office.store), ideas)
        for known in (office.known, other.known):
            await known.catch_up(office.store)
            assert await answers(known, ideas) == whole


Step = tuple[str, int, int, int, int]
STEPS = st.tuples(
    st.sampled_from(["say", "say", "host", "hold", "repost", "reply", "quote", "comment", "edit", "alias", "withdraw"]),
    st.integers(0, len(CHATS) - 1),
    st.integers(0, 14),
    st.integers(0, 14),
    st.integers(0, 5),
)


def made(nth: int, step: Step) -> Contribution:
    """What a step pushes: the `nth` version of one of fifteen contributions, three to a chat, about another one."""
    act, _, which, about, voice = step
    target = ContributionId(f"c-{about}")
    plain: dict[str, Any] = {
        "voice": VoiceKey(f"v-{voice}"),
        "version": str(nth),
        "source": list(SourceName)[voice % 2],
        "text": f"words of {which} as of {nth}",
    }
    acts: dict[str, dict[str, Any]] = {
        "host": {"kind": Kind.HOST},
        "hold": {"state": State.HELD},
        "repost": {"kind": Kind.SUPPORT, "reposts": target},
        "reply": {"kind": Kind.COMMENT, "reply_to": target},
        "quote": {"kind": Kind.EXPERIENCE, "quotes": target},
        "comment": {"kind": Kind.QUESTION, "reply_to": target, "state": State.HELD},
        "alias": {"id": ContributionId(f"a-{which}"), "aliases": (ContributionId(f"c-{which}"),)},
        "withdraw": {"state": State.WITHDRAWN},
    }
    return msgspec.structs.replace(said(which, which % len(CHATS)), **plain | acts.get(act, {}))


async def tell(batches: Sequence[Sequence[Step]], kept: int) -> None:
    nth = 0
    async with opened(kept) as small, opened(1_000_000) as large:
        beside = small.beside()
        for batch in batches:
            pushed = [made(nth := nth + 1, step) for step in batch]
            assert await small.push(*pushed) == await large.push(*pushed)
            if batch[0][4] % 2:
                await beside.catch_up(small.store)
        await beside.catch_up(small.store)
        late = small.beside()
        await late.catch_up(small.store)
        ideas = [f"i-{which}" for which in range(15)] + [f"i-a-{which}" for which in range(15)]
        counted = [it for name in ideas if (it := large.known.idea(IdeaId(name)))]
        assert counted == [recount(it, await large.known.said(it.id)) for it in counted]
        whole = await answers(large.known, ideas)
        for known in (small.known, beside, late):
            assert await answers(known, ideas) == whole
            assert known.alike.texts == small.known.alike.texts  # type: ignore[attr-defined]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(batches=st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=1, max_size=12), kept=st.integers(1, 12))
def test_little_room_changes_neither_answers_nor_decisions(batches: list[list[Step]], kept: int) -> None:
    asyncio.run(tell(batches, kept))


async def test_a_large_store_is_read_into_the_same_words_to_compare_with() -> None:
    async with opened(kept=3) as office:
        for event in range(4):
            await office.push(*[said(10 * event + nth, event) for nth in range(3)])
        late = Projection(CAMPAIGN, Index(), kept=3)

        await late.catch_up(office.store)

        assert late.in_memory() == office.known.in_memory() == 3
        assert {it.id for it in late.alike.matches("words of 31", scope=None, lang=None)} == {"i-31"}
