"""Numbers written as words, turned into digits: "twenty five" and "25" are the same number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_COUNTING = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_IN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS = {word: value for value, word in enumerate(_COUNTING.split())}
_TENS = {word: 10 * place for place, word in enumerate(_IN_TENS.split(), start=2)}
_SCALES = {"hundred": 100, "dozen": 12, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
}
#: The words that are numbers, or parts of one.
COUNTED = frozenset({*_UNITS, *_TENS, *_SCALES, *_ORDINALS})
_BEGIN = COUNTED | {"a", "an"}


def in_digits(words: Sequence[str]) -> list[str]:
    """The words with every number in digits: "two hundred and fifty beds" → "250 beds", "2.5 million" → "2500000"."""
    return list(words) if COUNTED.isdisjoint(words) else list(_read(words))


def _read(words: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(words):
        if words[at].isalpha() and words[at] not in _BEGIN:
            yield words[at]
            at += 1
            continue
        value, end = _number(words, at)
        if end > at:
            yield _written(value)
            at = end
        else:
            yield _ORDINALS.get(words[at], words[at])
            at += 1


def _number(words: Sequence[str], at: int) -> tuple[float, int]:
    """The number that starts at a word, and where it ends; ends where it starts if there is none."""
    total, current, end, room = 0.0, 0.0, at, 0.0
    if words[at] in {"a", "an"} and at + 1 < len(words) and words[at + 1] in _SCALES:
        current, end = 1, at + 1
    elif _is_plain(words[at]):
        if at + 1 == len(words) or words[at + 1] not in _SCALES:
            return 0, at
        current, end = float(words[at]), at + 1
    while end < len(words):
        word = words[end]
        if word in _TENS and (end == at or room >= 100):
            current, room = current + _TENS[word], 10
        elif word in _UNITS and (end == at or room > _UNITS[word]):
            current, room = current + _UNITS[word], 0
        elif word in _SCALES and (end > at or word in {"hundred", "dozen"}) and current < _SCALES[word] * 10:
            current = (current or 1) * _SCALES[word]
            room = _SCALES[word]
            if room > 100:
                total, current = total + current, 0.0
        elif word == "and" and room >= 100 and end + 1 < len(words) and words[end + 1] in _UNITS.keys() | _TENS.keys():
            pass
        else:
            break
        end += 1
    return total + current, end


def _is_plain(word: str) -> bool:
    return word.isascii() and word.replace(".", "", 1).isdigit()


def _written(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def has_digit(word: str) -> bool:
    """Whether a word is a number, or has one in it."""
    return any(map(str.isdigit, word))
