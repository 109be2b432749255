"""Words that people typed in a review: they lose what was taken back or masked since, for no document brings them again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher

import msgspec

from bridge.errors import UnreadableError
from bridge.intake.normalise import normalise
from bridge.intake.scrub import MASKS, NAME, scrub
from bridge.projection.draft import Draft
from bridge.records import KEPT, Becomes, Contribution, ContributionId, Disposition, State

#: Why something stands behind the idea of what it was merged with.
TOGETHER = "told together, by a person's decision"

_MARK = MASKS[NAME]
_TOKEN = re.compile("|".join([*map(re.escape, MASKS.values()), r"\w+"]))
_MARKS_IN_A_ROW = re.compile(rf"{re.escape(_MARK)}(?:[ .'-]{{0,2}}{re.escape(_MARK)})+")


def cleaned(words: str, what: str = "words") -> str:
    """What a person typed as `what`, on one line, without marks that hide or turn others.

    Raises `UnreadableError` if it holds somebody's details.
    """
    words = on_one_line(words)
    if found := scrub(words, ()).masked:
        named = ", ".join(MASKS[it].strip("[]") for it in found)
        raise UnreadableError(f"{what}: take out what looks like a person's {named}")
    return words


def on_one_line(words: str) -> str:
    return " ".join(normalise(words).split())


def mixed(decided: Disposition | None) -> tuple[ContributionId, ...]:
    """Whose words may stand in those that people have typed for something."""
    found: dict[ContributionId, None] = {}
    while decided is not None:
        found |= dict.fromkeys(decided.into if decided.becomes is Becomes.ACCEPTED else ())
        decided = decided.before
    return tuple(found)


def unmix(said: Sequence[Contribution], gone: AbstractSet[ContributionId], draft: Draft) -> None:
    """What was told together with something that is gone is told in its own words alone, and without it.

    `said` is everything of the session, oldest first, as it was before.
    """
    beside = {it.placed.idea for it in said if it.id in gone and it.placed and it.placed.why == TOGETHER}
    heirs: dict[ContributionId, ContributionId] = {}
    for it in said:
        if it.id in gone:
            continue
        now = it
        is_beside = it.placed is not None and it.placed.idea in beside
        if is_beside or not {*mixed(it.disposition)}.isdisjoint(gone):
            own = _in_own_words(it.disposition, gone)
            now = msgspec.structs.replace(it, disposition=own, told=it.text if it.told else "")
        decided = now.disposition
        if decided is not None and decided.becomes is Becomes.MERGED and decided.into[0] in gone:
            heir = heirs.setdefault(decided.into[0], it.id)
            alone = msgspec.structs.replace(decided, becomes=Becomes.ACCEPTED, into=())
            now = msgspec.structs.replace(
                now, disposition=alone if heir == it.id else msgspec.structs.replace(decided, into=(heir,))
            )
        if now != it:
            draft.put(now)


def _in_own_words(decided: Disposition | None, gone: AbstractSet[ContributionId]) -> Disposition | None:
    if decided is None:
        return None
    before = _in_own_words(decided.before, gone)
    if decided.becomes is not Becomes.ACCEPTED or gone.isdisjoint(decided.into):
        return msgspec.structs.replace(decided, before=before)
    left = tuple(name for name in decided.into if name not in gone)
    return msgspec.structs.replace(decided, words="", into=left, before=before)


def mask_typed(before: Contribution, now: Contribution, draft: Draft) -> None:
    """Mask in all that was typed in a session the names that are masked in what was said there, and were not before."""
    names = _masked_since(before.text, now.text)
    if not names:
        return
    for it in draft.said_in(now.event):
        if it.state is State.WITHDRAWN:
            continue
        is_typed = it.part_of is not None or it.why == KEPT
        masked = msgspec.structs.replace(
            it,
            text=_masked(it.text, names) if is_typed else it.text,
            told=_masked(it.told, names),
            disposition=_with_masks(it.disposition, names),
        )
        if masked != it:
            if NAME not in masked.masked:
                masked = msgspec.structs.replace(masked, masked=(*masked.masked, NAME))
            draft.put(masked)


def _masked_since(before: str, now: str) -> Collection[str]:
    """The words, in lower case, in whose place the mark of a name stands now and nothing else."""
    if now.count(_MARK) <= before.count(_MARK):
        return ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(now)
    found: set[str] = set()
    for what, start, stop, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "replace" and {*new[first:last]} == {_MARK}:
            found |= {it.casefold() for it in old[start:stop] if len(it) > 1 and it.isalpha()}
    return found - {it.casefold() for it in new}


def _masked(text: str, names: Collection[str]) -> str:
    masked = _TOKEN.sub(lambda it: _MARK if it[0].casefold() in names else it[0], text)
    return text if masked == text else _MARKS_IN_A_ROW.sub(_MARK, masked)


def _with_masks(decided: Disposition | None, names: Collection[str]) -> Disposition | None:
    if decided is None:
        return None
    return msgspec.structs.replace(
        decided, words=_masked(decided.words, names), before=_with_masks(decided.before, names)
    )
