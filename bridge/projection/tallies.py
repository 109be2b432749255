"""What is counted as it is taken in, so that nobody who asks waits for a count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from bridge.projection.catalogue import Counted
from bridge.projection.columns import Counts
from bridge.projection.ledger import Entry
from bridge.records import ChallengeId, EventId, Kind, State

#: How many minutes of all events together are told: the last ones.
LATEST = 60
_MINUTE = 60_000_000  # microseconds


class Minute(msgspec.Struct, frozen=True, kw_only=True):
    """How much was said in the minute that begins at `at`, and how many ideas were new in it."""

    at: datetime
    contributions: int
    ideas: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """Contributions not taken back, live ideas and experiences, people behind them, and what waits for a person."""

    contributions: int
    ideas: int
    experiences: int
    voices: int
    held: int


class Minutes:
    """Contributions, and new ideas, by minutes since 1970."""

    def __init__(self) -> None:
        self.said: Counter[int] = Counter()
        self.new: Counter[int] = Counter()

    def told(self, minutes: Iterable[int]) -> list[Minute]:
        """Those of these minutes in which something was said, in order."""
        return [
            Minute(at=datetime.fromtimestamp(60 * at, UTC), contributions=self.said[at], ideas=self.new[at])
            for at in sorted(minutes)
            if self.said[at] > 0
        ]


class Tally:
    """One event. Live ideas are counted where they were said `first`, and `told` wherever they were said."""

    def __init__(self) -> None:
        self.contributions = 0
        self.held = 0
        self.first: Counter[tuple[ChallengeId | None, Kind]] = Counter()
        self.told: Counter[Kind] = Counter()
        self.minutes = Minutes()


class Tallies:
    """The tally of each event, the minutes of all of them, and how often each voice spoke."""

    def __init__(self) -> None:
        self.of: defaultdict[EventId, Tally] = defaultdict(Tally)
        self._voices = Counts()
        self._minutes = Minutes()
        self._latest = 0

    def count(self, it: Entry, by: int = 1) -> None:
        """Count a contribution; with -1, no longer."""
        tally, minute = self.of[it.event], it.at // _MINUTE
        for minutes in (tally.minutes, self._minutes):
            minutes.said[minute] += by
        self._latest = max(self._latest, minute)
        tally.held += by * (it.state is State.HELD)
        if it.state is not State.WITHDRAWN:
            tally.contributions += by
            if not it.is_host:
                self._voices.add(it.voice, by)

    def count_idea(self, it: Counted, by: int = 1) -> None:
        """Count an idea; with -1, no longer."""
        if it.state is not State.LIVE:
            return
        for event in it.events:
            self.of[event].told[it.kind] += by
        tally = self.of[it.event]
        tally.first[it.challenge, it.kind] += by
        if it.kind is Kind.IDEA:
            for minutes in (tally.minutes, self._minutes):
                minutes.new[it.minute] += by

    def held(self) -> int:
        return sum(it.held for it in self.of.values())

    def figures(self) -> Figures:
        return Figures(
            contributions=sum(it.contributions for it in self.of.values()),
            ideas=sum(self._first(kinds=[Kind.IDEA])),
            experiences=sum(self._first(kinds=[Kind.EXPERIENCE])),
            voices=len(self._voices),
            held=self.held(),
        )

    def ideas(self, kinds: Collection[Kind], challenge: ChallengeId | None, event: EventId | None) -> int:
        """How many live ideas of these kinds there are in a challenge, or in an event."""
        if event is not None:
            return sum(self.of[event].told[kind] for kind in kinds)
        return sum(self._first(kinds=kinds, challenge=challenge))

    def per_minute(self, event: EventId | None) -> list[Minute]:
        """The minutes of an event in which something was said; of all events together, the last hour of them."""
        if event is not None:
            minutes = self.of[event].minutes
            return minutes.told(minutes.said)
        return self._minutes.told(range(self._latest - LATEST + 1, self._latest + 1))

    def _first(self, *, kinds: Collection[Kind], challenge: ChallengeId | None = None) -> Iterator[int]:
        for tally in self.of.values():
            for (where, kind), count in tally.first.items():
                if kind in kinds and challenge in (None, where):
                    yield count
