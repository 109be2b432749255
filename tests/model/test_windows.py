"""Turns become windows that fit a small model, overlap, and hold neither names nor what could identify a patient."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import windows as room
from bridge.model.details import holds_detail
from bridge.model.windows import Line, kept_back, windows


def spoken(*texts: str) -> list[Line]:
    return [Line(speaker=f"S{number % 3 + 1}", text=text) for number, text in enumerate(texts)]


def test_a_short_session_is_one_window_with_numbered_turns() -> None:
    (window,) = windows(spoken("We could text people.", "Good idea."))

    assert [(it.turn, it.speaker, it.said) for it in window] == [
        (0, "S1", "We could text people."),
        (1, "S2", "Good idea."),
    ]


def test_a_session_without_words_is_not_sent() -> None:
    assert list(windows([])) == []
    assert list(windows(spoken("", "  \n "))) == []


def test_the_last_five_turns_of_a_window_begin_the_next() -> None:
    turns = [[it.turn for it in window] for window in windows(spoken(*["Yes, we could."] * 60))]

    assert turns == [list(range(25)), list(range(20, 45)), list(range(40, 60))]


def test_long_turns_make_short_windows() -> None:
    every = list(windows(spoken(*["word " * 700] * 9)))

    assert all(sum(len(it.said) for it in window) <= room.LONGEST_WINDOW for window in every)
    assert {it.turn for window in every for it in window} == set(range(9))


def test_a_turn_longer_than_a_piece_is_sent_in_pieces_between_its_words() -> None:
    text = "transport " * 1_000

    pieces = [it for window in windows(spoken(text)) for it in window]

    assert {it.turn for it in pieces} == {0}
    assert all(len(it.said) <= room.LONGEST_PIECE for it in pieces)
    assert " ".join(it.said.strip() for it in pieces) == text.strip()


def test_a_speakers_name_that_slipped_in_is_not_sent() -> None:
    lines = [Line(speaker="Margaret Hale", text="We could text people."), Line(speaker="S12", text="Yes.")]

    (window,) = windows(lines)

    assert [it.speaker for it in window] == ["", "S12"]


@given(st.lists(st.text(max_size=30) | st.integers(1, 9_000).map(lambda size: "ab " * size), max_size=70))
def test_every_turn_is_sent_in_order_and_windows_come_to_an_end(texts: list[str]) -> None:
    every = list(windows(spoken(*texts)))

    sent = [it.turn for window in every for it in window]
    assert sorted(set(sent)) == list(dict.fromkeys(sent)) == [turn for turn, text in enumerate(texts) if text.strip()]
    assert all(1 <= len(window) <= room.TURNS for window in every)
    assert len(every) <= sum(len(text) // 1_000 + 1 for text in texts)


PRIVATE = [
    "My NHS number is 943 476 5919.",
    "It is nine four three, four seven six, five nine one nine.",
    "Ring me on 07700 900123, please.",
    "Ring +44 (0)20 7946 0123.",
    "It was oh seven seven double oh nine hundred, oh seven seven oh oh nine one two.",
    "Write to amy.jones@clinic.example about it.",
    "That's sarah dot thornton at nhs dot net.",
    "We live in LS1 4AP, at the corner.",
    "we live in sw1a 1aa now",
    "My NI number is QQ 12 34 56 C.",
    "９４３４７６５９１９",
]

PLAIN = [
    "We could text people the day before.",
    "In 2019-2020 we had 12,000 referrals and 300 beds.",
    "It is on ward B2 3rd floor from 9:30 to 17:00.",
    "Write to [email address] or ring [phone number], and [name] said [NHS number].",
    "One two three, testing. One or two of us could look at it at noon.",
    "Between 10.30 and 11.45 on 12/03/2026.",
]


@pytest.mark.parametrize("text", PRIVATE)
def test_what_still_looks_like_a_detail_of_a_person_is_kept_back(text: str) -> None:
    lines = spoken("We could text people.", text, "Good idea.")

    assert kept_back(lines) == {1}
    assert [it.turn for window in windows(lines, kept_back(lines)) for it in window] == [0, 2]


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_numbers_and_masks_are_sent(text: str) -> None:
    assert not holds_detail(text)
