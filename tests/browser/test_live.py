"""The live wall in a real browser: it follows the feed, can be held still, and moves nothing under the reader's hands."""

from __future__ import annotations

import msgspec
import pytest
from playwright.async_api import expect

from bridge.records import Idea, IdeaId, SourceName, State
from tests.browser.conftest import Arrive, Visit
from tests.web.scene import open_idea

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEW = "Let the nurse on the ward book the follow-up"


def say(visit: Visit, nth: int, text: str = NEW, number: int = 3) -> Idea:
    """Somebody says something new, and the feed tells it."""
    opened = open_idea(
        visit.house.known, nth, minute=30 + nth / 100, number=number, source=SourceName.BLUESKY, text=text
    )
    visit.house.feed.tell(visit.house.known, opened)
    return opened


async def live(visit: Visit) -> None:
    await expect(visit.page.locator("#state")).to_have_text("Live")


async def test_a_new_idea_appears_first_under_its_question_without_reloading(arrive: Arrive) -> None:
    visit = await arrive()
    await live(visit)
    await visit.page.evaluate("window.stayed = true")

    say(visit, 60)

    first = visit.page.locator("[data-key='challenge-unthinkable'] [data-idea]").first
    await expect(first).to_contain_text(NEW)
    await expect(visit.page.locator("#figures")).to_contain_text("Ideas9")
    assert await visit.page.evaluate("window.stayed")


async def test_the_feed_is_asked_from_the_place_the_page_is_as_of(arrive: Arrive) -> None:
    visit = await arrive()
    await live(visit)

    assert visit.house.feed.asked == [("epoch.1", None)]


async def test_a_first_idea_brings_its_challenge_to_its_place(arrive: Arrive) -> None:
    visit = await arrive()
    known = visit.house.known
    await live(visit)
    opened = say(visit, 61)

    moved = msgspec.structs.replace(opened, challenge=known.all_challenges[0].id)
    known.all_ideas[moved.id] = moved
    visit.house.feed.tell(known, moved)

    await expect(visit.page.locator("main h2").first).to_have_text("Rethinking demand")
    await expect(visit.page.get_by_text(NEW)).to_have_count(1)


async def test_an_idea_that_was_taken_back_leaves_the_wall(arrive: Arrive) -> None:
    visit = await arrive()
    known = visit.house.known
    await live(visit)

    for id_ in ("i-9", "i-10"):
        gone = msgspec.structs.replace(known.all_ideas[IdeaId(id_)], state=State.WITHDRAWN, text="")
        known.all_ideas[gone.id] = gone
        visit.house.feed.tell(known, gone)

    await expect(visit.page.locator("[data-idea]")).to_have_count(8)
    await expect(visit.page.get_by_role("heading", name="Thinking the unthinkable")).to_have_count(0)


async def test_pause_holds_the_wall_still_and_resume_shows_what_came(arrive: Arrive) -> None:
    visit = await arrive()
    page = visit.page
    await live(visit)

    await page.get_by_role("button", name="Pause live updates").click()
    for nth in (62, 63):
        say(visit, nth, f"{NEW}, number {nth}")
    resume = page.get_by_role("button", name="Resume live updates (2 new)")
    await resume.wait_for()
    held = await page.locator("[data-idea]").count()
    await resume.click()

    assert held == 10
    await expect(page.locator("[data-idea]")).to_have_count(12)
    await expect(page.get_by_role("button", name="Pause live updates")).to_be_focused()


async def test_what_is_hidden_leaves_a_wall_at_once_although_it_is_paused(arrive: Arrive) -> None:
    visit = await arrive()
    page, known = visit.page, visit.house.known
    await live(visit)
    await page.get_by_role("button", name="Pause live updates").click()

    hidden = msgspec.structs.replace(known.all_ideas[IdeaId("i-9")], state=State.WITHDRAWN, text="")
    known.all_ideas[hidden.id] = hidden
    visit.house.feed.tell(known, hidden)

    await expect(page.locator("[data-idea=i-9]")).to_have_count(0)
    await expect(page.locator("[data-idea]")).to_have_count(9)
    await expect(page.get_by_role("button", name="Resume live updates (1 new)")).to_be_focused()


@pytest.mark.parametrize("idea", ["i-9", "i-1"])
async def test_what_the_reader_is_at_keeps_focus_and_stays_in_place(arrive: Arrive, idea: str) -> None:
    visit = await arrive("phone")
    page, known = visit.page, visit.house.known
    await live(visit)
    link = page.locator(f"[data-idea='{idea}'] a").first
    await link.focus()
    await link.scroll_into_view_if_needed()
    before = await link.evaluate("(it) => it.getBoundingClientRect().top")

    for nth in range(64, 70):
        say(visit, nth, f"{NEW}, number {nth}")
    more = msgspec.structs.replace(known.all_ideas[IdeaId(idea)], voices=9)
    known.all_ideas[more.id] = more
    visit.house.feed.tell(known, more)

    await expect(link).to_have_text("9 voices")
    await expect(page.locator("[data-idea]")).to_have_count(16)
    await expect(link).to_be_focused()
    assert abs(await link.evaluate("(it) => it.getBoundingClientRect().top") - before) < 2


async def test_news_is_told_in_one_short_line_and_not_card_by_card(arrive: Arrive) -> None:
    visit = await arrive()
    told = visit.page.locator("#told")
    await live(visit)
    await expect(told).to_be_empty()

    for nth in (70, 71):
        say(visit, nth, f"{NEW}, number {nth}")

    await expect(told).to_have_text("2 new ideas", timeout=10_000)
    assert await visit.page.locator("[aria-live], [role=status], [role=log]").locator("a, button, li").count() == 0


async def test_the_wall_goes_on_from_its_place_after_the_feed_was_cut(arrive: Arrive) -> None:
    visit = await arrive()
    await live(visit)
    opened = say(visit, 72)
    await expect(visit.page.get_by_text(opened.text)).to_be_visible()

    visit.house.feed.hang_up()

    await expect(visit.page.locator("#state")).to_have_text("Connecting again…")
    await expect(visit.page.locator("#state")).to_have_text("Live", timeout=15_000)
    assert visit.house.feed.asked[-1] == ("epoch.1", "epoch.2")


async def test_what_moves_stands_still_for_those_who_ask_for_it(arrive: Arrive) -> None:
    visit = await arrive()
    await visit.page.emulate_media(reduced_motion="reduce")
    await live(visit)

    opened = say(visit, 73)

    card = visit.page.locator(f"[data-idea='{opened.id}'] article")
    await expect(card).to_be_visible()
    assert await card.evaluate("(it) => getComputedStyle(it).animationName") == "none"
    assert await visit.faults() == []
