"""Related ideas on an idea's page and for programs: of what a reader may read, as they may have it, and as it is now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from html import unescape
from typing import Any

import msgspec
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bridge.ideas.meaning import Similar
from bridge.ideas.related import Related
from bridge.records import CampaignId, ChallengeId, Idea, IdeaId, SourceName, State, Suggestion
from bridge.store.memory import MemoryStore
from bridge.web.access import Access
from bridge.web.app import build_app
from bridge.web.related import ADDED, ALIKE, MOST, WITHHELD
from tests.factories import campaign, challenge, idea
from tests.web.fakes import Feed, KnownCampaign, StandingClock, UploadsAsTold, no_hearsay, nothing_stored
from tests.web.house import SETTINGS, Visitor
from tests.web.triaging import TriagerAsTold

HERE, THERE = "elective-care", "island-care"
BUS, TAXI, FERRY = (
    "Run a shuttle bus to the clinic",
    "Pay the taxi for people who cannot drive to the hospital",
    "Free ferry fares and a bus to every clinic on the mainland",
)


def without_xs_words(it: Idea) -> Idea:
    return msgspec.structs.replace(it, text="", withheld=SourceName.X) if "x" in it.sources else it


class MeantAsTold:
    """A model that finds alike what it was told to, the first the most alike."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.opposite = ""

    def similar(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Similar]:  # noqa: A002
        found = [it for it in self.found if it != (scope, id) and it[0] in within][:limit]
        return [Similar(scope=where, id=id_, score=0.9 - at / 100) for at, (where, id_) in enumerate(found)]

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Similar]:  # noqa: A002
        return self.similar(id, scope=scope, within={scope}, limit=limit)

    def turned(self, one: str, other: str) -> str:
        return "may say the opposite: only one says 'not'" if other == self.opposite else ""


class Town:
    """Two campaigns behind one door: this one is public, the other as it is told."""

    def __init__(self) -> None:
        self.here, self.there = KnownCampaign(campaign(public=True)), KnownCampaign(campaign(id=CampaignId(THERE)))
        self.there.campaign = msgspec.structs.replace(self.there.campaign, title="Care on the islands")
        for known in (self.here, self.there):
            known.all_challenges = [challenge(), challenge(id=ChallengeId("access"), title="Getting to care")]
        self.about = Related()
        self.meant = MeantAsTold()
        self.visitors: dict[str, Visitor] = {}
        self.say("i-bus", BUS)

    def say(self, id_: str, text: str, known: KnownCampaign | None = None, **fields: Any) -> Idea:
        known = known or self.here
        said = idea(text, id=IdeaId(id_), campaign=known.campaign.id, **fields)
        known.all_ideas[said.id] = said
        self.about.add(id_, text, scope=known.campaign.id)
        return said

    def mean(self, id_: str, text: str, known: KnownCampaign | None = None, **fields: Any) -> Idea:
        """Say it in words that nobody else used; the model knows what they mean."""
        said = self.say(id_, text, known, **fields)
        self.about.remove(id_, scope=said.campaign)
        self.meant.found.append((said.campaign, id_))
        return said

    async def ask(self, id_: str = "i-bus", who: str = "stranger", **query: str) -> list[dict[str, Any]]:
        answer = await self.visitors[who].get(f"/v1/ideas/{id_}/related", params=query)
        assert answer.status == 200, await answer.text()
        found: Mapping[str, list[dict[str, Any]]] = await answer.json()
        assert found["place"]
        return found["related"]

    async def ids(self, **asked: str) -> list[str]:
        return [it["idea"]["id"] for it in await self.ask(**asked)]

    async def alike(self, id_: str = "i-bus") -> list[dict[str, Any]]:
        answer = await self.visitors["moderator"].get(f"/v1/ideas/{id_}/alike")
        assert answer.status == 200, await answer.text()
        found: list[dict[str, Any]] = (await answer.json())["alike"]
        return found

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
        triagers={HERE: TriagerAsTold(made.here, StandingClock())},
        nearby=made.about,
        meant=made.meant,
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


async def test_the_same_words_in_another_campaign_are_told_to_those_who_may_read_it(town: Town) -> None:
    town.say("i-again", f"{BUS}!", town.there)

    assert await town.ids() == []
    assert "Says the same" in await town.page(who="reader")


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


async def test_what_a_model_finds_comes_behind_what_the_rules_find_and_says_so(town: Town) -> None:
    town.say("i-taxi", TAXI)
    (before,) = await town.ask()
    town.meant.found.append((HERE, "i-taxi"))
    town.mean("i-wheels", "Wheels for whoever has none")

    first, second = await town.ask()

    assert first == before
    assert (second["idea"]["id"], second["by"], second["why"]) == (
        "i-wheels",
        "model",
        "similar in meaning, says a model",
    )
    page = await town.page()
    assert "Wheels for whoever has none" in page
    assert "Similar in meaning, says a model" in page


