"""Captured posts are judged with all that was heard, under the name that their network gives them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from bridge.documents.inbox import Progress
from bridge.intake.pipeline import take
from bridge.push.client import PushClient
from bridge.push.frames import Grant, Outcome
from bridge.push.spool import Spool
from bridge.records import (
    Commit,
    Contribution,
    EventId,
    Kind,
    QuestionId,
    Rejected,
    Report,
    SourceName,
    State,
    Turn,
    Upload,
    Via,
)
from bridge.store.memory import MemoryStore
from tests import factories
from tests.workers.test_following import CAMPAIGN, Asked, Granting
from tests.workers.test_listen import PLAN, SteppingClock, native, post
from workers import remote
from workers.captures import Captures, Taken
from workers.cli import main
from workers.errands import Agenda
from workers.listen import Judge
from workers.transcribe import Transcriber

ADA = "https://bsky.app/profile/did:plc:amy/post/a"
LINKEDIN = "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456"
UPLOAD = Upload(
    id="u1", session=EventId("chat-1"), label="posts.csv", size=1, received_at=factories.minutes(30), campaign=CAMPAIGN
)
WORDS = "Ring people every month while they wait"


def sent(*rows: str, **slip: Any) -> bytes:
    questions = [{"id": "chat-1/q2", "number": 2}]
    told = {"captured": "table", "questions": questions, **slip}
    return "\n".join([json.dumps(told), "text;link;author;date;question;reply to", *rows]).encode()


class Facilitated(Asked):
    """Tells that a facilitator put the second question on ten minutes into the chat."""

    async def questions(self, seen: str) -> Agenda:
        turn = Turn(at=factories.minutes(10), question=QuestionId("chat-1/q2"))
        return Agenda(questions=PLAN.questions, turns={EventId("chat-1"): (turn,)}, seen="1")


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    opened = await Spool.open(tmp_path / "spool.sqlite")
    yield opened
    await opened.close()


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


async def read(spool: Spool, store: MemoryStore, body: bytes, **more: Any) -> Taken:
    captures = Captures(Facilitated(store), Judge(PLAN, spool), spool, PLAN, **more)
    return await captures.read(body, UPLOAD, PLAN.events[0])


async def heard_live(store: MemoryStore, *contributions: Contribution | Rejected) -> None:
    """Another worker heard these, and the store has them."""
    puts = tuple(it for it in contributions if isinstance(it, Contribution))
    await store.commit(CAMPAIGN, Commit(expected_seq=(await store.place(CAMPAIGN)).seq, puts=puts))


def said(taken: Taken) -> list[Contribution]:
    return [it for it in taken.outcomes if isinstance(it, Contribution)]


async def test_a_captured_post_is_scrubbed_judged_and_marked_as_captured(spool: Spool, store: MemoryStore) -> None:
    taken = await read(spool, store, sent(f"{WORDS}. Ring me on 07700 900123;{LINKEDIN};Ada Okoro;;;"))

    [contribution] = said(taken)
    assert (contribution.via, contribution.source, contribution.event) == (Via.CAPTURED, SourceName.LINKEDIN, "chat-1")
    assert (contribution.state, contribution.masked) == (State.HELD, ("phone",))
    assert "900123" not in contribution.text
    assert (contribution.handle, contribution.link) == ("Ada Okoro", LINKEDIN)
    assert (taken.report.arrived, taken.report.contributed) == (1, 1)


async def test_what_was_heard_live_is_known_when_it_is_captured(spool: Spool, store: MemoryStore) -> None:
    live = take(post("a", "Share one waiting list #SolvingTogether", said_at=factories.minutes(3)), PLAN)
    await heard_live(store, live)

    taken = await read(spool, store, sent(f"A poor copy;{ADA};;;;", f"{WORDS};{LINKEDIN};;;;"))

    assert [it.text for it in said(taken)] == [WORDS]
    assert taken.known == 1
    assert (taken.report.arrived, taken.report.contributed, taken.report.rejected) == (2, 2, {})


async def test_what_is_captured_first_has_the_name_that_it_will_be_heard_under(
    spool: Spool, store: MemoryStore
) -> None:
    async def accounts(handles: Collection[str]) -> Mapping[str, str]:
        assert handles == {"amy.example"}
        return {"amy.example": "did:plc:amy"}

    link = "https://bsky.app/profile/amy.example/post/a"
    taken = await read(spool, store, sent(f"{WORDS};{link};;;;"), accounts=accounts)
    live = take(factories.arrival(f"{WORDS} #SolvingTogether", id=native("a"), author="did:plc:amy"), PLAN)

    [captured] = said(taken)
    assert isinstance(live, Contribution)
    assert (captured.id, captured.voice) == (live.id, live.voice)
    assert captured.version != live.version


async def test_an_account_that_cannot_be_looked_up_is_told(spool: Spool, store: MemoryStore) -> None:
    taken = await read(spool, store, sent(f"{WORDS};https://bsky.app/profile/amy.example/post/a;;;;"))

    assert len(said(taken)) == 1
    assert "could not be looked up" in taken.report.notes[-1]


async def test_a_directory_that_does_not_answer_holds_nothing_up(spool: Spool, store: MemoryStore) -> None:
    async def never(handles: Collection[str]) -> Mapping[str, str]:
        await asyncio.Event().wait()
        raise AssertionError(handles)

    body = sent(f"{WORDS};https://bsky.app/profile/amy.example/post/a;;;;")

    taken = await read(spool, store, body, accounts=never, patience=0)

    assert len(said(taken)) == 1
    assert "could not be looked up" in taken.report.notes[-1]


async def test_the_question_is_the_one_that_was_on_as_hosts_and_facilitators_had_it(
    spool: Spool, store: MemoryStore
) -> None:
    asked = post("q1", "Q1: What would help? #SolvingTogether", said_at=factories.minutes(1))
    await heard_live(store, take(msgspec.structs.replace(asked, author="did:plc:host"), PLAN))

    taken = await read(
        spool,
        store,
        sent(
            f"{WORDS};;;2026-11-02 19:03;;",
            "Text people the day before;;;2026-11-02 19:04;Q2;",
            "A2 Open the clinic on Saturdays;;;2026-11-02 19:05;;",
            "Put letters in plain words;;;2026-11-02 19:12;;",
            f"Share one waiting list;;;2026-11-03 09:00;;{ADA.removesuffix('a')}q1",
        ),
    )

    assert [it.question for it in said(taken)] == [f"chat-1/q{it}" for it in (1, 2, 2, 2, 1)]
    assert said(taken)[1].question_why == "chosen by who captured it"


async def test_the_same_row_twice_is_pushed_once(spool: Spool, store: MemoryStore) -> None:
    taken = await read(spool, store, sent(f"{WORDS};{LINKEDIN};;;;", f"{WORDS};{LINKEDIN}?trk=x;;;;"))

    assert len(said(taken)) == 1
    assert taken.known == 1


async def test_other_words_under_the_same_link_are_another_version(spool: Spool, store: MemoryStore) -> None:
    [first] = said(await read(spool, store, sent(f"{WORDS};{LINKEDIN};;;;")))
    [same] = said(await read(spool, store, sent(f"{WORDS}\t;{LINKEDIN};;;;")))
    [other] = said(await read(spool, store, sent(f"{WORDS}, please;{LINKEDIN};;;;")))

    assert first.id == same.id == other.id
    assert (first.version == same.version, first.version == other.version) == (True, False)
    assert WORDS not in first.version


async def test_a_post_of_tags_alone_is_rejected_and_counted(spool: Spool, store: MemoryStore) -> None:
    taken = await read(spool, store, sent("#SolvingTogether;;;;;", f"{WORDS};;;;;"))

    assert (taken.report.arrived, taken.report.contributed, taken.report.rejected) == (2, 1, {"empty": 1})


class OneUpload(Facilitated):
    """Hands out one upload, and remembers what is said of it."""

    def __init__(self, store: MemoryStore, body: bytes) -> None:
        super().__init__(store)
        self._body = body
        self.states: list[str] = []
        self.report: Report | None = None

    async def body(self, upload: str) -> bytes:
        return self._body

    async def waiting(self) -> list[Upload]:
        if self.states and self.states[-1] in ("done", "refused"):
            raise EOFError
        return [UPLOAD]

    async def update(self, upload: str, progress: Progress) -> Upload:
        self.states.append(progress.state)
        self.report = progress.report or self.report
        return msgspec.structs.replace(UPLOAD, state=progress.state)


class Granted(Granting):
    async def try_hold(self, stream: str) -> Grant | None:
        return Grant(number=1)


class Pushed(PushClient):
    """Pushes nothing; says of each contribution that waits that it opened an idea."""

    async def idle(self) -> None:
        waiting = [row.item for row in await self._spool.pending(0, 100, 10**9)]
        assert self.on_outcomes
        self.on_outcomes(
            [Outcome(id=it.id, outcome="new", idea=None, at="e.1") for it in waiting if isinstance(it, Contribution)]
        )


async def test_the_transcriber_takes_captured_posts_the_way_of_documents(spool: Spool, store: MemoryStore) -> None:
    await heard_live(store, take(post("a", "Share one waiting list #SolvingTogether"), PLAN))
    errands = OneUpload(store, sent(f"{WORDS};{LINKEDIN};;;;", f"A poor copy;{ADA};;;;"))
    transcriber = Transcriber(errands, Granted(), Judge(PLAN, spool), spool, PLAN, clock=SteppingClock())
    client = Pushed("ws://nowhere/v1/push", "token", "worker", spool, campaign=CAMPAIGN)
    client.on_outcomes = transcriber.told

    with pytest.raises(EOFError):
        await transcriber.run(client)

    assert errands.states == ["reading", "pushing", "done"]
    assert errands.report is not None
    assert errands.report.outcomes == {"new": 1, "known": 1}
    assert await spool.cursor("captured/chat-1") == "u1"


async def test_a_capture_without_posts_is_refused(spool: Spool, store: MemoryStore) -> None:
    errands = OneUpload(store, sent())
    transcriber = Transcriber(errands, Granted(), Judge(PLAN, spool), spool, PLAN, clock=SteppingClock())

    with pytest.raises(EOFError):
        await transcriber.run(Pushed("ws://nowhere/v1/push", "token", "worker", spool, campaign=CAMPAIGN))

    assert errands.states == ["reading", "refused"]


async def test_a_host_who_asks_in_a_captured_post_asks(spool: Spool, store: MemoryStore) -> None:
    plan = msgspec.structs.replace(PLAN, events=(factories.event(hosts={"linkedin": ("Hana Host",)}),))
    captures = Captures(Facilitated(store), Judge(plan, spool), spool, plan)
    body = sent(f"Q1: What would help?;{LINKEDIN};Hana Host;;Q2;")

    [asked] = said(await captures.read(body, UPLOAD, plan.events[0]))

    assert (asked.kind, asked.question) == (Kind.HOST, QuestionId("chat-1/q1"))


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("19:05", "2026-11-02T19:05:00+00:00"),
        ("20.15", "2026-11-01T20:15:00+00:00"),
        ("2/11/2026 7:05 pm", "2026-11-02T19:05:00"),
        ("2026-11-02T19:05Z", "2026-11-02T19:05:00+00:00"),
        ("", ""),
    ],
)
def test_a_clock_time_alone_is_the_last_such_moment(told: str, moment: str) -> None:
    assert remote.moment(told, factories.minutes(30)) == moment


def test_a_table_says_itself_who_said_what(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("text\nRing people\n")

    result = CliRunner().invoke(main, ["capture", "rehearsal", str(table), "--author", "Ada"])

    assert result.exit_code == 2
    assert "a table has columns for them" in result.stderr
