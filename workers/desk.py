"""Decides what each pushed contribution adds, and commits it: the one writer of a campaign in its process.

Pushes that wait at the same time are decided one after another on one draft and go into one commit. When another
writer was first, the draft is thrown away, what was missed is read, and the same pushes are decided again. A commit
whose reply was lost is not tried again: whoever waits is told that it failed, and what comes again is known by then.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from typing import Any, TypeVar

import msgspec
import structlog

from bridge.errors import BridgeError, Conflict, PushRefusedError, StoreAwayError, UnreadableError
from bridge.ports import Clock, Store
from bridge.projection.draft import Draft, Lacking
from bridge.projection.known import Projection
from bridge.push import frames
from bridge.records import Audit, Commit, Contribution, ContributionId, Entity, EventId, Hearing, Listening
from workers.joining import Placing
from workers.leases import arrivals, arrive, grant, release, stale
from workers.placing import count_touched, place, withdraw
from workers.pulse import Pulse
from workers.turns import Turns

log = structlog.get_logger()

T = TypeVar("T")

#: Contributions decided into one commit at most, pushes that wait for it, and acts.
BATCH = 256
WAITING = 64
ACTS = 512
#: Seconds after a failure of the store in which those who were turned away leave, before others are taken.
TURNED_AWAY = 0.1
#: After so many lost commits in a row we ask other writers for a turn.
CROWDED = 2


class _Waiting(msgspec.Struct):
    """What is to be decided, and who waits for it. `told` makes of what was decided what is answered.

    `about` are contributions; what they refer to is in memory when it is decided.
    """

    decide: Callable[[Draft], Any]
    size: int
    done: asyncio.Future[Any]
    told: Callable[[Any, Mapping[str, int]], Any]
    about: Sequence[Contribution] = ()
    pushed: bool = False


class _Rehearsed(BridgeError):  # noqa: N818 - nothing is wrong
    """Not an error: it ends a decision of which nothing is to be written."""

    def __init__(self, decided: Any) -> None:
        super().__init__("rehearsed")
        self.decided = decided


class Desk:
    """Takes pushes for one campaign, and everything else that this process writes there.

    `run` must be running for `take`, `act`, `claim` and `release` to return.
    """

    def __init__(self, store: Store, projection: Projection, clock: Clock) -> None:
        self.pulse = Pulse(store, projection.id)
        self._store = store
        self._projection = projection
        self._clock = clock
        self._acts: deque[_Waiting] = deque()
        self._pushes: deque[_Waiting] = deque()
        self._room = asyncio.Semaphore(WAITING)
        #: In which epoch each worker compared what it has with what we have.
        self._compared: dict[str, str] = {}
        self._due = asyncio.Event()
        #: The number of each worker's last arrival here.
        self._here: dict[str, int] = {}
        self._name = secrets.token_hex(4)
        self._turns = Turns(store, projection, self._name)

    async def arrive(self, worker: str) -> None:
        """Note in the store that a worker has come here, so that all other `serve` let go of it."""
        self._here.pop(worker, None)
        known = self._projection.id
        self._here[worker] = await self.act(lambda draft: arrive(draft, known, worker, self._name))

    def left(self) -> Sequence[str]:
        """Workers that came here, and elsewhere since."""
        return [it for it, number in self._here.items() if arrivals(self._projection.work, it) != number]

    async def welcome(self, worker: str) -> dict[str, str]:
        """The cursor of each source that this worker has told us of, as the store has it now."""
        await self._projection.catch_up(self._store)
        self._compared[worker] = self._projection.epoch
        return {it.source: it.cursor for it in self._projection.listening() if it.worker == worker}

    async def take(self, worker: str, push: frames.Push) -> Sequence[frames.Outcome]:
        """Decide and commit a push; returns once it is on disk.

        Raises `PushRefusedError` for what cannot be stored, and `StoreAwayError` when the store fails, or has turned since
        the worker was welcomed: it must say again what the store lost before anything new.
        """
        self._refuse_strangers(push)
        compared = self._compared.get(worker)
        await self._room.acquire()
        waiting = _Waiting(
            decide=partial(self._decide, worker, push, compared),
            size=len(push.contributions),
            done=asyncio.get_running_loop().create_future(),
            told=self._outcomes,
            about=push.contributions,
            pushed=True,
        )
        self._pushes.append(waiting)
        self._due.set()
        outcomes: Sequence[frames.Outcome] = await waiting.done
        return outcomes

    async def act(self, decide: Callable[[Draft], T]) -> T:
        """Decide something on what is known now, and commit what was put; on disk when it returns what was decided.

        It is decided again, on what is known then, when another writer was first. Raises what `decide` raises of
        `BridgeError`, with nothing stored, and `StoreAwayError` when the store fails: it may be stored then, or may not.
        """
        if len(self._acts) >= ACTS:
            raise StoreAwayError("too much waits to be written: try again later")
        waiting = _act(decide)
        self._acts.append(waiting)
        self._due.set()
        decided: T = await waiting.done
        return decided

    async def rehearse(self, decide: Callable[[Draft], T]) -> T:
        """What `act` would decide now; nothing is written."""

        def rehearsed(draft: Draft) -> T:
            raise _Rehearsed(decide(draft))

        try:
            return await self.act(rehearsed)
        except _Rehearsed as end:
            decided: T = end.decided
            return decided

    async def act_first(self, decide: Callable[[Draft], T]) -> T:
        """The same before `run` is running."""
        decided: T = (await self._decide_and_commit([_act(decide)]))[0][0]
        await self._projection.catch_up(self._store)
        return decided

    async def claim(self, worker: str, streams: Sequence[str]) -> Mapping[str, frames.Grant]:
        """Lease to a worker those of the streams that it has or that are free."""
        known = self._projection
        return await self.act(lambda draft: grant(draft, known.work, known.id, worker, streams))

    async def release(self, worker: str, streams: Sequence[str]) -> None:
        """Free what a worker has of the streams."""
        await self.act(lambda draft: release(draft, worker, streams))

    async def clear(self, event: EventId) -> None:
        """Withdraw everything that was said in an event. To be called before `run`."""
        entities, before = 0, None
        while said := await self._projection.contributions(event, before=before, limit=BATCH):
            names = [it.id for it in said]
            before = names[0]

            def withdraw_all(draft: Draft, names: Sequence[ContributionId] = names) -> int:
                for it in draft.contributions(names):
                    withdraw(it, it, draft)
                return len(draft.puts())

            entities += await self.act_first(withdraw_all)
        if entities:
            log.info("event.cleared", entities=entities)

    def _refuse_strangers(self, push: frames.Push) -> None:
        for contribution in push.contributions:
            if contribution.campaign != self._projection.id:
                raise PushRefusedError(f"contribution {contribution.id} is for another campaign: push it there")
            if self._projection.event(contribution.event) is None:
                raise PushRefusedError(f"contribution {contribution.id} names an event that is not in the campaign")

    async def run(self) -> None:
        """Decide and commit what waits, for ever."""
        while True:
            await self._due.wait()
            batch = self._next_batch()
            if not batch:
                continue
            try:
                await self._settle_each(batch)
            except StoreAwayError as error:
                self._turn_away(batch, error)
                await asyncio.sleep(TURNED_AWAY)
            finally:
                for waiting in batch:
                    waiting.done.cancel()

    def _next_batch(self) -> list[_Waiting]:
        """Acts before pushes: a lease must not run out behind them."""
        batch, size = list(self._acts), 0
        self._acts.clear()
        if not batch:
            while self._pushes and size < BATCH:
                waiting = self._pushes.popleft()
                self._room.release()
                if not waiting.done.done():  # its connection ended, and what comes after it must not overtake it
                    batch.append(waiting)
                    size += max(1, waiting.size)
        if not self._pushes:
            self._due.clear()
        return batch

    async def _settle_each(self, batch: Sequence[_Waiting]) -> None:
        """Settle a batch at once; when something of it is refused, each by itself, so that only that one is."""
        try:
            await self._settle(batch)
        except StoreAwayError:
            raise
        except BridgeError as error:
            if len(batch) > 1:
                for waiting in batch:
                    await self._settle_each([waiting])
            elif not batch[0].done.done():
                batch[0].done.set_exception(error)
        except Exception as error:  # the store failed, e.g. its disk is full: the workers push again later
            log.exception("batch.failed", pushes=len(batch))
            self.pulse.lost()
            raise StoreAwayError(f"the store did not take it: {type(error).__name__}") from error

    def _turn_away(self, batch: Sequence[_Waiting], error: StoreAwayError) -> None:
        """Those whose batch failed; of pushes all that wait, or a worker's later ones would be stored without them."""
        pushed = any(waiting.pushed for waiting in batch)
        for waiting in (*batch, *(self._pushes if pushed else ())):
            if not waiting.done.done():
                waiting.done.set_exception(error)

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        decided, puts, head = await self._decide_and_commit(batch)
        await self._projection.catch_up(self._store)
        first = head - len(puts) + 1
        at: dict[str, int] = {it.id: first + nth for nth, it in enumerate(puts) if isinstance(it, Contribution)}
        for waiting, what in zip(batch, decided, strict=True):
            if not waiting.done.done():
                waiting.done.set_result(waiting.told(what, at))
        log.debug("batch.committed", pushes=len(batch), entities=len(puts), seq=head)

    async def _decide_and_commit(self, batch: Sequence[_Waiting]) -> tuple[list[Any], tuple[Entity, ...], int]:
        for lost in count():
            if lost == CROWDED:
                await self._turns.ask()
            await self._turns.leave()
            draft, decided = await self._decided(batch)
            try:
                puts = draft.puts()
                head = self._projection.seq
                if puts:
                    head = await self._store.commit(self._projection.id, self._commit_of(puts, draft.audit))
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
                return decided, puts, head
        raise AssertionError

    async def _decided(self, batch: Sequence[_Waiting]) -> tuple[Draft, list[Any]]:
        """Decide a batch on what is known now, once everything has been fetched that this needs."""
        known = self._projection
        lack = known.foresee(it for waiting in batch for it in waiting.about)
        while True:
            recalled = await known.recall(lack, self._store)
            if recalled.seq != known.seq:  # another writer's changes came meanwhile, perhaps to just this
                continue
            draft = Draft(known, recalled)
            try:
                decided = [waiting.decide(draft) for waiting in batch]
                count_touched(draft)
            except Lacking as lacking:
                draft.undo()
                lack.add(lacking.lack)
            except BaseException:
                draft.undo()
                raise
            else:
                return draft, decided

    def _commit_of(self, puts: tuple[Entity, ...], audit: Sequence[Audit]) -> Commit:
        identities: dict[str, ContributionId] = {
            name: it.id for it in puts if isinstance(it, Contribution) for name in (it.id, *it.aliases)
        }
        at = self._projection.place()
        return Commit(expected_seq=at.seq, epoch=at.epoch, puts=puts, identities=identities, audit=tuple(audit))

    def _outcomes(self, placings: Sequence[Placing], at: Mapping[str, int]) -> Sequence[frames.Outcome]:
        return [it.told(self._projection.epoch, at) for it in placings]

    def _decide(self, worker: str, push: frames.Push, compared: str | None, draft: Draft) -> list[Placing]:
        if compared not in (None, self._projection.epoch):
            raise StoreAwayError("the store has turned: come again, and say what it lacks")
        late = stale(draft, worker, push.leases)
        try:
            placings = [place(contribution, draft, late=late) for contribution in push.contributions]
        except Lacking:
            raise
        except Exception as error:
            log.exception("contribution.not_placed", worker=worker)
            raise PushRefusedError(f"could not be placed among the ideas: {type(error).__name__}") from error
        for gap in push.gaps:
            draft.put(msgspec.structs.replace(gap, campaign=self._projection.id))
        if late:
            log.warning("push.late", worker=worker, contributions=len(placings))
            return placings
        for source, cursor in push.cursor.items():
            self._note(worker, source, cursor, push, draft)
        return placings

    def _note(self, worker: str, source: str, cursor: str, push: frames.Push, draft: Draft) -> None:
        before = draft.heard(f"{worker}/{source}")
        counted = push.tally.get(source) or frames.Tally()
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
            condition=push.condition.get(source, before.condition if before else None),
            begun_at=before.begun_at if before and not _rested(before) else self._clock.now(),
        )
        if before is None or msgspec.structs.replace(before, heard_at=now.heard_at) != now:
            draft.put(now)


def _rested(before: Listening) -> bool:
    """Whether what comes now is the first after a rest: as long as one rests, each word is."""
    return before.condition is not None and before.condition.hearing is Hearing.RESTING


def _act(decide: Callable[[Draft], Any]) -> _Waiting:
    done = asyncio.get_running_loop().create_future()
    return _Waiting(decide=decide, size=0, done=done, told=lambda decided, _: decided)
