"""`ideabridge regroup`: what today's rules of sameness would change of what was grouped, and doing it.

Through the bridge that runs, or on its store where none does.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from bridge.errors import UnknownError, store_may_be_away
from bridge.ideas.regrouping import Regrouped, Shift, is_kept
from bridge.ideas.sameness import Index
from bridge.ports import Clock, Store
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.projection.reading import pages
from bridge.records import Audit, CampaignId, Contribution, EventId, Idea, Relation
from config.settings import Settings
from workers import remote
from workers.desk import Desk
from workers.joining import place_anew
from workers.regrouped import Task, regrouped
from workers.runtime import DataFolder, SystemClock, open_store

CLOCK = SystemClock()
#: Contributions that are placed anew in one commit: pushes have their turn in between.
STEP = 50


class Act(Protocol):
    """How something is decided and committed."""

    def __call__(self, decide: Callable[[Draft], int], /) -> Awaitable[int]: ...


class Regrouping:
    """Looks at one campaign, and places anew what stands elsewhere by today's rules."""

    def __init__(self, store: Store, known: Projection, act: Act, clock: Clock) -> None:
        self._store = store
        self._known = known
        self._act = act
        self._clock = clock

    async def regroup(self, events: Collection[EventId], who: str, *, dry_run: bool) -> Mapping[str, Any]:
        """What is otherwise by today's rules, and how much of it was `done`. Raises `UnknownError` for an event."""
        for event in events:
            if self._known.event(event) is None:
                raise UnknownError(f"event: none has the id {event[:60]!r}")
        found = await self.look(events)
        done = 0 if dry_run else await self._do(found.shifts, who)
        told: dict[str, Any] = msgspec.to_builtins(found)
        return {"campaign": self._known.id, **told, "dry_run": dry_run, "done": done}

    async def look(self, events: Collection[EventId] = ()) -> Regrouped:
        """What would be otherwise. Raises `RegroupingError`."""
        reviewed = tuple(it.id for it in self._known.events() if it.is_reviewed)
        async with aclosing(self._everything()) as parts:
            return await regrouped(Task(reviewed=reviewed, events=tuple(events)), parts)

    async def _everything(self) -> AsyncGenerator[Sequence[Contribution | Idea]]:
        """In pages; what changes meanwhile comes again, as it is then."""
        with store_may_be_away():
            head = (await self._store.place(self._known.id)).seq
            async with aclosing(pages(partial(self._store.changes, self._known.id), 0, head)) as changes:
                async for page in changes:
                    yield [it.value for it in page if isinstance(it.value, Contribution | Idea)]

    async def _do(self, shifts: Sequence[Shift], who: str) -> int:
        done = 0
        for at in range(0, len(shifts), STEP):
            done += await self._act(partial(self._step, shifts=shifts[at : at + STEP], who=who))
        return done

    def _step(self, draft: Draft, *, shifts: Sequence[Shift], who: str) -> int:
        """Place these anew, unless something has become of them since. How many of them stand elsewhere now."""
        there = {it.id: it for it in draft.contributions([it.contribution for it in shifts])}
        done = 0
        for shift in shifts:
            it = there.get(shift.contribution)
            where = it.placed.idea if it and it.placed else None
            if it is not None and where == shift.was and not _holds(it, draft) and place_anew(it, draft) is not None:
                done += 1
        if done:
            detail = {"contributions": done}
            at = self._clock.now()
            draft.audit.append(Audit(at=at, who=who, act="regroup", target=self._known.id, detail=detail))
        return done


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
        store = await open_store(settings, DataFolder(Path(settings.data)))
        stack.push_async_callback(store.close)
        for plan in settings.plans:
            known = Projection(CampaignId(plan.id), Index())
            await known.catch_up(store)
            meant = [EventId(it) for it in events if known.event(EventId(it))]
            if meant or not events:
                deed = Regrouping(store, known, Desk(store, known, CLOCK).act_first, CLOCK)
                found.append(await deed.regroup(meant, "command line", dry_run=dry_run))
    _refuse_unknown(events, found)
    return found


def _refuse_unknown(events: Sequence[str], found: Sequence[Mapping[str, Any]]) -> None:
    if events and not found:
        raise UnknownError(f"no campaign has an event {', '.join(events)}")


def told(found: Mapping[str, Any]) -> str:
    """The report on one campaign for a person."""
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
    return "\n".join(lines)


def _line(shift: Mapping[str, Any]) -> str:
    other = f" {'from' if shift['what'] == 'parted' else 'with'} {shift['other']}" if shift["other"] else ""
    way = f"{shift['was'] or 'no idea'} -> {shift['now'] or 'no idea'}"
    then = f", placed by {shift['rules']}" if shift["rules"] else ""
    return f"  {shift['what']:<6} {shift['contribution']}{other}: {way} ({shift['score']:.2f} {shift['why']}{then})"
