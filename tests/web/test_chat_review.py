"""A reviewed chat as its facilitator publishes it: by its pages and by its API, which speak of a chat and of no session."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

import msgspec
import pytest

from bridge.records import ContributionId, Kind, State
from bridge.web.review import Accept, Difference
from tests.web.forms import between, look, send
from tests.web.house import OURS, House
from tests.web.reviewing import said

CHAT, API = "/sessions/chat-1", "/v1/sessions/chat-1"
QUEUE = "/events/chat-1/queue"
ACCEPTED = Accept(ids=(ContributionId("c-new"),))
WORDS = "Ring everybody a week before, and say who rings"


@pytest.fixture
def reviewed(house: House) -> House:
    """A chat that people publish; one post waits."""
    known = house.known
    known.all_events = [msgspec.structs.replace(it, publishing="reviewed") for it in known.all_events]
    known.all_said.append(said("c-new", WORDS, "v-new", event=known.all_events[1].id, pseudonym=None))
    return house


async def test_what_was_decided_in_a_chat_is_published_on_a_page_that_shows_it_first(reviewed: House) -> None:
    owner = await reviewed.owner()
    assert "no decision waits to be published" in await look(owner, f"{CHAT}/publish")
    await reviewed.reviewer.decide(reviewed.known.all_events[1].id, ACCEPTED, "t-1")

    page = await look(owner, f"{CHAT}/publish")
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    url, after = await send(reviewed, owner, f"{CHAT}/publish", seen=seen)

    assert "Publish 1" in page
    assert WORDS in page
    assert (url.path, parse_qs(url.query_string)["did"]) == (f"{CHAT}/publish", ["publish"])
    assert "Published." in after
    assert "no decision waits to be published" in after
    assert reviewed.reviewer.find("c-new").state is State.LIVE


async def test_its_pages_lead_to_the_queue_and_speak_of_no_session(reviewed: House) -> None:
    owner = await reviewed.owner()
    await reviewed.reviewer.decide(reviewed.known.all_events[1].id, ACCEPTED, "t-1")
    why = "what it stands behind is not published"
    lift = Difference(id=ContributionId("c-1"), what="lacking", before="Mend the lift", why=why)
    reviewed.reviewer.lacking = [lift]

    pages = [await look(owner, f"{CHAT}/{it}") for it in ("publish", "withdraw", "withdraw?idea=i-1")]

    for page in pages:
        body = re.sub(r'href="[^"]*"|action="[^"]*"', "", between(page, "<main", "</main>"))
        assert "session" not in body.lower()
    assert f'href="{QUEUE}"' in pages[0]
    assert f'href="{QUEUE}/c-1"' in pages[0]
    assert f'href="{CHAT}/publish">No, go back' in pages[1]
    assert "on their network they stay" in pages[1]


@pytest.mark.parametrize(("path", "leads"), [("review", QUEUE), ("review/c-1", f"{QUEUE}/c-1")])
async def test_the_review_of_a_chat_is_its_queue(reviewed: House, path: str, leads: str) -> None:
    owner = await reviewed.owner()

    async with owner.get(f"{CHAT}/{path}", headers=OURS, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, leads)


@pytest.mark.parametrize("path", ["speakers", "speakers/1", "transcript", "end-review", "declaration", "upload"])
async def test_a_chat_has_no_page_of_what_only_a_session_has(reviewed: House, path: str) -> None:
    owner = await reviewed.owner()

    async with owner.get(f"{CHAT}/{path}", headers=OURS) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "speakers/1", {"label": "Kim"}),
        ("PUT", "declaration", {"title": "T", "held_at": "2026-11-02T19:00:00Z", "informed": "yes", "public": True}),
        ("POST", "end-review", {}),
        ("PUT", "documents/u-1/columns", {"text": 0}),
    ],
)
async def test_nor_a_call_for_it(reviewed: House, method: str, path: str, body: dict[str, Any]) -> None:
    moderator = await reviewed.program("moderate")

    async with moderator.request(method, f"{API}/{path}", json=body) as answer:
        assert answer.status == 404
        assert "No session has the id" in (await answer.json())["detail"]


async def test_a_program_decides_about_a_chat_foresees_publishes_and_takes_back(reviewed: House) -> None:
    moderator = await reviewed.program("moderate")

    async def call(method: str, path: str, body: Any = None) -> Any:
        async with moderator.request(method, f"{API}/{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    assert "c-new" in [it["contribution"]["id"] for it in (await call("GET", "review"))["candidates"]]
    await call("POST", "review", {"act": "accept", "ids": ["c-new"]})
    foreseen = await call("POST", "publish?dry_run=true")
    assert reviewed.reviewer.find("c-new").state is State.WAITING
    published = await call("POST", "publish")

    assert published["differences"] == foreseen["differences"]
    assert published["counts"] == {"new": 1}
    assert await call("POST", "withdraw", {"idea": "i-c-new"}) == {"withdrawn": 1}


async def test_in_a_live_chat_nothing_is_to_be_published_and_the_answer_says_why(house: House) -> None:
    moderator, owner = await house.program("moderate"), await house.owner()

    async with moderator.post(f"{API}/publish") as answer:
        assert (answer.status, "appear at once" in await answer.text()) == (404, True)
    async with owner.get(f"{CHAT}/publish", headers=OURS) as answer:
        assert (answer.status, "appear at once" in await answer.text()) == (404, True)


async def test_who_does_not_moderate_learns_nothing_of_what_waits_in_a_chat(reviewed: House) -> None:
    for visitor in (await reviewed.stranger(), await reviewed.program("feed")):
        for path in (f"{API}/review", f"{CHAT}/publish", f"{CHAT}/review", f"{CHAT}/withdraw"):
            async with visitor.get(path, headers=OURS, allow_redirects=False) as answer:
                assert answer.status in (303, 401, 403), path
                assert QUEUE not in answer.headers.get("Location", "")
                assert WORDS not in await answer.text()


async def test_in_its_queue_a_host_s_words_and_a_bare_repost_wait_for_nobody(reviewed: House) -> None:
    known = reviewed.known
    chat = known.all_events[1].id
    host = said("c-asks", "Question one is on its way", "v-host", event=chat, kind=Kind.HOST)
    repost = said("c-again", "", "v-again", event=chat, kind=Kind.SUPPORT, reposts=ContributionId("c-new"))
    known.all_said += [host, repost]

    page = await look(await reviewed.owner(), f"{QUEUE}?state=all")

    rows = {it: between(page, f'id="c-{it}"', "</li>") for it in ("c-new", "c-asks", "c-again")}
    assert [it for it, row in rows.items() if "Waits for review" in row] == ["c-new"]
