from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.records import Arrival, Hearing, Via
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.mastodon_watch import Pace
from tests.networks import mastodon as network
from tests.networks.mastodon import TOKEN
from tests.networks.mastodon_connection import Mishap
from tests.networks.mastodon_posts import html, status
from tests.sources.mastodons import (
    CHAT,
    NEVER,
    START,
    HandClock,
    Listening,
    Waits,
    cursor_at,
    post,
    ready,
    source,
    told,
)


@pytest.mark.parametrize("mishap", [Mishap(close_after=1), Mishap(reset_after=1)], ids=["closed", "reset"])
async def test_what_was_said_during_a_break_is_caught_up_with_once_and_its_gap_is_closed(mishap: Mishap) -> None:
    clock, barrier = HandClock(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        await (asyncio.Event().wait() if seconds >= NEVER else barrier.wait())

    async with (
        network.Mastodon([mishap]) as server,
        Listening(source(server, clock=clock, sleep=sleep).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.until(lambda it: it.conditions and it.conditions[-1].hearing is Hearing.WAITING)
        clock.at += timedelta(minutes=2)
        await server.say(*(post(number) for number in range(2, 90)))
        barrier.set()
        await server.listened(4)
        await server.say(post(90))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await listening.has("post 90")

    assert sorted(listening.texts) == sorted(f"post {number}" for number in range(1, 91))
    opened, closed = listening.gaps
    assert opened.id == closed.id == f"mastodon/{server.host}/{round(opened.from_at.timestamp() * 1000)}"
    assert (opened.is_open, closed.is_open, closed.lacks) == (True, False, "")
    assert (opened.from_at, opened.to_at) == (START + timedelta(minutes=5), START + timedelta(minutes=7))
    assert closed.recovered in {88, 89}  # the last may have come by the stream as well
    assert {it.via for it in listening.arrivals if it.text.startswith(("post 2 ", "post 89 "))} == {Via.ASKED}


async def test_a_server_that_gives_small_pages_is_read_to_the_end() -> None:
    async with network.Mastodon(page=7) as server:
        await server.say(*(post(number) for number in range(50)))
        cursor = cursor_at(START, solvingtogether="1", solvingtogther="1")
        async with Listening(source(server).listen(cursor)) as listening:
            await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)

    assert listening.texts == [f"post {number}" for number in range(50)]
    assert listening.gaps[-1].recovered == 50


async def test_a_restart_from_any_cursor_loses_nothing_and_tells_the_stretch_it_was_away() -> None:
    async with network.Mastodon([Mishap(close_after=3)]) as server:
        async with Listening(source(server).listen(None)) as first:
            await server.listened(2)
            await server.say(*(post(number) for number in range(12)))
            await first.has(*(f"post {number}" for number in range(12)))
        for at, batch in enumerate(first.heard):
            known = {
                item.text.partition(" #")[0]
                for one in first.heard[: at + 1]
                for item in one.items
                if isinstance(item, Arrival)
            }
            async with Listening(source(server).listen(batch.cursor)) as after:
                await after.until(lambda it: it.gaps and not it.gaps[-1].is_open)

            assert known | set(after.texts) >= {f"post {number}" for number in range(12)}, at
            assert after.gaps[0].from_at == START + timedelta(minutes=5)


async def test_a_server_that_accepts_and_closes_at_once_is_met_with_growing_waits() -> None:
    waits = Waits()
    pace = Pace(poll=NEVER, compare=NEVER, thread=NEVER, bridge=0)
    async with (
        network.Mastodon([Mishap(close_after=0)] * 5) as server,
        Listening(source(server, sleep=waits, pace=pace).listen(None)) as listening,
    ):
        await server.connected(6)
        await server.say(post(1))
        await listening.has("post 1")

    assert waits.seconds[:5] == [1.0, 2.0, 3.0, 4.0, 5.0]


async def test_by_default_no_two_connections_are_less_than_a_second_apart() -> None:
    waits = Waits()
    async with network.Mastodon([Mishap(close_after=0)] * 8) as server:
        plain = MastodonTags(
            server.url,
            [CHAT],
            clock=HandClock(),
            token=TOKEN,
            sleep=waits,
            pace=Pace(poll=NEVER, compare=NEVER, thread=NEVER, bridge=0),
        )
        async with Listening(plain.listen(None)):
            await server.connected(9)

    assert min(waits.seconds) >= 1.0


async def test_a_connection_without_a_byte_is_left_and_pings_keep_a_quiet_one() -> None:
    async with (
        network.Mastodon([Mishap(stall_after=0)], ping_seconds=0.02) as server,
        Listening(source(server, stall_seconds=0.1).listen(None)) as listening,
    ):
        await server.connected(2)
        await asyncio.wait_for(told(listening, 5), 5)
        await server.say(post(1))
        await listening.has("post 1")

    assert len(server.connects) == 2
    assert any("heartbeat" in condition.detail for condition in listening.conditions)


async def test_a_frame_too_large_is_rejected_and_its_status_is_read_from_the_timeline() -> None:
    async with network.Mastodon() as server, Listening(source(server, max_frame=20_000).listen(None)) as listening:
        await ready(server)
        await server.say(post(1), post(2, spoiler_text="x" * 30_000), post(3))
        await listening.until(lambda it: it.rejected and len(it.texts) == 3)
        await server.connected(2)

    assert [item.detail for item in listening.rejected] == ["a frame larger than the stream may send"]
    assert [arrival.via for arrival in listening.arrivals if len(arrival.text) > 20_000] == [Via.ASKED]
    assert len(server.connects) == 2


@pytest.mark.parametrize("code", [429, 500, 503])
async def test_trouble_with_the_stream_passes(code: int) -> None:
    async with (
        network.Mastodon([Mishap(status=code)] * 2) as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.has("post 1")

    assert Hearing.WAITING in {condition.hearing for condition in listening.conditions}


async def test_a_stream_that_says_for_how_long_to_stay_away_is_left_alone_for_that_long() -> None:
    waits = Waits()
    async with (
        network.Mastodon([Mishap(status=429, retry_after="77")]) as server,
        Listening(source(server, sleep=waits).listen(None)),
    ):
        await server.connected(2)

    assert waits.seconds == [77.0]


async def test_a_gap_stays_open_where_timelines_are_refused_and_says_why() -> None:
    async with (
        network.Mastodon([Mishap(close_after=1)], hashtag_feeds="disabled") as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await server.listened(2)
        await server.say(post(1))
        await listening.until(lambda it: len(it.gaps) >= 2)
        await server.listened(4)
        await server.say(post(2))
        await listening.has("post 2")

    assert [gap.is_open for gap in listening.gaps] == [True, True]
    assert "timelines to nobody" in listening.gaps[-1].cause
    assert "cannot be had" in listening.conditions[-1].detail


async def test_a_gap_tells_what_is_lacking_where_only_some_timelines_are_shown() -> None:
    async with (
        network.Mastodon([Mishap(close_after=1)], remote_feeds="disabled") as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await server.listened(2)
        await server.say(post(1))
        await listening.until(lambda it: len(it.gaps) >= 2)

    assert (listening.gaps[-1].is_open, listening.gaps[-1].lacks) == (True, "posts from other servers")


async def test_a_stream_that_is_connected_and_brings_nothing_is_found_out_and_left() -> None:
    pace = Pace(compare=60, grace=1, thread=NEVER, poll=NEVER)
    async with (
        network.Mastodon([Mishap(silent=True)]) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1), post(2))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await server.listened(4)
        await server.say(post(3))
        await listening.has("post 3")

    assert listening.texts == ["post 1", "post 2", "post 3"]
    assert (listening.gaps[-1].recovered, len(server.connects)) == (2, 2)
    assert listening.gaps[-1].cause == "posts stood in the timeline that the stream did not bring"


async def test_a_post_that_the_stream_leaves_out_among_others_is_a_gap_that_is_closed_at_once() -> None:
    pace = Pace(compare=60, grace=20, thread=NEVER, poll=NEVER)
    async with network.Mastodon() as server, Listening(source(server, pace=pace).listen(None)) as listening:
        await ready(server)
        server.keep(post(1))
        await server.say(post(2))
        await listening.has("post 1", "post 2")
        await listening.until(lambda it: it.gaps)

    assert listening.texts == ["post 2", "post 1"]
    assert [(gap.is_open, gap.recovered) for gap in listening.gaps] == [(False, 1)]
    assert len(server.connects) == 1


async def test_a_post_that_reached_the_server_late_is_found_and_no_sign_of_trouble() -> None:
    pace = Pace(compare=30, grace=1, thread=NEVER, poll=NEVER)
    async with network.Mastodon() as server, Listening(source(server, pace=pace).listen(None)) as listening:
        await ready(server)
        server.keep(status("late #SolvingTogether", created_at=START.isoformat()))
        await listening.has("late")
        await server.say(post(1))
        await listening.has("post 1")

    assert [arrival.via for arrival in listening.arrivals] == [Via.ASKED, Via.LIVE]
    assert (listening.gaps, len(server.connects)) == ([], 1)


async def test_a_stream_that_brings_nothing_time_and_again_is_given_up_for_polling() -> None:
    pace = Pace(compare=30, grace=1, thread=NEVER, poll=4, retry=NEVER)
    async with (
        network.Mastodon([Mishap(silent=True)] * 9) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await server.say(post(2))
        await listening.until(lambda it: it.conditions[-1].detail.count("polled"))

    assert listening.texts == ["post 1", "post 2"]
    assert len(server.connects) == 2


async def test_edits_and_deletions_that_the_stream_does_not_tell_are_found_by_comparing() -> None:
    pace = Pace(compare=20, grace=0, thread=NEVER, poll=NEVER)
    async with (
        network.Mastodon() as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        one, _ = await server.say(post(1), post(2))
        await listening.has("post 1", "post 2")
        await server.edit(one["uri"], content=html("post 1 on its own"), edited_at="2026-11-02T19:07:00Z")
        await listening.has("post 1 on its own")

    assert len(server.connects) == 1
    assert listening.gaps == []


@settings(max_examples=20)
@given(
    cuts=st.lists(st.integers(0, 6), max_size=5),
    resets=st.booleans(),
    times=st.integers(1, 2),
    page=st.integers(1, 5),
    stop=st.integers(0, 11),
)
async def test_nothing_is_lost_wherever_the_connection_is_cut_or_the_process_is_killed(
    cuts: list[int], resets: bool, times: int, page: int, stop: int
) -> None:
    def mishap(cut: int) -> Mishap:
        return Mishap(reset_after=cut, times=times) if resets else Mishap(close_after=cut, times=times)

    everything = {f"post {number}" for number in range(12)}
    async with network.Mastodon(map(mishap, cuts), page=page) as server:
        async with Listening(source(server).listen(None)) as first:
            await first.until(lambda it: '"solvingtogther"' in it.heard[-1].cursor if it.heard else False)
            for number in range(stop):
                await server.say(post(number))
            await first.until(lambda it: len(it.heard) > stop // 3)
        kept = first.heard[-1].cursor
        known = set(first.texts)
        await server.say(*(post(number) for number in range(stop, 12)))
        async with Listening(source(server, rewind_seconds=0).listen(kept)) as second:
            await second.until(lambda it: everything <= known | set(it.texts))
            await second.until(lambda it: it.gaps and not it.gaps[-1].is_open)

    assert len(second.texts) == len(set(second.texts))
