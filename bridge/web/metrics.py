"""Numbers of what was said, each with its definition: for programs, as a page, and contribution by contribution as evidence."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from bridge.errors import UnknownError, UnreadableError
from bridge.ports import Clock
from bridge.records import (
    SET_ASIDE_REASONS,
    CampaignId,
    ChallengeId,
    Contribution,
    EventId,
    Idea,
    IdeaId,
    Place,
    QuestionId,
    Time,
)
from bridge.web.answers import json_answer
from bridge.web.asks import Known
from bridge.web.counting import DEFINITIONS, NONE, Asked, Count, Dimension, Metric, Numbers, metrics
from bridge.web.evidence import HEAD, rows
from bridge.web.reception import Reception
from bridge.web.sight import SOURCES, page

#: Contributions that are in memory at a time, and answers that are remembered until something changes.
PART, REMEMBERED = 10_000, 50
#: An answer is given again for so many times as long as it took to count: who asks often must not keep us counting.
REST = 10
#: What the page's tables have beside their bars.
_SHOWN = ("contributions", "participants", "ideas", "voices")
_TITLES = {"question": "By question", "source": "By source", "kind": "By kind", "route": "By how it came here"}
_ROUTES = {
    "live": "Heard as it was said",
    "asked": "Found afterwards",
    "captured": "Copied by a person",
    "session": "From a session's files",
}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers, and the place in the feed that they are as of."""

    place: str
    as_of: Time
    metrics: tuple[Metric, ...]


class Row(NamedTuple):
    """A row of a table on the page: numbers by their definition's name, and how long its bar is, in hundredths."""

    label: str
    numbers: dict[str, int]
    length: float


