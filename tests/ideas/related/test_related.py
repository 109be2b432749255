"""Related ideas: what is near in what it is about, and what is left out."""

from __future__ import annotations

from random import Random

import pytest

from bridge.ideas.related import LEAST_OF_CARE, Near, Related
from bridge.ideas.topics import topics
from tests.ideas.related.judging import CAMPAIGNS, Shelf, ideas, known, quality, ways

HERE, THERE = CAMPAIGNS


def index(*texts: str, scope: str = HERE) -> Related:
    """These texts as i-0, i-1, …"""
    made = Related()
    for at, text in enumerate(texts):
        made.add(f"i-{at}", text, scope=scope)
    return made


def near(made: Related, id_: str = "i-0", limit: int = 10) -> list[Near]:
    return [*made.near(id_, scope=HERE, within=CAMPAIGNS, limit=limit)]


BUS = "Run a shuttle bus to the clinic from the village"
TAXI = "Pay the taxi for those who cannot reach the hospital from the countryside"
MEALS = "Cook fresh meals on the ward"


def test_an_idea_about_the_same_in_other_words_is_near_and_another_is_not() -> None:
    assert [it.id for it in near(index(BUS, MEALS, TAXI))] == ["i-2"]


def test_the_reason_tells_what_both_speak_of_in_the_words_of_each() -> None:
    (only,) = near(index("A ferry pass for islanders", "Free island travel by ferry for visits"))

    assert only.why == "both speak of 'islanders' and 'ferry'"


def test_words_that_are_only_of_one_field_are_told_side_by_side() -> None:
    (only,) = near(index(BUS, MEALS, TAXI))

    assert "'bus' / 'taxi'" in only.why
    assert "~" not in only.why


def test_words_that_everybody_uses_are_no_reason() -> None:
    (only,) = near(index("Help patients with dementia find the ward", "Patients with dementia need help to eat"))

    assert only.why == "both speak of 'dementia'"


@pytest.mark.parametrize("same", [BUS, f"{BUS}!", f"RT @amy: {BUS}"], ids=["copy", "marks", "repost"])
def test_what_says_the_same_is_not_related(same: str) -> None:
    made = index(BUS, TAXI, same)

    assert [it.id for it in near(made)] == ["i-1"]


@pytest.mark.parametrize("same", [BUS, f"{BUS}!", f"RT @amy: {BUS}"], ids=["copy", "marks", "repost"])
def test_what_says_the_same_in_another_campaign_is_nearest(same: str) -> None:
    made = index(BUS, TAXI)
    made.add("i-there", same, scope=THERE)

    first, second = near(made)

    assert (first.id, first.why, second.id) == ("i-there", "says the same", "i-1")
    assert first.score > second.score


def test_what_says_the_opposite_in_the_same_words_is_related() -> None:
    made = index(
        "Run a shuttle bus to the village clinic at night", "Do not run a shuttle bus to the village clinic at night"
    )

    assert [it.id for it in near(made)] == ["i-1"]


def same(made: Related, id_: str = "i-0", limit: int = 3) -> list[Near]:
    return [*made.same(id_, scope=HERE, limit=limit)]


SUNDAYS = "Open the library on Sundays"


def test_what_may_say_the_same_in_other_words_is_told_with_what_both_speak_of() -> None:
    made = index(SUNDAYS, MEALS, "Libraries should be open at the weekend", TAXI)

    (only,) = same(made)

    assert only.id == "i-2"
    assert not only.opposed
    assert only.why == "both speak of 'library' and 'open'"


def test_what_may_say_the_opposite_is_told_so_and_stands_behind_what_does_not() -> None:
    made = index(SUNDAYS, "Don't open the library on Sundays", "Libraries open on Sunday afternoons, please", MEALS)

    first, last = same(made)

    assert (first.id, first.opposed) == ("i-2", False)
    assert (last.id, last.opposed) == ("i-1", True)
    assert last.score >= first.score
    assert last.why.endswith(", but may say the opposite: only one says 'do not'")


def test_the_same_words_may_say_the_same_and_so_are_told_too() -> None:
    assert [it.id for it in same(index(SUNDAYS, SUNDAYS, TAXI))] == ["i-1"]


def test_no_more_are_told_to_say_the_same_than_asked_for_and_none_of_another_campaign_or_of_nothing() -> None:
    made = index(*[SUNDAYS] * 5)
    made.add("i-9", SUNDAYS, scope=THERE)

    assert [it.id for it in same(made)] == ["i-1", "i-2", "i-3"]
    assert made.same("i-9", scope=THERE, limit=3) == []
    assert same(made, "i-7") == []


