"""Sources → intake → spool: what is heard is judged here and kept on disk until the store's side has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import cast

import msgspec
import structlog

from bridge.errors import SourceRefusedError
from bridge.intake.identity import contribution_id, voice_key
from bridge.intake.pipeline import Context, Known, Plan, asks, take, withdrawn
from bridge.intake.question import Opened, timeline
from bridge.ports import Clock, Heard, Source, Threaded
from bridge.push.frames import Tally
from bridge.push.items import HeardRow
from bridge.push.spool import Spool
from bridge.records import (
    Act,
    Arrival,
    Condition,
    Contribution,
    Event,
    EventId,
    Gap,
    Hearing,
    Kind,
    NativeId,
    Question,
    QuestionId,
    Reason,
    Rejected,
    SourceName,
    State,
    Turn,
)
from bridge.sources.handles import Handles

log = structlog.get_logger()

#: While a stream holds nothing of ours, its cursor is written this often.
CURSOR_EVERY = timedelta(seconds=1)


class Judge:
    """Takes arrivals in with what was heard before: threads, quotes, open questions."""

    def __init__(self, plan: Plan, spool: Spool, handles: Handles | None = None) -> None:
        self._plan = plan
        self._spool = spool
        self._handles = handles
        #: By event, what hosts' posts opened, and with it what the store's side told was put on.
        self._opened: dict[EventId, tuple[tuple[datetime, QuestionId], ...]] = {}
        self._turns: Mapping[EventId, Sequence[Turn]] = {}
        self._on: dict[EventId, Opened] = {}
        #: Events whose open questions are to be read from the spool: all at first, and where a post was taken back.
        self._stale = {event.id for event in plan.events}

    async def judge(
        self, arrivals: Sequence[Arrival], *, on_question: Callable[[NativeId], None] | None = None
    ) -> list[Contribution | Rejected]:
        """Judge a batch in order; later ones know of earlier ones. `on_question` is told of posts in which hosts ask one."""
        while self._stale:
            event = self._stale.pop()
            self._opened[event] = await self._spool.opened(event)
            self._put_on(event)
        key = self._plan.key
        wanted = {native: contribution_id(key, native) for it in arrivals for native in asks(it)}
        rows = await self._spool.known(list(wanted.values()))
        known = {native: _known(rows[at]) for native, at in wanted.items() if at in rows}
        outcomes: list[Contribution | Rejected] = []
        nameless: dict[int, str] = {}
        for arrival in arrivals:
            if arrival.act is Act.LEFT:
                outcomes += await self._left(arrival, outcomes)
                continue
            outcome = take(arrival, self._plan, Context(known=known, opened=self._on))
            outcomes.append(outcome)
            if isinstance(outcome, Contribution):
                if outcome.source is SourceName.BLUESKY and not outcome.handle and outcome.state is not State.WITHDRAWN:
                    nameless[len(outcomes) - 1] = arrival.author
                self._remember(arrival, outcome, known)
                if on_question and _asks(outcome):
                    for native in (arrival.id, *arrival.aliases):
                        on_question(native)
        await self._name(outcomes, nameless)
        return outcomes

    async def _name(self, outcomes: list[Contribution | Rejected], nameless: Mapping[int, str]) -> None:
        """Say what the public calls the accounts of a network that sends only their ids, where its directory knows."""
        if self._handles is None or not nameless:
            return
        profiles = await self._handles.of(nameless.values())
        for nth, account in nameless.items():
            if profile := profiles.get(account):
                outcomes[nth] = msgspec.structs.replace(
                    outcomes[nth], handle=profile.handle, for_members=profile.is_for_members
                )

    def meet(self, events: Sequence[Event]) -> None:
        """Go by these events: the accounts of hosts have become known."""
        self._plan = msgspec.structs.replace(self._plan, events=tuple(events))

    def learn(self, questions: Sequence[Question], turns: Mapping[EventId, Sequence[Turn]]) -> None:
        """Go by the questions of these events as the store's side has them now, and by what facilitators put on."""
        kept = [it for it in self._plan.questions if it.event not in turns]
        self._plan = msgspec.structs.replace(self._plan, questions=(*kept, *questions))
        self._turns = turns
        for event in self._plan.events:
            self._put_on(event.id)

    def _close(self, event: EventId, question: QuestionId) -> None:
        """Let a question be asked again whose post was taken back, also before the store's side has heard of that."""
        self._stale.add(event)
        heard = {at for at, it in self._opened.get(event, ()) if it == question}
        questions = tuple(
            msgspec.structs.replace(it, opened_at=None)
            if it.id == question and it.opened_at in heard and "opened_at" not in it.corrected
            else it
            for it in self._plan.questions
        )
        self._plan = msgspec.structs.replace(self._plan, questions=questions)
        self._opened[event] = tuple(it for it in self._opened.get(event, ()) if it[1] != question)
        self._put_on(event)

    def _put_on(self, event: EventId) -> None:
        asked = [it for it in self._plan.questions if it.event == event]
        self._on[event] = timeline(self._opened.get(event, ()), asked, self._turns.get(event, ()))

    def forget(self) -> None:
        """Read open questions from the spool again: it has learned what others heard."""
        self._stale = {event.id for event in self._plan.events}

    async def _left(self, arrival: Arrival, just: Sequence[Contribution | Rejected]) -> Sequence[Contribution]:
        """What is taken back with an account; news of one that never spoke here are not ours."""
        voice = voice_key(self._plan.key, arrival.source, arrival.author, None)
        said = [it for it in just if isinstance(it, Contribution) and it.voice == voice]
        rows = {row.contribution: row for row in (*await self._spool.said_by(voice), *heard_rows(said))}
        self._stale |= {row.event for row in rows.values()}
        return [withdrawn(arrival, self._plan, _known(row), "its account is gone") for row in rows.values()]

    def _remember(self, arrival: Arrival, contribution: Contribution, known: dict[NativeId, Known]) -> None:
        opens = contribution.opens
        before = known.get(arrival.id)
        if before and before.opens and (opens is None or opens.id != before.opens):
            self._close(before.event, before.opens)
        if contribution.state is State.WITHDRAWN:
            self._stale.add(contribution.event)
        heard = Known(
            id=contribution.id,
            event=contribution.event,
            question=contribution.question,
            opens=opens.id if opens else None,
        )
        known.update(dict.fromkeys((arrival.id, *arrival.aliases), heard))
        if opens is not None:
            opened = self._opened.get(contribution.event, ())
            self._opened[contribution.event] = tuple(sorted({*opened, (contribution.said_at, opens.id)}))
            self._put_on(contribution.event)


