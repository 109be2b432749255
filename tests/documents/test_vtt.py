from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.read import read
from bridge.documents.vtt import read_captions
from bridge.errors import DocumentError
from tests.documents.shapes import CALL, STREAM, TEAMS, TEAMS_JSON, TEAMS_UNPADDED, ZOOM, cue, vtt

Said = list[tuple[str | None, str]]


def said(text: str) -> Said:
    return [(utterance.speaker, utterance.text) for utterance in read_captions(text).utterances]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (
            TEAMS,
            "teams-vtt",
            [
                (
                    "Wilk, Tomasz (TRUST)",
                    "We could open the gym on Sundays so that people who wait for a knee get stronger.",
                ),
                ("Dr. Ada Okoro (She/Her)", "But who pays?"),
                (None, "Good."),
                ("Wilk, Tomasz (TRUST)", "Thank you."),
            ],
        ),
        (
            TEAMS_UNPADDED,
            "teams-vtt",
            [
                (f"{CALL}@11111111-2222-3333-4444-555555555555", "Shall we begin"),
                ("99999999-0000-4000-8000-000000000000@11111111-2222-3333-4444-555555555555", "What the ****"),
            ],
        ),
        (TEAMS_JSON, "teams-json-vtt", [("Ada Okoro", "Ring people < 3 days before & ask.")]),
        (STREAM, "stream-vtt", [(None, "Let nurses discharge"), (None, "without a second signature.")]),
        (
            ZOOM,
            "zoom-vtt",
            [
                ("Kit | Theatre", "Could we see the list: today?"),
                (None, "By noon would do."),
                ("David (dk)", "Yes."),
                ("Kit | Theatre", "Good, thanks David."),
            ],
        ),
    ],
    ids=["teams", "unpadded", "json", "stream", "zoom"],
)
def test_each_shape_gives_its_words_with_their_speakers(text: str, name: str, expected: Said) -> None:
    captions = read_captions(text)

    assert captions.format == name
    assert said(text) == expected
    assert captions.found == text.count("-->")
    assert captions.skipped == ()


SBV = """0:00:01.000,0:00:03.500
Ada Okoro: We could open on Sundays,
so people who wait get in.

0:00:04.000,0:00:05.250
Who pays?
"""

#: Meet saves its chat so.
SBV_CHAT = "\ufeff0:12:01.100,0:12:04.100\nBen Hale: Later buses [br]and trains\n\n0:59:59.000,1:00:02.000\nBen Hale: 12:30, if we can\n"

SRT = """1
00:00:01,000 --> 00:00:03,500
Ada Okoro: We could open on Sundays.

2
00:00:04,000 --> 00:00:05,000
Who pays?

3
00:00:06,000 --> 00:00:07,000
Ada Okoro: Nobody yet.
"""

SRT_WITHOUT_NAMES = "1\n00:00:01,000 --> 00:00:03,500\nWe could open\non Sundays.\n\n2\n00:00:04,000 --> 00:00:05,000\n<i>Who pays?</i>\n"

#: Teams until 2023, copied out of its Word file.
TEAMS_TEXT = """0:0:3.270 --> 0:0:4.250
James Bond
Umm.
0:0:5.0 --> 0:0:8.930
Okoro, Ada (ICB)
We could open on Sundays
if the porters agree.
0:0:9.10 --> 0:0:10.0
Good.
"""

TEAMS_TEXT_WITH_BLANKS = (
    "0:0:0.0 --> 0:0:2.60\nKit Wren (Guest)\nLater buses.\n\n0:1:2.0 --> 0:1:4.0\nSpeaker 2\nWho pays?\n"
)


