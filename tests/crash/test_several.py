"""A short run of `several.py`: two serve and two listen on one Redis, killed at random under load."""

from __future__ import annotations

import pytest

from tests.crash.several import play


@pytest.mark.timeout(240)
def test_whoever_is_killed_nothing_is_lost_or_doubled() -> None:
    told, wrong = play(seconds=15, kills=6, rate=40, seed=7)

    assert wrong == [], told
    assert told.startswith("6 kill -9")
