"""Made-up details of people, in sentences as people write and say them, for counting how many the masks find.

Everything comes out of a seed. The sentences were written before the detectors were looked at again, from what people
put in chats, notes and meetings; numbers follow what the issuers publish, and phones are those Ofcom keeps for drama.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import msgspec

from tests.intake.identifiers import sayings

WRITTEN, SPOKEN = "written", "spoken"


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """One detail in its sentence. Any of `kinds` is a right name for it; `attendees` are people not to be named."""

    text: str
    detail: str
    what: str
    form: str
    kinds: frozenset[str]
    attendees: tuple[str, ...] = ()


class _Sort(msgspec.Struct, frozen=True, kw_only=True):
    make: Callable[[random.Random], str]
    sentences: tuple[str, ...]
    kinds: tuple[str, ...]
    form: str = WRITTEN
    count: int = 50


def examples(seed: str = "identifiers") -> Iterator[Example]:
    for what, sort in _SORTS.items():
        chance = random.Random(f"{seed} {what}")
        for place in range(sort.count):
            detail = sort.make(chance)
            sentence = sort.sentences[place % len(sort.sentences)]
            around = chance.choice(_AROUND) if sort.form == WRITTEN else "{}"
            yield Example(
                text=around.format(sentence.format(detail)),
                detail=detail,
                what=what,
                form=sort.form,
                kinds=frozenset(sort.kinds),
            )
    yield from _named(random.Random(f"{seed} names"))


def _named(chance: random.Random) -> Iterator[Example]:
    """Attendees, spoken of by others."""
    for place in range(60):
        first, last = chance.choice(sayings.GIVEN), chance.choice(sayings.FAMILY)
        shown = chance.choice(("{0} {1}", "Dr {0} {1}", "{1}, {0} (RXY)", "{0} {1} (Guest)", "{0} {1} (She/Her)"))
        detail = chance.choice((first, f"{first} {last}", f"{first} {last}", f"Dr {last}"))
        yield Example(
            text=sayings.NAMED[place % len(sayings.NAMED)].format(detail),
            detail=detail.removeprefix("Dr "),
            what="attendee name",
            form=WRITTEN,
            kinds=frozenset(("name",)),
            attendees=(shown.format(first, last), "Speaker 1"),
        )


def nhs_digits(chance: random.Random) -> str:
    """Ten digits with the Modulus 11 check of the NHS Data Dictionary."""
    while True:
        nine = [chance.randrange(10) for _ in range(9)]
        check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11
        if check != 10:
            return "".join(map(str, [*nine, check % 11]))


def _spaced(digits: str, chance: random.Random) -> str:
    return chance.choice(("{} {} {}", "{}-{}-{}", "{}{}{}")).format(digits[:3], digits[3:6], digits[6:])


def _nhs(chance: random.Random) -> str:
    return _spaced(nhs_digits(chance), chance)


def _nhs_mistyped(chance: random.Random) -> str:
    digits = nhs_digits(chance)
    return _spaced(digits[:9] + str((int(digits[9]) + chance.randrange(1, 10)) % 10), chance)


def _mobile(chance: random.Random) -> str:
    return f"07700900{chance.randrange(1000):03}"


def _landline(chance: random.Random) -> str:
    return chance.choice(("0161496", "0113496", "0207946", "0121496", "0141496")) + f"0{chance.randrange(1000):03}"


def _phone(chance: random.Random) -> str:
    if chance.random() < 0.5:
        number = _mobile(chance)
        return chance.choice(
            (
                "{0} {1}",
                "{0}{1}",
                "{0} {2} {3}",
                "+44{4} {1}",
                "+44 {4} {1}",
                "+44 (0){4} {1}",
                "0044 {4} {1}",
                "{0}-{2}-{3}",
            )
        ).format(number[:5], number[5:], number[5:8], number[8:], number[1:5])
    number = _landline(chance)
    cut = 3 if number.startswith("020") else 4
    code, local = number[:cut], number[cut:]
    shown = chance.choice(("{0} {1} {2}", "({0}) {1} {2}", "{0}{1}{2}", "+44 {3} {1} {2}", "{0}-{1}-{2}", "{0} {1}{2}"))
    extension = chance.choice(("", "", "", " ext 4512", " ext. 203", " x4417", " extension 3321"))
    return shown.format(code, local[:-4], local[-4:], code[1:]) + extension


def _email(chance: random.Random) -> str:
    first, last = chance.choice(sayings.GIVEN).lower(), chance.choice(sayings.FAMILY).lower()
    host = chance.choice(
        (
            "nhs.net",
            "example.nhs.uk",
            "leedsexample.gov.uk",
            "example.org",
            "example.co.uk",
            "gmail.com",
            "mail.example.ac.uk",
        )
    )
    return chance.choice(
        ("{0}.{1}@{2}", "{3}{1}@{2}", "{0}_{1}@{2}", "{0}{4}@{2}", "{3}.{1}{4}@{2}", "{0}-{1}@{2}")
    ).format(first, last, host, first[0], chance.randrange(1, 99))


def _email_aloud(chance: random.Random) -> str:
    first, last = chance.choice(sayings.GIVEN).lower(), chance.choice(sayings.FAMILY).lower()
    host = chance.choice(
        (
            "nhs dot net",
            "nhs dot net",
            "company dot co dot uk",
            "example dot org",
            "gmail dot com",
            "hotmail dot co dot uk",
            "leeds dot gov dot uk",
            "example dot nhs dot uk",
            "nhs.net",
            "outlook.com",
        )
    )
    return chance.choice(
        (
            "{0} dot {1} at {2}",
            "{0} dot {1} at {2}",
            "{3} dot {1} at {2}",
            "{0} underscore {1} at {2}",
            "{0}{1} at {2}",
            "{0} dot {1} {4} at {2}",
            "{0} hyphen {1} at {2}",
            "{0}.{1} at {2}",
        )
    ).format(first, last, host, first[0], chance.choice(("two", "7", "nine", "22")))


def _postcode(chance: random.Random) -> str:
    outward = chance.choice(
        (
            "M1",
            "B33",
            "CR2",
            "DN55",
            "W1A",
            "EC1A",
            "SW1A",
            "LS6",
            "G12",
            "BT7",
            "CF10",
            "EH1",
            "NE4",
            "S10",
            "BD7",
            "PL4",
            "SE15",
        )
    )
    inward = f"{chance.randrange(10)}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    code = outward + chance.choice((" ", " ", "")) + inward
    return code.lower() if chance.random() < 0.2 else code


def _postcode_aloud(chance: random.Random) -> str:
    """As it is spelt out: each letter by itself, each digit as a word or a figure."""
    code = _postcode(chance).upper().replace(" ", "")
    numbers = chance.random() < 0.7
    return " ".join(sayings.DIGITS[int(sign)] if sign.isdecimal() and numbers else sign for sign in code)


def _insurance(chance: random.Random) -> str:
    pairs = [f"{chance.randrange(100):02}" for _ in range(3)]
    parts = [chance.choice(("AB", "JK", "PX", "SR", "LM", "TW", "EN")), *pairs, chance.choice("ABCD")]
    number = chance.choice((" ", " ", "", "", "-")).join(parts)
    return number.lower() if chance.random() < 0.15 else number


def _insurance_aloud(chance: random.Random) -> str:
    digits = "".join(f"{chance.randrange(100):02}" for _ in range(3))
    first = chance.choice(("A B", "J K", "P X", "S R", "L M", "AB", "JK"))
    return f"{first} {sayings.aloud(digits, chance)} {chance.choice('ABCD')}"


def _born(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1928, 2016)


def _birth(chance: random.Random) -> str:
    day, month, year = _born(chance)
    return chance.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}.{month:02}.{year % 100:02}",
            f"{year}-{month:02}-{day:02}",
            f"{day:02}{month:02}{year}",
            f"{day} {sayings.MONTHS[month - 1]} {year}",
            f"{sayings.ordinal(day)} {sayings.MONTHS[month - 1][:3]} {year}",
            f"{sayings.ordinal(day)} of {sayings.MONTHS[month - 1]} {year}",
            f"{sayings.MONTHS[month - 1]} {sayings.ordinal(day)}, {year}",
        )
    )


def _birth_aloud(chance: random.Random) -> str:
    day, month, year = _born(chance)
    named, said = sayings.MONTHS[month - 1], sayings.year_aloud(year, chance)
    return chance.choice(
        (
            f"the {sayings.ORDINALS[day]} of {named} {said}",
            f"{sayings.ORDINALS[day]} of {named.lower()} {said}",
            f"{sayings.ORDINALS[day]} {named} {said}",
            f"{named} the {sayings.ORDINALS[day]} {said}",
            f"the {sayings.ORDINALS[day]} of the {sayings.ORDINALS[month]} {said}",
            f"{sayings.number_aloud(day)} {sayings.number_aloud(month)} {sayings.number_aloud(year % 100 or 99)}",
            f"the {sayings.ordinal(day)} of {named} {said}",
            f"the {sayings.ORDINALS[day]} of {named}, {year}",
        )
    )


def _hospital(chance: random.Random) -> str:
    digits = "".join(str(chance.randrange(10)) for _ in range(chance.choice((6, 7, 7, 8))))
    return chance.choice(("", "", "K", "RXH", "D", "H", "MB ")) + digits


def _hospital_aloud(chance: random.Random) -> str:
    digits = "".join(str(chance.randrange(10)) for _ in range(chance.choice((6, 7))))
    return chance.choice(("", "", "K ", "R X H ")) + sayings.aloud(digits, chance)


def _address(chance: random.Random) -> str:
    number = chance.choice(
        (
            str(chance.randrange(1, 240)),
            f"{chance.randrange(1, 90)}a",
            f"Flat {chance.randrange(1, 9)}, {chance.randrange(1, 90)}",
        )
    )
    address = f"{number} {chance.choice(sayings.STREETS)} {chance.choice(sayings.ROADS)}"
    return address.lower() if chance.random() < 0.15 else address


def _address_aloud(chance: random.Random) -> str:
    street = f"{chance.choice(sayings.STREETS)} {chance.choice(sayings.ROADS[:8])}"
    number = sayings.number_aloud(chance.randrange(2, 99))
    return f"{chance.choice(('', '', 'number '))}{number} {street if chance.random() < 0.6 else street.lower()}"


def _plate(chance: random.Random) -> str:
    letters = "ABCDEFGHJKLMNOPRSTUVWXY"
    first = "".join(chance.choice(letters) for _ in range(2))
    last = "".join(chance.choice(letters) for _ in range(3))
    return f"{first}{chance.choice((*range(10, 27), *range(51, 77))):02}{chance.choice((' ', ''))}{last}"


_AROUND = ("{}", "{}", "👍🏽 {}", "A2 {}", "{} 🙏", "So, yes. {} Waited 18 weeks.", "{} #SolvingTogether", "“{}”")
_SORTS = {
    "NHS number": _Sort(make=_nhs, sentences=sayings.NHS_ANY, kinds=("nhs_number",), count=70),
    "NHS number, mistyped": _Sort(make=_nhs_mistyped, sentences=sayings.NHS_CALLED, kinds=("nhs_number",)),
    "phone": _Sort(make=_phone, sentences=sayings.PHONE, kinds=("phone",), count=90),
    "email": _Sort(make=_email, sentences=sayings.EMAIL, kinds=("email",), count=60),
    "postcode": _Sort(make=_postcode, sentences=sayings.POSTCODE, kinds=("postcode", "address"), count=60),
    "NI number": _Sort(make=_insurance, sentences=sayings.INSURANCE, kinds=("national_insurance",), count=50),
    "date of birth": _Sort(make=_birth, sentences=sayings.BORN, kinds=("date_of_birth",), count=70),
    "hospital number": _Sort(make=_hospital, sentences=sayings.HOSPITAL, kinds=("hospital_number", "nhs_number")),
    "address": _Sort(make=_address, sentences=sayings.ADDRESS, kinds=("address",), count=60),
    "car plate": _Sort(make=_plate, sentences=sayings.PLATE, kinds=("vehicle",), count=30),
    "NHS number aloud": _Sort(
        make=lambda chance: sayings.aloud(nhs_digits(chance), chance),
        sentences=sayings.NHS_ALOUD,
        kinds=("nhs_number", "number", "phone"),
        form=SPOKEN,
        count=70,
    ),
    "phone aloud": _Sort(
        make=lambda chance: sayings.aloud((_mobile if chance.random() < 0.6 else _landline)(chance), chance),
        sentences=sayings.PHONE_ALOUD,
        kinds=("phone", "number"),
        form=SPOKEN,
        count=70,
    ),
    "email aloud": _Sort(make=_email_aloud, sentences=sayings.EMAIL_ALOUD, kinds=("email",), form=SPOKEN, count=60),
    "postcode aloud": _Sort(
        make=_postcode_aloud, sentences=sayings.POSTCODE_ALOUD, kinds=("postcode",), form=SPOKEN, count=30
    ),
    "NI number aloud": _Sort(
        make=_insurance_aloud, sentences=sayings.INSURANCE_ALOUD, kinds=("national_insurance",), form=SPOKEN, count=30
    ),
    "date of birth aloud": _Sort(
        make=_birth_aloud, sentences=sayings.BORN_ALOUD, kinds=("date_of_birth",), form=SPOKEN, count=60
    ),
    "hospital number aloud": _Sort(
        make=_hospital_aloud,
        sentences=sayings.HOSPITAL_ALOUD,
        kinds=("hospital_number", "number", "nhs_number", "phone"),
        form=SPOKEN,
        count=40,
    ),
    "address aloud": _Sort(
        make=_address_aloud, sentences=sayings.ADDRESS_ALOUD, kinds=("address",), form=SPOKEN, count=40
    ),
}
