from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.records import Gap, Reason
from tests.networks import jetstream as network
from tests.networks.jetstream import Mishap, commit, identity, post
from tests.sources.jetstreams import (
    SECOND,
    START_US,
    WIRES,
    Waits,
    events,
    gaps,
    hear,
    hear_until,
    rejected,
    source,
    texts,
)

Address = Callable[[network.Jetstream], str]


@pytest.fixture(params=WIRES, ids=["v1", "v2"])
def address(request: pytest.FixtureRequest) -> Address:
    """Where a server is asked: all that is said here holds on both wires."""
    wire: Address = request.param
    return wire


async def test_it_hears_posts_in_order_and_its_cursor_is_the_last_event(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0, 1), identity(START_US + 2 * SECOND), *events(3))

        heard = await hear(source(address(server)).listen(str(START_US)), 3)

    assert texts(heard) == ["said in second 0", "said in second 1", "said in second 3"]
    assert heard[-1].cursor == str(START_US + 3 * SECOND)
    assert gaps(heard) == []


async def test_without_a_cursor_it_begins_at_the_present(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0))
        listening = asyncio.create_task(hear(source(address(server)).listen(None), 1))
        await server.connected(1)
        await server.say(*events(400))

        heard = await listening

    assert texts(heard) == ["said in second 400"]
    assert gaps(heard) == []


async def test_a_clock_that_is_ahead_does_not_put_the_cursor_ahead(address: Address) -> None:
    class FastClock:
        def now(self) -> datetime:
            return datetime(2026, 11, 2, 20, 0, tzinfo=UTC)

    async with network.Jetstream() as server:
        listening = asyncio.create_task(hear(source(address(server), clock=FastClock()).listen(None), 1))
        await server.connected(1)
        await server.say(*events(400))

        heard = await listening

    assert heard[-1].cursor == str(START_US + 400 * SECOND)


async def test_what_is_already_there_comes_in_one_batch_of_at_most_two_hundred(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(*range(450)))

        heard = await hear(source(address(server)).listen(str(START_US)), 450)

    assert max(len(batch.items) for batch in heard) <= 200
    assert len(heard) < 450


async def test_identity_events_move_the_cursor_and_say_nothing(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(identity(START_US), identity(START_US + SECOND), *events(2))

        heard = await hear(source(address(server)).listen(str(START_US)), 1)

    assert texts(heard) == ["said in second 2"]
    assert heard[-1].cursor == str(START_US + 2 * SECOND)


async def test_a_server_that_accepts_and_closes_at_once_is_met_with_growing_waits(address: Address) -> None:
    waits = Waits()
    async with network.Jetstream([Mishap(close_after=0)] * 5) as server:
        await server.say(*events(0))

        await hear(source(address(server), sleep=waits).listen(str(START_US)), 1)

    assert waits.seconds == [1.0, 2.0, 3.0, 4.0, 5.0]


async def test_a_connection_that_brought_something_new_begins_the_waits_anew(address: Address) -> None:
    waits = Waits()
    mishaps = [Mishap(close_after=0), Mishap(close_after=2), Mishap(close_after=0)]
    async with network.Jetstream(mishaps) as server:
        await server.say(*events(0, 1, 2))

        await hear(source(address(server), sleep=waits, rewind_seconds=0).listen(str(START_US)), 4)

    assert waits.seconds == [1.0, 1.0, 2.0]


async def test_a_server_that_only_repeats_itself_is_met_with_growing_waits(address: Address) -> None:
    waits = Waits()
    async with network.Jetstream([Mishap(close_after=1)] * 4) as server:
        await server.say(*events(0, 1))

        await hear(source(address(server), sleep=waits).listen(str(START_US)), 6)

    assert waits.seconds == [1.0, 2.0, 3.0, 4.0]


async def test_a_stalled_server_is_left_and_asked_again(address: Address) -> None:
    async with network.Jetstream([Mishap(stall_after=1)]) as server:
        await server.say(*events(0, 1))

        heard = await hear(source(address(server), stall_seconds=0.05).listen(str(START_US)), 3)

    assert texts(heard) == ["said in second 0", "said in second 0", "said in second 1"]


async def test_a_reconnection_asks_for_a_little_more_than_is_missing(address: Address) -> None:
    async with network.Jetstream([Mishap(close_after=9)]) as server:
        await server.say(*events(*range(10)))

        await hear(source(address(server), rewind_seconds=5).listen(str(START_US)), 15)

    assert server.cursors == [START_US - 5 * SECOND, START_US + 3 * SECOND]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_ends_the_source(address: Address, status: int) -> None:
    async with network.Jetstream([Mishap(status=status)]) as server:
        with pytest.raises(SourceRefusedError, match=str(status)) as refused:
            await hear(source(address(server)).listen(None), 1)

    assert isinstance(refused.value.__cause__, InvalidStatus)


async def test_an_address_that_is_none_ends_the_source() -> None:
    with pytest.raises(SourceRefusedError, match="wss://"):
        await hear(source("https://jetstream.example/subscribe").listen(None), 1)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_on_the_server_passes(address: Address, status: int) -> None:
    async with network.Jetstream([Mishap(status=status)] * 3) as server:
        await server.say(*events(0))

        heard = await hear(source(address(server)).listen(str(START_US)), 1)

    assert texts(heard) == ["said in second 0"]


async def test_the_next_host_is_tried_when_one_fails_or_refuses(address: Address) -> None:
    async with network.Jetstream([Mishap(status=403)]) as refusing, network.Jetstream() as willing:
        await willing.say(*events(0))

        heard = await hear(
            source("ws://127.0.0.1:1/subscribe", address(refusing), address(willing)).listen(str(START_US)), 1
        )

    assert texts(heard) == ["said in second 0"]
    assert len(refusing.cursors) == 1


@pytest.mark.parametrize(
    ("frame", "detail"),
    [
        ('{"did": "did:plc:amy", "time_us"', "not JSON"),
        ('{"did": "did:plc:amy", "x": ' + "[" * 100_000, "not JSON"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "not JSON"),
        ('{"did": "\\ud800"}', "not JSON"),
        ('["a list"]', "Expected `object`"),
        ("x" * 300_000, "more than 200000"),
    ],
    ids=["truncated", "deep", "binary", "half a letter", "a list", "long"],
)
async def test_a_bad_frame_is_rejected_and_the_stream_goes_on(
    address: Address, frame: str | bytes, detail: str
) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0))
        await server.say_raw(frame)
        await server.say(*events(1))

        heard = await hear(source(address(server), max_frame=200_000).listen(str(START_US)), 3)

    assert [(item.reason, detail in item.detail) for item in rejected(heard)] == [(Reason.UNREADABLE, True)]
    assert texts(heard) == ["said in second 0", "said in second 1"]
    assert len(server.cursors) == 1


