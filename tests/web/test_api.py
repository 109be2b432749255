"""The API: what programs read, what they may not, and that its description is true."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bridge.records import ContributionId, EventId
from bridge.web.api import MOST_SAID
from bridge.web.openapi import DOCUMENT
from tests.web.house import OURS, House, Visitor


async def read(visitor: Visitor, path: str, status: int = 200) -> Any:
    async with visitor.get(path) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


LISTS = [
    ("/v1/campaigns/elective-care/challenges", "challenges", 7),
    ("/v1/events", "events", 2),
    ("/v1/questions?event=chat-1", "questions", 3),
    ("/v1/ideas", "ideas", 10),
    ("/v1/ideas?campaign=elective-care&challenge=unthinkable", "ideas", 2),
    ("/v1/ideas?event=connect-1", "ideas", 1),
    ("/v1/ideas?question=chat-1/q2", "ideas", 4),
    ("/v1/ideas?kind=experience", "ideas", 2),
    ("/v1/ideas?kind=experience&kind=idea", "ideas", 10),
    ("/v1/gaps", "gaps", 1),
]
FOR_MODERATORS = [
    ("/v1/ideas/i-1/contributions", "contributions", 8),
    ("/v1/contributions?event=connect-1", "contributions", 1),
    ("/v1/listening", "listening", 2),
    ("/v1/alarms", "alarms", 1),
]


@pytest.mark.parametrize(("path", "name", "count"), LISTS)
async def test_a_reader_gets_lists_and_the_place_they_are_as_of(house: House, path: str, name: str, count: int) -> None:
    answer = await read(await house.program("feed"), path)

    assert len(answer[name]) == count
    assert answer["place"] == "epoch.1"


@pytest.mark.parametrize(("path", "name", "count"), FOR_MODERATORS)
async def test_what_single_people_said_is_for_moderators(house: House, path: str, name: str, count: int) -> None:
    await read(await house.program("feed"), path, status=403)

    assert len((await read(await house.program("moderate"), path))[name]) == count


@pytest.mark.parametrize("path", [path for path, *_ in LISTS] + ["/v1/campaigns", "/v1/events/chat-1", "/v1/ideas/i-1"])
async def test_a_public_campaign_may_be_read_by_all_and_others_by_none(
    house: House, public_house: House, path: str
) -> None:
    shut = await (await house.stranger()).get(path)
    await read(await public_house.stranger(), path)

    assert shut.status == 401
    assert "Bearer" in shut.headers["WWW-Authenticate"]


async def test_one_record_is_given_as_it_is(house: House) -> None:
    reader = await house.program("feed")

    idea, event = await read(reader, "/v1/ideas/i-1"), await read(reader, "/v1/events/chat-1")

    assert (idea["entity"], idea["voices"], idea["sources"]) == ("idea", 8, {"x": 7, "session": 1})
    assert event["title"] == "Getting care moving"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/events/none", 404),
        ("GET", "/v1/ideas?campaign=none", 404),
        ("GET", "/v1/ideas?kind=shout", 400),
        ("PUT", "/v1/ideas", 405),
        ("POST", "/v1/tokens", 400),
        ("DELETE", "/v1/tokens/none", 404),
    ],
)
async def test_every_refusal_is_a_problem_document(house: House, method: str, path: str, status: int) -> None:
    answer = await (await house.program("admin")).request(method, path)

    problem = await answer.json()
    assert answer.content_type == "application/problem+json"
    assert (answer.status, problem["status"]) == (status, status)
    assert problem["title"]


async def test_a_body_too_large_is_refused(house: House) -> None:
    answer = await (await house.program("admin")).post("/v1/tokens", data=b" " * 100_000)

    assert (answer.status, answer.content_type) == (413, "application/problem+json")


async def test_a_token_is_made_used_listed_and_revoked(house: House) -> None:
    admin = await house.program("admin")

    made = await (
        await admin.post("/v1/tokens", json={"scopes": ["feed"], "note": "wall", "expires_in_days": 7})
    ).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    stranger = await house.stranger()
    used = await stranger.get("/v1/ideas", headers=headers)
    listed = (await read(admin, "/v1/tokens"))["tokens"]
    (id_,) = [it["id"] for it in listed if it["note"] == "wall"]
    gone = await admin.delete(f"/v1/tokens/{id_}")
    after = await stranger.get("/v1/ideas", headers=headers)

    assert [used.status, gone.status, after.status] == [200, 204, 401]
    assert not [it for it in listed if "digest" in it or made["token"] in repr(it)]


@pytest.mark.parametrize("path", ["/v1/tokens", "/v1/sign-in-links"])
@pytest.mark.parametrize(
    "body",
    [
        '{"scopes":["feed"],"expires_in_days":0}',
        '{"scopes":["feed"],"expires_in_days":1e300}',
        '{"scopes":["everything"]}',
        '{"scopes":[]}',
        '{"scope":["feed"]}',
        "[",
        "\udc80",
    ],
)
async def test_a_wrong_grant_is_explained(house: House, path: str, body: str) -> None:
    answer = await (await house.program("admin")).post(path, data=body.encode(errors="surrogateescape"))

    assert answer.status == 400
    assert (await answer.json())["detail"]


async def test_a_sign_in_link_can_be_asked_for(house: House) -> None:
    made = await (await (await house.program("admin")).post("/v1/sign-in-links", json={"scopes": ["moderate"]})).json()

    moderator = await house.stranger()
    await moderator.post(made["path"], headers=OURS)

    assert (await moderator.get("/status")).status == 200
    assert (await moderator.get("/v1/tokens")).status == 403


async def test_another_site_cannot_use_an_owners_browser_to_make_tokens(house: House) -> None:
    owner = await house.owner()
    grant = {"scopes": ["admin"]}

    foreign = await owner.post("/v1/tokens", json=grant, headers={"Sec-Fetch-Site": "cross-site"})
    ours = await owner.post("/v1/tokens", json=grant, headers=OURS)

    assert [foreign.status, ours.status] == [403, 201]


async def test_the_feed_is_for_those_who_may_read_and_contributions_for_moderators(house: House) -> None:
    stranger, reader, moderator = await house.stranger(), await house.program("feed"), await house.program("moderate")

    statuses = []
    for visitor, query in [
        (stranger, ""),
        (reader, ""),
        (reader, "?entity=contribution"),
        (moderator, "?entity=contribution"),
    ]:
        async with visitor.get(f"/v1/feed/events{query}") as answer:
            statuses.append(answer.status)

    assert statuses == [401, 200, 403, 200]


def test_the_description_names_every_route_and_no_other(house: House) -> None:
    app = house.server.app
    served = {
        (resource.canonical, route.method.lower())
        for resource in app.router.resources()
        for route in resource
        if resource.canonical.startswith("/v1/") and route.method != "HEAD"
    }

    described = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}

    assert described == served


def test_the_description_names_each_parameter_in_its_path_and_each_schema() -> None:
    for path, methods in DOCUMENT["paths"].items():
        for operation in methods.values():
            names = {it["name"] for it in operation["parameters"] if it["in"] == "path"}
            assert names == set(re.findall(r"{(\w+)}", path))

    referred = set(re.findall(r"#/components/schemas/(\w+)", repr(DOCUMENT)))
    assert referred <= set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize(
    ("path", "name", "count"),
    [
        ("/v1/ideas?event=chat-1", "ideas", 10),
        ("/v1/ideas?question=chat-1/q2", "ideas", 4),
        ("/v1/ideas/i-1/contributions", "contributions", 8),
        ("/v1/contributions?event=connect-1", "contributions", 1),
    ],
)
async def test_what_is_in_the_store_alone_is_listed_all_the_same(
    house: House, path: str, name: str, count: int
) -> None:
    house.known.away = {EventId("chat-1"), EventId("connect-1")}

    answer = await read(await house.program("moderate"), path)

    assert len(answer[name]) == count


async def test_without_an_event_the_ideas_in_memory_are_listed(house: House) -> None:
    house.known.away = {EventId("chat-1")}

    assert (await read(await house.program("feed"), "/v1/ideas"))["ideas"] == []


async def test_an_idea_that_is_in_the_store_alone_is_shown_to_those_who_may_read_it(house: House) -> None:
    house.known.away = {EventId("chat-1")}

    await read(await house.stranger(), "/v1/ideas/i-1", status=401)
    idea = await read(await house.program("feed"), "/v1/ideas/i-1")

    assert idea["id"] == "i-1"


async def test_a_long_list_of_what_was_said_is_told_from_its_end(house: House) -> None:
    plain = house.known.all_said[0]
    house.known.all_said = [
        msgspec.structs.replace(plain, id=ContributionId(f"c-{nth}"), said_at=plain.said_at + timedelta(seconds=nth))
        for nth in range(MOST_SAID + 2)
    ]
    program = await house.program("moderate")

    last = await read(program, "/v1/contributions?event=chat-1")
    first = await read(program, f"/v1/contributions?event=chat-1&before={last['before']}")
    await read(program, "/v1/contributions?event=chat-1&before=c-none", status=404)

    assert [it["id"] for it in last["contributions"]] == [f"c-{nth}" for nth in range(2, MOST_SAID + 2)]
    assert [it["id"] for it in first["contributions"]] == ["c-0", "c-1"]
    assert "before" not in first
