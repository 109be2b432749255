"""A model of meaning beside the real process: it adds to related ideas, it stops nothing, and without it all is as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import tiny_model
from tests.running import Bridge, running, until

FLIMPS, GORVENS = "We should put flimps beside the front desk", "Please buy more gorvens before winter"
SAID = (FLIMPS, GORVENS, "Cook fresh meals each lunch time")


def model_of(folder: Path, model: bytes | None = None) -> dict[str, str]:
    """An environment that sets the tiny model."""
    return {"IDEABRIDGE_RELATED__MODEL": str(tiny_model.write(folder, model)), "IDEABRIDGE_RELATED__SAME": "0.7"}


def say(bridge: Bridge) -> dict[str, str]:
    """Say everything in a chat, and give each text's idea."""
    event = next(it["id"] for it in bridge.get("/v1/events")["events"] if it["type"] == "chat")
    rows = "".join(f'"{text}",2026-11-02 19:12:0{at}\n' for at, text in enumerate(SAID))
    taken = bridge.ask(
        "POST", f"/v1/events/{event}/captures?filename=posts.csv&network=linkedin", f"text,date\n{rows}".encode()
    )
    assert taken.status == 202, taken.body

    def ideas() -> dict[str, str]:
        found = {it["text"]: it["id"] for it in bridge.get("/v1/ideas")["ideas"]}
        return found if set(SAID) <= set(found) else {}

    return until(ideas)


def related(bridge: Bridge, idea: str) -> list[Any]:
    return list(bridge.get(f"/v1/ideas/{idea}/related")["related"])


def by_model(bridge: Bridge, idea: str) -> list[str]:
    return [it["idea"]["id"] for it in related(bridge, idea) if it.get("by") == "model"]


def gauge(bridge: Bridge, name: str) -> float:
    told = bridge.ask("GET", "/metrics").body.decode()
    return next((float(it.split()[-1]) for it in told.splitlines() if it.startswith(f"{name} ")), 0.0)


def test_a_model_adds_what_is_similar_in_meaning_also_after_a_restart_and_no_more_without_it(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--no-rehearsal", environment=model_of(tmp_path / "model")) as bridge:
        ideas = say(bridge)
        with_model = until(lambda: by_model(bridge, ideas[FLIMPS]))
        assert with_model == [ideas[GORVENS]]
        alike = bridge.get(f"/v1/ideas/{ideas[FLIMPS]}/alike")["alike"]
        assert [(it["idea"]["id"], it["by"]) for it in alike] == [(ideas[GORVENS], "model")]
        bridge.stop()
        bridge.start()
        assert until(lambda: by_model(bridge, ideas[FLIMPS])) == with_model
        found = related(bridge, ideas[FLIMPS])
        assert bridge.stop() == 0

        bridge.environment = {**bridge.environment, "IDEABRIDGE_RELATED__MODEL": ""}
        bridge.start()
        until(lambda: related(bridge, ideas[FLIMPS]) == [it for it in found if "by" not in it])
        assert bridge.get(f"/v1/ideas/{ideas[FLIMPS]}/alike")["alike"] == []


def test_a_model_that_raises_at_each_run_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    broken = tiny_model.onnx(vectors=tiny_model.table(2))
    with running(tmp_path / "data", "--no-rehearsal", environment=model_of(tmp_path / "model", broken)) as bridge:
        ideas = say(bridge)
        until(lambda: gauge(bridge, "ideabridge_meaning_failures"))

        assert by_model(bridge, ideas[FLIMPS]) == []
        assert any(it["value"].get("text") == FLIMPS for it in bridge.snapshot(entity="idea"))
        assert FLIMPS not in bridge.log.read_text()
        assert bridge.stop() == 0


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (tiny_model.onnx(output="logits"), "gives logits; it must give one of sentence_embedding"),
        (b"no model", "model.onnx cannot be opened"),
    ],
)
def test_a_model_of_no_use_stops_the_start_with_what_to_do(tmp_path: Path, model: bytes, said: str) -> None:
    bridge = Bridge(tmp_path / "data", "--no-rehearsal", environment=model_of(tmp_path / "model", model))

    for command in ("serve", "check-config"):
        ended = bridge.run(command, check=False)

        assert ended.returncode == 1
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr


def test_check_config_says_what_the_model_comes_to(tmp_path: Path) -> None:
    bridge = Bridge(tmp_path / "data", environment=model_of(tmp_path / "model"))

    assert "similar in meaning: 8 numbers a text, in " in bridge.run("check-config").stdout


def test_check_config_says_that_a_model_raises(tmp_path: Path) -> None:
    broken = tiny_model.onnx(vectors=tiny_model.table(2))
    bridge = Bridge(tmp_path / "data", environment=model_of(tmp_path / "model", broken))

    ended = bridge.run("check-config", check=False)

    assert ended.returncode == 1
    assert "related.model: it opens, and cannot read a text" in ended.stderr
