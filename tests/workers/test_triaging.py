"""Triage of what was said in a live chat: on the real desk, projection and grouping, without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bridge.errors import OvertakenError, UnknownError, UnreadableError
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import (
    Becomes,
    CampaignId,
    ChallengeId,
    Commit,
    Contribution,
    ContributionId,
    Disposition,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Relation,
    State,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from bridge.web.review import Accept, Agree, Merge, SetAside, Split, Undo
from bridge.web.triage import (
    Add,
    Answer,
    Decided,
    Duplicate,
    HandOver,
    Hide,
    Hold,
    MergeIdea,
    MoveIdea,
    Part,
    Read,
    Respond,
    Reword,
    Stage,
    TagIdeas,
    TriageAct,
    UnmergeIdea,
)
from tests import factories
from workers.desk import Desk
from workers.triaging import DeskTriager

CAMPAIGN, CHAT = CampaignId("elective-care"), EventId("chat-1")
TEXTS = {
    "text": "Text people a week before their operation",
    "volunteers": "Ask volunteers to drive people who have no car to the clinic",
    "rota": "Publish the rota of the community nurses on the ward's board",
    "letters": "Send appointment letters in large print and in Welsh",
}


class Clock:
    """Stands until it is told to go on."""

    def __init__(self) -> None:
        self.at = factories.minutes(60)

    def now(self) -> datetime:
        return self.at

    def go_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Room:
    """A chat that goes on, and those who triage it."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.clock = Clock()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(self.store, self.known, self.clock)
        self.triager = DeskTriager(self.desk, self.known, self.clock)

    async def push(self, *contributions: Contribution) -> list[str]:
        outcomes = await self.desk.take("listen", Push(n=1, contributions=contributions))
        return [it.outcome for it in outcomes]

    async def do(self, act: TriageAct, who: str = "one", **seen: str) -> Decided:
        return await self.triager.do(act, who, seen={ContributionId(f"c-{name}"): it for name, it in seen.items()})

    async def one(self, name: str) -> Contribution:
        return (await self.known.find_said([ContributionId(f"c-{name}")]))[ContributionId(f"c-{name}")]

    async def idea(self, name: str) -> Idea:
        found = await self.known.find_idea(idea_of(name))
        assert found is not None
        return found

    @property
    def ideas(self) -> dict[str, int]:
        """Voices by words."""
        return {it.text: it.voices for it in self.known.ideas()}


@asynccontextmanager
async def opened(store: MemoryStore | None = None) -> AsyncIterator[Room]:
    room = Room(store)
    if store is None:
        other = factories.challenge(id=ChallengeId("fair"), title="Fair", position=2)
        puts = (factories.campaign(), factories.challenge(), other, factories.event())
        await room.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await room.known.catch_up(room.store)
    working = asyncio.create_task(room.desk.run())
    try:
        yield room
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(name: str, text: str | None = None, **fields: Any) -> Contribution:
    nth = [*TEXTS].index(name) if name in TEXTS else 10 + len(name)
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{name}"),
        "voice": VoiceKey(f"v-{name}"),
        "said_at": factories.minutes(nth + 1),
        "version": "1",
        "challenge": ChallengeId("boosting-capacity"),
    }
    return factories.contribution(text or TEXTS[name], **plain | fields)


def ids(*names: str) -> tuple[ContributionId, ...]:
    return tuple(ContributionId(f"c-{it}") for it in names)


def idea_of(name: str) -> IdeaId:
    return IdeaId(f"i-{name}")


async def test_in_a_live_chat_a_decision_takes_hold_at_once_and_undo_leaves_it_to_the_rules_again() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        before = room.ideas

        await room.do(SetAside(ids=ids("text"), reason="outside"))
        assert room.ideas == {text: 1 for name, text in TEXTS.items() if name != "text"}
        await room.do(Undo(ids=ids("text")))

        assert room.ideas == before
        assert (await room.idea("text")).state is State.LIVE


