"""What a facilitator does to an event's questions, laid over a draft, and which question is on after it.

A question's id is its name and stays; its number is where it stands, and what people write in their labels.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bridge.errors import UnknownError
from bridge.intake.question import timeline
from bridge.projection.draft import Draft
from bridge.records import Event, EventId, Question, QuestionId, Turn
from bridge.web.questions import Correction, NewQuestion


def put_in(draft: Draft, *, event: EventId, new: NewQuestion, name: QuestionId, now: datetime) -> Question:
    """Put a question in at its number, and move those that stand in its way by one."""
    of = _known_event(draft, event)
    there = draft.questions(event)
    number = new.number or max((it.number for it in there), default=0) + 1
    at = number
    for it in there:
        if it.number == at:
            at += 1
            draft.put(_with(it, now, number=at))
    question = Question(
        id=name,
        campaign=of.campaign,
        event=event,
        number=number,
        text=" ".join(new.text.split()),
        challenge=new.challenge or (of.challenges[0] if len(of.challenges) == 1 else None),
        planned_at=new.planned_at,
    )
    draft.put(question)
    return question


def correct(draft: Draft, *, name: QuestionId, correction: Correction, now: datetime) -> Question:
    """Correct what the correction names; a new number moves the questions between the old place and the new one."""
    question = _known_question(draft, name)
    fields = {field: it for field, it in msgspec.structs.asdict(correction).items() if it is not msgspec.UNSET}
    if "text" in fields:
        fields["text"] = " ".join(fields["text"].split())
    if "number" in fields:
        fields["number"] = _moved(draft, question, fields["number"], now)
    corrected = _with(question, now, **fields)
    if corrected != question:
        draft.put(corrected)
        turn_to_current(draft, question.event)
    return corrected


def put_on(draft: Draft, *, event: EventId, name: QuestionId | None, at: datetime, now: datetime) -> Event:
    """Put a question on from a time, and open it if it was not open by then."""
    of = _known_event(draft, event)
    if name is not None:
        question = _known_question(draft, name)
        if question.opened_at is None or question.opened_at > at:
            draft.put(_with(question, now, opened_at=at))
    turns = sorted((*of.turns, Turn(at=at, question=name)), key=lambda it: it.at)
    draft.put(msgspec.structs.replace(of, turns=tuple(turns)))
    turn_to_current(draft, event)
    return _known_event(draft, event)


def turn_to_current(draft: Draft, event: EventId) -> None:
    """Let the event say which question is on now, once questions were opened, closed or put on."""
    of = draft.event(event)
    if of is None:
        return
    on = timeline((), draft.questions(event), of.turns)
    current = on[-1][1] if on else None
    if current != of.current:
        draft.put(msgspec.structs.replace(of, current=current))


def _moved(draft: Draft, question: Question, number: int, now: datetime) -> int:
    """Make room at a number, closing the room that the question leaves; where it then stands, the last at most."""
    others = [it for it in draft.questions(question.event) if it.id != question.id]
    number = min(number, max([question.number, *(it.number for it in others)]))
    step = -1 if number > question.number else 1
    first, last = sorted((question.number, number))
    for it in others:
        if first <= it.number <= last:
            draft.put(_with(it, now, number=it.number + step))
    return number


def _with(question: Question, now: datetime, **fields: object) -> Question:
    """The question with other fields, and the note that a facilitator set them."""
    changed = {name: it for name, it in fields.items() if it != getattr(question, name)}
    corrected = question.corrected | dict.fromkeys(fields, now)
    return msgspec.structs.replace(question, **changed, corrected=corrected) if fields else question


def _known_event(draft: Draft, event: EventId) -> Event:
    found = draft.event(event)
    if found is None:
        raise UnknownError(f"No chat or session has the id {event[:60]!r}.")
    return found


def _known_question(draft: Draft, name: QuestionId) -> Question:
    found = draft.question(name)
    if found is None:
        raise UnknownError(f"No question has the id {name[:60]!r}.")
    return found
