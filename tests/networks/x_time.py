"""Time that passes when a test says so: a clock and the sleep that goes by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

#: Many more than any test needs: one that goes on past it is in a hot loop.
_SLEEPS = 2_000
#: Whoever is about to sleep falls asleep within so many turns of the loop.
_TURNS = 10


class Time:
    """Sleeps of up to `hasty` seconds take no time and move the clock; longer ones end when the clock is moved on."""

    def __init__(self, start: datetime, hasty: float = 10.0) -> None:
        self._now = start
        self._hasty = hasty
        self._sleepers: list[tuple[datetime, asyncio.Future[None]]] = []
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        assert len(self.slept) < _SLEEPS
        if seconds <= self._hasty:
            self._now += timedelta(seconds=max(seconds, 0))
            await asyncio.sleep(0)
            return
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now + timedelta(seconds=seconds), wake))
        await wake

    async def go_on(self, seconds: float) -> None:
        """Let time pass, and wake who has slept enough."""
        await self.set(self._now + timedelta(seconds=seconds))

    async def run(self, until: Callable[[], bool]) -> None:
        """Let time pass second by second until something is so."""
        async with asyncio.timeout(10):
            while not until():
                await self.go_on(1)

    async def set(self, now: datetime) -> None:
        """Make it so late."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        self.jump((now - self._now).total_seconds())

    def jump(self, seconds: float) -> None:
        """The same at once, where nobody is about to sleep."""
        self._now = now = self._now + timedelta(seconds=seconds)
        due = [wake for at, wake in self._sleepers if at <= now]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > now]
        for wake in due:
            if not wake.done():
                wake.set_result(None)
