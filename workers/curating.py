"""What people do with ideas, laid over a draft: merged and parted again, moved, worded, hidden, tagged, staged.

Voices are counted anew from what stands behind an idea; no vote is moved or cast.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import singledispatch

import msgspec

from bridge.errors import OvertakenError, UnknownError, UnreadableError
from bridge.ideas.recount import recount, teller
from bridge.projection.draft import Draft
from bridge.records import Becomes, Disposition, Idea, IdeaId, Placed, Relation, State, Tag
from bridge.web.triage import Hide, IdeaAct, MergeIdea, MoveIdea, Reword, Stage, TagIdeas, UnmergeIdea
from workers.joining import after_merges
from workers.typed import cleaned

_WORDED = (Relation.FIRST, Relation.COPY, Relation.NEAR)


class Curation(msgspec.Struct, frozen=True, kw_only=True):
    """An act on ideas with what it takes to carry it out: by whom, when, under which id."""

    act: IdeaAct
    who: str
    at: datetime
    id: str


def curate(draft: Draft, curation: Curation) -> tuple[Sequence[IdeaId], IdeaAct | None]:
    """Carry it out; gives the ideas that it changed, and what takes it back. Raises `UnknownError` and its kin."""
    return _curate(curation.act, curation, draft)


@singledispatch
def _curate(act: IdeaAct, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:
    raise NotImplementedError(type(act))


@_curate.register
def _merge(act: MergeIdea, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:  # noqa: ARG001 - all have one shape
    idea = _live(draft, act.idea)
    into = after_merges(_found(draft, act.into), draft)
    if into is None or into.state is not State.LIVE:
        raise UnknownError(f"into: there is no idea to be seen with the id {act.into[:60]!r}")
    if into.id == idea.id:
        raise UnreadableError("into: an idea cannot be merged into itself")
    for it in draft.said(idea.id):
        assert it.placed is not None
        relation = Relation.NEAR if it.placed.relation in _WORDED else it.placed.relation
        why = "its idea was merged into this one, by a person's decision"
        draft.put(
            msgspec.structs.replace(
                it, placed=Placed(idea=into.id, relation=relation, score=1.0, why=why, before=it.placed)
            )
        )
    draft.put(msgspec.structs.replace(idea, state=State.MERGED, merged_into=into.id, suggestions=()))
    draft.put(_unsuggested(into, idea.id))
    return (into.id, idea.id), UnmergeIdea(idea=idea.id)


@_curate.register
def _unmerge(act: UnmergeIdea, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:  # noqa: ARG001
    idea = _found(draft, act.idea)
    if idea.state is not State.MERGED or idea.merged_into is None:
        raise OvertakenError("This idea is not merged into another now.", idea)
    into = draft.idea(idea.merged_into)
    assert into is not None, "no idea is ever forgotten"
    if into.state is State.MERGED:
        raise UnreadableError("idea: what it was merged into was merged itself; part that one first")
    for it in draft.said(into.id):
        if it.placed is not None and it.placed.before is not None and it.placed.before.idea == idea.id:
            draft.put(msgspec.structs.replace(it, placed=it.placed.before))
    parted = msgspec.structs.replace(idea, state=State.LIVE, merged_into=None, parted=_with(idea.parted, into.id))
    draft.put(recount(parted, draft.said(idea.id)))  # all that said it may have left meanwhile
    draft.put(msgspec.structs.replace(into, parted=_with(into.parted, idea.id)))
    return (idea.id, into.id), MergeIdea(idea=idea.id, into=into.id)


@_curate.register
def _move(act: MoveIdea, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:  # noqa: ARG001
    idea = _live(draft, act.idea)
    for it in draft.said(idea.id):
        draft.put(msgspec.structs.replace(it, challenge=act.challenge))
    if idea.challenge != act.challenge:  # what opened it may stand elsewhere now
        left = (*idea.formerly, *((idea.challenge,) if idea.challenge else ()))
        moved = msgspec.structs.replace(idea, challenge=act.challenge, formerly=tuple(dict.fromkeys(left)))
        draft.put(moved)
    return (idea.id,), MoveIdea(idea=idea.id, challenge=idea.challenge) if idea.challenge else None


@_curate.register
def _reword(act: Reword, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:
    idea = _live(draft, act.idea)
    words = cleaned(act.words)
    told_by = teller(draft.said(idea.id))
    if told_by is None:
        raise UnknownError(f"idea: nobody tells {idea.id[:60]!r} now")
    before = told_by.disposition
    kind = before.kind if before else None
    decided = Disposition(
        becomes=Becomes.ACCEPTED,
        at=curation.at,
        who=curation.who,
        act=curation.id,
        words=words,
        kind=kind,
        before=msgspec.structs.replace(before, before=None) if before else None,
    )
    draft.put(msgspec.structs.replace(told_by, disposition=decided, told=words or told_by.text))
    return (idea.id,), Reword(idea=idea.id, words=told_by.told)


@_curate.register
def _hide(act: Hide, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:  # noqa: ARG001
    idea = _found(draft, act.idea)
    if act.hidden == (idea.state is State.HIDDEN):
        raise OvertakenError(f"This idea is {'hidden already' if act.hidden else 'not hidden'}.", idea)
    if act.hidden:
        draft.put(msgspec.structs.replace(_live(draft, act.idea), state=State.HIDDEN))
    else:
        shown = msgspec.structs.replace(idea, state=State.LIVE)
        draft.put(recount(shown, draft.said(idea.id)))
    return (idea.id,), Hide(idea=idea.id, hidden=not act.hidden)


@_curate.register
def _tag(act: TagIdeas, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:
    theme = draft.theme(act.theme)
    if theme is None or theme.gone:
        raise UnknownError(f"theme: there is none with the id {act.theme[:60]!r}")
    changed = []
    for name in act.ideas:
        idea = _live(draft, name)
        others = tuple(it for it in idea.themes if it.theme != theme.id)
        if act.on == (len(others) == len(idea.themes)):
            tags = (*others, Tag(theme=theme.id, at=curation.at, by=curation.who)) if act.on else others
            draft.put(msgspec.structs.replace(idea, themes=tags))
            changed.append(name)
    undo = TagIdeas(ideas=tuple(changed), theme=theme.id, on=not act.on) if changed else None
    return changed, undo


@_curate.register
def _stage(act: Stage, curation: Curation, draft: Draft) -> tuple[Sequence[IdeaId], IdeaAct | None]:  # noqa: ARG001
    idea = _live(draft, act.idea)
    stage = cleaned(act.stage, "stage")
    if stage != idea.stage:
        draft.put(msgspec.structs.replace(idea, stage=stage))
    return (idea.id,), Stage(idea=idea.id, stage=idea.stage)


def _found(draft: Draft, name: IdeaId) -> Idea:
    idea = draft.idea(name)
    if idea is None or idea.state is State.WITHDRAWN:
        raise UnknownError(f"idea: there is none with the id {name[:60]!r}, or it was taken back")
    return idea


def _live(draft: Draft, name: IdeaId) -> Idea:
    """Raises `OvertakenError` for one with which nothing is to be done now."""
    idea = _found(draft, name)
    if idea.state is State.MERGED:
        raise OvertakenError("Somebody has merged this idea into another; look at that one.", idea)
    if idea.state is not State.LIVE:
        raise OvertakenError(f"This idea is {idea.state} now.", idea)
    return idea


def _unsuggested(idea: Idea, other: IdeaId) -> Idea:
    left = tuple(it for it in idea.suggestions if it.idea != other)
    return msgspec.structs.replace(idea, suggestions=left)


def _with(names: Sequence[IdeaId], name: IdeaId) -> tuple[IdeaId, ...]:
    return (*(it for it in names if it != name), name)