async def test_what_the_rules_hold_for_safety_is_shown_nowhere_until_that_is_taken_back() -> None:
    held = Disposition(becomes=Becomes.HELD, at=factories.minutes(1), who="rules", act="", reason="safety")
    words = "I can't go on like this"
    risk = said("risk", words, kind=Kind.EXPERIENCE, state=State.HELD, disposition=held)
    async with opened() as room:
        await room.push(said("text"), risk)
        idea = await room.idea("risk")
        assert (idea.state, idea.text, idea.voices) == (State.HELD, "", 0)
        assert room.ideas == {TEXTS["text"]: 1}
        assert (await room.one("risk")).disposition == held
        assert room.known.unread(CHAT) == 2

        await room.push(said("risk", f"{words}!", version="2"))
        assert (await room.one("risk")).state is State.HELD, "an edit does not let it out"

        await room.do(Undo(ids=ids("risk")), risk="")
        it = await room.one("risk")
        assert (it.state, it.disposition) == (State.LIVE, None)
        assert room.ideas == {TEXTS["text"]: 1, f"{words}!": 1}


async def test_each_of_what_may_become_of_a_contribution_and_back() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        before = room.ideas
        for act, becomes in (
            (Accept(ids=ids("text"), words="Text people early"), {"Text people early": 1}),
            (Agree(ids=ids("rota"), idea=idea_of("text")), {TEXTS["text"]: 2}),
            (Duplicate(ids=ids("rota"), idea=idea_of("text")), {TEXTS["text"]: 2}),
            (Add(ids=ids("rota"), idea=idea_of("text")), {TEXTS["text"]: 1}),
            (Merge(ids=ids("text", "rota"), words="Text, and show the rota"), {"Text, and show the rota": 2}),
            (Split(id=ids("text")[0], parts=("Text people", "Ring them")), {"Text people": 1, "Ring them": 1}),
            (Answer(ids=ids("text"), how="We do"), {TEXTS["text"]: 1}),
            (Hold(ids=ids("text"), reason="safety", owner="Ward sister"), {}),
        ):
            decided = await room.do(act)
            assert becomes.items() <= room.ideas.items(), act
            assert all(it.read and it.read.who == "one" for it in decided.contributions)
            await room.do(Undo(ids=tuple(it.id for it in decided.contributions if not it.part_of)))
            assert room.ideas == before, act


async def test_what_was_joined_is_parted_and_never_joins_by_itself_again() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]))
        assert room.ideas == {TEXTS["text"]: 2}

        await room.do(Part(ids=ids("copy")))
        assert sorted(it.voices for it in room.known.ideas()) == [1, 1]

        await room.push(said("copy", f"{TEXTS['text']}!", version="2"))
        assert sorted(it.voices for it in room.known.ideas()) == [1, 1]
        await room.do(Undo(ids=ids("copy")))
        assert [it.voices for it in room.known.ideas()] == [2]
        with pytest.raises(UnreadableError, match="behind no other idea"):
            await room.do(Part(ids=ids("text")))


async def test_an_edit_at_its_source_stays_where_a_person_put_it() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.do(Agree(ids=ids("rota"), idea=idea_of("text")))
        await room.do(Accept(ids=ids("text"), words="Text people early"))

        assert (
            await room.push(said("rota", "Publish rotas", version="2"), said("text", "Txt!", version="2"))
            == ["updated"] * 2
        )
        assert room.ideas == {"Text people early": 2}
        assert (await room.one("rota")).read is None, "its new words were read by nobody"


