"""What is held for somebody's sake holds what repeats it, laid over a draft: what is there, and what comes later.

A copy, a repost in words and a quote show the same words to the same people. Each of them says which one it repeats, and is
let go with it; a person may let go of one of them alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from bridge.ideas.carrying import carries, held, worded
from bridge.projection.draft import Draft
from bridge.records import Becomes, Contribution, ContributionId, Disposition, IdeaId, Kind, State

#: Ideas that are looked through for what repeats something, beside its own and all of its event.
LOOKED_THROUGH = 25
#: What is not shown as it is.
_UNSHOWN = (Becomes.SET_ASIDE, Becomes.HELD, Becomes.SPLIT)


def under_hold(before: Contribution | None, it: Contribution, draft: Draft) -> Contribution:
    """What comes, held if it repeats what a person holds; `before` is an earlier version of it."""
    holds = draft.holds()
    is_new = before is None or before.text != it.text
    if not holds or not is_new or it.disposition is not None or it.state is State.WITHDRAWN:
        return it
    about = _repeated(it, holds)
    return it if about is None or about.disposition is None else _held(it, about, about.disposition)


def hold_repeats(about: Sequence[Contribution], decided: Disposition, draft: Draft) -> list[Contribution]:
    """Hold all that is shown and repeats one of these, as it was `decided` about these."""
    put, kept_back = [], {it.id: it for it in about}
    for it in _around(about, draft):
        if _is_shown(it) and (one := _repeated(it, kept_back)) is not None:
            put.append(_held(it, one, decided))
            draft.put(put[-1])
    return put


def _around(about: Collection[Contribution], draft: Draft) -> Sequence[Contribution]:
    """All that was said in their events, and behind ideas of the same words elsewhere."""
    there = {it.id: it for event in {it.event for it in about} for it in draft.said_in(event)}
    ideas: dict[IdeaId, None] = {}
    for it in about:
        for words in _words(it):
            found = draft.matches(words, scope=None, lang=it.lang, most=LOOKED_THROUGH)
            ideas |= dict.fromkeys(match.id for match in found)
    return [*(there | {it.id: it for idea in ideas for it in draft.said(idea)}).values()]


def _is_shown(it: Contribution) -> bool:
    becomes = it.disposition.becomes if it.disposition else None
    return it.state not in (State.WITHDRAWN, State.HIDDEN) and becomes not in _UNSHOWN


def _repeated(it: Contribution, holds: Mapping[ContributionId, Contribution]) -> Contribution | None:
    """Whose words it shows, in its own or in those that a person gave it, or of which it is a part."""
    if it.kind is Kind.HOST or it.id in holds:
        return None
    if it.part_of is not None and it.part_of in holds:
        return holds[it.part_of]
    said = [worded(words, it.lang) for words in _words(it)]
    for about in holds.values():
        for text in (about.text, about.told) if about.told else (about.text,):
            other = held(text, about.lang)
            if other.words and any(carries(one, other) for one in said):
                return about
    return None


def _words(it: Contribution) -> list[str]:
    return [*dict.fromkeys(words for words in (it.text, it.told) if words.strip())]


def _held(it: Contribution, about: Contribution, decided: Disposition) -> Contribution:
    covered = Disposition(
        becomes=Becomes.HELD,
        at=decided.at,
        who=decided.who,
        act=decided.act,
        reason=decided.reason if decided.becomes is Becomes.HELD else "privacy",
        owner=decided.owner,
        into=(about.id,),
        before=it.disposition,
    )
    return msgspec.structs.replace(it, state=State.HELD, disposition=covered)
