"""Where whoever works through a queue is: what the filter lets through, the page of it, and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from aiohttp import web

from bridge.errors import UnknownError
from bridge.records import ContributionId
from bridge.web.queue import Entry, Filter, Page, page_of, place_of
from bridge.web.triage import Sweep
from bridge.web.triage_desk import AtEvent

#: What of an address says which entries are shown.
FILTERS = ("question", "kind", "source", "state", "assigned_to", "after")
GONE = "That is not in this queue any more: it was taken back, or split."


class Here(NamedTuple):
    """A queue before the one who works on it: everything, what the filter lets through, and the address of that."""

    at: AtEvent
    entries: list[Entry]
    asked: Filter
    fitting: list[Entry]
    address: str
    place: str

    def find(self, id: str) -> Entry:  # noqa: A002 - the record's own word
        """Raises `UnknownError`."""
        found = next((it for it in self.entries if it.id == id), None)
        if found is None:
            raise UnknownError(GONE)
        return found


def listed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """Which entries the page showed from which a form came."""
    return {name: it for name, it in parse_qsl(str(form.get("listed", ""))) if name in FILTERS}


def back(here: Here, told: Mapping[str, str]) -> web.Response:
    """To the same queue, with what was done, at the entry to look at now."""
    query = "&".join(filter(None, (here.address, urlencode({name: it for name, it in told.items() if it}))))
    address = f"/events/{quote(here.at.event.id, safe='')}/queue?{query}#done"
    return web.Response(status=303, headers={"Location": address})


def to_sweep(here: Here, far: Sweep) -> web.Response:
    """To the queue once it has ended; until then to where it tells how far it is."""
    if far.ended:
        return back(here, {"swept": far.act})
    path = f"/events/{quote(here.at.event.id, safe='')}/queue/acts/{quote(far.act, safe='')}"
    return web.Response(status=303, headers={"Location": f"{path}?{here.address}"})


def next_after(fitting: Sequence[Entry], about: set[ContributionId] | set[str]) -> str:
    """The entry after the last of those, else the one before the first."""
    places = [nth for nth, it in enumerate(fitting) if it.id in about]
    if not places:
        return ""
    later = [it.id for it in fitting[places[-1] + 1 :]]
    earlier = [it.id for it in fitting[: places[0]]]
    return next(iter(later), earlier[-1] if earlier else "")


def page_with(here: Here, id: str) -> Page:  # noqa: A002 - the record's own word
    """The part that is asked for; one that begins with the entry to look at, where that is not in it."""
    shown = page_of(here.fitting, here.asked)
    places = [nth for nth, it in enumerate(here.fitting) if it.id == id]
    if not places or any(it.id == id for it in shown.entries):
        return shown
    after = place_of(here.fitting[places[0] - 1].contribution) if places[0] else None
    return page_of(here.fitting, msgspec.structs.replace(here.asked, after=after))
