"""Ids, names, chains and counts say what dictionaries and lists would, in a tenth of the memory."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bridge.projection.columns import Chains, Counts, Ids, Names

DIGITS = st.text("0123456789abcdef", min_size=20, max_size=20)
IDS = st.one_of(DIGITS.map("c-{}".format), DIGITS, DIGITS.map(lambda it: f"c-{it.upper()}"), st.text(max_size=30))


@given(st.lists(IDS, unique=True))
def test_every_id_has_a_row_and_every_row_its_id(given_ids: list[str]) -> None:
    ids = Ids[str]("c-")

    ids.extend(given_ids[:3])
    ids.extend(given_ids[3:])

    assert len(ids) == len(given_ids)
    assert [ids[row] for row in range(len(ids))] == given_ids
    assert [ids.row(it) for it in given_ids] == list(range(len(ids)))
    assert ids.rows(given_ids) == {it: row for row, it in enumerate(given_ids)}


@given(st.lists(IDS, unique=True, min_size=1))
def test_an_id_that_was_not_added_has_no_row(given_ids: list[str]) -> None:
    ids = Ids[str]("c-")
    ids.extend(given_ids[1:])

    assert ids.row(given_ids[0]) is None
    assert ids.rows(given_ids[:1]) == {}


def test_many_ids_are_found_among_many() -> None:
    ids = Ids[str]("c-")
    many = [f"c-{number:020x}" for number in range(20_000)]
    ids.extend(many)

    assert all(ids.row(it) == row for row, it in enumerate(many))
    assert ids.rows(many) == {it: row for row, it in enumerate(many)}


def test_a_name_keeps_its_number_and_none_is_zero() -> None:
    names = Names[str]()

    numbers = [names.number(it) for it in ("chat-1", "chat-2", "chat-1", None)]

    assert numbers == [1, 2, 1, 0]
    assert [names.name(it) for it in numbers] == ["chat-1", "chat-2", "chat-1", None]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5))))
def test_a_row_is_in_the_chain_that_it_was_put_into_last(moves: list[tuple[int, int]]) -> None:
    chains, found = Chains(), dict[int, int]()
    chains.open(3)
    chains.extend([1, 2, 3, 0, 0, 0])
    found.update({0: 0, 1: 1, 2: 2})

    for chain, row in moves:
        if row in found:
            chains.unlink(found[row], row)
        chains.link(chain, row)
        found[row] = chain

    for chain in range(3):
        assert sorted(chains.rows(chain)) == sorted(row for row, it in found.items() if it == chain)


@given(st.lists(st.tuples(st.integers(-(2**63), 2**63 - 1) | st.integers(-2, 2), st.booleans())))
def test_numbers_are_counted_until_each_is_taken_back(steps: list[tuple[int, bool]]) -> None:
    counts, expected = Counts(), Counter[int]()
    for number, more in steps:
        if more or expected[number]:
            counts.add({number: 1 if more else -1})
            expected[number] += 1 if more else -1

    assert len(counts) == len(+expected)
    assert {it for it, _ in steps if it in counts} == {*+expected}
