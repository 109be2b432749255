"""Asks Bluesky's public view of its network for posts by their address, which needs no account.

Method and shapes: lexicon app.bsky.feed.getPosts. Posts that it does not show (deleted, or of an account that is gone) are
simply left out of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec

from bridge.errors import UnreadableError
from bridge.ports import Clock
from bridge.records import Arrival, Rejected, Via
from bridge.sources.bluesky import POST, read

#: Posts in one request (the lexicon).
MOST = 25

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_LARGEST = 4 * 2**20  # bytes of an answer: 25 posts with their pictures' descriptions are some hundred thousand
#: What the view calls an account whose handle does not lead back to it.
_NO_HANDLE = "handle.invalid"


class _Author(msgspec.Struct, frozen=True, kw_only=True):
    did: str
    handle: str = ""


class _View(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    uri: str
    cid: str
    author: _Author
    indexed_at: datetime
    record: dict[str, Any]


class _Address(msgspec.Struct, frozen=True, kw_only=True):
    uri: str


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    posts: tuple[msgspec.Raw, ...]


class BlueskyPosts:
    """Posts as they stand at `base_url`, such as https://public.api.bsky.app."""

    def __init__(self, base_url: str, *, clock: Clock) -> None:
        self._url = f"{base_url.rstrip('/')}/xrpc/app.bsky.feed.getPosts"
        self._clock = clock

    async def lookup(self, uris: Sequence[str]) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
        """Posts ("at://did:…/app.bsky.feed.post/…") as they stand now, and the addresses of those that are not shown.

        What is left out of an answer is asked for once more before it is said to be missing. Raises `OSError` where the
        view does not answer, and `UnreadableError` for an answer that is not as promised; nothing is missing then.
        """
        arrivals: list[Arrival] = []
        missing: list[str] = []
        for start in range(0, len(uris), MOST):
            asked = uris[start : start + MOST]
            shown = await self._shown(asked)
            if left_out := [uri for uri in asked if uri not in shown]:
                shown |= await self._shown(left_out)
            arrivals += [it for it in shown.values() if it is not None]
            missing += [uri for uri in asked if uri not in shown]
        return tuple(arrivals), tuple(missing)

    async def _shown(self, uris: Sequence[str]) -> dict[str, Arrival | None]:
        """What is shown under each address; None where it is not in a shape that can be read."""
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT) as session,
                session.get(self._url, params=[("uris", uri) for uri in uris]) as response,
            ):
                if response.status != 200:
                    raise ConnectionError(f"Bluesky answered {response.status}")
                body = await _bounded(response)
        except aiohttp.ClientError as error:
            raise ConnectionError(f"Bluesky cannot be asked ({type(error).__name__})") from error
        received_at = self._clock.now()
        try:
            posts = msgspec.json.decode(body, type=_Answer).posts
            return {msgspec.json.decode(it, type=_Address).uri: _arrival(it, received_at) for it in posts}
        except (ValueError, RecursionError) as error:
            raise UnreadableError("Bluesky answered something that is no list of posts") from error


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > _LARGEST:
            raise UnreadableError(f"Bluesky answered with more than {_LARGEST} bytes")
    return bytes(body)


def _arrival(post: msgspec.Raw, received_at: datetime) -> Arrival | None:
    """A post of the view, read as the event that told of it when it was said."""
    try:
        view = msgspec.json.decode(post, type=_View)
    except (ValueError, RecursionError):
        return None
    event = {
        "did": view.author.did,
        "time_us": (_aware(view.indexed_at) - _EPOCH) // timedelta(microseconds=1),
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": POST,
            "rkey": view.uri.rpartition("/")[2],
            "rev": "",
            "record": view.record,
            "cid": view.cid,
        },
    }
    said = read(event, received_at)
    if said is None or isinstance(said, Rejected):
        return None
    handle = view.author.handle if view.author.handle != _NO_HANDLE else ""
    return msgspec.structs.replace(said, handle=handle or None, via=Via.ASKED)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
