"""Documents of one session are read as one: names, identities and corrections are those of all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bridge.documents.inbox import Progress
from bridge.documents.shelf import SessionDesk
from bridge.errors import UnknownError
from bridge.push.client import PushClient
from bridge.push.frames import Grant, Outcome
from bridge.push.spool import Spool
from bridge.records import (
    ChosenColumns,
    Contribution,
    ContributionId,
    Declaration,
    Event,
    EventId,
    Report,
    State,
    Transcript,
    Upload,
)
from bridge.store.memory import MemoryStore
from tests import factories
from tests.documents.shapes import cue, vtt
from tests.documents.test_attendance import ACTIONS
from tests.workers.test_captures import Granted
from tests.workers.test_following import CAMPAIGN, Asked, stored
from tests.workers.test_listen import PLAN, SteppingClock
from workers.extracting import Findings
from workers.listen import Judge
from workers.sessions import Find, find_nothing
from workers.transcribe import Transcriber

SESSION = EventId("connect-1")
SESSION_PLAN = msgspec.structs.replace(
    PLAN, events=(*PLAN.events, factories.event(id=SESSION, type="session", tags=(), hosts={}))
)
PLACES = ["ward", "clinic", "gym", "pharmacy", "kitchen", "library", "theatre", "lounge", "chapel", "garden"]
SAID = [f"We could open the {place} on Sundays so that carers can come." for place in PLACES]
#: Enough of it that two files of the meeting are known for such.
TALK = vtt(*(cue(f"<v {('Ada Okoro', 'Mo Lund')[n % 2]}>{text}</v>", at=30.0 * n) for n, text in enumerate(SAID)))


class Desk(Asked):
    """The store's side: what was uploaded, what is said of it, and what is kept for its reviewers."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        super().__init__(self.store)
        self.bodies: dict[str, bytes] = {}
        self.uploads: dict[str, Upload] = {}
        self.columns: tuple[ChosenColumns, ...] = ()
        self.declaration: Declaration | None = None
        self.said: list[tuple[str, Progress]] = []
        self.kept: list[Transcript] = []
        self.replaced: dict[str, str] = {}
        self.rests = 0  # how often nothing waits before something does

    def send(self, name: str, body: str | bytes) -> str:
        upload = Upload(
            id=f"u{len(self.uploads) + 1}",
            session=SESSION,
            label=name,
            size=len(body),
            received_at=factories.minutes(60 + len(self.uploads)),
            campaign=CAMPAIGN,
        )
        self.uploads[upload.id] = upload
        self.bodies[upload.id] = body.encode() if isinstance(body, str) else body
        return upload.id

    def reports(self) -> dict[str, Report]:
        return {it.id: it.report for it in self.uploads.values() if it.report is not None}

    def transcripts(self) -> dict[str, Transcript]:
        return {it.upload: it for it in self.kept}

    async def waiting(self) -> Sequence[Upload]:
        if self.rests:
            self.rests -= 1
            return ()
        waiting = [it for it in self.uploads.values() if it.state not in ("done", "refused")]
        if not waiting:
            raise EOFError
        return waiting[:1]

    async def session(self, session: EventId) -> SessionDesk:
        kept = tuple(it for it in self.uploads.values() if it.session == session and it.state == "done")
        return SessionDesk(uploads=kept, columns=self.columns, declaration=self.declaration)

    async def body(self, upload: str) -> bytes:
        if upload not in self.bodies:
            raise UnknownError("Its bytes are not here any more.")
        return self.bodies[upload]

    async def keep(self, transcript: Transcript) -> None:
        assert transcript.upload in self.bodies
        self.kept.append(transcript)

    async def update(self, upload: str, progress: Progress) -> Upload:
        self.said.append((upload, progress))
        self.replaced |= progress.replaced
        now = msgspec.structs.replace(
            self.uploads[upload],
            state=progress.state,
            report=progress.report or self.uploads[upload].report,
            problem=progress.problem,
        )
        self.uploads[upload] = now
        if now.report is not None and now.report.format == "attendance":
            self.bodies.pop(upload, None)
        return now


