from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.notes import read_notes
from bridge.errors import DocumentError


def said(text: str) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in read_notes(text).turns]


def skipped(text: str) -> dict[str, tuple[int, ...]]:
    return {skipped.reason: skipped.lines for skipped in read_notes(text).skipped}


@pytest.mark.parametrize(
    "line",
    [
        "- Text people",
        "* Text people",
        "  • Text people",
        "1. Text people",
        "12) Text people",
        "a) Text people",
        "- [ ] Text people",
        "- [x] Text people",
        "> **Text** people",
        "Text people",
    ],
)
def test_each_kind_of_bullet_is_one_turn(line: str) -> None:
    assert said(line) == [(None, "Text people")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- one\n  - two\n    - three", ["one", "two", "three"]),
        ("Later buses\nSunday clinics", ["Later buses", "Sunday clinics"]),
        ("A line that an editor broke somewhere near its right margin\nbecause it was long", 1),
        ("We want later\nbuses", ["We want later buses"]),
        ("- a bullet\n  that goes on", ["a bullet that goes on"]),
        ("One paragraph.\n\nAnother one.", ["One paragraph.", "Another one."]),
    ],
)
def test_a_line_that_an_editor_broke_is_joined_and_no_other(text: str, expected: list[str] | int) -> None:
    texts = [text for _, text in said(text)]

    assert len(texts) == expected if isinstance(expected, int) else texts == expected


@pytest.mark.parametrize(
    "line",
    [
        "10:30 Meeting: hello",
        "Note: bring the forms",
        "Action: ring the ward",
        "https://example.org/a: a link",
        "https: a scheme",
        "Transport: later buses",
        "Something that is far too long for a name: text",
        "better idea: text people",
        "Next steps: write it up",
        "Ward Manager: we need more porters",
        "Better Transport: later trains",
    ],
)
def test_a_label_is_no_speaker(line: str) -> None:
    assert said(line) == [(None, line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Okoro: ring people", [("Ada Okoro", "ring people")]),
        ("Wilk, Tomasz (TRUST): ring people", [("Wilk, Tomasz (TRUST)", "ring people")]),
        ("Ada: one\nBen: two\nAda: three", [("Ada", "one"), (None, "Ben: two"), ("Ada", "three")]),
        ("- ada: one\n- Ada: two\n- Ada: three", [(None, "ada: one"), ("Ada", "two"), ("Ada", "three")]),
        ("**Ada:** one\n**Ada:** two", [("Ada", "one"), ("Ada", "two")]),
        (
            "Ada: one\nthat goes on\n\nNobody knows who\n\nAda: two",
            [("Ada", "one that goes on"), (None, "Nobody knows who"), ("Ada", "two")],
        ),
    ],
)
def test_typed_names_are_speakers_when_they_come_again_or_are_full(
    text: str, expected: list[tuple[str | None, str]]
) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("# Ideas\n- one", {"heading": (1,)}),
        ("Ideas\n=====\n- one", {"heading": (1, 2)}),
        ("**Ideas**\n- one", {"heading": (1,)}),
        ("What we heard:\n- one", {"heading": (1,)}),
        ("- one\n---\n- two", {"heading": (2,)}),
        ("- one\n-\n- [ ]", {"no_text": (2, 3)}),
        ("- one\n" + "x" * 20_001, {"too_long": (2,)}),
        ("AI-generated content may be incorrect\n- one", {"notice": (1,)}),
    ],
)
def test_lines_that_are_no_ones_words_are_told(text: str, reasons: dict[str, tuple[int, ...]]) -> None:
    assert skipped(text) == reasons
    assert said(text)[0][1] == "one"


@pytest.mark.parametrize(
    "line",
    [
        "Removed a form from the discharge pack and it saved an hour.",
        "Reacted to complaints within a day and fewer came.",
        "Replying to letters takes GPs hours: let the desk do it",
        "**Let carers stay overnight on the ward**",
        "**Free parking**",
    ],
)
def test_what_looks_like_machinery_in_notes_is_somebodys_words(line: str) -> None:
    text = f"- Later buses\n\n{line}"

    assert said(text) == [(None, "Later buses"), (None, line.strip("*"))]
    assert skipped(text) == {}


def test_bold_lines_one_below_the_other_are_no_headings_of_each_other() -> None:
    assert [text for _, text in said("**Ideas**\n\n- one\n\n**Two**\n\n**Three**")] == ["one", "Two", "Three"]


