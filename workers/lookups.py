"""How stored posts are looked up at each network: from their links to what stands there now.

A post of which a network does not surely say that it is gone is left out, and so left alone.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from bridge.ports import Clock
from bridge.records import Act, Arrival, NativeId, SourceName, Via
from bridge.sources.bluesky import POST
from bridge.sources.mastodon import local_native, read_status
from bridge.sources.mastodon_api import MastodonApi, Refused
from workers.stored import Stored

log = structlog.get_logger()

_X = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[^/?#]+/(?:web/)?status/(\d{1,20})(?:[/?#].*)?")
#: With an account's own id: a handle may be another's by now.
_BLUESKY = re.compile(r"https://bsky\.app/profile/(did:[a-z]+:[\w.:%-]+)/post/([\w.~:-]+)")
_MASTODON = re.compile(r"(https?://[^/?#@]+)/@([\w.-]+)/(\d{1,30})/?")

#: Top levels that lead to nobody else's machine (RFC 6761, RFC 6762, and what ICANN keeps for private use).
_OURS = frozenset({"arpa", "home", "internal", "invalid", "lan", "local", "localhost", "test"})


class Posts(Protocol):
    """Looks up posts by their ids: as they stand now, and which of them are surely gone. Raises where it cannot tell."""

    async def lookup(self, ids: Sequence[str], /) -> tuple[Sequence[Arrival], Sequence[str]]: ...


class XLookUp:
    """Of X, in the last version that there is. One that X does not show is asked for once more before it is gone."""

    def __init__(self, posts: Posts, *, clock: Clock) -> None:
        self._posts = posts
        self._clock = clock

    async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
        """Raises `XProblemError`."""
        ids = list(dict.fromkeys(found[1] for it in batch if (found := _X.fullmatch(it.link))))
        if not ids:
            return ()
        arrivals, missing = await self._posts.lookup(ids)
        if missing:
            again, missing = await self._posts.lookup(missing)
            arrivals = (*arrivals, *again)
        # X's own pages differ on whether an older id gives the older version.
        older = [newest for it in arrivals if (newest := _newest(it)) != it.version]
        newer = (await self._posts.lookup(older))[0] if older else ()
        standing = {it.id: it for it in (*arrivals, *newer)}
        now = self._clock.now()
        return [*standing.values(), *(_gone(SourceName.X, NativeId(f"x:{it}"), now) for it in missing)]


class BlueskyLookUp:
    """Of Bluesky."""

    def __init__(self, posts: Posts, *, clock: Clock) -> None:
        self._posts = posts
        self._clock = clock

    async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
        """Raises `OSError` and `UnreadableError`."""
        uris = [f"at://{found[1]}/{POST}/{found[2]}" for it in batch if (found := _BLUESKY.fullmatch(it.link))]
        if not uris:
            return ()
        arrivals, missing = await self._posts.lookup(list(dict.fromkeys(uris)))
        now = self._clock.now()
        return [*arrivals, *(_gone(SourceName.BLUESKY, NativeId(f"bluesky:{it}"), now) for it in missing)]


class MastodonLookUp:
    """Of Mastodon, each at the server where it was said.

    Links come from strangers' servers: only names in the public DNS are asked, over TLS, and `servers`, which are listened
    to, as they are set. A server that fails or refuses us is left alone until the next batch.
    """

    def __init__(
        self,
        servers: Collection[str] = (),
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._servers = {it.rstrip("/").lower() for it in servers}
        self._clock = clock
        self._sleep = sleep

    async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
        return [it for server, statuses in self.where(batch).items() for it in await self._at(server, statuses)]

    def where(self, batch: Sequence[Stored]) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Which servers are asked for which statuses: the user's name and the server's own id of each."""
        statuses: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for server, user, local_id in (found.groups() for it in batch if (found := _MASTODON.fullmatch(it.link))):
            if server.lower() in self._servers or _is_public(server):
                statuses[server].append((user, local_id))
        return statuses

    async def _at(self, server: str, statuses: Sequence[tuple[str, str]]) -> Sequence[Arrival]:
        arrivals: list[Arrival] = []
        async with MastodonApi(server, clock=self._clock, sleep=self._sleep) as api:
            for user, local_id in statuses:
                try:
                    status = await api.status(local_id)
                except (Refused, OSError) as error:
                    log.info("recheck.left_alone", host=api.host, error=type(error).__name__)
                    break
                now = self._clock.now()
                if status is None:
                    names = (f"{server}/users/{user}/statuses/{local_id}", f"{server}/@{user}/{local_id}")
                    aliases = tuple(NativeId(f"mastodon:{it}") for it in names)
                    gone = _gone(SourceName.MASTODON, local_native(local_id, api.host), now, aliases)
                    arrivals.append(gone)
                elif isinstance(arrival := read_status(status, now, api.host, via=Via.ASKED), Arrival):
                    arrivals.append(arrival)
        return arrivals


def _newest(arrival: Arrival) -> str:
    """X's id of the last version of a post, whichever of them this is: they come oldest first."""
    return (arrival.id, *arrival.aliases)[-1].removeprefix("x:")


def _gone(source: SourceName, native: NativeId, at: datetime, aliases: tuple[NativeId, ...] = ()) -> Arrival:
    return Arrival(
        id=native, aliases=aliases, source=source, act=Act.DELETED, said_at=at, received_at=at, via=Via.ASKED
    )


def _is_public(server: str) -> bool:
    """Whether it is a name that others may have, on the port for TLS: neither an address nor a name of our own network."""
    parts = urlsplit(server)
    name, _, top = parts.netloc.lower().rpartition(".")
    return parts.scheme == "https" and bool(name) and top not in _OURS and (top.isalpha() or top.startswith("xn--"))
