"""Stands in for what workers hand to the web room: a campaign in memory, uploads, a feed of Server-Sent Events, a clock."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from aiohttp import web

from bridge.errors import DocumentError, LeaseLostError, UnknownError
from bridge.records import (
    Alarm,
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    Contribution,
    ContributionId,
    Event,
    EventId,
    Gap,
    Idea,
    IdeaId,
    Kind,
    Listening,
    Place,
    Question,
    QuestionId,
    SourceName,
    State,
    Upload,
)
from tests.factories import minutes


class StandingClock:
    """Shows half past seven, or the time that it was set to."""

    def __init__(self) -> None:
        self.at = minutes(30)

    def now(self) -> datetime:
        return self.at


class Minute(NamedTuple):
    at: datetime
    contributions: int
    ideas: int


class Figures(NamedTuple):
    contributions: int
    ideas: int
    experiences: int
    voices: int
    held: int


class KnownCampaign:
    """A campaign as it is written down; tests change its lists and dictionaries as they like.

    Ideas of the events in `away` are in the store alone.
    """

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.seq = 1
        self.all_challenges: list[Challenge] = []
        self.all_events: list[Event] = []
        self.all_questions: list[Question] = []
        self.all_ideas: dict[IdeaId, Idea] = {}
        self.all_said: list[Contribution] = []
        self.all_listening: list[Listening] = []
        self.all_alarms: list[Alarm] = []
        self.all_gaps: list[Gap] = []
        self.away: set[EventId] = set()

    def place(self) -> Place:
        return Place("epoch", self.seq)

    def challenges(self) -> Sequence[Challenge]:
        return self.all_challenges

    def events(self) -> Sequence[Event]:
        return self.all_events

    def event(self, event: EventId, /) -> Event | None:
        return next((it for it in self.all_events if it.id == event), None)

    def questions(self, event: EventId, /) -> Sequence[Question]:
        return [it for it in self.all_questions if it.event == event]

    def question(self, question: QuestionId, /) -> Question | None:
        return next((it for it in self.all_questions if it.id == question), None)

    def ideas(self, *, challenge: ChallengeId | None = None, kinds: Collection[Kind] | None = None) -> Sequence[Idea]:
        return [it for it in self._fitting(challenge=challenge, kinds=kinds) if it.event not in self.away]

    async def ideas_of(
        self,
        event: EventId,
        /,
        *,
        challenge: ChallengeId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Idea]:
        return self._fitting(challenge=challenge, event=event, question=question, kinds=kinds)

    def _fitting(
        self,
        *,
        challenge: ChallengeId | None = None,
        event: EventId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Idea]:
        found = (
            it
            for it in self.all_ideas.values()
            if it.state is State.LIVE
            and challenge in (None, it.challenge)
            and (event is None or event in (it.event, *it.events))
            and question in (None, it.question)
            and (kinds is None or it.kind in kinds)
        )
        return sorted(found, key=lambda it: it.last_at, reverse=True)

    def idea(self, idea: IdeaId, /) -> Idea | None:
        found = self.all_ideas.get(idea)
        return None if found is None or found.event in self.away else found

    def has(self, idea: IdeaId, /) -> bool:
        return idea in self.all_ideas

    async def find_idea(self, idea: IdeaId, /) -> Idea | None:
        return self.all_ideas.get(idea)

    async def find_ideas(self, ideas: Collection[IdeaId], /) -> Mapping[IdeaId, Idea]:
        return {it: self.all_ideas[it] for it in ideas if it in self.all_ideas}

    def count(
        self, kinds: Collection[Kind], /, *, challenge: ChallengeId | None = None, event: EventId | None = None
    ) -> int:
        return len(self._fitting(challenge=challenge, event=event, kinds=kinds))

    def figures(self) -> Figures:
        there = [it for it in self.all_said if it.state is not State.WITHDRAWN]
        return Figures(
            contributions=len(there),
            ideas=self.count([Kind.IDEA]),
            experiences=self.count([Kind.EXPERIENCE]),
            voices=len({it.voice for it in there if it.kind is not Kind.HOST}),
            held=self.held(),
        )

    def count_said(self, event: EventId, /) -> int:
        return len(self._said(event))

    async def contributions(
        self, event: EventId, /, *, before: ContributionId | None = None, limit: int
    ) -> Sequence[Contribution]:
        said = self._said(event)
        places = [at for at, it in enumerate(said) if it.id == before]
        if before is not None and not places:
            raise UnknownError("before: there is no such contribution")
        end = places[0] if places else len(said)
        return said[max(0, end - limit) : end]

    def _said(self, event: EventId) -> Sequence[Contribution]:
        return [it for it in self.all_said if it.event == event]

    async def said(self, idea: IdeaId, /) -> Sequence[Contribution]:
        return [it for it in self.all_said if it.placed and it.placed.idea == idea]

    def per_minute(self, event: EventId, /) -> Sequence[Minute]:
        there = [it for it in self.all_said if it.event == event and it.state is State.LIVE]
        said = Counter(it.said_at.replace(second=0) for it in there)
        new = Counter(it.first_at.replace(second=0) for it in self._fitting(event=event))
        return [Minute(at, said[at], new[at]) for at in sorted(said)]

    def alarms(self) -> Sequence[Alarm]:
        return self.all_alarms

    def listening(self) -> Sequence[Listening]:
        return self.all_listening

    def gaps(self) -> Sequence[Gap]:
        return self.all_gaps

    def held(self) -> int:
        return sum(it.state is State.HELD for it in self.all_said)


class UploadsAsTold:
    """Takes documents and does nothing with them; tests say what becomes of each."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.known: dict[str, Upload] = {}

    async def submit(self, session: EventId, label: str, chunks: AsyncIterator[bytes], received_at: datetime) -> Upload:
        body = b"".join([chunk async for chunk in chunks])
        if not body:
            raise DocumentError("empty", "The file is empty. Export the transcript again and upload that.")
        upload = Upload(
            id=f"u-{len(self.known) + 1}", session=session, label=label, size=len(body), received_at=received_at
        )
        self.bodies[upload.id] = body
        self.known[upload.id] = upload
        return upload

    def upload(self, upload: str, /) -> Upload | None:
        return self.known.get(upload)

    def uploads(self, session: EventId, /) -> Sequence[Upload]:
        return [it for it in self.known.values() if it.session == session]

    def waiting(self, campaign: CampaignId, /) -> Sequence[Upload]:
        return [it for it in self.known.values() if it.state == "waiting"]

    async def body(self, upload: str, /) -> bytes:
        if upload not in self.bodies:
            raise UnknownError("Its bytes are not here any more.")
        return self.bodies[upload]

    async def progress(self, upload: str, said: bytes, /) -> Upload:
        told = msgspec.json.decode(said)
        if told["lease"] != 1:
            raise LeaseLostError("another worker has this upload")
        self.known[upload] = msgspec.structs.replace(self.known[upload], state=told["state"])
        return self.known[upload]


