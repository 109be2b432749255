"""What is in memory: entities, what stands behind which idea, what is compared, and the tallies of it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from bridge.projection.stands import Stand
from bridge.projection.tallies import Tallies, events_of
from bridge.projection.work import Work
from bridge.records import Contribution, ContributionId, Entity, EventId, Idea, IdeaId, Question, QuestionId, State

#: Ideas that nothing is compared with any more.
_APART = (State.MERGED, State.WITHDRAWN)


class Alike(Protocol):
    """Finds the ideas that say the same or nearly; each is held under its id with its own first words."""

    def add(self, id: str, text: str, *, scope: str | None, lang: str | None) -> None: ...  # noqa: A002

    def remove(self, id: str) -> None: ...  # noqa: A002

    def matches(self, text: str, *, scope: str | None, lang: str | None, limit: int = 3) -> Sequence[Any]: ...


class Memory:
    """Takes entities in, in their present state, and lets go of them."""

    def __init__(self, alike: Alike) -> None:
        self.entities: dict[str, dict[str, Any]] = defaultdict(dict)
        self.aliases: dict[ContributionId, ContributionId] = {}
        self.behind: defaultdict[IdeaId, dict[ContributionId, None]] = defaultdict(dict)
        self.stands: defaultdict[IdeaId, Stand] = defaultdict(Stand)
        self.said_at: defaultdict[EventId, dict[ContributionId, None]] = defaultdict(dict)
        self.told_at: defaultdict[EventId, dict[IdeaId, None]] = defaultdict(dict)
        self.asked_at: defaultdict[EventId, dict[QuestionId, Question]] = defaultdict(dict)
        self.tallies = Tallies()
        self.work = Work()
        #: When the last thing was said that was ever taken in: the feed's own time.
        self.newest: datetime | None = None
        #: Ideas that something here stands behind or was merged into, and that are not here themselves.
        self.missing: set[IdeaId] = set()
        self._alike = alike
        self._compared: dict[IdeaId, tuple[str, str | None, str | None]] = {}

    def take(self, value: Entity) -> None:
        """Take in an entity as it has become: remembered, counted, compared."""
        before = self.entities[name_of(value)].get(id_of(value))
        if isinstance(value, Contribution):
            if before is not None:
                self.tallies.count(before, -1)
            self.tallies.count(value)
        elif isinstance(value, Idea):
            if before is not None:
                self.tallies.count_idea(before, -1)
            self.tallies.count_idea(value)
            self.compare(value.id, value)
        else:
            self.work.apply(value)
        self.lay(value)

    def lay(self, value: Entity) -> None:
        """Remember an entity that is counted already."""
        there = self.entities[name_of(value)]
        before = there.get(id_of(value))
        there[id_of(value)] = value
        if isinstance(value, Contribution):
            self._lay_contribution(before, value)
        elif isinstance(value, Idea):
            self.missing.discard(value.id)
            if value.merged_into and value.merged_into not in there:
                self.missing.add(value.merged_into)
            for event in events_of(value):
                self.told_at[event][value.id] = None
        elif isinstance(value, Question):
            self.asked_at[value.event][value.id] = value

    def _lay_contribution(self, before: Contribution | None, now: Contribution) -> None:
        if before is not None:
            if before.placed is not None:
                self.behind[before.placed.idea].pop(before.id, None)
                self.stands[before.placed.idea].leave(before)
            if before.event != now.event:
                self.said_at[before.event].pop(before.id, None)
        self.said_at[now.event][now.id] = None
        if now.placed is not None:
            self.behind[now.placed.idea][now.id] = None
            self.stands[now.placed.idea].join(now)
            if now.placed.idea not in self.entities["idea"]:
                self.missing.add(now.placed.idea)
        for alias in now.aliases:
            self.aliases[alias] = now.id
        if self.newest is None or now.said_at > self.newest:
            self.newest = now.said_at

    def look_after_merges(self, ideas: Iterable[IdeaId]) -> None:
        """Note what is missing of what these were merged into."""
        for name in ideas:
            idea: Idea | None = self.entities["idea"].get(name)
            while idea is not None and idea.merged_into is not None:
                if idea.merged_into not in self.entities["idea"]:
                    self.missing.add(idea.merged_into)
                idea = self.entities["idea"].get(idea.merged_into)

    def drop(self, contributions: Iterable[ContributionId]) -> None:
        """Let go of contributions. They stay counted."""
        for said in contributions:
            gone: Contribution = self.entities["contribution"].pop(said)
            self.said_at[gone.event].pop(said, None)
            if gone.placed is not None:
                self.behind[gone.placed.idea].pop(said, None)
                self.stands[gone.placed.idea].leave(gone)
            for alias in gone.aliases:
                self.aliases.pop(alias, None)

    def drop_idea(self, idea: Idea) -> None:
        """Let go of an idea behind which nothing is left here. It stays counted."""
        self.compare(idea.id, None)
        del self.entities["idea"][idea.id]
        self.behind.pop(idea.id, None)
        self.stands.pop(idea.id, None)
        for event in events_of(idea):
            self.told_at[event].pop(idea.id, None)

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        words = (now.text, now.challenge, now.lang) if now and now.text and now.state not in _APART else None
        before = self._compared.get(idea)
        if before == words:
            return
        if before is not None:
            self._alike.remove(idea)
            del self._compared[idea]
        if words is not None:
            self._alike.add(idea, words[0], scope=words[1], lang=words[2])
            self._compared[idea] = words

    def compare_nothing(self) -> None:
        """See to it that what is said is compared with none of what is here."""
        for idea in tuple(self._compared):
            self.compare(idea, None)


def name_of(value: Entity) -> str:
    tag = value.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def id_of(value: Entity) -> str:
    return value.id
