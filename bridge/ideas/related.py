"""Which ideas are about the same, in whatever words: what like-minded people elsewhere have said.

Not sameness: what the rules of sameness would join is left out here. Two ideas are near by the words that they share, rare
ones above all, and by the fields of care that their words are of (`topics`); over all challenges and campaigns alike.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from math import fsum, log, sqrt
from operator import itemgetter

import msgspec
import numpy as np

from bridge.ideas.canonical import canonical, content_words
from bridge.ideas.likeness import Verdict, compare
from bridge.ideas.reading import Reading, read
from bridge.ideas.stems import senses, stem
from bridge.ideas.topics import EVERYDAY, MARK, topics

#: How much a field weighs beside a word that as many ideas carry, and a word that everybody uses; and how much more a rare
#: term says than a frequent one. Measured on tests/ideas/related: without fields the share of good answers is halved.
FIELD = 3.0
COMMON = 0.4
RARITY = 1.5
#: The least nearness (0–1) that is told: below it, chance brings ideas together.
LEAST = 0.2
#: How many of those that share the most are weighed exactly, and how far behind the first (squared) one is left out.
WEIGHED = 40
FAR = 0.05
#: The words of which a person is told.
TOLD = 2

_SAYS_THE_SAME = (Verdict.COPY, Verdict.NEAR)


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that is about the same as another: where it is, how near (0–1), and what both speak of, for a person."""

    id: str
    scope: str
    score: float
    why: str


class _Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    scope: str
    text: str
    lang: str | None
    terms: bytes  # the numbers of its terms, "I" each
    amounts: bytes  # how much there is of each, "f" each


class Related:
    """All ideas of all campaigns, by what they are about. Not safe to share between threads; about 0.7 kB an idea."""

    def __init__(self) -> None:
        self._entries: list[_Entry | None] = []
        #: Of each entry: how many terms it has, and which of the scopes is its own.
        self._lengths = array("I")
        self._placed = array("I")
        self._scopes: dict[str, int] = {}
        self._free: list[int] = []
        self._slots: dict[str, dict[str, int]] = {}
        self._numbers: dict[str, int] = {}
        self._terms: list[str] = []
        #: For each term the slots that carry it, in order, and how much there is of it in each.
        self._lists: list[array[int]] = []
        self._amounts: list[array[float]] = []

    def __len__(self) -> int:
        return len(self._entries) - len(self._free)

    def add(self, id: str, text: str, *, scope: str, lang: str | None = None) -> None:  # noqa: A002 - the record's own word
        """Know an idea by these words; those under which it was known in this scope, its campaign, are replaced."""
        slot = self._slots.get(scope, {}).get(id)
        held = None if slot is None else self._entries[slot]
        if held is not None and (held.text, held.lang) == (text, lang):
            return
        self.remove(id, scope=scope)
        amounts = _terms(canonical(text))
        if not amounts:
            return
        terms, much = array("I", map(self._number, amounts)), array("f", amounts.values())
        slot = self._vacant()
        self._lengths[slot] = len(terms)
        self._placed[slot] = self._scopes.setdefault(scope, len(self._scopes))
        self._entries[slot] = _Entry(
            id=id, scope=scope, text=text, lang=lang, terms=terms.tobytes(), amounts=much.tobytes()
        )
        self._slots.setdefault(scope, {})[id] = slot
        for term, amount in zip(terms, much, strict=True):
            at = bisect_left(self._lists[term], slot)
            self._lists[term].insert(at, slot)
            self._amounts[term].insert(at, amount)

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002 - as above
        """Know an idea no more, if it is known."""
        slot = self._slots.get(scope, {}).pop(id, None)
        entry = None if slot is None else self._entries[slot]
        if slot is None or entry is None:
            return
        self._entries[slot] = None
        heappush(self._free, slot)
        for term in array("I", entry.terms):
            at = bisect_left(self._lists[term], slot)
            del self._lists[term][at], self._amounts[term][at]

    def _vacant(self) -> int:
        if self._free:
            return heappop(self._free)
        self._entries.append(None)
        self._lengths.append(1)
        self._placed.append(0)
        return len(self._entries) - 1

    def clear(self, scope: str) -> None:
        """Know nothing of a scope any more."""
        for id_ in [*self._slots.get(scope, ())]:
            self.remove(id_, scope=scope)

    def near(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002 - as above
        """The ideas of the scopes `within` that are nearest to one that is known, nearest first. None if it is not known.

        Ties are broken by scope and id, so that the answer depends on what is known and on nothing else.
        """
        slot = self._slots.get(scope, {}).get(id)
        asked = None if slot is None else self._entries[slot]
        if slot is None or asked is None:
            return ()
        weights = _Weights(self)
        mine = _amounts(asked)
        said = read(asked.text, asked.lang)
        found = []
        for entry in self._likely(slot, mine, weights, within):
            theirs = _amounts(entry)
            score = round(_product(mine, theirs, weights) / (_size(mine, weights) * _size(theirs, weights)), 3)
            if score >= LEAST:
                found.append((-score, entry.scope, entry.id, entry, theirs))
        found.sort(key=itemgetter(0, 1, 2))
        near: list[Near] = []
        for score, _, _, entry, theirs in found:
            if len(near) == limit:
                break
            if _says_the_same(said, read(entry.text, entry.lang)):
                continue
            both = sorted(mine.keys() & theirs.keys(), key=lambda it: (-weights[it], self._terms[it]))
            why = _why([self._terms[it] for it in both], canonical(asked.text), canonical(entry.text))
            near.append(Near(id=entry.id, scope=entry.scope, score=-score, why=why))
        return near

    def term(self, number: int) -> tuple[str, int]:
        """A term, and how many carry it."""
        return self._terms[number], len(self._lists[number])

    def _number(self, term: str) -> int:
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self._terms)
            self._terms.append(term)
            self._lists.append(array("I"))
            self._amounts.append(array("f"))
        return number

    def _likely(
        self, asked: int, mine: Mapping[int, float], weights: _Weights, within: Collection[str]
    ) -> list[_Entry]:
        """Those that share the most with an idea for their length."""
        if not self._lengths:
            return []
        terms = [*mine]
        lists = [np.frombuffer(self._lists[it], np.uint32) for it in terms]
        weighed = [np.frombuffer(self._amounts[it], np.float32) * (weights[it] * mine[it]) for it in terms]
        shared = np.bincount(np.concatenate(lists), np.concatenate(weighed), len(self._lengths))
        seen = np.array([it in within for it in self._scopes])
        shared *= seen[np.frombuffer(self._placed, np.uint32)]
        shared[asked] = 0
        # Rounded, so that the order in which weights were added up does not part what is equal.
        shares = np.round(shared * shared / np.frombuffer(self._lengths, np.uint32), 6)
        bar = max(FAR * shares.max(), 1e-6)
        if np.count_nonzero(shares >= bar) > WEIGHED:
            bar = np.partition(shares[shares >= bar], -WEIGHED)[-WEIGHED]
        entries = self._entries
        best = [it for slot in np.flatnonzero(shares > bar) if (it := entries[slot])]
        # Which of those that have the least share are left out must not depend on where they are kept.
        tied = [it for slot in np.flatnonzero(shares == bar) if (it := entries[slot])]
        if len(tied) > WEIGHED - len(best):
            tied.sort(key=lambda it: (it.scope, it.id))
        return best + tied[: WEIGHED - len(best)]


