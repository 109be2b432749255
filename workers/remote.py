"""Commands that ask a running bridge: capture, tail, token, link; `uploading` asks it, too.

On the bridge's own machine they use the data folder's local token; elsewhere `push.token` and `address` are set.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import click
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bridge.documents.moments import read_moment
from bridge.errors import BridgeError
from config.settings import Settings

#: Seconds between looks at an upload that is being read.
LOOK_AGAIN = 0.3
#: Seconds before `tail` connects again; the last one stays.
TAIL_AGAIN = (0.5, 1.0, 2.0, 5.0, 10.0)
#: A clock time without a day.
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class RefusedError(BridgeError):
    """The bridge said no, or was not there. The message says what to do."""


def address(settings: Settings) -> str:
    """The bridge that is asked: another one, if its token was set, else the one on this machine."""
    return settings.origin() if settings.push.token else settings.nearby()


def bearer(settings: Settings) -> dict[str, str]:
    """How a command shows at the door who it is."""
    local = Path(settings.data, "keys", "local")
    if not settings.push.token and not local.exists():
        raise RefusedError(
            f"no bridge has run on the folder {settings.data!r}: start it with `ideabridge run`, "
            "or name its folder with --data, or set push.token"
        )
    token = settings.push.token or local.read_text(encoding="ascii").strip()
    return {"Authorization": f"Bearer {token}"}


class AwayError(RefusedError):
    """The bridge was not there."""


async def ask(settings: Settings, method: str, path: str, **request: Any) -> Any:
    """One request to the API. Raises `RefusedError` with the problem document's own words."""
    try:
        async with (
            aiohttp.ClientSession(address(settings), headers=bearer(settings)) as session,
            session.request(method, path, **request) as response,
        ):
            answer = await response.json(content_type=None)
            if response.status >= 400:
                raise RefusedError(answer.get("detail") or answer.get("title") or f"HTTP {response.status}")
            return answer
    except (aiohttp.ClientConnectionError, TimeoutError) as error:
        raise AwayError(f"no bridge answers at {address(settings)}: start it with `ideabridge run`") from error
    except json.JSONDecodeError as error:
        raise RefusedError(f"what answers at {address(settings)} is no ideabridge: check address and port") from error