def heard_rows(contributions: Sequence[Contribution]) -> list[HeardRow]:
    """What the spool must remember of contributions, under each of their identities."""
    return [
        HeardRow(
            id=identity,
            contribution=it.id,
            event=it.event,
            question=it.question,
            opens=it.opens.id if it.opens else None,
            said_at=it.said_at,
            is_gone=it.state is State.WITHDRAWN,
            voice=it.voice,
        )
        for it in contributions
        for identity in (it.id, *it.aliases)
    ]


def tally(outcomes: Sequence[Contribution | Rejected]) -> Tally:
    """Count what came of arrivals."""
    rejected = Counter(it.reason.value for it in outcomes if isinstance(it, Rejected))
    return Tally(arrived=len(outcomes), contributed=len(outcomes) - rejected.total(), rejected=dict(rejected))


class SourceDiedError(Exception):
    """A source ended by a fault of ours; what it was is the cause."""


class Listener:
    """Follows one source from a cursor, until the source ends; under a lease, if its number is given."""

    def __init__(self, source: Source, judge: Judge, spool: Spool, clock: Clock, *, faults: int = 0) -> None:
        self._source = source
        self._judge = judge
        self._spool = spool
        self._clock = clock
        self._faults = faults
        self._condition: Condition | None = None
        self._tested_at: datetime | None = None
        self._lease = 0

    async def run(self, cursor: str | None, lease: int = 0) -> None:
        """Listen. Raises `SourceRefusedError` when the source refuses us for good, `SourceDiedError` for its other errors."""
        log.info("source.listening", source=self._source.name, lease=lease)
        self._lease = lease
        uncounted = Tally()
        kept_at = self._clock.now()
        last: Heard | None = None
        told: Hearing | None = None
        async with aclosing(_listening(self._source, cursor)) as hearing:
            async for heard in hearing:
                await self._spool.room()
                outcomes = await self._outcomes(heard)
                uncounted += tally(outcomes)
                self._note(heard, outcomes)
                last = heard
                stands = heard.condition.hearing if heard.condition else told
                if stands == told and _nothing_ours(heard, outcomes) and self._clock.now() - kept_at < CURSOR_EVERY:
                    continue
                told = stands
                await self._keep(heard, outcomes, uncounted)
                uncounted, kept_at, last = Tally(), self._clock.now(), None
        if last is not None:
            await self._keep(last, [], uncounted)
        log.info("source.ended", source=self._source.name)

    async def _outcomes(self, heard: Heard) -> list[Contribution | Rejected]:
        follow = self._source.follow_thread if isinstance(self._source, Threaded) else None
        arrivals = [it for it in heard.items if isinstance(it, Arrival)]
        rejected = [it for it in heard.items if isinstance(it, Rejected)]
        return [*rejected, *await self._judge.judge(arrivals, on_question=follow)]

    def _note(self, heard: Heard, outcomes: Sequence[Contribution | Rejected]) -> None:
        """How the source stands, with what only we know of it."""
        tests = [it.received_at for it in outcomes if isinstance(it, Rejected) and it.reason is Reason.SELF_TEST]
        self._tested_at = max(tests, default=self._tested_at)
        if standing := heard.condition or self._condition:
            self._condition = msgspec.structs.replace(standing, faults=self._faults, tested_at=self._tested_at)

    async def _keep(self, heard: Heard, outcomes: Sequence[Contribution | Rejected], counted: Tally) -> None:
        contributions = [it for it in outcomes if isinstance(it, Contribution)]
        await self._spool.keep(
            self._source.name,
            heard.cursor,
            contributions,
            heard=heard_rows(contributions),
            tally=counted,
            gaps=[it for it in heard.items if isinstance(it, Gap)],
            condition=self._condition,
            lease=self._lease,
        )


async def _listening(source: Source, cursor: str | None) -> AsyncGenerator[Heard, None]:
    """What the source gives; its own errors are told from those of whoever takes it."""
    async with aclosing(cast("AsyncGenerator[Heard, None]", source.listen(cursor))) as hearing:
        while True:
            try:
                heard = await anext(hearing)
            except StopAsyncIteration:
                return
            except SourceRefusedError:
                raise
            except Exception as error:
                raise SourceDiedError(type(error).__name__) from error
            yield heard


def _asks(it: Contribution) -> bool:
    """Whether people may answer a question under it: the one that opened it, or the same on another network, or a reminder."""
    is_own = it.reposts is None and it.reply_to is None
    return it.opens is not None or (it.kind is Kind.HOST and it.question is not None and is_own)


def _nothing_ours(heard: Heard, outcomes: Sequence[Contribution | Rejected]) -> bool:
    return all(isinstance(it, Rejected) for it in outcomes) and not any(isinstance(it, Gap) for it in heard.items)


def _known(row: HeardRow) -> Known:
    return Known(id=row.contribution, event=row.event, question=row.question, opens=row.opens)
