from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bridge.sources.handles import Handles, Profile, resolve_handles

KNOWN = {"horizons.example": "did:plc:horizons"}
PROFILES = "/xrpc/app.bsky.actor.getProfiles"


async def answer(request: web.Request) -> web.Response:
    did = KNOWN.get(request.query["handle"])
    if request.query["handle"] == "odd.example":
        return web.json_response(["did:plc:odd"])
    if request.query["handle"] == "broken.example":
        return web.Response(text="{", content_type="application/json")
    if did is None:
        return web.json_response({"error": "InvalidRequest"}, status=400)
    return web.json_response({"did": did})


@asynccontextmanager
async def directory() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/xrpc/com.atproto.identity.resolveHandle", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def test_a_known_handle_gives_its_did_under_the_name_asked_for() -> None:
    async with directory() as base_url:
        found = await resolve_handles(["@horizons.example"], base_url)

    assert found == {"@horizons.example": "did:plc:horizons"}


@pytest.mark.parametrize("unknown", ["nobody.example", "odd.example", "broken.example"])
async def test_unknown_handles_and_odd_answers_are_left_out(unknown: str) -> None:
    async with directory() as base_url:
        found = await resolve_handles([unknown, "horizons.example"], base_url)

    assert found == {"horizons.example": "did:plc:horizons"}


async def test_a_host_that_is_not_there_knows_none() -> None:
    assert await resolve_handles(["horizons.example"], "http://127.0.0.1:1") == {}


class Moving:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Profiles:
    """A directory of profiles that remembers what it was asked, and fails as long as it has a `failure`."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.handles: dict[str, str] = {}
        self.labels: dict[str, list[dict[str, Any]]] = {}
        self.failure: Callable[[], web.Response] | None = None

    async def answer(self, request: web.Request) -> web.Response:
        actors = request.query.getall("actors")
        self.asked.append(actors)
        if self.failure:
            return self.failure()
        views = [
            {"did": did, "handle": self.handles[did], "displayName": "x", "labels": self.labels.get(did, [])}
            for did in actors
            if did in self.handles
        ]
        return web.json_response({"profiles": views})

    @asynccontextmanager
    async def open(self, **options: Any) -> AsyncIterator[Handles]:
        app = web.Application()
        app.router.add_get(PROFILES, self.answer)
        async with TestServer(app) as server:
            yield Handles(str(server.make_url("/")), **{"clock": Moving()} | options)


def people(count: int) -> dict[str, str]:
    return {f"did:plc:p{number}": f"p{number}.example" for number in range(count)}


async def test_those_who_spoke_get_their_handles_and_strangers_to_the_directory_none() -> None:
    profiles = Profiles()
    profiles.handles = {"did:plc:amy": "amy.example", "did:plc:lost": "handle.invalid"}
    async with profiles.open() as handles:
        found = await handles.of(["did:plc:amy", "did:plc:nobody", "did:plc:lost"])

    assert found == {"did:plc:amy": Profile(handle="amy.example"), "did:plc:lost": Profile()}


async def test_the_directory_is_asked_for_twenty_five_at_most_and_for_each_once() -> None:
    profiles = Profiles()
    profiles.handles = people(60)
    async with profiles.open() as handles:
        first = await handles.of([*people(60), *people(60), "did:plc:nobody"])
        again = await handles.of([*people(60), "did:plc:nobody"])

    assert [len(asked) for asked in profiles.asked] == [25, 25, 11]
    assert {did: profile.handle for did, profile in first.items()} == people(60)
    assert again == first


async def test_a_new_handle_is_asked_for_once_the_old_one_is_forgotten() -> None:
    profiles = Profiles()
    profiles.handles = {"did:plc:amy": "amy.example"}
    async with profiles.open() as handles:
        await handles.of(["did:plc:amy"])
        profiles.handles = {"did:plc:amy": "dr-amy.example"}
        before = await handles.of(["did:plc:amy"])
        handles.forget("did:plc:amy")
        handles.forget("did:plc:never-heard-of")
        after = await handles.of(["did:plc:amy"])

    assert (before["did:plc:amy"].handle, after["did:plc:amy"].handle) == ("amy.example", "dr-amy.example")


async def test_only_so_many_are_remembered_and_those_asked_for_last_stay() -> None:
    profiles = Profiles()
    profiles.handles = people(4)
    async with profiles.open(most=3) as handles:
        await handles.of(["did:plc:p0", "did:plc:p1", "did:plc:p2"])
        await handles.of(["did:plc:p0"])
        await handles.of(["did:plc:p3"])
        profiles.asked.clear()
        await handles.of(["did:plc:p0", "did:plc:p2", "did:plc:p3", "did:plc:p1"])

    assert profiles.asked == [["did:plc:p1"]]


@pytest.mark.parametrize(
    ("labels", "is_for_members"),
    [
        ([{"val": "!no-unauthenticated", "src": "did:plc:amy"}], True),
        ([{"val": "!no-unauthenticated", "src": "did:plc:amy", "neg": True}], False),
        ([{"val": "bot", "src": "did:plc:amy"}], False),
        ([], False),
    ],
    ids=["asked for", "taken back", "another label", "none"],
)
async def test_an_account_that_shows_itself_to_signed_in_people_only_is_marked(
    labels: list[dict[str, Any]], *, is_for_members: bool
) -> None:
    profiles = Profiles()
    profiles.handles, profiles.labels = {"did:plc:amy": "amy.example"}, {"did:plc:amy": labels}
    async with profiles.open() as handles:
        found = await handles.of(["did:plc:amy"])

    assert found["did:plc:amy"].is_for_members is is_for_members


@pytest.mark.parametrize(
    "failure",
    [
        lambda: web.Response(status=503),
        lambda: web.Response(status=429),
        lambda: web.Response(text="{", content_type="application/json"),
        lambda: web.json_response({"profiles": [{"handle": "amy.example"}]}),
        lambda: web.json_response([]),
    ],
    ids=["503", "429", "half an answer", "no did", "a list"],
)
async def test_a_directory_that_fails_costs_handles_and_is_left_in_peace_for_a_while(
    failure: Callable[[], web.Response],
) -> None:
    profiles, clock = Profiles(), Moving()
    profiles.handles = people(60)
    profiles.failure = failure
    async with profiles.open(clock=clock, rest_seconds=30) as handles:
        at_first = await handles.of(people(60))
        soon = await handles.of(["did:plc:p0"])
        asked = len(profiles.asked)
        profiles.failure = None
        clock.at += timedelta(seconds=30)
        later = await handles.of(["did:plc:p0"])

    assert (at_first, soon, asked) == ({}, {}, 1)
    assert later["did:plc:p0"].handle == "p0.example"


async def test_a_directory_that_is_not_there_costs_handles_and_no_more() -> None:
    handles = Handles("http://127.0.0.1:1", clock=Moving())

    assert await handles.of(["did:plc:amy"]) == {}


async def test_nobody_is_asked_about_nobody() -> None:
    profiles = Profiles()
    async with profiles.open() as handles:
        found = await handles.of([])

    assert (found, profiles.asked) == ({}, [])
