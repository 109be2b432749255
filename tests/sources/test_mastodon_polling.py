from __future__ import annotations

from itertools import groupby

import pytest

from bridge.errors import SourceRefusedError
from bridge.records import Act, Hearing, Via
from bridge.sources.mastodon_watch import Pace
from tests.networks import mastodon as network
from tests.networks.mastodon import Trouble
from tests.networks.mastodon_connection import Mishap
from tests.networks.mastodon_posts import html
from tests.sources.mastodons import (
    NEVER,
    Listening,
    Waits,
    post,
    ready,
    source,
)


async def test_while_the_stream_cannot_be_reached_the_timelines_are_polled() -> None:
    pace = Pace(compare=NEVER, thread=NEVER, poll=4, bridge=60)
    async with (
        network.Mastodon([Mishap(status=503)] * 4) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await server.connected(3)
        await server.say(post(1))
        await listening.has("post 1")
        await server.listened(2)
        await server.say(post(2))
        await listening.has("post 2")

    assert [arrival.via for arrival in listening.arrivals] == [Via.ASKED, Via.LIVE]


@pytest.mark.parametrize("mishap", [Mishap(status=401), Mishap(status=403), Mishap(error=403)])
async def test_where_the_stream_refuses_us_the_timelines_are_polled_and_the_condition_says_so(mishap: Mishap) -> None:
    pace = Pace(compare=8, thread=NEVER, poll=4, retry=NEVER)
    async with network.Mastodon([mishap]) as server, Listening(source(server, pace=pace).listen(None)) as listening:
        await listening.until(lambda it: it.conditions and it.conditions[-1].detail.count("polled"))
        await server.say(post(1))
        await listening.has("post 1")

    assert listening.conditions[-1].hearing is Hearing.LISTENING
    assert "deletions" in listening.conditions[-1].detail
    assert len(server.connects) == 1


async def test_a_stream_that_refused_us_is_tried_again_after_a_while() -> None:
    pace = Pace(compare=NEVER, thread=NEVER, poll=4, retry=20)
    async with (
        network.Mastodon([Mishap(status=401)]) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.has("post 1")

    assert [arrival.via for arrival in listening.arrivals] == [Via.LIVE]


async def test_without_a_token_posts_edits_and_deletions_are_polled() -> None:
    pace = Pace(poll=4, compare=8, thread=NEVER)
    async with network.Mastodon() as server, Listening(source(server, token="", pace=pace).listen(None)) as listening:
        await server.asked("min_id")
        one, two, three = await server.say(post(1), post(2), post(3, "SolvingTogther"))
        await listening.has("post 1", "post 2", "post 3")
        await server.edit(one["uri"], content=html("post 1b #SolvingTogether"), edited_at="2026-11-02T19:07:00Z")
        await listening.has("post 1b")
        await server.delete(two["uri"])
        await server.edit(three["uri"], content=html("post 3 without it"), edited_at="2026-11-02T19:07:00Z")
        await listening.until(lambda it: any(item.act is Act.DELETED for item in it.arrivals))
        await listening.has("post 3 without it")

    assert sorted(listening.texts) == ["post 1", "post 1b", "post 2", "post 3", "post 3 without it"]
    assert [it.id for it in listening.arrivals if it.act is Act.DELETED] == [f"mastodon:{two['uri']}"]
    assert server.connects == []
    assert set(server.tokens) == {""}


async def test_polling_a_tag_asks_for_at_most_two_hundred_and_twenty_five_pages_in_fifteen_minutes() -> None:
    waits = Waits()
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", sleep=waits, pace=Pace(thread=NEVER)).listen(None)),
    ):
        await server.asked("min_id", 20)

    assert set(waits.seconds) == {4.0}
    assert sum("min_id" in request for request in server.requests) <= len(waits.seconds) + 4


async def test_a_server_that_limits_us_is_left_alone_until_it_says_and_the_condition_tells() -> None:
    waits = Waits()
    pace = Pace(poll=4, compare=NEVER, thread=NEVER)
    limited = Trouble(429, "/solvingtogether", {"Retry-After": "90"})
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", sleep=waits, pace=pace).listen(None)) as listening,
    ):
        await server.asked("min_id", 4)
        server.troubles += [limited, Trouble(429, "/solvingtogther")]
        await server.say(post(1))
        await listening.has("post 1")
        await listening.until(lambda it: len([c for c in it.conditions if "requests" in c.detail]) >= 2)

    assert {90.0, 60.0} <= {round(seconds) for seconds in waits.seconds}
    assert listening.gaps == []


async def test_rest_trouble_while_polling_is_a_gap_that_closes_itself() -> None:
    pace = Pace(poll=4, compare=NEVER, thread=NEVER)
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", pace=pace).listen(None)) as listening,
    ):
        await server.asked("min_id", 4)
        server.troubles += [Trouble(503), Trouble(500), Trouble(200, body="<html>")]
        await server.say(post(1))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await listening.has("post 1")

    assert listening.texts == ["post 1"]
    assert [gap.is_open for gap in listening.gaps] == [True, False]
    assert listening.gaps[-1].recovered == 1


@pytest.mark.parametrize("token", ["", "revoked"])
async def test_a_server_that_refuses_everything_ends_the_source_and_says_what_to_do(token: str) -> None:
    async with (
        network.Mastodon(hashtag_feeds="authenticated") as server,
        Listening(source(server, token=token).listen(None)) as listening,
    ):
        with pytest.raises(SourceRefusedError, match="read:statuses"):
            await listening.until(lambda it: False)

    assert listening.conditions[-1].hearing is Hearing.REFUSED


async def test_a_stream_that_is_refused_time_and_again_while_timelines_are_polled_is_no_gap() -> None:
    pace = Pace(compare=NEVER, thread=NEVER, poll=4, retry=8)
    async with (
        network.Mastodon([Mishap(status=401)] * 4) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await server.connected(4)
        await server.say(post(1))
        await listening.has("post 1")
        await server.listened(2)

    assert len({gap.id for gap in listening.gaps}) == 1
    stretches = [hearing for hearing, _ in groupby(listening.conditions, key=lambda it: it.hearing)]
    assert stretches.count(Hearing.WAITING) <= 1


async def test_a_server_whose_timelines_fail_from_the_start_is_heard_once_they_do_not() -> None:
    pace = Pace(compare=NEVER, thread=NEVER, poll=4, bridge=60)
    async with (
        network.Mastodon(troubles=[Trouble(503, "/solvingtogether")] * 5) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await server.asked("limit=1", 6)
        await server.say(post(1))
        await listening.has("post 1")

    assert any("503" in condition.detail for condition in listening.conditions)
    assert listening.conditions[0].last_byte_at is None
