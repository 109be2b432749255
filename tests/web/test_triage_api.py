"""Triage for programs: what waits, acts of two people about the same, claims, themes, lineage and the end of an event."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse

from bridge.records import ContributionId, EventId, IdeaId, State
from bridge.web.triage import Read
from tests.web.house import OURS, House

QUEUE = "/v1/events/chat-1/queue"


async def told(answer: Any, status: int = 200) -> Any:
    response: ClientResponse
    async with answer as response:
        assert response.status == status, await response.text()
        return await response.json() if status != 204 else None


def ids(queue: Any) -> list[str]:
    return [it["contribution"]["id"] for it in queue["contributions"]]


async def test_a_queue_is_told_the_oldest_first_with_the_idea_behind_each_and_how_much_waits(house: House) -> None:
    house.triager.suggest("i-7", "i-5", "evening slots for people who work")
    moderator = await house.program("moderate")

    queue = await told(moderator.get(QUEUE))

    times = [it["contribution"]["said_at"] for it in queue["contributions"]]
    assert times == sorted(times)
    assert ids(queue)[0] == "c-42"
    seventh = next(it for it in queue["contributions"] if it["contribution"]["id"] == "c-7")
    assert (seventh["idea"]["id"], seventh["suggestions"][0]["idea"], seventh["version"]) == ("i-7", "i-5", "")
    assert (queue["place"], queue["event"]["id"], queue["matching"], queue["next"]) == ("epoch.1", "chat-1", 18, None)
    expected = {"all": 18, "unread": 18, "held": 1, "suggested": 1, "undecided": 2, "assigned": 0, "unanswered": 11}
    assert queue["counts"] == expected


async def test_a_queue_is_filtered_and_read_a_page_at_a_time(house: House) -> None:
    moderator = await house.program("moderate")
    asked: dict[str, Any] = {"question": "chat-1/q2", "kind": "idea", "limit": 2}

    first = await told(moderator.get(QUEUE, params=asked))
    await told(moderator.post("/v1/triage", json={"act": "read", "ids": ids(first)}))
    second = await told(moderator.get(QUEUE, params=asked | {"after": first["next"], "state": "unread"}))

    assert (ids(first), ids(second), second["next"]) == (["c-5", "c-6"], ["c-7"], None)
    assert second["counts"]["unread"] == 16
    await told(moderator.get(QUEUE, params={"state": "new"}), 400)


async def test_the_second_of_two_is_told_what_the_first_decided_and_may_decide_all_the_same(house: House) -> None:
    ann, ben = await house.program("moderate"), await house.program("moderate")
    aside = {"act": "set_aside", "ids": ["c-5"], "reason": "outside", "seen": {"c-5": ""}}
    accept = {"act": "accept", "ids": ["c-5"], "seen": {"c-5": ""}}

    decided = await told(ann.post("/v1/triage", json=aside))
    overtaken = await told(ben.post("/v1/triage", json=accept), 409)
    again = await told(ben.post("/v1/triage", json=accept | {"seen": {"c-5": decided["act"]}}))

    assert (overtaken["status"], overtaken["title"]) == (409, "Somebody was first")
    now = overtaken["now"][0]
    assert (now["id"], now["disposition"]["becomes"], now["disposition"]["reason"]) == ("c-5", "set_aside", "outside")
    assert again["contributions"][0]["disposition"]["becomes"] == "accepted"
    assert again["contributions"][0]["disposition"]["before"]["becomes"] == "set_aside"


async def test_an_act_about_ideas_says_how_it_is_taken_back(house: House) -> None:
    moderator = await house.program("moderate")

    merged = await told(moderator.post("/v1/triage", json={"act": "merge_idea", "idea": "i-7", "into": "i-5"}))
    await told(moderator.post("/v1/triage", json=merged["undo"]))

    assert merged["ideas"][0]["merged_into"] == "i-5"
    assert merged["undo"] == {"act": "unmerge_idea", "idea": "i-7"}
    assert house.known.all_ideas[IdeaId("i-7")].state is State.LIVE


ACTS: list[dict[str, Any]] = [
    {"act": "accept", "ids": ["c-1"]},
    {"act": "set_aside", "ids": ["c-1"], "reason": "outside"},
    {"act": "agree", "ids": ["c-1"], "idea": "i-2"},
    {"act": "adds", "ids": ["c-1"], "idea": "i-2"},
    {"act": "duplicate", "ids": ["c-1", "c-3"], "idea": "i-2"},
    {"act": "merge", "ids": ["c-1", "c-3"]},
    {"act": "split", "id": "c-1", "parts": ["One thing", "Another"]},
    {"act": "part", "ids": ["c-20"]},
    {"act": "answered", "ids": ["c-1"], "how": "On the page", "link": "https://care.example/answers"},
    {"act": "hold", "ids": ["c-1"], "reason": "safety", "owner": "Ann"},
    {"act": "read", "ids": ["c-1"]},
    {"act": "read", "ideas": ["i-1"], "unread": True},
    {"act": "respond", "ids": ["c-1"], "how": "By hand"},
    {"act": "hand_over", "ids": ["c-1"], "to": "Ben"},
    {"act": "merge_idea", "idea": "i-1", "into": "i-2"},
    {"act": "unmerge_idea", "idea": "i-1"},
    {"act": "move_idea", "idea": "i-1", "challenge": "fair"},
    {"act": "reword_idea", "idea": "i-1", "words": "Ring people"},
    {"act": "hide_idea", "idea": "i-1"},
    {"act": "stage_idea", "idea": "i-1", "stage": "trial"},
]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act["act"])
async def test_every_act_is_carried_out_and_known_by_who_asked(house: House, act: dict[str, Any]) -> None:
    token = await house.access.create_token(["moderate"])
    moderator = await house.stranger()

    done = await told(moderator.post("/v1/triage", json=act, headers={"Authorization": f"Bearer {token}"}))

    carried_out, who, seen = house.triager.acts[-1]
    assert (carried_out.__struct_config__.tag, done["act"], seen) == (act["act"], "act-1", {})
    assert who == house.access.tokens()[-1].id


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ({"act": "forget", "ids": ["c-1"]}, "the act is not what is expected"),
        ({"act": "read", "ids": ["c-1"], "seen": ["c-1"]}, "the act is not what is expected"),
        ({"act": "read"}, "say ids, or ideas"),
        ({"act": "set_aside", "ids": ["c-1"], "reason": "dull"}, "reason: 'dull' is none of not_an_idea"),
        ({"act": "hold", "ids": ["c-1"], "reason": "dull", "owner": "Ann"}, "reason: 'dull' is none of privacy"),
        ({"act": "hold", "ids": ["c-1"], "reason": "safety", "owner": " "}, "the act is not what is expected"),
        ({"act": "adds", "ids": ["c-1"], "idea": "i-99"}, "no idea has the id 'i-99'"),
        ({"act": "merge_idea", "idea": "i-1", "into": "i-1"}, "cannot be merged into itself"),
        ({"act": "merge_idea", "idea": "i-1", "into": "i-99"}, "no idea has the id 'i-99'"),
        ({"act": "move_idea", "idea": "i-1", "challenge": "war"}, "challenge: 'war' is none of rethinking"),
        ({"act": "tag_ideas", "ideas": ["i-1"], "theme": "t-9"}, "theme: 't-9' is none of none that is here"),
        ({"act": "answered", "ids": ["c-1"], "link": "javascript:alert(1)"}, "the act is not what is expected"),
    ],
)
async def test_an_act_that_cannot_be_carried_out_is_refused_with_what_to_do(
    house: House, act: dict[str, Any], says: str
) -> None:
    answer = await told((await house.program("moderate")).post("/v1/triage", json=act), 400)

    assert says in answer["detail"]
    assert house.triager.acts == []


async def test_an_act_about_what_is_not_there_is_not_found(house: House) -> None:
    await told((await house.program("moderate")).post("/v1/triage", json={"act": "read", "ids": ["c-999"]}), 404)


async def test_a_claim_is_seen_by_others_and_expires_when_nothing_renews_it(house: House) -> None:
    ann, ben = await house.program("moderate"), await house.program("moderate")

    mine = await told(ann.post("/v1/claims", json={"ids": ["c-5"], "label": "Ann"}))
    theirs = await told(ben.post("/v1/claims", json={"ids": ["c-5", "c-6"], "label": "Ben"}))
    queue = await told(ben.get(QUEUE))
    house.clock.at += timedelta(seconds=61)
    later = await told(ben.get("/v1/events/chat-1/claims"))

    assert [it["label"] for it in mine["claims"]] == ["Ann"]
    assert [it["label"] for it in theirs["claims"]] == ["Ann", "Ben"]
    assert [(it["id"], it["label"]) for it in queue["claims"]] == [("c-5", "Ann"), ("c-6", "Ben")]
    assert later["claims"] == []


async def test_only_who_has_a_claim_lets_go_of_it(house: House) -> None:
    ann, ben = await house.program("moderate"), await house.program("moderate")
    await told(ann.post("/v1/claims", json={"ids": ["c-5"]}))

    await told(ben.delete("/v1/claims", json={"ids": ["c-5"]}), 204)
    kept = await told(ann.get("/v1/events/chat-1/claims"))
    await told(ann.delete("/v1/claims", json={"ids": ["c-5"]}), 204)
    left = await told(ann.get("/v1/events/chat-1/claims"))

    assert [it["label"] for it in kept["claims"]] == ["a colleague"]
    assert left["claims"] == []


async def test_themes_are_made_renamed_and_let_go_of_and_ideas_belong_to_several(house: House) -> None:
    moderator, reader = await house.program("moderate"), await house.program("feed")
    made = [
        await told(moderator.post("/v1/themes", json={"title": it}), 201) for it in ("Transport", "Waiting", "Phones")
    ]
    for theme, ideas in ((made[0], ["i-8"]), (made[1], ["i-1", "i-8"])):
        tagging = {"act": "tag_ideas", "ideas": ideas, "theme": theme["id"]}
        await told(moderator.post("/v1/triage", json=tagging))

    renamed = await told(
        moderator.patch(f"/v1/themes/{made[1]['id']}", json={"title": "While waiting", "is_big": True})
    )
    gone = await told(moderator.delete(f"/v1/themes/{made[2]['id']}"))
    themes = await told(reader.get("/v1/themes"))
    ideas = await told(reader.get(f"/v1/themes/{made[1]['id']}/ideas"))

    assert (renamed["title"], renamed["is_big"], gone["gone"]) == ("While waiting", True, True)
    assert [it["title"] for it in themes["themes"]] == ["Transport", "While waiting"]
    assert {it["id"] for it in ideas["ideas"]} == {"i-1", "i-8"}
    assert ideas["theme"]["title"] == "While waiting"
    await told(reader.get("/v1/themes/t-99/ideas"), 404)
    await told(moderator.patch("/v1/themes/t-99", json={"title": "x"}), 404)
    await told(moderator.post("/v1/themes", json={"title": " "}), 400)


async def test_an_idea_is_changed_in_several_ways_at_once(house: House) -> None:
    moderator = await house.program("moderate")

    change = {"words": "Ring people", "challenge": "fair", "stage": "trial"}
    idea = await told(moderator.patch("/v1/ideas/i-1", json=change))

    assert (idea["text"], idea["challenge"], idea["stage"]) == ("Ring people", "fair", "trial")
    assert [type(it).__name__ for it, *_ in house.triager.acts] == ["Reword", "MoveIdea", "Stage"]
    await told(moderator.patch("/v1/ideas/i-1", json={}), 400)
    await told(moderator.patch("/v1/ideas/i-1", json={"words": "x", "challenge": "war"}), 400)
    assert len(house.triager.acts) == 3


async def test_an_idea_is_hidden_and_shown_again(house: House) -> None:
    moderator = await house.program("moderate")

    hidden = await told(moderator.patch("/v1/ideas/i-1", json={"hidden": True}))
    shown = await told(moderator.patch("/v1/ideas/i-1", json={"hidden": False}))

    assert (hidden["state"], shown["state"]) == ("hidden", "live")


async def test_a_platform_tells_a_stage_and_nothing_else(house: House) -> None:
    platform, reader = await house.program("ingest"), await house.program("feed")

    staged = await told(platform.patch("/v1/ideas/i-1", json={"stage": "In trial"}))

    assert staged == {"id": "i-1", "stage": "In trial"}
    await told(platform.patch("/v1/ideas/i-1", json={"stage": "x", "words": "y"}), 403)
    await told(platform.patch("/v1/ideas/i-99", json={"stage": "x"}), 404)
    await told(reader.patch("/v1/ideas/i-1", json={"stage": "x"}), 403)
    assert house.known.all_ideas[IdeaId("i-1")].stage == "In trial"


async def test_an_idea_leads_back_to_each_contribution_and_a_contribution_to_what_it_became(house: House) -> None:
    moderator = await house.program("moderate")
    await told(moderator.post("/v1/triage", json={"act": "merge_idea", "idea": "i-7", "into": "i-5"}))

    lineage = await told(moderator.get("/v1/ideas/i-5/lineage"))
    became = await told(moderator.get("/v1/contributions/c-7/lineage"))
    nothing = await told(moderator.get("/v1/contributions/c-42/lineage?event=chat-1"))

    steps = [(it["contribution"]["id"], [was["id"] for was in it["was_in"]]) for it in lineage["steps"]]
    assert steps == [("c-5", []), ("c-7", ["i-7"])]
    assert (became["step"]["idea"]["id"], became["step"]["was_in"][0]["id"]) == ("i-5", "i-7")
    assert nothing["step"]["idea"] is None
    await told(moderator.get("/v1/contributions/c-42/lineage?event=connect-1"), 404)


async def test_an_event_is_live_or_reviewed(house: House) -> None:
    moderator = await house.program("moderate")

    event = await told(moderator.put("/v1/events/chat-1/publishing", json={"publishing": "reviewed"}))

    assert event["publishing"] == "reviewed"
    await told(moderator.put("/v1/events/chat-1/publishing", json={"publishing": "never"}), 400)


async def test_an_event_closes_once_all_is_read_or_with_a_waiver_and_stays_closed_until_it_is_opened(
    house: House,
) -> None:
    moderator = await house.program("moderate")
    close = "/v1/events/chat-1/close"

    refused = await told(moderator.post(close, json={"waiver": " "}), 400)
    waived = await told(moderator.post(close, json={"waiver": "The rest is greetings"}))
    twice = await told(moderator.post(close))
    opened = await told(moderator.delete(close))
    everything = [it.id for it in await house.triager.unsettled(EventId("chat-1"))]
    await told(moderator.post("/v1/triage", json={"act": "read", "ids": everything}))
    closed = await told(moderator.post(close))

    assert "18 contributions are unread" in refused["detail"]
    assert waived["closed"]["waiver"] == twice["closed"]["waiver"] == "The rest is greetings"
    assert (opened["closed"], closed["closed"]["waiver"]) == (None, "")
    assert (await told(moderator.delete(close)))["closed"] is None
    assert (await told(moderator.delete(close)))["closed"] is None


CALLS = [
    ("GET", QUEUE),
    ("GET", "/v1/events/chat-1/claims"),
    ("PUT", "/v1/events/chat-1/publishing"),
    ("POST", "/v1/events/chat-1/close"),
    ("DELETE", "/v1/events/chat-1/close"),
    ("POST", "/v1/triage"),
    ("POST", "/v1/claims"),
    ("DELETE", "/v1/claims"),
    ("POST", "/v1/themes"),
    ("PATCH", "/v1/themes/t-1"),
    ("DELETE", "/v1/themes/t-1"),
    ("PATCH", "/v1/ideas/i-1"),
    ("GET", "/v1/ideas/i-1/lineage"),
    ("GET", "/v1/contributions/c-1/lineage"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_triage_is_for_moderators(house: House, method: str, path: str) -> None:
    statuses = []
    for visitor in (await house.stranger(), await house.program("feed")):
        async with visitor.request(method, path, json={}) as answer:
            statuses.append(answer.status)

    assert statuses == [401, 403]


@pytest.mark.parametrize(("method", "path"), [it for it in CALLS if it[0] != "GET"])
async def test_nothing_is_changed_on_behalf_of_another_site(house: House, method: str, path: str) -> None:
    owner = await house.owner()

    async with owner.request(method, path, json={}, headers=OURS | {"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 403
    assert house.triager.acts == []


async def test_what_was_read_is_the_act_that_was_asked_for(house: House) -> None:
    await told((await house.program("moderate")).post("/v1/triage", json={"act": "read", "ids": ["c-1"]}))

    assert house.triager.acts[0][0] == Read(ids=(ContributionId("c-1"),))


async def test_who_set_a_theme_closed_an_event_or_declared_a_session_is_told_to_moderators_only() -> None:
    async with House.open(public=True) as house:
        moderator = await house.program("moderate", "feed")
        theme = await told(moderator.post("/v1/themes", json={"title": "Letters"}), 201)
        await told(moderator.post("/v1/triage", json={"act": "tag_ideas", "ideas": ["i-1"], "theme": theme["id"]}))
        await told(moderator.post("/v1/events/chat-1/close", json={"waiver": "Ada reads the rest"}))
        who = theme["by"]
        assert who
        places = [
            *("/v1/ideas", "/v1/ideas/i-1", "/v1/ideas?event=chat-1", "/v1/events", "/v1/events/chat-1"),
            *("/v1/themes", f"/v1/themes/{theme['id']}/ideas", "/v1/ideas/i-1/related", "/v1/questions?event=chat-1"),
        ]

        for visitor in (await house.stranger(), await house.program("feed")):
            for place in places:
                answer = await visitor.get(place)
                assert answer.status == 200, place
                text = await answer.text()
                assert who not in text, place
                assert "Ada reads" not in text, place
        theirs = [await told(moderator.get(place)) for place in ("/v1/ideas/i-1", "/v1/events/chat-1")]
        assert (theirs[0]["themes"][0]["by"], theirs[1]["closed"]["waiver"]) == (who, "Ada reads the rest")
