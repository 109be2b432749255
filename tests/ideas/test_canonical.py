from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.canonical import canonical, content_words, tokens
from bridge.ideas.fingerprints import fingerprints
from bridge.ideas.likeness import is_short

PLAIN = "Text people a week before their appointment"


@pytest.mark.parametrize(
    "wrapped",
    [
        "RT @amy_b: Text people a week before their appointment",
        "@amy @bob Text people a week before their appointment",
        "Text people a week before their appointment via @amy@social.example",
        "Text people a week before their appointment (h/t @amy)",
        "#SolvingTogether Text people a week before their appointment #NHS #Home4Noon",
        "Text people a week before their appointment https://example.org/a?b=c",
        "Text people a week before their appointment pic.twitter.com/abc123",
        "📱 Text people a week before their appointment 👏🏽👏🏽",
        "TEXT PEOPLE A WEEK, BEFORE THEIR APPOINTMENT!!!",
        "Text people a week before their appt",
        "A1: Text people a week before their appointment",
        "Q2. A2) Text people a week before their appointment",
        "Um, so, you know, text people a week before their appointment, basically",
        "Text people, like, a week before their appointment",
        "Ｔｅｘｔ people a week before their appointment",
        "Text peo\u200bple a week before their appointment",
    ],
)
def test_wrapping_and_noise_do_not_change_the_key(wrapped: str) -> None:
    assert canonical(wrapped) == canonical(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Open theatres seven days a week", "Open theatres 7 days a week"),
        ("A seven-day service", "A 7 day service"),
        ("A 7day service", "A 7-day service"),
        ("two hundred and fifty beds", "250 beds"),
        ("a hundred beds", "100 beds"),
        ("£5m for hips", "£5 million for hips"),
        ("10k steps", "10,000 steps"),
        ("half past 10:30", "half past 10.30"),
        ("fifty per cent of lists", "50% of lists"),
        ("the first list", "the 1st list"),
        ("We don't need letters", "We do not need letters"),
        ("We dont need letters", "we do not need letters"),
        ("They can’t wait", "They cannot wait"),
        ("It's time and we'll help", "It is time and we will help"),
        ("Parents & carers", "Parents and carers"),
    ],
)
def test_spelling_habits_do_not_change_the_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Open five days", "Open seven days"),
        ("Do you know what helps?", "What helps?"),
        ("I like the idea of hubs", "The idea of hubs"),
        ("So many people wait", "People wait"),
        ("2.5 million", "25 million"),
        ("Close the wards", "Close the wards 👎"),
    ],
)
def test_what_matters_stays_in_the_key(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_tag_inside_a_sentence_keeps_its_words() -> None:
    assert tokens("More #WaitingLists in theatres #NHS") == ("more", "waiting", "lists", "in", "theatres")


def test_a_tag_that_the_sentence_needs_keeps_its_word() -> None:
    assert canonical("We need more #theatres") == "we need more theatres"


def test_a_text_of_nothing_but_a_picture_is_its_own_key() -> None:
    assert canonical(" 👍 ") == "👍"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The theatre of the day", ("theatre", "day")),
        ("我们不应该关闭病房", ("我们", "们不", "不应", "应该", "该关", "关闭", "闭病", "病房")),
        ("नमस्ते दुनिया", ("नमस्ते", "दुनिया")),
    ],
)
def test_content_words_carry_the_meaning_in_any_script(text: str, words: tuple[str, ...]) -> None:
    assert content_words(canonical(text)) == words


@given(st.text())
def test_canonical_twice_is_canonical_once(text: str) -> None:
    key = canonical(text)

    assert canonical(key) == key


NOISE = "um so a1 q2 rt you know i mean like basically five twenty hundred million and 7 10k £5m don't @amy #Tag per cent % w/ appt . , ? … 👍 via"


@given(st.lists(st.sampled_from(NOISE.split())))
def test_canonical_is_stable_for_any_heap_of_noise(heap: list[str]) -> None:
    key = canonical(" ".join(heap))

    assert canonical(key) == key


@given(st.text())
def test_every_text_that_is_not_short_has_a_fingerprint(text: str) -> None:
    key = canonical(text)

    assert is_short(key) or fingerprints(key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("open the theatres on sunday", "we may open our theatres at night"),
        ("text people a week before their visit", "txet poeple a week before their visit"),
        ("more beds needed", "more bedz needed"),
        ("more nurses needed", "moree nuurses needed"),
    ],
)
def test_texts_that_share_a_stretch_share_a_fingerprint(one: str, other: str) -> None:
    assert set(fingerprints(one)).intersection(fingerprints(other))
