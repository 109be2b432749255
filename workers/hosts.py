"""Making hosts known to a listener: Bluesky's stream knows accounts, not the handles that a chat's plan has."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from bridge.records import Event
from bridge.sources.handles import resolve_handles
from workers.listen import Judge

log = structlog.get_logger()

#: Seconds before a directory is asked again for a handle that it did not know.
AGAIN = 60.0


async def introduce(judge: Judge, events: Sequence[Event], directory: str, group: asyncio.TaskGroup) -> None:
    """Tell the judge which accounts hosts have at Bluesky; what the directory does not know now is asked for again."""
    handles = {it for event in events for it in event.hosts.get("bluesky", ()) if not it.startswith("did:")}
    accounts = await resolve_handles(handles, directory) if handles else {}
    judge.meet([_with_accounts(event, accounts) for event in events])
    if missing := len(handles) - len(accounts):
        log.warning("hosts.unresolved", network="bluesky", missing=missing)
        group.create_task(_again(judge, events, directory, group), name="hosts.again")


async def _again(judge: Judge, events: Sequence[Event], directory: str, group: asyncio.TaskGroup) -> None:
    await asyncio.sleep(AGAIN)
    await introduce(judge, events, directory, group)


def _with_accounts(event: Event, accounts: dict[str, str]) -> Event:
    hosts = event.hosts.get("bluesky", ())
    known = tuple(accounts[it] for it in hosts if it in accounts)
    return msgspec.structs.replace(event, hosts=event.hosts | {"bluesky": (*hosts, *known)}) if known else event
