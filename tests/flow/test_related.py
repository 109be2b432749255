"""Related ideas through the real process: of all ideas of a chat, and again after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bridge.ideas.related import Related
from tests.running import REHEARSAL, Bridge, running, until


def told(bridge: Bridge, ideas: list[Any]) -> dict[str, list[str]]:
    """Each idea's related ones."""
    found = {it["id"]: bridge.get(f"/v1/ideas/{it['id']}/related?limit=10")["related"] for it in ideas}
    return {id_: [it["idea"]["id"] for it in related] for id_, related in found.items()}


def expected(ideas: list[Any]) -> dict[str, list[str]]:
    """What an index of all of them finds, without those that may say the same."""
    index = Related()
    for it in ideas:
        index.add(it["id"], it["text"], scope=it["campaign"], lang=it.get("lang"))
    same = {frozenset((it["id"], other["idea"])) for it in ideas for other in it.get("suggestions", ())}

    def near(it: Any) -> list[str]:
        found = index.near(it["id"], scope=it["campaign"], within={it["campaign"]}, limit=20)
        return [other.id for other in found if {it["id"], other.id} not in same][:10]

    return {it["id"]: near(it) for it in ideas}


def test_every_idea_of_a_chat_tells_its_related_ones_and_does_so_after_a_restart(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        ideas = bridge.get("/v1/ideas")["ideas"]
        should = expected(ideas)

        assert sum(map(len, should.values())) > len(ideas)
        until(lambda: told(bridge, ideas) == should)
        bridge.stop()
        bridge.start()
        until(lambda: told(bridge, ideas) == should)