async def capture_table(settings: Settings, file: Path, event: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Hand in a table of posts, with what was chosen for rows that do not say it, and wait until it was read."""
    with file.open("rb") as body:
        taken: dict[str, Any] = await ask(
            settings,
            "POST",
            f"/v1/events/{event}/captures",
            params={"filename": file.name, **chosen},
            data=body,
            headers={"Content-Type": "text/csv"},
        )
    return await _ended(settings, f"/v1/events/{event}/captures/{taken['id']}", taken)


async def capture_post(settings: Settings, event: str, post: Mapping[str, Any]) -> dict[str, Any]:
    """Hand in one post, and wait until it was read."""
    taken: dict[str, Any] = await ask(settings, "POST", f"/v1/events/{event}/captures", json=post)
    return await _ended(settings, f"/v1/events/{event}/captures/{taken['id']}", taken)


def moment(told: str, now: datetime) -> str:
    """A time as people write it, in ISO 8601; a clock time alone is the last such moment before `now`.

    Raises ValueError for what is no time.
    """
    if found := _CLOCK.fullmatch(told):
        today = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
        return (today if today <= now else today - timedelta(days=1)).isoformat()
    said_at = read_moment(told)
    if told and said_at is None:
        raise ValueError(f"{told!r} is no time: write 19:05, or 2026-11-02 19:05")
    return said_at.isoformat() if said_at else ""


async def _ended(settings: Settings, path: str, taken: dict[str, Any]) -> dict[str, Any]:
    while taken["state"] not in ("done", "refused"):
        await asyncio.sleep(LOOK_AGAIN)
        taken = await ask(settings, "GET", path)
    return taken


def told(taken: Mapping[str, Any]) -> str:
    """The report on captured posts for a person."""
    report = taken.get("report") or {}
    if taken["state"] == "refused":
        return f"{taken['label']}: not read. {taken['problem']}"
    lines = [
        f"{taken['label']}: {report['format']}, {report['read']} of {report['found']} {report['unit']}s read, {report['speakers']} authors",
        *(f"  skipped {it['count']}: {it['reason']} (lines {_lines(it['lines'])})" for it in report.get("skipped", ())),
        *(f"  note: {note}" for note in report.get("notes", ())),
        f"  {report['arrived']} posts = {report['contributed']} contributions"
        + "".join(f" + {count} {reason}" for reason, count in report.get("rejected", {}).items()),
        "  "
        + (", ".join(f"{count} {outcome}" for outcome, count in report.get("outcomes", {}).items()) or "nothing new"),
    ]
    return "\n".join(lines)


def _lines(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")


class FeedReader:
    """Follows the feed from a place and remembers where it is, over any number of connections."""

    def __init__(self, settings: Settings, after: str, wanted: Mapping[str, str]) -> None:
        self._settings = settings
        self._wanted = wanted
        self.place = after

    async def frames(self) -> AsyncIterator[dict[str, Any]]:
        """Each frame once, for ever; connects again by itself. Raises `RefusedError` when that is pointless."""
        tries = 0
        while True:
            try:
                async with connect(self._url(), additional_headers=bearer(self._settings), max_size=2**22) as socket:
                    async for text in socket:
                        tries = 0
                        frame: dict[str, Any] = msgspec.json.decode(text)
                        yield frame
                        self.place = frame.get("at", self.place)
                        if frame["type"] == "reset":
                            self.place = "0"
            except ConnectionClosed:
                pass
            except (OSError, InvalidHandshake, TimeoutError) as error:
                self._refuse(error, tries)
            await asyncio.sleep(TAIL_AGAIN[min(tries, len(TAIL_AGAIN) - 1)])
            tries += 1

    def _refuse(self, error: Exception, tries: int) -> None:
        status = getattr(getattr(error, "response", None), "status_code", 0)
        if 400 <= status < 500:
            body = getattr(getattr(error, "response", None), "body", b"") or b"{}"
            detail = msgspec.json.decode(body).get("detail", "") if body[:1] == b"{" else ""
            raise RefusedError(detail or f"the feed refused us with HTTP {status}") from error
        if tries == 0 and self.place in ("", "0"):
            raise RefusedError(
                f"no feed at {address(self._settings)}: start the bridge with `ideabridge run`"
            ) from error

    def _url(self) -> str:
        wanted = {**self._wanted, "after": self.place}
        query = "&".join(f"{key}={value}" for key, value in wanted.items() if value)
        return f"{address(self._settings).replace('http', 'ws', 1)}/v1/feed?{query}"


async def tail(settings: Settings, after: str, wanted: Mapping[str, str], *, raw: bool, once: bool) -> None:
    """Print the feed, a line a change, until interrupted; then the place to go on from."""
    reader = FeedReader(settings, after, wanted)
    try:
        async for frame in reader.frames():
            if raw:
                click.echo(json.dumps(frame, ensure_ascii=False))
            elif line := in_a_line(frame):
                click.echo(line)
            if once and frame["type"] == "live":
                return
    finally:
        if sys.stderr.isatty() or not raw:
            click.echo(f"stopped; go on with: ideabridge tail --after {reader.place}", err=True)


def in_a_line(frame: Mapping[str, Any]) -> str:
    """A feed frame for a person; nothing for what only programs need."""
    if frame["type"] == "reset":
        return f"-- the feed starts again: {frame['reason']}"
    if frame["type"] == "live":
        return "-- live"
    if frame["type"] != "change":
        return ""
    value = frame["value"]
    if value.get("gone"):
        return f"{frame['at']}  {frame['entity']} {value['id']} is gone"
    if frame["entity"] != "idea":
        return f"{frame['at']}  {frame['entity']:<8} {value.get('title') or value.get('text') or value.get('cause') or value['id']}"
    where = ", ".join(f"{source} {count}" for source, count in sorted(value.get("sources", {}).items()))
    voices = value.get("voices", 1)
    return f"{frame['at']}  {value['kind']:<10} {voices} voice{'s' * (voices != 1)} ({where})  {value['text']}"
