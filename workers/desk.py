"""Decides what each pushed contribution adds, and commits it: the one writer of a campaign.

Pushes that wait at the same time are decided one after another on one draft and go into one commit. When another
writer was first, the draft is thrown away, what was missed is read, and the same pushes are decided again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from bridge.errors import Conflict, PushRefusedError, UnreadableError
from bridge.ports import Clock, Store
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.push import frames
from bridge.records import Commit, Contribution, ContributionId, Entity, EventId, Listening
from workers.placing import Placing, count_touched, place, withdraw

log = structlog.get_logger()

#: Contributions decided into one commit at most.
BATCH = 256


class _Waiting(msgspec.Struct):
    worker: str
    push: frames.Push
    taken: asyncio.Future[Sequence[frames.Outcome]]


class Desk:
    """Takes pushes for one campaign. `run` must be running for `take` to return."""

    def __init__(self, store: Store, projection: Projection, clock: Clock) -> None:
        self._store = store
        self._projection = projection
        self._clock = clock
        self._waiting: asyncio.Queue[_Waiting] = asyncio.Queue(maxsize=64)

    async def welcome(self, worker: str) -> dict[str, str]:
        """The cursor of each source that this worker has told us of."""
        return {it.source: it.cursor for it in self._projection.listening() if it.worker == worker}

    async def take(self, worker: str, push: frames.Push) -> Sequence[frames.Outcome]:
        """Decide and commit a push; returns once it is on disk. Raises `PushRefusedError` for what cannot be stored."""
        self._refuse_strangers(push)
        waiting = _Waiting(worker, push, asyncio.get_running_loop().create_future())
        await self._waiting.put(waiting)
        return await waiting.taken

    async def clear(self, event: EventId) -> None:
        """Withdraw everything that was said in an event. To be called before anything is pushed."""
        draft = Draft(self._projection)
        for said in self._projection.contributions(event):
            withdraw(said, said, draft)
        count_touched(draft)
        if puts := draft.puts():
            await self._store.commit(self._projection.id, Commit(expected_seq=self._projection.seq, puts=puts))
            await self._projection.catch_up(self._store)
            log.info("event.cleared", entities=len(puts))

    def _refuse_strangers(self, push: frames.Push) -> None:
        for contribution in push.contributions:
            if contribution.campaign != self._projection.id:
                raise PushRefusedError(f"contribution {contribution.id} is for another campaign: push it there")
            if self._projection.event(contribution.event) is None:
                raise PushRefusedError(f"contribution {contribution.id} names an event that is not in the campaign")

    async def run(self) -> None:
        """Decide and commit what waits, for ever."""
        while True:
            batch = [await self._waiting.get()]
            size = len(batch[0].push.contributions)
            while size < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
                size += len(batch[-1].push.contributions)
            try:
                await self._settle_each(batch)
            finally:
                for waiting in batch:
                    waiting.taken.cancel()

    async def _settle_each(self, batch: Sequence[_Waiting]) -> None:
        """Settle a batch at once; when one push of it is refused, each by itself, so that only that one is."""
        try:
            await self._settle(batch)
        except PushRefusedError as error:
            if len(batch) > 1:
                for waiting in batch:
                    await self._settle_each([waiting])
            elif not batch[0].taken.done():
                batch[0].taken.set_exception(error)
        except Exception as error:  # the store failed, e.g. its disk is full: the workers push again later
            log.exception("batch.failed", pushes=len(batch))
            for waiting in batch:
                if not waiting.taken.done():
                    waiting.taken.set_exception(ConnectionError(f"the store did not take it: {type(error).__name__}"))

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        placings, puts = await self._decide_and_commit(batch)
        first = self._projection.seq + 1
        await self._projection.catch_up(self._store)
        at: dict[str, int] = {it.id: first + nth for nth, it in enumerate(puts) if isinstance(it, Contribution)}
        for waiting, placed in zip(batch, placings, strict=True):
            if not waiting.taken.done():
                waiting.taken.set_result([it.told(self._projection.epoch, at) for it in placed])
        log.debug("batch.committed", pushes=len(batch), entities=len(puts), seq=self._projection.seq)

    async def _decide_and_commit(self, batch: Sequence[_Waiting]) -> tuple[list[list[Placing]], tuple[Entity, ...]]:
        while True:
            draft = Draft(self._projection)
            try:
                placings = [self._decide(waiting, draft) for waiting in batch]
                count_touched(draft)
                puts = draft.puts()
                if puts:
                    await self._store.commit(self._projection.id, self._commit_of(puts))
            except Conflict as conflict:
                draft.undo()
                if conflict.head == conflict.expected:  # nobody was first: an identity is taken
                    raise PushRefusedError("an identity in it belongs to another contribution") from conflict
                await self._projection.catch_up(self._store)
            except UnreadableError as error:
                draft.undo()
                raise PushRefusedError(f"cannot be stored: {error}") from error
            except BaseException:
                draft.undo()
                raise
            else:
                return placings, puts

    def _commit_of(self, puts: tuple[Entity, ...]) -> Commit:
        identities: dict[str, ContributionId] = {
            name: it.id for it in puts if isinstance(it, Contribution) for name in (it.id, *it.aliases)
        }
        return Commit(expected_seq=self._projection.seq, puts=puts, identities=identities)

    def _decide(self, waiting: _Waiting, draft: Draft) -> list[Placing]:
        try:
            placings = [place(contribution, draft) for contribution in waiting.push.contributions]
        except Exception as error:
            log.exception("contribution.not_placed", worker=waiting.worker)
            raise PushRefusedError(f"could not be placed among the ideas: {type(error).__name__}") from error
        for gap in waiting.push.gaps:
            draft.put(msgspec.structs.replace(gap, campaign=self._projection.id))
        for source, cursor in waiting.push.cursor.items():
            self._note(waiting.worker, source, cursor, waiting.push.tally.get(source), draft)
        return placings

    def _note(self, worker: str, source: str, cursor: str, tally: frames.Tally | None, draft: Draft) -> None:
        before = draft.heard(f"{worker}/{source}")
        counted = tally or frames.Tally()
        now = Listening(
            id=f"{worker}/{source}",
            campaign=self._projection.id,
            worker=worker,
            source=source,
            cursor=cursor,
            arrived=counted.arrived,
            contributed=counted.contributed,
            rejected=counted.rejected,
            heard_at=self._clock.now(),
        )
        if before is None or msgspec.structs.replace(before, heard_at=now.heard_at) != now:
            draft.put(now)
