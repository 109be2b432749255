"""Knows an attendance list, so that it is never read: it holds names and addresses, and nothing that was said.

Its headers are in the language of the user, so it is known by what stands in it: sections of rows with people and
times, and no sentence. Its dates are never read: which number is the day cannot be told from one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bridge.documents import chat
from bridge.documents.board import CLOCK, COLUMNS, DATED, Rows, is_wordy
from bridge.documents.table import columns_of, records

#: Lines by which a file is judged.
_SAMPLE = 300


def is_attendance(text: str) -> bool:
    """Whether it lists who was there and when; tables whose header names a column of words do not."""
    lines = text[:60_000].split("\n", _SAMPLE)[:_SAMPLE]
    if chat.head([line for line in lines if line.strip()], 0):
        return False
    return any(lists_people(list(records(lines, separator, 0))) for separator in "\t;,")


def lists_people(rows: Rows) -> bool:
    """The same of rows that were parted before."""
    rows = rows[:_SAMPLE]
    if any("text" in columns_of(cells or (), COLUMNS) for _, cells in rows[:10]):
        return False
    return any(_is_list_of_people(section) for section in _sections(rows))


def _sections(rows: Rows) -> Iterator[Sequence[Sequence[str]]]:
    """Neighbouring rows of one width, which is more than two, without their header."""
    for width, section in groupby((cells or [] for _, cells in rows), key=len):
        below = list(section)[1:]
        if width > 2 and below:
            yield below


def _is_list_of_people(rows: Sequence[Sequence[str]]) -> bool:
    columns = [[cell.strip() for cell in column if cell.strip()] for column in zip(*rows, strict=True)]
    filled = [column for column in columns if column]
    dated = sum(1 for column in filled if _mostly(DATED, column))
    clocks = sum(1 for column in filled if _mostly(CLOCK, column))
    return (dated > 0 or clocks > 1) and not any(is_wordy(column) for column in filled)


def _mostly(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    return sum(1 for cell in column if pattern.fullmatch(cell)) * 2 > len(column)
