"""X's API v2 through tweepy: rules, search, look-ups, connections, usage and the filtered stream's wire.

tweepy speaks to `https://api.twitter.com` and nowhere else, so each of its clients is given a session of ours that
sends its requests to the address we want and turns whatever is no success into `XProblemError`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import aiohttp
from tweepy import StreamRule  # type: ignore[import-untyped]
from tweepy.asynchronous import AsyncClient, AsyncStreamingClient  # type: ignore[import-untyped]

from bridge.records import Arrival, NativeId, Via
from bridge.sources.x import read
from bridge.sources.x_lines import Lines, Oversized
from bridge.sources.x_problems import Trouble, XProblemError, answered, complaints
from bridge.sources.x_rules import Rule

ADDRESS = "https://api.x.com"
#: US dollars for a post that is read, once per post and UTC day (X's price list, August 2026).
POST_PRICE = 0.005
#: US dollars for one request of post counts (the same).
COUNTS_PRICE = 0.005
#: Posts in one look-up, and in one page of search (X's OpenAPI document).
LOOKUP_SIZE = 100
PAGE_SIZE = 100
SMALLEST_PAGE = 10

_TWEEPY_ADDRESS = "https://api.twitter.com"
_FIELDS: Mapping[str, list[str]] = {
    "tweet_fields": [
        *("author_id", "conversation_id", "created_at", "edit_controls", "edit_history_tweet_ids", "entities"),
        *("in_reply_to_user_id", "lang", "note_tweet", "referenced_tweets"),
    ],
    "expansions": ["author_id", "referenced_tweets.id", "referenced_tweets.id.author_id"],
    "user_fields": ["id", "username", "protected"],
}
#: Deleted, and protected or suspended. Any other error of one post says nothing about it.
_GONE = frozenset({"Not Found Error", "Authorization Error"})
_LONGEST_PROBLEM = 64 * 1024  # bytes of it that are read

#: At DEBUG tweepy writes headers to its log, and the bearer token is in them.
logging.getLogger("tweepy").setLevel(logging.WARNING)


class Page(NamedTuple):
    """Posts that a search found, newest first, each as a message for `x.read`, and how to ask for more."""

    messages: tuple[dict[str, Any], ...]
    next_token: str | None


class Found(NamedTuple):
    """What a look-up gave: posts as messages for `x.read`, and ids that X does not show any more."""

    messages: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]


class Usage(NamedTuple):
    """Posts read in this project in the current month, and how many may be; None where X does not tell."""

    read: int | None
    cap: int | None
    reset_day: int | None  # of the month


class XApi:
    """X's API for one app. Every call raises `XProblemError`, and nothing else, when X does not do it."""

    def __init__(self, bearer_token: str, address: str = ADDRESS, *, timeout_seconds: float = 30.0) -> None:
        self._bearer_token = bearer_token
        self._address = address.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._client = AsyncClient(bearer_token, return_type=dict)
        self._client.session = self._session(self._timeout)
        self._ruler = AsyncStreamingClient(bearer_token, return_type=dict)
        self._ruler.session = self._session(self._timeout)

    async def check(self) -> str | None:
        """What is wrong with our access, for a person; None if X takes us. It costs nothing."""
        try:
            await self.rules()
        except XProblemError as problem:
            return str(problem)
        return None

    async def rules(self) -> tuple[Rule, ...]:
        """All rules of the app's stream, ours and others'."""
        answer = await _asked(self._ruler.get_rules())
        return tuple(
            Rule(value=str(rule.get("value") or ""), tag=str(rule.get("tag") or ""), id=str(rule["id"]))
            for rule in _objects(answer.get("data"))
            if "id" in rule
        )

    async def add_rules(self, rules: Sequence[Rule]) -> tuple[str, ...]:
        """Add rules; gives X's complaints about those that it did not take. One that is there already is none."""
        answer = await _asked(self._ruler.add_rules([StreamRule(value=rule.value, tag=rule.tag) for rule in rules]))
        return tuple(title for title in complaints(answer) if "duplicaterule" not in title.lower())

    async def delete_rules(self, ids: Sequence[str]) -> None:
        await _asked(self._ruler.delete_rules(list(ids)))

    async def search(
        self,
        query: str,
        *,
        since_id: int,
        until_id: int,
        next_token: str | None = None,
        max_results: int = PAGE_SIZE,
    ) -> Page:
        """A page of the posts of the last 7 days that match, between two ids (neither included)."""
        asked = {"since_id": since_id, "until_id": until_id, "next_token": next_token, "max_results": max_results}
        answer = await _asked(self._client.search_recent_tweets(query, **asked, **_FIELDS))
        meta = answer.get("meta")
        token = meta.get("next_token") if isinstance(meta, Mapping) else None
        return Page(_messages(answer), token if isinstance(token, str) and token else None)

    async def find(self, ids: Sequence[str]) -> Found:
        """At most 100 posts by their ids."""
        answer = await _asked(self._client.get_tweets(list(ids), **_FIELDS))
        missing = [
            str(error.get("resource_id") or error.get("value"))
            for error in _objects(answer.get("errors"))
            if error.get("parameter", "ids") in {"ids", "id"} and error.get("title") in _GONE
        ]
        return Found(_messages(answer), tuple(post_id for post_id in missing if post_id in set(ids)))

    async def lookup(
        self, ids: Sequence[str], at: datetime | None = None
    ) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
        """Any number of posts as they stand now, and the ids of those that X does not show any more.

        An edited post is told in its newest version, whichever id it is asked by. `at` is the present, where a clock
        of its own is kept. Each post costs its price once a UTC day.
        """
        arrivals: dict[NativeId, Arrival] = {}
        missing: list[str] = []
        for start in range(0, len(ids), LOOKUP_SIZE):
            found = await self.find(ids[start : start + LOOKUP_SIZE])
            read_at = at or datetime.now(UTC)
            newest = list(newer(found.messages, read_at).values())
            later = await self.find(newest) if newest else Found((), ())
            items = [read(message, read_at, Via.ASKED) for message in (*found.messages, *later.messages)]
            arrivals |= {item.id: item for item in items if isinstance(item, Arrival)}
            missing += found.missing
        return tuple(arrivals.values()), tuple(missing)

    async def counts(self, query: str) -> int:
        """How many posts of the last 7 days match, without reading them. It costs `COUNTS_PRICE`."""
        answer = await _asked(self._client.get_recent_tweets_count(query))
        meta = answer.get("meta")
        total = meta.get("total_tweet_count", meta.get("total_post_count")) if isinstance(meta, Mapping) else None
        return _number(total) or 0

    async def usage(self) -> Usage:
        """What X itself has counted; it lags behind by hours."""
        answer = await _asked(self._called("GET", "/2/usage/tweets"))
        data = answer.get("data")
        told = data if isinstance(data, Mapping) else {}
        return Usage(*(_number(told.get(name)) for name in ("project_usage", "project_cap", "cap_reset_day")))

    async def end_connections(self) -> None:
        """End every connection that X still counts on the filtered stream: remedy of "TooManyConnections"."""
        await _asked(self._called("DELETE", "/2/connections/filtered_stream"))

    async def connections(self) -> int:
        """How many connections to streams X counts as open."""
        answer = await _asked(self._called("GET", "/2/connections?status=active"))
        return len(_objects(answer.get("data")))

    def stream(self, hear: Hear, *, stall_seconds: float, longest_line: int) -> Wire:
        """A connection to the filtered stream that is not open yet."""
        session = self._session(aiohttp.ClientTimeout(total=None, sock_connect=stall_seconds))
        return Wire(self._bearer_token, session, hear, stall_seconds=stall_seconds, longest_line=longest_line)

    def _session(self, timeout: aiohttp.ClientTimeout) -> Session:
        return Session(self._address, timeout)

    async def _called(self, method: str, route: str) -> Any:
        """An endpoint for which tweepy has no call of its own."""
        return await (await self._client.request(method, route)).json()


