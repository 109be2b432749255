"""How much it says that two texts share a word: little for one that many texts carry, and never much for a common one."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from bridge.ideas.lexicon import COMMON, LITTLE
from bridge.ideas.stems import stem

_COMMON = frozenset(map(stem, COMMON | LITTLE))
#: As if so many texts were there from the start, so that a word among a few texts is not held for a rare one.
PRIOR = 50


class Weights(dict[str, float]):
    """The weight of each word by how many of the texts carry it, worked out when it is asked for.

    Depends on what texts there are and not on the order in which they came: their number counts in steps of at most a
    sixteenth, so that what was worked out holds for a while.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts = PRIOR
        self.carriers: dict[str, int] = {}

    def __missing__(self, word: str) -> float:
        weight = log(1 + self.texts / (self.carriers.get(word, 0) + 1)) * (0.4 if word in _COMMON else 1.0)
        self[word] = weight
        return weight

    def add(self, words: Iterable[str], texts: int) -> None:
        """Count a text with these words; now there are so many texts."""
        self._resize(texts)
        for word in words:
            self.carriers[word] = self.carriers.get(word, 0) + 1
            self.pop(word, None)

    def remove(self, words: Iterable[str], texts: int) -> None:
        """Count a text with these words no longer; now there are so many texts."""
        self._resize(texts)
        for word in words:
            self.carriers[word] -= 1
            if not self.carriers[word]:
                del self.carriers[word]
            self.pop(word, None)

    def _resize(self, texts: int) -> None:
        low = max(0, texts.bit_length() - 5)
        texts = (texts >> low << low) + PRIOR
        if texts != self.texts:
            self.texts = texts
            self.clear()
