"""What a text is about: its words, what they have in common with others, and how near two texts are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest

from bridge.ideas.about import About, about, is_of_care, nearness, shared, words_of
from bridge.ideas.topics import FIELDS, topics
from bridge.ideas.walks import SETTINGS, WALKS, groups, is_setting

EQUAL: defaultdict[str, float] = defaultdict(lambda: 1.0)


def told(text: str) -> About:
    return about(words_of(text), EQUAL, is_of_care=is_of_care(text))


def near(one: str, other: str) -> float:
    return nearness(told(one), told(other))


def names(table: str) -> list[str]:
    return [line.split()[0] for line in table.strip().splitlines()]


def test_no_two_groups_have_one_name() -> None:
    every = names(SETTINGS) + names(WALKS)

    assert len(set(every)) == len(every)


@pytest.mark.parametrize("table", [SETTINGS, WALKS, FIELDS])
def test_every_word_of_the_tables_is_plain(table: str) -> None:
    assert not [it for it in table.split() if it != it.lower()]


def test_a_word_is_of_its_groups_in_any_form() -> None:
    assert groups("delays") == groups("delayed")
    assert "^late" in groups("delays")
    assert groups("the") == groups("qwertz") == ()


def test_what_tells_when_is_set_apart_from_what_tells_what() -> None:
    assert is_setting("^winter")
    assert not is_setting("^train")


def test_words_that_everybody_uses_tell_nothing_and_forms_of_a_word_are_one() -> None:
    assert [it.said for it in words_of("They should not make the trains later, nor our train")] == ["trains", "later"]


@pytest.mark.parametrize(
    ("text", "right"),
    [("Let nurses choose", True), ("More insulin pumps", True), ("Mend the potholes", False), ("Homework club", False)],
)
def test_a_text_is_of_care_by_a_word_that_is_said_of_care_alone(text: str, right: bool) -> None:
    assert is_of_care(text) is right


def test_a_text_is_as_near_to_itself_as_can_be_and_nearness_goes_both_ways() -> None:
    one, other = "Mend the potholes in our street", "The council should resurface the road"

    assert near(one, one) == pytest.approx(1.0)
    assert 0 < near(one, other) < 1
    assert near(one, other) == near(other, one)
    assert near(one, "Sing in the choir") == near(one, "") == 0


def test_a_shared_subject_brings_texts_nearer_than_a_shared_day() -> None:
    assert near("Meetings on Friday", "No meetings at all") > near("Meetings on Friday", "Trains on Friday")


def test_a_word_that_is_of_one_field_in_several_ways_counts_once() -> None:
    assert topics("bus")
    assert near("A bus", "A taxi") <= 1


def test_what_only_one_of_is_said_of_care_is_less_near() -> None:
    assert near("A bus to the shops", "A taxi to the shops") > near(
        "A bus to the shops", "A taxi to the shops for nurses"
    )


def test_the_same_words_are_told_before_those_of_one_group() -> None:
    def pairs(one: str, other: str) -> Iterable[tuple[str, str]]:
        return shared(words_of(one), words_of(other), EQUAL)

    assert pairs("A choir in the library", "An orchestra for libraries") == [
        ("library", "libraries"),
        ("choir", "orchestra"),
    ]
    assert pairs("A choir", "Potholes") == []