class Stored(PushClient):
    """Takes at once what is pushed, as the store's side does: each version once, the last one counts."""

    there: dict[ContributionId, Contribution]

    async def idle(self) -> None:
        rows = await self._spool.pending(0, 1000, 10**9)
        outcomes = [self._take(row.item) for row in rows if isinstance(row.item, Contribution)]
        await self._spool.acked([row.row for row in rows])
        assert self.on_outcomes
        self.on_outcomes(outcomes)

    def _take(self, it: Contribution) -> Outcome:
        before = self.there.get(it.id)
        outcome = "new" if before is None else "updated"
        if it.state is State.WITHDRAWN:
            outcome = "withdrawn" if before is not None and before.state is not State.WITHDRAWN else "known"
        elif before is not None and it.version in (before.version, *before.earlier_versions):
            outcome = "known"
        if outcome != "known":
            versions = (before.version, *before.earlier_versions) if before else ()
            self.there[it.id] = msgspec.structs.replace(it, earlier_versions=versions)
        return Outcome(id=it.id, outcome=outcome, idea=None, at="e.1")

    @property
    def texts(self) -> list[str]:
        return [it.text for it in self.there.values() if it.state is not State.WITHDRAWN]


class Room:
    """A transcriber with what it works with."""

    def __init__(self, spool: Spool, find: Find = find_nothing) -> None:
        self.desk = Desk()
        self.claims = Granted()
        self.clock = SteppingClock()
        self._spool = spool
        self.client = Stored("ws://nowhere/v1/push", "token", "worker", spool, campaign=CAMPAIGN)
        self.client.there = {}
        self.begin(find)

    def begin(self, find: Find = find_nothing, say_again: float = 1.0) -> None:
        """As after a new start: what was in memory is gone."""
        self.transcriber = Transcriber(
            self.desk,
            self.claims,
            Judge(SESSION_PLAN, self._spool),
            self._spool,
            SESSION_PLAN,
            clock=self.clock,
            find=find,
            say_again=say_again,
            look_again=0,
        )
        self.client.on_outcomes = self.transcriber.told

    async def read(self, name: str, body: str | bytes) -> str:
        """Send a file and have it read; its report is `report`."""
        upload = self.desk.send(name, body)
        with pytest.raises(EOFError):
            await self.transcriber.run(self.client)
        return upload

    def report(self, upload: str) -> Report:
        return self.desk.reports()[upload]


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    opened = await Spool.open(tmp_path / "spool.sqlite")
    yield opened
    await opened.close()


@pytest.fixture
def room(spool: Spool) -> Room:
    return Room(spool)


async def test_a_document_is_read_pushed_and_kept_for_its_reviewers(room: Room) -> None:
    upload = await room.read("meeting.vtt", TALK)

    assert room.client.texts == SAID
    assert room.report(upload).outcomes == {"new": 10}
    assert [it.state for _, it in room.desk.said if not it.done] == ["reading", "pushing"]
    passages = room.desk.transcripts()[upload].passages
    assert [name for it in passages for name in it.said] == list(room.client.there)
    assert {it.voice for it in passages} == {it.voice for it in room.client.there.values()}
    assert all(len(it.ranks) == len(it.said) and all(0.5 <= rank <= 1 for rank in it.ranks) for it in passages)


async def test_what_is_kept_for_reviewers_names_nobody(room: Room) -> None:
    await room.read("meeting.vtt", vtt(cue("<v Ada Okoro>Ben Hale could ring people. My number is 07700 900123.</v>")))
    await room.read("chat.txt", "19:02:10\tBen Hale:\tText people the day before, Ada\n")

    assert "Ada" not in str(room.desk.kept)
    assert "900123" not in str(room.desk.kept)
    assert "Ben" not in str(room.desk.transcripts())
    assert "Hale" not in str(room.client.texts)


async def test_a_transcript_is_kept_before_what_was_said_in_it_is_pushed(room: Room) -> None:
    class Watched(Stored):
        async def idle(self) -> None:
            assert len(room.desk.kept) == 1
            await super().idle()

    room.client.__class__ = Watched
    await room.read("meeting.vtt", TALK)

    assert room.client.texts == SAID


async def test_the_same_file_again_changes_nothing(room: Room) -> None:
    first = await room.read("meeting.vtt", TALK)
    before = dict(room.client.there)

    second = await room.read("meeting (1).vtt", TALK)

    assert room.client.there == before
    assert room.report(second).outcomes == {"known": 10}
    assert room.desk.replaced == {first: second}
    assert room.desk.transcripts()[first].passages == ()
    assert len(room.desk.transcripts()[second].passages) == 10


