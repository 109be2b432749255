"""Tells the files of several rooms apart, so that the same line from two rooms is two voices.

The name of a file stands for its room, because it stays when the words are corrected; without its dates and the marks
of a copy, because those change when it is sent again. Where the name says nothing ("notes.md") its first words stand
for the room: correcting these makes the file a new one, which is the lesser harm, for a voice lost is never missed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from bridge.documents.turns import Turn

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)
_ENDING = re.compile(r"\.[a-z0-9]{1,5}$")
_DATE = re.compile(
    r"(?<!\d)(?:20\d\d([-._ ]?)\d\d\1\d\d|\d{1,2}([-._ ])\d{1,2}\2(?:20)?\d\d)(?!\d)(?:[_ t-]{1,3}\d{4,6}(?:utc|z)?(?!\d))?"
)
_COPY = re.compile(r"\(\d{1,3}\)|\b(?:copy(?: of)?|corrected|edited|final|v\d{1,3})\b")
_WORD = re.compile(r"[^\W_]+")
#: Words that every room's file may be called by.
_SAYS_NOTHING = frozenset(
    """audio caption captions chat connect doc document file gmt ideas meeting minutes new notes note recording saved session
    text transcript unnamed untitled upload""".split()  # noqa: SIM905 - words read best as words
)
#: Turns that are compared where the name says nothing: enough that rooms which began alike differ.
_FIRST_TURNS = 3


def origin(name: str, turns: Sequence[Turn]) -> str:
    """The same for a file that is sent again, and another for another room's. Holds words of the file: hash it."""
    bare = _ENDING.sub("", _FOLDERS.sub("", name[:1000].casefold()).strip())
    words = _WORD.findall(_COPY.sub(" ", _DATE.sub(" ", bare).replace("_", " ")))
    if set(words) - _SAYS_NOTHING:
        return " ".join(words)
    return "\n".join(" ".join(_WORD.findall(turn.text.casefold())) for turn in islice(turns, _FIRST_TURNS))
