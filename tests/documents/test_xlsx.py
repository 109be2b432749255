from __future__ import annotations

import io
import zipfile
from html import escape

import pytest

from bridge.documents.board import Mapping
from bridge.documents.decode import LIMIT
from bridge.documents.packed import MOST_ENTRIES
from bridge.documents.read import read
from bridge.documents.xlsx import read_sheet
from bridge.errors import DocumentError
from tests.documents.shapes import words

SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(sheet: str, strings: str = "", **parts: str) -> bytes:
    """A workbook as Excel packs one; `sheet` and `strings` are the XML within their roots."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{SPACE}"/>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{SPACE}">{strings}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{SPACE}">{sheet}</worksheet>')
        for name, text in parts.items():
            archive.writestr(f"xl/worksheets/{name}.xml", text)
    return body.getvalue()


def inline(*rows: list[str]) -> str:
    """Rows with their words in the cells, as programs other than Excel write them."""
    cells = ("".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) for row in rows)
    return "<sheetData>" + "".join(f"<row>{row}</row>" for row in cells) + "</sheetData>"


#: As Excel writes it: texts by number, runs in one text, a hint how to say it, an empty row, an empty cell, a number.
STRINGS = (
    "<si><t>Idea</t></si><si><t>Author</t></si><si><r><t>Later </t></r><r><t>buses</t></r></si><si><t>Ada Okoro</t></si>"
    "<si><t>椅子</t><rPh><t>いす</t></rPh></si><si><t>Ben &amp; Kit</t></si>"
)
SHEET = (
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>46328.5</v></c><c r="C2" t="s"><v>3</v></c></row>'
    '<row r="3"/>'
    '<row r="4"><c r="A4" t="s"><v>4</v></c><c r="C4" t="s"><v>5</v></c></row>'
    '<row r="5"><c r="C5" t="s"><v>3</v></c></row>'
    '<row r="6"><c r="A6" t="str"><f>A1&amp;"s"</f><v>Ideas for all</v></c></row></sheetData>'
)


def test_a_sheet_of_excel_gives_its_notes() -> None:
    document = read("board.xlsx", workbook(SHEET, STRINGS, sheet2="<worksheet/>"))

    assert words(document) == [("Ada Okoro", "Later buses"), ("Ben & Kit", "椅子"), (None, "Ideas for all")]
    assert [turn.evidence for turn in document.turns] == ["line 2", "line 4", "line 6"]
    report = document.report
    assert (report.format, report.unit, report.found, report.read) == ("board", "row", 5, 3)
    assert [(it.reason, it.lines) for it in report.skipped] == [("heading", (1,)), ("no_text", (5,))]
    assert "first of 2 sheets" in report.notes[0]


#: A title over merged cells, a date beside, frames, colours and votes, an empty column, a line break in a cell.
TITLED = (
    '<cols><col min="1" max="6" width="20"/></cols><sheetData>'
    '<row r="1" spans="1:6"><c r="A1" t="inlineStr"><is><t>Getting home</t></is></c><c r="B1"/><c r="C1"/></row>'
    '<row r="3"><c r="A3" t="inlineStr"><is><t>Frame</t></is></c><c r="B3" t="inlineStr"><is><t>Colour</t></is></c>'
    '<c r="D3" t="inlineStr"><is><t>Sticky note</t></is></c><c r="E3" t="inlineStr"><is><t>Votes</t></is></c>'
    '<c r="F3" t="inlineStr"><is><t>Created by</t></is></c></row>'
    '<row r="4"><c r="A4" t="inlineStr"><is><t>Discharge</t></is></c><c r="B4" t="inlineStr"><is><t>light green</t></is></c>'
    '<c r="D4" t="inlineStr"><is><t xml:space="preserve">Ring the carer first,\n then the ward </t></is></c><c r="E4"><v>3</v></c>'
    '<c r="F4" t="inlineStr"><is><t>Ada Okoro</t></is></c></row>'
    '<row r="5"><c r="A5" t="inlineStr"><is><t>Discharge</t></is></c><c r="E5"><v>1</v></c></row>'
    '<row r="6"><c r="D6" t="inlineStr"><is><t>=A1 is no plan 🌻</t></is></c><c r="E6"><v>0</v></c></row>'
    '</sheetData><mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells>'
)


@pytest.mark.parametrize("name", ["board.xlsx", "board.csv", "board.vtt"])
def test_a_sheet_below_a_title_gives_its_notes_with_their_frames(name: str) -> None:
    document = read(name, workbook(TITLED))

    assert [(turn.speaker, turn.text, turn.group) for turn in document.turns] == [
        ("Ada Okoro", "Ring the carer first, then the ward", "Discharge"),
        (None, "=A1 is no plan 🌻", ""),
    ]
    assert [(it.reason, it.lines) for it in document.report.skipped] == [("heading", (1, 3)), ("no_text", (5,))]
    assert document.report.notes == (
        "Passed over: 3 votes on notes. A vote does not say whose it is, so it is no voice.",
    )
    assert document.columns is not None
    assert document.columns.names == ("Frame", "Colour", "Column 3", "Sticky note", "Votes", "Created by")


def test_a_sheet_has_the_signature_of_the_same_table_however_long_its_rows_are() -> None:
    sheets = [inline(["Idea", "Author"], ["Later buses", "Ada", *more]) for more in ([], ["", "and more"])]
    texts = ["Idea,Author\nChairs,Ben\n", "Idea,Author,,\nChairs,Ben,,\n"]
    tables = [
        *(read("board.xlsx", workbook(sheet)).columns for sheet in sheets),
        *(read("board.csv", text.encode()).columns for text in texts),
    ]

    assert len({columns.signature for columns in tables if columns}) == 1
    assert None not in tables


def test_the_columns_of_a_sheet_can_be_chosen() -> None:
    document = read("board.xlsx", workbook(TITLED), Mapping(text=1, author=0))

    assert words(document) == [("Discharge", "light green")]


@pytest.mark.parametrize("name", ["board.xlsx", "notes.txt", ""])
def test_a_sheet_without_places_gives_its_notes(name: str) -> None:
    body = workbook(
        inline(["Open the gym on Sundays", "Ada"], ["=1+1 chairs for us all", "Ben"], ["More <b>lifts</b>", "Kit"])
    )

    assert words(read(name, body)) == [
        (None, "Open the gym on Sundays"),
        (None, "=1+1 chairs for us all"),
        (None, "More <b>lifts</b>"),
    ]


def test_an_attendance_list_in_a_workbook_is_not_read() -> None:
    rows = [
        ["Name", "First join", "Email"],
        ["Ada Okoro", "4/13/2026, 7:56 AM", "a@example.org"],
        ["Ben", "4/13/2026, 7:57 AM"],
    ]

    with pytest.raises(DocumentError, match="is not kept"):
        read("people.xlsx", workbook(inline(*rows)))


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
LONG = f"<si><t>{'x' * 20_000}</t></si>"
POINTS = '<c t="s"><v>0</v></c>' * 150


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (workbook("<sheetData/>"), "no_text_column"),
        (workbook("<sheetData>"), "broken"),
        (workbook('<row><c t="s"><v>7</v></c></row>'), "broken"),
        (workbook('<row><c t="s"><v>seven</v></c></row>'), "broken"),
        (workbook(SHEET, STRINGS)[:-40], "broken"),
        (workbook(f"</worksheet>{BOMB}"), "broken"),
        (workbook("", sheet0=OUTSIDE), "broken"),
        (workbook("", sheet0=f"{BOMB}"), "broken"),
        (workbook("<row>" + "<c/>" * 1_000_001 + "</row>"), "too_large"),
        (workbook("<row/>" * 1_000_001), "too_large"),
        (workbook("<row><c><v>" + "0" * 50_000_000 + "</v></c></row>"), "too_large"),
        (workbook(f"<row>{POINTS}</row>" * 1_000, LONG), "too_large"),
        (workbook("<row><c><v>1</v></c></row>" * 5_001), "too_many_rows"),
        (workbook(SHEET, STRINGS, **{f"part{at}": "" for at in range(MOST_ENTRIES)}), "too_large"),
        (workbook(SHEET, STRINGS) + b"\0" * LIMIT, "too_large"),
    ],
    ids=[
        *("empty", "unclosed", "no such text", "no number", "cut", "two roots", "outside", "entities", "cells", "rows"),
        *("text bomb", "one text everywhere", "too many rows", "too many parts", "too many bytes"),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read("board.xlsx", body)

    assert refused.value.reason == reason


def test_cells_far_to_the_right_are_not_built() -> None:
    sheet = read_sheet(workbook('<row><c r="A1"><v>1</v></c><c r="ZZZ1"><v>2</v></c></row>'))

    assert [list(cells) for _, cells in sheet.rows] == [["1"]]


def test_a_protected_workbook_says_so() -> None:
    body = bytearray(workbook(SHEET, STRINGS))
    at = body.index(b"PK\x01\x02")
    while at != -1:
        body[at + 8] |= 1  # the flag of each entry in the list
        at = body.find(b"PK\x01\x02", at + 1)

    with pytest.raises(DocumentError, match="password"):
        read("board.xlsx", bytes(body))
