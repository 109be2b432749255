from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.read import Document, arrivals, read
from bridge.errors import DocumentError
from bridge.records import Arrival, EventId, Register, SourceName
from tests.documents.shapes import STREAM, TEAMS, TEAMS_JSON, TEAMS_UNPADDED, ZOOM, cue, opened, vtt, words

BEGAN = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "config" / "campaigns" / "sample-session.vtt"

BOMB = """<?xml version="1.0"?>
<!DOCTYPE w [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<w>&c;</w>
"""


def arrived(document: Document, **fields: str) -> tuple[Arrival, ...]:
    return arrivals(
        document,
        session=EventId(fields.get("session", "connect-1")),
        document_id=fields.get("document_id", "d1"),
        said_at=BEGAN,
        received_at=BEGAN,
    )


def packed(member: str, text: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, text)
    return body.getvalue()


@pytest.mark.parametrize("text", [TEAMS, TEAMS_UNPADDED, TEAMS_JSON, STREAM, ZOOM])
@pytest.mark.parametrize("name", ["meeting.vtt", "meeting.txt", ""])
def test_what_a_file_is_stands_in_it_not_in_its_name(text: str, name: str) -> None:
    report = opened(text, name).report

    assert (report.unit, report.found, report.read) == ("cue", text.count("-->"), text.count("-->"))


def test_the_report_counts_what_was_read() -> None:
    report = opened(vtt(cue("<v Ada>One.</v>"), cue("<v Ben>Two.</v>", at=3), cue("three", at=7), cue("", at=9))).report

    assert (report.format, report.encoding) == ("vtt", "utf-8")
    assert (report.found, report.read, report.turns, report.speakers, report.unattributed) == (4, 3, 3, 2, 1)
    assert (report.seconds, report.skipped[0].reason) == (8, "cut_off")


def test_a_file_without_names_says_that_all_are_unknown() -> None:
    report = opened(STREAM).report

    assert (report.speakers, report.unattributed) == (0, 2)
    assert "all are unknown" in report.notes[0]


def test_a_report_holds_no_words_and_no_names() -> None:
    report = str(opened(TEAMS + cue("<v Ada Okoro>kaleidoscope", at=99)).report)

    assert not any(word in report for word in ("Okoro", "Wilk", "kaleidoscope", "gym"))


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("Théâtre-20261102_190000UTC-Enregistrement.vtt", BEGAN),
        ("Connect-20261102_190000-Meeting Recording.vtt", BEGAN.replace(tzinfo=None)),
        ("Connect-20261399_990000-Meeting Recording.vtt", None),
        ("Connect.vtt", None),
    ],
)
def test_the_date_comes_from_the_name(name: str, date: datetime | None) -> None:
    assert opened(TEAMS, name).date == date


def test_the_words_of_a_file_know_its_date_better_than_its_name() -> None:
    assert opened(TEAMS_JSON, "x-20200101_000000.vtt").date == BEGAN


