"""What the feed's tests share: a store that is fed, its feeds on a real socket, and readers of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from bridge.feed.deflate import EXTENSIONS
from bridge.feed.feeds import Feeds
from bridge.feed.filter import parse
from bridge.feed.frames import Display, as_it_is
from bridge.feed.outlet import PATIENCE
from bridge.feed.reader import FeedConnection, serve_feed
from bridge.records import CampaignId, Commit, Entity, Idea, IdeaId
from bridge.store.memory import MemoryStore
from tests import factories

CAMPAIGN = CampaignId("elective-care")
#: Seconds after which a test that waits for a frame has failed.
LIMIT = 10.0


class Feeding:
    """A store in memory, its feeds, and the address they are served at."""

    def __init__(self, store: MemoryStore, feeds: Feeds) -> None:
        self.store = store
        self.feeds = feeds
        self.port = 0

    async def put(self, *entities: Entity) -> int:
        """Commit entities and give the new head."""
        head = (await self.store.place(CAMPAIGN)).seq
        return await self.store.commit(CAMPAIGN, Commit(expected_seq=head, puts=entities))

    async def epoch(self) -> str:
        return (await self.store.place(CAMPAIGN)).epoch

    @asynccontextmanager
    async def reader(
        self, compression: str | None = None, *, signed_in: bool = False, **query: str
    ) -> AsyncIterator[Listener]:
        async with connect(
            f"ws://127.0.0.1:{self.port}/v1/feed?{urlencode(query)}",
            compression=compression,
            max_queue=None,
            additional_headers={"Authorization": "Bearer token"} if signed_in else {},
        ) as connection:
            yield Listener(connection, query.get("after", "0"))

    async def wait_for_readers(self, count: int) -> None:
        async with asyncio.timeout(LIMIT):
            while self.feeds.readers != count:  # noqa: ASYNC110 - the server's side of a socket has no event for us
                await asyncio.sleep(0.01)


class Listener:
    """A reader on the far side of the socket. `place` is the last that it was told."""

    def __init__(self, connection: ClientConnection, place: str) -> None:
        self.connection = connection
        self.place = place

    async def next(self) -> dict[str, Any]:
        frame = msgspec.json.decode(await asyncio.wait_for(self.connection.recv(), LIMIT))
        self.place = frame.get("at", self.place)
        return cast(dict[str, Any], frame)

    async def until(self, type_: str) -> list[dict[str, Any]]:
        """The frames up to the first of that type, with it."""
        frames = [await self.next()]
        while frames[-1]["type"] != type_:
            frames.append(await self.next())
        return frames

    async def until_idea(self, id_: str) -> list[dict[str, Any]]:
        """The frames up to the change of that idea, with it."""
        frames = [await self.next()]
        while frames[-1].get("value", {}).get("id") != id_:
            frames.append(await self.next())
        return frames


@asynccontextmanager
async def feeding(
    *, store: MemoryStore | None = None, patience: float = PATIENCE, display: Display = as_it_is, **bounds: int
) -> AsyncIterator[Feeding]:
    """Feeds of one campaign, running and served, until the block ends."""
    store = store or MemoryStore()
    feeds = Feeds(store, display=display, **bounds)
    await feeds.open(CAMPAIGN)
    fed = Feeding(store, feeds)

    async def handler(connection: ServerConnection) -> None:
        assert isinstance(connection, FeedConnection)
        assert connection.request
        query = parse_qsl(connection.request.path.partition("?")[2])
        public = "Authorization" not in connection.request.headers
        asked = parse(query, campaigns=feeds.campaigns, moderator=True, public=public)
        await serve_feed(connection, feeds=feeds, filter=asked.filter, after=asked.after, patience=patience)

    socket: dict[str, Any] = {"create_connection": FeedConnection, "compression": None, "extensions": EXTENSIONS}
    async with (
        asyncio.TaskGroup() as tasks,
        serve(handler, "127.0.0.1", 0, **socket, max_size=1024, close_timeout=1) as server,
    ):
        following = tasks.create_task(feeds.run())
        fed.port = server.sockets[0].getsockname()[1]
        yield fed
        feeds.close()
        await following


def idea(number: int, text: str = "Text people a week before", **fields: Any) -> Idea:
    return factories.idea(text, **{"id": IdeaId(f"i-{number}")} | fields)


def changes(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values of the changes among frames."""
    return [frame["value"] for frame in frames if frame["type"] == "change"]