async def test_merged_ideas_are_one_and_parted_again_they_are_as_before() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), said("rota"), said("volunteers"))
        before = room.ideas

        merged = await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        assert room.ideas == {TEXTS["rota"]: 3, TEXTS["volunteers"]: 1}
        assert (await room.idea("text")).merged_into == idea_of("rota")
        assert await room.push(said("again", TEXTS["text"])) == ["joined"]
        assert room.ideas[TEXTS["rota"]] == 4

        assert merged.undo == UnmergeIdea(idea=idea_of("text"))
        await room.do(UnmergeIdea(idea=idea_of("text")))
        assert room.ideas == before | {TEXTS["rota"]: 2}
        assert (await room.idea("text")).parted == (idea_of("rota"),)
        relations = {it.id: it.placed.relation for it in await room.known.said(idea_of("text")) if it.placed}
        assert relations == {ids("text")[0]: Relation.FIRST, ids("copy")[0]: Relation.COPY}


@pytest.mark.parametrize("leaves", ["set aside", "held", "agrees elsewhere", "taken back", "parted"])
async def test_an_idea_that_is_parted_again_after_all_of_it_left_is_shown_only_while_somebody_says_it(
    leaves: str,
) -> None:
    acts: dict[str, TriageAct] = {
        "set aside": SetAside(ids=ids("text"), reason="outside"),
        "held": Hold(ids=ids("text"), reason="privacy", owner="Amy"),
        "agrees elsewhere": Agree(ids=ids("text"), idea=idea_of("letters")),
        "parted": Part(ids=ids("text")),
    }
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        if leaves in acts:
            await room.do(acts[leaves])
        else:
            await room.push(said("text", " ", state=State.WITHDRAWN, version="gone"))

        if leaves == "parted":
            with pytest.raises(OvertakenError, match="not merged"):
                await room.do(UnmergeIdea(idea=idea_of("text")))
        else:
            await room.do(UnmergeIdea(idea=idea_of("text")))

        assert (await room.idea("text")).state is {"held": State.HELD, "parted": State.LIVE}.get(
            leaves, State.WITHDRAWN
        )
        assert (TEXTS["text"] in room.ideas) == (leaves == "parted")
        if leaves in acts and leaves != "parted":
            await room.do(Undo(ids=ids("text")))
            assert room.ideas == dict.fromkeys(TEXTS.values(), 1)


async def test_what_is_edited_while_its_idea_is_merged_goes_back_with_it() -> None:
    words = "Ring people a week before their operation, in the evening"
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))

        await room.push(said("copy", f"{TEXTS['text']}!", version="2"), said("text", words, version="2"))
        assert room.ideas == {TEXTS["rota"]: 3}
        assert (await room.idea("text")).text == words
        await room.do(UnmergeIdea(idea=idea_of("text")))

        assert room.ideas == {TEXTS["rota"]: 1, words: 2}


async def test_a_copy_that_says_something_else_leaves_what_its_idea_was_merged_into() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))

        await room.push(said("copy", TEXTS["letters"], version="2"))

        assert room.ideas == {TEXTS["rota"]: 2, TEXTS["letters"]: 1}


@pytest.mark.parametrize("edited", [False, True])
async def test_words_are_in_no_merged_idea_when_they_are_taken_back_after_they_were_set_aside(edited: bool) -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        await room.do(SetAside(ids=ids("text"), reason="outside"))

        gone = said("text", " ", state=State.WITHDRAWN, version="gone")
        await room.push(said("text", "Other words", version="2") if edited else gone)

        assert (await room.idea("text")).text == ""


async def test_an_idea_that_is_said_again_keeps_its_words_when_one_that_was_merged_with_it_goes() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        await room.do(Part(ids=ids("text")))

        await room.push(said("copy", " ", state=State.WITHDRAWN, version="gone"))

        assert room.ideas == {TEXTS["text"]: 1, TEXTS["rota"]: 1}


