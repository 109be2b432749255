"""The review of a session for programs: what waits, in order and with its context, and every act that a person has."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse

from bridge.records import CampaignId, State
from bridge.web.review import Accept, Act, Agree, Keep, Merge, SetAside, SpeakerChange, Split, Undo
from tests.web.house import House
from tests.web.reviewing import declare, read_session

BASE = "/v1/sessions/connect-1"
REVIEW = f"{BASE}/review"


@pytest.fixture
def read(house: House) -> House:
    """A house whose session was just read."""
    read_session(house.reviewer)
    return house


async def told(answer: Any, status: int = 200) -> Any:
    response: ClientResponse
    async with answer as response:
        assert response.status == status, await response.text()
        return await response.json()


async def test_what_waits_is_told_in_order_with_its_rank_and_why(read: House) -> None:
    moderator = await read.program("moderate")

    review = await told(moderator.get(REVIEW))

    ranks = [it["rank"] for it in review["candidates"]]
    assert ranks == sorted(ranks, reverse=True)
    assert review["candidates"][0]["contribution"]["id"] == "s-text"
    assert review["candidates"][0]["why"] == "ranked by its own words"
    assert review["counts"] == {"held": 1, "undecided": 5, "accepted": 0, "set_aside": 0, "published": 1}
    assert (review["session"]["id"], review["declaration"], len(review["speakers"])) == ("connect-1", None, 4)
    assert "not_an_idea" in review["reasons"]


async def test_a_candidate_comes_with_two_turns_before_it_and_two_after(read: House) -> None:
    moderator = await read.program("moderate")

    review = await told(moderator.get(REVIEW))

    context = next(it["context"] for it in review["candidates"] if it["contribution"]["id"] == "s-text")
    assert [it["speaker"] for it in context["before"]] == ["Speaker 1", "Speaker 1"]
    assert context["passage"]["speaker"] == "Speaker 2"
    assert (context["passage"]["from_s"], context["passage"]["to_s"]) == (120, 160)
    assert [it["text"][:11] for it in context["after"]] == ["Great idea.", "My mother w"]


async def test_once_the_transcript_is_gone_the_candidate_stays_without_its_context(read: House) -> None:
    moderator = await read.program("moderate")

    deleted = await told(moderator.post(f"{BASE}/end-review"))
    review = await told(moderator.get(REVIEW))

    assert deleted == {"deleted": 1}
    assert len(review["candidates"]) == 7
    assert all(it["context"] == {"before": [], "passage": None, "after": []} for it in review["candidates"])


async def test_what_a_hidden_speaker_said_is_shown_nowhere(read: House) -> None:
    moderator = await read.program("moderate")

    await told(moderator.patch(f"{BASE}/speakers/2", json={"hidden": True}))
    async with moderator.get(REVIEW) as answer:
        page = await answer.text()

    assert "we could text people" not in page
    assert "s-lift" not in page


async def test_a_speaker_under_another_name_is_called_by_the_first(read: House) -> None:
    moderator = await read.program("moderate")

    await told(moderator.patch(f"{BASE}/speakers/2", json={"label": "A carer"}))
    speaker = await told(moderator.patch(f"{BASE}/speakers/4", json={"same_as": 2}))
    review = await told(moderator.get(REVIEW))

    names = {it["contribution"]["id"]: it["speaker"] for it in review["candidates"]}
    assert speaker["same_as"] == "v-2"
    assert (names["s-text"], names["s-physio"], names["s-held"]) == ("A carer", "A carer", "Speaker 3")


ACTS: list[tuple[dict[str, Any], type]] = [
    ({"act": "accept", "ids": ["s-text"], "words": "Text people", "kind": "question", "challenge": "fair"}, Accept),
    ({"act": "accept", "ids": ["s-text", "s-lift"]}, Accept),
    ({"act": "set_aside", "ids": ["s-script"], "reason": "logistics"}, SetAside),
    ({"act": "agree", "ids": ["s-text"], "idea": "i-1"}, Agree),
    ({"act": "merge", "ids": ["s-text", "s-lift"], "words": "Text, and a lift"}, Merge),
    ({"act": "split", "id": "s-text", "parts": ["Text people", "Say who to ask for"]}, Split),
    ({"act": "keep", "upload": "u-read", "passage": 3, "words": "Great idea", "kind": "comment"}, Keep),
]


@pytest.mark.parametrize(("said", "kind"), ACTS)
async def test_every_act_reaches_the_reviewer_with_who_asked_for_it(read: House, said: Any, kind: type) -> None:
    moderator = await read.program("moderate")

    answer = await told(moderator.post(REVIEW, json=said))

    [(act, who)] = read.reviewer.acts
    assert answer == {"act": "act-1"}
    assert isinstance(act, kind)
    assert who in {it.id for it in read.access.tokens()}
    assert act == msgspec.convert(said, type=Act)


async def test_an_act_is_undone_by_its_id_or_by_what_it_was_about(read: House) -> None:
    moderator = await read.program("moderate")
    act = (await told(moderator.post(REVIEW, json={"act": "accept", "ids": ["s-text", "s-lift"]})))["act"]
    await told(moderator.post(REVIEW, json={"act": "set_aside", "ids": ["s-held"], "reason": "private"}))

    await told(moderator.post(REVIEW, json={"act": "undo", "what": act}))
    await told(moderator.post(REVIEW, json={"act": "undo", "ids": ["s-held"]}))

    assert all(it.disposition is None for it in read.known.all_said)
    assert [type(it) for it, _ in read.reviewer.acts[-2:]] == [Undo, Undo]


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"act": "accept", "ids": []}, 400, "ids"),
    ({"act": "accept", "ids": ["s-text", "s-lift"], "words": "Text"}, 400, "they go with one contribution"),
    ({"act": "accept", "ids": ["s-text"], "words": "x" * 2_001}, 400, "2000"),
    ({"act": "accept", "ids": ["s-text"], "kind": "chatter"}, 400, "kind"),
    ({"act": "accept", "ids": ["s-text"], "challenge": "none"}, 400, "challenge: 'none' is none of"),
    ({"act": "accept", "ids": ["nobody"]}, 404, "nobody"),
    ({"act": "set_aside", "ids": ["s-text"], "reason": "dull"}, 400, "reason: 'dull' is none of not_an_idea"),
    ({"act": "set_aside", "ids": ["s-text"]}, 400, "reason"),
    ({"act": "agree", "ids": ["s-text"], "idea": "i-none"}, 400, "no idea has the id 'i-none'"),
    ({"act": "merge", "ids": ["s-text"]}, 400, "length >= 2"),
    ({"act": "merge", "ids": ["s-text", "s-text"]}, 400, "two different ones"),
    ({"act": "split", "id": "s-text", "parts": ["one"]}, 400, "length >= 2"),
    ({"act": "split", "id": "s-text", "parts": ["one", " "]}, 400, "parts"),
    ({"act": "split", "id": "s-text", "parts": list("abcdef")}, 400, "length <= 5"),
    ({"act": "undo"}, 400, "say what"),
    ({"act": "undo", "what": "act-9"}, 400, "undone already"),
    ({"act": "keep", "upload": "u-read", "passage": 3, "words": "Bad idea"}, 400, "not in this passage"),
    ({"act": "keep", "upload": "u-read", "passage": 99, "words": "Great"}, 404, "No such passage"),
    ({"act": "keep", "upload": "u-read", "passage": 3, "words": "Great idea", "kind": "host"}, 400, "kind"),
    ({"act": "publish"}, 400, "publish"),
    ({"ids": ["s-text"]}, 400, "act"),
    ({"act": "accept", "ids": ["s-text"], "word": "typo"}, 400, "word"),
]


@pytest.mark.parametrize(("said", "status", "says"), WRONG)
async def test_an_act_that_cannot_be_carried_out_says_what_is_wrong_with_it(
    read: House, said: Any, status: int, says: str
) -> None:
    moderator = await read.program("moderate")

    problem = await told(moderator.post(REVIEW, json=said), status)

    assert says in problem["detail"]
    assert not read.reviewer.acts


async def test_nothing_is_published_before_its_host_says_how_people_were_told(read: House) -> None:
    moderator = await read.program("moderate")
    await told(moderator.post(REVIEW, json={"act": "accept", "ids": ["s-text"]}))

    refused = await told(moderator.post(f"{BASE}/publish"), 400)
    said = {"title": "Hips", "held_at": "2026-11-02T15:00:00Z", "informed": "In the invitation", "public": True}
    event = await told(moderator.put(f"{BASE}/declaration", json=said))

    assert "how people were told" in refused["detail"]
    assert event["declaration"].items() >= said.items()
    assert event["declaration"]["quotes"] is False
    assert event["declaration"]["who"] in {it.id for it in read.access.tokens()}
    assert (await told(moderator.post(f"{BASE}/publish")))["counts"] == {"new": 1}


async def test_a_dry_run_tells_the_differences_and_changes_nothing(read: House) -> None:
    declare(read.reviewer)
    moderator = await read.program("moderate")
    await told(moderator.post(REVIEW, json={"act": "accept", "ids": ["s-text"], "words": "Text people"}))

    dry = await told(moderator.post(f"{BASE}/publish?dry_run=true"))
    before = read.reviewer.find("s-text").state
    wet = await told(moderator.post(f"{BASE}/publish"))
    again = await told(moderator.post(f"{BASE}/publish"))

    assert dry["differences"] == wet["differences"]
    assert dry["differences"][0]["after"] == "Text people"
    assert (dry["dry_run"], wet["dry_run"], again["differences"]) == (True, False, [])
    assert (before, read.reviewer.find("s-text").state) == (State.WAITING, State.LIVE)


@pytest.mark.parametrize(
    ("what", "gone"),
    [
        ({"speaker": 2}, {"s-text", "s-lift", "s-script"}),
        ({"everything": True}, {"s-text", "s-lift", "s-script", "s-held", "s-physio", "s-group", "c-30"}),
        ({"idea": "i-1"}, {"c-30"}),
    ],
)
async def test_an_idea_a_speaker_or_all_of_it_is_withdrawn(read: House, what: Any, gone: set[str]) -> None:
    moderator = await read.program("moderate")

    answer = await told(moderator.post(f"{BASE}/withdraw", json=what))

    there = {it.id for it in read.known.all_said if it.event == "connect-1" and it.state is State.WITHDRAWN}
    assert answer == {"withdrawn": len(gone)}
    assert there == gone


@pytest.mark.parametrize("what", [{}, {"speaker": 2, "everything": True}, {"everything": False}])
async def test_a_withdrawal_of_nothing_or_of_two_things_at_once_is_refused(read: House, what: Any) -> None:
    moderator = await read.program("moderate")

    problem = await told(moderator.post(f"{BASE}/withdraw", json=what), 400)

    assert "say one of" in problem["detail"]


async def test_a_tables_columns_are_chosen_by_number_and_remembered_under_its_signature(read: House) -> None:
    upload = read.uploads.known["u-read"]
    assert upload.report is not None
    report = msgspec.structs.replace(upload.report, columns=("Note", "Who", "Frame"), signature="a1b2")
    read.uploads.known["u-read"] = msgspec.structs.replace(upload, report=report)
    moderator = await read.program("moderate")

    await told(moderator.put(f"{BASE}/documents/u-read/columns", json={"text": 2, "author": 1}), 202)
    beyond = await told(moderator.put(f"{BASE}/documents/u-read/columns", json={"text": 3}), 400)

    [(name, chosen)] = read.reviewer.columns
    assert (name, chosen.id, chosen.campaign) == ("u-read", "a1b2", "elective-care")
    assert (chosen.text, chosen.author, chosen.group) == (2, 1, None)
    assert "they are 0 to 2" in beyond["detail"]


async def test_columns_of_what_is_no_table_or_not_there_are_refused(read: House) -> None:
    moderator = await read.program("moderate")

    problem = await told(moderator.put(f"{BASE}/documents/u-read/columns", json={"text": 0}), 400)
    await told(moderator.put(f"{BASE}/documents/u-none/columns", json={"text": 0}), 404)

    assert "no table" in problem["detail"]


CALLS: list[tuple[str, str, Any]] = [
    ("GET", REVIEW, None),
    ("POST", REVIEW, {"act": "accept", "ids": ["s-text"]}),
    ("POST", f"{BASE}/publish", None),
    ("POST", f"{BASE}/withdraw", {"everything": True}),
    ("PATCH", f"{BASE}/speakers/1", {"hidden": True}),
    ("PUT", f"{BASE}/declaration", {}),
    ("POST", f"{BASE}/end-review", None),
    ("PUT", f"{BASE}/documents/u-read/columns", {"text": 0}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_only_those_who_moderate_review(read: House, method: str, path: str, body: Any) -> None:
    visitors = [await read.stranger(), *[await read.program(it) for it in ("feed", "ingest")]]

    asked = [(await it.request(method, path, json=body)).status for it in visitors]

    assert asked == [401, 403, 403]
    assert not read.reviewer.acts


@pytest.mark.parametrize(("method", "path", "body"), CALLS[1:])
async def test_a_browser_that_another_site_sends_changes_nothing(
    read: House, method: str, path: str, body: Any
) -> None:
    owner = await read.owner()

    answer = await owner.request(method, path, json=body, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status == 403
    assert not read.reviewer.acts
    assert read.reviewer.find("s-text").state is State.WAITING


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/sessions/chat-1/review"), ("GET", "/v1/sessions/none/review"), ("PATCH", f"{BASE}/speakers/99")],
)
async def test_what_is_not_there_is_not_found(read: House, method: str, path: str) -> None:
    moderator = await read.program("moderate")

    await told(moderator.request(method, path, json={}), 404)


async def test_a_campaign_that_nobody_reviews_says_so(read: House) -> None:
    read.known.campaign = msgspec.structs.replace(read.known.campaign, id=CampaignId("other"))
    moderator = await read.program("moderate")

    problem = await told(moderator.get(REVIEW), 404)

    assert "not reviewed here" in problem["detail"]


def test_a_change_of_a_speaker_keeps_what_is_left_out() -> None:
    change = msgspec.json.decode(b'{"same_as":null}', type=SpeakerChange)

    assert change == SpeakerChange(same_as=None)
    assert change.label is msgspec.UNSET
