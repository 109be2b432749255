"""How much it says that two texts share a word: little for one that many texts carry, and never much for a common one."""

from __future__ import annotations

from collections.abc import Iterable
from math import log

from bridge.ideas.lexicon import COMMON, LITTLE, WIDESPREAD
from bridge.ideas.stems import stem

_COMMON = frozenset(map(stem, COMMON | LITTLE | WIDESPREAD))
#: As if so many texts were there from the start, so that a word among a few texts is not held for a rare one.
PRIOR = 50


class _Carriers(dict[str, int]):
    """How many texts carry each word: n, or -1 - n for a common word. Only carried words are kept."""

    def __missing__(self, word: str) -> int:
        return -1 if word in _COMMON else 0


class _Scale(dict[int, float]):
    """The weight of a word by how many of so many texts carry it, worked out when it is first asked for."""

    def __init__(self, texts: int) -> None:
        super().__init__()
        self.texts = texts + PRIOR

    def __missing__(self, carriers: int) -> float:
        weight = log(1 + self.texts / (carriers + 1)) if carriers >= 0 else 0.4 * log(1 - self.texts / carriers)
        self[carriers] = weight
        return weight


class Weights:
    """The words of all texts, and how much each of them says.

    Depends on what texts there are and not on the order in which they came: their number counts in steps of at most a
    sixteenth, so that what was worked out holds for a while.
    """

    def __init__(self) -> None:
        self.carriers = _Carriers()
        self._scale = _Scale(0)

    @property
    def texts(self) -> int:
        """How many texts the weights are for, about."""
        return self._scale.texts

    def of(self, words: Iterable[str]) -> float:
        """What all these words weigh together."""
        return sum(map(self._scale.__getitem__, map(self.carriers.__getitem__, words)))

    def of_each(self, words: Iterable[str]) -> tuple[dict[str, float], float]:
        """What each of those of these words weighs that any text carries, and what all of them weigh together."""
        scale, carriers = self._scale, self.carriers.get
        carried: dict[str, float] = {}
        total = 0.0
        for word in words:
            held = carriers(word)
            if held is None:
                total += scale[-1 if word in _COMMON else 0]
            else:
                carried[word] = weight = scale[held]
                total += weight
        return carried, total

    def of_one(self, word: str) -> float:
        return self._scale[self.carriers[word]]

    def add(self, words: Iterable[str], texts: int) -> None:
        """Count a text with these distinct words; now there are so many texts."""
        carriers = self.carriers
        for word in words:
            held = carriers.get(word)
            if held is None:
                held = carriers[word]
            carriers[word] = held + 1 if held >= 0 else held - 1
        self._resize(texts)

    def remove(self, words: Iterable[str], texts: int) -> None:
        """Count a text with these distinct words no longer; now there are so many texts."""
        carriers = self.carriers
        for word in words:
            held = carriers.pop(word)
            if held not in {1, -2}:
                carriers[word] = held - 1 if held > 0 else held + 1
        self._resize(texts)

    def _resize(self, texts: int) -> None:
        low = max(0, texts.bit_length() - 5)
        texts = texts >> low << low
        if texts + PRIOR != self._scale.texts:
            self._scale = _Scale(texts)
