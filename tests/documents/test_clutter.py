"""What a network's page shows around a post goes; what a person said stays, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.clutter import FOOT, HEAD, strip

WORDS = "Ring people every month while they wait.\n\nIt costs one hour a week."

LINKEDIN = f"""Feed post number 3
Ada Okoro
Ada Okoro
 • 2nd
Matron, Northfield Hospitals
2h • Edited •
{WORDS}
hashtag#SolvingTogether hashtag#NHS
Ben Hale and 12 others
3 comments
2 reposts
Like
Comment
Repost
Send"""
FACEBOOK = f"""Ada Okoro
3 h ·
Shared with Public
{WORDS}
All reactions:
14
5 comments · 1 share
Like
Comment
Share
View more comments
Write a comment…"""


def test_the_words_of_a_pasted_linkedin_post_are_left() -> None:
    assert strip(LINKEDIN, "Ada Okoro") == f"{WORDS}\n#SolvingTogether #NHS"


def test_the_foot_goes_without_knowing_who_wrote_it() -> None:
    assert strip("2h •\n" + WORDS + "\nLike Comment Share\n3 comments") == WORDS


@pytest.mark.parametrize("rule", [*HEAD, *FOOT], ids=lambda rule: rule.name)
def test_no_rule_takes_a_sentence_for_clutter(rule: object) -> None:
    said = [
        "I like this. Comment below and share!",
        "Love and support",
        "Text people 2 weeks before",
        "2 comments from my ward: ring us, and mean it",
        "Follow up by phone",
        "We share 12 beds",
    ]

    assert [it for it in said if rule.pattern.fullmatch(it)] == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "said",
    [
        "12",
        "Love",
        "Share",
        "Support",
        "3 weeks\nThat is how long I waited.",
        "Yesterday\nnobody rang.",
        "1st\nRing people",
        "What helped me most?\nLove, support",
        "Thanks to Ada and 3 others",
        "What to do?\nListen\nShare",
        "Use the hashtag\n#SolvingTogether",
        "Follow the money",
        "I waited two years... see more people in clinic",
        "• you\n• your family",
        "Connect\nthe wards with each other",
    ],
)
def test_what_could_be_words_stays(said: str) -> None:
    assert strip(said) == said
    assert strip(said, "Ada Okoro") == said


def test_a_word_above_the_counts_is_the_last_that_was_said() -> None:
    assert strip("What would help?\nShare\n3 comments\nLike\nComment") == "What would help?\nShare"


@pytest.mark.parametrize(
    ("pasted", "left"),
    [
        ("Ring people every…see more", "Ring people every…"),
        ("Ring people every… more", "Ring people every…"),
        ("Ring people\nLike\nComment\nShare", "Ring people"),
        ("Ring people\nLikeCommentShare", "Ring people"),
        ("Ring people\n1,204 views", "Ring people"),
        ("Ring people\n5 comments · 1 share", "Ring people"),
        ("Ring people\nYou and 12 others\n3 comments", "Ring people"),
        ("Ring people\nBen Hale and 12 others\n3 comments", "Ring people"),
        ("Ring people\nActivate to view larger image,", "Ring people"),
        ("Ada Okoro • 2nd\n2h\nRing people", "Ring people"),
        ("2 hours ago • Edited\nRing people", "Ring people"),
        ("hashtag\n#NHS ring people", "#NHS ring people"),
    ],
)
def test_what_is_surely_clutter_goes(pasted: str, left: str) -> None:
    assert strip(pasted) == left


def test_the_author_is_taken_off_only_above_the_words() -> None:
    assert strip("Ada Okoro\nRing people. Signed,\nAda Okoro", "ada okoro") == "Ring people. Signed,\nAda Okoro"


def test_a_facebook_post_is_taken_off_its_page() -> None:
    assert strip(FACEBOOK, "Ada Okoro") == WORDS


@given(
    st.lists(
        st.sampled_from([*LINKEDIN.split("\n"), *FACEBOOK.split("\n"), "Love", "12", "see more…", ""]), max_size=12
    )
)
def test_twice_is_once(lines: list[str]) -> None:
    once = strip("\n".join(lines), "Ada Okoro")

    assert strip(once, "Ada Okoro") == once
