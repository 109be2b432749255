"""Listeners go by the questions as the store's side has them, within seconds, wherever they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest

from bridge.ports import Heard
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.frames import Grant
from bridge.push.spool import Spool
from bridge.records import (
    Act,
    Arrival,
    Contribution,
    EventId,
    QuestionId,
    Turn,
)
from config.settings import load
from tests import factories
from tests.factories import minutes
from tests.flow import test_bluesky as bluesky
from tests.networks.jetstream import Jetstream
from tests.running import live_chat
from tests.workers.test_following import Granting
from tests.workers.test_listen import PLAN, native, post
from workers.errands import Agenda, Errands
from workers.following import Follower
from workers.listen import Judge, heard_rows
from workers.runtime import DataFolder, SystemClock
from workers.serve import Serving

CHAT = EventId("chat-1")
ONE, TWO = (QuestionId(f"chat-1/q{number}") for number in (1, 2))


HOST: dict[str, Any] = {"author": "did:plc:host"}


def from_host(rkey: str, text: str, at: float) -> Arrival:
    return msgspec.structs.replace(post(rkey, f"{text} #SolvingTogether", said_at=minutes(at)), **HOST)


class Room:
    """A judge with its spool, as a listener has them."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.judge = Judge(PLAN, spool)
        self._kept = 0

    async def hear(self, *arrivals: Arrival) -> list[Contribution]:
        heard = [it for it in await self.judge.judge(arrivals) if isinstance(it, Contribution)]
        self._kept += 1
        await self.spool.keep("told", str(self._kept), heard, heard=heard_rows(heard))
        return heard

    async def question_of(self, text: str, at: float) -> QuestionId | None:
        (heard,) = await self.hear(post(f"p{self._kept}", f"{text} #SolvingTogether", said_at=minutes(at)))
        return heard.question


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    spool = await Spool.open(tmp_path / "spool.sqlite")
    yield Room(spool)
    await spool.close()


TEXT = "Share one waiting list"


async def test_an_answer_goes_to_what_the_store_says_is_on(room: Room) -> None:
    two = factories.question(2, opened_at=minutes(10))

    room.judge.learn([factories.question(1), two], {CHAT: ()})
    asked = await room.question_of(TEXT, 12)
    room.judge.learn([factories.question(1), two], {CHAT: (Turn(at=minutes(14), question=ONE),)})
    put_on = await room.question_of(f"{TEXT} now", 15)
    room.judge.learn([factories.question(1), two], {CHAT: (Turn(at=minutes(14)),)})
    nothing = await room.question_of(f"{TEXT} then", 15)

    assert (asked, put_on, nothing) == (TWO, ONE, None)


async def test_a_label_is_read_by_the_numbers_that_the_store_says(room: Room) -> None:
    put_in = factories.question(2, id=QuestionId("chat-1/n1"))
    room.judge.learn([factories.question(1), put_in, factories.question(3, id=TWO)], {CHAT: ()})

    assert await room.question_of(f"A2: {TEXT}", 12) == "chat-1/n1"
    assert await room.question_of(f"A3: {TEXT} too", 12) == TWO


async def test_a_host_s_recap_of_what_others_heard_asked_opens_nothing(room: Room) -> None:
    room.judge.learn([factories.question(1, opened_at=minutes(5)), factories.question(2)], {CHAT: ()})

    (recap,) = await room.hear(from_host("recap", "Q1: What was that again?", 40))

    assert (recap.opens, recap.question) == (None, ONE)


async def test_what_the_store_has_not_heard_yet_is_on_all_the_same(room: Room) -> None:
    await room.hear(from_host("q1", "Q1: What helps?", 5))

    room.judge.learn([factories.question(1), factories.question(2)], {CHAT: ()})

    assert await room.question_of(TEXT, 6) == ONE


async def test_a_question_that_is_taken_back_and_asked_again_at_once_is_on(room: Room) -> None:
    await room.hear(from_host("q1", "Q1: What hepls?", 5))
    room.judge.learn([factories.question(1, opened_at=minutes(5)), factories.question(2)], {CHAT: ()})
    gone = factories.arrival("", id=native("q1"), act=Act.DELETED, tags=(), said_at=minutes(6), **HOST)

    _, again = await room.hear(gone, from_host("q1-again", "Q1: What helps?", 6))

    assert again.opens
    assert again.opens.opened_at == minutes(6)


