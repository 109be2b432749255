"""How pages are drawn: Jinja with the NHS design system's macros, and the words and times that templates use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader

from bridge.records import Kind
from bridge.web.asks import WebSettings
from bridge.web.reception import Reception

SOURCES = {
    "x": "X",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "linkedin": "LinkedIn",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "web": "Elsewhere",
    "session": "Connect session",
}
#: The design system's tag colours; the word beside them says the same.
COLOURS = {
    Kind.IDEA: "blue",
    Kind.EXPERIENCE: "aqua-green",
    Kind.QUESTION: "purple",
    Kind.SUPPORT: "green",
    Kind.HOST: "white",
}
#: What became of a contribution, by its relation to its idea; and of an upload's, by outcome.
OUTCOMES = {
    "first": "opened an idea",
    "copy": "the same words as an idea",
    "near": "nearly the same words as an idea",
    "support": "support for an idea",
    "comment": "a comment on an idea",
}
UPLOADED = {
    "new": "opened a new idea",
    "joined": "joined an idea that was there",
    "support": "supported an idea that was there",
    "suggested": "opened a new idea that may say the same as another",
    "chatter": "kept, not an idea",
    "known": "were here already",
    "updated": "changed what was here already",
    "withdrawn": "taken back",
    "held": "wait for a person to read them",
}
REASONS = {
    "unreadable": "not in a shape that can be read",
    "elsewhere": "not about this: none of our tags or threads",
    "outside": "outside the hours of every event",
    "empty": "empty once tags and links are taken off",
    "too_long": "too long for a contribution",
    "unknown_target": "a repost or deletion of something never ours",
    "self_test": "said to test whether it is heard",
    "talk": "talk without an idea, experience, question or support in it",
    "private": "private: for followers or one person only",
}


class Sight:
    """Draws pages. `static` is the address of the files they need."""

    def __init__(self, settings: WebSettings, reception: Reception, static: str) -> None:
        self._reception = reception
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader("bridge.web"), PackageLoader("nhsuk_frontend_jinja")]),
            undefined=ChainableUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals.update(
            service=settings.service,
            static=static,
            colours=COLOURS,
            outcomes=OUTCOMES,
            uploaded=UPLOADED,
            reasons=REASONS,
        )

    def page(self, request: web.Request, template: str, context: Mapping[str, Any], status: int = 200) -> web.Response:
        """A page as this visitor may see it."""
        text = self._environment.get_template(template).render(
            signed_in=self._reception.may(request, "feed"),
            moderates=self._reception.may(request, "moderate"),
            form_token=self._reception.form_token(request),
            address=request.path_qs,
            **context,
        )
        return web.Response(text=text, status=status, content_type="text/html")


#: Where an application keeps its sight.
SIGHT = web.AppKey("sight", Sight)


def page(request: web.Request, template: str, context: Mapping[str, Any], status: int = 200) -> web.Response:
    """Draw a page with the sight of the request's application."""
    return request.app[SIGHT].page(request, template, context, status)


def clock(moment: datetime, zone: str) -> str:
    """19:05, as clocks show it there."""
    return f"{moment.astimezone(_zone(zone)):%H:%M}"


def day(moment: datetime, zone: str) -> str:
    """2 November 2026."""
    local = moment.astimezone(_zone(zone))
    return f"{local.day} {local:%B %Y}"


def source(name: str) -> str:
    """A network's name as people write it; a worker's source by its own."""
    return SOURCES.get(name, name)


def count(number: int, one: str, many: str | None = None) -> str:
    """1 voice, 3 voices, 1,200 voices."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def segment(text: str) -> str:
    """One segment of a path, whatever it holds."""
    return quote(text, safe="")


def safe_link(address: str | None) -> str | None:
    """Only http and https: an address from outside may be a script."""
    return address if address and address.startswith(("https://", "http://")) else None


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "clock": clock,
    "day": day,
    "source": source,
    "count": count,
    "segment": segment,
    "safe_link": safe_link,
}
