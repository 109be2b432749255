"""`ideabridge regroup`: what today's rules of sameness would change of what was grouped, doing it, and undoing that.

Through the bridge that runs, or on its store where none does.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from bridge.errors import BridgeError, UnknownError, store_may_be_away
from bridge.ideas.regrouping import Regrouped, Shift, is_kept
from bridge.ideas.sameness import Index
from bridge.ports import Clock, Store
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.projection.reading import pages
from bridge.records import Audit, CampaignId, Contribution, ContributionId, Deed, EventId, Idea, Mark, Relation
from config.settings import Settings
from workers import remote
from workers.deeds import step_id, step_in, steps_of
from workers.desk import Desk
from workers.joining import place_anew
from workers.putting_back import Movement, put_back
from workers.regrouped import Task, regrouped
from workers.runtime import DataFolder, SystemClock, open_store

CLOCK = SystemClock()
#: Contributions that are placed anew in one commit: pushes have their turn in between.
STEP = 50


_NAME = "regroup-"
T = TypeVar("T")


#: How everything is grouped anew: in a process of its own, unless told otherwise.
Group = Callable[[Task, AsyncIterator[Sequence[Contribution | Idea]]], Awaitable[Regrouped]]


class Act(Protocol):
    """How something is decided and committed."""

    def __call__(self, decide: Callable[[Draft], T], /) -> Awaitable[T]: ...


class _PutBack(NamedTuple):
    """How many contributions a step put back, and which it left."""

    moved: int
    kept: Sequence[ContributionId]


class _RehearsedError(BridgeError):
    """Not an error: it ends a decision of which nothing is to be written."""

    def __init__(self, undone: Sequence[_PutBack]) -> None:
        super().__init__("rehearsed")
        self.undone = undone


class Regrouping:
    """Looks at one campaign, and places anew what stands elsewhere by today's rules."""

    def __init__(self, store: Store, known: Projection, act: Act, clock: Clock, *, group: Group = regrouped) -> None:
        self._store = store
        self._known = known
        self._act = act
        self._clock = clock
        self._group = group

    async def regroup(self, events: Collection[EventId], who: str, *, dry_run: bool) -> Mapping[str, Any]:
        """What is otherwise by today's rules, and how much of it was `done`. Raises `UnknownError` for an event."""
        for event in events:
            if self._known.event(event) is None:
                raise UnknownError(f"event: none has the id {event[:60]!r}")
        found = await self.look(events)
        done, number = (0, None) if dry_run else await self._do(found.shifts, who)
        told: dict[str, Any] = msgspec.to_builtins(found)
        return {"campaign": self._known.id, **told, "dry_run": dry_run, "done": done, "number": number}

    async def undo(self, number: int, who: str, *, dry_run: bool) -> Mapping[str, Any]:
        """Put back what a regroup moved, but for what people have moved since (`kept`). Raises `UnknownError`."""
        steps = steps_of(_name(number), self._known)
        if not steps:
            raise UnknownError(f"undo: there is no regroup {number} in {self._known.id}")
        todo = [it.id for it in reversed(steps) if it.undone is None]
        if not todo:
            raise UnknownError(f"undo: regroup {number} was taken back already")
        undone = await (self._rehearse(todo, who) if dry_run else self._put_back(todo, who))
        kept = sorted({it for step in undone for it in step.kept})
        told = {"campaign": self._known.id, "undo": number, "dry_run": dry_run}
        return {**told, "moved": sum(it.moved for it in undone), "kept": kept}

    async def _put_back(self, todo: Sequence[str], who: str) -> Sequence[_PutBack]:
        """The last step first, as each was laid over those before."""
        return [await self._act(partial(self._undo_step, step=it, who=who)) for it in todo]

    async def _rehearse(self, todo: Sequence[str], who: str) -> Sequence[_PutBack]:
        def rehearsed(draft: Draft) -> _PutBack:
            raise _RehearsedError([self._undo_step(draft, step=it, who=who) for it in todo])

        try:
            await self._act(rehearsed)
        except _RehearsedError as end:
            return end.undone
        raise AssertionError

    def _undo_step(self, draft: Draft, *, step: str, who: str) -> _PutBack:
        deed, now = step_in(draft, self._known, step), self._clock.now()
        assert deed is not None, "no step is ever forgotten"
        if deed.undone is not None:  # another has just done it
            return _PutBack(0, ())
        kept = put_back(deed, draft)
        draft.put(msgspec.structs.replace(deed, undone=Mark(at=now, who=who), kept=len(kept)))
        moved, number = len(deed.moved) - len(kept), int(step.partition("/")[0].removeprefix(_NAME))
        detail = {"number": number, "contributions": moved, "kept": len(kept)}
        draft.audit.append(Audit(at=now, who=who, act="regroup undone", target=self._known.id, detail=detail))
        return _PutBack(moved, kept)

    async def look(self, events: Collection[EventId] = ()) -> Regrouped:
        """What would be otherwise. Raises `RegroupingError`."""
        reviewed = tuple(it.id for it in self._known.events() if it.is_reviewed)
        async with aclosing(self._everything()) as parts:
            return await self._group(Task(reviewed=reviewed, events=tuple(events)), parts)

    async def _everything(self) -> AsyncGenerator[Sequence[Contribution | Idea]]:
        """In pages; what changes meanwhile comes again, as it is then."""
        with store_may_be_away():
            head = (await self._store.place(self._known.id)).seq
            async with aclosing(pages(partial(self._store.changes, self._known.id), 0, head)) as changes:
                async for page in changes:
                    yield [it.value for it in page if isinstance(it.value, Contribution | Idea)]

    async def _do(self, shifts: Sequence[Shift], who: str) -> tuple[int, int | None]:
        """How many stand elsewhere now, and the number under which that is written, if any do."""
        done, steps, number = 0, 0, None
        for at in range(0, len(shifts), STEP):
            part = shifts[at : at + STEP]
            deed = await self._act(partial(self._step, shifts=part, who=who, number=number, nth=steps))
            if deed is not None:
                done, steps = done + deed.done, steps + 1
                number = int(deed.id.partition("/")[0].removeprefix(_NAME))
        return done, number

    def _step(self, draft: Draft, *, shifts: Sequence[Shift], who: str, number: int | None, nth: int) -> Deed | None:
        """Place these anew, unless something has become of them since; None where all stay where they are."""
        there = {it.id: it for it in draft.contributions([it.contribution for it in shifts])}
        movement, done = Movement(draft), 0
        for shift in shifts:
            it = draft.contribution(shift.contribution) if shift.contribution in there else None
            where = it.placed.idea if it and it.placed else None
            if it is None or where != shift.was or _holds(it, draft):
                continue
            movement.remember(it, shift.now)
            done += place_anew(it, draft) is not None
        if not done:
            return None
        number = number or next(it for it in count(1) if step_in(draft, self._known, step_id(_name(it), 0)) is None)
        at, moved = self._clock.now(), tuple(movement.moved())
        deed = Deed(
            id=step_id(_name(number), nth),
            campaign=self._known.id,
            act="regroup",
            at=at,
            who=who,
            done=done,
            moved=moved,
        )
        draft.put(deed)
        detail = {"number": number, "contributions": done}
        draft.audit.append(Audit(at=at, who=who, act="regroup", target=self._known.id, detail=detail))
        return deed