async def test_what_agreed_with_a_merged_idea_stays_where_it_was_merged_when_that_is_told_by_itself_again() -> None:
    async with opened() as room:
        nod = said("nod", "+1", kind=Kind.SUPPORT, reply_to=ids("rota")[0])
        await room.push(said("text"), said("rota"), nod)
        await room.do(MergeIdea(idea=idea_of("rota"), into=idea_of("text")))
        await room.do(Accept(ids=ids("rota"), words="Show it on the board"))
        before = room.ideas
        assert before == {TEXTS["text"]: 2, "Show it on the board": 1}

        await room.do(MergeIdea(idea=idea_of("rota"), into=idea_of("text")))
        await room.do(UnmergeIdea(idea=idea_of("rota")))

        assert room.ideas == before


async def test_an_idea_is_parted_from_one_that_nobody_says_any_more() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        await room.do(SetAside(ids=ids("text", "rota"), reason="outside"))

        await room.do(UnmergeIdea(idea=idea_of("text")))
        await room.do(Undo(ids=ids("text", "rota")))

        assert room.ideas == {TEXTS["text"]: 1, TEXTS["rota"]: 1}


async def test_a_chain_of_merges_is_parted_from_its_end() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))
        await room.do(MergeIdea(idea=idea_of("rota"), into=idea_of("letters")))
        assert room.ideas == {TEXTS["letters"]: 3, TEXTS["volunteers"]: 1}
        with pytest.raises(UnreadableError, match="merged itself"):
            await room.do(UnmergeIdea(idea=idea_of("text")))

        steps = await room.triager.steps(idea_of("letters"))
        assert [[was.id for was in it.was_in] for it in steps] == [
            [idea_of("rota"), idea_of("text")],
            [idea_of("rota")],
            [],
        ]
        await room.do(UnmergeIdea(idea=idea_of("rota")))
        await room.do(UnmergeIdea(idea=idea_of("text")))
        assert room.ideas == dict.fromkeys(TEXTS.values(), 1)


async def test_words_that_are_taken_back_are_in_no_idea_that_was_merged_either() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))

        await room.push(said("text", " ", state=State.WITHDRAWN, version="gone"))

        assert (await room.idea("text")).text == ""
        assert room.ideas == {TEXTS["rota"]: 1}


async def test_an_idea_is_moved_worded_staged_tagged_and_hidden_and_each_is_taken_back() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]))
        theme = await room.triager.name_theme("", "Telling people in time", is_big=True, gone=False, who="one")
        before = await room.idea("text")
        for act, field, value in (
            (MoveIdea(idea=idea_of("text"), challenge=ChallengeId("fair")), "challenge", "fair"),
            (Reword(idea=idea_of("text"), words="Text people early"), "text", "Text people early"),
            (Stage(idea=idea_of("text"), stage="prototype"), "stage", "prototype"),
            (Hide(idea=idea_of("text")), "state", "hidden"),
        ):
            decided = await room.do(act)
            assert getattr(await room.idea("text"), field) == value
            assert decided.undo is not None
            await room.do(decided.undo)
            assert getattr(await room.idea("text"), field) == getattr(before, field)
        await room.do(TagIdeas(ideas=(idea_of("text"),), theme=theme.id))
        assert [(it.theme, it.by) for it in (await room.idea("text")).themes] == [(theme.id, "one")]
        assert (await room.idea("text")).formerly == (ChallengeId("boosting-capacity"), ChallengeId("fair"))


async def test_of_two_who_decide_about_the_same_the_second_is_told_of_the_first() -> None:
    async with opened() as room:
        await room.push(said("text"))

        outcomes = await asyncio.gather(
            room.do(SetAside(ids=ids("text"), reason="outside"), "one", text=""),
            room.do(Accept(ids=ids("text"), words="Other words"), "two", text=""),
            return_exceptions=True,
        )

        assert [type(it) for it in outcomes] == [Decided, OvertakenError]
        second = outcomes[1]
        assert isinstance(second, OvertakenError)
        (now,) = second.now if isinstance(second.now, Sequence) else ()
        assert now.disposition.who == "one"
        await room.do(Accept(ids=ids("text"), words="Other words"), "two", text=now.disposition.act)
        assert room.ideas == {"Other words": 1}


