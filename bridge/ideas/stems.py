"""Word stems, and words that say the same in a health service folded into one: the rough sense of a text.

Only suggestions rest on this; nothing joins because two stems are alike.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

from bridge.ideas.canonical import RECENT, content_words
from bridge.ideas.lexicon import PHRASES, SAME_HERE

#: Words whose stem is not worked out again: all that recur, for misspelt ones seldom do.
WORDS = 1 << 14

_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "ed",
    "es",
    "er",
    "ly",
    "s",
    "y",
    "e",
)
_FORMS = ("ing", "ied", "ies", "ed", "es", "s")


@lru_cache(maxsize=WORDS)
def stem(word: str) -> str:
    """The part that the forms of a word share: "cancelled", "cancelling" and "cancellation" → "cancel"."""
    return _cut(word, _ENDINGS)


@lru_cache(maxsize=WORDS)
def base(word: str) -> str:
    """The word without its grammatical ending only: "wards" → "ward", "closing" → "clos"."""
    return _cut(word, _FORMS)


@lru_cache(maxsize=RECENT)
def senses(key: str) -> tuple[str, ...]:
    """The distinct stems of a key's content words, in order of first appearance, with same-saying words folded."""
    words: Sequence[str] = content_words(key)
    if not _OPENING.isdisjoint(words):
        words = _joined(words)
    return tuple(dict.fromkeys(map(_FOLDED.__getitem__, words)))


def sense(word: str) -> str:
    """The stem of a content word, or of the word that says the same."""
    return _FOLDED[word]


def _joined(words: Sequence[str]) -> list[str]:
    """The words with one for each phrase."""
    found: list[str] = []
    skip = False
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        if skip:
            skip = False
        elif phrase := PHRASES.get((word, following)):
            found.append(phrase)
            skip = True
        else:
            found.append(word)
    return found


def _cut(word: str, endings: tuple[str, ...]) -> str:
    if not word.isascii() or len(word) < 4:
        return word
    if word.endswith(endings) and not word.endswith("ss"):
        for end in endings:
            if word.endswith(end) and len(word) - len(end) >= 3:
                word = word[: -len(end)]
                break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    if len(word) > 4 and word.endswith("ll"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


class _Folded(dict[str, str]):
    """The stem of a word, or of the word that says the same: one object for all, for every text is kept with its senses.

    Filled as words are met, and emptied when it is full: that costs a text less than to remember which words are recent.
    """

    def __missing__(self, word: str) -> str:
        if len(self) >= WORDS:
            self.clear()
        found = _cut(word, _ENDINGS)
        self[word] = folded = sys.intern(_SAME.get(found, found))
        return folded


_FOLDED = _Folded()
_OPENING = frozenset(first for first, _ in PHRASES)
_SAME = {stem(word): stem(family[0]) for family in SAME_HERE for word in family}
