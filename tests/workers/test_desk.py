"""What the desk makes of contributions: on the real projection, grouping and store, without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from bridge.errors import PushRefusedError
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.push.frames import Outcome, Push, Tally
from bridge.records import (
    CampaignId,
    ChallengeId,
    Commit,
    Condition,
    Contribution,
    ContributionId,
    EventId,
    Gap,
    Hearing,
    IdeaId,
    Kind,
    QuestionId,
    Relation,
    SourceName,
    State,
    Via,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from tests import factories
from workers.desk import Desk

CAMPAIGN = CampaignId("elective-care")
TEXT = "Text people a week before their operation with a link to confirm or give up the slot"


class StillClock:
    """Stands at the chat's end."""

    def now(self) -> datetime:
        return factories.minutes(60)


class Office:
    """A desk with its store and projection, and a worker who pushes to it."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.store = store or MemoryStore()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(self.store, self.known, StillClock())

    async def push(self, *contributions: Contribution, **fields: Any) -> Sequence[Outcome]:
        return await self.desk.take("listen", Push(n=1, contributions=contributions, **fields))

    async def outcomes(self, *contributions: Contribution) -> list[str]:
        return [outcome.outcome for outcome in await self.push(*contributions)]

    @property
    def ideas(self) -> Any:
        return self.known.ideas()


@asynccontextmanager
async def shared(with_: Office) -> AsyncIterator[Office]:
    """Another process on the same store."""
    office = Office(with_.store)
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


@asynccontextmanager
async def opened(store: MemoryStore | None = None) -> AsyncIterator[Office]:
    office = Office(store)
    puts = (factories.campaign(), factories.challenge(), factories.event(), factories.event(id=EventId("connect-1")))
    await office.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await office.known.catch_up(office.store)
    working = asyncio.create_task(office.desk.run())
    try:
        yield office
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(nth: int, text: str = TEXT, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {"id": ContributionId(f"c-{nth}"), "voice": VoiceKey(f"v-{nth}"), "version": "1"}
    return factories.contribution(text, **plain | {"said_at": factories.minutes(nth)} | fields)


async def test_the_same_words_from_two_sources_are_one_idea_with_two_voices() -> None:
    async with opened() as office:
        meeting: dict[str, Any] = {"source": SourceName.SESSION, "event": EventId("connect-1"), "challenge": None}

        outcomes = await office.outcomes(said(1), said(2, f"We could {TEXT[0].lower()}{TEXT[1:]}.", **meeting))

        assert outcomes == ["new", "joined"]
        assert [(it.voices, it.sources) for it in office.ideas] == [(2, {"bluesky": 1, "session": 1})]


async def test_words_that_come_late_and_were_said_first_are_the_idea_s_words() -> None:
    """That everything behind the idea must be read anew is found out only while it is decided."""
    async with opened() as office:
        support: dict[str, Any] = {"kind": Kind.SUPPORT, "reposts": ContributionId("c-5")}
        await office.push(said(5), said(6, "", **support), said(7, "", **support))

        outcomes = await office.outcomes(said(8, "", **support), said(2, f"{TEXT}!"), said(9, "", **support))

        assert outcomes == ["support", "joined", "support"]
        assert [(it.text, it.voices) for it in office.ideas] == [(f"{TEXT}!", 6)]


async def test_one_person_who_says_it_twice_is_one_voice() -> None:
    async with opened() as office:
        await office.push(said(1), said(2, voice=VoiceKey("v-1")))

        assert [idea.voices for idea in office.ideas] == [1]


async def test_a_repost_adds_a_voice() -> None:
    async with opened() as office:
        outcomes = await office.outcomes(
            said(1),
            said(2, "", kind=Kind.SUPPORT, reposts=ContributionId("c-1")),
            said(3, "+1", kind=Kind.SUPPORT, reply_to=ContributionId("c-1")),
        )

        assert outcomes == ["new", "support", "support"]
        assert [idea.voices for idea in office.ideas] == [3]


async def test_a_meaning_flip_never_joins() -> None:
    async with opened() as office:
        await office.push(said(1), said(2, f"Please don't {TEXT[0].lower()}{TEXT[1:]}"))

        assert [idea.voices for idea in office.ideas] == [1, 1]


async def test_an_answer_with_words_of_its_own_is_filed_under_the_idea_without_a_voice() -> None:
    async with opened() as office:
        answer = said(
            2, "Ours tried this and half of them never had a phone", kind=Kind.COMMENT, reply_to=ContributionId("c-1")
        )

        outcomes = await office.push(said(1), answer)

        assert [it.outcome for it in outcomes] == ["new", "comment"]
        assert [idea.voices for idea in office.ideas] == [1]
        assert [it.id for it in await office.known.said(IdeaId("i-1"))] == ["c-1", "c-2"]


async def test_the_same_version_again_changes_nothing() -> None:
    async with opened() as office:
        await office.push(said(1))
        before = await office.store.place(CAMPAIGN)

        outcomes = await office.outcomes(said(1))

        assert outcomes == ["known"]
        assert await office.store.place(CAMPAIGN) == before


async def test_an_edit_changes_the_words_of_its_idea_and_keeps_its_voices() -> None:
    async with opened() as office:
        await office.push(said(1), said(2))

        outcomes = await office.outcomes(
            said(1, "Ring people a week before", version="2", aliases=(ContributionId("c-9"),))
        )

        assert outcomes == ["updated"]
        assert [(idea.text, idea.voices) for idea in office.ideas] == [("Ring people a week before", 2)]


async def test_an_edit_of_a_copy_may_leave_the_idea_it_had_joined() -> None:
    async with opened() as office:
        await office.push(said(1), said(2))

        await office.push(said(2, "Build more car parks near the hospital", version="2"))

        assert sorted((idea.voices, idea.text) for idea in office.ideas) == [
            (1, "Build more car parks near the hospital"),
            (1, TEXT),
        ]


async def test_a_deletion_takes_the_voice_back_and_the_words_of_the_last_one_with_it() -> None:
    async with opened() as office:
        await office.push(said(1), said(2))
        gone = {"state": State.WITHDRAWN, "kind": Kind.IDEA, "version": "2"}

        first = await office.outcomes(said(1, "", **gone))
        remaining = [(idea.text, idea.voices) for idea in office.ideas]
        await office.push(said(2, "", **gone))

        assert first == ["withdrawn"]
        assert remaining == [(TEXT, 1)]
        idea = office.known.idea(IdeaId("i-1"))
        assert idea is not None
        assert (idea.state, idea.text) == (State.WITHDRAWN, "")


async def test_what_was_deleted_does_not_come_back_with_a_redelivery() -> None:
    async with opened() as office:
        await office.push(said(1), said(1, "", state=State.WITHDRAWN, version="2"))

        outcomes = await office.outcomes(said(1))

        assert outcomes == ["known"]
        assert office.ideas == []


async def test_clearing_a_rehearsal_leaves_what_others_said() -> None:
    async with opened() as office:
        meeting: dict[str, Any] = {"source": SourceName.SESSION, "event": EventId("connect-1")}
        await office.push(said(1), said(2, "Open the clinic on Sundays"), said(3, **meeting))

        await office.desk.clear(EventId("chat-1"))

        assert [(it.text, it.voices, it.sources) for it in office.ideas] == [(TEXT, 1, {"session": 1})]
        assert [it.text for it in await office.known.contributions(EventId("chat-1"))] == ["", ""]


async def test_what_is_held_opens_no_live_idea_and_adds_no_voice() -> None:
    async with opened() as office:
        await office.push(
            said(1, "Ring me on [phone number] about the lists", state=State.HELD, masked=("phone",)),
            said(2),
            said(3, state=State.HELD),
        )

        assert [idea.voices for idea in office.ideas] == [1]
        assert office.known.held() == 2


async def test_a_host_opens_the_planned_question_and_is_no_voice() -> None:
    async with opened() as office:
        planned = factories.question(1)
        await office.store.commit(CAMPAIGN, Commit(expected_seq=office.known.seq, puts=(planned,)))
        await office.known.catch_up(office.store)
        opens = factories.question(1, text="", opened_at=factories.minutes(2))

        outcomes = await office.outcomes(said(2, "Q1 What would help?", kind=Kind.HOST, opens=opens))

        question = office.known.question(QuestionId("chat-1/q1"))
        assert outcomes == ["chatter"]
        assert question is not None
        assert (question.text, question.opened_at) == (planned.text, factories.minutes(2))


async def test_a_push_for_another_campaign_is_refused_and_the_others_are_taken() -> None:
    async with opened() as office:
        stranger = office.push(said(1, campaign=CampaignId("another")))
        lost = office.push(said(3, event=EventId("nowhere")))

        results = await asyncio.gather(stranger, office.push(said(2)), lost, return_exceptions=True)

        assert isinstance(results[0], PushRefusedError)
        assert isinstance(results[2], PushRefusedError)
        assert [idea.id for idea in office.ideas] == ["i-2"]


async def test_what_cannot_be_stored_is_refused_alone() -> None:
    async with opened() as office:
        broken = office.push(said(1, "half a pair \ud800"))

        results = await asyncio.gather(broken, office.push(said(2)), return_exceptions=True)

        assert isinstance(results[0], PushRefusedError)
        assert not isinstance(results[1], BaseException)


async def test_an_identity_that_was_erased_stays_taken_and_does_not_block_the_desk() -> None:
    async with opened() as office:
        erased = Commit(
            expected_seq=office.known.seq, puts=(factories.event(),), identities={"c-1": ContributionId("c-erased")}
        )
        await office.store.commit(CAMPAIGN, erased)

        with pytest.raises(PushRefusedError, match="another contribution"):
            await office.push(said(1))

        assert await office.outcomes(said(2)) == ["new"]


async def test_a_version_that_was_replaced_does_not_come_back() -> None:
    async with opened() as office:
        await office.push(said(1, "My son Tom needs help"), said(1, "Somebody needs help", version="2"))

        assert await office.outcomes(said(1, "My son Tom needs help")) == ["known"]
        assert [idea.text for idea in office.ideas] == ["Somebody needs help"]


async def test_a_deletion_that_comes_before_its_post_keeps_it_out() -> None:
    async with opened() as office:
        outcomes = await office.outcomes(said(1, "", state=State.WITHDRAWN, version=""), said(1))

        assert outcomes == ["withdrawn", "known"]
        assert office.ideas == []


async def test_two_posts_that_share_an_alias_are_one() -> None:
    async with opened() as office:
        first = said(1, aliases=(ContributionId("c-9"),))

        outcomes = await office.outcomes(first, said(2, "Other words", aliases=(ContributionId("c-9"),), version="2"))

        assert outcomes == ["new", "updated"]
        assert [(idea.text, idea.voices) for idea in office.ideas] == [("Other words", 1)]


async def test_no_words_of_what_was_deleted_stay_behind_in_a_suggestion_or_a_question() -> None:
    async with opened() as office:
        asks = factories.question(7, text="Who is Ada?", opened_at=factories.minutes(3))
        paraphrase = said(2, "A week ahead, send everyone a text with a link to give up the slot or confirm it")
        await office.push(said(1), paraphrase, said(3, "Q7 Who is Ada?", kind=Kind.HOST, opens=asks))
        before = office.known.idea(IdeaId("i-2"))

        gone = {"state": State.WITHDRAWN, "version": "2"}
        await office.push(said(2, "", **gone), said(3, "", kind=Kind.HOST, **gone))

        assert before is not None
        assert before.suggestions
        after, question = office.known.idea(IdeaId("i-2")), office.known.question(asks.id)
        assert after is not None
        assert question is not None
        assert (after.suggestions, question.text) == ((), "")


async def test_a_host_who_takes_a_question_back_and_asks_again_keeps_the_planned_words() -> None:
    async with opened() as office:
        planned = factories.question(2, text="How can we cut waits?")
        await office.store.commit(CAMPAIGN, Commit(expected_seq=office.known.seq, puts=(planned,)))
        await office.known.catch_up(office.store)
        asks = {"kind": Kind.HOST, "opens": factories.question(2, text=planned.text, opened_at=factories.minutes(3))}
        again = {"kind": Kind.HOST, "opens": factories.question(2, text=planned.text, opened_at=factories.minutes(5))}

        await office.push(said(3, "Q2 How can we cut wiats?", **asks))
        await office.push(said(3, "", kind=Kind.HOST, state=State.WITHDRAWN, version="2"))
        between = office.known.question(planned.id)
        await office.push(said(5, "Q2 How can we cut waits?", **again))

        after = office.known.question(planned.id)
        assert between == planned
        assert after is not None
        assert (after.text, after.opened_at) == (planned.text, factories.minutes(5))


async def test_the_reason_of_a_suggestion_quotes_no_words_for_they_may_be_withdrawn_elsewhere() -> None:
    async with opened() as office:
        await office.push(said(1, f"{TEXT} Tuesday"))
        await office.push(said(2, f"{TEXT} Wednesday"))

        whys = [suggestion.why for idea in office.ideas for suggestion in idea.suggestions]

        assert whys == ["much the same words, but with a difference that matters"]


async def test_an_edit_of_an_unplanned_question_changes_its_words() -> None:
    async with opened() as office:
        await office.push(said(3, "Q7 Who?", kind=Kind.HOST, opens=factories.question(7, text="Who?")))

        edited = factories.question(7, text="Who helps?")
        await office.push(said(3, "Q7 Who helps?", kind=Kind.HOST, opens=edited, version="2"))

        after = office.known.question(edited.id)
        assert after is not None
        assert after.text == "Who helps?"


async def test_a_question_that_is_held_is_not_opened() -> None:
    async with opened() as office:
        asks = factories.question(7, text="Ring [phone number]?", opened_at=factories.minutes(3))

        await office.push(said(3, "Q7 Ring [phone number]?", kind=Kind.HOST, opens=asks, state=State.HELD))

        assert office.known.question(asks.id) is None


async def test_an_idea_that_moves_to_another_challenge_remembers_where_it_was() -> None:
    async with opened() as office:
        await office.push(said(1, challenge=ChallengeId("boosting-capacity")))

        await office.push(said(1, challenge=ChallengeId("hip-and-knee"), version="2"))

        (idea,) = office.ideas
        assert (idea.challenge, idea.formerly) == ("hip-and-knee", ("boosting-capacity",))


async def test_an_earlier_copy_from_a_session_does_not_take_the_challenge_away() -> None:
    async with opened() as office:
        meeting: dict[str, Any] = {"source": SourceName.SESSION, "event": EventId("connect-1"), "challenge": None}

        await office.push(said(5, challenge=ChallengeId("boosting-capacity")), said(1, **meeting))

        assert [(it.challenge, it.voices) for it in office.ideas] == [("boosting-capacity", 2)]


async def test_another_writer_in_between_means_deciding_again() -> None:
    async with opened() as office, shared(office) as other:
        outcomes = [await office.outcomes(said(1)), await other.outcomes(said(2)), await office.outcomes(said(3))]

        assert outcomes == [["new"], ["joined"], ["joined"]]
        assert [idea.voices for idea in office.ideas] == [3]


class FarStore(MemoryStore):
    """As far as a server is: a commit is on its way for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.commits = 0

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        await asyncio.sleep(0.002)
        self.commits += 1
        return await super().commit(campaign, commit)


