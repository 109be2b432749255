"""The rehearsal's recording against what its answer sheet says of it, as far as sources can know."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.records import Act, Arrival, Rejected
from bridge.sources.replay import Replay
from tests.factories import minutes

CAMPAIGNS = Path(__file__).parents[2] / "config" / "campaigns"
ANSWERS = tomllib.loads((CAMPAIGNS / "rehearsal.answers.toml").read_text(encoding="utf-8"))


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
async def heard() -> list[list[Any]]:
    """What each line of the recording said."""
    stream = Replay(CAMPAIGNS / "rehearsal.jsonl", clock=FixedClock(), speed=None).listen(None)
    return [list(batch.items) async for batch in stream]


def arrivals(heard: list[list[Any]]) -> list[Arrival]:
    return [item for items in heard for item in items if isinstance(item, Arrival)]


async def test_lines_and_arrivals_are_as_many_as_the_sheet_says(heard: list[list[Any]]) -> None:
    totals = ANSWERS["totals"]

    assert len(heard) == totals["lines"]
    assert sum(len(items) for items in heard) == totals["arrivals"]


async def test_what_sources_reject_is_what_the_sheet_says(heard: list[list[Any]]) -> None:
    reasons = Counter(item.reason.value for items in heard for item in items if isinstance(item, Rejected))

    assert reasons == {reason: ANSWERS["rejected"][reason] for reason in ("private", "unreadable")}


async def test_each_phrase_of_the_sheet_stands_in_the_recording(heard: list[list[Any]]) -> None:
    texts = [arrival.text for arrival in arrivals(heard)]
    phrases = [entry["phrase"] for part in ("ideas", "held", "withdrawn", "posts") for entry in ANSWERS[part]]

    assert [phrase for phrase in phrases if not any(phrase in text for text in texts)] == []


async def test_replies_quotes_reposts_and_deletions_point_at_what_was_said_before(heard: list[list[Any]]) -> None:
    said: set[str] = set()
    unknown = []
    for arrival in arrivals(heard):
        deleted = arrival.id if arrival.act is Act.DELETED else None
        pointers = (arrival.reply_to, arrival.root, arrival.quotes, arrival.reposts, deleted)
        unknown += [pointer for pointer in pointers if pointer and pointer not in said]
        said |= {arrival.id, *arrival.aliases}

    assert len(unknown) == ANSWERS["rejected"]["unknown_target"]


async def test_everything_is_said_during_the_chat_but_one_old_post(heard: list[list[Any]]) -> None:
    early = [arrival for arrival in arrivals(heard) if not minutes(0) <= arrival.said_at <= minutes(10)]

    assert len(early) == ANSWERS["rejected"]["outside"]


def test_the_sheet_adds_up() -> None:
    totals = ANSWERS["totals"]

    assert totals["lines"] == totals["silent"] + totals["arrivals"]
    assert totals["arrivals"] == totals["rejected"] + totals["kept"]
    assert totals["kept"] == totals["contributions"] + totals["later_versions"] + totals["deletions"]
    assert totals["rejected"] == sum(ANSWERS["rejected"].values())
    assert all(idea["voices"] == sum(idea["sources"].values()) for idea in ANSWERS["ideas"])


def test_the_sheet_names_only_ideas_that_it_lists() -> None:
    listed = {idea["name"] for idea in ANSWERS["ideas"]}
    named = {name for part in ("suggested", "never") for pair in ANSWERS[part] for name in pair["ideas"]}

    assert named | {ANSWERS["session"]["joins"]} <= listed
