from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.guard import refusal
from bridge.ideas.reading import read

SAID = "We should open the theatres in Leeds before eight on Saturday for hip surgery"


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("We should not open the theatres in Leeds before eight on Saturday for hip surgery", "only one says 'not'"),
        ("We should open the theatres in Leeds before nine on Saturday for hip surgery", "one says '8', the other '9'"),
        ("We should open the theatres in Leeds after eight on Saturday for hip surgery", "'before'"),
        ("We should open the theatres in Leeds before eight on Sunday for hip surgery", "'sunday'"),
        ("We should close the theatres in Leeds before eight on Saturday for hip surgery", "'close'"),
        ("We should open the theatres in Hull before eight on Saturday for hip surgery", "'hull'"),
        ("We should only open the theatres in Leeds before eight on Saturday for hip surgery", "'only'"),
        ("Stop: we should open the theatres in Leeds before eight on Saturday for hip surgery", "'stop'"),
        ("Should we open the theatres in Leeds before eight on Saturday for hip surgery?", "one asks, the other says"),
        (
            "We should open the theatres in Leeds before eight on Saturday for free private hip surgery",
            "'free' 'private'",
        ),
        ("We must open the theatres in Leeds before eight on Saturday for hip surgery", "one says 'must'"),
    ],
)
def test_a_turned_meaning_is_refused_with_its_reason(other: str, reason: str) -> None:
    refused = refusal(read(SAID), read(other))

    assert refused is not None
    assert reason in refused


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Parents should pay the teachers", "Teachers should pay the parents"),
        ("Move people from wards to home sooner with care", "Move people to wards from home sooner with care"),
        ("Nurses and doctors of the ward teach trainees", "Doctors and nurses of the ward teach trainees"),
        ("He should tell the consultant about her pain", "She should tell the consultant about her pain"),
        ("Scale up the virtual ward this winter", "Scale down the virtual ward this winter"),
        ("We need a million pounds for hip beds", "We need a billion pounds for hip beds"),
        ("Millions of pounds for hip beds", "Billions of pounds for hip beds"),
        ("Make weekend lists available to trusts", "Make weekend lists unavailable to trusts"),
        ("Increase the tariff for hip surgery here", "Decrease the tariff for hip surgery here"),
        ("Let people in Stockport choose their date", "Let people in Southport choose their date"),
        ("Give inpatients a date for the scan", "Give outpatients a date for the scan"),
        ("Pay every employer for the travel time", "Pay every employee for the travel time"),
        ("Give 5 mg of the medicine at home", "Give 5 kg of the medicine at home"),
        ("More weekend lists for hip surgery", "Less weekend lists for hip surgery"),
        ("Close the wards if staff agree to it", "Close the wards unless staff agree to it"),
        ("Give all carers travel money", "Give some carers travel money"),
        ("Turn the music down in the gym", "Turn the music up in the gym"),
        ("A few nurses need lockers at work", "Few nurses need lockers at work"),
        ("People have trained nurses at home", "People trained nurses at home"),
        ("A man walks to the park with a dog", "A man walks in the park with a dog"),
        ("Open a clinic for young people in Leeds tonight.", "Open a clinic for young people in Leeds"),
        ("Nurses have taught patients at home", "Nurses teach patients at home"),
    ],
)
def test_look_alikes_with_another_meaning_are_refused(one: str, other: str) -> None:
    assert refusal(read(one), read(other)) is not None


@pytest.mark.parametrize(
    "edited",
    [
        "We should open the theatres in Leeds befroe eight on Saturday for hip surgrey",
        "We should open theatres in Leeds before 8 on Saturdays for hip surgery",
        "We should really open the theatres in Leeds before eight on Saturday for hip surgery please",
        "We should open the theaters in leeds before eight on saturday for hip surgery",
        "We should open the thea tres in Leeds before eight on Saturday for hip surgery",
        "We should open the theatres in Leeds before eight on Saturday for all-day hip surg…".replace("all-day ", ""),
        "We should open the theatres in Leeds before eight…",
    ],
)
def test_slips_endings_and_cuts_pass(edited: str) -> None:
    assert refusal(read(SAID), read(edited)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Turn the music in the gym down at night", "Turn down the music in the gym at night"),
        ("The trust signed a contract until 2030", "The trust has signed a contract until 2030"),
        ("The council approves the plan for a tram", "Council has approved the plan for a tram"),
        ("A boy in a red shirt kicks a ball", "A boy wearing a red shirt is kicking the ball"),
        ("The council will open a park in May", "Council to open a park in May"),
    ],
)
def test_what_is_only_put_another_way_passes(one: str, other: str) -> None:
    assert refusal(read(one), read(other)) is None


def test_a_number_is_never_taken_for_a_cut_off_word() -> None:
    assert refusal(read("Open the theatre wards for 1…"), read("Open the theatre wards for 100 more days")) is not None


@given(st.text(), st.text())
def test_the_guard_is_the_same_either_way_round(one: str, other: str) -> None:
    assert refusal(read(one), read(other)) == refusal(read(other), read(one))