def test_ideas_of_all_campaigns_are_near_but_only_of_those_that_are_asked_for() -> None:
    made = index(BUS)
    made.add("i-1", TAXI, scope=THERE)

    assert [(it.scope, it.id) for it in near(made)] == [(THERE, "i-1")]
    assert made.near("i-0", scope=HERE, within=(HERE,), limit=10) == []


def test_one_id_in_two_campaigns_is_two_ideas() -> None:
    made = index(BUS)
    made.add("i-0", TAXI, scope=THERE)

    assert [(it.scope, it.id) for it in near(made)] == [(THERE, "i-0")]
    made.remove("i-0", scope=THERE)
    assert near(made) == []
    assert len(made) == 1


def test_an_idea_that_is_not_known_has_none() -> None:
    assert near(Related()) == []
    assert near(index(BUS, TAXI), "i-7") == []


def test_an_idea_without_a_word_that_means_something_is_not_known() -> None:
    made = index(BUS, "It is what it is!")

    assert len(made) == 1


def test_what_is_removed_is_related_to_nothing_any_more() -> None:
    made = index(BUS, TAXI, MEALS)
    made.remove("i-1", scope=HERE)
    made.remove("i-1", scope=HERE)

    assert near(made) == []
    assert near(made, "i-1") == []
    assert len(made) == 2


def test_an_idea_that_is_reworded_is_found_by_its_new_words() -> None:
    made = index(BUS, MEALS)
    made.add("i-1", TAXI, scope=HERE)

    assert [it.id for it in near(made)] == ["i-1"]
    made.add("i-1", MEALS, scope=HERE)
    assert near(made) == []


def test_a_campaign_that_is_cleared_leaves_the_others() -> None:
    made = index(BUS, TAXI)
    made.add("i-9", TAXI, scope=THERE)
    made.clear(HERE)

    assert len(made) == 1
    assert made.near("i-9", scope=THERE, within=CAMPAIGNS, limit=5) == []


def test_the_nearest_come_first_and_no_more_than_asked_for() -> None:
    found = near(index(BUS, TAXI, "A village bus", "Free parking at the clinic", "A bus to every clinic"), limit=3)

    assert len(found) == 3
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)
    assert all(LEAST_OF_CARE <= it.score <= 1 for it in found)


def test_many_as_near_as_one_another_are_chosen_by_their_ids_whatever_the_order_in_which_they_came() -> None:
    def answer(seed: int) -> list[str]:
        made = Related()
        names = [f"i-{at:03}" for at in range(150)]
        Random(seed).shuffle(names)
        for name in names:
            made.add(name, "A taxi for the village", scope=HERE)
        made.add("asked", "A bus for the village", scope=HERE)
        return [it.id for it in near(made, "asked")]

    assert answer(1) == answer(2) == [f"i-{at:03}" for at in range(10)]


def test_what_came_and_went_leaves_no_trace_in_the_answers() -> None:
    made, chance = known(), Random(3)
    said = list(ideas())
    for it in chance.sample(said, 100):
        made.remove(it.id, scope=it.campaign)
    chance.shuffle(said)
    for it in said:
        made.add(it.id, it.text, scope=it.campaign)

    def answers(of: Related) -> list[tuple[Near, ...]]:
        return [tuple(of.near(it.id, scope=it.campaign, within=CAMPAIGNS, limit=5)) for it in ideas()]

    assert answers(made) == answers(known())


def test_the_fields_are_told_by_any_form_of_their_words() -> None:
    assert "~travel" in topics("drivers")
    assert "~travel" in topics("driving")
    assert "~record" in topics("notes")


@pytest.mark.parametrize("word", ["not", "people", "nothing-of-the-kind", ""])
def test_a_word_that_everybody_uses_or_that_is_unknown_is_of_no_field(word: str) -> None:
    assert topics(word) == ()


@pytest.mark.parametrize(
    ("shelf", "related", "ndcg", "strangers"),
    [
        (Shelf.BEFORE, 0.49, 0.48, 0),
        (Shelf.LATER, 0.11, 0.11, 0),
        (Shelf.TUNING, 0.37, 0.54, 2.1),
        (Shelf.HELD_OUT, 0.3, 0.47, 1.9),
    ],
)
def test_more_good_answers_come_than_by_plain_words(
    shelf: Shelf, related: float, ndcg: float, strangers: float
) -> None:
    found = {name: quality(rank, shelf) for name, rank in ways(shelf).items()}
    ours = found.pop("related")

    assert ours.related >= related
    assert ours.ndcg >= ndcg
    assert ours.strangers <= strangers
    for plain in found.values():
        assert ours.related >= 2 * plain.related
        assert ours.ndcg >= 2 * plain.ndcg
