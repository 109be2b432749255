"""One Chromium for all browser tests, and the pages of a made-up campaign opened in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.chromium import INSTALL, find
from tests.web.house import House

SHOTS = Path(__file__).parent / "screenshots"
WAYS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "without scripts": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = find(playwright.chromium.executable_path)
        if found is None:
            pytest.fail(INSTALL, pytrace=False)
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=found, args=sandbox)
        yield browser
        await browser.close()


class Visit(NamedTuple):
    """A visitor's open page, everything the browser complained of, and the house they are in."""

    house: House
    context: BrowserContext
    page: Page
    complaints: list[str]

    async def open(self, path: str) -> None:
        await self.page.goto(str(self.house.server.make_url(path)))

    async def faults(self) -> list[str]:
        """What axe finds on the page as it stands."""
        found = await Axe().run(self.page)
        return [f"{it['id']}: {it['nodes'][0]['html'][:200]}" for it in found.response["violations"]]

    async def shoot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        await self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


Arrive = Callable[..., Awaitable[Visit]]


@pytest_asyncio.fixture(loop_scope="session")
async def arrive(browser: Browser) -> AsyncIterator[Arrive]:
    """Come to a path, signed in as an owner, in one of `WAYS`; each visit has a house and a browser profile of its own."""
    async with AsyncExitStack() as visits:

        async def arrive(way: str = "desktop", path: str = "/") -> Visit:
            house = await visits.enter_async_context(House.open())
            context = await browser.new_context(**WAYS[way])
            visits.push_async_callback(context.close)
            context.set_default_timeout(10_000)
            visit = Visit(house, context, await context.new_page(), [])
            visit.page.on("console", lambda message: visit.complaints.append(message.text))
            visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
            session = await house.access.use_link(await house.access.create_link())
            address = str(house.server.make_url("/"))
            await context.add_cookies([{"name": house.access.cookie, "value": session, "url": address}])
            await visit.open(path)
            return visit

        yield arrive
