"""What is held for somebody's sake, and what repeats it: on the real desk, projection and grouping."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.records import Becomes, ChallengeId, Commit, EventId, Kind, State
from bridge.web.review import Accept, Merge, SetAside, Split, Undo
from bridge.web.triage import Hold
from tests import factories
from tests.workers.test_triaging import CAMPAIGN, CHAT, TEXTS, Room, ids, opened, said

WORDS = "My mum Jane of Ward 5 at Kettering was left waiting for seven hours"
REPEATS = {
    "copy": WORDS,
    "shouted": f"{WORDS.upper()}!!! #SolvingTogether",
    "reposted": f"RT @amy: {WORDS}",
    "cut": f"RT @amy: {WORDS[:50]}…",
    "quoted": f"This is how it must not be: RT @amy: {WORDS}",
    "around": f"I read this today and cried. {WORDS} and nobody came to see to her",
    "edited": WORDS.replace("left waiting", "left waitng"),
    "other hours": WORDS.replace("seven", "eight"),
    "elsewhere": f"{WORDS}.",
}
HOLD = Hold(ids=ids("first"), reason="privacy", owner="Ward sister")


def first(**fields: Any) -> Any:
    return said("first", WORDS, kind=Kind.EXPERIENCE, **fields)


def repeat(name: str, **fields: Any) -> Any:
    plain = {"kind": Kind.EXPERIENCE, "challenge": ChallengeId("fair" if name == "elsewhere" else "boosting-capacity")}
    return said(name, REPEATS[name], said_at=factories.minutes(40 + len(name)), **plain | fields)


def told(room: Room) -> str:
    """All words that the wall shows."""
    return " | ".join(it.text for it in room.known.ideas())


async def places(room: Room) -> Mapping[str, Any]:
    there = await room.known.contributions(CHAT, limit=100)
    return {it.id: (it.state, it.placed and (it.placed.idea, it.placed.relation), it.disposition) for it in there}


@pytest.mark.parametrize("name", REPEATS)
async def test_what_repeats_what_is_held_is_held_with_it_and_let_go_with_it(name: str) -> None:
    async with opened() as room:
        await room.push(said("text"), first(), repeat(name))
        before = await places(room)

        decided = await room.do(HOLD, first="")

        assert told(room) == TEXTS["text"]
        assert {it.id for it in decided.contributions} == {*ids("first", name)}
        held = (await room.one(name)).disposition
        assert held is not None
        assert (held.becomes, held.into, held.reason, held.owner) == (
            Becomes.HELD,
            ids("first"),
            "privacy",
            "Ward sister",
        )

        await room.do(Undo(ids=ids("first")))
        assert await places(room) == before


async def test_several_that_are_let_go_at_once_stand_where_they_stood_with_those_that_repeat_them() -> None:
    async with opened() as room:
        said_thrice = [said(f"{name}-{nth}", TEXTS[name]) for nth in range(3) for name in ("text", "rota")]
        await room.push(*said_thrice)
        before, names = await places(room), ids("text-0", "rota-0")

        await room.do(SetAside(ids=names, reason="private"))
        assert room.ideas == {}
        await room.do(Undo(ids=names))

        assert await places(room) == before
        assert room.ideas == {TEXTS["text"]: 3, TEXTS["rota"]: 3}


@pytest.mark.parametrize("name", REPEATS)
async def test_what_repeats_it_later_is_held_and_let_go_with_it(name: str) -> None:
    async with opened() as room:
        await room.push(said("text"), first())
        await room.do(HOLD)

        await room.push(repeat(name))
        held = await room.one(name)
        assert told(room) == TEXTS["text"]
        assert (held.state, held.disposition and held.disposition.into) == (State.HELD, ids("first"))
        assert held.is_unread, "nobody has read it yet"

        await room.do(Undo(ids=ids("first")))
        assert [(await room.one(it)).disposition for it in ("first", name)] == [None, None]
        let_go = await places(room)
    async with opened() as room:
        await room.push(said("text"), first(), repeat(name))
        assert let_go == await places(room), "as if it had never been held"


async def test_an_edit_into_words_that_are_held_is_held_with_what_was_decided_before() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"), first())
        await room.do(HOLD)
        await room.do(Accept(ids=ids("rota"), words="Show the rota"))

        await room.push(said("text", WORDS, version="2"), said("rota", f"RT @amy: {WORDS}", version="2"))

        assert told(room) == ""
        await room.do(Undo(ids=ids("rota")))
        rota = await room.one("rota")
        assert rota.disposition is not None
        assert (rota.state, rota.disposition.becomes) == (State.LIVE, Becomes.ACCEPTED)


@pytest.mark.parametrize("kept", [1, 10_000])
async def test_a_restart_forgets_no_hold(kept: int) -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS), first(), repeat("copy"))
        await room.do(HOLD)
        again = Room(room.store)
        again.known = Projection(CAMPAIGN, Index(), kept=kept)
        await again.known.catch_up(room.store)

        assert [*again.known.holds.all()] == [*ids("first")]
        assert again.known.holds.covered(ids("first")) == [*ids("copy")]


async def test_one_of_those_that_repeat_it_is_let_go_alone() -> None:
    async with opened() as room:
        await room.push(first(), repeat("copy"), repeat("quoted"))
        await room.do(HOLD)

        await room.do(Undo(ids=ids("quoted")))

        assert [(await room.one(it)).state for it in ("first", "copy", "quoted")] == [
            State.HELD,
            State.HELD,
            State.LIVE,
        ]


async def test_what_repeats_two_that_are_held_is_held_until_both_are_let_go() -> None:
    async with opened() as room:
        await room.push(first(), repeat("copy"), repeat("quoted"))
        await room.do(Hold(ids=ids("first", "copy"), reason="privacy", owner="Amy"))

        await room.do(Undo(ids=ids("first")))
        quoted = await room.one("quoted")
        assert (quoted.state, quoted.disposition and quoted.disposition.into) == (State.HELD, ids("copy"))

        await room.do(Undo(ids=ids("copy")))
        assert (await room.one("quoted")).state is State.LIVE


@pytest.mark.parametrize("reason", ["private", "asked_not_to"])
async def test_what_is_set_aside_for_somebody_s_sake_is_read_in_nobody_else_s_words(reason: str) -> None:
    async with opened() as room:
        await room.push(said("text"), first(), repeat("copy"))
        await room.do(SetAside(ids=ids("first"), reason=reason))
        await room.push(repeat("reposted"))
        assert told(room) == TEXTS["text"]
        assert [(await room.one(it)).state for it in ("copy", "reposted")] == [State.HELD] * 2

        await room.do(Undo(ids=ids("first")))
        assert room.ideas == {TEXTS["text"]: 1, WORDS: 3}


async def test_what_is_set_aside_for_another_reason_leaves_its_copies_to_be_read() -> None:
    async with opened() as room:
        await room.push(first(), repeat("copy"))
        await room.do(SetAside(ids=ids("first"), reason="too_little"))
        assert room.ideas == {WORDS: 1}


async def test_a_word_of_agreement_that_is_held_holds_no_other() -> None:
    async with opened() as room:
        await room.push(
            said("text"), said("agree", "Agree!", kind=Kind.SUPPORT), said("agrees", "I agree", kind=Kind.SUPPORT)
        )
        await room.do(Hold(ids=ids("agree"), reason="safety", owner="Amy"))
        assert (await room.one("agrees")).state is State.LIVE


async def test_words_that_a_person_made_of_what_is_held_and_its_parts_are_held_with_it() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"), first())
        await room.do(Merge(ids=ids("text", "first")))
        assert WORDS in told(room)
        await room.do(HOLD)
        assert told(room) == TEXTS["rota"]
        await room.do(Undo(ids=ids("first")))
        assert WORDS in told(room)

    async with opened() as room:
        await room.push(first())
        await room.do(Split(id=ids("first")[0], parts=("Jane was on Ward 5", "She waited for hours")))
        await room.do(HOLD)
        assert told(room) == ""


async def test_what_repeats_it_in_another_event_is_held_and_comes_back_there() -> None:
    other = factories.event(id=EventId("chat-2"))
    async with opened() as room:
        await room.store.commit(CAMPAIGN, Commit(expected_seq=room.known.seq, puts=(other,)))
        await room.known.catch_up(room.store)
        await room.push(first(), repeat("elsewhere", event=other.id))
        await room.do(HOLD)
        assert told(room) == ""

        await room.do(Undo(ids=ids("first")))
        assert [it.voices for it in room.known.ideas()] == [1, 1]


async def test_in_any_order_no_word_of_what_is_held_is_shown() -> None:
    things = [said("text"), said("rota"), first(), *map(repeat, REPEATS)]
    for seed in range(20):
        order = random.Random(seed).sample(things, len(things))
        async with opened() as room:
            for nth, it in enumerate(order):
                await room.push(it)
                if it.id == ids("first")[0]:
                    await room.do(HOLD)
                assert nth < order.index(first()) or "Kettering" not in told(room), (seed, it.text)
            await room.do(Undo(ids=ids("first")))
            assert not any(it.disposition for it in await room.known.contributions(CHAT, limit=100))
