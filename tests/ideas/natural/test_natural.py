"""What the rules reach on pairs of sentences in eight manners of speaking: it can only get better."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.ideas.natural import rivals
from tests.ideas.natural.judging import Judged, contraries_joined, judge, judged, others_joined, precision, recall
from tests.ideas.natural.sheets import CONTRARY, OTHER, SAME, Pair, pairs, tripping

HALVES = ["tuning", "held out"]


@pytest.fixture(scope="module")
def halves() -> dict[str, list[Judged]]:
    every = judge()
    return {half: [each for each in every if HALVES[each.pair.is_held_out] == half] for half in HALVES}


def test_the_sheets_are_large_enough_to_tell() -> None:
    every = pairs()
    sizes = Counter(pair.manner for pair in every)
    same = Counter(pair.manner for pair in every if pair.says_the_same)

    assert len(every) >= 700
    assert len(sizes) == 8
    assert min(sizes.values()) >= 80
    assert all(abs(sizes[manner] - 2 * same[manner]) <= 2 for manner in sizes)


def test_each_pair_is_two_texts_that_stand_there_once() -> None:
    every = pairs()

    assert {pair.stands for pair in every} == {SAME, OTHER, CONTRARY}
    assert all(pair.one.strip() != pair.other.strip() for pair in every)
    assert len({frozenset((pair.one, pair.other)) for pair in every}) == len(every)


@pytest.mark.parametrize(("half", "least"), [("tuning", 0.62), ("held out", 0.37)])
def test_what_says_the_same_joins_and_nothing_else_does(
    halves: dict[str, list[Judged]], half: str, least: float
) -> None:
    assert precision(halves[half]) >= 0.98
    assert contraries_joined(halves[half]) <= 0.01
    assert others_joined(halves[half]) <= 0.01
    assert recall(halves[half]) >= least


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("rival", rivals.RIVALS)
def test_no_threshold_joins_so_many_as_precisely(halves: dict[str, list[Judged]], half: str, rival: str) -> None:
    texts = [each.pair for each in halves[half]]

    best = rivals.reached(texts, rivals.RIVALS[rival], 0.98)

    assert best.recall < recall(halves[half])


def test_what_was_written_to_trip_the_rules_hardly_ever_does() -> None:
    every = [judged(pair) for pair in tripping()]

    assert len(every) >= 350
    assert others_joined(every) <= 0.02


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A letter to the king was found in the cellar", "A letter of the king was found in the cellar"),
        ("The senator voted for the bill on Monday", "The senator voted on the bill on Monday"),
        ("The man is looking at the dog", "The man is looking for the dog"),
        ("Doctors should treat patients as children", "Doctors should treat patients and children"),
        ("The president of the club has resigned", "The president and the club have resigned"),
        ("She remembered to lock the front door", "She remembered locking the front door"),
    ],
)
def test_a_little_word_that_joins_others_is_not_another(one: str, other: str) -> None:
    assert_suggested(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Teach the analysts of our trust C++ at work", "Teach the analysts of our trust C# at work"),
        ("Tell donors with blood group A+ by text", "Tell donors with blood group A- by text"),
        ("Ring people whose result is > 5 at once", "Ring people whose result is < 5 at once"),
        ("Keep the freezer of the ward at -5 degrees", "Keep the freezer of the ward at 5 degrees"),
    ],
)
def test_a_sign_that_tells_two_things_apart_is_heard(one: str, other: str) -> None:
    assert_suggested(one, other)


def assert_suggested(one: str, other: str) -> None:
    """Neither joins the other, and a person is asked."""
    for pair in (Pair("", OTHER, one, other), Pair("", OTHER, other, one)):
        assert not judged(pair).joined
        assert judged(pair).suggested
