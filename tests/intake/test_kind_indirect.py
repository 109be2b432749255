"""Suggestions made sideways, and the same words where they suggest nothing."""

from __future__ import annotations

import pytest

from bridge.intake.kind import classify, rank
from bridge.records import Kind, Register


@pytest.mark.parametrize(
    ("suggests", "does_not"),
    [
        ("It wouldn't hurt to ring people the week before.", "It would not be hard to see why."),
        ("Have you thought of ringing people back in order?", "Have you thought about it since?"),
        (
            "Has the board considered a shuttle from the station?",
            "If you have considered a shuttle, you know the price.",
        ),
        ("One thing I'd change is the length of the forms.", "One thing I noticed is the length of the forms."),
        ("If only they would ring you back when they say.", "If only it were that easy."),
        ("There's nothing to stop us doing that on a Saturday.", "There's nothing to stop for."),
        ("I'd be tempted to move the clinic to the evening.", "I'd be tempted to say yes."),
        ("I'd bring back the trolley with the soup on it.", "I would bring back the trolley when he was done."),
        ("I'd have a red bag for everyone with their notes.", "I'd have a look on Monday."),
        ("Someone could ring them the night before.", "Someone could get hurt."),
        ("We could do it at the chemist's.", "We could do it again next week."),
        ("Someone needs to own this.", "Someone needs to say it."),
        ("It makes sense to do them on one day.", "It makes sense to me."),
        ("Surely there's a way of putting that online.", "There is a way of putting that on."),
        ("What they need is a named person to ring.", "What you need is on page two."),
        ("The thing that would help most is a person on the desk.", "The thing that got me was the silence."),
        ("Every school needs a garden.", "If every school needs a garden we are in trouble."),
        ("The hall could really do with a second door.", "I could do with a coffee."),
        ("Teams would benefit from one shared diary.", "If teams would benefit from it, they would say."),
        ("We might as well ask the people themselves.", "We might as well go home."),
        ("I don't see why the nurse can't sign it off.", "I don't see why that is funny."),
        ("Maybe some kind of passport they carry with them.", "Maybe ten or twelve people."),
        ("It is high time for a new timetable.", "It is time for a break."),
        ("The board should at least name the ward.", "I should at least say hello."),
        ("Patients shouldn't have to ask twice.", "It shouldn't have to be said."),
    ],
)
@pytest.mark.parametrize("register", Register)
def test_a_suggestion_made_sideways_is_told_from_the_same_words_that_suggest_nothing(
    suggests: str, does_not: str, register: Register
) -> None:
    assert classify(suggests, register=register).kind is Kind.IDEA
    assert classify(does_not, register=register).kind is not Kind.IDEA


@pytest.mark.parametrize(
    "text",
    [
        "The leaflet says you should rest for a fortnight.",
        "The handbook stated that staff should sign both copies.",
        "My neighbour reckons we should ring at eight.",
        "What do you think we should do?",
    ],
)
def test_what_others_say_or_are_asked_is_no_suggestion_of_the_speaker(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).kind is not Kind.IDEA


@pytest.mark.parametrize(
    "text",
    [
        "The summary should reach the surgery within 24 hours.",
        "Payroll should have the new rates by now.",
        "Building work should finish in early May.",
        "They could still change their minds.",
    ],
)
def test_what_is_expected_or_possible_is_no_suggestion(text: str) -> None:
    assert classify(text).kind is not Kind.IDEA


@pytest.mark.parametrize("text", ["I would ring at eight and they would say call back.", "We'd ring and ring."])
def test_what_was_done_time_and_again_is_no_suggestion(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).kind is not Kind.IDEA


@pytest.mark.parametrize("text", ["Add your name to the list by the door.", "Bring your chairs round."])
def test_in_speech_what_moves_the_room_is_no_suggestion(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).kind is not Kind.IDEA


def test_a_suggestion_held_with_that_counts_as_one_without() -> None:
    held = classify("I think that the list ought to remember my choice.")

    assert held == classify("I think the list ought to remember my choice.")
    assert held.kind is Kind.IDEA


def test_an_idea_is_ranked_before_what_only_leans_towards_one() -> None:
    idea = rank("Someone could ring them the night before.", register=Register.SPOKEN)
    leaning = rank("They want to cut those letters down to one page.", register=Register.SPOKEN)
    telling = rank("We waited four hours and nobody came.", register=Register.SPOKEN)
    greeting = rank("Good morning everyone!", register=Register.SPOKEN)

    assert 1 >= idea > 0.5 > leaning > telling >= greeting == 0


def test_a_rank_is_of_the_sentence_that_leans_the_most() -> None:
    alone = rank("They want to cut those letters down to one page.")

    assert rank("Mine came late. They want to cut those letters down to one page.") == alone


@pytest.mark.parametrize("text", ["", "   ", "👏", "#tag https://example.org", "?", "a" * 10_000])
def test_any_text_has_a_rank(text: str) -> None:
    assert 0 <= rank(text) <= 1
