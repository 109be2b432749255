from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bridge.documents.read import Document, arrivals, read
from bridge.records import EventId
from tests.documents.docx_writer import docx, opened, p, said, skipped, turn

BEGAN = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

#: Today's layout, as the file of an hour's session.
SESSION = (
    p("Waiting well-20261102_190412-Meeting Recording"),
    p("November 2, 2026, 7:04PM"),
    p("1h 3m 5s"),
    p("Ada Okoro started transcription"),
    turn("Dr. Ada Okoro (She/Her)", "0:08", "Welcome, all.", "What helps people wait?"),
    turn("Wilk, Tomasz (TRUST)", "0:21", "So the letters"),
    turn("Dr. Ada Okoro (She/Her)", "0:24", "Mhm."),
    turn("Wilk, Tomasz (TRUST)", "0:28", "could come with a number to ring at 10:30"),
    turn("Ward 5", "59:58", "We need that too."),
    turn("+44 7700 900123", "1:00:02", "Same here."),
    p("Ada Okoro stopped transcription"),
)
SAID = [
    ("Dr. Ada Okoro (She/Her)", 8, "Welcome, all. What helps people wait?"),
    ("Wilk, Tomasz (TRUST)", 21, "So the letters could come with a number to ring at 10:30"),
    ("Dr. Ada Okoro (She/Her)", 24, "Mhm."),
    ("Ward 5", 3598, "We need that too."),
    ("+44 7700 900123", 3602, "Same here."),
]

#: The same, in another language, with one space, the British date, and one turn only.
SHORT = (
    p("Kurz"),
    p("15 August 2026, 06:07pm"),
    p("Kit Bell hat die Transkription gestartet"),
    turn("Kit Bell", "0:39", "Können Briefe früher kommen?", gap=" "),
    p("Kit Bell hat die Transkription beendet"),
)

#: The layout until 2022.
OLD = (
    p("Review"),
    p("0:0:3.270 --> 0:0:4.250\nJames Bell\nUmm."),
    p("0:0:4.900 --> 0:0:9.0\nMaya Roy\nWe could ring people\nbefore they come."),
    p("0:1:2.50 --> 0:1:4.0\nMaya Roy\n45"),
    p("0:1:5.0 --> 0:1:6.0\nAgreed."),
)
OLD_SAID = [
    ("James Bell", 3.27, "Umm."),
    ("Maya Roy", 4.9, "We could ring people before they come. 45"),
    (None, 65, "Agreed."),
]

#: As it is when it was copied out and in again: each line a paragraph.
OLD_COPIED = tuple(
    p(line)
    for line in (
        "0:0:1.0 --> 0:0:2.0",
        "speaker 1",
        "Could we start?",
        "0:0:3.0 --> 0:0:4.5",
        "speaker 2",
        "We are late.",
        "0:0:5.0 --> 0:0:6.0",
        "speaker 1",
        "Parking is dear.",
        "0:0:7.0 --> 0:0:8.0",
        "speaker 2",
        "It is.",
    )
)


def counts(document: Document) -> bool:
    report = document.report
    return report.found == report.read + sum(one.count for one in report.skipped)


def test_a_paragraph_is_a_turn_and_its_speaker_stands_on_the_line_below_the_picture() -> None:
    document = opened(*SESSION)

    report = document.report
    assert said(document) == SAID
    assert (report.format, report.unit, report.found, report.read) == ("teams-docx", "line", 18, 13)
    assert (report.turns, report.speakers, report.unattributed) == (5, 4, 0)
    assert skipped(document) == {"heading": (1, 2, 3), "notice": (4, 24)}
    assert counts(document)


def test_one_turn_in_any_language_is_a_transcript() -> None:
    document = opened(*SHORT)

    assert said(document) == [("Kit Bell", 39, "Können Briefe früher kommen?")]
    assert (document.report.found, document.report.read) == (6, 2)
    assert skipped(document) == {"heading": (1, 2), "notice": (3, 7)}
    assert document.date == datetime(2026, 8, 15, 18, 7)  # noqa: DTZ001 - the local clock


def test_each_line_of_a_turn_tells_where_it_stood() -> None:
    assert [turn.evidence for turn in opened(*SESSION).turns][:2] == ["lines 6–8", "lines 10–17"]


@pytest.mark.parametrize(
    ("title", "name", "date"),
    [
        ("Talk-20261102_190412UTC-Meeting Recording", "a.docx", datetime(2026, 11, 2, 19, 4, 12, tzinfo=UTC)),
        ("Talk-20261102_180412-Enregistrement", "a.docx", datetime(2026, 11, 2, 19, 4)),  # noqa: DTZ001 - no zone
        ("Talk", "Talk-20261102_190412UTC-x.docx", datetime(2026, 11, 2, 19, 4, 12, tzinfo=UTC)),
    ],
)
def test_the_title_with_its_zone_knows_the_date_better_than_the_date_line(
    title: str, name: str, date: datetime
) -> None:
    document = opened(p(title), p("2 November 2026, 07:04pm"), turn("Ada Okoro", "0:01", "Hello."), name=name)

    assert document.date == date


def test_the_title_tells_the_date_where_its_line_cannot_be_read() -> None:
    document = opened(
        p("Kokous-20261102_190412-x"), p("2. marraskuuta 2026 klo 19.04"), turn("Ada Okoro", "0:01", "Hei.")
    )

    assert document.date == datetime(2026, 11, 2, 19, 4, 12)  # noqa: DTZ001 - no zone


