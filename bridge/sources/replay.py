"""Plays a recording of a chat through the same code as live posts.

A recording is JSON lines, `{"at": "2026-…Z", "source": "x" | "bluesky" | "mastodon", "raw": {…}}`, where `raw` is the
network's own message and `at` when it came to us. The cursor counts the lines that were played.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.ports import Clock, Heard
from bridge.records import Arrival, Rejected, SourceName, Time
from bridge.sources import bluesky, mastodon, x
from bridge.sources.shape import unreadable

_READERS = {SourceName.X: x.read, SourceName.BLUESKY: bluesky.read, SourceName.MASTODON: mastodon.read}


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    at: Time
    source: str
    raw: dict[str, Any]


class Replay:
    """A recording as a source. It keeps the recorded distances in time, divided by `speed`; None: no waiting at all."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        speed: float | None,
        name: str = "rehearsal",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = name
        self._path = path
        self._clock = clock
        self._speed = speed
        self._sleep = sleep

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """The lines after `cursor`, the first of them at once, until the end of the recording."""
        pace = _Pace(self._clock, self._speed)
        before = _Line(at=self._clock.now(), source=SourceName.X, raw={})
        with closing(_lines(self._path, _played(cursor))) as lines:
            for number, text in lines:
                line, item = _read(text, before)
                await self._sleep(0 if line is before else pace.wait(line.at))
                if isinstance(item, Rejected):
                    item = msgspec.structs.replace(item, detail=f"line {number}: {item.detail}")
                yield Heard(cursor=str(number), items=() if item is None else (item,))
                before = line


class _Pace:
    """When a recorded moment is due, counted from the first one it is asked about."""

    def __init__(self, clock: Clock, speed: float | None) -> None:
        self._clock = clock
        self._speed = speed
        self._origin: tuple[datetime, datetime] | None = None

    def wait(self, at: datetime) -> float:
        """Seconds until what was recorded `at` is due."""
        if self._speed is None:
            return 0.0
        now = self._clock.now()
        recorded_at, began_at = self._origin = self._origin or (at, now)
        return max(0.0, (began_at + (at - recorded_at) / self._speed - now).total_seconds())


def _played(cursor: str | None) -> int:
    if not (cursor is None or (cursor.isascii() and cursor.isdigit())):
        msg = f"a recording's cursor is a number of lines, got {cursor[:40]!r}"
        raise UnreadableError(msg)
    return int(cursor or 0)


def _lines(path: Path, played: int) -> Generator[tuple[int, bytes], None, None]:
    """The lines after the first `played`, with their numbers from 1. Blank ones are left out."""
    try:
        with path.open("rb") as recording:
            numbered = enumerate(recording, start=1)
            yield from ((number, text) for number, text in islice(numbered, played, None) if text.strip())
    except OSError as error:
        msg = f"the recording {path.name} cannot be read ({error.strerror}): check its path"
        raise SourceRefusedError(msg) from error


def _read(text: bytes, before: _Line) -> tuple[_Line, Arrival | Rejected | None]:
    """The line and what its message says. A broken one counts as its network's and its moment's, who came `before`."""
    try:
        line = msgspec.json.decode(text, type=_Line)
    except msgspec.ValidationError as error:
        return before, unreadable(SourceName(before.source), before.at, str(error))
    except (ValueError, RecursionError):
        return before, unreadable(SourceName(before.source), before.at, "not JSON")
    if line.source not in _READERS:
        return before, unreadable(SourceName(before.source), before.at, "`$.source` is not x, bluesky or mastodon")
    return line, _READERS[SourceName(line.source)](line.raw, line.at)
