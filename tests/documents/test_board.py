from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.board import Mapping, offered, read_board, rows_of
from bridge.documents.read import Document, read
from bridge.errors import DocumentError
from tests.documents.shapes import opened, words

#: A board's export: names of columns, a note over two lines, an empty note.
BOARD = (
    "Sticky note,Author,Frame,Created at\r\n"
    "Later buses,Ada Okoro,Transport,2026-11-02 19:04\r\n"
    '"Trains, too\r\nand trams",Ben Hale,Transport,2026-11-02 19:05\r\n'
    ",Kit,Rooms,2026-11-02 19:06\r\n"
    "=HYPERLINK(1) for taxis,,Rooms,2026-11-02 19:07\r\n"
)

#: Cells copied out of a spreadsheet, without names of columns.
CELLS = (
    "Later buses for the night staff\tAda Okoro\tTransport\n"
    "Open the gym on Sundays\tBen Hale\tClinics\n"
    "More chairs for those who wait\tKit Wren\tRooms\n"
)

#: A retrospective: a column for each heading, a note in each cell.
COLUMNS = (
    "What went well;What to improve;Actions\n"
    "The porters came early today;We wait too long for scans;\n"
    "Nurses rang people the day before;;Text people a week before\n"
)


@pytest.mark.parametrize("name", ["board.csv", "board.txt", ""])
def test_the_notes_of_a_board_are_bullets_with_their_authors(name: str) -> None:
    document = opened(BOARD, name)

    assert words(document) == [
        ("Ada Okoro", "Later buses"),
        ("Ben Hale", "Trains, too and trams"),
        (None, "=HYPERLINK(1) for taxis"),
    ]
    assert [(turn.evidence, turn.written) for turn in document.turns] == [
        ("line 2", True),
        ("line 3", True),
        ("line 6", True),
    ]
    report = document.report
    assert (report.format, report.unit, report.found, report.read) == ("board", "row", 5, 3)
    assert [(it.reason, it.lines) for it in report.skipped] == [("heading", (1,)), ("no_text", (5,))]


@pytest.mark.parametrize(
    ("text", "expected", "heading"),
    [
        (
            CELLS,
            ["Later buses for the night staff", "Open the gym on Sundays", "More chairs for those who wait"],
            (),
        ),
        (
            COLUMNS,
            [
                "The porters came early today",
                "We wait too long for scans",
                "Nurses rang people the day before",
                "Text people a week before",
            ],
            (1,),
        ),
    ],
)
def test_columns_that_no_name_tells_are_told_by_what_stands_in_them(
    text: str, expected: list[str], heading: tuple[int, ...]
) -> None:
    document = opened(text, "pasted.txt")

    assert words(document) == [(None, note) for note in expected]
    assert [line for it in document.report.skipped for line in it.lines] == list(heading)
    assert "name it “text”" in document.report.notes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Later buses, please\nSunday clinics\n=SUM(A1)\n", ["Later buses, please", "Sunday clinics", "=SUM(A1)"]),
        ('Notes\r\n"Later\r\nbuses"\r\n\r\nChairs\r\n', ["Later buses", "Chairs"]),
    ],
)
def test_each_cell_of_a_single_column_is_a_note(text: str, expected: list[str]) -> None:
    assert [note for _, note in words(opened(text, "notes.csv"))] == expected


def groups(document: Document) -> list[str]:
    return [turn.group for turn in document.turns]


def test_a_note_keeps_the_frame_in_which_it_stood() -> None:
    assert groups(opened(BOARD, "board.csv")) == ["Transport", "Transport", "Rooms"]
    assert groups(read("board.csv", BOARD.encode(), Mapping(text=0, group=1))) == ["Ada Okoro", "Ben Hale", ""]
    assert groups(read("board.csv", BOARD.encode(), Mapping(text=0))) == ["", "", ""]


def test_the_heading_of_its_column_is_the_group_of_a_note_where_each_column_holds_notes() -> None:
    assert groups(opened(COLUMNS, "pasted.txt")) == ["What went well", "What to improve", "What went well", "Actions"]


