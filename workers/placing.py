"""What a contribution does to ideas and questions, laid over a draft: grouping, edits, deletions.

Nothing is awaited and nothing stored here; the desk commits the draft.
"""

from __future__ import annotations

import msgspec

from bridge.ideas.recount import increase, recount
from bridge.projection.draft import Draft, Lacking
from bridge.projection.recalling import Lack
from bridge.records import (
    ChallengeId,
    Contribution,
    Disposition,
    Idea,
    Relation,
    SourceName,
    State,
    Via,
)
from workers.asking import ask, forget
from workers.holding import under_hold
from workers.joining import Placing, again, as_placing, edit, group
from workers.merged import edit_merged, word_merged
from workers.pointing import follow, is_reviewed
from workers.questions import turn_to_current
from workers.typed import mask_typed, unmix
from workers.voices import as_spoken, waits

#: Why something of a session was withdrawn by itself: the next document that holds it brings it back.
REPLACED = "no longer in its document"


def place(contribution: Contribution, draft: Draft, *, late: bool = False) -> Placing:
    """Lay a contribution and what it does to questions over the draft; ideas are counted anew by `count_touched`.

    Outcomes beside those of grouping: "known" (this version was here before), "updated" (an edit), "withdrawn"; and of a
    session's, which a person publishes, "waiting" and "held".
    What comes `late`, from a worker that was thought dead, is not taken for a newer version of what is here, nor is a copy
    that a person made of what its network told itself.
    """
    before = next(iter(draft.contributions((contribution.id, *contribution.aliases))), None)
    if before is not None:
        contribution = _next_version(before, contribution)
        contribution = msgspec.structs.replace(contribution, challenge=_challenge(before, contribution, draft))
    contribution = under_hold(before, contribution, draft)
    reviewed = is_reviewed(contribution.event, draft)
    if contribution.state is State.WITHDRAWN:
        is_missing = reviewed and contribution.source is SourceName.SESSION
        return _drop(before, contribution, draft) if is_missing else _delete(before, contribution, draft)
    if reviewed and before is not None and _comes_back(before):
        return _review(None, contribution, draft)
    if before is not None and (
        late
        or before.state is State.WITHDRAWN
        or contribution.version in _versions(before)
        or (contribution.via is Via.CAPTURED and before.via is not Via.CAPTURED)
    ):
        return as_placing(before, "known")
    if reviewed:
        return _review(before, ask(before, contribution, draft), draft)
    if before is None:
        return group(None, ask(None, contribution, draft), draft)
    placing = _edit(before, contribution, draft)
    word_merged(before, draft)
    return placing


def _edit(before: Contribution, contribution: Contribution, draft: Draft) -> Placing:
    if before.disposition is not None:
        return _as_decided(before, contribution, draft)
    contribution = ask(before, contribution, draft)
    if before.placed is not None and before.placed.before is not None:
        return edit_merged(before, contribution, draft)
    if before.placed is not None and before.placed.relation is Relation.FIRST:
        return edit(before.placed, contribution, draft)
    return group(before, contribution, draft)


def count_touched(draft: Draft) -> None:
    """Count every idea whose contributions have changed. Raises `Lacking` for all that must be counted anew at once."""
    lack = Lack()
    for touched in draft.touched:
        before = draft.idea(touched)
        if before is None:
            continue
        try:
            now = _counted(before, draft)
        except Lacking as lacking:
            lack.add(lacking.lack)
        else:
            if now != before:
                draft.put(now)
    if lack:
        raise Lacking(lack)


def _counted(before: Idea, draft: Draft) -> Idea:
    added = draft.added(before.id)
    now = None if added is None else increase(before, added, draft.stand(before.id))
    return now or recount(before, draft.said(before.id))


def _versions(contribution: Contribution) -> tuple[str, ...]:
    return (contribution.version, *contribution.earlier_versions)


def _next_version(before: Contribution, contribution: Contribution) -> Contribution:
    """The contribution under the identity it has, remembering the versions and native ids it had, and what people did."""
    names = {before.id, *before.aliases, contribution.id, *contribution.aliases}
    return msgspec.structs.replace(
        contribution,
        id=before.id,
        aliases=tuple(sorted(names - {before.id})),
        earlier_versions=_versions(before),
        read=before.read if before.text == contribution.text else None,
        responded=before.responded,
        assigned=before.assigned,
        kept_from=before.kept_from,
    )