@pytest.mark.parametrize(
    ("text", "name", "expected", "last"),
    [
        (
            SBV,
            "sbv",
            [("Ada Okoro", "We could open on Sundays, so people who wait get in."), (None, "Who pays?")],
            (4.0, 5.25),
        ),
        (SBV_CHAT, "sbv", [("Ben Hale", "Later buses and trains"), ("Ben Hale", "12:30, if we can")], (3599.0, 3602.0)),
        (
            SRT,
            "srt",
            [("Ada Okoro", "We could open on Sundays."), (None, "Who pays?"), ("Ada Okoro", "Nobody yet.")],
            (6.0, 7.0),
        ),
        (SRT_WITHOUT_NAMES, "srt", [(None, "We could open on Sundays."), (None, "Who pays?")], (4.0, 5.0)),
        (
            TEAMS_TEXT,
            "teams-text",
            [
                ("James Bond", "Umm."),
                ("Okoro, Ada (ICB)", "We could open on Sundays if the porters agree."),
                (None, "Good."),
            ],
            (9.1, 10.0),
        ),
        (
            TEAMS_TEXT_WITH_BLANKS,
            "teams-text",
            [("Kit Wren (Guest)", "Later buses."), ("Speaker 2", "Who pays?")],
            (62.0, 64.0),
        ),
    ],
)
def test_captions_without_a_header_give_their_words(
    text: str, name: str, expected: Said, last: tuple[float, float]
) -> None:
    document = read("pasted.txt", text.encode())
    captions = read_captions(text.removeprefix("\ufeff"))

    assert (document.report.format, document.report.unit, document.report.skipped) == (name, "cue", ())
    assert document.report.found == document.report.read == len(expected)
    assert [(it.speaker, it.text) for it in captions.utterances] == expected
    assert (captions.utterances[-1].from_s, captions.utterances[-1].to_s) == last


def test_captions_of_two_lines_have_no_names_above_them() -> None:
    text = "00:01.000 --> 00:02.000\nWe could open\non Sundays\n00:03.000 --> 00:04.000\nIf porters\nagree"

    assert said(text) == [(None, "We could open on Sundays"), (None, "If porters agree")]


def test_what_cannot_be_read_of_sbv_is_told_with_its_line() -> None:
    captions = read_captions(
        "0:00:01.000,0:00:02.000\nOne\n\n0:00:xx.000,0:00:04.000\nlost\n\n0:00:05.000,0:00:06.000\nTwo\n"
    )

    assert [it.text for it in captions.utterances] == ["One", "Two"]
    assert [(it.reason, it.lines) for it in captions.skipped] == [("unreadable_time", (4,))]


def test_two_times_in_a_line_of_notes_are_no_captions() -> None:
    assert read("notes.txt", b"- We met\n- 10:30:00,11:30:00 and 12\n").report.format == "notes"


def test_unpadded_times_are_decimal_fractions() -> None:
    first = read_captions(TEAMS_UNPADDED).utterances[0]

    assert (first.from_s, first.to_s) == (6.9, 8.25)