def _name(number: int) -> str:
    return f"{_NAME}{number}"


def _holds(it: Contribution, draft: Draft) -> bool:
    """Whether it opened an idea of which a person has made something."""
    idea = draft.idea(it.placed.idea) if it.placed and it.placed.relation is Relation.FIRST else None
    return idea is not None and is_kept(idea)


async def regroup(settings: Settings, events: Sequence[str], *, dry_run: bool) -> list[Mapping[str, Any]]:
    """Every campaign that has one of the events, or every one; through the bridge, or on the store where none runs."""
    try:
        return await _through_the_bridge(settings, events, dry_run=dry_run)
    except remote.AwayError:
        if settings.push.token:
            raise
    return await _on_the_store(settings, events, dry_run=dry_run)


async def _through_the_bridge(settings: Settings, events: Sequence[str], *, dry_run: bool) -> list[Mapping[str, Any]]:
    listed = await remote.ask(settings, "GET", "/v1/campaigns")
    found = []
    for campaign in listed["campaigns"]:
        its = await remote.ask(settings, "GET", "/v1/events", params={"campaign": campaign["id"]}) if events else {}
        meant = [it["id"] for it in its.get("events", ()) if it["id"] in events]
        if meant or not events:
            params = [("campaign", campaign["id"]), ("dry_run", str(dry_run).lower())]
            params += [("event", it) for it in meant]
            found.append(await remote.ask(settings, "POST", "/v1/regroup", params=params))
    _refuse_unknown(events, found)
    return found


