"""Tells the numbered headings of minutes ("2. Waiting room", with what was said below) from a numbered list of notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?P<words>\S.*)")
#: Words of a heading.
_SHORT = 5
_LONGEST = 80  # characters


def numbered_headings(lines: Sequence[str]) -> frozenset[int]:
    """The lines (from 1) that are headings: a few words that are no sentence, alone above something that has no number.

    In a list of notes the next note follows; its last one is told by the one before it.
    """
    numbered = [_NUMBERED.match(line.strip()) for line in lines]
    headings: set[int] = set()
    before: tuple[int, bool] = (0, True)  # the last number, and whether that was a heading's
    for at, found in enumerate(numbered):
        if not found:
            continue
        number = int(found["number"])
        follows = not before[1] and before[0] == number - 1
        is_heading = (
            not follows
            and not (at and numbered[at - 1])
            and _is_short(lines[at], found)
            and _leads(at, lines, numbered)
        )
        if is_heading:
            headings.add(at + 1)
        before = (number, is_heading)
    return frozenset(headings)


def _is_short(line: str, found: re.Match[str]) -> bool:
    words = found["words"]
    few = len(line) <= _LONGEST and len(words.split()) <= _SHORT
    return few and not words[0].islower() and words[-1] not in ".!?;," and ": " not in words


def _leads(at: int, lines: Sequence[str], numbered: Sequence[re.Match[str] | None]) -> bool:
    """Whether something stands below it that is neither the rest of it nor the next in a list."""
    below = next((it for it in range(at + 1, min(len(lines), at + 4)) if lines[it].strip()), None)
    if below is None or numbered[below]:
        return False
    return below > at + 1 or not lines[below].strip()[0].islower()