def test_json_tells_when_the_recording_began() -> None:
    assert read_captions(TEAMS_JSON).began == datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "start", ["", "yesterday", "2026-11-02T19:00:04", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_clock_time_that_cannot_be_is_none(start: str) -> None:
    assert read_captions(TEAMS_JSON.replace("2026-11-02T19:00:04Z", start)).began is None


def test_json_without_a_bottom_is_text() -> None:
    assert len(said(vtt(cue('{"x":' + "[" * 15_000)))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n00:00:01,000 --> 00:00:02,500\nComma time\n", [(None, "Comma time")]),
        ("00:01.000 --> 00:02.000\nNo header\n", [(None, "No header")]),
        ("WEBVTT\n00:01.000 --> 00:02.000\nNo\n00:03.000 --> 00:04.000\nblanks\n", [(None, "No"), (None, "blanks")]),
        ("1\n00:01.000 --> 00:02.000\nNo\n2\n00:03.000 --> 00:04.000\nblanks\n", [(None, "No"), (None, "blanks")]),
        (f"{CALL}/1-0\n0:1.0 --> 0:2.0\nOne\n{CALL}/2-0\n0:3.0 --> 0:4.0\nTwo\n", [(None, "One"), (None, "Two")]),
        (vtt("-0:0:2.5 --> 0:0:1.0\n<v Ada>Before we began</v>\n"), [("Ada", "Before we began")]),
        (vtt(cue("First half\n\nsecond half"), cue("next", at=2)), [(None, "First half second half"), (None, "next")]),
        (vtt(cue("from A --> B by bus")), [(None, "from A --> B by bus")]),
        (vtt(cue("two\nA --> B")), [(None, "two A --> B")]),
        (
            vtt(cue("<v Ada>Why not?</v> <v Ben>Indeed.</v> Hm")),
            [("Ada", "Why not?"), ("Ben", "Indeed."), (None, "Hm")],
        ),
        (vtt(cue("<v Ada>Why not? <v Ben>Indeed.")), [("Ada", "Why not?"), ("Ben", "Indeed.")]),
        (vtt(cue("<v ADA D&#205;AZ>Tea &amp; cake &lt;v Ben&gt;</v>")), [("ADA DÍAZ", "Tea & cake <v Ben>")]),
        (vtt(cue("<v.loud Ada>1 < 2 <script>alert</script> <3</v>")), [("Ada", "1 < 2 <script>alert</script> <3")]),
        (vtt(cue("<v Ada><c.red>Red</c> <i>tape</i> <00:00:00.500>now</v>")), [("Ada", "Red tape now")]),
        (vtt(cue("<v>Who?</v>"), cue("<v Unknown Speaker>Me</v>", at=2)), [(None, "Who?"), (None, "Me")]),
        (vtt(cue("later", at=9), cue("earlier", at=1)), [(None, "earlier"), (None, "later")]),
        ("WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue {}\n\n" + cue("styled"), [(None, "styled")]),
        (vtt("00:01.000 --> 00:02.000 align:start position:0%\nplaced\n"), [(None, "placed")]),
        (vtt(cue("NOTE that we agreed")), [(None, "NOTE that we agreed")]),
        ("1\n00:01,0 --> 00:02,0\nWe agreed\n\nSTYLE matters\n", [(None, "We agreed STYLE matters")]),
        ("1\n00:01,0 --> 00:02,0\nWe agreed\n\nNOTE this\n", [(None, "We agreed NOTE this")]),
        (vtt(cue("We agreed\n\nSTYLE matters")), [(None, "We agreed STYLE matters")]),
        (vtt(cue("100 hours", at=360_000)), [(None, "100 hours")]),
    ],
)
def test_what_lenient_readers_lose_is_read(text: str, expected: Said) -> None:
    captions = read_captions(text)

    assert said(text) == expected
    assert captions.skipped == ()


def test_a_topic_in_typed_captions_stays_in_what_was_said() -> None:
    text = vtt(cue("Ada: One."), cue("Transport: later trains.", at=1), cue("Ada: Two.", at=2))

    assert said(text) == [("Ada", "One."), (None, "Transport: later trains."), ("Ada", "Two.")]


@pytest.mark.parametrize("name", ["Zora", "iPhone", "dk_42"])
def test_where_most_cues_begin_with_a_name_a_word_that_comes_once_is_one(name: str) -> None:
    text = vtt(
        cue("Ada: One."),
        cue(f"{name}: Hello?", at=1),
        cue("Ada: Note: two.", at=2),
        cue("No: never.", at=3),
        cue("Ada: Three.", at=4),
    )

    assert said(text) == [
        ("Ada", "One."),
        (name, "Hello?"),
        ("Ada", "Note: two."),
        (None, "No: never."),
        ("Ada", "Three."),
    ]


def test_where_few_cues_begin_with_a_name_a_word_that_comes_once_is_none() -> None:
    text = vtt(cue("We wait."), cue("Zora: hello.", at=1), cue("And wait.", at=2))

    assert [speaker for speaker, _ in said(text)] == [None, None, None]


