"""What a call of the API may ask for in its address: what the API's description lists, and nothing else.

A name that is misspelt would otherwise be passed over, and the answer be about more than was asked for. Pages take
whatever stands behind their address: what links to them may add to it.
"""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bridge.errors import UnknownError, UnreadableError
from bridge.records import EventId, QuestionId
from bridge.web.answers import route_of
from bridge.web.asks import Known
from bridge.web.openapi import DOCUMENT
from bridge.web.reception import Reception
from bridge.web.shapes import CHALLENGE_ID, EVENT_ID, QUESTION_ID


class Queries:
    """Checks queries before they are answered."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Raises `UnreadableError` for a parameter that is not taken, `UnknownError` for an id that is not there."""
        method = "get" if request.method == "HEAD" else request.method.lower()
        operation = DOCUMENT["paths"].get(route_of(request), {}).get(method)
        if operation and request.query:
            taken = {it["name"]: it["schema"] for it in operation["parameters"] if it["in"] == "query"}
            for name in request.query:
                if name not in taken:
                    there = f"this takes {', '.join(taken)}" if taken else "this takes none"
                    raise UnreadableError(f"unknown parameter {name[:40]!r}: {there}")
            self._must_be_there(request, taken)
        return await handler(request)

    def _must_be_there(self, request: web.Request, taken: dict[str, Any]) -> None:
        """Whoever may not read a campaign learns nothing of it: that is refused where it is answered."""
        campaign = request.query.get("campaign", "")
        named = {name: schema.get("format") for name, schema in taken.items() if request.query.get(name)}
        for name, format_ in named.items():
            if format_ not in (CHALLENGE_ID, EVENT_ID, QUESTION_ID):
                continue
            readable = [it for it in self._reception.readable(request) if campaign in ("", it.campaign.id)]
            id_, event = request.query[name], request.match_info.get("event") or request.query.get("event", "")
            if readable and not any(_is_there(known, format_, id_, event) for known in readable):
                raise UnknownError(f"{name}: {id_[:60]!r} is not here{_instead(readable, format_, event)}")


def _is_there(known: Known, format_: str, id_: str, event: str) -> bool:
    if format_ == EVENT_ID:
        return known.event(EventId(id_)) is not None
    if format_ == CHALLENGE_ID:
        return any(it.id == id_ for it in known.challenges())
    question = known.question(QuestionId(id_))
    return question is not None and event in ("", question.event)


def _instead(readable: list[Known], format_: str, event: str) -> str:
    """What could be asked for."""
    if format_ == EVENT_ID:
        there: list[str] = [it.id for known in readable for it in known.events()]
    elif format_ == CHALLENGE_ID:
        there = [it.id for known in readable for it in known.challenges()]
    elif event:
        there = [it.id for known in readable for it in known.questions(EventId(event))]
    else:
        return ": /v1/questions?event= lists those of an event"
    return f"; there are {', '.join(there) or 'none'}"
