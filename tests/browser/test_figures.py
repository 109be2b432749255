"""The page of figures in a real browser: for everyone, with scripts and without, and on paper."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Arrive

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIGURES = "/events/chat-1/figures"


@pytest.mark.parametrize("way", ["desktop", "phone"])
async def test_axe_finds_nothing_and_the_page_is_as_wide_as_its_window(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, FIGURES)
    await visit.page.get_by_text("What is counted as Voices").click()

    await visit.shoot(f"figures-{way}")

    assert await visit.faults() == []
    assert visit.complaints == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_a_definition_is_one_key_away_from_its_number(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, FIGURES)
    says = visit.page.locator("details", has_text="What is counted as Interactions")
    await expect(says.get_by_text("Votes, likes and views are never in it")).to_be_hidden()

    await says.locator("summary").focus()
    await visit.page.keyboard.press("Enter")

    await expect(says.get_by_text("Votes, likes and views are never in it")).to_be_visible()


async def test_on_paper_each_number_has_its_definition_and_no_menu(arrive: Arrive) -> None:
    visit = await arrive("desktop", FIGURES)
    await visit.page.emulate_media(media="print")

    await visit.shoot("figures-print")

    printed = visit.page.locator(".bridge-numbers__printed")
    assert [await it.is_visible() for it in await printed.all()] == [True] * await visit.page.locator("dt").count()
    await expect(visit.page.get_by_role("banner")).to_be_hidden()
    await expect(visit.page.get_by_text("By source", exact=True)).to_be_visible()
