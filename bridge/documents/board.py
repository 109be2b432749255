"""Reads what stood on a whiteboard or on sticky notes: a table with one note in a row, from whatever program.

No two programs name their columns alike, so a column that no name tells is told by what stands in it. A cell is words,
whatever it begins with: nothing is calculated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bridge.documents import chat, speakers
from bridge.documents.notes import Notes
from bridge.documents.skips import Skips
from bridge.documents.table import MOST_COLUMNS, MOST_ROWS, SEPARATOR_SAID, SEPARATORS, columns_of, records
from bridge.documents.turns import LONGEST, Utterance, turn_of
from bridge.errors import DocumentError

#: What a column may be called, the likelier first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("sticky note", "sticky notes", "sticky", "sticky text", "note text", "note", "notes", "card text", "text"),
        *("plain text", "content", "contents", "idea", "ideas", "suggestion", "suggestions", "contribution", "comment"),
        *("feedback", "response", "answer", "message", "body", "description", "card", "card title", "item", "post it", "title"),
    ),
    "author": (
        *("author", "author name", "created by", "added by", "creator", "contributor", "participant", "posted by", "by"),
        *("written by", "name", "full name", "user", "owner", "who"),
    ),
    "group": ("group", "frame", "section", "cluster", "category", "theme", "area", "column", "list", "tag", "tags", "topic"),
}  # fmt: skip

#: A column with this many words in a cell, on average, holds what people wrote.
_WORDY = 3.0
#: Rows by which a table is judged.
_SAMPLE = 200
CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?")
DATED = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:,?[\sT]\s?\d{1,2}[:.]\d\d.{0,20})?")
_BULLET = re.compile(r"(?:\d{1,3}|[a-z])?[.)]|[-*+•◦▪‣·–o]")
_LINE = re.compile(r"[-: ]+")
#: No control character is left by `decode`, so this parts nothing.
_NOTHING = "\x1f"

Rows = Sequence[tuple[int, Sequence[str] | None]]


class _Columns(NamedTuple):
    """Which cells of the rows after `header` (an index; -1 for none) are notes, and which is their author."""

    header: int
    texts: Sequence[int]
    author: int | None
    width: int
    named: bool


def rows_of(text: str) -> Rows:
    """(line, cells) of each row that is not empty; no cells for a row whose quote is not closed."""
    lines = text.split("\n")
    said = SEPARATOR_SAID.fullmatch(lines[0].strip())
    separator = said[1] if said else _separator(lines)
    found: list[tuple[int, list[str] | None]] = []
    for line, cells in records(lines, separator, 1 if said else 0):
        if cells is None or any(cell.strip() for cell in cells):
            found.append((line, cells))
        if len(found) > MOST_ROWS:
            raise DocumentError("too_many_rows", f"The table has more than {MOST_ROWS:,} rows. Send it in parts.")
    return found


def is_table(name: str, text: str) -> bool:
    """Whether rows and cells stand in it. The name decides only where one column of notes could be lines as well."""
    lines = [line for line in text[:20_000].split("\n") if line.strip()][:50]
    if chat.head(lines, 0):
        return False
    if name.casefold().endswith((".csv", ".tsv")) or SEPARATOR_SAID.fullmatch(lines[0].strip()):
        return True
    separator = _separator(lines)
    if separator == _NOTHING:
        return False
    rows = list(records(lines, separator, 0))
    if _names_columns(rows):
        return True
    first = [cells[0].strip() for _, cells in rows if cells]
    if separator not in "\t;" or len(lines) < 3 or sum(1 for cell in first if _BULLET.fullmatch(cell)) * 2 > len(first):
        return False
    return max(len(cells or ()) for _, cells in rows) > 2 or _by_what_stands_in_them(rows) is not None


def read_board(rows: Rows) -> Notes:
    """One turn for each note. Raises DocumentError("no_text_column") for a table without sentences."""
    columns = (_named(rows) or _by_what_stands_in_them(rows)) if rows else None
    if columns is None:
        message = "No column of the table holds sentences. Name the one with the notes “text” in the first row."
        raise DocumentError("no_text_column", message)
    skips = Skips()
    said: list[Utterance] = []
    for index, (line, cells) in enumerate(rows):
        notes = list(_notes_in(cells or (), columns))
        reason = _reason(index, cells, notes, columns)
        if reason:
            skips.add(reason, line)
        else:
            author = _cell(cells or (), columns.author)
            said += [Utterance(speaker=speakers.clean(author), text=text, line=line, last_line=line) for text in notes]
    return Notes(
        format="board",
        turns=tuple(turn_of(one, written=True) for one in said),
        found=len(rows),
        skipped=skips.told(),
        notes=() if columns.named else (_guess(columns),),
    )


def is_wordy(cells: Sequence[str]) -> bool:
    """Whether a column holds sentences, and neither people nor times."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    others = sum(
        1 for cell in filled if speakers.is_display_name(cell) or CLOCK.fullmatch(cell) or DATED.fullmatch(cell)
    )
    words = sum(len(cell.split()) for cell in filled)
    return bool(filled) and others * 2 < len(filled) and words >= _WORDY * len(filled)


