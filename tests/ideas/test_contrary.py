"""Whether a person is told that one of two texts may say the opposite of the other."""

from __future__ import annotations

import pytest

from bridge.ideas.canonical import canonical
from bridge.ideas.contrary import contrary
from tests.ideas.judged.said import said


def told(one: str, other: str) -> str | None:
    return contrary(canonical(one), canonical(other))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Open the library on Sundays", "The library shouldn't open on Sundays", "only one says 'should not'"),
        ("Open the library on Sundays", "Sunday opening is a waste of money", "only one says 'a waste'"),
        ("Plant trees by the lake", "Please don't plant trees by the lake", "only one says 'do not'"),
        ("Plant trees by the lake", "Leave the lake alone", "only one says 'leave the lake alone'"),
        ("Put lids on the bins", "No more bins with lids", "only one says 'no more'"),
        ("Make helmets optional", "Helmets have to be compulsory", "one says 'optional', the other 'compulsory'"),
        ("Turn the music in the gym up", "Turn the music in the gym down", "one says 'up', the other 'down'"),
        (
            "Trams would help commuters more than buses",
            "Buses would help commuters more than trams",
            "they compare the same two the other way round",
        ),
    ],
)
def test_what_speaks_for_the_opposite_is_told_in_words(one: str, other: str, why: str) -> None:
    assert told(one, other) == why
    assert told(other, one) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Free towels for guests", "Guests should have towels at no cost"),
        ("Sell tickets online", "Tickets should be sold on the web, not just at the desk"),
        ("More benches on the hill", "I can't walk far, so put benches on the hill"),
        ("A walk-in desk for tenants", "No appointment needed at a desk for tenants"),
        ("A shelter at the bus stop", "The bus stop needs a roof"),
        ("Do not wake us at night", "Never wake people at night"),
        ("Open in the morning and close at noon", "Close at noon, open in the morning"),
        ("Reply within a few days", "Reply in less than a week"),
        ("", "Plant trees"),
    ],
)
def test_a_word_that_denies_is_no_opposite_by_itself(one: str, other: str) -> None:
    assert told(one, other) is None
    assert told(other, one) is None


def test_places_that_pull_against_each_other_tell_only_between_texts_that_are_much_alike() -> None:
    assert told("Keep the lamps on at night", "Keep the lamps off at night")
    assert told("Put the timetable on the door", "Take a day off for the fair") is None


def test_the_same_reason_is_given_whatever_the_order_in_which_words_are_held() -> None:
    one, other = "Start early, open more, extend it up", "Cease late, close less, cut it down"

    assert {told(one, other) for _ in range(5)} == {"one says 'early', the other 'late'"}


@pytest.mark.parametrize(
    ("held_out", "opposite", "same", "other"), [(False, 0.78, 0.11, 0.05), (True, 0.57, 0.12, 0.05)]
)
def test_contradictions_are_told_and_paraphrases_seldom_taken_for_them(
    held_out: bool, opposite: float, same: float, other: float
) -> None:
    half = [it for it in said() if it.is_held_out is held_out]

    def share(pairs: list[tuple[str, str]]) -> float:
        return sum(told(*it) is not None for it in pairs) / len(pairs)

    def others(kind: str) -> list[tuple[str, str]]:
        return [(it.text, flip.text) for it in half for flip in it.others if flip.kind == kind]

    assert share(others("contradicting")) >= opposite
    assert share([(it.text, text) for it in half for text in it.same]) <= same
    assert share(others("different")) <= other
