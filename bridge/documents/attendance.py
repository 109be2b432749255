"""Knows an attendance list, and reads who was there: their names are masked in what was said, and it is never kept.

Its headers are in the language of the user, so it is known by what stands in it: sections of rows with people and
times or addresses, and no sentence. Addresses and ids are read over, and so are its dates: which number is the day cannot be told
from one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import msgspec

from bridge.documents import chat, speakers
from bridge.documents.board import COLUMNS, Rows
from bridge.documents.cells import ADDRESS, CLOCK, DATED, is_wordy
from bridge.documents.table import columns_of, records
from bridge.records import Report

#: Lines by which a file is judged.
_SAMPLE = 300
#: Rows of a list that are read, and people: more than any meeting of theirs holds (Microsoft's limit is 20,000 viewers).
_MOST_ROWS, _MOST_PEOPLE = 60_000, 20_000
#: Characters of a cell that are looked at.
_LONGEST = 200
#: Words of a cell, on average, that are sentences even where addresses stand beside them: posts in a service are shorter.
_SENTENCES = 5
#: Letters, and nothing of an address, an id or a length of time ("1h 2m 3s", "59 min").
_NAMED = re.compile(r"(?!\d)[^@\d]*[^\W\d_][^@]*")
#: Who called a meeting, in the languages of Western Europe, and who shows something in it.
_ORGANISER = re.compile(r"(?:co-?)?organi[sz]\w*|veranstalter\w*|trefnydd|host|arrangör|järjestäjä", re.IGNORECASE)
_PRESENTER = re.compile(
    r"(?:pr[eé]sent\w*|present\w*|referent\w*|relat\w*|moderat\w*|apresent\w*|cyflwyn\w*)(?:\s\S+)?", re.IGNORECASE
)
_NOTE = "This is an attendance list. It is not kept: its names are masked wherever they stand in what was said in this session."


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Who was there, by display name, each once; `facilitators` are those who called the meeting or lead it.

    It names people: it stays in memory, and only as long as the session is read.
    """

    report: Report
    names: tuple[str, ...]
    facilitators: tuple[str, ...] = ()


class _Person(NamedTuple):
    name: str
    organises: bool
    presents: bool


def is_attendance(text: str) -> bool:
    """Whether it lists who was there and when; tables whose header names a column of words do not."""
    return _separator(text) is not None


def lists_people(rows: Rows) -> bool:
    """The same of rows that were parted before."""
    rows = rows[:_SAMPLE]
    if _names_words(rows):
        return False
    listed = [section for section in _sections(rows) if _is_list_of_people(section)]
    # In minutes, those who were there may be listed with their addresses above what was said.
    most = 2 * sum(map(len, listed)) > sum(1 for _, cells in rows if any(cell.strip() for cell in cells or ()))
    return most or any(_is_timed(section) for section in listed)


def people_of(text: str, encoding: str = "utf-8") -> People:
    """Who was there, by a text that `is_attendance`."""
    return people_in(list(records(text.split("\n", _MOST_ROWS)[:_MOST_ROWS], _separator(text) or "\t", 0)), encoding)


def people_in(rows: Rows, encoding: str = "utf-8") -> People:
    """Who was there, by rows that `lists_people`. Everybody presents in many meetings, which then tells nothing."""
    listed = [person for section in _sections(rows) if _is_list_of_people(section) for person in _people(section)]
    names = {speakers.key(it.name): it.name for it in reversed(listed)}
    presenters = {speakers.key(it.name) for it in listed if it.presents}
    leads = {speakers.key(it.name) for it in listed if it.organises}
    leads |= presenters if 2 * len(presenters) < len(names) else set()
    known = list(dict.fromkeys(names[speakers.key(it.name)] for it in listed))[:_MOST_PEOPLE]
    return People(
        report=Report(
            format="attendance",
            encoding=encoding,
            unit="row",
            found=len(listed),
            read=len(listed),
            turns=0,
            speakers=len(known),
            notes=(_NOTE,),
        ),
        names=tuple(known),
        facilitators=tuple(name for name in known if speakers.key(name) in leads),
    )


