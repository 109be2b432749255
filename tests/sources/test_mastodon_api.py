from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from bridge.sources.mastodon_api import Access, MastodonApi, Refused, limited
from tests.networks import mastodon as network
from tests.networks.mastodon import Trouble
from tests.networks.mastodon_posts import reply, status
from tests.sources.mastodons import HandClock, Waits, post

NOW = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


def api(server: network.Mastodon, **options: Any) -> MastodonApi:
    return MastodonApi(server.url, **{"clock": HandClock(), "sleep": Waits(), **options})


async def test_a_server_says_where_it_streams_and_whom_it_lets_read() -> None:
    async with (
        network.Mastodon(hashtag_feeds="public", remote_feeds="authenticated") as server,
        api(server) as mastodon,
    ):
        server.streaming = "wss://streaming.care.example/"

        instance = await mastodon.instance()

    assert instance.streaming == "wss://streaming.care.example"
    assert instance.hashtags == Access(local="public", remote="authenticated")


@pytest.mark.parametrize(
    ("first", "streaming"),
    [
        (Trouble(200, "/v1/instance", body='{"urls":{"streaming_api":"ws://old.example"}}'), "ws://old.example"),
        (Trouble(200, "/v1/instance", body='{"urls":{"streaming_api":"https://wrong.example"}}'), ""),
        (Trouble(200, "/v1/instance", body="[]"), ""),
        (Trouble(404, "/v1/instance", body="<html>"), ""),
    ],
    ids=["older than 4.0", "no WebSocket", "no instance", "neither"],
)
async def test_an_older_server_is_asked_as_such_and_streams_at_its_own_address_if_it_does_not_say(
    first: Trouble, streaming: str
) -> None:
    async with network.Mastodon(troubles=[Trouble(404, "/v2/instance"), first]) as server, api(server) as mastodon:
        instance = await mastodon.instance()

    assert instance.streaming == (streaming or server.url.replace("http", "ws", 1))
    assert instance.hashtags == Access()


async def test_a_token_is_not_sent_in_the_clear_because_a_server_says_so() -> None:
    secure = MastodonApi("https://care.example", clock=HandClock())

    assert secure.streams_at("ws://care.example") == "wss://care.example"
    assert secure.streams_at("wss://streaming.care.example/") == "wss://streaming.care.example"


@pytest.mark.parametrize(
    "told", ["", "wss://", "wss://care.example:99999", "wss://[::", "https://care.example", "care.example"]
)
def test_an_address_that_is_none_is_not_where_it_streams(told: str) -> None:
    assert MastodonApi("https://care.example", clock=HandClock()).streams_at(told) == "wss://care.example"


async def test_a_timeline_is_read_newest_first_and_forwards_from_a_place() -> None:
    async with network.Mastodon(page=2) as server, api(server) as mastodon:
        one, two, three = await server.say(post(1), post(2), post(3))

        newest = await mastodon.newest("solvingtogether")
        after = await mastodon.after("solvingtogether", one["id"])
        none = await mastodon.newest("nobody has said it")

    assert [it["id"] for it in newest] == [it["id"] for it in after] == [three["id"], two["id"]]
    assert none == []


async def test_a_status_that_is_gone_is_none_and_what_was_said_under_one_is_told() -> None:
    async with network.Mastodon() as server, api(server) as mastodon:
        [question] = await server.say(status())
        [answer] = await server.say(reply(question))

        answers = await mastodon.answers(question["id"])
        await server.delete(answer["uri"])

        assert [it["id"] for it in answers or []] == [answer["id"]]
        assert await mastodon.status(question["id"]) is not None
        assert await mastodon.status(answer["id"]) is None
        assert await mastodon.answers(answer["id"]) is None


@pytest.mark.parametrize("body", ["<html>Not found</html>", "{}", ""])
async def test_a_server_that_is_no_mastodon_says_of_nothing_that_it_is_gone(body: str) -> None:
    async with network.Mastodon(troubles=[Trouble(404, "/7", body=body)]) as server, api(server) as mastodon:
        with pytest.raises(OSError, match="404"):
            await mastodon.status("7")


