"""A killed process: what it said was safe is there, and only whole commits are."""

from __future__ import annotations

from pathlib import Path

from tests.crash import writers
from tests.crash.kills import lost_by_store, missed_by_spool

ROUNDS = 20


def test_nothing_that_was_acked_is_lost_when_the_store_is_killed(tmp_path: Path) -> None:
    assert lost_by_store(writers.say_once_committed, tmp_path / "store.db", ROUNDS) == []


def test_cursor_and_rows_stay_together_when_a_worker_is_killed(tmp_path: Path) -> None:
    assert missed_by_spool(writers.keep_with_cursor, tmp_path / "spool.db", ROUNDS) == []


def test_the_harness_catches_a_store_that_acks_too_early(tmp_path: Path) -> None:
    assert lost_by_store(writers.say_before_committing, tmp_path / "store.db", ROUNDS)


def test_the_harness_catches_a_cursor_that_is_saved_before_its_rows(tmp_path: Path) -> None:
    assert missed_by_spool(writers.keep_cursor_first, tmp_path / "spool.db", ROUNDS)
