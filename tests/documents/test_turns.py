from __future__ import annotations

import pytest

from bridge.documents.sentences import sentences
from bridge.documents.turns import Turn, Utterance, spoken


def utterances(*lines: tuple[str | None, float, str]) -> list[Utterance]:
    """(speaker, start in seconds, words), each two seconds long."""
    return [
        Utterance(speaker=speaker, text=text, line=number, last_line=number, from_s=start, to_s=start + 2)
        for number, (speaker, start, text) in enumerate(lines, 1)
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("Ada", 0, "We could"), ("ADA", 2, "start early.")], ["We could start early."]),
        ([("Ada", 0, "We could"), ("Ada", 90, "start early.")], ["We could start early."]),
        ([("Ada", 0, "One"), ("Ben", 2, "two"), ("Ada", 4, "three")], ["One", "two", "three"]),
        ([("Ada", 0, "We could"), ("Ben", 2, "Mhm."), ("Ada", 4, "start early.")], ["We could start early.", "Mhm."]),
        (
            [("Ada", 0, "We could"), ("Ben", 2, "Yeah, right."), ("Cem", 3, "Okay."), ("Ada", 4, "go.")],
            ["We could go.", "Yeah, right.", "Okay."],
        ),
        ([("Ada", 0, "We could"), ("Ben", 2, "Mhm."), ("Ada", 17, "start.")], ["We could", "Mhm.", "start."]),
        ([("Ada", 0, "We"), ("Ben", 2, "Mhm."), ("Ben", 3, "I would"), ("Ada", 5, "go")], ["We", "Mhm. I would", "go"]),
        ([("Ada", 0, "We could"), (None, 2, "Mhm."), ("Ada", 4, "start.")], ["We could", "Mhm.", "start."]),
        ([(None, 0, "We could"), (None, 2, "start.")], ["We could", "start."]),
    ],
)
def test_turns_are_what_one_person_said_in_one_go(
    lines: list[tuple[str | None, float, str]], expected: list[str]
) -> None:
    assert [turn.text for turn in spoken(utterances(*lines))] == expected


def test_a_turn_tells_its_time_and_its_lines() -> None:
    (turn,) = spoken(utterances(("Ada", 5, "We could"), ("Ada", 7, "start.")))

    assert (turn.from_s, turn.to_s, turn.evidence, turn.written) == (5, 9, "lines 1–2", False)


def test_a_speaker_without_end_becomes_several_turns_and_loses_nothing() -> None:
    said = utterances(*(("Ada", float(second), "word " * 9 + "word") for second in range(1_000)))

    turns = spoken(said)

    assert len(turns) > 1
    assert max(len(turn.text) for turn in turns) <= 20_000
    assert sum(len(turn.text.split()) for turn in turns) == 10_000


RUN = (
    "so basically what we could do is have a drop in session in the library on a Thursday and then the physio comes "
    "along with the nurse from the ward and they sit with people who wait because nobody tells them anything in all "
    "these months and they sit at home and get weaker"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ash can't come at 10.30 a.m. on Monday. Could we move it?", 2),
        ("Yeah.", ["Yeah."]),
        ("Um, so, yeah, I mean we could text people. OK.", ["we could text people.", "OK."]),
        ("So that people know, we should ring them.", ["So that people know, we should ring them."]),
        ("Right now we wait. Right, we wait.", ["Right now we wait.", "we wait."]),
        ("I like that. Like, a lot.", ["I like that.", "a lot."]),
        (
            RUN,
            [
                "what we could do is have a drop in session in the library on a Thursday",
                "and then the physio comes along with the nurse from the ward and they sit with people who wait",
                "because nobody tells them anything in all these months and they sit at home and get weaker",
            ],
        ),
        (RUN.replace(" and then", ", and then").replace(" because", ", because"), 1),
        ("word " * 60, 1),
        ("?! …", ["?! …"]),
    ],
)
def test_speech_is_cut_where_people_take_breath(text: str, expected: list[str] | int) -> None:
    found = sentences(Turn(speaker="Ada", text=text, evidence="", written=False))

    assert len(found) == expected if isinstance(expected, int) else list(found) == expected


def test_a_short_note_stays_whole_and_a_long_one_does_not() -> None:
    note = "Text people first. Then ring them."

    assert sentences(Turn(speaker=None, text=note, evidence="", written=True)) == (note,)
    assert len(sentences(Turn(speaker=None, text=note * 10, evidence="", written=True))) > 1
