"""The order in which a session's candidates come before their reviewer: what was said around each of them counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bridge.intake.order import Line, order
from bridge.records import Contribution, ContributionId, Passage, Transcript, VoiceKey


def review_order(
    transcripts: Sequence[Transcript], candidates: Sequence[Contribution], facilitators: Collection[VoiceKey]
) -> Mapping[ContributionId, tuple[float, str]]:
    """By candidate its rank, 0-1, and why; one whose transcript is not kept any more goes by how sure the rules are."""
    named = {name: it for it in candidates for name in (it.id, *it.aliases)}
    ranked: dict[ContributionId, tuple[float, str]] = {}
    for transcript in transcripts:
        found = order([_line(it, named) for it in transcript.passages], facilitators)
        ranked |= {ContributionId(name): it for name, it in found.items() if name not in ranked}
    return {it.id: _rank(it, ranked) for it in candidates}


def _line(passage: Passage, named: Mapping[ContributionId, Contribution]) -> Line:
    here = [(named[name], rank) for name, rank in zip(passage.said, passage.ranks, strict=True) if name in named]
    return Line(
        speaker=passage.voice,
        text=passage.text,
        written=passage.written,
        candidates=tuple((it.id, rank, it.kind) for it, rank in here),
    )


def _rank(it: Contribution, ranked: Mapping[ContributionId, tuple[float, str]]) -> tuple[float, str]:
    """A part of what was split stands where the whole did."""
    return ranked.get(it.id) or (ranked.get(it.part_of) if it.part_of else None) or (it.score, "by its kind alone")