async def test_a_process_gets_through_beside_another_that_never_rests() -> None:
    store = FarStore()
    async with opened(store) as busy, shared(busy) as other:
        resting = asyncio.Event()

        async def never_rest(first: int) -> None:
            nth = first
            while not resting.is_set():
                await busy.push(said(nth, f"Open clinic number {nth} on Sunday"))
                nth += 10

        pushing = [asyncio.create_task(never_rest(100_000 + nth)) for nth in range(10)]
        commits = []
        for nth in range(20):
            before = store.commits
            await other.push(*(said(50 * nth + more, f"Plant tree {50 * nth + more}") for more in range(50)))
            commits.append(store.commits - before)
        resting.set()
        await asyncio.gather(*pushing)

        assert max(commits) < 100  # of both, until one push was through


async def test_cursors_tallies_and_gaps_are_kept_with_the_contributions() -> None:
    async with opened() as office:
        counted = Tally(arrived=3, contributed=1, rejected={"elsewhere": 2})
        gap = Gap(
            id="g-1", source=SourceName.BLUESKY, from_at=factories.minutes(1), to_at=factories.minutes(2), cause="away"
        )

        for _ in range(2):  # a frame that comes twice counts once
            await office.push(said(1), cursor={"jetstream": "7"}, tally={"jetstream": counted}, gaps=(gap,))

        (heard,) = office.known.listening()
        assert (heard.arrived, heard.contributed, heard.rejected) == (3, 1, {"elsewhere": 2})
        assert await office.desk.welcome("listen") == {"jetstream": "7"}
        assert [it.campaign for it in office.known.gaps()] == [CAMPAIGN]


