from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.ideas.reading import _read, _read_plain, read

WORDS = (
    "a the of in on no any one two five hundred and 4 2 12 9 3.5 wait sorry that know mean you i per cent um so okay yeah not"
    " should must of p m t q r id Id NHS Dr dr Sister chair from what how is we there Hull Leeds kind sort health care line"
    " ward wards open opens clinic nuit une est regards hashtag er lol obviously A+ C++ x xx ta thanks point agree yes please hi all idea"
)
SAYINGS = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=12).map(" ".join)
ENDS = st.sampled_from(["", ".", "!", "?", "...", "!?", " .", ". .", " ", "…", ". "])


@given(
    st.one_of(SAYINGS, SAYINGS.map(str.capitalize), SAYINGS.map(str.upper), st.text()),
    ENDS,
    st.sampled_from([None, "en", "de"]),
)
@example("Er lol", "", None)
@example("We should of asked the ward", ".", None)
@example("Open a five day clinic a five day clinic", "", None)
@example("T 5 wards open", "", None)
@example("Open wards with kind regards Hull", "", None)
def test_words_alone_are_read_in_the_quick_way_as_in_the_thorough_one(words: str, end: str, lang: str | None) -> None:
    quick = _read_plain(words + end, lang)

    assert quick is None or quick == _read(words + end, lang)


@pytest.mark.parametrize(
    "text",
    [
        "Open the ward in Hull for five days.",
        "Nurses should see the ward plan on time",
        "Is there a place for carers in the ward?",
        "Patients need a bed if they wait for 12 hours in the ward",
    ],
)
def test_a_plain_sentence_is_read_in_the_quick_way(text: str) -> None:
    assert _read_plain(text, None) == _read(text, None)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Have the pharmacist review medicines while people wait", None),
        ("Do it by phone", None),
        ("When the lift fails, patients wait", None),
        ("What we need is a bus", None),
        ("When will we hear about the lift", True),
        ("Have we asked the porters", True),
        ("Do people know about the bus", True),
        ("Could the pharmacy deliver", True),
        ("How about a bus", True),
        ("Could the pharmacy deliver.", False),
    ],
)
def test_a_question_without_its_mark_is_known_by_how_it_begins_and_an_order_is_none(
    text: str, asks: bool | None
) -> None:
    assert read(text).asks is asks
