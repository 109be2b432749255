"""Who is not signed in finds the words that a network keeps nowhere: not on a page, not in the API, not in a hint of likeness."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html import unescape

import msgspec
import pytest

from bridge.records import Idea, SourceName
from tests.web.house import House, Visitor

PLACES = (
    "/",
    "/campaigns/elective-care",
    "/campaigns/elective-care/wall",
    "/cards?ids={ids}",
    "/events/chat-1",
    "/events/connect-1",
    "/v1/ideas",
    "/v1/ideas?event=chat-1",
    "/v1/ideas?question=chat-1/q1",
)


def without_xs_words(idea: Idea) -> Idea:
    if "x" not in idea.sources:
        return idea
    return msgspec.structs.replace(idea, text="", withheld=SourceName.X)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with House.open(public=True, display=without_xs_words) as opened:
        yield opened


def of_x(house: House) -> list[Idea]:
    found = [it for it in house.known.all_ideas.values() if "x" in it.sources]
    assert found
    return found


async def read(visitor: Visitor, place: str, house: House) -> str:
    answer = await visitor.get(place.format(ids=",".join(house.known.all_ideas)))
    assert answer.status == 200
    return unescape(await answer.text())


@pytest.mark.parametrize("place", PLACES)
async def test_the_words_are_nowhere_for_a_stranger(house: House, place: str) -> None:
    text = await read(await house.stranger(), place, house)

    assert [it.text for it in of_x(house) if it.text[:40] in text] == []


async def test_each_idea_is_there_for_a_stranger_and_says_whose_words_it_lacks(house: House) -> None:
    stranger = await house.stranger()
    for idea in of_x(house):
        told = await (await stranger.get(f"/v1/ideas/{idea.id}")).json()
        page = await read(stranger, f"/ideas/{idea.id}", house)

        assert (told["id"], told["text"], told["withheld"]) == (idea.id, "", "x")
        assert "An idea said on X" in page
        assert idea.text[:40] not in page
    wall = await read(stranger, "/", house)
    assert wall.count("Said on X, whose rules") == sum(f'data-idea="{it.id}"' in wall for it in of_x(house)) > 0


async def test_words_of_other_networks_are_there_for_a_stranger(house: House) -> None:
    wall = await read(await house.stranger(), "/", house)

    others = [it for it in house.known.all_ideas.values() if "x" not in it.sources]
    assert [it.text for it in others if it.text in wall]


@pytest.mark.parametrize("place", ["/", "/events/chat-1", "/v1/ideas"])
async def test_who_is_signed_in_or_has_a_token_to_read_finds_the_words(house: House, place: str) -> None:
    for visitor in (await house.owner(), await house.program("feed")):
        text = await read(visitor, place, house)

        assert [it.text for it in of_x(house) if it.text in text]


async def test_a_token_that_may_not_read_is_no_better_than_none(house: House) -> None:
    told = await read(await house.program("ingest"), "/v1/ideas", house)

    assert [it.text for it in of_x(house) if it.text in told] == []


async def test_an_idea_that_may_say_the_same_is_named_without_its_words(house: House) -> None:
    pairs = [
        (it, house.known.all_ideas[like.idea])
        for it in house.known.all_ideas.values()
        for like in it.suggestions
        if "x" in house.known.all_ideas[like.idea].sources
    ]
    assert pairs
    stranger = await house.stranger()
    for idea, other in pairs:
        page = await read(stranger, f"/ideas/{idea.id}", house)

        assert "May say the same as" in page
        assert other.text[:40] not in page