@pytest.mark.parametrize("size", [1, 7, 40])
async def test_however_they_are_batched_the_ideas_are_the_same(size: int) -> None:
    contributions = [
        said(nth, f"{TEXT} {'!' * (nth % 3)}" if nth % 2 else f"Open clinic number {nth} on Sunday")
        for nth in range(40)
    ]
    async with opened() as office:
        await asyncio.gather(*(office.push(*contributions[at : at + size]) for at in range(0, 40, size)))

        assert sorted(idea.voices for idea in office.ideas) == [1] * 20 + [20]


async def test_support_takes_the_question_and_challenge_of_its_idea() -> None:
    async with opened() as office:
        await office.push(said(1, question=QuestionId("chat-1/q1"), challenge=ChallengeId("boosting-capacity")))

        await office.push(said(2, "+1", kind=Kind.SUPPORT, reply_to=ContributionId("c-1")))

        (_, support) = await office.known.contributions(EventId("chat-1"))
        assert support.placed is not None
        assert (support.question, support.placed.relation) == ("chat-1/q1", Relation.SUPPORT)


async def test_how_a_source_stands_is_kept_with_how_far_it_was_heard() -> None:
    standing = Condition(hearing=Hearing.WAITING, at=factories.minutes(1), detail="the network does not answer")
    async with opened() as office:
        await office.push(cursor={"x": "1"}, condition={"x": standing})
        await office.push(cursor={"x": "2"})  # says nothing of it: as before

        heard = office.known.heard("listen/x")

    assert heard is not None
    assert (heard.cursor, heard.condition) == ("2", standing)


