"""What a cue is, and how a sentence is tried against a book of them.

Patterns are matched on `kind.plain` text: lower case, contractions written out ("don't" is "do not"), no emoji. Every
gap in them is bounded, so that each takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bridge.records import Kind

#: A kind, how sure the rules are (0-1), and the cue that decided.
Verdict = tuple[Kind, float, str]

STRONG, MEDIUM, FAIR, WEAK = 0.9, 0.7, 0.6, 0.55

#: Words that may stand between a subject and its verb, as part of a pattern.
SOFTLY = (
    r"(?:(?:really|all|also|at least|probably|definitely|just|always|simply|maybe|perhaps|certainly|surely|still|"
    r"strongly|highly|thoroughly|absolutely|personally|therefore|instead|only|even|actually|now|then|please|not|"
    r"never) ){0,4}"
)


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as prose."""
    return frozenset(text.split())


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """A form of words by which people propose something.

    `unless` is what makes the same words mean something else. `speech`, `writing` and `code` say whether the cue holds in
    what is spoken, in what is written, and among people who talk about software, where "we need to" and "you have to" tell how things are.
    """

    on: frozenset[str]
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    score: float
    why: str
    speech: bool
    writing: bool
    code: bool


def cue(
    on: str,
    says: str,
    score: float,
    why: str,
    unless: str = "",
    *,
    speech: bool = True,
    writing: bool = True,
    code: bool = True,
) -> Cue:
    """A cue as it is written in a book: word lists as prose, patterns as text."""
    return Cue(
        on=words_of(on),
        says=re.compile(says),
        unless=re.compile(unless) if unless else None,
        score=score,
        why=why,
        speech=speech,
        writing=writing,
        code=code,
    )


#: Said of someone else's words, or to draw them out: what follows is reported or asked for, not proposed.
REPORTED = re.compile(
    r"\b(?:he|she|they|support|somebody|someone|microsoft|manager|staff|receptionist|documentation|docs|guidelines|"
    r"it|team|tutorial|website|article|spec|which|doctor|consultant|agent|reception|concierge|who|us|me|error|"
    r"message) (?:has |have |had |always |also |then |just ){0,4}(?:said|says?|told|tells?|suggest(?:s|ed)|"
    r"claim(?:s|ed)|asked|recommend(?:s|ed)|argued|mentioned|states?|warned|advis(?:es|ed)|promised|insisted)\b|"
    r"\b(?:was|were|been|got) (?:told|advised|asked|informed|warned)\b|\baccording to\b|"
    r"\b(?:the|my|our|his|her|your) (?!evidence|research|data|group|table|room|answer)[\w-]+ (?:also |then |just |"
    r"only )?(?:says?|said|"
    r"states|stated|reads|wrote|writes|reckons|reckoned|insists|decided)\b|"
    r"\b(?:he|she|they) (?:just |only )?(?:goes|go|went|(?:was|were|is|are) like),? (?:why|you|well|have|i|oh|no|what|how|can|"
    r"could|just|are|did|do|we)\b|"
    r"\b(?:what|how|where|which|who|when) (?:do|did|would) (?:you|we|they|people) (?:all )?(?:think|reckon|say|"
    r"suggest|feel)\b"
)


class Book:
    """Cues, of which each is tried only on sentences that hold one of its words."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._cues = sorted(cues, key=lambda cue: -cue.score)
        self._by_word: dict[str, list[int]] = {}
        for index, entry in enumerate(self._cues):
            for word in entry.on:
                self._by_word.setdefault(word, []).append(index)

    def find(self, text: str, words: set[str], *, spoken: bool, code: bool) -> tuple[float, str] | None:
        """How surely a sentence of plain text (and its words) proposes something, 0-1, and why; None if no cue says so."""
        tried = {index for word in words & self._by_word.keys() for index in self._by_word[word]}
        for index in sorted(tried):
            entry = self._cues[index]
            if not (entry.speech if spoken else entry.writing) or (code and not entry.code):
                continue
            found = entry.says.search(text)
            if not found or (entry.unless and entry.unless.search(text)):
                continue
            reported = REPORTED.search(text)
            if not reported or reported.start() >= found.start():
                return entry.score, entry.why
        return None
