"""What is edited, deleted or said again at its source after people decided about it: on the real desk, without sockets."""

from __future__ import annotations

import msgspec
import pytest

from bridge.errors import UnreadableError
from bridge.records import CampaignId, ChallengeId, Commit, Contribution, EventId, Kind, SourceName, State
from bridge.web.review import Accept, Merge, SetAside, Split, Undo
from bridge.web.triage import Duplicate, Hide, MergeIdea, MoveIdea, Stage, UnmergeIdea
from tests import factories
from tests.workers.test_triaging import CAMPAIGN, CHAT, TEXTS, Room, idea_of, ids, opened, said

WEEK = "Text people a whole week before their operation"
FAIR = ChallengeId("fair")


def edited(text: str = WEEK) -> Contribution:
    return said("text", text, version="2")


def deleted(name: str = "text") -> Contribution:
    return said(name, " ", version="9", state=State.WITHDRAWN)


def repost(of: str = "text") -> Contribution:
    return said("repost", " ", kind=Kind.SUPPORT, reposts=ids(of)[0])


async def test_an_edit_stays_in_the_kind_and_the_challenge_that_a_person_gave_it() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text"), kind=Kind.EXPERIENCE, challenge=FAIR))

        await room.push(edited())

        idea = await room.idea("text")
        assert (idea.challenge, idea.kind, idea.text) == (FAIR, Kind.EXPERIENCE, WEEK)


async def test_an_edit_of_an_idea_that_was_moved_does_not_move_it_back() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(MoveIdea(idea=idea_of("text"), challenge=FAIR))

        await room.push(edited())

        assert (await room.idea("text")).challenge == FAIR


async def test_an_idea_whose_first_words_stand_elsewhere_is_moved_all_the_same() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), said("rota"))
        await room.do(Duplicate(ids=ids("text"), idea=idea_of("rota")))

        await room.do(MoveIdea(idea=idea_of("text"), challenge=FAIR))

        idea = await room.idea("text")
        assert (idea.challenge, idea.formerly) == (FAIR, (ChallengeId("boosting-capacity"),))


async def test_a_copy_of_a_hidden_idea_stays_hidden_with_it() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Hide(idea=idea_of("text")))

        await room.push(said("copy", TEXTS["text"]), repost())

        assert room.ideas == {}
        await room.do(Hide(idea=idea_of("text"), hidden=False))
        assert room.ideas == {TEXTS["text"]: 3}


async def test_what_was_set_aside_and_is_taken_back_has_its_reposts_its_stage_and_its_hiding_again() -> None:
    async with opened() as room:
        await room.push(said("text"), repost())
        await room.do(Stage(idea=idea_of("text"), stage="trial"))
        await room.do(SetAside(ids=ids("text"), reason="outside"))
        assert room.ideas == {}

        await room.do(Undo(ids=ids("text")))

        assert room.ideas == {TEXTS["text"]: 2}
        assert (await room.idea("text")).stage == "trial"
        await room.do(Hide(idea=idea_of("text")))
        await room.do(SetAside(ids=ids("text"), reason="outside"))
        await room.do(Undo(ids=ids("text")))
        assert room.ideas == {}


async def test_words_that_a_person_gave_an_idea_are_taken_back_and_who_says_the_same_stays_with_it() -> None:
    async with opened() as room:
        await room.push(said("text"), said("copy", TEXTS["text"]), repost())
        await room.do(Accept(ids=ids("text"), words="A line for the wall"))
        assert room.ideas == {"A line for the wall": 3}

        await room.do(Undo(ids=ids("text")))

        assert room.ideas == {TEXTS["text"]: 3}
        assert (await room.idea("text")).voices == 3


async def test_a_kind_and_a_challenge_that_a_person_gave_are_taken_back() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text"), kind=Kind.EXPERIENCE, challenge=FAIR))
        await room.do(Accept(ids=ids("text"), kind=Kind.QUESTION))

        await room.do(Undo(ids=ids("text")))
        idea = await room.idea("text")
        assert (idea.kind, idea.challenge) == (Kind.EXPERIENCE, FAIR)
        await room.do(Undo(ids=ids("text")))

        idea = await room.idea("text")
        assert (idea.kind, idea.challenge) == (Kind.IDEA, ChallengeId("boosting-capacity"))


async def test_with_what_was_split_its_parts_are_deleted() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Split(id=ids("text")[0], parts=("Text people early", "Ring their carers a week before")))
        await room.push(edited())
        assert len(room.ideas) == 2

        await room.push(deleted())

        assert room.ideas == {}
        left = await room.known.contributions(CHAT, limit=9)
        assert not any(it.text or it.told or it.disposition for it in left)


