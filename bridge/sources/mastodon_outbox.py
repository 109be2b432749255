"""What a Mastodon source has to tell: what it heard, in order, and how it stands.

Whoever hears something puts it here; whoever listens takes all of it at once, with the cursor that lies behind it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from bridge.ports import Clock, Heard
from bridge.records import Act, Arrival, Condition, Gap, Hearing, Rejected
from bridge.sources.mastodon_tape import Tape

_MOST = 200  # items: above, nothing more is asked or read until some were taken


class Outbox:
    """Items that wait to be taken, and the source's condition, told when it changes and every `tell_seconds`."""

    def __init__(self, tape: Tape, clock: Clock, rules: tuple[str, ...], tell_seconds: float) -> None:
        self._tape = tape
        self._clock = clock
        self._tell_seconds = tell_seconds
        self._items: list[Arrival | Rejected | Gap] = []
        self._news = asyncio.Event()
        self._news.set()
        self._taken = asyncio.Event()
        self._is_told = False
        self._told_at = 0.0  # by the loop's clock
        self._condition = Condition(hearing=Hearing.CONNECTING, at=clock.now(), since=clock.now(), rules=rules)

    def add(self, *items: Arrival | Rejected | Gap | None) -> None:
        """These come next."""
        for item in items:
            if item is None:
                continue
            self._items.append(item)
            if isinstance(item, Arrival) and item.act is not Act.DELETED:
                self._is(posts=self._condition.posts + 1, last_post_at=self._clock.now())
        self._news.set()

    def stands(self, hearing: Hearing, detail: str = "", *, connected_at: datetime | None = None) -> None:
        """How the source stands now. `connected_at` is given where it was just connected."""
        before = self._condition
        if connected_at is not None:
            self._is(connected_at=connected_at, connects=before.connects + 1)
        self._is(hearing=hearing, detail=detail)
        if (before.hearing, before.detail) != (hearing, detail) or connected_at is not None:
            self._is_told = False
            self._news.set()

    def wake(self) -> None:
        """Tell now what there is."""
        self._news.set()

    async def room(self) -> None:
        """Return once there is room for more."""
        while len(self._items) >= _MOST:
            self._taken.clear()
            await self._taken.wait()

    @property
    def is_empty(self) -> bool:
        return not self._items and self._is_told

    async def take(self) -> Heard:
        """All that waits, or after `tell_seconds` nothing but how the source stands."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._tell_seconds):
                await self._news.wait()
        self._news.clear()
        self._taken.set()
        items, self._items = self._items, []
        loop_at = asyncio.get_running_loop().time()
        if self._is_told and loop_at - self._told_at < self._tell_seconds:
            return Heard(cursor=self._tape.cursor(), items=tuple(items))
        self._is_told, self._told_at = True, loop_at
        self._is(at=self._clock.now(), last_byte_at=self._tape.heard_at if self._tape.has_heard else None)
        return Heard(cursor=self._tape.cursor(), items=tuple(items), condition=self._condition)

    def _is(self, **changes: Any) -> None:
        self._condition = msgspec.structs.replace(self._condition, **changes)
