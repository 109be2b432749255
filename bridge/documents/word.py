"""Reads a Word document: a transcript of Teams or Meet, or else what was typed, which is read as notes are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from bridge.documents import chat
from bridge.documents.docx import Line, read_lines
from bridge.documents.docx_meet import read_meet
from bridge.documents.docx_teams import Speech, dated, read_teams
from bridge.documents.moments import read_moment
from bridge.documents.notes import DATE_LABEL, goes_on, read_notes
from bridge.documents.turns import Turn, spoken
from bridge.documents.vtt import read_captions
from bridge.records import Skipped

#: What shows that somebody copied a caption file into Word: WebVTT, a voice tag, or SRT's comma in a time.
_CAPTION = re.compile(r"WEBVTT\b|<v\s|\d{1,3}:\d\d:\d\d,\d{3}\s{0,4}-->")
_FIRST_CUES = 50  # lines
#: Lines in which minutes say when the meeting was.
_TOP = 8
_LONGEST_DATE = 80  # characters
#: Words of a line that is in bold to be a heading.
_SHORT = 5


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What the document holds: turns in its own order, and non-empty lines found against lines skipped.

    `began` is the clock time of second 0 as the document says it; `title` may say it as well, as a file's name does.
    """

    #: "teams-docx", "teams-old-docx", "meet-docx"; "notes-docx", "vtt-docx" and so on for what was typed or copied in.
    format: str
    turns: tuple[Turn, ...]
    found: int
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    began: datetime | None = None
    title: str = ""
    unit: str = "line"
    people: tuple[str, ...] = ()  # who was there, by a list in it


def read_word(name: str, body: bytes) -> Word:
    """Read a document that `is_word`, which came under `name`.

    Raises DocumentError for one that is hostile, damaged, or holds a machine's summary alone.
    """
    lines = read_lines(body)
    if any(_CAPTION.match(line.text) for line in lines[:_FIRST_CUES]):
        return _captions(lines)
    speech = read_meet(name, lines) or read_teams(lines)
    return _spoken(lines, speech) if speech else _typed(lines)


def _spoken(lines: Sequence[Line], speech: Speech) -> Word:
    return Word(
        format=speech.format,
        turns=spoken(speech.utterances),
        found=len(lines),
        skipped=speech.skips.told(),
        notes=speech.notes,
        began=speech.began,
        title=speech.title,
    )


def _captions(lines: Sequence[Line]) -> Word:
    captions = read_captions("\n".join(_text(lines)))
    return Word(
        format=f"{captions.format}-docx",
        turns=spoken(captions.utterances),
        found=captions.found,
        skipped=captions.skipped,
        notes=captions.notes,
        began=captions.began,
        unit="cue",
    )


def _text(lines: Sequence[Line]) -> list[str]:
    """As plain text on the very lines that the document has, so that the numbers in the report are its own."""
    text = [""] * (lines[-1].number if lines else 0)
    for line in lines:
        text[line.number - 1] = line.text
    return text


def _typed(lines: Sequence[Line]) -> Word:
    """As notes, with the sign that plain text has for what the document shows."""
    text = _text(lines)
    dates = {
        line.number: _undressed(line)
        for line in lines[:_TOP]
        if read_moment(_undressed(line)) and not _of_a_message(text, line)
    }
    for line in lines:
        text[line.number - 1] = f"# {line.text}" if line.number in dates else _marked(line, text)
    notes = read_notes("\n".join(text))
    return Word(
        format=f"{notes.format}-docx",
        turns=notes.turns,
        found=notes.found,
        skipped=notes.skipped,
        notes=notes.notes,
        began=next((moment for date in dates.values() if (moment := dated(date))), None),
        title=lines[0].text if lines else "",
        people=notes.people,
    )


def _of_a_message(text: Sequence[str], line: Line) -> bool:
    """Whether the date is that of a message, below the name of who wrote it."""
    above = chat.head(text, line.number - 2) if line.number > 1 else None
    return above is not None and above.lines > 1


def _undressed(line: Line) -> str:
    return DATE_LABEL.sub("", line.text[:_LONGEST_DATE])


def _marked(line: Line, text: Sequence[str]) -> str:
    """With a bullet also where plain text would take a paragraph for the rest of the one before."""
    if line.heading:
        return f"# {line.text}"
    if line.item:
        return f"- {line.text}"
    if line.alone and line.bold and len(line.text.split()) <= _SHORT and "*" not in line.text:
        return f"**{line.text}**"
    begins = line.opens and line.number > 1 and bool(text[line.number - 2])
    if begins and goes_on(text[line.number - 2], line.text) and not chat.head(text, line.number - 1):
        return f"- {line.text}"
    return line.text
