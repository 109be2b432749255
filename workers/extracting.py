"""A session's transcript → a language model → contributions: beside what the rules find, and told apart from it.

The model reads what reviewers read: scrubbed words of numbered speakers. What it finds waits for a person as all does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol

from bridge.intake.identity import contribution_id, voice_key
from bridge.intake.pipeline import Plan
from bridge.intake.scrub import marks_in
from bridge.model.checked import Found
from bridge.model.extract import Extraction
from bridge.model.windows import Line
from bridge.records import (
    Contribution,
    ContributionId,
    Event,
    NativeId,
    Passage,
    SourceName,
    Transcript,
    VoiceKey,
)

#: How sure a finding of a model is taken to be: less than a strong cue.
SCORE = 0.6


class Findings(NamedTuple):
    """What was found beside the rules, each with the index of its passage, and what its host should know of it."""

    found: Sequence[tuple[int, Contribution]] = ()
    note: str = ""


class Model(Protocol):
    """A language model, asked. It never raises for what its server does."""

    async def extract(self, lines: Sequence[Line]) -> Extraction: ...


class ModelFinder:
    """Asks a model of one campaign's transcripts."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self._model = model
        self._plan = plan

    async def __call__(self, event: Event, transcript: Transcript, by_rules: Mapping[ContributionId, str]) -> Findings:
        """What the model finds in it; where the rules have found the same words (`by_rules`, by id), theirs stand."""
        speakers: dict[VoiceKey, str] = {}
        for it in transcript.passages:
            if it.voice:
                speakers.setdefault(it.voice, f"S{len(speakers) + 1}")
        lines = [
            Line(speaker=speakers.get(it.voice, "") if it.voice else "", text=it.text) for it in transcript.passages
        ]
        extraction = await self._model.extract(lines)
        found: dict[ContributionId, tuple[int, Contribution]] = {}
        for one in extraction.found:
            passage = transcript.passages[one.turn]
            if not any(_overlap(one.quote, by_rules.get(name, "")) for name in passage.said):
                made = self._contribution(one, passage, event, transcript, extraction.model)
                found.setdefault(made.id, (one.turn, made))
        return Findings([*found.values()], _note(extraction, len(found)))

    def _contribution(
        self, found: Found, passage: Passage, event: Event, transcript: Transcript, model: str
    ) -> Contribution:
        key = self._plan.key
        native = NativeId(f"session:{event.id}:model:{passage.voice or transcript.upload}:{_folded(found.quote)}")
        began_at = event.declaration.held_at if event.declaration else event.opens_at
        put = f", which puts it as “{found.restated}”" if found.restated else ""
        return Contribution(
            id=contribution_id(key, native),
            campaign=event.campaign,
            event=event.id,
            source=SourceName.SESSION,
            said_at=began_at + timedelta(seconds=passage.from_s or 0.0),
            kind=found.kind,
            score=SCORE,
            why=f"found by the language model {model}{put}",
            voice=passage.voice or voice_key(key, SourceName.SESSION, "", event.id),
            text=found.quote,
            masked=marks_in(found.quote),
            challenge=event.challenges[0] if len(event.challenges) == 1 else None,
        )


def _note(extraction: Extraction, count: int) -> str:
    """For the host, in the report: where findings come from, and what of them was not believed."""
    away = sum(number for reason, number in extraction.thrown_away.items() if reason not in ("twice", "restated"))
    told = f"The language model {extraction.model} found {count} more; each is marked as its own."
    dropped = (
        f" {away} of its answers did not stand in the transcript, or could not be used, and were thrown away."
        if away
        else ""
    )
    return f"{told}{dropped}{' ' if extraction.problem else ''}{extraction.problem}"


def _overlap(quote: str, text: str) -> bool:
    one, other = _folded(quote), _folded(text)
    return bool(other) and (one in other or other in one)


def _folded(text: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())
