"""Cuts what was said in a turn into the sentences that are each judged by themselves.

Speech recognition often gives one endless run without a full stop; such a run is cut where people take breath: before
"and then", "so", "but" and "because".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syntok import segmenter

from bridge.documents.turns import Turn

#: Words without a comma or stop from which a run is cut.
_RUN = 45
#: Words that a clause has at least, and that are left for the next one.
_CLAUSE, _REST = 12, 4
#: Characters up to which a written note is one thought and stays whole.
_NOTE = 280

_END = re.compile(r"[.!?…。！？]")
_STOPS = re.compile(r"[,;:.!?–—]")
_CONNECTOR = re.compile(r"\s+(?=(?:and then|so|but|because)\s)", re.IGNORECASE)
_FILLER = re.compile(
    r"(?:(?:yeah|yep|um+|uh+|er+m*|hm+|mm+|mhm|ok|okay|basically|i mean|you know|i guess)\b|"
    r"(?:so|and so)\b(?!\s+(?:that|far|many|much|long|called))|(?:well|right|like|actually|look|now)(?=\s*,))[\s,.…–-]*",
    re.IGNORECASE,
)


def sentences(turn: Turn) -> tuple[str, ...]:
    """The sentences as they were said, but for fillers at their beginning; a short note stays whole."""
    if turn.written and len(turn.text) <= _NOTE:
        return (turn.text,)
    return tuple(_without_fillers(clause) for sentence in _split(turn.text) for clause in _clauses(sentence))


def _split(text: str) -> Iterator[str]:
    """By the places where sentences begin: syntok's own tokens are not always the letters of the text."""
    if not _END.search(text, 0, len(text) - 1):
        yield text
        return
    starts = [sentence[0].offset for paragraph in segmenter.analyze(text) for sentence in paragraph if sentence]
    for start, end in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=False):
        if text[start:end].strip():
            yield text[start:end].strip()


def _clauses(sentence: str) -> Iterator[str]:
    if max(len(stretch.split()) for stretch in _STOPS.split(sentence)) <= _RUN:
        yield sentence
        return
    clause: list[str] = []
    for piece in _CONNECTOR.split(sentence):
        words = piece.split()
        if len(clause) >= _CLAUSE and len(words) >= _REST:
            yield " ".join(clause)
            clause = []
        clause += words
    yield " ".join(clause)


def _without_fillers(sentence: str) -> str:
    at = 0
    while found := _FILLER.match(sentence, at):
        at = found.end()
    return sentence[at:] or sentence
