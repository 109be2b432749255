from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from bridge.errors import NotAllowedError, PushRefusedError
from bridge.push.client import PushClient, reconnect_delays
from bridge.push.frames import MAX_FRAME, Ack, FromStore, Outcome, Push, Tally, Welcome, encode
from bridge.push.spool import Spool
from bridge.records import CampaignId, State
from tests.push.sockets import (
    PATIENCE,
    PushServer,
    RememberingDesk,
    StoringDesk,
    dialled,
    no_delays,
    push_server,
    said,
)

HERE = CampaignId("elective-care")


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = await Spool.open(tmp_path / "spool.db")
    yield spool
    await spool.close()


def client_of(
    spool: Spool,
    url: str,
    on_outcomes: Callable[[Sequence[Outcome]], None] | None = None,
    *,
    ack_seconds: float = PATIENCE,
) -> PushClient:
    return PushClient(
        url,
        "token",
        "listen-1",
        spool,
        campaign=HERE,
        on_outcomes=on_outcomes,
        delays=no_delays,
        ack_seconds=ack_seconds,
    )


@asynccontextmanager
async def pushing(spool: Spool, server: PushServer, *, ack_seconds: float = PATIENCE) -> AsyncIterator[PushClient]:
    client = client_of(spool, server.url, ack_seconds=ack_seconds)
    task = asyncio.create_task(client.run())
    yield client
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()


async def test_what_is_kept_is_pushed_in_order_and_leaves_the_spool(spool: Spool) -> None:
    async with push_server() as server, pushing(spool, server) as client:
        for number in range(50):
            await spool.keep("jetstream", str(number), [said(number)], tally=Tally(arrived=1, contributed=1))

        await asyncio.wait_for(client.idle(), PATIENCE)

    assert server.desk.taken == [f"c-{number}" for number in range(50)]
    assert server.desk.takes[-1].cursor == {"jetstream": "49"}
    assert server.desk.takes[-1].tally == {"jetstream": Tally(arrived=50, contributed=50)}
    assert spool.depth().rows == 0


async def test_nothing_leaves_the_spool_before_its_ack(spool: Spool) -> None:
    async with push_server() as server, pushing(spool, server) as client:
        server.desk.shut()
        await spool.keep("jetstream", "1", [said(1)])
        await asyncio.wait_for(server.desk.came.acquire(), PATIENCE)
        assert spool.depth().rows == 2

        server.desk.open()
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert server.desk.taken == ["c-1"]


async def test_who_waits_for_idle_has_heard_every_outcome(spool: Spool) -> None:
    told: list[str] = []

    async with push_server() as server:
        await spool.keep("upload", "1", [said(1), said(2)])
        client = client_of(spool, server.url, lambda outcomes: told.extend(outcome.id for outcome in outcomes))
        task = asyncio.create_task(client.run())

        await asyncio.wait_for(client.idle(), PATIENCE)

        task.cancel()
    assert told == ["c-1", "c-2"]


async def test_a_frame_holds_at_most_200_rows_and_256_kib(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(number) for number in range(450)])
    await spool.keep("upload", "2", [said(number, "long " * 5_000) for number in range(15)])

    async with push_server() as server, pushing(spool, server) as client:
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert [len(push.contributions) for push in server.desk.takes[:2]] == [200, 200]
    assert max(sum(len(said.text) for said in push.contributions) for push in server.desk.takes) < 256 * 1024


async def test_a_row_that_fits_no_frame_is_set_aside(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(1, "x" * MAX_FRAME), said(2)])

    async with push_server() as server, pushing(spool, server) as client:
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert server.desk.taken == ["c-2"]
    assert [dead.reason for dead in await spool.dead()] == ["longer than a frame may be"]


@pytest.mark.parametrize("text", ["poison", "curse"])
async def test_only_the_bad_one_of_a_frame_is_set_aside(spool: Spool, text: str) -> None:
    texts = [text if number in {3, 7} else "fine" for number in range(10)]
    await spool.keep("upload", "1", [said(number, text) for number, text in enumerate(texts)])
    await spool.keep("upload", "2", [said(10)])

    async with push_server() as server, pushing(spool, server) as client:
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert set(server.desk.taken) == {f"c-{number}" for number in range(11)} - {"c-3", "c-7"}
    assert [dead.item for dead in await spool.dead()] == [said(3, text), said(7, text)]
    assert server.desk.takes[-1].cursor == {"upload": "2"}


