"""Finds numbers that were read aloud, as speech recognition writes them down: "oh double seven, er, nineteen 42".

Number words become digits, with their places in the text; then a number is judged like a written one. Tens ("forty two")
are said of everything, so they count only where a word for the number stands beside them or its digits prove it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec

Span = tuple[int, int]

_ONES = {"zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "one": "1", "two": "2", "three": "3"}
_ONES |= {"four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
_TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15"}
_TEENS |= {"sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}
_TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7"}
_TENS |= {"eighty": "8", "ninety": "9"}
_ROUND = {"hundred": "00", "thousand": "000"}
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_LARGE = frozenset((*_TEENS, *_TENS))

_NUMBER = "|".join(sorted({**_ONES, **_TEENS, **_TENS, **_ROUND}, key=len, reverse=True))
_ATOM = rf"(?:(?:{'|'.join(_TIMES)})[ -])?(?:(?:{_NUMBER})\b|\d{{1,6}}\b)"
_FILLER = r"(?:(?:um|uh|er|erm|em|space|dash|hyphen|(?:and )?then|i think)[ ,.]{1,2})?"
_RUN = re.compile(rf"(?<![\w-]){_ATOM}(?:[ ,.\n-]{{1,3}}{_FILLER}{_ATOM}){{1,40}}(?!\w)", re.IGNORECASE)
_NUMBER_WORD = re.compile(rf"\b(?:{_NUMBER})\b", re.IGNORECASE)
#: "1. one 2. two": a list, whose numbers count up.
_LISTED = re.compile(r"(?<!\d)(\d{1,2})[.)]")

_NEAR = 45  # signs before a number in which a word may say what it is
_CALLED = {
    "national_insurance": r"national insurance|\bnino?\b|\bni (?:number|no)\b",
    "hospital_number": r"\bmrn\b|\b(?:hosp(?:ital)?|patient(?:['’]?s)?|case ?notes?|k) (?:number|no|id)\b",
    "nhs_number": r"\bn ?h ?s (?:number|no|id)\b",
    "phone": r"\b(?:phone|mobile|telephone|landline|ring|call|text|reach|(?:get|contact) (?:me|us|her|him|them))\b",
    "number": r"\bnumber\b",
}
_CUES = {kind: re.compile(rf"(?:{cue})[^\d\n]*$", re.IGNORECASE) for kind, cue in _CALLED.items()}
_NHS_AFTER = re.compile(
    r"[ ,.]{1,2}(?:(?:that['’]?s|that is|is|was|as) )?(?:(?:my|his|her|their|the) )?nhs (?:number|no)\b", re.IGNORECASE
)
#: HMRC's manual NIM39110: two letters, six digits, and a letter from A to D.
_BEFORE_INSURANCE = re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][ .-]{0,2}[A-CEGHJ-NPR-TW-Z][ ,.-]{1,3}$", re.IGNORECASE)
_AFTER_INSURANCE = re.compile(r"[ ,.-]{1,3}[A-D](?!\w)", re.IGNORECASE)
_LETTERS_BEFORE = re.compile(r"(?<!\w)(?:[A-Z][ .-]{1,2}|[A-Z]{2,3} ){1,3}$")

_DIGIT = rf"(?:(?:{'|'.join(_TENS)})[ -](?:{'|'.join(_ONES)})|{_NUMBER}|\d{{1,2}})"
_SPELT_POSTCODE = re.compile(
    rf"(?<!\w)[A-Z](?:[ ,]?[A-Z])?[ ,]{{0,2}}(?:{_DIGIT})(?:[ ,]{{1,2}}(?:[A-Z]|{_DIGIT}))?"
    rf"[ ,]{{1,2}}(?:{_DIGIT})[ ,]{{1,2}}[A-Z][ ,]{{0,2}}[A-Z](?!\w)",
    re.IGNORECASE,
)
_WORDS = frozenset((*_ONES, *_TEENS, *_TENS, *_ROUND)) - {"o"}
_POSTCODE_CUE = re.compile(r"\bpost ?code\b[^\d\n]*$", re.IGNORECASE)

_FIRSTS = "first second third fourth fifth sixth seventh eighth ninth".split()  # noqa: SIM905 - reads better than a column
_ORDINAL = (
    rf"(?:(?:twenty|thirty)[ -](?:{'|'.join(_FIRSTS)})|{'|'.join(_FIRSTS)}|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|\d{1,2}(?:st|nd|rd|th)?)\b"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_SMALL = rf"(?:{'|'.join((*_ONES, *_TEENS))})"
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -]{_SMALL})?|{_SMALL})\b"
_PADDED = rf"(?:(?:oh|o|zero|nought)[ -])?{_BELOW_100}"
_SAID_MONTH = r"(?:(?:(?:oh|o|zero|nought)[ -])?(?:one|two|three|four|five|six|seven|eight|nine)|ten|eleven|twelve)\b"
_YEAR = (
    rf"(?:(?:eighteen|nineteen|twenty)[ -](?:hundred(?: and)? |(?:oh|o)[ -])?{_BELOW_100}"
    rf"|two thousand(?:(?: and)? {_BELOW_100})?|\d{{4}}\b|['’]?\d\d\b|{_BELOW_100})"
)
_SAID_DATE = (
    rf"(?:the )?{_ORDINAL}(?: day)?(?: of)?(?: the)? (?:{_MONTH}|{_ORDINAL})(?:,? (?:in )?{_YEAR})?"
    rf"|{_MONTH},? (?:the )?{_ORDINAL}(?:,? {_YEAR})?"
    rf"|{_PADDED}[ ,/-]{{1,2}}(?:of )?(?:{_SAID_MONTH}|{_MONTH})[ ,/-]{{1,2}}{_YEAR}"
)
_BIRTH = re.compile(
    r"(?<!\[)\b(?:born|birth[ -]?date|b(?:irth)?-?day|date[ -]?of[ -]?birth|d[./ ]?o[./ ]?b)(?![a-z])"
    rf"[^\d\n]{{0,30}}?(?<![\w-])(?P<said>{_SAID_DATE})(?!\w)",
    re.IGNORECASE,
)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Number words one after the other: where they stand, and what they come to."""

    start: int
    end: int
    digits: str
    words: int  # how many of them are words
    has_tens: bool
    counts: bool  # 1, 2, 3 or 10, 20, 30: a count, no number of anybody


