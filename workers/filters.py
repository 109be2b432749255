"""The rules as filters, for trying them on one's own words without a server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from bridge.documents.guarded import read_guarded
from bridge.documents.read import Document, arrivals
from bridge.ideas.grouper import Grouper
from bridge.intake import kind
from bridge.intake.pipeline import Plan, take
from bridge.intake.scrub import scrub
from bridge.records import (
    Campaign,
    CampaignId,
    Contribution,
    Event,
    EventId,
)

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
_SESSION = EventId("inspected")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What the filters read, a line each; other fields are passed over."""

    id: str | int
    text: str
    author: str | None = None
    said_at: str | None = None
    challenge: str | None = None


Filter = Callable[[Line], Mapping[str, Any]]


def through(answer: Filter) -> None:
    """Every line of stdin through a filter to stdout. A bad line is told on stderr and passed over; then exit 1."""
    wrong = 0
    decode = msgspec.json.Decoder(Line).decode
    write, encode = sys.stdout.buffer.write, msgspec.json.Encoder().encode
    for number, text in enumerate(sys.stdin.buffer, 1):
        if not text.strip():
            continue
        try:
            line = decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            wrong += 1
            click.echo(f'line {number}: {error}; a line is {{"id": …, "text": …}}', err=True)
            continue
        write(encode(answer(line)) + b"\n")
    sys.stdout.flush()
    if wrong:
        raise SystemExit(1)


def classify(line: Line) -> Mapping[str, Any]:
    """What kind of contribution a text is, and why; `rank` is how early it should come when one looks for ideas."""
    judged = kind.classify(line.text)
    rank = round(kind.rank(line.text), 3)
    return {"id": line.id, "kind": judged.kind, "score": judged.score, "why": judged.why, "rank": rank}


class Group:
    """What says the same as an earlier line; ideas have the id of their first line."""

    def __init__(self) -> None:
        self._grouper = Grouper()
        self._ids: dict[str | None, str | int | None] = {None: None}

    def __call__(self, line: Line) -> Mapping[str, Any]:
        self._ids[str(line.id)] = line.id
        judged = kind.classify(line.text)
        decision = self._grouper.place(str(line.id), line.text, judged.kind, challenge=line.challenge)
        suggested = decision.suggestions[0] if decision.suggestions else None
        return {
            "id": line.id,
            "outcome": decision.outcome,
            "idea": self._ids[suggested.idea if suggested else decision.idea],
            "score": suggested.score if suggested else decision.score,
            "why": decision.why,
        }


async def inspect(file: Path) -> None:
    """Print what a document holds: its report, its turns, and the candidates among its sentences, all scrubbed."""
    document = await read_guarded(file, file.name)
    for line in inspected(document):
        click.echo(msgspec.json.encode(line).decode())


def inspected(document: Document) -> Iterator[Mapping[str, Any]]:
    """The lines of `ideabridge inspect`. A turn is named by its number, from 1."""
    said = arrivals(document, session=_SESSION, document_id="", said_at=_LONG_AGO, received_at=_LONG_AGO)
    names = said[0].names if said else ()
    outcomes = [take(arrival, _plan()) for arrival in said]
    contributions = [it for it in outcomes if isinstance(it, Contribution)]
    counted = msgspec.structs.replace(document.report, arrived=len(said), contributed=len(contributions))
    yield {"type": "report", **msgspec.to_builtins(counted)}
    at = 0
    candidates = []
    for number, turn in enumerate(document.turns, 1):
        here = len(turn.sentences)
        speaker = next((it.pseudonym for it in said[at : at + here] if it.pseudonym), None)
        yield {
            "type": "turn",
            "speaker": speaker,
            "from": turn.from_s,
            "to": turn.to_s,
            "text": scrub(turn.text, names).text,
        }
        candidates += [(number, it) for it in outcomes[at : at + here] if isinstance(it, Contribution)]
        at += here
    for number, it in candidates:
        yield {"type": "candidate", "kind": it.kind, "score": it.score, "why": it.why, "text": it.text, "turn": number}


def _plan() -> Plan:
    campaign = Campaign(id=CampaignId("inspect"), title="", opens_at=_LONG_AGO, closes_at=_FAR_AHEAD)
    session = Event(
        id=_SESSION,
        campaign=campaign.id,
        type="session",
        title="",
        opens_at=_LONG_AGO,
        closes_at=_FAR_AHEAD,
        late_until=_FAR_AHEAD,
    )
    return Plan(campaign=campaign, events=(session,), questions=(), key=b"inspect")
