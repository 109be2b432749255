"""Time that goes many times as fast as it does: a clock, and the sleep that goes by it."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

#: Seconds of real time after which one who sleeps looks whether the clock goes faster by now.
_LOOK = 0.1


class Hurried:
    """Shows `start` and stands still until it `goes`. It never goes backwards."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._seconds = 0.0
        self._speed = 0.0
        self._since = time.monotonic()

    def go(self, speed: float) -> None:
        """From now on a second of real time is `speed` seconds."""
        self._seconds, self._since, self._speed = self.seconds(), time.monotonic(), speed

    def seconds(self) -> float:
        """Since the start."""
        return self._seconds + (time.monotonic() - self._since) * self._speed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds())

    async def sleep(self, seconds: float) -> None:
        await self.until(self.seconds() + seconds)

    async def until(self, seconds: float) -> None:
        """Return once so many seconds have passed since the start."""
        await asyncio.sleep(0)
        while (left := seconds - self.seconds()) > 0:  # noqa: ASYNC110 - the clock tells nobody that it goes on
            await asyncio.sleep(min(left / self._speed, _LOOK) if self._speed else _LOOK)
