"""Which earlier texts a text is a copy of, nearly is, quotes, or may say in other words.

A text is always compared with the text that was added under an id, never with what later joined it: likeness does not
chain. Candidates come cheaply from two inverted indexes, fingerprints for edits and word stems for paraphrases.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import islice, repeat
from math import log, log10
from typing import NamedTuple

import msgspec
import numpy as np
from rapidfuzz import fuzz

from bridge.ideas.canonical import content_words
from bridge.ideas.contrary import contrary
from bridge.ideas.fingerprints import fingerprints
from bridge.ideas.likeness import NEAR, Verdict, compare, is_short
from bridge.ideas.postings import Postings
from bridge.ideas.reading import Reading, read
from bridge.ideas.stems import sense, senses
from bridge.ideas.weights import Weights

#: The score (0–1) from which a paraphrase is suggested among a hundred texts; more of them bring more chance likenesses.
PARAPHRASE = 0.24
#: How much higher the score must be for each ten times as many texts.
PER_TENFOLD = 0.09
#: How much less likely than one in all texts the shared words must be, so that two everyday ones bother no person.
EVIDENCE = 1.2
#: How much of its words' weight a text must share with another to be suggested beside it.
SHARED = 0.2
#: What is left of the score of a paraphrase that may say the opposite: it stands behind those that do not.
OPPOSED = 0.9
#: What parts the difference in a reason from what is alike.
BUT = ", but "
#: What is said of those that may.
OPPOSITE = "may say the opposite"
#: How many candidates are looked at closely: for edits, and for paraphrases.
VERIFIED = 25
WEIGHED = 12
#: One fingerprint in common is reason to look closely if no more than so many have it, and at no more than so many.
RARE = 4
FEW = 8
#: The letters of such a text must be so much alike (0–100).
ALIKE = 55
#: Letters less alike than this (0–100) make no two texts `NEAR`, however alike their words are, and however it is rounded.
FAR = 200 * NEAR - 101
#: How many postings one look-up reads before it makes do with what it has.
PRINT_BUDGET = 400
WORD_BUDGET = 200


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier text that is like this one: how alike (0–1) and why, in words for a person."""

    id: str
    verdict: Verdict
    score: float
    why: str


class _Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    reading: Reading
    senses: tuple[str, ...]
    scope: str | None


class _Sought(NamedTuple):
    """A text that is looked for."""

    said: Reading
    senses: tuple[str, ...]
    carried: dict[str, float]  # what each of its senses weighs that any entry has
    total: float  # what all of them weigh together
    evidence: float  # what shared words must weigh to be no chance
    least: float  # what they must weigh for a suggestion


#: What a word weighs that is not shared.
_NOTHING = repeat(0.0)
_SAYS_THE_SAME = {Verdict.COPY, Verdict.NEAR}
_RANK = {verdict: place for place, verdict in enumerate(Verdict)}


