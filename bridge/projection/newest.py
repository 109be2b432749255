"""The ideas that changed last, whole, with which what is said is compared."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

import msgspec

from bridge.records import EventId, Idea, IdeaId, State

#: What an idea is that nothing is compared with any more.
_APART = (State.WITHDRAWN,)


class Alike(Protocol):
    """Finds the ideas that say the same or nearly; each is held under its id with its own first words."""

    def add(self, id: str, text: str, *, scope: str | None, lang: str | None) -> None: ...  # noqa: A002

    def remove(self, id: str) -> None: ...  # noqa: A002

    def matches(self, text: str, *, scope: str | None, lang: str | None, limit: int = 3) -> Sequence[Any]: ...


class Newest:
    """At most `kept` ideas. Which they are depends on the changes alone, so that all processes compare with the same."""

    def __init__(self, alike: Alike, kept: int) -> None:
        self._alike = alike
        self._kept = kept
        #: The very last at the end.
        self._ideas: dict[IdeaId, Idea] = {}
        self._compared: dict[IdeaId, Idea] = {}

    def __len__(self) -> int:
        return len(self._ideas)

    def __contains__(self, idea: IdeaId) -> bool:
        return idea in self._ideas

    def get(self, idea: IdeaId) -> Idea | None:
        return self._ideas.get(idea)

    def all(self) -> Iterable[Idea]:
        return self._ideas.values()

    def take(self, ideas: Iterable[Idea]) -> None:
        """Take in ideas in the order in which they changed, and let go of those that are too many then."""
        for it in ideas:
            self._ideas.pop(it.id, None)
            self._ideas[it.id] = kept = _sharing(it)
            self.compare(it.id, kept)
        for idea in [*islice(self._ideas, max(0, len(self._ideas) - self._kept))]:
            del self._ideas[idea]
            self.compare(idea, None)

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        before = self._compared.get(idea)
        if now is None or not now.text or now.state in _APART:
            if before is not None:
                self._alike.remove(idea)
                del self._compared[idea]
            return
        self._compared[idea] = now
        if before is None or (before.text, before.challenge, before.lang) != (now.text, now.challenge, now.lang):
            self._alike.remove(idea)
            self._alike.add(idea, now.text, scope=now.challenge, lang=now.lang)

    def clear(self) -> None:
        """Let go of all, and compare with none."""
        self._ideas.clear()
        for idea in tuple(self._compared):
            self.compare(idea, None)


def _sharing(it: Idea) -> Idea:
    """The idea with what many have alike kept once: that is more than half of its bytes."""
    names = ((field, getattr(it, field)) for field in ("campaign", "event", "challenge", "question", "lang"))
    shared: dict[str, Any] = {field: sys.intern(name) for field, name in names if name}
    return msgspec.structs.replace(it, sources=_counts(*it.sources.items()), events=_events(*it.events), **shared)


@lru_cache(maxsize=1_000)
def _counts(*by_source: tuple[str, int]) -> dict[str, int]:
    return dict(by_source)


@lru_cache(maxsize=1_000)
def _events(*events: EventId) -> tuple[EventId, ...]:
    return events
