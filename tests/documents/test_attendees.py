from __future__ import annotations

import pytest

from bridge.documents import attendees
from bridge.documents.attendees import without_initials
from bridge.documents.read import Document, read
from bridge.intake.scrub import MASKS, NAME, scrub
from tests.documents.docx_writer import docx, p
from tests.documents.test_session import laid, notes

SAID = ("Later buses, as Ada told Ben", "More chairs")


def minutes(listed: str, *, name: str = "minutes.txt") -> Document:
    return read(name, "\n".join((listed, "", "## Buses", *(f"- {it}" for it in SAID))).encode())


def lines(document: Document, reason: str = "attendance") -> tuple[int, ...]:
    return next((it.lines for it in document.report.skipped if it.reason == reason), ())


@pytest.mark.parametrize("name", ["minutes.txt", "minutes.md"])
@pytest.mark.parametrize(
    ("listed", "there"),
    [
        ("Present: Ada Okoro (Chair), Ben Hale", (1,)),
        ("**In attendance:** Ada Okoro; Ben Hale; two patients by telephone", (1,)),
        ("Attendees: Ada Okoro and Ben Hale, Stroke Nurse, ICB", (1,)),
        ("Apologies for absence: Ben Hale\nChair: Ada Okoro", (1, 2)),
        ("Minutes by: Ada Okoro\nApologies: Ben Hale sent his, the train was late", (1, 2)),
        ("Present (online) – Ada Okoro,\n    Ben Hale", (1, 2)),
        ("Present:\nAda Okoro – Chief Executive\nBen Hale, Ward clerk", (1, 2, 3)),
        ("## Attendees\n\n- Chair: Ada Okoro\n- two patients\n- Ben Hale (GP) <ben@example.org>", (1, 3, 4, 5)),
        ("Present\n\nAda Okoro\n\nBen Hale", (1, 3, 5)),
        ("1. Present\nOkoro, Ada (ICB); Hale, Ben", (1, 2)),
    ],
)
def test_who_was_there_by_the_minutes_is_not_read_and_not_named_anywhere(
    listed: str, there: tuple[int, ...], name: str
) -> None:
    document = minutes(listed, name=name)

    assert lines(document) == there
    assert sorted(document.people) == ["Ada Okoro", "Ben Hale"]
    assert [turn.text for turn in document.turns] == list(SAID)
    assert scrub(SAID[0], document.people).text == "Later buses, as [name] told [name]"
    assert document.report.found == document.report.read + sum(it.count for it in document.report.skipped)


def test_a_list_in_a_word_document_is_one_too() -> None:
    document = read(
        "minutes.docx",
        docx(
            p("Board of the hospital"),
            p("Present:", bold=True),
            p("Ada Okoro, consultant in emergency medicine at the infirmary in the town"),
            p("Ben Hale"),
            p("Buses", style="berschrift1"),
            p("Later buses, as Ada told Ben."),
        ),
    )

    assert document.people == ("Ada Okoro", "Ben Hale")
    assert [turn.text for turn in document.turns] == ["Board of the hospital", "Later buses, as Ada told Ben."]


def test_who_was_there_by_one_document_is_masked_in_all_of_the_session() -> None:
    session = laid(minutes("Present: Mo Lund, Ada Okoro"), notes("Ben could ask Mo for the hall"))

    assert session.names == ("Mo Lund", "Ada Okoro")
    assert {it.names for part in session.parts for it in part.arrivals} == {session.names}


@pytest.mark.parametrize(
    "line",
    [
        "Present: a gift for each child on the ward",
        "Chair: higher please",
        "Guests: let them eat in the restaurant",
        "Participants: twelve patients and two carers",
        "Chair: Thanks.",
        "Apologies are due to everybody who waits",
        "Attendance is low on Fridays",
    ],
)
def test_words_behind_such_a_label_are_words_where_nobody_is_named(line: str) -> None:
    document = minutes(line)

    assert document.people == ()
    assert document.turns[0].text == line


@pytest.mark.parametrize("label", ["Chairs", "Guests", "Speakers"])
def test_what_is_noted_about_chairs_and_guests_names_nobody(label: str) -> None:
    document = read("notes.md", f"{label}:\n- Softer\n- Higher\n\n{label}: Softer, Higher\n".encode())

    assert document.people == ()
    assert [turn.text for turn in document.turns] == ["Softer", "Higher", f"{label}: Softer, Higher"]


def test_a_chair_who_speaks_again_and_again_is_no_list() -> None:
    document = read("scribe.txt", b"Chair: Welcome\nAda Okoro: Later buses\nChair: Lovely\nAda Okoro: And chairs\n")

    assert document.people == ()
    assert [turn.speaker for turn in document.turns] == ["Chair", "Ada Okoro", "Chair", "Ada Okoro"]


def test_nobody_is_told_as_attendance_too() -> None:
    document = minutes("Present: Ada Okoro\nApologies: none")

    assert lines(document) == (1, 2)


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("KB to book the hall", "[name] to book the hall"),
        ("KB/TM and KAD to book it", "[name]/[name] and [name] to book it"),
        ("Action: KB", "Action: [name]"),
        ("Book the hall (KB, TM)", "Book the hall ([name], [name])"),
        ("KB wards are cold", "KB wards are cold"),
        ("A file of 300 KB (small)", "A file of 300 KB (small)"),
        ("kb to book the hall", "kb to book the hall"),
        ("TMX to book the hall", "TMX to book the hall"),
        ("GP to write within two days", "GP to write within two days"),
    ],
)
def test_initials_are_masked_where_they_own_an_action(said: str, masked: str) -> None:
    listed = "Present: Kit Bell, Tariq Mahmood, Kerry-Ann Doyle, Gareth Pritchard"
    document = read("minutes.txt", f"{listed}\n\n- {said}\n".encode())

    assert [turn.text for turn in document.turns] == [masked]


def test_people_who_are_listed_by_initials_alone_are_masked_where_they_own_an_action() -> None:
    document = read("minutes.txt", b"Present: KB, TM\n\n- TM to book the hall\n- Later buses\n")

    assert [turn.text for turn in document.turns] == ["[name] to book the hall", "Later buses"]


def test_without_a_list_no_initials_are_masked() -> None:
    assert without_initials(frozenset())("KB to book the hall") == "KB to book the hall"


def test_the_mark_for_initials_is_that_of_names() -> None:
    assert MASKS[NAME] == attendees.MASK
