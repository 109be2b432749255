from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.ports import Heard, Source
from bridge.records import Arrival, Reason, Rejected, SourceName
from bridge.sources.replay import Replay
from tests.factories import CHAT_STARTS, minutes
from tests.networks.jetstream import commit, identity, post

START_US = 1_793_646_000_000_000


class Hourglass:
    """A clock that moves only when someone sleeps on it."""

    def __init__(self) -> None:
        self.at = minutes(-600)
        self.waits: list[float] = []

    def now(self) -> Any:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.at += timedelta(seconds=seconds)


def line(second: float, raw: dict[str, Any] | None = None, source: str = "bluesky") -> str:
    at = (CHAT_STARTS + timedelta(seconds=second)).isoformat()
    return json.dumps({"at": at, "source": source, "raw": raw or commit(START_US, post(f"second {second}"))})


def recording(folder: Path, *lines: str) -> Path:
    path = folder / "chat.jsonl"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


async def play(path: Path, cursor: str | None = None, speed: float | None = None) -> tuple[list[Heard], Hourglass]:
    glass = Hourglass()
    stream = Replay(path, clock=glass, speed=speed, sleep=glass.sleep).listen(cursor)
    async with asyncio.timeout(10), aclosing(stream) as batches:
        return [heard async for heard in batches], glass


def items(heard: list[Heard]) -> list[Any]:
    return [item for batch in heard for item in batch.items]


async def test_it_is_a_source_by_the_name_of_its_choice(tmp_path: Path) -> None:
    source: Source = Replay(tmp_path, clock=Hourglass(), speed=None, name="last-week")

    assert source.name == "last-week"


async def test_each_network_is_read_by_its_own_reader_at_the_recorded_time(tmp_path: Path) -> None:
    tweet = {"id": "1", "text": "A1 yes", "author_id": "7", "created_at": "2026-11-02T19:00:00Z"}
    path = recording(
        tmp_path,
        line(1),
        line(2, {"data": tweet}, "x"),
        line(3, {"event": "delete", "payload": "900"}, "mastodon"),
    )

    heard, _ = await play(path)

    assert [item.source for item in items(heard)] == [SourceName.BLUESKY, SourceName.X, SourceName.MASTODON]
    assert [item.received_at for item in items(heard)] == [CHAT_STARTS + timedelta(seconds=s) for s in (1, 2, 3)]


@pytest.mark.parametrize(("speed", "waits"), [(1.0, [0, 10, 50]), (10.0, [0, 1, 5]), (None, [0, 0, 0])])
async def test_it_keeps_the_recorded_distances_divided_by_its_speed(
    tmp_path: Path, speed: float | None, waits: list[float]
) -> None:
    _, glass = await play(recording(tmp_path, line(30), line(40), line(90)), speed=speed)

    assert glass.waits == waits


async def test_lines_out_of_order_are_not_waited_for(tmp_path: Path) -> None:
    _, glass = await play(recording(tmp_path, line(30), line(20), line(40)), speed=1.0)

    assert glass.waits == [0, 0, 10]


async def test_it_resumes_after_its_cursor_and_paces_from_there(tmp_path: Path) -> None:
    heard, glass = await play(recording(tmp_path, line(0), line(100), line(105)), cursor="1", speed=1.0)

    assert [item.text for item in items(heard)] == ["second 100", "second 105"]
    assert [batch.cursor for batch in heard] == ["2", "3"]
    assert glass.waits == [0, 5]


async def test_a_cursor_at_the_end_hears_nothing_more(tmp_path: Path) -> None:
    heard, _ = await play(recording(tmp_path, line(0), line(1)), cursor="2")

    assert heard == []


async def test_what_says_nothing_moves_the_cursor_all_the_same(tmp_path: Path) -> None:
    heard, _ = await play(recording(tmp_path, line(0, identity(START_US))))

    assert heard == [Heard(cursor="1")]


@pytest.mark.parametrize(
    ("broken", "detail"),
    [
        ('{"at": "2026-11-02T19:00', "not JSON"),
        ('{"at": "2026-11-02T19:00:00Z", "source": "x", "raw": {"a": ' + "[" * 100_000, "not JSON"),
        ('{"at": "2026-11-02T19:00:00", "source": "x", "raw": {}}', "$.at"),
        ('{"at": "2026-11-02T19:00:00Z", "source": "pigeon", "raw": {}}', "$.source"),
        ('{"at": "2026-11-02T19:00:00Z", "source": "x", "raw": {"data": {}}}', "missing required field"),
    ],
)
async def test_a_broken_line_is_rejected_by_its_number_and_the_rest_is_played(
    tmp_path: Path, broken: str, detail: str
) -> None:
    heard, _ = await play(recording(tmp_path, line(0), "", broken, line(5)))

    before, rejected, after = items(heard)
    assert isinstance(before, Arrival)
    assert isinstance(after, Arrival)
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.UNREADABLE
    assert rejected.detail.startswith("line 3: ")
    assert detail in rejected.detail


async def test_a_recording_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceRefusedError, match=r"gone\.jsonl"):
        await play(tmp_path / "gone.jsonl")


async def test_a_cursor_that_is_none_of_ours_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="number of lines"):
        await play(recording(tmp_path, line(0)), cursor="1.5")
