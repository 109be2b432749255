"""`ideabridge regroup` as its user runs it: beside a bridge that runs, and on its store when none does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bridge.ideas.version import RULES
from tests.crash.rehearsal import QUICKLY, wait_until_played
from tests.running import Bridge, running


def regrouped(bridge: Bridge, *words: str) -> list[dict[str, Any]]:
    return [json.loads(it) for it in bridge.run("regroup", "--json", *words).stdout.splitlines()]


def test_a_chat_that_was_just_grouped_would_be_grouped_the_same_whether_a_bridge_runs_or_not(tmp_path: Path) -> None:
    with running(tmp_path / "bridge", environment=QUICKLY) as bridge:
        wait_until_played(bridge)
        before = bridge.snapshot(entity="idea,contribution")

        (live,) = regrouped(bridge, "--dry-run")
        lines = bridge.run("regroup", "--dry-run").stdout
        (done,) = regrouped(bridge)
        after = bridge.snapshot(entity="idea,contribution")
        feeding = bridge.run("token", "create", "--scope", "moderate").stdout.strip()
        refused = bridge.ask("POST", "/v1/regroup", headers={"Authorization": f"Bearer {feeding}"})
        unclear = bridge.ask("POST", "/v1/regroup?dry_run=perhaps")
    (alone,) = regrouped(bridge, "--dry-run")

    assert live["read"] > 100
    assert live["placed_by"].keys() == {RULES}
    assert (live["shifts"], done["done"]) == ([], 0)
    assert f"by the rules of {RULES}: nothing would change" in lines
    assert alone == live
    assert before == after
    assert (refused.status, unclear.status) == (403, 400)


def test_an_event_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with running(tmp_path / "bridge", environment=QUICKLY) as bridge:
        said = bridge.run("regroup", "--dry-run", "nowhere", check=False)

    assert said.returncode == 1
    assert "nowhere" in said.stderr
