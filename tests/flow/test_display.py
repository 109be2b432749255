"""The whole way of what may be shown: a post of X is in the feed, the API and on the wall for all, its words for some."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from websockets.asyncio.client import connect

from bridge.ports import Heard
from bridge.records import Arrival
from bridge.sources.x import read
from tests.flow.test_recheck import LIMIT, Bridge, Posted, bridge
from tests.networks.bsky_app import BskyApp
from tests.workers.test_listen import Told

ON_X = "Ring patients who missed two appointments"
ON_BLUESKY = "Open the gym to people who wait for a knee"


def on_x() -> Arrival:
    post = {
        "id": "11",
        "text": f"A1 {ON_X} #SolvingTogether",
        "author_id": "7",
        "created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "edit_history_tweet_ids": ["11"],
    }
    said = read({"data": post}, datetime.now(UTC))
    assert isinstance(said, Arrival)
    return said


async def told(at: Bridge, headers: dict[str, str]) -> dict[str, list[Any]]:
    """The two ideas as each way of asking tells them: socket, events, list."""
    base = at.serving.nearby()
    async with (
        asyncio.timeout(LIMIT),
        connect(f"{base.replace('http', 'ws', 1)}/v1/feed?after=0", additional_headers=headers, proxy=None) as socket,
        aiohttp.ClientSession(base, headers=headers) as session,
    ):
        frames = []
        async for text in socket:
            frames.append(msgspec.json.decode(text))
            if len(ideas_of(frames)) == 2:
                break
        async with session.get("/v1/feed/events?after=0") as response:
            events = []
            async for line in response.content:
                if line.startswith(b"data: "):
                    events.append(msgspec.json.decode(line.removeprefix(b"data: ")))
                if len(ideas_of(events)) == 2:
                    break
        async with session.get("/v1/ideas") as response:
            listed = (await response.json())["ideas"]
        async with session.get("/") as response:
            wall = await response.text()
    return {"socket": ideas_of(frames), "events": ideas_of(events), "list": listed, "wall": [wall]}


def ideas_of(frames: list[Any]) -> list[Any]:
    return list({it["value"]["id"]: it["value"] for it in frames if it.get("entity") == "idea"}.values())


@pytest.mark.parametrize("shown", ["links", "words"])
async def test_words_said_on_x_are_for_those_who_are_known_unless_the_operator_has_its_leave(
    tmp_path: Path, shown: str
) -> None:
    posted = Posted(BskyApp())
    posted.say(f"A1 {ON_BLUESKY} #SolvingTogether", "gym")
    heard = Told(Heard(cursor="1", items=(*posted.heard().batches[0].items, on_x())))
    async with bridge(tmp_path, public=True, display={"x": shown}) as at:
        await at.follower.follow(heard)
        known = await told(at, {"Authorization": f"Bearer {at.token}"})
        strangers = await told(at, {})

    assert all(ON_X in str(ideas) and ON_BLUESKY in str(ideas) for ideas in known.values())
    assert all((ON_X in str(ideas)) is (shown == "words") for ideas in strangers.values())
    assert all(ON_BLUESKY in str(ideas) for ideas in strangers.values())
    for way in ("socket", "events", "list"):
        assert {it["withheld"] for it in strangers[way]} == ({None} if shown == "words" else {None, "x"})
