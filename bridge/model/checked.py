"""Holds what a model returned against the turns: what was not said, word for word, where it says so, is thrown away.

Only case, white space, and the shapes of quotation marks and dashes may differ. A passage that was put together from two
places is in no turn, and so is not there. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from bridge.model.details import holds_detail
from bridge.model.prompt import KINDS
from bridge.model.windows import Line
from bridge.records import Kind

#: Characters in a quote, and in a restatement.
LONGEST_QUOTE = 1_000
LONGEST_RESTATED = 300
#: Words in a quote, unless it is all that was said in its turn: fewer stand in too many places to say anything.
FEWEST_WORDS = 3
#: Passages in one answer, twice as many as there are turns in a window.
MOST_PASSAGES = 50

_KINDS = {kind.value: kind for kind in KINDS}
_SHAPES = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʼ′", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-"),
)
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_ADDRESS = re.compile(r"@|://|\w\.[^\W\d]{2,}")
_WORD = re.compile(r"[^\W\d_]+")
#: After the first word of a restatement: it tells of somebody, so the word may be a name.
_OF_SOMEBODY = re.compile(
    r"['’]s\b| (?:added|asked|asks|has|is|noted|proposed|proposes|said|says|suggested|suggests|thinks|thought|told|wanted|wants|"
    r"was|would)\b"
)
#: A restatement shares one longer word with its turn at least, by its first letters: otherwise it is of something else.
_LONGER = 4
#: Turns that one passage may name; more is no answer to where it stands.
_MOST_NAMED = 10
#: Places looked at for one quote: a sign that stands everywhere is no quote.
_MOST_PLACES = 100
_ENDS = " \t\r\n.,;:!?…\"'-"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that was said. `quote` is it as it stands in the line at place `turn`; `restated` may be empty."""

    turn: int
    quote: str
    restated: str
    kind: Kind


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a turn's text something was found."""

    turn: int
    start: int
    end: int
    restated: str
    kind: Kind


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    turns: list[int] | int
    quote: str
    kind: str
    restated: str | None = None


def check(answer: str, lines: Sequence[Line], sent: Collection[int]) -> tuple[list[Passage], Counter[str]]:
    """What of an answer is true of the turns that were sent, and how many passages were thrown away, by reason.

    "restated" counts wordings that were left out while their quote stands. Raises `ValueError` for what is no answer.
    """
    passages: list[Passage] = []
    thrown: Counter[str] = Counter()
    given = _given(answer)
    turns = {turn: _Turn(lines[turn].text) for turn in sent}
    thrown["too_many"] = len(given[MOST_PASSAGES:])
    for item in given[:MOST_PASSAGES]:
        try:
            said = msgspec.convert(item, _Said)
        except msgspec.ValidationError:
            thrown["bad_shape"] += 1
            continue
        passage = _passage(said, turns)
        if isinstance(passage, str):
            thrown[passage] += 1
            continue
        thrown["restated"] += bool(said.restated and not passage.restated)
        passages.append(passage)
    return passages, +thrown


def fold(passages: Iterable[Passage], lines: Sequence[Line]) -> tuple[tuple[Found, ...], int]:
    """In the order they were said, each once, and how many were there again: windows overlap. The first stays."""
    kept: dict[int, list[Passage]] = {}
    again = 0
    for passage in passages:
        there = kept.setdefault(passage.turn, [])
        if any(passage.start < other.end and other.start < passage.end for other in there):
            again += 1
        else:
            there.append(passage)
    ordered = sorted((it for there in kept.values() for it in there), key=lambda it: (it.turn, it.start))
    return tuple(
        Found(turn=it.turn, quote=lines[it.turn].text[it.start : it.end], restated=it.restated, kind=it.kind)
        for it in ordered
    ), again


def _given(answer: str) -> list[Any]:
    """The passages in an answer: JSON, perhaps fenced, or with thoughts and courtesies about it."""
    text = answer.rpartition("</think>")[2].strip()
    try:
        whole = _decoded(text)
    except ValueError:
        whole = _decoded(text[text.find("{") : text.rfind("}") + 1])
    given = whole.get("found") if isinstance(whole, dict) else whole
    if not isinstance(given, list):
        raise ValueError("an answer without passages")  # noqa: TRY004 - of the same meaning as what is no JSON
    return given


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except RecursionError as error:
        raise ValueError("an answer that is nested too deeply") from error


