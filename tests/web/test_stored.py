"""Workers are told which posts of a network are stored; nobody else is."""

from __future__ import annotations

import pytest

from tests.web.house import House


@pytest.mark.parametrize("source", ["x", "bluesky", "mastodon"])
async def test_what_is_stored_of_a_network_is_told_with_its_place(house: House, source: str) -> None:
    program = await house.program("ingest")

    told = await (await program.get(f"/v1/stored?source={source}&after=e.7")).json()

    assert told == {"rows": [], "place": "e.7", "more": False}


@pytest.mark.parametrize(
    ("query", "status"),
    [("source=session", 400), ("source=linkedin", 400), ("", 400), ("source=x&campaign=another", 404)],
)
async def test_what_cannot_be_looked_up_is_not_asked_for(house: House, query: str, status: int) -> None:
    answer = await (await house.program("ingest")).get(f"/v1/stored?{query}")

    assert answer.status == status
    assert answer.content_type == "application/problem+json"


async def test_links_of_people_are_for_those_who_may_push(house: House) -> None:
    stranger = await (await house.stranger()).get("/v1/stored?source=x")
    reader = await (await house.program("feed")).get("/v1/stored?source=x")

    assert (stranger.status, reader.status) == (401, 403)
