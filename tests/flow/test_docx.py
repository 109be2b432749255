"""A session's transcript that comes as a Word document, to a real bridge by its command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bridge.documents.vtt import read_captions
from tests.documents.docx_writer import docx, p, turn
from tests.running import SESSION, Bridge, running, until


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    with running(tmp_path_factory.mktemp("docx") / "data", "--no-rehearsal") as bridge:
        yield bridge


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample session as Teams would have written it into a Word document: whole seconds, a paragraph for each."""
    said = read_captions(SESSION.read_text(encoding="utf-8")).utterances
    turns = []
    for one in said:
        clock = f"{int(one.from_s or 0) // 60}:{int(one.from_s or 0) % 60:02}"
        turns.append(turn(one.speaker, clock, one.text) if one.speaker else p(one.text))
    path = tmp_path_factory.mktemp("documents") / f"{SESSION.stem}.docx"
    path.write_bytes(docx(p(SESSION.stem), p("2 November 2026, 19:00"), *turns))
    return path


def test_a_meeting_as_a_document_after_its_captions_updates_and_doubles_nothing(bridge: Bridge, meeting: Path) -> None:
    captions = bridge.post(SESSION.name, SESSION.read_bytes())
    first = until(partial(bridge.ended, "connect-1", captions))
    before = bridge.get("/v1/contributions?event=connect-1")["contributions"]

    told = bridge.run("upload", str(meeting), "--session", "connect-1")

    after = bridge.get("/v1/contributions?event=connect-1")["contributions"]
    assert "speakers" in told.stdout
    assert first["report"]["contributed"] == len(before) > 0
    assert [it["id"] for it in after] == [it["id"] for it in before]


def test_inspect_shows_the_turns_of_a_document_without_names(bridge: Bridge, meeting: Path) -> None:
    told = [json.loads(line) for line in bridge.run("inspect", str(meeting)).stdout.splitlines()]

    report, turns = told[0], [it for it in told if it["type"] == "turn"]
    assert (report["format"], report["turns"], report["speakers"]) == ("teams-docx", len(turns), 4)
    assert {it["type"] for it in told} == {"report", "turn", "candidate"}
    assert {it["speaker"] for it in turns} == {"Speaker 1", "Speaker 2", "Speaker 3", "Speaker 4", None}
