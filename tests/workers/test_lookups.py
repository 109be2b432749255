"""A stored link leads to the post at its network: as it stands now, gone, or, where that is not sure, left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bridge.records import Act, Arrival, ContributionId, NativeId, Via
from bridge.sources.bluesky_posts import BlueskyPosts
from bridge.sources.x import read
from bridge.sources.x_api import XApi
from bridge.sources.x_problems import XProblemError
from tests import factories
from tests.networks.bsky_app import BskyApp
from tests.web.fakes import StandingClock
from workers.lookups import BlueskyLookUp, MastodonLookUp, XLookUp
from workers.stored import Stored

CLOCK = StandingClock()


def post(link: str, version: str = "") -> Stored:
    return Stored(id=ContributionId("c-1"), link=link, version=version, said_at=factories.minutes(10), at="e.1")


def gone(arrivals: Sequence[Arrival]) -> list[NativeId]:
    return [it.id for it in arrivals if it.act is Act.DELETED]


class XShown:
    """X's posts by any of their ids, each version by its own, and what it says of those that it does not show."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, dict[str, str]] = {}
        self.unwell: set[str] = set()  # shown no sooner than when asked for again
        self.status = 200
        self.asked: list[list[str]] = []

    def say(self, *versions: str) -> None:
        for version in versions:
            self.posts[version] = {
                "id": version,
                "text": "Ring people first",
                "author_id": "7",
                "created_at": "2026-11-02T19:10:00.000Z",
                "edit_history_tweet_ids": list(versions),
            }

    def refuse(self, post_id: str, title: str) -> None:
        del self.posts[post_id]
        self.errors[post_id] = {"title": title}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[XLookUp]:
        app = web.Application()
        app.router.add_get("/2/tweets", self._answer)
        async with TestServer(app) as server:
            yield XLookUp(XApi("token", str(server.make_url("/"))), clock=CLOCK)

    async def _answer(self, request: web.Request) -> web.Response:
        ids = request.query["ids"].split(",")
        self.asked.append(ids)
        errors = [
            {"resource_type": "tweet", "parameter": "ids", "resource_id": it, "value": it, "detail": "…", **error}
            for it in ids
            if (error := self.errors.get(it))
        ]
        errors += [
            {"title": "Not Found Error", "parameter": "ids", "resource_id": it} for it in ids if it in self.unwell
        ]
        data = [self.posts[it] for it in ids if it in self.posts and it not in self.unwell]
        self.unwell = set()
        return web.json_response({"data": data} | ({"errors": errors} if errors else {}), status=self.status)


@pytest.mark.parametrize("title", ["Not Found Error", "Authorization Error"])
async def test_a_post_that_x_shows_no_more_is_gone(title: str) -> None:
    shown = XShown()
    shown.say("11")
    shown.say("12")
    shown.refuse("12", title)

    async with shown.open() as look_up:
        found = await look_up([post("https://x.com/i/status/11"), post("https://x.com/i/status/12")])

    assert (gone(found), shown.asked) == (["x:12"], [["11", "12"], ["12"]])
    assert [(it.id, it.version, it.via) for it in found if it.act is Act.SAID] == [("x:11", "11", Via.ASKED)]


async def test_a_post_that_x_shows_when_asked_again_is_not_gone() -> None:
    shown = XShown()
    shown.say("11")
    shown.say("12")
    shown.unwell = {"12"}

    async with shown.open() as look_up:
        found = await look_up([post("https://x.com/i/status/11"), post("https://x.com/i/status/12")])

    assert [(it.id, it.act) for it in found] == [("x:11", Act.SAID), ("x:12", Act.SAID)]
    assert shown.asked == [["11", "12"], ["12"]]


async def test_a_post_of_which_x_says_nothing_is_left_alone() -> None:
    async with XShown().open() as look_up:
        assert await look_up([post("https://x.com/i/status/11")]) == []


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_an_x_that_refuses_or_fails_says_nothing_of_any_post(status: int) -> None:
    shown = XShown()
    shown.status = status

    async with shown.open() as look_up:
        with pytest.raises(XProblemError):
            await look_up([post("https://x.com/i/status/11")])


async def test_an_edited_post_of_x_is_read_in_its_last_version() -> None:
    shown = XShown()
    shown.say("11", "13")
    shown.posts["13"]["text"] = "Ring people twice"

    async with shown.open() as look_up:
        found = await look_up([post("https://x.com/i/status/11")])

    assert [(it.id, it.version, it.text) for it in found] == [("x:11", "13", "Ring people twice")]
    assert shown.asked == [["11"], ["13"]]


async def test_links_to_x_are_known_in_all_their_forms_and_others_are_left_alone() -> None:
    shown = XShown()
    links = [
        "https://x.com/i/status/1",
        "https://twitter.com/amy/status/2?s=20",
        "https://mobile.twitter.com/amy/status/3/photo/1",
        "https://x.com/i/web/status/4",
        "https://x.com/amy",
        "https://x.example/i/status/5",
        "https://x.com/i/status/1",
    ]

    async with shown.open() as look_up:
        await look_up([post(it) for it in links])
        await look_up([post("https://x.com/amy")])

    assert shown.asked == [["1", "2", "3", "4"]]