async def test_a_claim_holds_for_a_minute_and_is_free_once_it_is_decided() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        (claim,) = await room.triager.claim(ids("text"), "one", "Amy")
        others = await room.triager.claim(ids("text", "rota"), "two", "Bo")
        assert [(it.holder, it.label) for it in (claim, *others)] == [("one", "Amy"), ("one", "Amy"), ("two", "Bo")]
        assert {it.id: it.holder for it in room.triager.claims(CHAT)} == dict(
            zip(ids("text", "rota"), ["one", "two"], strict=True)
        )

        await room.do(SetAside(ids=ids("text"), reason="outside"), "one")
        assert [it.holder for it in room.triager.claims(CHAT)] == ["two"]
        room.clock.go_on(59)
        assert await room.triager.claim(ids("rota"), "one", "Amy") == others[1:]
        room.clock.go_on(1)
        assert room.triager.claims(CHAT) == []
        assert [it.holder for it in await room.triager.claim(ids("rota"), "one", "Amy")] == ["one"]
        await room.triager.free(ids("rota"), "one")
        assert room.triager.claims(CHAT) == []


async def test_a_chat_is_closed_once_everything_was_read_or_with_a_reason() -> None:
    async with opened() as room:
        repost = said("repost", " ", kind=Kind.SUPPORT, reposts=ids("text")[0])
        host = said("host", "Welcome", kind=Kind.HOST)
        await room.push(said("text"), said("rota"), said("copy", TEXTS["text"]), repost, host)
        assert room.known.unread(CHAT) == 3
        with pytest.raises(UnreadableError, match="3 of its contributions are not read"):
            await room.triager.close_event(CHAT, "one", "")

        await room.do(Read(ideas=(idea_of("text"),)))
        assert room.known.unread(CHAT) == 1
        await room.do(Respond(ids=ids("rota"), how="Thanked", link="https://example.org/1"))
        assert room.known.unread(CHAT) == 0
        closed = (await room.triager.close_event(CHAT, "one", "")).closed
        assert closed is not None
        assert closed.waiver == ""
        await room.push(said("late", "Open the ward on Sundays for carers"))
        both = [room.triager.close_event(CHAT, it, "") for it in ("one", "two")]
        assert [it.closed for it in await asyncio.gather(*both)] == [closed, closed]
        assert (await room.triager.open_event(CHAT, "one")).closed is None
        assert (await room.triager.close_event(CHAT, "one", "Read tomorrow")).closed is not None
        await room.do(Read(ids=ids("rota"), unread=True))
        assert room.known.unread(CHAT) == 2


async def test_what_is_known_is_counted_the_same_after_a_restart() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        await room.do(SetAside(ids=ids("text"), reason="outside"))
        await room.do(MergeIdea(idea=idea_of("rota"), into=idea_of("letters")))
        async with opened(room.store) as again:
            assert again.ideas == room.ideas
            assert again.known.unread(CHAT) == room.known.unread(CHAT) == 3


async def test_in_a_reviewed_chat_nothing_is_an_idea_until_a_person_says_so() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.triager.set_publishing(CHAT, "reviewed", "one")

        assert await room.push(said("rota")) == ["waiting"]
        assert room.ideas == {TEXTS["text"]: 1}
        with pytest.raises(UnreadableError, match="live"):
            await room.triager.set_publishing(CHAT, "sometimes", "one")


async def test_what_is_handed_over_names_a_colleague() -> None:
    async with opened() as room:
        await room.push(said("text"))

        await room.do(HandOver(ids=ids("text"), to="Community manager North"))

        assert (await room.one("text")).assigned == "Community manager North"


