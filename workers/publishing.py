"""How what people decided takes hold among the ideas, laid over a draft.

Of a reviewed event all of it at once, when it is published; of a live one as it is decided.

It compares what should be told with what is, contribution by contribution, and does what is missing; so it can be asked for
again, and a dry run is the same without a commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bridge.ideas.recount import teller
from bridge.ideas.wording import wording
from bridge.projection.draft import Draft
from bridge.records import (
    Becomes,
    Contribution,
    ContributionId,
    Disposition,
    Event,
    Idea,
    IdeaId,
    Kind,
    Placed,
    Relation,
    State,
)
from bridge.web.review import Difference
from workers.joining import after_merges, edit, group, place_anew
from workers.typed import TOGETHER
from workers.voices import waits

#: What tells something of its own, and what is put behind that: an idea must be there before what stands behind it.
_BY_ITSELF = (Becomes.ACCEPTED, Becomes.PARTED)
#: As what it stands behind an idea, and why.
_BEHIND = {
    Becomes.DUPLICATE: (Relation.NEAR, "says the same, by a person's decision"),
    Becomes.AGREES: (Relation.SUPPORT, "it agrees, by a person's decision"),
    Becomes.ADDS: (Relation.COMMENT, "it adds to it, by a person's decision"),
    Becomes.MERGED: (Relation.NEAR, TOGETHER),  # last: it goes where what it was merged with went
}
_AGREES_WITH_NOTHING = (
    "it is no idea, and agrees with nothing that is published: say what it is, or with what it agrees"
)
_NOT_THERE = "what it stands behind is not published"
_TOLD = (*_BY_ITSELF, *_BEHIND)


def publish(draft: Draft, event: Event) -> list[Difference]:
    """Let what was decided about a reviewed event take hold; gives what that changes, in the order of time."""
    event = draft.event(event.id) or event  # as its host declares it now
    said = [it for it in draft.said_in(event.id) if it.state is not State.WITHDRAWN]
    hidden = {it.voice for it in draft.speakers(event.id) if it.hidden}
    found: dict[ContributionId, Difference] = {}
    told: list[tuple[Contribution, Disposition]] = []
    for it, decided in _decisions(said):
        if decided.becomes in _TOLD and not hidden & {it.voice, it.speaker}:
            told.append((it, decided))
        elif decided.becomes is Becomes.ANSWERED and not hidden & {it.voice, it.speaker}:
            continue  # it stays where it is: to answer something is no word on whether it is shown
        elif difference := _take_back(it, draft):
            found[it.id] = difference
    for it, decided in sorted(told, key=lambda pair: (pair[0].disposition is None, _TOLD.index(pair[1].becomes))):
        if difference := _tell(it, decided, event, draft):
            found[it.id] = difference
    was = {it.id: it for it in said}
    for it in draft.contributions(was):
        if not _is_behind_nothing(it, draft):
            continue
        if was[it.id].state is not State.LIVE:
            draft.put(was[it.id])
            found[it.id] = Difference(id=it.id, what="lacking", before=it.text, why=_NOT_THERE)
        elif difference := _take_back(it, draft):
            found[it.id] = difference
    return [found[it.id] for it in said if it.id in found]


def _is_behind_nothing(it: Contribution, draft: Draft) -> bool:
    """Whether it agrees with, or adds to, an idea that nobody tells any more."""
    backs = it.placed is not None and it.placed.relation in (Relation.SUPPORT, Relation.COMMENT)
    return it.state is State.LIVE and backs and it.placed is not None and teller(draft.said(it.placed.idea)) is None


def take_hold(draft: Draft, event: Event, changed: Sequence[Contribution]) -> None:
    """Let what was decided about some contributions of a live event take hold, or what the rules say where nothing is."""
    there = [it for it in changed if it.state is not State.WITHDRAWN]
    for it in there:
        becomes = it.disposition.becomes if it.disposition else None
        if becomes is None:
            _leave_to_the_rules(it, draft)
        elif becomes not in (*_TOLD, Becomes.ANSWERED, Becomes.HELD):
            _take_back(it, draft)
    told = [(it, it.disposition) for it in there if it.disposition and it.disposition.becomes in _TOLD]
    for it, decided in sorted(told, key=lambda pair: _TOLD.index(pair[1].becomes)):
        _tell(it, decided, event, draft)


def _leave_to_the_rules(it: Contribution, draft: Draft) -> None:
    """As it was placed when it was heard, or would be now."""
    is_as_placed = it.state is State.LIVE and not it.told and (it.placed is None or it.placed.rules)
    if it.state is State.LIVE and it.placed is not None and it.placed.relation is Relation.FIRST:
        fresh = msgspec.structs.replace(it, told="")
        if place_anew(fresh, draft) is None:
            edit(it.placed, fresh, draft)  # who says the same stays with it
    elif not is_as_placed:
        fresh = msgspec.structs.replace(it, placed=None, told="")
        state = State.HELD if waits(fresh) is State.HELD else State.LIVE
        group(None, msgspec.structs.replace(fresh, state=state), draft)


def take_back(it: Contribution) -> Contribution:
    """As it waits for a person, not published."""
    return msgspec.structs.replace(it, state=waits(it), placed=None, told="")


def _decisions(said: Sequence[Contribution]) -> Iterator[tuple[Contribution, Disposition]]:
    """What is decided about each; who only agrees with something goes with it, as long as nobody decided otherwise."""
    by_name: Mapping[ContributionId, Contribution] = {name: it for it in said for name in (it.id, *it.aliases)}
    for it in said:
        if it.disposition is not None:
            yield it, it.disposition
        elif it.kind is Kind.SUPPORT and it.state is not State.HELD and (with_it := _with_it(it, by_name)):
            yield it, with_it


def _with_it(it: Contribution, by_name: Mapping[ContributionId, Contribution]) -> Disposition | None:
    """What becomes of a repost, or of an "I agree", by what became of that which it is about; None if nothing did yet."""
    about = next((by_name[name] for name in (it.reposts, it.reply_to) if name and name in by_name), None)
    if about is None:
        return None
    decided = about.disposition
    if decided is not None and decided.becomes not in (*_TOLD, Becomes.ANSWERED):
        return msgspec.structs.replace(decided, becomes=Becomes.SET_ASIDE, into=(about.id,), words="", before=None)
    if decided is not None and decided.becomes in _TOLD:
        return msgspec.structs.replace(decided, becomes=Becomes.MERGED, into=(about.id,), words="", before=None)
    if it.state is State.LIVE and it.placed is not None and it.placed.rules:
        return None  # both stand where they stood before people published
    if about.state is State.LIVE and about.placed is not None:
        return Disposition(becomes=Becomes.MERGED, at=it.said_at, who="rules", act="", into=(about.id,))
    return None


def _tell(it: Contribution, decided: Disposition, event: Event, draft: Draft) -> Difference | None:
    for_members = not event.declaration.public if event.declaration is not None else it.for_members
    now = msgspec.structs.replace(it, state=State.LIVE, for_members=for_members)
    if decided.becomes in _BY_ITSELF:
        return _tell_itself(it, decided, now, draft, is_reviewed=event.is_reviewed)
    behind = _behind(decided, draft)
    if behind is None:
        if it.state is State.LIVE:
            return _take_back(it, draft)
        return Difference(id=it.id, what="lacking", before=it.text, why=_NOT_THERE)
    relation, why = _BEHIND[decided.becomes]
    relation = Relation.SUPPORT if it.kind is Kind.SUPPORT else relation
    placed = Placed(idea=behind.id, relation=relation, score=1.0, why=why)
    now = msgspec.structs.replace(now, placed=placed, told="")
    if now == it or (it.disposition is None and it.state is State.LIVE and _is_there(it.placed, placed)):
        return None
    draft.put(now)
    if it.placed == placed:
        return None
    return Difference(id=it.id, what="supports", before=it.words, after=behind.text, idea=behind.id, why=placed.why)


def _is_there(was: Placed | None, now: Placed) -> bool:
    return was is not None and (was.idea, was.relation) == (now.idea, now.relation)


def _tell_itself(
    it: Contribution, decided: Disposition, now: Contribution, draft: Draft, *, is_reviewed: bool
) -> Difference | None:
    now = msgspec.structs.replace(
        now,
        told=decided.words or it.text,
        kind=decided.kind or it.kind,
        challenge=decided.challenge or it.challenge,
    )
    was_told = it.state is State.LIVE
    is_merged = it.placed is not None and it.placed.before is not None  # a person's later word
    is_to_leave = it.placed is not None and it.placed.idea in it.kept_from and not is_merged
    if was_told and now == it and not is_to_leave and not _is_behind_nothing(it, draft):
        return None
    if was_told and it.placed is not None and it.placed.relation is Relation.FIRST:
        edit(it.placed, now, draft)
        return Difference(
            id=it.id, what="changed", before=wording(it.words), after=wording(now.words), idea=it.placed.idea
        )
    placing = group(None, now, draft)
    if placing.idea is None:
        if not is_reviewed:  # it is heard, and stands behind nothing
            draft.put(msgspec.structs.replace(it, state=State.LIVE, placed=None, told=""))
            return None
        draft.put(it)
        return _take_back(it, draft) or Difference(id=it.id, what="lacking", before=it.text, why=_AGREES_WITH_NOTHING)
    alike = draft.idea(placing.idea) if placing.idea else None
    what = {"new": "new", "suggested": "suggested", "joined": "joins"}.get(placing.outcome, "supports")
    stays = was_told and it.placed is not None and it.placed.idea == placing.idea
    suggested = next(iter(alike.suggestions), None) if alike is not None and what == "suggested" else None
    return Difference(
        id=it.id,
        what="changed" if stays else what,
        before=wording(it.words) if was_told else "",
        after=wording(now.words),
        idea=suggested.idea if suggested else placing.idea,
        why=suggested.why if suggested else placing.contribution.placed.why if placing.contribution.placed else "",
    )


def _take_back(it: Contribution, draft: Draft) -> Difference | None:
    if it.state is not State.LIVE:
        return None
    draft.put(take_back(it))
    return Difference(id=it.id, what="taken_back", before=wording(it.words), idea=it.placed.idea if it.placed else None)


def _behind(decided: Disposition, draft: Draft) -> Idea | None:
    """The idea that something is put behind, if it is there to be seen."""
    if decided.becomes is not Becomes.MERGED:
        return _live(decided.idea, draft)
    head = draft.contribution(decided.into[0]) if decided.into else None
    is_told = head is not None and head.state is State.LIVE and head.placed is not None
    return _live(head.placed.idea, draft) if is_told and head and head.placed else None


def _live(idea: IdeaId | None, draft: Draft) -> Idea | None:
    """An idea that this draft has just opened is live, too."""
    found = after_merges(draft.idea(idea) if idea else None, draft)
    return found if found is not None and found.state is State.LIVE else None
