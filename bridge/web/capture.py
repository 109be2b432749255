"""Taking in posts that a person copied: one that is pasted, or a table of them, from a form or from a program.

They go the way of documents: what is sent on is a line of JSON that says what was chosen, then the words or the file.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import web

from bridge.errors import DocumentError, UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.records import Event, Question, SourceName, Upload
from bridge.web.answers import json_answer
from bridge.web.asks import Known, Uploads, WebSettings
from bridge.web.reception import Reception
from bridge.web.sight import SOURCES, page
from bridge.web.upload import AROUND, CHUNK, ENDED, as_label, chunks, parts, up_to

NETWORKS = tuple(it for it in SourceName if it is not SourceName.SESSION)
#: Characters of a post, as intake takes them, of a link and of a name; bytes of a post that is sent as a program sends it.
LONGEST = {"text": 30_000, "link": 2_000, "author": 120}
MOST_BYTES = 256 * 1024
#: How far clocks of people and of this machine may differ.
AHEAD = timedelta(minutes=5)
#: Earlier captures that the page lists.
LISTED = 10

_LINK = re.compile(r"(?:https?://)?(?:www\.)?(?P<host>[^\s/@?#]+\.[^\s/@.?#]{2,})(?:[/?#]\S*)?", re.IGNORECASE)
_FIELDS = ("form", "link", "text", "author", "said_at", "network", "question")


class Pasted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post as a program sends it. All but its text may be left out; `question` is a number."""

    text: str
    link: str = ""
    author: str = ""
    said_at: str = ""
    network: str = ""
    question: int | None = None


