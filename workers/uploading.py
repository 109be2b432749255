"""`ideabridge upload`: hands in a session's files one after another, says how far each is, and what was read of it.

Reports go to stdout, progress to stderr. A file that is with the bridge is read there, whether anybody waits for it or not.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import click
import msgspec

from bridge.documents.moments import read_moment
from config.settings import Settings
from workers import remote

#: Seconds between looks at a file that is being read.
LOOK_AGAIN = 0.3
#: Seconds after which a file about which nothing changed is waited for no more.
PATIENCE = 300.0
#: What words from stdin are listed as.
PASTED = "pasted.txt"

_CHUNK = 64 * 1024
_STATES = {
    "arriving": "arrived",
    "waiting": "waits to be read",
    "reading": "is being read",
    "pushing": "is being stored",
}
_ENDED = ("done", "refused")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What of a declaration was given on the command line; what was not is the session's own."""

    informed: str = ""
    public: bool | None = None
    held_at: str = ""
    title: str = ""
    quotes: bool | None = None


class Screen:
    """Where progress is said: on a terminal in one line that changes, elsewhere in a line for each state."""

    def __init__(self, *, live: bool, silent: bool = False) -> None:
        self.live = live
        self._silent = silent and not live
        self._is_open = False

    def state(self, text: str) -> None:
        if self.live:
            click.echo(f"\r{text}\x1b[K", nl=False, err=True)
            self._is_open = True
        elif not self._silent:
            click.echo(text, err=True)

    def line(self, text: str) -> None:
        """What stays."""
        self.end()
        click.echo(text, err=True)

    def end(self) -> None:
        if self._is_open:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._is_open = False


class Uploading:
    """One run of the command."""

    def __init__(
        self,
        settings: Settings,
        session: str,
        screen: Screen,
        *,
        look_again: float = LOOK_AGAIN,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._session = session
        self._path = f"/v1/sessions/{quote(session, safe='')}"
        self.screen = screen
        self._look_again = look_again
        self._patience = patience
        self._clock = clock

    async def declare(self, told: Told) -> None:
        """Declare the session with what was given. Raises `RefusedError`, also when something is missing."""
        event = await remote.ask(self._settings, "GET", f"/v1/events/{quote(self._session, safe='')}")
        before = event.get("declaration") or {}
        informed = told.informed or before.get("informed", "")
        public = before.get("public") if told.public is None else told.public
        if not informed or public is None:
            raise remote.RefusedError(
                "to declare the session say how people were told (--informed), and --internal or --public"
            )
        body = {
            "title": told.title or before.get("title") or event["title"],
            "held_at": await self._held_at(event, told.held_at) or before.get("held_at") or event["opens_at"],
            "informed": informed,
            "public": public,
            "quotes": before.get("quotes", False) if told.quotes is None else told.quotes,
        }
        await remote.ask(self._settings, "PUT", f"{self._path}/declaration", json=body)

    async def send(self, label: str, body: bytes | Path) -> dict[str, Any]:
        """Hand in a file, and follow it until it was read. Raises `RefusedError`."""
        size = _size(body)
        upload: dict[str, Any] = {}
        try:
            upload = await remote.ask(
                self._settings,
                "POST",
                f"{self._path}/documents",
                params={"filename": label},
                data=self._counted(label, body, size),
                headers={"Content-Type": "application/octet-stream", "Content-Length": str(size)},
            )
            return await self._followed(label, upload)
        except asyncio.CancelledError:
            self.screen.line(
                f"{label}: {self._stays(upload)}"
                if upload
                else f"{label}: was not sent whole, and nothing of it is kept"
            )
            raise

    async def _counted(self, label: str, body: bytes | Path, size: int) -> AsyncIterator[bytes]:
        sent, shown = 0, -1
        for chunk in _chunks(body):
            yield chunk
            sent += len(chunk)
            percent = 100 * sent // max(size, 1)
            if self.screen.live and percent != shown:
                self.screen.state(f"{label}: {percent} % sent")
                shown = percent

    async def _followed(self, label: str, upload: dict[str, Any]) -> dict[str, Any]:
        said, seen, changed_at = "", ("", 0, 0), self._clock()
        while upload["state"] not in _ENDED:
            now = _state(upload, exact=self.screen.live)
            at = (upload["state"], upload.get("done", 0), upload.get("attempts", 0))
            if now != said:
                self.screen.state(f"{label}: {now}")
                said = now
            if at != seen:
                seen, changed_at = at, self._clock()
            elif self._clock() - changed_at > self._patience:
                raise remote.RefusedError(
                    f"{label}: {now}, and nothing changed for {self._patience:.0f} seconds: see whether"
                    f" `ideabridge transcribe` runs. It {self._stays(upload)}"
                )
            await asyncio.sleep(self._look_again)
            upload = await remote.ask(self._settings, "GET", f"{self._path}/documents/{upload['id']}")
        return upload

    def _stays(self, upload: Mapping[str, Any]) -> str:
        page = f"{remote.address(self._settings)}/sessions/{quote(self._session, safe='')}/uploads/{upload['id']}"
        return f"stays with the bridge and is read there: {page}"

    async def _held_at(self, event: Mapping[str, Any], told: str) -> str:
        """In ISO 8601. Raises `RefusedError` for what is no time."""
        if not told:
            return ""
        moment = read_moment(told)
        if moment is None:
            raise remote.RefusedError(f"--held-at: {told[:40]!r} is no date and time: write 2026-11-02 14:00")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=await self._zone(event))
        return moment.isoformat()

    async def _zone(self, event: Mapping[str, Any]) -> ZoneInfo:
        campaigns = (await remote.ask(self._settings, "GET", "/v1/campaigns"))["campaigns"]
        zones = {it["id"]: it.get("time_zone") for it in campaigns}
        return ZoneInfo(zones.get(event["campaign"]) or "Europe/London")