async def test_a_store_that_was_full_gets_everything_once_it_has_room(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(1), said(2)])
    async with push_server() as server, pushing(spool, server) as client:
        server.desk.disk_full = True
        for _ in range(3):
            await asyncio.wait_for(server.desk.came.acquire(), PATIENCE)
        assert spool.depth().rows == 3

        server.desk.disk_full = False
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert set(server.desk.taken) == {"c-1", "c-2"}
    assert await spool.dead() == []


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN])
async def test_a_token_that_is_not_taken_ends_the_client(spool: Spool, status: HTTPStatus) -> None:
    asked: list[tuple[str, str]] = []

    def refuse(connection: ServerConnection, request: Request) -> Response:
        asked.append((request.path, request.headers["Authorization"]))
        return connection.respond(status, "no\n")

    async def never(connection: ServerConnection) -> None:
        raise AssertionError

    async with serve(never, "127.0.0.1", 0, process_request=refuse) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        client = client_of(spool, f"ws://127.0.0.1:{port}/v1/push")

        with pytest.raises(NotAllowedError) as caught:
            await asyncio.wait_for(client.run(), PATIENCE)

    assert caught.value.status == status
    assert asked == [("/v1/push?campaign=elective-care", "Bearer token")]


async def test_a_second_worker_of_the_same_name_ends_the_first(spool: Spool) -> None:
    async with push_server() as server:
        first = asyncio.create_task(client_of(spool, server.url).run())
        await spool.keep("upload", "1", [said(1)])
        await asyncio.wait_for(spool.empty(), PATIENCE)

        async with dialled(server):
            with pytest.raises(PushRefusedError, match="listen-1"):
                await asyncio.wait_for(first, PATIENCE)


async def test_a_store_that_is_away_is_tried_until_it_is_there(spool: Spool) -> None:
    tries = asyncio.Semaphore(0)

    def counted() -> Iterator[float]:
        while True:
            tries.release()
            yield 0.0

    await spool.keep("upload", "1", [said(1)])
    async with push_server() as server:
        pass
    client = PushClient(server.url, "token", "listen-1", spool, campaign=HERE, delays=counted)
    task = asyncio.create_task(client.run())
    for _ in range(3):
        await asyncio.wait_for(tries.acquire(), PATIENCE)
    assert spool.depth().rows == 2

    async with serve(server.handle, "127.0.0.1", int(server.url.split(":")[2].split("/")[0])):
        await asyncio.wait_for(client.idle(), PATIENCE)
        task.cancel()

    assert server.desk.taken == ["c-1"]


def test_reconnecting_is_never_hot_and_never_slower_than_half_a_minute() -> None:
    delays = list(islice(reconnect_delays(), 50))

    assert delays[0] >= 0.125
    assert max(delays) <= 30
    assert min(delays[10:]) >= 15


class CuttingDesk(RememberingDesk):
    """Cuts the line before or after the takes it is told to."""

    def __init__(self, cuts: Sequence[tuple[int, bool]]) -> None:
        super().__init__()
        self.cuts = dict(cuts)
        self.count = 0
        self.server: PushServer | None = None

    async def take(self, worker: str, push: Push) -> Sequence[Outcome]:
        self.count += 1
        before = self.cuts.get(self.count)
        assert self.server
        if before:
            self.server.cut()
        outcomes = await super().take(worker, push)
        if before is False:
            self.server.cut()
        return outcomes


@given(cuts=st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=6), window=st.integers(1, 4))
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_wherever_the_line_is_cut_everything_arrives(cuts: list[tuple[int, bool]], window: int) -> None:
    async def cut_and_count() -> None:
        desk = CuttingDesk(cuts)
        with tempfile.TemporaryDirectory() as folder:
            spool = await Spool.open(Path(folder) / "spool.db")
            async with push_server(desk, window) as server:
                desk.server = server
                async with pushing(spool, server) as client:
                    for number in range(15):
                        await spool.keep("jetstream", str(number), [said(number)], tally=Tally(arrived=1))
                        assert len(set(desk.taken)) + spool.depth().rows >= number + 1
                    await asyncio.wait_for(client.idle(), PATIENCE)
            await spool.close()
        assert set(desk.taken) == {f"c-{number}" for number in range(15)}
        assert desk.takes[-1].tally == {"jetstream": Tally(arrived=15)}

    asyncio.run(cut_and_count())


async def test_a_store_that_lost_its_newest_part_gets_it_again(spool: Spool) -> None:
    desk = StoringDesk()
    async with push_server(desk) as server, pushing(spool, server) as client:
        for number in range(30):
            await spool.keep(f"source-{number % 3}", str(number), [said(number)])
            await asyncio.wait_for(client.idle(), PATIENCE)
        desk.lose(10)
        server.cut()
        await spool.keep("source-0", "30", [said(30)])
        await arrived(desk, 31)

    assert desk.stored()[:20] == [f"c-{number}" for number in range(20)]
    assert desk.stored()[-1] == "c-30"
    assert await desk.welcome("listen-1") == {"source-0": "30", "source-1": "28", "source-2": "29"}


