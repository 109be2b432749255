"""The pages on which a host decides about what was said: the list of candidates, and one candidate in full.

Every act is a form and comes back at the next candidate, with its undoing beside it. What was chosen stays on an error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from aiohttp import web
from multidict import MultiMapping

from bridge.errors import UnknownError, UnreadableError
from bridge.records import SET_ASIDE_REASONS, Contribution
from bridge.web.candidates import Candidate, Queue, Standing, alike, read_queue
from bridge.web.complaints import in_words
from bridge.web.review import KINDS, LONGEST, Act, Reviews, Sitting, checked
from bridge.web.sight import page

#: Candidates on one page, and ideas that one is held against.
SHOWN = 25
MOST_ALIKE = 8
#: What became of an act, for one and for several.
DONE = {
    "accept": ("Accepted.", "{} accepted."),
    "set_aside": ("Set aside.", "{} set aside."),
    "agree": ("Counted as a voice for that idea.", "{} counted as voices for that idea."),
    "merge": ("Merged into one.", "{} merged into one."),
    "split": ("Split: its parts wait below.", "Split into {}: the parts wait below."),
    "undo": ("Undone: it waits for you again.", "Undone: they wait for you again."),
    "keep": ("Kept: it is among the candidates now.", ""),
    "publish": ("Published.", "Published: {} changes."),
    "withdraw": ("Withdrawn.", "{} contributions were withdrawn."),
    "end": ("The review has ended. Its file is deleted.", "The review has ended. {} files were deleted."),
}
NOT_HERE = "That is not among the candidates any more: somebody else decided, or it was withdrawn."


class ReviewPages:
    """Handlers of the list and of one candidate's page, for moderators."""

    def __init__(self, reviews: Reviews, body_seconds: float) -> None:
        self._reviews = reviews
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sessions/{session}/review", self.look),
            web.post("/sessions/{session}/review", self.decide),
            web.get("/sessions/{session}/review/{contribution}", self.one),
            web.post("/sessions/{session}/review/{contribution}", self.decide_one),
        ]

    async def look(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        if not sitting.is_session:
            return _to_queue(sitting)
        return self._listed(request, sitting, await read_queue(sitting, self._reviews.order))

    async def decide(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit_at_session(request)
        form = await read_form(request, self._reviews, self._body_seconds)
        queue = await read_queue(sitting, self._reviews.order)
        ids, act = form.getall("ids", []), form.get("act", "")
        if wrong := _wrong(form, act, ids):
            return self._listed(request, sitting, queue, form=form, wrong=wrong)
        said = {"act": act, "ids": ids, "reason": form.get("reason", ""), "what": form.get("what", "")}
        try:
            return await self._carry_out(sitting, queue, {name: it for name, it in said.items() if it})
        except (UnreadableError, UnknownError) as error:
            return self._listed(request, sitting, queue, form=form, wrong={"list": _sentence(error)})

    async def one(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        if not sitting.is_session:
            return _to_queue(sitting, request.match_info["contribution"])
        sitting, _, candidate = await self._candidate(request)
        return self._shown(request, sitting, candidate)

    async def decide_one(self, request: web.Request) -> web.Response:
        sitting, queue, candidate = await self._candidate(request)
        form = await read_form(request, self._reviews, self._body_seconds)
        said, wrong = _about(candidate.contribution, form)
        if not wrong:
            try:
                return await self._carry_out(sitting, queue, said)
            except (UnreadableError, UnknownError) as error:
                wrong = {"words": _sentence(error)}
        return self._shown(request, sitting, candidate, form=form, wrong=wrong)

    async def _candidate(self, request: web.Request) -> tuple[Sitting, Queue, Candidate]:
        sitting = self._reviews.sit_at_session(request)
        queue = await read_queue(sitting, self._reviews.order)
        candidate = queue.find(request.match_info["contribution"])
        if candidate is None:
            raise UnknownError(NOT_HERE)
        return sitting, queue, candidate

    async def _carry_out(self, sitting: Sitting, queue: Queue, said: Mapping[str, Any]) -> web.Response:
        """Do it, and come back at the next candidate. Raises `UnknownError`, `UnreadableError`."""
        try:
            act: Act = msgspec.convert(said, type=Act)
        except msgspec.ValidationError as error:
            raise UnreadableError(f"This form holds something that it cannot: {error}") from None
        name = await sitting.reviewer.decide(sitting.event.id, checked(act, sitting.known), sitting.who)
        about = set(said.get("ids") or [said.get("id", "")])
        if said["act"] == "undo":
            undone = [it for it in queue.candidates if it.id in about or _was(it) == said.get("what", "-")]
            return back(sitting, "undo", len(undone), here=undone[0].id if undone else "")
        number = len(said["parts"]) if said["act"] == "split" else len(about)
        return back(sitting, said["act"], number, act=name, here=_next(queue, about))

    def _listed(
        self,
        request: web.Request,
        sitting: Sitting,
        queue: Queue,
        *,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> web.Response:
        waiting = queue.to_decide()
        at, pages = _page_of(request, form, waiting)
        query = request.query if request.method == "GET" else {}
        context = sitting.context | {
            "counts": queue.counts(),
            "held": [it for it in waiting[(at - 1) * SHOWN : at * SHOWN] if it.standing is Standing.HELD],
            "undecided": [it for it in waiting[(at - 1) * SHOWN : at * SHOWN] if it.standing is Standing.UNDECIDED],
            "decided": _latest_first(queue),
            "page": at,
            "pages": pages,
            "kinds": KINDS,
            "why_set_aside": SET_ASIDE_REASONS,
            "done": done(query),
            "here": query.get("here", ""),
            "ticked": form.getall("ids", []) if form else [],
            "chosen": form.get("reason", "") if form else "",
            "together": bool(form and form.get("together")),
            "wrong": wrong or {},
            "has_transcript": bool(queue.transcripts),
        }
        return page(request, "review.html", context, status=422 if wrong else 200)

    def _shown(
        self,
        request: web.Request,
        sitting: Sitting,
        candidate: Candidate,
        *,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> web.Response:
        known, contribution = sitting.known, candidate.contribution
        sought = request.query.get("q", "")
        kinds = (
            KINDS if contribution.kind in KINDS else {contribution.kind: contribution.kind.value.capitalize()} | KINDS
        )
        decided = contribution.disposition
        fields = {
            "words": candidate.words,
            "kind": ((decided and decided.kind) or contribution.kind).value,
            "challenge": (decided and decided.challenge) or contribution.challenge or "",
            "parts": candidate.words,
        }
        context = sitting.context | {
            "it": candidate,
            "kinds": kinds,
            "challenges": known.challenges(),
            "longest": LONGEST,
            "fields": fields | (dict(form) if form else {}),
            "sought": sought,
            "alike": alike(sought or candidate.words, known.ideas(), MOST_ALIKE),
            "wrong": wrong or {},
        }
        return page(request, "review_one.html", context, status=422 if wrong else 200)


async def read_form(request: web.Request, reviews: Reviews, body_seconds: float) -> MultiMapping[Any]:
    """The fields of our own form. Raises `NotAllowedError` for another's."""
    async with asyncio.timeout(body_seconds):
        form = await request.post()
    reviews.reception.accept_form(request, str(form.get("form_token", "")))
    return form


def back(sitting: Sitting, did: str, number: int = 1, *, act: str = "", here: str = "") -> web.Response:
    """To the list, or what would be published of a chat, with what was done, at the candidate to look at now."""
    told = {"did": did, "n": str(number), "act": act, "here": here}
    query = urlencode({name: it for name, it in told.items() if it})
    address = f"/sessions/{quote(sitting.event.id, safe='')}/{sitting.home}?{query}#done"
    return web.Response(status=303, headers={"Location": address})


def _to_queue(sitting: Sitting, *entry: str) -> web.Response:
    """Where people decide about what was said in a chat."""
    steps = ("events", sitting.event.id, "queue", *entry)
    return web.Response(status=303, headers={"Location": "".join(f"/{quote(it, safe='')}" for it in steps)})


def done(query: Mapping[str, str]) -> dict[str, str] | None:
    """What the last act did, in words, and its id, to undo it."""
    if (said := DONE.get(query.get("did", ""))) is None:
        return None
    number = query.get("n", "1")
    several = said[1] if number.isdecimal() and number != "1" and len(number) < 6 else ""
    return {"text": several.format(number) or said[0], "act": query.get("act", "")}


def _wrong(form: MultiMapping[Any], act: str, ids: Sequence[str]) -> dict[str, str]:
    """What is wrong with a form of the list, by the id of its field."""
    together = bool(form.get("together"))
    if act not in {"accept", "set_aside", "merge", "undo"}:
        return {"list": "Choose what to do, with one of the buttons."}
    if act == "merge" and len(set(ids)) < 2:
        return {"selected": "Tick two or more to merge them."}
    if act in {"accept", "set_aside"} and not ids:
        return {"selected": f"Tick those that you want to {act.replace('_', ' ')}."}
    if act == "set_aside" and form.get("reason") not in SET_ASIDE_REASONS:
        return {"selected-reason" if together else f"reason-{ids[0]}": "Choose why you set it aside."}
    return {}


def _about(contribution: Contribution, form: MultiMapping[Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form of a candidate's own page says, and what is wrong with it, by field."""
    told = {name: str(value).replace("\r\n", "\n").strip() for name, value in form.items()}
    match told.get("act"):
        case "split":
            parts = [part for it in told.get("parts", "").split("\n") if (part := it.strip())]
            said: dict[str, Any] = {"act": "split", "id": contribution.id, "parts": parts}
            if not 2 <= len(parts) <= 5:
                return said, {"parts": f"Put each part on a line of its own: 2 to 5 lines, not {len(parts)}."}
            return said, {}
        case "agree":
            idea = told.get("idea", "")
            return {"act": "agree", "ids": [contribution.id], "idea": idea}, (
                {} if idea else {"idea": "Choose the idea that it agrees with."}
            )
        case "accept":
            return _accepted(contribution, told)
    return {}, {"words": "Choose what to do, with one of the buttons."}


def _accepted(contribution: Contribution, told: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    words, kind, challenge = told.get("words", ""), told.get("kind", ""), told.get("challenge", "")
    said = {
        "act": "accept",
        "ids": [contribution.id],
        "words": "" if words == contribution.text else words,
        "kind": kind if kind != contribution.kind.value else "",
        "challenge": challenge if challenge != (contribution.challenge or "") else "",
    }
    wrong = {}
    if not words:
        wrong["words"] = "Enter the words in which it is published."
    elif len(words) > LONGEST:
        wrong["words"] = f"Shorten the words to {LONGEST:,} characters: they are {len(words):,}."
    if said["kind"] and kind not in {it.value for it in KINDS}:
        wrong["kind"] = "Choose what it is."
    return {name: it for name, it in said.items() if it}, wrong


def _next(queue: Queue, about: set[str]) -> str:
    """The candidate after the last of those, else the one before the first, of those that still wait."""
    waiting = queue.to_decide()
    places = [nth for nth, it in enumerate(waiting) if it.id in about]
    if not places:
        return ""
    later = [it.id for it in waiting[places[-1] + 1 :] if it.id not in about]
    earlier = [it.id for it in waiting[: places[-1]] if it.id not in about]
    return next(iter(later), earlier[-1] if earlier else "")


def _page_of(request: web.Request, form: MultiMapping[Any] | None, waiting: Sequence[Candidate]) -> tuple[int, int]:
    """The page to show, from 1, of how many: where the candidate to look at stands, or the one that is asked for."""
    pages = max(1, -(-len(waiting) // SHOWN))
    here = request.query.get("here", "")
    places = [nth for nth, it in enumerate(waiting) if it.id == here]
    if places:
        return places[0] // SHOWN + 1, pages
    asked = str((form or request.query).get("page", "1"))
    return min(max(1, int(asked) if asked.isdecimal() and len(asked) < 6 else 1), pages), pages


def _latest_first(queue: Queue) -> list[Candidate]:
    decided = [it for it in queue.candidates if it.standing not in (Standing.HELD, Standing.UNDECIDED)]
    with_time = [
        (it.contribution.disposition.at.timestamp() if it.contribution.disposition else 0.0, it) for it in decided
    ]
    return [it for _, it in sorted(with_time, key=lambda pair: -pair[0])]


def _was(it: Candidate) -> str:
    return it.contribution.disposition.act if it.contribution.disposition else ""


def _sentence(error: Exception) -> str:
    return NOT_HERE if isinstance(error, UnknownError) else in_words(str(error))
