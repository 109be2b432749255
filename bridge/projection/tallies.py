"""What is counted as it is taken in, so that nobody who asks waits for a count."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter

import msgspec

from bridge.projection.catalogue import Counted, Told, minute_of
from bridge.projection.columns import Counts
from bridge.projection.ledger import Entry, Said
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
        self.unread = 0
        self.first: Counter[tuple[ChallengeId | None, Kind]] = Counter()
        self.told: Counter[Kind] = Counter()
        self.minutes = Minutes()


class Tallies:
    """The tally of each event, the minutes of all of them, and how often each voice spoke."""

    def __init__(self) -> None:
        self.of: defaultdict[EventId, Tally] = defaultdict(Tally)
        self._voices = Counts()
        #: Voices of what is new, to be counted together when somebody asks: one by one it would take thrice as long.
        self._new_voices = array("q")
        self._minutes = Minutes()
        self._latest = 0

    def count(self, it: Entry, by: int) -> None:
        """Count a contribution; with -1, no longer."""
        self._count_minutes(it.event, {it.at // _MINUTE: by})
        tally = self.of[it.event]
        tally.held += by * (it.state is State.HELD)
        tally.unread += by * it.is_unread
        if it.state is not State.WITHDRAWN:
            tally.contributions += by
            if not it.is_host:
                self._settled_voices().add({it.voice: by})

    def count_new(self, event: EventId, said: Sequence[Said], at: Sequence[int]) -> None:
        """Count contributions of one event that were said at these microseconds since 1970."""
        self._count_minutes(event, Counter([moment // _MINUTE for moment in at]))
        there = [it for it in said if it.state is not State.WITHDRAWN]
        tally = self.of[event]
        tally.contributions += len(there)
        tally.held += len([it for it in there if it.state is State.HELD])
        tally.unread += len([it for it in there if it.is_unread])
        self._new_voices.extend([hash(it.voice) for it in there if it.kind is not Kind.HOST])

    def _count_minutes(self, event: EventId, counts: Mapping[int, int]) -> None:
        for minute, count in counts.items():
            for minutes in (self.of[event].minutes, self._minutes):
                minutes.said[minute] += count
            self._latest = max(self._latest, minute)

    def _settled_voices(self) -> Counts:
        if self._new_voices:
            self._voices.add(Counter(self._new_voices))
            del self._new_voices[:]
        return self._voices

    def count_idea(self, it: Counted, by: int) -> None:
        """Count an idea; with -1, no longer."""
        if it.state is State.LIVE:
            self._count_ideas({(it.event, it.challenge, it.kind): by})
            self._count_new_ideas(it.event, it.kind, {it.minute: by})
            for event in it.events - {it.event}:
                self.of[event].told[it.kind] += by

    def count_new_ideas(self, ideas: Sequence[Told]) -> None:
        """Count ideas that were not known yet."""
        live = [it for it in ideas if it.state is State.LIVE]
        self._count_ideas(Counter([(it.event, it.challenge, it.kind) for it in live]))
        for event, those in groupby(live, key=attrgetter("event")):
            self._count_new_ideas(
                event, Kind.IDEA, Counter([minute_of(it.first_at) for it in those if it.kind is Kind.IDEA])
            )
        for it in live:
            if it.events not in ((), (it.event,)):
                for event in {*it.events} - {it.event}:
                    self.of[event].told[it.kind] += 1

    def _count_ideas(self, counts: Mapping[tuple[EventId, ChallengeId | None, Kind], int]) -> None:
        for (event, challenge, kind), count in counts.items():
            tally = self.of[event]
            tally.first[challenge, kind] += count
            tally.told[kind] += count

    def _count_new_ideas(self, event: EventId, kind: Kind, counts: Mapping[int, int]) -> None:
        if kind is Kind.IDEA:
            for minute, count in counts.items():
                for minutes in (self.of[event].minutes, self._minutes):
                    minutes.new[minute] += count

    def unread(self, event: EventId) -> int:
        """How much of an event somebody must still read."""
        return self.of[event].unread

    def held(self) -> int:
        return sum(it.held for it in self.of.values())

    def figures(self) -> Figures:
        return Figures(
            contributions=sum(it.contributions for it in self.of.values()),
            ideas=sum(self._first(kinds=[Kind.IDEA])),
            experiences=sum(self._first(kinds=[Kind.EXPERIENCE])),
            voices=len(self._settled_voices()),
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
