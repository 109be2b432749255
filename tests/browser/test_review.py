"""The review in a real browser: whole without scripts and by keyboard, and each act comes back at the next candidate."""

from __future__ import annotations

import msgspec
import pytest
from playwright.async_api import expect

from bridge.records import State
from bridge.web.review import Accept, Agree, Keep, Merge, SetAside, Split, Undo
from tests.browser.conftest import Arrive, Visit
from tests.web.reviewing import declare, read_session

pytestmark = pytest.mark.asyncio(loop_scope="session")

REVIEW = "/sessions/connect-1/review"
PAGES = {
    "review": REVIEW,
    "review-edit": f"{REVIEW}/s-text",
    "review-speakers": "/sessions/connect-1/speakers",
    "review-speaker": "/sessions/connect-1/speakers/2",
    "review-transcript": "/sessions/connect-1/transcript?keep=3",
    "review-publish": "/sessions/connect-1/publish",
    "review-withdraw": "/sessions/connect-1/withdraw?speaker=2",
    "review-event": "/events/connect-1",
}


async def read(arrive: Arrive, way: str, path: str = REVIEW, *, more: int = 0) -> Visit:
    """Come to a page of a session that was just read, of which some is decided."""
    visit = await arrive(way)
    reviewer = visit.house.reviewer
    read_session(reviewer, more=more)
    declare(reviewer)
    await reviewer.decide(reviewer.kept[0].session, msgspec.convert(
        {"act": "accept", "ids": ["s-group"], "words": "A physio group at the leisure centre"}, type=Accept), "t")  # fmt: skip
    await reviewer.decide(reviewer.kept[0].session, msgspec.convert(
        {"act": "set_aside", "ids": ["s-script"], "reason": "logistics"}, type=SetAside), "t")  # fmt: skip
    await visit.open(path)
    return visit


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_and_nothing_overflows(arrive: Arrive, name: str, size: str) -> None:
    visit = await read(arrive, size, PAGES[name], more=24)

    await visit.shoot(f"{name}-{size}")

    assert await visit.faults() == []
    assert visit.complaints == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
