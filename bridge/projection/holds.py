"""What a person keeps from being shown so that nothing that repeats it is shown either; whole, for these are few."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bridge.projection.ledger import Said
from bridge.records import Becomes, Contribution, ContributionId, State

#: Why something that is set aside must not be read in anybody else's words either.
PRIVATE = ("private", "asked_not_to")


class Holds:
    """By id what is held or set aside for somebody's sake, and what is held because it repeats that."""

    def __init__(self) -> None:
        self._of: dict[ContributionId, Contribution] = {}
        self._covered: dict[ContributionId, ContributionId] = {}

    def take(self, said: Iterable[Contribution]) -> None:
        """Take in contributions as they have become."""
        for it in said:
            self._of.pop(it.id, None)
            self._covered.pop(it.id, None)
            if covers(it):
                self._of[it.id] = it
            elif about := repeated_by(it):
                self._covered[it.id] = about

    def all(self) -> Mapping[ContributionId, Contribution]:
        """What is held, by id."""
        return self._of

    def covered(self, names: Collection[ContributionId]) -> list[ContributionId]:
        """What is held because it repeats one of these."""
        return [it for it, about in self._covered.items() if about in names]


def covers(it: Contribution) -> bool:
    """Whether what repeats it must not be shown either: a person holds it, or set it aside for somebody's sake."""
    decided = it.disposition
    if decided is None or not decided.act or decided.into or it.state is State.WITHDRAWN:
        return False
    return decided.becomes is Becomes.HELD or (decided.becomes is Becomes.SET_ASIDE and decided.reason in PRIVATE)


def repeated_by(it: Contribution) -> ContributionId | None:
    """What it repeats, where it is held because of that."""
    decided = it.disposition
    is_covered = decided is not None and decided.becomes is Becomes.HELD and it.state is not State.WITHDRAWN
    return decided.into[0] if is_covered and decided is not None and decided.into else None


def may_cover(it: Said) -> bool:
    """Whether that can be so, by its outline: it is not shown."""
    return it.state in (State.HELD, State.WAITING)
