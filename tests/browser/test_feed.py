"""The feed's WebSocket in a real browser, which always offers compression."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.feed.feeding import LIMIT, feeding, idea

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = "Text people a week before – and tell them “what to bring”. " * 40
READ = """
address => new Promise((done, fail) => {
  const feed = new WebSocket(address);
  const frames = [];
  feed.onmessage = ({ data }) => {
    frames.push(JSON.parse(data));
    if (frames.at(-1).value?.id === "i-last") done({ frames, extensions: feed.extensions });
    if (frames.at(-1).type === "live") document.title = "live";
  };
  feed.onclose = ({ code }) => fail(new Error(`closed: ${code}`));
})
"""


async def test_a_browser_reads_the_frames_that_all_readers_share(browser: Browser) -> None:
    async with feeding() as fed:
        await fed.put(*(idea(number, text=f"{number} {WORDS}") for number in range(30)))
        page = await browser.new_page()
        try:
            await page.evaluate(f"window.reading = ({READ})('ws://127.0.0.1:{fed.port}/v1/feed'); null")
            await page.wait_for_function("document.title === 'live'", timeout=LIMIT * 1000)
            for number in range(30, 60):
                await fed.put(idea(number, text=f"{number} {WORDS}"))
            await fed.put(idea(0, id="i-last"))
            heard = await page.evaluate("window.reading")
        finally:
            await page.close()

        texts = [frame["value"]["text"] for frame in heard["frames"] if frame["type"] == "change"]
        assert texts[:-1] == [f"{number} {WORDS}" for number in range(60)]
        assert heard["extensions"] == "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
