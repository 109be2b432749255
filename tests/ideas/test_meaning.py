"""Ideas by what they mean: the most alike first, each once, in the same order on every machine, and gone when they are gone."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.ideas.meaning import BLOCK, Floats, Meanings, padded, turned, vectors_of

HERE, THERE = "elective-care", "island-care"
BOTH = {HERE, THERE}


def towards(*amounts: float) -> Floats:
    return np.array(amounts, np.float32)


def known(**ideas: Floats) -> Meanings:
    """An index of ideas of one campaign."""
    index = Meanings()
    for id_, vector in ideas.items():
        index.add(id_, id_, vector, scope=HERE)
    return index


def near(index: Meanings, id_: str = "a", *, least: float = 0.5, limit: int = 10) -> list[tuple[str, float]]:
    found = index.near(id_, scope=HERE, within=BOTH, limit=limit, least=least)
    return [(it.id, it.score) for it in found]


def test_the_most_alike_come_first_and_what_is_not_alike_enough_does_not_come() -> None:
    index = known(a=towards(1, 0), b=towards(1, 1), c=towards(2, 0.2), d=towards(0.1, 1), e=towards(-1, 0))

    (first, nearest), (second, farther) = near(index)
    assert (first, second) == ("c", "b")
    assert (nearest, farther) == pytest.approx((0.995, 0.707), abs=0.002)


def test_no_idea_is_alike_to_itself_and_one_that_is_not_known_to_none() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0))

    assert near(index) == [("b", 1.0)]
    assert near(index, "x") == []
    assert near(Meanings()) == []


def test_only_campaigns_that_are_asked_for_are_looked_at() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0.1))
    index.add("c", "c", towards(1, 0), scope=THERE)

    assert [(it.scope, it.id) for it in index.near("a", scope=HERE, within={THERE}, limit=5, least=0.5)] == [
        (THERE, "c")
    ]


def test_what_is_removed_is_found_no_more_and_its_place_is_taken_again() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0), c=towards(1, 0))

    index.remove("b", scope=HERE)
    index.remove("b", scope=HERE)
    gone = near(index)
    index.add("d", "d", towards(1, 0), scope=HERE)

    assert gone == [("c", 1.0)]
    assert near(index) == [("c", 1.0), ("d", 1.0)]
    assert len(index) == 3


def test_new_words_take_the_place_of_old_ones() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0))

    index.add("b", "other words", towards(0, 1), scope=HERE)

    assert near(index) == []
    assert not index.knows("b", "b", scope=HERE)
    assert index.knows("b", "other words", scope=HERE)


def test_a_campaign_that_is_cleared_leaves_the_others() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0))
    index.add("c", "c", towards(1, 0), scope=THERE)

    index.clear(HERE)

    assert len(index) == 1
    assert near(index) == []


def test_a_vector_of_another_length_is_refused_and_nothing_is_lost() -> None:
    index = known(a=towards(1, 0), b=towards(1, 0))

    with pytest.raises(ValueError, match="3 numbers among those of 2"):
        index.add("b", "b", towards(1, 0, 0), scope=HERE)

    assert near(index) == [("b", 1.0)]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_answer_depends_on_what_is_known_and_not_on_how_it_came_to_be(chance: random.Random) -> None:
    ids = [f"i-{at}" for at in range(30)]
    vectors = {it: towards(*(chance.choice([0.0, 1.0, -1.0, 0.5]) for _ in range(4)), 0.1) for it in ids}
    straight = known(**vectors)
    index = Meanings()
    for id_ in chance.sample(ids, 20) + chance.sample(ids, 20):
        index.add(id_, "old words", vectors[chance.choice(ids)], scope=HERE)
    for id_ in chance.sample(ids, 10):
        index.remove(id_, scope=HERE)
    for id_ in chance.sample(ids, 30):
        index.add(id_, id_, vectors[id_], scope=HERE)

    for limit in (1, 3, 30):
        assert near(index, "i-0", limit=limit) == near(straight, "i-0", limit=limit)
    assert near(straight, "i-0", limit=3) == near(straight, "i-0", limit=30)[:3]


def test_ideas_are_found_in_whatever_block_they_are_kept() -> None:
    chance = np.random.default_rng(4)
    index = Meanings()
    vectors = chance.standard_normal((2 * BLOCK + 5, 16)).astype(np.float32)
    for at, vector in enumerate(vectors):
        index.add(f"i-{at:05}", "", vector, scope=HERE)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    exact = unit @ unit[3]
    exact[3] = -1

    found = near(index, "i-00003", limit=5)

    assert [exact[int(id_[2:])] for id_, _ in found] == pytest.approx([score for _, score in found], abs=0.01)
    assert [score for _, score in found] == pytest.approx(sorted(exact)[-5:][::-1], abs=0.01)


def test_what_is_worded_alike_and_turned_round_is_told() -> None:
    assert turned("Increase the number of beds on the ward", "Reduce the number of beds on the ward") == (
        "may say the opposite: one says 'increase', the other 'reduce'"
    )
    assert turned("Increase the number of beds on the ward", "Buy more places to sleep for patients") == ""


def test_a_text_that_only_denies_may_say_the_opposite() -> None:
    assert turned("Let families visit in the evening", "Do not permit relatives at night") == (
        "may say the opposite: only one says 'do not'"
    )
    assert turned("Let families visit in the evening", "Permit relatives at night") == ""


def test_the_mean_of_the_tokens_leaves_out_what_fills_a_row() -> None:
    mask = padded([[1, 1], [1]], 0, "int64")
    tokens = np.array([[[1, 0], [0, 1]], [[0, 3], [9, 9]]], np.float32)

    assert mask.tolist() == [[1, 1], [1, 0]]
    assert vectors_of(tokens, mask).ravel().tolist() == pytest.approx([0.7071, 0.7071, 0, 1], abs=1e-4)


@pytest.mark.parametrize(
    "told", [np.zeros((2, 3)), np.full((2, 3), np.inf), np.ones((3, 3)), np.ones((2, 5, 3)), np.ones(2)]
)
def test_an_answer_that_is_no_vector_for_each_text_is_refused(told: Floats) -> None:
    with pytest.raises(ValueError, match="its answer"):
        vectors_of(told, np.ones((2, 4), np.int64))
