from __future__ import annotations

import asyncio
import socket

import pytest
from websockets.asyncio.client import ClientConnection

from bridge.push.frames import (
    MAX_FRAME,
    REPLACED,
    Ack,
    Claim,
    Grant,
    Granted,
    Hello,
    Mistaken,
    Outcome,
    Push,
    Refused,
    Release,
    Welcome,
)
from tests.push.sockets import PATIENCE, RememberingDesk, dialled, hear, push_server, said, say


async def code_of_the_close(connection: ClientConnection) -> int | None:
    await asyncio.wait_for(connection.wait_closed(), PATIENCE)
    return connection.close_code


async def test_a_worker_is_welcomed_with_its_cursors_and_a_window() -> None:
    class KnowingDesk(RememberingDesk):
        async def welcome(self, worker: str) -> dict[str, str]:
            return {"jetstream": f"17 of {worker}"}

    async with push_server(KnowingDesk(), window=5) as server, dialled(server, worker=None) as worker:
        await say(worker, Hello(worker="listen-1"))

        welcome = await hear(worker)

    assert welcome == Welcome(cursors={"jetstream": "17 of listen-1"}, window=5)


async def test_an_ack_comes_only_once_the_desk_has_taken_the_push() -> None:
    async with push_server() as server, dialled(server) as worker:
        server.desk.shut()
        await say(worker, Push(n=1, contributions=(said(1),)))
        answer = asyncio.create_task(hear(worker))
        await (await worker.ping())  # the push before it was read
        assert not answer.done()

        server.desk.open()

        assert isinstance(await answer, Ack)
        assert server.desk.taken == ["c-1"]


async def test_answers_come_in_the_order_of_the_pushes() -> None:
    class LaterFirst(RememberingDesk):
        async def take(self, worker: str, push: Push) -> list[Outcome]:
            if push.n == 1:
                await self._open.wait()
            else:
                self.open()
            return []

    desk = LaterFirst()
    desk.shut()
    async with push_server(desk) as server, dialled(server) as worker:
        for n in (1, 2, 3):
            await say(worker, Push(n=n))

        answers = [await hear(worker) for _ in range(3)]

    assert answers == [Ack(n=n, outcomes=()) for n in (1, 2, 3)]


async def test_no_more_than_the_window_is_at_the_desk() -> None:
    async with push_server(window=3) as server, dialled(server) as worker:
        server.desk.shut()
        for n in range(1, 11):
            await say(worker, Push(n=n))
        await (await worker.ping())
        assert server.desk.most_at_work <= 3
        server.desk.open()

        answers = [await hear(worker) for _ in range(10)]

        assert answers == [Ack(n=n, outcomes=()) for n in range(1, 11)]
        assert server.desk.most_at_work == 3


@pytest.mark.parametrize(
    ("text", "told"), [("poison", "no event of this campaign"), ("curse", "KeyError")], ids=["refused", "failed"]
)
async def test_a_push_that_is_not_taken_is_answered_and_the_next_goes_on(text: str, told: str) -> None:
    async with push_server() as server, dialled(server) as worker:
        await say(worker, Push(n=1, contributions=(said(1, text),)))
        await say(worker, Push(n=2, contributions=(said(2),)))

        refused, taken = await hear(worker), await hear(worker)

    assert isinstance(refused, Refused)
    assert (refused.n, told in refused.reason) == (1, True)
    assert isinstance(taken, Ack)


async def test_a_claim_is_answered_with_what_the_worker_may_follow() -> None:
    async with push_server() as server, dialled(server, "listen-2") as other, dialled(server) as worker:
        server.desk.cursors["jetstream"] = "17"
        await say(worker, Claim(streams=("jetstream", "mastodon")))
        granted = await hear(worker)
        await say(other, Claim(streams=("jetstream", "x")))
        rest = await hear(other)
        await say(worker, Release(streams=("jetstream",)))
        await say(worker, Push(n=1))
        await hear(worker)
        await say(other, Claim(streams=("jetstream",)))
        after = await hear(other)

    assert granted == Granted(leases={"jetstream": Grant(number=1, cursor="17"), "mastodon": Grant(number=1)})
    assert rest == Granted(leases={"x": Grant(number=1)})
    assert after == Granted(leases={"jetstream": Grant(number=1, cursor="17")})


async def test_a_lease_is_renewed_while_pushes_wait() -> None:
    async with push_server(window=2) as server, dialled(server) as worker:
        server.desk.shut()
        for n in (1, 2):
            await say(worker, Push(n=n))
        await say(worker, Claim(streams=("jetstream",)))

        granted = await hear(worker)

        assert isinstance(granted, Granted)
        server.desk.open()


