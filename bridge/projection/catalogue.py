"""What every idea of the campaign counts for, a row each; those that changed last are in memory whole besides.

An idea has its row from when something is first known to stand behind it, which may be before it is known itself.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from bridge.projection.columns import Ids, Names
from bridge.records import ChallengeId, EventId, Idea, IdeaId, IdeaOutline, Kind, QuestionId, State

#: What is written down of an idea: all of it, or in outline.
Told = Idea | IdeaOutline

_STATES, _KINDS = tuple(State), tuple(Kind)


class Counted(NamedTuple):
    """What an idea counts for. `events` are those in which it was said, `event` the first; `minute` is since 1970."""

    state: State
    kind: Kind
    challenge: ChallengeId | None
    question: QuestionId | None
    event: EventId
    events: frozenset[EventId]
    minute: int


class Catalogue:
    """A row for each idea, and which of them were said in which event."""

    def __init__(self) -> None:
        self.ids: Ids[IdeaId] = Ids("i-")
        self._challenges: Names[ChallengeId] = Names()
        self._questions: Names[QuestionId] = Names()
        self._events: Names[EventId] = Names()
        self._state = array("B")  # one more than its place in the list; 0 until the idea is known
        self._kind = array("B")
        self._challenge = array("I")
        self._question = array("I")
        self._event = array("I")
        self._minute = array("q")
        #: Of the few that were said in several events, all of them.
        self._several: dict[int, frozenset[EventId]] = {}
        self._told_in: defaultdict[EventId, array[int]] = defaultdict(lambda: array("I"))

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, id: IdeaId) -> int | None:  # noqa: A002 - the record's own word
        return self.ids.row(id)

    def open(self, ids: Sequence[IdeaId]) -> None:
        """Give ideas that have no row yet the next ones."""
        self.ids.extend(ids)
        for column in (self._state, self._kind, self._challenge, self._question, self._event, self._minute):
            column.extend(bytes(len(ids)))

    def add(self, rows: Iterable[int], ideas: Iterable[Told]) -> None:
        """Write down ideas that were not known yet."""
        for row, idea in zip(rows, ideas, strict=True):
            self._write(row, idea)
            if idea.events in ((), (idea.event,)):
                self._told_in[idea.event].append(row)
            else:
                for event in self._several[row]:
                    self._told_in[event].append(row)

    def change(self, row: int, idea: Told) -> tuple[Counted, Counted] | None:
        """Write down what became of an idea: what it counted for, and what it does now; None where that is the same."""
        before, now = self.counted(row), counted_of(idea)
        if before == now:
            return None
        assert before is not None
        self._write(row, idea)
        for event in now.events - before.events:
            self._told_in[event].append(row)
        for event in before.events - now.events:
            self._told_in[event].remove(row)
        return before, now

    def _write(self, row: int, idea: Told) -> None:
        self._state[row] = 1 + _STATES.index(idea.state)
        self._kind[row] = _KINDS.index(idea.kind)
        self._challenge[row] = self._challenges.number(idea.challenge)
        self._question[row] = self._questions.number(idea.question)
        self._event[row] = self._events.number(idea.event)
        self._minute[row] = minute_of(idea.first_at)
        if idea.events in ((), (idea.event,)):
            self._several.pop(row, None)
        else:
            self._several[row] = frozenset((idea.event, *idea.events))

    def knows(self, id: IdeaId) -> bool:  # noqa: A002 - the record's own word
        """Whether there is such an idea."""
        row = self.ids.row(id)
        return row is not None and self.is_known(row)

    def is_known(self, row: int) -> bool:
        """Whether there is more of this idea than what stands behind it."""
        return self._state[row] > 0

    def counted(self, row: int) -> Counted | None:
        """None for an idea that is not known yet."""
        event = self._events.name(self._event[row])
        if not self._state[row] or event is None:
            return None
        return Counted(
            state=_STATES[self._state[row] - 1],
            kind=_KINDS[self._kind[row]],
            challenge=self._challenges.name(self._challenge[row]),
            question=self._questions.name(self._question[row]),
            event=event,
            events=self._several.get(row) or frozenset((event,)),
            minute=self._minute[row],
        )

    def live(
        self,
        event: EventId,
        *,
        challenge: ChallengeId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Iterator[IdeaId]:
        """The live ideas of an event that fit every filter given."""
        for row in self._told_in.get(event, ()):
            it = self.counted(row)
            if it and it.state is State.LIVE and fits(it, challenge=challenge, question=question, kinds=kinds):
                yield self.ids[row]


def fits(
    it: Counted | Idea,
    *,
    challenge: ChallengeId | None = None,
    question: QuestionId | None = None,
    kinds: Collection[Kind] | None = None,
) -> bool:
    """Whether it passes every filter given."""
    return (
        (challenge is None or it.challenge == challenge)
        and (question is None or it.question == question)
        and (kinds is None or it.kind in kinds)
    )


def counted_of(idea: Told) -> Counted:
    """What an idea counts for."""
    return Counted(
        state=idea.state,
        kind=idea.kind,
        challenge=idea.challenge,
        question=idea.question,
        event=idea.event,
        events=frozenset((idea.event, *idea.events)),
        minute=minute_of(idea.first_at),
    )


def minute_of(moment: datetime) -> int:
    """Since 1970."""
    return int(moment.timestamp()) // 60