class Capture:
    """Handlers of the capture page, of a capture's progress page, and of the same for programs."""

    def __init__(self, reception: Reception, uploads: Uploads, clock: Clock, settings: WebSettings) -> None:
        self._reception = reception
        self._uploads = uploads
        self._clock = clock
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/events/{event}/capture", self.ask),
            web.post("/events/{event}/capture", self.take),
            web.get("/events/{event}/captures/{upload}", self.progress),
            web.post("/v1/events/{event}/captures", self.take_from_program),
            web.get("/v1/events/{event}/captures/{upload}", self.tell_program),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        known, event = self._event(request)
        return self._form(request, known, event)

    async def take(self, request: web.Request) -> web.Response:
        known, event = self._event(request)
        fields: dict[str, str] = {}
        try:
            upload = await self._receive(request, known, event, fields, partial(self._reception.accept_form, request))
        except _WrongError as error:
            return self._form(request, known, event, fields=fields, wrong=error.wrong, status=422)
        except DocumentError as error:
            status = 413 if error.reason == "too_large" else 422
            field = "table" if fields.get("form") == "table" else "text"
            return self._form(request, known, event, fields=fields, wrong={field: str(error)}, status=status)
        address = f"/events/{quote(event.id, safe='')}/captures/{upload.id}"
        return web.Response(status=303, headers={"Location": address})

    def _form(
        self,
        request: web.Request,
        known: Known,
        event: Event,
        *,
        fields: Mapping[str, str] | None = None,
        wrong: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> web.Response:
        context = self._about(known, event) | {
            "fields": fields or {},
            "wrong": wrong or {},
            "networks": [(it.value, SOURCES[it]) for it in NETWORKS],
            "questions": known.questions(event.id),
            "captures": self._uploads.uploads(event.id)[:LISTED] if event.type == "chat" else (),
            "megabytes": self._settings.upload_bytes // (1024 * 1024),
            "latest": self._clock.now().astimezone(known.campaign.zone()),
        }
        return page(request, "capture.html", context, status=status)

    async def progress(self, request: web.Request) -> web.Response:
        known, event = self._event(request)
        upload = self._upload(request, event)
        context = self._about(known, event) | {"upload": upload, "working": upload.state not in ENDED}
        return page(request, "captured.html", context)

    async def take_from_program(self, request: web.Request) -> web.Response:
        self._may_send(request)
        self._reception.accept_call(request)
        known, event = self._reception.any_event(request.match_info["event"])
        if request.content_type == "application/json":
            upload = await self._paste(known, event, _fields_of(await self._json(request)))
        elif request.content_type.startswith("multipart/"):
            upload = await self._receive(request, known, event, {}, lambda _: None)
        else:
            upload = await self._table(
                known, event, request.query, request.query.get("filename", ""), request.content.iter_chunked(CHUNK)
            )
        address = f"/v1/events/{quote(event.id, safe='')}/captures/{upload.id}"
        return json_answer(upload, status=202, location=address)

    async def tell_program(self, request: web.Request) -> web.Response:
        self._may_send(request)
        _, event = self._reception.any_event(request.match_info["event"])
        return json_answer(self._upload(request, event))

    def _may_send(self, request: web.Request) -> None:
        """Those who may push contributions may bring captured ones, too."""
        if not self._reception.may(request, "ingest"):
            self._reception.require(request, "moderate")

    def _event(self, request: web.Request) -> tuple[Known, Event]:
        self._reception.require(request, "moderate")
        return self._reception.event(request, request.match_info["event"])

    def _about(self, known: Known, event: Event) -> dict[str, Any]:
        return {"campaign": known.campaign, "zone": known.campaign.time_zone, "event": event}

    def _upload(self, request: web.Request, event: Event) -> Upload:
        upload = self._uploads.upload(request.match_info["upload"])
        if upload is None or upload.session != event.id:
            raise UnknownError("No such capture is known here any more. What it brought is on the event's page.")
        return upload

    async def _receive(
        self,
        request: web.Request,
        known: Known,
        event: Event,
        fields: dict[str, str],
        accept: Callable[[str], None],
    ) -> Upload:
        """Read a form into `fields`, the token first; a file is sent on as it arrives, with what was chosen before it."""
        accepted = False
        async with asyncio.timeout(self._settings.body_seconds):
            async for part in parts(request):
                if part.name == "form_token":
                    accept((await part.read_chunk(200)).decode("ascii", "replace"))
                    accepted = True
                    continue
                if not accepted:
                    accept("")
                    accepted = True
                if part.name in _FIELDS:
                    value = b"".join([chunk async for chunk in up_to(chunks(part), MOST_BYTES)])
                    fields[part.name] = value.decode(errors="replace").strip()
                elif part.filename:
                    return await self._table(known, event, fields, part.filename, chunks(part))
        if not accepted:
            accept("")
        if fields.get("form") == "table":
            raise _WrongError({"table": "Select a file with posts to upload."})
        return await self._paste(known, event, fields)

    async def _json(self, request: web.Request) -> Pasted:
        async with asyncio.timeout(self._settings.body_seconds):
            body = b"".join([it async for it in up_to(request.content.iter_chunked(CHUNK), MOST_BYTES)])
        try:
            return msgspec.json.decode(body, type=Pasted)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableError(f"send a post as JSON with its text: {error}") from None

    async def _paste(self, known: Known, event: Event, fields: Mapping[str, str]) -> Upload:
        questions = known.questions(event.id)
        chosen, wrong = _chosen(fields, questions)
        text, link = fields.get("text", ""), fields.get("link", "")
        if not text:
            wrong["text"] = "Paste the words of the post."
        for name, longest in LONGEST.items():
            if len(fields.get(name, "")) > longest:
                wrong[name] = f"This is longer than {longest:,} characters. Shorten it."
        if link and not _LINK.fullmatch(link):
            wrong["link"] = "Enter the post's web address, such as https://x.com/…, or leave it empty."
        try:
            said_at = self._said_at(fields.get("said_at", ""), known)
        except ValueError as error:
            said_at, wrong["said_at"] = None, str(error)
        if wrong:
            raise _WrongError(wrong)
        slip = {"captured": "post", **chosen, "link": link, "author": fields.get("author", ""), "said_at": said_at}
        return await self._submit(event, _label(fields), slip, _one(text.encode()))

    async def _table(
        self, known: Known, event: Event, fields: Mapping[str, str], label: str, body: AsyncIterator[bytes]
    ) -> Upload:
        chosen, wrong = _chosen(fields, known.questions(event.id))
        if wrong:
            raise _WrongError(wrong)
        return await self._submit(event, as_label(label or "posts.csv"), {"captured": "table", **chosen}, body)

    async def _submit(self, event: Event, label: str, slip: Mapping[str, Any], body: AsyncIterator[bytes]) -> Upload:
        most = self._settings.upload_bytes
        sent = up_to(_after(msgspec.json.encode(slip) + b"\n", body), most + AROUND)
        async with asyncio.timeout(self._settings.body_seconds):
            return await self._uploads.submit(event.id, label, sent, self._clock.now())

    def _said_at(self, told: str, known: Known) -> datetime | None:
        """Raises ValueError, which says what to do."""
        if not told:
            return None
        try:
            said_at = datetime.fromisoformat(told)
        except ValueError:
            raise ValueError("Enter a date and time, such as 2026-11-02 19:05, or leave it empty for now.") from None
        if said_at.tzinfo is None:
            said_at = said_at.replace(tzinfo=known.campaign.zone())
        if said_at > self._clock.now() + AHEAD:
            raise ValueError("The post cannot have been said later than now.")
        return said_at


class _WrongError(DocumentError):
    """What was wrong, by field, in the order of the page."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(f"wrong_{next(iter(wrong))}", " ".join(wrong.values()))
        self.wrong = {name: wrong[name] for name in (*_FIELDS, "table") if name in wrong}


def _chosen(fields: Mapping[str, str], questions: Sequence[Question]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was chosen for the slip, and what of it was wrong, by field."""
    wrong: dict[str, str] = {}
    network, number = fields.get("network", ""), fields.get("question", "")
    if network and network not in NETWORKS:
        wrong["network"] = f"Choose one of these networks: {', '.join(NETWORKS)}."
    if number and number not in {str(it.number) for it in questions}:
        wrong["question"] = "Choose one of the event's questions, by its number."
    asked = [{"id": it.id, "number": it.number, "challenge": it.challenge} for it in questions]
    question = int(number) if number and not wrong else None
    return {"network": network or None, "question": question, "questions": asked}, wrong


def _fields_of(pasted: Pasted) -> dict[str, str]:
    fields = msgspec.structs.asdict(pasted)
    return {name: str(value).strip() for name, value in fields.items() if value is not None}


def _label(fields: Mapping[str, str]) -> str:
    """What a pasted post is listed as: where it stood, nobody's name."""
    if network := fields.get("network"):
        return f"Post: {SOURCES[network]}"
    found = _LINK.fullmatch(fields.get("link", ""))
    return as_label(f"Post: {found['host']}" if found else "Post")


async def _one(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _after(head: bytes, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """`head`, then the body. Raises `DocumentError` when nothing comes after it, so that an empty file is told at once."""
    is_empty = True
    async for chunk in body:
        if is_empty and chunk:
            yield head
            is_empty = False
        yield chunk
    if is_empty:
        raise DocumentError("empty", "The file is empty. Save the table again, and upload that.")
