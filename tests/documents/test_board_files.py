"""Boards as programs export them; what must come of each was written by hand from reading the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridge.documents.read import Document, read

BOARDS = Path(__file__).parent / "boards"


def opened(name: str, encoding: str = "utf-8") -> Document:
    return read(name, (BOARDS / name).read_bytes().decode().encode(encoding))


def notes(document: Document) -> list[tuple[str | None, str, str]]:
    """Who, what, and in which group."""
    return [(turn.speaker, turn.text, turn.group) for turn in document.turns]


def skipped(document: Document) -> dict[str, tuple[int, ...]]:
    return {one.reason: one.lines for one in document.report.skipped}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_commas_below_a_title_with_frames_and_votes(encoding: str) -> None:
    document = opened("comma.csv", encoding)

    assert notes(document) == [
        ("Ada Okoro", "Text people the day before they go home", "Discharge"),
        ("Ben Hale", "Ring the carer first, then the ward", "Discharge"),
        (None, 'A "quiet hour" after lunch 🌻', "Wards"),
        ("Kit Wren", "=SUM(A1:A9) is no plan", ""),
    ]
    assert skipped(document) == {
        "heading": (1, 2, 4),
        "no_text": (9,),
        "other_number_of_cells": (11,),
        "quote_not_closed": (12,),
    }
    assert (document.report.found, document.report.read) == (10, 4)
    assert document.report.notes[-1].startswith("Passed over: 6 votes")


def test_commas_in_a_single_column_without_a_name() -> None:
    document = opened("comma-single.csv")

    assert [text for _, text, _ in notes(document)] == [
        "Later buses for the night staff",
        "Chairs, tables and a kettle",
        "=cmd|' /C calc'!A0",
        "👍",
        "Lifts",
    ]
    assert (document.report.found, document.report.read) == (5, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16-le"])
def test_semicolons_as_excel_writes_them(encoding: str) -> None:
    document = opened("semicolon.csv", encoding)

    assert notes(document) == [
        ("Zoë Marsh", "A café that stays open, also on Sundays", "Food"),
        ("Ada Okoro", "Soup for £2", "Food"),
        ("Zoë Marsh", "-10 % on taxis", "Transport"),
        (None, "Dental vans for schools", "Dental"),
    ]
    assert skipped(document) == {"heading": (2,)}
    assert document.report.notes[-1].startswith("Passed over: 13 votes")


def test_semicolons_with_a_heading_for_each_column_of_notes() -> None:
    document = opened("semicolon-columns.csv")

    assert notes(document) == [
        (None, "The porters came early today", "What went well"),
        (None, "We wait too long for scans", "What to improve"),
        (None, "Nurses rang people the day before", "What went well"),
        (None, "Text people a week before", "Actions"),
        (None, "Letters come late, or twice", "What to improve"),
    ]
    assert skipped(document) == {"heading": (1,)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
def test_tabs_with_cards_and_their_owners(encoding: str) -> None:
    document = opened("tabs.tsv", encoding)

    assert notes(document) == [
        ("Hale, Ben (TRUST)", "Prescriptions ready before the ward round", "Medicines"),
        ("Ada Okoro", 'Put "use by" in large print', "Medicines"),
        ("Ada Okoro", "Interpreters by video, at night too", "Language"),
    ]
    assert skipped(document) == {"heading": (1,), "no_text": (4,), "other_number_of_cells": (6,)}


def test_tabs_without_names_of_columns() -> None:
    document = opened("tabs-headless.txt")

    assert notes(document) == [
        (None, "Later buses for the night staff", ""),
        (None, "Open the gym on Sundays", ""),
        (None, "More chairs for those who wait", ""),
    ]
    assert skipped(document) == {}


def test_a_whiteboard_in_one_line() -> None:
    document = opened("whiteboard.html")

    assert notes(document) == [
        ("Okoro, Ada (TRUST)", "A carer’s lounge with a kettle & chargers", ""),
        ("Ben Hale", "Ask carers <first>", ""),
        (None, "Free parking 🅿️", ""),
    ]
    assert skipped(document) == {"label": (1,), "no_text": (4,)}
    assert document.report.format == "whiteboard-html"


def test_a_whiteboard_in_lines() -> None:
    document = opened("whiteboard-lines.html")

    assert notes(document) == [
        ("Kit Wren", "Letters that say where to park and when", ""),
        (None, "One queue, one screen", ""),
    ]
    assert skipped(document) == {"label": (1,)}
