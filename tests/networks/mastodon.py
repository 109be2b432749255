"""A stand-in for a Mastodon server: its streaming and REST APIs on a real socket, and the ways in which they fail.

`python -m tests.networks.mastodon --port 4000` runs it by hand, with posts of its own making or a recording's Mastodon
lines. Two servers may hold the same status: it has the same uri on both, and an id of its own on each.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec
from aiohttp import web

from tests.networks.mastodon_connection import Connection, Entry, Mishap
from tests.networks.mastodon_posts import HOME, made_up, recorded, status, tags_of

TOKEN = "made-up-token"
PAGE = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Trouble(NamedTuple):
    """What goes wrong with one REST request whose path ends in `path`."""

    status: int
    path: str = ""
    headers: dict[str, str] = {}  # noqa: RUF012 - it is not written to
    body: str = '{"error":"made up"}'


class Mastodon:
    """The server. Each connection meets the next of `mishaps`; when there is none left, all goes well.

    `page` is the most statuses that it gives at a time. `limit` requests are taken in a period that never ends, until
    `refill` is called.
    """

    def __init__(
        self,
        mishaps: Iterable[Mishap] = (),
        troubles: Iterable[Trouble] = (),
        *,
        token: str = TOKEN,
        page: int = PAGE,
        limit: int = 1_000_000,
        hashtag_feeds: str = "public",
        remote_feeds: str = "",
        ping_seconds: float = 30.0,
        port: int = 0,
    ) -> None:
        self.mishaps = deque(mishaps)
        self.troubles = list(troubles)
        self.connects: list[float] = []  # when each connection to the stream was tried, by the loop's clock
        self.subscribed: list[str] = []  # every hashtag asked for, in order
        self.requests: list[str] = []  # every REST request, with its query
        self.tokens: list[str] = []  # the Authorization of each request and connection
        self.limit = limit
        self.hashtag_feeds = hashtag_feeds
        self.remote_feeds = remote_feeds or hashtag_feeds
        self.streaming = ""  # what it says of where it streams; its own address if empty
        self.url = ""
        self._token = token
        self._page = page
        self._ping_seconds = ping_seconds
        self._port = port
        self._serials = itertools.count()
        self._statuses: dict[str, dict[str, Any]] = {}  # by local id, as they rise
        self._ids: dict[str, str] = {}  # local ids by uri
        self._log: list[Entry] = []
        self._grown = asyncio.Condition()
        self._open: set[asyncio.Transport] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/api/v1/streaming", self._stream)
        app.router.add_get("/api/v2/instance", self._instance)
        app.router.add_get("/api/v1/instance", self._old_instance)
        app.router.add_get("/api/v1/timelines/tag/{tag}", self._timeline)
        app.router.add_get("/api/v1/statuses/{id}", self._status)
        app.router.add_get("/api/v1/statuses/{id}/context", self._context)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.drop()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def host(self) -> str:
        return self.url.partition("://")[2]

    async def say(self, *statuses: dict[str, Any]) -> list[dict[str, Any]]:
        """New statuses: kept, and sent to all who subscribed to one of their hashtags. Gives them as this server has them."""
        said = [self._taken_in(one) for one in statuses]
        self._log += [_entry("update", one) for one in said]
        await self._wake()
        return said

    def keep(self, *statuses: dict[str, Any]) -> None:
        """Statuses that stand in timelines, and that no stream tells of."""
        for one in statuses:
            self._taken_in(one)

    async def edit(self, uri: str, **fields: Any) -> dict[str, Any]:
        """A status changes: `fields` as for `status`, and the moment in `edited_at`."""
        before = self._statuses[self._ids[uri]]
        after = before | fields
        if "content" in fields:
            after["tags"] = tags_of(fields["content"])
        self._statuses[before["id"]] = after
        self._log.append(_entry("status.update", after))
        await self._wake()
        return after

    async def delete(self, uri: str) -> str:
        """A status is gone. Gives its id here."""
        local_id = self._ids.pop(uri)
        gone = self._statuses.pop(local_id)
        self._log.append(Entry("delete", local_id, _names(gone)))
        await self._wake()
        return local_id

    async def boost(self, uri: str, by: str = "ben") -> None:
        """A boost. It is kept, and stands in no hashtag's timeline or stream."""
        boosted = self._statuses[self._ids[uri]]
        self._taken_in(
            status("", by, uri=f"{HOME}/users/{by}/statuses/{next(self._serials)}/activity", reblog=boosted, tags=[])
        )

    async def say_raw(self, frame: str | bytes, tag: str = "solvingtogether") -> None:
        """Send a frame that is none of Mastodon's."""
        self._log.append(Entry("", "", frozenset({tag}), frame))
        await self._wake()

    async def connected(self, count: int) -> None:
        """Return once `count` connections to the stream have been tried."""
        await self._until(lambda: len(self.connects) >= count)

    async def listened(self, count: int) -> None:
        """Return once hashtags were subscribed to `count` times."""
        await self._until(lambda: len(self.subscribed) >= count)

    async def asked(self, part: str, count: int = 1) -> None:
        """Return once `count` REST requests had `part` in their path or query."""
        await self._until(lambda: sum(part in request for request in self.requests) >= count)

    async def drop(self) -> None:
        """Tear down all connections."""
        for transport in tuple(self._open):
            transport.abort()

    def _taken_in(self, status: dict[str, Any]) -> dict[str, Any]:
        said_at = datetime.fromisoformat(status["created_at"])
        local_id = str((((said_at - _EPOCH) // timedelta(milliseconds=1)) << 16) + next(self._serials) % 2**16)
        parent = self._ids.get(status["in_reply_to_id"] or "")
        status = status | {"id": local_id, "in_reply_to_id": parent}
        self._statuses[local_id] = status
        self._ids[status["uri"]] = local_id
        return status

    async def _until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self._grown:
            await self._grown.wait_for(done)

    async def _wake(self) -> None:
        async with self._grown:
            self._grown.notify_all()

    def _trouble(self, path: str) -> Trouble | None:
        for trouble in self.troubles:
            if path.endswith(trouble.path):
                self.troubles.remove(trouble)
                return trouble
        return None

    def _knows(self, request: web.Request) -> bool:
        """Whether the request has our user's token."""
        return request.headers.get("Authorization", "") == f"Bearer {self._token}"

    async def _received(self, request: web.Request) -> None:
        """Note a REST request. Raises what it is answered with, if that is not what it asked for."""
        self.requests.append(request.path_qs)
        self.tokens.append(request.headers.get("Authorization", ""))
        self.limit -= 1
        await self._wake()
        if trouble := self._trouble(request.path):
            raise _answer(trouble.status, trouble.body, trouble.headers)
        if self.limit < 0:
            raise _answer(429, '{"error":"Too many requests"}', self._headers())
        if "Authorization" in request.headers and not self._knows(request):
            raise _answer(401, '{"error":"The access token is invalid"}', self._headers())

    def _headers(self) -> dict[str, str]:
        now = datetime.now(UTC)
        reset_at = now + timedelta(seconds=300 - now.timestamp() % 300)
        return {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": str(max(self.limit, 0)),
            "X-RateLimit-Reset": reset_at.isoformat().replace("+00:00", "Z"),
        }

    def _json(self, value: Any) -> web.Response:
        body = msgspec.json.encode(value)
        return web.Response(body=body, content_type="application/json", headers=self._headers())

    async def _instance(self, request: web.Request) -> web.Response:
        await self._received(request)
        feeds = {"local": self.hashtag_feeds, "remote": self.remote_feeds}
        return self._json(
            {
                "domain": self.host,
                "title": "Made up",
                "version": "4.5.0",
                "configuration": {
                    "urls": {"streaming": self.streaming or self.url.replace("http", "ws", 1)},
                    "timelines_access": {"live_feeds": feeds, "hashtag_feeds": feeds},
                },
                "rules": [],
            }
        )

    async def _old_instance(self, request: web.Request) -> web.Response:
        await self._received(request)
        streaming = self.streaming or self.url.replace("http", "ws", 1)
        return self._json({"uri": self.host, "version": "3.5.0", "urls": {"streaming_api": streaming}})

    async def _timeline(self, request: web.Request) -> web.Response:
        await self._received(request)
        if self.hashtag_feeds == "authenticated" and not self._knows(request):
            raise _answer(401, '{"error":"This method requires an authenticated user"}', self._headers())
        shown = [
            status
            for status in self._statuses.values()
            if request.match_info["tag"] in _names(status)
            and status["visibility"] == "public"
            and self.hashtag_feeds != "disabled"
        ]
        query = request.query
        limit = min(int(query.get("limit", 20)), self._page)
        shown.sort(key=_number)
        if "max_id" in query:
            shown = [status for status in shown if _number(status) < int(query["max_id"])]
        if "min_id" in query:
            shown = [status for status in shown if _number(status) > int(query["min_id"])][:limit]
        elif "since_id" in query:
            shown = [status for status in shown if _number(status) > int(query["since_id"])]
        return self._json(shown[-limit:][::-1])

    async def _status(self, request: web.Request) -> web.Response:
        await self._received(request)
        return self._json(self._found(request))

    async def _context(self, request: web.Request) -> web.Response:
        await self._received(request)
        under = {self._found(request)["id"]}
        descendants = []
        for one in sorted(self._statuses.values(), key=_number):
            if one["in_reply_to_id"] in under:
                under.add(one["id"])
                descendants.append(one)
        return self._json({"ancestors": [], "descendants": descendants})

    def _found(self, request: web.Request) -> dict[str, Any]:
        status = self._statuses.get(request.match_info["id"])
        if status is None or status["visibility"] not in {"public", "unlisted"}:
            raise _answer(404, '{"error":"Record not found"}', self._headers())
        return status

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self.connects.append(asyncio.get_running_loop().time())
        self.tokens.append(request.headers.get("Authorization", ""))
        mishap = self.mishaps.popleft() if self.mishaps else Mishap()
        await self._wake()
        if mishap.status is not None or not self._knows(request):
            headers = {"Retry-After": mishap.retry_after} if mishap.retry_after else {}
            raise _answer(mishap.status or 401, '{"error":"Error: Invalid access token"}', headers)
        response = web.WebSocketResponse(autoping=mishap.stall_after is None, compress=False)
        await response.prepare(request)
        transport = request.transport
        assert transport is not None
        self._open.add(transport)
        connection = Connection(transport, response, mishap, self._log, grown=self._grown, subscribed=self.subscribed)
        await connection.run(self._ping_seconds)
        self._open.discard(transport)
        return response


def _answer(status: int, body: str, headers: dict[str, str]) -> web.HTTPException:
    class Answer(web.HTTPException):
        status_code = status

    return Answer(text=body, content_type="application/json", headers=headers)


def _entry(event: str, said: dict[str, Any]) -> Entry:
    """Only what is public, and no boost, goes to a hashtag's stream."""
    is_shown = said["visibility"] == "public" and said["reblog"] is None
    return Entry(event, msgspec.json.encode(said).decode(), _names(said) if is_shown else frozenset())


def _names(status: dict[str, Any]) -> frozenset[str]:
    return frozenset(tag["name"].lower() for tag in status["tags"])


def _number(status: dict[str, Any]) -> int:
    return int(status["id"])


class Player:
    """Plays a recording's frames on a server, as if they happened now. Its local ids are the recording's own until then."""

    def __init__(self, server: Mastodon) -> None:
        self._server = server
        self._uris: dict[str, str] = {}

    async def play(self, frame: dict[str, Any], now: datetime) -> None:
        """One frame; what the recording names that never was is left out."""
        if frame["event"] == "delete":
            uri = self._uris.pop(frame["payload"], None)
            if uri is not None:
                await self._server.delete(uri)
            return
        moment = now.isoformat().replace("+00:00", "Z")
        said = status("") | msgspec.json.decode(frame["payload"])
        if frame["event"] == "status.update" and said["id"] in self._uris:
            fields = {name: said[name] for name in ("content", "tags", "language", "spoiler_text")}
            await self._server.edit(said["uri"], **fields, edited_at=moment)
        elif frame["event"] == "update":
            self._uris[said["id"]] = said["uri"]
            parent = self._uris.get(said["in_reply_to_id"] or "")
            await self._server.say(said | {"created_at": moment, "in_reply_to_id": parent})


async def main(port: int, posts: Path | None, rate: float) -> None:
    async with Mastodon(port=port) as server:
        print(f"listening at {server.url}, token {TOKEN}", file=sys.stderr)
        player = Player(server)
        frames = recorded(posts) if posts else (_as_frame(said) for said in made_up(random.Random()))
        for frame in frames:
            await player.play(frame, datetime.now(UTC))
            await asyncio.sleep(1 / rate)
        await asyncio.Event().wait()


def _as_frame(said: dict[str, Any]) -> dict[str, Any]:
    return {"event": "update", "payload": msgspec.json.encode(said | {"id": said["uri"]}).decode()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for a Mastodon server.")
    parser.add_argument("--port", type=int, default=4000)
    parser.add_argument("--posts", type=Path, help="a recording (JSON lines) instead of posts made up here")
    parser.add_argument("--rate", type=float, default=1.0, help="posts a second")
    options = parser.parse_args()
    asyncio.run(main(options.port, options.posts, options.rate))
