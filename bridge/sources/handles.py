"""Finds the stable ids behind Bluesky handles and the handles behind ids: the stream names accounts by their ids only.

Both are asked of a public directory (such as https://public.api.bsky.app), which needs no account.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

import aiohttp
import msgspec
import structlog

from bridge.ports import Clock

log = structlog.get_logger()

_TIMEOUT = aiohttp.ClientTimeout(total=10)
#: What waits for a handle is on its way to be shown.
_SHORT = aiohttp.ClientTimeout(total=3)
#: The most that app.bsky.actor.getProfiles takes in one go, by its lexicon.
_AT_ONCE = 25
_INVALID = "handle.invalid"  # the protocol's word for a handle that does not lead back to its account
_HIDDEN = "!no-unauthenticated"


async def resolve_handles(handles: Iterable[str], base_url: str) -> dict[str, str]:
    """The DID of each handle that `base_url` (such as https://public.api.bsky.app) knows; the others are left out.

    Asks com.atproto.identity.resolveHandle. A host that cannot be reached knows none.
    """
    found: dict[str, str] = {}
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        for handle in handles:
            did = await _resolve(session, handle.removeprefix("@"), base_url.rstrip("/"))
            if did is not None:
                found[handle] = did
    return found


async def _resolve(session: aiohttp.ClientSession, handle: str, base_url: str) -> str | None:
    try:
        url = f"{base_url}/xrpc/com.atproto.identity.resolveHandle"
        async with session.get(url, params={"handle": handle}) as response:
            answer = await response.json() if response.ok else {}
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        log.warning("handle.unresolved", error=type(error).__name__)
        return None
    did = answer.get("did") if isinstance(answer, dict) else None
    if not isinstance(did, str):
        log.warning("handle.unknown", status=response.status)
        return None
    return did


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What the public calls an account. `is_for_members`: its owner wants it shown to signed-in people only."""

    handle: str | None = None
    is_for_members: bool = False


class _Label(msgspec.Struct, frozen=True):
    val: str = ""
    neg: bool = False


class _View(msgspec.Struct, frozen=True):
    did: str
    handle: str = _INVALID
    labels: tuple[_Label, ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    profiles: tuple[_View, ...]


class Handles:
    """Knows the profiles of those who spoke, of the last `most` asked for, each until `forget` is called for it.

    A directory that fails is not asked again for `rest_seconds`: those whom it does not name have no handle then.
    """

    def __init__(self, base_url: str, *, clock: Clock, most: int = 5_000, rest_seconds: float = 30.0) -> None:
        self._url = f"{base_url.rstrip('/')}/xrpc/app.bsky.actor.getProfiles"
        self._clock = clock
        self._most = most
        self._rest = timedelta(seconds=rest_seconds)
        self._rests_until: datetime | None = None
        self._known: OrderedDict[str, Profile | None] = OrderedDict()  # None: the directory does not know it

    async def of(self, dids: Iterable[str]) -> Mapping[str, Profile]:
        """The profiles of those accounts that are known to the directory. Never raises, and takes seconds at most."""
        wanted = dict.fromkeys(dids)
        missing = iter([did for did in wanted if did not in self._known])
        found: dict[str, Profile | None] = {did: self._known[did] for did in wanted if did in self._known}
        while (some := tuple(islice(missing, _AT_ONCE))) and self._is_awake():
            found |= await self._ask(some)
        self._keep(found)
        return {did: profile for did, profile in found.items() if profile is not None}

    def forget(self, did: str) -> None:
        """Its handle may have changed: ask again when it is next needed."""
        self._known.pop(did, None)

    def _is_awake(self) -> bool:
        return self._rests_until is None or self._rests_until <= self._clock.now()

    async def _ask(self, dids: Sequence[str]) -> dict[str, Profile | None]:
        params = [("actors", did) for did in dids]
        try:
            async with (
                aiohttp.ClientSession(timeout=_SHORT, raise_for_status=True) as session,
                session.get(self._url, params=params) as response,
            ):
                answer = msgspec.json.decode(await response.read(), type=_Answer)
        except (aiohttp.ClientError, TimeoutError, ValueError, RecursionError) as error:
            log.warning("handles.unresolved", error=type(error).__name__, missing=len(dids))
            self._rests_until = self._clock.now() + self._rest
            return {}
        views = {view.did: _profile(view) for view in answer.profiles}
        return {did: views.get(did) for did in dids}

    def _keep(self, found: Mapping[str, Profile | None]) -> None:
        """The latest asked for stand last; what is more than the bound goes from the front."""
        for did, profile in found.items():
            self._known[did] = profile
            self._known.move_to_end(did)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


def _profile(view: _View) -> Profile:
    return Profile(
        handle=None if view.handle == _INVALID else view.handle,
        is_for_members=any(label.val == _HIDDEN and not label.neg for label in view.labels),
    )
