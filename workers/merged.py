"""What was merged, laid over a draft: who says it is edited or taken back, while it stands behind what that was merged into."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

import msgspec

from bridge.ideas.recount import teller
from bridge.ideas.wording import wording
from bridge.projection.draft import Draft
from bridge.records import Contribution, Idea, IdeaId, Placed, Relation, State
from workers.joining import Placing, after_merges, as_placing, group

_SAYS = (Relation.FIRST, Relation.COPY, Relation.NEAR)


def edit_merged(before: Contribution, contribution: Contribution, draft: Draft) -> Placing:
    """In other words, it stays where its idea was merged to if it opened that, and else as long as it says the same."""
    was = before.placed
    assert was is not None
    if [*_steps(was)][-1].relation is Relation.FIRST:
        return _stay(was, contribution, draft)
    placing = group(before, contribution, draft)
    now = placing.contribution.placed
    return _stay(was, placing.contribution, draft) if _is_as(now, was) else placing


def _stay(placed: Placed, contribution: Contribution, draft: Draft) -> Placing:
    now = msgspec.structs.replace(contribution, placed=placed)
    draft.put(now)
    return as_placing(now, "updated")


def _is_as(now: Placed | None, was: Placed) -> bool:
    """Whether it stands there in the same way; what says a merged idea is near to what that was merged into."""
    return (
        now is not None
        and now.idea == was.idea
        and (Relation.NEAR if now.relation in _SAYS else now.relation) == was.relation
    )


def word_merged(it: Contribution, draft: Draft) -> None:
    """Tell merged ideas whose words may be those of this one, as it was, in the words of those that say them now, or in none."""
    names = [step.idea for step in _steps(it.placed)] if it.placed else []
    for name in dict.fromkeys([*names, *_opened_by(it, draft)]):
        merged = draft.idea(name)
        if merged is None or merged.state is not State.MERGED:
            continue
        told_by = _teller(merged, draft)
        text, lang = (wording(told_by.words), told_by.lang) if told_by else ("", None)
        if (text, lang) != (merged.text, merged.lang):
            draft.put(msgspec.structs.replace(merged, text=text, lang=lang))


def _teller(merged: Idea, draft: Draft) -> Contribution | None:
    """Whose words they are: of those that said it before it was merged."""
    into = after_merges(merged, draft)
    said = draft.said(into.id) if into is not None else ()
    steps = ((it, step) for it in said if it.placed for step in _steps(it.placed) if step.idea == merged.id)
    return teller([msgspec.structs.replace(it, placed=step) for it, step in steps])


def _steps(placed: Placed) -> Iterator[Placed]:
    """Where it stands, and where it stood before each merge."""
    now: Placed | None = placed
    while now is not None:
        yield now
        now = now.before


def _opened_by(it: Contribution, draft: Draft) -> Iterator[IdeaId]:
    """The ideas that it opened: it may have left them since."""
    plain = f"i-{it.id.removeprefix('c-')}"
    for name in map(IdeaId, chain([plain], (f"{plain}-{nth}" for nth in count(2)))):
        if draft.idea(name) is None:
            return
        yield name
