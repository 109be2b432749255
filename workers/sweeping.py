"""What a person does with all that fit a filter: in steps, so that whoever else is at the desk has a turn in between.

Each step is written with what it changed (`Deed`), so that the whole is taken back as one, also after a restart.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import msgspec
import structlog

from bridge.errors import BridgeError, StoreAwayError, UnknownError, UnreadableError, store_may_be_away
from bridge.ports import Clock
from bridge.projection.draft import Draft
from bridge.projection.holds import repeated_by
from bridge.projection.known import Projection
from bridge.projection.reading import pages
from bridge.records import (
    Audit,
    Contribution,
    ContributionId,
    ContributionOutline,
    Deed,
    Handled,
    Mark,
    Place,
    State,
)
from bridge.web.review import Undo
from bridge.web.triage import ContributionAct, HandOver, Read, Sweep, SweepAct, Sweeping
from workers.deeds import step_id, step_in, steps_of
from workers.desk import Desk
from workers.typed import cleaned

log = structlog.get_logger()

#: Contributions of one step: pushes have their turn in between.
STEP = 50
#: Seconds until whoever asked is answered, also if it is not done.
PATIENCE = 1.0
#: An act of which nothing more was written for so long has ended, with its process.
GIVEN_UP = timedelta(seconds=60)
#: Acts whose end is remembered.
REMEMBERED = 64
_AWAY = "It stopped before its end, for the store did not answer. What was done stays done: do it again for the rest."
_STOPPED = "It stopped before its end, with the bridge. What was done stays done: do it again for the rest."


class CarryOut(Protocol):
    """What an act does with its contributions, laid over a draft."""

    def __call__(
        self, draft: Draft, act: ContributionAct, who: str, name: str, now: datetime, /
    ) -> Sequence[Contribution]: ...


class Sweeps:
    """The acts on many of one campaign."""

    def __init__(self, desk: Desk, known: Projection, clock: Clock, carry_out: CarryOut) -> None:
        self._desk = desk
        self._known = known
        self._clock = clock
        self._carry_out = carry_out
        self._tasks: dict[str, asyncio.Task[None]] = {}
        #: How far those have come that go on here, or failed.
        self._far: dict[str, Sweep] = {}

    async def begin(self, act: SweepAct, who: str, about: Sweeping) -> Sweep:
        what = "unread" if isinstance(act, Read) and act.unread else str(act.__struct_config__.tag)
        far = Sweep(
            act=secrets.token_hex(6),
            what=what,
            event=about.event,
            of=len(about.said),
            decided=about.decided,
            changed=about.changed,
            over=about.over,
            ended=not about.said,
        )
        if not about.said:
            return far
        parts = [about.said[at : at + STEP] for at in range(0, len(about.said), STEP)]
        return await self._go_on(
            far,
            [
                partial(self._step, act=act, who=who, far=far, nth=nth, part=part, is_last=nth == len(parts) - 1)
                for nth, part in enumerate(parts)
            ],
        )

    async def undo(self, act: str, who: str) -> Sweep:
        """In the same order: who said it first opens its idea again, and who said it later joins that. Raises `UnknownError`, `UnreadableError`."""
        far, steps = self.find(act), steps_of(act, self._known)
        if far is not None and not far.ended and not far.undoing:  # by whichever process
            raise UnreadableError("It is still being done: take it back when it has come to its end.")
        if act in self._tasks:
            return await self._patiently(act)
        if far is None or not (todo := [it for it in steps if it.undone is None]):
            raise UnknownError("There is nothing to be taken back: it was taken back already.")
        undoing = msgspec.structs.replace(far, undoing=True, ended=False, failed="")
        return await self._go_on(undoing, [partial(self._undo_step, step=it.id, who=who) for it in todo])

    def find(self, act: str) -> Sweep | None:
        """By what is written, which another process may have done; what goes on here, or failed, is not written."""
        here, written = self._far.get(act), _told(act, steps_of(act, self._known), self._clock.now())
        if here is None or written is None or act in self._tasks:
            return here or written
        return here if (here.done, here.undone) == (written.done, written.undone) else written

    async def _go_on(self, far: Sweep, steps: Sequence[Callable[[Draft], Deed]]) -> Sweep:
        self._far[far.act] = far
        while len(self._far) > REMEMBERED and (old := next((it for it in self._far if it not in self._tasks), None)):
            del self._far[old]
        self._tasks[far.act] = asyncio.create_task(self._run(far, steps), name=f"sweep {far.act}")
        return await self._patiently(far.act)

    async def _patiently(self, act: str) -> Sweep:
        ended, _ = await asyncio.wait([self._tasks[act]], timeout=PATIENCE)
        for task in ended:
            task.result()
        return self._far[act]

    async def _run(self, far: Sweep, steps: Sequence[Callable[[Draft], Deed]]) -> None:
        try:
            for step in steps:
                far = _further(far, await self._desk.act(step))
                self._far[far.act] = far
            self._far[far.act] = msgspec.structs.replace(far, ended=True)
        except BridgeError as error:
            log.warning("sweep.stopped", error=type(error).__name__, done=far.done, of=far.of)
            failed = _AWAY if isinstance(error, StoreAwayError) else str(error)
            self._far[far.act] = msgspec.structs.replace(far, ended=True, failed=failed)
        finally:
            if not self._far[far.act].ended:
                self._far[far.act] = msgspec.structs.replace(far, ended=True, failed=_STOPPED)
            del self._tasks[far.act]

    def _step(
        self,
        draft: Draft,
        *,
        act: SweepAct,
        who: str,
        far: Sweep,
        nth: int,
        part: Sequence[Contribution],
        is_last: bool,
    ) -> Deed:
        now = self._clock.now()
        there = {it.id: it for it in draft.contributions(it.id for it in part)}
        todo, left = [], {"done": 0, "decided": 0, "changed": 0}
        for was in part:
            it = there.get(was.id)
            word = _left(was, it, far.act)
            if it is not None and not word:
                todo.append(it)
            left[word or "done"] += 1
        put: Sequence[Contribution] = ()
        if todo:
            put = self._carry_out(
                draft, msgspec.structs.replace(act, ids=tuple(it.id for it in todo)), who, far.act, now
            )
        put_now = {it.id for it in put}
        is_first = nth == 0
        deed = Deed(
            id=step_id(far.act, nth),
            campaign=self._known.id,
            event=far.event,
            act=far.what,
            at=now,
            who=who,
            to=cleaned(act.to, "to") if isinstance(act, HandOver) else "",
            of=far.of,
            over=far.over,
            done=left["done"],
            handled=tuple(Handled(id=it.id, read=it.read, assigned=it.assigned) for it in todo if it.id in put_now),
            decided=left["decided"] + (far.decided if is_first else 0),
            changed=left["changed"] + (far.changed if is_first else 0),
            is_last=is_last,
        )
        draft.put(deed)
        detail = {"act": far.act, "contributions": len(todo)}
        draft.audit.append(Audit(at=now, who=who, act=far.what, target=far.event, detail=detail))
        return deed

    def _undo_step(self, draft: Draft, *, step: str, who: str) -> Deed:
        deed, now = step_in(draft, self._known, step), self._clock.now()
        assert deed is not None, "no step is ever forgotten"
        if deed.undone is not None:
            return deed
        was = {it.id: it for it in deed.handled}
        name = step.partition("/")[0]
        mine = [it for it in draft.contributions(was) if _is_as_left(it, deed, name)]
        if deed.act == "hand_over":
            for it in mine:
                draft.put(msgspec.structs.replace(it, assigned=was[it.id].assigned))
        elif deed.act not in ("read", "unread") and mine:
            self._carry_out(draft, Undo(ids=tuple(it.id for it in mine)), who, name, now)
        if deed.act != "hand_over":
            mark = None if deed.act == "unread" else Mark(at=deed.at, who=deed.who)
            for it in draft.contributions(it.id for it in mine):
                if it.read == mark:
                    draft.put(msgspec.structs.replace(it, read=was[it.id].read))
        kept = len(deed.handled) - len(mine)
        undone = msgspec.structs.replace(deed, undone=Mark(at=now, who=who), kept=kept)
        draft.put(undone)
        detail = {"act": name, "contributions": len(mine)}
        draft.audit.append(Audit(at=now, who=who, act="undo", target=deed.event or "", detail=detail))
        return undone


async def changed_since(seen: Place, known: Projection) -> Collection[ContributionId]:
    """The contributions that came or changed after a place. Raises `UnreadableError` for one that was never here."""
    head = known.place()
    if seen.epoch != head.epoch or seen.seq > head.seq:
        raise UnreadableError("seen: this place is none of ours; look at the queue again")
    found: set[ContributionId] = set()
    with store_may_be_away():
        async with aclosing(pages(partial(known.following().outlines, known.id), seen.seq, head.seq)) as changes:
            async for page in changes:
                found |= {it.value.id for it in page if isinstance(it.value, ContributionOutline)}
    return found


def _left(was: Contribution, it: Contribution | None, name: str) -> str:
    """Why one is left, as it is not as it was seen; empty where it is to be handled."""
    if it is None or it.state in (State.WITHDRAWN, State.HIDDEN):
        return "changed"
    if it.disposition is not None and it.disposition.act == name:
        return "done"  # it repeats what an earlier step has kept from being shown
    if (it.disposition, it.read, it.assigned) != (was.disposition, was.read, was.assigned):
        return "decided"
    return "" if (it.words, it.kind, it.question) == (was.words, was.kind, was.question) else "changed"


def _is_as_left(it: Contribution, deed: Deed, name: str) -> bool:
    """Whether nobody has made something else of it since."""
    if it.state is State.WITHDRAWN:
        return False
    if deed.act == "hand_over":
        return it.assigned == deed.to
    if deed.act in ("read", "unread"):
        return it.read == (Mark(at=deed.at, who=deed.who) if deed.act == "read" else None)
    return it.disposition is not None and it.disposition.act == name and repeated_by(it) is None


def _further(far: Sweep, deed: Deed) -> Sweep:
    """After one step more."""
    if deed.undone is not None:
        undone = far.undone + len(deed.handled) - deed.kept
        return msgspec.structs.replace(far, undone=undone, kept=far.kept + deed.kept)
    is_first = deed.id == step_id(far.act, 0)
    return msgspec.structs.replace(
        far,
        done=far.done + deed.done,
        decided=deed.decided if is_first else far.decided + deed.decided,
        changed=deed.changed if is_first else far.changed + deed.changed,
    )


def _told(act: str, steps: Sequence[Deed], now: datetime) -> Sweep | None:
    """How far an act has come by what is written of it."""
    if not steps or steps[0].event is None:
        return None
    undone = [it for it in steps if it.undone is not None]
    is_through = len(undone) in (0, len(steps)) and (bool(undone) or steps[-1].is_last)
    last = max(it.undone.at if it.undone else it.at for it in steps)
    is_given_up = not is_through and now - last > GIVEN_UP
    return Sweep(
        act=act,
        what=steps[0].act,
        event=steps[0].event,
        of=steps[0].of,
        done=sum(it.done for it in steps),
        decided=sum(it.decided for it in steps),
        changed=sum(it.changed for it in steps),
        over=steps[0].over,
        undoing=bool(undone),
        undone=sum(len(it.handled) - it.kept for it in undone),
        kept=sum(it.kept for it in undone),
        ended=is_through or is_given_up,
        failed=_STOPPED if is_given_up else "",
    )
