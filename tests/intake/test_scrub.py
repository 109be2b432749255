"""What is masked, what is not, and how much of a made-up set is found."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.intake.normalise import normalise
from bridge.intake.scrub import MASKS, scrub

SPEAKERS = (
    "Dr. Jennifer Adams (She/Her)",
    "Will May",
    "DÍAZ, Pedro (TRUST)",
    "Jo Li",
    "Siobhán O'Brien",
    "Anne Smith-Jones",
    "Mark Ward - NHS England",
    "Speaker 1",
)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("NHS number 943 476 5919 please", "NHS number [NHS number] please"),
        ("it is 9434765919", "it is [NHS number]"),
        ("my NHS no. is 943 476 5918", "my NHS no. is [NHS number]"),
        ("call 07700 900123 now", "call [phone number] now"),
        ("0161 496 0123 or +44 (0)20 7946 0958", "[phone number] or [phone number]"),
        ("ring 496 0123", "ring [phone number]"),
        ("07700 900123 07700 900124", "[phone number] [phone number]"),
        ("+44 7700 900123 18 weeks", "[phone number] 18 weeks"),
        ("+33 1 23 45 65 59", "[phone number]"),
        ("0 7 7 0 0 9 0 0 1 2 3", "[phone number]"),
        ("https://wa.me/447700900123", "https://wa.me/[phone number]"),
        ("mail a.b+c@example.nhs.uk!", "mail [email address]!"),
        ("sarah dot thornton at nhs dot net", "[email address]"),
        ("sarah [at] nhs [dot] net", "[email address]"),
        ("live at M1 1AE", "live at [postcode]"),
        ("sw1a1aa", "[postcode]"),
        ("NI AB 12 34 56 C", "NI [National Insurance number]"),
        ("born on 12 March 1980 in Leeds", "born on [date of birth] in Leeds"),
        ("DOB: 12/03/80", "DOB: [date of birth]"),
        ("nine four three four seven six five nine one nine", "[NHS number]"),
        ("oh double seven double oh nine double oh one two three", "[phone number]"),
        ("one six five five two nine three four", "[number]"),
        ("joansmith at gmail.com", "[email address]"),
        ("it is joansmith at nhs.net", "it is [email address]"),
        ("write to joansmith at leeds.gov.uk", "write to [email address]"),
        ("Email me at joansmith at example.org.", "Email me at [email address]."),
        ("DOB 12Mar1956", "DOB [date of birth]"),
        ("dob 12 / 3 / 56", "dob [date of birth]"),
        ("d.o.b - 12 / 03 / 1956", "d.o.b - [date of birth]"),
        ("Dob 12 Sept. 1956", "Dob [date of birth]"),
        ("DOB 12th Mar '56", "DOB [date of birth]"),
        ("born 12.Mar.1956", "born [date of birth]"),
        ("birth date 12/03/1956", "birth date [date of birth]"),
        ("date-of-birth 12/03/1956", "date-of-birth [date of birth]"),
        ("bday 12/03/1956", "bday [date of birth]"),
        ("d/o/b 12/03/1956", "d/o/b [date of birth]"),
        ("dob 12,03,1956", "dob [date of birth]"),
        ("nhs no 943\n476 5919", "nhs no [NHS number]"),
        ("943 – 476 – 5919", "[NHS number]"),
        ("943/476/5919", "[NHS number]"),
        ("943_476_5919", "[NHS number]"),
        ("(943) 476 5919", "[NHS number]"),
        ("NHS: 9434765918", "NHS: [NHS number]"),
        ("patient 9434765918", "patient [NHS number]"),
        ("nhs number (943) 476 5918", "nhs number [NHS number]"),
        ("07 700 900 123", "[phone number]"),
        ("07.700.900.123", "[phone number]"),
        ("oh seven seven hundred nine hundred one two three", "[phone number]"),
        ("LS1\n4AP", "[postcode]"),
    ],
)
def test_a_detail_is_masked(text: str, scrubbed: str) -> None:
    assert scrub(text).text == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Jennifer said Adams was right, jennifer's too", "[name] said [name] was right, [name]'s too"),
        ("Jennifer Adams leads", "[name] leads"),
        ("Will you come in May?", "Will you come in May?"),
        ("I asked Will about it. Will May agreed", "I asked [name] about it. [name] agreed"),
        ("Mark said the ward is full. Ward 7 is not", "[name] said the ward is full. Ward 7 is not"),
        ("PEDRO and diaz", "[name] and [name]"),
        ("Jo Li is here, jo", "[name] is here, jo"),
        ("O’Brien's idea", "[name]'s idea"),
        ("Anne and Mr Jones", "[name] and Mr [name]"),
        ("@JenniferAdams and #jennifer_adams", "@[name] and #[name]"),
        ("NHS England and Speaker 1 spoke", "NHS England and Speaker 1 spoke"),
    ],
)
def test_a_speaker_is_not_named(text: str, scrubbed: str) -> None:
    assert scrub(text, SPEAKERS).text == scrubbed


ORDINARY_SPEAKERS = ("Mark Grace", "Rose Hill", "Will May", "Hope Young", "Jo Li")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("Mark, could you tell us more?", "[name], could you tell us more?"),
        ("Grace, do you want to come in?", "[name], do you want to come in?"),
        ("Right. Rose, over to you.", "Right. [name], over to you."),
        ("Hope: go on", "[name]: go on"),
        ("Rose can you hear us?", "[name] can you hear us?"),
        ("May, could you start?", "[name], could you start?"),
        ("Jo, go ahead", "[name], go ahead"),
        ("thanks mark", "thanks [name]"),
        ("thank you, grace", "thank you, [name]"),
        ("over to will", "over to [name]"),
        ("hi rose, ask hope", "hi [name], ask [name]"),
        ("Cheers jo", "Cheers [name]"),
        ("Mark - could you start?", "[name] - could you start?"),
        ("Mark? Are you there?", "[name]? Are you there?"),
        ("thanks so much mark", "thanks so much [name]"),
        ("good morning, rose", "good morning, [name]"),
        ("back to you, will", "back to you, [name]"),
        ("Rose and Mark, could you start?", "[name] and [name], could you start?"),
        ("Well done grace", "Well done [name]"),
    ],
)
def test_a_speaker_who_is_spoken_to_is_not_named(text: str, scrubbed: str) -> None:
    assert scrub(text, ORDINARY_SPEAKERS).text == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, will do",
        "It is up to you, will it work?",
        "Thanks very much, hope that helps",
        "Hello hope you are all well",
        "May, June and July were full",
        "May: 20 people. Will you come?",
        "Will it help? Hope so. Rose to the top of the hill",
        "Mark the bed as free. I hope it may work",
        "Thanks. Will we see it in May?",
        "Thank you may I add one thing",
    ],
)
def test_a_word_that_is_also_a_name_stays_where_it_is_a_word(text: str) -> None:
    assert scrub(text, ORDINARY_SPEAKERS).text == text


def test_what_was_masked_is_told_by_kind_once() -> None:
    scrubbed = scrub("Jennifer: 07700 900123, 07700 900124, a@example.org", SPEAKERS)

    assert scrubbed.masked == ("email", "phone", "name")


@pytest.mark.parametrize(
    "text",
    [
        "18 weeks is too long, we are at 7.2 million people",
        "By 2026 or 2026-27, as in 2019/20",
        "It cost £1,500, then £1,500,000 and 12,345,678 more",
        "A 7 day service, 10am-4pm, 09:00-17:00, 0900-1700",
        "Call 111, or 999, or 119. Samaritans are on 116 123",
        "Call 116 123, call 116 006 or text 85258",
        "Ring 0800 1111, 0800 068 4141, or 0808 157 0123, or +44 800 068 4141",
        "oh eight hundred oh six eight four one four one",
        "Call 111 999 119",
        "between 0900 1700 and 1800 2000",
        "1. one 2. two 3. three 4. four",
        "one hundred two hundred three hundred four hundred",
        "Our service was born on 1 April 2020",
        "Birthday of the NHS: 5 July 1948, and the NHS's birthday is 5 July 1948",
        "look at nhs.net, find it at gov.uk, available at england.nhs.uk, the team at leeds.gov.uk",
        "Contact us at example.org",
        "Slots on 01/02/2026 10:00, 01-02-2026 and 2026-02-01",
        "42% of 1234567 appointments",
        "Ward B2, room E14, 1st floor, W1 1st bay, bed 12",
        "vitamin B12 1ml and a CT in M25 traffic",
        "https://example.org/status/1234567890123456789?id=07700900123",
        "https://example.org/2022/05/9434765919/sw1a1aa",
        "@amy@social.example and @amy.example.org said it",
        "find us at www dot england dot nhs dot uk",
        "we meet at the hub at noon",
        "one to one, two of three, four in ten",
        "count with me: one two three four five six seven",
        "on a scale of 1 2 3 4 5",
        "0 - 5 10 15 20 25 30, and 0 to 10 20 30 40 50",
        "born leaders, born in 1948 like the NHS",
        "A1 yes, Q2 no, T2 diabetes, P2 patients, HbA1c 48",
        "130/80 mmHg, 37.5 degrees, 5mg twice, 4-6 weeks",
        "the 62 day, 28 day and 104 day waits of 2024 2025 2026",
        "ISO 27001:2022, DTAC v2.0, DCB0129",
    ],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert scrub(text) == scrub(text, ())
    assert scrub(text).masked == ()


def _nhs(chance: random.Random) -> str:
    while True:
        nine = [chance.randrange(10) for _ in range(9)]
        check = 11 - sum(weight * digit for weight, digit in zip(range(10, 1, -1), nine, strict=True)) % 11
        if check != 10:
            digits = "".join(map(str, [*nine, check % 11]))
            return chance.choice(["{}{}{}", "{} {} {}", "{}-{}-{}"]).format(digits[:3], digits[3:6], digits[6:])


def _phone(chance: random.Random) -> str:
    tail = f"{chance.randrange(1000):03}"
    return chance.choice(
        [
            f"07700 900{tail}",
            f"07700900{tail}",
            f"07700 900 {tail}",
            f"+44 7700 900{tail}",
            f"+44 (0)7700 900{tail}",
            f"0044 7700 900{tail}",
            f"0161 496 0{tail}",
            f"(0161) 496 0{tail}",
            f"020 7946 0{tail}",
            f"01632 960{tail}",
            f"+33 1 23 45 6{tail[0]} {tail[1:]}",
        ]
    )


def _email(chance: random.Random) -> str:
    name = chance.choice(["ana.lopez", "k_osei", "r-patel", "m.o'neil", "tom+list"])
    domain = chance.choice(["example.nhs.uk", "example.org", "mail.example.com", "example.nhs.net"])
    return (
        chance.choice(["{}@{}", "{}@{}"]).format(name, domain).upper() if chance.random() < 0.1 else f"{name}@{domain}"
    )


def _postcode(chance: random.Random) -> str:
    outward = chance.choice(["M1", "B33", "CR2", "DN55", "W1A", "EC1A", "SW1A", "LS6", "G12", "BT7", "CF10", "EH1"])
    inward = f"{chance.randrange(10)}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}{chance.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    code = outward + chance.choice([" ", " ", ""]) + inward
    return code.lower() if chance.random() < 0.2 else code


def _insurance(chance: random.Random) -> str:
    pairs = [f"{chance.randrange(100):02}" for _ in range(3)]
    letters = chance.choice(["AB", "JK", "PX", "SR", "LM"])
    last = chance.choice("ABCD")
    return " ".join([letters, *pairs, last]) if chance.random() < 0.5 else "".join([letters, *pairs, last])


def _birth(chance: random.Random) -> str:
    day, month, year = chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1930, 2015)
    date = chance.choice(
        [
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day:02}-{month:02}-{year}",
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} March {year}",
            f"{day}th of June {year}",
            f"Sept {day}, {year}",
        ]
    )
    return chance.choice(["born {}", "born on {}", "DOB {}", "DOB: {}", "date of birth is {}", "d.o.b. {}"]).format(
        date
    )


FORMATS: dict[str, Callable[[random.Random], str]] = {
    "nhs_number": _nhs,
    "phone": _phone,
    "email": _email,
    "postcode": _postcode,
    "national_insurance": _insurance,
    "date_of_birth": _birth,
}
CARRIERS = (
    "{}",
    "A1 my mum, {}, waited 18 weeks #SolvingTogether",
    "please contact {}.",
    "({}) is what the letter said in 2026",
    "they wrote “{}” on the board at 10am",
    "Details: {}\nThanks all 👏",
    "so um it was {} and then nothing happened",
)


@pytest.mark.parametrize("kind", FORMATS)
def test_ninety_eight_in_a_hundred_formatted_details_are_found(kind: str) -> None:
    chance = random.Random(f"scrub {kind}")
    details = [FORMATS[kind](chance) for _ in range(140)]

    missed = [
        text
        for place, detail in enumerate(details)
        if kind not in scrub(text := normalise(CARRIERS[place % len(CARRIERS)].format(detail))).masked
    ]

    assert len(missed) <= 0.02 * len(details), missed


NASTY = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["07700 900123", "943 476 5919", "NHS number", "DOB", "12/3/80", "a@b.org", " dot ", " at ", "SW1A 1AA"]
        ),
        st.sampled_from(
            [
                "AB123456C",
                "nine four three ",
                "Will",
                "may",
                "Adams",
                " Jo",
                " Li",
                "https://",
                "\u200d",
                *MASKS.values(),
            ]
        ),
    )
).map("".join)


@given(NASTY)
def test_scrubbing_what_was_normalised_twice_is_doing_it_once(text: str) -> None:
    once = scrub(normalise(text), SPEAKERS).text

    assert scrub(normalise(once), SPEAKERS).text == once


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(SPEAKERS), st.sampled_from([" ", ", "]))).map("".join))
@example("Will May·")
def test_no_speakers_full_name_survives(text: str) -> None:
    scrubbed = scrub(normalise(text), SPEAKERS).text

    assert not [name for name in SPEAKERS[:-1] if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", scrubbed)]
