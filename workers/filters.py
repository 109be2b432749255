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
from bridge.intake import kind, order
from bridge.intake.pipeline import Plan, take
from bridge.intake.scrub import scrub
from bridge.records import (
    Campaign,
    CampaignId,
    Contribution,
    Event,
    EventId,
    Register,
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


#: How many turns before a candidate's and after it are shown with it.
_CONTEXT = 2


def inspected(document: Document) -> Iterator[Mapping[str, Any]]:
    """The lines of `ideabridge inspect`: turns as they came, named by their number from 1, then candidates as ranked."""
    said = arrivals(document, session=_SESSION, document_id="", said_at=_LONG_AGO, received_at=_LONG_AGO)
    names = said[0].names if said else ()
    outcomes = [take(arrival, plan_to_inspect()) for arrival in said]
    contributions = [it for it in outcomes if isinstance(it, Contribution)]
    counted = msgspec.structs.replace(document.report, arrived=len(said), contributed=len(contributions))
    yield {"type": "report", **msgspec.to_builtins(counted)}
    at = 0
    passages: list[order.Line] = []
    found: dict[str, tuple[int, Contribution]] = {}
    for number, turn in enumerate(document.turns, 1):
        here = slice(at, at := at + len(turn.sentences))
        speaker = next((it.pseudonym for it in said[here] if it.pseudonym), None)
        text = scrub(turn.text, names).text
        yield {"type": "turn", "speaker": speaker, "from": turn.from_s, "to": turn.to_s, "text": text}
        kept = [it for it in outcomes[here] if isinstance(it, Contribution)]
        candidates = tuple((it.id, _base_rank(it, turn.written), it.kind) for it in kept)
        passages.append(order.Line(speaker, text, turn.written, candidates))
        found |= {it.id: (number, it) for it in kept}
    facilitator = order.guess_facilitator(passages)
    ranked = order.order(passages, {facilitator} if facilitator else ())
    for identity, (number, it) in sorted(found.items(), key=lambda entry: -ranked[entry[0]][0]):
        rank, around = ranked[identity]
        near = (*passages[max(0, number - 1 - _CONTEXT) : number - 1], *passages[number : number + _CONTEXT])
        yield {
            "type": "candidate",
            "kind": it.kind,
            "score": it.score,
            "rank": rank,
            "why": it.why if around == order.ALONE else f"{it.why}; {around}",
            "text": it.text,
            "turn": number,
            "context": [{"speaker": passage.speaker, "text": passage.text} for passage in near],
        }


def _base_rank(it: Contribution, written: bool) -> float:
    register = Register.WRITTEN if written else Register.SPOKEN
    return kind.rank(it.text, register=register, judged=kind.Judged(kind=it.kind, score=it.score, why=it.why))


def plan_to_inspect() -> Plan:
    """A plan with one session, for rules that are tried without a server."""
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
