"""What points at something that stands behind no idea, so that it is placed anew once that does.

A repost or a reply may come before what it is about. Who is asked for may have become something else meanwhile: this only
remembers by whom to look.
"""

from __future__ import annotations

from collections.abc import Iterable

from bridge.projection.ledger import Ledger, Said
from bridge.records import ContributionId, Kind, Relation, State

#: What stands behind no idea, whatever it is about.
NOT_PLACED = (Kind.HOST, Kind.CHATTER)
_ABOUT = (Relation.SUPPORT, Relation.COMMENT)


class Waiting:
    """By what is pointed at, the contributions that point at it; only those whose place may still depend on it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._for: dict[ContributionId, tuple[ContributionId, ...]] = {}
        #: By row, what those point at whose place may still depend on it.
        self._at: dict[int, tuple[ContributionId, ...]] = {}

    def __len__(self) -> int:
        return len(self._for)

    def take(self, said: Iterable[Said]) -> None:
        """Take in contributions as they have become, without looking at what they point at."""
        for it in said:
            about = pointers(it)
            if not about or (row := self._ledger.row(it.id)) is None:
                continue
            if not may_move(it):
                self._at.pop(row, None)
                continue
            self._at[row] = about
            for one in about:
                if it.id not in (there := self._for.get(one, ())):
                    self._for[one] = (*there, it.id)

    def let_go(self, names: Iterable[ContributionId]) -> None:
        """Forget who waits for those of these that stand behind an idea to stay, or behind none for ever."""
        todo = [*names]
        while todo:
            name = todo.pop()
            if name in self._for and self._is_settled(name):
                todo += self._for.pop(name)

    def let_go_of_all(self) -> None:
        self.let_go(tuple(self._for))

    def pointing(self, names: Iterable[ContributionId]) -> list[ContributionId]:
        """Who waits for any of these."""
        return [it for name in names for it in self._for.get(name, ())]

    def _is_settled(self, name: ContributionId) -> bool:
        """Whether it has its place; one that itself waits may be moved, and what is about it with it."""
        row = self._ledger.row(name)
        if row is None or any(about in self._for for about in self._at.get(row, ())):
            return False
        entry = self._ledger.entry(row)
        return entry.idea is not None or entry.is_host


def pointers(it: Said) -> tuple[ContributionId, ...]:
    """What it reposts, quotes and answers, what tells most first."""
    return tuple([about for about in (it.reposts, it.quotes, it.reply_to) if about])


def may_move(it: Said) -> bool:
    """Whether what it points at may give it another place."""
    if it.kind in NOT_PLACED or it.state is State.WITHDRAWN:
        return False
    return it.placed is None or it.placed.relation not in _ABOUT or len(pointers(it)) > 1
