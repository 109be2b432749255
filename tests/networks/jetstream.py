"""A stand-in for Bluesky's Jetstream v1: its wire on a real socket, and the ways in which it fails.

It keeps a log of events by `time_us`, plays it from the cursor asked for and goes on live. `python -m
tests.networks.jetstream --port 6008` runs it by hand, with events of its own making or a recording's Bluesky lines.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
LOOKBACK_US = 36 * 60 * 60 * 1_000_000
#: Identity and account events come to every reader, whatever collections it wants.
EVERY = ""


class Mishap(NamedTuple):
    """What goes wrong on one connection. Counted in frames sent on it."""

    status: int | None = None  # refused in the handshake
    close_after: int | None = None  # closed cleanly, 0 for at once
    stall_after: int | None = None  # nothing more is sent, and the connection stays


class Entry(NamedTuple):
    time_us: int
    collection: str
    frame: str | bytes


class Jetstream:
    """The server. Each connection meets the next of `mishaps`; when there is none left, all goes well."""

    def __init__(
        self,
        mishaps: Iterable[Mishap] = (),
        *,
        exclusive: bool = False,
        lookback_us: int = LOOKBACK_US,
        port: int = 0,
    ) -> None:
        self.mishaps = deque(mishaps)
        self.cursors: list[int | None] = []  # what each connection asked for
        self._exclusive = exclusive
        self._lookback_us = lookback_us
        self._port = port
        self._log: list[Entry] = []
        self._grown = asyncio.Condition()
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(self._play, "127.0.0.1", self._port, process_request=self._greet, compression=None)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/subscribe"

    async def say(self, *events: dict[str, Any]) -> None:
        """Add events to the log, by rising `time_us`, and send them to all who are there."""
        for event in events:
            collection = event["commit"]["collection"] if event["kind"] == "commit" else EVERY
            self._log.append(Entry(event["time_us"], collection, msgspec.json.encode(event).decode()))
        await self._wake()

    async def say_raw(self, frame: str | bytes) -> None:
        """Add a frame that is no event."""
        time_us = self._log[-1].time_us if self._log else 0
        self._log.append(Entry(time_us, EVERY, frame))
        await self._wake()

    async def connected(self, count: int) -> None:
        """Return once `count` connections have been tried."""
        async with self._grown:
            await self._grown.wait_for(lambda: len(self.cursors) >= count)

    async def _wake(self) -> None:
        async with self._grown:
            self._grown.notify_all()

    async def _greet(self, connection: ServerConnection, request: Request) -> Response | None:
        if not (self.mishaps and self.mishaps[0].status):
            return None
        await self._note(asked(request))
        return connection.respond(HTTPStatus(self.mishaps.popleft().status or 0), "refused\n")

    async def _note(self, cursor: int | None) -> None:
        self.cursors.append(cursor)
        await self._wake()

    async def _play(self, connection: ServerConnection) -> None:
        player = asyncio.create_task(self._send(connection), name="jetstream.player")
        left = asyncio.create_task(connection.wait_closed(), name="jetstream.left")
        await asyncio.wait({player, left}, return_when=asyncio.FIRST_COMPLETED)
        player.cancel()
        await asyncio.gather(player, return_exceptions=True)

    async def _send(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        wanted = {*query(connection.request).get("wantedCollections", []), EVERY}
        mishap = self.mishaps.popleft() if self.mishaps else Mishap()
        cursor = asked(connection.request)
        start, sent = self._start(cursor), 0
        await self._note(cursor)
        for at in itertools.count(start):
            if sent == mishap.close_after:
                await connection.close()
            if sent == mishap.stall_after:
                await connection.wait_closed()
            entry = await self._entry(at)
            if entry.collection in wanted:
                await connection.send(entry.frame)
                sent += 1

    async def _entry(self, at: int) -> Entry:
        async with self._grown:
            await self._grown.wait_for(lambda: at < len(self._log))
        return self._log[at]

    def _start(self, cursor: int | None) -> int:
        """The place in the log where a cursor begins. One that is too old is silently moved up, as v1 does."""
        if cursor is None or not self._log:
            return len(self._log)
        oldest = self._log[-1].time_us - self._lookback_us
        find = bisect_right if self._exclusive and cursor >= oldest else bisect_left
        return find(self._log, max(cursor, oldest), key=lambda entry: entry.time_us)


def query(request: Request) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.path).query)


def asked(request: Request) -> int | None:
    """The cursor asked for."""
    return next((int(cursor) for cursor in query(request).get("cursor", [])), None)


def commit(time_us: int, record: dict[str, Any] | None, did: str = "did:plc:amy", **fields: Any) -> dict[str, Any]:
    """A commit event: a post is made, unless `fields` say otherwise."""
    plain: dict[str, Any] = {"rev": f"r{time_us}", "operation": "create", "collection": POST, "rkey": str(time_us)}
    if record is not None:
        plain |= {"record": record, "cid": f"bafy{time_us}"}
    return {"did": did, "time_us": time_us, "kind": "commit", "commit": plain | fields}


def post(text: str, created_at: str = "2026-11-02T19:00:00.000Z", **fields: Any) -> dict[str, Any]:
    return {"$type": POST, "text": text, "createdAt": created_at, "langs": ["en"], **fields}


def identity(time_us: int, did: str = "did:plc:amy") -> dict[str, Any]:
    return {"did": did, "time_us": time_us, "kind": "identity", "identity": {"did": did, "seq": time_us}}


def account(time_us: int, did: str = "did:plc:amy", **fields: Any) -> dict[str, Any]:
    return {"did": did, "time_us": time_us, "kind": "account", "account": {"did": did, "active": True, **fields}}


NOISE = (
    "Anyone else watching the rain come down the window instead of working?",
    "Best loaf yet out of the new oven 🍞",
    "The 17:42 is late again #trains",
    "Looking for a second-hand cello, any ideas?",
)
ANSWERS = (
    "A1 Ring people the week before and ask what would stop them from coming #SolvingTogether",
    "A2: keep one theatre list free for cancellations 💡 #SolvingTogether",
    "a3. a named person to call while you wait #SolvingTogther",
    "Our ward sends a photo of the entrance with every letter. Fewer people get lost. #SolvingTogether",
    "Thank you all, good evening! #SolvingTogether",
)


def made_up(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Events without end: noise, and among it posts of the chat, reposts, deletions and news of accounts."""
    for number in itertools.count(1):
        did = f"did:plc:person{chance.randrange(40)}"
        if number % 7 == 0:
            yield identity(0, did)
        elif number % 11 == 0:
            subject = {"uri": f"at://did:plc:person1/{POST}/post{number - 1}", "cid": "bafy"}
            record = {"$type": REPOST, "subject": subject, "createdAt": ""}
            yield commit(0, record, did, collection=REPOST, rkey=f"repost{number}")
        else:
            yield commit(0, post(chance.choice(NOISE * 3 + ANSWERS)), did, rkey=f"post{number}")


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """The Bluesky events of a recording, in its order; lines that cannot be read are left out."""
    for line in path.read_bytes().splitlines():
        try:
            message = msgspec.json.decode(line)
        except ValueError:
            continue
        if message["source"] == "bluesky":
            yield message["raw"]


def restamped(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The event as if it happened now."""
    event = event | {"time_us": (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)}
    record = event.get("commit", {}).get("record")
    if record is not None:
        created_at = now.isoformat().replace("+00:00", "Z")
        event["commit"] = event["commit"] | {"record": record | {"createdAt": created_at}}
    return event


async def main(port: int, posts: Path | None, rate: float) -> None:
    events = recorded(posts) if posts else made_up(random.Random())
    async with Jetstream(port=port) as server:
        print(f"listening at {server.url}", file=sys.stderr)
        for event in events:
            await server.say(restamped(event, datetime.now(UTC)))
            await asyncio.sleep(1 / rate)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for Bluesky's Jetstream v1.")
    parser.add_argument("--port", type=int, default=6008)
    parser.add_argument("--posts", type=Path, help="a recording (JSON lines) instead of events made up here")
    parser.add_argument("--rate", type=float, default=5.0, help="events a second")
    options = parser.parse_args()
    asyncio.run(main(options.port, options.posts, options.rate))
