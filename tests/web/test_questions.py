"""Questions while a chat is on: facilitators put them in, correct, reorder and put them on; listeners are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.records import CampaignId, Commit, Entity, Event, EventId, Question, QuestionId
from bridge.store.memory import MemoryStore
from bridge.web.access import Access
from bridge.web.app import build_app
from tests import factories
from tests.factories import minutes
from tests.web.fakes import Feed, StandingClock, UploadsAsTold, no_hearsay, nothing_stored
from tests.web.house import OURS, SETTINGS, Visitor
from workers.desk import Desk
from workers.facilitating import DeskFacilitator

CAMPAIGN = CampaignId("elective-care")
CHAT = EventId("chat-1")
QUESTIONS = "/v1/events/chat-1/questions"
CURRENT = "/v1/events/chat-1/current"


class Chat:
    """A chat with three questions on a real desk, and programs that come to its door."""

    def __init__(self, known: Projection, access: Access, clock: StandingClock, server: TestServer) -> None:
        self.known = known
        self.clock = clock
        self._access = access
        self._server = server
        self._stack = AsyncExitStack()

    @classmethod
    @asynccontextmanager
    async def open(cls, store: MemoryStore | None = None) -> AsyncIterator[Chat]:
        clock, store, known = StandingClock(), store or MemoryStore(), Projection(CAMPAIGN, Index())
        if not (await store.place(CAMPAIGN)).seq:
            questions = [factories.question(number, text=f"What of {number}?") for number in (1, 2, 3)]
            puts: tuple[Entity, ...] = (factories.campaign(), factories.challenge(), factories.event(), *questions)
            await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
        await known.catch_up(store)
        desk = Desk(store, known, clock)
        access = Access(MemoryStore(), clock)
        await access.start()
        app = build_app(
            known={CAMPAIGN: known},
            access=access,
            uploads=UploadsAsTold(),
            hearsay=no_hearsay,
            stored=nothing_stored,
            stream_events=Feed().stream,
            clock=clock,
            settings=SETTINGS,
            facilitators={CAMPAIGN: DeskFacilitator(desk, clock)},
        )
        working = asyncio.create_task(desk.run())
        server = TestServer(app)
        async with server:
            chat = cls(known, access, clock, server)
            async with chat._stack:
                yield chat
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    async def program(self, *scopes: str) -> Visitor:
        headers = {"Authorization": f"Bearer {await self._access.create_token(scopes)}"} if scopes else {}
        client: Visitor = TestClient(self._server, headers=headers)
        return await self._stack.enter_async_context(client)

    @property
    def event(self) -> Event:
        found = self.known.event(CHAT)
        assert found
        return found

    def question(self, name: str) -> Question:
        found = self.known.question(QuestionId(name))
        assert found
        return found

    @property
    def order(self) -> list[tuple[int, str]]:
        return [(it.number, it.text) for it in self.known.questions(CHAT)]


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat.open() as opened:
        yield opened


async def told(answer: Any, status: int = 200) -> Any:
    async with answer as response:
        assert response.status == status, await response.text()
        return await response.json()


async def test_a_question_that_is_put_in_moves_the_later_ones_and_keeps_their_names(chat: Chat) -> None:
    facilitator = await chat.program("moderate")

    put_in = await told(facilitator.post(QUESTIONS, json={"text": " What of \n cost? ", "number": 2}), 201)

    assert chat.order == [(1, "What of 1?"), (2, "What of cost?"), (3, "What of 2?"), (4, "What of 3?")]
    assert chat.question("chat-1/q2").number == 3
    assert (put_in["number"], put_in["challenge"]) == (2, "boosting-capacity")


async def test_without_a_number_it_comes_last(chat: Chat) -> None:
    facilitator = await chat.program("moderate")

    await told(facilitator.post(QUESTIONS, json={"text": "And now?", "planned_at": "2026-11-02T19:50:00Z"}), 201)

    assert chat.order[-1] == (4, "And now?")


async def test_two_who_put_in_at_the_same_number_both_get_their_way(chat: Chat) -> None:
    facilitator = await chat.program("moderate")

    await asyncio.gather(
        *(told(facilitator.post(QUESTIONS, json={"text": f"New {nth}", "number": 1}), 201) for nth in range(5))
    )

    assert [number for number, _ in chat.order] == [*range(1, 9)]


@pytest.mark.parametrize(
    ("number", "order"),
    [(1, "312"), (2, "132"), (3, "123"), (9, "123")],
)
async def test_a_new_number_moves_those_in_between(chat: Chat, number: int, order: str) -> None:
    facilitator = await chat.program("moderate")

    await told(facilitator.patch("/v1/questions/chat-1%2Fq3", json={"number": number}))

    assert chat.order == [(nth, f"What of {name}?") for nth, name in enumerate(order, start=1)]


async def test_what_is_left_out_of_a_correction_stays_and_what_was_corrected_is_noted(chat: Chat) -> None:
    facilitator = await chat.program("moderate")

    await told(facilitator.patch("/v1/questions/chat-1%2Fq1", json={"text": "What helps?", "challenge": None}))

    question = chat.question("chat-1/q1")
    assert (question.text, question.challenge, question.number) == ("What helps?", None, 1)
    assert question.corrected == {"text": minutes(30), "challenge": minutes(30)}


async def test_an_empty_correction_changes_nothing(chat: Chat) -> None:
    facilitator, seq = await chat.program("moderate"), chat.known.seq

    await told(facilitator.patch("/v1/questions/chat-1%2Fq1", json={}))

    assert chat.known.seq == seq


async def test_putting_a_question_on_opens_it_and_the_event_says_so(chat: Chat) -> None:
    facilitator = await chat.program("moderate")

    event = await told(facilitator.post(CURRENT, json={"question": "chat-1/q2"}))

    assert (event["current"], chat.event.current) == ("chat-1/q2", "chat-1/q2")
    assert chat.question("chat-1/q2").opened_at == minutes(30)


async def test_going_back_to_a_question_leaves_its_opening_and_no_question_may_be_on(chat: Chat) -> None:
    facilitator = await chat.program("moderate")
    now = []

    for question, at in (("chat-1/q1", 10), ("chat-1/q2", 20), ("chat-1/q1", 25), (None, 29)):
        event = await told(facilitator.post(CURRENT, json={"question": question, "at": minutes(at).isoformat()}))
        now.append(event.get("current"))

    assert now == ["chat-1/q1", "chat-1/q2", "chat-1/q1", None]
    assert chat.question("chat-1/q1").opened_at == minutes(10)


async def test_a_question_that_was_not_asked_after_all_is_not_on(chat: Chat) -> None:
    facilitator = await chat.program("moderate")
    for number, at in ((1, 10), (2, 20)):
        change = {"opened_at": minutes(at).isoformat()}
        await told(facilitator.patch(f"/v1/questions/chat-1%2Fq{number}", json=change))
    assert chat.event.current == "chat-1/q2"

    await told(facilitator.patch("/v1/questions/chat-1%2Fq2", json={"opened_at": None}))

    assert chat.event.current == "chat-1/q1"


CALLS = [
    ("POST", QUESTIONS, '{"text":"Why?"}'),
    ("PATCH", "/v1/questions/chat-1%2Fq1", '{"text":"Why?"}'),
    ("POST", CURRENT, '{"question":null}'),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_questions_are_changed_by_those_who_moderate(chat: Chat, method: str, path: str, body: str) -> None:
    stranger = await (await chat.program()).request(method, path, data=body)
    reader = await (await chat.program("feed", "ingest")).request(method, path, data=body)
    facilitator = await (await chat.program("moderate")).request(method, path, data=body)

    assert (stranger.status, reader.status) == (401, 403)
    assert facilitator.status < 300


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_a_page_of_another_site_changes_nothing(chat: Chat, method: str, path: str, body: str) -> None:
    browser = await chat.program()
    link = await chat._access.create_link()
    await browser.post(f"/sign-in/{link}", headers=OURS)

    foreign = await browser.request(method, path, data=body, headers={"Sec-Fetch-Site": "cross-site"})
    ours = await browser.request(method, path, data=body, headers=OURS)

    assert foreign.status == 403
    assert ours.status < 300


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", QUESTIONS, "", 400),
        ("POST", QUESTIONS, "[]", 400),
        ("POST", QUESTIONS, '{"text":""}', 400),
        ("POST", QUESTIONS, '{"text":" \\n"}', 400),
        ("POST", QUESTIONS, '{"text":"Why?","number":0}', 400),
        ("POST", QUESTIONS, '{"text":"Why?","number":100}', 400),
        ("POST", QUESTIONS, '{"text":"Why?","challenge":"none"}', 400),
        ("POST", QUESTIONS, '{"text":"Why?","planned_at":"2026-11-02T19:50:00"}', 400),
        ("POST", QUESTIONS, '{"text":"Why?","when":1}', 400),
        ("POST", "/v1/events/none/questions", '{"text":"Why?"}', 404),
        ("PATCH", "/v1/questions/none", '{"text":"Why?"}', 404),
        ("PATCH", "/v1/questions/chat-1%2Fq1", '{"text":null}', 400),
        ("PATCH", "/v1/questions/chat-1%2Fq1", '{"challenge":"none"}', 400),
        ("PATCH", "/v1/questions/chat-1%2Fq1", '{"opened_at":"2036-11-02T19:50:00Z"}', 400),
        ("POST", CURRENT, "{}", 400),
        ("POST", CURRENT, '{"question":"chat-1/q9"}', 404),
        ("POST", CURRENT, '{"question":null,"at":"2036-11-02T19:50:00Z"}', 400),
        ("POST", "/v1/events/none/current", '{"question":null}', 404),
    ],
)
async def test_what_cannot_be_done_is_a_problem_document(
    chat: Chat, method: str, path: str, body: str, status: int
) -> None:
    facilitator, seq = await chat.program("moderate"), chat.known.seq

    answer = await facilitator.request(method, path, data=body)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert (await answer.json())["detail"]
    assert chat.known.seq == seq


async def test_several_serve_on_one_store_agree() -> None:
    store = MemoryStore()
    async with Chat.open(store) as here, Chat.open(store) as there:
        one, two = await here.program("moderate"), await there.program("moderate")

        await asyncio.gather(
            told(one.post(QUESTIONS, json={"text": "From one", "number": 1}), 201),
            told(two.post(QUESTIONS, json={"text": "From two", "number": 1}), 201),
        )
        await here.known.catch_up(store)
        await there.known.catch_up(store)

        assert here.order == there.order
        assert [number for number, _ in here.order] == [1, 2, 3, 4, 5]


async def test_a_listener_is_told_of_questions_at_once_and_then_when_they_change(chat: Chat) -> None:
    listener, facilitator = await chat.program("ingest"), await chat.program("moderate")
    first = await told(listener.get("/v1/asked"))

    waiting = asyncio.create_task(told(listener.get(f"/v1/asked?wait=20&seen={first['seen']}")))
    await told(facilitator.post(CURRENT, json={"question": "chat-1/q2"}))
    second = await asyncio.wait_for(waiting, 10)
    unchanged = await told(listener.get(f"/v1/asked?wait=0.1&seen={second['seen']}"))

    assert [it["id"] for it in first["questions"]] == ["chat-1/q1", "chat-1/q2", "chat-1/q3"]
    assert first["turns"] == {"chat-1": []}
    assert [it["question"] for it in second["turns"]["chat-1"]] == ["chat-1/q2"]
    assert unchanged == second


async def test_a_chat_that_is_over_is_not_told_of(chat: Chat) -> None:
    chat.clock.at = minutes(60 * 26)

    assert (await told((await chat.program("ingest")).get("/v1/asked")))["questions"] == []


@pytest.mark.parametrize(
    ("scope", "query", "status"),
    [("feed", "", 403), ("ingest", "?wait=soon", 400), ("ingest", "?wait=21", 400), ("ingest", "?campaign=none", 404)],
)
async def test_who_may_not_listen_is_not_told(chat: Chat, scope: str, query: str, status: int) -> None:
    answer = await (await chat.program(scope)).get(f"/v1/asked{query}")

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
