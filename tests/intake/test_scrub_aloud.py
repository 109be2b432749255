"""Details as speech recognition writes them, details that only a word beside them gives away, and hostile texts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.intake.normalise import normalise
from bridge.intake.scrub import scrub


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("NHS number, four eight five, seven seven seven, three four five six", "NHS number, [NHS number]"),
        ("nine-four-three, four-seven-six, five-nine-one-nine", "[NHS number]"),
        ("my NHS number is forty thirteen forty two nought one twelve", "my NHS number is [NHS number]"),
        ("four two nine oh six two then eight one oh nine that's my NHS number", "[NHS number] that's my NHS number"),
        ("my mobile's oh seven seven double oh, nine hundred, one two three", "my mobile's [phone number]"),
        ("ring oh one sixty one forty nine sixty fifty eight three", "ring [phone number]"),
        ("it was zero one one three, four nine six, zero four, er, double one", "it was [phone number]"),
        ("it's 077 oh oh nine 00546", "it's [phone number]"),
        ("NI number J G one oh three oh five nine A", "NI number [National Insurance number]"),
        ("my ni number, a b, twelve, thirty-four, fifty-six, c", "my ni number, [National Insurance number]"),
        ("nine four three I think four seven six five nine one nine", "[NHS number]"),
        ("postcode's l s 6 2 a b", "postcode's [postcode]"),
        ("we're M twenty one nine W Q", "we're [postcode]"),
        ("born twelfth of March nineteen thirty six, in Hull", "born [date of birth], in Hull"),
        ("date of birth is the third of the fourth twenty fifteen", "date of birth is [date of birth]"),
        ("DOB twelve oh three fifty six", "DOB [date of birth]"),
        ("born on the 5th of November fifty-eight", "born on [date of birth]"),
        ("the MRN is R X H four eight three eight nine two", "the MRN is [hospital number]"),
        ("gareth dot okafor, at nhs dot net", "[email address]"),
        ("gareth dot okafor 22 at nhs dot net", "[email address]"),
        ("gareth dot okafor at outlook.com", "[email address]"),
        ("we live at number twenty-two acacia avenue", "we live at [address]"),
    ],
)
def test_a_detail_read_aloud_is_masked(text: str, scrubbed: str) -> None:
    assert scrub(text).text == scrubbed


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("N H S number 943 476 5918", "N H S number [NHS number]"),
        ("D O B ninth of May thirty two", "D O B [date of birth]"),
        ("patient ref 998877", "patient ref [hospital number]"),
        ("Hospital number MB 07903367", "Hospital number [hospital number]"),
        ("MRN: 12345", "MRN: [hospital number]"),
        ("her hosp no is 4455667", "her hosp no is [hospital number]"),
        ("hospital number RXH 1234567", "hospital number [hospital number]"),
        ("NI: QQ 12 34 56 C", "NI: [National Insurance number]"),
        ("it is 423-214-5483, that is her NHS number", "it is [NHS number], that is her NHS number"),
        ("flat 2b, 17 Mill Lane", "[address]"),
        ("Flat 2, 17 Mill Lane", "[address]"),
        ("4 The Crescent, Leeds", "[address], Leeds"),
        ("reg YK19 ABC", "reg [number plate]"),
        ("0161 496 0123 ext. 203", "[phone number]"),
        ("ring me on +44 121 496 0941 extension 3321", "ring me on [phone number]"),
        ("tel: +44 161 496 0119", "tel: [phone number]"),
    ],
)
def test_a_detail_that_a_word_gives_away_is_masked(text: str, scrubbed: str) -> None:
    assert scrub(text).text == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "At one point twenty thirty forty people came",
        "Testing, one two three four",
        "It was twenty twenty, then twenty twenty one, then twenty twenty two",
        "I was born in nineteen thirty two",
        "Ring at ten fifteen, eleven thirty or two forty five",
        "Zero five ten is the scale, eight sixteen twenty four hourly the dosing",
        "The service was born in May twenty ten",
        "They were born in the nineteen fifties",
        "Call twenty or thirty people, ring four hundred and fifty by five",
        "The number went from forty two to sixty to eighty nine",
        "Bay one two three and four five six",
        "We scored it four five three two one four",
        "Send 3 local community gardens a card, in one small quiet garden court",
        "A 5 mile road, a two way street, 24 Hour Court, Ward 7 Elm Court, 5 Ways to Wellbeing",
        "Patient number 12500 will be seen next week, the hospital number was 600 beds",
        "LS11 ICB and SE15 NHS teams; our car policy NG28 but not NG29",
        "At 10.30 at the hub, at 11.45, at 10.30 at 9.15",
        "Bleep 4512 or extension 3321",
    ],
)
def test_talk_with_numbers_in_it_stays(text: str) -> None:
    assert scrub(text).masked == ()


@pytest.mark.parametrize("around", ["👍🏽", "e\u0301", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "ﬁ", "İ", "ß", "한"])  # fmt: skip
@pytest.mark.parametrize("detail", ["oh seven seven double oh nine double oh one two three", "９４３ ４７６ ５９１９"])
def test_what_stands_around_a_detail_stays_as_it_is(around: str, detail: str) -> None:
    before, after = normalise(f"{around * 3} so"), normalise(f"was it {around * 3}")

    shown = scrub(f"{before} {detail} {after}").text

    assert shown.startswith(f"{before} [")
    assert shown.endswith(f"] {after}")


PIECES = ["one ", "twenty ", "double ", "1 ", "12/", "A ", "A one ", "at ", " dot ", "a@", "born ", "the first of ", "flat 1 ", "at one a ", "1 Aa ", "AB12 ", "reg a ", "mrn ", "nhs number ", "ring ", "+44 ", "then ", "one, um, ", "👍🏽", "[name]", "٣"]  # fmt: skip


@settings(max_examples=25)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), st.sampled_from(["", "x", "1", "@"]))
def test_a_hostile_text_takes_no_longer_than_its_length_allows(pieces: list[str], last: str) -> None:
    """On the processor's clock, so that a busy machine changes nothing. It takes some 0.1 s."""
    unit = "".join(pieces)
    text = (unit * 30_000)[:30_000] + last
    began = time.process_time()

    scrub(text)

    assert time.process_time() - began < 2


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(PIECES))).map("".join))
def test_scrubbing_what_was_read_aloud_twice_is_doing_it_once(text: str) -> None:
    once = scrub(normalise(text)).text

    assert scrub(normalise(once)).text == once