def _passage(said: _Said, turns: Mapping[int, _Turn]) -> Passage | str:
    """Where it was said; or why it is thrown away."""
    kind = _KINDS.get(said.kind.strip().lower())
    if kind is None:
        return "bad_kind"
    if len(said.quote) > LONGEST_QUOTE:
        return "too_long"
    quote = "".join(sign for sign, _ in _folded(said.quote.strip()))
    named = [said.turns] if isinstance(said.turns, int) else said.turns[:_MOST_NAMED]
    for turn in named:
        place = turns[turn].place(quote) if turn in turns else None
        if place is not None:
            return _passage_at(turn, place, turns[turn].text, said.restated or "", kind)
    return "wrong_turn" if any(turn.place(quote) for turn in turns.values()) else "not_said"


def _passage_at(turn: int, place: tuple[int, int], text: str, restated: str, kind: Kind) -> Passage | str:
    start, end = place
    quote = text[start:end]
    if len(quote.split()) < FEWEST_WORDS and quote.strip(_ENDS) != text.strip(_ENDS):
        return "too_short"
    return Passage(turn=turn, start=start, end=end, restated=_restated(restated, quote, text), kind=kind)


class _Turn:
    """A turn's text, in which quotes are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded = list(_folded(text))
        self._folded = "".join(sign for sign, _ in folded)
        self._places = [place for _, place in folded]

    def place(self, quote: str) -> tuple[int, int] | None:
        """Where a folded quote stands, from and to; None if it does not, or begins or ends within a word."""
        places, at = self._places, -1
        for _ in range(_MOST_PLACES):
            at = self._folded.find(quote, at + 1) if quote else -1
            if at < 0:
                return None
            last = at + len(quote) - 1
            start, end = places[at], places[last] + 1
            is_whole = (at == 0 or places[at - 1] < start) and (last + 1 == len(places) or places[last + 1] >= end)
            if is_whole and not _is_within_word(self.text, start) and not _is_within_word(self.text, end):
                return start, end
        return None


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """The text in small letters, plain marks and single spaces, each sign with the place where it stood."""
    was_space = False
    for place, sign in enumerate(text):
        if not (sign.isspace() and was_space):
            for folded in " " if sign.isspace() else sign.translate(_SHAPES).casefold():
                yield folded, place
        was_space = sign.isspace()


def _is_within_word(text: str, at: int) -> bool:
    """Whether a cut here would part a word: "can|'t" says the contrary, and "1|.5" another number."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if not before or not after:
        return False
    if unicodedata.combining(after[0]) or (_is_word(before[-1]) and _is_word(after[0])):
        return True
    around = (before[-1] + after) if _is_word(before[-1]) else (before + after[0])
    if len(around) < 3 or not (_is_word(around[0]) and _is_word(around[2])):
        return False
    is_digits = around[0].isdigit() and around[2].isdigit()
    return around[1] in "'’ʼ´`-‐‑" or (is_digits and around[1] in ".,:/")


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or bool(unicodedata.combining(sign))


def _restated(said: str, quote: str, text: str) -> str:
    """The model's own words where they add nothing that a person could be known by; otherwise none."""
    words = " ".join(said.split())
    if len(words) > LONGEST_RESTATED or not words.isprintable() or holds_detail(words) or re.search(r"[<>]", words):
        return ""
    if not set(_NUMBER.findall(words)) <= set(_NUMBER.findall(quote)):
        return ""
    if not {it for it in words.casefold().split() if _ADDRESS.search(it)} <= set(quote.casefold().split()):
        return ""
    known = {word.casefold() for word in _WORD.findall(text)} | {"i"}
    named = {it[0] for it in _WORD.finditer(words) if it.start() or _OF_SOMEBODY.match(words, it.end())}
    if any(word[0].isupper() and word.casefold() not in known for word in named):
        return ""
    return words if _is_akin(words, known) else ""


def _is_akin(words: str, known: Collection[str]) -> bool:
    longer = {word.casefold()[:_LONGER] for word in _WORD.findall(words) if len(word) >= _LONGER}
    return not longer or any(word[:_LONGER] in longer for word in known)
