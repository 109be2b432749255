"""Makes of a part of a session what its reviewers read: passages without names and details, each with what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from bridge.documents.session import Laid, Part
from bridge.documents.speakers import key
from bridge.intake.identity import voice_key
from bridge.intake.kind import Judged, rank
from bridge.intake.pipeline import Plan
from bridge.intake.scrub import scrub
from bridge.records import (
    Contribution,
    EventId,
    Passage,
    Register,
    Rejected,
    SourceName,
    State,
    Transcript,
)


def transcript(
    part: Part,
    laid: Laid,
    outcomes: Sequence[Contribution | Rejected],
    *,
    plan: Plan,
    event: EventId,
    names: tuple[str, ...],
    facilitators: Collection[str] = (),
) -> Transcript:
    """One passage for each turn; `outcomes` are those of the part's arrivals. Of a part that is replaced nothing is shown.

    `facilitators` are the session's, as authors.
    """
    passages = []
    at = 0
    for turn in part.document.turns if laid.arrivals else ():
        here = slice(at, at + len(turn.sentences))
        at = here.stop
        author = next((it.author for it in laid.arrivals[here] if it.author), key(turn.speaker))
        said = [it for it in outcomes[here] if isinstance(it, Contribution) and it.state is not State.WITHDRAWN]
        register = Register.WRITTEN if turn.written else Register.SPOKEN
        passages.append(
            Passage(
                voice=voice_key(plan.key, SourceName.SESSION, author, event) if author else None,
                text=scrub(turn.text, names).text,
                from_s=turn.from_s,
                to_s=turn.to_s,
                written=turn.written,
                group=scrub(turn.group, names).text if turn.group else "",
                said=tuple(it.id for it in said),
                ranks=tuple(_rank(it, register) for it in said),
            )
        )
    led = tuple(voice_key(plan.key, SourceName.SESSION, it, event) for it in sorted(facilitators))
    return Transcript(upload=part.upload, session=event, passages=tuple(passages), facilitators=led)


def with_found(before: Transcript, found: Sequence[tuple[int, Contribution]]) -> Transcript:
    """The same with more that was made of its passages, each told with the index of its passage."""
    passages = list(before.passages)
    for at, it in found:
        was = passages[at]
        if it.id not in was.said:
            register = Register.WRITTEN if was.written else Register.SPOKEN
            ranks = (*was.ranks, _rank(it, register))
            passages[at] = msgspec.structs.replace(was, said=(*was.said, it.id), ranks=ranks)
    return msgspec.structs.replace(before, passages=tuple(passages))


def _rank(it: Contribution, register: Register) -> float:
    judged = Judged(kind=it.kind, score=it.score, why=it.why)
    return rank(it.text, register=register, lang=it.lang, judged=judged)
