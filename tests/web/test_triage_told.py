"""What the triage pages say is so, and what they offer can be done."""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec
import pytest

from bridge.records import Becomes, ContributionId, Disposition, IdeaId, Kind, Mark, State
from bridge.web.access import sign_in_path
from bridge.web.review import SetAside
from tests.factories import minutes
from tests.web.forms import between, look, send
from tests.web.house import OURS, House

QUEUE = "/events/chat-1/queue"
PUBLISHED = "Not published yet"


def change(house: House, id_: str, **fields: object) -> None:
    house.known.all_said = [
        msgspec.structs.replace(it, **fields) if it.id == id_ else it for it in house.known.all_said
    ]


async def test_a_queue_says_what_is_left_to_do_in_which_order(house: House) -> None:
    house.triager.suggest("i-7", "i-5")

    left = between(await look(await house.owner(), QUEUE), 'class="bridge-statement"', "</p>")

    marks = ["on the wall already", "state=held", "1 held for a check", "state=undecided", "to decide",
             "state=unread", "18 to read"]  # fmt: skip
    assert sorted(marks, key=left.index) == marks


async def test_a_queue_of_which_all_is_done_leads_to_closing(house: House) -> None:
    mark = Mark(at=minutes(20), who="t-1")
    house.known.all_said = [
        msgspec.structs.replace(it, read=mark, state=State.LIVE) for it in house.known.all_said if it.kind is Kind.IDEA
    ]
    for it in house.known.all_ideas.values():
        house.known.all_ideas[it.id] = msgspec.structs.replace(it, suggestions=())
    owner = await house.owner()

    done = between(await look(owner, QUEUE), 'class="bridge-statement"', "</p>")
    await send(house, owner, "/events/chat-1/close", act="close")

    assert 'Everything was read: <a href="#close">close this event</a>' in done
    assert "bridge-statement" not in await look(owner, QUEUE)


@pytest.mark.parametrize(
    ("becomes", "publishing", "is_told"),
    [
        (Becomes.ACCEPTED, "live", False),
        (Becomes.ACCEPTED, "reviewed", True),
        (Becomes.SET_ASIDE, "reviewed", False),
        (Becomes.ANSWERED, "reviewed", False),
    ],
)
async def test_only_what_will_be_published_is_not_published_yet(
    house: House, becomes: Becomes, publishing: str, is_told: bool
) -> None:
    made = Disposition(becomes=becomes, at=minutes(29), who="t-1", act="act-1")
    change(house, "c-5", state=State.WAITING, disposition=made)
    owner = await house.owner()
    _, page = await send(house, owner, "/events/chat-1/publishing", publishing=publishing)

    one = between(page, 'id="c-c-5"', "</article>")

    assert (PUBLISHED in one) is is_told


async def test_a_comment_that_stands_by_itself_has_opened_no_idea(house: House) -> None:
    idea = house.known.all_ideas[IdeaId("i-5")]
    house.known.all_ideas[idea.id] = msgspec.structs.replace(idea, kind=Kind.COMMENT)

    page = await look(await house.owner(), QUEUE)

    assert "Stands by itself" in between(page, 'id="c-c-5"', "</article>")
    assert "Opened an idea" in between(page, 'id="c-c-7"', "</article>")


async def test_nothing_is_offered_for_an_idea_with_which_nothing_can_be_done(house: House) -> None:
    owner = await house.owner()
    offered = ('id="merge"', 'id="reword"', 'id="move"', 'id="themes"', 'id="roadmap"')

    live = await look(owner, "/ideas/i-5/work")
    await send(house, owner, "/ideas/i-5/work", act="hide")
    await send(house, owner, "/ideas/i-7/work", act="merge", into="i-1")
    hidden, merged = await look(owner, "/ideas/i-5/work"), await look(owner, "/ideas/i-7/work")

    assert all(it in live for it in offered)
    assert live.index('id="roadmap"') < live.index('id="lineage"')  # a long list is in nobody's way
    assert not any(it in hidden + merged for it in offered)
    assert "Show it again to merge" in hidden
    assert 'href="/ideas/i-1/work#lineage"' in merged


@pytest.mark.parametrize("event", ["chat-1", "connect-1"])
async def test_an_event_leads_moderators_to_its_queue(house: House, event: str) -> None:
    assert f'/events/{event}/queue"' in await look(await house.owner(), f"/events/{event}")
    assert f'/events/{event}/queue"' not in await look(await house.program("feed"), f"/events/{event}")


