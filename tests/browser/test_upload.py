"""Bringing a session's files in a real browser: whole without scripts, and nothing that was chosen or typed is lost."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from playwright.async_api import FilePayload, Page, expect

from bridge.records import Report
from tests.browser.conftest import Arrive, Visit
from tests.factories import minutes
from tests.web.test_upload import board, declare

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = "/sessions/connect-1/upload"
ALL = "/sessions/connect-1/uploads"
ONE = "/sessions/connect-1/uploads/u-read"
VTT: FilePayload = {
    "name": "meeting.vtt",
    "mimeType": "text/vtt",
    "buffer": b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Speaker>Ring people every month\n",
}
NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"- Text people a week before\n"}
EMPTY: FilePayload = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}


def several(visit: Visit) -> None:
    """Files of every state."""
    board(visit.house)
    known = visit.house.uploads.known
    read = known["u-read"]
    known["u-read"] = msgspec.structs.replace(read, label="Board of the session.csv", received_at=minutes(-176))
    report = Report(
        format="attendance", encoding="utf-16-le", unit="row", found=14, read=14, turns=0, speakers=0,
        notes=("14 people are named; their names are masked in the session's words, and this list is not kept.",),
    )  # fmt: skip
    files: list[dict[str, Any]] = [
        {"label": "Attendance.csv", "state": "done", "report": report, "kept": False},
        {"label": "IMG_2031.vtt", "state": "refused", "report": None, "kept": False,
         "problem": "This is a picture and not a transcript. Export the transcript from Teams."},
        {"label": "Connect session-20261102_150000-Meeting Recording.vtt", "state": "done", "replaced_by": "u-14"},
        {"label": "Connect session-20261102_150000-Meeting Transcript corrected.docx", "state": "pushing",
         "report": None, "done": 31, "of": 120},
        {"label": "chat.txt", "state": "waiting", "report": None},
    ]  # fmt: skip
    for nth, fields in enumerate(files, 11):
        known[f"u-{nth}"] = msgspec.structs.replace(read, id=f"u-{nth}", received_at=minutes(nth - 186), **fields)


async def arranged(visit: Visit, name: str) -> None:
    """Open one of the pages, in the state that its name says."""
    if name == "uploads":
        several(visit)
        await visit.open(ALL)
    elif name == "upload-columns":
        board(visit.house)
        await visit.open(ONE)
    elif name == "declaration":
        declare(visit.house, informed="A poster at the door of the room")
        await visit.open("/sessions/connect-1/declaration")
    elif name == "upload-declared":
        declare(visit.house)
        await visit.open(PAGE)
    else:
        await visit.open(PAGE)
        await visit.page.get_by_label("Another way").check()
        await visit.page.locator("input[type=file]").set_input_files([VTT, NOTES])
        await visit.page.get_by_role("button", name="Upload", exact=True).click()
        await expect(visit.page).to_have_title("Error: Upload files – ideabridge")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("name", ["uploads", "upload-columns", "declaration", "upload-declared", "upload-mistakes"])
async def test_axe_finds_nothing_and_nothing_overflows(arrive: Arrive, name: str, size: str) -> None:
    visit = await arrive(size)
    await arranged(visit, name)

    await visit.shoot(f"{name}-{size}")

    assert await visit.faults() == []
    assert [it for it in visit.complaints if "422" not in it] == []
    assert await visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def declared_on(page: Page) -> None:
    await page.get_by_label("In the invitation", exact=True).check()
    await page.get_by_label("Signed-in people only").check()


@pytest.mark.parametrize("way", ["desktop", "phone", "without scripts"])
async def test_files_and_pasted_words_are_sent_and_the_page_of_all_follows(arrive: Arrive, way: str) -> None:
    visit = await arrive(way, PAGE)
    page = visit.page
    await declared_on(page)
    await page.locator("input[type=file]").set_input_files([VTT, NOTES])
    await page.get_by_label("Or paste the chat or notes").fill("14:02 Ada Okoro: Ring people")

    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Files of this session")
    await expect(page.get_by_role("article")).to_have_count(4)
    labels = [visit.house.uploads.known[it].label for it in visit.house.uploads.bodies]
    assert labels == ["meeting.vtt", "notes.txt", "pasted.txt"]


async def test_a_mistake_leads_to_its_field_and_the_chosen_files_stay(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    page = visit.page
    await page.locator("input[type=file]").set_input_files([VTT, NOTES])
    await page.get_by_label("Or paste the chat or notes").fill("Ring people")

    await page.get_by_role("button", name="Upload", exact=True).click()
    await expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    await page.get_by_role("link", name="Select how people were told").click()
    await expect(page.get_by_label("In the invitation", exact=True)).to_be_focused()
    await declared_on(page)
    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("Files of this session")
    assert len(visit.house.uploads.bodies) == 3


async def test_what_has_arrived_is_not_sent_again_with_what_was_wrong(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    declare(visit.house)
    await visit.open(PAGE)
    page = visit.page
    await page.locator("input[type=file]").set_input_files([VTT, EMPTY])

    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.locator("#document-error")).to_contain_text("empty.txt: The file is empty")
    await expect(page.get_by_text("1 file has arrived")).to_be_visible()
    assert await page.locator("input[type=file]").evaluate("(it) => it.files.length") == 0


async def test_files_that_are_too_large_are_told_before_they_are_all_sent(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    declare(visit.house)
    await visit.open(PAGE)
    page = visit.page
    await page.locator("input[type=file]").set_input_files(VTT | {"name": "long.vtt", "buffer": b"x" * 400_000})

    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.locator("#document-error")).to_contain_text("All files together must be smaller than 244 KB")
    assert visit.house.uploads.bodies == {}


async def test_how_much_is_sent_is_said_in_words(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    page = visit.page
    await page.evaluate(
        "new MutationObserver(() => (window.said ??= []).push(document.querySelector('#sending')?.textContent))"
        ".observe(document.querySelector('#sending'), {childList: true})"
    )
    await page.locator("input[type=file]").set_input_files(VTT)

    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    [said] = await page.evaluate("window.said")
    assert said == "All is sent" or said.endswith("% is sent")


async def test_a_bridge_that_is_away_is_told_and_the_form_stays(arrive: Arrive) -> None:
    visit = await arrive(path=PAGE)
    page = visit.page
    await page.route("**/upload", lambda route: route.abort())
    await page.locator("input[type=file]").set_input_files(VTT)

    await page.get_by_role("button", name="Upload", exact=True).click()

    await expect(page.locator("#sending")).to_contain_text("It could not be sent")
    await expect(page.get_by_role("button", name="Upload", exact=True)).to_be_enabled()
    assert await page.locator("input[type=file]").evaluate("(it) => it.files.length") == 1


async def test_the_page_of_all_files_follows_and_leaves_what_did_not_change(arrive: Arrive) -> None:
    visit = await arrive()
    several(visit)
    await visit.open(ALL)
    page, known = visit.page, visit.house.uploads.known
    opened = page.locator("#report-u-read")
    await opened.locator("summary").click()
    await page.get_by_role("link", name="chat.txt").focus()

    known["u-14"] = msgspec.structs.replace(known["u-14"], done=119)
    known["u-15"] = msgspec.structs.replace(known["u-15"], state="reading", done=1, of=2)

    await expect(page.locator("span", has_text="119 of 120")).to_be_visible()
    await expect(page.locator("span", has_text="1 of 2 sentences and notes looked at")).to_be_visible()
    await expect(opened).to_have_attribute("open", "")
    await expect(page.get_by_role("link", name="chat.txt")).to_be_focused()
    for it in ("u-14", "u-15"):
        known[it] = msgspec.structs.replace(known[it], state="done")
    await expect(page.locator("[role=status]")).to_contain_text("5 of 6 files read.")
    await expect(page.locator("[data-working]")).to_have_count(0)


async def test_without_scripts_the_page_of_all_files_comes_again_by_itself(arrive: Arrive) -> None:
    visit = await arrive("without scripts")
    several(visit)
    await visit.open(ALL)

    for it in ("u-14", "u-15"):
        visit.house.uploads.known[it] = msgspec.structs.replace(visit.house.uploads.known[it], state="done")

    await expect(visit.page.get_by_role("status")).to_contain_text("5 of 6 files read.")


@pytest.mark.parametrize("way", ["desktop", "without scripts"])
async def test_other_columns_are_chosen_for_a_table(arrive: Arrive, way: str) -> None:
    visit = await arrive(way)
    board(visit.house)
    await visit.open(ONE)
    page = visit.page
    await page.get_by_label("Author").select_option(value="1")
    await page.get_by_label("Group or heading").select_option(value="")

    await page.get_by_role("button", name="Read again with these columns").click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("hips and knees.vtt")
    [(upload, chosen)] = visit.house.reviewer.columns
    assert (upload, chosen.text, chosen.author, chosen.group) == ("u-read", 0, 1, None)


@pytest.mark.parametrize("name", ["uploads", "upload-columns", "declaration", "upload-declared", "upload-mistakes"])
async def test_the_keyboard_reaches_everything(arrive: Arrive, name: str) -> None:
    visit = await arrive()
    await arranged(visit, name)
    page = visit.page
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate("scrollTo(0, 0)")
    wanted = await page.evaluate(
        "[...document.querySelectorAll('main :is(a[href], button, summary, select, textarea, input:not([type=hidden])'"
        " + ':not([type=radio]))')].filter((it) => it.checkVisibility() && it.tabIndex >= 0).length"
    )
    groups = await page.evaluate(
        "new Set([...document.querySelectorAll('input[type=radio]')].map((it) => it.name)).size"
    )

    reached = set()
    for _ in range(90):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate(
                "document.activeElement.closest('main') ? (document.activeElement.type === 'radio' ?"
                " document.activeElement.name : [...document.querySelectorAll('*')].indexOf(document.activeElement)) : null"
            )
        )

    assert len(reached - {None}) == wanted + groups