async def test_a_model_takes_nothing_away_and_adds_a_few_at_most(town: Town) -> None:
    for at in range(MOST):
        town.say(f"i-{at}", f"{TAXI} on day {at} of the month")
    before = await town.ask(limit="10")
    for at in range(9):
        town.mean(f"i-wheels-{at}", "Wheels for whoever has none")

    found = await town.ask(limit="10")

    assert found[:MOST] == before
    assert [it["idea"]["id"] for it in found[MOST:]] == [f"i-wheels-{at}" for at in range(ADDED)]


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.WAITING, State.MERGED, State.WITHDRAWN])
async def test_what_a_model_still_knows_but_is_not_live_is_not_shown(town: Town, state: State) -> None:
    town.mean("i-wheels", "Wheels for whoever has none", state=state)

    assert await town.ids(who="moderator") == []
    assert await town.alike() == []


async def test_a_model_gives_nothing_away_of_campaigns_and_words_that_a_reader_may_not_have(town: Town) -> None:
    town.mean("i-boat", "A boat for whoever has none", town.there)
    town.mean("i-wheels", "Wheels for whoever has none", sources={"x": 1})

    (only,) = await town.ask()

    assert (only["idea"]["id"], only["idea"]["text"]) == ("i-wheels", "")
    assert await town.ids(who="reader") == ["i-boat", "i-wheels"]


async def test_who_moderates_is_told_what_may_say_the_same_in_this_challenge_with_its_score(town: Town) -> None:
    town.mean("i-wheels", "Wheels for whoever has none")
    town.mean("i-far", "Wheels elsewhere", challenge=ChallengeId("access"))
    town.mean("i-boat", "A boat for whoever has none", town.there)

    (only,) = await town.alike()

    assert only["idea"]["id"] == "i-wheels"
    assert (only["by"], only["score"], only["why"]) == ("model", 0.9, "similar in meaning, says a model")


async def test_what_may_say_the_opposite_is_marked_and_stands_behind(town: Town) -> None:
    town.meant.opposite = "No wheels for anybody"
    town.mean("i-none", town.meant.opposite)
    town.mean("i-wheels", "Wheels for whoever has none")

    first, second = await town.alike()

    assert (first["idea"]["id"], second["idea"]["id"]) == ("i-wheels", "i-none")
    assert second["why"] == "similar in meaning, says a model, but may say the opposite: only one says 'not'"


@pytest.mark.parametrize("turned", [False, True])
async def test_what_a_person_has_parted_is_not_shown_again_as_alike(town: Town, turned: bool) -> None:
    one, other = ("i-wheels", "i-bus") if turned else ("i-bus", "i-wheels")
    town.mean("i-wheels", "Wheels for whoever has none")
    ideas = town.here.all_ideas
    ideas[IdeaId(one)] = msgspec.structs.replace(ideas[IdeaId(one)], parted=(IdeaId(other),))

    assert await town.alike() == []


async def test_only_so_many_are_shown_as_alike(town: Town) -> None:
    for at in range(ALIKE + 3):
        town.mean(f"i-{at}", f"Wheels, {at}")

    assert [it["idea"]["id"] for it in await town.alike()] == [f"i-{at}" for at in range(ALIKE)]


@pytest.mark.parametrize(("who", "status"), [("stranger", 401), ("reader", 403)])
async def test_what_a_model_finds_alike_is_for_those_who_moderate(town: Town, who: str, status: int) -> None:
    assert (await town.visitors[who].get("/v1/ideas/i-bus/alike")).status == status


async def test_the_work_page_offers_to_merge_what_a_model_finds_alike_and_says_that_it_is_the_models(
    town: Town,
) -> None:
    town.mean("i-wheels", "Wheels for whoever has none")

    answer = await town.visitors["moderator"].get("/ideas/i-bus/work")
    page = unescape(await answer.text())

    assert 'value="i-wheels"' in page
    assert "May say the same: similar in meaning, says a model (0.90)" in page


async def test_the_work_page_offers_to_merge_what_the_rules_find_alike_before_what_only_shares_words(
    town: Town,
) -> None:
    town.say("i-clinic", "A shuttle of information about the clinic in every language and a map")
    town.say("i-shuttle", f"{BUS} at night")
    town.say("i-was", f"{BUS} now", parted=(IdeaId("i-bus"),))

    page = unescape(await (await town.visitors["moderator"].get("/ideas/i-bus/work")).text())

    assert page.index('value="i-shuttle"') < page.index('value="i-clinic"')
    assert page.count("May say the same: both speak of") == 1
    assert "model" not in page


async def test_the_work_page_says_of_what_is_suggested_already_why(town: Town) -> None:
    why = "much the same words, but with a difference that matters"
    town.say("i-shuttle", f"No {BUS}")
    bus = town.here.all_ideas[IdeaId("i-bus")]
    told = (Suggestion(idea=IdeaId("i-shuttle"), score=0.81, why=why),)
    town.here.all_ideas[bus.id] = msgspec.structs.replace(bus, suggestions=told)

    page = unescape(await (await town.visitors["moderator"].get("/ideas/i-bus/work")).text())

    assert page.count('value="i-shuttle"') == 1
    assert f"May say the same: {why} (0.81)" in page
    assert await town.alike() == []


async def test_what_the_rules_find_to_be_the_opposite_stands_behind_what_a_model_finds(town: Town) -> None:
    town.say("i-none", f"Scrap the plan: {BUS}")
    town.mean("i-wheels", "Wheels for whoever has none")

    first, last = await town.alike()

    assert (first["idea"]["id"], first["by"]) == ("i-wheels", "model")
    assert (last["idea"]["id"], "by" in last) == ("i-none", False)
    assert "but may say the opposite" in last["why"]
