from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import UnreadableError
from bridge.records import Act, Arrival, NativeId, SourceName
from bridge.sources.mastodon_tape import Tape, cursor_at, earlier, folded, later, snowflake

NOW = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
HOST = "one.example"


def said(local_id: str, uri: str = "", version: str = "", *tags: str) -> Arrival:
    return Arrival(
        id=NativeId(f"mastodon:{uri or local_id}"),
        source=SourceName.MASTODON,
        said_at=NOW,
        received_at=NOW,
        version=version,
        aliases=(NativeId(f"mastodon:local:{HOST}:{local_id}"),),
        tags=tags or ("chat",),
    )


def tape(cursor: str | None = None) -> Tape:
    return Tape(cursor, ("chat",), HOST, NOW)


def places(tape: Tape) -> dict[str, str]:
    found: dict[str, str] = json.loads(tape.cursor())["tags"]
    return found


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#SolvingTogether", "solvingtogether"),
        ("＃Ｈｏｍｅ４Ｎｏｏｎ", "home4noon"),
        ("Qualitätskatzen", "qualitatskatzen"),
        ("Łódź", "lodz"),
        ("Ελλάδα", "ελλάδα"),
        ("ﾊｯｼｭ", "ハッシュ"),
        ("がんばれ", "がんばれ"),
    ],
)
def test_a_hashtag_is_asked_for_as_mastodon_keeps_it(written: str, kept: str) -> None:
    assert folded(written) == kept


@given(st.text())
def test_folding_twice_is_folding_once(tag: str) -> None:
    assert folded(folded(tag)) == folded(tag)


def test_an_id_tells_when_it_was_given_out_and_a_longer_one_is_later() -> None:
    assert earlier(snowflake(NOW), 120) == snowflake(NOW - timedelta(minutes=2))
    assert later("99", "100") == "100"
    assert earlier("9x4kd0", 120) == "9x4kd0"
    assert earlier("7", 120) == "0"


def test_a_place_does_not_move_over_what_is_still_missing() -> None:
    one = tape()
    one.begin("chat", "10")
    one.keep(said("50"), live=True)
    assert places(one) == {"chat": "10"}

    one.move("chat", "20")
    assert places(one) == {"chat": "20"}

    one.caught_up("chat")
    assert places(one) == {"chat": "50"}
    one.keep(said("51"), live=True)
    one.keep(said("40"), live=True)
    assert places(one) == {"chat": "51"}
    one.lost("a break")
    one.keep(said("60"), live=True)
    assert places(one) == {"chat": "51"}


def test_what_was_asked_for_moves_no_place_by_itself() -> None:
    one = tape()
    one.begin("chat", "10")
    one.caught_up("chat")

    one.keep(said("50"), live=False)

    assert places(one) == {"chat": "10"}


def test_a_gap_that_is_interrupted_goes_on_under_its_id_also_in_another_process() -> None:
    one = tape(cursor_at(NOW - timedelta(minutes=9)))
    opened = one.gap(NOW)
    one.recover([said("5")])
    one.lost("another break")

    other = Tape(one.cursor(), ("chat",), HOST, NOW)
    closed = other.closed(NOW + timedelta(minutes=1))

    assert opened is not None
    assert closed is not None
    assert opened.id == closed.id == f"mastodon/{HOST}/{round((NOW - timedelta(minutes=9)).timestamp() * 1000)}"
    assert (opened.is_open, closed.is_open, closed.recovered) == (True, False, 1)
    assert (closed.cause, closed.to_at - closed.from_at) == ("the listener was not running", timedelta(minutes=10))
    assert other.gap(NOW) is None


def test_what_an_earlier_process_had_given_is_not_counted_as_recovered() -> None:
    one = tape('{"heard_ms": 1793646000000, "tags": {"chat": "50"}}')

    one.recover([said("49"), said("50"), said("51")], "chat")

    gap = one.closed(NOW)
    assert gap is not None
    assert gap.recovered == 1


def test_what_is_gone_is_not_new_again() -> None:
    one = tape()
    deletion = Arrival(
        id=NativeId(f"mastodon:local:{HOST}:7"),
        source=SourceName.MASTODON,
        act=Act.DELETED,
        said_at=NOW,
        received_at=NOW,
    )

    assert one.delete(deletion) == deletion
    assert one.delete(deletion) is None
    assert not one.is_new(said("7"))


def test_threads_are_bounded_and_another_servers_are_not_ours() -> None:
    one = tape()
    one.follow(NativeId("mastodon:local:two.example:1"))
    one.follow(NativeId("mastodon:https://unknown.example/1"))
    for number in range(30):
        one.follow(NativeId(f"mastodon:local:{HOST}:{number}"))

    assert list(one.threads) == [str(number) for number in range(6, 30)]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["tags", "heard_ms", "missed"]), inner)
        ),
    )
)
def test_a_cursor_is_read_or_refused_whatever_it_holds_and_kept_as_it_was_read(value: Any) -> None:

    try:
        one = tape(json.dumps(value))
    except UnreadableError:
        return
    other = tape(one.cursor())
    assert (other.heard_at, other.threads, places(other)) == (one.heard_at, one.threads, places(one))
