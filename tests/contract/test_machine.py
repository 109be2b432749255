"""Whatever happens, and in whatever order: store, desk and feed keep their promises."""

from __future__ import annotations

import pytest

from tests.contract.grounds import GROUNDS
from tests.contract.machine import tried

#: A crash and an erasure take longer where there is a server.
RUNS = {"memory": 25, "sqlite": 25, "redis": 10}


@pytest.mark.parametrize("ground", GROUNDS)
def test_any_run_of_deeds_and_crashes_leaves_what_a_dictionary_would_hold(ground: str) -> None:
    happened = tried(ground, max_examples=RUNS[ground], stateful_step_count=30)

    assert happened["conflicts"] > 0
    assert happened["crashes with pushes under way"] > 0
    assert happened["resumes"] > 0
    assert (happened["files without what was erased"] > 0) == (ground != "memory")
