"""Knows the lines that say who wrote or spoke next, as people paste them from Teams, Zoom, Otter and Word.

Spaces are bounded in every pattern: a long run of them would be tried again and again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from bridge.documents import speakers

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
#: "[10:32] Okoro, Ada (ICB)", and what she wrote in the next lines or after a colon.
_BRACKET = re.compile(rf"\[(?:[\d/.-]{{6,10}},?\s)?{_CLOCK}\]\s{{0,8}}(?P<name>[^:\[\]]{{1,80}})(?::\s*(?P<text>.*))?")
#: "08:59:02 From Ada Okoro to Everyone:"
_ZOOM = re.compile(r"\d{1,2}:\d\d:\d\d\s{1,8}From\s{1,8}(?P<name>[^:]{1,160}):\s*(?P<text>.*)")
#: "08:59:02<tab>Ada Okoro:<tab>text"
_ZOOM_TABS = re.compile(r"\d{1,2}:\d\d:\d\d\t(?P<name>[^\t:]{1,120}):\t(?P<text>.*)")
#: "Ada Okoro  0:08", then what she said.
_SPOKEN = re.compile(r"(?P<name>[^\d\s][^\t:]{0,59}?)(?:[ \xa0]{2,40}|\t)(?P<at>(?:\d{1,2}:)?\d{1,2}:\d\d)")
#: "[Ada Okoro] 19:02:10", as Zoom saves closed captions; the clock is that of the room.
_CAPTION = re.compile(r"\[(?P<name>[^\[\]]{1,120})\]\s{1,8}(?P<at>\d{1,2}:\d\d:\d\d)")
_DAY = (
    r"(?:\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d|(?i:yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
)
_DATE = re.compile(rf"{_DAY},?\s{{1,8}}{_CLOCK}")
_PRIVATE = re.compile(r"\((?:direct message|privately)\)", re.IGNORECASE)
_BEFORE = rf"(?P<clock>\[?{_CLOCK}\]?\s{{1,8}})?(?P<sent>From\s{{1,8}})?"
#: "From Ada Okoro to Ben Hale (Privately)", with or without its clock, and with its words after a colon or below.
_PRIVATE_HEAD = re.compile(
    rf"{_BEFORE}(?P<name>[^\W_][^:\n]{{0,159}}\((?i:direct message|privately)\))\s{{0,8}}(?::\s*(?P<text>.*))?"
)
_DIRECT = re.compile(r"\(direct message\)", re.IGNORECASE)
_TO = re.compile(r"\s{1,8}to\s{1,8}")


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Who comes next; `text` is what stands on the same line.

    `at_s` is given for speech only, in seconds: of the recording, or since midnight if `of_day`. A message that is
    `whole` goes on to the next head, whatever stands between.
    """

    speaker: str | None
    text: str = ""
    private: bool = False
    bot: bool = False
    whole: bool = False
    at_s: float | None = None
    of_day: bool = False
    lines: int = 1


def head(lines: Sequence[str], index: int) -> Head | None:
    """The head that stands at `index`, if one does."""
    line, after = lines[index].strip(), lines[index + 1].strip() if index + 1 < len(lines) else ""
    for shape in (_ZOOM_TABS, _ZOOM, _PRIVATE_HEAD, _BRACKET):
        found = shape.fullmatch(line)
        if found and _is_head(found):
            name = _TO.split(found["name"])[0]
            private = _PRIVATE.search(found["name"]) is not None
            bot = speakers.is_bot(name)
            whole = shape is _ZOOM_TABS
            return Head(speaker=speakers.clean(name), text=found["text"] or "", private=private, bot=bot, whole=whole)
    found = _CAPTION.fullmatch(line)
    if found:
        return Head(speaker=speakers.clean(found["name"]), at_s=_seconds(found["at"]), of_day=True)
    found = _SPOKEN.fullmatch(line)
    if found and after and not _SPOKEN.fullmatch(after) and speakers.is_display_name(found["name"]):
        return Head(speaker=speakers.clean(found["name"]), at_s=_seconds(found["at"]))
    if _DATE.fullmatch(after) and speakers.is_name(line):
        return Head(speaker=speakers.clean(line), bot=speakers.is_bot(line), lines=2)
    return None


def is_private(line: str) -> bool:
    """Whether a line that is no head still says that it was written to one person."""
    return _DIRECT.search(line) is not None


def _is_head(found: re.Match[str]) -> bool:
    """Whether people stand where a head has them; "Patients pay for scans (privately): why?" is no message to anyone."""
    people = _TO.split(_PRIVATE.sub("", found["name"]))
    named = all(speakers.is_name(one) for one in people)
    if found.re is _BRACKET:
        return named
    if found.re is not _PRIVATE_HEAD or _DIRECT.search(found["name"]):
        return True
    if len(people) > 1:
        return named or bool(found["clock"] or found["sent"])
    return named and bool(found["clock"])


def _seconds(clock: str) -> float:
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)
