"""What only v2 of Jetstream does, and what is asked of it; and how the two wires share one cursor."""

from __future__ import annotations

import asyncio

import pytest
import zstandard
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.records import Hearing
from bridge.sources.jetstream_wire import V1_DICTIONARY
from tests.networks import jetstream as network
from tests.networks.jetstream import Mishap, commit
from tests.sources.jetstreams import (
    SECOND,
    START_US,
    conditions,
    events,
    gaps,
    hear,
    hear_until,
    rejected,
    source,
    texts,
)

#: 36 h and more before the tests' clock.
LONG_AGO_US = START_US - 40 * 3600 * SECOND


def trained(number: int, about: str = "said in second") -> zstandard.ZstdCompressionDict:
    """A dictionary made of events like those of the tests."""
    samples: list[bytes | bytearray | memoryview] = [
        f'{{"did":"did:plc:{at}","text":"{about} {at * 7}"}}'.encode() for at in range(4000)
    ]
    return zstandard.train_dictionary(2048, samples, dict_id=number)


async def test_it_is_asked_in_its_own_words_and_never_spoken_to() -> None:
    async with network.Jetstream() as server:
        await server.say(*events(0), commit(START_US, {}, collection="app.bsky.feed.like"), *events(1))

        heard = await hear(source(server.url_v2).listen(str(START_US)), 2)

    assert texts(heard) == ["said in second 0", "said in second 1"]
    assert (server.refused, server.spoken_to) == ([], 0)


async def test_an_old_host_that_does_not_know_v2_gives_way_to_one_that_speaks_v1() -> None:
    async with network.Jetstream([Mishap(status=404)]) as old, network.Jetstream([Mishap(status=400)]) as odd:
        await old.say(*events(0))

        heard = await hear(source(old.url_v2, odd.url_v2, old.url).listen(str(START_US)), 1)

    assert texts(heard) == ["said in second 0"]
    assert (len(old.cursors), len(odd.cursors)) == (2, 1)


@pytest.mark.parametrize("status", [400, 404])
async def test_where_nobody_speaks_v2_as_we_do_that_is_the_end(status: int) -> None:
    async with network.Jetstream([Mishap(status=status)]) as server:
        with pytest.raises(SourceRefusedError, match="add a /subscribe one"):
            await hear(source(server.url_v2).listen(None), 1)


@pytest.mark.parametrize(("first", "then"), [("url_v2", "url"), ("url", "url_v2")])
async def test_another_host_of_another_wire_goes_on_from_the_same_cursor(first: str, then: str) -> None:
    async with network.Jetstream([Mishap(close_after=2)]) as one, network.Jetstream() as other:
        await one.say(*events(0, 1))
        await other.say(*events(0, 1, 2, 3))
        before = await hear(source(getattr(one, first)).listen(str(START_US)), 2)

        after = await hear(source(getattr(other, then), rewind_seconds=1).listen(before[-1].cursor), 4)

    assert other.cursors == [START_US]
    assert texts(after) == [f"said in second {second}" for second in range(4)]
    assert gaps(after) == []


@pytest.mark.parametrize("name", ["ConsumerTooSlow", "InternalError", ""])
async def test_an_error_frame_ends_the_connection_and_what_follows_is_fetched(name: str) -> None:
    async with network.Jetstream([Mishap(end_after=(2, name))]) as server:
        await server.say(*events(0, 1, 2))

        heard = await hear_until(
            source(server.url_v2).listen(str(START_US)), lambda heard: "said in second 2" in texts(heard)
        )

    waiting = [condition.detail for condition in conditions(heard) if condition.hearing is Hearing.WAITING]
    assert waiting[0].endswith(f"ended the connection ({name or 'unnamed'})")
    assert (gaps(heard), rejected(heard)) == ([], [])


async def test_a_cursor_that_is_moved_up_with_a_notice_gives_the_same_gap_as_a_silent_one() -> None:
    async with network.Jetstream(lookback_us=10 * SECOND) as server:
        await server.say(*events(0, 20, 40, 45))

        heard = await hear(source(server.url_v2).listen(str(START_US)), 3)

    assert [(gap.from_at.second, gap.to_at.second, gap.is_open) for gap in gaps(heard)] == [(0, 40, True)]


async def test_a_notice_that_cost_nothing_is_no_gap() -> None:
    async with network.Jetstream(lookback_us=10 * SECOND) as server:
        await server.say(*events(32, 40, 42))

        heard = await hear(source(server.url_v2, rewind_seconds=30).listen(str(START_US + 32 * SECOND)), 3)

    assert (gaps(heard), rejected(heard)) == ([], [])


