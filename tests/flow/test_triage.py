"""A chat from what was heard to a closed event: on a real bridge, as two facilitators and a platform do it over the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.redis_server import redis_server
from tests.running import REHEARSAL, Answer, Bridge, running, until

Ideas = list[dict[str, Any]]
CHAT = "/v1/events/rehearsal"
#: Of what single people said and did, nobody reads this who is no moderator.
NEVER = ("disposition", '"voice"', '"handle"', "assigned", '"holder"', "Ada", "Ben goes on")


class Colleague:
    """Somebody with a token of their own."""

    def __init__(self, bridge: Bridge, scope: str, note: str = "") -> None:
        options = ["--note", note] if note else []
        self.bridge = bridge
        self.key = bridge.run("token", "create", "--scope", scope, *options).stdout.strip().splitlines()[-1]

    def ask(self, method: str, path: str, said: Any = None) -> Answer:
        body = json.dumps(said).encode() if said is not None else None
        return self.bridge.ask(method, path, body, {"Authorization": f"Bearer {self.key}"})

    def get(self, path: str) -> Any:
        return self.told("GET", path)

    def told(self, method: str, path: str, said: Any = None) -> Any:
        answer = self.ask(method, path, said)
        assert answer.status < 300, f"{answer.status} for {method} {path}: {answer.body!r}"
        return answer.told

    def act(self, act: str, **fields: Any) -> Any:
        return self.told("POST", "/v1/triage", {"act": act, **fields})

    def said(self, name: str) -> Any:
        return self.get(f"/v1/contributions/{name}/lineage?event=rehearsal")["step"]["contribution"]


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge of its own that has heard the rehearsal: what is decided here would change it for others."""
    with running(tmp_path_factory.mktemp("triage") / "data", "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        yield bridge


@pytest.fixture(scope="module")
def ada(bridge: Bridge) -> Colleague:
    return Colleague(bridge, "moderate", "Ada")


@pytest.fixture(scope="module")
def ben(bridge: Bridge) -> Colleague:
    return Colleague(bridge, "moderate", "Ben")


def ideas(bridge: Bridge) -> Ideas:
    """What everybody reads, those with the most voices first."""
    told: Ideas = bridge.ask("GET", "/v1/ideas", headers={}).told["ideas"]
    return sorted(told, key=lambda it: (-it["voices"], it["id"]))


def shown(bridge: Bridge) -> dict[str, int]:
    return {it["id"]: it["voices"] for it in ideas(bridge)}


def opener(who: Colleague, idea: str) -> str:
    """The first that says an idea."""
    steps = who.get(f"/v1/ideas/{idea}/lineage")["steps"]
    said = [it["contribution"] for it in steps]
    return str(next(it["id"] for it in said if it["placed"]["relation"] in ("first", "copy", "near")))


def test_a_queue_is_filtered_and_read_through_to_its_end(bridge: Bridge, ada: Colleague) -> None:
    whole = ada.get(f"{CHAT}/queue?limit=500")
    counts = whole["counts"]
    pages, mark = [], ""
    while mark is not None:
        page = ada.get(f"{CHAT}/queue?state=unread&limit=40&after={mark}")
        pages += page["contributions"]
        mark = page["next"]

    assert counts["all"] == len(whole["contributions"]) > 100
    assert len(pages) == counts["unread"]
    questions = ada.get(f"{CHAT}/queue?kind=question")["contributions"]
    assert {it["contribution"]["kind"] for it in questions} == {"question"}
    assert ada.ask("GET", f"{CHAT}/queue?state=nonsense").status == 400


def test_what_one_has_claimed_the_other_sees(bridge: Bridge, ada: Colleague, ben: Colleague) -> None:
    first, second = (it["contribution"]["id"] for it in ada.get(f"{CHAT}/queue?limit=2")["contributions"])

    assert [it["label"] for it in ada.told("POST", "/v1/claims", {"ids": [first]})["claims"]] == ["Ada"]
    assert [it["label"] for it in ben.told("POST", "/v1/claims", {"ids": [first, second]})["claims"]] == ["Ada", "Ben"]
    ada.act("read", ids=[first])
    assert [it["label"] for it in ben.get(f"{CHAT}/claims")["claims"]] == ["Ben"]
    ben.ask("DELETE", "/v1/claims", {"ids": [second]})
    assert ben.get(f"{CHAT}/claims")["claims"] == []


def test_each_decision_takes_hold_at_once_and_is_taken_back_to_what_was(bridge: Bridge, ada: Colleague) -> None:
    before, words = shown(bridge), ideas(bridge)
    target, idea = list(before)[:2]
    name = opener(ada, idea)
    acts: list[dict[str, Any]] = [
        {"act": "accept", "words": "A line for the wall"},
        {"act": "set_aside", "reason": "outside"},
        {"act": "adds", "idea": target},
        {"act": "duplicate", "idea": target},
        {"act": "answered", "how": "By telephone", "link": "https://example.org/1"},
        {"act": "hold", "reason": "safety", "owner": "Ada"},
    ]
    for act in acts:
        decided = ada.act(**act, ids=[name])
        assert decided["contributions"][0]["disposition"]["act"] == decided["act"]
        if act["act"] != "answered":
            assert ideas(bridge) != words, act
        ada.act("undo", ids=[name], seen={name: decided["act"]})
        assert shown(bridge) == before, act["act"]
    assert ada.act("hand_over", ids=[name], to="Ben")["contributions"][0]["assigned"] == "Ben"
    assigned = ada.get(f"{CHAT}/queue?state=assigned&assigned_to=Ben")["contributions"]
    assert [it["contribution"]["id"] for it in assigned] == [name]


def test_what_joined_is_parted_and_comes_back(bridge: Bridge, ada: Colleague) -> None:
    before = shown(bridge)
    entries = ada.get(f"{CHAT}/queue?limit=500")["contributions"]
    joined = next(
        it["contribution"]
        for it in entries
        if it["contribution"].get("placed") and it["contribution"]["placed"]["relation"] in ("copy", "near")
    )

    ada.act("part", ids=[joined["id"]])
    assert len(shown(bridge)) == len(before) + 1

    ada.act("undo", ids=[joined["id"]])
    assert shown(bridge) == before


def test_the_second_of_two_is_told_what_the_first_decided(bridge: Bridge, ada: Colleague, ben: Colleague) -> None:
    name = opener(ada, next(iter(shown(bridge))))
    ada.act("accept", ids=[name], seen={name: ""})

    late = ben.ask("POST", "/v1/triage", {"act": "set_aside", "reason": "outside", "ids": [name], "seen": {name: ""}})

    assert late.status == 409
    assert late.told["now"][0]["disposition"]["becomes"] == "accepted"
    ada.act("undo", ids=[name])


def test_ideas_are_merged_and_parted_and_lead_back_to_what_was_said(bridge: Bridge, ada: Colleague) -> None:
    before = shown(bridge)
    into, idea = list(before)[:2]
    done = ada.act("merge_idea", idea=idea, into=into)

    assert idea not in shown(bridge)
    assert max(before[into], before[idea]) <= shown(bridge)[into] <= before[into] + before[idea]
    steps = ada.get(f"/v1/ideas/{into}/lineage")["steps"]
    assert sum(idea in [was["id"] for was in it["was_in"]] for it in steps) >= before[idea]
    ada.told("POST", "/v1/triage", done["undo"])
    assert shown(bridge) == before


def test_a_feed_of_one_challenge_hears_that_an_idea_left_it(bridge: Bridge, ada: Colleague) -> None:
    idea = ideas(bridge)[0]
    place = bridge.get("/v1/ideas")["place"]
    other = next(
        it["id"]
        for it in bridge.get("/v1/campaigns/elective-care/challenges")["challenges"]
        if it["id"] != idea["challenge"]
    )

    done = ada.act("move_idea", idea=idea["id"], challenge=other)

    left = bridge.snapshot(place, entity="idea", challenge=idea["challenge"])
    came = bridge.snapshot(place, entity="idea", challenge=other)
    assert {"id": idea["id"], "gone": True} in [it["value"] for it in left]
    assert idea["id"] in [it["value"]["id"] for it in came if not it["value"].get("gone")]
    ada.told("POST", "/v1/triage", done["undo"])


def test_what_is_hidden_is_gone_from_the_wall_the_api_and_every_feed(bridge: Bridge, ada: Colleague) -> None:
    idea = ideas(bridge)[0]
    place = bridge.get("/v1/ideas")["place"]
    reader = bridge.feed(place, entity="idea")
    while next(reader)["type"] != "live":
        pass

    done = ada.act("hide_idea", idea=idea["id"])

    heard = next(it for it in reader if it["type"] == "change" and it["value"]["id"] == idea["id"])
    reader.close()
    assert heard["value"] == {"id": idea["id"], "gone": True}
    assert idea["id"] not in shown(bridge)
    assert bridge.ask("GET", f"/v1/ideas/{idea['id']}", headers={}).status == 404
    for page in ("/campaigns/elective-care/wall", "/campaigns/elective-care", f"/cards?ids={idea['id']}"):
        assert idea["text"] not in bridge.ask("GET", page, headers={}).body.decode(), page
    ada.told("POST", "/v1/triage", done["undo"])
    assert idea["id"] in shown(bridge)


def test_a_theme_and_a_stage_are_told_to_all_and_who_set_them_to_moderators(bridge: Bridge, ada: Colleague) -> None:
    idea, place = ideas(bridge)[0]["id"], bridge.get("/v1/ideas")["place"]
    theme = ada.told("POST", "/v1/themes", {"title": "Telling people in time", "is_big": True})
    ada.act("tag_ideas", ideas=[idea], theme=theme["id"])
    platform = Colleague(bridge, "ingest")
    platform.told("PATCH", f"/v1/ideas/{idea}", {"stage": "In trial"})

    told = [it["value"] for it in bridge.snapshot(place, entity="idea,theme")]

    assert "Telling people in time" in [it.get("title") for it in told]
    assert ("In trial", theme["id"]) in [(it["stage"], it["themes"][0]["theme"]) for it in told if it["id"] == idea]
    assert theme["by"] not in json.dumps(told)
    assert ada.get(f"/v1/ideas/{idea}")["stage"] == "In trial"


def test_nobody_but_a_moderator_reads_what_was_done_by_whom(bridge: Bridge, ada: Colleague, ben: Colleague) -> None:
    held = opener(ada, ideas(bridge)[-1]["id"])
    words = ada.said(held)["text"]
    ada.act("hold", ids=[held], reason="privacy", owner="Ada")
    ben.act("answered", ids=[opener(ada, ideas(bridge)[-1]["id"])], how="Ben goes on")
    ada.told("POST", "/v1/claims", {"ids": [held]})
    reader = Colleague(bridge, "feed")
    idea = ideas(bridge)[0]["id"]
    places = [
        *("/v1/ideas", "/v1/events", CHAT, "/v1/themes", "/v1/questions?event=rehearsal", f"/v1/ideas/{idea}"),
        *(
            f"/v1/ideas/{idea}/related",
            "/v1/metrics?event=rehearsal",
            "/",
            "/campaigns/elective-care",
            "/events/rehearsal",
        ),
        *("/campaigns/elective-care/wall", f"/ideas/{idea}", "/events/rehearsal/figures"),
    ]

    for place in places:
        for answer in (bridge.ask("GET", place, headers={}), reader.ask("GET", place)):
            text = answer.body.decode()
            assert answer.status in (200, 401), (place, answer.status)
            assert not [it for it in (*NEVER, words, ada.key) if it in text], place
    for place in (
        f"{CHAT}/queue",
        f"{CHAT}/claims",
        f"/v1/ideas/{idea}/lineage",
        f"{CHAT}/evidence.csv",
        "/events/rehearsal/queue",
    ):
        assert bridge.ask("GET", place, headers={}).status in (302, 303, 401), place
        assert reader.ask("GET", place).status in (302, 303, 403), place
    told = json.dumps(bridge.snapshot(entity="idea,event,question,gap,theme"))
    assert not [it for it in (*NEVER, words) if it in told]


def test_what_comes_to_a_reviewed_chat_is_told_once_it_is_published(bridge: Bridge, ada: Colleague) -> None:
    before = shown(bridge)

    assert ada.told("PUT", f"{CHAT}/publishing", {"publishing": "reviewed"})["publishing"] == "reviewed"
    name = opener(ada, next(iter(before)))
    ada.act("set_aside", ids=[name], reason="outside")
    assert shown(bridge) == before
    ada.act("undo", ids=[name])

    ada.told("PUT", f"{CHAT}/publishing", {"publishing": "live"})
    assert shown(bridge) == before


def test_a_chat_is_closed_with_a_reason_or_once_all_was_read_and_its_evidence_says_so(
    bridge: Bridge, ada: Colleague
) -> None:
    assert ada.ask("POST", f"{CHAT}/close", {"waiver": ""}).status == 400
    assert ada.told("POST", f"{CHAT}/close", {"waiver": "Ben goes on"})["closed"]["waiver"] == "Ben goes on"
    assert ada.ask("DELETE", f"{CHAT}/close").told["closed"] is None
    unread = [it["contribution"]["id"] for it in ada.get(f"{CHAT}/queue?state=unread&limit=500")["contributions"]]
    assert unread
    ada.act("read", ids=unread)

    closed = ada.told("POST", f"{CHAT}/close")["closed"]

    assert closed["waiver"] == ""
    rows = list(csv.DictReader(io.StringIO(ada.ask("GET", f"{CHAT}/evidence.csv").body.decode("utf-8-sig"))))
    assert len(rows) > 100
    ada.told("DELETE", f"{CHAT}/close")


def decide_at_once(desks: Sequence[Colleague], names: Sequence[str], acts: int) -> list[tuple[str, str, Answer]]:
    """As many acts as asked for at the same time, each by one who has not seen what the others do."""

    def decide(nth: int) -> tuple[str, str, Answer]:
        name, desk = names[nth % len(names)], desks[nth % len(desks)]
        words = f"Words of act {nth}"
        said = {"act": "accept", "ids": [name], "words": words, "seen": {name: ""}}
        return name, words, desk.ask("POST", "/v1/triage", said)

    with ThreadPoolExecutor(acts) as pool:
        return list(pool.map(decide, range(acts)))


def whole(bridge: Bridge) -> Any:
    """Ideas with their voices and words, and what is unread."""
    told = bridge.get("/v1/ideas")["ideas"]
    counts = bridge.get(f"{CHAT}/queue?limit=1")["counts"]
    return sorted((it["id"], it["voices"], it["text"]) for it in told), counts


def check_each_is_decided_once(done: list[tuple[str, str, Answer]], bridges: Sequence[Bridge]) -> None:
    assert {it.status for *_, it in done} == {200, 409}
    for name in {it[0] for it in done}:
        (words,) = (words for of, words, it in done if of == name and it.status == 200)
        for bridge in bridges:
            assert until(lambda at=bridge, w=words: w in [it["text"] for it in at.get("/v1/ideas")["ideas"]])  # type: ignore[misc]


def test_of_fifty_acts_at_once_one_about_each_counts_and_a_kill_loses_none(
    bridge: Bridge, ada: Colleague, ben: Colleague
) -> None:
    names = [opener(ada, it) for it in list(shown(bridge))[:10]]

    done = decide_at_once([ada, ben], names, 50)

    check_each_is_decided_once(done, [bridge])
    before = whole(bridge)
    bridge.kill()
    bridge.start()
    assert whole(bridge) == before


def test_two_processes_on_one_store_decide_about_each_once(tmp_path: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(redis_server(tmp_path / "redis"))
        shared = {"IDEABRIDGE_STORE": server.url}
        one, two = (
            stack.enter_context(running(tmp_path / it, process="serve", environment=shared)) for it in ("one", "two")
        )
        one.run("replay", str(REHEARSAL))
        until(lambda: one.snapshot() == two.snapshot())
        ada, ben = Colleague(one, "moderate"), Colleague(two, "moderate")
        names = [opener(ada, it["id"]) for it in one.get("/v1/ideas")["ideas"][:10]]

        done = decide_at_once([ada, ben, ben, ada], names, 50)

        check_each_is_decided_once(done, [one, two])
        until(lambda: whole(one) == whole(two))
        before = whole(two)
        one.kill()
        assert whole(two) == before
        one.start()
        assert whole(one) == before