async def no_hearsay(campaign: CampaignId, after: str) -> dict[str, object]:
    return {"rows": [], "place": after, "more": False}


async def nothing_stored(campaign: CampaignId, source: SourceName, after: str) -> dict[str, object]:
    return {"rows": [], "place": after, "more": False}


class Feed:
    """Server-Sent Events in the feed's own form (docs/protocol.md), told by the test."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.readers: set[asyncio.Queue[bytes | None]] = set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.query.get("after", ""), request.headers.get("Last-Event-ID")))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.readers.add(waiting)
        try:
            await response.write(b'event: live\ndata: {"type":"live"}\n\n')
            while (event := await waiting.get()) is not None:
                await response.write(event)
        finally:
            self.readers.discard(waiting)
        return response

    def tell(self, known: KnownCampaign, value: Idea | Question | Gap) -> None:
        known.seq += 1
        frame = {"type": "change", "at": str(known.place()), "entity": value.__struct_config__.tag, "value": value}
        told = b"id: %s\nevent: change\ndata: %s\n\n" % (str(known.place()).encode(), msgspec.json.encode(frame))
        for reader in self.readers:
            reader.put_nowait(told)

    def hang_up(self) -> None:
        """End every stream, as a restart does."""
        for reader in self.readers:
            reader.put_nowait(None)
