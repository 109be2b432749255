"""What is published of a reviewed chat: on the real desk, projection and grouping, without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.documents.shelf import Bay, Shelf
from bridge.errors import UnknownError, UnreadableError
from bridge.records import Becomes, Commit, ContributionId, EventId, Kind, QuestionId, Relation, State
from bridge.web.review import Accept, Agree, SetAside, SpeakerChange, Undo
from bridge.web.triage import Answer, Hold, MergeIdea, Part, TriageAct
from tests import factories
from tests.workers.test_triaging import CAMPAIGN, CHAT, TEXTS, Room, idea_of, ids, said
from workers.reviewing import DeskReviewer

REPOST = msgspec.structs.replace(said("again", "-", kind=Kind.SUPPORT, reposts=ContributionId("c-text")), text="")


class Desk(Room):
    """A chat that people triage and, once it is reviewed, publish."""

    def __init__(self) -> None:
        super().__init__()
        bay = Bay(
            campaign=CAMPAIGN,
            desk=self.desk,
            work=lambda: self.known.work,
            event=self.known.event,
            columns=self.known.chosen_columns,
        )
        self.reviewer = DeskReviewer(self.desk, self.known, Shelf(self.store, [bay], keep_days=1), self.clock)

    async def publish(self, *, dry_run: bool = False) -> list[tuple[str, str]]:
        return [(it.id, it.what) for it in await self.reviewer.publish(CHAT, "one", dry_run=dry_run)]


@asynccontextmanager
async def opened(publishing: str = "reviewed") -> AsyncIterator[Desk]:
    room = Desk()
    chat = factories.event(publishing=publishing)
    session = factories.event(id=EventId("connect-1"), type="session", title="Connect", hosts={}, tags=())
    puts = (factories.campaign(), factories.challenge(), chat, session)
    await room.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await room.known.catch_up(room.store)
    working = asyncio.create_task(room.desk.run())
    try:
        yield room
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_in_a_reviewed_chat_a_host_opens_the_planned_question_at_once() -> None:
    async with opened() as room:
        await room.desk.act(lambda draft: draft.put(factories.question(1)))
        opens = factories.question(1, text="", opened_at=factories.minutes(2))

        await room.push(said("host", "Q1 What would help?", kind=Kind.HOST, opens=opens))

        question = room.known.question(QuestionId("chat-1/q1"))
        assert question is not None
        assert question.opened_at == factories.minutes(2)


async def test_of_a_reviewed_chat_what_was_accepted_is_published_and_nothing_that_still_waits() -> None:
    async with opened() as room:
        assert await room.push(*map(said, TEXTS)) == ["waiting"] * 4
        await room.do(Accept(ids=ids("text", "rota")))
        await room.do(SetAside(ids=ids("letters"), reason="outside"))

        dry = await room.publish(dry_run=True)
        assert room.ideas == {}
        assert await room.publish() == dry == [(it, "new") for it in ids("text", "rota")]

        assert room.ideas == {TEXTS["text"]: 1, TEXTS["rota"]: 1}
        assert (await room.one("volunteers")).state is State.WAITING
        assert not (await room.one("text")).for_members, "a chat was public all along, and has no declaration"
        assert await room.publish() == []


async def test_what_is_edited_at_its_source_is_told_anew_only_once_it_is_published_again() -> None:
    edited = said("text", "Text people eight days before their operation", version="2")
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text")))
        await room.publish()

        await room.push(edited)
        assert room.ideas == {TEXTS["text"]: 1}
        assert await room.publish() == [("c-text", "changed")]

        assert room.ideas == {edited.text: 1}


async def test_what_its_author_deletes_is_gone_without_being_published_again() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text")))
        await room.publish()

        await room.push(said("text", version="2", state=State.WITHDRAWN))

        assert room.ideas == {}


async def test_a_repost_of_what_is_published_is_one_more_voice_and_needs_no_decision() -> None:
    agrees = said("agrees", "Yes please", kind=Kind.SUPPORT, reply_to=ContributionId("c-text"))
    async with opened() as room:
        await room.push(said("text"), REPOST, agrees)
        assert await room.publish() == []
        await room.do(Accept(ids=ids("text")))

        assert await room.publish() == [("c-text", "new"), ("c-again", "supports"), ("c-agrees", "supports")]

        assert room.ideas == {TEXTS["text"]: 3}
        placed = (await room.one("again")).placed
        assert placed is not None
        assert placed.relation is Relation.SUPPORT
        assert await room.publish() == []


async def test_what_was_shown_before_a_chat_was_reviewed_stays_and_so_does_what_was_answered() -> None:
    asked = said("asked", "When will the letters come?", kind=Kind.QUESTION)
    async with opened("live") as room:
        await room.push(said("text"), said("rota"), asked)
        await room.triager.set_publishing(CHAT, "reviewed", "one")
        await room.push(said("letters"))
        await room.do(Answer(ids=ids("asked"), how="In March"))
        await room.do(SetAside(ids=ids("rota"), reason="outside"))

        assert await room.publish() == [("c-rota", "taken_back")]

        assert room.ideas == {TEXTS["text"]: 1, asked.text: 1}


async def test_a_repost_of_what_was_shown_before_is_published_with_the_next() -> None:
    async with opened("live") as room:
        await room.push(said("text"))
        await room.triager.set_publishing(CHAT, "reviewed", "one")
        await room.push(REPOST)

        assert await room.publish() == [("c-again", "supports")]

        assert room.ideas == {TEXTS["text"]: 2}


async def test_ideas_of_a_reviewed_chat_are_withdrawn_and_all_of_it_at_once() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        await room.do(Accept(ids=ids(*TEXTS)))
        await room.publish()

        assert await room.reviewer.withdraw(CHAT, "one", idea=idea_of("text")) == 1
        assert set(room.ideas) == {text for name, text in TEXTS.items() if name != "text"}
        assert await room.reviewer.withdraw(CHAT, "one", everything=True) == 3
        assert room.ideas == {}


async def test_a_live_chat_has_nothing_to_publish_and_says_why() -> None:
    async with opened("live") as room:
        with pytest.raises(UnknownError, match="appear at once"):
            await room.publish()


async def test_what_only_a_session_has_no_chat_has() -> None:
    async with opened() as room:
        with pytest.raises(UnknownError, match="No session"):
            await room.reviewer.end_review(CHAT, "one")
        with pytest.raises(UnknownError, match="No session"):
            await room.reviewer.name_speaker(CHAT, 1, SpeakerChange(label="Kim"), "one")
        with pytest.raises(UnreadableError, match="declared"):
            await room.reviewer.publish(EventId("connect-1"), "one", dry_run=True)


async def test_a_greeting_that_is_accepted_in_a_live_chat_is_heard_on_and_waits_for_nobody() -> None:
    hello = said("hello", "Hello all, looking forward to this", kind=Kind.CHATTER)
    async with opened("live") as room:
        await room.push(hello)
        before = await room.one("hello")

        await room.do(Accept(ids=ids("hello")))

        it = await room.one("hello")
        assert (it.state, it.placed) == (State.LIVE, None)
        assert msgspec.structs.replace(it, disposition=None, read=None, told="") == before
        await room.do(Accept(ids=ids("hello"), words="Hello, all"))
        assert (await room.one("hello")).state is State.LIVE


async def test_what_is_parted_in_a_reviewed_chat_opens_its_idea_when_it_is_published() -> None:
    async with opened() as room:
        await room.push(said("text"), said("same", TEXTS["text"]))
        await room.do(Accept(ids=ids("text", "same")))
        assert await room.publish() == [("c-text", "new"), ("c-same", "joins")]
        await room.do(Part(ids=ids("same")))

        await room.publish()

        assert {it.id for it in room.known.ideas()} == {idea_of("text"), idea_of("same")}
        assert await room.publish() == []
        await room.do(MergeIdea(idea=idea_of("same"), into=idea_of("text")))
        assert await room.publish() == [], "a person merged them again"
        assert room.ideas == {TEXTS["text"]: 2}


async def test_what_was_accepted_in_a_live_chat_can_still_be_parted_from_what_says_the_same() -> None:
    async with opened("live") as room:
        await room.push(said("text"), said("same", TEXTS["text"]))
        await room.do(Accept(ids=ids("same")))

        await room.do(Part(ids=ids("same")))

        assert {it.id for it in room.known.ideas()} == {idea_of("text"), idea_of("same")}


POSTS = (
    *map(said, TEXTS),
    said("same", TEXTS["text"]),
    said("asked", "When will the letters come?", kind=Kind.QUESTION),
    said("hello", "Hello all, looking forward to this", kind=Kind.CHATTER),
    said("host", "Here is question one", kind=Kind.HOST),
    REPOST,
    said("agrees", "Yes please", kind=Kind.SUPPORT, reply_to=ContributionId("c-text")),
)
NAMES = ids(*(it.id.removeprefix("c-") for it in POSTS))
ONES = st.sets(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple)
ACTS = st.one_of(
    st.builds(Accept, ids=ONES),
    st.builds(SetAside, ids=ONES, reason=st.sampled_from(["outside", "private"])),
    st.builds(Answer, ids=ONES),
    st.builds(Part, ids=ONES),
    st.builds(Agree, ids=ONES, idea=st.sampled_from([idea_of("text"), idea_of("rota")])),
    st.builds(Hold, ids=ONES, reason=st.just("safety"), owner=st.just("Ward sister")),
    st.builds(Undo, ids=ONES),
    st.sampled_from(["publish", "live", "reviewed", "edit"]),
)


@given(st.lists(ACTS, max_size=12))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_whatever_is_decided_in_a_chat_a_dry_run_tells_what_publishing_does_and_twice_does_nothing(
    steps: list[TriageAct | str],
) -> None:
    async with opened() as room:
        await room.push(*POSTS)
        for nth, step in enumerate(steps):
            with suppress(UnknownError, UnreadableError):
                if step == "publish":
                    await room.publish()
                elif step == "edit":
                    await room.push(said("text", f"{TEXTS['text']}, or {nth} days", version=f"v{nth}"))
                elif isinstance(step, str):
                    await room.triager.set_publishing(CHAT, step, "one")
                else:
                    await room.do(step)
        await room.triager.set_publishing(CHAT, "reviewed", "one")

        foreseen, before = await room.publish(dry_run=True), room.ideas
        assert room.ideas == before
        assert await room.publish() == foreseen
        assert [it for it in await room.publish() if it[1] != "lacking"] == []

        there = await room.known.contributions(CHAT, limit=100)
        told = {it.placed.idea for it in there if it.state is State.LIVE and it.placed}
        assert {it.id for it in room.known.ideas()} <= told
        kept_back = [
            it for it in there if it.disposition and it.disposition.becomes in (Becomes.SET_ASIDE, Becomes.HELD)
        ]
        assert not [it.id for it in kept_back if it.state is State.LIVE]