class Index:
    """The texts that ideas began with, and which of them a new text is like.

    Not safe to share between threads. Memory is about 1 kB a text.
    """

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._slots: dict[str, int] = {}
        self._next = 0
        self._keys: Postings[str] = Postings()
        self._prints: Postings[int] = Postings()
        self._words: Postings[str] = Postings()
        self._weights = Weights()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id: str) -> bool:  # noqa: A002 - the design's own word
        return id in self._slots

    def add(self, id: str, text: str, *, scope: str | None = None, lang: str | None = None) -> None:  # noqa: A002 - as above
        """Remember a text under an id; a text that is there under the same id is replaced. `scope` is its challenge."""
        self.remove(id)
        reading = read(text, lang)
        if not reading.key:
            return
        slot, self._next = self._next, self._next + 1
        entry = _Entry(id=id, reading=reading, senses=senses(reading.key), scope=scope)
        self._slots[id], self._entries[slot] = slot, entry
        self._keys.add(slot, (reading.key,))
        if not is_short(reading.key):
            self._prints.add(slot, fingerprints(reading.key))
            self._words.add(slot, entry.senses)
            self._weights.add(entry.senses, len(self._entries))

    def remove(self, id: str) -> None:  # noqa: A002 - as above
        """Forget the text under an id, if there is one."""
        slot = self._slots.pop(id, None)
        if slot is None:
            return
        entry = self._entries.pop(slot)
        self._keys.remove(slot, (entry.reading.key,))
        if not is_short(entry.reading.key):
            self._prints.remove(slot, fingerprints(entry.reading.key))
            self._words.remove(slot, entry.senses)
            self._weights.remove(entry.senses, len(self._entries))

    def matches(
        self, text: str, *, scope: str | None = None, lang: str | None = None, limit: int = 3
    ) -> tuple[Match, ...]:
        """The texts that this one is like, best first. Texts of two different scopes are at most suggested."""
        found: dict[str, Match] = {}
        for match in self._search(read(text, lang), scope):
            held = found.get(match.id)
            if held is None or _order(match) < _order(held):
                found[match.id] = match
        if not found:
            return ()
        best = sorted(found.values(), key=_order)[:limit]
        return tuple(sorted((self._with_contrary(it, text, lang) for it in best), key=_order))

    def _with_contrary(self, match: Match, text: str, lang: str | None) -> Match:
        """With what speaks for the opposite, if no other difference was told: behind what says the same."""
        if match.verdict is not Verdict.SUGGEST or BUT in match.why:
            return match
        turn = contrary(read(text, lang).key, self._entries[self._slots[match.id]].reading.key)
        if turn is None:
            return match
        why = f"{match.why}{BUT}{OPPOSITE}: {turn}"
        return msgspec.structs.replace(match, score=round(OPPOSED * match.score, 3), why=why)

    def _search(self, said: Reading, scope: str | None) -> list[Match]:
        sought = self._sought(said)
        same = self._keys.of(said.key)
        found = self._compared(sought, same, scope) if same else []
        if is_short(said.key) or any(match.verdict is Verdict.COPY for match in found):
            return found
        passed_on = self._sought(msgspec.structs.replace(said, key=said.core)) if said.core else sought
        edits = self._compared(passed_on, self._edits(passed_on), scope)
        if not _says_the_same(edits):
            likely = self._sharing(passed_on)
            edits += self._compared(passed_on, likely, scope)
            if said.core:
                likely = self._sharing(sought)
            if likely and not _says_the_same(edits):
                found += self._paraphrases(sought, likely)
        found += map(_as_quote, edits) if said.core else edits
        return found

    def _sought(self, said: Reading) -> _Sought:
        words = senses(said.key)
        carried, total = self._weights.of_each(words)
        # Shared words that are no chance: as much as one text in all that there are, and more.
        evidence = EVIDENCE * log(self._weights.texts)
        return _Sought(said, words, carried, total, evidence, max(evidence, SHARED * total))

    def _compared(self, sought: _Sought, slots: Iterable[int], scope: str | None) -> list[Match]:
        """Which of these entries a text is like."""
        found: list[Match] = []
        said, carried, least = sought.said, sought.carried, sought.evidence
        key, weight = said.key, carried.get
        for entry in self._at(slots):
            text = entry.reading
            is_telling = sum(map(weight, entry.senses, _NOTHING)) >= least
            # What would be thrown away is not looked at closely: four in five.
            if (
                not is_telling
                and not fuzz.ratio(key, text.key, score_cutoff=FAR)
                and not (said.cut or text.cut or all(map(carried.__contains__, entry.senses)))
            ):
                continue
            like = compare(said, text, apart=_apart(entry.scope, scope))
            if like and (like.score >= NEAR or is_telling):
                found.append(Match(id=entry.id, verdict=like.verdict, score=like.score, why=like.why))
        return found

    def _at(self, slots: Iterable[int]) -> Iterator[_Entry]:
        return map(self._entries.__getitem__, slots)

    def _edits(self, sought: _Sought) -> list[int]:
        """The entries that share the most fingerprints with a text, or one that hardly any has."""
        entries, key = self._entries, sought.said.key
        lone, lists = self._prints.of_each(fingerprints(key))
        likely = _most(lone, lists, PRINT_BUDGET)
        rare = dict.fromkeys(lone)
        for held in lists:
            if len(held) > RARE:
                break
            rare.update(dict.fromkeys(held))
        return likely + [
            slot
            for slot in islice(rare, FEW)
            if slot not in likely and fuzz.ratio(key, entries[slot].reading.key, score_cutoff=ALIKE)
        ]

    def _sharing(self, sought: _Sought) -> list[int]:
        """The entries that share the most words with a text, told by the rarest of them."""
        carried = sought.carried
        if len(carried) < 2 or sum(carried.values()) < sought.least:
            return []
        return _most(*self._words.of_each(carried), WORD_BUDGET)[:WEIGHED]

    def _paraphrases(self, sought: _Sought, likely: Iterable[int]) -> Iterator[Match]:
        """The entries that share rare words with a text, as suggestions."""
        key, carried, total, least = sought.said.key, sought.carried, sought.total, sought.least
        bar = PARAPHRASE + PER_TENFOLD * log10(max(1, len(self._entries) / 100))
        for entry in self._at(likely):
            shared = sum(map(carried.get, entry.senses, _NOTHING))
            if shared < least:
                continue
            overlap = shared / (total * self._weights.of(entry.senses)) ** 0.5
            if 0.75 * overlap + 0.25 < bar:
                continue
            score = 0.75 * overlap + 0.25 * fuzz.token_sort_ratio(key, entry.reading.key) / 100
            if score >= bar:
                both = frozenset(sought.senses).intersection(entry.senses)
                telling = nlargest(4, filter(both.__contains__, entry.senses), key=self._weights.of_one)
                why = f"shares {_spoken(telling, key)}"
                yield Match(id=entry.id, verdict=Verdict.SUGGEST, score=round(score, 3), why=why)