def test_a_machine_summary_is_told_to_the_host() -> None:
    notes = read_notes("Summary by a machine\nAI-generated content may be incorrect").notes

    assert "line 2" in notes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[10:32] Okoro, Ada (ICB)\nLater buses\n[10:33 AM] Ben Hale: Sunday clinics\n[10:34] we agreed to wait",
            [
                ("Okoro, Ada (ICB)", "Later buses"),
                ("Ben Hale", "Sunday clinics"),
                ("Ben Hale", "[10:34] we agreed to wait"),
            ],
        ),
        (
            "Ada Okoro\n02/11/2026 7:04 PM\n\nLater buses\n\nBen Hale\n02/11/2026 7:05 PM\n\nYes",
            [("Ada Okoro", "Later buses"), ("Ben Hale", "Yes")],
        ),
        (
            "08:59:02 From  Ada  to  Everyone:\n\tLater buses\n08:59:09 From Ben to Everyone: Yes",
            [("Ada", "Later buses"), ("Ben", "Yes")],
        ),
        (
            "08:59:02\tAda Okoro:\tLater buses\n\nand trains\n08:59:09\tBen:\tYes",
            [("Ada Okoro", "Later buses and trains"), ("Ben", "Yes")],
        ),
    ],
)
def test_a_pasted_chat_gives_its_authors(text: str, expected: list[tuple[str | None, str]]) -> None:
    notes = read_notes(text)

    assert said(text) == expected
    assert (notes.format, notes.turns[0].written) == ("chat", True)


@pytest.mark.parametrize(
    "text",
    [
        "08:59:02 From Ada to Ben(Direct Message):\n\tmy own words\n\n\tmore of them\n08:59:09 From Ben to Everyone: Yes",
        "08:59:02 From Ada to Ben (Privately): my own words\n08:59:09 From Ben to Everyone: Yes",
        "08:59:02\tAda to Ben(Direct Message):\tmy own words\n\nmore of them\n\n- and more\n08:59:09\tBen:\tYes",
        "Ada to Ben (Direct Message)\n\nmy own words\nmore of them\n08:59:09 From Ben to Everyone: Yes",
        "Ada Okoro to Ben Hale (privately)\nmy own words\nmore of them\n\nYes",
        "From Ada to Ben (Privately): my own words\n\nYes",
        "08:59 From Ada to Ben (privately): my own words\n\nYes",
        "[10:32] Ada to Ben (privately): my own words\n[10:33] Ben: Yes",
        "She said (direct message) that\nmy own words\n\nYes",
        "- She said (direct message) that\n- Yes",
        "- Ada to Ben (direct message): my own words\n- Yes",
    ],
)
def test_private_messages_are_left_out_to_their_end(text: str) -> None:
    assert [text for _, text in said(text)] == ["Yes"]
    assert list(skipped(text)) == ["private"]


@pytest.mark.parametrize(
    "line",
    [
        "Many people go (privately) for hip operations, so use their theatres",
        "Patients pay for scans (privately): we should ask why",
        "People go to clinics (privately): ask why",
        "She said (privately) that it helps",
    ],
)
def test_what_is_paid_privately_is_no_private_message(line: str) -> None:
    text = f"- {line}\n- Later buses\n\nSunday clinics"

    assert said(text) == [(None, line), (None, "Later buses"), (None, "Sunday clinics")]
    assert skipped(text) == {}


def test_a_task_with_a_clock_before_it_keeps_its_words() -> None:
    assert said("[10:40] Ada to write up the list") == [(None, "[10:40] Ada to write up the list")]


def test_who_writes_after_a_private_message_is_unknown() -> None:
    text = "08:59:02 From Ada to Ben(Direct Message):\n\tmy own words\n\nLater buses"

    assert said(text) == [(None, "Later buses")]


def test_reactions_and_quotations_in_a_chat_are_told_apart_from_words() -> None:
    text = (
        "08:59:02\tAda:\tLater buses\n"
        '08:59:05\tBen:\tReacted to "Later buses" with 👍\n'
        '08:59:09\tBen:\tReplying to "Later buses"\n\nYes, to all of it'
    )

    assert said(text) == [("Ada", "Later buses"), ("Ben", "👍"), ("Ben", "Yes, to all of it")]
    assert skipped(text) == {"quoted": (3,)}


