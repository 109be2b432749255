"""Whether a chat would be heard: what is looked at, its colour, and what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.records import CampaignId, Condition, Hearing, Listening
from bridge.web.preflight import Colour, checks, worst
from tests import factories
from tests.web.house import House

NOW = factories.minutes(-10)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def standing(source: str = "x", heard: float = 3, **fields: Any) -> Listening:
    plain: dict[str, Any] = {
        "hearing": Hearing.LISTENING,
        "at": ago(heard),
        "connected_at": ago(120),
        "last_byte_at": ago(12),
        "last_post_at": ago(300),
        "tested_at": ago(300),
        "rules": ("#SolvingTogether",),
        "ceiling": 20.0,
    }
    return Listening(
        id=f"north/{source}",
        campaign=CampaignId("elective-care"),
        worker="north",
        source=source,
        heard_at=ago(heard),
        condition=Condition(**plain | fields),
    )


def look(*listening: Listening, **event: Any) -> dict[str, tuple[Colour, str, str]]:
    found = checks(factories.event(**event), [factories.question()], listening, NOW)
    return {f"{it.about} {it.check}".strip(): (it.colour, it.says, it.do) for it in found}


def test_a_chat_that_would_be_heard_is_green_throughout() -> None:
    found = look(standing())

    assert {colour for colour, *_ in found.values()} == {Colour.GREEN}
    assert list(found) == [
        "plan",
        "questions",
        "x listener",
        "x access",
        "x connection",
        "x last sign of life",
        "x rules",
        "x cost",
        "x test post",
    ]
    assert found["x last sign of life"][1] == "12 s ago, last post 5 min ago"
    assert found["x cost"][1] == "$0.00 spent today; a chat of 1,500 posts is about $7.50; the ceiling is $20.00"


@pytest.mark.parametrize(
    ("it", "check", "colour", "says"),
    [
        (standing(heard=60), "x listener", Colour.RED, "its worker says nothing"),
        (standing(faults=2), "x listener", Colour.AMBER, "begun anew 2 times"),
        (standing(hearing=Hearing.REFUSED, detail="renew it"), "x access", Colour.RED, "refuses us"),
        (standing(connected_at=None), "x access", Colour.AMBER, "not shown yet"),
        (standing(hearing=Hearing.PAUSED), "x connection", Colour.RED, "paused"),
        (standing(hearing=Hearing.WAITING), "x connection", Colour.AMBER, "waiting"),
        (standing(hearing=Hearing.RESTING, next_at=ago(-60)), "x connection", Colour.AMBER, "rests until 18:51 UTC"),
        (standing(last_byte_at=None), "x last sign of life", Colour.AMBER, "none yet"),
        (standing(last_byte_at=ago(60)), "x last sign of life", Colour.AMBER, "60 s ago"),
        (standing(last_byte_at=ago(100)), "x last sign of life", Colour.RED, "100 s ago"),
        (standing(rules=("#Another",)), "x rules", Colour.RED, "not asked for #SolvingTogether"),
        (standing(ceiling=0.0), "x cost", Colour.AMBER, "no ceiling"),
        (standing(ceiling=5.0), "x cost", Colour.AMBER, "the ceiling is $5.00"),
        (standing(tested_at=None), "x test post", Colour.AMBER, "none was heard"),
        (standing(tested_at=ago(2 * 86_400)), "x test post", Colour.AMBER, "none was heard"),
    ],
)
def test_what_is_not_right_is_told(it: Listening, check: str, colour: Colour, says: str) -> None:
    found = look(it)[check]

    assert found[0] is colour
    assert says in found[1]
    assert found[2] or colour is Colour.GREEN or "paused" in found[1] or "refuses" in found[1]


def test_a_network_with_hosts_that_nobody_listens_to_is_red_with_what_to_do() -> None:
    found = look(standing(), hosts={"x": ("HorizonsNHS",), "mastodon": ("horizons@care.example",)})

    assert found["mastodon listener"][0] is Colour.RED
    assert "mastodon.servers" in found["mastodon listener"][2]


def test_a_network_without_a_host_account_is_amber_for_nobody_can_ask_there() -> None:
    found = look(standing(), standing("jetstream", rules=()))

    assert found["bluesky host"][0] is Colour.AMBER
    assert found["jetstream rules"][0] is Colour.GREEN
    assert "jetstream cost" not in found


def test_a_session_is_not_listened_to_and_a_chat_without_questions_is_amber() -> None:
    session = checks(factories.event(type="session"), [], [], NOW)

    assert session[0].colour is Colour.RED
    assert checks(factories.event(hosts={}), [], [], NOW)[1].colour is Colour.AMBER


def test_a_rehearsal_needs_no_network() -> None:
    found = checks(factories.event(rehearsal=True), [factories.question()], [], NOW)

    assert [(it.check, it.colour) for it in found] == [("plan", Colour.GREEN)]


def test_the_worst_colour_is_the_colour_of_all() -> None:
    assert worst(checks(factories.event(), [factories.question()], [standing()], NOW)) is Colour.GREEN
    assert worst(checks(factories.event(), [], [standing()], NOW)) is Colour.AMBER
    assert worst(checks(factories.event(), [], [], NOW)) is Colour.RED


async def test_page_and_api_are_for_moderators_and_say_the_same(house: House) -> None:
    reader, moderator = await house.program("feed"), await house.program("moderate")

    assert (await reader.get("/v1/events/chat-1/preflight")).status == 403
    answer = await (await moderator.get("/v1/events/chat-1/preflight")).json()
    shown = await (await moderator.get("/events/chat-1/preflight")).text()

    assert answer["colour"] == "red"
    assert all(it["check"].capitalize() in shown for it in answer["checks"])
