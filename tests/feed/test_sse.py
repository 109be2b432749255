"""The feed as Server-Sent Events, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web

from bridge.errors import UnreadableError
from bridge.feed.filter import parse
from bridge.feed.frames import Close
from bridge.feed.sse import _Outlet, stream_events
from bridge.records import State
from tests.feed.feeding import LIMIT, Feeding, feeding, idea

Event = dict[str, Any]


class Stream:
    """A reader of events on the far side of an HTTP response."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> Event:
        """The next block, as its fields; a heartbeat has none. `data` is decoded."""
        block = await asyncio.wait_for(self.response.content.readuntil(b"\n\n"), LIMIT)
        lines = (line.split(": ", 1) for line in block.decode().strip().splitlines() if not line.startswith(":"))
        fields: Event = {name: value for name, value in lines}  # noqa: C416 - a block's lines are its fields
        if "data" in fields:
            fields["data"] = msgspec.json.decode(fields["data"])
        return fields

    async def until(self, type_: str) -> list[Event]:
        events = [await self.next()]
        while events[-1].get("event") != type_:
            events.append(await self.next())
        return events


@asynccontextmanager
async def streaming(fed: Feeding, **limits: float) -> AsyncIterator[str]:
    """The address of the events of these feeds."""

    async def handler(request: web.Request) -> web.StreamResponse:
        asked = parse(request.query.items(), campaigns=fed.feeds.campaigns, moderator=False)
        try:
            return await stream_events(request, feeds=fed.feeds, filter=asked.filter, after=asked.after, **limits)
        except UnreadableError as error:
            raise web.HTTPBadRequest(text=str(error)) from error

    app = web.Application()
    app.router.add_get("/v1/feed/events", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1/feed/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def stream(address: str, *, last: str | None = None) -> AsyncIterator[Stream]:
    headers = {"Last-Event-ID": last} if last else {}
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as response:
        yield Stream(response)


async def test_events_hold_the_same_frames_as_the_socket() -> None:
    async with feeding() as fed, streaming(fed) as address:
        await fed.put(idea(1), idea(2), idea(1, state=State.HIDDEN), idea(3))

        async with fed.reader() as socket, stream(address) as events:
            frames, blocks = await socket.until("live"), await events.until("live")
            await fed.put(idea(2, state=State.HIDDEN))
            frames.append(await socket.next())
            blocks.append(await events.next())

        assert [block["data"] for block in blocks] == frames
        assert [block["event"] for block in blocks] == [frame["type"] for frame in frames]
        assert [block.get("id") for block in blocks] == [frame.get("at") for frame in frames]
        assert events.response.headers["Content-Type"] == "text/event-stream"
        assert events.response.headers["X-Accel-Buffering"] == "no"


async def test_the_last_event_id_goes_before_after() -> None:
    async with feeding() as fed, streaming(fed) as address:
        await fed.put(idea(1), idea(2), idea(3))

        async with stream(f"{address}?after=0", last=f"{await fed.epoch()}.2") as events:
            blocks = await events.until("live")

        assert [block["data"]["value"]["id"] for block in blocks if block["event"] == "change"] == ["i-3"]


async def test_a_reset_sends_the_browser_back_to_the_beginning() -> None:
    async with feeding() as fed, streaming(fed) as address:
        async with stream(address, last="another.7") as events:
            blocks = await events.until("reset")
            rest = await asyncio.wait_for(events.response.content.read(), LIMIT)

        assert blocks[-1] == {"id": "0", "event": "reset", "data": {"type": "reset", "reason": "epoch"}}
        assert rest.strip(b":\n") == b""


async def test_a_last_event_id_that_is_no_place_is_refused() -> None:
    async with feeding() as fed, streaming(fed) as address, stream(address, last="yesterday") as events:
        assert events.response.status == 400


async def test_silence_is_broken_by_heartbeats() -> None:
    async with feeding() as fed, streaming(fed, heartbeat=0.01) as address, stream(address) as events:
        await events.until("live")

        assert await events.next() == {}


async def test_a_reader_that_left_is_noticed_at_the_next_heartbeat() -> None:
    async with feeding() as fed, streaming(fed, heartbeat=0.01) as address:
        async with stream(address) as events:
            await events.until("live")

        await fed.wait_for_readers(0)


async def test_the_stream_ends_when_the_feeds_close() -> None:
    async with feeding() as fed, streaming(fed) as address, stream(address) as events:
        await events.until("live")

        fed.feeds.close()
        rest = await asyncio.wait_for(events.response.content.read(), LIMIT)

        assert rest.strip(b":\n") == b""


@pytest.mark.parametrize("most_frames", [10, 4096])
async def test_a_slow_reader_gets_everything_once_it_reads_on(most_frames: int) -> None:
    async with feeding(most_frames=most_frames) as fed, streaming(fed) as address, stream(address) as events:
        await events.until("live")

        for number in range(400):
            await fed.put(idea(number, text=f"{number} " * 4_000))
        ids = [(await events.next())["data"]["value"]["id"] for _ in range(400)]

        assert ids == [f"i-{number}" for number in range(400)]


async def test_a_stuck_reader_is_let_go() -> None:
    async with feeding() as fed, streaming(fed, patience=0.2) as address, stream(address) as events:
        await events.until("live")

        for number in range(400):
            await fed.put(idea(number, text=f"{number} " * 4_000))

        await fed.wait_for_readers(0)


async def test_a_stream_that_is_ending_takes_no_more() -> None:
    outlet = _Outlet()
    outlet.write(b"the last")

    outlet.end(Close.RESTART, "restarting")
    sent = await outlet.next(LIMIT)

    assert sent == b"the last"
    assert outlet.finished
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(outlet.drained(), 0.01)
