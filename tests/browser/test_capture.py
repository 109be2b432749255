"""The capture page in a real browser: whole without scripts, and mistakes are told where they are."""

from __future__ import annotations

import msgspec
import pytest
from playwright.async_api import expect

from bridge.documents.captured import read_captured
from bridge.records import EventId
from tests.browser.conftest import Arrive, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = "/events/chat-1/capture"
WORDS = "Ring people every month while they wait"
CSV = {"name": "posts.csv", "mimeType": "text/csv", "buffer": f"text,author\n{WORDS},Ada\n".encode()}


async def captured(visit: Visit) -> None:
    """A chat that has captured something already."""
    read = visit.house.uploads.known["u-read"]
    assert read.report is not None
    report = msgspec.structs.replace(
        read.report, format="table of posts", unit="row", outcomes={"new": 12, "known": 19}, rejected={"empty": 1}
    )
    visit.house.uploads.known["u-9"] = msgspec.structs.replace(
        read, id="u-9", session=EventId("chat-1"), label="LinkedIn comments.csv", report=report
    )


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["capture", "captured"])
async def test_axe_finds_nothing_and_nothing_overflows(arrive: Arrive, name: str, size: str) -> None:
    visit = await arrive(size)
    await captured(visit)
    await visit.open(PAGE if name == "capture" else "/events/chat-1/captures/u-9")

    await visit.shoot(f"{name}-{size}")

    assert await visit.faults() == []
    assert visit.complaints == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", ["desktop", "phone"])
async def test_mistakes_are_summed_up_and_lead_to_their_fields(arrive: Arrive, size: str) -> None:
    visit = await arrive(size, PAGE)
    page = visit.page
    await page.get_by_label("Link to the post").fill("see my post")

    await page.get_by_role("button", name="Capture this post").click()

    await expect(page).to_have_title("Error: Capture posts – ideabridge")
    await visit.shoot(f"capture-mistakes-{size}")
    await expect(page.get_by_label("Link to the post")).to_have_value("see my post")
    assert await visit.faults() == []
    await page.get_by_role("link", name="Paste the words of the post.").click()
    await expect(page.get_by_label("What it says")).to_be_focused()


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_a_post_is_pasted_and_its_page_follows(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, PAGE)
    page = visit.page
    await page.get_by_label("What it says").fill(f"{WORDS}\nLike Comment Share")
    await page.get_by_label("Who said it").fill("Ada Okoro")
    await page.get_by_label("When it was said").fill("2026-11-02T19:05")
    await page.get_by_label("Network", exact=True).select_option("LinkedIn")
    await page.get_by_label("Question", exact=True).select_option(value="2")

    await page.get_by_role("button", name="Capture this post").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Post: LinkedIn")
    [post] = read_captured(visit.house.uploads.bodies["u-2"]).posts
    assert (post.text, post.author, post.network) == (WORDS, "Ada Okoro", "linkedin")
    assert post.question is not None


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_a_table_is_uploaded_and_its_page_follows(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, PAGE)
    page = visit.page
    await page.get_by_label("Network, for rows without a link").select_option("Facebook")

    await page.locator("input[type=file]").set_input_files(CSV)  # type: ignore[arg-type]
    await page.get_by_role("button", name="Upload the table").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("posts.csv")
    assert read_captured(visit.house.uploads.bodies["u-2"]).posts[0].network == "facebook"


async def test_a_table_that_was_not_chosen_is_told_at_its_field(arrive: Arrive) -> None:
    visit = await arrive("without scripts", PAGE)

    await visit.page.get_by_role("button", name="Upload the table").click()

    await expect(visit.page.locator("#table-error")).to_contain_text("Select a file")


async def test_the_keyboard_reaches_every_field(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    page = visit.page
    fields = "main input:not([type=hidden]), main select, main textarea, main button, main summary"
    names = "(it) => it.id || it.textContent.trim()"
    wanted = await page.eval_on_selector_all(
        fields, f"(all) => all.filter((it) => it.checkVisibility() && it.tabIndex >= 0).map({names})"
    )

    reached = set()
    for _ in range(60):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate(f"({names})(document.activeElement)"))

    assert set(wanted) <= reached
