from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.meet import is_meet, read_meet
from bridge.documents.read import arrivals, read
from bridge.records import EventId
from tests.documents.shapes import opened, words

#: Both tabs in one file: the summary quotes nobody, the transcript does.
MARKDOWN = """# Sunday clinics - 2026/11/02 19:00 GMT - Notes by Gemini

## 📝 Notes

Nov 2, 2026

Invited [Ada Okoro](mailto:ada.okoro@example.org) Ben Hale

### Summary

The team discussed opening the gym on Sundays.

### Details

* **Sunday opening** Ada Okoro proposed Sundays ([00:00:00](#00:00:00)).

### Suggested next steps

- [ ] Ada Okoro: ring the porters.

*You should review Gemini's notes to make sure they're accurate.*

## 📖 Transcript

Nov 2, 2026

## Sunday clinics - Transcript

### 00:00:00

**Ada Okoro:** We could open the gym on Sundays. Please.
**Ben Hale:** Please. Note: who pays?

### 00:05:08

**Ada Okoro:** Nobody yet.

### Transcription ended after 00:34:14

*This editable transcript was computer generated and might contain errors.*
"""

#: The transcript tab alone, copied as text, in a French account.
PASTED = """Cliniques du dimanche (2026/11/02 19:00 CET) – Transcription
Participants
Ada Okoro, Ben Hale

00:06:08

Ada Okoro: On pourrait ouvrir le dimanche,
même en hiver.
Ben Hale: Qui paie ?

01:00:11

Ben Hale: Personne encore.
La transcription s'est terminée après 01:02:03

Cette transcription modifiable a été générée par ordinateur.
"""


def test_markdown_gives_what_was_said_and_nothing_of_the_summary() -> None:
    document = opened(MARKDOWN, "notes.md")

    assert words(document) == [
        ("Ada Okoro", "We could open the gym on Sundays. Please."),
        ("Ben Hale", "Please. Note: who pays?"),
        ("Ada Okoro", "Nobody yet."),
    ]
    assert [(turn.from_s, turn.evidence, turn.written) for turn in document.turns] == [
        (0, "line 31", False),
        (0, "line 32", False),
        (308, "line 36", False),
    ]
    report = document.report
    assert (report.format, report.unit, report.found, report.read, report.speakers) == ("meet", "line", 21, 3, 2)
    assert [(it.reason, it.count, it.lines[:1]) for it in report.skipped] == [
        ("summary", 15, (1,)),
        ("time", 2, (29,)),
        ("notice", 1, (38,)),
    ]
    assert "15 lines" in report.notes[0]


def test_pasted_text_gives_what_was_said_whatever_the_language_of_the_rest() -> None:
    document = opened(PASTED, "")

    assert words(document) == [
        ("Ada Okoro", "On pourrait ouvrir le dimanche, même en hiver."),
        ("Ben Hale", "Qui paie ? Personne encore."),
    ]
    assert [(it.reason, it.lines) for it in document.report.skipped] == [
        ("summary", (1, 2, 3, 16)),
        ("time", (5, 11)),
        ("notice", (14,)),
    ]


def test_the_title_tells_when_the_recording_began() -> None:
    assert opened(MARKDOWN).date == datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
    assert opened(PASTED).date == datetime(2026, 11, 2, 19, 0)  # noqa: DTZ001 - the clock of the meeting
    assert opened(MARKDOWN.replace("2026/11/02", "2026/13/02")).date is None


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("19:00 GMT+01:00", datetime(2026, 11, 2, 19, 0, tzinfo=timezone(timedelta(hours=1)))),
        ("19:00 GMT-0330", datetime(2026, 11, 2, 19, 0, tzinfo=timezone(-timedelta(hours=3.5)))),
        ("19_00 UTC", datetime(2026, 11, 2, 19, 0, tzinfo=UTC)),
        ("19:00-20:00", datetime(2026, 11, 2, 19, 0)),  # noqa: DTZ001 - until when, and no zone
        ("19:00 GMT+99", None),
    ],
)
def test_a_zone_in_the_title_is_taken_where_it_is_sure(clock: str, expected: datetime | None) -> None:
    assert opened(MARKDOWN.replace("19:00 GMT", clock)).date == expected


def test_an_address_in_the_summary_goes_nowhere() -> None:
    document = opened(MARKDOWN)
    began = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

    arrived = arrivals(document, session=EventId("s"), document_id="d", said_at=began, received_at=began)

    assert "example.org" not in str(arrived)
    assert [it.text for it in arrived][:2] == ["We could open the gym on Sundays.", "Please."]


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\n- later buses\n\n00:05:08\n\n- trains",
        "Programme\n10:00:00\nWelcome: all\n",
        "00:05:08\nlater buses\n00:06:08\ntrains",
    ],
)
def test_notes_with_a_time_in_them_are_no_meet_document(text: str) -> None:
    assert read("notes.md", text.encode()).report.format == "notes"


def test_a_heading_ends_the_speech() -> None:
    text = "### 00:00:00\n\n**Ada:** Later buses.\n\n# Notes\n\n**Summary:** Buses.\n\n### 00:01:00\n\n**Ben:** Yes."

    assert [(turn.speaker, turn.text) for turn in read_meet(text).turns] == [("Ada", "Later buses."), ("Ben", "Yes.")]


LINES = st.sampled_from(
    [
        "",
        "### 00:01:00",
        "00:02:00",
        "**Ada Okoro:** one",
        "Ben Hale: two",
        "**Ben:**",
        "# x",
        "It ended at 00:03:00",
        "x",
    ]
)


@given(st.lists(LINES | st.text(st.characters(exclude_characters="\n"), max_size=20), max_size=10).map("\n".join))
def test_each_line_is_read_or_told(text: str) -> None:
    is_meet(text)
    notes = read_meet(text)

    left_out = {line for skipped in notes.skipped for line in skipped.lines}
    told = sum(skipped.count for skipped in notes.skipped)
    said = sum(turn.text.count("one") + turn.text.count("two") for turn in notes.turns)
    assert notes.found == sum(1 for line in text.split("\n") if line.strip())
    assert len(left_out) == told <= notes.found
    assert said <= text.count("one") + text.count("two")
    assert bool(notes.turns) == (told < notes.found)