@pytest.mark.parametrize(
    ("name", "body", "reason", "advice"),
    [
        ("meeting.docx", packed("word/document.xml", BOMB), "broken", "as .vtt"),
        ("meeting.vtt", packed("word/document.xml", " " * 5_000_000), "too_large", "in parts"),
        ("slides.pptx", packed("[Content_Types].xml", BOMB), "format_not_yet", ".txt"),
        ("list.xlsx", packed("xl/workbook.xml", BOMB), "broken", ".csv"),
        ("board.csv", b'"Later buses\n"Chairs\n', "nothing_read", "2 quote not closed, at lines 1, 2"),
        ("bundle.zip", packed("meeting.vtt", TEAMS), "zip", "Unpack"),
        ("meeting.vtt", BOMB.encode(), "format_not_yet", ".vtt"),
        ("meeting.docx", BOMB.encode(), "format_not_yet", ".vtt"),
        ("page.txt", b"<!DOCTYPE html><html><body>hello</body></html>", "format_not_yet", ".txt"),
        ("log.txt", b'{"at":"2026-11-02T19:00:00Z"}', "format_not_yet", ".txt"),
        ("log.txt", b'[{"at":1}]', "format_not_yet", ".txt"),
        ("notes.rtf", rb"{\rtf1\ansi hello}", "format_not_yet", ".txt"),
        ("people.csv", "Full Name\tUser Action\nAda\tJoined".encode("utf-16"), "no_text_column", "“text”"),
        ("people.txt", b"Name;Join;Leave\nAda;9:00;9:30\nBen;9:00;9:30", "attendance", "transcript"),
        ("empty.vtt", b"WEBVTT\n", "empty", "send it again"),
        ("bad.vtt", b"WEBVTT\n\n00:00:aa.000 --> 00:00:02.000\nlost\n", "nothing_read", "lines 3"),
        ("talk.vtt", vtt(cue("word " * 2_000_000)).encode(), "nothing_read", "1 too long, at lines 3"),
        ("line.txt", b"a" * 10_000_000, "nothing_read", "1 too long, at lines 1"),
        ("notes.md", b"# Ideas\n\n- \n", "nothing_read", "1 heading, at lines 1; 1 no text, at lines 3"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, body: bytes, reason: str, advice: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(name, body)

    assert refused.value.reason == reason
    assert advice in str(refused.value)


@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text().map(lambda text: ("WEBVTT\n\n0:1.0 --> 0:2.0\n" + text).encode())
)
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    try:
        document = read("upload", body)
    except DocumentError:
        return

    report = document.report
    assert report.found == report.read + sum(skipped.count for skipped in report.skipped)
    assert report.turns == len(document.turns) > 0
    assert len(arrived(document)) >= report.turns


def test_each_sentence_of_a_transcript_arrives_with_who_when_and_where() -> None:
    document = opened(vtt(cue("<v Okoro, Ada (She/Her)>We could ring people. Would that help?</v>", at=70)))

    first, second = arrived(document)

    assert (first.text, second.text) == ("We could ring people.", "Would that help?")
    assert (first.source, first.register, first.event) == (SourceName.SESSION, Register.SPOKEN, "connect-1")
    assert (first.author, first.pseudonym, first.names) == ("okoro, ada (she/her)", "Speaker 1", ("Okoro, Ada",))
    assert first.said_at == BEGAN + timedelta(seconds=70)
    assert first.evidence == "00:01:10–00:01:11 of d1"


def test_a_bullet_arrives_whole_and_written() -> None:
    (note,) = arrived(opened("- Ring people first. Then write.", "notes.md"))

    assert (note.text, note.register) == ("Ring people first. Then write.", Register.WRITTEN)
    assert (note.author, note.pseudonym, note.names, note.evidence) == ("", None, (), "line 1 of d1")


def test_speakers_are_numbered_as_they_first_speak_and_the_unknown_have_no_number() -> None:
    text = vtt(*(cue(f"<v {name}>Hello there.</v>", at=at) for at, name in enumerate(["Ben", "", "ADA", "Ben", "Ada"])))

    assert [one.pseudonym for one in arrived(opened(text))] == [
        "Speaker 1",
        None,
        "Speaker 2",
        "Speaker 1",
        "Speaker 2",
    ]


def test_account_ids_and_rooms_are_no_names_to_mask() -> None:
    text = (
        TEAMS_UNPADDED + "\n" + cue("<v Speaker 2>Hello.</v>", at=90) + "\n" + cue("<v Ada (Guest)>Hello.</v>", at=95)
    )

    assert arrived(opened(text))[0].names == ("Ada",)


def test_a_role_is_no_name_to_mask() -> None:
    text = vtt(cue("<v Ward Manager>Hello.</v>"), cue("<v Sophie Ward>The ward manager knows.</v>", at=2))

    assert arrived(opened(text))[0].names == ("Sophie Ward",)


def ids(text: str, **fields: str) -> list[str]:
    return [one.id for one in arrived(opened(text), **fields)]


MEETING = vtt(
    cue("<v Ada>Ring people.</v>", at=1),
    cue("<v Ben>That would help.</v>", at=3),
    cue("<v Ada>That would help</v>", at=5),
    cue("<v Ben>Who pays?</v>", at=8),
    cue("<v Ada>Nobody.</v>", at=9),
    cue("<v Ben>That would help.</v>", at=40),
)


@pytest.mark.parametrize(
    "again",
    [
        MEETING,
        MEETING.replace("\n", "\r\n"),
        MEETING.replace("Ring people.", "ring, people!"),
        MEETING.replace("<v Ada>", "<v ADA>"),
        MEETING.replace("00:00:0", "00:30:0"),
    ],
    ids=["same", "line ends", "punctuation", "capitals", "times"],
)
def test_the_same_words_have_the_same_identity_in_a_file_sent_again(again: str) -> None:
    assert Counter(ids(again, document_id="d2")) == Counter(ids(MEETING))


def test_everything_said_has_an_identity_of_its_own() -> None:
    assert len(set(ids(MEETING))) == 6
    assert not set(ids(MEETING)) & set(ids(MEETING, session="connect-2"))


def test_a_corrected_file_changes_only_what_was_corrected() -> None:
    corrected = MEETING.replace("Ring people", "Text people")

    assert len(set(ids(corrected)) - set(ids(MEETING))) == 1


ROOM = "- Later buses please\n- Sunday clinics\n- Text people\n- Chairs"


def ids_of_notes(name: str, text: str) -> list[str]:
    return [one.id for one in arrived(opened(text, name))]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("room 1.md", "room 1.md"),
        ("room 1.md", "Room_1 (2).txt"),
        ("room 1.md", "C:\\Users\\a\\Copy of room 1 final v2.md"),
        ("Green room-20261102_190000UTC-notes.md", "Green room-20261109_190500UTC-notes.md"),
        ("Green room 2.11.2026.md", "Green room 2026-11-03.md"),
        ("notes.md", "notes (1).md"),
        ("", "transcript.txt"),
    ],
)
def test_unknown_voices_keep_their_identity_when_their_file_is_sent_again(name: str, again: str) -> None:
    first = ids_of_notes(name, ROOM)

    assert ids_of_notes(again, ROOM) == first
    assert ids_of_notes(again, ROOM.replace("Chairs", "More chairs"))[:3] == first[:3]


