"""Forms: whether two words are one word, mistyped or with another ending."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from bridge.ideas.contrasts import BACKSHIFTS, LOOKALIKES, RIVAL_PREFIXES, TURNING_PREFIXES
from bridge.ideas.lexicon import WEIGHTY
from bridge.ideas.numbers import has_digit
from bridge.ideas.stems import base
from bridge.ideas.words import HEADWORDS, is_known

#: Forms that go with what stands before them, and say the same.
_AGREEING = {frozenset(pair.split("/")) for pair in ("has/have", "do/does", "is/are", "was/were", "who/that")}
#: The family of words that look alike and are not, by each of its words.
FAMILY = {word: number for number, family in enumerate(LOOKALIKES) for word in family}


def backshifted(x: str, y: str) -> bool:
    """Whether one is the other as a report in the past has it: "needs" and "needed"."""
    return frozenset((x, y)) in BACKSHIFTS or (base(x) == base(y) and is_past(x) != is_past(y))


@lru_cache(maxsize=1 << 14)
def alike(x: str, y: str, *, named: bool = False) -> bool:
    """Whether one word is the other mistyped or in another form. Never for numbers; hardly for names."""
    if x == y or frozenset((x, y)) in _AGREEING:
        return True
    if has_digit(x) or has_digit(y) or (x in WEIGHTY and y in WEIGHTY):
        return False
    if x in FAMILY and y in FAMILY and FAMILY[x] == FAMILY[y]:
        return base(x) == base(y) and abs(len(x) - len(y)) == 1
    short, long = sorted((x, y), key=len)
    if _begin_apart(short, long) or _end_apart(short.removesuffix("s"), long.removesuffix("s")):
        return False
    if base(x) == base(y) or long == f"{short}s":
        return _same_word(short, long)
    if named and len(x) == len(y) and sorted(x) != sorted(y):
        return False
    return _slipped(short, long, named=named)


def _begin_apart(short: str, long: str) -> bool:
    """Whether two words are told apart by what is put before them: "able" and "unable", "hypo…" and "hyper…"."""
    if long.endswith(short) and long.removesuffix(short) in TURNING_PREFIXES:
        return True
    return any(
        (short.startswith(one) and long.startswith(other)) or (short.startswith(other) and long.startswith(one))
        for one, other in RIVAL_PREFIXES
    )


def _end_apart(short: str, long: str) -> bool:
    """Whether one is the deed and the other who does it, or one does it and the other has it done."""
    done_to = len(short) == len(long) and {short[-2:], long[-2:]} == {"er", "ee"}
    does = is_known(short) and long in {f"{short}er", f"{short}or", f"{short.removesuffix('e')}er"}
    return done_to or does


def _same_word(short: str, long: str) -> bool:
    """Whether two forms of what seems one word say the same: not "stop" and "stopped", nor "plan" and "plane"."""
    if len(short) < 3 or is_past(short) != is_past(long):
        return False
    return long.endswith("ing") or not HEADWORDS.issuperset((short, long))


def is_past(word: str) -> bool:
    return word.endswith("ed") and base(word) != word


def _slipped(short: str, long: str, *, named: bool) -> bool:
    """Whether one is the other mistyped. Of two known words neither is."""
    known = is_known(short), is_known(long)
    if all(known) or (short[0] != long[0] and sorted(short[:2]) != sorted(long[:2])):
        return False
    if any(known) and len(short) in {3, 4}:
        swapped = len(short) == len(long) and sorted(short) == sorted(long)
        return (swapped or (len(short), len(long)) == (4, 5)) and OSA.distance(short, long) == 1
    slips = 2 if len(short) >= 9 and not named else 1
    return len(short) >= 5 and OSA.distance(short, long, score_cutoff=slips) <= slips
