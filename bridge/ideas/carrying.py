"""Whether a text carries the words of another: all of it, edited, cut off, or passed on with words of its own.

Wider than `sameness`, which must not join what means another thing: a name that must not be read is read in a text that says
the opposite, too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import msgspec

from bridge.ideas.likeness import NEAR, compare, is_short
from bridge.ideas.reading import Reading, read

#: Texts whose reading is kept: those with which all that comes is compared.
_KEPT = 1_000
#: A text of at least so many words is not looked at closely unless one in so many of the shorter text's words is in both.
_LONG, _SHARED = 4, 3


class Wording(NamedTuple):
    """A text as it is compared, and its words."""

    reading: Reading
    words: frozenset[str]


def worded(text: str, lang: str | None) -> Wording:
    """A text as it is compared."""
    reading = read(text, lang)
    return Wording(reading, frozenset(reading.key.split()))


#: The same of a text that others may carry.
held = lru_cache(maxsize=_KEPT)(worded)


def carries(one: Wording, other: Wording) -> bool:
    """Whether who reads the first reads the second. A short one is carried by nothing but its own words."""
    said, text = one.reading, other.reading
    least = min(len(one.words), len(other.words))
    if least >= _LONG and _SHARED * len(one.words & other.words) < least:
        return False
    if said.key == text.key or is_short(text.key):
        return said.key == text.key
    if text.key in said.key:
        return True
    return any(
        like is not None and like.score >= NEAR
        for key in {said.key, said.core} - {""}
        if (like := compare(msgspec.structs.replace(said, key=key), text))
    )
