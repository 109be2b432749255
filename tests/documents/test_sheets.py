"""Files in the shapes that real ones have, each held against a answer sheet that was written from reading it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

import msgspec
import pytest

from bridge.documents.attendance import People
from bridge.documents.read import Document, read, read_upload
from bridge.errors import DocumentError
from bridge.intake.scrub import MASKS
from tests.documents.sheets import finding
from tests.documents.sheets.answers import Said, Sheet, sheets
from tests.documents.sheets.writer import upload
from workers.filters import inspected

SHEETS = [sheet for sheet in sheets() if not sheet.refused]
LISTS = [sheet for sheet in sheets() if sheet.refused]
#: A machine wrote the line; whether it told of itself or of the meeting is one to who reads it.
SAME_REASON = {"notice": "by a machine", "summary": "by a machine"}
#: Parts of speakers' names that are words as well.
ORDINARY = {"Speaker", "Room"}
#: Without its name, one column of notes could be lines as well.
ONE_COLUMN = "board-asthma.csv"
#: Of the ideas in the sheets, the share that is put before the host at all, and the share that is called an idea.
SHOWN, CALLED_IDEAS = 0.85, 0.75

each_file = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.file)
each_list = pytest.mark.parametrize("sheet", LISTS, ids=lambda sheet: sheet.file)


@cache
def document(sheet: Sheet) -> Document:
    return read(*upload(sheet.path))


@cache
def printed(sheet: Sheet) -> str:
    return msgspec.json.encode(list(inspected(document(sheet)))).decode()


@contextmanager
def agreed(sheet: Sheet, check: str) -> Iterator[None]:
    """Holds a check, or holds that it still fails where the sheet says so: then take it out of the sheet's `differs`."""
    if check not in sheet.differs:
        yield
        return
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        yield


def test_there_are_two_files_and_more_of_every_shape() -> None:
    shapes = Counter(sheet.format for sheet in sheets())

    assert sum(shapes.values()) >= 50
    assert min(shapes.values()) > 1


@each_file
def test_a_file_is_known_by_what_stands_in_it(sheet: Sheet) -> None:
    name, body = upload(sheet.path)

    assert document(sheet).report.format == sheet.format
    if sheet.file != ONE_COLUMN:
        assert read("", body).turns == read(name, body).turns


@each_file
def test_a_sheet_asks_for_nothing_that_was_not_said(sheet: Sheet) -> None:
    said = " ".join(turn.text for turn in document(sheet).turns)

    assert sheet.candidate
    assert not [it.text for it in sheet.candidate if it.text not in said]
    assert not [it.text for it in sheet.masked if it.text not in said]


@each_file
def test_everything_in_a_file_is_read_or_told_as_skipped(sheet: Sheet) -> None:
    report = document(sheet).report
    times = sum(it.count for it in report.skipped if it.reason == "time")  # read for the seconds that it tells

    assert (report.unit, report.found) == (sheet.unit, sheet.found)
    assert report.found == report.read + sum(it.count for it in report.skipped)
    with agreed(sheet, "read"):
        assert report.read + times == sheet.read


@each_file
def test_what_is_skipped_is_told_with_its_reason_and_line(sheet: Sheet) -> None:
    told = [(SAME_REASON.get(it.reason, it.reason), it) for it in document(sheet).report.skipped if it.reason != "time"]
    counted: Counter[str] = Counter()
    for reason, it in told:
        counted[reason] += it.count

    with agreed(sheet, "skipped"):
        assert counted == Counter(SAME_REASON.get(it.reason, it.reason) for it in sheet.skipped)
    packed = sheet.file.endswith(".docx.txt")  # its lines are not those of its source
    if not packed and "skipped" not in sheet.differs:
        assert sorted(line for _, it in told for line in it.lines) == sorted(it.line for it in sheet.skipped)


@each_file
def test_turns_are_those_that_a_reader_makes_out(sheet: Sheet) -> None:
    turns = document(sheet).turns
    asked = [said for said in (sheet.first, sheet.middle, sheet.last) if said]

    with agreed(sheet, "turns"):
        assert len(turns) == sheet.turns
    with agreed(sheet, "turns"):
        assert [_said(document(sheet), said) for said in asked] == asked


def _said(held: Document, asked: Said) -> Said:
    turn = held.turns[asked.turn - 1]
    group = turn.group if asked.group is not None else None
    return Said(turn=asked.turn, speaker=turn.speaker, text=turn.text, group=group)


@each_file
def test_speakers_are_those_that_the_file_names(sheet: Sheet) -> None:
    held = document(sheet)

    assert tuple(dict.fromkeys(turn.speaker for turn in held.turns if turn.speaker)) == sheet.speakers
    assert held.report.speakers == len(sheet.speakers)


@each_file
def test_nobodys_details_are_shown(sheet: Sheet) -> None:
    assert sheet.masked
    for identifier in sheet.masked:
        assert identifier.text not in printed(sheet)
        assert MASKS[identifier.kind] in printed(sheet)


@each_file
def test_no_speaker_is_named_in_what_is_shown(sheet: Sheet) -> None:
    assert not shown_of(sheet.speakers, sheet)


@pytest.mark.parametrize("sheet", [it for it in SHEETS if it.names], ids=lambda sheet: sheet.file)
def test_nobody_who_was_there_is_named_in_what_is_shown(sheet: Sheet) -> None:
    with agreed(sheet, "names"):
        assert not shown_of(sheet.names, sheet)


def shown_of(names: Iterable[str], sheet: Sheet) -> list[str]:
    """The words of the names, without what is in brackets or behind a bar, that stand in what is shown."""
    words = set(re.findall(r"\w+", printed(sheet))) - ORDINARY
    bare = (re.sub(r"\(.*?\)|\|.*", "", name) for name in names)
    return [word for name in bare for word in re.findall(r"[^\W\d_]{3,}", name) if word in words]


@each_list
def test_of_an_attendance_list_only_the_names_are_taken(sheet: Sheet) -> None:
    held = read_upload(*upload(sheet.path))

    with agreed(sheet, "refused"):
        assert isinstance(held, People)
        assert held.names == sheet.names


@each_list
def test_nothing_in_an_attendance_list_was_said(sheet: Sheet) -> None:
    with agreed(sheet, "refused"), pytest.raises(DocumentError) as refused:
        read(*upload(sheet.path))

    if "refused" not in sheet.differs:
        assert refused.value.reason == sheet.refused
        assert not [name for name in sheet.names if name in str(refused.value)]


def test_the_ideas_of_the_sheets_are_put_before_the_host() -> None:
    results = [finding.found(sheet) for sheet in SHEETS]

    assert finding.recall(results, "idea", named=False) >= SHOWN, finding.missed(results, named=False)
    assert finding.recall(results, "idea", named=True) >= CALLED_IDEAS, finding.missed(results, named=True)


@pytest.mark.parametrize(
    ("asked", "shown", "same"),
    [
        (
            "Ring me on 07700 900123 before you come, please.",
            "Ring me on [phone number] before you come, please.",
            True,
        ),
        ("We could order the key safe on the day somebody comes in,", "We could order the key safe on the day.", True),
        ("Water, free", "Water, free", True),
        ("And the box clips on to the bed, with a name.", "the bed", False),
        ("Later buses on Sundays", "Later buses", True),
        ("👍", "👍", True),
        ("👍", "🎉", False),
        ("Somebody at the door", "Nobody at the desk", False),
    ],
)
def test_a_candidate_is_known_again_by_its_words(asked: str, shown: str, same: bool) -> None:
    assert finding.is_same(asked, shown) is same
