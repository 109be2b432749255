"""A chat on X as tests have it: one evening, its time, its server and the source that listens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.records import CampaignId, Event, EventId
from bridge.sources.x_api import XApi
from bridge.sources.x_stream import XStream
from tests.networks.x import X
from tests.networks.x_time import Time

START = datetime(2026, 11, 2, 18, 55, tzinfo=UTC)
OPENS = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
TAG = "#SolvingTogether"


def chat(name: str = "chat", opens_at: datetime = OPENS, **fields: Any) -> Event:
    plain: dict[str, Any] = {
        "id": EventId(name),
        "campaign": CampaignId("care"),
        "type": "chat",
        "title": "A chat",
        "opens_at": opens_at,
        "closes_at": opens_at + timedelta(hours=1),
        "late_until": opens_at + timedelta(hours=24),
        "tags": ("SolvingTogether",),
        "aliases": ("SolvingTogther",),
    }
    return Event(**plain | fields)


def tries() -> Iterator[float]:
    """Waits that tell how often it was tried."""
    yield from (float(number) for number in range(1, 1_000))


def source(server: X, time: Time, *events: Event, **options: Any) -> XStream:
    plain: dict[str, Any] = {"clock": time, "sleep": time.sleep, "delays": tries, "instance": "test"}
    return XStream(XApi("token", server.url), events or (chat(),), **plain | options)
