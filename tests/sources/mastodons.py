"""What the tests of Mastodon share: a chat, a source that listens to it, and one who hears what it tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec

from bridge.ports import Heard
from bridge.records import Act, Arrival, CampaignId, Condition, Event, EventId, Gap, Rejected
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.mastodon_watch import Pace
from tests.networks import mastodon as network
from tests.networks.mastodon import TOKEN
from tests.networks.mastodon_posts import status

START = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

#: Seconds that no test waits for.
NEVER = 1e5

#: Many more than any test needs: one that goes on past it is in a hot loop.
WAITS = 2_000

CHAT = Event(
    id=EventId("chat"),
    campaign=CampaignId("care"),
    type="chat",
    title="A chat",
    opens_at=START,
    closes_at=START + timedelta(hours=1),
    late_until=START + timedelta(hours=24),
    tags=("SolvingTogether",),
    aliases=("SolvingTogther",),
)


class HandClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.at = START + timedelta(minutes=5)

    def now(self) -> datetime:
        return self.at


class Waits:
    """A sleep a thousand times as fast, that remembers how long it should have been. A day and more do not end."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        if seconds >= NEVER:
            await asyncio.Event().wait()
        self.seconds.append(seconds)
        assert len(self.seconds) < WAITS
        await asyncio.sleep(min(seconds, 100) / 1000)


#: Nothing but the stream: what is asked for besides comes long after a test has ended.
STREAM_ONLY = Pace(poll=NEVER, compare=NEVER, grace=0, thread=NEVER)


def tries() -> Iterator[float]:
    yield from (float(number) for number in range(1, WAITS))


def source(server: network.Mastodon, **options: Any) -> MastodonTags:
    plain: dict[str, Any] = {
        "clock": HandClock(),
        "sleep": Waits(),
        "delays": tries,
        "token": TOKEN,
        "pace": STREAM_ONLY,
        "tell_seconds": 0.05,
    }
    return MastodonTags(server.url, [CHAT], **plain | options)


async def ready(server: network.Mastodon) -> None:
    """Return once the source is subscribed and has seen that it has missed nothing."""
    await server.listened(2)
    await server.asked("min_id", 2)


class Listening:
    """Hears a source in the background; `until` waits for what was heard so far."""

    def __init__(self, stream: AsyncGenerator[Heard, None]) -> None:
        self.heard: list[Heard] = []
        self._stream = stream
        self._grown = asyncio.Condition()
        self._task = asyncio.create_task(self._hear())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def until(self, enough: Callable[[Listening], object]) -> None:
        async with asyncio.timeout(10), self._grown:
            await self._grown.wait_for(lambda: enough(self) or self._task.done())
        if not enough(self):
            self._task.result()

    async def has(self, *texts: str) -> None:
        await self.until(lambda it: set(texts) <= set(it.texts))

    @property
    def items(self) -> list[Arrival | Rejected | Gap]:
        return [item for batch in self.heard for item in batch.items]

    @property
    def arrivals(self) -> list[Arrival]:
        return [item for item in self.items if isinstance(item, Arrival)]

    @property
    def texts(self) -> list[str]:
        return [item.text.partition(" #")[0] for item in self.arrivals if item.act is Act.SAID]

    @property
    def gaps(self) -> list[Gap]:
        return [item for item in self.items if isinstance(item, Gap)]

    @property
    def rejected(self) -> list[Rejected]:
        return [item for item in self.items if isinstance(item, Rejected)]

    @property
    def conditions(self) -> list[Condition]:
        return [batch.condition for batch in self.heard if batch.condition]

    async def _hear(self) -> None:
        async with aclosing(self._stream) as batches:
            try:
                async for batch in batches:
                    async with self._grown:
                        self.heard.append(batch)
                        self._grown.notify_all()
            finally:
                async with self._grown:
                    self._grown.notify_all()


def post(number: int, tag: str = "SolvingTogether", **fields: Any) -> dict[str, Any]:
    said_at = START + timedelta(minutes=6, seconds=number)
    return status(f"post {number} #{tag}", **{"created_at": said_at.isoformat(), **fields})


def frame(status: dict[str, Any], event: str = "status.update") -> str:
    payload = msgspec.json.encode(status).decode()
    return msgspec.json.encode({"stream": ["hashtag", "solvingtogether"], "event": event, "payload": payload}).decode()


def cursor_at(heard_at: datetime, **tags: str) -> str:
    return msgspec.json.encode({"tags": tags, "heard_ms": round(heard_at.timestamp() * 1000)}).decode()


async def told(listening: Listening, conditions: int) -> None:
    """Return once so many more conditions were told, and time has passed."""
    before = len(listening.conditions)
    await listening.until(lambda it: len(it.conditions) >= before + conditions)
