"""A campaign's questions, changed by facilitators at its desk, so that every `serve` on the store agrees."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from bridge.ports import Clock
from bridge.records import Event, EventId, Question, QuestionId
from bridge.web.questions import Correction, NewQuestion
from workers.desk import Desk
from workers.questions import correct, put_in, put_on


class DeskFacilitator:
    """Does what facilitators ask of one campaign's questions; on disk when it returns."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def put_in(self, event: EventId, new: NewQuestion) -> Question:
        """Raises `UnknownError` for an event that is not there."""
        name = QuestionId(f"{event}/n{secrets.token_hex(4)}")
        return await self._desk.act(partial(put_in, event=event, new=new, name=name, now=self._clock.now()))

    async def correct(self, question: QuestionId, correction: Correction) -> Question:
        """Raises `UnknownError` for a question that is not there."""
        return await self._desk.act(partial(correct, name=question, correction=correction, now=self._clock.now()))

    async def put_on(self, event: EventId, question: QuestionId | None, at: datetime) -> Event:
        """Raises `UnknownError` for an event or question that is not there."""
        return await self._desk.act(partial(put_on, event=event, name=question, at=at, now=self._clock.now()))