async def _on_the_store(settings: Settings, events: Sequence[str], *, dry_run: bool) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    async with AsyncExitStack() as stack:
        store = await _opened(settings, stack)
        for plan in settings.plans:
            known, regrouping = await _beside(store, CampaignId(plan.id))
            meant = [EventId(it) for it in events if known.event(EventId(it))]
            if meant or not events:
                found.append(await regrouping.regroup(meant, "command line", dry_run=dry_run))
    _refuse_unknown(events, found)
    return found


async def _opened(settings: Settings, stack: AsyncExitStack) -> Store:
    store = await open_store(settings, DataFolder(Path(settings.data)))
    stack.push_async_callback(store.close)
    return store


async def _beside(store: Store, campaign: CampaignId) -> tuple[Projection, Regrouping]:
    """What is known of a campaign, and its regrouping, with no bridge running."""
    known = Projection(campaign, Index())
    await known.catch_up(store)
    return known, Regrouping(store, known, Desk(store, known, CLOCK).act_first, CLOCK)


async def undo(settings: Settings, number: int, campaign: str, *, dry_run: bool) -> list[Mapping[str, Any]]:
    """Put back what a regroup moved; through the bridge, or on the store where none runs. Raises `UnknownError`."""
    params = [("undo", str(number)), ("dry_run", str(dry_run).lower())]
    try:
        listed = await remote.ask(settings, "GET", "/v1/campaigns")
        name = _the_one(campaign, [it["id"] for it in listed["campaigns"]])
        return [await remote.ask(settings, "POST", "/v1/regroup", params=[*params, ("campaign", name)])]
    except remote.AwayError:
        if settings.push.token:
            raise
    name = _the_one(campaign, [it.id for it in settings.plans])
    async with AsyncExitStack() as stack:
        _, regrouping = await _beside(await _opened(settings, stack), CampaignId(name))
        return [await regrouping.undo(number, "command line", dry_run=dry_run)]


def _the_one(campaign: str, there: Sequence[str]) -> str:
    """Each campaign numbers its own. Raises `UnknownError`."""
    if campaign in there:
        return campaign
    if campaign or len(there) != 1:
        raise UnknownError(f"--campaign: say which of {', '.join(there) or 'none that is here'}")
    return there[0]


def _refuse_unknown(events: Sequence[str], found: Sequence[Mapping[str, Any]]) -> None:
    if events and not found:
        raise UnknownError(f"no campaign has an event {', '.join(events)}")


def told(found: Mapping[str, Any]) -> str:
    """The report on one campaign for a person."""
    if "undo" in found:
        return _undone(found)
    placed = ", ".join(f"{count} by {rules}" for rules, count in found["placed_by"].items()) or "none"
    counts = ", ".join(f"{count} {what}" for what, count in found["counts"].items()) or "nothing"
    stay = f"{found['read']} contributions, {found['decided']} decided by people, which stay"
    lines = [
        f"{found['campaign']}: {stay}; placed by rules: {placed}",
        *map(_line, found["shifts"]),
        f"by the rules of {found['rules']}: {counts} would change"
        if found["dry_run"]
        else f"by the rules of {found['rules']}: {counts} to change, {found['done']} changed",
    ]
    if found["number"]:
        lines.append(f"this was regroup {found['number']}: `ideabridge regroup --undo {found['number']}` puts it back")
    return "\n".join(lines)


def _undone(found: Mapping[str, Any]) -> str:
    would = "would be put back" if found["dry_run"] else "put back"
    kept = f"; left, as people have moved them since: {', '.join(found['kept'])}" if found["kept"] else ""
    return f"{found['campaign']}: of regroup {found['undo']}, {found['moved']} contributions {would}{kept}"


def _line(shift: Mapping[str, Any]) -> str:
    other = f" {'from' if shift['what'] == 'parted' else 'with'} {shift['other']}" if shift["other"] else ""
    way = f"{shift['was'] or 'no idea'} -> {shift['now'] or 'no idea'}"
    then = f", placed by {shift['rules']}" if shift["rules"] else ""
    return f"  {shift['what']:<6} {shift['contribution']}{other}: {way} ({shift['score']:.2f} {shift['why']}{then})"
