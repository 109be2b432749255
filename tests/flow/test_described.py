"""Every address of the API on a real bridge, and whether it answers as `/v1/openapi.json` says: with no member more, either."""

from __future__ import annotations

import csv
import http.client
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from bridge.web.openapi import DOCUMENT
from tests.documents.shapes import cue, vtt
from tests.running import REHEARSAL, Answer, Bridge, running, until

OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
#: What only a worker with a lease is answered; everybody else, and so this test, is refused.
LEASED = {("put", "/v1/uploads/{upload}"), ("get", "/v1/uploads/{upload}/body")}
WORDS = [
    "We should ring everybody who waits once a month, so that nobody feels forgotten.",
    "Could we let people choose a time in the evening, after work?",
    "In our ward a volunteer walks with people who wait for a hip, and they come in stronger.",
]
TABLE = "text,author,when\r\nWe should offer volunteer drivers to people on the islands,Ada,2026-11-02 19:01\r\n"
DECLARED = {"title": "Connect", "held_at": "2026-11-02T19:00:00Z", "informed": "In the invitation", "public": True}


class Called(NamedTuple):
    method: str
    path: str
    answer: Answer


class World:
    """Calls a bridge and writes down what it answered, by the address that the description has."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.called: list[Called] = []

    def call(self, operation: str, said: Any = None, *, key: str = "", **names: str) -> Any:
        """`GET /v1/ideas/{idea}?limit=3`, by the owner or with a `key`; bytes are a body of their own."""
        method, _, address = operation.partition(" ")
        path, _, query = address.partition("?")
        there = path.format(**{name: quote(it, safe="") for name, it in names.items()})
        body = said if isinstance(said, bytes) or said is None else json.dumps(said).encode()
        answer = self.bridge.ask(
            method,
            there + (f"?{query.format(**names)}" if query else ""),
            body,
            {"Authorization": f"Bearer {key or self.bridge.token}"},
        )
        self.called.append(Called(method.lower(), path, answer))
        return answer.told if "json" in answer.headers.get("Content-Type", "") else answer.body.decode()

    def stream(self, path: str) -> None:
        """Only its head: the rest never ends."""
        connection = http.client.HTTPConnection("127.0.0.1", self.bridge.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.bridge.token}"})
            head = connection.getresponse()
            self.called.append(Called("get", path.partition("?")[0], Answer(head.status, head.headers, b"")))
        finally:
            connection.close()


def read(world: World) -> None:
    """What everybody who may read asks for."""
    campaign = world.call("GET /v1/campaigns")["campaigns"][0]["id"]
    challenge = world.call("GET /v1/campaigns/{campaign}/challenges", campaign=campaign)["challenges"][0]["id"]
    world.call("GET /v1/openapi.json")
    world.call("GET /v1/events")
    for event in ("rehearsal", "connect-1"):
        world.call("GET /v1/events/{event}", event=event)
    world.call("GET /v1/events/{event}/coverage", event="rehearsal")
    world.call("GET /v1/events/{event}/preflight", event="rehearsal")
    world.call("GET /v1/ideas?challenge={challenge}", challenge=challenge)
    idea = max(world.call("GET /v1/ideas?event=rehearsal")["ideas"], key=lambda it: it["voices"])["id"]
    for path in ("", "/related", "/alike", "/contributions", "/lineage"):
        world.call(f"GET /v1/ideas/{{idea}}{path}", idea=idea)
    for path in ("gaps", "listening", "alarms", "tokens", "heard", "asked", "themes", "metrics", "stored?source=x"):
        world.call(f"GET /v1/{path}")
    world.call("GET /v1/metrics?event=rehearsal&by=kind&by=source")
    world.call("GET /v1/uploads?wait=0")
    world.call("GET /v1/events/{event}/evidence.csv", event="rehearsal")
    world.stream("/v1/feed/events?after=0")


def run_a_chat(world: World) -> None:
    asked = world.call("POST /v1/events/{event}/questions", {"text": "What would help?"}, event="rehearsal")
    world.call("GET /v1/questions?event=rehearsal")
    world.call("PATCH /v1/questions/{question}", {"text": "What would help most?"}, question=asked["id"])
    world.call("POST /v1/events/{event}/current", {"question": asked["id"]}, event="rehearsal")
    post = world.call("POST /v1/events/{event}/captures", {"text": WORDS[0]}, event="rehearsal")
    until(lambda: world.call("GET /v1/events/{event}/captures/{upload}", event="rehearsal", upload=post["id"])["state"] in ("done", "refused"))  # fmt: skip


def triage(world: World) -> None:
    event = {"event": "rehearsal"}
    entries = world.call("GET /v1/events/{event}/queue", **event)["contributions"]
    name, other = (it["contribution"]["id"] for it in entries[:2])
    world.call("GET /v1/contributions?event=rehearsal")
    world.call("GET /v1/contributions/{contribution}/lineage", contribution=name)
    world.call("POST /v1/claims", {"ids": [name, other]})
    world.call("GET /v1/events/{event}/claims", **event)
    world.call("DELETE /v1/claims", {"ids": [name]})
    for act in (
        {"act": "read"},
        {"act": "hold", "reason": "safety", "owner": "Ada"},
        {"act": "undo"},
        {"act": "answered", "how": "By telephone"},
        {"act": "set_aside", "reason": "outside", "seen": {name: ""}},
    ):
        world.call("POST /v1/triage", act | {"ids": [name]})
    theme = world.call("POST /v1/themes", {"title": "While people wait", "is_big": True})["id"]
    ideas = [it["id"] for it in world.call("GET /v1/ideas?event=rehearsal")["ideas"]]
    world.call("POST /v1/triage", {"act": "tag_ideas", "ideas": ideas[:2], "theme": theme})
    world.call("POST /v1/triage", {"act": "merge_idea", "idea": ideas[2], "into": ideas[0]})
    world.call("GET /v1/themes/{theme}/ideas", theme=theme)
    world.call("PATCH /v1/themes/{theme}", {"title": "Waiting"}, theme=theme)
    world.call("DELETE /v1/themes/{theme}", theme=theme)
    world.call("PATCH /v1/ideas/{idea}", {"stage": "tried"}, idea=ideas[0])
    platform = world.call("POST /v1/tokens", {"scopes": ["ingest"], "note": "a platform"})["token"]
    world.call("PATCH /v1/ideas/{idea}", {"stage": "done"}, key=platform, idea=ideas[0])
    place = world.call("GET /v1/events/{event}/queue?kind=support&state=unread", **event)["place"]
    swept = {"act": "read", "where": {"event": "rehearsal", "kind": "support", "state": "unread"}, "seen": place}
    act = world.call("POST /v1/triage", swept)["act"]
    until(lambda: world.call("GET /v1/triage/{act}", act=act)["ended"])
    world.call("PUT /v1/events/{event}/publishing", {"publishing": "live"}, **event)
    world.call("POST /v1/events/{event}/close", {"waiver": "It was read on paper"}, **event)
    world.call("DELETE /v1/events/{event}/close", **event)


def review(world: World) -> None:
    at = {"session": "connect-1"}
    said = vtt(*(cue(it) for it in WORDS)).encode()
    uploads = [world.call(f"POST /v1/sessions/{{session}}/documents?filename={label}", body, **at)["id"] for label, body in (("said.vtt", said), ("notes.csv", TABLE.encode()))]  # fmt: skip
    for upload in uploads:
        until(lambda it=upload: world.bridge.ended("connect-1", it))  # type: ignore[misc]
        world.call("GET /v1/sessions/{session}/documents/{upload}", upload=upload, **at)
        world.call("PUT /v1/uploads/{upload}", {"lease": 7, "state": "reading"}, upload=upload)
    world.call("GET /v1/uploads/{upload}/body", upload="none")
    world.call("GET /v1/sessions/{session}/documents", **at)
    world.call("PUT /v1/sessions/{session}/documents/{upload}/columns", {"text": 0}, upload=uploads[1], **at)
    until(lambda: world.bridge.ended("connect-1", uploads[1]))
    found = world.call("GET /v1/sessions/{session}/review", **at)
    ids = [it["contribution"]["id"] for it in found["candidates"] if it["state"] == "waiting"]
    world.call("POST /v1/sessions/{session}/review", {"act": "accept", "ids": ids[:2]}, **at)
    world.call("PATCH /v1/sessions/{session}/speakers/{number}", {"label": "A host"}, number="1", **at)
    world.call("POST /v1/sessions/{session}/publish", **at)
    world.call("PUT /v1/sessions/{session}/declaration", DECLARED, **at)
    world.call("POST /v1/sessions/{session}/publish", **at)
    world.call("GET /v1/sessions/{session}/review", **at)
    world.call("POST /v1/sessions/{session}/withdraw", {"speaker": 1}, **at)
    world.call("POST /v1/sessions/{session}/end-review", **at)


def keep(world: World) -> None:
    """As whoever runs it."""
    made = world.call("POST /v1/tokens", {"scopes": ["feed"], "note": "described"})
    world.call("POST /v1/sign-in-links", {"scopes": ["moderate"], "note": "Amy"})
    token = next(it["id"] for it in world.call("GET /v1/tokens")["tokens"] if it["note"] == "described")
    world.call("DELETE /v1/tokens/{token}", token=token)
    world.call("POST /v1/regroup?dry_run=true")
    assert made["token"].startswith("ib_")


def go_wrong(world: World) -> None:
    """Problems of each kind: not there, not readable, not now, not allowed."""
    world.call("GET /v1/events/{event}", event="none")
    world.call("GET /v1/ideas?event=none")
    world.call("GET /v1/metrics?foo=1")
    world.call("POST /v1/triage", {"act": "none"})
    world.call("POST /v1/themes", {"title": " "})
    world.call("POST /v1/sessions/{session}/documents", b"of no name", session="connect-1")
    world.call("DELETE /v1/tokens/{token}", token="none")
    name = world.call("GET /v1/events/{event}/queue?limit=1", event="rehearsal")["contributions"][0]["contribution"]["id"]  # fmt: skip
    world.call("POST /v1/triage", {"act": "read", "ids": [name], "seen": {name: "of another"}})
    answer = world.bridge.ask("GET", "/v1/alarms", headers={})
    world.called.append(Called("get", "/v1/alarms", answer))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(tmp_path_factory.mktemp("described") / "data", "--no-rehearsal") as bridge:
        bridge.run("replay", str(REHEARSAL))
        world = World(bridge)
        for part in (run_a_chat, read, triage, review, keep, go_wrong):
            part(world)
        yield world


def strict(schema: Any, *, whole: bool = True) -> Any:
    """The same, that takes no member which it does not name; parts of an `allOf` name them together."""
    if isinstance(schema, list):
        return [strict(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    if not whole and "$ref" in schema:
        return {"$ref": schema["$ref"].replace("/schemas/", "/open/")}
    told = {
        name: [strict(part, whole=False) for part in it] if name == "allOf" else strict(it)
        for name, it in schema.items()
    }
    names = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    closes = whole and (names or "allOf" in schema) and "additionalProperties" not in schema
    return told | ({"unevaluatedProperties": False} if closes else {})


def described() -> Registry[Any]:
    schemas = DOCUMENT["components"]["schemas"]
    components = {"schemas": strict(schemas), "open": {name: strict(it, whole=False) for name, it in schemas.items()}}
    answers = {
        f"{method} {path}": strict(operation["responses"])
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }
    contents = {"components": components, "answers": answers}
    registry: Registry[Any] = Registry().with_resource("urn:api", DRAFT202012.create_resource(contents))
    return registry


REGISTRY = described()


def faults(called: Called) -> list[str]:
    """Where an answer is not as it is described."""
    responses = DOCUMENT["paths"][called.path][called.method]["responses"]
    status = str(called.answer.status) if str(called.answer.status) in responses else "default"
    if status == "default" and called.answer.status < 400:
        return [f"{called.answer.status} is not described"]
    content = responses[status].get("content", {})
    media = called.answer.headers.get("Content-Type", "").partition(";")[0]
    if not content:
        return [f"a body of {media}"] if called.answer.body else []
    if media not in content:
        return [f"{media} is not {', '.join(content)}"]
    if not media.endswith("json"):
        return []
    at = "/".join(it.replace("~", "~0").replace("/", "~1") for it in (f"{called.method} {called.path}", status, "content", media, "schema"))  # fmt: skip
    validator = Draft202012Validator({"$ref": f"urn:api#/answers/{quote(at)}"}, registry=REGISTRY)
    return [f"{it.json_path}: {it.message[:300]}" for it in validator.iter_errors(called.answer.told)]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_an_address_answers_as_it_is_described(world: World, method: str, path: str) -> None:
    asked = [it for it in world.called if (it.method, it.path) == (method, path)]

    wrong = [f"{it.answer.status}: {fault}" for it in asked for fault in faults(it)]

    assert wrong == []
    assert any(it.answer.status < 400 for it in asked) != ((method, path) in LEASED)


def test_what_went_wrong_says_what_and_where_to_look(world: World) -> None:
    problems = [it.answer.told for it in world.called if it.answer.status >= 400]

    assert {it["status"] for it in problems} >= {400, 401, 404, 409, 422}
    assert all(it["title"] and it["detail"] for it in problems)


def test_the_evidence_has_the_columns_of_its_head(world: World) -> None:
    (called,) = (it for it in world.called if it.path.endswith("evidence.csv"))
    rows = list(csv.reader(io.StringIO(called.answer.body.decode())))

    assert len(rows) > 100
    assert {len(row) for row in rows} == {len(rows[0])}