def _challenge(before: Contribution, contribution: Contribution, draft: Draft) -> ChallengeId | None:
    """An edit that answers the same question does not bring an idea back to a challenge that it has left."""
    idea = draft.idea(before.placed.idea) if before.placed else None
    has_left = idea is not None and contribution.challenge in idea.formerly
    return before.challenge if has_left and before.question == contribution.question else contribution.challenge


def _delete(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """What its author has deleted goes, with the parts that people made of it and out of the words that they typed for more."""
    if before is not None and (before.disposition or before.read or before.earlier_versions):
        said = [it for it in draft.said_in(before.event) if it.state is not State.WITHDRAWN]
        parts = [it for it in said if it.part_of == before.id]
        unmix(said, {before.id, *(it.id for it in parts)}, draft)
        for it in parts:
            withdraw(it, it, draft)
    return withdraw(before, contribution, draft)


def withdraw(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Take its words out; a deletion that comes before its post leaves a mark that keeps the post out."""
    if before is None:
        draft.put(contribution)
        follow(contribution, None, draft, again)
        return as_placing(contribution, "withdrawn")
    if before.state is State.WITHDRAWN:
        return as_placing(before, "known")
    gone = msgspec.structs.replace(
        before,
        state=State.WITHDRAWN,
        text="",
        handle=None,
        link=None,
        lang=None,
        evidence=None,
        masked=(),
        opens=None,
        disposition=None,
        told="",
        responded=None,
        assigned="",
        placed=msgspec.structs.replace(before.placed, why="") if before.placed else None,
    )
    draft.put(gone)
    if before.placed is None:
        follow(gone, None, draft, again)
    word_merged(before, draft)
    if before.opens is not None:
        forget(before.opens, draft)
        turn_to_current(draft, before.event)
    return as_placing(gone, "withdrawn")


def _as_decided(before: Contribution, contribution: Contribution, draft: Draft) -> Placing:
    """An edit of what a person has decided about stays where that put it, in new words unless these are a person's."""
    decided = before.disposition
    now = msgspec.structs.replace(
        contribution,
        kind=(decided.kind if decided else None) or contribution.kind,
        challenge=(decided.challenge if decided else None) or contribution.challenge,
        state=before.state if contribution.state is State.LIVE else contribution.state,
        disposition=_held_for(before, contribution) or before.disposition,
        placed=before.placed,
        told=before.told if before.told != before.text else contribution.text,
    )
    if now.placed is not None and now.placed.relation is Relation.FIRST:
        return edit(now.placed, now, draft)
    draft.put(now)
    return as_placing(now, "updated")


def _held_for(before: Contribution, contribution: Contribution) -> Disposition | None:
    """Why the rules hold its new words, where they do and nobody has looked at these yet."""
    held = contribution.disposition if contribution.text != before.text else None
    return msgspec.structs.replace(held, before=before.disposition) if held else None


def _review(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """Keep it for a person. What one decided stays; what is published stays as it is told, unless more of it is masked now."""
    now = msgspec.structs.replace(contribution, state=waits(contribution))
    if before is None:
        now = as_spoken(now, draft) or _taken_back(now)
        draft.put(now)
        return as_placing(now, now.state)
    held_for = _held_for(before, contribution)
    now = msgspec.structs.replace(
        now,
        state=now.state if before.state in (State.WAITING, State.HELD) or held_for else before.state,
        voice=before.voice,
        pseudonym=before.pseudonym,
        speaker=before.speaker,
        disposition=held_for or before.disposition,
        placed=before.placed,
        told=now.text if before.told == before.text and set(now.masked) - set(before.masked) else before.told,
        for_members=before.for_members,
    )
    draft.put(now)
    mask_typed(before, now, draft)
    return as_placing(now, "updated")


def _taken_back(it: Contribution) -> Contribution:
    return msgspec.structs.replace(it, state=State.WITHDRAWN, text="", masked=(), evidence=None)


def _drop(before: Contribution | None, contribution: Contribution, draft: Draft) -> Placing:
    """What is no longer in its document goes, unless a person decided about it."""
    if before is None or before.disposition is not None or before.placed is not None:
        return as_placing(before or contribution, "known")
    dropped = withdraw(before, contribution, draft)
    if dropped.outcome == "withdrawn":
        draft.put(msgspec.structs.replace(dropped.contribution, why=REPLACED))
    return dropped


def _comes_back(before: Contribution) -> bool:
    """Whether nobody has taken it back: it was missing in a document, and is in another."""
    return before.state is State.WITHDRAWN and before.why == REPLACED
