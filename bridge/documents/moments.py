"""Reads when something was said, as exports and people write it. A time without a zone is the local clock's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:\.\d+)?)?\s?(?P<half>[ap]\.?m\.?)?"
_ZONE = r"\s?(?P<zone>z|utc|gmt|[+-]\d\d:?\d\d)?"
_BETWEEN = r"(?:[,\s]+(?:at\s+)?|t)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAYS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<first>\d{1,2})[/.-](?P<other>\d{1,2})[/.-](?P<year>\d{4})",
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})",
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
)
_SHAPES = tuple(re.compile(rf"{day}(?:{_BETWEEN}{_CLOCK}{_ZONE})?", re.IGNORECASE) for day in _DAYS)
#: "Mon Nov 02 19:03:00 +0000 2026", as X's exports have it.
_YEAR_LAST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})", re.IGNORECASE
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_NUMBERS = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b")
_ZONES = {"z": "+00:00", "utc": "+00:00", "gmt": "+00:00"}


def months_first(times: Iterable[str]) -> bool:
    """Whether dates such as 11/28/2026 put the month first. Where nothing shows it, the day comes first."""
    pairs = [(int(found[1]), int(found[2])) for time in times if (found := _NUMBERS.match(time))]
    return any(other > 12 for _, other in pairs) and not any(first > 12 for first, _ in pairs)


def read_moment(text: str, *, month_first: bool = False) -> datetime | None:
    """The moment, aware if it says its zone; None for what cannot be read, or says no year."""
    text = " ".join(text.replace("·", " ").split())
    with suppress(ValueError, OverflowError):
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC)
        for shape in (*_SHAPES, _YEAR_LAST):
            if found := shape.fullmatch(text):
                return _moment(found.groupdict(), month_first=month_first)
    return None


def _moment(told: dict[str, str | None], *, month_first: bool) -> datetime:
    first, other = told.get("first"), told.get("other")
    if first and other:
        day, month = (other, first) if month_first else (first, other)
    else:
        day, month = told["day"] or "", told.get("month") or ""
    if name := told.get("name"):
        month = str(_MONTHS.index(name.lower()) + 1)
    hour = int(told["hour"] or 0)
    if half := told["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(half)
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    zone = (told["zone"] or "").lower()
    clock = f"{hour:02}:{told['minute'] or '00'}:{told['second'] or '00'}{_ZONES.get(zone, zone)}"
    return datetime.fromisoformat(f"{told['year']}-{int(month):02}-{int(day):02}T{clock}")
