from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.likeness import Verdict, compare
from bridge.ideas.order import arranged, moved
from bridge.ideas.reading import read
from bridge.ideas.turns import turned


def verdict(one: str, other: str) -> set[Verdict | None]:
    """How they stand to one another, either way round."""
    pairs = ((one, other), (other, one))
    return {like.verdict if (like := compare(read(x), read(y))) else None for x, y in pairs}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The shuttle stops at Leeds and Hull before noon", "The shuttle stops at Hull and Leeds before noon"),
        ("A nurse and a porter should meet every family", "A porter and a nurse should meet every family"),
        ("On Sundays the clinic could see walkers", "The clinic could see walkers on Sundays"),
        ("When the lift fails, patients wait for hours.", "Patients wait for hours when the lift fails."),
        ("The shuttle was started in May by the parish", "The shuttle was started by the parish in May"),
        ("Every letter is read by a volunteer", "A volunteer reads every letter"),
        ("The garden was dug by two neighbours in 2019", "In 2019 two neighbours dug the garden"),
        ("The ramp should be built by the council", "The council should build the ramp"),
        ("The form was originally printed in blue", "The form originally was printed in blue"),
        ("Staff said the old lift would be mended", "The old lift would be mended, staff said"),
        ("The choir sang on 4 June 2021 in the hall", "The choir sang on June 4th 2021 in the hall"),
        ("The chair, Ann Lee, opened the hall again", "Ann Lee, the chair, opened the hall again"),
        ("There isn't a bench near the bus stop", "There is no bench near the bus stop"),
        ("There are two porters waiting near the lift", "Two porters are waiting near the lift"),
        ("The U.S. sends its nurses to Hull", "The United States sends its nurses to Hull"),
        ("Fenwick Ltd said it would mend the old lift", "Fenwick said it will mend the old lift"),
        ("The desk sees over 40 callers each day", "The desk sees more than 40 callers daily"),
    ],
)
def test_what_says_the_same_in_another_order_or_voice_is_the_same(one: str, other: str) -> None:
    assert verdict(one, other) <= {Verdict.COPY, Verdict.NEAR}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A black dog and cat live on the ward", "A black cat and dog live on the ward"),
        ("The nurse and the porter with a cold went home", "The porter and the nurse with a cold went home"),
        ("Wash the salad and cut the bread here", "Cut the bread and wash the salad here"),
        ("Rovers and Harriers finished first and second", "Harriers and Rovers finished first and second"),
        ("On Monday he said that he would leave us", "He said that he would leave us on Monday"),
        ("The trust was bought by the bank in May", "The bank was bought by the trust in May"),
        ("The dog was bitten by the old cat", "The dog has bitten the old cat"),
        ("The wing was not built by the council", "The council built the wing"),
        ("In 1990 he moved to Hull and in 1995 to York", "In 1995 he moved to Hull and in 1990 to York"),
        ("Because of the fees he does not come", "He does come because of the fees"),
        ("The mayor said the doctor had lied", "The mayor had lied, the doctor said"),
        ("Nobody has to pay for parking at the clinic", "Nobody must pay for parking at the clinic"),
        (
            "Only on Monday the clinic opens late for walkers",
            "The clinic opens late for walkers only on Monday morning",
        ),
        ("Mr Blake leads the breathing group in Hull", "Mrs Blake leads the breathing group in Hull"),
        ("The group praised the cook who helped the nurse", "The nurse praised the cook who helped the group"),
        ("A porter that is helping a cook is new here", "A porter is helping a cook that is new here"),
        ("In May the chair said she left the group", "The chair said she left the group in May"),
        ("Police said on Friday the old man died", "Police said the old man died on Friday"),
        ("The group will meet in Leeds in May", "The group will meet in Leeds"),
        ("She ate before her mother came to the ward", "Before she ate her mother came to the ward"),
    ],
)
def test_an_order_that_means_something_else_is_kept_apart(one: str, other: str) -> None:
    assert verdict(one, other).isdisjoint({Verdict.COPY, Verdict.NEAR})


SAID = "the a nurse ward was is seen by and or in on because not said who to with his ann usually may every 1990 monday 4 day"
WORDS = st.lists(
    st.sampled_from(
        [*SAID.split(" "), "have", "there", "no", "of", "when", "before", "built", "been", "being", "should"]
    ),
    min_size=1,
    max_size=14,
).map(" ".join)


@given(WORDS, WORDS)
def test_nothing_is_added_or_lost_by_moving_and_any_words_can_be_arranged(one: str, other: str) -> None:
    assert sorted(moved(one, other, ()).split()) == sorted(other.split())
    assert arranged(one)


@given(WORDS)
def test_a_text_is_moved_nowhere_beside_itself(text: str) -> None:
    assert moved(text, text, ()) == text


@given(WORDS)
def test_a_turn_of_phrase_that_was_brought_into_one_stays(text: str) -> None:
    assert turned(turned(turned(text))) == turned(turned(text))