class _Weights(dict[int, float]):
    """How much each term says among what is known now."""

    def __init__(self, known: Related) -> None:
        super().__init__()
        self._known = known
        self._texts = len(known)

    def __missing__(self, term: int) -> float:
        name, carriers = self._known.term(term)
        weight: float = log(1 + self._texts / carriers) ** RARITY
        if name.startswith(MARK):
            weight *= FIELD
        elif name in EVERYDAY:
            weight *= COMMON
        self[term] = weight
        return weight


def _terms(key: str) -> dict[str, float]:
    """What a key is about: the stems of its words, one of each, and the fields of all its words.

    A word that is of several fields counts for less in each.
    """
    amounts: defaultdict[str, float] = defaultdict(float, dict.fromkeys(senses(key), 1.0))
    for word in content_words(key):
        fields = topics(word)
        for field in fields:
            amounts[field] += 1 / sqrt(len(fields))
    return amounts


def _amounts(entry: _Entry) -> dict[int, float]:
    return dict(zip(array("I", entry.terms), array("f", entry.amounts), strict=True))


def _product(one: Mapping[int, float], other: Mapping[int, float], weights: Mapping[int, float]) -> float:
    return fsum(weights[term] * one[term] * other[term] for term in one if term in other)


def _size(terms: Mapping[int, float], weights: Mapping[int, float]) -> float:
    return sqrt(fsum([weights[term] * amount * amount for term, amount in terms.items()]))


def _says_the_same(one: Reading, other: Reading) -> bool:
    like = compare(one, other)
    return like is not None and like.verdict in _SAYS_THE_SAME


def _why(shared: Iterable[str], one: str, other: str) -> str:
    """What both speak of, by the rarest words that they share, in the words of each; by fields where they share few."""
    told: list[str] = []
    heard: set[str] = set()
    for term in sorted((it for it in shared if it not in EVERYDAY), key=lambda it: it.startswith(MARK)):
        mine, theirs = _spoken(term, one), _spoken(term, other)
        stems = {stem(mine), stem(theirs)}
        if mine and theirs and heard.isdisjoint(stems):
            heard |= stems
            told.append(f"'{mine}'" if len(stems) == 1 else f"'{mine}' / '{theirs}'")
        if len(told) == TOLD:
            break
    return f"both speak of {' and '.join(told)}" if told else ""


def _spoken(term: str, key: str) -> str:
    """The first word of a key that is of this stem or field."""
    words = content_words(key)
    if not term.startswith(MARK):
        pairs = map(" ".join, pairwise(words))
        return next((it for it in (*words, *pairs) if senses(it) == (term,)), "")
    return next((it for it in words if term in topics(it)), "")
