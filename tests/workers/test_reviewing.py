"""A session's review: on the real desk, projection, shelf and grouping, without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.documents.shelf import Bay, Shelf
from bridge.errors import UnknownError, UnreadableError
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import (
    SET_ASIDE_REASONS,
    CampaignId,
    ChosenColumns,
    Commit,
    Contribution,
    ContributionId,
    Declaration,
    Event,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Passage,
    Relation,
    SourceName,
    Speaker,
    State,
    Transcript,
    Upload,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from bridge.web.candidates import queue_of
from bridge.web.review import Accept, Act, Agree, Keep, Merge, SetAside, SpeakerChange, Split, Undo
from tests import factories
from workers.desk import Desk
from workers.ranking import review_order
from workers.reviewing import DeskReviewer

CAMPAIGN = CampaignId("elective-care")
SESSION = EventId("connect-1")
WHO = "token-1"
TEXTS = {
    "text": "We could text people a week before their operation",
    "volunteers": "Ask volunteers to drive people who have no car to the clinic",
    "rota": "Publish the rota of the community nurses on the ward's board",
    "letters": "Why not send appointment letters in large print and in Welsh",
}
DECLARED = Declaration(
    title="Connect", held_at=factories.minutes(0), informed="In the invitation", public=True, at=factories.minutes(90)
)


class Clock:
    """Stands after the session."""

    def now(self) -> Any:
        return factories.minutes(120)


class Room:
    """A session that was read, and those who review it."""

    def __init__(self, store: MemoryStore | None = None, keep_days: int = 30) -> None:
        self.store = store or MemoryStore()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(self.store, self.known, Clock())
        bay = Bay(
            campaign=CAMPAIGN,
            desk=self.desk,
            work=lambda: self.known.work,
            event=self.known.event,
            columns=self.known.chosen_columns,
        )
        self.shelf = Shelf(self.store, [bay], keep_days=keep_days)
        self.reviewer = DeskReviewer(self.desk, self.known, self.shelf, Clock())

    async def push(self, *contributions: Contribution) -> list[str]:
        outcomes = await self.desk.take("transcribe", Push(n=1, contributions=contributions))
        return [it.outcome for it in outcomes]

    async def decide(self, act: Act) -> str:
        return await self.reviewer.decide(SESSION, act, WHO)

    async def publish(self) -> list[tuple[str, str]]:
        return [(it.id, it.what) for it in await self.reviewer.publish(SESSION, WHO, dry_run=False)]

    async def dry_run(self) -> list[tuple[str, str]]:
        return [(it.id, it.what) for it in await self.reviewer.publish(SESSION, WHO, dry_run=True)]

    async def one(self, name: str) -> Contribution:
        found = (await self.store.fetch(CAMPAIGN, "contribution", [name]))[name]
        assert isinstance(found, Contribution)
        return found

    async def transcribed(self, *passages: Passage, upload: str = "u-1") -> None:
        """As the transcriber does before it pushes."""
        await self.desk.act(lambda draft: draft.put(_upload(upload)))
        await self.store.put_blob(CAMPAIGN, f"upload/{upload}", b"the file with everybody's names")
        transcript = Transcript(upload=upload, session=SESSION, passages=passages)
        await self.shelf.keep(upload, msgspec.json.encode(transcript))

    @property
    def ideas(self) -> list[tuple[str, int]]:
        return sorted((it.text, it.voices) for it in self.known.ideas())

    def everything(self) -> bytes:
        """All bytes that the store holds."""
        entities = b"".join(value for _, value in self.store._entities[CAMPAIGN].values())
        return entities + b"".join(self.store._blobs.values())


@asynccontextmanager
async def opened(*, declared: bool = True, **fields: Any) -> AsyncIterator[Room]:
    room = Room(**fields)
    session = factories.event(id=SESSION, type="session", title="Connect", hosts={}, tags=())
    session = msgspec.structs.replace(session, declaration=DECLARED if declared else None)
    puts = (factories.campaign(), factories.challenge(), session, factories.event())
    await room.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await room.known.catch_up(room.store)
    working = asyncio.create_task(room.desk.run())
    try:
        yield room
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(name: str, text: str | None = None, **fields: Any) -> Contribution:
    nth = [*TEXTS].index(name) if name in TEXTS else len(name)
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{name}"),
        "event": SESSION,
        "source": SourceName.SESSION,
        "voice": VoiceKey(f"v-{name}"),
        "said_at": factories.minutes(nth + 1),
        "version": "1",
        "pseudonym": "Speaker 1",
    }
    return factories.contribution(text or TEXTS[name], **plain | fields)


def ids(*names: str) -> tuple[ContributionId, ...]:
    return tuple(ContributionId(f"c-{it}") for it in names)


def _upload(name: str) -> Upload:
    return Upload(
        id=name,
        campaign=CAMPAIGN,
        session=SESSION,
        label="meeting.vtt",
        size=1,
        received_at=factories.minutes(100),
        state="done",
    )


def idea_of(name: str) -> IdeaId:
    return IdeaId(f"i-{name}")


async def test_nothing_that_was_said_in_a_session_is_published_by_itself() -> None:
    async with opened() as room:
        outcomes = await room.push(*map(said, TEXTS), said("rung", "Ring [phone] for help", masked=("phone",)))

        assert outcomes == ["waiting"] * 4 + ["held"]
        assert room.ideas == []
        assert await room.dry_run() == await room.publish() == []


async def test_what_a_person_accepts_is_published_in_their_words_and_asking_again_changes_nothing() -> None:
    async with opened() as room:
        await room.push(*map(said, TEXTS))
        await room.decide(Accept(ids=ids("text"), words="Text people a week before an operation"))
        await room.decide(Accept(ids=ids("volunteers", "rota")))
        await room.decide(SetAside(ids=ids("letters"), reason="outside"))

        dry = await room.dry_run()
        assert room.ideas == []
        assert await room.publish() == dry == [(it, "new") for it in ids("text", "volunteers", "rota")]
        assert room.ideas == sorted(
            [("Text people a week before an operation", 1), (TEXTS["volunteers"], 1), (TEXTS["rota"], 1)]
        )
        assert await room.publish() == []
        assert (await room.one("c-text")).text == TEXTS["text"]  # what was said stays, for moderators


async def test_nothing_is_published_before_the_session_is_declared() -> None:
    async with opened(declared=False) as room:
        await room.push(said("text"))
        await room.decide(Accept(ids=ids("text")))

        with pytest.raises(UnreadableError, match="declared"):
            await room.publish()

        await room.reviewer.declare(SESSION, msgspec.structs.replace(DECLARED, public=False))
        assert await room.publish() == [("c-text", "new")]
        assert [it.for_members for it in room.known.ideas()] == [True]


async def test_the_same_file_again_doubles_nothing_and_a_correction_waits_for_the_next_publishing() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.decide(Accept(ids=ids("text")))
        await room.publish()

        assert await room.push(said("text")) == ["known"]
        corrected = said("text", "We could text people eight days before their operation", version="2")
        assert await room.push(corrected) == ["updated"]
        assert room.ideas == [(TEXTS["text"], 1)]
        assert await room.publish() == [("c-text", "changed")]
        assert room.ideas == [("We could text people eight days before their operation", 1)]


async def test_what_is_masked_later_is_masked_at_once_where_it_was_published_as_it_was_said() -> None:
    async with opened() as room:
        named = "We could let Sarah text people a week before their operation"
        await room.push(said("text", named))
        await room.decide(Accept(ids=ids("text")))
        await room.publish()

        masked = named.replace("Sarah", "[name]")
        await room.push(said("text", masked, version="2", masked=("name",)))

        assert room.ideas == [(masked, 1)]
        assert b"Sarah" not in room.everything()


async def test_two_sentences_that_are_merged_are_one_idea_with_both_voices() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.decide(Merge(ids=ids("rota", "text"), words="Text people, and show the rota"))

        assert await room.publish() == [("c-text", "new"), ("c-rota", "supports")]
        assert room.ideas == [("Text people, and show the rota", 2)]

        await room.decide(Undo(ids=ids("rota")))
        await room.decide(Accept(ids=ids("rota")))
        assert await room.publish() == [("c-rota", "new")]


async def test_a_sentence_that_is_split_is_told_in_its_parts_and_stays_as_it_was_said() -> None:
    async with opened() as room:
        await room.push(said("text"))
        act = await room.decide(
            Split(id=ContributionId("c-text"), parts=("Text people early", "Ring those without a phone"))
        )

        assert [what for _, what in await room.publish()] == ["new", "new"]
        assert [text for text, _ in room.ideas] == ["Ring those without a phone", "Text people early"]
        parts = [it for it in await room.reviewer.candidates(SESSION) if it.part_of]
        assert {it.voice for it in parts} == {VoiceKey("v-text")}

        await room.decide(Undo(what=act))
        assert await room.publish() == []
        assert room.ideas == []
        assert [it.id for it in await room.reviewer.candidates(SESSION)] == [*ids("text")]


async def test_what_agrees_with_an_idea_that_is_there_is_a_voice_for_it() -> None:
    async with opened() as room:
        heard = factories.contribution(
            "Send people a message before surgery", id=ContributionId("c-9"), voice=VoiceKey("v-9"), version="1"
        )
        await room.push(heard, said("text"))
        await room.decide(Agree(ids=ids("text"), idea=idea_of("9")))

        assert await room.publish() == [("c-text", "supports")]
        assert room.ideas == [("Send people a message before surgery", 2)]
        assert [it.sources for it in room.known.ideas()] == [{"bluesky": 1, "session": 1}]


async def test_the_same_words_as_an_idea_of_a_chat_join_it() -> None:
    async with opened() as room:
        heard = factories.contribution(TEXTS["text"], id=ContributionId("c-9"), voice=VoiceKey("v-9"), version="1")
        await room.push(heard, said("text"))
        await room.decide(Accept(ids=ids("text")))

        assert await room.publish() == [("c-text", "joins")]
        assert room.ideas == [(TEXTS["text"], 2)]


async def test_who_agreed_in_the_session_goes_with_what_they_agreed_to() -> None:
    async with opened() as room:
        agreed = said("plus-one", "Great idea", kind=Kind.SUPPORT, reply_to=ContributionId("c-text"))
        await room.push(said("text"), agreed)
        await room.decide(Accept(ids=ids("text")))

        assert await room.publish() == [("c-text", "new"), ("c-plus-one", "supports")]
        assert room.ideas == [(TEXTS["text"], 2)]
        assert [it.placed.relation for it in [await room.one("c-plus-one")] if it.placed] == [Relation.SUPPORT]

        await room.decide(SetAside(ids=ids("text"), reason="private"))
        assert await room.publish() == [("c-text", "taken_back"), ("c-plus-one", "taken_back")]
        assert room.ideas == []


async def test_each_decision_can_be_taken_back_one_after_another() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.decide(Accept(ids=ids("text"), words="First words"))
        await room.decide(Accept(ids=ids("text"), words="Second words"))
        await room.publish()
        assert room.ideas == [("Second words", 1)]

        await room.decide(Undo(ids=ids("text")))
        assert await room.publish() == [("c-text", "changed")]
        assert room.ideas == [("First words", 1)]

        await room.decide(Undo(ids=ids("text")))
        assert await room.publish() == []  # undecided again: what was published stays until somebody decides
        with pytest.raises(UnknownError, match="taken back already"):
            await room.decide(Undo(ids=ids("text")))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (Accept(ids=ids("nobody")), "is not there"),
        (Accept(ids=ids("text", "rota"), words="Both"), "one at a time"),
        (Accept(ids=ids("text"), words="Ring 07700 900123 about it"), "looks like a person's phone number"),
        (SetAside(ids=ids("text"), reason="dull"), "choose one of"),
        (Agree(ids=ids("text"), idea=IdeaId("i-0")), "there is none"),
        (Merge(ids=(*ids("text"), *ids("text"))), "two or more"),
        (Undo(what="0"), "nothing to be taken back"),
        (Keep(upload="u-0", passage=0, words="Anything"), "not kept any more"),
    ],
)
async def test_what_cannot_be_decided_says_why_and_changes_nothing(act: Act, message: str) -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        before = room.everything()

        with pytest.raises((UnknownError, UnreadableError), match=message):
            await room.decide(act)
        assert room.everything() == before


async def test_what_the_rules_passed_over_can_be_kept_from_its_passage() -> None:
    async with opened() as room:
        line = Passage(
            voice=VoiceKey("v-a"), text="Well, the porters know best, let them plan the trolleys.", from_s=60
        )
        await room.transcribed(line)
        keep = Keep(upload="u-1", passage=0, words="the porters know best, let them plan the trolleys")

        await room.decide(keep)
        assert [what for _, what in await room.publish()] == ["new"]
        assert [text for text, _ in room.ideas] == ["the porters know best, let them plan the trolleys"]
        there = await room.reviewer.transcripts(SESSION), await room.reviewer.candidates(SESSION)
        (candidate,) = queue_of(*there, room.reviewer.speakers(SESSION), review_order).candidates
        assert candidate.context.passage is not None
        assert candidate.context.passage.text == line.text
        with pytest.raises(UnreadableError, match="kept before"):
            await room.decide(keep)
        with pytest.raises(UnreadableError, match="stand in this passage"):
            await room.decide(Keep(upload="u-1", passage=0, words="something else"))


async def test_speakers_are_numbers_and_two_of_them_can_be_one_person() -> None:
    async with opened() as room:
        one, other = VoiceKey("v-text"), VoiceKey("v-rota")
        await room.transcribed(
            Passage(voice=one, text="…"), Passage(voice=other, text="…"), Passage(voice=None, text="…")
        )
        await room.push(said("text"), said("rota"))
        assert [(it.number, it.name) for it in room.reviewer.speakers(SESSION)] == [(1, "Speaker 1"), (2, "Speaker 2")]
        assert [(await room.one(f"c-{it}")).pseudonym for it in ("text", "rota")] == ["Speaker 1", "Speaker 2"]
        await room.decide(Merge(ids=ids("text", "rota"), words="Text, and show the rota"))
        await room.publish()
        assert [voices for _, voices in room.ideas] == [2]

        await change(room, 2, same_as=1)
        assert [voices for _, voices in room.ideas] == [1]
        await room.push(said("letters", voice=other))
        assert (await room.one("c-letters")).voice == one

        await change(room, 2, same_as=None)
        assert [voices for _, voices in room.ideas] == [2]
        assert (await room.one("c-letters")).voice == other


async def test_a_label_is_what_reviewers_read_and_holds_nobody_s_details() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=VoiceKey("v-text"), text="…"))
        await room.push(said("text"))

        assert (await change(room, 1, label="Ward sister", facilitates=True)).name == "Ward sister"
        assert (await room.one("c-text")).pseudonym == "Ward sister"
        with pytest.raises(UnreadableError, match="somebody's details"):
            await change(room, 1, label="sarah@example.nhs.uk")
        with pytest.raises(UnknownError, match="there are 1"):
            await change(room, 2, hidden=True)
        with pytest.raises(UnreadableError, match="same_as"):
            await change(room, 1, same_as=1)


async def test_what_a_hidden_speaker_said_is_shown_nowhere_until_they_are_shown_again() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=VoiceKey("v-text"), text="…"))
        await room.push(said("text"), said("rota"))
        await room.decide(Accept(ids=ids("text", "rota")))
        await room.publish()

        await change(room, 1, hidden=True)
        assert [text for text, _ in room.ideas] == [TEXTS["rota"]]
        assert await room.publish() == []
        await room.push(said("letters", voice=VoiceKey("v-text")))
        assert (await room.one("c-letters")).state is State.HIDDEN

        await change(room, 1, hidden=False)
        assert [text for text, _ in room.ideas] == sorted([TEXTS["rota"], TEXTS["text"]])
        assert (await room.one("c-letters")).state is State.WAITING


@pytest.mark.parametrize("what", [{"idea": idea_of("text")}, {"speaker": 1}, {"everything": True}])
async def test_what_is_withdrawn_is_nowhere_in_the_store_any_more(what: dict[str, Any]) -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=VoiceKey("v-text"), text=TEXTS["text"], said=ids("text"), ranks=(1.0,)))
        await room.push(said("text"), said("rota"))
        await room.decide(Merge(ids=ids("text", "rota"), words="Text people, and show the rota"))
        await room.decide(Accept(ids=ids("text"), words="Text people, please"))
        await room.publish()
        if "idea" in what:
            await room.reviewer.end_review(SESSION, WHO)

        await room.reviewer.withdraw(SESSION, WHO, **what)

        assert b"text people" not in room.everything().lower()
        assert b"everybody's names" not in room.everything()
        assert await room.push(said("text", version="2")) == ["known"]
        fresh = said("again", "We could text people earlier", voice=VoiceKey("v-text"))
        assert await room.push(fresh) == (["waiting"] if "idea" in what else ["withdrawn"])


async def test_what_one_speaker_takes_back_leaves_the_words_that_were_told_together_with_it() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=VoiceKey("v-rota"), text=TEXTS["rota"]))
        await room.push(said("text"), said("rota"))
        await room.decide(Merge(ids=ids("text", "rota")))
        await room.publish()
        assert [text for text, _ in room.ideas] == [f"{TEXTS['text']} {TEXTS['rota']}"]

        assert await room.reviewer.withdraw(SESSION, WHO, speaker=1) == 1

        assert room.ideas == [(TEXTS["text"], 1)]
        assert b"rota" not in room.everything().replace(b"c-rota", b"").replace(b"v-rota", b"")


async def test_what_a_corrected_document_no_longer_holds_goes_and_comes_back_with_the_next_that_does() -> None:
    async with opened() as room:
        await room.push(said("text"), said("rota"))
        await room.decide(Accept(ids=ids("rota")))
        missing = [said(it, "", state=State.WITHDRAWN, version="gone") for it in ("text", "rota")]

        assert await room.push(*missing) == ["withdrawn", "known"]
        assert [it.id for it in await room.reviewer.candidates(SESSION)] == [*ids("rota")]
        assert await room.push(said("text", version="2")) == ["waiting"]
        assert len(await room.reviewer.candidates(SESSION)) == 2


async def test_files_and_transcripts_are_kept_for_the_review_and_no_longer() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=None, text="Said by nobody"))
        assert [it.id for it in room.shelf.table(SESSION).uploads] == ["u-1"]

        await room.shelf.expire(factories.minutes(100) + timedelta(days=29))
        assert len(await room.reviewer.transcripts(SESSION)) == 1
        await room.shelf.expire(factories.minutes(100) + timedelta(days=30))
        assert await room.reviewer.transcripts(SESSION) == []
        assert room.shelf.table(SESSION).uploads == ()
        assert b"everybody" not in room.everything()


async def test_where_nothing_is_kept_a_transcript_leaves_its_speakers_numbers_alone() -> None:
    async with opened(keep_days=0) as room:
        await room.transcribed(Passage(voice=VoiceKey("v-text"), text="Said by somebody"))

        assert [it.number for it in room.reviewer.speakers(SESSION)] == [1]
        assert await room.reviewer.transcripts(SESSION) == []
        assert b"Said by somebody" not in room.everything()


async def test_a_table_is_read_again_by_the_columns_that_its_host_chose() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=None, text="…"))
        chosen = ChosenColumns(id="abc", campaign=CAMPAIGN, text=2)

        await room.reviewer.choose_columns("u-1", chosen)
        assert [it.state for it in room.known.work.open_uploads()] == ["waiting"]
        assert room.shelf.table(SESSION).columns == (chosen,)

        await room.reviewer.end_review(SESSION, WHO)
        with pytest.raises(UnreadableError, match="no longer kept"):
            await room.reviewer.choose_columns("u-1", chosen)


async def test_who_did_what_is_written_down_without_any_words() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.decide(Accept(ids=ids("text"), words="Text people early"))
        await room.publish()
        await room.reviewer.end_review(SESSION, WHO)
        await room.reviewer.withdraw(SESSION, WHO, everything=True)

        audits = [it for _, it in room.store.audit]
        assert [(it.who, it.act, it.target) for it in audits] == [
            (WHO, it, SESSION) for it in ("accept", "publish", "end_review", "withdraw")
        ]
        assert b"early" not in msgspec.json.encode(audits)


async def test_the_order_of_review_goes_by_what_was_said_around_a_candidate() -> None:
    async with opened() as room:
        passages = (
            Passage(voice=VoiceKey("v-text"), text=TEXTS["text"], said=ids("text"), ranks=(0.7,)),
            Passage(voice=VoiceKey("v-rota"), text=TEXTS["rota"], said=ids("rota"), ranks=(0.7,)),
            Passage(voice=VoiceKey("v-x"), text="Great idea, I like that."),
        )
        await room.transcribed(*passages)
        await room.push(said("text"), said("rota"), said("letters"))

        found = review_order(await room.reviewer.transcripts(SESSION), await room.reviewer.candidates(SESSION), ())

        assert found[ids("rota")[0]][0] > found[ids("text")[0]][0]
        assert found[ids("letters")[0]] == (0.9, "by its kind alone")


async def change(room: Room, number: int, **fields: Any) -> Speaker:
    return await room.reviewer.name_speaker(SESSION, number, SpeakerChange(**fields), WHO)


_NAMES = [*TEXTS]
_SOME = st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True)
_ACTS: st.SearchStrategy[Act] = st.one_of(
    _SOME.map(lambda it: Accept(ids=ids(*it))),
    st.sampled_from(_NAMES).map(lambda it: Accept(ids=ids(it), words=f"In other words: {it}")),
    st.tuples(_SOME, st.sampled_from([*SET_ASIDE_REASONS])).map(lambda it: SetAside(ids=ids(*it[0]), reason=it[1])),
    st.lists(st.sampled_from(_NAMES), min_size=2, max_size=3, unique=True).map(lambda it: Merge(ids=ids(*it))),
    st.sampled_from(_NAMES).map(lambda it: Split(id=ids(it)[0], parts=(f"One of {it}", f"Two of {it}"))),
    _SOME.map(lambda it: Undo(ids=ids(*it))),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(_ACTS, st.sampled_from(["publish", "again"])), max_size=12))
def test_whatever_is_decided_a_dry_run_tells_what_publishing_does_and_publishing_twice_does_nothing(
    deeds: Sequence[Act | str],
) -> None:
    async def review() -> None:
        async with opened() as room:
            await room.push(*map(said, TEXTS))
            for deed in [*deeds, "publish"]:
                if deed == "publish":
                    foreseen = await room.dry_run()
                    assert await room.publish() == foreseen
                    assert [what for _, what in await room.dry_run() if what != "lacking"] == []
                elif isinstance(deed, str):
                    assert await room.push(*map(said, TEXTS)) == ["known"] * 4
                else:
                    try:
                        await room.decide(deed)
                    except (UnknownError, UnreadableError):
                        continue
            live = [it for it in await room.reviewer.candidates(SESSION) if it.state is State.LIVE]
            assert all(it.placed is not None for it in live)
            found = await room.known.find_ideas({it.placed.idea for it in live if it.placed})
            assert all(it.state is State.LIVE for it in found.values())
            assert {it.id for it in room.known.ideas()} == {*found}
            await room.reviewer.withdraw(SESSION, WHO, everything=True)
            assert room.ideas == []
            assert b"In other words" not in room.everything()

    asyncio.run(review())


def test_the_records_of_a_review_read_back() -> None:
    """What stores write is read by the union of all entities."""
    for it in (
        Speaker(id="s/v", campaign=CAMPAIGN, event=SESSION, voice=VoiceKey("v"), number=1),
        ChosenColumns(id="x", campaign=CAMPAIGN, text=0),
    ):
        assert msgspec.json.decode(msgspec.json.encode(it), type=Event | Idea | Speaker | ChosenColumns) == it


async def test_who_agrees_with_nothing_that_is_published_is_not_published_as_an_idea_or_a_voice() -> None:
    async with opened() as room:
        agreed = said("agreed", "Absolutely, yes", kind=Kind.SUPPORT, reply_to=ids("text")[0])
        await room.push(said("text"), agreed)
        await room.decide(SetAside(ids=ids("text"), reason="outside"))
        await room.decide(Accept(ids=ids("agreed")))

        assert await room.publish() == [("c-agreed", "lacking")]
        assert (await room.one("c-agreed")).state is State.WAITING

        await room.decide(Accept(ids=ids("text")))
        assert await room.publish() == [("c-text", "new"), ("c-agreed", "supports")]
        await room.decide(SetAside(ids=ids("text"), reason="outside"))
        assert await room.publish() == [("c-text", "taken_back"), ("c-agreed", "taken_back")]
