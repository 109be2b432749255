"""What telling suggestions promises, on sentences that were labelled before any rule had read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.records import Register
from tests.intake.suggestions.evaluation import (
    AFTERWARDS,
    ELSEWHERE,
    ELSEWHERE_AFTERWARDS,
    figures,
    recall_at_the_top,
    sentences,
)

ALL = sentences()
HELD = [sentence for sentence in ALL if sentence.held]


def test_the_sentences_are_many_of_many_kinds_and_none_stands_twice() -> None:
    suggested = sum(sentence.is_suggestion for sentence in ALL) / len(ALL)
    elsewhere = sum(sentence.domain != "care" for sentence in ALL) / len(ALL)

    assert len(ALL) >= 440
    assert 0.35 <= suggested <= 0.45
    assert elsewhere >= 0.3
    assert len({sentence.text for sentence in ALL}) == len({sentence.id for sentence in ALL}) == len(ALL)
    assert 0.45 <= len(HELD) / len(ALL) <= 0.55


@pytest.mark.parametrize("domain", ["care", "software", "travel", "workplaces", "schools"])
def test_both_halves_hold_suggestions_and_others_of_every_domain(domain: str) -> None:
    kinds = {(sentence.held, sentence.is_suggestion) for sentence in ALL if sentence.domain == domain}

    assert len(kinds) == 4


def test_suggestions_are_told_in_the_held_out_half() -> None:
    assert figures(HELD)[2] >= 0.75


def test_suggestions_are_told_in_what_was_written_after_the_rules() -> None:
    assert figures(sentences(AFTERWARDS))[2] >= 0.75


@pytest.mark.parametrize("register", Register)
def test_suggestions_are_told_in_what_is_spoken_and_in_what_is_written(register: Register) -> None:
    assert figures([sentence for sentence in HELD if sentence.register is register])[2] >= 0.75


@pytest.mark.parametrize("care", [True, False])
def test_suggestions_are_told_within_care_and_elsewhere(care: bool) -> None:
    assert figures([sentence for sentence in HELD if (sentence.domain == "care") is care])[2] >= 0.75


@pytest.mark.parametrize("share", [0.1, 0.15, 0.2])
def test_nine_in_ten_suggestions_stand_in_the_first_quarter_of_a_ranked_session(share: float) -> None:
    """The share of suggestions is drawn down to that of a session; `recall_at_the_top` says how."""
    assert recall_at_the_top(HELD, share=share) >= 0.9


def test_the_sentences_of_other_domains_are_all_different() -> None:
    both = [*sentences(ELSEWHERE), *sentences(ELSEWHERE_AFTERWARDS), *ALL, *sentences(AFTERWARDS)]

    assert len(sentences(ELSEWHERE)) >= 120
    assert len(sentences(ELSEWHERE_AFTERWARDS)) >= 60
    assert len({sentence.text for sentence in both}) == len({sentence.id for sentence in both}) == len(both)


@pytest.mark.parametrize("source", [ELSEWHERE, ELSEWHERE_AFTERWARDS])
@pytest.mark.parametrize(("domain", "least"), [("software", 0.7), ("travel", 0.8), ("care", 0.75)])
def test_suggestions_are_told_in_a_forum_in_hotel_reviews_and_in_sessions(
    source: Path, domain: str, least: float
) -> None:
    assert figures([sentence for sentence in sentences(source) if sentence.domain == domain])[2] >= least
