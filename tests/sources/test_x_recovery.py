from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import UnreadableError
from bridge.ports import Heard
from bridge.records import Arrival, Hearing, NativeId, Reason, SourceName, Via
from bridge.sources.x_ledger import LATE, snowflake
from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import OPENS, START, TAG, chat, source
from tests.networks.x_ear import Ear, broken, closed
from tests.networks.x_posts import plain, reply, retweet
from tests.networks.x_time import Time
from tests.networks.x_wire import Mishap, ending

BROKEN = "the connection to X broke (ClientPayloadError)"


async def test_a_break_is_told_at_once_searched_soon_and_again_and_then_closed(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await server.say(plain(f"before {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        await broken(server, time, ear)
        back = ear.conditions[-1].connected_at
        assert back is not None
        assert server.queries(network.SEARCH) == []
        await time.set(back + timedelta(seconds=46))
        await ear.until(lambda ear: len(ear.gaps) == 2)
        await server.say(plain(f"late {TAG}", id=str(snowflake(back) + 1)), streamed=False)
        await time.set(back + timedelta(minutes=5, seconds=1))
        await ear.until(lambda ear: len(ear.gaps) == 3)

    assert [(gap.recovered, gap.is_open, gap.lacks) for gap in ear.gaps] == [
        (0, True, ""),
        (1, True, ""),
        (2, False, "reposts"),
    ]
    first = ear.gaps[0]
    assert (first.id, first.from_at, first.to_at) == (f"x/{START.timestamp() * 1000:.0f}", START - LATE, back)
    assert first.cause == BROKEN
    assert first.source is SourceName.X
    assert [(it.text, it.via) for it in ear.arrivals] == [
        (f"before {TAG}", Via.LIVE),
        (f"lost 0 {TAG}", Via.ASKED),
        (f"late {TAG}", Via.ASKED),
    ]
    asked = server.queries(network.SEARCH)[0]
    assert int(asked["since_id"]) == snowflake(START - timedelta(seconds=60))
    assert int(asked["until_id"]) < snowflake(back + timedelta(seconds=46) - timedelta(seconds=10))
    assert asked["query"] == "(#SolvingTogether OR #SolvingTogther)"


async def test_without_reposts_nothing_is_lacking(server: X, time: Time) -> None:
    async with Ear(source(server, time, reposts=False)) as ear:
        await server.listened()
        await broken(server, time, ear)
        await time.run(lambda: not ear.gaps[-1].is_open)

    assert ear.gaps[-1].lacks == ""


async def test_reposts_in_a_gap_are_not_found(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        first = await server.say(plain(f"said {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        server.mishaps.append(Mishap(answer=network.BUSY))
        server.streams[0].cut()
        await server.until(lambda: not server.streams)
        await server.say(retweet(server.posts[first]), streamed=False)
        await time.run(lambda: closed(ear.gaps))

    assert len(ear.arrivals) == 1
    assert (ear.gaps[-1].recovered, ear.gaps[-1].lacks) == (0, "reposts")


async def test_a_stream_that_flaps_makes_one_gap(server: X, time: Time) -> None:
    server.mishaps.extend([Mishap(close_after=0)] * 5)
    async with Ear(source(server, time)) as ear:
        await server.connected(6)
        await time.run(lambda: closed(ear.gaps))

    assert len({gap.id for gap in ear.gaps}) == 1
    assert ear.gaps[-1].to_at == server.connects[-1]
    assert ear.gaps[-1].cause == "X closed the stream"


async def test_the_cause_of_a_gap_is_what_x_said(server: X, time: Time) -> None:
    server.mishaps.append(Mishap(close_after=0, last=(ending("UpstreamOperationalDisconnect"),)))
    async with Ear(source(server, time)) as ear:
        await ear.until(lambda ear: bool(ear.gaps))

    assert ear.gaps[0].cause == "X ended the stream (operational-disconnect, UpstreamOperationalDisconnect)"


async def test_many_pages_are_read_to_the_end(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await broken(server, time, ear, lost=250)
        await time.run(lambda: not ear.gaps[-1].is_open)

    assert len(ear.arrivals) == len(set(ear.texts)) == 250
    assert ear.gaps[-1].recovered == 250


async def test_a_search_that_fails_half_way_is_done_again(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await broken(server, time, ear, lost=150)
        server.answers[network.SEARCH] = deque([network.BUSY, network.hurried(), network.Answer(200, "no JSON")])
        await time.run(lambda: not ear.gaps[-1].is_open)

    assert len(ear.arrivals) == ear.gaps[-1].recovered == 150
    assert any("search failed: X answered 503" in gap.cause for gap in ear.gaps)
    assert "search failed" not in ear.gaps[-1].cause


@pytest.mark.parametrize("answer", [network.FORBIDDEN, network.problem(400, "Invalid Request", "invalid-request")])
async def test_a_gap_that_may_not_be_searched_for_stays_open_and_says_why(
    answer: network.Answer, server: X, time: Time
) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await broken(server, time, ear)
        server.answers[network.SEARCH] = deque([answer] * 9)
        await time.run(lambda: len(ear.gaps) == 2)
        await time.go_on(600)
        await server.say(plain(f"still heard {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))

    assert ear.gaps[-1].is_open
    assert f"; search failed: X answered {answer.status}" in ear.gaps[-1].cause
    assert len(server.queries(network.SEARCH)) == 1


async def test_a_search_without_credits_is_tried_again_when_there_may_be_some(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await broken(server, time, ear)
        server.answers[network.SEARCH] = deque([network.CREDITS])
        await time.run(lambda: not ear.gaps[-1].is_open)

    assert ear.gaps[-1].recovered == 1
    assert any("Add credits" in gap.cause for gap in ear.gaps)


async def test_what_is_older_than_seven_days_is_not_asked_for_and_the_gap_stays_open(server: X, time: Time) -> None:
    event = chat(late_until=OPENS + timedelta(days=20))
    async with Ear(source(server, time, event)) as before:
        await server.listened()
        await server.say(plain(f"one {TAG}"))
        await before.until(lambda ear: bool(ear.arrivals))
    await time.set(START + timedelta(days=9))

    async with Ear(source(server, time, event), before.cursor) as ear:
        await server.listened()
        await server.say(plain(f"two {TAG}"))
        await time.run(lambda: len(ear.gaps) == 3)

    assert ear.gaps[-1].is_open
    assert "no further back than 7 days" in ear.gaps[-1].cause
    assert not any(query.get("since_id") == "0" for query in server.queries(network.SEARCH))


async def test_what_search_finds_for_want_of_accents_is_not_ours(server: X, time: Time) -> None:
    event = chat(tags=("SoinsÀDomicile",), aliases=())
    async with Ear(source(server, time, event)) as ear:
        await server.listened()
        server.streams[0].cut()
        await server.until(lambda: not server.streams)
        await server.say(plain("with #soinsàdomicile"), streamed=False)
        await server.say(plain("without #soinsadomicile"), streamed=False)
        await time.run(lambda: closed(ear.gaps))

    assert ear.texts == ["with #soinsàdomicile"]
    assert [it.reason for it in ear.rejected] == [Reason.ELSEWHERE]
    assert ear.gaps[-1].recovered == 1


async def test_untagged_answers_in_a_gap_are_found_by_their_thread(server: X, time: Time) -> None:
    stream = source(server, time)
    async with Ear(stream) as ear:
        await server.listened()
        question = await server.say(plain(f"Q1 What helps? {TAG}"))
        stream.follow_thread(NativeId(f"x:{question}"))
        await server.until(lambda: len(server.rules) == 2)
        server.streams[0].cut()
        await server.until(lambda: not server.streams)
        await server.say(reply(server.posts[question], "A named person to call"), streamed=False)
        await time.run(lambda: closed(ear.gaps))

    assert ear.texts == [f"Q1 What helps? {TAG}", "A named person to call"]


async def test_time_in_which_nobody_listened_is_a_gap_that_is_recovered(server: X, time: Time) -> None:
    heard_at = START + timedelta(seconds=1)
    async with Ear(source(server, time, tick_seconds=0.02)) as before:
        await server.listened()
        await server.say(plain(f"before {TAG}"))
        await before.until(lambda ear: bool(ear.arrivals))
        await time.set(heard_at)
        await server.say_raw(b"")
        await before.until(lambda ear: ear.conditions[-1].last_byte_at == heard_at)
    await time.go_on(120)
    await server.say(plain(f"meanwhile {TAG}"))
    await time.go_on(120)

    async with Ear(source(server, time), before.cursor) as ear:
        await time.run(lambda: closed(ear.gaps))

    assert ear.gaps[0].cause == "ideabridge was not listening"
    assert (ear.gaps[0].from_at, ear.gaps[0].to_at) == (heard_at - LATE, server.connects[-1])
    assert f"meanwhile {TAG}" in ear.texts
    assert ear.gaps[-1].recovered == 1


async def test_recovery_that_was_due_is_done_after_a_restart(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as before:
        await server.listened()
        await broken(server, time, before)
    gap = before.gaps[0]
    await time.go_on(20)

    async with Ear(source(server, time), before.cursor) as ear:
        await time.run(lambda: any(it.id == gap.id and not it.is_open for it in ear.gaps))

    assert f"lost 0 {TAG}" in ear.texts


async def test_a_chat_that_ended_while_nobody_listened_has_its_gap_up_to_its_end(server: X, time: Time) -> None:
    event = chat()
    async with Ear(source(server, time, event)) as before:
        await server.listened()
        await server.say(plain(f"before {TAG}"))
        await before.until(lambda ear: bool(ear.arrivals))
    await time.go_on(60)
    await server.say(plain(f"meanwhile {TAG}"))
    await time.set(event.late_until + timedelta(days=1))

    async with Ear(source(server, time, event), before.cursor) as ear:
        await time.run(lambda: closed(ear.gaps))

    assert (ear.gaps[0].from_at, ear.gaps[0].to_at) == (START - LATE, event.late_until)
    assert f"meanwhile {TAG}" in ear.texts
    assert ear.hearing is Hearing.RESTING


async def test_who_begins_in_the_midst_of_a_chat_asks_for_its_beginning(server: X, time: Time) -> None:
    server.rules["1"] = {"id": "1", "value": TAG, "tag": "somebody"}
    await time.set(OPENS)
    await server.say(plain(f"first {TAG}"))
    await time.go_on(600)

    async with Ear(source(server, time)) as ear:
        await time.run(lambda: closed(ear.gaps))

    assert ear.texts == [f"first {TAG}"]
    assert (ear.gaps[-1].from_at, ear.gaps[-1].recovered) == (OPENS, 1)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stops=st.lists(st.integers(1, 12), min_size=1, max_size=4))
async def test_whenever_it_is_killed_all_that_can_be_searched_for_is_given(stops: list[int]) -> None:
    time = Time(START)
    async with X(now=time.now) as server:
        async with Ear(source(server, time)) as ear:
            await server.listened()
            said = {await server.say(plain(f"first {TAG}"))}
            await ear.until(lambda ear: bool(ear.arrivals))
        cursor, given_out = ear.cursor, versions(ear.heard)
        for round_, stop in enumerate(stops):
            async with Ear(source(server, time), cursor) as ear:
                await server.listened()
                for number in range(4):
                    said.add(await server.say(plain(f"{round_}.{number} {TAG}")))
                    await time.go_on(17)
                await ear.until(lambda ear: bool(ear.arrivals))
            cursor = ear.heard[:stop][-1].cursor
            given_out |= versions(ear.heard[:stop])
            await time.go_on(30)
            said.add(await server.say(plain(f"{round_} while away {TAG}")))
        async with Ear(source(server, time), cursor) as ear:
            await time.run(lambda: closed(ear.gaps))
            given_out |= versions(ear.heard)

    assert given_out == said


MISHAPS = st.sampled_from(
    [
        *(Mishap(close_after=count) for count in range(3)),
        *(Mishap(reset_after=count, twice=True) for count in range(3)),
        Mishap(stall_after=1),
        Mishap(close_after=2, last=(ending("OperationalDisconnect"),), reordered=True),
        Mishap(close_after=1, last=(b"{", b'{"errors": 1}', b"x" * 5_000)),
        Mishap(answer=network.BUSY),
        Mishap(answer=network.CROWDED),
        Mishap(answer=network.CREDITS),
        Mishap(answer=network.RULELESS),
        Mishap(answer=network.hurried()),
    ]
)


@settings(max_examples=15)
@given(mishaps=st.lists(MISHAPS, max_size=8))
async def test_whatever_happens_to_connections_every_post_is_given(mishaps: list[Mishap]) -> None:
    time = Time(START)
    async with X(now=time.now) as server:
        unswept = chat(closes_at=OPENS + timedelta(hours=20))
        async with Ear(source(server, time, unswept, stall_seconds=0.3)) as ear:
            await server.listened()
            server.mishaps.extend(mishaps)
            server.streams[0].cut()
            said = {await server.say(plain(f"0 {TAG}"))}
            for number in range(1, 12):
                await time.go_on(20)
                said.add(await server.say(plain(f"{number} {TAG}")))
            await time.run(lambda: not server.mishaps and closed(ear.gaps) and versions(ear.heard) == said)

        assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(server.connects))
        assert len({gap.id for gap in ear.gaps if gap.is_open}) <= len(mishaps) + 1


def versions(heard: Iterable[Heard]) -> set[str]:
    return {item.version for batch in heard for item in batch.items if isinstance(item, Arrival)}


async def test_a_cursor_that_is_none_of_ours_is_named(server: X, time: Time) -> None:
    async with Ear(source(server, time), "yesterday") as ear:
        with pytest.raises(UnreadableError, match="remove it"):
            await ear.until(lambda _: False)


async def test_the_cursor_holds_what_the_next_start_must_know(server: X, time: Time) -> None:
    stream = source(server, time)
    async with Ear(stream) as ear:
        await server.listened()
        await broken(server, time, ear)
        stream.follow_thread(NativeId("x:100"))
        await server.say(plain(f"more {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))

    kept = msgspec.json.decode(ear.cursor)
    assert kept["threads"] == {"100": "chat"}
    assert kept["missed"][0]["since"] == str(snowflake(START - timedelta(seconds=60)))
    assert (kept["day"], kept["posts"]) == ("2026-11-02", 1)


async def test_at_the_end_of_a_chat_all_of_it_is_searched_for_once(server: X, time: Time) -> None:
    event = chat()
    async with Ear(source(server, time, event)) as ear:
        await server.listened()
        await time.set(OPENS + timedelta(minutes=55))
        await server.say(plain(f"heard {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        await server.say(plain(f"not brought {TAG}"), streamed=False)
        searched = len(server.queries(network.SEARCH))
        await time.set(event.closes_at + timedelta(seconds=46))
        await ear.until(lambda ear: bool(ear.gaps))
        await time.go_on(600)

    assert ear.texts == [f"heard {TAG}", f"not brought {TAG}"]
    gap = ear.gaps[0]
    assert (gap.id, gap.recovered, gap.is_open) == ("x/sweep/chat", 1, False)
    assert len(server.queries(network.SEARCH)) == searched + 1


async def test_a_stream_that_brings_nothing_of_a_chat_is_held_against_search_and_opened_anew(
    server: X, time: Time
) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await time.set(OPENS + timedelta(minutes=5))
        await server.say(plain(f"heard {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        await time.go_on(60)
        await server.say(plain(f"not brought {TAG}"), streamed=False)
        await time.go_on(9 * 60 + 1)
        await server.connected(2)
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    assert ear.texts == [f"heard {TAG}", f"not brought {TAG}"]
    stale = next(it for it in ear.gaps if it.id.startswith("x/stale/"))
    assert (stale.recovered, stale.is_open, stale.lacks) == (1, False, "reposts")
    assert stale.from_at == OPENS + timedelta(minutes=5)


async def test_a_chat_in_which_nobody_speaks_is_asked_for_at_times_and_left_as_it_is(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        for minutes in (5, 11, 22):
            await time.set(OPENS + timedelta(minutes=minutes))
        await server.until(lambda: len(server.queries(network.SEARCH)) == 2)

    assert len(server.connects) == 1
    assert (ear.gaps, ear.conditions[-1].cost) == ([], 0.0)


async def test_a_chat_without_surprises_ends_without_a_word(server: X, time: Time) -> None:
    event = chat()
    async with Ear(source(server, time, event)) as ear:
        await server.listened()
        await time.set(OPENS + timedelta(minutes=10))
        await server.say(plain(f"heard {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        await time.set(event.closes_at + timedelta(seconds=46))
        await server.until(lambda: bool(server.queries(network.SEARCH)))
        await server.say(plain(f"late {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    assert ear.gaps == []
    assert ear.texts == [f"heard {TAG}", f"late {TAG}"]
