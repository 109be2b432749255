"""Who answers for the triage of which campaign, and whether an act says what can be carried out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.records import HOLD_REASONS, ContributionId, Event, Idea, IdeaId, Place, Token
from bridge.web.asks import Known
from bridge.web.queue import Entry, entries_of
from bridge.web.reception import Reception
from bridge.web.review import Accept, Agree, Merge, SetAside, Undo, checked
from bridge.web.triage import (
    Add,
    Duplicate,
    Hold,
    MergeIdea,
    MoveIdea,
    Read,
    Step,
    TagIdeas,
    TriageAct,
    Triager,
    UnmergeIdea,
)

#: What others read who see a claim of somebody whose sign-in or token has no note.
SOMEBODY = "a colleague"


class Desk(NamedTuple):
    """A campaign at work: who carries out what is decided, and who decides."""

    known: Known
    triager: Triager
    who: str
    name: str


class AtEvent(NamedTuple):
    """The same for one event."""

    desk: Desk
    event: Event

    async def entries(self) -> list[Entry]:
        """Everything that was said there, the oldest first."""
        said = await self.desk.triager.unsettled(self.event.id)
        return entries_of(said, await self.desk.known.find_ideas({it.placed.idea for it in said if it.placed}))


class Triage(NamedTuple):
    """Finds what a moderator's request is about. Its methods raise `NotAllowedError`, `UnknownError`."""

    reception: Reception
    triagers: Mapping[str, Triager]

    def desk(self, request: web.Request, *, changes: bool = False) -> Desk:
        """Of the campaign that is named, or of the only one."""
        token = self._moderator(request, changes=changes)
        return self._at(self.reception.campaign(request, request.query.get("campaign")), token)

    def event(self, request: web.Request, *, changes: bool = False) -> AtEvent:
        token = self._moderator(request, changes=changes)
        known, event = self.reception.event(request, request.match_info["event"])
        return AtEvent(self._at(known, token), event)

    async def idea(self, request: web.Request, *, changes: bool = False) -> tuple[Desk, Idea]:
        token = self._moderator(request, changes=changes)
        known, idea = await self.reception.idea(request, request.match_info["idea"])
        return self._at(known, token), idea

    def theme(self, request: web.Request) -> tuple[Desk, str]:
        """A theme that is to be changed, and the campaign that has it."""
        token = self._moderator(request, changes=True)
        id_ = request.match_info["theme"]
        for known in self.reception.readable(request):
            triager = self.triagers.get(known.campaign.id)
            if triager and any(it.id == id_ for it in triager.themes()):
                return self._at(known, token), id_
        raise UnknownError(f"No theme has the id {id_[:60]!r}.")

    async def step(self, request: web.Request) -> tuple[Place, Step]:
        """What became of something that was said, in whatever event or with `?event=` in that one, and as of which place."""
        token = self._moderator(request)
        id_, event = ContributionId(request.match_info["contribution"]), request.query.get("event", "")
        for known in self.reception.readable(request):
            if known.campaign.id not in self.triagers:
                continue
            place = known.place()
            step = await self._at(known, token).triager.step(id_)
            if step is not None and event in ("", step.contribution.event):
                return place, step
        raise UnknownError(f"Nothing that was said has the id {id_[:60]!r}, or it was taken back.")

    def stager(self, request: web.Request) -> Desk:
        """Whoever may tell a platform's stage of an idea, with the scope ingest too."""
        token = self.reception.access.check(request.headers, "ingest")
        self.reception.accept_call(request)
        for known in self.reception.known.values():
            if known.has(IdeaId(request.match_info["idea"])):
                return self._at(known, token)
        raise UnknownError(f"No idea has the id {request.match_info['idea'][:60]!r}.")

    def name_of(self, who: str) -> str:
        """What others read of a token's id."""
        return self.reception.access.note_of(who) or SOMEBODY

    def _moderator(self, request: web.Request, *, changes: bool = False) -> Token:
        token = self.reception.access.check(request.headers, "moderate")
        if changes:
            self.reception.accept_call(request)
        return token

    def _at(self, known: Known, token: Token) -> Desk:
        triager = self.triagers.get(known.campaign.id)
        if triager is None:
            raise UnknownError(f"The campaign {known.campaign.id[:60]!r} is not worked on here.")
        return Desk(known, triager, token.id, token.note or SOMEBODY)


def checked_act(act: TriageAct, desk: Desk) -> TriageAct:
    """The act, if it says what can be carried out. Raises `UnreadableError`."""
    match act:
        case Accept() | SetAside() | Agree() | Merge() | Undo():
            checked(act, desk.known)
        case Add(idea=idea) | Duplicate(idea=idea) | UnmergeIdea(idea=idea):
            _must_be(desk, idea)
        case Hold(reason=reason) if reason not in HOLD_REASONS:
            raise UnreadableError(f"reason: {reason[:40]!r} is none of {', '.join(HOLD_REASONS)}")
        case Read(ids=(), ideas=()):
            raise UnreadableError("read: say ids, or ideas")
        case MergeIdea(idea=idea, into=into):
            _must_be(desk, idea, into)
            if idea == into:
                raise UnreadableError("into: an idea cannot be merged into itself; name another")
        case MoveIdea(challenge=challenge):
            there = [it.id for it in desk.known.challenges()]
            if challenge not in there:
                raise UnreadableError(f"challenge: {challenge[:60]!r} is none of {', '.join(there)}")
        case TagIdeas(ideas=ideas, theme=theme):
            _must_be(desk, *ideas)
            titles = [it.id for it in desk.triager.themes() if not it.gone]
            if theme not in titles:
                raise UnreadableError(f"theme: {theme[:60]!r} is none of {', '.join(titles) or 'none that is here'}")
    return act


def read_act(said: Mapping[str, Any]) -> tuple[TriageAct, dict[ContributionId, str]]:
    """An act and what its doer had seen (`seen`). Raises `UnreadableError`."""
    rest = {name: it for name, it in said.items() if name != "seen"}
    try:
        act: TriageAct = msgspec.convert(rest, type=TriageAct)
        seen = msgspec.convert(said.get("seen", {}), type=dict[str, str])
    except msgspec.ValidationError as error:
        raise UnreadableError(f"the act is not what is expected: {error}") from None
    return act, {ContributionId(id_): version for id_, version in seen.items()}


async def read_body(request: web.Request, shape: Any, seconds: float) -> Any:
    """A JSON body. Raises `UnreadableError`, TimeoutError."""
    async with asyncio.timeout(seconds):
        body = await request.read()
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError(f"the body is not what is expected: {error}") from None


def _must_be(desk: Desk, *ideas: IdeaId) -> None:
    for idea in ideas:
        if not desk.known.has(idea):
            raise UnreadableError(f"idea: no idea has the id {idea[:60]!r}")
