"""Tags as people write them, and the event that listens to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.intake.hashtags import Tagbook, find, loose_key, strict_key
from bridge.records import EventId
from tests.factories import event, minutes


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("A1 yes #SolvingTogether!", ["SolvingTogether"]),
        ("👩‍⚕️#hcldr and ＃ｔａｇ", ["hcldr", "ｔａｇ"]),
        ("#1 priority in #2026 is #Home4Noon", ["Home4Noon"]),
        ("mid#word and &#39; and 東京#tag", []),
        ("https://example.org/#section and https://example.org/a#b #real", ["real"]),
        ("#café #हिन्दी #می\u200cخواهم", ["café", "हिन्दी", "می\u200cخواهم"]),
        ("(#one),#two.", ["one", "two"]),
        ("no tags", []),
    ],
)
def test_tags_are_found_by_the_rules_of_the_networks(text: str, tags: list[str]) -> None:
    assert find(text) == tags


@pytest.mark.parametrize(
    ("one", "other"),
    [("SolvingTogether", "#solvingtogether"), ("ＡＢＣ１", "abc1"), ("Straße", "STRASSE"), ("İstanbul", "istanbul"), ("cafe\u0301", "CAFÉ"), ("Solving\u200bTogether", "solvingtogether")],
)  # fmt: skip
def test_the_strict_key_sees_the_same_letters(one: str, other: str) -> None:
    assert strict_key(one) == strict_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("café", "cafe"), ("Solving_Together", "solvingtogether"), ("ılık", "ilik")]
)
def test_the_loose_key_sees_what_a_tired_eye_takes_for_the_same(one: str, other: str) -> None:
    assert strict_key(one) != strict_key(other)
    assert loose_key(one) == loose_key(other)


@given(st.text())
def test_a_key_is_its_own_key(tag: str) -> None:
    assert strict_key(strict_key(tag)) == strict_key(tag)


CHAT = event(tags=("SolvingTogether", "Home4Noon"), aliases=("SolvngTogether",))


@pytest.mark.parametrize(
    ("tags", "text", "how"),
    [
        (("solvingtogether",), "", "tag"),
        ((), "A1 hello #SOLVINGTOGETHER #home4noon", "tag"),
        (("SolvngTogether",), "", "alias"),
        (("Solving",), "A1 hello #Solving Together", "spaced"),
        ((), "#home 4 noon today", "spaced"),
        ((), "#Sölving_Together", "loose"),
    ],
)
def test_a_tag_finds_its_event(tags: tuple[str, ...], text: str, how: str) -> None:
    match = Tagbook([CHAT]).match(tags, text, minutes(5))

    assert match
    assert (match.event, match.how, match.listening) == (CHAT, how, True)


@pytest.mark.parametrize("text", ["", "Solving Together", "#Solving", "#Solving Togetherness", "#SolvingTogetherness"])
def test_what_has_none_of_our_tags_matches_nothing(text: str) -> None:
    assert Tagbook([CHAT]).match((), text, minutes(5)) is None


def test_of_two_chats_on_one_tag_the_one_that_is_live_gets_the_post() -> None:
    yesterday = event(
        id=EventId("yesterday"), opens_at=minutes(-1440), closes_at=minutes(-1380), late_until=minutes(60)
    )
    tomorrow = event(id=EventId("tomorrow"), opens_at=minutes(1440), closes_at=minutes(1500), late_until=minutes(3000))

    match = Tagbook([yesterday, CHAT, tomorrow]).match(("SolvingTogether",), "", minutes(5))

    assert match
    assert match.event == CHAT


def test_a_tag_goes_before_another_chats_alias() -> None:
    other = event(id=EventId("other"), tags=("Other",), aliases=("SolvingTogether",), opens_at=minutes(1))

    match = Tagbook([other, CHAT]).match(("SolvingTogether",), "", minutes(5))

    assert match
    assert match.event == CHAT


def test_a_tag_out_of_its_time_is_told_apart_from_no_tag() -> None:
    match = Tagbook([CHAT]).match(("SolvingTogether",), "", minutes(-5))

    assert match
    assert not match.listening
