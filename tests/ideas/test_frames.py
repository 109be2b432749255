from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.frames import peeled
from bridge.ideas.grouper import Grouper
from bridge.records import Kind

SAID = "Give nurses on the night shift free parking at the hospital."


def joins(one: str, other: str) -> bool:
    grouper = Grouper()
    grouper.place("a", one, Kind.IDEA)
    return grouper.place("b", other, Kind.IDEA).idea == "a"


@pytest.mark.parametrize(
    "framed",
    [
        f"1/ {SAID}",
        f"(1/2) {SAID}",
        f"{SAID} 1/n",
        f"2) {SAID}",
        f"(iii) {SAID}",
        f"- [ ] {SAID}",
        f"Ans 3: {SAID}",
        f"{SAID} A2",
        f"+1 {SAID}",
        f"100% this 👉 {SAID}",
        f"Agree: {SAID}",
        f"{SAID} Hear hear!",
        f"Dear team, {SAID} Ta, J",
        f"Hi all, {SAID} Hope that helps.",
        f"Good evening from Hull. {SAID} Kind regards, a nurse",
        f"{SAID} More: https://example.org/ideas/41",
        f"Retweeting @amy_b: {SAID}",
        f"From @amy_b: {SAID}",
        f"So at amy underscore b says, {SAID} hashtag ideas",
        f"JP suggested that {SAID[0].lower()}{SAID[1:]}",
        f"• Suggestion (One member): {SAID}",
        f"It was felt that {SAID[0].lower()}{SAID[1:]}",
        f"Just a thought: {SAID[0].lower()}{SAID[1:]}",
        f"{SAID[:-1]} tbh",
        f"- SW: Hi everyone, {SAID} Thanks!",
    ],
)
def test_what_people_put_around_an_idea_makes_no_other_idea_of_it(framed: str) -> None:
    assert joins(SAID, framed)
    assert joins(framed, SAID)


@pytest.mark.parametrize(
    "framed",
    [
        f"Not sure about: {SAID}",
        f"This is nonsense: {SAID}",
        f"I don't agree: {SAID}",
        f"I don't think so. {SAID}",
        f"Maybe not: {SAID}",
        f"Who would pay for this? {SAID}",
        f"We tried that. {SAID}",
        f"{SAID} As if.",
        f"Great idea. Shame it will never happen: {SAID}",
        f"The chair said no, {SAID}",
        f"JP doubted that {SAID}",
        f"Someone asked whether to {SAID}",
        f"Yes if we can pay for it: {SAID}",
        f"I'd say never {SAID}",
        f"Stop this: {SAID}",
    ],
)
def test_what_disagrees_doubts_asks_or_tells_is_no_frame(framed: str) -> None:
    assert not joins(SAID, framed)
    assert not joins(framed, SAID)


@pytest.mark.parametrize(
    "line",
    [
        "Keep the walk-in surgery in town open [24/7/24/5]",
        "[MRI:/PET:] open the scanner to people in the evening",
        "[Morning:/Evening:] open the clinic to people who work",
        "Half of the meals for night staff should be [1/2/1/3] price",
        "Print the letters from the clinic on [A4/A3]",
    ],
)
def test_what_only_looks_like_a_frame_is_kept(line: str) -> None:
    before, choice = line.partition("[")[::2]
    choice, after = choice.split("]")
    half = len(choice) // 2

    assert not joins(f"{before}{choice[:half]}{after}", f"{before}{choice[half + 1 :]}{after}")


@pytest.mark.parametrize("text", ["Agree!", "Hi all", "+1", "Dear team, thanks", "1/2", ""])
def test_a_frame_without_anything_in_it_is_left_alone(text: str) -> None:
    assert peeled(text) == (text, False)


def test_a_report_in_the_past_tells_what_is_proposed() -> None:
    said = "Children need a bay of their own with wifi on every ward"

    assert joins(said, "JP suggested that children needed a bay of their own with wifi on every ward")
    assert not joins(said, "Children needed a bay of their own with wifi on every ward")


@given(st.text())
def test_peeling_only_takes_away(text: str) -> None:
    left, _ = peeled(text)

    assert left in text
