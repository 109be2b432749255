"""Reads the cells of a workbook's first sheet, straight from its XML as it is unpacked: no tree of it is ever built.

A cell is the words or the number that stand in it; formulas are not calculated, formats and dates not made out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bridge.documents.decode import LIMIT
from bridge.documents.packed import BROKEN, MOST_ELEMENTS, Advice, Package
from bridge.documents.table import MOST_COLUMNS, MOST_ROWS
from bridge.errors import DocumentError

#: Characters in all cells together: one long text may be pointed at from every cell.
_MOST_WORDS = LIMIT
_SHEET = re.compile(r"/?xl/worksheets/sheet(\d{1,6})\.xml", re.IGNORECASE)
_STRINGS = re.compile(r"/?xl/sharedStrings\.xml", re.IGNORECASE)
_PLACE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_TOO_LARGE = "The workbook holds more than a board of notes. Save the sheet with them as .csv."
_ADVICE = Advice(
    entries=_TOO_LARGE,
    unpacks=_TOO_LARGE,
    protected="The workbook is protected with a password. Open it, save it without one, and send that.",
)


class Sheet(NamedTuple):
    """(number, cells) of each row with something in it, and how many sheets were not read."""

    rows: Sequence[tuple[int, Sequence[str]]]
    others: int


def is_workbook(body: bytes) -> bool:
    """By the names of the members, which stand unpacked in the bytes: nothing is unpacked."""
    return body.startswith(b"PK\x03\x04") and b"xl/workbook.xml" in body


def read_sheet(body: bytes) -> Sheet:
    """Read what `is_workbook`. Raises DocumentError: "too_large", "too_many_rows", "protected" or "broken"."""
    try:
        package = Package(body, _ADVICE)
        sheets = {int(found[1]): part for part in package.parts if (found := _SHEET.fullmatch(part.filename))}
        strings = _Strings()
        for part in package.parts:
            if _STRINGS.fullmatch(part.filename):
                package.feed(strings, part)
        cells = _Cells(strings.found)
        package.feed(cells, sheets[min(sheets)])
    except BROKEN:
        message = "The workbook is damaged. Open it, save it again, and send that; or save its sheet as .csv."
        raise DocumentError("broken", message) from None
    width = max((len(row) for _, row in cells.rows), default=0)
    return Sheet([(number, row + [""] * (width - len(row))) for number, row in cells.rows], len(sheets) - 1)


class _Words:
    """Gathers the words of the element that is open; spoken hints for East Asian writing are no words of it."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.listens = False
        self.hints = 0
        self.elements = 0

    def begin(self, name: str) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise _ADVICE.too_large()
        self.hints += name == "rPh"
        self.listens = name in ("t", "v") and not self.hints
        if name in ("si", "c"):
            self.words = []

    def data(self, text: str) -> None:
        if self.listens:
            self.words.append(text)

    def end(self, tag: str) -> None:
        name = _bare(tag)
        self.listens = False
        self.hints -= name == "rPh"
        self.finish(name)

    def finish(self, name: str) -> None:
        raise NotImplementedError


class _Strings(_Words):
    """The texts that cells point at by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self.begin(_bare(tag))

    def finish(self, name: str) -> None:
        if name == "si":
            self.found.append("".join(self.words))


class _Cells(_Words):
    """The rows of a sheet."""

    def __init__(self, strings: Sequence[str]) -> None:
        super().__init__()
        self.strings = strings
        self.rows: list[tuple[int, list[str]]] = []
        self.number = 0
        self.row: list[str] = []
        self.at = 0
        self.points = False
        self.length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _bare(tag)
        self.begin(name)
        if name == "row":
            said = attributes.get("r", "")
            self.number = int(said) if said.isdecimal() and len(said) < 8 else self.number + 1
            self.row = []
        elif name == "c":
            found = _PLACE.fullmatch(attributes.get("r", ""))
            self.at = _column(found[1]) if found else len(self.row)
            self.points = attributes.get("t") == "s"

    def finish(self, name: str) -> None:
        if name == "c" and self.at < MOST_COLUMNS:
            words = "".join(self.words)
            text = self.strings[int(words)] if self.points and words else words
            self.length += len(text)
            if self.length > _MOST_WORDS:
                raise _ADVICE.too_large()
            self.row += [""] * (self.at + 1 - len(self.row))
            self.row[self.at] = text
        elif name == "row" and any(cell.strip() for cell in self.row):
            if len(self.rows) == MOST_ROWS:
                raise DocumentError("too_many_rows", f"The sheet has more than {MOST_ROWS:,} rows. Send it in parts.")
            self.rows.append((self.number, self.row))


def _column(letters: str) -> int:
    """From 0: "A" is 0, "AA" is 26."""
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]
