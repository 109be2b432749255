"""Pairs of sentences in eight manners of speaking, each with whether the two say the same.

They were written before anybody looked at what the rules make of them. All are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from zlib import crc32

SHEETS = Path(__file__).parent / "pairs"
#: Written later, by somebody who knew the rules, to trip them.
TRIPPING = Path(__file__).parent / "tripping.txt"
#: How the sheets mark what says the same, what says something else, and what cannot be true beside the other.
SAME, OTHER, CONTRARY = "=", "~", "!"


class Pair(NamedTuple):
    """Two texts of one manner, and how the second stands to the first."""

    manner: str
    stands: str
    one: str
    other: str

    @property
    def says_the_same(self) -> bool:
        return self.stands == SAME

    @property
    def is_held_out(self) -> bool:
        """No rule may be made by these. All that begin with one text are in one half."""
        return crc32(self.one.casefold().encode()) % 2 == 1


def pairs() -> list[Pair]:
    """All of all sheets."""
    return [pair for sheet in sorted(SHEETS.glob("*.txt")) for pair in _of(sheet)]


def tripping() -> list[Pair]:
    """Pairs that look alike to the rules, and none of which says the same."""
    return _of(TRIPPING)


def _of(sheet: Path) -> list[Pair]:
    lines = sheet.read_text("utf-8").splitlines()
    return [Pair(sheet.stem, line[0], *line[2:].split(" | ")) for line in lines if not line.startswith("#")]
