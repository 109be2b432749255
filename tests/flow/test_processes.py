"""The bridge as several processes, as one that is already there, and as one that is told to end."""

from __future__ import annotations

import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from bridge.feed.frames import Close
from bridge.push.frames import Hello, encode
from tests.crash.rehearsal import QUICKLY, Entities, wait_until_played
from tests.running import PATIENCE, REHEARSAL, SESSION, Bridge, beside, closed, running, until

Ideas = dict[str, Any]


def heard(bridge: Bridge) -> Ideas:
    """All ideas, once the rehearsal is over and the session was handed in after it."""
    wait_until_played(bridge)
    bridge.run("upload", str(SESSION), "--session", "connect-1")
    bridge.publish()
    return ideas_of(bridge)


def ideas_of(bridge: Bridge) -> Ideas:
    """Without what each is suggested for, which may depend on what came first (docs/invariants.md)."""
    return {idea["id"]: idea | {"suggestions": []} for idea in bridge.get("/v1/ideas")["ideas"]}


@pytest.fixture(scope="module")
def ideas(whole: Bridge, calm: Entities) -> Ideas:
    """What one process makes of the rehearsal and the session."""
    assert calm
    return heard(whole)


def test_serve_listen_and_transcribe_do_together_what_run_does(ideas: Ideas, tmp_path: Path) -> None:
    with running(tmp_path / "data", process="serve", environment=QUICKLY) as serve:
        with beside(serve, "listen"), beside(serve, "transcribe"):
            told = heard(serve)
        again = serve.run("replay", str(REHEARSAL)).returncode
        after = ideas_of(serve)

    assert told == ideas
    assert again == 0
    assert after == ideas


def test_a_token_to_read_may_not_push(whole: Bridge) -> None:
    token = whole.run("token", "create", "--scope", "feed").stdout.strip()
    who = {"Authorization": f"Bearer {token}"}

    with pytest.raises(InvalidStatus) as refused, whole.socket("/v1/push", who):
        pass
    with whole.socket("/v1/feed", who) as reader:
        first = reader.recv(timeout=PATIENCE)

    assert refused.value.response.status_code == 403
    assert '"hello"' in first


def test_a_token_to_push_may_push(whole: Bridge) -> None:
    token = whole.run("token", "create", "--scope", "ingest").stdout.strip()

    with whole.socket("/v1/push", {"Authorization": f"Bearer {token}"}) as pusher:
        pusher.send(encode(Hello(worker="by-token")))
        first = pusher.recv(timeout=PATIENCE)

    assert '"welcome"' in first


def test_a_second_bridge_on_the_same_data_is_told_what_to_do(whole: Bridge) -> None:
    second = Bridge(whole.data, environment=QUICKLY)

    ended = second.run("run", check=False)

    assert ended.returncode == 1
    assert "--data" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert whole.get("/v1/ideas")["ideas"]


def test_a_bridge_whose_port_is_taken_is_told_what_to_do(whole: Bridge, tmp_path: Path) -> None:
    second = Bridge(tmp_path / "data", environment=QUICKLY)
    second.port = whole.port

    ended = second.run("run", check=False)

    assert ended.returncode == 1
    assert str(whole.port) in ended.stderr
    assert "--port" in ended.stderr
    assert "Traceback" not in ended.stderr


def deaf(bridge: Bridge) -> socket.socket:
    """A feed reader that never reads."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.connect(("127.0.0.1", bridge.port))
    head = (
        "GET /v1/feed?after=0&entity=idea,contribution HTTP/1.1",
        f"Host: 127.0.0.1:{bridge.port}",
        f"Authorization: Bearer {bridge.token}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    )
    reader.sendall("\r\n".join([*head, "", ""]).encode())
    return reader


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_within_seconds_whoever_reads(whole: Bridge, ideas: Ideas, by: signal.Signals) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(whole.socket("/v1/feed")) for _ in range(18)]
        for _ in range(2):
            stack.enter_context(deaf(whole))
        until(lambda: b"\nideabridge_feed_readers 20.0\n" in whole.ask("GET", "/metrics").body)

        code = whole.stop(10, by)

        ends = {closed(reader)[0] for reader in readers}
    whole.start()
    assert code == 0
    assert ends == {Close.RESTART}
    assert ideas_of(whole) == ideas