def decide_meanwhile(house: House, id_: str) -> None:
    made = Disposition(becomes=Becomes.SET_ASIDE, at=minutes(29), who="t-ann", act="act-ann", reason="outside")
    change(house, id_, disposition=made)


async def test_to_have_read_a_thing_contradicts_nobody(house: House) -> None:
    decide_meanwhile(house, "c-5")
    seen: dict[str, Any] = {"seen:c-5": "", "seen:c-6": ""}

    _, page = await send(house, await house.owner(), QUEUE, act="read", ids=["c-5", "c-6"], together="yes", **seen)

    assert "2 read." in page
    assert house.triager.find("c-5").read


async def test_of_several_the_rest_may_be_done_without_overruling_who_was_first(house: House) -> None:
    owner = await house.owner()
    decide_meanwhile(house, "c-5")
    fields: dict[str, Any] = {
        "ids": ["c-5", "c-6", "c-8"],
        "together": "yes",
        "seen:c-5": "",
        "seen:c-6": "",
        "seen:c-8": "",
    }
    _, page = await send(house, owner, QUEUE, 409, act="set_aside", reason="logistics", **fields)

    [form] = [it for it in re.findall(r"<form.*?</form>", page, re.DOTALL) if "where nobody decided" in it]
    told = dict(re.findall(r'name="((?:seen:|reason|together)[^"]*)" value="([^"]*)"', form))
    _, after = await send(
        house, owner, QUEUE, act="set_aside", ids=re.findall(r'name="ids" value="([^"]*)"', form), **told
    )

    assert "Do it for the other 2" in form
    assert "2 set aside." in after
    acts = [act for act, *_ in house.triager.acts]
    assert acts == [SetAside(ids=(ContributionId("c-6"), ContributionId("c-8")), reason="logistics")]
    first = house.triager.find("c-5").disposition
    assert first
    assert first.act == "act-ann"


@pytest.mark.parametrize("act", ["accept", "merge"])
async def test_nothing_is_left_to_do_of_one_and_of_a_merge(house: House, act: str) -> None:
    decide_meanwhile(house, "c-5")
    fields: dict[str, Any] = {"ids": ["c-5", "c-6", "c-8"] if act == "merge" else ["c-5"], "seen:c-5": ""}

    _, page = await send(house, await house.owner(), QUEUE, 409, act=act, together="yes", **fields)

    assert "Do it all the same" in page
    assert "where nobody decided" not in page


async def test_what_is_handed_over_is_a_link_away_for_whom_it_is(house: House) -> None:
    ben = await house.stranger()
    await ben.post(sign_in_path(await house.access.create_link(["moderate"], note="Ben Ó Súil")), headers=OURS)
    owner = await house.owner()
    before = await look(ben, QUEUE)
    names = between(await look(owner, f"{QUEUE}/c-5"), '<datalist id="colleagues">', "</datalist>")
    await send(house, owner, f"{QUEUE}/c-5", act="hand_over", to="Ben Ó Súil")

    after = await look(ben, QUEUE)
    mine = html.unescape(re.findall(r'<a href="([^"]*)">Handed over to you', after)[0])

    assert 'value="Ben Ó Súil"' in names
    assert "Handed over to you" not in before
    assert "Handed over to you" not in await look(owner, QUEUE)
    there = await look(ben, mine)
    assert 'id="c-c-5"' in there
    assert re.findall(r'aria-current="page">([^<]*)<', between(there, "Which to show", "</nav>")) == [
        "Handed over to you "
    ]


@pytest.mark.parametrize("event", ["chat-1", "connect-1"])
async def test_a_reviewed_queue_leads_to_where_its_ideas_are_let_out(house: House, event: str) -> None:
    owner = await house.owner()
    await send(house, owner, f"/events/{event}/publishing", publishing="reviewed")

    page = await look(owner, f"/events/{event}/queue")

    way = f"/sessions/{event}/publish"
    assert f'href="{way}"' in between(page, 'class="bridge-statement"', "</p>")
    assert f'href="{way}"' in between(page, 'id="publishing-title"', "</p>")
    assert "What would be published" in await look(owner, way)
    assert 'id="publishing-title"' in page