async def test_a_frame_too_large_to_take_costs_a_gap_and_no_loop(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0))
        await server.say_raw("x" * 40_000)
        listening = asyncio.create_task(hear(source(address(server), max_frame=2048).listen(str(START_US)), 4))
        await server.connected(2)
        await server.say(*events(9))

        heard = await listening

    assert [item.detail for item in rejected(heard)] == ["a frame of more than 32768 bytes"]
    assert texts(heard) == ["said in second 0", "said in second 9"]
    assert [(gap.from_at.second, gap.to_at.second) for gap in gaps(heard)] == [(0, 9)]


async def test_a_cursor_older_than_the_backlog_gives_a_gap_from_it_to_the_first_event(address: Address) -> None:
    async with network.Jetstream(lookback_us=10 * SECOND) as server:
        await server.say(*events(0, 20, 40, 45))

        heard = await hear(source(address(server)).listen(str(START_US)), 3)

    assert [(gap.from_at.second, gap.to_at.second) for gap in gaps(heard)] == [(0, 40)]
    assert isinstance(next(item for batch in heard for item in batch.items), Gap)
    assert texts(heard) == ["said in second 40", "said in second 45"]


async def test_cancelling_ends_it_while_it_waits_for_a_frame(address: Address) -> None:
    async with network.Jetstream() as server:
        listening = asyncio.create_task(hear(source(address(server)).listen(None), 1))
        await server.connected(1)

        listening.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(listening, return_exceptions=True)

    assert listening.cancelled()


async def test_cancelling_ends_it_while_it_waits_to_try_again() -> None:
    waiting = asyncio.Event()

    async def wait_for_ever(seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    listening = asyncio.create_task(hear(source("ws://127.0.0.1:1/subscribe", sleep=wait_for_ever).listen(None), 1))
    await asyncio.wait_for(waiting.wait(), 5)

    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert listening.cancelled()


async def test_a_cursor_that_is_none_of_ours_is_named() -> None:
    with pytest.raises(UnreadableError, match="microseconds"):
        await hear(source("ws://127.0.0.1:1/subscribe").listen("yesterday"), 1)


@settings(max_examples=25)
@given(
    address=st.sampled_from(WIRES),
    cuts=st.lists(st.integers(0, 12), max_size=6),
    exclusive=st.booleans(),
    step=st.integers(0, 3),
)
async def test_nothing_is_lost_wherever_the_connection_is_cut(
    address: Address, cuts: list[int], exclusive: bool, step: int
) -> None:
    said = [commit(START_US + number * step * SECOND, post(str(number)), rkey=str(number)) for number in range(12)]
    everything = {str(number) for number in range(12)}
    async with network.Jetstream([Mishap(close_after=cut) for cut in cuts], exclusive=exclusive) as server:
        await server.say(*said)

        stream = source(address(server)).listen(str(START_US - SECOND))
        heard = await hear_until(stream, lambda heard: everything <= set(texts(heard)))

    assert [int(batch.cursor) for batch in heard] == sorted(int(batch.cursor) for batch in heard)


@settings(max_examples=15)
@given(address=st.sampled_from(WIRES), stop=st.integers(1, 12), exclusive=st.booleans())
async def test_a_restart_from_the_last_cursor_loses_nothing(address: Address, stop: int, exclusive: bool) -> None:
    everything = {f"said in second {number}" for number in range(12)}
    async with network.Jetstream([Mishap(close_after=stop)], exclusive=exclusive) as server:
        await server.say(*events(*range(12)))
        before = await hear(source(address(server)).listen(str(START_US)), 1)

        stream = source(address(server)).listen(before[-1].cursor)
        after = await hear_until(stream, lambda heard: everything <= {*texts(before), *texts(heard)})

    assert gaps(after) == []
