"""Following a source whenever its lease is ours, from where the stream was heard last, by whomever."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress

import structlog

from bridge.errors import BridgeError, LeaseLostError, SourceRefusedError, UnreadableError
from bridge.ports import Clock, Source
from bridge.push.claims import Claims
from bridge.push.frames import Grant
from bridge.push.spool import Spool
from bridge.records import Condition, Hearing
from workers.errands import Errands
from workers.listen import Judge, Listener

log = structlog.get_logger()

#: Seconds after which a worker learns what others have heard.
LEARN = 30 * 60.0
#: Seconds for which a source waits to be told of questions before it is listened to.
QUESTIONS = 5.0
#: Seconds before a source that ended by a fault of ours is begun anew: the first time, and at most.
AGAIN, LONGEST = 1.0, 30.0


class Follower:
    """One worker's part in following sources that other workers could follow as well."""

    def __init__(self, claims: Claims, errands: Errands, judge: Judge, spool: Spool, clock: Clock) -> None:
        self._claims = claims
        self._errands = errands
        self._judge = judge
        self._spool = spool
        self._clock = clock
        self._faults: Counter[str] = Counter()
        #: Sources that cannot read their own cursor.
        self._distrusted: set[str] = set()
        self._learns = False
        self._knows_questions = asyncio.Event()

    async def follow(self, source: Source) -> None:
        """Follow a source until it has ended, or refused us; others may then find that out for themselves.

        One that ends by a fault of ours is begun anew, and an alarm tells people of it.
        """
        while True:
            lease = await self._claims.hold(source.name)
            try:
                await self._claims.while_held(source.name, self._listen(source, lease))
            except LeaseLostError:
                continue
            except SourceRefusedError as error:
                log.error("source.refused", source=source.name, error=str(error))  # noqa: TRY400 - foreseen; the others go on
            except (BridgeError, OSError):
                raise  # of the spool or the store's side: nothing that hearing once more would mend
            except Exception as error:
                log.exception("source.died", source=source.name)
                if isinstance(error.__cause__, UnreadableError):  # its cursor: it would die of that again and again
                    self._distrusted.add(source.name)
                await self._fault(source.name, lease)
                continue
            self._claims.leave(source.name)
            return

    async def _listen(self, source: Source, lease: Grant) -> None:
        cursor = await self._cursor(source.name, lease)
        if self._learns:
            with suppress(TimeoutError):  # better by the campaign's file than not at all
                async with asyncio.timeout(QUESTIONS):
                    await self._knows_questions.wait()
        listener = Listener(source, self._judge, self._spool, self._clock, faults=self._faults[source.name])
        await listener.run(cursor, lease.number)

    async def _fault(self, stream: str, lease: Grant) -> None:
        """Say that a source died, and wait a while, longer each time."""
        self._faults[stream] += 1
        faults = self._faults[stream]
        detail = "it ended by a fault of ours and is begun anew; the log of the worker says more"
        died = Condition(hearing=Hearing.WAITING, at=self._clock.now(), detail=detail, faults=faults)
        cursor = await self._spool.cursor(stream)
        await self._spool.keep(stream, cursor or "", condition=died, lease=lease.number)
        await asyncio.sleep(min(AGAIN * 2 ** min(faults - 1, 10), LONGEST))

    async def _cursor(self, stream: str, lease: Grant) -> str | None:
        """From where to go on: after another worker from where the store is, and with what that one had heard."""
        if stream in self._distrusted:
            self._distrusted.remove(stream)
            return None
        own = await self._spool.cursor(stream)
        if own is not None and 0 <= lease.number - await self._spool.lease(stream) <= 1:
            return own
        await self.learn()
        return lease.cursor if lease.cursor is not None else own

    async def learn_at_times(self) -> None:
        """Learn for ever which questions are asked, within seconds, and now and then what others heard."""
        self._learns = True
        async with asyncio.TaskGroup() as group:
            group.create_task(self._learn_others(), name="learn.others")
            group.create_task(self._learn_questions(), name="learn.questions")

    async def _learn_others(self) -> None:
        """What others saw taken back must go from our spool within the hour, too."""
        while True:
            await asyncio.sleep(LEARN)
            await self.learn()

    async def _learn_questions(self) -> None:
        """Which questions there are may change during a chat, and others hear hosts whom we do not."""
        seen = ""
        while True:
            try:
                told = await self._errands.questions(seen)
            except BridgeError as error:
                log.warning("questions.not_told", error=type(error).__name__)
                await asyncio.sleep(LONGEST)
                continue
            if told.seen != seen:
                self._judge.learn(told.questions, told.turns)
                seen = told.seen
            self._knows_questions.set()

    async def learn(self) -> None:
        """Remember what others heard, so that replies, reposts and deletions find what they are about."""
        rows = await learn_hearsay(self._errands, self._spool)
        self._judge.forget()
        log.info("source.learned", rows=rows)


async def learn_hearsay(errands: Errands, spool: Spool) -> int:
    """Let a spool remember what all workers heard since it last learned; how many rows."""
    more, rows = True, 0
    while more:
        told = await errands.heard(await spool.learned())
        await spool.learn(told.rows, told.place)
        more, rows = told.more, rows + len(told.rows)
    return rows
