"""What became of a session's documents: how far each one is, what was read of it, and which columns of a table are read."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bridge.errors import BridgeError, DocumentError, UnknownError, UnreadableError
from bridge.records import CampaignId, ChosenColumns, Event, Report, Upload
from bridge.web.answers import json_answer
from bridge.web.asks import Known, Uploads, WebSettings
from bridge.web.declaration import Hosts
from bridge.web.reception import Reception
from bridge.web.sight import page
from bridge.web.upload import ENDED, answer_of

COLUMNS = ("text", "author", "group")
#: Formats as people know them.
FORMATS = {
    "teams-vtt": "Teams transcript (.vtt)",
    "teams-json-vtt": "Teams transcript with details (.vtt)",
    "teams-text": "Teams transcript as text",
    "teams-docx": "Teams transcript (Word)",
    "teams-old-docx": "Teams transcript, older (Word)",
    "stream-vtt": "Stream captions (.vtt)",
    "zoom-vtt": "Zoom transcript (.vtt)",
    "zoom-captions": "Zoom captions",
    "meet": "Google Meet transcript",
    "meet-docx": "Google Meet transcript (Word)",
    "otter": "Otter transcript",
    "vtt": "Captions (.vtt)",
    "vtt-docx": "Captions in a Word document",
    "srt": "Captions (.srt)",
    "sbv": "Captions (.sbv)",
    "chat": "Chat",
    "teams-json": "Teams chat (.json)",
    "notes": "Notes",
    "notes-docx": "Notes (Word)",
    "whiteboard-html": "Whiteboard",
    "board": "Table of notes",
    "attendance": "Attendance list",
}
#: What became of a session's contributions where that differs from a chat's.
BECAME = {"waiting": "wait for a person to decide"}


class Reports:
    """Handlers of the page of all uploads of a session, of each one's own, and of the same for programs."""

    def __init__(self, reception: Reception, uploads: Uploads, settings: WebSettings, hosts: Hosts) -> None:
        self._reception = reception
        self._uploads = uploads
        self._settings = settings
        self._hosts = hosts

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sessions/{session}/uploads", self.all),
            web.get("/sessions/{session}/uploads/{upload}", self.one),
            web.post("/sessions/{session}/uploads/{upload}/columns", self.choose),
            web.get("/v1/sessions/{session}/documents", self.tell_all),
            web.get("/v1/sessions/{session}/documents/{upload}", self.tell_one),
        ]

    async def all(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        uploads = self._newest(session)
        context = self._about(known, session) | {
            "uploads": uploads,
            "kept_until": {it.id: self._kept_until(it) for it in uploads},
            "working": [it for it in uploads if it.state not in ENDED],
            "done": [it for it in uploads if it.state == "done"],
            "refused": [it for it in uploads if it.state == "refused"],
        }
        return page(request, "uploads.html", context)

    async def one(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        return self._page(request, known, session, self._upload(request, session))

    async def choose(self, request: web.Request) -> web.Response:
        known, session = self._session(request)
        async with asyncio.timeout(self._settings.body_seconds):
            form = await request.post()
        self._reception.accept_form(request, str(form.get("form_token", "")))
        upload = self._upload(request, session)
        host = self._hosts.get(CampaignId(known.campaign.id))
        if host is None or upload.report is None or not upload.report.columns:
            raise UnknownError("This upload has no columns to choose.")
        fields = {name: str(form.get(name, "")) for name in COLUMNS}
        try:
            await host.choose_columns(upload.id, chosen_of(fields, upload.report, CampaignId(known.campaign.id)))
        except (DocumentError, UnreadableError) as error:
            return self._page(request, known, session, upload, fields=fields, problem=error)
        address = f"/sessions/{quote(session.id, safe='')}/uploads/{upload.id}"
        return web.Response(status=303, headers={"Location": address})

    async def tell_all(self, request: web.Request) -> web.Response:
        self._may_send(request)
        _, session = self._reception.session(request.match_info["session"])
        return json_answer({"uploads": [self._told(it, session) for it in self._newest(session)]})

    async def tell_one(self, request: web.Request) -> web.Response:
        self._may_send(request)
        _, session = self._reception.session(request.match_info["session"])
        return json_answer(self._told(self._upload(request, session), session))

    def _page(
        self,
        request: web.Request,
        known: Known,
        session: Event,
        upload: Upload,
        *,
        fields: Mapping[str, str] | None = None,
        problem: BridgeError | None = None,
    ) -> web.Response:
        context = self._about(known, session) | {
            "upload": upload,
            "working": upload.state not in ENDED,
            "kept_until": self._kept_until(upload),
            "may_choose": CampaignId(known.campaign.id) in self._hosts,
            "fields": fields or (_used(upload.report) if upload.report else {}),
            "problem": str(problem) if problem else "",
        }
        return page(request, "uploaded.html", context, status=422 if problem else 200)

    def _about(self, known: Known, session: Event) -> dict[str, Any]:
        return {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": session,
            "undeclared": session.declaration is None and CampaignId(known.campaign.id) in self._hosts,
            "formats": FORMATS,
            "became_words": BECAME,
            "labels": {it.id: it.label for it in self._uploads.uploads(session.id)},
        }

    def _told(self, upload: Upload, session: Event) -> dict[str, Any]:
        until = self._kept_until(upload)
        return answer_of(upload, session) | ({"kept_until": until.isoformat()} if until else {})

    def _kept_until(self, upload: Upload) -> datetime | None:
        return upload.received_at + timedelta(days=self._settings.keep_days) if upload.kept else None

    def _newest(self, session: Event) -> list[Upload]:
        return sorted(self._uploads.uploads(session.id), key=lambda it: it.received_at, reverse=True)

    def _may_send(self, request: web.Request) -> None:
        if not self._reception.may(request, "ingest"):
            self._reception.require(request, "moderate")

    def _session(self, request: web.Request) -> tuple[Known, Event]:
        self._reception.require(request, "moderate")
        return self._reception.session(request.match_info["session"])

    def _upload(self, request: web.Request, session: Event) -> Upload:
        upload = self._uploads.upload(request.match_info["upload"])
        if upload is None or upload.session != session.id:
            raise UnknownError("No such upload is known here any more. What it brought is on the session's page.")
        return upload


def chosen_of(fields: Mapping[str, str], report: Report, campaign: CampaignId) -> ChosenColumns:
    """The columns as they were chosen in the form. Raises `DocumentError`, which says what to do."""
    places = {name: _place(fields.get(name, ""), report) for name in COLUMNS}
    text, *others = (places[name] for name in COLUMNS)
    if text is None:
        raise DocumentError("no_column", "Choose the column in which the notes stand.")
    chosen = [text, *(it for it in others if it is not None)]
    if len(set(chosen)) < len(chosen):
        raise DocumentError("same_column", "Choose another column for each, or none for author and group.")
    return ChosenColumns(
        id=report.signature, campaign=campaign, text=text, author=places["author"], group=places["group"]
    )


def _place(told: str, report: Report) -> int | None:
    if not told:
        return None
    if not told.isascii() or not told.isdigit() or len(told) > 4 or int(told) >= len(report.columns):
        raise DocumentError("no_column", "Choose columns of this table.")
    return int(told)


def _used(report: Report) -> dict[str, str]:
    return {name: str(place) for name, place in report.used.items()}
