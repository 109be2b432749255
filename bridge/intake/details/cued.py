"""Finds what a hospital, a street or a car is known by: hospital numbers, addresses with a house number, number plates.

None of these proves itself by a check digit, so a word beside it, or its capitals, must.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

#: The local identifiers of the NHS Data Dictionary have up to ten signs; trusts give six to eight digits, some with a
#: prefix. "Patient number 12500" may be a count, so five digits need a prefix or "MRN".
_HOSPITAL = re.compile(
    r"(?<!\[)\b(?:(?P<sure>mrn)|(?:hosp(?:ital)?|patient(?:['’]?s)?|case ?notes?|rio|emis|systmone|k) ?"
    r"(?:ref(?:erence)?(?: number| no\.?)?|number|num|no\.?|id|#))"
    r"(?:[ :,(–-]{1,3}(?:is|was|reads)?[ :(]{0,2})(?P<it>(?P<prefix>[A-Z]{1,3}[ -]?)?(?P<digits>\d{5,10}))(?!\d)",
    re.IGNORECASE,
)

# The street types that Ordnance Survey's Open Names lists most often.
_ROAD = (
    r"(?:road|street|avenue|lane|crescent|close|drive|terrace|gardens|grove|way|court|place|square|hill|rise|row|mews|walk"
    r"|parade|rd|st|ave|ln|cres)"
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SAID_NUMBER = (
    rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:{_ONES}))?"
    rf"|{_ONES}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
)
_HOUSE = rf"(?:(?:flat|apartment|apt) \d{{1,3}}[a-z]?,? )?(?:(?:number|no\.?) )?(?:\d{{1,4}}[a-z]?|{_SAID_NUMBER})"
#: What is counted, and is no name of a street: "a 5 mile road", "24 hour court", "two way street".
_COUNTED = (
    r"(?!(?:acute|beds?|day|days|hours?|km|long|metre|miles?|min|minutes?|months?|more|of|on|one|other|people|place|the|through|to|two"
    r"|way|weeks?|years?)\b)"
)
_NAMED_STREET = re.compile(
    rf"(?<![\w.,/£-])(?<!\b(?i:ward|room|slid) )(?<!\b(?i:bay|day) )(?<!\b(?i:level|floor|slide) )(?<!\b(?i:clinic) )"
    rf"(?i:{_HOUSE}),? (?:(?i:{_COUNTED})[A-Z][\w'’.-]{{1,20}} ){{1,3}}(?i:{_ROAD})(?![\w-])"
    rf"|(?<![\w.,/£-])\d{{1,4}}[a-z]? The (?!Court|Hill|Place|Rest|Row|Way)(?=[A-Z])(?i:{_ROAD})(?![\w-])"
)
#: In small letters "two care home gardens" are no address, but "at 2 home gardens" and "to 2a home gardens" are.
_SURE_HOUSE = r"(?:(?:flat|apartment|apt) \d{1,3}[a-z]?,? \d{1,4}[a-z]?|\d{1,4}[a-z])"
_SURE_ROAD = "(?:road|street|avenue|lane|crescent|close|drive|terrace|rd|st|ave)"
_WORDS = rf"(?:{_COUNTED}[a-z][\w'’.-]{{1,20}} ){{1,3}}"
_STREET = re.compile(
    rf"\b(?:(?:at|address:?|address is) (?P<lived>{_HOUSE},? {_WORDS}{_ROAD})"
    rf"|(?:to|in|from|is|was|find|visit) (?P<gone>{_HOUSE},? {_WORDS}{_SURE_ROAD}|{_SURE_HOUSE},? {_WORDS}{_ROAD}))(?![\w-])",
    re.IGNORECASE,
)

# DVLA's leaflet INF104: two letters without I, Q and Z, the age (02-29 or 51-79), three letters without I and Q.
_PLATE = r"[A-HJ-PR-Y]{2}(?:0[2-9]|[12]\d|5[1-9]|[67]\d)(?P<gap> ?)[A-HJ-PR-Z]{3}(?![A-Za-z0-9])"
_BARE_PLATE = re.compile(rf"(?<![A-Za-z0-9]){_PLATE}")
_CALLED_PLATE = re.compile(
    rf"\b(?:reg|registration|plate|car|van|vehicle|parked)\b[^\d\n]{{0,20}}?(?<![A-Z0-9])(?P<it>{_PLATE})",
    re.IGNORECASE,
)
#: Before a plate that has a space, these could be the half of a postcode: "LS11 ICB".
_LIKE_DISTRICT = re.compile(
    r"(?:A[BL]|B[ABDHLNRST]|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]|F[KY]|G[LUY]|H[ADGPRSUX]|JE|K[ATWY]|L[ADELNSU]|M[EKL]"
    r"|N[EGNPRW]|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]|T[ADFNQRSW]|UB|W[ACDFNRSV]|YO)\d\d (?:NHS|ICB|ICS|PCN|CCG|CQC|GPS|THE|AND|FOR|BUS|ALL|ARE|HAS|HUB)"
)


def hospital_numbers(text: str) -> Iterator[Span]:
    for match in _HOSPITAL.finditer(text):
        if match["sure"] or match["prefix"] or len(match["digits"]) >= 6:
            yield match.span("it")


def addresses(text: str) -> Iterator[Span]:
    """House number and street: by its capitals anywhere, in small letters where somebody lives or goes."""
    named = {match.span() for match in _NAMED_STREET.finditer(text)}
    return iter(sorted(named | {match.span(match.lastgroup or 0) for match in _STREET.finditer(text)}))


def plates(text: str) -> Iterator[Span]:
    bare = {match.span() for match in _BARE_PLATE.finditer(text) if not _LIKE_DISTRICT.match(match[0])}
    called = (match for match in _CALLED_PLATE.finditer(text) if not match["gap"] or match["it"].isupper())
    return iter(sorted(bare | {match.span("it") for match in called}))
