"""Edited copies of ideas, made from a seed: how people pass on, mistype, abridge and say aloud what others wrote.

The ways of editing stand in `wrapped`, `mistyped`, `worded` and `spoken`. They know nothing of how ideas are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

from tests.ideas.judged import mistyped, spoken, worded, wrapped
from tests.ideas.judged.said import Said

Way = Callable[[Random, str], str]

#: The same idea once more: it may join by itself.
SAME = "same"
#: A copy with words of its own: only a suggestion is right, or a tie as what was quoted.
WITH_WORDS = "with words of its own"

#: Ways that change the words.
_INSIDE: dict[str, Way] = {
    "slip of the keys": mistyped.slipped,
    "autocorrected": mistyped.autocorrected,
    "spaces": mistyped.ran_together,
    "signs": mistyped.unpointed,
    "escaped": mistyped.escaped,
    "capitals": mistyped.shouted,
    "telegraphic": mistyped.telegraphic,
    "shortened": worded.shortened,
    "written out": worded.written_out,
    "counted": worded.counted,
    "american": worded.american,
    "tag in the middle": wrapped.tagged_within,
}
_CUT: dict[str, Way] = {"truncated": mistyped.truncated, "clipped": mistyped.clipped}
_AROUND: dict[str, Way] = {
    "retweeted": wrapped.retweeted,
    "credited": wrapped.credited,
    "quoted": wrapped.quoted,
    "numbered": wrapped.numbered,
    "answered": wrapped.answered,
    "replied": wrapped.replied,
    "tagged": wrapped.tagged,
    "linked": wrapped.linked,
    "emoji": wrapped.smiled,
    "greeted": wrapped.greeted,
    "asked nicely": wrapped.asked_nicely,
    "agreed": wrapped.agreed,
    "bulleted": wrapped.bulleted,
}
_ALOUD: dict[str, Way] = {
    "said aloud": spoken.said_aloud,
    "begun twice": spoken.begun_twice,
    "dictated": spoken.dictated,
    "minuted": spoken.minuted,
    "read out": spoken.read_out,
    "clipped speech": spoken.clipped_speech,
}
SAME_WAYS = _INSIDE | _CUT | _AROUND | _ALOUD
OWN_WAYS: dict[str, Way] = {"remarked": wrapped.remarked, "disagreed": wrapped.disagreed, "doubted": wrapped.doubted}


class Edit(NamedTuple):
    """An edited copy: of what, how it came about, and what is right for it."""

    base: Said
    kind: str
    text: str
    right: str


def edits(ideas: Sequence[Said], seed: int = 20) -> list[Edit]:
    """About a dozen copies of each idea: eight edited in one way, two in two, one in three, one with words of its own."""
    made: list[Edit] = []
    for base in ideas:
        rng = Random(f"{seed} {base.text}")  # its copies stay when other ideas are added
        seen = {base.text}
        for kind in rng.sample(sorted(SAME_WAYS), len(SAME_WAYS)):
            if len(seen) < 9:
                made += _new(seen, Edit(base, kind, SAME_WAYS[kind](rng, base.text), SAME))
        for _ in range(2):
            made += _new(seen, Edit(base, "two at once", _several(rng, base.text, _INSIDE, _AROUND), SAME))
        made += _new(
            seen, Edit(base, "three at once", _several(rng, base.text, _INSIDE, _CUT | _INSIDE, _AROUND), SAME)
        )
        kind = rng.choice(sorted(OWN_WAYS))
        made += _new(seen, Edit(base, kind, OWN_WAYS[kind](rng, base.text), WITH_WORDS))
    return made


def _several(rng: Random, text: str, *ways: dict[str, Way]) -> str:
    for choice in ways:
        text = choice[rng.choice(sorted(choice))](rng, text)
    return text


def _new(seen: set[str], edit: Edit) -> list[Edit]:
    """The edit, unless its way found nothing to change."""
    if edit.text in seen or not edit.text.strip():
        return []
    seen.add(edit.text)
    return [edit]
