"""Cuts a session's turns into what is sent at a time: windows that overlap, so that nothing is read without its context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from bridge.model.details import holds_detail

#: Turns in a window, and how many of them stand in the next one again.
TURNS = 25
OVERLAP = 5
#: Characters in a window: some 3,000 tokens, so that it, the prompt and the answer fit a small model's 8,192.
LONGEST_WINDOW = 12_000
#: A longer turn is sent in pieces, each under the turn's number.
LONGEST_PIECE = 4_000
_PSEUDONYM = re.compile(r"S\d{1,4}")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker said in one turn, masked and without names. `speaker` is "S1", "S2", …, or "" for nobody known."""

    speaker: str
    text: str


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A turn, or a part of a long one, as it is sent. `turn` is its place among the lines."""

    turn: int
    speaker: str
    said: str


Window = tuple[Piece, ...]


def kept_back(lines: Sequence[Line]) -> frozenset[int]:
    """The turns that may not be sent: a detail of a person seems to be left in them."""
    return frozenset(turn for turn, line in enumerate(lines) if holds_detail(line.text))


def windows(lines: Sequence[Line], but: frozenset[int] = frozenset()) -> Iterator[Window]:
    """Every turn that says something, in order, without those of `but`. Only pseudonyms go as speakers."""
    pieces = [piece for turn, line in enumerate(lines) if turn not in but for piece in _pieces(turn, line)]
    start = 0
    while start < len(pieces):
        end = _end(pieces, start)
        yield tuple(pieces[start:end])
        start = end if end == len(pieces) else _back(pieces, start, end)


def _pieces(turn: int, line: Line) -> Iterator[Piece]:
    speaker = line.speaker if _PSEUDONYM.fullmatch(line.speaker) else ""
    rest = line.text.strip()
    while rest:
        cut = len(rest) if len(rest) <= LONGEST_PIECE else rest.rfind(" ", 1, LONGEST_PIECE)
        said, rest = rest[: cut if cut > 0 else LONGEST_PIECE], rest[cut if cut > 0 else LONGEST_PIECE :].lstrip()
        yield Piece(turn=turn, speaker=speaker, said=said)


def _end(pieces: Sequence[Piece], start: int) -> int:
    """Where a window ends: it has one piece at least."""
    end, size = start + 1, len(pieces[start].said)
    while end < len(pieces) and end - start < TURNS and size + len(pieces[end].said) <= LONGEST_WINDOW:
        size += len(pieces[end].said)
        end += 1
    return end


def _back(pieces: Sequence[Piece], start: int, end: int) -> int:
    """Where the next window begins: at most a quarter of what it may hold is there for the second time."""
    back, size = end, 0
    while back - 1 > start and end - back < OVERLAP and size + len(pieces[back - 1].said) <= LONGEST_WINDOW // 4:
        size += len(pieces[back - 1].said)
        back -= 1
    return back
