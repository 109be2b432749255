"""A stand-in for X's API v2: its endpoints over real HTTP, as the bridge uses them, and the ways in which they fail.

It keeps what was said, edited and deleted, sends what its rules match and answers searches and look-ups like X does.
`python -m tests.networks.x --port 6009` runs it by hand, with posts of its own making or a recording's X lines.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import msgspec
from aiohttp import web
from multidict import MultiMapping

from bridge.sources.x_ledger import snowflake
from tests.networks.x_posts import Told, made_up, recorded, renamed, said_now
from tests.networks.x_said import Said
from tests.networks.x_wire import (
    CONNECTIONS,
    COUNTS,
    CROWDED,
    LOOKUP,
    PROBLEMS,
    RULELESS,
    RULES,
    SEARCH,
    STREAM,
    UNAUTHORIZED,
    USAGE,
    Answer,
    Mishap,
    problem,
)

REACH = timedelta(days=7)


class Stream:
    """A connection: the lines that are to be sent on it."""

    def __init__(self, mishap: Mishap, transport: asyncio.BaseTransport | None) -> None:
        self.mishap = mishap
        self.transport = transport
        self.lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._held: list[bytes] = []

    def send(self, line: bytes) -> None:
        times = 2 if self.mishap.twice else 1
        self._held.append(line)
        if self.mishap.reordered and len(self._held) < 2:
            return
        for held in reversed(self._held):
            for _ in range(times):
                self.lines.put_nowait(held)
        self._held.clear()

    def cut(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()


class X:
    """The server. Each connection to the stream meets the next of `mishaps`; when there is none left, all goes well."""

    def __init__(
        self,
        mishaps: Iterable[Mishap] = (),
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        beat_seconds: float = 20.0,
        buffer: int = 5_000,
        new_names: bool = False,
        port: int = 0,
    ) -> None:
        self.mishaps = deque(mishaps)
        self.answers: dict[str, deque[Answer]] = {}  # by route: given instead of the right ones, the next one first
        self.is_crowded = False  # until connections are ended
        self.rules: dict[str, dict[str, str]] = {}
        self.connects: list[datetime] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []  # method, route, query
        self.said = Said()
        self.streams: list[Stream] = []  # that are open
        self.open_when_ruled: list[int] = []  # how many were, whenever rules were changed
        self.read = 0  # posts that were sent or answered
        self._now = now
        self._beat_seconds = beat_seconds
        self._buffer = buffer
        self._new_names = new_names
        self._port = port
        self._ids = itertools.count(1)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._instead])
        app.add_routes(
            [
                web.get(STREAM, self._stream),
                web.get(RULES, self._get_rules),
                web.post(RULES, self._post_rules),
                web.get(SEARCH, self._search),
                web.get(LOOKUP, self._lookup),
                web.get(COUNTS, self._counts),
                web.get(USAGE, self._usage),
                web.get(CONNECTIONS, self._connections),
                web.delete(CONNECTIONS + "/{which}", self._end_connections),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        for stream in self.streams:
            stream.cut()
        await self._runner.cleanup()

    @property
    def posts(self) -> dict[str, Told]:
        """What was said and is still there, each version by its id."""
        return self.said.posts

    @property
    def url(self) -> str:
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def say(self, data: dict[str, Any], *, streamed: bool = True) -> str:
        """Publish a post of `x_posts`; gives its id. One that is not `streamed` is for search alone."""
        told = self.said.add(data, self._now())
        if streamed:
            self._send(told)
        await self._wake()
        return told.id

    async def edit(self, post_id: str, text: str, *, streamed: bool = True) -> str:
        """A new version of a post, under an id of its own."""
        told = self.said.edit(post_id, text, self._now())
        if streamed:
            self._send(told)
        await self._wake()
        return told.id

    async def delete(self, post_id: str) -> None:
        """All versions of a post go. The stream never tells."""
        self.said.delete(post_id)

    async def say_raw(self, line: bytes) -> None:
        """A line on every stream, whatever it is."""
        for stream in self.streams:
            stream.send(line)

    async def connected(self, count: int) -> None:
        """Return once so many connections to the stream were tried."""
        await self.until(lambda: len(self.connects) >= count)

    async def listened(self) -> None:
        """Return once somebody hears the stream."""
        await self.until(lambda: bool(self.streams))

    async def until(self, true: Callable[[], bool]) -> None:
        """Return once something is so that changes when somebody asks or says something; half a minute is the limit."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(true)

    def queries(self, route: str, method: str = "GET") -> list[dict[str, str]]:
        """What was asked of a route."""
        return [query for verb, path, query in self.asked if (verb, path) == (method, route)]

    async def _wake(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _send(self, told: Told) -> None:
        matching = [rule for rule in self.rules.values() if told.matches(rule["value"])]
        if not matching:
            return
        rules = [{"id": rule["id"], "tag": rule["tag"]} for rule in matching]
        message = {"data": told.data, "includes": self.said.includes([told]), "matching_rules": rules}
        line = msgspec.json.encode(renamed(message) if self._new_names else message)
        for stream in self.streams:
            stream.send(line)
            if stream.lines.qsize() > self._buffer:  # a slow reader
                stream.cut()

    @web.middleware
    async def _instead(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append((request.method, request.path, dict(request.query)))
        answers = self.answers.get(request.path)
        try:
            if not request.headers.get("Authorization", "").startswith("Bearer "):
                return _response(UNAUTHORIZED)
            if answers:
                return _response(answers.popleft())
            response: web.StreamResponse = await handler(request)
            return response
        finally:
            await self._wake()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self.connects.append(self._now())
        mishap = self.mishaps.popleft() if self.mishaps else Mishap()
        if mishap.answer or self.is_crowded or not self.rules:
            return _response(mishap.answer or (CROWDED if self.is_crowded else RULELESS))
        response = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
        await response.prepare(request)
        stream = Stream(mishap, request.transport)
        self.streams.append(stream)
        await self._wake()
        try:
            await self._play(stream, response)
        except (ConnectionError, asyncio.CancelledError):
            stream.cut()
        finally:
            self.streams.remove(stream)
            await self._wake()
        return response

    async def _play(self, stream: Stream, response: web.StreamResponse) -> None:
        mishap = stream.mishap
        for line in mishap.first:
            await response.write(line + b"\r\n")
        for sent in itertools.count():
            if sent in (mishap.close_after, mishap.reset_after, mishap.stall_after):
                for line in mishap.last:
                    await response.write(line + b"\r\n")
            if sent == mishap.close_after:
                return
            if sent == mishap.reset_after:
                stream.cut()
            if sent == mishap.stall_after:
                await asyncio.Event().wait()
            line = await self._next(stream, response)
            await response.write(line + b"\r\n")
            self.read += 1

    async def _next(self, stream: Stream, response: web.StreamResponse) -> bytes:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._beat_seconds):
                    return await stream.lines.get()
            await response.write(b"\r\n")

    async def _get_rules(self, _: web.Request) -> web.Response:
        found = {"data": list(self.rules.values())} if self.rules else {}
        return web.json_response(found | {"meta": {"result_count": len(self.rules)}})

    async def _post_rules(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.open_when_ruled.append(len(self.streams))
        for rule_id in body.get("delete", {}).get("ids", []):
            self.rules.pop(rule_id, None)
        created, errors = [], []
        for rule in body.get("add", []):
            twin = next((it for it in self.rules.values() if it["value"] == rule["value"]), None)
            if twin:
                fields = {"value": rule["value"], "id": twin["id"], "type": f"{PROBLEMS}/duplicate-rules"}
                errors.append({"title": "DuplicateRule", **fields})
            elif len(rule["value"]) > 1024 or "!" in rule["value"]:
                fields = {"value": rule["value"], "details": ["no"], "type": f"{PROBLEMS}/invalid-rules"}
                errors.append({"title": "UnprocessableEntity", **fields})
            else:
                made = {"id": str(1850000000000000000 + next(self._ids)), **rule}
                self.rules[made["id"]] = made
                created.append(made)
        summary = {"created": len(created), "not_created": len(errors), "valid": len(created), "invalid": len(errors)}
        answer: dict[str, Any] = {"meta": {"sent": "", "summary": summary}}
        answer |= {"data": created} if created else {}
        answer |= {"errors": errors} if errors else {}
        return web.json_response(answer, status=201)

    async def _search(self, request: web.Request) -> web.Response:
        query = request.query
        since = int(query.get("since_id", 0))
        if len(query["query"]) > 512 or 0 < since < snowflake(self._now() - REACH):
            return _response(problem(400, "Invalid Request", "invalid-request"))
        found = self._found(query)
        start, size = int(query.get("next_token", 0)), int(query.get("max_results", 10))
        page = found[start : start + size]
        self.read += len(page)
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
        if start + size < len(found):
            meta["next_token"] = str(start + size)
        return self._answered(page, meta=meta)

    def _found(self, query: MultiMapping[str]) -> list[Told]:
        since, until = int(query.get("since_id", 0)), int(query.get("until_id", 2**63))
        return self.said.found(query["query"], self._now(), since, until)

    async def _lookup(self, request: web.Request) -> web.Response:
        ids = request.query["ids"].split(",")
        found = [self.posts[post_id] for post_id in ids if post_id in self.posts]
        errors = [
            {
                "value": post_id,
                "detail": f"Could not find tweet with ids: [{post_id}].",
                "title": "Not Found Error",
                "resource_type": "tweet",
                "parameter": "ids",
                "resource_id": post_id,
                "type": f"{PROBLEMS}/resource-not-found",
            }
            for post_id in ids
            if post_id not in self.posts
        ]
        self.read += len(found)
        return self._answered(found, errors=errors)

    def _answered(self, found: list[Told], **more: Any) -> web.Response:
        answer: dict[str, Any] = {name: value for name, value in more.items() if value}
        if found:
            answer |= {"data": [told.data for told in found], "includes": self.said.includes(found)}
        return web.json_response(renamed(answer) if self._new_names else answer)

    async def _counts(self, request: web.Request) -> web.Response:
        return web.json_response({"data": [], "meta": {"total_tweet_count": len(self._found(request.query))}})

    async def _usage(self, _: web.Request) -> web.Response:
        data = {"project_id": "1", "project_usage": str(self.read), "project_cap": "3000000", "cap_reset_day": 10}
        return web.json_response({"data": data})

    async def _connections(self, _: web.Request) -> web.Response:
        count = len(self.streams) + self.is_crowded
        return web.json_response({"data": [{"id": str(n), "endpoint_name": "filtered_stream"} for n in range(count)]})

    async def _end_connections(self, _: web.Request) -> web.Response:
        ended = len(self.streams) + self.is_crowded
        self.is_crowded = False
        for stream in self.streams:
            stream.cut()
        return web.json_response({"data": {"successful_kills": ended, "failed_kills": 0}})


def _response(answer: Answer) -> web.Response:
    if isinstance(answer.body, str):
        return web.Response(status=answer.status, text=answer.body, headers=answer.headers)
    return web.json_response(answer.body or {}, status=answer.status, headers=answer.headers)


async def main(port: int, posts: Path | None, rate: float) -> None:
    said: Iterator[dict[str, Any]] = recorded(posts) if posts else made_up(random.Random())
    ids: dict[str, str] = {}  # those of a recording by those that are given now
    async with X(port=port) as server:
        print(f"listening at {server.url}", file=sys.stderr)
        for data in said:
            recorded_id = data.get("id", "")
            ids[recorded_id] = await server.say(said_now(data, ids))
            await asyncio.sleep(1 / rate)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A stand-in for X's API v2.")
    parser.add_argument("--port", type=int, default=6009)
    parser.add_argument("--posts", type=Path, help="a recording (JSON lines) instead of posts made up here")
    parser.add_argument("--rate", type=float, default=5.0, help="posts a second")
    options = parser.parse_args()
    asyncio.run(main(options.port, options.posts, options.rate))
