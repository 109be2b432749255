"""Tells by what stands in the cells of a table whether a column holds what people wrote, or who, where and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bridge.documents import speakers

#: A column with this many words in a cell, on average, holds what people wrote.
_WORDY = 3.0
CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?")
DATED = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:,?[\sT]\s?\d{1,2}[:.]\d\d.{0,20})?")
#: "7 min 0 s", "1h 6m 28s", "1 Std. 6 Min.": how long somebody was there, in any language.
LASTED = re.compile(r"(?:\d{1,3}\s?[^\W\d_]{1,12}[.,]?\s{0,2}){1,4}")
#: An e-mail address or an account's name, with or without the person's before it.
ADDRESS = re.compile(r"(?:[^\s@]{1,40}\s){0,5}[^\s@,;]{1,100}@[^\s@,;]{3,100}")
_NO_WORDS = (CLOCK, DATED, LASTED, ADDRESS)


def is_wordy(cells: Sequence[str]) -> bool:
    """Whether a column holds sentences, and neither people, addresses nor times."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    others = sum(map(is_no_text, filled))
    words = sum(len(cell.split()) for cell in filled)
    return bool(filled) and others * 2 < len(filled) and words >= _WORDY * len(filled)


def is_no_text(cell: str) -> bool:
    """Whether it names somebody, or says where to write to them, when or how long."""
    return speakers.is_display_name(cell) or any(it.fullmatch(cell) for it in _NO_WORDS)