def test_a_cue_without_a_voice_never_inherits_a_name() -> None:
    text = vtt(cue("<v Ada>One</v>", name=f"{CALL}/7-0"), cue("two", at=1, name=f"{CALL}/7-1"))

    assert said(text) == [("Ada", "One"), (None, "two")]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("00:xx:01.000 --> 00:00:02.000\nlost\n", "unreadable_time"),
        ("00:00:01.000 --> soon\nlost\n", "unreadable_time"),
        ("9999999:00:00.000 --> 9999999:00:01.000\nlost\n", "unreadable_time"),
        (f"{CALL}/3-1\nxx --> yy\nlost\n", "unreadable_time"),
        ("00:00:01.000 --> 00:00:02.000\n\n", "no_text"),
        ("00:00:01.000 --> 00:00:02.000\n<v Ada></v>\n", "no_text"),
        ('00:00:01.000 --> 00:00:02.000\n{"spokenText":7}\n', "unreadable_json"),
        (f"00:00:01.000 --> 00:00:02.000\n{'x' * 20_001}\n", "too_long"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(bad: str, reason: str) -> None:
    text = vtt(cue("<v Ada>Before</v>"), bad, cue("<v Ada>After</v>", at=5))
    line = next(number for number, line in enumerate(text.split("\n"), 1) if line == _timing_line(bad))

    captions = read_captions(text)

    assert said(text) == [("Ada", "Before"), ("Ada", "After")]
    assert [(skipped.reason, skipped.count, skipped.lines) for skipped in captions.skipped] == [(reason, 1, (line,))]
    assert captions.found == 3


def _timing_line(block: str) -> str:
    return next(line for line in block.split("\n") if "-->" in line)


WHOLE = vtt(
    cue("<v Ada>The first is whole.</v>", name=f"{CALL}/1-0"),
    cue("<v Ben>The last is not.</v>", at=2, name=f"{CALL}/2-0"),
)


@pytest.mark.parametrize("cut", range(WHOLE.index(f"{CALL}/2-0") + 1, len(WHOLE) - 2))
def test_a_file_cut_anywhere_in_its_last_cue_gives_the_others_and_says_so(cut: int) -> None:
    text = WHOLE[:cut]

    captions = read_captions(text)

    assert said(text) == [("Ada", "The first is whole.")]
    assert "cut off" in captions.notes[0]
    assert captions.found == text.count("-->")
    assert captions.found == 1 + sum(skipped.count for skipped in captions.skipped)


def test_a_whole_file_without_a_last_line_end_is_whole() -> None:
    assert read_captions(WHOLE.rstrip()).notes == ()


def test_lines_before_the_first_cue_are_told() -> None:
    captions = read_captions("Steering group\n\n" + cue("hello"))

    assert "1 of the lines from 1" in captions.notes[0]


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(DocumentError, match="parts"):
        read_captions("0:1 --> 0:2\n" * 100_001)


TEXT = st.text(st.characters(codec="ascii", exclude_characters="\n\r{<&-:", exclude_categories=["Cc"]), min_size=1)
NAMES = st.sampled_from(["", "Ada Okoro", "Wilk, Tomasz (TRUST)", "Speaker 1"])


@given(st.lists(st.tuples(NAMES, TEXT, st.integers(0, 9), st.booleans()), max_size=20))
def test_every_cue_is_read_or_skipped_and_every_word_of_a_read_one_is_there(
    cues: list[tuple[str, str, int, bool]],
) -> None:
    text = vtt(
        *(
            cue(f"<v {name}>{words}</v>" if name else words, at=index, name=f"{CALL}/{part}-{index}" if named else "")
            for index, (name, words, part, named) in enumerate(cues)
        )
    )

    captions = read_captions(text)

    assert captions.found == len(cues)
    read = sorted(word for utterance in captions.utterances for word in utterance.text.split())
    assert read == sorted(word for _, words, _, _ in cues for word in words.split())
    assert sum(skipped.count for skipped in captions.skipped) == sum(not words.strip() for _, words, _, _ in cues)


LINES = st.sampled_from(
    [
        "",
        "",
        "WEBVTT",
        "NOTE x",
        f"{CALL}/1-0",
        "7",
        "0:1.0 --> 0:2.0",
        "0:1 --> x",
        "-->",
        "<v A",
        "<v A>b",
        "{",
        "words",
    ]
)


@given(st.lists(LINES | st.text(max_size=30), max_size=40).map("\n".join))
def test_whatever_the_lines_are_found_is_read_and_skipped(text: str) -> None:
    captions = read_captions(text)

    skipped = sum(skipped.count for skipped in captions.skipped)
    assert captions.found - skipped <= text.count("-->")
    assert captions.found >= len(re.findall(r"^0:1\.0 --> 0:2\.0$", text, re.MULTILINE))
