"""Writers who do not know whether a killed Redis heard them, and say the same again: it is there, once."""

from __future__ import annotations

from pathlib import Path

from tests.crash.redis_kills import rounds

ROUNDS = 8


async def test_what_is_said_again_after_a_kill_is_there_once_and_all_that_was_acked(tmp_path: Path) -> None:
    wrong, acked, unsure = await rounds(tmp_path, ROUNDS)

    assert wrong == []
    assert acked > 20 * ROUNDS
    assert unsure


async def test_the_harness_catches_a_redis_that_keeps_no_file(tmp_path: Path) -> None:
    wrong, _, _ = await rounds(tmp_path, 2, "--appendonly", "no", checks=False)

    assert wrong