def test_a_saved_again_transcript_with_a_paragraph_for_each_line_is_read_alike() -> None:
    document = opened(
        p("Ada Okoro   0:08"), p("Welcome, all."), p("Ben Hale   0:12"), p("Thanks."), p("It is late."), p("")
    )

    assert said(document) == [("Ada Okoro", 8, "Welcome, all."), ("Ben Hale", 12, "Thanks. It is late.")]
    assert document.report.read == document.report.found == 5


def test_a_paragraph_without_a_head_among_turns_inherits_no_name() -> None:
    document = opened(
        turn("Ada Okoro", "0:08", "Welcome."),
        p("Good idea.\nSo do I."),
        p("Why?"),
        turn("Ben Hale", "0:12", "Yes."),
        turn("Ada Okoro", "0:14"),
    )

    assert said(document) == [
        ("Ada Okoro", 8, "Welcome."),
        (None, 8, "Good idea. So do I."),
        (None, 8, "Why?"),
        ("Ben Hale", 12, "Yes."),
    ]
    assert (document.report.unattributed, skipped(document)) == (2, {"no_text": (11,)})
    assert counts(document)


def test_a_mhm_after_a_long_silence_is_not_spoken_over() -> None:
    document = opened(
        turn("Ada Okoro", "0:08", "We could"), turn("Ben Hale", "9:00", "Mhm."), turn("Ada Okoro", "9:05", "start.")
    )

    assert [text for _, _, text in said(document)] == ["We could", "Mhm.", "start."]


@pytest.mark.parametrize(
    "line",
    ["Coffee break   10:30", "Lunch 12:30", "Let us meet at 10:30", "Welcome\t10:00", "we finish   11:00"],
)
def test_a_time_in_an_agenda_makes_no_transcript(line: str) -> None:
    assert opened(p(line), p("Sunday clinics would help people who work.")).report.format == "notes-docx"


@pytest.mark.parametrize(
    "line",
    [
        "Kit Bell stopped transcription",
        "Kit a arrêté la transcription",
        "Kit hat die Transkription beendet",
        "Kit ha interrotto la trascrizione",
        "Kit が文字起こしを停止しました",
        "Transcribed by https://otter.ai",
    ],
)
def test_a_notice_at_the_end_is_nobodys_words_in_any_language(line: str) -> None:
    document = opened(turn("Ada Okoro", "0:08", "Hello."), p(line))

    assert said(document) == [("Ada Okoro", 8, "Hello.")]
    assert skipped(document) == {"notice": (4,)}


def test_words_about_transcription_are_words() -> None:
    document = opened(
        turn("Ada Okoro", "0:08", "Who stopped the transcription"),
        turn("Ben Hale", "0:12", "AI-generated content may be incorrect"),
    )

    assert [text for _, _, text in said(document)] == ["Who stopped the transcription"]
    assert skipped(document) == {"notice": (6,), "no_text": (5,)}
    assert counts(document)


def test_the_old_layout_has_its_times_and_names_above_the_words() -> None:
    document = opened(*OLD)

    assert said(document) == OLD_SAID
    assert (document.report.format, document.report.found, document.report.read) == ("teams-old-docx", 13, 12)
    assert skipped(document) == {"heading": (1,)}


def test_the_old_layout_without_blank_lines_and_without_capitals_is_read_alike() -> None:
    document = opened(*OLD_COPIED)

    assert [(speaker, text) for speaker, _, text in said(document)] == [
        ("speaker 1", "Could we start?"),
        ("speaker 2", "We are late."),
        ("speaker 1", "Parking is dear."),
        ("speaker 2", "It is."),
    ]
    assert document.report.read == document.report.found == 12


MEETING = (
    ("Okoro, Ada", 1, 6, "What would help? I mean, in the first week."),
    ("Wilk, Tomasz (TRUST)", 7, 10, "We could text people, so that"),
    ("Okoro, Ada", 10, 11, "Yeah."),
    ("Wilk, Tomasz (TRUST)", 12, 16, "they know when to come. And a map."),
    ("Speaker 1", 20, 24, "Parking, please."),
)
AS_DOCX = (p("Ideas"), *(turn(name, f"0:{at:02}", words) for name, at, _, words in MEETING))
AS_VTT = "WEBVTT\n\n" + "\n".join(
    f"00:00:{at:02}.250 --> 00:00:{to:02}.000\n<v {name}>{words}</v>\n" for name, at, to, words in MEETING
)


def identities(document: Document) -> list[str]:
    session = EventId("connect-1")
    return sorted(
        one.id for one in arrivals(document, session=session, document_id="d", said_at=BEGAN, received_at=BEGAN)
    )


def test_the_same_meeting_as_captions_and_as_a_document_has_the_same_identities() -> None:
    captions = read("Ideas.vtt", AS_VTT.encode())

    document = read("Ideas.docx", docx(*AS_DOCX))

    assert identities(document) == identities(captions)
    assert len(identities(document)) == 6


def test_words_without_a_speaker_are_the_same_in_both_files_of_a_recording() -> None:
    name = "Talk-20261102_190000UTC-Meeting Recording"
    captions = read(f"{name}.vtt", b"WEBVTT\n\n0:0:1.0 --> 0:0:2.0\nGood idea.\n")

    document = read(f"{name}.docx", docx(p("0:0:1.0 --> 0:0:2.0\nGood idea.")))

    assert identities(document) == identities(captions)
