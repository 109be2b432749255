"""Grouping everything anew by today's rules of sameness, for who runs the bridge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from aiohttp import web

from bridge.errors import UnreadableError
from bridge.records import EventId
from bridge.web.answers import json_answer
from bridge.web.reception import Reception


class Regrouper(Protocol):
    """Tells what is otherwise by today's rules, and does it unless it is a dry run; and takes that back by its number.

    Raises `UnknownError`.
    """

    async def regroup(self, events: Collection[EventId], who: str, *, dry_run: bool) -> Mapping[str, Any]: ...

    async def undo(self, number: int, who: str, *, dry_run: bool) -> Mapping[str, Any]: ...


class Regroup:
    """The handler; it asks for the scope admin."""

    def __init__(self, reception: Reception, regroupers: Mapping[str, Regrouper]) -> None:
        self._reception = reception
        self._regroupers = regroupers

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/regroup", self.regroup)]

    async def regroup(self, request: web.Request) -> web.Response:
        token = self._reception.access.check(request.headers, "admin")
        self._reception.accept_call(request)
        campaign = self._reception.campaign_id(request.query.get("campaign"))
        asked = request.query.get("dry_run", "true")
        if asked not in ("true", "false"):
            raise UnreadableError(f"dry_run: true or false, got {asked[:20]!r}")
        events = [EventId(it) for it in request.query.getall("event", [])]
        if undo := request.query.get("undo", ""):
            if events or not undo.isascii() or not undo.isdecimal() or len(undo) > 9:
                raise UnreadableError(f"undo: the number of a regroup, without events; got {undo[:20]!r}")
            return json_answer(await self._regroupers[campaign].undo(int(undo), token.id, dry_run=asked == "true"))
        told = await self._regroupers[campaign].regroup(events, token.id, dry_run=asked == "true")
        return json_answer(told)
