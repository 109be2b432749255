"""What goes wrong in the chat: faults of all kinds, each at a drawn time, on the networks and in our own process."""

from __future__ import annotations

import random
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, NamedTuple

from bridge.records import SourceName
from tests.chat.networks import BEAT, Networks
from tests.chat.script import HOUR
from tests.networks import jetstream, mastodon_connection, x_wire
from tests.networks.mastodon import Trouble
from tests.networks.x_wire import Answer, ending

#: Seconds around a fault in which its network meets no other one, so that each is met by itself.
APART = 110.0
#: Faults happen from here on, and none so late that it would not be over when the chat is.
FIRST, LAST = 120.0, HOUR - 150
#: How long X stays away when credits are used up: it is tried again after a quarter of an hour.
UNPAID = 16 * 60.0
#: The listener is killed, and is away for so long.
AWAY = 40.0

Deal = Callable[[Networks], Coroutine[Any, Any, None]]


class Fault(NamedTuple):
    """`deal` makes it happen. `lasts` is how long nothing else may happen on its network."""

    name: str
    network: SourceName
    deal: Deal
    lasts: float = APART


class Due(NamedTuple):
    at: float
    fault: Fault


def _x_meets(*mishaps: x_wire.Mishap) -> Deal:
    """The connection is cut, and the next ones meet this."""

    async def deal(networks: Networks) -> None:
        networks.x.mishaps.extend(mishaps)
        _cut(networks)

    return deal


def _cut(networks: Networks) -> None:
    for stream in list(networks.x.streams):
        stream.cut()


def _x_line(*lines: bytes, cuts: bool = False) -> Deal:
    async def deal(networks: Networks) -> None:
        for line in lines:
            for stream in list(networks.x.streams):
                stream.lines.put_nowait(line)
        if cuts:
            await networks.clock.sleep(2)
            _cut(networks)

    return deal


async def _x_hurries(networks: Networks) -> None:
    reset_at = networks.clock.now() + timedelta(seconds=50)
    await _x_meets(x_wire.Mishap(answer=x_wire.hurried(reset_at)))(networks)


async def _x_beats_late(networks: Networks) -> None:
    """Heartbeats come so seldom for a while that a quiet connection is given up."""
    networks.x._beat_seconds = 90 / networks.speed
    await networks.clock.sleep(80)
    networks.x._beat_seconds = BEAT / networks.speed


async def _x_is_crowded(networks: Networks) -> None:
    networks.x.is_crowded = True
    _cut(networks)


async def _x_loses_rules(networks: Networks) -> None:
    networks.x.rules.clear()
    await _x_meets(x_wire.Mishap(answer=x_wire.RULELESS))(networks)


def _bluesky_meets(*mishaps: jetstream.Mishap) -> Deal:
    async def deal(networks: Networks) -> None:
        networks.bluesky.mishaps.extend(mishaps)
        networks.bluesky.drop()

    return deal


async def _bluesky_is_clamped(networks: Networks) -> None:
    """It is away for a minute, and has forgotten all but the last seconds of it when it is back."""
    networks.bluesky.forget_before(6)
    networks.bluesky.mishaps.extend([jetstream.Mishap(status=503)] * 3)
    networks.bluesky.drop()
    await networks.clock.sleep(60)
    networks.bluesky.forget_before(None)


async def _bluesky_babbles(networks: Networks) -> None:
    await networks.bluesky.say_raw('{"did": "did:plc:am')
    await networks.bluesky.say_raw(b"\x00\xff")


def _mastodon_meets(nth: int, *mishaps: mastodon_connection.Mishap) -> Deal:
    async def deal(networks: Networks) -> None:
        networks.mastodon[nth].mishaps.extend(mishaps)
        await networks.mastodon[nth].drop()

    return deal


def _mastodon_frame(nth: int, frame: str | bytes) -> Deal:
    async def deal(networks: Networks) -> None:
        await networks.mastodon[nth].say_raw(frame)

    return deal


async def _mastodon_is_limited(networks: Networks) -> None:
    server = networks.mastodon[1]
    server.troubles += [Trouble(429, headers={"Retry-After": "20"}), Trouble(503)]
    await server.drop()