@pytest.mark.parametrize(
    ("name", "other"),
    [("room 1.md", "room 2.md"), ("notes.md", "notes.md"), ("", ""), ("notes.md", "green room notes.md")],
)
def test_the_same_line_from_two_rooms_is_two_voices(name: str, other: str) -> None:
    left = ids_of_notes(name, ROOM + "\n- Lifts")
    right = ids_of_notes(other, "- Free parking\n" + ROOM)

    assert not set(left) & set(right)


def test_fifty_thousand_cues_are_read() -> None:
    text = vtt(*(cue(f"<v Speaker {at % 7}>Words number {at}.</v>", at=at) for at in range(50_000)))

    report = opened(text).report

    assert (report.found, report.read, report.turns, report.speakers) == (50_000, 50_000, 50_000, 7)


def test_forty_thousand_cues_of_one_speaker_are_read_and_no_word_is_lost() -> None:
    text = vtt(*(cue(f"<v Ada>word {at}</v>", at=at) for at in range(40_000)))

    document = opened(text)

    assert [word for _, said in words(document) for word in said.split() if word != "word"] == [
        str(n) for n in range(40_000)
    ]


def test_the_sample_session_is_read_whole() -> None:
    document = read(SAMPLE.name, SAMPLE.read_bytes())

    said = [one.text for one in arrived(document)]
    assert (document.report.skipped, document.report.notes) == ((), ())
    assert (document.report.format, document.report.speakers, document.report.unattributed) == ("teams-vtt", 4, 1)
    assert "We could text people a week before their operation with a link to confirm or give up the slot." in said
    assert 11 * 60 < (document.report.seconds or 0) < 13 * 60
