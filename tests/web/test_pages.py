"""What people see on the reading pages, and what they do not."""

from __future__ import annotations

import msgspec
import pytest

from bridge.records import Contribution, ContributionId, Event, EventId, IdeaId, SourceName, State
from bridge.web.wall import Chart, chart_of
from tests import factories
from tests.factories import minutes
from tests.web.fakes import KnownCampaign
from tests.web.house import House, Visitor
from tests.web.scene import open_idea

PAGES = ["/", "/campaigns/elective-care", "/campaigns/elective-care/wall", "/events/chat-1", "/ideas/i-1"]
FOR_MODERATORS = ["/status", "/sessions/connect-1/upload", "/sessions/connect-1/uploads/u-read"]


async def read(visitor: Visitor, path: str) -> str:
    async with visitor.get(path) as answer:
        assert answer.status == 200, path
        return await answer.text()


@pytest.mark.parametrize("path", PAGES + FOR_MODERATORS)
async def test_a_stranger_is_led_to_the_sign_in_page(house: House, path: str) -> None:
    stranger = await house.stranger()

    answer = await stranger.get(path, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "/sign-in")


async def test_the_sign_in_page_says_where_to_find_a_link(house: House) -> None:
    page = await read(await house.stranger(), "/sign-in")

    assert "ideabridge link" in page


@pytest.mark.parametrize("path", PAGES + FOR_MODERATORS)
async def test_the_owner_reads_every_page(house: House, path: str) -> None:
    assert "<h1" in await read(await house.owner(), path)


@pytest.mark.parametrize("path", PAGES)
async def test_a_public_campaign_is_open_and_tells_nothing_of_persons(public_house: House, path: str) -> None:
    page = await read(await public_house.stranger(), path)

    assert not [mark for mark in ("person", "social.example", "Speaker", "[phone]", "/upload") if mark in page]


@pytest.mark.parametrize("path", FOR_MODERATORS)
async def test_a_public_campaign_keeps_the_rest_for_moderators(public_house: House, path: str) -> None:
    answer = await (await public_house.stranger()).get(path, allow_redirects=False)

    assert answer.headers["Location"] == "/sign-in"


async def test_the_wall_groups_ideas_by_challenge_and_question(house: House) -> None:
    page = await read(await house.owner(), "/")

    marks = [
        "fair, inclusive",
        "Who finds it hardest",
        "Letters in plain",
        "Thinking the unth",
        "Supporting",
        "Ring people",
    ]
    assert sorted(marks, key=page.index) == marks


async def test_the_wall_shows_both_sources_of_an_idea_and_what_may_be_the_same(house: House) -> None:
    page = await read(await house.owner(), "/")

    card = page[page.index('data-idea="i-1"') :].partition("</li>\n<li class")[0]
    assert ">8 voices<" in card
    assert "Connect session" in card
    assert "May say the same as" in page


async def test_the_wall_of_one_challenge_shows_only_its_ideas(house: House) -> None:
    page = await read(await house.owner(), "/campaigns/elective-care/wall?challenge=unthinkable")

    assert "Let patients see" in page
    assert "Ring people" not in page


async def test_the_wall_counts_people_and_not_posts(house: House) -> None:
    page = await read(await house.owner(), "/")

    assert "<dt>Participants</dt><dd>19</dd>" in page
    assert "<dt>Held for a check</dt><dd>1</dd>" in page


async def test_figures_follow_the_place(house: House) -> None:
    owner = await house.owner()
    await read(owner, "/")

    open_idea(house.known, 50, minute=31, number=1, source=SourceName.X, text="Ask people what they need")
    house.known.seq += 1

    assert "<dt>Ideas</dt><dd>9</dd>" in await read(owner, "/")


async def test_an_empty_wall_says_what_will_happen(house: House) -> None:
    house.known.all_ideas.clear()
    house.known.all_said.clear()

    page = await read(await house.owner(), "/")

    assert "No ideas yet" in page
    assert "Nothing was said yet" in page


async def test_a_gap_is_told_and_a_silent_source_is_an_alert(house: House) -> None:
    before = await read(await house.owner(), "/")

    house.clock.at = minutes(40)

    after = await read(await house.owner(), "/")
    assert "Mastodon was not heard from" in before
    assert 'role="alert"' not in before
    assert "Bluesky is silent" in after


async def test_words_from_outside_are_shown_and_never_run(house: House) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    open_idea(house.known, 51, minute=31, number=1, source=SourceName.X, text=hostile)
    said = house.known.all_said[-1]
    house.known.all_said[-1] = msgspec.structs.replace(said, link="javascript:alert(1)", handle=hostile)

    pages = [
        await read(await house.owner(), path) for path in ("/", "/events/chat-1", "/ideas/i-51", "/cards?ids=i-51")
    ]

    assert all("&lt;script&gt;" in page for page in pages)
    assert not [page for page in pages if "<script>alert" in page or "<img" in page or "javascript:" in page]


