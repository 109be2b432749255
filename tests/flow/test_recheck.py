"""The whole way of a sweep: stored posts → what their network shows now → intake → push → store → feed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect

from bridge.ports import Heard
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.spool import Spool
from bridge.records import Arrival, SourceName
from bridge.sources.bluesky import read
from bridge.sources.bluesky_posts import BlueskyPosts
from config.settings import load
from tests.networks import jetstream
from tests.networks.bsky_app import BskyApp
from tests.running import live_chat
from tests.workers.test_listen import Told
from workers.errands import Errands
from workers.following import Follower
from workers.listen import Judge
from workers.lookups import BlueskyLookUp
from workers.recheck import Recheck
from workers.runtime import DataFolder, SystemClock
from workers.serve import Serving

LIMIT = 30.0


class Nights:
    """A clock that stands, until it is put forward."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)
        self.asleep = asyncio.Event()
        self._moved = asyncio.Condition()

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        before = self.at
        self.asleep.set()
        async with self._moved:
            await self._moved.wait_for(lambda: (self.at - before).total_seconds() >= seconds)

    async def go_on_until(self, moment: datetime) -> None:
        async with self._moved:
            self.at = moment
            self._moved.notify_all()


class Bridge(NamedTuple):
    """A serving bridge and a worker that pushes to it."""

    serving: Serving
    follower: Follower
    errands: Errands
    token: str

    def feed(self) -> connect:
        url = f"{self.serving.nearby().replace('http', 'ws', 1)}/v1/feed?after=0"
        return connect(url, additional_headers={"Authorization": f"Bearer {self.token}"}, proxy=None)


@asynccontextmanager
async def bridge(folder: Path, *, public: bool = False, **settings_of: Any) -> AsyncIterator[Bridge]:
    file = live_chat(folder, "ws://127.0.0.1:9/subscribe")
    plan_of = folder / "live.toml"
    plan_of.write_text(f"public = {str(public).lower()}\n{plan_of.read_text()}")
    overrides = {"data": str(folder / "data"), "port": 0, **settings_of}
    settings = load(file, environment={}, overrides=overrides)
    data = DataFolder(folder / "data")
    async with AsyncExitStack() as stack:
        serving = await Serving.build(settings, data, SystemClock(), stack)
        (plan,) = serving.plans
        push_url, token = f"{serving.nearby().replace('http', 'ws', 1)}/v1/push", data.key("local")
        errands = await stack.enter_async_context(Errands(push_url, token, plan.campaign.id))
        spool = await Spool.open(data.spool("listen"))
        stack.push_async_callback(spool.close)
        claims = Claims()
        client = PushClient(push_url, token, "listen", spool, campaign=plan.campaign.id, claims=claims)
        follower = Follower(claims, errands, Judge(plan, spool), spool, SystemClock())
        running = [asyncio.create_task(serving.run()), asyncio.create_task(client.run())]
        try:
            yield Bridge(serving, follower, errands, token)
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


class Posted:
    """Posts that are shown by Bluesky and were heard as they were said."""

    def __init__(self, app: BskyApp) -> None:
        self._app = app
        self._heard: list[Arrival] = []

    def say(self, text: str, rkey: str) -> None:
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        cid = self._app.say(text, f"did:plc:{rkey}", rkey, created_at=now)
        record = jetstream.post(text, created_at=now)
        event = jetstream.commit(0, record, f"did:plc:{rkey}", rkey=rkey, cid=cid)
        said = read(jetstream.restamped(event, datetime.now(UTC)), datetime.now(UTC))
        assert isinstance(said, Arrival)
        self._heard.append(said)

    def heard(self) -> Told:
        return Told(Heard(cursor="1", items=tuple(self._heard)))


class Ideas:
    """What a reader of the feed knows of ideas."""

    def __init__(self, feed: ClientConnection) -> None:
        self._feed = feed
        self._known: dict[str, Any] = {}

    async def with_words(self, *phrases: str) -> list[Any]:
        """The ideas that say this now, once all of them are there."""
        return await self._once(
            lambda: [next((it for it in self._live() if phrase in it["text"]), None) for phrase in phrases]
        )

    async def withdrawn(self, idea: str) -> Any:
        """That idea, once it is taken back."""
        return (await self._once(lambda: [it for it in self._known.values() if _is_withdrawn(it, idea)] or [None]))[0]

    def _live(self) -> list[Any]:
        return [it for it in self._known.values() if it.get("state", "live") == "live"]

    async def _once(self, look: Callable[[], list[Any]]) -> list[Any]:
        async with asyncio.timeout(LIMIT):
            while None in (found := look()):
                frame = msgspec.json.decode(await self._feed.recv())
                if frame.get("entity") == "idea":
                    self._known[frame["value"]["id"]] = frame["value"]
        return found


def _is_withdrawn(value: Any, idea: str) -> bool:
    return bool(value["id"] == idea and value.get("state") == "withdrawn")


@pytest.fixture
async def app() -> AsyncIterator[BskyApp]:
    async with BskyApp() as opened:
        yield opened


async def test_what_was_deleted_or_edited_unheard_is_out_of_the_feed_after_the_night(
    app: BskyApp, tmp_path: Path
) -> None:
    posted, nights = Posted(app), Nights()
    posted.say("A1 Ring patients who missed two appointments #SolvingTogether", "ring")
    posted.say("A1 Send a map of the hospital with every letter #SolvingTogether", "map")
    posted.say("A1 Open the gym to people who wait for a knee #SolvingTogether", "gym")
    async with bridge(tmp_path) as at, at.feed() as feed:
        ideas, (plan,) = Ideas(feed), at.serving.plans
        await at.follower.follow(posted.heard())
        ring, sent, gym = await ideas.with_words("two appointments", "map of the hospital", "the gym")
        source = Recheck(
            SourceName.BLUESKY,
            plan.campaign,
            plan.events,
            page=partial(at.errands.stored, SourceName.BLUESKY),
            look_up=BlueskyLookUp(BlueskyPosts(app.url, clock=nights), clock=nights),
            clock=nights,
            sleep=nights.sleep,
        )
        sweeping = asyncio.create_task(at.follower.follow(source))
        app.delete("did:plc:ring", "ring")
        app.say("A1 Send a map of the hospital by text message #SolvingTogether", "did:plc:map", "map")

        await asyncio.wait_for(nights.asleep.wait(), LIMIT)
        await nights.go_on_until(source.due(nights.now()))

        gone = await ideas.withdrawn(ring["id"])
        edited, untouched = await ideas.with_words("by text message", "the gym")
        stored = await at.errands.stored(SourceName.BLUESKY, "0")
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping

    assert gone["text"] == ""
    assert edited["id"] == sent["id"]
    assert untouched == gym
    assert sorted(it.link.rpartition("/")[2] for it in stored.rows) == ["gym", "map"]
    assert [len(it) for it in app.asked] == [3, 1]  # the one that was not shown was asked for again
