"""What the rules reach on ideas, copies and flips that were written without knowing them: it can only get better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from tests.ideas.judged.captions import captions, plainly
from tests.ideas.judged.edits import SAME_WAYS, edits
from tests.ideas.judged.judging import Judged, Set, judge, pairs, plain, precision, reached, recall, share
from tests.ideas.judged.said import KINDS, said

Half = Sequence[Judged]

HALVES = ["tuning", "held out"]


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    every = judge()
    return {half: [each for each in every if HALVES[each.pair.base.is_held_out] == half] for half in HALVES}


def of(half: Half, name: Set, *, same: bool | None = None) -> Half:
    return [each for each in half if each.pair.set is name and same in {None, each.pair.says_the_same}]


def wrongly_joined(half: Half) -> float:
    return share(half, lambda each: each.joined or each.astray)


def test_the_sets_are_large_enough_to_tell() -> None:
    ideas = said()
    sizes = Counter((pair.set, pair.says_the_same) for pair in pairs(ideas))

    assert len(ideas) >= 300
    assert sizes[Set.EDITS, True] >= 3000
    assert sizes[Set.EDITS, False] >= 300
    assert sizes[Set.FLIPS, False] >= 1500
    assert sizes[Set.NATURAL, True] >= 300
    assert sizes[Set.NATURAL, False] >= 300
    assert sizes[Set.NEIGHBOURS, False] >= 1000


def test_each_kind_of_edit_and_flip_is_in_both_halves() -> None:
    for held_out in (False, True):
        half = [idea for idea in said() if idea.is_held_out is held_out]

        assert {flip.kind for idea in half for flip in idea.flips} == set(KINDS.values())
        assert set(SAME_WAYS) <= {edit.kind for edit in edits(half)}


def test_no_flip_is_its_original_and_none_is_there_twice() -> None:
    ideas = said()

    for idea in ideas:
        flips = [flip.text for flip in idea.flips]
        assert len(set(flips)) == len(flips), idea.text
        assert idea.text not in flips
        assert not any("{" in text or ">" in text for text in (idea.text, *flips))
    assert len({idea.text for idea in ideas}) == len(ideas)


def test_the_same_seed_makes_the_same_copies() -> None:
    assert edits(said()[:20]) == edits(said()[:20])


@pytest.mark.parametrize(("half", "least"), [("tuning", 0.96), ("held out", 0.94)])
def test_edited_copies_join(judged: dict[str, list[Judged]], half: str, least: float) -> None:
    copies = of(judged[half], Set.EDITS)

    assert precision(copies) >= 0.998
    assert recall(copies) >= least
    assert reached(copies) >= 0.999


@pytest.mark.parametrize("half", HALVES)
def test_a_copy_with_words_of_its_own_is_suggested_and_never_joined(judged: dict[str, list[Judged]], half: str) -> None:
    own = of(judged[half], Set.EDITS, same=False)

    assert wrongly_joined(own) == 0
    assert share(own, lambda each: each.suggested) == 1


@pytest.mark.parametrize("half", HALVES)
def test_what_turns_a_meaning_round_hardly_ever_joins(judged: dict[str, list[Judged]], half: str) -> None:
    assert wrongly_joined(of(judged[half], Set.FLIPS)) <= 0.002


@pytest.mark.parametrize(("half", "least"), [("tuning", 0.53), ("held out", 0.48)])
def test_paraphrases_are_suggested_and_other_proposals_never_join(
    judged: dict[str, list[Judged]], half: str, least: float
) -> None:
    natural = of(judged[half], Set.NATURAL)

    assert precision(natural) >= 0.98
    assert reached(natural) >= least
    assert wrongly_joined(of(natural, Set.NATURAL, same=False)) <= 0.01


@pytest.mark.parametrize("half", HALVES)
def test_neighbours_never_join_and_few_are_suggested(judged: dict[str, list[Judged]], half: str) -> None:
    neighbours = of(judged[half], Set.NEIGHBOURS)

    assert wrongly_joined(neighbours) == 0
    assert share(neighbours, lambda each: each.suggested) <= 0.16


@pytest.mark.parametrize("half", HALVES)
def test_more_joins_than_by_a_plain_threshold_as_precise(judged: dict[str, list[Judged]], half: str) -> None:
    everything = judged[half]

    assert precision(everything) >= 0.999
    assert recall(everything) > 5 * plain(everything, precision(everything))[2]


def test_captions_and_headlines_join_only_where_they_say_the_same() -> None:
    every = captions()
    joined = [each for each in every if each.joins]

    assert len(every) >= 150
    assert all(each.says_the_same for each in joined)
    assert len(joined) >= 0.65 * sum(each.says_the_same for each in every)
    assert len(joined) / sum(each.says_the_same for each in every) > 3 * plainly(every, 0.98)
