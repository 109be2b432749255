"""An act on all that fit a filter: which those are, and what was decided, came or changed since they were seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from bridge.errors import UnreadableError
from bridge.records import ContributionId, EventId, Place
from bridge.web.queue import Entry, Filter, Wanted, filtered
from bridge.web.review import Accept
from bridge.web.triage import MOST_SWEPT, Sweep, SweepAct, Sweeping
from bridge.web.triage_desk import AtEvent

#: Stands for the ids in an act that says by a filter what it is about.
_ALL = ("all",)
_WHERE = ("event", "question", "kind", "source", "state", "assigned_to")


async def sweep(at: AtEvent, act: SweepAct, asked: Filter, seen: Place) -> Sweep:
    """Begin it. Raises `UnreadableError`, `StoreAwayError`."""
    entries = await at.entries()
    # What changed is asked for last: nothing that changed while we read is taken for what was seen.
    changed = await at.desk.triager.changed_since(seen)
    return await at.desk.triager.sweep(act, at.desk.who, swept(at.event.id, entries, asked, changed))


def swept(
    event: EventId,
    entries: Sequence[Entry],
    asked: Filter,
    changed: Collection[ContributionId],
    *,
    most: int = MOST_SWEPT,
) -> Sweeping:
    """Pure: what an act is about that was asked for by a filter, the oldest first; `changed` since it was seen."""
    fitting = filtered(entries, asked)
    fits = {it.id for it in fitting}
    about = [it.contribution for it in fitting if it.id not in changed]
    anywhere = filtered(entries, msgspec.structs.replace(asked, state=Wanted.ALL, assigned_to=""))
    others = [it for it in anywhere if it.id in changed]
    decided = {it.id for it in others if _is_decided(it, asked)}
    return Sweeping(
        event=event,
        said=about[:most],
        decided=len(decided),
        changed=sum(it.id in fits and it.id not in decided for it in others),
        over=max(0, len(about) - most),
    )


def _is_decided(it: Entry, asked: Filter) -> bool:
    said = it.contribution
    return said.disposition is not None or (asked.state is Wanted.UNREAD and said.read is not None)


def read_sweep(said: Mapping[str, Any]) -> SweepAct:
    """An act without ids. Raises `UnreadableError` for one that is done with what was selected one by one."""
    if "ids" in said or "ideas" in said:
        raise UnreadableError("where: say which by a filter or by their ids, not by both")
    try:
        act: SweepAct = msgspec.convert({**said, "ids": _ALL}, type=SweepAct)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"the act is not one for all that fit a filter: {error}") from None
    if isinstance(act, Accept) and (act.words or act.kind or act.challenge):
        raise UnreadableError("words, kind, challenge: give them for one at a time")
    return act


def read_where(said: object) -> dict[str, str]:
    """An event and a filter's words. Raises `UnreadableError`."""
    try:
        where = msgspec.convert(said, type=dict[str, str])
    except msgspec.ValidationError as error:
        raise UnreadableError(f"where: {error}") from None
    if unknown := [it for it in where if it not in _WHERE]:
        raise UnreadableError(f"where: {unknown[0][:40]!r} is none of {', '.join(_WHERE)}")
    if not where.get("event"):
        raise UnreadableError("where: say in which event")
    return where


def read_seen(said: object) -> Place:
    """The place at which a queue was seen. Raises `UnreadableError`."""
    try:
        place = Place.parse(said) if isinstance(said, str) else None
    except ValueError:
        place = None
    if place is None:
        raise UnreadableError("seen: give the `place` of the queue as you saw it, so that what came since is left")
    return place