def dictated(
    text: str, is_nhs_number: Callable[[str], bool], is_for_everyone: Callable[[str], object]
) -> Iterator[tuple[str, Span]]:
    """The runs of number words that are somebody's number, and of which kind."""
    if not _NUMBER_WORD.search(text):
        return
    for run in map(_read, _RUN.finditer(text)):
        if run.words < 2 or is_for_everyone(run.digits):
            continue
        before = text[max(0, run.start - _NEAR) : run.start]
        if span := _insurance(text, before, run):
            yield "national_insurance", span
        elif not run.counts and (kind := _kind(text, before, run, is_nhs_number)):
            letters = _LETTERS_BEFORE.search(before) if kind == "hospital_number" else None
            yield kind, (run.start - len(letters[0]) if letters else run.start, run.end)


def spelt_postcodes(text: str, is_postcode: Callable[[str], object]) -> Iterator[Span]:
    """As in "L S six two A B": in capitals, or after the word for it."""
    for match in _SPELT_POSTCODE.finditer(text):
        letters = [part for part in re.findall(r"[^\W\d_]+", match[0]) if part.lower() not in _WORDS]
        cued = _POSTCODE_CUE.search(text[max(0, match.start() - _NEAR) : match.start()])
        if (cued or all(part.isupper() for part in letters)) and is_postcode(_joined(match[0])):
            yield match.span()


def said_births(text: str) -> Iterator[re.Match[str]]:
    """Dates in words behind a word for birth; the group `said` is the date."""
    return _BIRTH.finditer(text)


def _kind(text: str, before: str, run: Run, is_nhs_number: Callable[[str], bool]) -> str:
    length = len(run.digits)
    cue = next((kind for kind, pattern in _CUES.items() if pattern.search(before)), "")
    if cue != "nhs_number" and length >= 9 and _NHS_AFTER.match(text, run.end):
        cue = "nhs_number"
    if cue == "hospital_number" and length >= 5 and not is_nhs_number(run.digits):
        return cue
    if is_nhs_number(run.digits) or (cue == "nhs_number" and length >= 8):
        return "nhs_number"
    is_phone = run.digits.startswith("0") and length in (10, 11)
    if is_phone or (cue == "phone" and length in range(7, 14) and not (run.has_tens and length < 9)):
        return "phone" if is_phone else "number"
    has_hundreds = "hundred" in text[run.start : run.end].lower()
    if has_hundreds or run.digits in "0123456789":
        return ""
    if run.has_tens:  # "ring at ten fifteen, eleven thirty or …" are times
        return "number" if cue and length >= 9 else ""
    return "number" if length >= 7 and (cue or run.words >= 3) else ""


def _insurance(text: str, before: str, run: Run) -> Span | None:
    start, end = _BEFORE_INSURANCE.search(before), _AFTER_INSURANCE.match(text, run.end)
    if len(run.digits) != 6 or not start or not end:
        return None
    if not start[0].isupper() and not _CUES["national_insurance"].search(before):
        return None
    return run.start - len(start[0]), end.end()


def _read(match: re.Match[str]) -> Run:
    tokens = re.findall(r"[^\W_]+", match[0].lower())
    digits, values, times, place = "", [], 1, 0
    while place < len(tokens):
        token, following = tokens[place], tokens[place + 1 : place + 2]
        place += 1
        if token in _TIMES:
            times = _TIMES[token]
            continue
        if token in _TENS:
            joined = bool(following) and _ONES.get(following[0], "0") != "0"
            value = _TENS[token] + (_ONES[following[0]] if joined else "0")
            place += joined
        else:
            value = _ONES.get(token) or _TEENS.get(token) or _ROUND.get(token) or (token if token.isdecimal() else "")
        if value:
            digits += value * times
            values.append(int(value))
        times = 1
    steps = {later - earlier for earlier, later in pairwise(values)}
    listed = [int(number) for number in _LISTED.findall(match[0])]
    return Run(
        start=match.start(),
        end=match.end(),
        digits=digits,
        words=sum(token in _ONES or token in _LARGE or token in _ROUND for token in tokens),
        has_tens=not _LARGE.isdisjoint(tokens),
        counts=(len(steps) == 1 and 0 not in steps and len(values) > 2)
        or listed[1:] == list(range(2, len(listed) + 1)) != [],
    )


def _joined(spelt: str) -> str:
    """As "L S six two A B" is written: LS62AB. The inward half has one digit, so "twenty one nine" is 21 9."""
    parts = re.findall(r"[^\W_]+", spelt)
    digits = [_ONES.get(part.lower()) or _TEENS.get(part.lower()) or _TENS.get(part.lower()) for part in parts]
    joined = ""
    for place, (part, digit) in enumerate(zip(parts, digits, strict=True)):
        if part == "O" or not digit:
            joined += part.upper()
        elif part.lower() in _TENS:
            has_unit = all(following and following in "123456789" for following in digits[place + 1 : place + 3])
            joined += digit if has_unit else digit + "0"
        else:
            joined += digit
    return joined
