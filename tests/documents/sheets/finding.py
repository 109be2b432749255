"""How much of what the sheets ask for is put before the host, and how much that they do not ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

import msgspec

from bridge.documents.read import read
from tests.documents.sheets.answers import Candidate, Sheet
from tests.documents.sheets.writer import upload
from workers.filters import inspected

#: Words by which a candidate is known again; one with fewer is known by all of them.
_SAME_WORDS = 5
#: Of how many words at least, one after another: a mask may stand between.
_STRETCH = 3
_WORD = re.compile(r"\w+")


class Shown(msgspec.Struct, frozen=True):
    """A line of `ideabridge inspect`."""

    type: str
    text: str = ""
    kind: str = ""


class Found(msgspec.Struct, frozen=True):
    """A sheet's candidates, each with the kinds under which it is shown, and what is shown beside them."""

    sheet: Sheet
    written: bool
    asked: tuple[tuple[Candidate, tuple[str, ...]], ...]
    shown: tuple[Shown, ...]
    beside: tuple[Shown, ...]


def found(sheet: Sheet) -> Found:
    """The file through the reader and the rules, held against its sheet."""
    document = read(*upload(sheet.path))
    lines = (msgspec.convert(line, Shown) for line in inspected(document))
    shown = tuple(line for line in lines if line.type == "candidate")
    asked = tuple((it, tuple(one.kind for one in shown if is_same(it.text, one.text))) for it in sheet.candidate)
    beside = tuple(one for one in shown if not any(is_same(it.text, one.text) for it in sheet.candidate))
    return Found(sheet=sheet, written=document.turns[0].written, asked=asked, shown=shown, beside=beside)


def is_same(asked: str, shown: str) -> bool:
    """Whether one text holds the other's words: the sheet may end early, and the bridge cut or mask."""
    ours, theirs = _words(asked), _words(shown)
    if not (ours and theirs):
        return asked == shown  # "👍"
    stretches = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    common = sum(it.size for it in stretches if it.size >= min(len(ours), len(theirs), _STRETCH))
    return common >= min(len(ours), _SAME_WORDS) or (common == len(theirs) and common * 2 >= len(ours))


def recall(results: Iterable[Found], kind: str, *, named: bool) -> float:
    """The share of the sheets' candidates of a kind that is shown at all or, if `named`, shown as of that kind."""
    kinds = [kinds for one in results for asked, kinds in one.asked if asked.kind == kind]
    return sum(1 for it in kinds if (kind in it if named else it)) / len(kinds)


def precision(results: Sequence[Found]) -> tuple[float, float]:
    """The share of what is shown that a sheet asks for, and of what is called an idea that a sheet calls one."""
    shown = [one for it in results for one in it.shown]
    beside = [one for it in results for one in it.beside]
    ideas = [(it, one) for it in results for one in it.shown if one.kind == "idea"]
    right = [
        one
        for it, one in ideas
        if any(asked.kind == "idea" and is_same(asked.text, one.text) for asked in it.sheet.candidate)
    ]
    return 1 - len(beside) / len(shown), len(right) / len(ideas)


def missed(results: Iterable[Found], *, named: bool) -> list[tuple[str, str, tuple[str, ...]]]:
    """(file, idea, the kinds that it is shown as) of each idea that is not shown or, if `named`, not as one."""
    return [
        (one.sheet.file, asked.text, kinds)
        for one in results
        for asked, kinds in one.asked
        if asked.kind == "idea" and ("idea" not in kinds if named else not kinds)
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