def test_the_name_of_a_group_is_short_and_on_one_line() -> None:
    text = f'Idea,Frame\nLater buses,"To\n and {"fro " * 40}"\n'

    (group,) = groups(opened(text, "board.csv"))

    assert (group[:10], len(group)) == ("To and fro", 80)


@pytest.mark.parametrize(
    ("name", "votes", "told"),
    [
        ("Votes", ["3", "12", ""], "15 votes"),
        ("Likes", ["1", "0", "0"], "1 vote "),
        ("Reactions", ["2", "many", "4.0"], "6 votes"),
    ],
)
def test_votes_are_no_voices_and_it_is_told_how_many_were_passed_over(name: str, votes: list[str], told: str) -> None:
    rows = zip(["Later buses", "Chairs", "Lifts"], votes, ["yellow", "#ffd966", "light green"], strict=True)
    text = f"Sticky note,{name},Colour\n" + "".join(f"{','.join(row)}\n" for row in rows)

    document = opened(text, "board.csv")

    assert words(document) == [(None, "Later buses"), (None, "Chairs"), (None, "Lifts")]
    assert document.report.notes[0].startswith(f"Passed over: {told}")


def test_a_column_that_was_chosen_holds_no_votes() -> None:
    document = read("board.csv", b"Idea,Likes\nLater buses,3\n", Mapping(text=0, group=1))

    assert groups(document) == ["3"]
    assert "vote" not in " ".join(document.report.notes)


def test_where_nobody_voted_no_votes_are_told() -> None:
    assert "vote" not in " ".join(opened("Idea,Votes\nLater buses,0\nChairs,\n", "board.csv").report.notes)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_will_do(separator: str) -> None:
    text = "Card,Created by\nLater buses,Ada\nChairs,Ben\n".replace(",", separator)

    assert words(opened(text, "")) == [("Ada", "Later buses"), ("Ben", "Chairs")]


@pytest.mark.parametrize("separator", [";", "\t", "~"])
def test_a_separator_that_is_said_is_taken(separator: str) -> None:
    text = f"sep={separator}\nIdea;Owner\nBuses, later;Ada\n".replace(";", separator)

    document = opened(text, "")

    assert words(document) == [("Ada", "Buses, later")]
    assert document.report.skipped[0].lines == (2,)


def test_names_that_we_do_not_know_are_found_below_a_title() -> None:
    text = "Ideen,,\nExport vom 2. November,,\nWas,Wer,Wo\nMehr Busse in der Nacht,Ada,Halt\nMehr Bänke vor dem Haus,Ben,Halt\n"

    document = opened(text, "board.csv")

    assert words(document) == [(None, "Mehr Busse in der Nacht"), (None, "Mehr Bänke vor dem Haus")]
    assert document.columns is not None
    assert document.columns.names == ("Was", "Wer", "Wo")


def test_a_first_row_with_a_number_is_no_header() -> None:
    columns = opened("Buses\t3\tMore of them at night\nChairs\t1\tMore of them in here\n", "board.tsv").columns

    assert columns is not None
    assert columns.names == ("Column 1", "Column 2", "Column 3")


def test_a_broken_row_costs_itself_and_is_told_with_its_line() -> None:
    text = 'Idea,Author,Group\nLater buses,Ada,A\n"Trains,Ben,B\nChairs,for,us,Kit\nLifts,Kit,C\n'

    report = opened(text, "board.csv").report

    assert (report.found, report.read) == (5, 2)
    assert [(it.reason, it.lines) for it in report.skipped] == [
        ("heading", (1,)),
        ("quote_not_closed", (3,)),
        ("other_number_of_cells", (4,)),
    ]


def test_what_a_bot_wrote_into_an_exported_chat_is_left_out() -> None:
    document = opened(
        "Date,Author,Message\n1,Ada,Buses\n2,Fireflies.ai Notetaker Ada,I take notes\n3,Ben,Yes\n", "chat.csv"
    )

    assert words(document) == [("Ada", "Buses"), ("Ben", "Yes")]
    assert [(it.reason, it.lines) for it in document.report.skipped] == [("heading", (1,)), ("bot", (3,))]


