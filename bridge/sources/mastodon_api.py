"""Asks one Mastodon server by its REST API: where it streams, hashtag timelines, statuses and the answers under them.

One request goes at a time, and none before the server's own limits allow it: 300 in 5 minutes, of which 300 in 15 minutes
may name a place in a timeline (mastodon, config/initializers/rack_attack.rb). Shapes: Mastodon's documentation,
methods/timelines, methods/statuses and entities/Instance.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import quote, urlsplit

import aiohttp
import msgspec
import structlog

from bridge.errors import SourceRefusedError
from bridge.ports import Clock

log = structlog.get_logger()

PAGE = 40  # statuses, the most that a timeline gives at a time
_LARGEST = 16 * 2**20  # bytes of an answer: 40 statuses are some hundred thousand
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_LONGEST_WAIT = 900.0  # seconds: the longest period of Mastodon's limits
_UNTOLD_WAIT = 60.0  # seconds, where a server limits us and does not say until when
#: 422 is what servers before 4.4 answer where a user is needed.
_REFUSALS = frozenset({401, 403, 422})
_GONE = frozenset({404, 410})


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who may read hashtag timelines, for posts of the server's own people and of others: public, authenticated, disabled."""

    local: str = "public"
    remote: str = "public"


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """What a server says of itself: where it streams (ws:// or wss://, without a path), and whom it lets read."""

    streaming: str
    hashtags: Access = Access()


class Refused(Exception):  # noqa: N818 - an answer, which the caller turns into what it means
    """The server does not let us have this. `status` is its answer, 0 where it says so in its settings."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the server answered {status}")
        self.status = status


class MastodonApi:
    """A server's REST API, to be used as a context. What it answers is given as it came: decoded JSON.

    Every call raises `Refused` for 401, 403 and 422, and `OSError` where the server cannot be reached or fails. Being limited
    is neither: it is waited for. A token that is refused is left aside, for timelines are often public.
    """

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        token: str = "",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise SourceRefusedError(
                "a Mastodon server's address begins with https://, such as https://mastodon.example"
            )
        self.host = parts.netloc.lower()
        self.is_token_refused = False
        #: Told until when nothing is asked, when there is something to ask.
        self.on_wait: Callable[[datetime], None] = _nobody
        self._waits_until: datetime | None = None
        self._url = f"{parts.scheme}://{parts.netloc}"
        self._clock = clock
        self._token = token
        self._sleep = sleep
        self._turn = asyncio.Lock()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def instance(self) -> Instance:
        """What the server says of itself, by its second API, else its first, else its address."""
        said = await self._get("/api/v2/instance", is_optional=True)
        if said is None:
            said = await self._get("/api/v1/instance", is_optional=True)
        streaming = _text(said, "configuration", "urls", "streaming") or _text(said, "urls", "streaming_api")
        feeds = ("configuration", "timelines_access", "hashtag_feeds")
        return Instance(
            streaming=self.streams_at(streaming),
            hashtags=Access(
                local=_text(said, *feeds, "local") or "public", remote=_text(said, *feeds, "remote") or "public"
            ),
        )

    def streams_at(self, told: str = "") -> str:
        """Where the server streams: where it was told, or at its own address. No token is sent in the clear for that."""
        own = self._url.replace("http", "ws", 1)
        try:
            parts = urlsplit(told)
            fits = parts.port != 0 and parts.hostname and parts.scheme in {"wss", own.partition(":")[0]}
        except ValueError:
            fits = False
        return told.rstrip("/") if fits else own

    async def newest(self, tag: str, limit: int = PAGE) -> list[Any]:
        """The newest statuses with a hashtag, newest first."""
        return _list(await self._get(_timeline(tag), {"limit": str(limit)}))

    async def after(self, tag: str, min_id: str) -> list[Any]:
        """The statuses with a hashtag that follow upon `min_id` with none left out, newest first."""
        return _list(await self._get(_timeline(tag), {"limit": str(PAGE), "min_id": min_id}))

    async def status(self, local_id: str) -> Any | None:
        """A status as it is now; None if it is gone."""
        return await self._get(f"/api/v1/statuses/{quote(local_id, safe='')}")

    async def answers(self, local_id: str) -> list[Any] | None:
        """What was said under a status, as far as the server knows of it; None if the status is gone."""
        said = await self._get(f"/api/v1/statuses/{quote(local_id, safe='')}/context")
        return None if said is None else _list(said.get("descendants") if isinstance(said, dict) else None)

    async def _get(self, path: str, query: Mapping[str, str] | None = None, *, is_optional: bool = False) -> Any | None:
        """The answer, None for 404 and 410 as Mastodon says them: a strange server knows of nothing that it is gone."""
        async with self._turn:
            while True:
                if self._waits_until is not None:
                    self.on_wait(self._waits_until)
                    await self._sleep((self._waits_until - self._clock.now()).total_seconds())
                    self._waits_until = None
                status, answer, seconds = await self._asked(path, query or {})
                if seconds is not None:
                    self._waits_until = self._clock.now() + timedelta(seconds=seconds)
                    log.info("mastodon.limited", host=self.host, seconds=seconds)
                if status in {401, 403} and self._token and not self.is_token_refused:
                    self.is_token_refused = True
                elif status != 429:
                    break
        if status in _REFUSALS:
            raise Refused(status)
        if status in _GONE and (is_optional or _text(answer, "error")):
            return None
        if status != 200:
            raise ConnectionError(f"the server answered {status} to {path.rpartition('/')[0]}")
        return answer

    async def _asked(self, path: str, query: Mapping[str, str]) -> tuple[int, Any, float | None]:
        """Status, body and how many seconds to wait before anything more is asked."""
        assert self._session is not None, "used outside of its context"
        known = self._token and not self.is_token_refused
        headers = {"Authorization": f"Bearer {self._token}"} if known else {}
        try:
            async with self._session.get(self._url + path, params=query, headers=headers) as response:
                body = await _bounded(response) if response.status == 200 or response.status in _GONE else b""
                seconds = limited(response.status, response.headers, self._clock.now())
                return response.status, _decoded(body, response.status), seconds
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"the server cannot be asked ({type(error).__name__})") from error


def _nobody(_: datetime) -> None:
    pass


def _timeline(tag: str) -> str:
    return f"/api/v1/timelines/tag/{quote(tag, safe='')}"


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > _LARGEST:
            raise ConnectionError(f"an answer of more than {_LARGEST} bytes")
    return bytes(body)


def _decoded(body: bytes, status: int) -> Any:
    try:
        return msgspec.json.decode(body) if body else None
    except (ValueError, RecursionError) as error:
        if status in _GONE:
            return None
        raise ConnectionError("an answer that is not JSON") from error


def limited(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until the server answers again, by its own clock; None where it would answer at once."""
    if status != 429 and headers.get("X-RateLimit-Remaining") != "0":
        return None
    seconds = _UNTOLD_WAIT
    with suppress(KeyError, ValueError):
        seconds = float(min(int(headers["Retry-After"]), round(_LONGEST_WAIT)))
    with suppress(KeyError, ValueError):
        server_now = parsedate_to_datetime(headers["Date"]) if "Date" in headers else now
        reset_at = datetime.fromisoformat(headers["X-RateLimit-Reset"])
        seconds = (_aware(reset_at) - _aware(server_now)).total_seconds()
    return min(max(seconds, 1.0), _LONGEST_WAIT)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(answer: Any, *path: str) -> str:
    for name in path:
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer if isinstance(answer, str) else ""


def _list(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else []
