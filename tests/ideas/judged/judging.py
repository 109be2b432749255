"""Puts all pairs to the rules: the originals are placed first, then each other text is considered beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz, utils

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Decision, Outcome
from bridge.ideas.sameness import BUT
from bridge.records import Kind
from tests.ideas.judged.edits import SAME, edits
from tests.ideas.judged.neighbours import neighbours
from tests.ideas.judged.said import Said, said


class Set(StrEnum):
    """Where a pair is from."""

    EDITS = "edited copies"
    FLIPS = "flips"
    NATURAL = "natural pairs"
    NEIGHBOURS = "neighbours"


class Pair(NamedTuple):
    """An original and what was said after it. Only of a pair `says_the_same` is a join by itself right."""

    set: Set
    base: Said
    kind: str
    text: str
    says_the_same: bool


class Judged(NamedTuple):
    """What the rules made of a pair, how alike the two are by their letters (0-1), and why."""

    pair: Pair
    joined: bool  # to the original
    astray: bool  # joined by itself to another idea
    suggested: bool  # the original, for a person
    as_alike: bool  # suggested, with no word of a difference
    likeness: float
    why: str


def pairs(ideas: Sequence[Said]) -> list[Pair]:
    """All pairs of all sets."""
    found = [Pair(Set.EDITS, edit.base, edit.kind, edit.text, edit.right == SAME) for edit in edits(ideas)]
    for idea in ideas:
        found += [Pair(Set.FLIPS, idea, flip.kind, flip.text, says_the_same=False) for flip in idea.flips]
        found += [Pair(Set.NATURAL, idea, "same", text, says_the_same=True) for text in idea.same]
        found += [Pair(Set.NATURAL, idea, other.kind, other.text, says_the_same=False) for other in idea.others]
    found += [Pair(Set.NEIGHBOURS, base, base.topic or "begins alike", text, False) for base, text in neighbours(ideas)]
    return found


def judge() -> list[Judged]:
    """What becomes of each pair. No other text of a pair is among the originals when it is considered."""
    ideas = said()
    every = pairs(ideas)
    originals = {idea.text for idea in ideas}
    grouper = Grouper()
    for text in sorted(originals):
        grouper._index.add(text, text)  # not placed: two that the rules would join stay two
    return [_judged(grouper, pair, is_original=pair.text in originals) for pair in every]


def _judged(grouper: Grouper, pair: Pair, *, is_original: bool) -> Judged:
    base, index = pair.base.text, grouper._index
    if is_original:
        index.remove(pair.text)
    if is_new := base not in index:
        index.add(base, base)
    decision = grouper.consider("after", pair.text, Kind.IDEA)
    if is_new:
        index.remove(base)
    if is_original:
        index.add(pair.text, pair.text)
    return _told(pair, decision)


def _told(pair: Pair, decision: Decision) -> Judged:
    joins = decision.outcome in {Outcome.JOINED, Outcome.SUPPORT}
    reasons = [suggestion.why for suggestion in decision.suggestions if suggestion.idea == pair.base.text]
    return Judged(
        pair=pair,
        joined=joins and decision.idea == pair.base.text,
        astray=joins and decision.idea != pair.base.text,
        suggested=bool(reasons),
        as_alike=any(BUT not in why for why in reasons),
        likeness=likeness(pair.base.text, pair.text),
        why=f"{decision.outcome}: {decision.why}",
    )


def likeness(one: str, other: str) -> float:
    """By the letters alone (0-1): what a plain threshold goes by."""
    one, other = utils.default_process(one), utils.default_process(other)
    return (fuzz.ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def share(judged: Iterable[Judged], of: Callable[[Judged], bool]) -> float:
    """How many of them are so (0-1); 0 of none."""
    every = list(judged)
    return sum(map(of, every)) / len(every) if every else 0.0


def precision(judged: Iterable[Judged]) -> float:
    """How many of the joins are right; 1 where nothing joined."""
    joins = [each for each in judged if each.joined or each.astray]
    return share(joins, lambda each: each.joined and each.pair.says_the_same) if joins else 1.0


def recall(judged: Iterable[Judged]) -> float:
    """How many of those that say the same have joined."""
    return share((each for each in judged if each.pair.says_the_same), lambda each: each.joined)


def reached(judged: Iterable[Judged]) -> float:
    """How many of those that say the same have joined or are suggested."""
    return share((each for each in judged if each.pair.says_the_same), lambda each: each.joined or each.suggested)


def plain(judged: Sequence[Judged], least: float) -> tuple[float, float, float]:
    """What a plain threshold reaches at this precision or a better one: the threshold, its precision and its recall.

    It is given the right original to compare with, so it never goes astray.
    """
    ranked = sorted(judged, key=lambda each: -each.likeness)
    same = sum(each.pair.says_the_same for each in ranked)
    best, right = (1.0, 1.0, 0.0), 0
    for place, each in enumerate(ranked, 1):
        right += each.pair.says_the_same
        is_last = place == len(ranked) or ranked[place].likeness < each.likeness
        if is_last and right / place >= least and same:
            best = (each.likeness, right / place, right / same)
    return best
