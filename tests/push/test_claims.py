"""A worker's side of leases: what it claims, how long it believes in what it was granted, and when it lets go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.errors import LeaseLostError, UnreadableError
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.frames import LEASE, Claim, Grant, Granted, Release
from bridge.push.spool import Spool
from bridge.records import CampaignId
from tests.push.sockets import PATIENCE, PushServer, RememberingDesk, no_delays, push_server

HERE = CampaignId("elective-care")


class Wire:
    """What a worker says about leases, and a store's side that answers when the test says so."""

    def __init__(self) -> None:
        self.at = 100.0
        self.claims = Claims(now=lambda: self.at)
        self.said: asyncio.Queue[Claim | Release] = asyncio.Queue()

    async def next(self) -> Claim | Release:
        return await asyncio.wait_for(self.said.get(), PATIENCE)

    def grant(self, number: int = 1, cursor: str | None = None, streams: Sequence[str] = ("jetstream",)) -> None:
        self.claims.granted(Granted(leases={it: Grant(number=number, cursor=cursor) for it in streams}))


@asynccontextmanager
async def connected() -> AsyncIterator[Wire]:
    wire = Wire()
    keeping = asyncio.create_task(wire.claims.keep(wire.said.put))
    try:
        yield wire
    finally:
        keeping.cancel()
        await asyncio.wait([keeping])


async def test_what_is_wanted_is_claimed_at_once_and_held_once_it_is_granted() -> None:
    async with connected() as wire:
        holding = asyncio.create_task(wire.claims.hold("jetstream"))
        said = await wire.next()
        wire.grant(3, "17")

        assert said == Claim(streams=("jetstream",))
        assert await asyncio.wait_for(holding, PATIENCE) == Grant(number=3, cursor="17")


async def test_a_stream_of_another_is_claimed_again_until_it_is_ours() -> None:
    async with connected() as wire:
        holding = asyncio.create_task(wire.claims.hold("jetstream"))
        await wire.next()
        wire.grant(streams=())
        again = await wire.next()
        wire.grant(2)

        assert again == Claim(streams=("jetstream",))
        assert (await asyncio.wait_for(holding, PATIENCE)).number == 2


async def test_who_tries_once_is_told_that_another_has_it() -> None:
    async with connected() as wire:
        trying = asyncio.create_task(wire.claims.try_hold("upload/1"))
        await wire.next()
        wire.grant(streams=())

        assert await asyncio.wait_for(trying, PATIENCE) is None


async def held(wire: Wire) -> None:
    holding = asyncio.create_task(wire.claims.hold("jetstream"))
    await wire.next()
    wire.grant()
    await asyncio.wait_for(holding, PATIENCE)


async def test_work_ends_with_its_result_while_the_lease_holds() -> None:
    async def work() -> str:
        return "done"

    async with connected() as wire:
        await held(wire)

        assert await wire.claims.while_held("jetstream", work()) == "done"


async def test_work_is_stopped_within_the_lease_when_no_renewal_is_heard_of() -> None:
    async with connected() as wire:
        holding = asyncio.create_task(wire.claims.hold("jetstream"))
        await wire.next()
        wire.at += LEASE - 1  # the answer is late: it counts from when it was claimed
        wire.grant()
        await asyncio.wait_for(holding, PATIENCE)
        wire.at += 1

        with pytest.raises(LeaseLostError):
            await asyncio.wait_for(wire.claims.while_held("jetstream", asyncio.Event().wait()), PATIENCE)


async def test_work_is_stopped_as_soon_as_another_is_said_to_have_the_stream() -> None:
    began, stopped = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    async with connected() as wire:
        await held(wire)
        working = asyncio.create_task(wire.claims.while_held("jetstream", work()))
        await began.wait()
        await wire.next()
        wire.grant(streams=())

        with pytest.raises(LeaseLostError):
            await asyncio.wait_for(working, PATIENCE)
        assert stopped.is_set()


async def test_the_same_stream_under_a_new_number_is_another_lease() -> None:
    async with connected() as wire:
        await held(wire)
        working = asyncio.create_task(wire.claims.while_held("jetstream", asyncio.Event().wait()))
        await wire.next()
        wire.grant(3)

        with pytest.raises(LeaseLostError):
            await asyncio.wait_for(working, PATIENCE)
        assert (await wire.claims.hold("jetstream")).number == 3


async def test_a_renewal_lets_work_go_on_over_many_leases() -> None:
    go = asyncio.Event()

    async with connected() as wire:
        await held(wire)
        working = asyncio.create_task(wire.claims.while_held("jetstream", go.wait()))
        for _ in range(2):
            await wire.next()
            wire.at += LEASE / 2
            wire.grant()
        go.set()

        assert await asyncio.wait_for(working, PATIENCE)


async def test_what_is_left_is_released_and_claimed_no_more() -> None:
    async with connected() as wire:
        await held(wire)
        wire.claims.leave("jetstream")
        said = await wire.next()
        trying = asyncio.create_task(wire.claims.try_hold("upload/1"))

        assert said == Release(streams=("jetstream",))
        assert await wire.next() == Claim(streams=("upload/1",))
        trying.cancel()


async def test_a_store_that_answers_no_claim_is_left_before_our_leases_end() -> None:
    wire = Wire()
    keeping = asyncio.create_task(wire.claims.keep(wire.said.put))
    holding = asyncio.create_task(wire.claims.hold("jetstream"))
    await wire.next()

    wire.at += LEASE + 0.1

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(keeping, PATIENCE)
    holding.cancel()


async def test_an_answer_to_nothing_is_none() -> None:
    with pytest.raises(UnreadableError):
        Claims().granted(Granted(leases={}))


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = await Spool.open(tmp_path / "spool.db")
    yield spool
    await spool.close()


@asynccontextmanager
async def pushing(spool: Spool, *servers: PushServer, worker: str = "listen-1") -> AsyncIterator[Claims]:
    claims = Claims()
    urls = ", ".join(server.url for server in servers)
    client = PushClient(urls, "token", worker, spool, campaign=HERE, claims=claims, delays=no_delays)
    task = asyncio.create_task(client.run())
    try:
        yield claims
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_client_that_ends_releases_what_it_held(spool: Spool) -> None:
    async with push_server() as server:
        async with pushing(spool, server) as claims:
            await asyncio.wait_for(claims.hold("jetstream"), PATIENCE)
            before = dict(server.desk.leases)
        await asyncio.wait_for(asyncio.gather(*server.handlers), PATIENCE)

    assert before == {"jetstream": "listen-1"}
    assert server.desk.leases == {}


async def test_a_client_that_loses_its_bridge_goes_on_at_the_next_one(spool: Spool) -> None:
    desk = RememberingDesk()
    async with push_server(desk) as one, push_server(desk) as two, pushing(spool, one, two) as claims:
        await asyncio.wait_for(claims.hold("jetstream"), PATIENCE)
        go = asyncio.Event()
        working = asyncio.create_task(claims.while_held("jetstream", go.wait()))
        one.cut()
        await spool.keep("jetstream", "1", lease=1)
        await asyncio.wait_for(desk.came.acquire(), PATIENCE)
        go.set()

        assert await asyncio.wait_for(working, PATIENCE)
        assert len(two.connections) == 1
        assert desk.takes[-1].leases == {"jetstream": 1}
