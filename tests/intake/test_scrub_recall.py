"""How many made-up details are found, and how much harmless talk is masked for nothing."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bridge.intake.scrub import scrub
from tests.intake.identifiers.clean import sentences
from tests.intake.identifiers.evaluation import is_found, wrongly_masked
from tests.intake.identifiers.made_up import SPOKEN, WRITTEN, Example, examples

#: The second seed was never looked at while the detectors were written.
SEEDS = ("identifiers", "afresh")


def by_sort(seed: str, form: str) -> dict[str, list[Example]]:
    sorts: dict[str, list[Example]] = defaultdict(list)
    for example in examples(seed):
        if example.form == form:
            sorts[example.what].append(example)
    return sorts


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("form", "least", "of_each"), [(WRITTEN, 0.98, 0.95), (SPOKEN, 0.85, 0.8)])
def test_details_are_found_and_nothing_of_them_stays(seed: str, form: str, least: float, of_each: float) -> None:
    sorts = by_sort(seed, form)
    missed = {what: [one.text for one in those if not is_found(one)] for what, those in sorts.items()}
    number = sum(map(len, sorts.values()))

    assert number >= 400
    assert sum(map(len, missed.values())) <= (1 - least) * number, missed
    assert [what for what, those in sorts.items() if len(missed[what]) > (1 - of_each) * len(those)] == []


def test_at_most_ten_in_a_thousand_harmless_sentences_are_masked() -> None:
    wrong = wrongly_masked()

    assert len(set(sentences())) >= 1_000
    assert len(wrong) <= 0.01 * len(set(sentences())), wrong


def test_a_detail_that_half_remains_counts_as_missed() -> None:
    kept = Example(
        text="ring 07700 900123 or room 99887",
        detail="07700 900123 or room 99887",
        what="phone",
        form=WRITTEN,
        kinds=frozenset(("phone",)),
    )

    assert scrub(kept.text).masked == ("phone",)
    assert not is_found(kept)
