"""The soak run, short: nothing lost or doubled, and no reader with other ideas than the store's, however it behaved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.soak import Asked, soak


@pytest.mark.timeout(240)
def test_nothing_is_lost_on_the_way_to_the_store_and_to_every_reader_under_load(tmp_path: Path) -> None:
    asked = Asked(seconds=20, rate=300, feeds=12, stuck=2, stopped_for=8, warm_up=4, mix="busy")

    soaked = soak(tmp_path, asked)

    assert soaked.lost == ()
    assert soaked.said == soaked.stored == 6000
    assert soaked.ideas > 100
