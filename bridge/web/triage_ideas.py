"""The page on which people work on one idea: merged and parted, moved, put in other words, tagged, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from aiohttp import web
from multidict import MultiMapping

from bridge.errors import OvertakenError, UnknownError, UnreadableError
from bridge.records import Idea, IdeaId
from bridge.web.candidates import alike
from bridge.web.complaints import in_words
from bridge.web.related import Relations
from bridge.web.review import LONGEST
from bridge.web.sight import page
from bridge.web.triage import IdeaAct, Read, TriageAct
from bridge.web.triage_desk import Desk, Triage, checked_act
from bridge.web.triage_forms import BECAME, proven, taking_back, undoing
from bridge.web.triage_pages import read_form

MOST_ALIKE = 8
#: What became of an act on an idea.
DONE = {
    "merge": "Merged: all that stands behind it stands behind this idea now.",
    "unmerge": "Parted: both are as they were before.",
    "move": "Moved to another challenge.",
    "reword": "Put in other words.",
    "hide": "Hidden: it is shown nowhere.",
    "show": "Shown again.",
    "tag": "Put under that theme.",
    "untag": "Taken out of that theme.",
    "theme": "Made that theme, and put it under it.",
    "stage": "Its stage was told.",
    "read": "All that stands behind it is read.",
    "undo": "Undone.",
}


class TriageIdeas:
    """Handlers of an idea's work page, for moderators."""

    def __init__(self, triage: Triage, relations: Relations, body_seconds: float) -> None:
        self._triage = triage
        self._relations = relations
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/ideas/{idea}/work", self.look),
            web.post("/ideas/{idea}/work", self.do),
        ]

    async def look(self, request: web.Request) -> web.Response:
        desk, idea = await self._triage.idea(request)
        return await self._shown(request, desk, idea)

    async def do(self, request: web.Request) -> web.Response:
        self._triage.reception.require(request, "moderate")
        form = await read_form(request, self._triage, self._body_seconds)
        desk, idea = await self._triage.idea(request)
        told = {name: str(it).strip() for name, it in form.items()}
        token = self._triage.reception.form_token(request)
        if wrong := _wrong(told, idea):
            return await self._shown(request, desk, idea, form=form, wrong=wrong)
        try:
            if told["act"] == "theme":
                made = await desk.triager.name_theme(
                    "", told["title"], is_big="is_big" in told, gone=False, who=desk.who
                )
                told["theme"] = made.id
            act = (
                proven(told.get("undo", ""), told.get("proof", ""), token)
                if told["act"] == "undo"
                else _act(told, idea)
            )
            decided = await desk.triager.do(checked_act(act, desk), desk.who, seen={})
        except (UnreadableError, UnknownError, OvertakenError) as error:
            return await self._shown(request, desk, idea, form=form, wrong={"list": in_words(str(error))})
        where = told["into"] if told["act"] == "merge" else idea.id
        undo = None if told["act"] == "undo" else taking_back(act, decided, ())
        query = urlencode({"did": told["act"]} | undoing(undo, token))
        return web.Response(status=303, headers={"Location": f"/ideas/{quote(where, safe='')}/work?{query}#done"})

    async def _shown(
        self,
        request: web.Request,
        desk: Desk,
        idea: Idea,
        *,
        form: MultiMapping[Any] | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> web.Response:
        known = desk.known
        steps = await desk.triager.steps(idea.id)
        events = {it.id: it for it in known.events()}
        merged = {was.id: was for step in steps for was in step.was_in if was.merged_into == idea.id}
        sought = request.query.get("q", "")
        kin = (
            [] if sought else [*await self._relations.suggested(known, idea), *await self._relations.alike(known, idea)]
        )
        named = {idea.id, *(it.idea.id for it in kin)}
        found = [it for it in alike(sought or idea.text, known.ideas(), MOST_ALIKE + len(named)) if it.id not in named]
        themes = [it for it in desk.triager.themes() if not it.gone]
        query = request.query if request.method == "GET" else {}
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "idea": idea,
            "steps": [(it, self._who(it.contribution)) for it in steps],
            "events": events,
            "unread": sum(it.contribution.is_unread for it in steps),
            "merged": list(merged.values()),
            "into": await known.find_idea(idea.merged_into) if idea.merged_into else None,
            "challenges": known.challenges(),
            "themes": themes,
            "tags": {it.theme: it for it in idea.themes},
            "longest": LONGEST,
            "sought": sought,
            "alike": [*(it.idea for it in kin), *found[:MOST_ALIKE]],
            "kin": {it.idea.id: it for it in kin},
            "fields": {"words": idea.text, "stage": idea.stage, "challenge": idea.challenge or ""} | (dict(form) if form else {}),
            "became": BECAME,
            "done": self._done(query, self._triage.reception.form_token(request)),
            "wrong": wrong or {},
        }  # fmt: skip
        return page(request, "triage_idea.html", context, status=422 if wrong else 200)

    def _who(self, it: Any) -> str:
        return self._triage.name_of(it.disposition.who) if it.disposition else ""

    def _done(self, query: Mapping[str, str], token: str) -> dict[str, str] | None:
        if (said := DONE.get(query.get("did", ""))) is None:
            return None
        undo, proof = query.get("undo", ""), query.get("proof", "")
        try:
            proven(undo, proof, token)
        except UnreadableError:
            return {"text": said}
        return {"text": said, "undo": undo, "proof": proof}


def _wrong(told: Mapping[str, str], idea: Idea) -> dict[str, str]:
    """What is wrong with a form, by the id of its field."""
    match told.get("act"):
        case "merge" if not told.get("into"):
            return {"into": "Choose the idea that it is merged into."}
        case "reword" if len(told.get("words", "")) > LONGEST:
            return {"words": f"Shorten the words to {LONGEST:,} characters."}
        case "move" if told.get("challenge") in ("", idea.challenge, None):
            return {"challenge": "Choose another challenge."}
        case "tag" if not told.get("theme"):
            return {"theme": "Choose a theme."}
        case "theme" if not 0 < len(told.get("title", "")) <= 80:
            return {"title": "Enter what the theme is called, in at most 80 characters."}
        case "stage" if len(told.get("stage", "")) > 40:
            return {"stage": "Shorten the stage to 40 characters."}
        case act if act not in DONE:
            return {"list": "Choose what to do, with one of the buttons."}
    return {}


def _act(told: Mapping[str, str], idea: Idea) -> TriageAct:
    """Raises `UnreadableError`."""
    it: dict[str, Any] = {"idea": idea.id}
    match told["act"]:
        case "merge":
            said = it | {"act": "merge_idea", "into": told["into"]}
        case "unmerge":
            said = {"act": "unmerge_idea", "idea": told.get("idea", "") or idea.id}
        case "move":
            said = it | {"act": "move_idea", "challenge": told["challenge"]}
        case "reword":
            said = it | {"act": "reword_idea", "words": told.get("words", "")}
        case "hide" | "show":
            said = it | {"act": "hide_idea", "hidden": told["act"] == "hide"}
        case "stage":
            said = it | {"act": "stage_idea", "stage": told.get("stage", "")}
        case "read":
            return Read(ideas=(IdeaId(idea.id),))
        case _:
            on = told["act"] != "untag"
            said = {"act": "tag_ideas", "ideas": [idea.id], "theme": told.get("theme", ""), "on": on}
    try:
        act: IdeaAct = msgspec.convert(said, type=IdeaAct)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"This form holds something that it cannot: {error}") from None
    return act