def test_a_table_in_markdown_gives_its_rows() -> None:
    text = "| Idea | Author |\n|---|---|\n| Later buses | Ada |\n| Chairs | Ben |\n"

    assert words(opened(text, "notes.md")) == [("Ada", "Later buses"), ("Ben", "Chairs")]


@pytest.mark.parametrize(
    "text",
    [
        "1.\tLater buses for us\n2.\tTrains and trams too\n3.\tChairs for those who wait",
        "•\tLater buses for us\n•\tTrains and trams too\n•\tChairs",
        "10:00\tWelcome\n10:15\tIdeas\n11:00\tEnd\n",
        "We met, talked, and left\nAda, Ben, and Kit came\nTea, cake, and ideas",
        "19:02:10\tAda Okoro:\ttext\n19:02:11\tBen:\tYes\n19:02:12\tKit:\tNo",
    ],
)
def test_lists_prose_and_chats_are_no_tables(text: str) -> None:
    assert opened(text, "notes.txt").report.unit == "line"


def test_the_columns_that_a_host_chose_are_read_whatever_the_names_say() -> None:
    mapping = Mapping(text=2, author=0, group=1)

    document = read("board.csv", BOARD.encode(), mapping)

    assert words(document)[0] == ("Later buses", "Transport")
    assert document.columns is not None
    assert document.columns.used == mapping


def test_a_table_says_what_there_is_to_choose_from() -> None:
    columns = opened(BOARD, "board.csv").columns

    assert columns is not None
    assert columns.names == ("Sticky note", "Author", "Frame", "Created at")
    assert columns.samples[1] == ("Trains, too and trams", "Ben Hale", "Transport", "2026-11-02 19:05")
    assert columns.used == Mapping(text=0, author=1, group=2)
    assert opened("- Later buses", "notes.md").columns is None


def test_what_is_shown_of_a_table_is_short() -> None:
    columns = opened("Idea,\n" + f"{'long ' * 50},x\n" * 5, "board.csv").columns

    assert columns is not None
    assert columns.names == ("Idea", "Column 2")
    assert (len(columns.samples), max(len(cell) for cell in columns.samples[0])) == (3, 60)


def test_the_signature_of_a_table_stays_for_the_next_export_of_the_same_program() -> None:
    def signature(text: str) -> str:
        columns = opened(text, "board.csv").columns
        assert columns is not None
        return columns.signature

    assert len(signature(BOARD)) == 64
    assert signature(BOARD) == signature("STICKY_NOTE;author;Frame;Created at\nChairs;Ada;Rooms;\nLifts;Ben;;\n")
    assert signature(BOARD) != signature("Sticky note,Frame,Author,Created at\nChairs,Rooms,Ada,1\n")
    assert signature(CELLS) == signature("Put more lifts in here\tAda\tRooms\nOpen every gym on Sundays\tBen\tSites\n")
    assert signature(CELLS) != signature("Put more lifts in here\tAda\nOpen every gym on Sundays\tBen\n")


