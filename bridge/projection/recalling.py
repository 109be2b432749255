"""What deciding needs of the store: what is lacked, and what was fetched."""

from __future__ import annotations

import msgspec

from bridge.records import Contribution, ContributionId, Idea, IdeaId


class Lack(msgspec.Struct, kw_only=True):
    """What must be fetched before something can be decided: contributions, ideas, and all that stands behind ideas."""

    contributions: set[ContributionId] = msgspec.field(default_factory=set)
    ideas: set[IdeaId] = msgspec.field(default_factory=set)
    behind: set[IdeaId] = msgspec.field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.contributions or self.ideas or self.behind)

    def add(self, other: Lack) -> None:
        """Lack these, too."""
        self.contributions |= other.contributions
        self.ideas |= other.ideas
        self.behind |= other.behind


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What was fetched, as of a seq. All is here that stands behind the ideas in `behind`."""

    seq: int
    contributions: dict[ContributionId, Contribution] = {}
    ideas: dict[IdeaId, Idea] = {}
    behind: dict[IdeaId, tuple[ContributionId, ...]] = {}
