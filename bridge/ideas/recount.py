"""An idea's present state, counted anew from everything said behind it.

Counting anew each time, instead of adding and taking away, is what makes joining, parting and withdrawing safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bridge.ideas.wording import wording
from bridge.records import Contribution, Idea, Relation, State

#: The relations whose contributions say the idea in words of their own.
_WORDED = {Relation.FIRST, Relation.COPY, Relation.NEAR}
#: What a person decided about an idea; counting does not undo it.
_DECIDED = {State.HIDDEN, State.MERGED}


def recount(idea: Idea, said: Sequence[Contribution]) -> Idea:
    """The idea as it now is, given all contributions placed with it, oldest first.

    A voice counts once, and once per source. The text is that of the oldest live contribution that words the idea; the
    idea is HELD, without text, while only held ones do, and WITHDRAWN when none is left.
    """
    live = [one for one in said if one.state is State.LIVE]
    worded = [one for one in said if _relation(one) in _WORDED]
    teller = next((one for one in worded if one.state is State.LIVE), None)
    voicing = [one for one in live if _relation(one) is not Relation.COMMENT]
    first = next((one for one in worded if _relation(one) is Relation.FIRST), None)
    challenge = first.challenge if first else idea.challenge
    left = (idea.challenge,) if idea.challenge and idea.challenge != challenge else ()
    return msgspec.structs.replace(
        idea,
        kind=first.kind if first and first.state is not State.WITHDRAWN else idea.kind,
        text=wording(teller.text) if teller else "",
        lang=teller.lang if teller else None,
        state=_state(idea, teller, worded),
        voices=len({one.voice for one in voicing}),
        sources=_by_source(voicing),
        # An event stays: a feed of that event alone must hear what becomes of the idea.
        events=tuple(dict.fromkeys((*idea.events, *(one.event for one in live)))),
        suggestions=idea.suggestions if teller else (),
        first_at=min((one.said_at for one in live), default=idea.first_at),
        last_at=max((one.said_at for one in live), default=idea.last_at),
        question=first.question if first else idea.question,
        challenge=challenge,
        formerly=tuple(dict.fromkeys((*idea.formerly, *left))),
    )


def _relation(one: Contribution) -> Relation:
    return one.placed.relation if one.placed else Relation.FIRST


def _state(idea: Idea, teller: Contribution | None, worded: Iterable[Contribution]) -> State:
    if idea.state in _DECIDED:
        return idea.state
    if teller:
        return State.LIVE
    return State.HELD if any(one.state is State.HELD for one in worded) else State.WITHDRAWN


def _by_source(voicing: Iterable[Contribution]) -> dict[str, int]:
    voices = {(str(one.source), one.voice) for one in voicing}
    sources = sorted(source for source, _ in voices)
    return {source: sources.count(source) for source in dict.fromkeys(sources)}
