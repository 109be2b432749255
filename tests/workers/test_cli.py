"""The command line as its users type it; what needs a running bridge is in tests/flow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.running import REHEARSAL, SESSION
from workers.cli import main


def run(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=given)


def lines(*items: dict[str, Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


def read(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_classify_says_the_kind_of_each_line_and_why() -> None:
    given = lines(
        {"id": "1", "text": "We should text people a week before"}, {"id": "2", "text": "Hello from Leeds!", "x": 1}
    )

    result = run("classify", given=given)

    assert result.exit_code == 0
    assert [(it["id"], it["kind"]) for it in read(result)] == [("1", "idea"), ("2", "chatter")]
    assert all(
        it["why"] and 0 <= it["score"] <= 1 and (it["rank"] > 0.5) == (it["kind"] == "idea") for it in read(result)
    )


def test_group_says_what_says_the_same() -> None:
    given = lines(
        {"id": "1", "text": "Open the pre-op clinic on Saturdays so that nobody loses a day's pay"},
        {"id": "2", "text": "RT @amy: Open the pre-op clinic on Saturdays so that nobody loses a day's pay"},
        {"id": "3", "text": "Open the pre-op clinic on Sundays so that nobody loses a day's pay"},
        {"id": "4", "text": "+1"},
        {"id": "5", "text": "Good evening everyone, hello from Leeds!"},
    )

    result = run("group", given=given)

    told = {it["id"]: (it["outcome"], it["idea"]) for it in read(result)}
    assert told["1"] == ("new", "1")
    assert told["2"] == ("support", "1")
    assert told["3"] == ("suggested", "1")
    assert told["4"] == ("support", None)
    assert told["5"] == ("chatter", None)


def test_group_gives_ids_back_as_they_came() -> None:
    result = run(
        "group", given=lines({"id": 7, "text": "Share one waiting list"}, {"id": 8, "text": "share one waiting list!"})
    )

    assert [(it["id"], it["idea"]) for it in read(result)] == [(7, 7), (8, 7)]


def test_a_bad_line_is_told_and_passed_over() -> None:
    result = run("classify", given='{"id": "1"}\nnot json\n{"id": "3", "text": "Text people"}\n')

    assert result.exit_code == 1
    assert [it["id"] for it in read(result)] == ["3"]
    assert "line 1" in result.stderr
    assert "line 2" in result.stderr


def test_inspect_shows_the_report_the_turns_and_the_candidates_without_names() -> None:
    result = run("inspect", str(SESSION))

    report, *rest = read(result)
    turns = [it for it in rest if it["type"] == "turn"]
    candidates = [it for it in rest if it["type"] == "candidate"]
    speakers = {it.partition(">")[0] for it in SESSION.read_text(encoding="utf-8").split("<v ")[1:]}
    assert result.exit_code == 0
    assert report["type"] == "report"
    assert (report["turns"], report["speakers"]) == (len(turns), len(speakers))
    assert {it["kind"] for it in candidates} >= {"idea", "experience"}
    assert all(1 <= it["turn"] <= len(turns) for it in candidates)
    assert [name for name in speakers if name in result.stdout] == []


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("empty.vtt", b"", "empty"),
        ("binary.vtt", bytes(range(256)) * 40, "text"),
        ("bomb.vtt", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML"),
    ],
)
def test_inspect_says_what_is_wrong_with_a_file(tmp_path: Path, name: str, body: bytes, complaint: str) -> None:
    file = tmp_path / name
    file.write_bytes(body)

    result = run("inspect", str(file))

    assert result.exit_code == 1
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr


def test_check_config_says_what_the_settings_come_to() -> None:
    result = run("check-config")

    assert result.exit_code == 0
    assert "elective-care: 7 challenges, 1 chats, 1 sessions" in result.stdout


def test_check_config_says_on_which_networks_chats_would_be_heard(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IDEABRIDGE_X__BEARER_TOKEN", "a token")
    file = tmp_path / "bridge.toml"
    file.write_text(
        f'campaigns = ["{REHEARSAL.with_name("elective-care.toml")}"]\n'
        '[bluesky]\non = false\n[[mastodon.servers]]\nurl = "https://care.example"\n'
    )

    result = run("--config", str(file), "check-config")

    assert (
        "listens to: X (at most $20 a day), Mastodon at https://care.example (polled: it has no token)" in result.output
    )


def test_check_config_as_json_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDEABRIDGE_VOICE_KEY", "a-very-secret-voice-key")

    result = run("--json", "check-config")

    assert json.loads(result.stdout)["voice_key"] == "set"
    assert "a-very-secret" not in result.stdout


@pytest.mark.parametrize("words", [("--port", "9001", "check-config"), ("check-config", "--port", "9001")])
def test_global_options_are_taken_before_and_after_the_command(words: tuple[str, ...]) -> None:
    assert "127.0.0.1:9001" in run(*words).stdout


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("check-config", "--config", "nowhere.toml"), "nowhere.toml: cannot be read"),
        (("chek-config",), "No such command"),
        (("upload", "nowhere.vtt", "--session", "connect-1"), "does not exist"),
        (("upload", "--session", "connect-1"), "Missing argument"),
        (("upload", "-"), "--session"),
        (("run", "--port", "eighty"), "not a valid integer"),
        (("token", "create"), "--scope"),
        (("link", "--scope", "everything"), "'everything' is not one of"),
        (("link", "--name", "A" * 121), "at most 120 characters; this has 121"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_is_wrong(words: tuple[str, ...], complaint: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert complaint in result.stderr.replace("nowhere.toml cannot", "nowhere.toml: cannot")


@pytest.mark.parametrize(
    "words",
    [
        ("tail",),
        ("upload", str(SESSION), "--session", "connect-1"),
        ("upload", "-", str(SESSION), "--session", "connect-1", "--informed", "In the invitation", "--internal"),
        ("link",),
        ("link", "--name", "Amy from the North team", "--scope", "moderate"),
    ],
)
def test_a_bridge_that_is_not_there_is_told_with_1(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--data", str(tmp_path), "--port", "9")

    assert result.exit_code == 1
    assert "ideabridge run" in result.stderr