def _says_the_same(matches: Iterable[Match]) -> bool:
    return any(match.verdict in _SAYS_THE_SAME for match in matches)


def _as_quote(match: Match) -> Match:
    if match.verdict is Verdict.SUGGEST:
        return match
    return msgspec.structs.replace(match, verdict=Verdict.QUOTE, why="passes it on, with words of its own")


def _most(lone: list[int], lists: list[array[int]], budget: int) -> list[int]:
    """The entries that are in the most of some lists, read from the shortest on until the budget is spent.

    `lone` are those of lists with one entry. None that is in only one of them, nor in fewer than half as many as the
    first. Two lists are always read. Leaves the lists that were read, the shortest first.
    """
    lists.sort(key=len)
    budget -= len(lone)
    for at, held in enumerate(lists, len(lone)):
        budget -= len(held)
        if budget < 0 and at > 1:
            del lists[at - len(lone) :]
            break
    slots = np.frombuffer(bytearray().join((array("I", lone), *lists)), np.uintc)
    slots.sort()
    following = slots[1:]
    counts: dict[int, int] = {}
    for slot in following[following == slots[:-1]].tolist():
        counts[slot] = counts.get(slot, 0) + 1
    if not counts:
        return []
    least = max(counts.values()) // 2  # of the lists but one
    likely = [(-count, slot) for slot, count in counts.items() if count >= least]
    likely.sort()
    return [slot for _, slot in likely[:VERIFIED]]


def _apart(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _order(match: Match) -> tuple[int, float]:
    return _RANK[match.verdict], -match.score


def _spoken(telling: Sequence[str], key: str) -> str:
    """The shared words as the text says them, for stems are no words."""
    words = {sense(word): word for word in reversed(content_words(key))}
    return ", ".join(f"'{words.get(each, each)}'" for each in telling)