def hand_in(
    settings: Settings, files: Sequence[Path], session: str, told: Mapping[str, Any], *, as_json: bool
) -> Coroutine[Any, Any, bool]:
    """The whole command. What stands on stdin is read at once: nothing could interrupt that later."""
    screen = Screen(live=sys.stderr.isatty(), silent=as_json)
    named: list[tuple[str, bytes | Path]] = [
        (PASTED, sys.stdin.buffer.read()) if str(it) == "-" else (it.name, it) for it in files
    ]
    return hand_in_all(Uploading(settings, session, screen), named, Told(**told), as_json=as_json)


async def hand_in_all(
    uploading: Uploading, files: Sequence[tuple[str, bytes | Path]], told: Told, *, as_json: bool
) -> bool:
    """Hand in every file, print what became of each, and give whether all were read. What one lacks stops no other."""
    if told != Told():
        await uploading.declare(told)
    well, undeclared = True, ""
    for label, body in files:
        try:
            upload = await uploading.send(label, body)
        except remote.AwayError:
            raise
        except remote.RefusedError as error:
            uploading.screen.line(str(error) if str(error).startswith(label) else f"{label}: {error}")
            well = False
            continue
        uploading.screen.end()
        click.echo(json.dumps(upload, ensure_ascii=False) if as_json else report(upload))
        well &= upload["state"] == "done"
        undeclared = upload.get("undeclared", "")
    if undeclared:
        uploading.screen.line(f"{undeclared} Or add --informed TEXT and --internal or --public to this command.")
    return well


def report(upload: Mapping[str, Any]) -> str:
    """What was read of a file, for a person."""
    label = upload["label"]
    if upload["state"] == "refused":
        return f"{label}: not read. {upload['problem']}"
    told = upload["report"]
    lines = [
        f"{label}: {told['format']}, {told['encoding']}, {told['read']} of {told['found']} {told['unit']}s read"
        + _people(told),
        *(f"  skipped {it['count']}: {it['reason']}{_lines(it.get('lines', []))}" for it in told.get("skipped", ())),
        *(f"  note: {note}" for note in told.get("notes", ())),
    ]
    if columns := told.get("columns"):
        used = ", ".join(f"{name} from {columns[at]!r}" for name, at in told.get("used", {}).items())
        lines.append(f"  columns: {used}; others are chosen on its page")
    if upload.get("replaced_by"):
        lines.append(f"  a later file takes its place: {upload['replaced_by']}")
    if until := upload.get("kept_until"):
        lines.append(f"  kept for the review until {until[:10]} at the latest")
    lines += [
        f"  {told.get('arrived', 0)} sentences = {told.get('contributed', 0)} contributions"
        + "".join(f" + {count} {reason}" for reason, count in told.get("rejected", {}).items()),
        "  "
        + (", ".join(f"{count} {outcome}" for outcome, count in told.get("outcomes", {}).items()) or "nothing new"),
    ]
    return "\n".join(lines)


def _people(told: Mapping[str, Any]) -> str:
    if told["format"] == "attendance":
        return ""
    nobody = f" ({told['unattributed']} without a name)" if told.get("unattributed") else ""
    lasts = f", {max(1, round(told['seconds'] / 60))} minutes" if told.get("seconds") else ""
    return f", {told['turns']} turns{nobody}, {told['speakers']} speakers{lasts}"


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
    return f" (lines {shown})" if lines else ""


def _state(upload: Mapping[str, Any], *, exact: bool) -> str:
    words = _STATES.get(upload["state"], str(upload["state"]))
    return f"{words}, {upload.get('done', 0)} of {upload['of']}" if exact and upload.get("of") else words


def _size(body: bytes | Path) -> int:
    return len(body) if isinstance(body, bytes) else body.stat().st_size


def _chunks(body: bytes | Path) -> Iterator[bytes]:
    if isinstance(body, bytes):
        yield from (body[at : at + _CHUNK] for at in range(0, len(body), _CHUNK))
        return
    with body.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