def _separator(lines: Sequence[str]) -> str:
    """What parts the names of columns, or most rows into equally many cells; nothing where none does."""
    for separator in ("\t", ";", *SEPARATORS):
        rows = [(line, cells) for line, cells in records(lines[:50], separator, 0) if cells != []]
        widths = Counter(len(cells or ()) for _, cells in rows)
        width, times = widths.most_common(1)[0] if rows else (0, 0)
        even = times > 1 and times * 10 >= len(rows) * 8
        if width > 1 and (even or _names_columns(rows)):
            return separator
    return _NOTHING


def _names_columns(rows: Rows) -> bool:
    return any(len(columns_of(cells or (), COLUMNS)) > 1 for _, cells in rows[:10])


def _named(rows: Rows) -> _Columns | None:
    """By the names in one of the first rows."""
    there = [(columns_of(cells or (), COLUMNS), at) for at, (_, cells) in enumerate(rows[:10])]
    found, at = max(there, key=lambda it: ("text" in it[0], len(it[0]), -it[1]))
    if "text" not in found:
        return None
    return _Columns(at, [found["text"]], found.get("author"), len(rows[at][1] or ()), named=True)


def _by_what_stands_in_them(rows: Rows) -> _Columns | None:
    sample = [cells for _, cells in rows[:_SAMPLE] if cells]
    width = max(map(len, sample), default=0)
    first = rows[0][1] or ()
    names = columns_of(first, COLUMNS)
    if width <= 1:
        return _Columns(-1, [0], None, 1, named=True)
    columns = ([cells[at] for cells in sample if at < len(cells)] for at in range(min(width, MOST_COLUMNS)))
    texts = [at for at, column in enumerate(columns) if is_wordy(column)]
    if not texts:
        return None
    header = 0 if names or _is_header(first) else -1
    return _Columns(header, texts, names.get("author"), width, named=False)


def _is_header(cells: Sequence[str]) -> bool:
    return all(cell.strip() and len(cell.split()) <= 4 and cell.strip()[-1] not in ".!" for cell in cells)


def _notes_in(cells: Sequence[str], columns: _Columns) -> Iterator[str]:
    for at in columns.texts:
        note = " ".join(_cell(cells, at).split())
        if note:
            yield note


def _reason(index: int, cells: Sequence[str] | None, notes: Sequence[str], columns: _Columns) -> str:
    if cells is None:
        return "quote_not_closed"
    if index <= columns.header or all(_LINE.fullmatch(cell) for cell in cells if cell):
        return "heading"
    if any(cell.strip() for cell in cells[columns.width :]):
        return "other_number_of_cells"
    if not notes:
        return "no_text"
    if speakers.is_bot(_cell(cells, columns.author)):
        return "bot"
    return "too_long" if any(len(note) > LONGEST for note in notes) else ""


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _guess(columns: _Columns) -> str:
    which = ", ".join(str(at + 1) for at in columns.texts)
    return f"No column is named as the one with the notes, so column {which} was read. To choose, name it “text” in the first row."