class Session:
    """What tweepy takes for an aiohttp session. Each request has a connection of its own, so nothing is left to close."""

    def __init__(self, address: str, timeout: aiohttp.ClientTimeout) -> None:
        self._address = address
        self._timeout = timeout

    def request(self, method: str, url: str, **options: Any) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return self._request(method, self._address + url.removeprefix(_TWEEPY_ADDRESS), **options)

    @asynccontextmanager
    async def _request(self, method: str, url: str, **options: Any) -> AsyncGenerator[aiohttp.ClientResponse, None]:
        async with (
            aiohttp.ClientSession(timeout=self._timeout) as http,
            http.request(method, url, allow_redirects=False, **options) as response,
        ):
            if not 200 <= response.status < 300:
                raise answered(response.status, response.headers, await _beginning(response))
            yield response

    async def close(self) -> None:
        """Nothing is open between requests."""


class Opened(NamedTuple):
    """X has granted the stream."""


class Beat(NamedTuple):
    """A heartbeat: an empty line."""


#: Is told of what comes, and may take its time: meanwhile nothing more is read.
Hear = Callable[["Opened | Beat | bytes | Oversized"], Awaitable[None]]


class Wire(AsyncStreamingClient):  # type: ignore[misc]
    """tweepy's stream with a read loop of our own: one connection, told line by line, that ends with a reason.

    tweepy's own loop reconnects without a pause, ends at a line that it does not understand, and takes its
    cancellation for a success. `filter()` gives the task; it ends in `XProblemError` only.
    """

    def __init__(
        self, bearer_token: str, session: Session, hear: Hear, *, stall_seconds: float, longest_line: int
    ) -> None:
        super().__init__(bearer_token)
        self.session = session
        self._hear = hear
        self._stall_seconds = stall_seconds
        self._lines = Lines(longest_line)

    def listen(self) -> asyncio.Task[None]:
        """Connect, and read until it ends."""
        task: asyncio.Task[None] = self.filter(**_FIELDS)
        return task

    async def _connect(self, method: str, endpoint: str, params: Mapping[str, str] | None = None) -> None:
        url = f"{_TWEEPY_ADDRESS}/2/tweets/{endpoint}/stream"
        headers = {"Authorization": f"Bearer {self.bearer_token}", "User-Agent": self.user_agent}
        try:
            await self._read(self.session.request(method, url, params=params, headers=headers))
        except TimeoutError as error:
            message = f"not a byte came from X for {self._stall_seconds:g} s"
            raise XProblemError(Trouble.PASSING, message) from error
        except (OSError, aiohttp.ClientError) as error:
            message = f"the connection to X broke ({type(error).__name__})"
            raise XProblemError(Trouble.PASSING, message) from error
        raise XProblemError(Trouble.PASSING, "X closed the stream")

    async def _read(self, request: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> None:
        async with asyncio.timeout(self._stall_seconds) as patience, request as response:
            patience.reschedule(None)
            await self._hear(Opened())
            while True:
                patience.reschedule(asyncio.get_running_loop().time() + self._stall_seconds)
                chunk = await response.content.readany()
                patience.reschedule(None)
                if not chunk:
                    return
                for line in self._lines.feed(chunk):
                    await self._hear(line or Beat())


def newer(messages: Iterable[Mapping[str, Any]], at: datetime) -> dict[NativeId, str]:
    """Posts that were given in an older version, and the id of their newest: a look-up gives the version it names."""
    arrivals = [item for item in (read(message, at) for message in messages) if isinstance(item, Arrival)]
    newest = {it.id: (it.id, *it.aliases)[-1].removeprefix("x:") for it in arrivals}
    return {it.id: newest[it.id] for it in arrivals if newest[it.id] != it.version}


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as it is read of a problem."""
    body = b""
    while len(body) < _LONGEST_PROBLEM and (chunk := await response.content.readany()):
        body += chunk
    return body


async def _asked(call: Awaitable[Any]) -> dict[str, Any]:
    """What X answered, an object; anything else is a problem."""
    try:
        answer = await call
    except TimeoutError as error:
        raise XProblemError(Trouble.PASSING, "X did not answer in time") from error
    except (OSError, aiohttp.ClientError) as error:
        raise XProblemError(Trouble.PASSING, f"X could not be asked ({type(error).__name__})") from error
    except (ValueError, RecursionError) as error:
        raise XProblemError(Trouble.PASSING, "X answered with something that is not JSON") from error
    if not isinstance(answer, dict):
        raise XProblemError(Trouble.PASSING, "X answered with something that is no object")
    return answer


def _messages(answer: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Each post of an answer as a line of the stream would have it. `data` is absent where nothing was found."""
    includes = answer.get("includes")
    return tuple({"data": post, "includes": includes} for post in _objects(answer.get("data")))


def _objects(items: Any) -> list[dict[str, Any]]:
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _number(told: Any) -> int | None:
    """X writes some numbers as strings."""
    return int(told) if isinstance(told, int) or (isinstance(told, str) and told.isascii() and told.isdigit()) else None
