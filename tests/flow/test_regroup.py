"""`ideabridge regroup` as its user runs it: beside a bridge that runs, and on its store when none does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec

from bridge.ideas.version import RULES
from bridge.ideas.wording import wording
from bridge.records import CampaignId, Commit, Contribution, ContributionId, Idea, IdeaId, Placed, Relation
from bridge.store.sqlite import SqliteStore
from tests.crash.rehearsal import QUICKLY, wait_until_played
from tests.running import Bridge, running

CAMPAIGN, OLD = CampaignId("elective-care"), "2020-01-01"


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


async def age(data: Path) -> ContributionId:
    """As if older rules had kept apart what says the same as another."""
    store = await SqliteStore.open(data / "store.sqlite")
    changes = [it.value for it in await store.changes(CAMPAIGN, 0, 10_000)]
    joined = next(
        it
        for it in changes
        if isinstance(it, Contribution) and it.placed and it.placed.relation is Relation.COPY and not it.reposts
    )
    assert joined.placed
    joined_to = next(it for it in changes if isinstance(it, Idea) and joined.placed.idea == it.id)
    placed = Placed(idea=IdeaId("i-aged"), relation=Relation.FIRST, score=1.0, why="then", rules=OLD)
    aged = msgspec.structs.replace(joined, placed=placed)
    alone = msgspec.structs.replace(joined_to, id=placed.idea, text=wording(joined.words), voices=1, suggestions=())
    place = await store.place(CAMPAIGN)
    await store.commit(CAMPAIGN, Commit(expected_seq=place.seq, puts=(aged, alone)))
    await store.close()
    return joined.id


def stands(bridge: Bridge) -> dict[str, Any]:
    """Behind which idea each contribution stands."""
    said = [it["value"] for it in bridge.snapshot(entity="contribution")]
    return {it["id"]: (it.get("placed") or {}).get("idea") for it in said}


def test_what_a_regroup_moved_is_put_back_by_its_number_whether_a_bridge_runs_or_not(tmp_path: Path) -> None:
    data = tmp_path / "bridge"
    with running(data, environment=QUICKLY) as bridge:
        wait_until_played(bridge)
    moved = asyncio.run(age(data))

    with running(data, environment=QUICKLY) as bridge:
        before = stands(bridge)
        (looked,) = regrouped(bridge, "--dry-run")
        (done,) = regrouped(bridge)
        between = stands(bridge)
        (would,) = regrouped(bridge, "--undo", "1", "--dry-run")
        (undone,) = regrouped(bridge, "--undo", "1")
        after = stands(bridge)
        again = bridge.run("regroup", "--undo", "1", check=False)
        unclear = bridge.ask("POST", "/v1/regroup?undo=first")
        both = bridge.run("regroup", "rehearsal", "--undo", "1", check=False)
        lines = bridge.run("regroup").stdout
    (alone,) = regrouped(bridge, "--undo", "2")
    nobody = bridge.run("regroup", "--undo", "9", check=False)
    elsewhere = bridge.run("regroup", "--undo", "2", "--campaign", "nowhere", check=False)
    with running(data, environment=QUICKLY) as bridge:
        last = stands(bridge)

    assert (looked["number"], done["number"], done["done"]) == (None, 1, 1)
    assert (before[moved], between[moved] != "i-aged") == ("i-aged", True)
    assert (would["moved"], would["kept"], would["dry_run"]) == (1, [], True)
    assert (undone["moved"], undone["kept"], undone["dry_run"]) == (1, [], False)
    assert after == before
    assert "this was regroup 2: `ideabridge regroup --undo 2` puts it back" in lines
    assert (alone["undo"], alone["moved"]) == (2, 1)
    assert last == before
    assert (again.returncode, nobody.returncode, elsewhere.returncode, both.returncode) == (1, 1, 1, 2)
    assert "taken back already" in again.stderr
    assert "no regroup 9" in nobody.stderr
    assert "say which of" in elsewhere.stderr
    assert unclear.status == 400


def test_an_event_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with running(tmp_path / "bridge", environment=QUICKLY) as bridge:
        said = bridge.run("regroup", "--dry-run", "nowhere", check=False)

    assert said.returncode == 1
    assert "nowhere" in said.stderr