def test_a_zoom_chat_is_read_with_its_long_messages_and_without_its_machinery() -> None:
    text = (
        "19:02:10\tAda Okoro:\tLater buses\r\n"
        '19:02:14\tBen (dk):\tReplying to "Later buses"\r\n\r\n Yes, and trains\r\n'
        '19:02:20\tKit | Theatre:\tReacted to "Later buses" with 👍\r\n'
        '19:02:21\tKit | Theatre:\tRemoved a 👍 reaction from "Later buses"\r\n'
        "19:03:00\tFireflies.ai Notetaker Ada:\tI am taking notes. See https://fireflies.example/x\r\n\r\nAll of it.\r\n"
        "19:04:00\tBen (dk):\tTwo things.\r\n\r\nChairs: for those who wait\r\n"
        '19:04:30\tKit | Theatre:\tReacted to "Two things.\r\n\r\nChairs: for those who..." with ❤️\r\n'
        "19:05:00\tAda Okoro to Ben (dk)(Direct Message):\tmy own words\r\n"
    ).replace("\r\n", "\n")  # as `decode` gives it

    assert said(text) == [
        ("Ada Okoro", "Later buses"),
        ("Ben (dk)", "Yes, and trains"),
        ("Ben (dk)", "Two things. Chairs: for those who wait"),
        ("Kit | Theatre", "❤️"),
    ]
    assert skipped(text) == {"quoted": (2,), "reaction": (5, 6), "bot": (7, 9), "private": (16,)}


def test_a_message_that_goes_on_below_an_empty_line_is_one_turn_and_its_bullets_are_their_own() -> None:
    text = "19:02:10\tAda:\tLater buses.\n\nAnd trains.\n\n\n19:02:11\tBen:\tTwo things\n- chairs\n\n- a lift\n"

    assert said(text) == [
        ("Ada", "Later buses. And trains."),
        ("Ben", "Two things"),
        ("Ben", "chairs"),
        ("Ben", "a lift"),
    ]
    assert read_notes(text).turns[0].evidence == "lines 1–3"


def test_a_quotation_without_an_end_costs_its_line_only() -> None:
    text = '19:02:10\tAda:\tReplying to "Later buses and\n\nYes to that\n19:02:11\tBen:\tThe "night" buses'

    assert said(text) == [("Ada", "Yes to that"), ("Ben", 'The "night" buses')]
    assert skipped(text) == {"quoted": (1,)}


def test_what_begins_like_a_quotation_in_a_chat_is_read() -> None:
    text = "19:02:10\tAda:\tReplying to letters takes hours\n19:02:11\tBen:\tRemoved a form and saved an hour"

    assert [words for _, words in said(text)] == ["Replying to letters takes hours", "Removed a form and saved an hour"]


@pytest.mark.parametrize(
    "date", ["02/11/2026 7:04 pm", "11/2/26, 7:04 PM", "02.11.2026 19:04", "2026-11-02 19:04", "Yesterday 19:04"]
)
def test_a_reply_in_a_teams_chat_is_read_without_what_it_quotes(date: str) -> None:
    text = (
        f"Okoro, Ada (ICB)\n{date}\n\nLater buses\n\n"
        f"Ben Hale\n{date}\n\nBegin Reference, Later buses by Okoro, Ada (ICB)\n\nYes, and trains\n\nTwo an hour\nlike 2\n\n"
        f"Cy Dunn (Guest)\n{date}\n\nBegin Reference, Yes by Ben Hale\nBen Hale\n{date}\nYes, and trains\nEnd Reference\nWho pays?"
    )

    assert said(text) == [
        ("Okoro, Ada (ICB)", "Later buses"),
        ("Ben Hale", "Yes, and trains"),
        ("Ben Hale", "Two an hour"),
        ("Cy Dunn (Guest)", "Who pays?"),
    ]