async def test_an_edit_that_is_no_question_any_more_closes_it(room: Room) -> None:
    await room.hear(from_host("q1", "Q1: What helps?", 5))

    await room.hear(msgspec.structs.replace(from_host("q1", "A word before we begin", 5), version="2"))

    assert await room.question_of(TEXT, 6) is None


# A bridge with a door, and a listener that reaches it over its sockets alone.


class Said:
    """A source that gives what it is told, once it is told."""

    name = "said"

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Heard] = asyncio.Queue()
        self._said = 0
        self.is_listened_to = asyncio.Event()

    def say(self, *arrivals: Arrival) -> None:
        self._said += 1
        self._waiting.put_nowait(Heard(cursor=str(self._said), items=arrivals))

    async def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
        self.is_listened_to.set()
        while True:
            yield await self._waiting.get()


class Listening:
    """A listener on a folder of its own, and what it hears."""

    def __init__(self, folder: DataFolder, serving: Serving, token: str) -> None:
        self._folder = folder
        self._serving = serving
        self._token = token
        self.source = Said()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Said]:
        (plan,) = self._serving.plans
        push_url = f"{self._serving.nearby().replace('http', 'ws', 1)}/v1/push"
        spool = await Spool.open(self._folder.spool("listen"))
        claims = Claims()
        async with Errands(push_url, self._token, plan.campaign.id) as errands:
            client = PushClient(push_url, self._token, "elsewhere", spool, campaign=plan.campaign.id, claims=claims)
            follower = Follower(claims, errands, Judge(plan, spool), spool, SystemClock())
            async with tasks(client.run(), follower.learn_at_times(), follower.follow(self.source)):
                yield self.source
        await spool.close()


@asynccontextmanager
async def tasks(*work: Any) -> AsyncIterator[None]:
    running = [asyncio.create_task(it) for it in work]
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Bridge:
    """A serving bridge whose chat is on now."""

    def __init__(self, serving: Serving, folder: DataFolder) -> None:
        self.serving = serving
        self.token = folder.key("local")
        (self.known,) = serving.projections.values()

    @classmethod
    @asynccontextmanager
    async def serving_at(cls, folder: Path) -> AsyncIterator[Bridge]:
        file = live_chat(folder, "ws://127.0.0.1:9/subscribe")
        settings = load(file, environment={}, overrides={"data": str(folder / "data"), "port": 0})
        data = DataFolder(folder / "data")
        async with AsyncExitStack() as stack:
            serving = await Serving.build(settings, data, SystemClock(), stack)
            async with tasks(serving.run()):
                yield cls(serving, data)

    async def call(self, method: str, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            aiohttp.ClientSession(self.serving.nearby(), headers=headers) as session,
            session.request(method, path, json=body) as answer,
        ):
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def contribution(self, phrase: str) -> Contribution:
        async with asyncio.timeout(20):
            while True:
                there = await self.known.contributions(EventId("chat"))
                if found := next((it for it in there if phrase in it.text), None):
                    return found
                await asyncio.sleep(0.02)

    async def until(self, look: Callable[[], Any]) -> None:
        async with asyncio.timeout(20):
            while not look():  # noqa: ASYNC110 - what is known tells nobody
                await asyncio.sleep(0.02)


def now_said(rkey: str, text: str, *, host: bool = False, ago: float = 0) -> Arrival:
    """A post with the chat's tag, said so many seconds ago."""
    at = datetime.now(UTC) - timedelta(seconds=ago)
    author = "did:plc:host" if host else f"did:plc:{rkey}"
    return factories.arrival(f"{text} #SolvingTogether", id=native(rkey), author=author, said_at=at, received_at=at)


async def question_told(bridge: Bridge, source: Said, name: QuestionId, texts: Sequence[str]) -> None:
    """Say things labelled for a question until the listener has learned of it: within seconds."""
    for nth, text in enumerate(texts):
        source.say(now_said(f"told-{nth}", text))
        if (await bridge.contribution(text.partition(": ")[2])).question == name:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the listener did not learn of it")


async def test_a_listener_elsewhere_learns_of_a_question_within_seconds(tmp_path: Path) -> None:
    async with (
        Bridge.serving_at(tmp_path) as bridge,
        Listening(DataFolder(tmp_path / "elsewhere"), bridge.serving, bridge.token).running() as source,
    ):
        put_in = await bridge.call("POST", "/v1/events/chat/questions", {"text": "And cost?", "number": 1})

        texts = [f"A1: Count the cost of it {nth}" for nth in range(50)]
        await question_told(bridge, source, QuestionId(put_in["id"]), texts)