@pytest.mark.parametrize(("gone", "left"), [("rota", "text"), ("text", "rota")])
async def test_words_that_were_typed_for_several_go_when_one_of_them_is_deleted(gone: str, left: str) -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.do(Merge(ids=ids("text", "rota"), words="Text people, and publish the rota"))
        assert len(room.ideas) == 1

        await room.push(deleted(gone))

        assert room.ideas == {TEXTS[left]: 1}
        assert "and publish" not in repr(await room.known.contributions(CHAT, limit=9))


async def test_a_repost_of_a_merged_idea_is_for_what_it_was_merged_into_and_goes_back_with_it() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"), repost("rota"))
        await room.do(MergeIdea(idea=idea_of("rota"), into=idea_of("text")))
        assert room.ideas == {TEXTS["text"]: 3}

        await room.push(deleted())
        assert room.ideas == {TEXTS["rota"]: 2}
        await room.do(UnmergeIdea(idea=idea_of("rota")))

        assert room.ideas == {TEXTS["rota"]: 2}


async def test_an_agreement_with_what_was_set_aside_waits_for_it() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(SetAside(ids=ids("text"), reason="outside"))
        await room.push(said("agrees", "+1", kind=Kind.SUPPORT, reply_to=ids("text")[0]))
        assert room.ideas == {}

        await room.do(Undo(ids=ids("text")))

        assert room.ideas == {TEXTS["text"]: 2}


async def test_what_is_deleted_at_its_source_goes_from_a_reviewed_chat_too() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.do(Accept(ids=ids("text")))
        await room.triager.set_publishing(CHAT, "reviewed", "one")

        await room.push(deleted())
        assert room.ideas == {}
        await room.push(edited())

        assert room.ideas == {}
        assert (await room.one("text")).text == ""


async def test_what_waited_in_a_reviewed_chat_appears_once_it_is_live() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.triager.set_publishing(CHAT, "reviewed", "one")
        await room.push(said("rota"), said("copy", TEXTS["text"]), said("letters"))
        await room.do(SetAside(ids=ids("letters"), reason="outside"))
        assert room.ideas == {TEXTS["text"]: 1}

        await room.triager.set_publishing(CHAT, "live", "one")

        assert room.ideas == {TEXTS["text"]: 2, TEXTS["rota"]: 1}


async def test_a_session_is_not_live_before_its_host_said_how_people_were_told() -> None:
    room = Room()
    session = factories.event(id=EventId("connect-1"), type="session")
    puts = (factories.campaign(), factories.challenge(), session)
    await room.store.commit(CampaignId(CAMPAIGN), Commit(expected_seq=0, puts=puts))
    async with opened(room.store) as there:
        await there.push(said("text", event=session.id, source=SourceName.SESSION))

        with pytest.raises(UnreadableError, match="how people were told"):
            await there.triager.set_publishing(session.id, "live", "one")

        assert there.ideas == {}


async def test_what_became_of_a_contribution_is_told_by_any_of_its_names_wherever_it_was_said() -> None:
    async with opened() as room:
        await room.push(said("text", aliases=ids("edit")), said("rota"), said("hi", "Hello!", kind=Kind.CHATTER))
        await room.do(MergeIdea(idea=idea_of("text"), into=idea_of("rota")))

        for name in ("text", "edit"):
            step = await room.triager.step(ids(name)[0])
            assert step is not None
            assert step.idea is not None
            assert (step.contribution.id, step.idea.id) == (*ids("text"), idea_of("rota"))
            assert [it.id for it in step.was_in] == [idea_of("text")]
        beside = await room.triager.step(ids("hi")[0])
        assert beside is not None
        assert beside.idea is None
        await room.push(said("text", " ", state=State.WITHDRAWN, version="gone"))
        assert [await room.triager.step(it) for it in ids("text", "nobody")] == [None, None]


async def test_a_claim_says_of_which_event_it_is() -> None:
    async with opened() as room:
        await room.push(said("text"))
        assert [it.event for it in await room.triager.claim(ids("text"), "one", "Amy")] == [CHAT]


async def test_a_repost_belongs_to_the_idea_of_what_it_reposts_whatever_the_question_is_by_now() -> None:
    async with opened() as room:
        await room.push(said("text"), msgspec.structs.replace(repost(), challenge=FAIR))
        placed = (await room.one("repost")).placed
        assert placed is not None
        assert placed.idea == idea_of("text")
        assert room.ideas == {TEXTS["text"]: 2}