@pytest.mark.parametrize(
    "act",
    [
        Accept(ids=ids("nobody")),
        Agree(ids=ids("text"), idea=idea_of("text")),
        Duplicate(ids=ids("rota"), idea=idea_of("nobody")),
        Hold(ids=ids("text"), reason="dull", owner="Amy"),
        Undo(what="0"),
        MergeIdea(idea=idea_of("text"), into=idea_of("text")),
        MergeIdea(idea=idea_of("nobody"), into=idea_of("text")),
        Reword(idea=idea_of("text"), words="Ring 07700 900123"),
        TagIdeas(ideas=(idea_of("text"),), theme="t-0"),
        UnmergeIdea(idea=idea_of("text")),
    ],
)
async def test_what_cannot_be_done_says_why_and_changes_nothing(act: TriageAct) -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        at = room.known.place()

        with pytest.raises((UnknownError, UnreadableError, OvertakenError)):
            await room.do(act)
        assert room.known.place() == at


async def test_who_did_what_is_written_down_without_any_words() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text"), words="Secret words"))

        assert [(it.who, it.act, it.target) for _, it in room.store.audit] == [("one", "accept", CHAT)]


WORDED = (Relation.FIRST, Relation.COPY, Relation.NEAR)
#: Beside `TEXTS`: what stands behind one of them from the beginning.
ALSO = (
    said("copy", f"{TEXTS['text']}!"),
    said("nod", "+1", kind=Kind.SUPPORT, reply_to=ids("rota")[0]),
    said("remark", "Who would pay for that?", kind=Kind.QUESTION, reply_to=ids("letters")[0]),
)
_ANY = st.sampled_from([*TEXTS, "copy", "nod", "remark"])
_IDEA = st.sampled_from([*TEXTS])
_WORDS = st.sampled_from([*TEXTS.values(), "Open the gym of the hospital to those who wait", "Lend out walking frames"])
Step = TriageAct | Contribution


def edited(name: str, words: str) -> Contribution:
    """A later version; its number is given when it is pushed."""
    there = {it.id: it for it in (*map(said, TEXTS), *ALSO)}[ids(name)[0]]
    return msgspec.structs.replace(there, text=words)


def deleted(name: str) -> Contribution:
    return said(name, " ", state=State.WITHDRAWN)


_STEPS: st.SearchStrategy[Step] = st.one_of(
    _ANY.map(lambda it: Accept(ids=ids(it), words=f"In other words: {it}")),
    _ANY.map(lambda it: Accept(ids=ids(it), kind=Kind.IDEA)),
    _ANY.map(lambda it: SetAside(ids=ids(it), reason="outside")),
    _ANY.map(lambda it: Hold(ids=ids(it), reason="privacy", owner="Amy")),
    st.builds(
        lambda act, it, idea: act(ids=ids(it), idea=idea_of(idea)),
        st.sampled_from([Agree, Add, Duplicate]),
        _ANY,
        _IDEA,
    ),
    st.builds(lambda one, other: Merge(ids=ids(one, other)), _ANY, _ANY),
    _ANY.map(lambda it: Split(id=ids(it)[0], parts=(f"First {it}", f"Second {it}"))),
    st.builds(lambda one, into: MergeIdea(idea=idea_of(one), into=idea_of(into)), _IDEA, _IDEA),
    _IDEA.map(lambda it: UnmergeIdea(idea=idea_of(it))),
    _ANY.map(lambda it: Part(ids=ids(it))),
    _ANY.map(lambda it: Undo(ids=ids(it))),
    st.builds(lambda it, hidden: Hide(idea=idea_of(it), hidden=hidden), _IDEA, st.booleans()),
    _IDEA.map(lambda it: Reword(idea=idea_of(it), words=f"Worded anew: {it}")),
    _IDEA.map(lambda it: MoveIdea(idea=idea_of(it), challenge=ChallengeId("fair"))),
    st.builds(edited, _ANY, _WORDS),
    _ANY.map(deleted),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEPS, max_size=12))
