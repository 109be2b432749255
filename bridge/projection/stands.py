"""Who stands behind an idea, counted as it is taken in, so that one voice more is counted without the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bridge.records import Contribution, Relation, SourceName, State, VoiceKey

#: The relations whose contributions say the idea in words of their own.
_WORDED = (Relation.FIRST, Relation.COPY, Relation.NEAR)


class Stand:
    """What stands behind one idea. Voices are kept by hash, with where they spoke: about a hundred bytes each."""

    __slots__ = ("_spoke", "_told_at")

    def __init__(self) -> None:
        self._spoke: Counter[int] = Counter()
        #: When its words were first said, and by which contribution; None where that must be looked for.
        self._told_at: tuple[datetime, str] | None = None

    def join(self, it: Contribution) -> None:
        """Count one more."""
        if it.placed is None or it.state is not State.LIVE:
            return
        if it.placed.relation is not Relation.COMMENT:
            self._spoke[hash((it.voice, it.source))] += 1
        if self._told_at and it.placed.relation in _WORDED:
            self._told_at = min(self._told_at, (it.said_at, it.id))

    def leave(self, it: Contribution) -> None:
        """Count it no longer."""
        if it.placed is None or it.state is not State.LIVE:
            return
        if it.placed.relation is not Relation.COMMENT:
            where = hash((it.voice, it.source))
            self._spoke[where] -= 1
            if not self._spoke[where]:
                del self._spoke[where]
        if self._told_at == (it.said_at, it.id):
            self._told_at = None

    def spoke(self, voice: VoiceKey, source: SourceName | None = None) -> bool:
        """Whether this voice adds to the idea already: in that source, or in any."""
        return any(hash((voice, it)) in self._spoke for it in ((source,) if source else SourceName))

    def told_at(self, behind: Iterable[Contribution]) -> tuple[datetime, str] | None:
        """When its words were first said, and by which contribution of those `behind` it; None where by none."""
        if self._told_at is None:
            worded = (it for it in behind if it.state is State.LIVE and it.placed and it.placed.relation in _WORDED)
            self._told_at = min(((it.said_at, it.id) for it in worded), default=None)
        return self._told_at
