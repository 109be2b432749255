"""Each way in which a host of Jetstream fails, on both of its wires, and what it costs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bridge.errors import SourceRefusedError
from bridge.ports import Heard
from bridge.records import Act, Arrival, Hearing
from bridge.sources.jetstream import Jetstream
from tests.networks import jetstream as network
from tests.networks.jetstream import Mishap, account, commit, post
from tests.sources.jetstreams import (
    SECOND,
    START_US,
    WIRES,
    FixedClock,
    Waits,
    conditions,
    events,
    gaps,
    hear,
    hear_all,
    hear_until,
    hearings,
    on_v1,
    on_v2,
    rejected,
    source,
    texts,
)

Address = Callable[[network.Jetstream], str]

NOWHERE = "ws://127.0.0.1:1/subscribe"


@pytest.fixture(params=WIRES, ids=["v1", "v2"])
def address(request: pytest.FixtureRequest) -> Address:
    wire: Address = request.param
    return wire


@pytest.mark.parametrize(
    ("mishap", "why"),
    [
        (Mishap(close_after=2), "closed the connection"),
        (Mishap(reset_after=2), "closed the connection"),
        (Mishap(stall_after=2), "sent nothing in time"),
    ],
    ids=["closed", "reset", "stalled"],
)
async def test_a_break_that_the_cursor_mends_is_told_and_is_no_gap(address: Address, mishap: Mishap, why: str) -> None:
    async with network.Jetstream([mishap]) as server:
        await server.say(*events(0, 1, 2, 3))

        stream = source(address(server), stall_seconds=0.05).listen(str(START_US))
        heard = await hear_until(stream, lambda heard: "said in second 3" in texts(heard))

    assert gaps(heard) == []
    assert set(texts(heard)) == {f"said in second {second}" for second in range(4)}
    assert hearings(heard) == ["connecting", "listening", "waiting", "listening"]
    waiting = next(condition for condition in conditions(heard) if condition.hearing is Hearing.WAITING)
    assert waiting.detail.endswith(why)
    assert waiting.connected_at is None
    assert waiting.last_byte_at is not None


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_in_the_handshake_is_told_and_passes(address: Address, status: int) -> None:
    mishaps = [Mishap(status=status, headers=(("Retry-After", "1"),)), Mishap(status=status)]
    async with network.Jetstream(mishaps) as server:
        await server.say(*events(0))

        heard = await hear(source(address(server)).listen(str(START_US)), 1)

    waiting = [condition for condition in conditions(heard) if condition.hearing is Hearing.WAITING]
    assert {condition.detail.partition(" ")[2] for condition in waiting} == {f"answered {status}"}
    assert conditions(heard)[-1].connects == 3
    assert texts(heard) == ["said in second 0"]


async def test_no_two_connections_are_tried_within_a_second() -> None:
    waits = Waits()
    async with network.Jetstream([Mishap(close_after=0)] * 12) as server:
        await server.say(*events(0))

        stream = Jetstream(server.url_v2, server.url, clock=FixedClock(), sleep=waits, tell_seconds=60)
        await hear(stream.listen(str(START_US)), 1)

    assert len(waits.seconds) == 12
    assert min(waits.seconds) >= 1.0


async def test_what_comes_twice_or_out_of_order_loses_nothing_and_never_moves_the_cursor_back(
    address: Address,
) -> None:
    async with network.Jetstream([Mishap(twice=True, swapped=True)]) as server:
        await server.say(*events(*range(8)))

        heard = await hear(source(address(server)).listen(str(START_US + 3 * SECOND)), 16)

    assert sorted(texts(heard)) == sorted(f"said in second {second}" for second in range(8) for _ in range(2))
    cursors = [int(batch.cursor) for batch in heard]
    assert cursors == sorted(cursors)
    assert gaps(heard) == []


async def test_a_slow_host_is_listened_to(address: Address) -> None:
    async with network.Jetstream([Mishap(slow=0.01)]) as server:
        await server.say(*events(0, 1, 2))

        heard = await hear(source(address(server)).listen(str(START_US)), 3)

    assert texts(heard) == ["said in second 0", "said in second 1", "said in second 2"]
    assert len(server.cursors) == 1


async def test_kinds_and_fields_that_we_do_not_know_move_the_cursor_and_say_nothing(address: Address) -> None:
    strange = {"did": "did:plc:amy", "time_us": START_US + SECOND, "kind": "label", "label": {"val": "new"}}
    other = commit(START_US + 2 * SECOND, post("Known"), mood="sunny") | {"weather": ["rain"]}
    async with network.Jetstream() as server:
        await server.say(*events(0), strange, other)

        heard = await hear(source(address(server)).listen(str(START_US)), 2)

    assert texts(heard) == ["said in second 0", "Known"]
    assert rejected(heard) == []
    assert heard[-1].cursor == str(START_US + 2 * SECOND)


async def test_what_cannot_be_read_moves_the_cursor_too(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0), commit(START_US + SECOND, {"text": 7}))

        heard = await hear(source(address(server)).listen(str(START_US)), 2)

    assert len(rejected(heard)) == 1
    assert heard[-1].cursor == str(START_US + SECOND)


async def test_an_account_that_is_gone_is_told(address: Address) -> None:
    async with network.Jetstream() as server:
        await server.say(account(START_US, "did:plc:ben", active=False, status="deleted"))

        heard = await hear(source(address(server)).listen(str(START_US)), 1)

    gone = [item for batch in heard for item in batch.items if isinstance(item, Arrival)]
    assert [(arrival.act, arrival.author) for arrival in gone] == [(Act.LEFT, "did:plc:ben")]


async def test_a_new_handle_is_told_to_whoever_keeps_them(address: Address) -> None:
    told: list[str] = []
    async with network.Jetstream() as server:
        await server.say(network.identity(START_US, "did:plc:ben"), *events(1))

        await hear(source(address(server), on_identity=told.append).listen(str(START_US)), 1)

    assert told == ["did:plc:ben"]


async def test_how_it_stands_is_told_while_nothing_comes(address: Address) -> None:
    async with network.Jetstream() as server:
        stream = source(address(server), tell_seconds=0.02).listen(str(START_US))

        heard = await hear_until(stream, lambda heard: len(heard) >= 5)

    assert [condition.hearing.value for condition in conditions(heard)] == ["connecting", *["listening"] * 4]
    assert {batch.cursor for batch in heard} == {str(START_US)}


async def test_how_it_stands_is_told_in_a_long_wait() -> None:
    waits = Waits()
    stream = source(NOWHERE, sleep=waits, delays=lambda: iter([12.0, 1.0, 1.0])).listen(None)

    heard = await hear_until(stream, lambda _: len(waits.seconds) == 4)

    assert waits.seconds == [5.0, 5.0, 2.0, 1.0]
    assert {condition.detail for condition in conditions(heard)[1:]} == {"127.0.0.1:1 cannot be reached"}


async def test_its_condition_counts_posts_and_connections_and_says_when_it_last_heard(address: Address) -> None:
    clock = FixedClock()
    began_at = clock.now()
    async with network.Jetstream([Mishap(close_after=2)]) as server:
        await server.say(*events(0, 1))

        def tries() -> Iterator[float]:
            while True:
                clock.move(60)
                yield 1.0

        stream = source(address(server), clock=clock, delays=tries, rewind_seconds=0).listen(str(START_US))
        heard = await hear(stream, 3)

    last = conditions(heard)[-1]
    assert (last.posts, last.connects, last.since) == (3, 2, began_at)
    assert last.connected_at == last.last_byte_at == last.last_post_at == clock.now()
    assert clock.now() > began_at
    assert last.rules == ("app.bsky.feed.post", "app.bsky.feed.repost")
    assert (last.cost, last.ceiling) == (0, 0)


async def test_a_host_that_refuses_is_put_aside_for_a_while_and_then_asked_again(address: Address) -> None:
    clock = FixedClock()
    async with network.Jetstream([Mishap(status=403)]) as mended, network.Jetstream([Mishap(status=503)] * 5) as ill:
        await mended.say(*events(0))

        async def ten_minutes_in_three(_: float) -> None:
            clock.move(200)
            await asyncio.sleep(0)

        urls = (address(mended), address(ill))
        stream = source(*urls, clock=clock, sleep=ten_minutes_in_three, aside_seconds=600).listen(str(START_US))
        heard = await hear(stream, 1)

    assert texts(heard) == ["said in second 0"]
    assert (len(mended.cursors), len(ill.cursors)) == (2, 2)


async def test_all_hosts_must_refuse_before_that_is_the_end() -> None:
    heard: list[Heard] = []
    async with network.Jetstream([Mishap(status=401)]) as first, network.Jetstream([Mishap(status=403)]) as second:
        stream = source(on_v2(first), on_v1(second)).listen(None)
        with pytest.raises(SourceRefusedError, match="403"):
            await hear_all(stream, heard)

    assert hearings(heard) == ["connecting", "waiting", "refused"]
    assert "no other host is left" in conditions(heard)[-1].detail


async def test_without_any_host_there_is_nothing_to_try() -> None:
    with pytest.raises(SourceRefusedError, match="no Jetstream host"):
        await hear(source().listen(None), 1)


async def test_a_start_that_heard_nothing_is_gone_on_with_after_a_restart(address: Address) -> None:
    clock = FixedClock()
    never = await hear_until(source(NOWHERE, clock=clock).listen(None), lambda heard: len(heard) >= 4)
    clock.move(3600)
    async with network.Jetstream() as server:
        await server.say(*events(299, 301, 302))

        heard = await hear(source(address(server), clock=clock).listen(never[-1].cursor), 2)

    assert texts(heard) == ["said in second 301", "said in second 302"]
    assert gaps(heard) == []
