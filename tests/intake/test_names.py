"""Where given people are named in what others say: the places, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.intake.names import find_names

ATTENDEES = ("Dr. Siobhán Mulcahy (She/Her)", "Okafor, Kwame (RXY)", "Speaker 1")


def named(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text, ATTENDEES)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("👍🏽👍🏽 as Siobhán said", ["Siobhán"]),
        ("speech recognition writes siobhan mulcahy", ["siobhan mulcahy"]),
        ("I asked Kwame Okafor's team, and KWAME agreed", ["Kwame Okafor", "KWAME"]),
        ("Mulcahy, Siobhán and Okafor", ["Mulcahy, Siobhán", "Okafor"]),
        ("Speaker 1 said nothing of the doctor", []),
    ],
)
def test_an_attendee_is_found_where_others_name_them(text: str, names: list[str]) -> None:
    assert named(text) == names


@given(st.text(alphabet="ab 👍🏽é\u0301ßİ'-", max_size=30))
def test_the_places_are_right_whatever_stands_before(before: str) -> None:
    assert named(f"{before} Okafor.")[-1] == "Okafor"