class SlowErrands(Errands):
    """Tells of questions once it is let."""

    def __init__(self) -> None:
        super().__init__("ws://nowhere/v1/push", "token", factories.campaign().id)
        self.is_asked = asyncio.Event()
        self.may_tell = asyncio.Event()

    async def questions(self, seen: str) -> Agenda:
        self.is_asked.set()
        if seen:
            await asyncio.Event().wait()
        await self.may_tell.wait()
        return Agenda(questions=(), turns={}, seen="first")


async def test_a_source_is_listened_to_once_the_questions_are_known(room: Room) -> None:
    errands, source = SlowErrands(), Said()
    follower = Follower(Granting(Grant(number=1)), errands, room.judge, room.spool, SystemClock())
    await room.spool.keep(source.name, "0")

    async with tasks(follower.learn_at_times(), follower.follow(source)), asyncio.timeout(20):
        await errands.is_asked.wait()
        for _ in range(5):  # as often as it looks into the spool before it listens, and more
            await room.spool.cursor(source.name)
        too_early = source.is_listened_to.is_set()
        errands.may_tell.set()
        await source.is_listened_to.wait()

    assert not too_early


async def test_a_source_is_listened_to_in_the_end_though_nobody_tells_of_questions(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.following.QUESTIONS", 0.01)
    errands, source = SlowErrands(), Said()
    follower = Follower(Granting(Grant(number=1)), errands, room.judge, room.spool, SystemClock())
    await room.spool.keep(source.name, "0")

    async with tasks(follower.learn_at_times(), follower.follow(source)), asyncio.timeout(20):
        await source.is_listened_to.wait()

    assert not errands.may_tell.is_set()


async def test_a_restarted_listener_knows_the_questions_before_it_listens(tmp_path: Path) -> None:
    async with Bridge.serving_at(tmp_path) as bridge:
        put_in = await bridge.call("POST", "/v1/events/chat/questions", {"text": "And cost?", "number": 1})
        listening = Listening(DataFolder(tmp_path / "elsewhere"), bridge.serving, bridge.token)
        listening.source.say(now_said("first", "A1: Count the cost of it"))

        async with listening.running():
            first = await bridge.contribution("Count the cost")

        assert first.question == put_in["id"]


async def test_one_process_hears_what_its_facilitator_sets_also_after_it_was_killed(tmp_path: Path) -> None:
    async with bluesky.listening(tmp_path, Jetstream()) as chat:
        body = b'{"text": "And cost?", "number": 1}'
        put_in = await asyncio.to_thread(chat.bridge.ask, "POST", "/v1/events/chat/questions", body)
        await chat.say("A1: Count the cost of it first #SolvingTogether", "did:plc:amy", "first")
        await chat.contribution("cost of it first")
        await asyncio.to_thread(chat.bridge.kill)
        await asyncio.to_thread(chat.bridge.start)
        await chat.network.connected(2)

        await chat.say("A1: Count the cost of it again #SolvingTogether", "did:plc:bob", "again")
        again = await chat.contribution("cost of it again")

        assert put_in.status == 201
        assert again["question"] == put_in.told["id"]


async def test_what_a_host_asked_and_a_facilitator_set_survives_a_restart(tmp_path: Path) -> None:
    async with Bridge.serving_at(tmp_path) as bridge:
        listening = Listening(DataFolder(tmp_path / "elsewhere"), bridge.serving, bridge.token)
        async with listening.running() as source:
            source.say(now_said("q1", "Q1: What would help?", host=True, ago=60))
            await bridge.until(lambda: bridge.known.questions(EventId("chat"))[0].opened_at)
        current = bridge.known.event(EventId("chat"))
        assert current
        assert current.current == "chat/q1"
        put_in = await bridge.call("POST", "/v1/events/chat/questions", {"text": "And cost?", "number": 1})
        await bridge.call("PATCH", "/v1/questions/chat%2Fq1", {"text": "In other words"})
        await bridge.call("POST", "/v1/events/chat/current", {"question": put_in["id"]})
        before = bridge.known.event(EventId("chat")), bridge.known.questions(EventId("chat"))

    async with Bridge.serving_at(tmp_path) as bridge:
        after = bridge.known.event(EventId("chat")), bridge.known.questions(EventId("chat"))

    assert [(it.number, it.text) for it in after[1]] == [(1, "And cost?"), (2, "In other words")]
    assert after[0] is not None
    assert after[0].current == put_in["id"]
    assert after[1] == before[1]
    assert before[0] is not None
    assert after[0].turns == before[0].turns
