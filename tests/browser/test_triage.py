"""The queue in a real browser: whole without scripts and by keyboard, and nothing moves under whoever works on it."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import expect

from bridge.records import ContributionId, SourceName
from bridge.web.review import SetAside
from bridge.web.triage import Hold, Read
from tests.browser.conftest import Arrive, Visit
from tests.web.scene import open_idea

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUEUE = "/events/chat-1/queue"
LIMIT = 10  # s
PAGES = {
    "queue": QUEUE,
    "queue-one": f"{QUEUE}/c-7",
    "queue-idea": "/ideas/i-5/work",
    "queue-empty": f"{QUEUE}?state=assigned",
}
C5, C6, C7 = ContributionId("c-5"), ContributionId("c-6"), ContributionId("c-7")


async def work(arrive: Arrive, way: str, path: str = QUEUE) -> Visit:
    """Come to a page of a queue that others work on, too, and of which some is decided."""
    visit = await arrive(way)
    triager = visit.house.triager
    triager.suggest("i-7", "i-5", "evening slots for people who work")
    await triager.do(SetAside(ids=(ContributionId("c-42"),), reason="logistics"), "t-ann", seen={})
    await triager.do(Read(ids=(ContributionId("c-1"), C6)), "t-ann", seen={})
    await triager.claim([C6], "t-ann", "Ann")
    await triager.name_theme("", "Evenings", is_big=False, gone=False, who="t-ann")
    triager.acts.clear()
    await visit.open(path)
    return visit


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_and_nothing_overflows(arrive: Arrive, name: str, size: str) -> None:
    visit = await work(arrive, size, PAGES[name])

    await visit.shoot(f"{name}-{size}")

    assert await visit.faults() == []
    assert visit.complaints == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_an_act_comes_back_at_the_next_entry_and_can_be_undone(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way, f"{QUEUE}?state=unread")
    page = visit.page

    await page.locator("#c-c-5").get_by_role("button", name="Read").click()

    banner = page.locator("#c-c-7 #done")
    await expect(banner).to_contain_text("Read.")
    await expect(banner).to_be_focused()
    await expect(banner).to_be_in_viewport()
    await expect(page.locator("#c-c-5")).to_have_count(0)
    await visit.shoot(f"queue-done-{way.replace(' ', '-')}")
    await banner.get_by_role("button", name="Undo").click()
    await expect(page.locator("#c-c-5 #done")).to_contain_text("Undone")
    assert visit.house.triager.find("c-5").read is None


async def test_a_queue_is_worked_through_by_keyboard_alone(arrive: Arrive) -> None:
    visit = await work(arrive, "desktop", f"{QUEUE}?state=unread&question=chat-1/q2")
    page = visit.page
    await page.locator("#c-c-5").get_by_role("button", name="Read").focus()

    await page.keyboard.press("Enter")
    await expect(page.locator("#c-c-7 #done")).to_be_focused()
    for name in ("Undo", None, None, None, "Join"):
        await page.keyboard.press("Tab")
        if name:
            await expect(page.locator(":focus")).to_contain_text(name)
    await page.keyboard.press("Enter")

    await expect(page.locator("#c-c-8 #done")).to_contain_text("both are one idea now")
    await expect(page.locator("#c-c-8 #done")).to_be_focused()


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_several_are_selected_and_set_aside_together(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way)
    page = visit.page
    for id_ in ("c-5", "c-8"):
        await page.locator(f"#tick-{id_}").check()

    await page.get_by_role("button", name="Set aside selected").click()
    await page.get_by_role("link", name="Choose why you set it aside.").click()
    await expect(page.locator("#selected-reason")).to_be_focused()
    await expect(page.locator("#tick-c-8")).to_be_checked()
    await page.locator("#selected-reason").select_option("outside")
    await page.get_by_role("button", name="Set aside selected").click()

    await expect(page.locator("#done")).to_contain_text("2 set aside.")
    act, _, seen = visit.house.triager.acts[-1]
    assert act == SetAside(ids=(C5, ContributionId("c-8")), reason="outside")
    assert {id_ for id_ in seen if seen[id_] == ""} == {"c-5", "c-8"}


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_who_is_second_sees_what_the_first_decided_and_may_do_it_all_the_same(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way, f"{QUEUE}/c-5")
    page, triager = visit.page, visit.house.triager
    await triager.do(SetAside(ids=(C5,), reason="outside"), "t-ann", seen={})

    await page.get_by_label("The words in which it is told").fill("Evenings for those paid by the hour")
    await page.get_by_role("button", name="Accept").click()

    second = page.locator("[aria-labelledby=second]")
    await expect(second).to_be_in_viewport()
    if way != "without scripts":
        await expect(second).to_be_focused()
    await expect(second).to_contain_text("it is about something else than the challenge")
    await expect(second).to_contain_text("Evenings for those paid by the hour")
    await visit.shoot(f"queue-second-{way.replace(' ', '-')}")
    assert way == "without scripts" or await visit.faults() == []
    await second.get_by_role("button", name="Do it all the same").click()
    await expect(page.locator("#done")).to_contain_text("Accepted.")
    made = triager.find("c-5").disposition
    assert made
    assert made.words == "Evenings for those paid by the hour"


async def test_what_is_new_is_told_and_shown_on_request_alone(arrive: Arrive) -> None:
    visit = await arrive("desktop")
    await visit.page.clock.install()
    visit = await settle(visit)
    page, known = visit.page, visit.house.known
    rows = await page.locator(".bridge-candidate").count()
    await page.locator("#c-c-5 select").focus()
    top = await page.locator("#c-c-5").evaluate("(it) => it.getBoundingClientRect().top")
    # One that comes late, from a slow network, has its place before what is shown already.
    for nth, minute in ((50, 31), (51, 28.5)):
        open_idea(known, nth, minute=minute, number=3, source=SourceName.X, text=f"Something new, number {nth}")
    await visit.house.triager.claim([C7], "t-ben", "Ben")

    await page.clock.run_for(6_000)

    await expect(page.get_by_role("status").filter(has_text="2 new")).to_be_visible()
    await expect(page).to_have_title("(2 new) Queue: Getting care moving – ideabridge")
    await expect(page.locator("#c-c-7")).to_contain_text("Being looked at by Ben")
    assert await page.locator(".bridge-candidate").count() == rows
    assert await page.locator("#c-c-5").evaluate("(it) => it.getBoundingClientRect().top") == top
    await expect(page.locator("#c-c-5 select")).to_be_focused()
    await visit.shoot("queue-news")
    assert await visit.faults() == []
    await page.get_by_role("link", name="Show 2 new").click()
    await expect(page.locator("#words-c-51")).to_be_focused()
    assert await page.locator(".bridge-candidate").count() == rows + 2
    await expect(page.get_by_role("status").filter(has_text="new")).to_have_count(0)
    assert visit.complaints == []


async def settle(visit: Visit) -> Visit:
    """Open the queue, and wait until its script has had its first look."""
    async with visit.page.expect_response(re.compile(r"/v1/events/chat-1/queue")):
        await visit.open(QUEUE)
    return visit


async def test_what_a_link_adds_to_the_address_keeps_no_news_from_the_queue(arrive: Arrive) -> None:
    visit = await arrive("desktop")

    async with visit.page.expect_response(re.compile(r"/v1/events/chat-1/queue")) as asked:
        await visit.open(f"{QUEUE}?kind=idea&utm_source=mail&here=c-5")

    told = await asked.value
    assert told.status == 200
    assert "kind=idea" in told.url
    assert "utm_source" not in told.url


async def test_what_was_done_stands_for_half_a_minute_unless_somebody_is_at_its_button(arrive: Arrive) -> None:
    visit = await arrive("desktop")
    page = visit.page
    await page.clock.install()
    await visit.open(QUEUE)
    await page.locator("#c-c-5").get_by_role("button", name="Read").click()
    await page.mouse.move(0, 0)
    await expect(page.locator("#done")).to_be_visible()

    await page.clock.run_for(29_000)
    await expect(page.locator("#done")).to_be_visible()
    await page.get_by_role("button", name="Undo", exact=True).focus()
    await page.clock.run_for(5_000)
    await expect(page.locator("#done")).to_be_visible()
    await page.locator("#c-c-7 select").focus()
    top = await page.locator("#c-c-7 select").evaluate("(it) => it.getBoundingClientRect().top")
    await page.clock.run_for(2_000)

    await expect(page.locator("#done")).to_be_hidden()
    assert await page.locator("#c-c-7 select").evaluate("(it) => it.getBoundingClientRect().top") == top


async def test_an_open_entry_is_kept_and_let_go_of_on_leaving(arrive: Arrive) -> None:
    visit = await arrive("desktop")
    page, house = visit.page, visit.house
    await page.clock.install()
    await visit.open(f"{QUEUE}/c-5")
    first = house.triager.all_claims[C5]
    house.clock.at = first.until

    async with page.expect_response(re.compile(r"/v1/claims")) as renewed:
        await page.clock.run_for(26_000)
    assert (await renewed.value).status == 200
    assert house.triager.all_claims[C5].until > first.until
    await page.get_by_role("link", name="Back to the queue").click()
    await expect(page.locator("#c-c-5")).to_be_visible()

    async with asyncio.timeout(LIMIT):  # it is told while the next page is on its way
        await house.triager.freed.wait()
    assert C5 not in house.triager.all_claims


@pytest.mark.parametrize("way", ["phone", "without scripts"])
async def test_an_entry_is_held_for_a_named_owner(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way)
    page = visit.page

    await page.locator("#c-c-8").get_by_role("link", name=re.compile("Join, answer, more")).click()
    await page.locator("#hold-reason").select_option("privacy")
    await page.get_by_label("Who looks into it").fill("Ann")
    await page.get_by_role("button", name="Hold", exact=True).click()

    await expect(page.locator("#done")).to_contain_text("Held: nobody else sees it now.")
    assert visit.house.triager.acts[-1][0] == Hold(ids=(ContributionId("c-8"),), reason="privacy", owner="Ann")


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_an_event_is_closed_with_a_reason(arrive: Arrive, way: str) -> None:
    visit = await work(arrive, way)
    page = visit.page

    await page.get_by_role("button", name="Close this event").click()
    await page.get_by_role("link", name="Enter why it is closed").click()
    await expect(page.locator("#waiver")).to_be_focused()
    await visit.shoot(f"queue-close-{way.replace(' ', '-')}")
    await page.locator("#waiver").fill("The rest is greetings")
    await page.get_by_role("button", name="Close this event").click()

    await expect(page.get_by_text("This event was closed")).to_contain_text("The rest is greetings")


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}/c-7", "/ideas/i-5/work"])
async def test_the_keyboard_reaches_everything(arrive: Arrive, path: str) -> None:
    visit = await work(arrive, "desktop", path)
    page = visit.page
    fields = "main input:not([type=hidden]):not([type=radio]), main select, main textarea, main button, main a"
    mark = "(all) => all.filter((it) => it.checkVisibility()).map((it, nth) => (it.dataset.nth = String(nth)))"
    wanted = await page.eval_on_selector_all(fields, mark)

    reached = set()
    for _ in range(len(wanted) + 20):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.dataset.nth ?? ''"))

    assert set(wanted) <= reached


async def test_targets_are_large_enough_to_be_hit(arrive: Arrive) -> None:
    visit = await work(arrive, "phone")

    sizes = await visit.page.eval_on_selector_all(
        "main button, main select, main input[type=checkbox], main input[type=text]",
        "(all) => all.filter((it) => it.checkVisibility()).map((it) => it.getBoundingClientRect())"
        ".map((it) => Math.min(it.width, it.height))",
    )

    assert len(sizes) > 10
    assert min(sizes) >= 24
