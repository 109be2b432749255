"""The third chat as a bridge hears it and takes it in, and its answer sheet."""

from __future__ import annotations

import asyncio
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

from bridge.ideas.sameness import Index
from bridge.intake.pipeline import Plan
from bridge.projection.known import Projection
from bridge.projection.newest import Alike
from bridge.push.frames import Push
from bridge.push.spool import Spool
from bridge.records import (
    Arrival,
    ChallengeId,
    Commit,
    Contribution,
    ContributionId,
    Entity,
    Event,
    EventId,
    Idea,
    IdeaId,
    Question,
    QuestionId,
    Relation,
    State,
)
from bridge.sources.replay import Replay
from bridge.store.memory import MemoryStore
from tests import factories
from tests.recordings.third_made import ASKED, HOSTS, RECORDING, SHEET
from tests.recordings.third_wire import STARTS, TAG
from workers.desk import Desk
from workers.listen import Judge, heard_rows
from workers.triaging import DeskTriager

EVENT = EventId("third")
CHALLENGES = ("people", "people", "teams", "organisations")
#: Lines that are judged and pushed at a time, as a busy chat's are.
BATCH = 25
#: Kinds of the sheet that say something in words of their own.
OWN = ("idea", "experience", "question", "comment", "support", "chatter", "host", "troll", "distressed", "private")


class StandingClock:
    """Shows the evening's end."""

    def now(self) -> datetime:
        return STARTS + timedelta(hours=2)


class Answer(NamedTuple):
    """What a person makes of one line."""

    kind: str
    question: int
    about: str
    standing: str

    @property
    def is_voice(self) -> bool:
        return self.standing == "voice"


class Sheet(NamedTuple):
    """What a person finds in the recording. `again` are the lines that edit or delete another."""

    posts: Mapping[int, Answer]
    ideas: Mapping[str, tuple[int, int]]
    again: Mapping[int, tuple[int, str]]

    @property
    def deleted(self) -> set[int]:
        return {line for line, what in self.again.values() if what == "deletion"}


def sheet() -> Sheet:
    answers: Any = tomllib.loads(SHEET.read_text(encoding="utf-8"))
    return Sheet(
        posts={int(line): Answer(*it) for line, it in answers["posts"].items()},
        ideas={name: (it[0], it[1]) for name, it in answers["ideas"].items()},
        again={int(line): (it[0], it[1]) for line, it in answers["again"].items()},
    )


def plan() -> Plan:
    """Four questions, as the hosts had planned them."""
    chat = Event(
        id=EVENT,
        campaign=factories.campaign().id,
        type="chat",
        title="Better waits",
        opens_at=STARTS,
        closes_at=STARTS + timedelta(hours=1),
        late_until=STARTS + timedelta(hours=25),
        challenges=tuple(ChallengeId(it) for it in dict.fromkeys(CHALLENGES)),
        tags=(TAG,),
        hosts={
            "x": (HOSTS["x"],),
            "bluesky": (HOSTS["bluesky"],),
            "mastodon": (f"{HOSTS['mastodon']}@care.example",),
        },
    )
    questions = tuple(
        Question(
            id=QuestionId(f"{EVENT}/q{number}"),
            campaign=chat.campaign,
            event=chat.id,
            number=number,
            text=f"Question {number} of the plan",
            challenge=ChallengeId(CHALLENGES[number - 1]),
            planned_at=STARTS + timedelta(minutes=minute),
        )
        for number, minute in enumerate(ASKED, start=1)
    )
    return Plan(campaign=factories.campaign(), events=(chat,), questions=questions, key=b"a key of the tests")


async def judged(made: Plan) -> list[tuple[int, Contribution]]:
    """What each line came to, as a listener judges them, in the order of arrival."""
    found: list[tuple[int, Contribution]] = []
    with tempfile.TemporaryDirectory() as folder:
        spool = await Spool.open(Path(folder) / "spool.sqlite")
        judge, arrivals = Judge(made, spool), dict[int, Arrival]()
        async for heard in Replay(RECORDING, clock=StandingClock(), speed=None).listen(None):
            arrivals |= {int(heard.cursor): it for it in heard.items if isinstance(it, Arrival)}
            if len(arrivals) >= BATCH:
                found += await _judged(judge, spool, arrivals)
                arrivals = {}
        found += await _judged(judge, spool, arrivals)
        await spool.close()
    return found


async def _judged(judge: Judge, spool: Spool, arrivals: Mapping[int, Arrival]) -> list[tuple[int, Contribution]]:
    outcomes = await judge.judge([*arrivals.values()])
    lines = zip(arrivals, outcomes, strict=True)
    found = [(line, it) for line, it in lines if isinstance(it, Contribution)]
    said = [it for _, it in found]
    await spool.keep("recording", str(max(arrivals, default=0)), said, heard=heard_rows(said))
    return found


class Chat:
    """A chat that was taken in, with those who triage it."""

    def __init__(self, made: Plan, alike: Alike) -> None:
        self.plan = made
        self.store = MemoryStore()
        self.known = Projection(made.campaign.id, alike)
        self.desk = Desk(self.store, self.known, StandingClock())
        self.triager = DeskTriager(self.desk, self.known, StandingClock())
        #: Which line each contribution is; of edits the first.
        self.lines: dict[ContributionId, int] = {}
        self.said: Sequence[Contribution] = ()
        self.ideas: Mapping[IdeaId, Idea] = {}

    async def take(self, heard: Iterable[tuple[int, Contribution]]) -> None:
        """Take in everything that was heard, in its order."""
        heard = [*heard]
        challenges = [
            factories.challenge(id=ChallengeId(name), title=name, position=nth)
            for nth, name in enumerate(dict.fromkeys(CHALLENGES), 1)
        ]
        puts: tuple[Entity, ...] = (self.plan.campaign, *challenges, *self.plan.events, *self.plan.questions)
        await self.store.commit(self.known.id, Commit(expected_seq=0, puts=puts))
        await self.known.catch_up(self.store)
        for at in range(0, len(heard), BATCH):
            part = tuple(it for _, it in heard[at : at + BATCH])
            await self.desk.take("listen", Push(n=at + 1, contributions=part))
        for line, it in heard:
            self.lines.setdefault(it.id, line)
        await self.look()

    async def look(self) -> None:
        """See how everything stands now."""
        self.said = await self.triager.unsettled(EVENT)
        self.ideas = await self.known.find_ideas({it.placed.idea for it in self.said if it.placed})

    def by_line(self) -> dict[int, Contribution]:
        """By line, without what was deleted."""
        return {self.lines[it.id]: it for it in self.said if it.id in self.lines}


@asynccontextmanager
async def opened(heard: Iterable[tuple[int, Contribution]], alike: Alike | None = None) -> Any:
    """A chat whose desk is at work."""
    chat = Chat(plan(), alike or cast("Alike", Index()))
    working = asyncio.create_task(chat.desk.run())
    try:
        await chat.take(heard)
        yield chat
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def behind(it: Contribution) -> str | None:
    """The idea for which it is a voice."""
    placed = it.placed
    return placed.idea if placed and placed.relation is not Relation.COMMENT and it.state is State.LIVE else None
