"""Which question each post of two recorded chats belongs to, held against answer sheets written by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bridge.intake.pipeline import Plan
from bridge.push.spool import Spool
from bridge.records import Arrival, Contribution, Event, EventId, Question, QuestionId, State
from bridge.sources.replay import Replay
from config.campaign import load_campaign
from tests import factories
from workers.listen import Judge, heard_rows
from workers.runtime import plan_of

ROOT = Path(__file__).parents[2]
REHEARSAL = ROOT / "config" / "campaigns" / "rehearsal.jsonl"
SECOND = ROOT / "tests" / "recordings" / "second-chat.jsonl"
#: What of the posts of a chat must be found under the question that a person puts them under.
ENOUGH = 0.95


class StandingClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 11, tzinfo=UTC)


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 10, hour, minute, tzinfo=UTC)


def second_plan() -> Plan:
    """A chat of an hour with five questions; it starts late, and a sixth is asked that nobody planned."""
    chat = Event(
        id=EventId("second"),
        campaign=factories.campaign().id,
        type="chat",
        title="Home from hospital",
        opens_at=at(19, 0),
        closes_at=at(20, 0),
        late_until=datetime(2026, 11, 11, 20, 0, tzinfo=UTC),
        tags=("HomeSafe",),
        hosts={
            "x": ("HomeSafeChat", "AdrefDdiogel"),
            "bluesky": ("did:plc:homesafehost",),
            "mastodon": ("homesafe@clonc.example",),
        },
    )
    questions = tuple(
        Question(
            id=QuestionId(f"second/q{number}"),
            campaign=chat.campaign,
            event=chat.id,
            number=number,
            text=f"Question {number} of the plan",
            planned_at=at(19, minute),
        )
        for number, minute in enumerate((5, 14, 23, 32, 41), start=1)
    )
    return Plan(campaign=factories.campaign(), events=(chat,), questions=questions, key=b"a key of the tests")


def rehearsal_plan() -> Plan:
    return plan_of(load_campaign(ROOT / "config" / "campaigns" / "elective-care.toml"), b"a key of the tests")


CHATS = {"rehearsal": (REHEARSAL, rehearsal_plan), "second": (SECOND, second_plan)}


def sheet(recording: Path) -> dict[int, int]:
    """The number of the question that each line answers, 0 for none."""
    answers = tomllib.loads(recording.with_suffix(".answers.toml").read_text(encoding="utf-8"))
    return {int(line): number for line, number in answers["questions"].items()}


async def played(recording: Path, plan: Plan, spool: Spool) -> Mapping[int, Contribution]:
    """What each line of a recording came to, as a listener judges it that hears one line after another."""
    judge, kept = Judge(plan, spool), dict[int, Contribution]()
    async for heard in Replay(recording, clock=StandingClock(), speed=None).listen(None):
        arrivals = [it for it in heard.items if isinstance(it, Arrival)]
        said = [it for it in await judge.judge(arrivals) if isinstance(it, Contribution)]
        await spool.keep("recording", heard.cursor, said, heard=heard_rows(said))
        kept |= {int(heard.cursor): it for it in said if it.state is not State.WITHDRAWN}
    return kept


@pytest.mark.parametrize("chat", CHATS)
async def test_posts_are_put_under_the_question_that_a_person_puts_them_under(chat: str, tmp_path: Path) -> None:
    recording, plan = CHATS[chat]
    expected = sheet(recording)
    spool = await Spool.open(tmp_path / "spool.sqlite")

    kept = await played(recording, plan(), spool)
    await spool.close()

    missed = [
        f"line {line}: {it.question} ({it.question_why}) for question {expected[line]}: {it.text[:80]}"
        for line, it in kept.items()
        if it.question != (f"{it.event}/q{expected[line]}" if expected[line] else None)
    ]
    told = f"{chat}: {len(kept) - len(missed)} of {len(kept)} as a person reads them"
    print("\n".join([told, *missed]))
    assert kept.keys() == expected.keys()
    assert len(missed) <= (1 - ENOUGH) * len(kept), "\n".join([told, *missed])
