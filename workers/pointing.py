"""What points at something goes where that goes, laid over a draft.

A repost or an answer may be heard before what it is about, and what it is about may come to stand elsewhere.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence

import msgspec

from bridge.ideas.grouping import REMARKS
from bridge.ideas.recount import recount
from bridge.projection.draft import Draft
from bridge.projection.known import as_said
from bridge.projection.waiting import NOT_PLACED, pointers
from bridge.records import Contribution, EventId, IdeaId, Placed, Relation, State

Again = Callable[[Contribution, Draft], Contribution | None]

#: Why something opens an idea that another contribution began.
HANDED_ON = "the oldest that says it, of those that are left"
#: How often at most one contribution is placed anew for one that came: answers may go round in a circle.
TURNS = 3
_SAYS = (Relation.COPY, Relation.NEAR)


def follow(moved: Contribution, was: Placed | None, draft: Draft, again: Again) -> None:
    """Let what is about a contribution that has another place now go where it went, and what is about that, as well.

    `again` places one of them anew, and gives None where it stays. So a repost or an answer that came before what it is
    about ends where it would have ended after it.
    """
    todo, turns = deque([(moved, was)]), Counter[str]()
    while todo:
        about, was = todo.popleft()
        for it in _about(about, was, draft):
            turns[it.id] += 1
            if turns[it.id] > TURNS:
                continue
            now = again(it, draft)
            if now is not None or it.placed is None:  # what is about one that stands nowhere may depend on why
                todo.append((now or it, it.placed))


def _about(moved: Contribution, was: Placed | None, draft: Draft) -> Sequence[Contribution]:
    """All that is about it and stood behind the idea that it left, or waited for it to have one."""
    names = (moved.id, *moved.aliases)
    there = {it.id: it for it in draft.pointing(names)}
    if was is not None and _where(was) != _where(moved.placed):
        there |= {it.id: it for it in draft.said(was.idea) if not {*names}.isdisjoint(pointers(it))}
    return as_said(there.values())


def _where(placed: Placed | None) -> tuple[IdeaId | None, bool]:
    return (placed.idea if placed else None), bool(placed and placed.relation is Relation.COMMENT)


def is_about_gone(it: Contribution, draft: Draft) -> bool:
    """Whether what it is about was taken back; a remark, whether what that is about was, and so on."""
    todo, seen = deque(pointers(it)), {it.id}
    while todo:
        about = todo.popleft()
        if draft.is_withdrawn(about):
            return True
        if it.kind in REMARKS and about not in seen and draft.stands_behind(about) is None:
            seen.add(about)
            further = draft.contribution(about)
            todo.extend(pointers(further) if further is not None and further.kind not in NOT_PLACED else ())
    return False


def is_left_to_rules(it: Contribution, draft: Draft) -> bool:
    """Whether nobody decided where it stands."""
    by_rules = it.placed is None or (bool(it.placed.rules) and it.placed.before is None)
    is_here = it.state in (State.LIVE, State.HELD) and it.disposition is None
    return by_rules and is_here and not is_reviewed(it.event, draft)


def is_reviewed(event: EventId, draft: Draft) -> bool:
    """Whether what is said there is published by a person."""
    found = draft.event(event)
    return found is not None and found.is_reviewed


def hand_on(left: IdeaId, draft: Draft) -> None:
    """An idea goes on with the oldest that says it when what opened it has left; with none, it is there no more."""
    for it in draft.said(left):
        if it.placed and it.placed.rules and it.placed.relation in _SAYS and it.state is not State.WITHDRAWN:
            placed = msgspec.structs.replace(it.placed, relation=Relation.FIRST, score=1.0, why=HANDED_ON)
            draft.put(msgspec.structs.replace(it, placed=placed))
            break
    if (idea := draft.idea(left)) is not None:
        draft.put(recount(idea, draft.said(left)))
