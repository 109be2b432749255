"""What is known of a campaign as those see it who are no moderators.

They are not told who did what, nor, where they are not signed in, words that are not ours to hand on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from bridge.records import Event, EventId, Idea, IdeaId, without_who
from bridge.web.asks import Known

#: An idea as all may have it: itself, or without the words that its network does not let us hand on.
Display = Callable[[Idea], Idea]


def as_it_is(idea: Idea) -> Idea:
    """Nothing is withheld from anybody."""
    return idea


def for_all(known: Known, display: Display, *, moderates: bool = False) -> Known:
    """The same campaign, each of its ideas as all may have it; who did what is for who `moderates`."""
    return cast("Known", _ForAll(known, display, moderates=moderates))


class _ForAll:
    """Answers with ideas and events as all may have them, and with all else as it is."""

    def __init__(self, known: Known, display: Display, *, moderates: bool) -> None:
        self._known = known
        self._display = display if moderates else lambda idea: display(without_who(idea))
        self._told: Callable[[Event], Event] = (lambda event: event) if moderates else without_who

    def __getattr__(self, name: str) -> Any:
        return getattr(self._known, name)

    def events(self) -> Sequence[Event]:
        return [self._told(it) for it in self._known.events()]

    def event(self, event: EventId, /) -> Event | None:
        found = self._known.event(event)
        return self._told(found) if found else None

    def ideas(self, **filters: Any) -> Sequence[Idea]:
        return [self._display(it) for it in self._known.ideas(**filters)]

    async def ideas_of(self, event: EventId, /, **filters: Any) -> Sequence[Idea]:
        return [self._display(it) for it in await self._known.ideas_of(event, **filters)]

    def idea(self, idea: IdeaId, /) -> Idea | None:
        found = self._known.idea(idea)
        return self._display(found) if found else None

    async def find_idea(self, idea: IdeaId, /) -> Idea | None:
        found = await self._known.find_idea(idea)
        return self._display(found) if found else None

    async def find_ideas(self, ideas: Collection[IdeaId], /) -> Mapping[IdeaId, Idea]:
        return {id_: self._display(it) for id_, it in (await self._known.find_ideas(ideas)).items()}
