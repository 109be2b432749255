"""How far a sentence that no cue names leans towards a suggestion: enough to order it for a reader, not to judge it.

What proposes looks forward, names others or nobody, and holds a modal, a comparative or a bare verb at its head; what
tells looks back, counts, and begins with "I" (Negi and Buitelaar, "Towards the extraction of customer-to-customer
suggestions", 2015). Each trait has one small weight; they are added.
"""

from __future__ import annotations

import re

from bridge.intake.cues import orders
from bridge.intake.cues.book import REPORTED, words_of
from bridge.records import Kind

#: Where each kind begins: what the rules do not know may suggest something, a greeting will not.
_BEGINS = {Kind.COMMENT: 0.4, Kind.QUESTION: 0.3, Kind.EXPERIENCE: 0.2, Kind.SUPPORT: 0.1}
_FORWARD = words_of(
    "should could would ought must might may need needs want wants let lets please why maybe perhaps instead rather better"
)
_OTHERS = words_of(
    "they people everyone everybody someone somebody anyone anybody every each staff patients families carers parents users"
)
_MORE = words_of(
    "more less fewer easier simpler quicker shorter longer earlier later nice good great free own only just"
)
_BACK = re.compile(
    r"\b(?:was|were|had|did|went|said|told|got|came|took|gave|felt|thought|knew|saw|kept|lost|paid|found|sat|rang|stood|"
    r"\w{2,}(?<!ne)(?<!spe)(?<!fe)ed)\b(?! (?:to be|that))"
)
_SELF = re.compile(
    r"^(?:and |so |but |well |yeah )*(?:i|my|we|our|mine)\b(?! (?:would|want|wish|could|should|need|ought))"
)
_INQUIRES = re.compile(
    r"^(?:and |so |but )*(?:who|what|how|when|where|which|does|do|is|are|did|has|have|was|were)\b.*\?\s*$"
)
_FINITE = re.compile(r"\b(?:is|are|was|were|am|has|had|have|does|do|did|will|can|could|would|should|i|we|he|she|it)\b")


def lean(text: str, words: set[str], kind: Kind) -> float:
    """How far a sentence of plain text (and its words) leans towards a suggestion, 0-1; `kind` is what it was judged."""
    if kind not in _BEGINS:
        return 0.0
    first = re.match(r"[\w'-]+", text)
    traits = (
        (0.2, not words.isdisjoint(_FORWARD)),
        (0.1, not words.isdisjoint(_OTHERS)),
        (0.1, not words.isdisjoint(_MORE)),
        (0.15, first is not None and orders.may_open(first[0])),
        (0.1, len(words) > 3 and not _FINITE.search(text)),
        (-0.2, _BACK.search(text) is not None),
        (-0.15, _SELF.match(text) is not None),
        (-0.15, _INQUIRES.match(text) is not None),
        (-0.1, REPORTED.search(text) is not None),
        (-0.1, any(map(str.isdigit, text))),
        (-0.1, len(words) < 5),
    )
    return min(1.0, max(0.0, _BEGINS[kind] + sum(weight for weight, holds in traits if holds)))
