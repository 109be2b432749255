"""The pages on which people work through what was said in an event: the queue, and one entry of it in full.

Every act is a form and comes back at the next entry, with its undoing beside it. What was chosen stays on an error, and
who is second sees what the first decided beside what they wanted. To open an entry is to claim it for a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from multidict import MultiMapping

from bridge.errors import OvertakenError, StoreAwayError, UnknownError, UnreadableError
from bridge.records import (
    HOLD_REASONS,
    SET_ASIDE_REASONS,
    ContributionId,
    IdeaId,
    Kind,
    SourceName,
)
from bridge.web.candidates import alike
from bridge.web.complaints import in_words
from bridge.web.queue import Entry, Filter, Wanted, bar, counts, filtered, mark, read_filter
from bridge.web.review import KINDS, LONGEST, Undo
from bridge.web.sight import page
from bridge.web.sweeping import read_seen, read_sweep, sweep
from bridge.web.triage import MOST_SWEPT, MergeIdea, Read, Step
from bridge.web.triage_desk import Triage, checked_act, read_act
from bridge.web.triage_forms import (
    BECAME,
    act_of,
    done_in,
    history_of,
    left_of,
    proven,
    second_of,
    seen_in,
    sweep_of,
    swept_in,
    taking_back,
    undoing,
)
from bridge.web.triage_here import FILTERS, GONE, Here, back, listed_in, next_after, page_with, to_sweep

#: Entries on one page, and ideas that one is held against.
SHOWN = 25
MOST_ALIKE = 8


class TriagePages:
    """Handlers of the queue and of one entry's page, for moderators."""

    def __init__(self, triage: Triage, body_seconds: float) -> None:
        self._triage = triage
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/events/{event}/queue", self.look),
            web.post("/events/{event}/queue", self.decide),
            web.get("/events/{event}/queue/acts/{act}", self.far),
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
        if form.get("all"):
            return await self._sweep(request, here, form)
        said, wrong = act_of(form)
        if wrong:
            return await self._listed(request, here, form=form, wrong=wrong)
        try:
            return await self._carry_out(request, here, form, said)
        except OvertakenError as error:
            return await self._listed(request, here, form=form, overtaken=error)
        except (UnreadableError, UnknownError) as error:
            return await self._listed(request, here, form=form, wrong={"list": _sentence(error)})

    async def far(self, request: web.Request) -> web.Response:
        """How far an act on all that fit a filter has come."""
        here = await self._here(request, request.query)
        found = here.at.desk.triager.swept(request.match_info["act"])
        if found is None or found.event != here.at.event.id:
            raise UnknownError("There is no such act, or nothing is known of it any more.")
        token = self._triage.reception.form_token(request)
        context = {
            "event": here.at.event,
            "listed": here.address,
            "far": found,
            "done": swept_in(found, token),
        }
        return page(request, "triage_sweep.html", context)

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
            return await self._listed(request, here, form=form, wrong={"waiver": in_words(str(error))})
        return back(here, {"did": act})

    async def _here(self, request: web.Request, query: Mapping[str, str]) -> Here:
        at = self._triage.event(request)
        kept = {name: query[name] for name in FILTERS if query.get(name)}
        asked = read_filter(kept, limit=SHOWN)
        place = str(at.desk.known.place())  # what comes while we read is newer than this page
        entries = await at.entries()
        return Here(at, entries, asked, filtered(entries, asked), urlencode(kept), place)

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

    async def _sweep(self, request: web.Request, here: Here, form: MultiMapping[Any]) -> web.Response:
        """Do it with all that fit the filter; it may go on when this is answered."""
        said, wrong = sweep_of(form)
        if wrong:
            return await self._listed(request, here, form=form, wrong=wrong)
        try:
            act = read_sweep(said)
            checked_act(act, here.at.desk)
            far = await sweep(here.at, act, here.asked, read_seen(form.get("place")))
        except (UnreadableError, UnknownError) as error:
            return await self._listed(request, here, form=form, wrong={"selected": in_words(str(error))})
        if not far.of:
            return await self._listed(request, here, form=form, wrong={"selected": f"Nothing was done.{left_of(far)}"})
        return to_sweep(here, far)

    async def _join_or_undo(self, request: web.Request, here: Here, form: MultiMapping[Any]) -> web.Response:
        """Join two ideas; or take an act back, by the button beside what it did."""
        desk, token, about = here.at.desk, self._triage.reception.form_token(request), str(form.get("ids", ""))
        try:
            if undo := str(form.get("undo", "")):
                act = proven(undo, str(form.get("proof", "")), token)
                if isinstance(act, Undo) and act.what:
                    return to_sweep(here, await desk.triager.unsweep(act.what, desk.who))
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
        far = here.at.desk.triager.swept(query.get("swept", ""))
        far = far if far and far.event == here.at.event.id else None
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
            "done": swept_in(far, context["token"]) if far else done_in(query, context["token"]),
            "place": here.place,
            "most": MOST_SWEPT,
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
            "history": history_of(it, self._triage.name_of),
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
            "overtaken": second_of(overtaken, form, self._triage.name_of) if overtaken and form else None,
            "me": desk.who,
            "my_name": desk.name,
            "colleagues": sorted({it.note for it in self._triage.reception.access.tokens() if it.type != "api"} - {""}),
            "token": self._triage.reception.form_token(request),
        }


async def read_form(request: web.Request, triage: Triage, body_seconds: float) -> MultiMapping[Any]:
    """The fields of our own form. Raises `NotAllowedError` for another's."""
    async with asyncio.timeout(body_seconds):
        form = await request.post()
    triage.reception.accept_form(request, str(form.get("form_token", "")))
    return form


def _sentence(error: Exception) -> str:
    return GONE if isinstance(error, UnknownError) else in_words(str(error))
