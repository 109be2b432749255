"""In notes, on boards and in a session's chat a short line is taken for a point of its own, if it is none of the frame."""

from __future__ import annotations

import pytest

from bridge.intake.cues.notes import MOST_WORDS, stands_alone


@pytest.mark.parametrize(
    "line",
    [
        "Transport from the village",
        "Text reminders in Welsh",
        "- Covered walkway to the bus stop",
        "Hospital to send one letter",
        "GP to ring the week after",
        "Welcome pack for new starters",
        "Link workers in every practice",
        "No more than one letter",
        "Agreed care plan on the fridge",
        "Updated leaflet in easy read",
        "Morning clinics",
        "Time to talk",
    ],
)
def test_a_point_of_its_own_stands(line: str) -> None:
    assert stands_alone(line)


@pytest.mark.parametrize(
    "line",
    [
        "Agenda",
        "Parking",
        "NEXT STEPS",
        "Ideas for the autumn:",
        "Welcome and introductions",
        "Feedback from table 2",
        "10:30 Coffee",
        "12 March 2026",
        "Tuesday 3rd June 2026, 10:00-12:00",
        "Date of next meeting 4 May",
        "Present: Anna, Bo",
        "Apologies - Carol",
        "Action: JS to send slides",
        "JS to send slides",
        "JS/[name] to book the hall",
        "Anna Bell to chase estates",
        "Anna to send the slides",
        "Discussed the minutes of the last meeting",
        "The group agreed that parking is bad",
        "It was noted that the lift is broken",
        "Minutes approved",
        "Morning all",
        "Hi everyone from Leeds",
        "Yes, me too",
        "I am in the car",
        "Is there a lift?",
        "Slides are at https://example.org/slides",
        "",
        "Supply teachers are told nothing",
        "Coffee at 11",
        "Next workshop 4 Dec",
        "[phone number] is the minibus",
        "word " * (MOST_WORDS + 1),
        "two " + "x" * 4_000,
    ],
)
def test_the_frame_of_the_notes_does_not(line: str) -> None:
    assert not stands_alone(line)
