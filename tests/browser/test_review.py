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


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_an_act_comes_back_at_the_next_candidate_and_can_be_undone(arrive: Arrive, way: str) -> None:
    visit = await read(arrive, way)
    page = visit.page
    first = page.locator("#c-s-text")

    await first.get_by_role("button", name="Accept").click()

    banner = page.locator("#c-s-physio #done")
    await expect(banner).to_contain_text("Accepted.")
    await expect(banner).to_be_focused()
    await expect(banner).to_be_in_viewport()
    await expect(first).to_have_count(0)
    await banner.get_by_role("button", name="Undo").click()
    await expect(page.locator("#c-s-text #done")).to_contain_text("Undone")
    assert [type(it) for it, _ in visit.house.reviewer.acts[2:]] == [Accept, Undo]


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_several_are_selected_and_set_aside_together(arrive: Arrive, way: str) -> None:
    visit = await read(arrive, way)
    page = visit.page
    for id_ in ("s-text", "s-lift"):
        await page.locator(f"#tick-{id_}").check()

    await page.get_by_role("button", name="Set aside selected").click()

    await expect(page).to_have_title("Error: Review: Connect session: hips and knees – ideabridge")
    await visit.shoot(f"review-mistake-{way.replace(' ', '-')}")
    assert way == "without scripts" or await visit.faults() == []
    await expect(page.locator("#tick-s-lift")).to_be_checked()
    await page.get_by_role("link", name="Choose why you set it aside.").click()
    await expect(page.locator("#selected-reason")).to_be_focused()
    await page.locator("#selected-reason").select_option("outside")
    await page.get_by_role("button", name="Set aside selected").click()
    await expect(page.locator("#done")).to_contain_text("2 set aside.")
    act = visit.house.reviewer.acts[-1][0]
    assert isinstance(act, SetAside)
    assert (act.ids, act.reason) == (("s-text", "s-lift"), "outside")


async def test_a_review_is_done_by_keyboard_alone(arrive: Arrive) -> None:
    visit = await read(arrive, "desktop")
    page = visit.page
    await page.locator("#c-s-text").get_by_role("button", name="Accept").focus()

    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.locator("#c-s-physio summary")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#c-s-physio .bridge-turn--own")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.locator("#c-s-lift #done")).to_be_focused()
    assert [type(it) for it, _ in visit.house.reviewer.acts[2:]] == [Accept, Accept]


@pytest.mark.parametrize("path", [REVIEW, f"{REVIEW}/s-text", "/sessions/connect-1/speakers/2"])
async def test_the_keyboard_reaches_everything(arrive: Arrive, path: str) -> None:
    visit = await read(arrive, "desktop", path)
    page = visit.page
    fields = (
        "main input:not([type=hidden]):not([type=radio]), main select, main textarea, main button, main a, main summary"
    )
    mark = "(all) => all.filter((it) => it.checkVisibility()).map((it, nth) => (it.dataset.nth = String(nth)))"
    wanted = await page.eval_on_selector_all(fields, mark)

    reached = set()
    for _ in range(len(wanted) + 20):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.dataset.nth ?? ''"))

    assert set(wanted) <= reached


async def test_targets_are_large_enough_to_be_hit(arrive: Arrive) -> None:
    visit = await read(arrive, "phone")

    sizes = await visit.page.eval_on_selector_all(
        "main button, main select, main input[type=checkbox]",
        "(all) => all.filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect())"
        ".map((it) => Math.min(it.width, it.height))",
    )

    assert len(sizes) > 10
    assert min(sizes) >= 24


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_one_is_reworded_split_and_joined(arrive: Arrive, way: str) -> None:
    visit = await read(arrive, way)
    page = visit.page

    await page.locator("#c-s-text").get_by_role("link", name="Edit, split or join").click()
    await page.get_by_label("The words in which it is published").fill("Text people the evening before")
    await page.get_by_label("Experience").check()
    await page.get_by_role("button", name="Accept").click()
    await expect(page.locator("#done")).to_contain_text("Accepted.")
    await visit.open(f"{REVIEW}/s-physio")
    await page.get_by_label("Its parts").fill("Is physio allowed?\nWho says so?")
    await page.get_by_role("button", name="Split", exact=True).click()
    await expect(page.locator("#done")).to_contain_text("Split into 2")
    await visit.open(f"{REVIEW}/s-lift")
    await page.get_by_label("Find an idea by its words").fill("swimming pass")
    await page.get_by_role("button", name="Find").click()
    await page.get_by_label("A swimming pass for everyone").check()
    await page.get_by_role("button", name="It agrees with this idea").click()
    await expect(page.locator("#done")).to_contain_text("Counted as a voice")

    assert [type(it) for it, _ in visit.house.reviewer.acts[2:]] == [Accept, Split, Agree]


async def test_words_that_are_nearly_too_long_are_counted_as_they_are_typed(arrive: Arrive) -> None:
    visit = await read(arrive, "desktop", f"{REVIEW}/s-text")

    await visit.page.get_by_label("The words in which it is published").fill("x" * 1_990)

    await expect(visit.page.locator(".nhsuk-character-count__status")).to_contain_text("10 characters remaining")


@pytest.mark.parametrize("way", ["phone", "without scripts"])
async def test_what_was_passed_over_is_kept_from_the_transcript(arrive: Arrive, way: str) -> None:
    visit = await read(arrive, way, "/sessions/connect-1/transcript")
    page = visit.page

    await page.locator("#p-3").get_by_role("link", name="Keep this too").click()
    await page.get_by_label("The words to keep").fill("Great idea")
    await page.get_by_label("Comment or concern").check()
    await page.get_by_role("button", name="Keep").click()

    await expect(page.locator("#done")).to_contain_text("Kept")
    act = visit.house.reviewer.acts[-1][0]
    assert isinstance(act, Keep)
    assert (act.passage, act.words, act.kind) == (3, "Great idea", "comment")


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_what_was_decided_is_looked_at_and_published(arrive: Arrive, way: str) -> None:
    visit = await read(arrive, way)
    page = visit.page

    await page.get_by_role("button", name="Look at what would be published").click()
    await expect(page.get_by_text("A physio group at the leisure centre")).to_be_visible()
    await page.get_by_role("button", name="Publish 1").click()

    await expect(page.locator("#done")).to_contain_text("Published.")
    assert visit.house.reviewer.find("s-group").state is State.LIVE


async def test_two_are_merged_into_one(arrive: Arrive) -> None:
    visit = await read(arrive, "desktop")
    for id_ in ("s-text", "s-lift"):
        await visit.page.locator(f"#tick-{id_}").check()

    await visit.page.get_by_role("button", name="Merge selected into one").click()

    await expect(visit.page.locator("#done")).to_contain_text("2 merged into one.")
    assert isinstance(visit.house.reviewer.acts[-1][0], Merge)
