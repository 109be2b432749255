"""Which ideas are about the same, in whatever words: what like-minded people elsewhere have said.

Not sameness: what the rules of sameness would join is left out here. Two ideas are near by what their words have in common
(`about`), over all challenges and campaigns alike; and nearer where those that are nearest are near the other, too.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain
from math import fsum, log
from typing import NamedTuple

import msgspec
import numpy as np

from bridge.ideas.about import About, Word, about, is_of_care, nearness, shared, words_of
from bridge.ideas.canonical import canonical
from bridge.ideas.contrary import contrary
from bridge.ideas.likeness import Verdict, compare
from bridge.ideas.reading import Reading, read
from bridge.ideas.stems import stem

#: How much more a rare term says than a frequent one. This and the other figures are measured on tests/ideas/related.
RARITY = 1.5
#: How many of the nearest vouch for the others, and how much what they say counts beside the nearness itself.
VOUCHING = 3
VOUCHED = 0.3
#: The least nearness (0–1) that is told: below it, chance brings ideas together. For two ideas of care, and for any others.
LEAST_OF_CARE = 0.27
LEAST = 0.3
#: The least nearness of two that may say the same.
ALIKE = 0.45
#: How many of those that share the most are weighed exactly.
WEIGHED = 60
#: The words of which a person is told.
TOLD = 2

_SAYS_THE_SAME = (Verdict.COPY, Verdict.NEAR)


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that is about the same as another: where it is, how near (0–1), and what both speak of, for a person."""

    id: str
    scope: str
    score: float
    why: str
    opposed: bool = False  # it may say the opposite


class _Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    scope: str
    text: str
    lang: str | None
    words: bytes  # the numbers of its words, "I" each
    is_of_care: bool


