"""Reads a Google Meet document, as Markdown or copied as text: what was said, and never what a machine made of it.

Gemini's summary and people's words stand in one document. Speech is known by its shape alone, for the words around it
are in the language of the user: a line with nothing but a time, and below it "Name: text".
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from bridge.documents import speakers
from bridge.documents.notes import MOST_LINES, Notes
from bridge.documents.skips import Skips
from bridge.documents.turns import LONGEST, Utterance, spoken
from bridge.errors import DocumentError

_TIME = re.compile(r"(?:#{1,6}\s{1,8})?\**(\d{1,2}):([0-5]\d):([0-5]\d)\**")
#: "**Ada Okoro:** text"; nobody else than the export writes bold so.
_BOLD_NAME = re.compile(r"\*\*(?P<name>[^*:\n]{1,80})(?::\*\*|\*\*:)\s*(?P<text>.*)")
#: "### Transcription ended after 00:34:14", in any language.
_TRAILER = re.compile(r"(?:#{1,6}\s{1,8})?\**(?:[^\s:]+\s+){1,8}\d{1,2}:[0-5]\d:[0-5]\d\.?\**")
_HEADING = re.compile(r"#{1,6}\s.*")
#: A time above "Name: words" stands in a schedule too; one alone is a transcript only where the document says so.
MADE_BY = re.compile(r"\bgemini\b|\btrans[ck]ri", re.IGNORECASE)
#: "Sunday clinics - 2026/11/02 19:00 GMT+01:00 - Notes by Gemini"; in the name of a file the marks are others.
DATED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<mark>[/_-])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)\s(?P<hour>\d\d)[:_](?P<minute>\d\d)"
    r"(?:\s(?P<zone>[A-Z]{2,5})(?P<shift>[+-]\d{1,2}(?:[:_]?\d\d)?)?)?(?!\w)",
    re.ASCII,
)
_BULLETED = re.compile(r"[-*+•]\s")


def is_meet(text: str) -> bool:
    """Whether times stand alone above "Name: text", more than once or in a document that says what it is."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    blocks = sum(1 for line, after in pairwise(lines) if len(line) < 40 and _TIME.fullmatch(line) and _named(after)[0])
    return blocks > 1 or (blocks == 1 and MADE_BY.search(text) is not None)


def read_meet(text: str) -> Notes:
    """Read the speech of `text`; all else is told as skipped. Raises DocumentError("too_large") beyond MOST_LINES."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise DocumentError("too_large", f"The file has more than {MOST_LINES:,} lines. Send it in parts.")
    said, skips = _said(lines)
    told = skips.told()
    summary = sum(skipped.count for skipped in told if skipped.reason == "summary")
    note = f"Not read: {summary} lines outside the transcript. A machine's summary is nobody's words."
    return Notes(
        format="meet",
        turns=spoken(said),
        found=sum(1 for line in lines if line.strip()),
        skipped=told,
        notes=(note,) if summary else (),
        began=began(text[:1000]),
    )


def seconds(time: re.Match[str]) -> float:
    """Of hours, minutes and seconds, the groups of a match."""
    hours, minutes, rest = map(int, time.groups())
    return hours * 3600.0 + minutes * 60 + rest


def began(text: str) -> datetime | None:
    """When, by the first date in it that there is; without a zone where its letters are those of more than one."""
    for found in DATED.finditer(text):
        year, month, day, hour, minute = map(int, found.group("year", "month", "day", "hour", "minute"))
        with suppress(ValueError):
            moment = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - its zone is told next, or is none
            return moment.replace(tzinfo=_zone(found["shift"])) if found["zone"] in ("GMT", "UTC") else moment
    return None


def _said(lines: list[str]) -> tuple[list[Utterance], Skips]:
    """What stands in the time blocks. A block ends with the next, with a heading, or with the line that says the end."""
    said: list[Utterance] = []
    skips = Skips()
    at_s: float | None = None
    goes_on = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            goes_on = False
            continue
        time = _TIME.fullmatch(line) if len(line) < 40 else None
        name, words = _named(line)
        if time:
            at_s, reason = seconds(time), "time"
        elif at_s is None:
            reason = "summary"
        elif len(line) > LONGEST:
            reason = "too_long"
        elif not name and _ends(line):
            at_s, reason = None, "notice"
        elif not words:
            reason = "no_text"
        else:
            reason = ""
            utterance = Utterance(speaker=name, text=words, line=number, last_line=number, from_s=at_s, to_s=at_s)
            if goes_on and not name:
                utterance = _joined(said.pop(), utterance)
            said.append(utterance)
        if reason:
            skips.add(reason, number)
        goes_on = not reason and len(said[-1].text) < LONGEST // 2
    return said, skips


def _named(line: str) -> tuple[str | None, str]:
    if len(line) > LONGEST or _BULLETED.match(line):
        return None, line
    found = _BOLD_NAME.fullmatch(line)
    return (speakers.clean(found["name"]), found["text"]) if found else speakers.headed(line)


def _ends(line: str) -> bool:
    return _HEADING.fullmatch(line) is not None or (len(line) < 120 and _TRAILER.fullmatch(line) is not None)


def _joined(before: Utterance, more: Utterance) -> Utterance:
    """A paragraph that an editor broke."""
    return Utterance(
        speaker=before.speaker,
        text=f"{before.text} {more.text}",
        line=before.line,
        last_line=more.last_line,
        from_s=before.from_s,
        to_s=before.to_s,
    )


def _zone(shift: str | None) -> timezone:
    if not shift:
        return UTC
    hours, _, minutes = shift[1:].replace("_", ":").partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-away if shift[0] == "-" else away)
