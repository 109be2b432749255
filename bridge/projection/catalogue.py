"""What every idea of the campaign counts for, a row each; those that changed last are in memory whole besides.

An idea has its row from when something is first known to stand behind it, which may be before it is known itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from bridge.projection.columns import Ids, Names
from bridge.records import ChallengeId, EventId, Idea, IdeaId, Kind, QuestionId, State

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
        self._minute = array("I")
        #: Of the few that were said in several events, all of them.
        self._several: dict[int, frozenset[EventId]] = {}
        self._told_in: dict[EventId, array[int]] = {}

    def row(self, id: IdeaId) -> int | None:  # noqa: A002 - the record's own word
        return self.ids.row(id)

    def open(self, id: IdeaId) -> int:  # noqa: A002 - as above
        """The row of an idea that has none yet."""
        for column in (self._state, self._kind, self._challenge, self._question, self._event, self._minute):
            column.append(0)
        return self.ids.add(id)

    def put(self, row: int, idea: Idea) -> tuple[Counted | None, Counted]:
        """Write down an idea: what it was, and what it is."""
        before, now = self.counted(row), counted_of(idea)
        self._state[row] = 1 + _STATES.index(now.state)
        self._kind[row] = _KINDS.index(now.kind)
        self._challenge[row] = self._challenges.number(now.challenge)
        self._question[row] = self._questions.number(now.question)
        self._event[row] = self._events.number(now.event)
        self._minute[row] = now.minute
        if len(now.events) > 1:
            self._several[row] = now.events
        else:
            self._several.pop(row, None)
        was_in = before.events if before else frozenset()
        for event in now.events - was_in:
            self._told_in.setdefault(event, array("I")).append(row)
        for event in was_in - now.events:
            self._told_in[event].remove(row)
        return before, now

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


def counted_of(idea: Idea) -> Counted:
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
