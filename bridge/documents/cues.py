"""Finds the cues of a caption file, in one pass over its lines: where each stands, when it was, and its raw lines.

A timing line opens a cue, and every text line after it belongs to it, over blank lines too: that is how a cue with a
blank line in it keeps its words. Ids are known by what follows them, or by their looks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from bridge.errors import DocumentError

#: More than a day of talk. A file with more is not one meeting.
MOST_CUES = 100_000

#: Hours; the longest real files are a working day.
_LATEST_HOUR = 1_000
_STAMP = r"(-?)(?:(\d{1,7}):)?(\d{1,7}):(\d{1,7}(?:[.,]\d{1,9})?)"
_TIMING = re.compile(rf"{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?", re.ASCII)
#: SBV, as YouTube writes it and Meet its chat: no arrow, no ids. https://support.google.com/youtube/answer/2734698
_SBV = re.compile(rf"{_STAMP},{_STAMP}", re.ASCII)
_MEANT_AS_SBV = re.compile(r"\d{1,7}:\w{1,7}:[\w.]{1,9},\d{1,7}:\w{1,7}:[\w.]{1,9}")
_MEANT_AS_TIMING = re.compile(r"[^A-Za-z>]*\d:\d[^A-Za-z>]*-->|[^>]*-->\s*-?\d+:\d+[:.,]\d", re.ASCII)
_LONGEST_TIMING = 200  # characters
_FIRST = 20  # lines in which a file shows what it is
#: Of WebVTT alone: in SRT such a line is something that was said. https://www.w3.org/TR/webvtt1/#file-structure
_BLOCK = re.compile(r"(?:WEBVTT|NOTE)(?:\s.*)?|STYLE|REGION")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:[/-][\d-]+)?", re.IGNORECASE)
_CUT_START = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{0,27}(?:/[\d-]*)?|\d{1,2}:[\d:., >-]*", re.IGNORECASE)


class Cue:
    """A timing line and the lines that belong to it; `fault` says why it cannot be read."""

    def __init__(self, line: int, name: str, span: tuple[float, float] | None) -> None:
        self.line = self.last_line = line
        self.id = name
        self.from_s, self.to_s = span or (0.0, 0.0)
        self.fault = "" if span else "unreadable_time"
        self.lines: list[str] = []

    @property
    def text(self) -> str:
        return " ".join(self.lines)


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """The cues in the order of the file.

    `stray` lines stand before the first cue and belong to nothing; `cut_at` is the line in which the file was cut off.
    """

    cues: tuple[Cue, ...]
    header: bool
    confidence: bool  # has comments as Stream and Video Indexer write them
    sbv: bool = False
    stray: tuple[int, ...] = ()
    cut_at: int | None = None


def is_captions(text: str) -> bool:
    """Whether the text is timed captions, whatever its file is called."""
    lines = text[:20_000].split("\n")
    return lines[0].startswith("WEBVTT") or _is_sbv(lines) or any(_span(line.strip()) for line in lines)


def scan(text: str) -> Scan:
    """Find all cues of `text`, as `decode` gives it. Raises DocumentError("too_large") beyond MOST_CUES."""
    scanner = _Scanner(text)
    scanner.run()
    return Scan(
        cues=tuple(scanner.cues),
        header=scanner.header,
        confidence="\nNOTE Confidence" in text[:20_000],
        sbv=scanner.sbv,
        stray=tuple(scanner.stray),
        cut_at=scanner.cut_at(ended=text.endswith("\n")),
    )


class _Scanner:
    def __init__(self, text: str) -> None:
        self.lines = [line.strip() for line in text.rstrip().split("\n")]
        self.header = text.lstrip().startswith("WEBVTT")
        self.sbv = not self.header and _is_sbv(self.lines)
        self.cues: list[Cue] = []
        self.stray: list[int] = []
        self.id = ""  # read, and waiting for its timing line
        self.fresh = True  # after a blank line
        self.comment = False

    def run(self) -> None:
        for number, line in enumerate(self.lines, 1):
            if not line:
                self.fresh, self.comment = True, False
            else:
                self.take(number, line)
                self.fresh = False

    def take(self, number: int, line: str) -> None:
        if self.is_timing(line):
            self.open(number, line)
        elif self.header and self.fresh and _BLOCK.fullmatch(line):
            self.comment = True
        elif self.is_id(number, line):
            self.id = line
        elif self.comment:
            pass
        elif self.cues:
            self.cues[-1].lines.append(line.replace("[br]", " ") if self.sbv else line)
            self.cues[-1].last_line = number
        else:
            self.stray.append(number)

    def is_timing(self, line: str) -> bool:
        """Also a broken one; an arrow that somebody said is none."""
        if self.sbv:
            return len(line) <= _LONGEST_TIMING and _MEANT_AS_SBV.fullmatch(line) is not None
        if "-->" not in line or len(line) > _LONGEST_TIMING:
            return False
        return bool(self.id) or _span(line) is not None or _MEANT_AS_TIMING.match(line) is not None

    def open(self, number: int, line: str) -> None:
        if len(self.cues) == MOST_CUES:
            message = f"The file holds more than {MOST_CUES:,} cues. Send it in parts (line {number})."
            raise DocumentError("too_large", message)
        self.cues.append(Cue(number, self.id, _span(line, _SBV if self.sbv else _TIMING)))
        self.id, self.comment = "", False

    def is_id(self, number: int, line: str) -> bool:
        if self.fresh and _GUID.fullmatch(line):
            return True
        if number == len(self.lines):
            return line[0].isdigit() if self.id else self.fresh and self.is_start_of_a_cut_cue(line)
        if self.sbv or not self.is_timing(self.lines[number]):
            return False
        if self.fresh or not self.cues:
            return not self.comment
        return bool(_GUID.fullmatch(line)) or (line.isdecimal() and bool(self.cues[-1].lines))

    def is_start_of_a_cut_cue(self, line: str) -> bool:
        if _CUT_START.fullmatch(line):
            return True
        before = self.cues[-1].id if self.cues else ""
        return bool(before) and (before.startswith(line) or (before.isdecimal() and line.isdecimal()))

    def cut_at(self, *, ended: bool) -> int | None:
        """The line of the cue or id in whose middle the file ends; the cue gets its fault."""
        if self.id:
            return len(self.lines)
        if not self.cues:
            return None
        last = self.cues[-1]
        if not last.lines or (not ended and _unclosed(last.text, self.cues)):
            last.fault = "cut_off"
            return last.line
        return None


def _is_sbv(lines: Sequence[str]) -> bool:
    """By its first lines, where no arrow stands."""
    first = [line.strip() for line in lines[:_FIRST]]
    return any(_span(line, _SBV) for line in first) and not any(_span(line) for line in first)


def _unclosed(text: str, cues: list[Cue]) -> bool:
    """A tag or JSON without its end; a voice without its end counts if others in the file have theirs."""
    if "<" in text[text.rfind(">") + 1 :] or (text.startswith('{"') and not text.endswith("}")):
        return True
    return "<v" in text and "</v>" not in text and any("</v>" in cue.text for cue in cues[:100])


def _span(line: str, pattern: re.Pattern[str] = _TIMING) -> tuple[float, float] | None:
    """Seconds of a timing line; None where it is none or names an impossible time."""
    found = pattern.fullmatch(line) if len(line) <= _LONGEST_TIMING else None
    if not found:
        return None
    begins, ends = _seconds(*found.group(1, 2, 3, 4)), _seconds(*found.group(5, 6, 7, 8))
    limit = _LATEST_HOUR * 3600
    return (begins, max(begins, ends)) if abs(begins) <= limit and abs(ends) <= limit else None


def _seconds(sign: str, hours: str | None, minutes: str, seconds: str) -> float:
    value = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
    return -value if sign else value