async def test_a_cursor_too_old_is_moved_up_to_what_the_host_says_it_keeps_and_on_and_costs_a_gap() -> None:
    too_old = Mishap(status=400, error="CursorTooOld")
    async with network.Jetstream([too_old, too_old]) as server:
        await server.say(*events(0))

        heard = await hear(source(server.url_v2).listen(str(LONG_AGO_US)), 2)

    now_us = START_US + 300 * SECOND
    kept_us = (36 * 3600 - 300) * SECOND
    assert server.cursors == [LONG_AGO_US - 5 * SECOND, now_us - kept_us, now_us - kept_us // 2]
    assert [gap.to_at.minute for gap in gaps(heard)] == [0]
    assert texts(heard) == ["said in second 0"]


async def test_a_host_that_takes_no_cursor_at_all_is_heard_from_the_present() -> None:
    async with network.Jetstream([Mishap(status=400, error="CursorTooOld")] * 13) as server:
        listening = asyncio.create_task(hear(source(server.url_v2).listen(str(START_US)), 2))
        await server.connected(14)
        await server.say(*events(400))

        heard = await listening

    assert [cursor is None for cursor in server.cursors] == [False] * 13 + [True]
    assert [(gap.from_at.minute, gap.to_at.minute) for gap in gaps(heard)] == [(0, 6)]


@pytest.mark.parametrize(("wire", "number"), [("url", V1_DICTIONARY), ("url_v2", 20260811)], ids=["v1", "v2"])
async def test_compressed_frames_are_asked_for_where_the_dictionary_is_of_that_wire(wire: str, number: int) -> None:
    dictionary = trained(number)
    async with network.Jetstream([Mishap(end_after=(2, "InternalError"))], dictionary=dictionary) as server:
        await server.say(*events(0, 1, 2))

        stream = source(getattr(server, wire), dictionary=dictionary.as_bytes()).listen(str(START_US))
        heard = await hear_until(stream, lambda heard: "said in second 2" in texts(heard))

    assert rejected(heard) == []
    assert set(server.compressed) == {True}


@pytest.mark.parametrize(("wire", "number"), [("url", 20260811), ("url_v2", V1_DICTIONARY)], ids=["v1", "v2"])
async def test_a_dictionary_of_the_other_wire_is_not_asked_for(wire: str, number: int) -> None:
    dictionary = trained(number)
    async with network.Jetstream(dictionary=dictionary) as server:
        await server.say(*events(0))

        heard = await hear(source(getattr(server, wire), dictionary=dictionary.as_bytes()).listen(str(START_US)), 1)

    assert texts(heard) == ["said in second 0"]
    assert server.compressed == [False]


async def test_a_host_that_has_a_newer_dictionary_is_heard_uncompressed() -> None:
    async with network.Jetstream(dictionary=trained(20270101)) as server:
        await server.say(*events(0))

        stream = source(server.url_v2, dictionary=trained(20260811).as_bytes()).listen(str(START_US))
        heard = await hear(stream, 1)

    assert texts(heard) == ["said in second 0"]
    assert (server.refused, server.compressed) == (["UnknownZstdDictionary"], [False, False])


async def test_frames_made_with_another_dictionary_are_rejected_and_asked_for_uncompressed() -> None:
    theirs, ours = trained(V1_DICTIONARY), trained(V1_DICTIONARY, about="quite other words")
    async with network.Jetstream(dictionary=theirs) as server:
        await server.say(*events(0, 1))

        stream = source(server.url, dictionary=ours.as_bytes()).listen(str(START_US))
        heard = await hear_until(stream, lambda heard: len(texts(heard)) == 2)

    assert texts(heard) == ["said in second 0", "said in second 1"]
    assert server.compressed == [True, False]
    assert {item.detail for item in rejected(heard)} == {"a compressed frame that does not unpack to 1048576 bytes"}


async def test_a_frame_that_does_not_unpack_is_rejected_and_the_stream_goes_on() -> None:
    dictionary = trained(20260811)
    async with network.Jetstream(dictionary=dictionary) as server:
        await server.say(*events(0))
        await server.say_raw(b"\x28\xb5\x2f\xfd\x04\x00")
        await server.say_raw("x" * 300_000)
        await server.say(*events(1))

        options = {"dictionary": dictionary.as_bytes(), "max_frame": 200_000}
        heard = await hear(source(server.url_v2, **options).listen(str(START_US)), 4)

    assert texts(heard) == ["said in second 0", "said in second 1"]
    assert [item.detail for item in rejected(heard)] == [
        "a compressed frame that does not unpack to 200000 bytes",
        "a frame of 300000 bytes once unpacked, more than 200000",
    ]
    assert len(server.cursors) == 1


@pytest.mark.parametrize("dictionary", [b"", b"just some bytes that nobody trained"])
async def test_a_dictionary_that_is_none_is_named(dictionary: bytes) -> None:
    with pytest.raises(UnreadableError, match="dictionary"):
        await hear(source("ws://127.0.0.1:1/subscribe", dictionary=dictionary).listen(None), 1)


async def test_the_stand_in_hangs_up_on_whoever_speaks_and_refuses_the_words_of_v1() -> None:
    async with network.Jetstream(lookback_us=SECOND) as server:
        await server.say(*events(0, 5))
        async with connect(server.url_v2) as connection:
            await connection.send("{}")
            with pytest.raises(ConnectionClosedError, match="1008"):
                await connection.recv()
        for words in ("wantedCollections=app.bsky.feed.post", "compress=true", "kinds=likes", "cursor=1"):
            with pytest.raises(InvalidStatus, match="400"):
                await connect(f"{server.url_v2}?{words}").__aenter__()

    assert server.refused == ["InvalidRequest", "InvalidRequest", "InvalidRequest", "CursorTooOld"]
