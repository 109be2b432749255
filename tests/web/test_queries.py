"""What a call of the API asks for that there is not is refused, and says what there is."""

from __future__ import annotations

import pytest

from tests.web.house import House

QUEUE = "/v1/events/chat-1/queue"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/metrics?kind=zzz", 400, "unknown parameter 'kind': this takes campaign, event, challenge, question, by"),
        ("/v1/metrics?foo=1", 400, "unknown parameter 'foo'"),
        ("/v1/ideas?utm_source=mail", 400, "unknown parameter 'utm_source'"),
        ("/v1/campaigns?page=2", 400, "unknown parameter 'page': this takes none"),
        (f"{QUEUE}?questoin=chat-1/q1", 400, "unknown parameter 'questoin'"),
        ("/v1/ideas?token=ib_0", 400, "unknown parameter 'token'"),
        (f"{QUEUE}?question=nope", 404, "question: 'nope' is not here; there are chat-1/q1, chat-1/q2, chat-1/q3"),
        ("/v1/events/connect-1/queue?question=chat-1/q1", 404, "'chat-1/q1' is not here; there are none"),
        ("/v1/metrics?question=nope", 404, "/v1/questions?event= lists those of an event"),
        ("/v1/metrics?event=chat-1&question=nope", 404, "there are chat-1/q1"),
        ("/v1/metrics?challenge=nope", 404, "challenge: 'nope' is not here; there are rethinking, fair"),
        ("/v1/metrics?event=nope", 404, "'nope'"),
        ("/v1/metrics?by=nope", 400, "nope"),
        ("/v1/ideas?event=nope", 404, "event: 'nope' is not here; there are connect-1, chat-1"),
        ("/v1/ideas?challenge=nope", 404, "challenge: 'nope'"),
        ("/v1/ideas?question=nope", 404, "question: 'nope'"),
        ("/v1/ideas?campaign=nope&question=chat-1/q1", 404, "Name a campaign that is here"),
    ],
)
async def test_what_is_not_there_is_refused_and_what_is_possible_named(
    house: House, path: str, status: int, says: str
) -> None:
    async with (await house.program("moderate")).get(path) as answer:
        told = await answer.json()

    assert (answer.status, told["status"]) == (status, status)
    assert says in told["detail"]


@pytest.mark.parametrize(
    "path",
    [
        f"{QUEUE}?question=chat-1/q1&kind=&limit=5",
        "/v1/metrics?challenge=fair&question=&by=kind&by=source",
        "/v1/ideas?campaign=elective-care&event=chat-1&challenge=&question=chat-1/q2&kind=idea&kind=experience",
        "/?utm_source=mail",
        "/events/chat-1?utm_source=mail&fbclid=1",
    ],
)
async def test_what_is_there_is_answered_and_pages_take_whatever_stands_behind_their_address(
    house: House, path: str
) -> None:
    owner = await house.owner()

    got, head = await owner.get(path), await owner.head(path)

    assert (got.status, head.status) == (200, 200)


async def test_whoever_may_not_read_a_campaign_learns_of_no_id_in_it(house: House) -> None:
    stranger = await house.stranger()

    asked = [await stranger.get(f"/v1/ideas?event={it}") for it in ("chat-1", "nope")]

    assert [it.status for it in asked] == [401, 401]


async def test_every_challenge_is_asked_for_by_leaving_it_empty(house: House) -> None:
    program = await house.program("feed")

    every, empty = [await (await program.get(f"/v1/ideas{it}")).json() for it in ("", "?challenge=&event=&question=")]

    assert empty == every
    assert empty["ideas"]


async def test_a_worker_may_say_whose_it_is_with_every_call(house: House) -> None:
    worker = await house.program("ingest")
    errands = ("/v1/uploads?state=waiting&wait=0", "/v1/uploads/none/body?", "/v1/heard?after=0", "/v1/asked?seen=")

    answers = [await worker.get(f"{it}&campaign=elective-care") for it in errands]
    said = await worker.put("/v1/uploads/u-read?campaign=elective-care", json={"lease": 1, "state": "reading"})

    assert [it.status for it in (*answers, said)] == [200, 404, 200, 200, 200]
