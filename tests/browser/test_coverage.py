"""What was heard of a chat, in a real browser: seen by everyone, on a desktop and on a phone, and kept up to date."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from playwright.async_api import expect

from bridge.records import CampaignId, Condition, Gap, Hearing, Listening, QuestionId, SourceName
from tests.browser.conftest import Arrive, Visit
from tests.factories import minutes

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = CampaignId("elective-care")
GAPS = (
    ("x/1", SourceName.X, 11, 13.5, {"cause": "X closed the connection", "recovered": 12, "lacks": "reposts", "is_open": False}),
    ("jetstream/2", SourceName.BLUESKY, 20, 21, {"cause": "Bluesky's host was restarted", "recovered": 3, "is_open": False}),
    ("mastodon/social.example/3", SourceName.MASTODON, 24, 27, {"cause": "the server gives no timelines to guests"}),
)  # fmt: skip
STANDS: dict[Hearing, dict[str, Any]] = {
    Hearing.LISTENING: {"posts": 470, "cost": 2.35, "ceiling": 10.0, "last_post_at": minutes(29.5)},
    Hearing.CONNECTING: {},
    Hearing.WAITING: {"detail": "The server answers with 503 and is asked again at 19:31."},
    Hearing.PAUSED: {"detail": "The ceiling of $10.00 is reached. Raise sources.x.ceiling to go on.", "cost": 10.0, "ceiling": 10.0, "posts": 2000},
    Hearing.REFUSED: {},
    Hearing.RESTING: {"next_at": minutes(60 * 24 * 7)},
}  # fmt: skip
NAMES = [
    "x",
    "jetstream",
    "mastodon/social.example",
    "mastodon/two.example",
    "mastodon/three.example",
    "mastodon/four.example",
]


def told(source: str, hearing: Hearing, **fields: Any) -> Listening:
    plain: dict[str, Any] = {"hearing": hearing, "at": minutes(30), "last_byte_at": minutes(29.9)}
    return Listening(
        id=f"listen/{source}", campaign=HERE, worker="listen", source=source, arrived=31, contributed=20,
        rejected={"elsewhere": 11}, heard_at=minutes(30), condition=Condition(**plain | fields),
    )  # fmt: skip


def lose(visit: Visit) -> None:
    """Three gaps: one of each state; every source is back."""
    known = visit.house.known
    known.all_gaps = [
        Gap(id=id_, campaign=HERE, source=source, from_at=minutes(one), to_at=minutes(other), **fields)
        for id_, source, one, other, fields in GAPS
    ]
    known.all_listening = [
        told("x", Hearing.LISTENING, **STANDS[Hearing.LISTENING]),
        told("jetstream", Hearing.LISTENING),
        told("mastodon/social.example", Hearing.PAUSED, last_byte_at=minutes(29.9), detail="Give it a token."),
    ]
    known.all_events[1] = msgspec.structs.replace(known.all_events[1], current=QuestionId("chat-1/q2"))


@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_gaps_are_seen_on_the_event_page_by_everyone(arrive: Arrive, size: str) -> None:
    visit = await arrive(size)
    lose(visit)

    await visit.open("/events/chat-1")
    await visit.shoot(f"coverage-{size}")

    assert await visit.faults() == []
    assert visit.complaints == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    bands = await visit.page.locator(".bridge-chart__gap").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().width)"
    )
    assert len(bands) == 4  # the fourth goes on
    assert all(width > 2 for width in bands)


@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_every_way_in_which_a_source_can_stand_is_told_in_words(arrive: Arrive, size: str) -> None:
    visit = await arrive(size)
    lose(visit)
    visit.house.known.all_listening = [
        told(name, hearing, **fields) for name, (hearing, fields) in zip(NAMES, STANDS.items(), strict=True)
    ]

    await visit.open("/status")
    await visit.shoot(f"standings-{size}")

    assert await visit.faults() == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_event_page_tells_by_itself_when_a_source_is_lost(arrive: Arrive) -> None:
    visit = await arrive()
    lose(visit)
    await visit.page.clock.install()
    await visit.open("/events/chat-1")
    await expect(visit.page.locator("#standings")).not_to_contain_text("Lost")

    visit.house.known.all_listening[1] = told("jetstream", Hearing.WAITING, last_byte_at=minutes(28))
    await visit.page.clock.fast_forward(10_000)

    await expect(visit.page.locator("#standings")).to_contain_text("Lost, and tried again by itself")
    await expect(visit.page.locator("#coverage")).to_contain_text("Since 19:28 it is not heard (connection lost)")
    assert await visit.faults() == []


async def test_coverage_is_whole_without_scripts(arrive: Arrive) -> None:
    visit = await arrive("without scripts")
    lose(visit)

    await visit.open("/events/chat-1")

    await expect(visit.page.locator("#coverage li")).to_have_count(4)
    await expect(visit.page.locator("#standings")).to_contain_text("about $2.35 of $10.00 spent")
