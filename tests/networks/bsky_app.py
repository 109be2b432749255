"""A stand-in for Bluesky's public view (public.api.bsky.app): posts by their address, and the ways in which it fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.networks.jetstream import POST, post


class Mishap(NamedTuple):
    """What goes wrong with one request."""

    status: int = 200
    body: bytes | None = None  # answered as it is
    leaves_out: int = 0  # posts that are there and missing in the answer


class BskyApp:
    """The server. Each request meets the next of `mishaps`; when there is none left, all goes well."""

    def __init__(self, mishaps: Iterable[Mishap] = ()) -> None:
        self.mishaps = deque(mishaps)
        self.asked: list[list[str]] = []  # the addresses of each request
        self._posts: dict[str, dict[str, Any]] = {}
        self._versions = 0
        app = web.Application()
        app.router.add_get("/xrpc/app.bsky.feed.getPosts", self._answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("/"))

    def say(self, text: str, did: str = "did:plc:amy", rkey: str = "1", **fields: Any) -> str:
        """Show a post; one of the same address is edited. Gives its version."""
        self._versions += 1
        record = post(text, **fields)
        self._posts[uri(did, rkey)] = {
            "uri": uri(did, rkey),
            "cid": f"bafyview{self._versions}",
            "author": {"did": did, "handle": f"{did.rpartition(':')[2]}.example", "displayName": "Somebody"},
            "record": record,
            "likeCount": 3,
            "indexedAt": record["createdAt"],
            "labels": [],
        }
        return f"bafyview{self._versions}"

    def show(self, did: str, rkey: str, **fields: Any) -> None:
        """Change how a post is shown."""
        self._posts[uri(did, rkey)] |= fields

    def delete(self, did: str = "did:plc:amy", rkey: str = "1") -> None:
        del self._posts[uri(did, rkey)]

    async def _answer(self, request: web.Request) -> web.Response:
        asked = request.query.getall("uris", [])
        self.asked.append(asked)
        mishap = self.mishaps.popleft() if self.mishaps else Mishap()
        if mishap.body is not None or mishap.status != 200:
            return web.Response(status=mishap.status, body=mishap.body or b'{"error":"UpstreamFailure"}')
        if not 1 <= len(asked) <= 25:
            return web.json_response({"error": "InvalidRequest", "message": "uris"}, status=400)
        shown = [self._posts[it] for it in asked if it in self._posts]
        return web.json_response({"posts": shown[mishap.leaves_out :]})


def uri(did: str, rkey: str) -> str:
    return f"at://{did}/{POST}/{rkey}"