class Related:
    """All ideas of all campaigns, by what they are about. Not safe to share between threads; about 0.7 kB an idea."""

    def __init__(self) -> None:
        self._entries: list[_Entry | None] = []
        #: Of each entry: how many words it has, and which of the scopes is its own.
        self._lengths = array("I")
        self._placed = array("I")
        self._scopes: dict[str, int] = {}
        self._free: list[int] = []
        self._slots: dict[str, dict[str, int]] = {}
        #: Each word that was ever said.
        self._numbers: dict[str, int] = {}
        self._words: list[Word] = []
        #: For each term the slots that carry it, in order.
        self._lists: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._entries) - len(self._free)

    def add(self, id: str, text: str, *, scope: str, lang: str | None = None) -> None:  # noqa: A002 - the record's own word
        """Know an idea by these words; those under which it was known in this scope, its campaign, are replaced."""
        slot = self._slots.get(scope, {}).get(id)
        held = None if slot is None else self._entries[slot]
        if held is not None and (held.text, held.lang) == (text, lang):
            return
        self.remove(id, scope=scope)
        words = words_of(text)
        if not words:
            return
        slot = self._vacant()
        self._lengths[slot] = len(words)
        self._placed[slot] = self._scopes.setdefault(scope, len(self._scopes))
        numbers = array("I", map(self._number, words)).tobytes()
        self._entries[slot] = _Entry(
            id=id, scope=scope, text=text, lang=lang, words=numbers, is_of_care=is_of_care(text)
        )
        self._slots.setdefault(scope, {})[id] = slot
        for term in _terms(words):
            held_by = self._lists.setdefault(term, array("I"))
            held_by.insert(bisect_left(held_by, slot), slot)

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002 - as above
        """Know an idea no more, if it is known."""
        slot = self._slots.get(scope, {}).pop(id, None)
        entry = None if slot is None else self._entries[slot]
        if slot is None or entry is None:
            return
        self._entries[slot] = None
        heappush(self._free, slot)
        for term in _terms(self._said(entry)):
            held_by = self._lists[term]
            del held_by[bisect_left(held_by, slot)]
            if not held_by:
                del self._lists[term]

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

        What says the same is among them only from other scopes: in its own it is joined or suggested.
        Ties are broken by scope and id, so that the answer depends on what is known and on nothing else.
        """
        asked = self._asked(id, scope)
        if asked is None:
            return ()
        said = read(asked.entry.text, asked.entry.lang)
        near: list[Near] = []
        for score, entry in self._nearest(asked, within):
            if len(near) == limit:
                break
            same = _says_the_same(said, read(entry.text, entry.lang))
            if same and entry.scope == scope:
                continue  # joined, or suggested
            why = "says the same" if same else self._why(asked, entry)
            near.append(Near(id=entry.id, scope=entry.scope, score=score, why=why))
        return near

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Near]:  # noqa: A002 - as above
        """The ideas of its own campaign that may say the same as one that is known, likest first, for a person who decides.

        Those that may say the opposite tell it in their reason, and stand behind the others.
        """
        asked = self._asked(id, scope)
        if asked is None:
            return ()
        found: list[Near] = []
        for score, entry in self._nearest(asked, (scope,))[:limit]:
            if score < ALIKE:
                break
            turn = contrary(canonical(asked.entry.text), canonical(entry.text))
            why = self._why(asked, entry) + (f", but may say the opposite: {turn}" if turn else "")
            found.append(Near(id=entry.id, scope=scope, score=score, why=why, opposed=turn is not None))
        return sorted(found, key=lambda it: it.opposed)

    def _asked(self, id: str, scope: str) -> _Asked | None:  # noqa: A002 - as above
        slot = self._slots.get(scope, {}).get(id)
        entry = None if slot is None else self._entries[slot]
        if slot is None or entry is None:
            return None
        return _Asked(slot, entry, self._said(entry), _Weights(self._lists, len(self)))

    def _nearest(self, asked: _Asked, within: Collection[str]) -> list[tuple[float, _Entry]]:
        """Those that are near enough, nearest first."""

        def about_of(entry: _Entry) -> About:
            return about(self._said(entry), asked.weights, is_of_care=entry.is_of_care)

        return _ranked(about_of(asked.entry), [(it, about_of(it)) for it in self._likely(asked, within)])

    def _why(self, asked: _Asked, entry: _Entry) -> str:
        return _why(shared(asked.words, self._said(entry), asked.weights))

    def _number(self, word: Word) -> int:
        number = self._numbers.get(word.said)
        if number is None:
            number = self._numbers[word.said] = len(self._words)
            self._words.append(word)
        return number

    def _said(self, entry: _Entry) -> list[Word]:
        """The words of an entry."""
        return [*map(self._words.__getitem__, array("I", entry.words))]

    def _likely(self, asked: _Asked, within: Collection[str]) -> list[_Entry]:
        """Those that share the most with an idea for their length."""
        terms = _terms(asked.words)
        lists = [np.frombuffer(self._lists[it], np.uint32) for it in terms]
        weighed = [
            np.full(len(held), asked.weights[it] * much) for held, (it, much) in zip(lists, terms.items(), strict=True)
        ]
        shared = np.bincount(np.concatenate(lists), np.concatenate(weighed), len(self._lengths))
        seen = np.array([it in within for it in self._scopes])
        shared *= seen[np.frombuffer(self._placed, np.uint32)]
        shared[asked.slot] = 0
        # Rounded, so that the order in which weights were added up does not part what is equal.
        shares = np.round(shared * shared / np.frombuffer(self._lengths, np.uint32), 6)
        bar = 1e-6
        if np.count_nonzero(shares >= bar) > WEIGHED:
            bar = np.partition(shares[shares >= bar], -WEIGHED)[-WEIGHED]
        entries = self._entries
        best = [it for slot in np.flatnonzero(shares > bar) if (it := entries[slot])]
        # Which of those that have the least share are left out must not depend on where they are kept.
        tied = [it for slot in np.flatnonzero(shares == bar) if (it := entries[slot])]
        if len(tied) > WEIGHED - len(best):
            tied.sort(key=lambda it: (it.scope, it.id))
        return best + tied[: WEIGHED - len(best)]


class _Asked(NamedTuple):
    """An idea that is asked about: where it is, its words, and how much each term says now."""

    slot: int
    entry: _Entry
    words: list[Word]
    weights: _Weights


class _Weights(dict[str, float]):
    """How much each term says among what is known now."""

    def __init__(self, lists: Mapping[str, Collection[int]], texts: int) -> None:
        super().__init__()
        self._lists = lists
        self._texts = texts

    def __missing__(self, term: str) -> float:
        weight: float = log(1 + self._texts / len(self._lists[term])) ** RARITY
        self[term] = weight
        return weight


def _terms(words: Iterable[Word]) -> dict[str, float]:
    """All terms that some words have, and the most that there is of each."""
    amounts: dict[str, float] = {}
    for term, amount in chain.from_iterable(it.terms.items() for it in words):
        if amounts.get(term, 0.0) < amount:
            amounts[term] = amount
    return amounts


def _ranked(mine: About, likely: Sequence[tuple[_Entry, About]]) -> list[tuple[float, _Entry]]:
    """Those that are near enough, nearest first."""
    near = [(round(nearness(mine, theirs), 6), entry, theirs) for entry, theirs in likely]
    near.sort(key=lambda it: (-it[0], it[1].scope, it[1].id))
    found = []
    for score, entry, theirs in near:
        others = [(its, weight) for weight, other, its in near[: VOUCHING + 1] if other is not entry][:VOUCHING]
        nearer = round((score + VOUCHED * _vouched(theirs, others)) / (1 + VOUCHED), 3) if others else round(score, 3)
        if nearer >= (LEAST_OF_CARE if mine.is_of_care and theirs.is_of_care else LEAST):
            found.append((nearer, entry))
    found.sort(key=lambda it: (-it[0], it[1].scope, it[1].id))
    return found


def _vouched(theirs: About, others: Sequence[tuple[About, float]]) -> float:
    """How near one is to others, by what each of them counts."""
    total = fsum(weight for _, weight in others)
    return fsum(weight * nearness(its, theirs) for its, weight in others) / total if total else 0.0


def _says_the_same(one: Reading, other: Reading) -> bool:
    like = compare(one, other)
    return like is not None and like.verdict in _SAYS_THE_SAME


def _why(pairs: Iterable[tuple[str, str]]) -> str:
    """What both speak of, by the most telling words that they share, in the words of each."""
    told: list[str] = []
    heard: set[str] = set()
    for mine, theirs in pairs:
        stems = {stem(mine), stem(theirs)}
        if heard.isdisjoint(stems):
            heard |= stems
            told.append(f"'{mine}'" if len(stems) == 1 else f"'{mine}' / '{theirs}'")
        if len(told) == TOLD:
            break
    return f"both speak of {' and '.join(told)}" if told else ""
