"""The review of a session or a reviewed chat for programs; all of it asks for the scope moderate."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Annotated, Any

import msgspec
from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.records import SET_ASIDE_REASONS, ChosenColumns, Declaration, IdeaId, Time, Upload
from bridge.web.answers import json_answer
from bridge.web.asks import Uploads
from bridge.web.candidates import Candidate, read_queue
from bridge.web.review import Act, Reviews, Sitting, SpeakerChange, checked

Column = Annotated[int, msgspec.Meta(ge=0)]


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a host says of a session (`records.Declaration`)."""

    title: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]
    held_at: Time
    informed: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=500)]
    public: bool
    quotes: bool = False


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is taken back: an idea, a speaker's words (by number), or everything. One of the three."""

    idea: IdeaId | None = None
    speaker: int | None = None
    everything: bool = False


class Columns(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which columns of a table, from 0, hold the notes, the author and the group."""

    text: Column
    author: Column | None = None
    group: Column | None = None


class ReviewApi:
    """Handlers of `/v1/sessions/{session}/…` that are not about documents' bytes."""

    def __init__(self, reviews: Reviews, uploads: Uploads, clock: Clock, body_seconds: float) -> None:
        self._reviews = reviews
        self._uploads = uploads
        self._clock = clock
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        here = "/v1/sessions/{session}"
        return [
            web.get(f"{here}/review", self.review),
            web.post(f"{here}/review", self.decide),
            web.post(f"{here}/publish", self.publish),
            web.post(f"{here}/withdraw", self.withdraw),
            web.patch(f"{here}/speakers/{{number}}", self.name_speaker),
            web.put(f"{here}/declaration", self.declare),
            web.post(f"{here}/end-review", self.end_review),
            web.put(f"{here}/documents/{{upload}}/columns", self.choose_columns),
        ]

    async def review(self, request: web.Request) -> web.Response:
        sitting = self._reviews.sit(request)
        place = sitting.known.place()
        queue = await read_queue(sitting, self._reviews.order)
        return json_answer(
            {
                "place": str(place),
                "session": sitting.event,
                "declaration": sitting.event.declaration,
                "speakers": queue.speakers,
                "reasons": SET_ASIDE_REASONS,
                "counts": queue.counts(),
                "candidates": [_told(it) for it in queue.candidates],
            }
        )

    async def decide(self, request: web.Request) -> web.Response:
        sitting = self._changing(request)
        act: Act = await self._read(request, Act)
        act = checked(act, sitting.known)
        return json_answer({"act": await sitting.reviewer.decide(sitting.event.id, act, sitting.who)})

    async def publish(self, request: web.Request) -> web.Response:
        sitting = self._changing(request)
        dry_run = _flag("dry_run", request.query.get("dry_run", "false"))
        found = await sitting.reviewer.publish(sitting.event.id, sitting.who, dry_run=dry_run)
        counts = Counter(it.what for it in found)
        return json_answer({"dry_run": dry_run, "counts": counts, "differences": found})

    async def withdraw(self, request: web.Request) -> web.Response:
        sitting = self._changing(request)
        what = await self._read(request, Withdrawal)
        if [what.idea is not None, what.speaker is not None, what.everything].count(True) != 1:
            raise UnreadableError('withdraw: say one of {"idea":ID}, {"speaker":NUMBER} and {"everything":true}')
        withdrawn = await sitting.reviewer.withdraw(
            sitting.event.id, sitting.who, idea=what.idea, speaker=what.speaker, everything=what.everything
        )
        return json_answer({"withdrawn": withdrawn})

    async def name_speaker(self, request: web.Request) -> web.Response:
        sitting = self._changing_session(request)
        change = await self._read(request, SpeakerChange)
        number = speaker_number(request, sitting)
        return json_answer(await sitting.reviewer.name_speaker(sitting.event.id, number, change, sitting.who))

    async def declare(self, request: web.Request) -> web.Response:
        sitting = self._changing_session(request)
        said = await self._read(request, Declared)
        declaration = Declaration(**msgspec.structs.asdict(said), at=self._clock.now(), who=sitting.who)
        return json_answer(await sitting.reviewer.declare(sitting.event.id, declaration))

    async def end_review(self, request: web.Request) -> web.Response:
        sitting = self._changing_session(request)
        return json_answer({"deleted": await sitting.reviewer.end_review(sitting.event.id, sitting.who)})

    async def choose_columns(self, request: web.Request) -> web.Response:
        """Answers before the table is read again: how far that is stands at the document's own address."""
        sitting = self._changing_session(request)
        chosen = await self._read(request, Columns)
        upload = self._upload(request, sitting)
        if upload.report is None or not upload.report.columns:
            raise UnreadableError("columns: this document is no table, or was not read yet")
        width = len(upload.report.columns)
        if beyond := [it for it in (chosen.text, chosen.author, chosen.group) if it is not None and it >= width]:
            raise UnreadableError(f"columns: there is no column {beyond[0]}; they are 0 to {width - 1}")
        await sitting.reviewer.choose_columns(
            upload.id,
            ChosenColumns(
                id=upload.report.signature, campaign=sitting.known.campaign.id, **msgspec.structs.asdict(chosen)
            ),
        )
        return json_answer(self._upload(request, sitting), status=202)

    def _changing(self, request: web.Request) -> Sitting:
        """The event of a call that changes something."""
        sitting = self._reviews.sit(request)
        self._reviews.reception.accept_call(request)
        return sitting

    def _changing_session(self, request: web.Request) -> Sitting:
        """The same for what only a session has."""
        sitting = self._reviews.sit_at_session(request)
        self._reviews.reception.accept_call(request)
        return sitting

    def _upload(self, request: web.Request, sitting: Sitting) -> Upload:
        upload = self._uploads.upload(request.match_info["upload"])
        if upload is None or upload.session != sitting.event.id:
            raise UnknownError("No such upload is known here any more.")
        return upload

    async def _read(self, request: web.Request, shape: Any) -> Any:
        async with asyncio.timeout(self._body_seconds):
            body = await request.read()
        try:
            return msgspec.json.decode(body, type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableError(f"the body is not what is expected: {error}") from None


def speaker_number(request: web.Request, sitting: Sitting) -> int:
    """Of the speaker that a request names. Raises `UnknownError`."""
    said = request.match_info["number"]
    there = [it.number for it in sitting.reviewer.speakers(sitting.event.id)]
    for number in there:
        if str(number) == said:
            return number
    raise UnknownError(f"No speaker has the number {said[:10]!r}: they are {', '.join(map(str, there)) or 'none'}.")


def _told(it: Candidate) -> dict[str, Any]:
    contribution = it.contribution
    return {
        "contribution": contribution,
        "rank": it.rank,
        "why": it.why,
        "state": contribution.state,
        "standing": it.standing,
        "disposition": contribution.disposition,
        "speaker": it.speaker,
        "context": it.context,
    }


def _flag(name: str, said: str) -> bool:
    if said not in ("true", "false"):
        raise UnreadableError(f"{name}: true or false, got {said[:20]!r}")
    return said == "true"
