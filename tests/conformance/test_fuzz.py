"""Frames in any order, whole and broken: the server always ends, says nothing wrong, and nobody else notices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance.cases import BOTH
from tests.conformance.deflated import OFFER, deflated
from tests.conformance.wire import CLOSE, CONT, PING, PONG, TEXT, Act, Frame, Peer, Step, close, frame, head, peer, text
from tests.running import Bridge

#: What may stand in a close frame on the wire, of ours or echoed (RFC 6455 §7.4).
SAYABLE = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}

words = st.one_of(
    st.just(b'{"type":"push","n":1}'),
    st.just(b'{"type":"hello","worker":"fuzz"}'),
    st.just(b'{"type":"claim","streams":["x"]}'),
    st.sampled_from([1, 2, 3]).map(lambda n: b'{"type":"push","n":%d}' % n),
    st.just(deflated(b'{"type":"push","n":1}')),
    st.text(max_size=40).map(lambda it: it.encode()),
    st.binary(max_size=200),
    st.integers(120, 130).map(bytes),
    st.sampled_from([900, 1020, 1030, 3000]).map(lambda size: b" " * size),
)
right = st.builds(
    frame,
    st.sampled_from([TEXT, TEXT, CONT, PING, PONG, 2]),
    words,
    fin=st.booleans(),
)
wrong = st.builds(
    frame,
    st.integers(0, 15),
    words,
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0x40, 0x40, 0x20, 0x10]),
    masked=st.sampled_from([True, True, False]),
    width=st.sampled_from([None, 64]),
)
ends = st.builds(close, st.one_of(st.none(), st.integers(0, 65_535)), st.binary(max_size=10))


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A frame with a byte changed, or cut."""
    whole = bytearray(draw(st.one_of(right, wrong, ends)))
    at = draw(st.integers(0, min(len(whole) - 1, 20)))
    if draw(st.booleans()):
        return bytes(whole[:at])
    whole[at] = draw(st.integers(0, 255))
    return bytes(whole)


class Attempt(NamedTuple):
    """What a stranger sends: after a hello or not, compression offered or not, in one packet or in many."""

    frames: list[bytes]
    greets: bool
    offers: bool
    at_once: bool


attempts = st.builds(
    Attempt,
    frames=st.lists(
        st.one_of(right, right, right, wrong, ends, broken(), st.binary(max_size=30)), min_size=1, max_size=12
    ),
)


class Neighbours:
    """A worker and a reader that do nothing wrong."""

    def __init__(self, bridge: Bridge) -> None:
        self._peers = [Peer(bridge.port, bridge.token) for _ in BOTH]
        for each, path in zip(self._peers, BOTH, strict=True):
            assert each.ask(head(f"{path}?entity=gap" if path == "/v1/feed" else path)).status == 101
        self._peers[1].do([text('{"type":"hello","worker":"neighbour"}')])
        self._numbers = count(1)

    def go_on(self) -> None:
        """The reader's ping and the worker's push are answered."""
        number = next(self._numbers)
        reader, worker = self._peers
        reader.do([frame(PING, b"%d" % number)])
        assert next(it.payload for it in _awake(reader) if it.opcode == PONG) == b"%d" % number
        worker.do([text(json.dumps({"type": "push", "n": number}))])
        answers = (json.loads(it.payload) for it in _awake(worker) if it.opcode == TEXT)
        assert next(it for it in answers if it["type"] != "welcome") == {"type": "ack", "n": number, "outcomes": []}

    def leave(self) -> None:
        for each in self._peers:
            each.leave()


def _awake(listener: Peer) -> Iterator[Frame]:
    """What the server says to one who answers its pings."""
    for it in listener.frames():
        if it.opcode == PING:
            listener.do([frame(PONG, it.payload)])
        yield it


@pytest.fixture(scope="module")
def neighbours(bridge: Bridge) -> Iterator[Neighbours]:
    beside = Neighbours(bridge)
    yield beside
    beside.leave()


@pytest.mark.parametrize("path", BOTH)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(attempt=attempts)
def test_whatever_a_peer_sends_it_hears_only_what_is_right_and_then_the_end(
    bridge: Bridge, neighbours: Neighbours, path: str, attempt: Attempt
) -> None:
    steps: list[Step] = [text('{"type":"hello","worker":"fuzz"}')] if attempt.greets else []
    steps += [b"".join(attempt.frames)] if attempt.at_once else attempt.frames
    lines = [f"Sec-WebSocket-Extensions: {OFFER}"] if attempt.offers else []
    compressed = attempt.offers and path == "/v1/feed"

    with peer(bridge.port, bridge.token) as stranger:
        assert stranger.ask(head(path, lines=lines)).status == 101
        stranger.do([*steps, Act.HALF_CLOSE])
        heard = list(stranger.frames())

    assert [problem for it in heard if (problem := wrong_with(it, compressed=compressed))] == []
    assert after_close(heard) <= {PONG}  # which it owes until it has heard a close (§5.5.2)
    neighbours.go_on()


def after_close(heard: list[Frame]) -> set[int]:
    """The opcodes of what came behind the first close frame."""
    opcodes = [it.opcode for it in heard]
    return set(opcodes[opcodes.index(CLOSE) + 1 :]) if CLOSE in opcodes else set()


def wrong_with(it: Frame, *, compressed: bool) -> str:
    """Why a server may not send this; empty if it may."""
    if it.opcode not in (TEXT, CLOSE, PING, PONG):
        return f"opcode {it.opcode}"
    if it.rsv and not (compressed and it.opcode == TEXT):
        return "a reserved bit"
    if not it.fin or (it.opcode != TEXT and len(it.payload) > 125):
        return "a control frame in parts, or too long"
    if it.opcode == CLOSE and it.payload:
        it.payload[2:].decode()
        code = int.from_bytes(it.payload[:2])
        return "" if code in SAYABLE else f"close code {code}"
    if it.opcode == TEXT and not it.rsv:
        told: Any = json.loads(it.payload)
        return "" if "type" in told else "JSON without a type"
    return ""


def test_the_log_shows_no_failure_of_ours(bridge: Bridge) -> None:
    log = bridge.log.read_text(encoding="utf-8")

    assert "Traceback" not in log
    assert '"raised"' not in log
    assert ".failed" not in log
