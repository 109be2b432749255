"""What a regroup moved, written down as it moves it, and put back where nobody has moved it since; laid over a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bridge.ideas.recount import recount
from bridge.ideas.regrouping import is_kept
from bridge.projection.draft import Draft
from bridge.projection.waiting import pointers
from bridge.records import Contribution, ContributionId, Deed, IdeaId, Moved, Relation, Standing, State
from workers.joining import edit
from workers.pointing import hand_on


class Movement:
    """Remembers where contributions stand, and tells which of them stand elsewhere then."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._was: dict[ContributionId, Standing] = {}

    def remember(self, it: Contribution, into: IdeaId | None) -> None:
        """Whatever may move with it: what stands behind its idea and the one it goes to, and what is about any of that."""
        todo = [it, *self._behind(into)]
        done: set[ContributionId] = set()
        while todo:
            one = todo.pop()
            self._was.setdefault(one.id, _standing(one))
            if one.id in done:
                continue
            done.add(one.id)
            names = {one.id, *one.aliases}
            todo += self._draft.pointing([*names])
            for other in self._behind(one.placed.idea if one.placed else None):
                self._was.setdefault(other.id, _standing(other))
                if not names.isdisjoint(pointers(other)):
                    todo.append(other)

    def moved(self) -> Sequence[Moved]:
        """In the order of their ids."""
        there = sorted(self._draft.contributions(self._was), key=lambda it: it.id)
        moved = [Moved(id=it.id, was=self._was[it.id], now=_standing(it)) for it in there]
        return [it for it in moved if it.was != it.now]

    def _behind(self, idea: IdeaId | None) -> Sequence[Contribution]:
        return self._draft.said(idea) if idea is not None and self._draft.idea(idea) is not None else ()


def put_back(deed: Deed, draft: Draft) -> Sequence[ContributionId]:
    """Put back what one step moved; gives those that were left, as somebody has made something else of them since."""
    there = {it.id: it for it in draft.contributions(it.id for it in deed.moved)}
    mine = [it for it in deed.moved if _is_as_left(there.get(it.id), it, deed.at, draft)]
    back = {it.id for it in mine}
    for opened in {it.was.placed.idea for it in mine if it.was.placed and it.was.placed.relation is Relation.FIRST}:
        if any(one.id not in back and _opens(one) for one in draft.said(opened)):  # another has opened it since
            back -= {it.id for it in mine if it.was.placed is not None and it.was.placed.idea == opened}
    mine = [it for it in mine if it.id in back]
    for it in mine:
        draft.put(_stood(there[it.id], it.was))
    ideas = dict.fromkeys(at.placed.idea for it in mine for at in (it.was, it.now) if at.placed)
    for name in ideas:
        if not any(_opens(one) for one in draft.said(name)):
            hand_on(name, draft)
        if (idea := draft.idea(name)) is not None:
            draft.put_counted(recount(idea, draft.said(name)))
    for one in draft.contributions(it.id for it in mine):
        if one.placed is not None and _opens(one):
            edit(one.placed, one, draft)  # what it may say the same as
    return [it.id for it in deed.moved if it.id not in back]


def _is_as_left(it: Contribution | None, moved: Moved, at: datetime, draft: Draft) -> bool:
    """Whether nobody has made something else of it, or of the ideas that it would leave and come to."""
    if it is None or it.state is State.WITHDRAWN or _standing(it) != moved.now:
        return False
    if it.disposition is not None and it.disposition.at > at:
        return False
    was, now = moved.was.placed, moved.now.placed
    came_from = draft.idea(was.idea) if was else None
    if was is not None and (came_from is None or came_from.state is State.MERGED or was.idea in it.kept_from):
        return False
    opened = draft.idea(now.idea) if now and now.relation is Relation.FIRST else None
    return opened is None or now is None or (was is not None and was.idea == now.idea) or not is_kept(opened)


def _standing(it: Contribution) -> Standing:
    return Standing(placed=it.placed, question=it.question, challenge=it.challenge)


def _stood(it: Contribution, at: Standing) -> Contribution:
    return msgspec.structs.replace(it, placed=at.placed, question=at.question, challenge=at.challenge)


def _opens(it: Contribution) -> bool:
    return it.placed is not None and it.placed.relation is Relation.FIRST
