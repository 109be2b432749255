"""A colleague who was invited by name: what they may do, and what others read of who was at work."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.running import REHEARSAL, Answer, Bridge, running

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    with running(tmp_path_factory.mktemp("inviting") / "data", "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        yield bridge


def invited(bridge: Bridge, *options: str) -> dict[str, str]:
    """What the browser of somebody sends who pressed the button behind the link that was made for them."""
    path = json.loads(bridge.run("link", *options, "--json").stdout)["path"]
    return OURS | {"Cookie": bridge.sign_in(path).headers["Set-Cookie"].partition(";")[0]}


def said(bridge: Bridge, path: str, body: Mapping[str, Any], who: dict[str, str]) -> Answer:
    return bridge.ask("POST", path, json.dumps(body).encode(), who)


def test_a_colleague_is_invited_by_name_and_others_read_who_is_at_work(bridge: Bridge) -> None:
    amy = invited(bridge, "--name", "Amy  from the North team", "--scope", "moderate")
    name = bridge.get("/v1/events/rehearsal/queue?state=undecided")["contributions"][0]["contribution"]["id"]

    claimed = said(bridge, "/v1/claims", {"ids": [name]}, amy)
    done = said(bridge, "/v1/triage", {"act": "set_aside", "ids": [name], "reason": "too_little"}, amy)

    history = bridge.ask("GET", f"/events/rehearsal/queue/{name}", headers=invited(bridge)).body.decode()
    assert [it["label"] for it in claimed.told["claims"]] == ["Amy from the North team"]
    assert done.status == 200
    assert "Amy from the North team" in history


def test_a_link_gives_what_was_asked_for_and_the_owner_everything_without_asking(bridge: Bridge) -> None:
    reader = invited(bridge, "--name", "Bo", "--scope", "feed", "--scope", "ingest")

    owner = invited(bridge)

    assert bridge.ask("GET", "/v1/ideas", headers=reader).status == 200
    assert bridge.ask("GET", "/v1/tokens", headers=reader).status == 403
    told = bridge.ask("GET", "/v1/tokens", headers=owner).told["tokens"]
    assert [it["scopes"] for it in told if it["note"] == "Bo" and it["type"] == "session"] == [["feed", "ingest"]]
