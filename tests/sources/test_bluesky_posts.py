"""Bluesky is asked for posts by their address: what it shows is read as it was when it was said, what it leaves out is missing."""

from __future__ import annotations

import pytest

from bridge.errors import UnreadableError
from bridge.records import Act, Via
from bridge.sources.bluesky_posts import BlueskyPosts
from tests.networks.bsky_app import BskyApp, Mishap, uri
from tests.web.fakes import StandingClock

AMY = "did:plc:amy"


async def test_a_post_is_read_as_it_was_when_it_was_said_with_its_handle() -> None:
    async with BskyApp() as app:
        cid = app.say("A1 Ring people first #SolvingTogether", AMY, "1")

        (arrival,), missing = await BlueskyPosts(app.url, clock=StandingClock()).lookup([uri(AMY, "1")])

    assert missing == ()
    assert (arrival.id, arrival.act, arrival.author) == (f"bluesky:{uri(AMY, '1')}", Act.SAID, AMY)
    assert (arrival.text, arrival.version) == ("A1 Ring people first #SolvingTogether", cid)
    assert (arrival.handle, arrival.via) == ("amy.example", Via.ASKED)
    assert arrival.link == "https://bsky.app/profile/did:plc:amy/post/1"


async def test_a_post_that_is_left_out_is_missing_once_it_was_left_out_twice() -> None:
    async with BskyApp([Mishap(leaves_out=1)]) as app:
        app.say("Ring people first", AMY, "1")
        app.say("Write in large print", AMY, "2")

        arrivals, missing = await BlueskyPosts(app.url, clock=StandingClock()).lookup(
            [uri(AMY, "1"), uri(AMY, "2"), uri(AMY, "3")]
        )

    assert missing == (uri(AMY, "3"),)
    assert sorted(it.text for it in arrivals) == ["Ring people first", "Write in large print"]
    assert app.asked[1] == [uri(AMY, "1"), uri(AMY, "3")]


async def test_many_posts_are_asked_for_in_requests_of_twenty_five() -> None:
    async with BskyApp() as app:
        for number in range(60):
            app.say(f"Idea {number}", AMY, str(number))

        arrivals, missing = await BlueskyPosts(app.url, clock=StandingClock()).lookup(
            [uri(AMY, str(number)) for number in range(60)]
        )

    assert ([len(it) for it in app.asked], len(arrivals), missing) == ([25, 25, 10], 60, ())


@pytest.mark.parametrize("handle", ["handle.invalid", ""])
async def test_a_handle_that_leads_nowhere_is_none(handle: str) -> None:
    async with BskyApp() as app:
        app.say("Ring people first", AMY, "1")
        app.show(AMY, "1", author={"did": AMY, "handle": handle})

        (arrival,), _ = await BlueskyPosts(app.url, clock=StandingClock()).lookup([uri(AMY, "1")])

    assert arrival.handle is None


@pytest.mark.parametrize(
    "shown",
    [
        {"record": {"text": 7}},
        {"record": "?"},
        {"author": None},
        {"indexedAt": "one day"},
        {"indexedAt": "0001-01-01T00:00:00Z"},
    ],
)
async def test_a_post_that_is_shown_in_no_shape_that_we_know_is_neither_read_nor_missing(
    shown: dict[str, object],
) -> None:
    async with BskyApp() as app:
        app.say("Ring people first", AMY, "1")
        app.show(AMY, "1", **shown)

        found = await BlueskyPosts(app.url, clock=StandingClock()).lookup([uri(AMY, "1")])

    assert found == ((), ())


@pytest.mark.parametrize(
    ("mishap", "error"),
    [
        *((Mishap(status=status), ConnectionError) for status in (400, 401, 403, 404, 429, 500, 502, 503)),
        (Mishap(body=b"<html>"), UnreadableError),
        (Mishap(body=b"{}"), UnreadableError),
        (Mishap(body=b'{"posts":[{}]}'), UnreadableError),
        (Mishap(body=b'{"posts":' + b"[" * 100_000), UnreadableError),
        (Mishap(body=b" " * (4 * 2**20 + 1)), UnreadableError),
    ],
)
async def test_a_view_that_is_unwell_says_nothing_of_any_post(mishap: Mishap, error: type[Exception]) -> None:
    async with BskyApp([mishap]) as app:
        with pytest.raises(error):
            await BlueskyPosts(app.url, clock=StandingClock()).lookup([uri(AMY, "1")])


async def test_a_view_that_fails_when_asked_again_says_nothing_of_any_post() -> None:
    async with BskyApp([Mishap(), Mishap(status=503)]) as app:
        with pytest.raises(ConnectionError, match="503"):
            await BlueskyPosts(app.url, clock=StandingClock()).lookup([uri(AMY, "1")])


async def test_a_view_that_is_not_there_cannot_be_asked() -> None:
    with pytest.raises(ConnectionError):
        await BlueskyPosts("http://127.0.0.1:9", clock=StandingClock()).lookup([uri(AMY, "1")])
