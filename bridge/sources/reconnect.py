"""When to try a network again, and when not to."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator

from websockets.exceptions import InvalidStatus, InvalidURI

from bridge.errors import SourceRefusedError


def reconnect_delays(
    *, first: float = 1.0, growth: float = 2.0, cap: float = 30.0, jitter: Callable[[], float] = random.random
) -> Iterator[float]:
    """Seconds to wait before each try: they grow to `cap` and stay there, each shortened by up to half by `jitter` (0–1).

    None is ever below half of `first`: a server that accepts and closes at once is not met with a hot loop.
    """
    delay = min(first, cap)
    while True:
        yield delay * (1 - jitter() / 2)
        delay = min(delay * growth, cap)


async def wait(seconds: float | None, unless: asyncio.Event, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Return after so many seconds (None: never), or once the event is set.

    It sleeps a minute at a time at most: the caller looks at its clock again, which may have been set.
    """
    waits: list[asyncio.Future[object]] = [asyncio.ensure_future(unless.wait())]
    if seconds is not None:
        waits.append(asyncio.ensure_future(_slept(sleep, min(seconds, 60.0))))
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waits:
            task.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def _slept(sleep: Callable[[float], Awaitable[None]], seconds: float) -> None:
    await sleep(seconds)


def refusal(error: Exception) -> SourceRefusedError | None:
    """The error that ends the source if trying again is pointless; None if it may pass."""
    if isinstance(error, InvalidURI):
        return SourceRefusedError("the address is no WebSocket address; it begins with ws:// or wss://")
    if isinstance(error, InvalidStatus) and error.response.status_code in {401, 403}:
        return SourceRefusedError(
            f"the network answered {error.response.status_code}: check its address and our access"
        )
    return None
