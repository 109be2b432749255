"""Who stands behind an idea already, so that one voice more is counted without the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bridge.projection.ledger import Entry, Ledger
from bridge.records import ContributionId, Relation, SourceName, State, VoiceKey

#: Ideas whose stand is kept, the last that were asked for; that of another is made anew from the ledger.
KEPT = 1_000
#: The relations whose contributions say the idea in words of their own.
_WORDED = (Relation.FIRST, Relation.COPY, Relation.NEAR)
_BITS = {source: 1 << nth for nth, source in enumerate(SourceName)}


class Stand:
    """Voices behind one idea, hashed, with where they spoke; and when its words were first said, and by which contribution."""

    __slots__ = ("_spoke", "told_at")

    def __init__(self, behind: Iterable[tuple[ContributionId, Entry]] = ()) -> None:
        #: By voice one bit for each source.
        self._spoke: dict[int, int] = {}
        self.told_at: tuple[datetime, str] | None = None
        for name, it in behind:
            self.join(name, it)

    def join(self, name: ContributionId, it: Entry) -> None:
        """Count one more."""
        if it.state is not State.LIVE:
            return
        if it.relation is not Relation.COMMENT:
            self._spoke[it.voice] = self._spoke.get(it.voice, 0) | _BITS[it.source]
        if it.relation in _WORDED:
            said = (it.said_at(), name)
            self.told_at = said if self.told_at is None else min(self.told_at, said)

    def spoke(self, voice: VoiceKey, source: SourceName | None = None) -> bool:
        """Whether this voice adds to the idea already: in that source, or in any."""
        where = self._spoke.get(hash(voice), 0)
        return bool(where & _BITS[source] if source else where)


class Stands:
    """The stands of ideas, as far as they are asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._of: dict[int, Stand] = {}

    def of(self, idea: int) -> Stand:
        """The stand of the idea in a row."""
        stand = self._of.pop(idea, None) or Stand(self._ledger.behind(idea))
        self._of[idea] = stand
        if len(self._of) > KEPT:
            del self._of[next(iter(self._of))]
        return stand

    def __len__(self) -> int:
        return len(self._of)

    def change(self, name: ContributionId, before: Entry | None, now: Entry) -> None:
        """Take in what a contribution was and is."""
        if before is not None and before.idea is not None:
            self._of.pop(before.idea, None)
        if now.idea is not None and now.idea in self._of:
            self._of[now.idea].join(name, now)
