"""What today's rules would change of what older ones grouped, on the real desk: looked at, and done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec
import pytest

from bridge.errors import UnknownError
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
from tests import factories
from workers.desk import Desk
from workers.regrouping import Regrouping, told

CAMPAIGN = CampaignId("elective-care")
TEXT = "Text people a week before their operation with a link to confirm or give up the slot"
CARS = "Ask volunteers to drive patients who have no car to the clinic in the evening"
OLD = "2020-01-01"


class Clock:
    def now(self) -> datetime:
        return factories.minutes(60)


class Office:
    """A desk whose store was filled by older rules."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(self.store, self.known, Clock())
        self._regrouping = Regrouping(self.store, self.known, self.desk.act, Clock())

    async def stored(self, *values: Contribution | Idea) -> None:
        place = await self.store.place(CAMPAIGN)
        await self.store.commit(CAMPAIGN, Commit(expected_seq=place.seq, puts=values))
        await self.known.catch_up(self.store)

    async def look(self, *events: str) -> Mapping[str, Any]:
        return await self._regrouping.regroup([EventId(it) for it in events], "t-1", dry_run=True)

    async def do(self) -> Mapping[str, Any]:
        return await self._regrouping.regroup([], "t-1", dry_run=False)

    async def stands(self) -> dict[str, tuple[int, set[str]]]:
        return {it.id: (it.voices, {one.id for one in await self.known.said(it.id)}) for it in self.known.ideas()}


@asynccontextmanager
async def opened() -> AsyncIterator[Office]:
    office = Office()
    puts = (factories.campaign(), factories.challenge(), factories.event(), factories.event(id=EventId("chat-2")))
    await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


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
