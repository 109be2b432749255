from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.canonical import canonical
from bridge.ideas.folding import folded
from bridge.ideas.grouper import Grouper
from bridge.records import Kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Patients shd get a copy abt their op", "Patients should get a copy about their op"),
        ("National Health Service checks from 30", "NHS checks from 30"),
        ("A general practitioner in every school", "A GP in every school"),
        ("Send OTs to care homes", "Send occupational therapists to care homes"),
        ("Ask my mom at the center", "Ask my mum at the centre"),
        ("Ring 2 days after d/c from hospital", "Ring 2 days after discharge from hospital"),
        ("Interview panels should of one patient", "Interview panels should have one patient"),
        ("Wash hands and, er, gloves off", "Wash hands and gloves off"),
        ("Fizzy drinks kind of out of schools", "Fizzy drinks out of schools"),
        ("Let let daughters teach carers", "Let daughters teach carers"),
        ("People under people under sixty five", "People under sixty five"),
        ("Give every carer a sorry, give every carer a card", "Give every carer a card"),
        ("Bring back no bring back walk-in hours", "Bring back walk-in hours"),
        ("A week of let me start again a week of respite", "A week of respite"),
    ],
)
def test_the_same_word_and_the_same_breath_fold_into_one(one: str, other: str) -> None:
    assert folded(canonical(one)) == folded(canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("This kind of help at home", "This help at home"),
        ("Open the ward 4 days a week", "Open the ward for days a week"),
        ("Beds 4 4 people", "Beds 4 people"),
        ("No not this", "No this"),
        ("Nobody asks us", "Someone asks us"),
    ],
)
def test_what_is_another_word_stays_one(one: str, other: str) -> None:
    assert folded(canonical(one)) != folded(canonical(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Why do I alwayshave to tell my story six times?", "Why do I always have to tell my story six times?"),
        ("Wifi free on all wards, nopassword, and fast", "Wifi free on all wards, no password, and fast"),
        ("Glucose sensors for all, free, whatever there age", "Glucose sensors for all, free, whatever their age"),
        ("Teach carers how 2 use the app in the library", "Teach carers how to use the app in the library"),
        ("#Rotas must be out six weeks ahead of time", "Rotas must be out six weeks ahead of time"),
        ("train carers in mental health first", "Train carers in mental health first aid."),
        ("residents choose when they get up at home.", "Let residents choose when they get up at home."),
    ],
)
def test_spaces_sounds_tags_and_clipped_ends_join(one: str, other: str) -> None:
    assert _joins(one, other)
    assert _joins(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Scrap free parking for night staff at work", "free parking for night staff at work"),
        ("Open the clinic to visitors on Sundays only.", "open the clinic to visitors on sundays"),
        ("Give night staff free parking at work weekly.", "give night staff free parking at work"),
        ("Give the ward 4 nurses every single night", "Give the ward for nurses every single night"),
        ("We let people wear their own clothes here", "Let people wear their own clothes here"),
        ("GPs ask about sleep at every visit to them", "GPs should ask about sleep at every visit to them"),
        ("Staff are taught to sign by deaf patients", "Staff should be taught to sign by deaf patients"),
        ("Volunteers must be put on the night rota first", "Volunteers must put on the night rota first"),
        ("Let people with dementia keep driving now", "Let people with dementia keep driving then"),
        ("Are home births safer than people think? Tell them!", "Home births are safer than people think, tell them!"),
    ],
)
def test_what_only_looks_clipped_or_heard_wrong_stays_apart(one: str, other: str) -> None:
    assert not _joins(one, other)
    assert not _joins(other, one)


def _joins(one: str, other: str) -> bool:
    grouper = Grouper()
    grouper.place("a", one, Kind.IDEA)
    return grouper.place("b", other, Kind.IDEA).idea == "a"


@given(st.text(alphabet="ab 4no", max_size=40))
def test_a_key_is_never_folded_to_nothing(text: str) -> None:
    key = canonical(text)

    assert bool(folded(key)) == bool(key)
