"""How one frame of each wire is read, and how a host is asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import UnreadableError
from bridge.sources.jetstream_wire import V1_DICTIONARY, Ended, Event, Wire, address, event_v1, event_v2
from tests.networks.jetstream import account, as_v2, commit, identity, post

SEEN_US = 1_793_646_005_000_001
V1 = "wss://jetstream.example/subscribe"
V2 = "wss://jetstream.example/xrpc/network.bsky.jetstream.subscribeEvents"


def query(url: str, **options: Any) -> dict[str, list[str]]:
    asked = address(url, ("app.bsky.feed.post", "app.bsky.feed.repost"), **{"from_us": None} | options)
    return parse_qs(urlsplit(asked).query)


def test_each_wire_is_asked_in_its_own_words() -> None:
    collections = ["app.bsky.feed.post", "app.bsky.feed.repost"]

    assert query(V1, from_us=7) == {"wantedCollections": collections, "cursor": ["7"]}
    assert query(V2, from_us=7) == {
        "collections": collections,
        "kinds": ["commit", "identity", "account"],
        "cursor": ["7"],
    }


def test_the_present_is_asked_for_without_a_cursor() -> None:
    assert "cursor" not in {*query(V1), *query(V2)}


def test_a_dictionary_is_named_where_it_is_known() -> None:
    assert query(V1, dictionary=V1_DICTIONARY)["compress"] == ["true"]
    assert query(V2, dictionary=20260811)["zstdDictionary"] == ["20260811"]
    assert query(V1, dictionary=20260811) == query(V1)
    assert query(V2, dictionary=V1_DICTIONARY) == query(V2)


@pytest.mark.parametrize(
    "event",
    [
        commit(SEEN_US, post("Hello")),
        commit(SEEN_US, None, operation="delete"),
        account(SEEN_US, active=False, status="deleted"),
        identity(SEEN_US),
    ],
    ids=["a post", "a deletion", "an account", "a handle"],
)
def test_both_wires_tell_the_same(event: dict[str, Any]) -> None:
    old, new = event_v1(msgspec.json.encode(event)), event_v2(msgspec.json.encode(as_v2(event, 1)))

    assert isinstance(new, Event)
    assert (new.did, new.kind, new.time_us, new.account) == (old.did, old.kind, old.time_us, old.account)
    assert bytes(new.commit.record if new.commit else b"") == bytes(old.commit.record if old.commit else b"")
    assert new.place_us == old.place_us == SEEN_US


def test_where_a_time_was_imported_the_place_in_the_stream_is_when_the_host_saw_it() -> None:
    message = as_v2(commit(SEEN_US, post("Hello")), 1)
    message["payload"]["time"] = "2024-01-01T00:00:00Z"

    event = event_v2(msgspec.json.encode(message))

    assert isinstance(event, Event)
    assert (event.place_us, event.time_us) == (SEEN_US, 1_704_067_200_000_000)


def test_a_host_that_does_not_say_when_it_saw_an_event_is_taken_at_its_time() -> None:
    message = as_v2(commit(SEEN_US, post("Hello")), 1)
    del message["payload"]["witnessedAt"]

    event = event_v2(msgspec.json.encode(message))

    assert isinstance(event, Event)
    assert event.place_us == SEEN_US


@pytest.mark.parametrize(
    "message",
    [
        {
            "$type": "message",
            "payload": {"$type": "network.bsky.jetstream.subscribeEvents#info", "name": "FutureCursor"},
        },
        {"$type": "greeting", "payload": {"$type": "x#commit"}},
        {"$type": "message"},
    ],
    ids=["a notice", "an unknown frame", "nothing in it"],
)
def test_notices_and_unknown_frames_say_nothing(message: dict[str, Any]) -> None:
    assert event_v2(msgspec.json.encode(message)) is None


def test_an_error_frame_gives_the_reason_by_name() -> None:
    frame = b'{"$type":"error","error":"ConsumerTooSlow","message":"reconnect with cursor=42"}'

    assert event_v2(frame) == Ended("ConsumerTooSlow")


def without(name: str, **fields: Any) -> dict[str, Any]:
    message = as_v2(commit(SEEN_US, post("Secret words")), 1)
    payload = {key: value for key, value in message["payload"].items() if key != name}
    return message | {"payload": payload | fields}


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (without("did"), "payload.did"),
        (without("time"), "payload.time"),
        (without("rkey"), "payload.rkey"),
        (without("", did=7), "$.payload.did"),
        (without("", time="yesterday"), "$.payload.time"),
        (without("", time="2026-11-02T19:00:00"), "$.payload.time"),
        (without("", time="2199-01-01T00:00:00Z"), "payload.time"),
        (without("", account=[]), "$.payload.account"),
        ({"payload": {}}, "$type"),
    ],
)
def test_a_frame_of_v2_that_is_not_as_promised_is_named_by_its_field(message: dict[str, Any], field: str) -> None:
    with pytest.raises(UnreadableError) as error:
        event_v2(msgspec.json.encode(message))

    assert field in str(error.value)
    assert "Secret" not in str(error.value)


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        (b'{"did": 7, "time_us": 1, "kind": "commit"}', "$.did"),
        (b'{"did": "did:plc:amy", "time_us": 99999999999999999999, "kind": "commit"}', "$.time_us"),
        (b'{"did": "did:plc:amy", "time_us": 1, "kind": "commit"}', "`commit`"),
        (b'{"did": "did:plc:amy", "kind": "identity"}', "time_us"),
    ],
)
def test_a_frame_of_v1_that_is_not_as_promised_is_named_by_its_field(frame: bytes, field: str) -> None:
    with pytest.raises(UnreadableError) as error:
        event_v1(frame)

    assert field in str(error.value)


@pytest.mark.parametrize("tells_its_size", [True, False])
def test_a_frame_that_unpacks_to_too_much_is_unreadable(*, tells_its_size: bool) -> None:
    samples: list[bytes | bytearray | memoryview] = [f'{{"did":"did:plc:{at * 7}"}}'.encode() for at in range(4000)]
    dictionary = zstandard.train_dictionary(1024, samples, dict_id=20260811)
    pack = zstandard.ZstdCompressor(dict_data=dictionary, write_content_size=tells_its_size)
    wire = Wire(V2, 1000, dictionary.as_bytes())

    with pytest.raises(UnreadableError, match="1000"):
        wire.event(pack.compress(b" " * 5_000_000))

    assert wire.event(pack.compress(b'{"$type":"error","error":"InternalError"}')) == Ended("InternalError")


@given(frame=st.binary(max_size=200), url=st.sampled_from([V1, V2]))
def test_no_bytes_do_more_than_be_unreadable(frame: bytes, url: str) -> None:
    try:
        event = Wire(url, 1000).event(frame)
    except UnreadableError:
        return

    assert event is None or isinstance(event, Event | Ended)
