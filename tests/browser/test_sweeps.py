"""All that match a filter, in a real browser: by keyboard, on a phone, and whole without scripts."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bridge.records import EventId, SourceName
from bridge.web.review import SetAside
from bridge.web.triage import Sweep
from tests.browser.conftest import Arrive, Visit
from tests.web.scene import open_idea

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUEUE = "/events/chat-1/queue"
FAR = Sweep(act="a-1", what="set_aside", event=EventId("chat-1"), of=431, done=150, decided=2)


async def work(arrive: Arrive, way: str, path: str = QUEUE) -> Visit:
    """Come to a queue of several pages."""
    visit = await arrive(way)
    for nth in range(100, 140):
        text, minute = f"Something said, number {nth}", 20 + nth / 100
        open_idea(visit.house.known, nth, minute=minute, number=1, source=SourceName.X, text=text)
    await visit.open(path)
    return visit


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_all_that_match_are_set_aside_with_one_tick_and_undone_with_one_button(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way, f"{QUEUE}?kind=idea")
    page = visit.page

    await page.get_by_role("link", name="Select all").click()
    await page.get_by_role("checkbox", name="that match, on every page").check()
    await visit.shoot(f"queue-everything-{way.replace(' ', '-')}")
    assert way == "without scripts" or await visit.faults() == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Set aside selected").click()
    await expect(page.get_by_role("checkbox", name="that match, on every page")).to_be_checked()
    await page.locator("#selected-reason").select_option("logistics")
    await page.get_by_role("button", name="Set aside selected").click()

    act, _, _ = visit.house.triager.acts[-1]
    assert isinstance(act, SetAside)
    assert len(act.ids) > 40
    await expect(page.locator("#done")).to_contain_text(f"{len(act.ids)} set aside.")
    await visit.shoot(f"queue-everything-done-{way.replace(' ', '-')}")
    await page.locator("#done").get_by_role("button", name="Undo").click()
    await expect(page.locator("#done")).to_contain_text(f"Undone: {len(act.ids)} are as before.")


async def test_all_that_match_are_selected_and_read_by_keyboard_alone(arrive: Arrive) -> None:
    visit = await work(arrive, "desktop")
    page = visit.page
    await page.get_by_role("link", name="Select all").focus()

    await page.keyboard.press("Enter")
    await expect(page.locator("#everything")).to_be_in_viewport()
    await page.locator("#everything").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Mark selected as read")
    await page.keyboard.press("Enter")

    await expect(page.locator("#done")).to_contain_text(" read.")
    await expect(page.locator("#done")).to_be_focused()


async def test_whoever_does_not_see_hears_what_the_tick_is_about(arrive: Arrive) -> None:
    visit = await work(arrive, "desktop")
    tick = visit.page.locator("#everything")

    await expect(tick).to_have_accessible_name("Select all 58 that match, on every page")
    await expect(tick).to_have_accessible_description(
        "What comes, changes or is decided after you opened this page is left as it is. You can undo all of it at once."
    )


@pytest.mark.parametrize("way", ["desktop", "phone"])
async def test_a_long_one_tells_how_far_it_is_and_when_it_has_ended(arrive: Arrive, way: str) -> None:
    visit = await arrive(way)
    page, sweeps = visit.page, visit.house.triager.sweeps
    sweeps["a-1"] = FAR
    await page.clock.install()
    await visit.open(f"{QUEUE}/acts/a-1?kind=chatter")
    await expect(page.get_by_role("progressbar")).to_have_accessible_name("How far it is")
    await expect(page.locator("#progress")).to_contain_text("152 of 431")
    await visit.shoot(f"queue-far-{way}")
    assert await visit.faults() == []

    sweeps["a-1"] = Sweep(act="a-1", what="set_aside", event=FAR.event, of=431, done=428, decided=3, ended=True)
    await page.clock.run_for(5_000)

    await expect(page.get_by_role("status")).to_contain_text("428 set aside. 3 were decided meanwhile and left.")
    await expect(page.get_by_role("button", name="Undo")).to_be_visible()
    await visit.shoot(f"queue-far-ended-{way}")
    assert await visit.faults() == []
    assert visit.complaints == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_without_scripts_the_page_comes_again_by_itself(arrive: Arrive) -> None:
    visit = await arrive("without scripts")
    sweeps = visit.house.triager.sweeps
    sweeps["a-1"] = FAR
    await visit.open(f"{QUEUE}/acts/a-1")
    await expect(visit.page.locator("#progress")).to_contain_text("152 of 431")

    sweeps["a-1"] = Sweep(act="a-1", what="set_aside", event=FAR.event, of=431, done=429, decided=2, ended=True)

    await expect(visit.page.get_by_role("status")).to_contain_text("429 set aside", timeout=9_000)