async def test_since_when_a_source_is_followed_is_noted_and_a_rest_between_chats_does_not_count() -> None:
    def standing(hearing: Hearing) -> dict[str, Condition]:
        return {"x": Condition(hearing=hearing, at=factories.minutes(0))}

    class Turning(StillClock):
        minute = 1.0

        def now(self) -> datetime:
            return factories.minutes(self.minute)

    clock = Turning()
    begun = []
    async with opened() as office:
        office.desk._clock = clock
        for minute, hearing in [(1, "listening"), (2, "waiting"), (3, "resting"), (4, "resting"), (5, "listening")]:
            clock.minute = minute
            await office.push(cursor={"x": str(minute)}, condition=standing(Hearing(hearing)))
            heard = office.known.heard("listen/x")
            assert heard is not None
            begun.append(heard.begun_at)

    assert begun == [factories.minutes(it) for it in (1, 1, 1, 4, 5)]


async def test_a_copy_that_a_person_made_does_not_replace_what_the_network_told() -> None:
    heard = factories.contribution(TEXT, id=ContributionId("c-1"), version="1")
    copied = factories.contribution(TEXT + " …see more", id=ContributionId("c-1"), version="2", via=Via.CAPTURED)
    async with opened() as office:
        assert await office.outcomes(heard) == ["new"]
        assert await office.outcomes(copied) == ["known"]

        (said,) = await office.known.contributions(EventId("chat-1"))

    assert said.text == TEXT


async def test_what_the_network_tells_later_replaces_a_copy() -> None:
    copied = factories.contribution(TEXT + " …see more", id=ContributionId("c-1"), version="2", via=Via.CAPTURED)
    heard = factories.contribution(TEXT, id=ContributionId("c-1"), version="1")
    async with opened() as office:
        assert await office.outcomes(copied) == ["new"]
        assert await office.outcomes(heard) == ["updated"]

        (said,) = await office.known.contributions(EventId("chat-1"))

    assert (said.text, said.via) == (TEXT, Via.LIVE)
