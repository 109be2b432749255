"""All that match a filter, by one act: on the queue's page and for programs."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from aiohttp import ClientResponse

from bridge.records import ContributionId, EventId, Kind, Place, SourceName, State
from bridge.web.review import Accept, SetAside
from bridge.web.triage import HandOver, Hold, Read, Sweep
from tests.web.forms import between, look, send
from tests.web.house import House
from tests.web.scene import open_idea

QUEUE = "/events/chat-1/queue"
SWEEP: dict[str, Any] = {"all": "yes", "together": "yes", "place": "epoch.1"}
LOGISTICS = SWEEP | {"act": "set_aside", "reason": "logistics"}
WHERE = {"event": "chat-1", "kind": "idea"}


def fill(house: House, number: int = 30) -> None:
    """More than stand on one page."""
    for nth in range(100, 100 + number):
        text, minute = f"Something said, number {nth}", 20 + nth / 100
        open_idea(house.known, nth, minute=minute, number=1, source=SourceName.X, text=text)


def ideas(house: House) -> set[str]:
    said = [it for it in house.known.all_said if it.event == "chat-1" and it.state is not State.WITHDRAWN]
    return {it.id for it in said if it.kind is Kind.IDEA}


def banner(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", between(page, 'id="done"', "</p>")))


def undo_in(page: str) -> dict[str, Any]:
    return {name: html.unescape(it) for name, it in re.findall(r'name="(undo|proof)" value="([^"]*)"', page)}


async def told(answer: Any, status: int = 200) -> Any:
    response: ClientResponse
    async with answer as response:
        assert response.status == status, await response.text()
        return await response.json()


async def test_all_that_match_are_offered_only_where_they_are_more_than_the_page_shows(house: House) -> None:
    owner = await house.owner()
    few = await look(owner, QUEUE)
    fill(house)
    many = await look(owner, QUEUE)
    last = await look(owner, f"{QUEUE}?kind=question")

    assert 'id="everything"' not in few
    assert "Select all 48 that match, on every page" in many
    assert 'name="place" value="epoch.' in many
    assert 'id="everything"' not in last


async def test_what_is_more_than_one_act_takes_is_said(house: House) -> None:
    fill(house, 2_100)

    page = await look(await house.owner(), QUEUE)

    assert "Select the oldest 2,000 of the 2,118 that match, on every page" in page


async def test_one_form_sets_all_that_match_aside_and_one_button_takes_that_back(house: House) -> None:
    owner = await house.owner()
    fill(house)
    wanted = ideas(house)

    url, page = await send(house, owner, QUEUE, listed="kind=idea&after=1~c", **LOGISTICS)
    act, _, _ = house.triager.acts[-1]
    assert isinstance(act, SetAside)
    assert ({*act.ids}, act.reason) == (wanted, "logistics")
    assert url.query["kind"] == "idea"
    assert f"{len(wanted)} set aside." in banner(page)
    assert house.triager.places == [Place("epoch", 1)]

    _, page = await send(
        house, owner, QUEUE, listed="kind=idea", act="undo", **undo_in(between(page, 'id="done"', "</form>"))
    )
    assert f"Undone: {len(wanted)} are as before." in banner(page)
    assert all(it.disposition is None for it in house.known.all_said)
    assert 'name="undo"' not in page


async def test_what_came_or_was_decided_meanwhile_is_left_and_told(house: House) -> None:
    owner = await house.owner()
    fill(house)
    await house.triager.do(Accept(ids=tuple(map(ContributionId, ("c-100", "c-101", "c-102")))), "t-ann", seen={})
    house.triager.changed = {ContributionId(it) for it in ("c-100", "c-101", "c-102", "c-110")}

    _, page = await send(house, owner, QUEUE, listed="kind=idea", **LOGISTICS)

    assert "3 were decided meanwhile and left. 1 came or changed meanwhile and was left." in banner(page)
    assert house.triager.find("c-110").disposition is None


async def test_nothing_that_is_as_it_was_seen_is_an_error_that_says_why(house: House) -> None:
    owner = await house.owner()
    house.triager.changed = {it.id for it in house.known.all_said}
    for it in ("c-40",):
        await house.triager.do(Accept(ids=(ContributionId(it),)), "t-ann", seen={})

    _, page = await send(house, owner, QUEUE, 422, listed="state=all&question=chat-1/q3", **LOGISTICS)

    assert "Nothing was done." in page
    assert "meanwhile" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "set_aside"}, "Choose why you set it aside."),
        ({"act": "merge"}, "Merging is for a few"),
        ({"act": "split"}, "Choose what to do"),
        ({"act": "read", "place": "yesterday"}, "seen: give the `place`"),
        ({"act": "undo"}, "is not one for all that fit"),
    ],
)
async def test_what_cannot_be_done_with_all_is_said_and_the_tick_stays(
    house: House, fields: dict[str, Any], said: str
) -> None:
    owner = await house.owner()
    fill(house)

    _, page = await send(house, owner, QUEUE, 422, listed="kind=idea", **SWEEP | fields)

    assert said in html.unescape(page)
    assert "checked" in between(page, 'id="everything"', ">")
    assert not house.triager.acts


async def test_one_that_takes_longer_tells_how_far_it_is_until_it_has_ended(house: House) -> None:
    owner = await house.owner()
    fill(house)
    house.triager.is_slow = True
    of = len(ideas(house))

    url, page = await send(house, owner, QUEUE, listed="kind=idea", **LOGISTICS)
    assert url.path == f"{QUEUE}/acts/act-1"
    assert f"{of // 2} of {of}" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "data-working" in page
    assert 'name="undo"' not in page

    far = house.triager.sweeps["act-1"]
    house.triager.sweeps["act-1"] = Sweep(act=far.act, what=far.what, event=far.event, of=of, done=of, ended=True)
    page = await look(owner, f"{url.path}?kind=idea")
    assert f"{of} set aside." in page
    assert "http-equiv" not in page
    url, page = await send(house, owner, QUEUE, listed="kind=idea", act="undo", **undo_in(page))
    assert f"Undone: {of} are as before." in banner(page)


async def test_one_that_stopped_says_so_and_is_taken_back_as_far_as_it_came(house: House) -> None:
    owner = await house.owner()
    far = Sweep(act="a", what="read", event=EventId("chat-1"), of=9, done=4, ended=True, failed="It stopped.")
    house.triager.sweeps["a"] = far

    page = await look(owner, f"{QUEUE}/acts/a")

    assert "4 read. It stopped." in page
    assert undo_in(page)["undo"] == '{"act":"undo","ids":[],"what":"a"}'


async def test_an_act_that_there_is_not_is_not_found(house: House) -> None:
    owner = await house.owner()

    async with owner.get(f"{QUEUE}/acts/none") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"act": "read"}, Read),
        ({"act": "read", "unread": True}, Read),
        ({"act": "accept"}, Accept),
        ({"act": "hold", "reason": "safety", "owner": "Ann"}, Hold),
        ({"act": "hand_over", "to": "Ben"}, HandOver),
    ],
)
async def test_a_program_says_by_a_filter_what_an_act_is_about(
    house: House, said: dict[str, Any], expected: type
) -> None:
    moderator = await house.program("moderate")

    far = await told(moderator.post("/v1/triage", json=said | {"where": WHERE, "seen": "epoch.1"}))

    act, _, _ = house.triager.acts[-1]
    assert type(act) is expected
    assert {*getattr(act, "ids")} == ideas(house)  # noqa: B009 - each of them has some
    assert (far["of"], far["done"], far["ended"]) == (len(ideas(house)), len(ideas(house)), True)
    assert await told(moderator.get(f"/v1/triage/{far['act']}")) == far


async def test_a_program_takes_it_back_as_one(house: House) -> None:
    moderator = await house.program("moderate")
    said = {"act": "set_aside", "reason": "logistics", "where": WHERE, "seen": "epoch.1"}
    far = await told(moderator.post("/v1/triage", json=said))

    undone = await told(moderator.post("/v1/triage", json={"act": "undo", "what": far["act"]}))
    await told(moderator.post("/v1/triage", json={"act": "undo", "what": far["act"]}), 404)

    assert (undone["undoing"], undone["undone"]) == (True, far["done"])


async def test_a_program_is_told_where_to_ask_how_far_a_long_one_is(house: House) -> None:
    moderator = await house.program("moderate")
    house.triager.is_slow = True

    async with moderator.post("/v1/triage", json={"act": "read", "where": WHERE, "seen": "epoch.1"}) as answer:
        far = await answer.json()
        assert (answer.status, answer.headers["Location"]) == (202, f"/v1/triage/{far['act']}")
    await told(moderator.get("/v1/triage/none"), 404)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"where": {"kind": "idea"}}, 400),
        ({"where": {"event": "chat-1", "colour": "red"}}, 400),
        ({"where": {"event": "chat-1", "kind": "red"}}, 400),
        ({"where": {"event": "chat-1", "limit": "3"}}, 400),
        ({"where": "chat-1"}, 400),
        ({"where": {"event": "nowhere"}}, 404),
        ({"seen": "0"}, 400),
        ({"seen": {"c-1": ""}}, 400),
        ({"ids": ["c-1"]}, 400),
        ({"act": "merge"}, 400),
        ({"act": "set_aside", "reason": "boring"}, 400),
        ({"act": "accept", "words": "All the same"}, 400),
    ],
)
async def test_what_a_program_says_wrong_is_refused_with_nothing_done(
    house: House, said: dict[str, Any], status: int
) -> None:
    moderator = await house.program("moderate")

    await told(moderator.post("/v1/triage", json={"act": "read", "where": WHERE, "seen": "epoch.1"} | said), status)

    assert not house.triager.acts


async def test_only_moderators_may(house: House) -> None:
    feeding = await house.program("feed")

    await told(feeding.post("/v1/triage", json={"act": "read", "where": WHERE, "seen": "epoch.1"}), 403)
    await told(feeding.get("/v1/triage/act-1"), 403)