_X, _B, _M = SourceName.X, SourceName.BLUESKY, SourceName.MASTODON
_HURRIED = Answer(429, {"title": "Too Many Requests", "status": 429})
_ODD = (
    b'{"data":{"id":"1","text":"not ours","author_id":"5","created_at":"2026-11-02T19:00:00.000Z","odd":{"a":[1]}},'
    b'"matching_rules":[{"id":"7"}],"invented":true}'
)
FAULTS = (
    Fault("clean close", _X, _x_meets(x_wire.Mishap(close_after=6))),
    Fault("closed at once, five times", _X, _x_meets(*[x_wire.Mishap(close_after=0)] * 5)),
    Fault("reset", _X, _x_meets(x_wire.Mishap(reset_after=5))),
    Fault("stall", _X, _x_meets(x_wire.Mishap(stall_after=4))),
    Fault("heartbeats late", _X, _x_beats_late),
    Fault("duplicates", _X, _x_meets(x_wire.Mishap(twice=True, close_after=40))),
    Fault("reordered", _X, _x_meets(x_wire.Mishap(reordered=True, close_after=40))),
    Fault("429 with headers", _X, _x_hurries, 200.0),
    Fault("429 without headers", _X, _x_meets(x_wire.Mishap(answer=_HURRIED)), 200.0),
    Fault("402", _X, _x_meets(x_wire.Mishap(answer=x_wire.CREDITS)), UNPAID),
    Fault("503", _X, _x_meets(*[x_wire.Mishap(answer=x_wire.BUSY)] * 3)),
    Fault("409, rules gone", _X, _x_loses_rules),
    Fault("TooManyConnections", _X, _x_is_crowded),
    Fault("operational disconnect", _X, _x_line(ending("OperationalDisconnect"), cuts=True)),
    Fault("upstream disconnect", _X, _x_line(ending("UpstreamOperationalDisconnect"), cuts=True)),
    Fault("huge line", _X, _x_line(b"x" * (2**20 + 100))),
    Fault("invalid JSON", _X, _x_line(b'{"data": {"id"', b"\xff\xfe", b"[" * 5000)),
    Fault("unknown fields, rule without tag", _X, _x_line(_ODD)),
    Fault("clean close", _B, _bluesky_meets(jetstream.Mishap(close_after=10))),
    Fault("closed at once, four times", _B, _bluesky_meets(*[jetstream.Mishap(close_after=0)] * 4)),
    Fault("reset", _B, _bluesky_meets(jetstream.Mishap(reset_after=8))),
    Fault("stall", _B, _bluesky_meets(jetstream.Mishap(stall_after=7))),
    Fault("slow", _B, _bluesky_meets(jetstream.Mishap(slow=0.02, close_after=30))),
    Fault("duplicates", _B, _bluesky_meets(jetstream.Mishap(twice=True, close_after=40))),
    Fault("reordered", _B, _bluesky_meets(jetstream.Mishap(swapped=True, close_after=41))),
    Fault("cursor clamped", _B, _bluesky_is_clamped),
    Fault("terminal error frame", _B, _bluesky_meets(jetstream.Mishap(end_after=(5, "ConsumerTooSlow")))),
    Fault("503 in handshake", _B, _bluesky_meets(*[jetstream.Mishap(status=503)] * 2)),
    Fault("invalid frames", _B, _bluesky_babbles),
    Fault("silent stream", _M, _mastodon_meets(0, mastodon_connection.Mishap(silent=True)), 200.0),
    Fault("503", _M, _mastodon_meets(1, *[mastodon_connection.Mishap(status=503)] * 2)),
    Fault("error frame", _M, _mastodon_meets(0, mastodon_connection.Mishap(error=500))),
    Fault("binary frame", _M, _mastodon_frame(1, b"\x00\x01\x02")),
    Fault("huge frame", _M, _mastodon_frame(0, "x" * (2**20 + 100))),
    Fault("stall", _M, _mastodon_meets(1, mastodon_connection.Mishap(stall_after=2))),
    Fault("closed at once, three times", _M, _mastodon_meets(0, *[mastodon_connection.Mishap(close_after=0)] * 3)),
    Fault(
        "duplicates, reordered",
        _M,
        _mastodon_meets(0, mastodon_connection.Mishap(times=2, swapped=True, reset_after=24)),
    ),
    Fault("429 and 503 of the API", _M, _mastodon_is_limited),
)


def drawn(chance: random.Random) -> list[Due]:
    """All faults at drawn times, in their order."""
    due: list[Due] = []
    for network in (_X, _B, _M):
        faults = [fault for fault in FAULTS if fault.network is network]
        chance.shuffle(faults)
        spare = LAST - FIRST - sum(fault.lasts for fault in faults)
        assert spare > 0, f"too many faults for an hour on {network}"
        pauses = sorted(chance.uniform(0, spare) for _ in faults)
        at = FIRST
        for fault, pause in zip(faults, pauses, strict=True):
            due.append(Due(at + pause, fault))
            at += fault.lasts
    return sorted(due, key=lambda it: it.at)


def kills(chance: random.Random, count: int = 2) -> list[float]:
    """When the listener is killed."""
    stretch = (LAST - FIRST) / count
    return [FIRST + (nth + chance.uniform(0.3, 0.7)) * stretch for nth in range(count)]
