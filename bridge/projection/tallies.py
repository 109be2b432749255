"""What is counted as it is taken in, so that nobody who asks waits for a count: by event, for what is put away too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from bridge.records import ChallengeId, Contribution, EventId, Idea, Kind, State


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


class Tally(msgspec.Struct):
    """One event. Live ideas are counted where they were said `first`, and `told` wherever they were said."""

    contributions: int = 0
    held: int = 0
    first: Counter[tuple[ChallengeId | None, Kind]] = msgspec.field(default_factory=Counter)
    told: Counter[Kind] = msgspec.field(default_factory=Counter)
    #: Contributions, and new ideas, by minutes since 1970; only while the event is not put away.
    said: Counter[int] = msgspec.field(default_factory=Counter)
    new: Counter[int] = msgspec.field(default_factory=Counter)


class Tallies:
    """The tally of each event, and how often each voice spoke in all of them; voices by hash, eight bytes each."""

    def __init__(self) -> None:
        self.of: defaultdict[EventId, Tally] = defaultdict(Tally)
        self._voices: Counter[int] = Counter()

    def count(self, it: Contribution, by: int = 1) -> None:
        """Count a contribution; with -1, no longer."""
        tally = self.of[it.event]
        tally.said[minute_of(it.said_at)] += by
        tally.held += by * (it.state is State.HELD)
        if it.state is not State.WITHDRAWN:
            tally.contributions += by
            if it.kind is not Kind.HOST:
                self._count_voice(hash(it.voice), by)

    def count_idea(self, it: Idea, by: int = 1, *, at: Collection[EventId] | None = None) -> None:
        """Count an idea; with -1, no longer. `at` are the only events in whose tallies."""
        if it.state is not State.LIVE:
            return
        for event in events_of(it):
            if at is None or event in at:
                tally = self.of[event]
                tally.told[it.kind] += by
                if event == it.event:
                    tally.first[it.challenge, it.kind] += by
                    if it.kind is Kind.IDEA:
                        tally.new[minute_of(it.first_at)] += by

    def count_voices(self, voices: Iterable[int], by: int = 1) -> None:
        """Count hashed voices, once for each time that they are there."""
        if by == 1:
            self._voices.update(voices)
            return
        for voice in voices:
            self._count_voice(voice, by)

    def _count_voice(self, voice: int, by: int) -> None:
        count = self._voices[voice] + by
        if count:
            self._voices[voice] = count
        else:
            del self._voices[voice]

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

    def _first(self, *, kinds: Collection[Kind], challenge: ChallengeId | None = None) -> Iterator[int]:
        for tally in self.of.values():
            for (where, kind), count in tally.first.items():
                if kind in kinds and challenge in (None, where):
                    yield count


def events_of(idea: Idea) -> set[EventId]:
    """Every event in which it was said."""
    return {idea.event, *idea.events}


def minute_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def minutes(said: Counter[int], new: Counter[int]) -> list[Minute]:
    """By time, those in which something was said."""
    return [
        Minute(at=datetime.fromtimestamp(60 * at, UTC), contributions=said[at], ideas=new[at]) for at in sorted(+said)
    ]