def _separator(text: str) -> str | None:
    """What parts the cells of an attendance list; None for a text that is none."""
    lines = text[:60_000].split("\n", _SAMPLE)[:_SAMPLE]
    if chat.head([line for line in lines if line.strip()], 0):
        return None
    parted = {it: list(records(lines, it, 0)) for it in "\t;,"}
    if any(map(_names_words, parted.values())):
        return None
    return next((it for it, rows in parted.items() if lists_people(rows)), None)


def _names_words(rows: Rows) -> bool:
    """Whether one of the first rows names a column of what people wrote."""
    return any("text" in columns_of(cells or (), COLUMNS) for _, cells in rows[:10])


def _sections(rows: Rows) -> Iterator[Sequence[Sequence[str]]]:
    """Neighbouring rows of one width, which is more than two, without their header; all rows where none is so wide.

    A list that was saved again is as wide everywhere: there a row of one or two cells parts the sections.
    """
    if not any(_width(cells or ()) for _, cells in rows):
        pairs = [(*filled, "")[:2] for _, cells in rows if (filled := [cell for cell in cells or () if cell.strip()])]
        yield pairs[1:] if pairs and not any(ADDRESS.fullmatch(cell.strip()) for cell in pairs[0]) else pairs
    for width, section in groupby((cells or [] for _, cells in rows), key=_width):
        below = list(section)[1:]
        if width > 2 and below:
            yield below


def _width(cells: Sequence[str]) -> int:
    filled = sum(1 for cell in cells if cell.strip())
    return len(cells) if filled > 2 else 0


def _is_list_of_people(rows: Sequence[Sequence[str]]) -> bool:
    """Rows with times or with addresses, and without a column of words: in doubt, what holds addresses is no board."""
    columns = _filled(rows)
    addressed = any(len(column) > 1 and _mostly(ADDRESS, column) for column in columns)
    return (addressed or _is_timed(rows)) and not any(_is_words(column, addressed) for column in columns)


def _is_timed(rows: Sequence[Sequence[str]]) -> bool:
    columns = _filled(rows)
    dated = sum(1 for column in columns if _mostly(DATED, column))
    clocks = sum(1 for column in columns if _mostly(CLOCK, column))
    return len(rows[0]) > 2 and (dated > 0 or clocks > 1) if rows else False


def _is_words(column: Sequence[str], addressed: bool) -> bool:
    """Whether people wrote it; what is the same in most rows is a role ("Organisateur de la réunion")."""
    words = sum(len(cell.split()) for cell in column)
    short = addressed and words < _SENTENCES * len(column)
    return is_wordy(column) and not short and 2 * len(set(column)) > len(column)


def _filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The columns in which something stands, and that alone."""
    columns = [[cell.strip() for cell in column if cell.strip()] for column in zip(*rows, strict=True)]
    return [column for column in columns if column]


def _people(rows: Sequence[Sequence[str]]) -> Iterator[_Person]:
    """The first column of names holds them, in every layout; the last that knows roles, if any, says what each one is."""
    columns = [[" ".join(cell[:_LONGEST].split()) for cell in column] for column in zip(*rows, strict=True)]
    named = next((column for column in columns if _mostly(_NAMED, [it for it in column if it])), [""] * len(rows))
    roles = next((it for it in reversed(columns) if it is not named and _knows_roles(it)), [""] * len(rows))
    for cell, role in zip(named, roles, strict=True):
        name = speakers.clean(cell) if _NAMED.fullmatch(cell) else None
        if name:
            yield _Person(name, bool(_ORGANISER.fullmatch(role)), bool(_PRESENTER.fullmatch(role)))


def _knows_roles(column: Sequence[str]) -> bool:
    return any(_ORGANISER.fullmatch(cell) or _PRESENTER.fullmatch(cell) for cell in column)


def _mostly(pattern: re.Pattern[str], column: Sequence[str]) -> bool:
    return sum(1 for cell in column if pattern.fullmatch(cell)) * 2 > len(column)
