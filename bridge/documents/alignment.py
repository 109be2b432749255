"""Lays two versions of a text side by side: which line of the later stands where which line of the earlier stood.

In time that grows with the lines and hardly faster: the lines that are the same in both are the longest rising row of
places (patience), and what differs is compared only between two of them, with its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: How alike two lines in the same place are, if one is the other corrected: by their words, 0-1.
ALIKE = 0.6
#: How far from its place between two equal lines a corrected one is looked for.
_NEAR = 12


class Line(NamedTuple):
    """One sentence: who said it ("" for nobody named), and its words without capitals and marks."""

    author: str
    words: str


def equal_lines(earlier: Sequence[Line], later: Sequence[Line]) -> list[tuple[int, int]]:
    """The most lines with the same words, whoever said them, that stand in the same order in both."""
    places = {key: place for place, key in enumerate(_numbered(later))}
    found = [(here, places[key]) for here, key in enumerate(_numbered(earlier)) if key in places]
    ends: list[int] = []  # the lowest place at which a row of this length ends
    last: list[int] = []  # of that row, its last pair
    before: list[int] = []
    for nth, (_, place) in enumerate(found):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [nth]
    row: list[tuple[int, int]] = []
    nth = last[-1] if last else -1
    while nth >= 0:
        row.append(found[nth])
        nth = before[nth]
    return row[::-1]


def corrected_lines(
    earlier: Sequence[Line], later: Sequence[Line], equal: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Of the other lines, those of which the later is likely the earlier one corrected: alike, and by the same speaker."""
    from_e = from_l = 0
    for to_e, to_l in (*equal, (len(earlier), len(later))):
        if to_e > from_e and to_l > from_l:
            yield from _alike(earlier, range(from_e, to_e), later, range(from_l, to_l))
        from_e, from_l = to_e + 1, to_l + 1


def _alike(earlier: Sequence[Line], es: range, later: Sequence[Line], ls: range) -> Iterator[tuple[int, int]]:
    """The likest first; none that would stand before another which it came after."""
    counts = [Counter(earlier[e].words.split()) for e in es]
    pairs = []
    for nth, at in enumerate(ls):
        words = Counter(later[at].words.split())
        about = nth * len(es) // len(ls)
        for near in range(max(0, about - _NEAR), min(len(es), about + _NEAR + 1)):
            if _same_speaker(earlier[es[near]], later[at]):
                likeness = _likeness(counts[near], words)
                if likeness >= ALIKE:
                    pairs.append((-likeness, abs(near - about), es[near], at))
    taken: list[tuple[int, int]] = []
    for _, _, e, at in sorted(pairs):
        place = bisect_left(taken, (e, at))
        is_after = place == 0 or (taken[place - 1][0] < e and taken[place - 1][1] < at)
        if is_after and (place == len(taken) or (e < taken[place][0] and at < taken[place][1])):
            insort(taken, (e, at))
    yield from taken


def _same_speaker(one: Line, other: Line) -> bool:
    return one.author == other.author or not one.author or not other.author


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's measure over words."""
    whole = one.total() + other.total()
    return 2 * sum(min(times, other[word]) for word, times in one.items() if word in other) / whole if whole else 0.0


def _numbered(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """Each line's words, and how often they have stood before: "yes" is said again and again."""
    times: Counter[str] = Counter()
    for line in lines:
        times[line.words] += 1
        yield line.words, times[line.words]