class Table(NamedTuple):
    """Numbers by one dimension."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


class _Counted(NamedTuple):
    place: Place
    at: datetime
    until: datetime
    numbers: dict[str, Numbers]


class Metrics:
    """Handlers of numbers. Whoever may read a campaign may read them; the evidence asks for the scope moderate."""

    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception = reception
        self._clock = clock
        self._counted: OrderedDict[tuple[CampaignId, Asked], _Counted] = OrderedDict()
        #: One count at a time: a store is asked for much.
        self._counting = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/metrics", self.metrics),
            web.get("/v1/events/{event}/evidence.csv", self.evidence),
            web.get("/events/{event}/figures", self.figures),
        ]

    async def metrics(self, request: web.Request) -> web.Response:
        by = _dimensions(request.query.getall("by", []))
        known, asked = self._asked(request)
        counted = await self._count(known, asked)
        told = metrics(counted.numbers, asked, counted.at, by)
        return json_answer(Told(place=str(counted.place), as_of=counted.at, metrics=told))

    async def evidence(self, request: web.Request) -> web.Response:
        """One row for each contribution, in the order of time, without a word of anybody."""
        self._reception.require(request, "moderate")
        known, event = self._reception.event(request, request.match_info["event"])
        parts = [rows(said) async for said in _parts(known, event.id)]
        return web.Response(
            text=HEAD + "".join(reversed(parts)),
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": 'attachment; filename="evidence.csv"'},
        )

    async def figures(self, request: web.Request) -> web.Response:
        known, event = self._reception.event(request, request.match_info["event"])
        asked = Asked(event=event.id, published=not self._reception.may(request, "moderate"))
        counted = await self._count(known, asked)
        questions = {it.id: f"Question {it.number}" for it in known.questions(event.id)}
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": event,
            "as_of": counted.at,
            "told": [(it, counted.numbers[it.name].value) for it in DEFINITIONS],
            "titles": {it.name: it.title for it in DEFINITIONS},
            "tables": [table_of(it, counted.numbers, questions) for it in _TITLES],
            "set_aside": [
                (SET_ASIDE_REASONS.get(it, it), value)
                for it, value in counted.numbers["set_aside"].by[Dimension.REASON].items()
            ],
        }
        return page(request, "figures.html", context)

    def _asked(self, request: web.Request) -> tuple[Known, Asked]:
        query = request.query
        rehearsals = query.get("rehearsals", "false")
        if rehearsals not in ("true", "false"):
            raise UnreadableError(f"rehearsals is true or false; got {rehearsals[:40]!r}")
        if query.get("event"):
            known = self._reception.event(request, query["event"])[0]
        else:
            known = self._reception.campaign(request, query.get("campaign"))
        asked = Asked(
            event=EventId(query.get("event", "")) or None,
            challenge=ChallengeId(query.get("challenge", "")) or None,
            question=QuestionId(query.get("question", "")) or None,
            rehearsals=rehearsals == "true",
            published=not self._reception.may(request, "moderate"),
        )
        return known, _narrowed(known, asked)

    async def _count(self, known: Known, asked: Asked) -> _Counted:
        """Count, unless nothing has changed since it was counted last, or that took long and was just now."""
        key = known.campaign.id, asked
        async with self._counting:
            place, now = known.place(), self._clock.now()
            counted = self._counted.pop(key, None)
            if counted is None or (counted.place != place and now >= counted.until):
                numbers = await _numbers(known, asked)
                ended = self._clock.now()
                counted = _Counted(place, now, ended + REST * (ended - now), numbers)
            self._counted[key] = counted
            if len(self._counted) > REMEMBERED:
                self._counted.popitem(last=False)
        return counted


async def _numbers(known: Known, asked: Asked) -> dict[str, Numbers]:
    events = asked.events(known.events())
    ideas: dict[IdeaId, Idea] = {}
    for event in events:
        ideas |= {it.id: it for it in await known.ideas_of(event)}
    count = Count(asked, ideas.values(), {it.id for it in known.events() if it.is_reviewed})
    for event in events:
        async for said in _parts(known, event):
            count.add(said)
            await asyncio.sleep(0)
    return count.numbers()


async def _parts(known: Known, event: EventId) -> AsyncIterator[Sequence[Contribution]]:
    """All contributions of an event, the last part first, each part as it was said."""
    before = None
    while said := await known.contributions(event, before=before, limit=PART):
        yield said
        before = said[0].id


def _narrowed(known: Known, asked: Asked) -> Asked:
    """The same, once it is sure that there is such a challenge or question; of a question its event. Raises `UnknownError`."""
    if asked.challenge and all(it.id != asked.challenge for it in known.challenges()):
        raise UnknownError(f"challenge: no challenge has the id {asked.challenge[:60]!r}")
    if not asked.question:
        return asked
    question = known.question(asked.question)
    if question is None or asked.event not in (None, question.event):
        raise UnknownError(f"question: no question has the id {asked.question[:60]!r} there")
    return msgspec.structs.replace(asked, event=question.event)


def _dimensions(said: Sequence[str]) -> set[Dimension]:
    names = [it for each in said for it in each.split(",") if it]
    wrong = sorted(set(names) - set(Dimension))
    if wrong:
        raise UnreadableError(f"by is one of {', '.join(Dimension)}; got {wrong[0][:40]!r}")
    return {Dimension(it) for it in names}


def table_of(dimension: str, numbers: dict[str, Numbers], questions: dict[QuestionId, str]) -> Table:
    """The page's numbers by a dimension: a row for each of its values, with a bar as long as its contributions are many."""
    by = Dimension(dimension)
    columns = tuple(it for it in _SHOWN if by in numbers[it].by)
    names = dict.fromkeys(name for it in columns for name in numbers[it].by[by])
    most = max(numbers["contributions"].by[by].values(), default=0)
    labels: dict[str, Any] = {"source": SOURCES, "question": questions | {NONE: "No question"}, "route": _ROUTES}
    return Table(
        id=dimension,
        title=_TITLES[dimension],
        columns=columns,
        rows=tuple(
            Row(
                label=labels.get(dimension, {}).get(name, name.capitalize()),
                numbers={it: numbers[it].by[by].get(name, 0) for it in columns},
                length=round(100 * numbers["contributions"].by[by].get(name, 0) / most, 1) if most else 0,
            )
            for name in names
        ),
    )
