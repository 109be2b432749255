"""What the triage pages say is so, and what they offer can be done."""

from __future__ import annotations

import msgspec
import pytest

from bridge.records import Becomes, Disposition, IdeaId, Kind, Mark, State
from tests.factories import minutes
from tests.web.forms import between, look, send
from tests.web.house import House

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
