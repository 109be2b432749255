"""Fingerprints of a key: a few numbers, chosen so that a text and its edited copy have some in common.

One for each two content words that follow one another, from their beginnings alone: little words come and go, endings
change, and slips of the pen are seldom among the first letters. Two words say far more than one, so that few texts
share a fingerprint by chance. The hash is Python's own, another in each process: a fingerprint is never stored.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from bridge.ideas.canonical import RECENT, content_words

#: Letters of a word that count.
HEAD = 3
#: Among so few words those that have one between them count as well, and their ends: two slips would leave nothing.
FEW = 5


@lru_cache(maxsize=RECENT)
def fingerprints(key: str) -> tuple[int, ...]:
    """The distinct fingerprints of a canonical key; none if it has fewer than two content words."""
    words = content_words(key)
    heads = [word[:HEAD] for word in words]
    if len(words) > FEW:
        return tuple(dict.fromkeys(map(hash, pairwise(heads))))
    tails = [word[-HEAD:] for word in words]
    pairs: list[tuple[str, ...]] = [*pairwise(heads), *zip(heads, heads[2:], strict=False)]
    pairs += (("", *pair) for pair in (*pairwise(tails), *zip(tails, tails[2:], strict=False)))
    return tuple(dict.fromkeys(map(hash, pairs)))
