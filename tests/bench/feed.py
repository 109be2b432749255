"""How many deliveries the feed makes, and how late they are: one server process, one load process, loopback only.

    python -m tests.bench.feed --readers 1000 --seconds 10

Steady: 20 commits a second of one idea each. Saturated: commits as fast as the server's own loop makes them. Lateness is
from before the commit to the reader's having the frame. On a small machine the load process is the limit of the second.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection

import msgspec
from aiohttp import web

from bridge.feed.feeds import Feeds
from bridge.feed.filter import Asked, parse
from bridge.feed.reader import FeedConnection, serve_feed
from bridge.records import CampaignId, Commit, IdeaId
from bridge.store.memory import MemoryStore
from bridge.web.door import Door, SocketRoute
from tests.factories import idea

CAMPAIGN = CampaignId("elective-care")
STEADY_PER_SECOND = 20
IDEAS = 4000
STAMP = b'"text":"'
STAMP_DIGITS = 20
FILLER = " and tell them what to bring" * 8
UPGRADE = (
    "GET /v1/feed?after={after} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What the server is asked to do. `pause` is in seconds between commits; 0 saturates."""

    seconds: float
    pause: float


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where the feed is, and the place that it is at."""

    port: int
    place: str


class Reader(asyncio.Protocol):
    """Counts frames, and notes how late the oldest of each read was, as cheaply as can be."""

    def __init__(self, address: Address) -> None:
        self.frames = 0
        self.late: list[float] = []  # milliseconds
        self.live: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._address = address
        self._rest = b""  # too short to hold a whole stamp, so that none is counted twice

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(UPGRADE.format(after=self._address.place, port=self._address.port).encode())

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        data = self._rest + data
        self._rest = data[1 - len(STAMP) :]
        self.frames += data.count(STAMP)
        at = data.find(STAMP) + len(STAMP)
        if at >= len(STAMP) and at + STAMP_DIGITS <= len(data):
            self.late.append((now - int(data[at : at + STAMP_DIGITS])) / 1e6)
        if not self.live.done() and b'{"type":"live"}' in data:
            self.live.set_result(None)


def serve(pipe: Connection) -> None:
    """The server process: a store in memory, its feeds and the door, loaded as it is told through the pipe."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Connection) -> None:
    store = MemoryStore()
    feeds = Feeds(store)
    await feeds.open(CAMPAIGN)
    runner = web.AppRunner(web.Application())
    await runner.setup()

    async def admit(path: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> Asked:
        return parse(query, campaigns=feeds.campaigns, moderator=False)

    async def feed(connection: FeedConnection, asked: Asked) -> None:
        await serve_feed(connection, feeds=feeds, filter=asked.filter, after=asked.after)

    door = Door(
        runner,
        {"/v1/feed": SocketRoute(handler=feed, connection_class=FeedConnection)},
        host="127.0.0.1",
        port=0,
        admit=admit,
    )
    await door.start()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(feeds.run())
        pipe.send(Address(port=door.port, place=str(await store.place(CAMPAIGN))))
        while load := await asyncio.to_thread(pipe.recv):
            before = time.process_time()
            count = await _write(store, load)
            pipe.send((count, time.process_time() - before))
            pipe.send(Address(port=door.port, place=str(await store.place(CAMPAIGN))))
        feeds.close()
    await door.close()
    await runner.cleanup()


async def _write(store: MemoryStore, load: Load) -> int:
    """Commit one idea after the other, each stamped with the time; give how many."""
    count, end = 0, time.monotonic() + load.seconds
    while time.monotonic() < end:
        head = (await store.place(CAMPAIGN)).seq
        text = f"{time.monotonic_ns():0{STAMP_DIGITS}}{FILLER}"
        await store.commit(CAMPAIGN, Commit(expected_seq=head, puts=(idea(text, id=IdeaId(f"i-{head % IDEAS}")),)))
        count += 1
        await asyncio.sleep(load.pause)
    return count


async def run(pipe: Connection, name: str, load: Load, *, readers: int) -> None:
    """Let so many readers read while the server is loaded, and print what came of it."""
    loop, address = asyncio.get_running_loop(), pipe.recv()
    listeners = [
        (await loop.create_connection(lambda: Reader(address), host="127.0.0.1", port=address.port))[1]
        for _ in range(readers)
    ]
    await asyncio.wait_for(asyncio.gather(*(reader.live for reader in listeners)), 60)
    started = time.monotonic()
    pipe.send(load)
    count, cpu = await asyncio.to_thread(pipe.recv)
    seconds = time.monotonic() - started
    within = sum(reader.frames for reader in listeners)
    await _settle(listeners)
    frames = sum(reader.frames for reader in listeners)
    late = sorted(late for reader in listeners for late in reader.late)
    print(
        f"{name:9} {readers:5} readers  {count / load.seconds:6.0f} commits/s  {within / seconds:8.0f} deliveries/s  "
        f"p50 {_at(late, 0.50):6.1f} ms  p99 {_at(late, 0.99):6.1f} ms  "
        f"server {cpu / max(within, 1) * 1e6:5.2f} CPU s per million  {frames / max(count * readers, 1):.1%} arrived"
    )
    for reader in listeners:
        reader.transport.abort()


async def _settle(listeners: Sequence[Reader], limit: float = 20.0) -> None:
    """Wait until nothing has come for a while."""
    before, end = -1, time.monotonic() + limit
    while before != (before := sum(reader.frames for reader in listeners)) and time.monotonic() < end:  # noqa: ASYNC110 - another process ends it
        await asyncio.sleep(0.2)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--readers", type=int, default=1000)
    arguments.add_argument("--seconds", type=float, default=10)
    chosen = arguments.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, chosen.readers + 200)), hard))
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    steady = Load(seconds=chosen.seconds, pause=1 / STEADY_PER_SECOND)
    saturated = Load(seconds=chosen.seconds, pause=0)
    try:
        asyncio.run(run(ours, "steady", steady, readers=chosen.readers))
        asyncio.run(run(ours, "saturated", saturated, readers=chosen.readers))
    finally:
        ours.send(None)
        server.join(10)
        server.terminate()


if __name__ == "__main__":
    main()