async def test_cards_give_only_what_was_asked_for(house: House) -> None:
    page = await read(await house.owner(), "/cards?campaign=elective-care&ids=i-2,i-unknown")

    assert "swimming pass" in page
    assert "Ring people" not in page


async def test_an_event_shows_each_question_with_what_was_said_and_where_it_went(house: House) -> None:
    page = await read(await house.owner(), "/events/chat-1")

    marks = [
        "Question 1",
        "@person20.example",
        "Support for an idea",
        "Question 2",
        "Masked: phone",
        "Outside the questions",
    ]
    assert sorted(marks, key=page.index) == marks


async def test_a_held_idea_is_for_moderators(public_house: House) -> None:
    idea = public_house.known.all_ideas[IdeaId("i-2")]
    public_house.known.all_ideas[idea.id] = msgspec.structs.replace(idea, state=State.HELD)

    seen = (await (await public_house.stranger()).get("/ideas/i-2")).status
    owner_sees = (await (await public_house.owner()).get("/ideas/i-2")).status

    assert (seen, owner_sees) == (404, 200)


async def test_a_merged_idea_leads_to_the_one_it_is_now(house: House) -> None:
    idea = house.known.all_ideas[IdeaId("i-2")]
    house.known.all_ideas[idea.id] = msgspec.structs.replace(idea, state=State.MERGED, merged_into=IdeaId("i-1"))

    answer = await (await house.owner()).get("/ideas/i-2", allow_redirects=False)

    assert answer.headers["Location"] == "/ideas/i-1"


async def test_the_sources_page_tells_what_was_not_kept_and_why(house: House) -> None:
    page = await read(await house.owner(), "/status")

    assert "9 not about this" in page
    assert "do not add up" not in page


@pytest.mark.parametrize("path", ["/nowhere", "/events/none", "/ideas/none", "/campaigns/none"])
async def test_what_is_not_there_gets_a_plain_page(house: House, path: str) -> None:
    answer = await (await house.owner()).get(path)

    assert answer.status == 404
    assert "Page not found" in await answer.text()


async def test_a_fault_of_ours_gets_a_page_and_no_traceback(house: House) -> None:
    del house.known.all_ideas

    answer = await (await house.owner()).get("/")

    page = await answer.text()
    assert answer.status == 500
    assert "Sorry, something went wrong" in page
    assert "Traceback" not in page


async def test_an_event_that_is_in_the_store_alone_is_shown_whole_and_stays_counted(house: House) -> None:
    house.known.away = {EventId("chat-1")}
    owner = await house.owner()

    campaign = await read(owner, "/campaigns/elective-care")
    event = await read(owner, "/events/chat-1")

    assert "10 ideas" in campaign
    assert "Ring people every month" in event


async def test_a_long_event_shows_the_last_of_what_was_said_and_leads_to_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.web.pages.MOST_SAID", 5)
    owner, said = await house.owner(), [it for it in house.known.all_said if it.event == "chat-1"]

    last = await read(owner, "/events/chat-1")
    before = await read(owner, f"/events/chat-1?before={said[-5].id}")
    stranger = await read(await house.program("feed"), "/events/chat-1")

    assert f"{len(said)} contributions in all. Shown here are 5 contributions" in last
    assert f"?before={said[-5].id}" in last
    assert f'id="{said[-5].id}"' in last
    assert f'id="{said[-6].id}"' not in last
    assert f'id="{said[-6].id}"' in before
    assert "contributions in all" not in stranger


def test_the_chart_of_a_wall_is_that_of_the_event_that_is_on_or_the_last_of_which_something_is_shown() -> None:
    chat = factories.event()
    session = factories.event(
        id=EventId("connect-1"), type="session", opens_at=minutes(90), closes_at=minutes(150), late_until=minutes(150)
    )
    heard = factories.contribution(said_at=minutes(5))
    waits = factories.contribution(id=ContributionId("c-2"), event=session.id, said_at=minutes(95), state=State.WAITING)

    def drawn(at: float, *said: Contribution) -> tuple[str | None, int]:
        known = KnownCampaign(factories.campaign())
        known.all_events, known.all_said = [chat, session], [*said]
        found = chart_of(known, minutes(at))
        event, chart = found["chart_event"], found["chart"]
        return (event.id if isinstance(event, Event) else None), chart.total if isinstance(chart, Chart) else 0

    assert drawn(-5, heard) == (None, 0)
    assert drawn(10, heard) == ("chat-1", 1)
    assert drawn(70, heard) == ("chat-1", 1)
    assert drawn(100, heard, waits) == ("connect-1", 0), "it is on, and nothing of it is published"
    assert drawn(200, heard, waits) == ("chat-1", 1)
    assert drawn(200, heard, msgspec.structs.replace(waits, state=State.LIVE)) == ("connect-1", 1)
