"""What a session's people take back, hide or join stays so, in whatever order it is done: on the real desk and shelf."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
import pytest

from bridge.documents.inbox import Inbox, Progress, Tray
from bridge.errors import UnreadableError
from bridge.projection.draft import Draft
from bridge.records import CampaignId, EventId, Lease, Passage, SourceName, State, Transcript, VoiceKey
from bridge.store.memory import MemoryStore
from bridge.web.candidates import is_hidden
from bridge.web.review import Accept, Keep, Merge, SetAside, Split, Undo
from tests import factories
from tests.workers.test_reviewing import CAMPAIGN, DECLARED, SESSION, TEXTS, WHO, Room, change, ids, opened, said


class Slow(MemoryStore):
    """Where something else is done before the next blob is kept."""

    first: Callable[[], Awaitable[object]] | None = None

    async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
        if self.first is not None:
            first, self.first = self.first, None
            await first()
        await super().put_blob(campaign, name, value)


async def spoken(room: Room, *names: str) -> None:
    """Each said by a speaker of its own, numbered from 1."""
    await room.transcribed(*(Passage(voice=VoiceKey(f"v-{it}"), text=TEXTS[it]) for it in names))
    await room.push(*map(said, names))


async def test_a_hidden_speaker_who_is_another_s_other_name_is_not_published() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await room.decide(Accept(ids=ids("text", "rota")))
        await change(room, 2, same_as=1)
        await change(room, 2, hidden=True)

        await room.publish()

        assert room.ideas == [(TEXTS["text"], 1)]


async def test_a_change_of_a_speaker_leaves_their_other_name_what_it_said() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await change(room, 2, same_as=1)

        await change(room, 1, label="A carer")

        assert (await room.one("c-rota")).speaker == "v-rota"
        assert (await room.one("c-rota")).pseudonym == "A carer"
        await change(room, 2, same_as=None)
        assert (await room.one("c-rota")).voice == "v-rota"


async def test_hiding_a_person_and_showing_them_leaves_a_hidden_other_name_hidden() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await change(room, 2, same_as=1, hidden=True)
        await change(room, 1, hidden=True)

        await change(room, 1, hidden=False)

        assert (await room.one("c-text")).state is State.WAITING
        assert (await room.one("c-rota")).state is State.HIDDEN


async def test_what_is_withdrawn_of_a_person_goes_under_their_other_names_too() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await change(room, 2, same_as=1)

        await room.reviewer.withdraw(SESSION, WHO, speaker=1)

        assert TEXTS["rota"].encode() not in room.everything()
        assert await room.push(said("letters", voice=VoiceKey("v-rota"))) == ["withdrawn"]


async def test_what_repeats_the_words_that_a_person_takes_back_is_held_for_somebody_to_look_at() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota", "letters")
        repeats = said("again", f"She said it well: “{TEXTS['text']}”", voice=VoiceKey("v-letters"))
        await room.push(repeats)
        await room.decide(Accept(ids=(*ids("text", "rota"), repeats.id)))
        await room.publish()
        assert len(room.ideas) == 3

        await room.reviewer.withdraw(SESSION, WHO, speaker=1)

        assert room.ideas == [(TEXTS["rota"], 1)]
        it = await room.one(repeats.id)
        assert it.disposition is not None
        assert (it.state, it.disposition.reason, it.disposition.into) == (State.HELD, "privacy", ids("text"))
        await room.decide(Undo(ids=(repeats.id,)))
        assert (await room.one(repeats.id)).state is State.LIVE


async def test_what_repeats_in_a_chat_what_a_session_keeps_back_is_held_and_let_go_there_at_once() -> None:
    async with opened() as room:
        await spoken(room, "text")
        chat = said("chat", f"RT @amy: {TEXTS['text']}", event=EventId("chat-1"), source=SourceName.X)
        await room.decide(SetAside(ids=ids("text"), reason="private"))
        await room.push(chat)
        assert (await room.one(chat.id)).state is State.HELD
        assert room.ideas == []

        await room.decide(Undo(ids=ids("text")))
        assert (await room.one(chat.id)).state is State.LIVE
        assert len(room.ideas) == 1


async def test_who_is_hidden_is_hidden_in_the_transcript_under_their_other_names_too() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await change(room, 2, same_as=1)
        await change(room, 1, hidden=True)

        speakers = {it.voice: it for it in room.reviewer.speakers(SESSION)}
        (transcript,) = await room.reviewer.transcripts(SESSION)

        assert [is_hidden(it, speakers) for it in transcript.passages] == [True, True]


async def test_words_told_together_go_with_their_speaker_though_the_merge_was_undone_for_them() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await room.decide(Merge(ids=ids("text", "rota")))
        await room.decide(Undo(ids=ids("rota")))
        await room.decide(Accept(ids=ids("text"), words=f"{TEXTS['text']}. {TEXTS['rota']}!"))
        await room.publish()

        await room.reviewer.withdraw(SESSION, WHO, speaker=2)

        assert TEXTS["rota"].encode() not in room.everything()
        assert room.ideas == [(TEXTS["text"], 1)]


async def test_what_was_told_with_words_that_are_withdrawn_is_told_by_itself() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota", "letters")
        await room.decide(Merge(ids=ids("text", "rota", "letters")))
        await room.publish()

        await room.reviewer.withdraw(SESSION, WHO, speaker=1)
        await room.publish()

        assert room.ideas == [(TEXTS["rota"], 2)]
        assert await room.dry_run() == []


async def test_a_second_name_that_is_masked_later_is_masked_at_once_wherever_it_was_told() -> None:
    async with opened() as room:
        named = "We could let [name] or Sarah Quist text people. Sarah has time"
        await room.push(said("text", named, masked=("name",)), said("rota"))
        await room.decide(Merge(ids=ids("text", "rota")))
        await room.publish()
        assert "Sarah" in room.ideas[0][0]

        masked = "We could let [name] or [name] text people. [name] has time"
        await room.push(said("text", masked, version="2", masked=("name",)))

        assert room.ideas == [(f"{masked} {TEXTS['rota']}", 2)]
        assert b"Sarah" not in room.everything()


async def test_a_name_that_is_masked_later_is_masked_in_parts_and_in_a_person_s_own_words() -> None:
    async with opened() as room:
        await room.push(said("text", "Let Sarah text people, and let Sarah ring them"))
        await room.decide(Split(id=ids("text")[0], parts=("Let Sarah text people", "Let Sarah ring them")))
        await room.push(said("rota", "Sarah has the rota"))
        await room.decide(Accept(ids=ids("rota"), words="Ask SARAH for the rota"))
        await room.publish()

        await room.push(
            said("text", "Let [name] text people, and let [name] ring them", version="2", masked=("name",)),
            said("rota", "[name] has the rota", version="2", masked=("name",)),
        )

        assert [text for text, _ in room.ideas] == [
            "Ask [name] for the rota",
            "Let [name] ring them",
            "Let [name] text people",
        ]
        assert b"sarah" not in room.everything().lower()


async def test_words_that_were_published_together_go_though_the_merge_was_undone_since() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        act = await room.decide(Merge(ids=ids("text", "rota"), words="Text people, and put up who nurses where"))
        await room.publish()
        await room.decide(Undo(what=act))

        await room.reviewer.withdraw(SESSION, WHO, speaker=2)

        assert room.ideas == [(TEXTS["text"], 1)]
        assert b"who nurses where" not in room.everything()


async def test_parts_are_merged_in_the_order_in_which_they_are_told() -> None:
    async with opened() as room:
        await room.push(said("text"))
        parts = ("We could text people", "and ring them", "and write", "and visit")
        await room.decide(Split(id=ids("text")[0], parts=parts))
        made = (await room.one("c-text")).disposition
        assert made is not None

        await room.decide(Merge(ids=made.into))
        await room.publish()

        assert [text for text, _ in room.ideas] == [" ".join(parts)]


async def test_what_was_kept_and_undone_can_be_kept_again_and_is_found_in_its_place() -> None:
    async with opened() as room:
        await room.transcribed(Passage(voice=VoiceKey("v-a"), text="Let the porters plan the trolleys."))
        keep = Keep(upload="u-1", passage=0, words="Let the porters plan the trolleys")
        for _ in range(2):
            act = await room.decide(keep)
            await room.decide(Undo(what=act))

        await room.decide(keep)

        (kept,) = await room.reviewer.candidates(SESSION)
        assert kept.text == "Let the porters plan the trolleys"
        with pytest.raises(UnreadableError, match="kept before"):
            await room.decide(keep)


async def test_a_transcript_that_is_being_pushed_loses_the_words_of_who_withdraws_them() -> None:
    async with opened() as room:
        await spoken(room, "text", "rota")
        await room.desk.act(_reading)

        await room.reviewer.withdraw(SESSION, WHO, speaker=2)

        assert TEXTS["rota"].encode() not in room.everything()
        assert b"everybody's names" not in room.everything()


def _reading(draft: Draft) -> None:
    upload = draft.upload("u-1")
    assert upload is not None
    draft.put(msgspec.structs.replace(upload, state="pushing"))


async def test_a_transcript_that_is_sent_when_the_review_has_ended_is_not_left_behind() -> None:
    store = Slow()
    async with opened(store=store) as room:
        line = Passage(voice=VoiceKey("v-text"), text=TEXTS["text"])
        await room.transcribed(line)
        store.first = lambda: room.reviewer.end_review(SESSION, WHO)
        transcript = Transcript(upload="u-1", session=SESSION, passages=(line,))
        await room.shelf.keep("u-1", msgspec.json.encode(transcript))

        assert TEXTS["text"].encode() not in room.everything()


async def test_a_file_of_a_session_in_which_somebody_took_back_their_words_is_not_kept_once_it_is_read() -> None:
    async with opened() as room:
        await spoken(room, "text")
        await room.reviewer.withdraw(SESSION, WHO, speaker=1)
        tray = Tray(CAMPAIGN, room.desk, lambda: room.known.work, lambda _: True, lambda _: True)
        inbox = Inbox(room.store, [tray])

        async def sent() -> AsyncIterator[bytes]:
            yield b"Ada said it again"

        upload = await inbox.submit(SESSION, "again.txt", sent(), factories.minutes(110))
        lease = Lease(id=f"upload/{upload.id}", campaign=CAMPAIGN, holder="transcribe", number=1)
        await room.desk.act(lambda draft: draft.put(lease))
        transcript = Transcript(upload=upload.id, session=SESSION, passages=())
        await room.shelf.keep(upload.id, msgspec.json.encode(transcript))
        assert b"Ada said" in room.everything()

        ended = await inbox.update(upload.id, Progress(lease=1, state="done"))

        assert ended.kept
        assert b"Ada said" not in room.everything()


async def test_a_declaration_holds_nobody_s_details() -> None:
    async with opened(declared=False) as room:
        for field, told in (("title", "Ask sarah@example.org"), ("informed", "By Bob, on 07700 900123")):
            declaration = msgspec.structs.replace(DECLARED, **{field: told})
            with pytest.raises(UnreadableError, match=f"{field}: take out what looks like a person's"):
                await room.reviewer.declare(SESSION, declaration)
        with pytest.raises(UnreadableError, match="declared it"):
            await room.publish()


async def test_what_a_person_types_turns_and_hides_nothing() -> None:
    async with opened() as room:
        await room.push(said("text"))
        await room.decide(Accept(ids=ids("text"), words="Text\u0000 them\u202e now 👩\u200d⚕️ مرحبا"))
        await room.publish()

        assert room.ideas == [("Text them now 👩\u200d⚕️ مرحبا", 1)]
