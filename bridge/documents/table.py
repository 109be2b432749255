"""Reads a table of posts (CSV): which column is what is told by its name, in the spellings of exports and of people.

A cell is words, whatever it begins with: nothing is calculated. One broken line costs itself and not what follows it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bridge.documents.skips import Skips
from bridge.errors import DocumentError

MOST_ROWS = 5_000
MOST_COLUMNS = 200
#: Lines that one row may take; a quote that is still open then was never closed.
_LONGEST_ROW = 400
#: Rows above the header that an export may begin with.
_PREAMBLE = 10

#: What a column may be called, the likelier first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("text", "post text", "full text", "message", "content", "contents", "post content", "comment text", "commentary"),
        *("sharecommentary", "caption", "body", "words", "tweet", "tweet text", "what was said", "post message"),
        *("comment", "description", "post", "contribution"),
    ),
    "link": (
        *("link", "url", "permalink", "post url", "post link", "tweet url", "tweet link", "permanent link", "sharelink"),
        *("share link", "web address", "address", "uri", "href", "link to post", "comment url", "comment link", "source url"),
    ),
    "author": (
        *("author", "author name", "name", "from", "posted by", "user name", "username", "user", "screen name", "handle"),
        *("display name", "full name", "account", "profile", "who", "creator", "poster", "commenter", "profile name"),
    ),
    "date": (
        *("date", "created at", "created", "posted at", "published at", "timestamp", "datetime", "date time", "posted"),
        *("published", "date posted", "post date", "created time", "created date", "date and time", "said at", "when"),
    ),
    "time": ("time", "clock", "time posted", "post time", "posted time"),
    "network": ("network", "platform", "source", "social network", "channel", "site", "medium", "where"),
    "question": ("question", "question number", "question no", "q", "q number", "q no", "answers question"),
    "reply_to": (
        *("reply to", "in reply to", "replyto", "in reply to url", "reply to link", "reply to url", "parent", "parent url"),
        *("parent link", "parent post", "answer to"),
    ),
}  # fmt: skip

_SEPARATOR_SAID = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
SEPARATORS = (",", ";", "\t", "|")


class Row(NamedTuple):
    """The cells of one row under the names in `COLUMNS`, and the line (from 1) where it begins."""

    line: int
    cells: Mapping[str, str]


class Table(NamedTuple):
    """The rows that could be read of those that were `found` below the header; the others are told in `skips`."""

    rows: Sequence[Row]
    found: int


def read_table(text: str, skips: Skips) -> Table:
    """Read the rows. Raises DocumentError for a table without words, or with more than `MOST_ROWS`."""
    lines = text.split("\n")
    start = _start(lines)
    if start is None:
        message = "No column of the table holds the posts' words. Name it “text” in the first row; beside it “link”, “author”, “date”."
        raise DocumentError("no_text_column", message)
    rows: list[Row] = []
    found = 0
    for line, cells in records(lines, start.separator, start.line):
        if cells is not None and not any(cell.strip() for cell in cells):
            continue
        found += 1
        if found > MOST_ROWS:
            raise DocumentError("too_many_rows", f"The table has more than {MOST_ROWS:,} rows. Send it in parts.")
        if cells is None:
            skips.add("quote_not_closed", line)
        elif len(cells) < start.least or any(cell.strip() for cell in cells[start.width :]):
            skips.add("other_number_of_cells", line)
        else:
            there = {name: cells[at].strip() for name, at in start.columns.items() if at < len(cells)}
            rows.append(Row(line, there))
    return Table(rows, found)


class _Start(NamedTuple):
    """Where the rows begin (from 0), and which cell of them is what."""

    line: int
    separator: str
    columns: Mapping[str, int]
    width: int

    @property
    def least(self) -> int:
        """Cells that a row must have: programs leave off empty ones at its end, but not its words."""
        return self.columns["text"] + 1


def _start(lines: Sequence[str]) -> _Start | None:
    said = separator_said(lines[0])
    separators = (said,) if said else SEPARATORS
    starts = [it for separator in separators for it in _headers(lines, separator)]
    return max(starts, key=lambda it: (len(it.columns), -it.line), default=None)


def _headers(lines: Sequence[str], separator: str) -> Iterator[_Start]:
    for number, (line, cells) in enumerate(records(lines[: _PREAMBLE * 5], separator, 0)):
        if number >= _PREAMBLE:
            return
        if cells is None or len(cells) > MOST_COLUMNS:
            continue
        columns = columns_of(cells)
        if "text" in columns:
            last = max(at for at, cell in enumerate(cells) if cell.strip())
            height = sum(cell.count("\n") for cell in cells) + 1
            yield _Start(line - 1 + height, separator, columns, last + 1)


def separator_said(line: str) -> str:
    """What Excel's own first line, "sep=;", says; empty for another line."""
    said = _SEPARATOR_SAID.fullmatch(line.strip(" "))
    return said[1] if said else ""


def columns_of(header: Sequence[str], columns: Mapping[str, tuple[str, ...]] = COLUMNS) -> dict[str, int]:
    """Which column is what; of several that may be the same, the one with the likelier name."""
    names = [plain(cell) for cell in header[:MOST_COLUMNS]]
    found: dict[str, int] = {}
    for column, spellings in columns.items():
        at = next((names.index(spelling) for spelling in spellings if spelling in names), None)
        if at is not None:
            found[column] = at
    return found


def plain(cell: str) -> str:
    """The name of a column without its capitals and signs."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", cell).casefold().replace("_", " ")))


def records(lines: Sequence[str], separator: str, start: int) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the line (from 1) where it begins; None for one whose quote is not closed, which ends with its line."""
    at = start
    while at < len(lines):
        reader = csv.reader((f"{line}\n" for line in lines[at : at + _LONGEST_ROW]), delimiter=separator, strict=True)
        cells: list[str] | None
        try:
            cells = next(reader)
            taken = reader.line_num
        except csv.Error:
            cells, taken = _loosely(lines[at], separator), 1
        yield at + 1, cells
        at += taken


def _loosely(line: str, separator: str) -> list[str] | None:
    """A line with a stray quote in it, if it is whole by itself."""
    reader = csv.reader([line], delimiter=separator, strict=True)
    try:
        return next(reader)
    except csv.Error as error:
        if "unexpected end" in str(error):
            return None
    try:
        return next(csv.reader([line], delimiter=separator))
    except csv.Error:
        return None
