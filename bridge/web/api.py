"""The API under /v1: what is known as JSON, and tokens and sign-in links for those who run it.

Lists carry the `place` they are as of, so that a program can go on from there with the feed and miss nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

import msgspec
from aiohttp import web

from bridge.records import ChallengeId, ContributionId, EventId, Kind, Place, QuestionId
from bridge.web.access import Access, sign_in_path
from bridge.web.answers import json_answer, problem
from bridge.web.asks import Known
from bridge.web.gaps import overlapping
from bridge.web.openapi import DOCUMENT
from bridge.web.reception import Reception

StreamEvents = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Contributions in one answer, the last ones; `before` asks for those before.
MOST_SAID = 5_000


class Grant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for with a new token or sign-in link."""

    scopes: tuple[str, ...]
    note: Annotated[str, msgspec.Meta(max_length=120)] = ""
    expires_in_days: Annotated[float, msgspec.Meta(gt=0, le=3650)] | None = None


class Api:
    """Handlers of /v1. `stream_events` answers the feed as Server-Sent Events."""

    def __init__(self, reception: Reception, stream_events: StreamEvents) -> None:
        self._reception = reception
        self._stream_events = stream_events

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/openapi.json", self.describe),
            web.get("/v1/campaigns", self.campaigns),
            web.get("/v1/campaigns/{campaign}/challenges", self.challenges),
            web.get("/v1/events", self.events),
            web.get("/v1/events/{event}", self.event),
            web.get("/v1/questions", self.questions),
            web.get("/v1/ideas", self.ideas),
            web.get("/v1/ideas/{idea}", self.idea),
            web.get("/v1/ideas/{idea}/contributions", self.said),
            web.get("/v1/contributions", self.contributions),
            web.get("/v1/gaps", self.gaps),
            web.get("/v1/listening", self.listening),
            web.get("/v1/alarms", self.alarms),
            web.get("/v1/feed/events", self.feed, allow_head=False),
        ]

    async def describe(self, request: web.Request) -> web.Response:  # noqa: ARG002 - aiohttp's signature
        return json_answer(DOCUMENT)

    async def campaigns(self, request: web.Request) -> web.Response:
        readable = self._reception.readable(request)
        if not readable:
            self._reception.require(request, "feed")
        return json_answer({"campaigns": [it.campaign for it in readable]})

    async def challenges(self, request: web.Request) -> web.Response:
        known = self._reception.campaign(request, request.match_info["campaign"])
        return _listed(known.place(), "challenges", known.challenges())

    async def events(self, request: web.Request) -> web.Response:
        known = self._campaign(request)
        return _listed(known.place(), "events", known.events())

    async def event(self, request: web.Request) -> web.Response:
        return json_answer(self._reception.event(request, request.match_info["event"])[1])

    async def questions(self, request: web.Request) -> web.Response:
        known, event = self._reception.event(request, request.query.get("event", ""))
        return _listed(known.place(), "questions", known.questions(event.id))

    async def ideas(self, request: web.Request) -> web.Response:
        known, query = self._campaign(request), request.query
        wrong = sorted(set(query.getall("kind", [])) - set(Kind))
        if wrong:
            return problem(400, "No such kind", f"kind is one of {', '.join(Kind)}; got {wrong[0][:40]!r}.")
        question = QuestionId(query.get("question", "")) or None
        asked = known.question(question) if question else None
        place = known.place()
        challenge = ChallengeId(query.get("challenge", "")) or None
        kinds = {Kind(it) for it in query.getall("kind", [])} or None
        event = EventId(query.get("event", "")) or (asked.event if asked else None)
        if event is not None:
            ideas = await known.ideas_of(event, challenge=challenge, question=question, kinds=kinds)
        else:
            ideas = () if question else known.ideas(challenge=challenge, kinds=kinds)
        return _listed(place, "ideas", ideas)

    async def idea(self, request: web.Request) -> web.Response:
        return json_answer((await self._reception.idea(request, request.match_info["idea"]))[1])

    async def said(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known, idea = await self._reception.idea(request, request.match_info["idea"])
        place = known.place()
        return _listed(place, "contributions", await known.said(idea.id))

    async def contributions(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known, event = self._reception.event(request, request.query.get("event", ""))
        place = known.place()
        before = ContributionId(request.query.get("before", "")) or None
        said = await known.contributions(event.id, before=before, limit=MOST_SAID + 1)
        earlier = {"before": said[-MOST_SAID].id} if len(said) > MOST_SAID else {}
        return _listed(place, "contributions", said[-MOST_SAID:], **earlier)

    async def gaps(self, request: web.Request) -> web.Response:
        """Gaps; of an event those that fall into the time in which its posts count. The feed tells all of them to all."""
        query, event = request.query, None
        if query.get("open", "true") not in ("true", "false"):
            return problem(400, "Not understood", f"open is true or false; got {query['open'][:40]!r}.")
        if "event" in query:
            known, event = self._reception.event(request, query["event"])
        else:
            known = self._campaign(request)
        place = known.place()
        gaps = overlapping(event, known.gaps()) if event else known.gaps()
        wanted = {"true": (True,), "false": (False,)}.get(query.get("open", ""), (True, False))
        return _listed(place, "gaps", [it for it in gaps if it.is_open in wanted])

    async def listening(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known = self._campaign(request)
        return _listed(known.place(), "listening", known.listening())

    async def alarms(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known = self._campaign(request)
        return _listed(known.place(), "alarms", known.alarms())

    async def feed(self, request: web.Request) -> web.StreamResponse:
        self._campaign(request)
        if request.query.get("entity") == "contribution":
            self._reception.require(request, "moderate")
        return await self._stream_events(request)

    def _campaign(self, request: web.Request) -> Known:
        return self._reception.campaign(request, request.query.get("campaign"))


class Keys:
    """Handlers of tokens and sign-in links; all of them ask for the scope admin."""

    def __init__(self, reception: Reception, access: Access, body_seconds: float) -> None:
        self._reception = reception
        self._access = access
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/tokens", self.tokens),
            web.post("/v1/tokens", self.create_token),
            web.delete("/v1/tokens/{token}", self.revoke),
            web.post("/v1/sign-in-links", self.create_link),
        ]

    async def tokens(self, request: web.Request) -> web.Response:
        self._reception.require(request, "admin")
        return json_answer({"tokens": [_shown(it) for it in self._access.tokens()]})

    async def create_token(self, request: web.Request) -> web.Response:
        grant = await self._grant(request)
        if isinstance(grant, web.Response):
            return grant
        lives = {"expires": timedelta(days=grant.expires_in_days)} if grant.expires_in_days is not None else {}
        try:
            secret = await self._access.create_token(grant.scopes, grant.note, **lives)
        except ValueError as error:
            return problem(400, "No such scope", str(error))
        return json_answer({"token": secret, "scopes": grant.scopes, "note": grant.note}, status=201)

    async def create_link(self, request: web.Request) -> web.Response:
        grant = await self._grant(request)
        if isinstance(grant, web.Response):
            return grant
        try:
            secret = await self._access.create_link(grant.scopes, grant.note)
        except ValueError as error:
            return problem(400, "No such scope", str(error))
        return json_answer({"path": sign_in_path(secret), "scopes": grant.scopes}, status=201)

    async def revoke(self, request: web.Request) -> web.Response:
        self._reception.require(request, "admin")
        self._reception.accept_call(request)
        await self._access.revoke(request.match_info["token"])
        return web.Response(status=204)

    async def _grant(self, request: web.Request) -> Grant | web.Response:
        self._reception.require(request, "admin")
        self._reception.accept_call(request)
        async with asyncio.timeout(self._body_seconds):
            body = await request.read()
        try:
            return msgspec.json.decode(body, type=Grant)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return problem(400, "Not what is expected", f'Send JSON like {{"scopes": ["feed"]}}: {error}.')


def _listed(place: Place, name: str, items: Any, **more: Any) -> web.Response:
    return json_answer({"place": str(place), name: items} | more)


def _shown(token: Any) -> dict[str, Any]:
    """A token as it may be shown: its digest opens nothing, and is still nobody's business."""
    return {name: value for name, value in msgspec.to_builtins(token).items() if name not in ("digest", "entity")}
