"""What every contribution of the campaign counts for, a row each; what was said stays in the store.

With its row, a contribution that changes is counted no longer as it was, for the store has it only as it is now. And
with the rows of what stands behind an idea, or was said in an event, the store can be asked for it by id.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bridge.errors import UnknownError
from bridge.projection.columns import Chains, Ids, Names
from bridge.records import Contribution, ContributionId, ContributionOutline, EventId, Kind, Relation, SourceName, State

#: What is written down of a contribution: all of it, or in outline.
Said = Contribution | ContributionOutline

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_STATES, _SOURCES, _RELATIONS = tuple(State), tuple(SourceName), (None, *Relation)
#: A row's marks are one number: its state, from the fourth bit its source, from the eighth its relation, then whether it is
#: a host's, and whether somebody must still read it.
_SOURCE, _RELATION, _HOST, _UNREAD = 3, 7, 1 << 10, 1 << 11
_MARKS = {
    (state, source, relation, kind): state_nth
    | source_nth << _SOURCE
    | relation_nth << _RELATION
    | (kind is Kind.HOST and _HOST)
    for state_nth, state in enumerate(_STATES)
    for source_nth, source in enumerate(_SOURCES)
    for relation_nth, relation in enumerate(_RELATIONS)
    for kind in Kind
}


class Entry(NamedTuple):
    """What a contribution counts for. `idea` is the row of the idea that it stands behind; voices are hashed."""

    event: EventId
    idea: int | None
    voice: int
    at: int  # microseconds since 1970
    state: State
    source: SourceName
    relation: Relation | None
    is_host: bool
    is_unread: bool

    def said_at(self) -> datetime:
        return _EPOCH + self.at * _MICROSECOND


class Ledger:
    """A row for each contribution, and which of them stand behind which idea and were said in which event."""

    def __init__(self) -> None:
        self.ids: Ids[ContributionId] = Ids("c-")
        self._aliases: dict[ContributionId, ContributionId] = {}
        self._events: Names[EventId] = Names()
        self._event = array("I")
        self._idea = array("I")  # one more than its row; 0 for none
        self._voice = array("q")
        self._at = array("q")
        self._marks = array("H")
        self._behind = Chains()
        self._said_in: dict[EventId, array[int]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, name: ContributionId) -> int | None:
        """Under its id or any of its aliases."""
        return self.ids.row(self._aliases.get(name, name))

    def add(self, event: EventId, said: Sequence[Said], ideas: Sequence[int], at: Sequence[int]) -> None:
        """Write down contributions of one event that are not here yet, with when each was said (microseconds since 1970).

        Of each the row of the idea that it stands behind, and one more than that; 0 for none.
        """
        self._said_in.setdefault(event, array("I")).extend(range(len(self), len(self) + len(said)))
        self.ids.extend([it.id for it in said])
        self._aliases.update((alias, it.id) for it in said if it.aliases for alias in it.aliases)
        self._event.extend((self._events.number(event),) * len(said))
        self._idea.extend(ideas)
        self._voice.extend([hash(it.voice) for it in said])
        self._at.extend(at)
        self._marks.extend([_marks(it) for it in said])
        self._behind.extend(ideas)

    def change(self, row: int, it: Said, idea: int | None) -> tuple[Entry, Entry]:
        """Write down what became of a contribution that stands behind an idea, or none: what it was, and what it is."""
        before, now = self.entry(row), entry_of(it, idea)
        self._aliases.update(dict.fromkeys(it.aliases, it.id))
        if before.event != now.event:
            self._said_in[before.event].remove(row)
            self._said_in.setdefault(now.event, array("I")).append(row)
            self._event[row] = self._events.number(now.event)
        if before.idea != now.idea:
            if before.idea is not None:
                self._behind.unlink(before.idea, row)
            if now.idea is not None:
                self._behind.link(now.idea, row)
            self._idea[row] = 0 if now.idea is None else now.idea + 1
        self._voice[row], self._at[row] = now.voice, now.at
        self._marks[row] = _marks(it)
        return before, now

    def open_ideas(self, count: int) -> None:
        """Make room for what will stand behind the next ideas; their rows are given out one after another."""
        self._behind.open(count)

    def entry(self, row: int) -> Entry:
        marks, event = self._marks[row], self._events.name(self._event[row])
        assert event is not None
        return Entry(
            event=event,
            idea=self._idea[row] - 1 if self._idea[row] else None,
            voice=self._voice[row],
            at=self._at[row],
            state=_STATES[marks & 7],
            source=_SOURCES[marks >> _SOURCE & 15],
            relation=_RELATIONS[marks >> _RELATION & 7],
            is_host=bool(marks & _HOST),
            is_unread=bool(marks & _UNREAD),
        )

    def behind(self, idea: int) -> Iterator[tuple[ContributionId, Entry]]:
        """All that stands behind an idea, in no order."""
        return ((self.ids[row], self.entry(row)) for row in self._behind.rows(idea))

    def count_said(self, event: EventId) -> int:
        """How many contributions there are in an event, in whatever state."""
        return len(self._said_in.get(event, ()))

    def said_in(self, event: EventId, before: ContributionId | None, limit: int) -> list[ContributionId]:
        """The last `limit` of an event, or the last before one of them, in the order of time.

        Raises `UnknownError` if there is no such one.
        """
        by_time = sorted((self._at[row], row) for row in self._said_in.get(event, ()))
        end = len(by_time)
        if before is not None:
            row = self.row(before)
            if row is None:
                raise UnknownError(f"before: no contribution has the id {before[:60]!r}")
            end = bisect_left(by_time, (self._at[row], row))
        return [self.ids[row] for _, row in by_time[max(0, end - limit) : end]]


def entry_of(it: Said, idea: int | None) -> Entry:
    """What a contribution counts for."""
    return Entry(
        event=it.event,
        idea=idea,
        voice=hash(it.voice),
        at=microseconds(it.said_at),
        state=it.state,
        source=it.source,
        relation=it.placed.relation if it.placed else None,
        is_host=it.kind is Kind.HOST,
        is_unread=it.is_unread,
    )


def _marks(it: Said) -> int:
    marks = _MARKS[it.state, it.source, it.placed.relation if it.placed else None, it.kind]
    return marks | _UNREAD if it.is_unread else marks


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - _EPOCH) // _MICROSECOND