@pytest.mark.parametrize("code", [401, 403, 422])
async def test_a_refusal_names_the_answer(code: int) -> None:
    async with network.Mastodon(troubles=[Trouble(code)]) as server, api(server) as mastodon:
        with pytest.raises(Refused, match=str(code)):
            await mastodon.newest("solvingtogether")


async def test_a_token_that_is_refused_is_left_aside_for_timelines_are_often_public() -> None:
    async with network.Mastodon() as server, api(server, token="revoked") as mastodon:
        await server.say(post(1))

        found = await mastodon.newest("solvingtogether")
        await mastodon.newest("solvingtogether")

    assert len(found) == 1
    assert server.tokens == ["Bearer revoked", "", ""]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(500),
        Trouble(503),
        Trouble(302, headers={"Location": "https://127.0.0.1:1/elsewhere"}),
        Trouble(200, body="not JSON"),
        Trouble(200, body="[" * 100_000),
        Trouble(200, body='"' + "x" * 17 * 2**20 + '"'),
    ],
    ids=["500", "503", "a dead end", "not JSON", "deep", "endless"],
)
async def test_what_a_server_does_wrong_is_an_error_that_may_pass(trouble: Trouble) -> None:
    async with network.Mastodon(troubles=[trouble]) as server, api(server) as mastodon:
        with pytest.raises(OSError, match=r"server|answer"):
            await mastodon.newest("solvingtogether")

        assert await mastodon.newest("solvingtogether") == []


async def test_a_server_that_cannot_be_reached_is_an_error_that_may_pass() -> None:
    async with MastodonApi("http://127.0.0.1:1", clock=HandClock()) as mastodon:
        with pytest.raises(OSError, match="cannot be asked"):
            await mastodon.instance()


async def test_being_limited_is_waited_for_and_told() -> None:
    waits = Waits()
    told: list[datetime] = []
    limits = [
        Trouble(429, headers={"Retry-After": "12"}),
        Trouble(429),
        Trouble(429, headers={"Retry-After": "Monday"}),
    ]
    async with network.Mastodon(troubles=limits) as server, api(server, sleep=waits) as mastodon:
        mastodon.on_wait = told.append

        assert await mastodon.newest("solvingtogether") == []

    assert waits.seconds == [12.0, 60.0, 60.0]
    assert told == [HandClock().now() + timedelta(seconds=seconds) for seconds in waits.seconds]


async def test_the_last_request_that_is_allowed_is_followed_by_a_wait_for_the_servers_own_clock() -> None:
    waits = Waits()
    async with network.Mastodon(limit=2) as server, api(server, sleep=waits) as mastodon:
        await mastodon.newest("solvingtogether")
        await mastodon.newest("solvingtogether")
        assert waits.seconds == []
        server.limit = 9
        await mastodon.newest("solvingtogether")

    assert len(waits.seconds) == 1
    assert 1 <= waits.seconds[0] <= 300
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-RateLimit-Reset": "2026-11-02T19:04:00.123456Z", "Date": format_datetime(NOW, usegmt=True)}, 240.123456),
        ({"X-RateLimit-Reset": "2026-11-02T19:04:00"}, 240.0),
        ({"X-RateLimit-Reset": "2026-11-02T18:00:00Z"}, 1.0),
        ({"X-RateLimit-Reset": "2036-11-02T18:00:00Z"}, 900.0),
        ({"X-RateLimit-Reset": "soon"}, 60.0),
        ({"Retry-After": "nan"}, 60.0),
        ({"Retry-After": "9" * 999}, 900.0),
        ({}, 60.0),
    ],
)
def test_how_long_a_server_asks_us_to_wait_is_bounded(headers: dict[str, str], seconds: float) -> None:
    assert limited(429, headers, NOW) == seconds


def test_a_server_that_does_not_limit_us_asks_for_no_wait() -> None:
    assert limited(200, {"X-RateLimit-Remaining": "7"}, NOW) is None
    assert limited(503, {}, NOW) is None
