"""Finds the stable ids behind Bluesky handles, so that a chat's hosts are known by what the stream calls them."""

from __future__ import annotations

from collections.abc import Iterable

import aiohttp
import structlog

log = structlog.get_logger()

_TIMEOUT = aiohttp.ClientTimeout(total=10)


async def resolve_handles(handles: Iterable[str], base_url: str) -> dict[str, str]:
    """The DID of each handle that `base_url` (such as https://public.api.bsky.app) knows; the others are left out.

    Asks com.atproto.identity.resolveHandle, which needs no account. A host that cannot be reached knows none.
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
