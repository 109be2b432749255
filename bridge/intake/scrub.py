"""Takes out what could identify a patient or speaker, and puts a readable mask in its place.

It is a net, not a proof: conditions, nicknames and streets without a house number pass, so what it masks (other than
speakers' names) makes a person look before anyone else does. Each pattern is bounded, so that its time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
import phonenumbers

from bridge.intake.details.aloud import dictated, said_births, spelt_postcodes
from bridge.intake.details.cued import addresses, hospital_numbers, plates
from bridge.intake.names import find_names

NAME = "name"
MASKS = {
    "email": "[email address]",
    "national_insurance": "[National Insurance number]",
    "nhs_number": "[NHS number]",
    "date_of_birth": "[date of birth]",
    "phone": "[phone number]",
    "postcode": "[postcode]",
    "hospital_number": "[hospital number]",
    "address": "[address]",
    "vehicle": "[number plate]",
    "number": "[number]",
    NAME: "[name]",
}

Span = tuple[int, int]

_MASK = re.compile("|".join(re.escape(mask) for mask in MASKS.values()))
#: Numbers in links are addresses of pages; only WhatsApp puts people's numbers there.
_PAGE = re.compile(r"(?:https?://|www\.)(?!wa\.me/|api\.whatsapp)\S+")

_EMAIL = re.compile(r"(?<![\w.+'@-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_DOT = r"(?:\s{1,2}(?:dot|full stop)\s{1,2}|\s?[\[(]\s?dot\s?[\])]\s?)"
_AT = r"(?:,?\s{1,2}at\s{1,2}|\s?[\[(]\s?at\s?[\])]\s?|\s?@\s?)"
#: "sarah dot thornton two at …"
_COUNT = r"(?:\s(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten))?"
_SAYS_AT = re.compile(r"@|\bat\b", re.IGNORECASE)
#: With a letter in it: "at 10.30, at 11.45" is a time.
_TYPED_HOST = r"(?![\d.]+(?!\w))[\w-]{1,40}(?:\.[\w-]{2,20}){1,4}"
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.-])(?!(?:look|find|us|available|online|it|them|meet|is|information|more|details)\s+at\s)"
    rf"(?:[\w.-]{{1,40}}(?:{_DOT}|\s{{1,2}}(?:underscore|dash|hyphen)\s{{1,2}})){{0,3}}[\w.-]{{1,40}}{_COUNT}{_AT}"
    rf"(?:[\w.-]{{1,40}}{_DOT}){{1,4}}[\w.-]{{2,20}}"
    rf"|(?<![\w.-])(?:[\w-]{{1,40}}(?:{_DOT}|\s(?:underscore|dash|hyphen)\s)){{1,3}}[\w.-]{{1,40}}{_COUNT}{_AT}"
    rf"{_TYPED_HOST}|(?<![\w.-])[\w-]{{1,40}}\.[\w.-]{{1,40}}{_AT}{_TYPED_HOST}",
    re.IGNORECASE,
)
_MAIL_HOST = (
    r"(?:(?:[\w-]{1,40}\.){0,2}nhs\.net|(?:gmail|googlemail|outlook|hotmail|yahoo|ymail|icloud|btinternet|live|aol|msn|"
    r"protonmail|proton|sky|virginmedia|talktalk)\.(?:com|co\.uk|me|net))"
)
#: No mailbox: "find us at nhs.net", "more information at example.org".
_NO_MAILBOX = (
    r"(?!(?:an?|and|are|available|book|data|details|find|found|here|him|her|in|info|information|is|it|live|look|me|meet|more|"
    r"my|online|or|page|see|support|team|that|the|them|there|this|us|was|website|you|your)\s)"
)
_BARE_EMAIL = re.compile(
    # At a host that has mailboxes; at one with pages too, where a mailbox is expected; and at any after "email".
    rf"(?<![\w.+'-]){_NO_MAILBOX}[\w.+'-]{{2,40}}\s{{1,2}}at\s{{1,2}}{_MAIL_HOST}(?![\w-])"
    rf"|(?:^|\b(?:address|contact|her|him|is|me|on|them|to|us)\b:? |[:,(\n] ?)(?P<web>{_NO_MAILBOX}[\w+'-]{{2,40}} at "
    r"(?:[\w-]{1,40}\.){0,2}(?:nhs|gov)\.uk(?![\w-]))"
    rf"|\b(?:e-?mail|mail|contact):?(?: (?:address|at|her|him|is|me|on|them|to|us|via):?){{0,3}} (?P<told>{_NO_MAILBOX}"
    r"[\w+'-]{2,40} at [\w-]{1,40}(?:\.[\w-]{2,20}){1,4})",
    re.IGNORECASE,
)
# HMRC's manual NIM39110: letters that no prefix has, and prefixes that were never given.
_NINO = re.compile(
    r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ .-]?\d\d){3}[ .-]?[A-D](?![A-Z0-9])"
    r"|(?<!\[)(?:national insurance|\bnino?\b|\bni (?:number|no)|\bni(?=[: ]))[^\d\n]{0,24}\b(?P<it>[A-Z]{2}(?:[ .-]?\d\d){3}(?:[ .-]?[A-Z]\b)?)",
    re.IGNORECASE,
)
_ANY_DIGIT = re.compile(r"\d")
_TEN_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,])(?<![+＋]\d\d)(?<![+＋]\d\d )(?:\(?\d{3}\)?(?: ?[./_–—-] ?| ?)\d{3}(?: ?[./_–—-] ?| ?)\d{4}|\d(?:[ -]\d){9})(?!\d)"
)
_CALLED_NHS = re.compile(
    r"(?<!\[)\b(?:n ?h ?s|patient|hospital) ?(?:numbers?|num|no\.?|id|#)\D{0,30}?(?P<it>\(?\d(?:[\s./_()–—-]{0,3}\d){8,10})(?!\d)"
    r"|(?<!\[)\b(?:nhs|patient)(?: is|:| -)? (?P<bare>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)"
    r"|(?<!\d)(?P<before>\d(?:[ .–-]?\d){8,10})\W{1,3}(?:(?:that['’]?s|that is|it['’]?s|which is|is|was|as) )?"
    r"(?:(?:my|his|her|their|the|an) )?nhs (?:number|no)\b",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_WRITTEN_DATE = (
    rf"(?:\d{{1,2}}[/.–-]\d{{1,2}}[/.–-](?:\d{{4}}|\d\d)|\d{{4}}[/.–-]\d{{1,2}}[/.–-]\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}[ ,-]{{1,2}}(?:\d{{4}}|\d\d)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\d)"
)
_DATE = rf"(?:{_WRITTEN_DATE}|(?:\d{{1,2}} \d{{1,2}} (?:\d{{4}}|\d\d)|\d{{8}}|\d{{6}})(?!\d))"
#: After a word for birth, dates as they are scribbled: "12Mar1956", "12 / 3 / 56", "12th Mar '56".
_SCRIBBLED = (
    r"(?:\d{1,2}\s?[/.,–-]\s?\d{1,2}\s?[/.,–-]\s?(?:\d{4}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ .,/-]{{0,2}}(?:of )?{_MONTH}[ .,/-]{{0,2}}['’‘]?(?:\d{{4}}|\d\d))(?!\d)"
)
_DATE = rf"(?:{_DATE}|{_SCRIBBLED})"
#: What is born, and has birthdays, and is no person.
_THING = (
    r"(?:campaign|charity|clinic|group|hospital|hub|idea|initiative|nhs|network|organisation|programme|project|scheme|service|"
    r"site|system|team|trust|unit)"
)
_THING_BORN = re.compile(rf"\b{_THING}s?(?:['’]s?)? (?:(?:been|first|has|is|was|were) ){{0,3}}$", re.IGNORECASE)
_OF_THING = re.compile(rf"\w+ of (?:our |the |this ){{0,2}}{_THING}\b", re.IGNORECASE)
_SAYS_BORN = re.compile(r"born|birth|b-?day|d[./ ]?o[./ ]?b", re.IGNORECASE)
_BIRTH = re.compile(
    r"(?<!\[)\b(?:born|birth[ -]?date|b(?:irth)?-?day|date[ -]?of[ -]?birth|d[./ ]?o[./ ]?b)(?![a-z])"
    rf"(?:(?!\b{_MONTH} \d)[^\d\n]){{0,30}}(?P<it>{_DATE})"
    rf"|(?<!\d)(?P<before>{_DATE})\W{{1,3}}(?:(?:is|was) )?(?:(?:my|his|her|their) )?(?:date of birth|birthday|d\.?o\.?b\b)",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?<!\d)(?:{_WRITTEN_DATE}|[0-2]\d[0-5]\d ?[–-] ?[0-2]\d[0-5]\d"
    r"|[0-2]\d[0-5]\d [0-2]\d[0-5]\d(?![ -]?\d))",
    re.IGNORECASE,
)
_GAP = r"[ .–/-]{0,2}"
_PHONE = re.compile(
    # With a country's code; in Britain's, "(0)" may stand after it.
    rf"(?<!\w)(?:[+＋] ?|00)[1-9](?:(?:{_GAP}\(0?\){_GAP}|{_GAP}\(?)\d){{6,14}}(?!\d)"
    rf"|(?<![\w.,])44{_GAP}(?:\d{_GAP}){{9}}\d(?!\d)"
    # With an area's or operator's code, digits read out one by one, and a mobile's without its zero.
    rf"|(?<![\w.,])\(?0[1-9]\d{{1,3}}\)?(?:{_GAP}\d){{5,8}}(?!\d)"
    r"|(?<![\w.,])0(?:[ -]\d){9,10}(?!\d)"
    r"|(?<![\w.,])07[ .–/-]\d{3}(?:[ .–/-]{0,2}\d){6}(?!\d)"
    r"|(?<![\w.,])7\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)"
    # Any number that somebody is asked to call.
    r"|\b(?:tel|telephone|phone|mobile|mob|cell|fax|call|ring|text|whatsapp)\W{1,3}"
    r"(?:(?:me|us|him|her|them|on|at|is|no|number|back)\W{1,3}){0,4}(?P<it>(?<![+＋])\(?\d(?:\)?[ .-]?\d){5,10})(?!\d)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[ ,(]{0,3}\b(?:ext(?:ension|n)?\.?|x) ?\d{1,6}(?!\d)", re.IGNORECASE)
#: Numbers for everyone: 111, 999 and the like, 116 xxx, Shout, and freephone numbers, which only organisations have.
_FOR_EVERYONE = re.compile(r"(?:10[15]|11[129]|999)+|116\d{3}|85258|(?:0|44|0044)80[08](?:1111|\d{6,7})")
# The postcode areas of the UK, as Royal Mail has them; the inward half has no C, I, K, M, O or V.
_POSTCODE = re.compile(
    r"(?<![A-Z0-9])(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    r"|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)"
    r"\d[A-Z\d]?(?:[ -]?|\n(?-i:(?=\d[A-Z]{2})))(?-i:(?!1st|2nd|3rd|[04-9]th))\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])",
    re.IGNORECASE,
)


class Scrubbed(msgspec.Struct, frozen=True, kw_only=True):
    """A text with masks, and the kinds of details that they stand for, in the order of `MASKS`."""

    text: str
    masked: tuple[str, ...] = ()


def scrub(text: str, names: tuple[str, ...] = ()) -> Scrubbed:
    """Mask what identifies a person. `names` are people who must not be named. Doing it twice is doing it once."""
    found: set[str] = set()
    while (masked := _once(text, names, found)) != text:
        text = masked
    return Scrubbed(text=text, masked=tuple(kind for kind in MASKS if kind in found))


def marks_in(text: str) -> tuple[str, ...]:
    """The kinds of details in whose place a mark stands in a text that was scrubbed."""
    found = {it[0] for it in _MASK.finditer(text)}
    return tuple(kind for kind, mark in MASKS.items() if mark in found)


def _once(text: str, names: tuple[str, ...], found: set[str]) -> str:
    for kind, detect in _DETECTORS:
        text = _masked(text, ((kind, span) for span in detect(text)), found)
    text = _masked(text, dictated(text, _is_nhs_number, _FOR_EVERYONE.fullmatch), found)
    return _masked(text, ((NAME, span) for span in find_names(text, names)), found) if names else text


def _masked(text: str, details: Iterator[tuple[str, Span]], found: set[str]) -> str:
    """Put the masks of their kinds where the details are, but not within another mask."""
    pieces, end = [], 0
    taken = [mask.span() for mask in _MASK.finditer(text)]
    for kind, (start, stop) in details:
        if start < end or any(start < last and first < stop for first, last in taken):
            continue
        pieces += [text[end:start], MASKS[kind]]
        found.add(kind)
        end = stop
    return "".join([*pieces, text[end:]])


def _emails(text: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(text)) if "@" in text else iter(())


def _spelt_emails(text: str) -> Iterator[Span]:
    if not _SAYS_AT.search(text):
        return iter(())
    spelt = [match.span() for match in _SPELT_EMAIL.finditer(text)]
    bare = [match.span(match.lastgroup or 0) for match in _BARE_EMAIL.finditer(text)] if " at " in text.lower() else []
    return iter(sorted(spelt + bare))


def _insurance_numbers(text: str) -> Iterator[Span]:
    return (match.span("it" if match["it"] else 0) for match in _NINO.finditer(text))


def _nhs_numbers(text: str) -> Iterator[Span]:
    if len(_ANY_DIGIT.findall(text)) < 9:
        return iter(())
    named = (match.span(match.lastgroup or 0) for match in _CALLED_NHS.finditer(text))
    valid = (match.span() for match in _TEN_DIGITS.finditer(text) if _checks(match[0]))
    return iter(sorted({*named, *valid}))


def _checks(digits: str) -> bool:
    """The Modulus 11 check of the NHS Data Dictionary: weights 10 to 2, and the tenth digit makes the sum whole."""
    numbers = [int(sign) for sign in digits if sign.isdecimal()]
    return sum(weight * number for weight, number in zip(range(10, 0, -1), numbers, strict=True)) % 11 == 0


def _births(text: str) -> Iterator[Span]:
    return _of_people(text, _BIRTH.finditer(text)) if _SAYS_BORN.search(text) else iter(())


def _said_births(text: str) -> Iterator[Span]:
    return _of_people(text, said_births(text))


def _of_people(text: str, births: Iterator[re.Match[str]]) -> Iterator[Span]:
    for match in births:
        of_thing = _THING_BORN.search(text[max(0, match.start() - 60) : match.start()]) or _OF_THING.match(match[0])
        if match.lastgroup == "before" or not of_thing:
            yield match.span(match.lastgroup or 0)


def _phones(text: str) -> Iterator[Span]:
    """Phone numbers by how people write them, held against the lengths that Google's library knows to be possible.

    Possible, not valid: the numbers that Ofcom set aside for drama are not valid ones, and a slip of the pen is a number too.
    """
    if len(_ANY_DIGIT.findall(text)) < 6:
        return
    undated = _DATED.sub(lambda date: "x" * len(date[0]), text)
    for match in _PHONE.finditer(undated):
        start, end = match.span("it" if match["it"] else 0)
        if _FOR_EVERYONE.fullmatch(phonenumbers.normalize_digits_only(undated[start:end].replace("(0)", ""))):
            continue
        if match["it"] or (end := _possible(undated, start, end)):
            extension = _EXTENSION.match(text, end)
            yield start, extension.end() if extension else end


def _possible(text: str, start: int, end: int) -> int:
    """Where the number ends: without the figures after it ("+44 7700 900123 18 weeks") that make it too long. 0: none."""
    while end > start:
        digits = phonenumbers.normalize_digits_only(text[start:end].replace("(0)", ""))
        number = text[start].replace("＋", "+") + digits if text[start] in "+＋" else digits
        if digits.startswith(("44", "00")) and text[start] not in "+＋":
            number = "+" + digits.removeprefix("00")
        try:
            if phonenumbers.is_possible_number(phonenumbers.parse(number, "GB")):
                return end
        except phonenumbers.NumberParseException:
            return 0
        end = start + len(re.sub(r"[^\d]*\d+$", "", text[start:end]))
    return 0


def _postcodes(text: str) -> Iterator[Span]:
    return (match.span() for match in _POSTCODE.finditer(text))


def _spelt_postcodes(text: str) -> Iterator[Span]:
    return spelt_postcodes(text, _POSTCODE.fullmatch)


def _is_nhs_number(digits: str) -> bool:
    return len(digits) == 10 and _checks(digits)


def _outside_pages(detect: Callable[[str], Iterator[Span]]) -> Callable[[str], Iterator[Span]]:
    def detect_outside(text: str) -> Iterator[Span]:
        pages = [page.span() for page in _PAGE.finditer(text)]
        return (
            (start, end)
            for start, end in detect(text)
            if not any(start < last and first < end for first, last in pages)
        )

    return detect_outside


_DETECTORS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("email", _emails),
    ("email", _spelt_emails),
    ("national_insurance", _outside_pages(_insurance_numbers)),
    ("nhs_number", _outside_pages(_nhs_numbers)),
    ("hospital_number", _outside_pages(hospital_numbers)),
    ("date_of_birth", _outside_pages(_births)),
    ("phone", _outside_pages(_phones)),
    ("postcode", _outside_pages(_postcodes)),
    ("postcode", _spelt_postcodes),
    ("date_of_birth", _said_births),
    ("address", _outside_pages(addresses)),
    ("vehicle", _outside_pages(plates)),
)
