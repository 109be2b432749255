"""Several processes of each kind on one campaign and one real Redis: they divide the work, and any of them may die."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bridge.push.frames import REPLACED, Hello, encode
from tests.crash.rehearsal import ONE_KEY, QUICKLY, Entities, compared, stored, wait_until_played
from tests.redis_server import redis_server
from tests.running import SESSION, Answer, Bridge, running, until, working

#: The recording takes ten minutes; so it takes ten seconds.
SLOWLY = ONE_KEY | {"IDEABRIDGE_REHEARSAL__SPEED": "60"}
Pair = tuple[Bridge, Bridge]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def pair(folder: Path, stack: ExitStack, environment: dict[str, str]) -> Pair:
    """Two `serve` on one Redis."""
    server = stack.enter_context(redis_server(folder / "redis"))
    shared = environment | {"IDEABRIDGE_STORE": server.url}
    one, two = (
        stack.enter_context(running(folder / name, process="serve", environment=shared)) for name in ("one", "two")
    )
    return one, two


def listening(bridge: Bridge) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = bridge.get("/v1/listening")["listening"]
    return [it for it in told if it["source"] == "rehearsal"]


def uploaded(bridge: Bridge) -> str:
    return bridge.post("meeting.vtt", SESSION.read_bytes())


def test_two_of_each_do_together_what_one_does(tmp_path: Path, stack: ExitStack, calm: Entities) -> None:
    one, two = pair(tmp_path, stack, QUICKLY)
    for process in ("listen", "transcribe"):
        for number in (1, 2):
            stack.enter_context(working(tmp_path / f"{process}{number}", process, [one, two]))

    wait_until_played(one)
    wait_until_played(two)
    heard = listening(one)
    alone = stored(one)
    uploads = [(bridge, uploaded(bridge)) for bridge in (one, two)]
    ended = [until(lambda at=bridge, id_=upload: at.ended("connect-1", id_)) for bridge, upload in uploads]  # type: ignore[misc]
    until(lambda: one.snapshot() == two.snapshot())

    assert compared(calm, alone) == []
    assert sum(it["arrived"] for it in heard) == 174
    assert {it["state"] for it in ended} == {"done"}
    (first, again) = sorted(ended, key=lambda it: "known" in it["report"]["outcomes"])
    assert first["report"]["contributed"] > 0
    assert again["report"]["outcomes"] == {"known": first["report"]["contributed"]}


def test_a_listener_that_dies_is_followed_by_another(tmp_path: Path, stack: ExitStack, calm: Entities) -> None:
    one, two = pair(tmp_path, stack, SLOWLY)
    first = stack.enter_context(working(tmp_path / "first", "listen", [one, two]))
    until(lambda: [it for it in listening(one) if it["contributed"] > 20])
    stack.enter_context(working(tmp_path / "second", "listen", [two, one]))

    first.kill()
    wait_until_played(two)

    assert len(listening(two)) == 2
    assert compared(calm, stored(two)) == []


def test_a_serve_that_dies_leaves_its_workers_and_readers_to_the_other(
    tmp_path: Path, stack: ExitStack, calm: Entities
) -> None:
    one, two = pair(tmp_path, stack, SLOWLY)
    stack.enter_context(working(tmp_path / "worker", "listen", [one, two]))
    reader = one.feed(entity="idea,event,question,gap,contribution")
    has: Entities = {}
    place = ""
    while len(has) < 30:
        place = take(next(reader), has) or place
    reader.close()

    one.kill()
    for frame in two.snapshot(place, entity="idea,event,question,gap,contribution"):
        take(frame, has)
    wait_until_played(two)
    for frame in two.snapshot(place, entity="idea,event,question,gap,contribution"):
        take(frame, has)

    assert compared(calm, stored(two)) == []
    assert has == stored(two)


def take(frame: dict[str, Any], has: Entities) -> str:
    """Lay a frame over what a reader has; its place."""
    assert frame["type"] != "reset", frame
    if frame["type"] == "change":
        key = frame["entity"], frame["value"]["id"]
        if frame["value"].get("gone") or (frame["entity"] == "idea" and frame["value"]["state"] == "withdrawn"):
            has.pop(key, None)
        else:
            has[key] = frame["value"]
    return str(frame.get("at", ""))


def test_a_transcriber_that_dies_in_the_middle_is_followed_by_another(tmp_path: Path, stack: ExitStack) -> None:
    one, two = pair(tmp_path, stack, ONE_KEY | {"IDEABRIDGE_REHEARSAL__ON": "false"})
    first = stack.enter_context(working(tmp_path / "first", "transcribe", [one, two]))
    upload = uploaded(one)
    until(lambda: state(one, upload) in ("reading", "pushing"))

    first.kill()
    left = state(one, upload)
    stack.enter_context(working(tmp_path / "second", "transcribe", [two, one]))
    ended = until(lambda: two.ended("connect-1", upload))

    assert left in ("reading", "pushing")
    assert (ended["state"], ended["attempts"]) == ("done", 2)
    assert two.publish()["counts"]["new"]
    assert two.get("/v1/ideas")["ideas"]


def state(bridge: Bridge, upload: str) -> str:
    return str(bridge.get(f"/v1/sessions/connect-1/documents/{upload}")["state"])


def test_a_worker_is_connected_to_one_of_them_at_a_time(tmp_path: Path, stack: ExitStack) -> None:
    one, two = pair(tmp_path, stack, ONE_KEY)

    with pushing(one, "twin") as first, pushing(two, "twin") as second, pushing(one, "other") as other:
        with pytest.raises(ConnectionClosed) as closed:
            first.recv(timeout=20)
        other.ping().wait(5)
        second.ping().wait(5)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == REPLACED


@contextmanager
def pushing(bridge: Bridge, worker: str) -> Iterator[ClientConnection]:
    """A worker's connection, once it was welcomed."""
    headers = {"Authorization": f"Bearer {bridge.token}"}
    with connect(f"ws://127.0.0.1:{bridge.port}/v1/push", additional_headers=headers, proxy=None) as connection:
        connection.send(encode(Hello(worker=worker)))
        assert json.loads(connection.recv(timeout=20))["type"] == "welcome"
        yield connection


def test_who_signed_in_at_one_is_signed_in_at_the_other_until_it_is_revoked(tmp_path: Path, stack: ExitStack) -> None:
    one, two = pair(tmp_path, stack, ONE_KEY)
    link = json.loads(one.run("link", "--json").stdout)["path"]
    signed_in = until(lambda: cookie_of(two.sign_in(link)))
    cookie = {"Cookie": signed_in}
    token = one.run("token", "create", "--scope", "feed").stdout.strip()
    shown = {"Authorization": f"Bearer {token}"}

    until(lambda: one.ask("GET", "/v1/listening", headers=cookie).status == 200)
    until(lambda: two.ask("GET", "/v1/tokens", headers=shown).status == 403)  # known, for something else
    used = one.sign_in(link).status
    (known,) = [it for it in two.get("/v1/tokens")["tokens"] if it["scopes"] == ["feed"]]
    two.ask("DELETE", f"/v1/tokens/{known['id']}")

    assert used != 303
    until(lambda: one.ask("GET", "/v1/tokens", headers=shown).status == 401)


def cookie_of(answer: Answer) -> str:
    """What a browser keeps of a sign-in; nothing if it was refused."""
    return (answer.headers["Set-Cookie"] or "").partition(";")[0] if answer.status == 303 else ""
