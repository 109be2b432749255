"""The rehearsal through the true sources: said at stand-ins for X, Bluesky and Mastodon, heard by a real bridge."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.networks.play import Networks, settings
from tests.running import REHEARSAL, Bridge, until

#: The recording lasts ten minutes.
SPEED = 80
#: Ideas of the recording that these networks do not hand out: under a misspelt tag that was not asked for, and an untagged
#: answer at X to another answer.
NOT_HANDED_OUT = {"count-need", "cancel-language"}


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory, answers: dict[str, Any]) -> dict[str, Any]:
    """What the bridge tells once everything has come that the answer sheet has."""
    return asyncio.run(_hear(tmp_path_factory.mktemp("networks"), answers))


async def _hear(folder: Path, answers: dict[str, Any]) -> dict[str, Any]:
    async with Networks.open() as networks:
        opens_at = datetime.now(UTC) + timedelta(seconds=5)
        bridge = Bridge(folder / "data", "--config", str(settings(folder, networks, opens_at)))
        await asyncio.to_thread(bridge.start)
        try:
            await networks.listened()
            await asyncio.sleep((opens_at - datetime.now(UTC)).total_seconds())
            await networks.play(REHEARSAL, SPEED)
            await asyncio.to_thread(until, partial(_is_complete, bridge, answers), 60)
            return await asyncio.to_thread(_told, bridge)
        finally:
            await asyncio.to_thread(bridge.stop)


def _is_complete(bridge: Bridge, answers: dict[str, Any]) -> bool:
    words = [it["text"] for it in bridge.get("/v1/ideas")["ideas"]]
    missing = {it["name"] for it in answers["ideas"] if not any(it["phrase"] in text for text in words)}
    return missing <= NOT_HANDED_OUT


def _told(bridge: Bridge) -> dict[str, Any]:
    return {
        "questions": bridge.get("/v1/questions?event=rehearsal")["questions"],
        "contributions": bridge.get("/v1/contributions?event=rehearsal")["contributions"],
        "listening": {it["source"].split("/")[0]: it for it in bridge.get("/v1/listening")["listening"]},
        "gaps": bridge.get("/v1/gaps")["gaps"],
        "event": bridge.get("/v1/events/rehearsal"),
        "preflight": bridge.get("/v1/events/rehearsal/preflight"),
    }


def test_each_network_is_heard_under_its_rules_with_questions_threads_on_x(heard: dict[str, Any]) -> None:
    conditions = {name: it["condition"] for name, it in heard["listening"].items()}

    assert {name: it["hearing"] for name, it in conditions.items()} == {
        "x": "listening",
        "jetstream": "listening",
        "mastodon": "listening",
    }
    assert len([it for it in conditions["x"]["rules"] if it.startswith("conversation_id:")]) == 5
    assert conditions["x"]["cost"] == pytest.approx(conditions["x"]["posts"] * 0.005)


def test_the_hosts_questions_were_opened_and_the_last_one_is_on(heard: dict[str, Any]) -> None:
    assert all(it["opened_at"] for it in heard["questions"])
    assert heard["event"]["current"] == "rehearsal/q5"


def test_what_was_taken_back_is_gone(heard: dict[str, Any], answers: dict[str, Any]) -> None:
    words = [it["text"] for it in heard["contributions"]]

    assert not [it for it in answers["withdrawn"] for text in words if it["phrase"] in text]


def test_nothing_was_missed(heard: dict[str, Any]) -> None:
    assert [it for it in heard["gaps"] if it["is_open"]] == []


def test_preflight_is_green_but_for_the_test_posts(heard: dict[str, Any]) -> None:
    assert {it["check"] for it in heard["preflight"]["checks"] if it["colour"] != "green"} == {"test post"}
