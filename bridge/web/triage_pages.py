"""The pages on which people work through what was said in an event: the queue, and one entry of it in full.

Every act is a form and comes back at the next entry, with its undoing beside it. What was chosen stays on an error, and
who is second sees what the first decided beside what they wanted. To open an entry is to claim it for a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from aiohttp import web
from multidict import MultiMapping

from bridge.errors import OvertakenError, StoreAwayError, UnknownError, UnreadableError
from bridge.records import (
    HOLD_REASONS,
    SET_ASIDE_REASONS,
    Contribution,
    ContributionId,
    IdeaId,
    Kind,
    SourceName,
)
from bridge.web.candidates import alike
from bridge.web.queue import Entry, Filter, Page, Wanted, bar, counts, filtered, mark, page_of, place_of, read_filter
from bridge.web.review import KINDS, LONGEST
from bridge.web.sight import page
from bridge.web.triage import MergeIdea, Read, Step
from bridge.web.triage_desk import AtEvent, Triage, checked_act, read_act
from bridge.web.triage_forms import (
    BECAME,
    SEEN,
    WANTED,
    act_of,
    done_in,
    proven,
    seen_in,
    taking_back,
    undoing,
)

#: Entries on one page, and ideas that one is held against.
SHOWN = 25
MOST_ALIKE = 8
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

    def find(self, id: str) -> Entry:  # noqa: A002 - the record's own word
        """Raises `UnknownError`."""
        found = next((it for it in self.entries if it.id == id), None)
        if found is None:
            raise UnknownError(GONE)
        return found


class TriagePages:
    """Handlers of the queue and of one entry's page, for moderators."""

    def __init__(self, triage: Triage, body_seconds: float) -> None:
        self._triage = triage
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/events/{event}/queue", self.look),
            web.post("/events/{event}/queue", self.decide),
            web.get("/events/{event}/queue/{contribution}", self.one),
            web.post("/events/{event}/queue/{contribution}", self.decide_one),
            web.post("/events/{event}/publishing", self.publishing),
            web.post("/events/{event}/close", self.close),
        ]

    async def look(self, request: web.Request) -> web.Response:
        return await self._listed(request, await self._here(request, request.query))

    async def decide(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        here = await self._here(request, listed_in(form))
        if form.get("act") == "join" or form.get("undo"):
            return await self._join_or_undo(request, here, form)
        said, wrong = act_of(form)
        if wrong:
            return await self._listed(request, here, form=form, wrong=wrong)
        try:
            return await self._carry_out(request, here, form, said)
        except OvertakenError as error:
            return await self._listed(request, here, form=form, overtaken=error)
        except (UnreadableError, UnknownError) as error:
            return await self._listed(request, here, form=form, wrong={"list": _sentence(error)})

    async def one(self, request: web.Request) -> web.Response:
        here = await self._here(request, request.query)
        entry = here.find(request.match_info["contribution"])
        with suppress(StoreAwayError):  # what is there can be read all the same
            await here.at.desk.triager.claim([entry.id], here.at.desk.who, here.at.desk.name)
        return await self._shown(request, here, entry)

    async def decide_one(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        here = await self._here(request, listed_in(form))
        entry = here.find(request.match_info["contribution"])
        if form.get("act") == "leave":
            await here.at.desk.triager.free([entry.id], here.at.desk.who)
            return back(here, {"did": "leave", "here": entry.id})
        said, wrong = act_of(form, entry)
        if wrong:
            return await self._shown(request, here, entry, form=form, wrong=wrong)
        try:
            return await self._carry_out(request, here, form, said)
        except OvertakenError as error:
            return await self._shown(request, here, entry, form=form, overtaken=error)
        except (UnreadableError, UnknownError) as error:
            return await self._shown(request, here, entry, form=form, wrong={"list": _sentence(error)})

    async def publishing(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        here = await self._here(request, listed_in(form))
        wanted = "reviewed" if form.get("publishing") == "reviewed" else "live"
        await here.at.desk.triager.set_publishing(here.at.event.id, wanted, here.at.desk.who)
        return back(here, {"did": "publishing"})

    async def close(self, request: web.Request) -> web.Response:
        """Close it or open it again, as the button says that was pressed: one that is so already stays so."""
        form = await self._form(request)
        here = await self._here(request, listed_in(form))
        desk, event, act = here.at.desk, here.at.event, "open" if form.get("act") == "open" else "close"
        waiver = str(form.get("waiver", "")).strip()
        if act == "close" and event.closed is None and not waiver and any(it.is_unread for it in here.entries):
            wrong = {"waiver": "Enter why it is closed although not everything was read."}
            return await self._listed(request, here, form=form, wrong=wrong)
        if act == "open":
            await desk.triager.open_event(event.id, desk.who)
            return back(here, {"did": act})
        try:
            await desk.triager.close_event(event.id, desk.who, waiver)
        except UnreadableError as error:
            return await self._listed(request, here, form=form, wrong={"waiver": str(error)})
        return back(here, {"did": act})

    async def _here(self, request: web.Request, query: Mapping[str, str]) -> Here:
        at = self._triage.event(request)
        kept = {name: query[name] for name in FILTERS if query.get(name)}
        asked = read_filter(kept, limit=SHOWN)
        entries = await at.entries()
        return Here(at, entries, asked, filtered(entries, asked), urlencode(kept))

    async def _form(self, request: web.Request) -> MultiMapping[Any]:
        self._triage.reception.require(request, "moderate")
        return await read_form(request, self._triage, self._body_seconds)

    async def _carry_out(
        self, request: web.Request, here: Here, form: MultiMapping[Any], said: Mapping[str, Any]
    ) -> web.Response:
        """Do it, and come back at the next entry. Raises `UnknownError`, `UnreadableError`, `OvertakenError`."""
        desk = here.at.desk
        ids = [ContributionId(it) for it in said.get("ids") or [said[name] for name in ("id",) if name in said]]
        act = checked_act(read_act(said)[0], desk)
        seen = {} if isinstance(act, Read) else seen_in(form, ids)  # to have read a thing contradicts nobody
        decided = await desk.triager.do(act, desk.who, seen=seen)
        await desk.triager.free(ids, desk.who)
        if said["act"] == "undo":
            return back(here, {"did": "undo", "here": ids[0]})
        about = decided.contributions if said["act"] in ("hold", "set_aside") else set(ids)  # with what repeats it
        number = len(said["parts"]) if said["act"] == "split" else len(about)
        told = {"did": str(form["act"]), "n": str(number), "here": next_after(here.fitting, set(ids))}
        undo = taking_back(act, decided, [it.contribution for it in here.entries if it.id in ids])
        return back(here, told | undoing(undo, self._triage.reception.form_token(request)))

    async def _join_or_undo(self, request: web.Request, here: Here, form: MultiMapping[Any]) -> web.Response:
        """Join two ideas; or take an act back, by the button beside what it did."""
        desk, token, about = here.at.desk, self._triage.reception.form_token(request), str(form.get("ids", ""))
        try:
            if undo := str(form.get("undo", "")):
                act = proven(undo, str(form.get("proof", "")), token)
            else:
                act = MergeIdea(idea=IdeaId(form.get("idea", "")), into=IdeaId(form.get("into", "")))
            decided = await desk.triager.do(checked_act(act, desk), desk.who, seen={})
        except (UnreadableError, UnknownError, OvertakenError) as error:
            return await self._listed(request, here, form=form, wrong={"list": _sentence(error)})
        if undo:
            about = next((it.id for it in here.entries if it.id in getattr(act, "ids", ())), about)
            return back(here, {"did": "undo", "here": about})
        told = {"did": "join", "here": next_after(here.fitting, {about})}
        return back(here, told | undoing(decided.undo, token))

    async def _listed(
        self,
        request: web.Request,
        here: Here,
        *,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
        overtaken: OvertakenError | None = None,
    ) -> web.Response:
        query = request.query if request.method == "GET" else {}
        shown = page_with(here, query.get("here", ""))
        context = await self._context(request, here, shown.entries, form, overtaken)
        context |= {
            "counts": counts(here.entries),
            "bar": bar(here.entries),
            "for_me": len(filtered(here.entries, Filter(assigned_to=here.at.desk.name))),
            "page": shown,
            "newest": mark(here.entries[-1].contribution) if here.entries else "",
            "states": list(Wanted),
            "all_kinds": list(Kind),
            "all_sources": sorted({it.contribution.source for it in here.entries}, key=list(SourceName).index),
            "done": done_in(query, context["token"]),
            "here": query.get("here", ""),
            "ticked": list(form.getall("ids", [])) if form else [],
            "together": bool(form and form.get("together")),
            "wrong": wrong or {},
        }
        return page(request, "triage_queue.html", context, status=409 if overtaken else 422 if wrong else 200)

    async def _shown(
        self,
        request: web.Request,
        here: Here,
        entry: Entry,
        *,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
        overtaken: OvertakenError | None = None,
    ) -> web.Response:
        known, it = here.at.desk.known, entry.contribution
        sought = request.query.get("q", "")
        found = [idea for idea in alike(sought or it.words, known.ideas(), MOST_ALIKE + 1)
                 if entry.idea is None or idea.id != entry.idea.id]  # fmt: skip
        fields = {"words": it.words, "kind": it.kind.value, "challenge": it.challenge or "", "parts": it.words}
        kinds = KINDS if it.kind in KINDS else {it.kind: it.kind.value.capitalize()} | KINDS
        context = await self._context(request, here, [entry], form, overtaken)
        context |= {
            "it": entry,
            "kinds": kinds,
            "challenges": known.challenges(),
            "longest": LONGEST,
            "fields": fields | (dict(form) if form else {}),
            "sought": sought,
            "alike": found[:MOST_ALIKE],
            "step": await here.at.desk.triager.step(it.id) or Step(contribution=it, idea=None),
            "history": self._history(it),
            "wrong": wrong or {},
        }
        return page(request, "triage_one.html", context, status=409 if overtaken else 422 if wrong else 200)

    async def _context(
        self,
        request: web.Request,
        here: Here,
        entries: Sequence[Entry],
        form: MultiMapping[Any] | None,
        overtaken: OvertakenError | None,
    ) -> dict[str, Any]:
        """What both pages need."""
        desk, event = here.at.desk, here.at.event
        wanted = {it.idea for entry in entries for it in entry.suggestions}
        wanted |= {it.contribution.disposition.idea for it in entries if it.contribution.disposition and it.contribution.disposition.idea}  # fmt: skip
        questions = desk.known.questions(event.id)
        return {
            "campaign": desk.known.campaign,
            "zone": desk.known.campaign.time_zone,
            "event": event,
            "filter": here.asked,
            "listed": here.address,
            "questions": questions,
            "numbers": {it.id: it.number for it in questions},
            "others": await desk.known.find_ideas(wanted),
            "claims": {it.id: it for it in desk.triager.claims(event.id) if it.holder != desk.who},
            "became": BECAME,
            "why_set_aside": SET_ASIDE_REASONS,
            "why_held": HOLD_REASONS,
            "chosen": {name: str(it) for name, it in form.items()} if form else {},
            "overtaken": self._overtaken(overtaken, form) if overtaken and form else None,
            "me": desk.who,
            "my_name": desk.name,
            "colleagues": sorted({it.note for it in self._triage.reception.access.tokens() if it.type != "api"} - {""}),
            "token": self._triage.reception.form_token(request),
        }

    def _overtaken(self, error: OvertakenError, form: MultiMapping[Any]) -> dict[str, Any]:
        """What the first decided, what the second wanted, and the fields with which that is done all the same."""
        now = [it for it in error.now if isinstance(it, Contribution)] if isinstance(error.now, (list, tuple)) else []
        told = {name: str(it) for name, it in form.items()}
        versions = {SEEN + it.id: it.disposition.act if it.disposition else "" for it in now}
        kept = [
            (name, str(it)) for name, it in form.items() if name not in versions and name not in ("form_token", "act")
        ]
        reason = told.get("reason", "")
        changed = {it.id for it in now}
        others = [it for it in kept if it[0] != "ids" or it[1] not in changed]
        details = [told.get(name, "") for name in ("words", "parts", "how", "who", "to")]
        return {
            "decided": [(it, self._history(it)) for it in now],
            "act": told.get("act", ""),
            "wanted": WANTED.get(told.get("act", ""), "Something else"),
            "details": [it for it in (*details, SET_ASIDE_REASONS.get(reason) or HOLD_REASONS.get(reason, "")) if it],
            "fields": [*kept, *versions.items()],
            "others": others,
        }

    def _history(self, it: Contribution) -> list[tuple[Any, str]]:
        """What was decided about it, the last first, each with the name of who did."""
        found, made = [], it.disposition
        while made is not None:
            found.append((made, self._triage.name_of(made.who)))
            made = made.before
        return found


async def read_form(request: web.Request, triage: Triage, body_seconds: float) -> MultiMapping[Any]:
    """The fields of our own form. Raises `NotAllowedError` for another's."""
    async with asyncio.timeout(body_seconds):
        form = await request.post()
    triage.reception.accept_form(request, str(form.get("form_token", "")))
    return form


def listed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """Which entries the page showed from which a form came."""
    return {name: it for name, it in parse_qsl(str(form.get("listed", ""))) if name in FILTERS}


def back(here: Here, told: Mapping[str, str]) -> web.Response:
    """To the same queue, with what was done, at the entry to look at now."""
    query = "&".join(filter(None, (here.address, urlencode({name: it for name, it in told.items() if it}))))
    address = f"/events/{quote(here.at.event.id, safe='')}/queue?{query}#done"
    return web.Response(status=303, headers={"Location": address})


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


def _sentence(error: Exception) -> str:
    return GONE if isinstance(error, UnknownError) else str(error)
