"""A few hundred wrong documents for each parser, the same ones each time; `make fuzz` tries others, and many more."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import engine, pieces
from tests.fuzz.limits import HangError, Ledger, Watch
from tests.fuzz.mutation import Edit, Wrong, package, rolled
from tests.fuzz.parsers import PARSERS, Parser


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=30)
@given(pick=st.data())
def test_the_laws_hold_of_wrong_documents(name: str, pick: st.DataObject) -> None:
    parser = PARSERS[name]
    body = pick.draw(engine.documents(parser))

    with Watch():
        parser.law(parser.name, body)


@pytest.mark.parametrize("name", PARSERS)
def test_the_laws_hold_of_what_they_begin_with_and_of_rolled_edits(name: str) -> None:
    parser = PARSERS[name]
    roll = random.Random(1)

    for body in parser.seeds:
        parser.law(parser.name, body)
        for _ in range(3):
            body = parser.wrong(body, rolled(roll), parser.pieces)  # noqa: PLW2901 - worse each time
            parser.law(parser.name, body)


def test_edits_reach_the_words_within_a_package() -> None:
    seed = PARSERS["word"].seeds[0]

    edited = package(seed, Wrong([Edit("put", 40, 0, 0)]), [b"<w:p><w:r><w:t>Buses</w:t></w:r></w:p>"])

    assert b"Buses" not in seed
    assert len(edited) > 100
    assert edited == package(seed, Wrong([Edit("put", 40, 0, 0)]), [b"<w:p><w:r><w:t>Buses</w:t></w:r></w:p>"])
    assert edited != package(seed, Wrong([]), pieces.DOCX)


def test_a_parser_that_hangs_is_stopped_though_it_catches_every_exception() -> None:
    def hangs() -> None:
        while True:
            with suppress(Exception):
                sum(range(10_000))

    with pytest.raises(HangError, match=r"0\.1 s"), Watch(0.1):
        hangs()


def test_what_breaks_a_law_is_kept_with_its_reason(tmp_path: Path) -> None:
    def law(_: str, body: bytes) -> None:
        assert b"x" not in body, "there is an x"

    found, ledger = tmp_path / "found" / "notes-hypothesis-1.bin", Ledger(tmp_path / "ledger")
    trial = engine.Trial(Parser("", [b"a"], [b"x"], law), ledger, found, until=time.monotonic())

    with pytest.raises(AssertionError, match="there is an x"):
        engine.by_hypothesis(trial, 5.0, 1)

    assert found.read_bytes().count(b"x") == 1
    assert "there is an x" in found.with_suffix(".txt").read_text(encoding="utf-8")
    assert Ledger(tmp_path / "ledger").progress().inputs > 1
