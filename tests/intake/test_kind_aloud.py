"""Proposals in the flow of talk, each beside words of the same form that propose nothing."""

from __future__ import annotations

import pytest

from bridge.intake.kind import classify, rank
from bridge.records import Kind, Register

PAIRS = [
    ("All it takes is one phone call.", "It only takes five minutes to get there."),
    ("Even just a text would do.", "Even the consultant would be surprised."),
    ("Is there any way we could get the results online?", "Is there any way of knowing?"),
    ("Could there be a quiet room?", "Could there be a link between the two?"),
    ("There could be a form in Polish.", "There could be a delay of about a week."),
    ("I'd rather they just told me.", "I would rather they hadn't told me."),
    ("Maybe we just ask them.", "Maybe one of you can answer that."),
    ("Maybe a volunteer driver scheme or something.", "Maybe a couple of hundred."),
    ("Some sort of app where you can see where you are.", "Some kind of virus I think."),
    ("It's about training the receptionists first.", "It's about half past I think."),
    ("It should be the same everywhere.", "It should be on the next slide."),
    ("Put it on the fridge where the paramedics can see it.", "Put it on the list for next time."),
    ("What we need to be doing is teaching people.", "What we need to do next is look at question three."),
    ("Start with the people who've been through it.", "Start with question two."),
    ("A healthcare assistant could do it.", "The consultant could see that I was worried."),
    ("Parents could swap hours with each other.", "My mum could never understand it."),
    ("It could be as simple as a sticker on the notes.", "It was as simple as that."),
    ("No one should be discharged after eight at night.", "No one should be surprised."),
    ("I don't think people should have to ask.", "I don't think it should take long."),
    ("The earlier you start that conversation the better.", "The more I saw of it the less I liked it."),
    ("We've got all these retired nurses who'd happily help.", "We've got forty nurses on the bank."),
    ("Every ward ought to have that sunflower.", "She ought to have been told."),
    ("Let's try it for a month.", "Let's just hear from somebody else."),
    ("We could do the clinics on a Saturday.", "We could do the second half at ten past."),
    ("Why don't you just ring them?", "He goes why don't you just ring them."),
    ("Somebody to pull it together, that's what's missing.", "Thank you, Bo, that is exactly what we need to hear."),
    ("There must be a simpler way.", "There must be about two hundred of them."),
    ("A card that says I am deaf, for the bus.", "A nurse who was on that night came to see me."),
]


@pytest.mark.parametrize(("suggests", "does_not"), PAIRS)
def test_a_proposal_in_talk_is_told_from_the_same_form_that_proposes_nothing(suggests: str, does_not: str) -> None:
    assert classify(suggests, register=Register.SPOKEN).kind is Kind.IDEA
    assert classify(does_not, register=Register.SPOKEN).kind is not Kind.IDEA


@pytest.mark.parametrize(
    "text",
    [
        "So I'm just thinking out loud here but could we not just have one form for the whole thing?",
        "Nobody reads the leaflet so maybe a two minute video.",
        "The thing is they don't know us, so could we not introduce ourselves?",
    ],
)
def test_hedges_and_what_went_before_do_not_hide_a_proposal(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).kind is Kind.IDEA


@pytest.mark.parametrize(
    ("suggests", "does_not"),
    [
        ("+ add an API for the call history", "+1"),
        ("One tip - the bakery does breakfast for half the price.", "Great tip - we did the same."),
        ("It's about time for tabs.", "It was about time for a holiday."),
        ("A better way of testing is needed.", "This is needed by the driver."),
        ("This API has to be extended to cover more devices.", "If it has to be extended the build fails."),
        ("Should be optional.", "Should be here by Friday."),
        ("Just walk, taxis here are a rip off.", "Just wait, it gets worse."),
        ("You'd be mad to pay for the parking.", "You'd be forgiven for the mistake."),
        ("Earplugs essential.", "It was essential."),
        ("Support landscape mode.", "Map control memory leak"),
        ("Open up the store to all countries.", "Then open the package in the editor."),
        ("Better would be a list with checkboxes.", "Better than the last one."),
    ],
)
def test_written_forms_are_told_from_their_likes(suggests: str, does_not: str) -> None:
    assert classify(suggests).kind is Kind.IDEA
    assert classify(does_not).kind is not Kind.IDEA


def test_a_tale_that_begins_with_its_when_is_one_whatever_was_lacking() -> None:
    told = "When I was waiting for my knee I got a letter, and I had nobody to look after my husband."

    assert classify(told, register=Register.SPOKEN).kind is Kind.EXPERIENCE


def test_a_rank_takes_what_was_judged_already() -> None:
    judged = classify("There should be a ramp.")

    assert rank("A ramp", judged=judged) == rank("There should be a ramp.") == 0.5 + judged.score / 2


@pytest.mark.parametrize(
    "text", ["or " + "x" * 7_000, "put it on " + "a" * 7_000 + " ?", "so maybe " * 800, "an word, " * 800]
)
def test_a_long_run_of_words_is_judged_all_the_same(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).why


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("what we could also do is have a drop-in on a Thursday", Kind.IDEA),
        ("I said, what if the assessment was done at the GP surgery", Kind.IDEA),
        ("so I asked could we have a named nurse", Kind.IDEA),
        ("I said it was late", Kind.EXPERIENCE),
    ],
)
def test_a_proposal_is_one_also_when_it_is_told_as_it_was_made(text: str, kind: Kind) -> None:
    assert classify(text, register=Register.SPOKEN).kind is kind
