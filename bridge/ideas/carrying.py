"""Whether a text carries the words of another: all of it, edited, cut off, or passed on with words of its own.

Wider than `sameness`, which must not join what means another thing: a name that must not be read is read in a text that says
the opposite, too.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from bridge.ideas.likeness import NEAR, compare, is_short
from bridge.ideas.reading import Reading, read

#: Texts whose reading is kept: those with which all that comes is compared.
_KEPT = 1_000


@lru_cache(maxsize=_KEPT)
def held(text: str, lang: str | None) -> Reading:
    """The reading of a text that others may carry."""
    return read(text, lang)


def carries(said: Reading, text: Reading) -> bool:
    """Whether who reads the first reads the second. A short one is carried by nothing but its own words."""
    if said.key == text.key or is_short(text.key):
        return said.key == text.key
    if text.key in said.key:
        return True
    return any(
        like is not None and like.score >= NEAR
        for key in {said.key, said.core} - {""}
        if (like := compare(msgspec.structs.replace(said, key=key), text))
    )
