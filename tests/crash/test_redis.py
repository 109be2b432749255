"""A redis-server that is killed, or loses its power: what was acked is there."""

from __future__ import annotations

from pathlib import Path

from tests.crash.redis_cuts import Power, lost_on_redis

ROUNDS = 15


async def test_nothing_that_was_acked_is_lost_when_redis_is_killed(tmp_path: Path) -> None:
    assert await lost_on_redis(tmp_path / "redis", ROUNDS) == []


async def test_nothing_that_was_acked_is_lost_when_the_power_of_redis_fails(tmp_path: Path) -> None:
    assert await lost_on_redis(tmp_path / "redis", ROUNDS, power=Power(tmp_path)) == []


async def test_the_harness_catches_a_redis_that_flushes_once_a_second(tmp_path: Path) -> None:
    assert await lost_on_redis(tmp_path / "redis", ROUNDS, power=Power(tmp_path), appendfsync="everysec")


async def test_the_harness_catches_an_ack_before_the_commit(tmp_path: Path) -> None:
    assert await lost_on_redis(tmp_path / "redis", ROUNDS, careless=True)
