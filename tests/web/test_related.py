"""Related ideas on an idea's page and for programs: of what a reader may read, as they may have it, and as it is now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from html import unescape
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bridge.ideas.related import Related
from bridge.records import CampaignId, ChallengeId, Idea, IdeaId, SourceName, State, Suggestion
from bridge.store.memory import MemoryStore
from bridge.web.access import Access
from bridge.web.app import build_app
from bridge.web.related import MOST, WITHHELD
from tests.factories import campaign, challenge, idea
from tests.web.fakes import Feed, KnownCampaign, StandingClock, UploadsAsTold, no_hearsay, nothing_stored
from tests.web.house import SETTINGS, Visitor

HERE, THERE = "elective-care", "island-care"
BUS, TAXI, FERRY = (
    "Run a shuttle bus to the clinic",
    "Pay the taxi for people who cannot drive to the hospital",
    "Free ferry fares and a bus to every clinic on the mainland",
)


def without_xs_words(it: Idea) -> Idea:
    return msgspec.structs.replace(it, text="", withheld=SourceName.X) if "x" in it.sources else it


class Town:
    """Two campaigns behind one door: this one is public, the other as it is told."""

    def __init__(self) -> None:
        self.here, self.there = KnownCampaign(campaign(public=True)), KnownCampaign(campaign(id=CampaignId(THERE)))
        self.there.campaign = msgspec.structs.replace(self.there.campaign, title="Care on the islands")
        for known in (self.here, self.there):
            known.all_challenges = [challenge(), challenge(id=ChallengeId("access"), title="Getting to care")]
        self.about = Related()
        self.visitors: dict[str, Visitor] = {}
        self.say("i-bus", BUS)

    def say(self, id_: str, text: str, known: KnownCampaign | None = None, **fields: Any) -> Idea:
        known = known or self.here
        said = idea(text, id=IdeaId(id_), campaign=known.campaign.id, **fields)
        known.all_ideas[said.id] = said
        self.about.add(id_, text, scope=known.campaign.id)
        return said

    async def ask(self, id_: str = "i-bus", who: str = "stranger", **query: str) -> list[dict[str, Any]]:
        answer = await self.visitors[who].get(f"/v1/ideas/{id_}/related", params=query)
        assert answer.status == 200, await answer.text()
        found: Mapping[str, list[dict[str, Any]]] = await answer.json()
        assert found["place"]
        return found["related"]

    async def ids(self, **asked: str) -> list[str]:
        return [it["idea"]["id"] for it in await self.ask(**asked)]

    async def page(self, id_: str = "i-bus", who: str = "stranger") -> str:
        answer = await self.visitors[who].get(f"/ideas/{id_}")
        assert answer.status == 200
        return unescape(await answer.text())


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    made = Town()
    access = Access(MemoryStore(), StandingClock())
    await access.start()
    app = build_app(
        known={it.campaign.id: it for it in (made.here, made.there)},
        access=access,
        uploads=UploadsAsTold(),
        hearsay=no_hearsay,
        stored=nothing_stored,
        stream_events=Feed().stream,
        clock=StandingClock(),
        settings=SETTINGS,
        display=without_xs_words,
        nearby=made.about,
    )
    async with AsyncExitStack() as stack:
        server = TestServer(app)
        await stack.enter_async_context(server)
        for who, scopes in (("stranger", ()), ("reader", ("feed",)), ("moderator", ("feed", "moderate"))):
            secret = await access.create_token(scopes, who) if scopes else ""
            headers = {"Authorization": f"Bearer {secret}"} if secret else {}
            made.visitors[who] = await stack.enter_async_context(TestClient(server, headers=headers))
        yield made


async def test_ideas_about_the_same_come_with_their_nearness_and_a_reason(town: Town) -> None:
    town.say("i-taxi", TAXI)
    town.say("i-meals", "Cook fresh meals on the ward")

    (only,) = await town.ask()

    assert only["idea"]["id"] == "i-taxi"
    assert 0 < only["score"] <= 1
    assert "'bus' / 'taxi'" in only["why"]


async def test_a_campaign_that_may_not_be_read_gives_nothing_away(town: Town) -> None:
    town.say("i-ferry", FERRY, town.there)

    assert await town.ids() == []
    assert "ferry" not in await town.page()
    assert await town.ids(who="reader") == ["i-ferry"]


async def test_the_page_names_the_campaign_and_the_challenge_where_they_are_others(town: Town) -> None:
    town.say("i-ferry", FERRY, town.there, challenge=ChallengeId("access"))
    town.say("i-taxi", TAXI, sources={"session": 1})

    page = await town.page(who="reader")
    related = page.partition('id="related"')[2].partition("</section>")[0]

    assert "Care on the islands: Getting to care" in related
    assert related.count("Boosting capacity") == 0
    assert related.count("Where it was said") == 1
    assert FERRY in related
    assert TAXI in related
    assert "Both speak of 'bus' / 'taxi'" in related


async def test_a_page_without_related_ideas_has_no_such_section(town: Town) -> None:
    assert "Related ideas" not in await town.page()


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.WAITING, State.MERGED, State.WITHDRAWN])
async def test_what_is_not_live_any_more_is_not_shown_though_it_is_known_still(town: Town, state: State) -> None:
    town.say("i-taxi", TAXI, state=state)

    assert await town.ids(who="moderator") == []


@pytest.mark.parametrize("turned", [False, True])
async def test_what_may_say_the_same_is_not_told_again_as_related(town: Town, turned: bool) -> None:
    one, other = ("i-taxi", "i-bus") if turned else ("i-bus", "i-taxi")
    town.say("i-taxi", TAXI)
    suggested = Suggestion(idea=IdeaId(other), score=0.8, why="much the same words")
    town.here.all_ideas[IdeaId(one)] = msgspec.structs.replace(
        town.here.all_ideas[IdeaId(one)], suggestions=(suggested,)
    )

    assert await town.ids() == []


async def test_words_that_are_withheld_are_not_in_the_reason_either(town: Town) -> None:
    town.say("i-taxi", TAXI, sources={"x": 1})

    (of_bus,) = await town.ask()
    (of_taxi,) = await town.ask("i-taxi")

    assert (of_bus["idea"]["text"], of_bus["why"], of_taxi["why"]) == ("", WITHHELD, WITHHELD)
    assert "taxi" not in (await town.page()).replace("i-taxi", "")
    (to_reader,) = await town.ask(who="reader")
    assert "'taxi'" in to_reader["why"]


async def test_as_many_come_as_are_asked_for(town: Town) -> None:
    for at in range(MOST + 2):
        town.say(f"i-{at}", f"{TAXI} on day {at} of the month")

    assert len(await town.ids()) == 5
    assert len(await town.ids(limit="2")) == 2
    assert len(await town.ids(limit=str(MOST))) == MOST


@pytest.mark.parametrize("limit", ["0", "11", "-1", "many", "", "9" * 6000, "٣"])
async def test_a_limit_that_is_none_is_refused(town: Town, limit: str) -> None:
    answer = await town.visitors["stranger"].get("/v1/ideas/i-bus/related", params={"limit": limit})

    assert answer.status == 400
    assert "limit is 1 to 10" in (await answer.json())["detail"]


async def test_an_idea_that_is_not_there_or_may_not_be_read_is_not_found(town: Town) -> None:
    town.say("i-ferry", FERRY, town.there)

    assert (await town.visitors["stranger"].get("/v1/ideas/i-none/related")).status == 404
    assert (await town.visitors["stranger"].get("/v1/ideas/i-ferry/related")).status == 401
