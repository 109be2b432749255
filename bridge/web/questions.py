"""An event's questions as facilitators run them: put in, corrected, reordered, put on; and told to those who listen."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Protocol, TypeVar

import msgspec
from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.records import CampaignId, ChallengeId, Event, EventId, Question, QuestionId, Time, Turn
from bridge.web.answers import json_answer
from bridge.web.asks import Known
from bridge.web.reception import Reception

#: Seconds that a listener may ask us to wait for news of questions, and between our looks.
LONGEST_WAIT = 20.0
LOOK = 0.5
#: How far ahead of ours the clock may be of somebody who says when a question was put on.
AHEAD = timedelta(minutes=1)

Words = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=1000)]
#: People write one or two digits in a label.
Number = Annotated[int, msgspec.Meta(ge=1, le=99)]
Asked = TypeVar("Asked", bound=msgspec.Struct)


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question to put in. Without a number it comes last; at a number that is taken, the later ones move on."""

    text: Words
    number: Number | None = None
    challenge: ChallengeId | None = None
    planned_at: Time | None = None


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a question is to be another: what is left out stays. A new number moves those in between."""

    text: Words | msgspec.UnsetType = msgspec.UNSET
    number: Number | msgspec.UnsetType = msgspec.UNSET
    challenge: ChallengeId | msgspec.UnsetType | None = msgspec.UNSET
    planned_at: Time | msgspec.UnsetType | None = msgspec.UNSET
    opened_at: Time | msgspec.UnsetType | None = msgspec.UNSET


class PutOn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The question that is on from a time; None: none is. Without a time, from now."""

    question: QuestionId | None
    at: Time | None = None


class Facilitator(Protocol):
    """Changes one campaign's questions; on disk when it returns. Raises `UnknownError` for what is not there."""

    async def put_in(self, event: EventId, new: NewQuestion) -> Question: ...
    async def correct(self, question: QuestionId, correction: Correction) -> Question: ...
    async def put_on(self, event: EventId, question: QuestionId | None, at: datetime) -> Event: ...


class Questions:
    """Handlers for facilitators, who need the scope moderate, and one for listeners, with the scope ingest."""

    def __init__(
        self, reception: Reception, facilitators: Mapping[str, Facilitator], clock: Clock, body_seconds: float
    ) -> None:
        self._reception = reception
        self._facilitators = facilitators
        self._clock = clock
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/events/{event}/questions", self.put_in),
            web.patch("/v1/questions/{question}", self.correct),
            web.post("/v1/events/{event}/current", self.put_on),
            web.get("/v1/asked", self.asked),
        ]

    async def put_in(self, request: web.Request) -> web.Response:
        new = await self._read(request, NewQuestion)
        known, event = self._reception.event(request, request.match_info["event"])
        _must_be_here(known, new.challenge)
        return json_answer(await self._facilitator(known).put_in(event.id, new), status=201)

    async def correct(self, request: web.Request) -> web.Response:
        correction = await self._read(request, Correction)
        known, question = self._question(request, request.match_info["question"])
        if correction.challenge is not msgspec.UNSET:
            _must_be_here(known, correction.challenge)
        if correction.opened_at is not msgspec.UNSET:
            self._must_be_past("opened_at", correction.opened_at)
        return json_answer(await self._facilitator(known).correct(question.id, correction))

    async def put_on(self, request: web.Request) -> web.Response:
        turn = await self._read(request, PutOn)
        known, event = self._reception.event(request, request.match_info["event"])
        self._must_be_past("at", turn.at)
        if turn.question is not None and self._question(request, turn.question)[1].event != event.id:
            raise UnknownError(f"question: it is of another event than {event.id[:60]!r}")
        at = turn.at or self._clock.now()
        return json_answer(await self._facilitator(known).put_on(event.id, turn.question, at))

    async def asked(self, request: web.Request) -> web.Response:
        """The questions of events that are listened to, and what was put on; at once if that is not what was `seen`."""
        self._reception.require(request, "ingest")
        known = self._reception.known[self._reception.campaign_id(request.query.get("campaign"))]
        seen, ends_at = request.query.get("seen", ""), time.monotonic() + _seconds(request.query.get("wait", "0"))
        told = self._told(known)
        while told["seen"] == seen and time.monotonic() < ends_at:
            await asyncio.sleep(LOOK)  # what is known tells nobody that it changed
            told = self._told(known)
        return json_answer(told)

    def _told(self, known: Known) -> dict[str, object]:
        now = self._clock.now()
        events = [it for it in known.events() if it.rehearsal or it.late_until >= now]
        questions = [question for event in events for question in known.questions(event.id)]
        turns: dict[EventId, tuple[Turn, ...]] = {event.id: event.turns for event in events}
        digest = hashlib.sha256(msgspec.json.encode((questions, turns))).hexdigest()[:16]
        return {"questions": questions, "turns": turns, "seen": digest}

    async def _read(self, request: web.Request, shape: type[Asked]) -> Asked:
        """The body of a call by somebody who may make it. Raises `NotAllowedError`, `UnreadableError`."""
        self._reception.require(request, "moderate")
        self._reception.accept_call(request)
        async with asyncio.timeout(self._body_seconds):
            body = await request.read()
        try:
            return msgspec.json.decode(body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableError(f"the body is not what is expected: {error}") from None

    def _question(self, request: web.Request, id: str) -> tuple[Known, Question]:  # noqa: A002 - the record's own word
        for known in self._reception.known.values():
            if question := known.question(QuestionId(id)):
                self._reception.event(request, question.event)
                return known, question
        raise UnknownError(f"No question has the id {id[:60]!r}.")

    def _facilitator(self, known: Known) -> Facilitator:
        found = self._facilitators.get(CampaignId(known.campaign.id))
        if found is None:
            raise UnknownError(f"Questions of the campaign {known.campaign.id[:60]!r} are not changed here.")
        return found

    def _must_be_past(self, name: str, at: datetime | None) -> None:
        if at is not None and at > self._clock.now() + AHEAD:
            raise UnreadableError(f"{name}: it lies in the future; say it once it is so")


def _must_be_here(known: Known, challenge: ChallengeId | None) -> None:
    there = [it.id for it in known.challenges()]
    if challenge is not None and challenge not in there:
        raise UnreadableError(f"challenge: {challenge[:60]!r} is none of {', '.join(there)}")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise UnreadableError(f"wait: seconds from 0 to {LONGEST_WAIT:.0f}, got {text[:20]!r}")
    return seconds