@pytest.mark.parametrize(
    ("mapping", "advice"),
    [
        (Mapping(text=4), "has 4 columns, and column 5 was chosen for the notes. Choose again"),
        (Mapping(text=-1), "Choose again"),
        (Mapping(text=0, author=9), "column 10 was chosen for the authors"),
        (Mapping(text=0, group=0), "One column was chosen for two things. Choose another"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused_with_what_to_do(mapping: Mapping, advice: str) -> None:
    with pytest.raises(DocumentError, match=advice) as refused:
        read("board.csv", BOARD.encode(), mapping)

    assert refused.value.reason == "mapping"


def test_a_column_without_words_is_no_choice_for_the_notes() -> None:
    with pytest.raises(DocumentError, match="Column 2 was chosen for the notes, and nothing stands in it"):
        read("board.csv", b"Idea,More\nLater buses,\nChairs,\n", Mapping(text=1))


@pytest.mark.parametrize("text", ["Name;Team;Town\nAda;A;Leeds\nBen;B;York\n", "sep=;\n"])
def test_a_table_without_notes_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(DocumentError, match="“text”") as refused:
        read("people.csv", text.encode())

    assert refused.value.reason == "no_text_column"


@pytest.mark.parametrize(
    ("text", "read_column", "notes"),
    [
        ("Was;Wer;Farbe\nMehr busse;Ada;#ffd\nbänke;Ben;#ffd\n", 1, ["Mehr busse", "bänke"]),
        ("Nr;Status;Was\n1001;offen;mehr busse\n1002;offen;bänke davor\n1003;offen;ein lift\n", 3, 3),
        ("Wer;Adresse;Was\nAda;ada@example.org;mehr busse\nBen;;bänke davor\n", 3, 2),
    ],
)
def test_where_no_column_holds_sentences_the_one_with_the_most_text_is_read_and_told(
    text: str, read_column: int, notes: list[str] | int
) -> None:
    document = opened(text, "board.csv")

    said = [note for _, note in words(document)]
    assert said == notes if isinstance(notes, list) else len(said) == notes
    assert f"column {read_column} was read. Choose another" in document.report.notes[0]
    assert document.columns is not None
    assert document.columns.used.text == read_column - 1


@pytest.mark.parametrize(
    "text",
    [
        "Wer;Nr;Dauer\nAda Okoro;1200;7 min 0 s\nBen Hale;1400;1 min\n",
        "Wer;Rolle;Nr\nAda;gast;1\nBen;gast;2\nKit;gast;3\n",
        "Wer;Votes\nAda;many\nBen;some more\n",
    ],
)
def test_people_numbers_days_and_what_is_the_same_in_all_rows_are_no_notes(text: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read("board.csv", text.encode())

    assert refused.value.reason == "no_text_column"


def test_an_endless_table_is_refused() -> None:
    with pytest.raises(DocumentError, match="parts"):
        read("board.csv", b"Idea,Author\n" + b"a,b\n" * 5_001)


@pytest.mark.timeout(20)
def test_a_table_of_endless_width_is_told_at_once() -> None:
    with pytest.raises(DocumentError) as refused:
        read("board.csv", "\n".join([",".join(["a"] * 300_000)] * 10).encode())

    assert refused.value.reason == "no_text_column"


CELL = st.sampled_from(["", "Idea", "Author", "Later buses for us", "Ada", '"', '"a', "--", "a,b"]) | st.text(
    max_size=5
)


@given(st.lists(st.lists(CELL, max_size=4), min_size=1, max_size=9), st.sampled_from(",;\t|"))
def test_each_row_is_read_or_told(rows: list[list[str]], separator: str) -> None:
    found = rows_of("\n".join(separator.join(row) for row in rows))
    try:
        board = read_board(found)
    except DocumentError:
        return

    told = [line for it in board.skipped for line in it.lines]
    assert board.found == len(found)
    assert len(set(told)) == len(told) == sum(it.count for it in board.skipped)
    assert {line for line, _ in found} == {*told, *(int(turn.evidence.split()[1]) for turn in board.turns)}


PLACE = st.none() | st.integers(-1, 4)


@given(st.lists(st.lists(CELL, max_size=4), min_size=1, max_size=9), st.integers(-1, 4), PLACE, PLACE)
def test_whatever_is_chosen_is_read_or_refused_and_does_not_change_the_signature(
    rows: list[list[str]], text: int, author: int | None, group: int | None
) -> None:
    found = rows_of("\n".join(";".join(row) for row in rows))
    try:
        chosen = offered(found, Mapping(text=text, author=author, group=group))
        board = read_board(found, chosen.used)
        sniffed = offered(found)
    except DocumentError:
        return

    assert chosen.used == Mapping(text=text, author=author, group=group)
    assert board.found == len(found)
    assert chosen.signature == sniffed.signature
    assert {len(sample) for sample in chosen.samples} <= {len(chosen.names)}
