from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime, timedelta
from itertools import pairwise, repeat

import msgspec
import pytest

from bridge.errors import SourceRefusedError
from bridge.records import Act, Hearing, Reason, Rejected, Via
from bridge.sources.x_hours import Hours
from bridge.sources.x_ledger import Ledger
from bridge.sources.x_news import Link, News
from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import START, TAG, chat, source
from tests.networks.x_ear import Ear
from tests.networks.x_posts import plain, quote, retweet
from tests.networks.x_time import Time
from tests.networks.x_wire import Answer, Mishap, ending

SECOND = timedelta(seconds=1)


def line(text: str = f"A1 yes {TAG}", post_id: str = "2117330919617462272", **fields: object) -> bytes:
    data = {"id": post_id, "author_id": "7", "created_at": "2026-11-02T18:55:00.000Z", "text": text}
    return msgspec.json.encode({"data": data, "matching_rules": [{"id": "1", "tag": "t"}]} | fields)


async def test_it_hears_posts_as_they_are_said_with_all_that_x_sends_along(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        first = await server.say(plain(f"A1 Ring first & ask 👩‍⚕️ {TAG}", "7"))
        await server.say(retweet(server.posts[first], "9"))
        await server.say(quote(server.posts[first], f"Yes {TAG}", "8"))
        await server.say(plain("nothing of ours"))
        await ear.until(lambda ear: len(ear.arrivals) == 3)

    said, repeated, quoted = ear.arrivals
    assert (said.text, said.handle, said.via) == (f"A1 Ring first & ask 👩‍⚕️ {TAG}", "person_7", Via.LIVE)
    assert (repeated.act, repeated.reposts, repeated.text) == (Act.REPOSTED, said.id, said.text)
    assert (quoted.text, quoted.quotes) == (f"Yes {TAG}", said.id)
    assert ear.gaps == []
    assert ear.hearings == [Hearing.CONNECTING, Hearing.LISTENING]


async def test_long_posts_come_in_full_and_with_tags_that_only_the_whole_has(server: X, time: Time) -> None:
    text = "A2 " + "長い言葉と " * 300 + TAG
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await server.say(plain(text))
        await ear.until(lambda ear: bool(ear.arrivals))

    assert ear.texts == [text]
    assert ear.arrivals[0].tags == ("SolvingTogether",)


async def test_both_spellings_of_x_are_understood(time: Time) -> None:
    async with X(now=time.now, new_names=True) as server, Ear(source(server, time)) as ear:
        await server.listened()
        first = await server.say(plain(f"A1 yes {TAG} " + "and more " * 50))
        await server.say(retweet(server.posts[first]))
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    assert ear.arrivals[1].reposts == ear.arrivals[0].id
    assert ear.arrivals[0].text.endswith("and more")


@pytest.mark.parametrize(
    "odd",
    [
        line(matching_rules=[{"id": "1"}]),
        line(matching_rules=[{"id": 1, "tag": None}]),
        line(matching_rules="what"),
        line(matching_rules=None, invented={"by": ["x"]}),
        line(errors=[{"title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"}]),
        line(errors=7),
    ],
    ids=["rule without tag", "tag null", "no list", "unknown fields", "partial errors", "broken errors"],
)
async def test_what_is_odd_about_a_line_does_not_hide_the_post(odd: bytes, time: Time) -> None:
    async with X([Mishap(first=(odd,))], now=time.now) as server, Ear(source(server, time)) as ear:
        await ear.until(lambda ear: bool(ear.arrivals))

    assert ear.texts == [f"A1 yes {TAG}"]
    assert len(server.connects) == 1


@pytest.mark.parametrize(
    ("bad", "detail"),
    [
        (b'{"data": {"id"', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b'["a list"]', "no JSON object"),
        (b'{"data": []}', "object"),
        (line(post_id="x", author_id=7).replace(b'"7"', b"7"), "author_id"),
        (b"x" * 300_000, "more than 200000 bytes"),
    ],
    ids=["cut", "deep", "binary", "a list", "wrong data", "wrong field", "huge"],
)
async def test_a_bad_line_is_counted_and_the_stream_goes_on(bad: bytes, detail: str, time: Time) -> None:
    mishap = Mishap(first=(bad, line()))
    async with X([mishap], now=time.now) as server, Ear(source(server, time, longest_line=200_000)) as ear:
        await ear.until(lambda ear: bool(ear.arrivals))

    assert [(it.reason, detail in it.detail) for it in ear.rejected] == [(Reason.UNREADABLE, True)]
    assert len(server.connects) == 1


@pytest.mark.parametrize(
    "quiet",
    [b'{"errors": [{"title": "Not Found Error"}]}', b'{"errors": []}', b'{"errors": "what"}', b"{}", b""],
)
async def test_errors_without_a_post_end_nothing(quiet: bytes, time: Time) -> None:
    async with X([Mishap(first=(quiet, line()))], now=time.now) as server, Ear(source(server, time)) as ear:
        await ear.until(lambda ear: bool(ear.arrivals))

    assert ear.rejected == []
    assert len(server.connects) == 1


async def test_ids_that_are_no_numbers_end_nothing(server: X, time: Time) -> None:
    mishap = Mishap(first=(line(post_id="٣"), line(post_id="-1"), line(post_id="")))
    server.mishaps.append(mishap)
    async with Ear(source(server, time)) as ear:
        await ear.until(lambda ear: len(ear.arrivals) == 3)

    assert len(server.connects) == 1


async def test_a_line_on_which_we_fail_ourselves_ends_nothing(time: Time) -> None:
    class Failing(Ledger):
        def said(self, at: datetime) -> None:
            raise ZeroDivisionError

    news = News(Failing(None), Hours([chat()]), time, ceiling=0, tick_seconds=1, size=9)
    await news.hear(Link(), line())

    heard = await news.take()

    assert [item.detail for item in heard.items if isinstance(item, Rejected)] == [
        "a line on which we failed (ZeroDivisionError)"
    ]


async def test_posts_that_come_twice_or_out_of_order_are_given_as_they_come(time: Time) -> None:
    mishap = Mishap(twice=True, reordered=True)
    async with X([mishap], now=time.now) as server, Ear(source(server, time)) as ear:
        await server.listened()
        for number in range(4):
            await server.say(plain(f"{number} {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) == 8)

    assert [text[0] for text in ear.texts] == ["1", "1", "0", "0", "3", "3", "2", "2"]
    assert ear.conditions[-1].posts <= 4


async def test_a_stream_that_closes_at_once_is_not_met_with_a_hot_loop(time: Time) -> None:
    async with X([Mishap(close_after=0)] * 6, now=time.now) as server, Ear(source(server, time)) as ear:
        await server.connected(7)
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING and ear.conditions[-1].connects == 7)

    assert all(later - earlier >= SECOND for earlier, later in pairwise(server.connects))
    assert server.connects[-1] - server.connects[0] >= (1 + 2 + 3 + 4 + 5 + 6) * SECOND


async def test_connects_are_a_second_apart_though_the_waits_are_nothing(time: Time) -> None:
    server = X([Mishap(close_after=0)] * 4, now=time.now)
    async with server, Ear(source(server, time, delays=lambda: repeat(0.0))):
        await server.connected(5)

    assert all(later - earlier >= SECOND for earlier, later in pairwise(server.connects))


async def test_a_last_line_that_says_why_is_heard_though_the_connection_is_gone_already(time: Time) -> None:
    mishap = Mishap(close_after=2, last=(ending("ForceDisconnect"),))
    async with X([mishap], now=time.now) as server, Ear(source(server, time)) as ear:
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)
        ear.rest()
        await server.say(plain(f"one {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))
        await server.say(plain(f"two {TAG}"))
        await server.until(lambda: not server.streams)
        await time.go_on(1)
        ear.go_on()
        await ear.until(lambda ear: bool(ear.gaps))

    assert "ForceDisconnect" in ear.gaps[0].cause


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(close_after=1),
        Mishap(reset_after=1),
        Mishap(stall_after=1),
        Mishap(answer=network.BUSY),
        Mishap(answer=Answer(502, "<html>Bad gateway</html>")),
        Mishap(answer=Answer(400, {"title": "Invalid Request"})),
        Mishap(answer=network.RULELESS),
        *(
            Mishap(close_after=1, last=(ending(kind),))
            for kind in (
                "OperationalDisconnect",
                "UpstreamOperationalDisconnect",
                "UpstreamUncleanDisconnect",
                "ForceDisconnect",
                "SlowReader",
                "InternalError",
                "ClientApplicationStateDegraded",
                "InvalidRules",
            )
        ),
        Mishap(stall_after=1, last=(ending("OperationalDisconnect"),)),
        Mishap(first=(msgspec.json.encode({"errors": [network.CROWDED.body]}),)),
    ],
)
async def test_whatever_ends_a_connection_it_is_back_a_second_later_at_the_earliest(mishap: Mishap, time: Time) -> None:
    async with X([mishap], now=time.now) as server, Ear(source(server, time, stall_seconds=0.3)) as ear:
        await server.connected(1)
        if mishap.answer is None:
            await server.listened()
            await server.say(plain(f"before {TAG}"))
        await server.connected(2)
        await server.listened()
        await server.say(plain(f"after {TAG}"))
        await ear.until(lambda ear: f"after {TAG}" in ear.texts)

    first, second = server.connects[:2]
    assert second - first >= SECOND
    assert Hearing.WAITING in ear.hearings


async def test_heartbeats_keep_a_quiet_connection_alive_and_are_signs_of_life(time: Time) -> None:
    server = X(now=time.now, beat_seconds=0.01)
    async with server, Ear(source(server, time, stall_seconds=0.5, tick_seconds=0.05)) as ear:
        await server.listened()
        await time.go_on(300)
        await ear.until(lambda ear: ear.conditions[-1].last_byte_at == START + timedelta(seconds=300))

    assert len(server.connects) == 1
    assert ear.gaps == []


@pytest.mark.parametrize("answer", [network.UNAUTHORIZED, network.FORBIDDEN, Answer(403, "<html>no</html>")])
@pytest.mark.parametrize("route", [network.RULES, network.STREAM])
async def test_a_refusal_is_told_and_ends_the_source(answer: Answer, route: str, server: X, time: Time) -> None:
    server.answers[route] = deque([answer])
    async with Ear(source(server, time)) as ear:
        with pytest.raises(SourceRefusedError, match=f"{answer.status}.*developer console"):
            await ear.until(lambda _: False)

    assert ear.hearings[-1] is Hearing.REFUSED
    assert "developer console" in ear.conditions[-1].detail


@pytest.mark.parametrize("answer", [network.CREDITS, network.CAPPED, network.problem(403, "SpendCapReached")])
async def test_used_up_credits_pause_it_and_say_what_to_do(answer: Answer, server: X, time: Time) -> None:
    server.mishaps.append(Mishap(answer=answer))
    async with Ear(source(server, time)) as ear:
        await ear.until(lambda ear: ear.hearing is Hearing.PAUSED)
        detail = ear.conditions[-1].detail
        await time.run(lambda: len(server.connects) > 1)
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)

    assert server.connects[1] - server.connects[0] >= timedelta(minutes=15)
    assert "Add credits" in detail
    assert "1400000001944027391" not in detail


