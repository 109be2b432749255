"""The pages in a real browser: usable by everyone, on a desktop and on a phone, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bridge.web.access import sign_in_path
from tests.browser.conftest import Arrive

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGES = {
    "wall": "/",
    "campaign": "/campaigns/elective-care",
    "chat": "/events/chat-1",
    "session": "/events/connect-1",
    "idea": "/ideas/i-1",
    "upload": "/sessions/connect-1/upload",
    "uploaded": "/sessions/connect-1/uploads/u-read",
    "status": "/status",
    "missing": "/nowhere",
}


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing_and_the_browser_complains_of_nothing(arrive: Arrive, name: str, size: str) -> None:
    visit = await arrive(size, PAGES[name])

    await visit.shoot(f"{name}-{size}")

    assert await visit.faults() == []
    assert [it for it in visit.complaints if "404" not in it] == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_axe_would_find_what_is_wrong(arrive: Arrive) -> None:
    visit = await arrive()
    await visit.page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert [it.partition(":")[0] for it in await visit.faults()] == ["button-name"]


async def test_the_policy_would_stop_a_script_and_be_heard(arrive: Arrive) -> None:
    visit = await arrive()
    await visit.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = \"run\"'}))"
    )

    assert await visit.page.title() != "run"
    assert "Content Security Policy" in " ".join(visit.complaints)


@pytest.mark.parametrize("name", ["wall", "chat", "uploaded"])
async def test_the_keyboard_reaches_everything_that_a_mouse_does(arrive: Arrive, name: str) -> None:
    visit = await arrive(path=PAGES[name])
    page = visit.page
    shown = "a[href], button, summary, input:not([type=hidden])"
    wanted = await page.evaluate(
        f"[...document.querySelectorAll('{shown}')].filter((it) => it.checkVisibility() && it.tabIndex >= 0).length"
    )

    reached = set()
    for _ in range(wanted):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate(
                "[...document.querySelectorAll('*')].indexOf(document.activeElement.matches(':focus-visible')"
                " ? document.activeElement : null)"
            )
        )

    assert len(reached - {-1}) == wanted


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_a_link_and_its_button_sign_in_and_another_signs_out(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, "/sign-in")
    await visit.context.clear_cookies()
    await visit.open(sign_in_path(await visit.house.access.create_link()))

    await visit.page.get_by_role("button", name="Sign in").click()
    await expect(visit.page.get_by_role("heading", level=1)).to_have_text("Elective care recovery")
    await visit.page.get_by_role("button", name="Sign out").click()

    await expect(visit.page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert await visit.context.cookies() == []


async def test_the_wall_is_whole_without_scripts(arrive: Arrive) -> None:
    visit = await arrive("without scripts")
    page = visit.page

    await expect(page.locator("[data-idea]")).to_have_count(10)
    await expect(page.get_by_role("link", name="Show the latest")).to_be_visible()
    await expect(page.get_by_role("button", name="Pause")).to_be_hidden()


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_a_mistake_leads_to_its_field(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, PAGES["upload"])

    await visit.page.get_by_role("button", name="Upload", exact=True).click()

    await expect(visit.page).to_have_title("Error: Upload files – ideabridge")
    await visit.page.get_by_role("link", name="Select a file to upload, or paste its words.").click()
    assert await visit.page.evaluate("document.activeElement.closest('.nhsuk-file-upload') !== null") or (
        visit.page.url.endswith("#document")
    )
    if way == "desktop":
        assert await visit.faults() == []


async def test_an_upload_that_is_being_read_shows_its_end_by_itself(arrive: Arrive) -> None:
    visit = await arrive()
    uploads = visit.house.uploads
    done = uploads.known["u-read"]
    uploads.known["u-read"] = type(done)(
        id=done.id, session=done.session, label=done.label, size=1, received_at=done.received_at, state="reading"
    )
    await visit.open(PAGES["uploaded"])
    await expect(visit.page.get_by_role("status")).to_contain_text("Being read")

    uploads.known["u-read"] = done

    await expect(visit.page.get_by_role("status")).to_contain_text("Done", timeout=10_000)
    await expect(visit.page.get_by_text("405 of 412 cues")).to_be_visible()
    assert await visit.faults() == []
