"""How two texts stand to one another: by their likeness, and by what the guard makes of their difference.

Measured on tweets: copies with edits score ≥ `NEAR`, unrelated texts seldom reach `SUGGEST`. What turns a meaning round
is left to the guard, for no score can tell it.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
from msgspec.structs import replace
from rapidfuzz import fuzz

from bridge.ideas.canonical import content_words
from bridge.ideas.guard import refusal
from bridge.ideas.order import arranged, moved
from bridge.ideas.reactions import endorses
from bridge.ideas.reading import Reading
from bridge.ideas.stems import base

#: The likeness (0–1) from which edited words count as the same words, and from which a person is asked.
NEAR = 0.813
SUGGEST = 0.70
#: From this likeness of their sorted words on (0–100), it is worth looking whether two say the same in another order.
SHUFFLED = 65
#: Fewer content words than this are compared by their exact key only.
SHORT = 3


class Verdict(StrEnum):
    """How a text stands to an earlier one. Only COPY and NEAR say the same; the others are for a person."""

    COPY = "copy"
    NEAR = "near"
    QUOTE = "quote"
    SUGGEST = "suggest"


class Likeness(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A verdict on two texts, their likeness (0–1), and why, in words for a person."""

    verdict: Verdict
    score: float
    why: str


def compare(said: Reading, text: Reading, *, apart: bool = False) -> Likeness | None:
    """How a text stands to an earlier one, or None if they are not alike. `apart`: at most suggest."""
    same = said.key == text.key
    score = 1.0 if same else _score(said.key, text.key)
    if score < NEAR and (said.cut or text.cut) and _begins(said, text):
        score = NEAR
    if SUGGEST <= score < NEAR and _bases(said.key) == _bases(text.key):
        score = NEAR
    if score < NEAR and (turned := _in_another_order(said, text, apart=apart)):
        return turned
    if score < SUGGEST:
        return None
    verdict, why = Verdict.SUGGEST, "the same words" if same else "much the same words"
    if apart:
        why += ", in another challenge"
    elif same and {said.asks, text.asks} != {True, False}:
        verdict = Verdict.COPY
    elif same:
        why += ", but one asks and the other says"
    elif score >= NEAR:
        verdict, why = _edited(said, text)
        if verdict is Verdict.SUGGEST and (turned := _in_another_order(said, text)):
            return turned
    return Likeness(verdict=verdict, score=round(score, 3), why=why)


def _in_another_order(said: Reading, text: Reading, *, apart: bool = False) -> Likeness | None:
    """What becomes of two that say the same in another order or voice, or None if they do not."""
    if apart or not (said.listed and text.listed) or fuzz.token_sort_ratio(said.key, text.key) < SHUFFLED:
        return None
    if said.key > text.key:  # so that it is the same either way round
        said, text = text, said
    names = tuple(sorted({*said.names, *text.names}))
    one = arranged(said.key, names)
    other = moved(one, arranged(text.key, names), names)
    if (one, other) == (said.key, text.key):
        return None
    if one != other and _score(one, other) < NEAR and _bases(one) != _bases(other):
        return None
    if refusal(replace(said, key=one), replace(text, key=other)):
        return None
    return Likeness(verdict=Verdict.NEAR, score=NEAR, why="the same words, in another order")


def is_short(key: str) -> bool:
    """Whether a key has too few content words to be compared with anything but itself."""
    return len(content_words(key)) < SHORT


def _score(one: str, other: str) -> float:
    """The mean of two ratios, 0–1: letter by letter, and as sets of words. 0 if it cannot reach `SUGGEST`."""
    ratio = fuzz.ratio(one, other, score_cutoff=200 * SUGGEST - 100)
    if not ratio:
        return 0.0
    return (ratio + fuzz.token_set_ratio(one, other, score_cutoff=200 * SUGGEST - ratio)) / 200


def _begins(one: Reading, other: Reading) -> bool:
    """Whether one is cut off where the other goes on."""
    return any(
        short.cut and long.key.startswith(short.key) and not is_short(short.key)
        for short, long in ((one, other), (other, one))
    )


def _bases(key: str) -> list[str]:
    """The words that carry the meaning, without their grammatical endings: the same in "plays" and "is playing"."""
    return [base(word) for word in content_words(key)]


def _edited(said: Reading, text: Reading) -> tuple[Verdict, str]:
    """What becomes of an edit that is alike enough, and why."""
    if not (said.listed and text.listed):
        return Verdict.SUGGEST, "much the same words, in a language whose little words we do not know"
    if said.reposts and said.key.startswith(f"{text.key} "):
        if endorses(said.key.removeprefix(f"{text.key} ")):
            return Verdict.COPY, "passes it on and agrees"
        return Verdict.QUOTE, "passes it on, with a remark"
    if turn := refusal(said, text):
        return Verdict.SUGGEST, f"much the same words, but {turn}"
    return Verdict.NEAR, "the same words, edited"
