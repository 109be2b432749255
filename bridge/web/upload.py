"""Taking in a session's documents, from a form or from a program: several at once, or what was pasted.

A file is never held whole: it streams from the socket to `Uploads.submit`, and its name is a label and never a path.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote

import msgspec
from aiohttp import BodyPartReader, MultipartReader, web

from bridge.errors import DocumentError, UnreadableError
from bridge.ports import Clock
from bridge.records import CampaignId, Event, Upload
from bridge.web.answers import json_answer
from bridge.web.asks import Known, Uploads, WebSettings
from bridge.web.declaration import FIELDS, INFORMED, Hosts, declared, fields_of, refused
from bridge.web.reception import Reception
from bridge.web.sight import page

CHUNK = 64 * 1024
#: What a multipart form adds to its file at most.
AROUND = 16 * 1024
#: Bytes of a field that is neither a file nor pasted.
FIELD = 4 * 1024
ENDED = ("done", "refused")
#: What pasted words are listed as. A chat has times and names in it, and is told by these.
PASTED = "pasted.txt"


class Received(msgspec.Struct, kw_only=True):
    """What came of a form: how many files it had, which uploads they became, which were refused, what was wrong in its fields."""

    fields: dict[str, str] = {}
    files: int = 0
    taken: list[Upload] = []
    refused: list[tuple[str, DocumentError]] = []
    wrong: dict[str, str] = {}

    @property
    def status(self) -> int:
        return 413 if any(error.reason == "too_large" for _, error in self.refused) else 422


#: Decides on a form's fields before its first file is taken; what it finds wrong stands in `Received.wrong`.
Decide = Callable[[Received], Awaitable[None]]


class Documents:
    """Handlers of the upload page, and of the same for programs."""

    def __init__(
        self, reception: Reception, uploads: Uploads, clock: Clock, settings: WebSettings, hosts: Hosts
    ) -> None:
        self._reception = reception
        self._uploads = uploads
        self._clock = clock
        self._settings = settings
        self._hosts = hosts

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sessions/{session}/upload", self.ask),
            web.post("/sessions/{session}/upload", self.take),
            web.post("/v1/sessions/{session}/documents", self.take_from_program),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        received = Received(fields=fields_of(session, known.campaign.zone()))
        return self._form(request, known, session, received, status=200)

    async def take(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        who = self._reception.access.check(request.headers, "moderate").id

        async def decide(received: Received) -> None:
            nonlocal session
            host = self._hosts.get(CampaignId(known.campaign.id))
            if host is None or session.declaration is not None:
                return
            declaration, received.wrong = declared(received.fields, known.campaign.zone(), self._clock.now(), who)
            if declaration is not None:
                try:
                    session = await host.declare(session.id, declaration)
                except UnreadableError as error:
                    received.wrong = refused(error)

        received = Received(fields=fields_of(session, known.campaign.zone()))
        try:
            await self._receive(
                request, session, received, decide, lambda token: self._reception.accept_form(request, token)
            )
        except DocumentError as error:
            received.refused.append(("", error))
        if not received.files and not received.refused:
            received.refused.append(("", DocumentError("no_file", "Select a file to upload, or paste its words.")))
        if received.refused or received.wrong:
            return self._form(request, known, session, received, status=received.status)
        return web.Response(status=303, headers={"Location": f"/sessions/{quote(session.id, safe='')}/uploads"})

    def _form(
        self, request: web.Request, known: Known, session: Event, received: Received, *, status: int
    ) -> web.Response:
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": session,
            "asks": CampaignId(known.campaign.id) in self._hosts and session.declaration is None,
            "informed": INFORMED,
            "fields": received.fields,
            "wrong": received.wrong,
            "taken": received.taken,
            "refused": [(label, str(error)) for label, error in received.refused],
            "earlier": len(self._uploads.uploads(session.id)),
            "each": in_words(self._settings.upload_bytes),
            "in_all": in_words(self._settings.request_bytes),
            "most": self._settings.request_files,
            "keep_days": self._settings.keep_days,
        }
        return page(request, "upload.html", context, status=status)

    async def take_from_program(self, request: web.Request) -> web.Response:
        if not self._reception.may(request, "ingest"):  # those who may push contributions may bring documents, too
            self._reception.require(request, "moderate")
        self._reception.accept_call(request)
        _, session = self._reception.session(request.match_info["session"])
        base = f"/v1/sessions/{quote(session.id, safe='')}/documents"
        if not request.content_type.startswith("multipart/"):
            upload = await self._body(request, session)
            return json_answer(answer_of(upload, session), status=202, location=f"{base}/{upload.id}")
        received = Received()
        await self._receive(request, session, received, _take_all, lambda _: None)
        if not received.files:
            raise DocumentError("no_file", "Send a file, as multipart/form-data with a filename, or as the body.")
        if not received.taken:
            raise received.refused[0][1]
        if received.files == 1:
            [upload] = received.taken
            return json_answer(answer_of(upload, session), status=202, location=f"{base}/{upload.id}")
        several = {
            "uploads": [answer_of(it, session) for it in received.taken],
            "refused": [
                {"label": label, "reason": error.reason, "problem": str(error)} for label, error in received.refused
            ],
        }
        return json_answer(several, status=202, location=base)

    async def _body(self, request: web.Request, session: Event) -> Upload:
        label = request.query.get("filename", "")
        if not label:
            raise DocumentError("no_name", "Say the file's name, as in ?filename=meeting.vtt: its ending is needed.")
        if request.content_length is not None and request.content_length > self._settings.upload_bytes:
            raise _too_large(self._settings.upload_bytes)
        async with asyncio.timeout(self._settings.body_seconds):
            return await self._submit(session, label, request.content.iter_chunked(CHUNK))

    def _session(self, request: web.Request) -> tuple[Known, Event]:
        self._reception.require(request, "moderate")
        return self._reception.session(request.match_info["session"])

    async def _receive(
        self, request: web.Request, session: Event, received: Received, decide: Decide, accept: Callable[[str], None]
    ) -> None:
        """Read a form: its token first, so that a forged one is refused before its files; then its fields, then these.

        What one file lacks does not stop the next. `body_seconds` are for each part. Raises `DocumentError` for a form
        that is too large or broken: what came before that is taken.
        """
        most = self._settings.request_bytes
        if request.content_length is not None and request.content_length > most + AROUND:
            raise _too_large(most, "All files together")
        budget = _Budget(most)
        accepted = decided = False
        async with asyncio.timeout(self._settings.body_seconds) as limit:
            async for part in parts(request):
                limit.reschedule(asyncio.get_running_loop().time() + self._settings.body_seconds)
                if part.name == "form_token":
                    accept((await part.read_chunk(200)).decode("ascii", "replace"))
                    accepted = True
                    continue
                if not accepted:
                    accept("")
                    accepted = True
                if part.name in FIELDS and not part.filename:
                    received.fields[part.name] = await _text(up_to(chunks(part), FIELD))
                    continue
                if not decided:
                    await decide(received)
                    decided = True
                body = budget.spent(chunks(part))
                if part.filename:
                    await self._file(session, received, as_label(part.filename), body)
                elif part.name == "pasted":
                    await self._paste(session, received, body)
                if budget.is_spent:
                    return
        if not accepted:
            accept("")
        if not decided:
            await decide(received)

    async def _file(self, session: Event, received: Received, label: str, body: AsyncIterator[bytes]) -> None:
        """Take one file, or note why not, and read over what is left of it."""
        received.files += 1
        try:
            if received.wrong:
                await _read_over(up_to(body, self._settings.upload_bytes))
            elif received.files > self._settings.request_files:
                received.refused.append((label, self._too_many()))
                await _read_over(body)
            else:
                received.taken.append(await self._submit(session, label, body))
        except DocumentError as error:
            received.refused.append((label, error))
            await _read_over(body)

    async def _paste(self, session: Event, received: Received, body: AsyncIterator[bytes]) -> None:
        try:
            text = await _text(up_to(body, self._settings.upload_bytes))
        except DocumentError as error:
            received.refused.append((PASTED, error))
            await _read_over(body)
            return
        if received.wrong:
            received.fields["pasted"] = text
            received.files += bool(text)
        elif text:
            await self._file(session, received, PASTED, _one(text.encode()))

    def _too_many(self) -> DocumentError:
        return DocumentError("too_many", f"Only {self._settings.request_files} files at once: send this one next.")

    async def _submit(self, session: Event, label: str, body: AsyncIterator[bytes]) -> Upload:
        sent = up_to(body, self._settings.upload_bytes)
        return await self._uploads.submit(session.id, as_label(label), sent, self._clock.now())


def answer_of(upload: Upload, session: Event) -> dict[str, Any]:
    """An upload as programs get it. `undeclared` says what is still to be done, until it is."""
    told: dict[str, Any] = msgspec.to_builtins(upload)
    if session.declaration is None:
        path = f"/sessions/{quote(session.id, safe='')}/declaration"
        told["undeclared"] = (
            "Nothing of this session can be published before its host has said how people were told, and whether it is"
            f" public: PUT /v1{path}, or the page {path}."
        )
    return told


async def _take_all(received: Received) -> None:
    """A program may declare the session later: nothing is published before."""


class _Budget:
    """How many bytes a form may still send."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most
        self.is_spent = False

    async def spent(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self._left -= len(chunk)
            if self._left < 0:
                self.is_spent = True
                raise _too_large(self._most, "All files together")
            yield chunk


async def _text(chunks: AsyncIterator[bytes]) -> str:
    return b"".join([chunk async for chunk in chunks]).decode(errors="replace").strip()


async def _one(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _read_over(chunks: AsyncIterator[bytes]) -> None:
    async for _ in chunks:
        pass


def as_label(name: str) -> str:
    """A file's name made safe to show: no folders, no control or direction marks, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C")).strip()
    stem, dot, ending = shown.rpartition(".")
    if len(shown) > 120 and dot and len(ending) < 10:
        return f"{stem[: 119 - len(ending)]}.{ending}"
    return shown[:120] or "document"


async def parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    """The parts of a form as they arrive. Raises `DocumentError` for a body that is no form."""
    if not request.content_type.startswith("multipart/"):
        raise _not_a_form()
    try:
        reader = await request.multipart()
        while part := await reader.next():
            if isinstance(part, MultipartReader):
                raise _not_a_form()
            yield part
    except ValueError as error:
        raise _not_a_form() from error


def _not_a_form() -> DocumentError:
    return DocumentError("not_a_form", "This is no form as browsers send it (multipart/form-data).")


async def chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    """The bytes of a file in a form, as they arrive."""
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


async def up_to(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The same bytes. Raises `DocumentError("too_large")` at the first beyond `most`."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _too_large(most)
        yield chunk


def in_words(size: int) -> str:
    """Bytes as people say them: 10 MB."""
    return f"{size // 2**20} MB" if size >= 2**20 else f"{size // 2**10} KB"


def _too_large(most: int, what: str = "The file") -> DocumentError:
    return DocumentError("too_large", f"{what} must be smaller than {in_words(most)}.")