async def test_a_corrected_file_updates_and_never_doubles(room: Room) -> None:
    await room.read("meeting.vtt", TALK)
    before = dict(room.client.there)

    second = await room.read("meeting.vtt", TALK.replace("the gym on Sundays", "a big gym on Mondays"))

    assert room.client.there.keys() == before.keys()
    assert [it for it in room.client.texts if it not in SAID] == [
        "We could open a big gym on Mondays so that carers can come."
    ]
    assert room.report(second).outcomes == {"known": 9, "updated": 1}
    assert "takes its place. Sentences told in other words: 1." in str(room.report(second).notes)


async def test_what_a_corrected_file_leaves_out_or_empties_is_taken_back(room: Room) -> None:
    await room.read("meeting.vtt", TALK)
    corrected = TALK.replace(SAID[2], "").replace(SAID[5], "The library on Sundays, that is when carers come, so.")

    second = await room.read("meeting.vtt", corrected)

    assert room.client.texts == [it for n, it in enumerate(SAID) if n not in (2, 5)]
    assert room.report(second).contributed == 8
    assert "2 of what earlier files of this session held was taken back" in str(room.report(second).notes)


async def test_an_attendance_list_masks_names_in_what_was_read_before_and_is_not_kept(room: Room) -> None:
    talk = vtt(cue("<v Mo Lund>We could let Ben Hale ring people.</v>"))
    await room.read("meeting.vtt", talk)
    assert room.client.texts == ["We could let Ben Hale ring people."]

    people = await room.read("people.csv", ACTIONS)

    report = room.report(people)
    assert room.client.texts == ["We could let [name] ring people."]
    assert (report.format, report.speakers, report.arrived, report.outcomes) == ("attendance", 2, 0, {})
    assert "not kept" in report.notes[0]
    assert "1 of what other files of this session hold was brought up to date." in report.notes
    assert people not in room.desk.transcripts()
    assert "Ben" not in str(room.desk.transcripts())


async def test_an_attendance_list_that_comes_first_masks_what_comes_then(room: Room) -> None:
    await room.read("people.csv", ACTIONS)

    await room.read("meeting.vtt", vtt(cue("<v Mo Lund>We could let Ben Hale ring people.</v>")))

    assert room.client.texts == ["We could let [name] ring people."]


async def test_a_transcriber_that_knows_the_list_no_more_unmasks_nothing_and_says_so(room: Room) -> None:
    await room.read("people.csv", ACTIONS)
    first = await room.read("meeting.vtt", vtt(cue("<v Mo Lund>We could let Ben Hale ring people.</v>")))
    room.begin()

    second = await room.read("notes.md", "- Text people the day before\n- We could open on Sundays")

    assert room.client.texts[0] == "We could let [name] ring people."
    assert "send it again" in str(room.report(second).notes)
    assert "Ben" not in str(room.desk.transcripts()[first])


async def test_a_declared_date_is_when_a_document_without_a_date_began(room: Room) -> None:
    held_at = factories.minutes(-60 * 24)
    room.desk.declaration = Declaration(
        title="Sundays", held_at=held_at, informed="at the start", public=True, at=held_at
    )

    await room.read("meeting.vtt", TALK)
    await room.read("later-20261110_190000UTC.vtt", vtt(cue("<v Ben>We could ring people twice a week.</v>", at=60)))

    moments = [it.said_at for it in room.client.there.values()]
    assert moments[:2] == [held_at, held_at + timedelta(seconds=30)]
    assert moments[-1].isoformat() == "2026-11-10T19:01:00+00:00"


async def test_a_table_is_read_with_the_columns_that_were_chosen_for_its_kind(room: Room) -> None:
    table = "Theme,Idea,Name\nText people the day before,Transport,Ada\nWe could open on Sundays,Access,Ben\n"
    first = await room.read("board.csv", table)
    signature = room.report(first).signature
    assert room.report(first).columns == ("Theme", "Idea", "Name")
    assert room.report(first).used["text"] == 1

    room.desk.columns = (ChosenColumns(id=signature, campaign=CAMPAIGN, text=0, author=2),)
    second = await room.read("board of another week.csv", table)

    assert room.report(second).used == {"text": 0, "author": 2}
    assert "We could open on Sundays" in room.client.texts


async def test_a_file_whose_bytes_are_gone_is_no_part_any_more(room: Room) -> None:
    first = await room.read("meeting.vtt", TALK)
    del room.desk.bodies[first]

    await room.read("meeting.vtt", TALK.replace("the gym", "a big gym"))

    assert room.desk.replaced == {}
    assert len(room.client.texts) == 11


