"""What today's rules would change of what older ones grouped, on the real desk: looked at, and done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import UnknownError
from bridge.ideas.regrouping import Regrouped, regroup
from bridge.ideas.sameness import Index
from bridge.ideas.version import RULES
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import (
    Becomes,
    CampaignId,
    Commit,
    Contribution,
    ContributionId,
    Deed,
    Disposition,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Placed,
    Relation,
    Tag,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from bridge.web.triage import MergeIdea, Part
from tests import factories
from workers.desk import Desk
from workers.regrouped import Task, regrouped
from workers.regrouping import STEP, Group, Regrouping, told
from workers.triaging import DeskTriager

CAMPAIGN = CampaignId("elective-care")
TEXT = "Text people a week before their operation with a link to confirm or give up the slot"
CARS = "Ask volunteers to drive patients who have no car to the clinic in the evening"
OLD = "2020-01-01"


class Clock:
    def now(self) -> datetime:
        return factories.minutes(60)


class Office:
    """A desk whose store was filled by older rules."""

    def __init__(self, group: Group = regrouped) -> None:
        self.store = MemoryStore()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(self.store, self.known, Clock())
        self._regrouping = Regrouping(self.store, self.known, self.desk.act, Clock(), group=group)

    async def stored(self, *values: Contribution | Idea) -> None:
        place = await self.store.place(CAMPAIGN)
        await self.store.commit(CAMPAIGN, Commit(expected_seq=place.seq, puts=values))
        await self.known.catch_up(self.store)

    async def look(self, *events: str) -> Mapping[str, Any]:
        return await self._regrouping.regroup([EventId(it) for it in events], "t-1", dry_run=True)

    async def do(self) -> Mapping[str, Any]:
        return await self._regrouping.regroup([], "t-1", dry_run=False)

    async def undo(self, number: int = 1, *, dry_run: bool = False) -> Mapping[str, Any]:
        return await self._regrouping.undo(number, "t-1", dry_run=dry_run)

    async def places(self) -> dict[str, Any]:
        """Where each contribution stands, and in which words and with how many voices each idea is told."""
        said = [*await self.known.contributions(EventId("chat-1")), *await self.known.contributions(EventId("chat-2"))]
        where = {str(it.id): (it.placed, it.question, it.challenge) for it in said}
        return where | {it.id: (it.text, it.voices, it.kind) for it in self.known.ideas()}

    async def stands(self) -> dict[str, tuple[int, set[str]]]:
        return {it.id: (it.voices, {one.id for one in await self.known.said(it.id)}) for it in self.known.ideas()}


@asynccontextmanager
async def opened(group: Group = regrouped) -> AsyncIterator[Office]:
    office = Office(group)
    puts = (factories.campaign(), factories.challenge(), factories.event(), factories.event(id=EventId("chat-2")))
    await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def here(task: Task, parts: AsyncIterator[Sequence[Contribution | Idea]]) -> Regrouped:
    """As in a process of its own, but in this one: for hundreds of examples."""
    there = [it async for part in parts for it in part]
    ideas = {it.id: it for it in there if isinstance(it, Idea)}
    return regroup([it for it in there if isinstance(it, Contribution)], ideas, reviewed=task.reviewed)


def said(nth: int, text: str, idea: int | None = None, **fields: Any) -> Contribution:
    """Placed by older rules: behind the idea of another number, or its own."""
    relation = fields.pop("relation", Relation.NEAR if idea else Relation.FIRST)
    placed = Placed(idea=IdeaId(f"i-{idea or nth}"), relation=relation, score=0.9, why="then", rules=OLD)
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{nth}"),
        "voice": VoiceKey(f"v-{nth}"),
        "version": "1",
        "lang": "en",
        "said_at": factories.minutes(nth),
        "placed": placed,
    }
    return factories.contribution(text, **plain | fields)


def idea(nth: int, text: str, **fields: Any) -> Idea:
    return factories.idea(text, id=IdeaId(f"i-{nth}"), lang="en", first_at=factories.minutes(nth), **fields)


def about(found: Mapping[str, Any]) -> list[tuple[str, str, str | None, str | None]]:
    return [(it["what"], it["contribution"], it["was"], it["now"]) for it in found["shifts"]]


async def test_what_was_kept_apart_and_says_the_same_would_be_joined() -> None:
    async with opened() as office:
        await office.stored(said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!"))
        before = await office.store.place(CAMPAIGN)

        found = await office.look()

        assert about(found) == [("joined", "c-2", "i-2", "i-1")]
        assert (found["rules"], found["shifts"][0]["rules"], found["shifts"][0]["other"]) == (RULES, OLD, "c-1")
        assert found["placed_by"] == {OLD: 2}
        assert await office.store.place(CAMPAIGN) == before


async def test_doing_it_joins_with_the_voices_of_all_and_what_is_about_them() -> None:
    async with opened() as office:
        repost = said(3, "", 2, kind=Kind.SUPPORT, reposts=ContributionId("c-2"), relation=Relation.SUPPORT)
        await office.stored(said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!"), repost)

        done = await office.do()

        assert await office.stands() == {"i-1": (3, {"c-1", "c-2", "c-3"})}
        assert about(await office.look()) == []
        assert done["done"] >= 1
        assert [(it.who, it.act) for _, it in office.store.audit] == [("t-1", "regroup")]


async def test_what_was_joined_and_says_something_else_is_parted_and_keeps_the_idea_that_others_tell() -> None:
    async with opened() as office:
        flip = f"Please don't {TEXT[0].lower()}{TEXT[1:]}"
        await office.stored(said(1, TEXT), idea(1, TEXT, voices=3), said(2, flip, 1), said(3, f"{TEXT}!", 1))

        found = await office.look()
        await office.do()

        assert about(found) == [("parted", "c-2", "i-1", "i-2")]
        assert found["shifts"][0]["score"] > 0.8
        assert await office.stands() == {"i-1": (2, {"c-1", "c-3"}), "i-2": (1, {"c-2"})}


async def test_a_copy_that_was_said_before_what_opened_its_idea_changes_nothing() -> None:
    async with opened() as office:
        await office.stored(said(5, TEXT), said(2, f"{TEXT}!", 5), idea(5, TEXT, voices=2))

        assert about(await office.look()) == []


@pytest.mark.parametrize("how", ["disposition", "by hand", "merged", "kept from", "parted ideas", "themed"])
async def test_what_a_person_decided_is_never_touched(how: str) -> None:
    one, other = said(1, TEXT), said(2, f"{TEXT}!")
    ideas = [idea(1, TEXT), idea(2, f"{TEXT}!")]
    placed = other.placed
    assert placed is not None
    if how == "disposition":
        decided = Disposition(becomes=Becomes.ACCEPTED, at=factories.minutes(9), who="t-2", act="a")
        other = msgspec.structs.replace(other, disposition=decided)
    elif how == "by hand":
        other = msgspec.structs.replace(other, placed=msgspec.structs.replace(placed, rules=""))
    elif how == "merged":
        other = msgspec.structs.replace(other, placed=msgspec.structs.replace(placed, before=placed))
    elif how == "kept from":
        other = msgspec.structs.replace(other, kept_from=(IdeaId("i-1"),))
    elif how == "parted ideas":
        ideas[1] = msgspec.structs.replace(ideas[1], parted=(IdeaId("i-1"),))
    else:
        ideas[1] = msgspec.structs.replace(ideas[1], themes=(Tag(theme="t", at=factories.minutes(9), by="t-2"),))
    async with opened() as office:
        await office.stored(one, other, *ideas)

        done = await office.do()

        assert (about(done), done["done"]) == ([], 0)
        assert await office.stands() == {"i-1": (1, {"c-1"}), "i-2": (1, {"c-2"})}


async def test_only_what_was_said_in_the_events_that_are_named_is_told() -> None:
    async with opened() as office:
        elsewhere = said(2, f"{TEXT}!", event=EventId("chat-2"))
        await office.stored(said(1, TEXT), idea(1, TEXT), elsewhere, idea(2, f"{TEXT}!"))

        assert about(await office.look("chat-1")) == []
        assert len(about(await office.look("chat-2"))) == 1
        with pytest.raises(UnknownError, match="event"):
            await office.look("nowhere")


async def test_what_was_pushed_under_today_s_rules_stays_as_it_is() -> None:
    async with opened() as office:
        fresh = [
            msgspec.structs.replace(it, placed=None)
            for it in (
                said(4, "", kind=Kind.SUPPORT, reposts=ContributionId("c-1")),
                said(5, "Who would pay for that?", kind=Kind.QUESTION, reply_to=ContributionId("c-1")),
                said(2, f"RT @amy: {TEXT}"),
                said(1, TEXT),
                said(3, CARS),
                said(6, f"This is nonsense: RT @amy: {CARS}", quotes=ContributionId("c-3")),
            )
        ]
        await office.desk.take("listen", Push(n=1, contributions=tuple(fresh)))

        found = await office.look()

        assert about(found) == []
        assert found["placed_by"] == {RULES: 6}


async def test_the_report_says_what_why_and_by_which_rules_then_and_now() -> None:
    async with opened() as office:
        await office.stored(said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!"))

        lines = told(await office.look()).splitlines()

        assert lines == [
            f"elective-care: 2 contributions, 0 decided by people, which stay; placed by rules: 2 by {OLD}",
            f"  joined c-2 with c-1: i-2 -> i-1 (1.00 the same words, placed by {OLD})",
            f"by the rules of {RULES}: 1 joined would change",
        ]


async def test_a_regroup_has_a_number_under_which_what_it_moved_is_written() -> None:
    async with opened() as office:
        await office.stored(said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!"))
        looked = await office.look()

        first, again = await office.do(), await office.do()

        assert (looked["number"], first["number"], again["number"]) == (None, 1, None)
        deeds = [it.value for it in await office.store.changes(CAMPAIGN, 0, 100) if isinstance(it.value, Deed)]
        assert [(it.id, it.act, it.who, it.done) for it in deeds] == [("regroup-1/0", "regroup", "t-1", 1)]
        (moved,) = deeds[0].moved
        assert (moved.id, moved.was.placed and moved.was.placed.idea) == ("c-2", "i-2")
        assert moved.now.placed
        assert (moved.now.placed.idea, moved.now.placed.rules) == ("i-1", RULES)
        assert [it.detail for _, it in office.store.audit] == [{"number": 1, "contributions": 1}]


@pytest.mark.parametrize("way", ["joined", "joined with what is about it", "parted", "handed on"])
async def test_undoing_it_puts_all_that_it_moved_back(way: str) -> None:
    flip = f"Please don't {TEXT[0].lower()}{TEXT[1:]}"
    repost = said(3, "", 2, kind=Kind.SUPPORT, reposts=ContributionId("c-2"), relation=Relation.SUPPORT)
    stored: dict[str, Sequence[Contribution | Idea]] = {
        "joined": [said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!")],
        "joined with what is about it": [said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!", voices=2), repost],
        "parted": [said(1, TEXT), idea(1, TEXT, voices=3), said(2, flip, 1), said(3, f"{TEXT}!", 1)],
        "handed on": [said(1, CARS), idea(1, CARS), said(2, f"{CARS}!"), idea(2, f"{CARS}!", voices=2), said(3, TEXT, 2)],
    }  # fmt: skip
    async with opened() as office:
        await office.stored(*stored[way])
        before = await office.places()

        done = await office.do()
        between = await office.places()
        looked = await office.undo(dry_run=True)
        after_look = await office.places()
        undone = await office.undo()

        assert done["done"] >= 1
        assert between != before
        assert after_look == between
        assert await office.places() == before
        assert (undone["moved"], undone["kept"], undone["undo"]) == (looked["moved"], [], 1)
        assert [it.act for _, it in office.store.audit] == ["regroup", "regroup undone"]
        with pytest.raises(UnknownError, match="taken back already"):
            await office.undo()


async def test_undoing_it_leaves_what_people_have_moved_since_and_tells() -> None:
    async with opened() as office:
        pairs = [(1, TEXT), (2, f"{TEXT}!"), (3, CARS), (4, f"{CARS}!")]
        await office.stored(*(said(*it) for it in pairs), *(idea(*it) for it in pairs))
        await office.do()
        triager = DeskTriager(office.desk, office.known, Clock())
        await triager.do(Part(ids=(ContributionId("c-2"),)), "t-2", seen={})
        parted = (await office.places())["c-2"]

        looked = await office.undo(dry_run=True)
        undone = await office.undo()

        assert (undone["moved"], undone["kept"]) == (looked["moved"], looked["kept"]) == (1, ["c-2"])
        assert (await office.places())["c-2"] == parted
        assert (await office.stands())["i-4"] == (1, {"c-4"})


async def test_what_came_from_an_idea_that_was_merged_since_is_left() -> None:
    async with opened() as office:
        flip = f"Please don't {TEXT[0].lower()}{TEXT[1:]}"
        await office.stored(said(1, TEXT), idea(1, TEXT, voices=2), said(2, flip, 1), said(3, CARS), idea(3, CARS))
        await office.do()
        triager = DeskTriager(office.desk, office.known, Clock())
        await triager.do(MergeIdea(idea=IdeaId("i-1"), into=IdeaId("i-3")), "t-2", seen={})

        undone = await office.undo()

        assert (undone["moved"], undone["kept"]) == (0, ["c-2"])


async def test_each_regroup_is_undone_by_its_own_number() -> None:
    async with opened() as office:
        await office.stored(said(1, TEXT), idea(1, TEXT), said(2, f"{TEXT}!"), idea(2, f"{TEXT}!"))
        before = await office.places()
        await office.do()
        await office.undo()

        again = await office.do()
        with pytest.raises(UnknownError, match="no regroup 3"):
            await office.undo(3)
        await office.undo(2)

        assert again["number"] == 2
        assert await office.places() == before


async def test_hundreds_are_moved_and_put_back_in_steps() -> None:
    async with opened() as office:
        texts = [f"Open the clinic in {nth} on the bank holiday for the people of {nth}" for nth in range(70)]
        told_once = [(nth + 1, it) for nth, it in enumerate(texts)]
        told_twice = [(nth + 101, f"{it}!") for nth, it in enumerate(texts)]
        both = told_once + told_twice
        await office.stored(*(said(*it) for it in both), *(idea(*it) for it in both))
        before = await office.places()

        done = await office.do()
        undone = await office.undo()

        assert done["done"] > STEP
        assert undone["moved"] == done["done"]
        assert await office.places() == before
        steps = [it.value.id for it in await office.store.changes(CAMPAIGN, 0, 1000) if isinstance(it.value, Deed)]
        assert {*steps} == {"regroup-1/0", "regroup-1/1"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from([TEXT, f"{TEXT}!", CARS, f"{CARS}?", f"Please don't {TEXT[0].lower()}{TEXT[1:]}"]), st.integers(0, 5)),
        max_size=9,
    )
)  # fmt: skip
def test_undoing_a_regroup_leaves_everything_as_if_it_had_not_been(told_of: list[tuple[str, int]]) -> None:
    async def law() -> None:
        async with opened(here) as office:
            opening: dict[int, str] = {}
            values: list[Contribution | Idea] = []
            for nth, (text, behind) in enumerate(told_of, start=1):
                if behind in opening and behind:
                    values.append(said(nth, text, behind))
                else:
                    opening[nth] = text
                    values += [said(nth, text), idea(nth, text)]
            await office.stored(*values)
            counted = list(office.known.ideas())
            voices = {it.id: len({one.voice for one in await office.known.said(it.id)}) for it in counted}
            await office.stored(*(msgspec.structs.replace(it, voices=voices[it.id]) for it in counted))
            before = await office.places()

            done = await office.do()
            if done["number"]:
                undone = await office.undo(done["number"])
                assert undone["kept"] == []

            assert await office.places() == before

    asyncio.run(law())
