"""A worker follows a source under its lease: from its own spool, or after another worker from where that one was heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bridge.documents.inbox import Progress
from bridge.errors import BridgeError, LeaseLostError, NotAllowedError, UnknownError, UnreadableError
from bridge.ports import Heard
from bridge.push.claims import Claims
from bridge.push.frames import Grant
from bridge.push.items import Mark
from bridge.push.spool import Spool
from bridge.records import Act, CampaignId, Commit, Condition, Contribution, EventId, Hearing, SourceName, State
from bridge.store.memory import MemoryStore
from tests import factories
from tests.workers.test_listen import PLAN, SteppingClock, Told, kept, native, post
from workers.errands import Agenda, Errands, Hearsay
from workers.following import Follower
from workers.listen import Judge, heard_rows
from workers.serve import hearsay

CAMPAIGN = CampaignId("elective-care")


class Granting(Claims):
    """Grants what it is told to, and remembers what was left."""

    def __init__(self, *grants: Grant) -> None:
        super().__init__()
        self._grants = list(grants)
        self.left: list[str] = []

    async def hold(self, stream: str) -> Grant:
        return self._grants.pop(0)

    async def while_held(self, stream: str, work: Any) -> Any:
        return await work

    def leave(self, stream: str) -> None:
        self.left.append(stream)


class Asked(Errands):
    """Answers from a store, as serve does, a few changes at a time."""

    def __init__(self, store: MemoryStore) -> None:
        super().__init__("ws://nowhere/v1/push", "token", CAMPAIGN)
        self._store = store
        self.asked: list[str] = []

    async def heard(self, after: str) -> Hearsay:
        self.asked.append(after)
        return await hearsay(self._store, CAMPAIGN, after)

    async def questions(self, seen: str) -> Agenda:
        await asyncio.Event().wait()  # nothing is told
        raise AssertionError


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    opened = await Spool.open(tmp_path / "spool.sqlite")
    yield opened
    await opened.close()


async def stored(store: MemoryStore, *posts: Any) -> None:
    """What another worker heard and pushed."""
    at = await store.place(CAMPAIGN)
    await store.commit(CAMPAIGN, Commit(expected_seq=at.seq, puts=posts))


async def follow(spool: Spool, source: Told, grant: Grant, store: MemoryStore | None = None) -> Asked:
    claims, errands = Granting(grant), Asked(store or MemoryStore())
    await Follower(claims, errands, Judge(PLAN, spool), spool, SteppingClock()).follow(source)
    assert claims.left == [source.name]
    return errands


def batches(count: int) -> Sequence[Heard]:
    return [Heard(cursor=str(nth + 1), items=(post(str(nth), f"Idea {nth} #SolvingTogether"),)) for nth in range(count)]


@pytest.mark.parametrize("again", [1, 2], ids=["held on", "released, and nobody had it between"])
async def test_a_worker_goes_on_from_its_own_spool_when_nobody_else_has_followed(spool: Spool, again: int) -> None:
    await follow(spool, Told(*batches(2)), Grant(number=1))
    source = Told(*batches(3))

    errands = await follow(spool, source, Grant(number=again, cursor="1"))

    assert source.asked == ["2"]
    assert errands.asked == []


async def test_after_another_worker_it_goes_on_from_where_that_one_was_heard(spool: Spool) -> None:
    await follow(spool, Told(*batches(1)), Grant(number=1))
    source = Told(*batches(3))

    await follow(spool, source, Grant(number=3, cursor="2"))

    assert source.asked == ["2"]
    assert [row.lease for row in await spool.pending(0, 100, 10**9)] == [1, 3, 3]


async def test_a_worker_that_comes_new_to_a_stream_begins_where_the_store_is(spool: Spool) -> None:
    source = Told(*batches(3))

    await follow(spool, source, Grant(number=7, cursor="2"))

    assert source.asked == ["2"]


async def test_what_another_worker_heard_is_known_to_replies_and_deletions(spool: Spool, tmp_path: Path) -> None:
    store = MemoryStore()
    other = await Spool.open(tmp_path / "other.sqlite")
    asked = post("q1", "Q1: What would help? #SolvingTogether", said_at=factories.minutes(1))
    ours = post("a", "Share one waiting list #SolvingTogether", said_at=factories.minutes(2))
    judged = await Judge(PLAN, other).judge([asked, ours])
    await other.close()
    await stored(store, *judged, factories.contribution(source=SourceName.SESSION, event=EventId("connect-1")))
    reply = post("b", "More evening clinics, please", tags=(), root=native("q1"), reply_to=native("q1"))
    gone = factories.arrival("", id=native("a"), act=Act.DELETED, tags=())

    errands = await follow(spool, Told(Heard(cursor="1", items=(reply, gone))), Grant(number=2, cursor="0"), store)

    heard = await kept(spool)
    assert errands.asked == ["0"]
    assert [(it.state, it.event) for it in heard] == [("live", "chat-1"), ("withdrawn", "chat-1")]
    assert heard[0].reply_to == judged[0].id  # type: ignore[union-attr]


async def test_what_was_learned_is_not_asked_for_again_unless_the_store_lost_it() -> None:
    store = MemoryStore()
    await stored(store, factories.contribution())

    first = await hearsay(store, CAMPAIGN, "0")
    again = await hearsay(store, CAMPAIGN, first.place)
    other = await hearsay(store, CAMPAIGN, "another.7")

    assert first.rows == tuple(heard_rows([factories.contribution()]))
    assert (again.rows, again.more, again.place) == ((), False, first.place)
    assert other.rows == first.rows


async def test_a_worker_learns_now_and_then_what_others_saw_taken_back(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.following.LEARN", 0.001)
    store = MemoryStore()
    (ours,) = await Judge(PLAN, spool).judge([post("a", "Share one waiting list #SolvingTogether")])
    assert isinstance(ours, Contribution)
    await spool.keep("jetstream", "1", [ours])
    await spool.acked([row.row for row in await spool.pending(0, 100, 10**9)])
    await stored(store, msgspec.structs.replace(ours, text="", state=State.WITHDRAWN))
    follower = Follower(Granting(), Asked(store), Judge(PLAN, spool), spool, SteppingClock())

    learning = asyncio.create_task(follower.learn_at_times())
    async with asyncio.timeout(10):
        while await spool.learned() == "0":  # noqa: ASYNC110 - it is told to nobody
            await asyncio.sleep(0.001)
    learning.cancel()
    await asyncio.gather(learning, return_exceptions=True)

    await spool.compare({})
    assert [row.item for row in await spool.pending(0, 100, 10**9) if isinstance(row.item, Contribution)] == []


async def errands_at(*handlers: Any) -> list[TestServer]:
    servers = []
    for handler in handlers:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        servers.append(TestServer(app))
        await servers[-1].start_server()
    return servers


async def test_errands_go_to_whichever_address_answers() -> None:
    async def busy(request: web.Request) -> web.Response:
        return web.Response(status=503)

    async def there(request: web.Request) -> web.Response:
        assert request.query["campaign"] == CAMPAIGN
        assert request.headers["Authorization"] == "Bearer token"
        return web.Response(body=b"the file")

    one, two = await errands_at(busy, there)
    urls = ",".join(f"ws://127.0.0.1:{port}/v1/push" for port in (9, one.port, two.port))

    async with Errands(urls, "token", CAMPAIGN) as errands:
        body = await asyncio.wait_for(errands.body("u-1"), 20)

    assert body == b"the file"
    await asyncio.gather(one.close(), two.close())


@pytest.mark.parametrize(
    ("status", "error"), [(401, NotAllowedError), (403, NotAllowedError), (404, UnknownError), (409, LeaseLostError)]
)
async def test_a_refusal_says_what_it_means(status: int, error: type[Exception]) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.json_response({"detail": "why"}, status=status)

    (server,) = await errands_at(refuse)
    async with Errands(f"ws://127.0.0.1:{server.port}/v1/push", "token", CAMPAIGN) as errands:
        with pytest.raises(error, match="why"):
            await asyncio.wait_for(errands.update("u-1", Progress(lease=1, state="done")), 20)
    await server.close()


class Faulty(Told):
    """A source with a fault of ours in it, until it was begun often enough."""

    def __init__(self, *batches: Heard, faults: int) -> None:
        super().__init__(*batches)
        self._faults = faults

    async def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
        self.asked.append(cursor)
        for batch in self.batches[int(cursor or 0) :]:
            yield batch
            if len(self.asked) <= self._faults:
                raise KeyError("a fault")


async def test_a_source_that_dies_by_a_fault_is_begun_anew_where_it_was_and_says_how_often(
    spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.following.AGAIN", 0.001)
    resting = [
        msgspec.structs.replace(it, condition=Condition(hearing=Hearing.LISTENING, at=factories.minutes(nth)))
        for nth, it in enumerate(batches(3))
    ]
    source = Faulty(*resting, faults=2)
    claims = Granting(Grant(number=1), Grant(number=1), Grant(number=1))

    await Follower(claims, Asked(MemoryStore()), Judge(PLAN, spool), spool, SteppingClock()).follow(source)

    marks = [row.item for row in await spool.pending(0, 100, 10**9) if isinstance(row.item, Mark)]
    assert source.asked == [None, "1", "2"]
    assert len(await kept(spool)) == 3
    assert marks[-1].condition is not None
    assert (marks[-1].condition.hearing, marks[-1].condition.faults) == (Hearing.LISTENING, 2)


async def test_a_spool_that_fails_is_no_fault_of_the_source(spool: Spool) -> None:
    await spool.close()

    with pytest.raises(BridgeError, match="closed"):
        await follow(spool, Told(*batches(1)), Grant(number=1))


@pytest.mark.parametrize("error", [OSError(28, "no room"), UnreadableError("a cursor that is none")])
async def test_what_fails_in_a_source_ends_that_source_only(
    spool: Spool, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot read its cursor begins without it."""
    monkeypatch.setattr("workers.following.AGAIN", 0.001)

    class Failing(Told):
        async def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
            self.asked.append(cursor)
            if len(self.asked) == 1:
                raise error
            yield Heard(cursor="8")

    source = Failing()
    await spool.keep("told", "7", lease=1)
    claims = Granting(Grant(number=1), Grant(number=1))
    await Follower(claims, Asked(MemoryStore()), Judge(PLAN, spool), spool, SteppingClock()).follow(source)

    assert source.asked == ["7", None if isinstance(error, UnreadableError) else "7"]
    assert await spool.cursor("told") == "8"
