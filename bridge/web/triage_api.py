"""Triage for programs; all of it asks for the scope moderate, but to read themes and to tell a stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from bridge.errors import NotAllowedError, UnknownError, UnreadableError
from bridge.records import ChallengeId, EventId, Idea, IdeaId, Theme, without_who
from bridge.web.answers import json_answer
from bridge.web.asks import Known
from bridge.web.queue import counts, filtered, page_of, read_filter
from bridge.web.review import Some, Undo, Words
from bridge.web.sweeping import read_seen, read_sweep, read_where, sweep
from bridge.web.triage import Hide, IdeaAct, MoveIdea, Name, Reword, Stage, Sweep, Triager
from bridge.web.triage_desk import AtEvent, Desk, Triage, checked_act, read_act, read_body


class Claiming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody is at work on; `label` is what others read, the token's own note where it is left out."""

    ids: Some
    label: Annotated[str, msgspec.Meta(max_length=80)] = ""


class Freeing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one lets go of."""

    ids: Some


class NewTheme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A theme to make."""

    title: Name
    is_big: bool = False


class ThemeChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a theme is to be another: what is left out stays."""

    title: Name | msgspec.UnsetType = msgspec.UNSET
    is_big: bool | msgspec.UnsetType = msgspec.UNSET


class IdeaChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an idea is to be another: what is left out stays. Each is an act of its own."""

    words: Words | msgspec.UnsetType = msgspec.UNSET
    challenge: ChallengeId | msgspec.UnsetType = msgspec.UNSET
    hidden: bool | msgspec.UnsetType = msgspec.UNSET
    stage: Annotated[str, msgspec.Meta(max_length=40)] | msgspec.UnsetType = msgspec.UNSET


class Publishing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ideas appear at once, unless they are held ("live"), or once a person publishes them ("reviewed")."""

    publishing: Literal["live", "reviewed"]


class Closing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why an event is closed of which not everything was read; empty where all was."""

    waiver: Annotated[str, msgspec.Meta(max_length=500)] = ""