@example(
    [
        MergeIdea(idea=idea_of("volunteers"), into=idea_of("text")),
        SetAside(ids=ids("volunteers"), reason="outside"),
        UnmergeIdea(idea=idea_of("volunteers")),
    ]
)
@example(
    [
        Agree(ids=ids("text"), idea=idea_of("letters")),
        Hide(idea=idea_of("letters")),
        SetAside(ids=ids("letters"), reason="outside"),
    ]
)
@example([SetAside(ids=ids("letters"), reason="outside"), deleted("letters"), edited("remark", TEXTS["text"])])
def test_whatever_is_done_each_live_contribution_stands_behind_one_idea_and_its_voice_is_counted(
    steps: Sequence[Step],
) -> None:
    async def triage() -> None:
        async with opened() as room:
            await room.push(*map(said, TEXTS), *ALSO)
            for nth, step in enumerate(steps):
                await _done(step, room, nth)
            await _holds(room)
            async with opened(room.store) as again:
                assert again.ideas == room.ideas

    asyncio.run(triage())


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEPS, max_size=8), _IDEA, _IDEA)
@example(
    [MergeIdea(idea=idea_of("rota"), into=idea_of("text")), Accept(ids=ids("rota"), words="Show it on the board")],
    "rota",
    "text",
)
def test_whatever_was_done_before_parting_what_was_merged_restores_both(
    steps: Sequence[Step], one: str, into: str
) -> None:
    async def triage() -> None:
        async with opened() as room:
            await room.push(*map(said, TEXTS), *ALSO)
            for nth, step in enumerate(steps):
                await _done(step, room, nth)
            before = await _stands(room)
            if await _done(MergeIdea(idea=idea_of(one), into=idea_of(into)), room):
                await room.do(UnmergeIdea(idea=idea_of(one)))
            assert await _stands(room) == before

    asyncio.run(triage())


async def _done(step: Step, room: Room, nth: int = 0) -> bool:
    """Whether it could be done."""
    if isinstance(step, Contribution):
        await room.push(msgspec.structs.replace(step, version=f"later-{nth}"))
        return True
    try:
        await room.do(step)
    except (UnknownError, UnreadableError, OvertakenError):
        return False
    return True


async def _stands(room: Room) -> dict[IdeaId, tuple[Any, ...]]:
    return {
        it.id: (it.text, it.state, it.voices, {(one.id, one.placed) for one in await room.known.said(it.id)})
        for it in room.known.ideas()
    }


async def _holds(room: Room) -> None:
    there = await room.triager.unsettled(CHAT)
    live = [it for it in there if it.state is State.LIVE and it.placed]
    ideas = await room.known.find_ideas({it.placed.idea for it in live if it.placed})
    worded = {it.placed.idea for it in live if it.placed and it.placed.relation in WORDED}
    for idea in ideas.values():
        assert idea.state is State.HIDDEN or (idea.state is State.LIVE) == (idea.id in worded), idea
        assert idea.state is not State.MERGED
    for idea in room.known.ideas():
        behind = [it for it in live if it.placed and it.placed.idea == idea.id]
        assert idea.voices == len(
            {it.voice for it in behind if it.placed and it.placed.relation is not Relation.COMMENT}
        )
        assert idea.id in worded, "somebody says it"
        firsts = [
            it.id for it in there if it.placed and (it.placed.idea, it.placed.relation) == (idea.id, Relation.FIRST)
        ]
        assert len(firsts) <= 1
    about = await room.known.find_said([name for it in there for name in (it.reply_to, it.quotes) if name])
    gone = {it.id for it in about.values() if it.state is State.WITHDRAWN}
    for it in there:
        is_about_gone = not gone.isdisjoint((it.reply_to, it.quotes))  # a remark on that stands nowhere
        assert it.placed or it.state is not State.LIVE or it.kind is Kind.SUPPORT or it.disposition or is_about_gone, it