def test_the_version_of_a_post_as_it_was_heard_is_the_one_that_a_look_up_compares() -> None:
    shown = XShown()
    shown.say("11", "13")

    heard = read({"data": shown.posts["13"]}, factories.minutes(10))

    assert isinstance(heard, Arrival)
    assert (heard.link, heard.version) == ("https://x.com/i/status/13", "13")


async def test_a_post_of_bluesky_is_looked_up_by_account_and_not_by_handle() -> None:
    async with BskyApp() as app:
        cid = app.say("Ring people first", "did:plc:amy", "1")
        look_up = BlueskyLookUp(BlueskyPosts(app.url, clock=CLOCK), clock=CLOCK)
        links = ["did:plc:amy/post/1", "did:plc:amy/post/2", "amy.example/post/3", "did:plc:amy/feed/4"]

        found = await look_up([post(f"https://bsky.app/profile/{it}") for it in links])
        nothing = await look_up([post("https://bsky.app/profile/amy.example/post/3")])

    assert gone(found) == ["bluesky:at://did:plc:amy/app.bsky.feed.post/2"]
    assert [(it.version, it.link) for it in found if it.act is Act.SAID] == [
        (cid, f"https://bsky.app/profile/{links[0]}")
    ]
    assert nothing == ()


class MastodonShown:
    """One Mastodon server's statuses, or what it answers instead."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.statuses: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        app = web.Application()
        app.router.add_get("/api/v1/statuses/{id}", self._answer)
        self.server = TestServer(app)

    @property
    def url(self) -> str:
        return str(self.server.make_url("")).rstrip("/")

    def say(self, local_id: str, **fields: Any) -> None:
        self.statuses[local_id] = {
            "id": local_id,
            "uri": f"{self.url}/users/amy/statuses/{local_id}",
            "url": f"{self.url}/@amy/{local_id}",
            "created_at": "2026-11-02T19:10:00.000Z",
            "content": "<p>Ring people first</p>",
            "visibility": "public",
            "account": {"acct": "amy", "url": f"{self.url}/@amy", "uri": f"{self.url}/users/amy"},
            **fields,
        }

    async def _answer(self, request: web.Request) -> web.Response:
        local_id = request.match_info["id"]
        self.asked.append(local_id)
        if self.status != 200:
            return web.json_response({"error": "…"}, status=self.status)
        found = self.statuses.get(local_id)
        return web.json_response(found or {"error": "Record not found"}, status=200 if found else 404)


async def test_a_status_is_looked_up_where_it_was_said() -> None:
    shown = MastodonShown()
    async with shown.server:
        url = shown.url
        shown.say("11", edited_at="2026-11-02T19:20:00.000Z")

        found = await MastodonLookUp([url], clock=CLOCK)([post(f"{url}/@amy/11"), post(f"{url}/@amy/12")])

    (deletion,) = (it for it in found if it.act is Act.DELETED)
    assert {deletion.id, *deletion.aliases} == {
        f"mastodon:local:{url.removeprefix('http://')}:12",
        f"mastodon:{url}/users/amy/statuses/12",
        f"mastodon:{url}/@amy/12",
    }
    (edited,) = (it for it in found if it.act is Act.SAID)
    assert (edited.id, edited.version) == (f"mastodon:{url}/users/amy/statuses/11", "2026-11-02T19:20:00+00:00")
    assert edited.via is Via.ASKED


@pytest.mark.parametrize("status", [401, 403, 422, 500, 503])
async def test_a_server_that_refuses_or_fails_is_left_alone_and_the_others_are_asked(status: int) -> None:
    unwell, well = MastodonShown(status), MastodonShown()
    async with unwell.server, well.server:
        look_up = MastodonLookUp([unwell.url, well.url], clock=CLOCK)

        found = await look_up([post(f"{it.url}/@amy/{number}") for it in (unwell, well) for number in (1, 2)])
        host = well.url.removeprefix("http://")

    assert (unwell.asked, well.asked) == (["1"], ["1", "2"])
    assert gone(found) == [f"mastodon:local:{host}:1", f"mastodon:local:{host}:2"]


@pytest.mark.parametrize(
    "link",
    [
        "http://care.example.org/@amy/1",
        "https://127.0.0.1/@amy/1",
        "https://[::1]/@amy/1",
        "https://localhost/@amy/1",
        "https://metadata.google.internal/@amy/1",
        "https://care.example.org:8443/@amy/1",
        "https://user@care.example.org/@amy/1",
        "https://care.example.org/notes/abc",
        "https://care.example.org/@amy/statuses/01ABC",
        "https://care.example.org/@amy/1/reblogged_by",
    ],
)
def test_links_that_lead_into_our_own_network_or_to_no_status_are_not_followed(link: str) -> None:
    assert MastodonLookUp(clock=CLOCK).where([post(link)]) == {}


@pytest.mark.parametrize("server", ["https://care.example.org", "https://care.xn--p1ai"])
def test_a_server_of_that_name_is_asked_for_its_statuses(server: str) -> None:
    asked = MastodonLookUp(clock=CLOCK).where([post(f"{server}/@amy/1"), post(f"{server}/@ben/2/")])

    assert asked == {server: [("amy", "1"), ("ben", "2")]}
