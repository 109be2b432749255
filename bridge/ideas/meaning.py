"""Which ideas are alike in meaning, where an operator has provided a model that turns a text into a vector.

Pure: the model itself runs elsewhere. A vector is kept as whole numbers, one byte each, so that 100,000 ideas of 384 numbers
take 72 MB with their ids, and so that their products are whole numbers, too: the same on every machine, in whatever order they are added up.
What is found here is for people to look at. No score of a model tells "close the ward" from "do not close the ward".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from heapq import heappop, heappush
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bridge.ideas.contrary import contrary
from bridge.ideas.guard import refusal
from bridge.ideas.likeness import compare
from bridge.ideas.reading import read

#: Vectors kept side by side: a growing index copies nothing, and what is multiplied at a time fits a cache.
BLOCK = 1024
#: What the largest number of a vector becomes. Products of up to 1,040 numbers are exact in a float.
FULL = 127

Floats = NDArray[np.float32]


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that is alike in meaning: where it is, the cosine of the two (0–1), and what a person is told of it."""

    id: str
    scope: str
    score: float
    why: str = "similar in meaning, says a model"


class Meanings:
    """Ideas of all campaigns by what they mean. Not safe to share between threads."""

    def __init__(self) -> None:
        self._blocks: list[NDArray[np.int8]] = []
        #: Of each slot: one over the vector's length (0: free), and which of the scopes is its own.
        self._inverse: list[Floats] = []
        self._placed: list[NDArray[np.uint32]] = []
        self._names: list[tuple[str, str] | None] = []
        self._scopes: dict[str, int] = {}
        self._free: list[int] = []
        #: By scope and id, the slot, and a hash of the words that were understood.
        self._slots: dict[str, dict[str, tuple[int, int]]] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._names) - len(self._free)

    def knows(self, id: str, text: str, *, scope: str) -> bool:  # noqa: A002 - the record's own word
        """Whether an idea is known by just these words."""
        held = self._slots.get(scope, {}).get(id)
        return held is not None and held[1] == hash(text)

    def add(self, id: str, text: str, vector: Floats, *, scope: str) -> None:  # noqa: A002 - as above
        """Know an idea by what these words mean; what it meant before is replaced.

        Raises ValueError for a vector of another length than those before.
        """
        if self._size and len(vector) != self._size:
            raise ValueError(f"a vector of {len(vector)} numbers among those of {self._size}")
        self._size = len(vector)
        self.remove(id, scope=scope)
        slot = self._vacant()
        block, row = divmod(slot, BLOCK)
        whole = np.rint(vector * (FULL / (np.abs(vector).max() or 1)))
        self._blocks[block][row] = whole
        self._inverse[block][row] = 1 / (np.linalg.norm(whole) or 1)
        self._placed[block][row] = self._scopes.setdefault(scope, len(self._scopes))
        self._names[slot] = (scope, id)
        self._slots.setdefault(scope, {})[id] = (slot, hash(text))

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002 - as above
        """Know an idea no more, if it is known."""
        held = self._slots.get(scope, {}).pop(id, None)
        if held is None:
            return
        slot = held[0]
        block, row = divmod(slot, BLOCK)
        self._blocks[block][row] = 0
        self._inverse[block][row] = 0
        self._names[slot] = None
        heappush(self._free, slot)

    def clear(self, scope: str) -> None:
        """Know nothing of a scope any more."""
        for id_ in [*self._slots.get(scope, ())]:
            self.remove(id_, scope=scope)

    def near(
        self,
        id: str,  # noqa: A002 - as above
        *,
        scope: str,
        within: Collection[str],
        limit: int,
        least: float,
    ) -> Sequence[Similar]:
        """The ideas of the scopes `within` that are most alike to one that is known, from a score of `least` on.

        None if it is not known. Ties are broken by scope and id, so that the answer depends on what is known and on nothing else.
        """
        held = self._slots.get(scope, {}).get(id)
        if held is None or limit < 1:
            return ()
        scores = self._scores(held[0], within)
        scores[held[0]] = 0
        bar = max(least, 0.001)
        if np.count_nonzero(scores >= bar) > limit:
            bar = np.partition(scores, -limit)[-limit]
        found = [(-float(scores[slot]), *name) for slot in np.flatnonzero(scores >= bar) if (name := self._names[slot])]
        return [Similar(id=id_, scope=where, score=-score) for score, where, id_ in sorted(found)[:limit]]

    def _scores(self, asked: int, within: Collection[str]) -> NDArray[np.float64]:
        """How alike each slot is to one, rounded: what the last place of a float says is chance."""
        mine = self._blocks[asked // BLOCK][asked % BLOCK].astype(np.float32)
        seen = np.array([it in within for it in self._scopes])
        floats = np.empty((BLOCK, self._size), np.float32)
        scores = np.empty((len(self._blocks), BLOCK))
        for into, block, inverse, placed in zip(scores, self._blocks, self._inverse, self._placed, strict=True):
            np.copyto(floats, block)
            np.multiply(floats @ mine, inverse * seen[placed], out=into)
        scores *= 1 / (float(np.linalg.norm(mine)) or 1)
        return scores.reshape(-1).round(3)

    def _vacant(self) -> int:
        if self._free:
            return heappop(self._free)
        if len(self._names) == len(self._blocks) * BLOCK:
            self._blocks.append(np.zeros((BLOCK, self._size), np.int8))
            self._inverse.append(np.zeros(BLOCK, np.float32))
            self._placed.append(np.zeros(BLOCK, np.uint32))
        self._names.append(None)
        return len(self._names) - 1


def turned(one: str, other: str) -> str:
    """What may make one text say something else than the other, for a person; empty if the rules see nothing of the kind.

    The guard is asked of texts that are worded alike: of others it would tell each other word.
    """
    said, text = read(one), read(other)
    if turn := contrary(said.key, text.key):
        return f"may say the opposite: {turn}"
    return (refusal(said, text) or "") if compare(said, text) else ""


def padded(rows: Sequence[Sequence[int]], blank: int, kind: Any) -> NDArray[Any]:
    """Rows of numbers as a table as wide as the longest, filled up with `blank`."""
    table = np.full((len(rows), max(map(len, rows), default=0)), blank, kind)
    for at, row in enumerate(rows):
        table[at, : len(row)] = row
    return table


def vectors_of(told: Any, mask: NDArray[Any]) -> Floats:
    """Vectors of length 1 from what a model told: one for each text, or one for each token, of which the mean is taken.

    Raises ValueError for another shape, and for what are no numbers.
    """
    raw = np.asarray(told, np.float32)
    if raw.ndim == 3 and raw.shape[:2] == mask.shape:
        counts = mask.astype(np.float32)[:, :, None]
        raw = (raw * counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    if raw.ndim != 2 or len(raw) != len(mask) or not raw.shape[1]:
        raise ValueError(f"its answer to {len(mask)} texts has the shape {np.shape(told)}")
    lengths = np.linalg.norm(raw, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise ValueError("its answer holds what is no number, or nothing but zeros")
    vectors: Floats = (raw / lengths).astype(np.float32)
    return vectors