async def test_a_store_that_has_everything_gets_nothing_again(spool: Spool) -> None:
    desk = StoringDesk()
    async with push_server(desk) as server, pushing(spool, server) as client:
        await spool.keep("jetstream", "1", [said(number) for number in range(450)])
        await asyncio.wait_for(client.idle(), PATIENCE)
        pushes = desk.pushes()
        server.cut()
        await spool.keep("jetstream", "2", [said(500)])
        await arrived(desk, 451)
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert desk.pushes() == pushes + 1


async def test_a_store_that_was_empty_again_gets_no_words_of_what_was_withdrawn(spool: Spool) -> None:
    desk = StoringDesk()
    async with push_server(desk) as server, pushing(spool, server) as client:
        await spool.keep("jetstream", "1", [said(1, "Pelican crossing"), said(2)])
        await asyncio.wait_for(client.idle(), PATIENCE)
        await spool.keep("jetstream", "2", [msgspec.structs.replace(said(1, ""), state=State.WITHDRAWN)])
        await asyncio.wait_for(client.idle(), PATIENCE)
        before = len(desk.takes)
        desk.lose(2)
        server.cut()
        await arrived(desk, 2)

    assert desk.words() == {"c-1": "", "c-2": said(2).text}
    assert not any(it.text == "Pelican crossing" for push in desk.takes[before:] for it in push.contributions)


async def arrived(desk: StoringDesk, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(desk.stored()) < count:
            await desk.came.acquire()
            await asyncio.sleep(0)


async def test_a_peer_that_acks_nothing_is_left_and_tried_again(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(1)])
    async with push_server() as server, pushing(spool, server, ack_seconds=0.1) as client:
        server.desk.shut()
        for _ in range(3):
            await asyncio.wait_for(server.desk.came.acquire(), PATIENCE)
        server.desk.open()
        await asyncio.wait_for(client.idle(), PATIENCE)

    assert set(server.desk.taken) == {"c-1"}


async def test_a_peer_that_owes_no_ack_is_not_left(spool: Spool) -> None:
    async with push_server() as server, pushing(spool, server, ack_seconds=0.05) as client:
        for number in range(3):
            await spool.keep("upload", str(number), [said(number)])
            await asyncio.wait_for(client.idle(), PATIENCE)
            await asyncio.sleep(0.15)

    assert len(server.connections) == 1


@pytest.mark.parametrize(
    "answer",
    [Ack(n=2, outcomes=()), Ack(n=0, outcomes=()), Welcome(cursors={}, window=3)],
    ids=["an ack of a later push", "an ack of none", "a second welcome"],
)
async def test_an_answer_out_of_turn_lets_go_of_nothing(spool: Spool, answer: FromStore) -> None:
    met = asyncio.Semaphore(0)

    async def confused(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(encode(Welcome(cursors={}, window=64)))
        await connection.recv()
        await connection.send(encode(answer))
        await connection.wait_closed()
        met.release()

    await spool.keep("upload", "1", [said(1)])
    async with serve(confused, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        task = asyncio.create_task(client_of(spool, f"ws://127.0.0.1:{port}").run())
        for _ in range(2):
            await asyncio.wait_for(met.acquire(), PATIENCE)
        task.cancel()
        await asyncio.wait([task])

    assert [row.item for row in await spool.pending(0, 1, 9_999)] == [said(1)]


@given(
    turns=st.lists(st.tuples(st.integers(0, 150) | st.integers(0, 1500), st.integers(0, 3), st.booleans()), max_size=12)
)
@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_wherever_it_is_cancelled_and_whatever_the_store_loses_everything_arrives(
    turns: list[tuple[int, int, bool]],
) -> None:
    """Each turn: what is kept, for how many steps of the loop it is pushed, how much the store then loses."""

    async def keep_and_cancel() -> None:
        desk = StoringDesk()
        with tempfile.TemporaryDirectory() as folder:
            spool = await Spool.open(Path(folder) / "spool.db")
            async with push_server(desk, 3) as server:
                kept = 0
                for steps, lost, two in turns:
                    kept = await keep_more(spool, kept, 2 if two else 1)
                    task = asyncio.create_task(client_of(spool, server.url).run())
                    for _ in range(steps):
                        await asyncio.sleep(0)
                    task.cancel()
                    await asyncio.wait([task])
                    await all_left(server)
                    desk.lose(lost)
                kept = await keep_more(spool, kept, 1)
                async with pushing(spool, server) as client:
                    await arrived(desk, kept)
                    await asyncio.wait_for(client.idle(), PATIENCE)
            await spool.close()
        assert set(desk.stored()) == {f"c-{number}" for number in range(kept)}
        assert await desk.welcome("listen-1") == {f"source-{number % 2}": str(number) for number in range(kept)}

    asyncio.run(keep_and_cancel())


async def keep_more(spool: Spool, kept: int, count: int) -> int:
    for number in range(kept, kept + count):
        await spool.keep(f"source-{number % 2}", str(number), [said(number)])
    return kept + count


async def all_left(server: PushServer) -> None:
    if server.handlers:
        await asyncio.wait(server.handlers)
