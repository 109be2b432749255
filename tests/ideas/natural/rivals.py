"""What rules are measured beside: likenesses with one threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, utils

from tests.ideas.natural.sheets import Pair

#: How many hashes a MinHash keeps of a text, and of how many letters each.
HASHES, LETTERS = 128, 4
_PRIME = np.uint64((1 << 31) - 1)
_DRAWN = np.random.default_rng(1).integers(1, int(_PRIME), size=(2, HASHES, 1), dtype=np.uint64)

Likeness = Callable[[str, str], float]


class Reached(NamedTuple):
    """The lowest threshold that is so precise, and the recall there; a threshold above all likenesses joins nothing."""

    threshold: float
    recall: float


def jaccard(one: str, other: str) -> float:
    """How many of all words both have."""
    mine, yours = set(one.split()), set(other.split())
    return len(mine & yours) / len(mine | yours)


def minhash(one: str, other: str) -> float:
    """How many of the least hashes are the same in both: an estimate of how many stretches of letters both have."""
    return float(np.mean(_least(one) == _least(other)))


def _least(text: str) -> NDArray[np.uint64]:
    stretches = {text[at : at + LETTERS] for at in range(max(1, len(text) - LETTERS + 1))}
    hashes = np.array([crc32(stretch.encode()) for stretch in stretches], dtype=np.uint64) % _PRIME
    return np.asarray(((_DRAWN[0] * hashes + _DRAWN[1]) % _PRIME).min(axis=1))


RIVALS: dict[str, Likeness] = {
    "token_set_ratio": fuzz.token_set_ratio,
    "token_sort_ratio": fuzz.token_sort_ratio,
    "ratio": fuzz.ratio,
    "Jaccard of words": jaccard,
    "MinHash": minhash,
}


def reached(pairs: Sequence[Pair], like: Likeness, least: float) -> Reached:
    """The best recall (0-1) that any threshold has at this precision (0-1) or a better one.

    The rivals get the texts in small letters and without signs.
    """
    ranked = sorted(((_likeness(pair, like), pair.says_the_same) for pair in pairs), reverse=True)
    same = sum(says for _, says in ranked)
    best, right = Reached(float("inf"), 0.0), 0
    for place, (score, says) in enumerate(ranked, 1):
        right += says
        is_last = place == len(ranked) or ranked[place][0] < score
        if is_last and right / place >= least:
            best = Reached(score, right / same)
    return best


def _likeness(pair: Pair, like: Likeness) -> float:
    return like(utils.default_process(pair.one), utils.default_process(pair.other))
