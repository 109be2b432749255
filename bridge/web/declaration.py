"""What a host says of a session before anything of it is published: asked once, with its first files, and changed here.

The page asks for it in the words of `fields_of`; `declared` reads them back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.records import CampaignId, ChosenColumns, Declaration, Event, EventId
from bridge.web.asks import Known
from bridge.web.reception import Reception
from bridge.web.sight import page

#: How people are told, as nearly everyone does it. NHS England's advice on recording Teams meetings asks that it is
#: before, and names publishing.
INFORMED = {
    "invitation": "In the invitation",
    "start": "At the start of the session",
    "both": "In the invitation and at the start of the session",
}
FIELDS = ("title", "held_at", "informed", "informed_how", "public", "quotes")
#: Characters.
LONGEST_TITLE = 200
LONGEST_HOW = 300


class Host(Protocol):
    """Takes what a host says of one campaign's sessions; on disk when it returns. Raises `UnknownError`."""

    async def declare(self, session: EventId, declaration: Declaration, /) -> Event:
        """Raises `UnreadableError`, with the field's name and a colon before, for what holds somebody's details."""
        ...

    async def choose_columns(self, upload: str, chosen: ChosenColumns, /) -> None:
        """Read a table again with these columns. Raises `UnreadableError` when its bytes are not kept any more."""
        ...


Hosts = Mapping[str, Host]


class Declarations:
    """Handlers of the page on which a host declares a session, or changes what was declared."""

    def __init__(self, reception: Reception, hosts: Hosts, clock: Clock, body_seconds: float) -> None:
        self._reception = reception
        self._hosts = hosts
        self._clock = clock
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sessions/{session}/declaration", self.ask),
            web.post("/sessions/{session}/declaration", self.take),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        known, session, _ = self._session(request)
        return _form(request, known, session, fields_of(session, known.campaign.zone()), {})

    async def take(self, request: web.Request) -> web.Response:
        known, session, host = self._session(request)
        async with asyncio.timeout(self._body_seconds):
            form = await request.post()
        self._reception.accept_form(request, str(form.get("form_token", "")))
        fields = {name: str(form.get(name, "")) for name in FIELDS}
        who = self._reception.access.check(request.headers, "moderate").id
        declaration, wrong = declared(fields, known.campaign.zone(), self._clock.now(), who)
        if declaration is None:
            return _form(request, known, session, fields, wrong)
        try:
            await host.declare(session.id, declaration)
        except UnreadableError as error:
            return _form(request, known, session, fields, refused(error))
        return web.Response(status=303, headers={"Location": f"/sessions/{quote(session.id, safe='')}/upload"})

    def _session(self, request: web.Request) -> tuple[Known, Event, Host]:
        self._reception.require(request, "moderate")
        known, session = self._reception.session(request.match_info["session"])
        host = self._hosts.get(CampaignId(known.campaign.id))
        if host is None:
            raise UnknownError(f"Sessions of the campaign {known.campaign.id[:60]!r} are not declared here.")
        return known, session, host


def _form(
    request: web.Request, known: Known, session: Event, fields: Mapping[str, str], wrong: Mapping[str, str]
) -> web.Response:
    context = {"campaign": known.campaign, "zone": known.campaign.time_zone, "event": session}
    return page(
        request,
        "declaration.html",
        context | {"fields": fields, "wrong": wrong, "informed": INFORMED},
        status=422 if wrong else 200,
    )


def fields_of(session: Event, zone: ZoneInfo) -> dict[str, str]:
    """What was declared, as the form has it; before that, what the plan says."""
    told = session.declaration
    held_at = (told.held_at if told else session.opens_at).astimezone(zone)
    fields = {"title": told.title if told else session.title, "held_at": f"{held_at:%Y-%m-%dT%H:%M}"}
    if told is None:
        return fields
    way = next((name for name, words in INFORMED.items() if words == told.informed), "other")
    return fields | {
        "informed": way,
        "informed_how": told.informed if way == "other" else "",
        "public": "public" if told.public else "internal",
        "quotes": "yes" if told.quotes else "",
    }


def declared(
    fields: Mapping[str, str], zone: ZoneInfo, at: datetime, who: str
) -> tuple[Declaration | None, dict[str, str]]:
    """The declaration, or what is wrong with it, by field in the order of the page."""
    told: dict[str, Any] = {"title": " ".join(fields.get("title", "").split())}
    wrong: dict[str, str] = {}
    if not told["title"]:
        wrong["title"] = "Enter the session's title."
    elif len(told["title"]) > LONGEST_TITLE:
        wrong["title"] = f"The title must be {LONGEST_TITLE} characters or fewer."
    try:
        told["held_at"] = _moment(fields.get("held_at", ""), zone)
    except ValueError:
        wrong["held_at"] = "Enter the date and time at which the session began, such as 2026-11-02 14:00."
    way, how = fields.get("informed", ""), " ".join(fields.get("informed_how", "").split())
    if way != "other" and way not in INFORMED:
        wrong["informed"] = "Select how people were told that what they say is noted and published."
    elif way == "other" and not how:
        wrong["informed_how"] = "Say how people were told."
    elif len(how) > LONGEST_HOW:
        wrong["informed_how"] = f"How people were told must be {LONGEST_HOW} characters or fewer."
    told["informed"] = INFORMED.get(way, how)
    if fields.get("public") not in ("public", "internal"):
        wrong["public"] = "Select whether its ideas are public or for signed-in people only."
    if wrong:
        return None, wrong
    public, quotes = fields["public"] == "public", fields.get("quotes") == "yes"
    return Declaration(**told, public=public, quotes=quotes, at=at, who=who), {}


def refused(error: UnreadableError) -> dict[str, str]:
    """What a host's side does not take of a declaration, by field of the page."""
    field, _, text = str(error).partition(": ")
    return {"informed_how" if field == "informed" else "title": f"{text[:1].upper()}{text[1:]}."}


def _moment(told: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(told.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