@pytest.mark.parametrize(
    ("text", "expected", "seconds"),
    [
        (
            "[Ada Okoro] 19:02:10\nWe could open on Sundays.\n\n[Ben Hale] 19:02:14\nWho pays?\n\n[Ben Hale] 19:02:16\nWho can?\n",
            [("Ada Okoro", "We could open on Sundays."), ("Ben Hale", "Who pays? Who can?")],
            [0, 4],
        ),
        (
            "[Kit | Theatre (She/Her)] 23:59:58\nLater\n[Unknown Speaker] 00:00:03\nbuses",
            [("Kit | Theatre (She/Her)", "Later"), (None, "buses")],
            [0, 5],
        ),
    ],
)
def test_saved_captions_of_zoom_are_speech_from_their_first_second(
    text: str, expected: list[tuple[str | None, str]], seconds: list[int]
) -> None:
    notes = read_notes(text)

    assert (notes.format, notes.turns[0].written, notes.skipped) == ("zoom-captions", False, ())
    assert said(text) == expected
    assert [turn.from_s for turn in notes.turns] == seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ada Okoro  0:00  \nWe could open on Sundays. \n\nUnknown Speaker  0:23  \nWho pays?\n",
            [("Ada Okoro", "We could open on Sundays."), (None, "Who pays?")],
        ),
        (
            "Speaker 1  59:58  \nNobody asked the night staff.\n\nSpeaker 2  1:00:05  \nThey would say: start later.\n",
            [("Speaker 1", "Nobody asked the night staff."), ("Speaker 2", "They would say: start later.")],
        ),
    ],
)
def test_an_otter_file_is_speech_and_its_footer_is_not(text: str, expected: list[tuple[str | None, str]]) -> None:
    notes = read_notes(f"{text}\nTranscribed by https://otter.ai\n")

    assert (notes.format, notes.notes) == ("otter", ())
    assert [(turn.speaker, turn.text) for turn in notes.turns] == expected
    assert [(it.reason, it.count) for it in notes.skipped] == [("notice", 1)]


def test_a_pasted_transcript_is_speech_with_times() -> None:
    text = "Ada Okoro   0:08\nWe could open\n\nBen Hale   0:11\nMhm.\n\nAda Okoro   0:12\non Sundays.\n\nUnknown Speaker  1:00:00\nGood."

    notes = read_notes(text)

    assert said(text) == [("Ada Okoro", "We could open on Sundays."), ("Ben Hale", "Mhm."), (None, "Good.")]
    assert (notes.format, notes.turns[0].written) == ("transcript", False)
    assert [turn.from_s for turn in notes.turns] == [8, 11, 3600]


def test_words_of_a_service_are_no_speakers_however_often_they_come() -> None:
    lines = ["Transport: later trains", "Ada: yes", "The ward: more chairs", "Ada: no"] * 2

    assert {speaker for speaker, _ in said("\n".join(lines))} == {"Ada", None}
    assert (None, "Transport: later trains") in said("\n".join(lines))


@pytest.mark.parametrize("line", ["Coffee break  10:45", "Ward round  10:45", "Later buses for us  10:45"])
def test_a_programme_with_words_below_it_is_no_transcript(line: str) -> None:
    notes = read_notes(f"{line}\nPeople asked for chairs")

    assert notes.format == "notes"
    assert [turn.speaker for turn in notes.turns] == [None, None]


@pytest.mark.parametrize("name", ["Speaker 1", "Okoro, Ada (ICB)", "Kit | Theatre", "Sophie Ward"])
def test_a_display_name_with_a_time_is_a_speaker(name: str) -> None:
    assert said(f"{name}  0:08\nLater buses") == [(name, "Later buses")]


def test_an_agenda_is_no_transcript() -> None:
    assert read_notes("Welcome  10:00\nLunch  12:30\n- later buses").format == "notes"


def test_a_file_of_too_many_lines_is_refused() -> None:
    with pytest.raises(DocumentError, match="parts"):
        read_notes("x\n" * 100_001)


LINES = st.sampled_from(
    [
        "",
        "- one",
        "-",
        "# head",
        "Ada: one",
        "Ada: two",
        "---",
        "[10:32] Ada Okoro",
        "08:59:02\tAda:\t",
        "02/11/2026 7:04 PM",
        "08:59:02 From Ada to Ben (Privately):",
        "Ada Okoro",
        "Ada Okoro  0:08",
        "Replying to x",
        "long " * 20,
        'Reacted to "a',
        'Replying to "a"',
        "Begin Reference, a",
        "End Reference",
        "19:02:11\tOtterPilot (otter.ai):\tnotes",
        "[Ada Okoro] 19:02:10",
        "lower",
    ]
)


