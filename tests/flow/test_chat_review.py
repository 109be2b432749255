"""A chat that people publish, beside a session: what all may see of it before, and how it is let out. On a real bridge."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.running import REHEARSAL, SESSION, Bridge, running, until

HERE = "/v1/sessions/rehearsal"
CAMPAIGN = "/campaigns/elective-care"
#: All that who is signed in nowhere may ask for, but numbers for machines (/metrics), which stand behind the proxy.
PAGES = (
    *("/", CAMPAIGN, f"{CAMPAIGN}/wall", "/cards", "/v1/campaigns", "/v1/events", "/v1/ideas", "/v1/questions?event=rehearsal"),
    *("/v1/metrics?by=source,question,kind,route,reason", "/v1/metrics?rehearsals=true"),
    *(
        path.format(event)
        for event in ("rehearsal", "connect-1")
        for path in (
            *("/events/{}", "/events/{}/figures", "/events/{}/coverage", "/v1/events/{}", "/v1/events/{}/coverage"),
            *("/v1/ideas?event={}", "/v1/metrics?event={}&by=source,question,kind,route,reason"),
        )
    ),
)  # fmt: skip
#: Where it stands in the feed and when it was asked changes with every act.
CHANGING = re.compile(r"[0-9a-f]{16}\.\d+|\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)|\d+ [A-Z][a-z]+ \d{4}|\d\d:\d\d(:\d\d)?")


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge on which nothing was heard, with a chat that is reviewed."""
    with running(tmp_path_factory.mktemp("chat") / "data", "--no-rehearsal") as bridge:
        call(bridge, "PUT", "/v1/events/rehearsal/publishing", {"publishing": "reviewed"})
        yield bridge


def call(bridge: Bridge, method: str, path: str, said: Any = None) -> Any:
    answer = bridge.ask(method, path, json.dumps(said).encode() if said is not None else None)
    assert answer.status == 200, f"{answer.status} for {method} {path}: {answer.body!r}"
    return answer.told


def seen_by_all(bridge: Bridge) -> dict[str, str]:
    """Each page and answer, and the feed, as a stranger reads it."""
    found = {}
    for path in PAGES:
        answer = bridge.ask("GET", path, headers={})
        assert answer.status == 200, f"{answer.status} for {path}"
        found[path] = CHANGING.sub("", answer.body.decode())
    told = []
    with bridge.socket("/v1/feed?after=0", {}) as feed:
        while (frame := json.loads(feed.recv(timeout=60)))["type"] != "live":
            told += [json.dumps(frame["value"])] if frame["type"] == "change" else []
    return found | {"feed": "\n".join(sorted(told))}


def said(bridge: Bridge, *kinds: str) -> list[str]:
    queue = bridge.get("/v1/events/rehearsal/queue?limit=500")["contributions"]
    return [it["contribution"]["id"] for it in queue if it["contribution"]["kind"] in kinds]


def shown(bridge: Bridge) -> dict[str, dict[str, Any]]:
    """What everybody reads, by id."""
    return {it["id"]: it for it in bridge.ask("GET", "/v1/ideas?event=rehearsal", headers={}).told["ideas"]}


def test_of_what_nobody_has_published_yet_a_stranger_sees_nothing_anywhere(bridge: Bridge, tmp_path: Path) -> None:
    hosts = tmp_path / "hosts.jsonl"  # whose questions all may read
    hosts.write_text("".join(f"{it}\n" for it in REHEARSAL.read_text().split("\n") if "horizonsnhs" in it.lower()))
    bridge.run("replay", str(hosts))
    before = seen_by_all(bridge)

    bridge.run("replay", str(REHEARSAL))
    upload = bridge.post("meeting.vtt", SESSION.read_bytes())
    assert until(partial(bridge.ended, "connect-1", upload))["state"] == "done"
    ideas = said(bridge, "idea")
    call(bridge, "POST", "/v1/triage", {"act": "hold", "ids": ideas[-2:], "reason": "privacy", "owner": "Ada"})
    call(bridge, "POST", "/v1/triage", {"act": "set_aside", "ids": ideas[-4:-2], "reason": "private"})
    call(bridge, "POST", "/v1/triage", {"act": "accept", "ids": ideas[:-4]})

    after = seen_by_all(bridge)
    assert len(ideas) > 50
    assert {path for path in before if before[path] != after[path]} == set()


def test_what_was_decided_is_published_as_it_was_foreseen_and_counted_as_that(bridge: Bridge) -> None:
    ideas, before = said(bridge, "idea"), numbers(bridge)
    call(bridge, "POST", "/v1/triage", {"act": "set_aside", "ids": said(bridge, "chatter"), "reason": "not_an_idea"})
    foreseen = call(bridge, "POST", f"{HERE}/publish?dry_run=true")
    assert shown(bridge) == {}

    published = call(bridge, "POST", f"{HERE}/publish")

    assert published["differences"] == foreseen["differences"]
    assert call(bridge, "POST", f"{HERE}/publish")["differences"] == []
    assert len(shown(bridge)) > 40
    assert any(it["voices"] > 1 for it in shown(bridge).values())
    feed = {it["value"]["id"] for it in bridge.snapshot(entity="idea")}
    assert feed == set(shown(bridge))
    wall = bridge.ask("GET", f"{CAMPAIGN}/wall", headers={}).body.decode()
    assert any(it["text"].split(",")[0] in wall for it in shown(bridge).values())
    after = numbers(bridge)
    assert after["contributions"] == before["contributions"]
    assert before["waiting"] - after["waiting"] > len(ideas) - 4


def test_what_is_edited_at_its_source_is_told_as_it_was_until_it_is_published_again(
    bridge: Bridge, tmp_path: Path
) -> None:
    words = "Text people a week before their operation"
    idea = next(it["id"] for it in shown(bridge).values() if it["text"].startswith(words))
    post = next(line for line in REHEARSAL.read_text().split("\n") if '"source":"x"' in line and words in line)
    record = json.loads(post)
    tweet = record["raw"]["data"]
    tweet["edit_history_tweet_ids"] = [tweet["id"], str(int(tweet["id"]) + 1000)]
    tweet |= {"id": str(int(tweet["id"]) + 1000), "text": tweet["text"].replace("a week", "ten days")}
    edited = tmp_path / "edited.jsonl"
    edited.write_text(json.dumps(record) + "\n")

    bridge.run("replay", str(edited))
    assert shown(bridge)[idea]["text"].startswith(words)
    changes = call(bridge, "POST", f"{HERE}/publish")["differences"]

    assert [(it["what"], it["idea"]) for it in changes] == [("changed", idea)]
    assert shown(bridge)[idea]["text"].startswith("Text people ten days before")


def test_all_of_it_can_be_taken_back(bridge: Bridge) -> None:
    idea = next(iter(shown(bridge)))

    assert call(bridge, "POST", f"{HERE}/withdraw", {"idea": idea})["withdrawn"] > 0
    assert idea not in shown(bridge)
    call(bridge, "POST", f"{HERE}/withdraw", {"everything": True})

    assert shown(bridge) == {}


def numbers(bridge: Bridge) -> dict[str, int]:
    """As moderators have them."""
    told = bridge.get("/v1/metrics?event=rehearsal")["metrics"]
    return {it["name"]: it["value"] for it in told}
