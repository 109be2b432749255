from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bridge.errors import DocumentError
from tests.documents.docx_writer import opened, p, said, skipped

SUMMARY = (
    p("📝 Notes", style="Heading1"),
    p("Waiting well - 2026/11/02 19:00 GMT - Notes by Gemini", style="Title"),
    p("Invited Ada Okoro ", "ben.hale@example.org"),
    p("Summary", style="Heading3"),
    p("Ada Okoro proposed Sunday clinics and the group agreed to buy a bus (00:05:00)."),
    p("Suggested next steps", style="Heading3"),
    p("Ben Hale: Ben will ring the council.", item=True),
    p("You should review Gemini's notes to make sure they're accurate."),
)
#: The summary, then the transcript in blocks of about five minutes.
MEET = (
    *SUMMARY,
    p("📖 Transcript", style="Heading1"),
    p("Nov 2, 2026"),
    p("Waiting well - Transcript", style="Heading2"),
    p("00:00:00", style="Heading3"),
    p(" "),
    p("Ada Okoro: Welcome. Please."),
    p("Ben Hale: Please. We could put a list: what to bring, on the wall\nand in the letter."),
    p("00:05:03", style="Heading3"),
    p("ben: Mhm."),
    p("Ada Okoro: Note: it must be short."),
    p("Transcription ended after 00:09:41"),
    p(
        "This editable transcript was computer generated and might contain errors. People can also change the text: be aware."
    ),
)

#: Without a summary, in another language, ended by the next tab.
GERMAN = (
    p("Warten - 2026/11/02 20:00 GMT+01:00 – Transkript"),
    p("00:00:07"),
    p("Jörg Maß: Können wir früher anrufen?"),
    p("Das hier gehört zu niemandem"),
    p("00:04:59"),
    p("Zusammenfassung", style="berschrift1"),
    p("Jörg Maß: hat vorgeschlagen, früher anzurufen."),
)


def test_only_what_people_said_is_read_and_never_the_summary() -> None:
    document = opened(*MEET)

    assert said(document) == [
        ("Ada Okoro", 0, "Welcome. Please."),
        ("Ben Hale", 0, "Please. We could put a list: what to bring, on the wall and in the letter."),
        ("ben", 303, "Mhm."),
        ("Ada Okoro", 303, "Note: it must be short."),
    ]
    report = document.report
    assert (report.format, report.found, report.read, report.speakers) == ("meet-docx", 20, 5, 3)
    assert skipped(document) == {
        "summary": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        "time": (12, 17),
        "notice": (20,),
    }
    assert report.skipped[0].count == 12
    assert document.date == datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


def test_a_heading_ends_the_speech_and_a_line_without_a_name_is_nobodys() -> None:
    document = opened(*GERMAN)

    assert said(document) == [("Jörg Maß", 7, "Können wir früher anrufen?")]
    assert (document.report.found, document.report.read) == (7, 1)
    assert skipped(document) == {"summary": (1, 7), "time": (2, 5), "no_speaker": (4,), "notice": (6,)}
    assert document.date == datetime(2026, 11, 2, 20, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("notes.docx", SUMMARY),
        ("Warten - 2026_11_02 19_00 GMT - Notizen von Gemini.docx", (p("Zusammenfassung"), p("Ada schlug vor."))),
    ],
)
def test_a_summary_without_speech_is_refused(name: str, paragraphs: tuple[str, ...]) -> None:
    with pytest.raises(DocumentError, match="nobody's words") as refused:
        opened(*paragraphs, name=name)

    assert refused.value.reason == "summary"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("BST", None),
        ("UTC", UTC),
        ("GMT-3", timezone(-timedelta(hours=3))),
        ("GMT+0530", timezone(timedelta(hours=5.5))),
    ],
)
def test_the_title_tells_when_it_began(zone: str, expected: timezone | None) -> None:
    document = opened(p(f"Talk - 2026/11/02 19:00 {zone} - Notes by Gemini"), p("00:00:01"), p("Ada: Hello."))

    assert document.date == datetime(2026, 11, 2, 19, 0, tzinfo=expected)


def test_an_impossible_date_is_none() -> None:
    document = opened(p("Talk - 2026/13/41 19:00 GMT - Notes by Gemini"), p("00:00:01"), p("Ada: Hello."))

    assert document.date is None


def test_a_time_in_a_schedule_makes_no_transcript() -> None:
    document = opened(p("Ideas of the morning"), p("10:30:00"), p("Doors: open them earlier"), p("Sunday clinics"))

    assert document.report.format == "notes-docx"