@pytest.mark.parametrize(
    "date", ["Thursday 22 October 2026", "Date: 22 October 2026, 14:00", "**22/10/2026**", "When: 2026-10-22"]
)
def test_a_line_that_is_only_a_date_is_a_heading_that_names_no_group(date: str) -> None:
    text = f"# Pharmacy\n{date}\n\nLater buses"

    assert [(turn.group, turn.text) for turn in read_notes(text).turns] == [("Pharmacy", "Later buses")]
    assert skipped(text) == {"heading": (1, 2)}


@pytest.mark.parametrize(
    "line",
    ["22 October 2026 was too late", "Tuesday 1 December", "4010232137", "Date of next meeting: 22 October 2026"],
)
def test_a_line_with_more_than_a_date_or_less_is_read(line: str) -> None:
    assert said(line) == [(None, line)]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_short_numbered_lines_with_words_below_are_headings(gap: str) -> None:
    text = f"1. Waiting room{gap}The screen is behind a pillar.\n2) Letters\n  - Ring people\n\n3. Tea{gap}Later buses.\nTwo"

    assert [(turn.group, turn.text) for turn in read_notes(text).turns] == [
        ("1. Waiting room", "The screen is behind a pillar."),
        ("2) Letters", "Ring people"),
        ("3. Tea", "Later buses."),
        ("3. Tea", "Two"),
    ]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("1. Later buses\n2. Chairs\n3. A lift\nThanks all", 4),
        ("1. Later buses\n\n2. Chairs\n\n3. A lift\n\nThanks all", 4),
        ("1. Later buses on all of the Sundays\nMore of them", 2),
        ("1. Later buses!\nMore of them", 2),
        ("1. Later buses\nand trains", 1),
        ("1. Buses: later ones\nMore of them", 2),
        ("1. Later buses", 1),
    ],
)
def test_a_numbered_list_is_notes(text: str, notes: int) -> None:
    assert len(said(text)) == notes
    assert not skipped(text)


@given(st.lists(LINES | st.text(st.characters(exclude_characters="\n"), max_size=20), max_size=10).map("\n".join))
def test_each_line_is_in_a_turn_or_told_as_skipped(text: str) -> None:
    notes = read_notes(text)

    left_out = {line for skipped in notes.skipped for line in skipped.lines}
    in_turns = {line for turn in notes.turns for line in _lines(turn.evidence)}
    assert left_out | in_turns >= {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert sum(skipped.count for skipped in notes.skipped) == len(left_out)


def _lines(evidence: str) -> range:
    first, *rest = [int(number) for number in re.findall(r"\d+", evidence)]
    return range(first, (rest or [first])[0] + 1)


@pytest.mark.parametrize(
    "heading", ["## Transport", "**Transport**", "Transport:", "# **Transport**", "\nTransport\n====="]
)
def test_the_nearest_heading_above_a_bullet_is_its_group(heading: str) -> None:
    text = f"- Chairs\n{heading}\n- Later buses\n\n- Trains\n---\n- Trams\n## Rooms\n- Lifts"

    groups = [(turn.text, turn.group) for turn in read_notes(text).turns]

    assert groups == [
        ("Chairs", ""),
        ("Later buses", "Transport"),
        ("Trains", "Transport"),
        ("Trams", "Transport"),
        ("Lifts", "Rooms"),
    ]


def test_a_paragraph_that_a_heading_ends_stays_in_its_own_group() -> None:
    assert [turn.group for turn in read_notes("# Food\nWarm meals\nat night\n# Rooms\nLifts").turns] == [
        "Food",
        "Rooms",
    ]


@pytest.mark.parametrize("date", ["# 2 November 2026", "# Date: 2 November 2026, 19:00", "# 02/11/2026"])
def test_the_date_of_a_meeting_is_no_group(date: str) -> None:
    assert [turn.group for turn in read_notes(f"# Ideas\n{date}\n- Later buses").turns] == ["Ideas"]


def test_the_group_of_a_long_heading_is_short() -> None:
    assert read_notes(f"# {'x' * 19_000}\n- Later buses").turns[0].group == "x" * 80


@pytest.mark.parametrize(
    "text",
    [
        "19:02:10 From Ada to Everyone:\n\t## Transport\n\tLater buses",
        "Ada Okoro  0:03  \n# Transport\nLater buses\n\nBen  0:09  \nYes",
    ],
)
def test_what_was_said_or_sent_stands_in_no_group(text: str) -> None:
    assert {turn.group for turn in read_notes(text).turns} == {""}
