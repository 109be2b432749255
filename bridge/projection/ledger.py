"""What every contribution of the campaign counts for, a row each; what was said stays in the store.

With its row, a contribution that changes is counted no longer as it was, for the store has it only as it is now. And
with the rows of what stands behind an idea, or was said in an event, the store can be asked for it by id.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bridge.errors import UnknownError
from bridge.projection.columns import Chains, Ids, Names
from bridge.records import Contribution, ContributionId, EventId, Kind, Relation, SourceName, State

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_STATES, _SOURCES, _RELATIONS = tuple(State), tuple(SourceName), (None, *Relation)
#: A row's marks are one number: these times the place of each in its list, and 1 for a host's.
_STATE, _SOURCE, _RELATION = 2, 16, 256


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

    def put(self, it: Contribution, idea: int | None) -> tuple[int, Entry | None, Entry]:
        """Write down a contribution that stands behind an idea, or none: its row, what it was, and what it is."""
        now = entry_of(it, idea)
        self._aliases.update(dict.fromkeys(it.aliases, it.id))
        row = self.ids.row(it.id)
        if row is None:
            return self._add(it.id, now), None, now
        before = self.entry(row)
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
        self._voice[row], self._at[row], self._marks[row] = now.voice, now.at, _marks(now)
        return row, before, now

    def _add(self, id: ContributionId, now: Entry) -> int:  # noqa: A002 - the record's own word
        row = self.ids.add(id)
        self._event.append(self._events.number(now.event))
        self._idea.append(0 if now.idea is None else now.idea + 1)
        self._voice.append(now.voice)
        self._at.append(now.at)
        self._marks.append(_marks(now))
        self._said_in.setdefault(now.event, array("I")).append(row)
        self._behind.lay()
        if now.idea is not None:
            self._behind.link(now.idea, row)
        return row

    def open_idea(self) -> None:
        """Make room for what will stand behind the next idea; rows of ideas are given out one after another."""
        self._behind.open()

    def entry(self, row: int) -> Entry:
        marks, event = self._marks[row], self._events.name(self._event[row])
        assert event is not None
        return Entry(
            event=event,
            idea=self._idea[row] - 1 if self._idea[row] else None,
            voice=self._voice[row],
            at=self._at[row],
            state=_STATES[marks // _STATE % 8],
            source=_SOURCES[marks // _SOURCE % 16],
            relation=_RELATIONS[marks // _RELATION],
            is_host=bool(marks % 2),
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


def entry_of(it: Contribution, idea: int | None) -> Entry:
    """What a contribution counts for."""
    return Entry(
        event=it.event,
        idea=idea,
        voice=hash(it.voice),
        at=(it.said_at - _EPOCH) // _MICROSECOND,
        state=it.state,
        source=it.source,
        relation=it.placed.relation if it.placed else None,
        is_host=it.kind is Kind.HOST,
    )


def _marks(entry: Entry) -> int:
    return (
        _STATE * _STATES.index(entry.state)
        + _SOURCE * _SOURCES.index(entry.source)
        + _RELATION * _RELATIONS.index(entry.relation)
        + entry.is_host
    )
