"""Taking in a session's documents, from a form or from a program, and showing how far each one is.

A file is never held whole: it streams from the socket to `Uploads.submit`, and its name is a label and never a path.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from urllib.parse import quote

from aiohttp import BodyPartReader, MultipartReader, web

from bridge.errors import DocumentError, UnknownError
from bridge.ports import Clock
from bridge.records import Event, Upload
from bridge.web.answers import json_answer
from bridge.web.asks import Known, Uploads, WebSettings
from bridge.web.reception import Reception
from bridge.web.sight import page

CHUNK = 64 * 1024
#: What a multipart form adds to its file at most.
AROUND = 16 * 1024
ENDED = ("done", "refused")


class Documents:
    """Handlers of the upload page, of its progress page, and of the same for programs."""

    def __init__(self, reception: Reception, uploads: Uploads, clock: Clock, settings: WebSettings) -> None:
        self._reception = reception
        self._uploads = uploads
        self._clock = clock
        self._settings = settings

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sessions/{session}/upload", self.ask),
            web.post("/sessions/{session}/upload", self.take),
            web.get("/sessions/{session}/uploads/{upload}", self.progress),
            web.post("/v1/sessions/{session}/documents", self.take_from_program),
            web.get("/v1/sessions/{session}/documents/{upload}", self.tell_program),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        return self._form(request, known, session)

    async def take(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        try:
            upload = await self._receive(request, session, lambda token: self._reception.accept_form(request, token))
        except DocumentError as error:
            status = 413 if error.reason == "too_large" else 422
            return self._form(request, known, session, str(error), status)
        address = f"/sessions/{quote(session.id, safe='')}/uploads/{upload.id}"
        return web.Response(status=303, headers={"Location": address})

    def _form(
        self, request: web.Request, known: Known, session: Event, problem: str = "", status: int = 200
    ) -> web.Response:
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": session,
            "problem": problem,
            "megabytes": self._settings.upload_bytes // (1024 * 1024),
        }
        return page(request, "upload.html", context, status=status)

    async def progress(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        upload = self._upload(request, session)
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": session,
            "upload": upload,
            "working": upload.state not in ENDED,
        }
        return page(request, "uploaded.html", context)

    async def take_from_program(self, request: web.Request) -> web.Response:
        self._may_send(request)
        self._reception.accept_call(request)
        _, session = self._found(request)
        if request.content_type.startswith("multipart/"):
            upload = await self._receive(request, session, lambda _: None)
        else:
            label = request.query.get("filename", "")
            if not label:
                raise DocumentError(
                    "no_name", "Say the file's name, as in ?filename=meeting.vtt: its ending is needed."
                )
            upload = await self._submit(session, label, request.content.iter_chunked(CHUNK), request.content_length)
        address = f"/v1/sessions/{quote(session.id, safe='')}/documents/{upload.id}"
        return json_answer(upload, status=202, location=address)

    async def tell_program(self, request: web.Request) -> web.Response:
        self._may_send(request)
        _, session = self._found(request)
        return json_answer(self._upload(request, session))

    def _may_send(self, request: web.Request) -> None:
        """Those who may push contributions may bring documents, too."""
        if not self._reception.may(request, "ingest"):
            self._reception.require(request, "moderate")

    def _session(self, request: web.Request) -> tuple[Known, Event]:
        self._reception.require(request, "moderate")
        return self._found(request)

    def _found(self, request: web.Request) -> tuple[Known, Event]:
        return self._reception.session(request.match_info["session"])

    def _upload(self, request: web.Request, session: Event) -> Upload:
        upload = self._uploads.upload(request.match_info["upload"])
        if upload is None or upload.session != session.id:
            raise UnknownError("No such upload is known here any more. What it brought is on the session's page.")
        return upload

    async def _receive(self, request: web.Request, session: Event, accept: Callable[[str], None]) -> Upload:
        """Read a form: the token first, so that a forged one is refused before its file is read."""
        accepted = False
        async with asyncio.timeout(self._settings.body_seconds):
            async for part in parts(request):
                if part.name == "form_token":
                    accept((await part.read_chunk(200)).decode("ascii", "replace"))
                    accepted = True
                elif part.filename:
                    if not accepted:
                        accept("")
                    return await self._submit(session, part.filename, chunks(part), request.content_length)
        raise DocumentError("no_file", "Select a file to upload.")

    async def _submit(self, session: Event, label: str, chunks: AsyncIterator[bytes], length: int | None) -> Upload:
        most = self._settings.upload_bytes
        if length is not None and length > most + AROUND:
            raise _too_large(most)
        async with asyncio.timeout(self._settings.body_seconds):
            return await self._uploads.submit(session.id, as_label(label), up_to(chunks, most), self._clock.now())


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


def _too_large(most: int) -> DocumentError:
    return DocumentError("too_large", f"The file must be smaller than {most // (1024 * 1024)} MB.")
