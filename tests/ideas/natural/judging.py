"""Puts each pair to the rules: the second is said after the first, and nothing else was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Outcome
from bridge.records import Kind
from tests.ideas.natural.sheets import CONTRARY, Pair, pairs


class Judged(NamedTuple):
    """What became of a pair, and why."""

    pair: Pair
    joined: bool
    suggested: bool
    why: str


def judge() -> list[Judged]:
    """What becomes of all pairs."""
    return [judged(pair) for pair in pairs()]


def judged(pair: Pair) -> Judged:
    """What becomes of one."""
    grouper = Grouper()
    kind = Kind.QUESTION if "?" in pair.one else Kind.IDEA
    grouper.place("one", pair.one, kind)
    decision = grouper.place("other", pair.other, kind)
    return Judged(
        pair=pair,
        joined=decision.outcome in {Outcome.JOINED, Outcome.SUPPORT},
        suggested=bool(decision.suggestions),
        why=f"{decision.outcome}: {decision.why}",
    )


def precision(every: Iterable[Judged]) -> float:
    """How many of the joins are right (0-1); 1 where nothing joined."""
    joined = [each for each in every if each.joined]
    return sum(each.pair.says_the_same for each in joined) / len(joined) if joined else 1.0


def recall(every: Iterable[Judged]) -> float:
    """How many of those that say the same joined (0-1)."""
    return _joined(each for each in every if each.pair.says_the_same)


def reached(every: Iterable[Judged]) -> float:
    """How many of those that say the same joined or are suggested (0-1)."""
    same = [each for each in every if each.pair.says_the_same]
    return sum(each.joined or each.suggested for each in same) / len(same)


def others_joined(every: Iterable[Judged]) -> float:
    """How many of those that say something else joined all the same (0-1)."""
    return _joined(each for each in every if not each.pair.says_the_same)


def contraries_joined(every: Iterable[Judged]) -> float:
    """How many of those that cannot both be true joined all the same (0-1)."""
    return _joined(each for each in every if each.pair.stands == CONTRARY)


def _joined(every: Iterable[Judged]) -> float:
    held = list(every)
    return sum(each.joined for each in held) / len(held) if held else 0.0
