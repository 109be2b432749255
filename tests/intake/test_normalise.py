"""What a person reads, and the bare words for judging."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.intake.normalise import bare, is_emoji, is_empty, normalise

NASTY = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\u200c\u200d\ufe0f\u0301\u0338\u200b\u202e\x00 \n#@A1👩⚕🏴\U000e0067क़ि")
    )
)


@given(NASTY)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


@given(NASTY)
def test_a_normal_text_can_be_stored_as_utf8(text: str) -> None:
    normal = normalise(text)

    assert "\x00" not in normal
    assert normal.encode().decode() == normal


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Cafe\u0301", "Café"),
        ("wait\u200bing \u202elist\u202c", "waiting list"),
        ("nul\x00l and \x07bell", "null and bell"),
        ("\ud800lone surrogate", "lone surrogate"),
        ("  two\u00a0 spaces\tand a tab ", "two spaces and a tab"),
        ("one\r\ntwo\u2028three\n\n\n\nfour", "one\ntwo\nthree\n\nfour"),
        ("see https://example.org/a?utm_source=x&b=1", "see https://example.org/a?utm_source=x&b=1"),
        ("0770\u200d0 900123", "07700 900123"),
        ("pa\u200ctient", "patient"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d⚕️ nurse", "👩\u200d⚕️ nurse"),
        ("👩🏽\u200d🔬", "👩🏽\u200d🔬"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\u3164", ""),
    ],
)
def test_a_person_reads(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@amy @bob A1 Text people #SolvingTogether #NHS", "A1 Text people"),
        ("RT @HorizonsNHS: Text people earlier", "Text people earlier"),
        ("#SolvingTogether A1 Text people https://example.org", "A1 Text people"),
        ("The #NHS could text people", "The #NHS could text people"),
        (".@amy@mas.to, agreed!", "agreed!"),
        ("#SolvingTogether @amy https://example.org", ""),
        ("", ""),
    ],
)
def test_the_bare_words_have_no_labels_at_their_ends(text: str, words: str) -> None:
    assert bare(text) == words


@pytest.mark.parametrize(
    ("words", "empty", "emoji"), [("", True, False), ("…!", True, False), ("👏👏", False, True), ("ok", False, False)]
)
def test_emoji_say_something_and_punctuation_does_not(words: str, empty: bool, emoji: bool) -> None:
    assert (is_empty(words), is_emoji(words)) == (empty, emoji)