@pytest.mark.parametrize("streams", ['[""]', '["' + "x" * 201 + '"]', "[" + ",".join(['"x"'] * 1001) + "]", '"x"'])
async def test_a_claim_of_what_can_be_no_stream_is_a_mistake(streams: str) -> None:
    async with push_server() as server, dialled(server) as worker:
        await worker.send(f'{{"type":"claim","streams":{streams}}}')

        assert isinstance(await hear(worker), Mistaken)
        assert server.desk.leases == {}


async def test_a_push_whose_fields_cannot_be_read_is_refused_by_its_number() -> None:
    async with push_server() as server, dialled(server) as worker:
        await worker.send('{"type":"push","n":1,"contributions":[{"entity":"contribution"}]}')
        await say(worker, Push(n=2, contributions=(said(2),)))

        refused, taken = await hear(worker), await hear(worker)

    assert isinstance(refused, Refused)
    assert "$.contributions[0]" in refused.reason
    assert isinstance(taken, Ack)


async def test_a_store_that_cannot_write_acks_nothing_and_asks_to_come_later() -> None:
    async with push_server() as server, dialled(server) as worker:
        server.desk.disk_full = True

        await say(worker, Push(n=1, contributions=(said(1),)))

        assert await code_of_the_close(worker) == 1013


async def test_a_desk_that_goes_away_leaves_no_worker_waiting() -> None:
    class LeavingDesk(RememberingDesk):
        async def take(self, worker: str, push: Push) -> list[Outcome]:
            raise asyncio.CancelledError

    async with push_server(LeavingDesk()) as server, dialled(server) as worker:
        await say(worker, Push(n=1, contributions=(said(1),)))

        assert await code_of_the_close(worker) == 1013


MISTAKES = {
    "broken JSON": "{",
    "no object": "[]",
    "unknown type": '{"type":"pusch"}',
    "no type": '{"contributions":[]}',
    "out of turn": '{"type":"push","n":9}',
    "a second hello": '{"type":"hello","worker":"listen-1"}',
    "binary": b"\x00\x01",
}


@pytest.mark.parametrize("message", MISTAKES.values(), ids=MISTAKES)
async def test_a_frame_that_is_none_is_told_so_and_the_stream_goes_on(message: str | bytes) -> None:
    async with push_server() as server, dialled(server) as worker:
        await worker.send(message)
        await say(worker, Push(n=1, contributions=(said(1),)))

        told, taken = await hear(worker), await hear(worker)

    assert isinstance(told, Mistaken)
    assert isinstance(taken, Ack)


@pytest.mark.parametrize("message", MISTAKES.values(), ids=MISTAKES)
async def test_five_mistakes_in_a_row_end_a_connection_and_no_other(message: str | bytes) -> None:
    async with push_server() as server, dialled(server, "listen-2") as other, dialled(server) as worker:
        for _ in range(5):
            await worker.send(message)

        assert await code_of_the_close(worker) == 1008
        await say(other, Push(n=1, contributions=(said(1),)))
        assert isinstance(await hear(other), Ack)


async def test_a_frame_beyond_the_limit_ends_the_connection() -> None:
    async with push_server() as server, dialled(server) as worker:
        await worker.send(" " * (MAX_FRAME + 1))

        assert await code_of_the_close(worker) == 1009


@pytest.mark.parametrize("message", ["{", '{"type":"push","n":1}', '{"type":"hello","worker":"Amy Jones"}', b"hello"])
async def test_who_does_not_say_hello_is_told_so_and_closed(message: str | bytes) -> None:
    async with push_server() as server, dialled(server, worker=None) as worker:
        await worker.send(message)

        assert isinstance(await hear(worker), Mistaken)
        assert await code_of_the_close(worker) == 1008


async def test_a_newer_connection_of_a_worker_replaces_the_older() -> None:
    async with push_server() as server, dialled(server) as older, dialled(server) as newer:
        assert await code_of_the_close(older) == REPLACED

        await say(newer, Push(n=1, contributions=(said(1),)))

        assert isinstance(await hear(newer), Ack)


async def test_a_server_ends_soon_with_a_peer_that_is_dead() -> None:
    async with push_server(close_timeout=10 * PATIENCE) as server, dialled(server) as worker:
        worker.transport.pause_reading()  # it answers nothing any more, not even a close
        (handler,) = server.handlers

        handler.cancel()
        ended, _ = await asyncio.wait([handler], timeout=PATIENCE)

        assert ended == {handler}
        worker.transport.abort()


async def test_a_worker_that_leaves_in_the_middle_leaves_nothing_at_the_desk() -> None:
    async with push_server() as server:
        server.desk.shut()
        async with dialled(server) as worker:
            await say(worker, Push(n=1, contributions=(said(1),)))
            await (await worker.ping())
            worker.transport.get_extra_info("socket").shutdown(socket.SHUT_RDWR)
        await asyncio.wait_for(asyncio.gather(*server.handlers), PATIENCE)

        assert server.desk.at_work == 0
        assert server.desk.taken == []
