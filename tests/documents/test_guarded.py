from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bridge.documents.board import Mapping
from bridge.documents.guarded import read_guarded
from bridge.documents.read import read
from bridge.errors import DocumentError
from tests.documents.shapes import TEAMS, TEAMS_JSON


@pytest.mark.parametrize("text", [TEAMS, TEAMS_JSON, "- one\n- two"])
async def test_the_child_reads_what_read_reads(tmp_path: Path, text: str) -> None:
    path = tmp_path / "body"
    path.write_text(text)

    document = await read_guarded(path, "meeting-20261102_190000.vtt")

    assert document == read("meeting-20261102_190000.vtt", text.encode())


async def test_the_child_is_told_which_columns_to_read(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_text("Idea,Kept by,Author\nLater buses,Ada,Ben\nChairs,Ben,Ada\n")
    mapping = Mapping(text=0, author=1)

    document = await read_guarded(path, "board.csv", mapping)

    assert document == read("board.csv", path.read_bytes(), mapping)
    assert [turn.speaker for turn in document.turns] == ["Ada", "Ben"]


async def test_what_read_refuses_is_refused_in_its_words(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(DocumentError, match="PDF") as refused:
        await read_guarded(path, "meeting.vtt")

    assert refused.value.reason == "binary"


async def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_text("- a line of the notes\n" * 90_000)

    with pytest.raises(DocumentError, match="limits") as refused:
        await read_guarded(path, "notes.md", memory_mib=16)

    assert refused.value.reason == "too_hard"


async def test_a_file_that_needs_too_much_time_is_refused(tmp_path: Path) -> None:
    endless = tmp_path / "body"
    os.mkfifo(endless)

    with pytest.raises(DocumentError, match="limits") as refused:
        await read_guarded(endless, "notes.md", seconds=0.5)

    assert refused.value.reason == "too_hard"


@pytest.mark.parametrize(
    "line",
    ["00:00:00 From{}x", "[10:32]{}x", "A{}x 0:0", "A{}x\n02/11/2026 7:04 PM", "Present:{}x", "Present{}(x", "1.{}X"],
)
async def test_lines_of_spaces_are_read_within_the_limits(tmp_path: Path, line: str) -> None:
    path = tmp_path / "body"
    path.write_text((line.format(" " * 19_900) + "\n") * 200)

    document = await read_guarded(path, "notes.md")

    assert document.report.read >= document.report.found / 2 > 0


async def test_a_file_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refused:
        await read_guarded(tmp_path / "body", "meeting.vtt")

    assert refused.value.reason == "too_hard"


async def test_a_cancelled_reader_leaves_no_child(tmp_path: Path) -> None:
    endless = tmp_path / "body"
    os.mkfifo(endless)
    reading = asyncio.create_task(read_guarded(endless, "meeting.vtt"))
    writer = await asyncio.to_thread(os.open, endless, os.O_WRONLY)  # returns once the child has opened its end

    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(reading, 10)
    with pytest.raises(BrokenPipeError):
        os.write(writer, b"nobody reads this")
    os.close(writer)
