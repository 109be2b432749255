"""Ended, killed and started again: what was there is there, nothing is doubled, and readers and visitors go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from tests.crash.rehearsal import ONE_KEY, Entities, Reader, compared, stored, wait_until_played
from tests.documents.shapes import cue, vtt
from tests.running import Bridge, running, until

#: Ten minutes of chat in three seconds: slow enough to be ended in the middle.
SPEED = "200"
EVERYTHING = "idea,event,question,gap,contribution"


@pytest.fixture
def bridge(tmp_path: Path) -> Iterator[Bridge]:
    """A bridge in the middle of its rehearsal."""
    with running(tmp_path / "data", "--speed", SPEED, environment=ONE_KEY) as bridge:
        yield bridge


def test_a_bridge_that_was_stopped_goes_on_where_it_was(bridge: Bridge, calm: Entities) -> None:
    before = [frame for frame, _ in zip(bridge.feed(entity=EVERYTHING), range(120), strict=False)]
    place = before[-1]["at"]
    code = bridge.stop()
    bridge.options = ("--speed", "6000")
    bridge.start()

    wait_until_played(bridge)
    rest = list(takewhile(lambda frame: frame["type"] != "live", bridge.feed(place, entity=EVERYTHING)))
    ended = stored(bridge)

    assert code == 0
    assert rest[0] | {"head": 0} == before[0] | {"head": 0}
    assert rest[1]["type"] == "change"
    has = {(it["entity"], it["value"]["id"]): it["value"] for it in (*before, *rest) if it["type"] == "change"}
    assert {key: value for key, value in has.items() if key in ended} == ended
    assert compared(calm, ended) == []


def test_what_is_killed_three_times_loses_and_doubles_nothing(tmp_path: Path, calm: Entities) -> None:
    bridge = Bridge(tmp_path / "data", "--speed", SPEED, environment=ONE_KEY)
    reader, done = Reader(bridge), threading.Event()
    for enough in (60, 90, 120):
        bridge.start()
        following = threading.Thread(target=reader.follow, args=(done,))
        following.start()
        until(lambda enough=enough: len(reader.has) >= enough)  # type: ignore[misc]
        bridge.kill()
        following.join()
    bridge.options = ("--speed", "6000")
    bridge.start()

    wait_until_played(bridge)

    ended = stored(bridge)
    rest = bridge.snapshot(reader.place, entity=EVERYTHING)
    bridge.stop()
    assert compared(calm, ended) == []
    assert reader.wrong == []
    for frame in rest:
        reader._take(frame)
    assert reader.has == ended


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge without a chat."""
    with running(tmp_path_factory.mktemp("quiet") / "data", "--no-rehearsal") as bridge:
        yield bridge


@pytest.mark.parametrize(("state", "letter"), [(("waiting", "reading"), "A"), (("pushing",), "B")])
def test_an_upload_in_whose_middle_the_bridge_is_killed_is_finished(
    quiet: Bridge, state: tuple[str, ...], letter: str
) -> None:
    heard = len(quiet.get("/v1/contributions?event=connect-1")["contributions"])
    said = [cue(f"We could open ward {letter}{number} on Sundays.", at=2 * number) for number in range(800)]
    upload = quiet.post("a.vtt", vtt(*said).encode())
    until(lambda: quiet.get(f"/v1/sessions/connect-1/documents/{upload}")["state"] in state)
    quiet.kill()
    was_left = f"upload/{upload}" in quiet.bodies()
    quiet.start()

    became = until(lambda: quiet.ended("connect-1", upload))

    assert was_left
    assert (became["state"], became["report"]["contributed"]) == ("done", len(said))
    assert len(quiet.get("/v1/contributions?event=connect-1")["contributions"]) == heard + len(said)


def test_a_sign_in_link_works_once_and_its_session_outlives_a_restart(quiet: Bridge) -> None:
    link = quiet.run("link").stdout.strip().partition(f":{quiet.port}")[2]

    first, second = quiet.sign_in(link), quiet.sign_in(link)
    quiet.stop()
    quiet.start()
    third = quiet.sign_in(link)

    session = {"Cookie": first.headers["Set-Cookie"].partition(";")[0]}
    assert [it.status for it in (first, second, third)] == [303, 403, 403]
    assert "used already" in second.body.decode()
    assert quiet.ask("GET", "/status", headers=session).status == 200
    assert quiet.ask("GET", "/status", headers={}).status == 303
