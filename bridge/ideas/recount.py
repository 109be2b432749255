"""An idea's present state, counted anew from everything said behind it.

Counting anew each time, instead of adding and taking away, is what makes joining, parting and withdrawing safe. Only
what comes to an idea and changes nothing else of it is added, for most of what is said does no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from bridge.ideas.wording import wording
from bridge.records import Contribution, Idea, Relation, SourceName, State, VoiceKey

#: The relations whose contributions say the idea in words of their own.
_WORDED = {Relation.FIRST, Relation.COPY, Relation.NEAR}
#: What a person decided about an idea; counting does not undo it.
_DECIDED = {State.HIDDEN, State.MERGED}


class Behind(Protocol):
    """Who stands behind an idea already."""

    @property
    def told_at(self) -> tuple[datetime, str] | None:
        """When its words were first said by a live contribution, and by which; None where by none."""
        ...

    def spoke(self, voice: VoiceKey, source: SourceName | None = None) -> bool:
        """Whether a live contribution of this voice adds to it: from that source, or from any."""
        ...


def increase(idea: Idea, added: Sequence[Contribution], behind: Behind) -> Idea | None:
    """What `recount` gives when these, oldest first, come to all that is behind an idea; None where they must do that.

    The idea is as `recount` left it. What is the first to word it, or opened it, changes more than counts.
    """
    told_at = behind.told_at
    if idea.state is not State.LIVE or told_at is None:
        return None
    live = [one for one in added if one.state is State.LIVE]
    if any(_relation(one) is Relation.FIRST for one in added) or any(
        _relation(one) in _WORDED and (one.said_at, one.id) < told_at for one in live
    ):
        return None
    voicing = [one for one in live if _relation(one) is not Relation.COMMENT]
    sources = dict(idea.sources)
    for source, count in _by_source(one for one in voicing if not behind.spoke(one.voice, one.source)).items():
        sources[source] = sources.get(source, 0) + count
    return msgspec.structs.replace(
        idea,
        voices=idea.voices + len({one.voice for one in voicing if not behind.spoke(one.voice)}),
        sources=dict(sorted(sources.items())),
        events=tuple(dict.fromkeys((*idea.events, *(one.event for one in live)))),
        first_at=min([idea.first_at, *(one.said_at for one in live)]),
        last_at=max([idea.last_at, *(one.said_at for one in live)]),
    )


def recount(idea: Idea, said: Sequence[Contribution]) -> Idea:
    """The idea as it now is, given all contributions placed with it, oldest first.

    A voice counts once, and once per source. The text is that of its `teller`; the idea is HELD, without text, while only held ones do, and WITHDRAWN when none is left.
    """
    live = [one for one in said if one.state is State.LIVE]
    worded = [one for one in said if _relation(one) in _WORDED]
    told_by = teller(said)
    voicing = [one for one in live if _relation(one) is not Relation.COMMENT]
    first = next((one for one in worded if _relation(one) is Relation.FIRST), None)
    challenge = first.challenge if first else idea.challenge
    # What was merged stays to be compared with: who says it again is to be put where it went.
    kept = idea if idea.state is State.MERGED else msgspec.structs.replace(idea, text="", lang=None)
    left = (idea.challenge,) if idea.challenge and idea.challenge != challenge else ()
    return msgspec.structs.replace(
        idea,
        kind=first.kind if first and first.state is not State.WITHDRAWN else idea.kind,
        text=wording(told_by.words) if told_by else kept.text,
        lang=told_by.lang if told_by else kept.lang,
        worded_by=told_by.source if told_by else None,
        for_members=bool(told_by and told_by.for_members),
        state=_state(idea, told_by, worded),
        voices=len({one.voice for one in voicing}),
        sources=_by_source(voicing),
        # An event stays: a feed of that event alone must hear what becomes of the idea.
        events=tuple(dict.fromkeys((*idea.events, *(one.event for one in live)))),
        suggestions=idea.suggestions if told_by else (),
        first_at=min((one.said_at for one in live), default=idea.first_at),
        last_at=max((one.said_at for one in live), default=idea.last_at),
        question=first.question if first else idea.question,
        challenge=challenge,
        formerly=tuple(dict.fromkeys((*idea.formerly, *left))),
    )


def teller(said: Iterable[Contribution]) -> Contribution | None:
    """Whose words an idea is told in: the oldest live ones that it was said in, of all that is behind it, oldest first.

    What a person put behind it tells it only when nothing else does.
    """
    live = [one for one in said if one.state is State.LIVE and _relation(one) in _WORDED]
    return next((one for one in live if not _put_by_hand(one)), next(iter(live), None))


def _put_by_hand(one: Contribution) -> bool:
    return one.placed is not None and one.placed.relation is not Relation.FIRST and not one.placed.rules


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
