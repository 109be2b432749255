"""All that fit a filter, by one act on a real bridge: from the page and the API, and undone as one after a restart."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from tests.flow.test_triage import CHAT, Colleague
from tests.running import REHEARSAL, running, until


def decided(who: Colleague, **asked: str) -> dict[str, Any]:
    query = "&".join(f"{name}={it}" for name, it in asked.items())
    found = who.get(f"{CHAT}/queue?limit=500&{query}")["contributions"]
    return {it["contribution"]["id"]: (it["version"], it["contribution"].get("read")) for it in found}


def ended(who: Colleague, act: str) -> dict[str, Any]:
    """How far it came, once it has ended."""

    def look() -> dict[str, Any]:
        far: dict[str, Any] = who.get(f"/v1/triage/{act}")
        return far if far["ended"] else {}

    return until(look)


def test_all_that_fit_are_handled_but_for_what_a_colleague_did_and_undone_after_a_restart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(data, "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        ada, ben = Colleague(bridge, "moderate", "Ada"), Colleague(bridge, "moderate", "Ben")
        before = decided(ada, kind="idea")
        seen = ada.get(f"{CHAT}/queue?kind=idea&limit=1")["place"]
        first, second = [*before][:2]
        ben.act("accept", ids=[first])
        where = {"event": "rehearsal", "kind": "idea"}

        begun = ada.act("set_aside", reason="logistics", where=where, seen=seen)
        far = ended(ada, begun["act"])
        between = decided(ada, kind="idea")
        early = ada.ask("POST", "/v1/triage", {"act": "undo", "what": "none"})

    assert len(before) > 25, "more than a page"
    assert (far["of"], far["done"], far["decided"], far["failed"]) == (len(before) - 1, len(before) - 1, 1, "")
    assert {it for it, (version, _) in between.items() if version == far["act"]} == {*before} - {first}
    assert early.status == 404

    with running(data, "--no-rehearsal") as bridge:
        ada = Colleague(bridge, "moderate", "Ada")
        again = ada.get(f"/v1/triage/{far['act']}")
        ada.act("undo", what=far["act"])
        undone = ended(ada, far["act"])
        after = decided(ada, kind="idea")
        page = bridge.ask(
            "GET", "/events/rehearsal/queue", headers={"Authorization": f"Bearer {ada.key}"}
        ).body.decode()

    assert again == far
    assert (undone["undone"], undone["kept"]) == (far["done"], 0)
    assert {name: it for name, it in after.items() if name != first} == {
        name: it for name, it in before.items() if name != first
    }
    assert after[second] == before[second]
    assert re.search(r"Select all \d+ that match", html.unescape(page)) is not None
