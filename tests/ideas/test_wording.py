"""An idea is told in the words of the one who said it, without what only addresses it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.wording import wording


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A1: Text people a week before #SolvingTogether", "Text people a week before"),
        ("Ａ１ Let people refer themselves #SolvingTogether", "Let people refer themselves"),
        ("A2️⃣ Offer a quiet waiting area #SolvingTogether", "Offer a quiet waiting area"),
        ("a 2. Send every letter in easy read", "Send every letter in easy read"),
        ("@HorizonsNHS @amy Put up plain guides", "Put up plain guides"),
        ("Look at who is losing work #Solving Together", "Look at who is losing work"),
        ("We need more #theatres in the north", "We need more #theatres in the north"),
        ("A1 in every letter", "in every letter"),
        ("A17 road closures stop people coming", "A17 road closures stop people coming"),
        ("A 20 minute call is enough", "A 20 minute call is enough"),
        ("Do as @jane.care did in @north@care.example", "Do as @… did in @…"),
        ("Ask ＠joan and _@joan_ how", "Ask @… and _@… how"),
        ("See https://x.com/joan_b/status/12 for more", "See https://x.com/@…/status/12 for more"),
        ("See www.twitter.com/joan_b, it works", "See www.twitter.com/@…, it works"),
        ("See https://bsky.app/profile/joan.example.org/post/3k", "See https://bsky.app/profile/@…/post/3k"),
        ("See https://social.example/@joan/1", "See https://social.example/@…/1"),
        ("See https://x.com/hashtag/care and linux.com/joan", "See https://x.com/hashtag/care and linux.com/joan"),
        ("T1", "T1"),
        ("#SolvingTogether", "#SolvingTogether"),
    ],
)
def test_labels_mentions_and_closing_tags_are_left_out(text: str, words: str) -> None:
    assert wording(text) == words


@given(st.text(max_size=300))
def test_something_is_always_left_and_nothing_but_mentions_changes(text: str) -> None:
    words = wording(text)

    assert bool(words) == bool(text)
    assert "@…" in words or words in text
