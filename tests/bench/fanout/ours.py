"""Our server in the bench: the product's Feeds, Reader and FeedConnection behind its Door, on a store in memory.

What a message costs here is more than sending it: it is committed, read back from the store, decoded and encoded.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bridge.feed.deflate import EXTENSIONS
from bridge.feed.feeds import Feeds
from bridge.feed.filter import Asked, parse
from bridge.feed.reader import FeedConnection, serve_feed
from bridge.records import Commit
from bridge.store.memory import MemoryStore
from bridge.web.door import Door, SocketRoute
from tests.bench.fanout.message import CAMPAIGN, stamped_idea
from tests.bench.fanout.publishing import obey
from workers.runtime import collect_seldom


@asynccontextmanager
async def served(store: MemoryStore) -> AsyncIterator[int]:
    """The port at which the store's feed is served."""
    feeds = Feeds(store)
    await feeds.open(CAMPAIGN)
    runner = web.AppRunner(web.Application())
    await runner.setup()

    async def admit(path: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> Asked:
        return parse(query, campaigns=feeds.campaigns, moderator=False)

    async def feed(connection: FeedConnection, asked: Asked) -> None:
        await serve_feed(connection, feeds=feeds, filter=asked.filter, after=asked.after)

    route = SocketRoute(handler=feed, connection_class=FeedConnection, max_size=1024, extensions=EXTENSIONS)
    door = Door(runner, {"/v1/feed": route}, host="127.0.0.1", port=0, admit=admit)
    await door.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(feeds.run())
        yield door.port
        feeds.close()
    await door.close()
    await runner.cleanup()


async def main() -> None:
    collect_seldom()  # as `serve` does
    store = MemoryStore()

    async def publish(number: int) -> None:
        head = (await store.place(CAMPAIGN)).seq
        await store.commit(CAMPAIGN, Commit(expected_seq=head, puts=(stamped_idea(number),)))

    async with served(store) as port:
        await obey(port, publish)


if __name__ == "__main__":
    asyncio.run(main())
