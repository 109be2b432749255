"""Reads what stood on a whiteboard or on sticky notes: a table with one note in a row, from whatever program.

No two programs name their columns alike, so a column that no name tells is told by what stands in it. A cell is words,
whatever it begins with: nothing is calculated.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from bridge.documents import chat, speakers
from bridge.documents.cells import CLOCK, DATED, is_no_text, is_wordy
from bridge.documents.notes import Notes
from bridge.documents.skips import Skips
from bridge.documents.table import MOST_COLUMNS, MOST_ROWS, SEPARATORS, columns_of, plain, records, separator_said
from bridge.documents.turns import LONGEST, Utterance, turn_of
from bridge.errors import DocumentError

#: What a column may be called, the likelier first.
COLUMNS: dict[str, tuple[str, ...]] = {
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
    "votes": (
        *("votes", "vote", "vote count", "number of votes", "total votes", "likes", "like count", "upvotes", "up votes"),
        *("reactions", "reaction", "reaction count", "thumbs up", "dots", "hearts"),
    ),
}  # fmt: skip

#: Characters of a cell, on average, from which a column is text at all.
_TEXT = 4
#: Rows by which a table is judged.
_SAMPLE = 200
#: Rows above the names of columns, and that row.
_PREAMBLE = 10
#: Rows that are shown to who chooses, and characters of a cell.
_SHOWN, _LONGEST_SHOWN = 3, 60
_BULLET = re.compile(r"(?:\d{1,3}|[a-z])?[.)]|[-*+•◦▪‣·–o]")
_LINE = re.compile(r"[-: ]+")
_NUMBER = re.compile(r"(\d{1,6})(?:\.0{1,6})?", re.ASCII)
#: No control character is left by `decode`, so this parts nothing.
_NOTHING = "\x1f"

Rows = Sequence[tuple[int, Sequence[str] | None]]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """Which column, from 0, holds the notes, who wrote them, and the frame or cluster in which they stood."""

    text: int
    author: int | None = None
    group: int | None = None


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """What a person needs to see to choose a `Mapping`, and the one that was used.

    `samples` are the first rows, cut short; what stands in them is not masked and is for nobody but who sent the file.
    `signature` is the same for the next export of the same program, so that a choice can be remembered under it.
    """

    names: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    used: Mapping
    signature: str


class _Start(NamedTuple):
    """Where the rows begin: after `header` (an index; -1 for none) with its `names`, which tell the columns in `known`."""

    header: int
    names: Sequence[str]
    known: dict[str, int]
    width: int


class _Columns(NamedTuple):
    """Which cells of the rows are notes, who wrote them and where they stood; `sure` unless that was a guess."""

    start: _Start
    texts: Sequence[int]
    author: int | None
    group: int | None
    sure: bool = True


def rows_of(text: str) -> Rows:
    """(line, cells) of each row that is not empty; no cells for a row whose quote is not closed."""
    lines = text.split("\n")
    said = separator_said(lines[0])
    separator = said or _separator(lines)
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
    if name.casefold().endswith((".csv", ".tsv")) or separator_said(lines[0]):
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


def read_board(rows: Rows, mapping: Mapping | None = None) -> Notes:
    """One turn for each note, from the columns of `mapping` or, without one, from those that look like it.

    Raises DocumentError: "no_text_column" for a table without sentences, "mapping" for one that does not fit.
    """
    columns = _columns(rows, mapping)
    skips = Skips()
    said: list[Utterance] = []
    chosen = (*columns.texts, columns.author, columns.group)
    voted = [at for at, name in enumerate(columns.start.names) if plain(name) in COLUMNS["votes"] and at not in chosen]
    votes = 0
    for index, (line, cells) in enumerate(rows):
        notes = list(_notes_in(cells or (), columns))
        reason = _reason(index, cells, notes, columns)
        if reason:
            skips.add(reason, line)
        else:
            author = speakers.clean(_cell(cells or (), columns.author))
            said += [
                Utterance(speaker=author, text=text, group=group, line=line, last_line=line) for text, group in notes
            ]
            votes += sum(int(vote[1]) for at in voted if (vote := _NUMBER.fullmatch(_cell(cells or (), at))))
    return Notes(
        format="board",
        turns=tuple(turn_of(one, written=True) for one in said),
        found=len(rows),
        skipped=skips.told(),
        notes=(*(() if columns.sure else (_guess(columns),)), *((_passed_over(votes),) if votes else ())),
    )


def offered(rows: Rows, mapping: Mapping | None = None) -> Columns:
    """What there is to choose from in a table that `read_board` reads; raises what that raises."""
    columns = _columns(rows, mapping)
    header, names, _, width = columns.start
    below = [cells for _, cells in rows[header + 1 :] if cells][:_SHOWN]
    shown = range(min(width, MOST_COLUMNS))
    return Columns(
        names=tuple(_shown(_cell(names, at)) or f"Column {at + 1}" for at in shown),
        samples=tuple(tuple(_shown(_cell(cells, at)) for at in shown) for cells in below),
        used=Mapping(text=columns.texts[0], author=columns.author, group=columns.group),
        signature=_signature(names, width),
    )


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
    return any(len(columns_of(cells or (), COLUMNS)) > 1 for _, cells in rows[:_PREAMBLE])


def _columns(rows: Rows, mapping: Mapping | None) -> _Columns:
    columns = (
        _chosen(rows, mapping) if mapping else _named(rows) or _by_what_stands_in_them(rows) or _by_most_text(rows)
    )
    if columns is None:
        message = "No column of the table holds sentences. Name the one with the notes “text” in the first row."
        raise DocumentError("no_text_column", message)
    return columns


def _chosen(rows: Rows, mapping: Mapping) -> _Columns:
    """What the host chose, whatever the names say."""
    start = _start(rows)
    roles = {"notes": mapping.text, "authors": mapping.author, "groups": mapping.group}
    said = {what: at for what, at in roles.items() if at is not None}
    for what, at in said.items():
        if not 0 <= at < start.width:
            message = (
                f"The table has {start.width} columns, and column {at + 1} was chosen for the {what}. Choose again."
            )
            raise DocumentError("mapping", message)
    if len(set(said.values())) < len(said):
        raise DocumentError("mapping", "One column was chosen for two things. Choose another for each, or none.")
    if not any(_cell(cells or (), mapping.text) for _, cells in rows[start.header + 1 :]):
        message = f"Column {mapping.text + 1} was chosen for the notes, and nothing stands in it. Choose another."
        raise DocumentError("mapping", message)
    return _Columns(start, [mapping.text], mapping.author, mapping.group)


def _named(rows: Rows) -> _Columns | None:
    start = _start(rows)
    known = start.known
    return _Columns(start, [known["text"]], known.get("author"), known.get("group")) if "text" in known else None


def _start(rows: Rows) -> _Start:
    """By the names in one of the first rows, or else by the looks of the first that is no title over all columns."""
    width = max((len(cells) for _, cells in rows[:_SAMPLE] if cells), default=0)
    there = [(columns_of(cells or (), COLUMNS), at) for at, (_, cells) in enumerate(rows[:_PREAMBLE])]
    known, at = max(there, key=lambda it: ("text" in it[0], len(it[0]), -it[1]), default=({}, 0))
    if "text" in known:
        names = rows[at][1] or ()
        return _Start(at, names, known, len(names))
    top = next((at for at, (_, cells) in enumerate(rows[:_PREAMBLE]) if not _is_title(cells or ())), 0)
    names = (rows[top][1] or ()) if rows else ()
    known = columns_of(names, COLUMNS)
    if width > 1 and (known or _is_header(names)):
        return _Start(top, names, known, width)
    return _Start(-1, (), {}, width)


def _by_what_stands_in_them(rows: Rows) -> _Columns | None:
    start = _start(rows)
    if rows and start.width <= 1:
        return _Columns(start, [0], None, None)
    texts = [at for at, column in _unknown(rows, start) if is_wordy(column)]
    return _guessed(start, texts) if texts else None


def _by_most_text(rows: Rows) -> _Columns | None:
    """The column whose cells are longest on average, if it is neither of people, addresses, times or numbers, nor of a few words."""
    start = _start(rows)
    lengths: dict[int, float] = {}
    for at, column in _unknown(rows[max(0, start.header + 1) :], start):
        filled = [cell.strip() for cell in column if cell.strip()]
        said = {cell for cell in filled if not (is_no_text(cell) or _NUMBER.fullmatch(cell))}
        length = sum(map(len, filled)) / max(1, len(filled))
        if 2 * len(said) > len(filled) and length >= _TEXT:
            lengths[at] = length
    return _guessed(start, [max(lengths, key=lambda at: lengths[at])]) if lengths else None


def _unknown(rows: Rows, start: _Start) -> Iterator[tuple[int, list[str]]]:
    """The columns that no name tells, by number, as far as a table is judged by them."""
    sample = [cells for _, cells in rows[:_SAMPLE] if cells]
    for at in range(min(start.width, MOST_COLUMNS)):
        if at not in start.known.values() and plain(_cell(start.names, at)) not in COLUMNS["votes"]:
            yield at, [cells[at] for cells in sample if at < len(cells)]


def _guessed(start: _Start, texts: Sequence[int]) -> _Columns:
    return _Columns(start, texts, start.known.get("author"), start.known.get("group"), sure=False)


def _is_title(cells: Sequence[str]) -> bool:
    return bool(_cell(cells, 0)) and not any(cell.strip() for cell in cells[1:])


def _is_header(cells: Sequence[str]) -> bool:
    return all(cell.strip() and _is_short(cell.strip()) for cell in cells)


def _is_short(cell: str) -> bool:
    """Whether it may be the name of a column: a few words, and neither a sentence nor a number."""
    value = _NUMBER.fullmatch(cell) or CLOCK.fullmatch(cell) or DATED.fullmatch(cell)
    return len(cell.split()) <= 4 and cell[-1] not in ".!" and not value


def _notes_in(cells: Sequence[str], columns: _Columns) -> Iterator[tuple[str, str]]:
    """(note, group) of each; columns of notes without one for their groups are groups themselves."""
    for at in columns.texts:
        note = " ".join(_cell(cells, at).split())
        if note:
            above = _cell(columns.start.names, at) if len(columns.texts) > 1 else ""
            yield note, _cell(cells, columns.group) or above


def _reason(index: int, cells: Sequence[str] | None, notes: Sequence[tuple[str, str]], columns: _Columns) -> str:
    if cells is None:
        return "quote_not_closed"
    if index <= columns.start.header or all(_LINE.fullmatch(cell) for cell in cells if cell):
        return "heading"
    if any(cell.strip() for cell in cells[columns.start.width :]):
        return "other_number_of_cells"
    if not notes:
        return "no_text"
    if speakers.is_bot(_cell(cells, columns.author)):
        return "bot"
    return "too_long" if any(len(note) > LONGEST for note, _ in notes) else ""


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at].strip() if at is not None and at < len(cells) else ""


def _guess(columns: _Columns) -> str:
    which = ", ".join(str(at + 1) for at in columns.texts)
    return f"No column is named as the one with the notes, so column {which} was read. Choose another if that is wrong, or name it “text” in the first row."


def _passed_over(votes: int) -> str:
    return f"Passed over: {votes} {'vote' if votes == 1 else 'votes'} on notes. A vote does not say whose it is, so it is no voice."


def _shown(cell: str) -> str:
    return " ".join(cell.split())[:_LONGEST_SHOWN]


def _signature(header: Sequence[str], width: int) -> str:
    """Of the names, without their capitals and signs, and of how many columns there are; of the width alone without names.

    Empty names at the end do not count: a workbook has as many as its longest row needs.
    """
    names = [plain(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256(msgspec.json.encode([names, len(names) or width])).hexdigest()