class TriageApi:
    """Handlers of queues, acts, claims, themes and lineage."""

    def __init__(self, triage: Triage, body_seconds: float) -> None:
        self._triage = triage
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/events/{event}/queue", self.queue),
            web.get("/v1/events/{event}/claims", self.claims),
            web.put("/v1/events/{event}/publishing", self.publishing),
            web.post("/v1/events/{event}/close", self.close),
            web.delete("/v1/events/{event}/close", self.open_again),
            web.post("/v1/triage", self.do),
            web.get("/v1/triage/{act}", self.far),
            web.post("/v1/claims", self.claim),
            web.delete("/v1/claims", self.free),
            web.get("/v1/themes", self.themes),
            web.post("/v1/themes", self.make_theme),
            web.patch("/v1/themes/{theme}", self.change_theme),
            web.delete("/v1/themes/{theme}", self.drop_theme),
            web.get("/v1/themes/{theme}/ideas", self.theme_ideas),
            web.patch("/v1/ideas/{idea}", self.change_idea),
            web.get("/v1/ideas/{idea}/lineage", self.lineage),
            web.get("/v1/contributions/{contribution}/lineage", self.became),
        ]

    async def queue(self, request: web.Request) -> web.Response:
        at = self._triage.event(request)
        asked = read_filter(request.query)
        place = at.desk.known.place()
        entries = await at.entries()
        shown = page_of(filtered(entries, asked), asked)
        return json_answer(
            {
                "place": str(place),
                "event": at.event,
                "counts": counts(entries),
                "matching": shown.matching,
                "claims": at.desk.triager.claims(at.event.id),
                "contributions": shown.entries,
                "next": shown.next,
            }
        )

    async def do(self, request: web.Request) -> web.Response:
        desk = self._triage.desk(request, changes=True)
        said = await self._read(request, dict[str, Any])
        if "where" in said:
            return _as_far(await self._sweep(desk, said))
        act, seen = read_act(said)
        if isinstance(act, Undo) and act.what and not act.ids:
            return _as_far(await desk.triager.unsweep(act.what, desk.who))
        return json_answer(await desk.triager.do(checked_act(act, desk), desk.who, seen=seen))

    async def _sweep(self, desk: Desk, said: Mapping[str, Any]) -> Sweep:
        """With all of an event that fit a filter. Raises `UnknownError`, `UnreadableError`."""
        act = read_sweep({name: it for name, it in said.items() if name not in ("where", "seen")})
        checked_act(act, desk)
        where = read_where(said["where"])
        event = desk.known.event(EventId(where["event"]))
        if event is None:
            raise UnknownError(f"No chat or session has the id {where['event'][:60]!r}.")
        return await sweep(AtEvent(desk, event), act, read_filter(where), read_seen(said.get("seen")))

    async def far(self, request: web.Request) -> web.Response:
        desk = self._triage.desk(request)
        found = desk.triager.swept(request.match_info["act"])
        if found is None:
            raise UnknownError("There is no such act on all that fit a filter.")
        return json_answer(found)

    async def claim(self, request: web.Request) -> web.Response:
        desk = self._triage.desk(request, changes=True)
        claiming = await self._read(request, Claiming)
        label = claiming.label.strip() or desk.name
        return json_answer({"claims": await desk.triager.claim(claiming.ids, desk.who, label)})

    async def free(self, request: web.Request) -> web.Response:
        desk = self._triage.desk(request, changes=True)
        await desk.triager.free((await self._read(request, Freeing)).ids, desk.who)
        return web.Response(status=204)

    async def claims(self, request: web.Request) -> web.Response:
        at = self._triage.event(request)
        place = at.desk.known.place()
        return json_answer({"place": str(place), "claims": at.desk.triager.claims(at.event.id)})

    async def publishing(self, request: web.Request) -> web.Response:
        at = self._triage.event(request, changes=True)
        wanted = await self._read(request, Publishing)
        return json_answer(await at.desk.triager.set_publishing(at.event.id, wanted.publishing, at.desk.who))

    async def close(self, request: web.Request) -> web.Response:
        """One that is closed stays as it was closed."""
        at = self._triage.event(request, changes=True)
        closing = await self._read(request, Closing) if request.can_read_body else Closing()
        return json_answer(await at.desk.triager.close_event(at.event.id, at.desk.who, closing.waiver.strip()))

    async def open_again(self, request: web.Request) -> web.Response:
        at = self._triage.event(request, changes=True)
        return json_answer(await at.desk.triager.open_event(at.event.id, at.desk.who))

    async def themes(self, request: web.Request) -> web.Response:
        known, triager = self._readable(request)
        themes = [self._as_seen(request, it) for it in triager.themes() if not it.gone]
        return json_answer({"place": str(known.place()), "themes": themes})

    async def make_theme(self, request: web.Request) -> web.Response:
        desk = self._triage.desk(request, changes=True)
        new = await self._read(request, NewTheme)
        made = await desk.triager.name_theme("", new.title.strip(), is_big=new.is_big, gone=False, who=desk.who)
        return json_answer(made, status=201, location=f"/v1/themes/{made.id}/ideas")

    async def change_theme(self, request: web.Request) -> web.Response:
        desk, id_ = self._triage.theme(request)
        change = await self._read(request, ThemeChange)
        return json_answer(await _renamed(desk, id_, change, gone=False))

    async def drop_theme(self, request: web.Request) -> web.Response:
        """Ideas lose it; nothing else happens to them."""
        desk, id_ = self._triage.theme(request)
        return json_answer(await _renamed(desk, id_, ThemeChange(), gone=True))

    async def theme_ideas(self, request: web.Request) -> web.Response:
        id_ = request.match_info["theme"]
        for known in self._triage.reception.readable(request):
            triager = self._triage.triagers.get(known.campaign.id)
            theme = next((it for it in triager.themes() if it.id == id_), None) if triager else None
            if theme:
                seen = self._triage.reception.campaign(request, known.campaign.id)
                place, ideas = seen.place(), [it for it in seen.ideas() if any(tag.theme == id_ for tag in it.themes)]
                return json_answer({"place": str(place), "theme": self._as_seen(request, theme), "ideas": ideas})
        raise UnknownError(f"No theme has the id {id_[:60]!r}.")

    async def change_idea(self, request: web.Request) -> web.Response:
        """A stage alone may be told by a platform, which has the scope ingest; all else by moderators."""
        reception, idea = self._triage.reception, IdeaId(request.match_info["idea"])
        moderates = reception.may(request, "moderate")
        desk = (await self._triage.idea(request, changes=True))[0] if moderates else self._triage.stager(request)
        change = await self._read(request, IdeaChange)
        acts = acts_of(idea, change)
        if not moderates and not all(isinstance(it, Stage) for it in acts):
            raise NotAllowedError(403, "With the scope 'ingest' only a stage can be told; all else needs 'moderate'.")
        if not acts:
            raise UnreadableError("say what is to be another: stage, words, challenge or hidden")
        for act in acts:
            checked_act(act, desk)
        told: dict[IdeaId, Idea] = {}
        for act in acts:
            told |= {it.id: it for it in (await desk.triager.do(act, desk.who, seen={})).ideas}
        if not moderates:
            return json_answer({"id": idea, "stage": change.stage})
        return json_answer(told.get(idea) or await desk.known.find_idea(idea))

    async def lineage(self, request: web.Request) -> web.Response:
        desk, idea = await self._triage.idea(request)
        place = desk.known.place()
        return json_answer({"place": str(place), "idea": idea, "steps": await desk.triager.steps(idea.id)})

    async def became(self, request: web.Request) -> web.Response:
        place, step = await self._triage.step(request)
        return json_answer({"place": str(place), "step": step})

    def _as_seen(self, request: web.Request, theme: Theme) -> Theme:
        return theme if self._triage.reception.may(request, "moderate") else without_who(theme)

    def _readable(self, request: web.Request) -> tuple[Known, Triager]:
        known = self._triage.reception.campaign(request, request.query.get("campaign"))
        triager = self._triage.triagers.get(known.campaign.id)
        if triager is None:
            raise UnknownError(f"The campaign {known.campaign.id[:60]!r} is not worked on here.")
        return known, triager

    async def _read(self, request: web.Request, shape: Any) -> Any:
        return await read_body(request, shape, self._body_seconds)