async def test_too_many_requests_are_answered_with_patience_as_x_says(server: X, time: Time) -> None:
    reset_at = START + timedelta(seconds=30)
    server.mishaps.append(Mishap(answer=network.hurried(reset_at)))
    async with Ear(source(server, time)) as ear:
        await time.run(lambda: len(server.connects) > 1)
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)

    assert server.connects[1] >= reset_at


async def test_too_many_requests_without_a_time_are_answered_with_a_minute_and_then_two(server: X, time: Time) -> None:
    server.mishaps.extend([Mishap(answer=network.hurried())] * 2)
    async with Ear(source(server, time)) as ear:
        await time.run(lambda: len(server.connects) > 2)
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)

    first, second, third = server.connects
    assert second - first >= timedelta(minutes=1)
    assert third - second >= timedelta(minutes=2)


async def test_connections_that_x_still_counts_are_ended(server: X, time: Time) -> None:
    server.is_crowded = True
    async with Ear(source(server, time)) as ear:
        await server.connected(2)
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)

    assert [path for verb, path, _ in server.asked if verb == "DELETE"] == ["/2/connections/filtered_stream"]
    assert server.connects[1] - server.connects[0] >= SECOND


async def test_a_slow_reader_is_dropped_and_loses_nothing_silently(time: Time) -> None:
    async with X(now=time.now, buffer=300) as server:
        listener = source(server, time, queue_size=20)
        async with Ear(listener) as ear:
            await server.listened()
            await server.say(plain(f"first {TAG}"))
            await ear.until(lambda ear: bool(ear.arrivals))
            ear.rest()
            number = 0
            while server.streams:
                await server.say(plain(f"{number} {TAG} " + "word " * 4_000))
                number += 1
                await asyncio.sleep(0)
            ear.go_on()
            await server.connected(2)
            await ear.until(lambda ear: bool(ear.gaps))
            await time.go_on(60)
            await ear.until(lambda ear: len({it.id for it in ear.arrivals}) == number + 1)

            await ear.until(lambda ear: ear.gaps[-1].recovered > 0)

    assert ear.gaps[0].is_open


async def test_cancelling_ends_it_at_once_and_leaves_no_connection(server: X, time: Time) -> None:
    async with Ear(source(server, time)):
        await server.listened()

    await server.until(lambda: not server.streams)


async def test_its_condition_is_told_every_few_seconds_though_nothing_is_heard(server: X, time: Time) -> None:
    async with Ear(source(server, time, tick_seconds=0.02, ceiling=5.0)) as ear:
        await server.listened()
        await ear.until(lambda ear: len([it for it in ear.conditions if it.hearing is Hearing.LISTENING]) > 3)

    told = ear.conditions[-1]
    assert (told.ceiling, told.connects, told.connected_at) == (5.0, 1, START)
    assert told.rules == ("(#SolvingTogether OR #SolvingTogther)",)
