"""Which entries carry a term: an inverted index whose lists are capped, so that a flood of one text stays linear.

Entries are whole numbers that rise with time. A lone one is kept bare and the rest in arrays: some two objects a text
for the garbage collector to visit, where lists of entries would be twenty. Measured without `gc.freeze`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

#: Only the newest of a term are kept. Measured: 512 lose nothing among 100,000 short texts.
CAP = 512

Term = TypeVar("Term", int, str)


class Postings(Generic[Term]):
    """For each term the newest entries that carry it, oldest first."""

    def __init__(self) -> None:
        self._lists: dict[Term, int | array[int]] = {}

    def __len__(self) -> int:
        return len(self._lists)

    def add(self, entry: int, terms: Iterable[Term]) -> None:
        lists = self._lists
        for term in terms:
            held = lists.get(term)
            if held is None:
                lists[term] = entry
            elif isinstance(held, int):
                lists[term] = array("I", (held, entry))
            else:
                held.append(entry)
                if len(held) > CAP:
                    del held[0]

    def remove(self, entry: int, terms: Iterable[Term]) -> None:
        for term in terms:
            held = self._lists.get(term)
            if held == entry:
                del self._lists[term]
            elif isinstance(held, array) and entry in held:
                held.remove(entry)
                if len(held) == 1:
                    self._lists[term] = held[0]

    def of(self, term: Term) -> Sequence[int]:
        held = self._lists.get(term)
        if held is None:
            return ()
        return (held,) if isinstance(held, int) else held

    def of_each(self, terms: Iterable[Term]) -> tuple[list[int], list[array[int]]]:
        """Who carries those terms: the entries that carry one alone, and the lists of the others."""
        lone: list[int] = []
        lists: list[array[int]] = []
        for held in map(self._lists.get, terms):
            if held is None:
                continue
            if isinstance(held, int):
                lone.append(held)
            else:
                lists.append(held)
        return lone, lists