def _as_far(far: Sweep) -> web.Response:
    """202 as long as it goes on."""
    return json_answer(far, status=200 if far.ended else 202, location="" if far.ended else f"/v1/triage/{far.act}")


def acts_of(idea: IdeaId, change: IdeaChange) -> list[IdeaAct]:
    """What a change asks for, act by act. What hides comes first, what shows last."""
    acts: list[IdeaAct] = []
    if change.hidden is True:
        acts.append(Hide(idea=idea))
    if change.words is not msgspec.UNSET:
        acts.append(Reword(idea=idea, words=change.words))
    if change.challenge is not msgspec.UNSET:
        acts.append(MoveIdea(idea=idea, challenge=change.challenge))
    if change.stage is not msgspec.UNSET:
        acts.append(Stage(idea=idea, stage=change.stage))
    if change.hidden is False:
        acts.append(Hide(idea=idea, hidden=False))
    return acts


async def _renamed(desk: Desk, id: str, change: ThemeChange, *, gone: bool) -> Theme:  # noqa: A002 - the record's own word
    theme = next(it for it in desk.triager.themes() if it.id == id)
    title = theme.title if change.title is msgspec.UNSET else change.title.strip()
    is_big = theme.is_big if change.is_big is msgspec.UNSET else change.is_big
    return await desk.triager.name_theme(id, title, is_big=is_big, gone=gone, who=desk.who)