async def test_a_file_that_cannot_be_read_is_refused_and_is_no_part(room: Room) -> None:
    broken = await room.read("meeting.vtt", b"%PDF-1.7")
    fine = await room.read("meeting.vtt", TALK)

    assert room.desk.uploads[broken].state == "refused"
    assert room.report(fine).outcomes == {"new": 10}


async def test_it_is_said_how_far_it_is_at_most_once_a_second(room: Room) -> None:
    many = "\n".join(f"- We could open the {PLACES[n % 10]} at {n} for carers" for n in range(1_000))

    await room.read("notes.md", many)

    far = [(it.state, it.done, it.of) for _, it in room.desk.said if it.of]
    assert [state for state, _, _ in far] == ["reading"] * (len(far) - 2) + ["pushing", "done"]
    assert 1 <= len(far) - 2 <= 11  # the clock goes on by a tenth of a second for each of a hundred looks
    assert far[-1] == ("done", 1_000, 1_000)
    assert all(0 < done <= of == 1_000 for _, done, of in far if done)


async def test_while_the_store_is_slow_it_is_said_how_much_is_pushed(room: Room) -> None:
    room.begin(say_again=0.001)
    enough = asyncio.Event()

    class Patient(Desk):
        async def update(self, upload: str, progress: Progress) -> Upload:
            if [it.state for _, it in self.said].count("pushing") == 2:
                enough.set()
            return await super().update(upload, progress)

    class Slow(Stored):
        async def idle(self) -> None:
            await asyncio.wait_for(enough.wait(), 10)
            await super().idle()

    room.desk.__class__, room.client.__class__ = Patient, Slow
    await room.read("meeting.vtt", TALK)

    assert [it.of for _, it in room.desk.said if it.state == "pushing"][:3] == [10, 10, 10]


async def test_what_else_is_found_is_pushed_and_shown_in_its_passage(room: Room) -> None:
    looked: list[str] = []

    async def find(session: Event, passages: Transcript, by_rules: Mapping[ContributionId, str]) -> Findings:
        looked.append(passages.upload)
        assert {name for it in passages.passages for name in it.said} == {*by_rules}
        at = len(passages.passages) - 1
        made = factories.contribution("A garden for all", id=ContributionId("c-found"), event=session.id)
        return Findings([(at, made)], "One more was found.")

    room.begin(find)
    first = await room.read("meeting.vtt", TALK)
    await room.read("notes.md", "- Text people the day before")

    assert looked == [first, "u2"]
    assert "One more was found." in room.desk.reports()[first].notes
    assert room.client.texts.count("A garden for all") == 1
    assert room.desk.transcripts()[first].passages[-1].said[-1] == "c-found"
    assert len(room.desk.transcripts()[first].passages[-1].ranks) == 2


class Shared(Granted):
    """Another transcriber reads of the session first."""

    asked: tuple[str, ...] = ()

    async def try_hold(self, stream: str) -> Grant | None:
        self.asked += (stream,)
        return None if len(self.asked) == 1 else Grant(number=1)


async def test_while_another_reads_of_a_session_nobody_else_does(room: Room) -> None:
    room.claims = claims = Shared()
    room.begin()

    await room.read("meeting.vtt", TALK)

    assert claims.asked == ("reading/connect-1", "reading/connect-1", "upload/u1")
    assert claims.left[-2:] == ["upload/u1", "reading/connect-1"]
    assert room.client.texts == SAID


@pytest.mark.parametrize(("minutes", "times"), [(1, 1), (60, 2)])
async def test_documents_are_forgotten_after_a_while_and_read_again_when_they_are_needed(
    room: Room, minutes: int, times: int
) -> None:
    first = await room.read("meeting.vtt", TALK)
    room.clock.at += timedelta(minutes=minutes)
    room.desk.rests = 1

    second = await room.read("notes.md", "- Text people the day before")

    assert [it.upload for it in room.desk.kept] == [first] * times + [second]
    assert room.report(second).outcomes == {"new": 1}


async def test_words_that_were_taken_back_in_the_review_go_from_the_spool_within_the_hour(
    room: Room, spool: Spool
) -> None:
    await room.read("meeting.vtt", TALK)
    gone, *left = room.client.there.values()
    await stored(room.desk.store, msgspec.structs.replace(gone, state=State.WITHDRAWN, text=""), *left)

    room.clock.at += timedelta(minutes=45)
    with pytest.raises(EOFError):
        await room.transcriber.run(room.client)

    await spool.compare({})
    again = await spool.pending(0, 100, 10**9)
    assert [it.item.text for it in again if isinstance(it.item, Contribution)] == SAID[1:]
