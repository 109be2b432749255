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
from bridge.records import ChallengeId, EventId, Kind, SourceName, State

_MINUTE = 60_000_000  # microseconds


class Minute(msgspec.Struct, frozen=True, kw_only=True):
    """How much of what is shown was said in the minute that begins at `at`, and how many ideas were new in it."""

    at: datetime
    contributions: int
    ideas: int


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What all may know: contributions, live ideas and experiences, people behind them, and what is held for a check.

    Of an event that people publish, what is published alone; of others what was not taken back.
    """

    contributions: int
    ideas: int
    experiences: int
    voices: int
    held: int


class Minutes:
    """Contributions that are shown, and new ideas, by minutes since 1970."""

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
        self.live = 0
        self.held = 0
        self.unread = 0
        self.first: Counter[tuple[ChallengeId | None, Kind]] = Counter()
        self.told: Counter[Kind] = Counter()
        self.minutes = Minutes()
        #: How often each voice spoke for all to hear in what is held or hidden now.
        self.aside: Counter[int] = Counter()


class Tallies:
    """The tally of each event, and how often each voice spoke in what is shown."""

    def __init__(self) -> None:
        self.of: defaultdict[EventId, Tally] = defaultdict(Tally)
        self._voices = Counts()
        #: Voices of what is new, to be counted together when somebody asks: one by one it would take thrice as long.
        self._new_voices = array("q")

    def count(self, it: Entry, by: int) -> None:
        """Count a contribution; with -1, no longer."""
        tally = self.of[it.event]
        if it.state is State.LIVE:
            tally.live += by
            tally.minutes.said[it.at // _MINUTE] += by
        tally.held += by * (it.state is State.HELD)
        tally.unread += by * it.is_unread
        if it.state is not State.WITHDRAWN:
            tally.contributions += by
        if it.is_host:
            return
        if it.state is State.LIVE:
            self._settled_voices().add({it.voice: by})
        elif _was_heard(it):
            tally.aside[it.voice] += by

    def count_new(self, event: EventId, said: Sequence[Said], at: Sequence[int]) -> None:
        """Count contributions of one event that were said at these microseconds since 1970."""
        tally = self.of[event]
        tally.minutes.said.update(
            [moment // _MINUTE for it, moment in zip(said, at, strict=True) if it.state is State.LIVE]
        )
        tally.live += len([it for it in said if it.state is State.LIVE])
        tally.contributions += len([it for it in said if it.state is not State.WITHDRAWN])
        tally.held += len([it for it in said if it.state is State.HELD])
        tally.unread += len([it for it in said if it.is_unread])
        people = [it for it in said if it.kind is not Kind.HOST]
        self._new_voices.extend([hash(it.voice) for it in people if it.state is State.LIVE])
        tally.aside.update([hash(it.voice) for it in people if it.state is not State.LIVE and _was_heard(it)])

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
                self.of[event].minutes.new[minute] += count

    def unread(self, event: EventId) -> int:
        """How much of an event somebody must still read."""
        return self.of[event].unread

    def held(self) -> int:
        return sum(it.held for it in self.of.values())

    def figures(self, reviewed: Collection[EventId] = ()) -> Figures:
        """What all may know; people publish what is said in `reviewed` events."""
        return Figures(
            contributions=sum(it.live if event in reviewed else it.contributions for event, it in self.of.items()),
            ideas=sum(self._first(kinds=[Kind.IDEA])),
            experiences=sum(self._first(kinds=[Kind.EXPERIENCE])),
            voices=len(self._settled_voices()) + len(self._heard_besides(reviewed)),
            held=sum(it.held for event, it in self.of.items() if event not in reviewed),
        )

    def _heard_besides(self, reviewed: Collection[EventId]) -> set[int]:
        """The voices that spoke for all to hear, but in nothing that is shown."""
        shown = self._settled_voices()
        there = (
            (voice, times)
            for event, it in self.of.items()
            if event not in reviewed
            for voice, times in it.aside.items()
        )
        return {voice for voice, times in there if times > 0 and voice not in shown}

    def ideas(self, kinds: Collection[Kind], challenge: ChallengeId | None, event: EventId | None) -> int:
        """How many live ideas of these kinds there are in a challenge, or in an event."""
        if event is not None:
            return sum(self.of[event].told[kind] for kind in kinds)
        return sum(self._first(kinds=kinds, challenge=challenge))

    def per_minute(self, event: EventId) -> list[Minute]:
        """The minutes of an event in which something was said that is shown."""
        minutes = self.of[event].minutes
        return minutes.told(minutes.said)

    def _first(self, *, kinds: Collection[Kind], challenge: ChallengeId | None = None) -> Iterator[int]:
        for tally in self.of.values():
            for (where, kind), count in tally.first.items():
                if kind in kinds and challenge in (None, where):
                    yield count


def _was_heard(it: Entry | Said) -> bool:
    """Whether it was said for all to hear, shown here or not; where people publish, that is not told before they do."""
    return it.source is not SourceName.SESSION and it.state not in (State.WITHDRAWN, State.WAITING)
