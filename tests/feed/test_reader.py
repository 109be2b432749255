"""The feed over a WebSocket, on real sockets."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from bridge.feed import feeds, following
from bridge.feed import reader as reader_module
from bridge.feed.outlet import SEND_BUFFER_BYTES
from bridge.feed.reader import SocketOutlet
from bridge.feed.replay import Reader as Replaying
from bridge.records import CampaignId, Change, State
from bridge.store.memory import MemoryStore
from tests.feed.feeding import CAMPAIGN, LIMIT, changes, feeding, idea

UPGRADE = (
    "GET /v1/feed HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
LIVE = b'{"type":"live"}'


async def test_a_reader_from_the_beginning_gets_hello_what_is_there_and_live() -> None:
    async with feeding() as fed:
        await fed.put(idea(1), idea(2))

        async with fed.reader(after="0") as reader:
            frames = await reader.until("live")

        assert [frame["type"] for frame in frames] == ["hello", "change", "change", "live"]
        assert frames[0] == {"type": "hello", "epoch": await fed.epoch(), "head": 2}
        assert frames[1]["at"] == f"{await fed.epoch()}.1"
        assert frames[1]["entity"] == "idea"
        assert [value["id"] for value in changes(frames)] == ["i-1", "i-2"]


async def test_a_live_reader_gets_what_is_committed() -> None:
    async with feeding() as fed, fed.reader() as reader:
        await reader.until("live")

        await fed.put(idea(1))

        assert (await reader.next())["value"]["id"] == "i-1"


async def test_a_reader_resumes_after_its_place() -> None:
    async with feeding() as fed:
        await fed.put(idea(1), idea(2), idea(3))

        async with fed.reader(after=f"{await fed.epoch()}.2") as reader:
            frames = await reader.until("live")

        assert [value["id"] for value in changes(frames)] == ["i-3"]


@pytest.mark.parametrize(
    ("place", "reason"),
    [("another.1", "epoch"), ("{epoch}.99", "future")],
)
async def test_a_place_that_cannot_be_served_gets_reset(place: str, reason: str) -> None:
    async with feeding() as fed:
        await fed.put(idea(1))

        async with fed.reader(after=place.format(epoch=await fed.epoch())) as reader:
            frames = await reader.until("reset")
            await asyncio.wait_for(reader.connection.wait_closed(), LIMIT)

        assert frames[-1] == {"type": "reset", "reason": reason}
        assert reader.connection.close_code == 4009


async def test_a_reader_that_sends_a_message_is_closed_with_a_reason() -> None:
    async with feeding() as fed, fed.reader() as reader:
        await reader.until("live")

        await reader.connection.send("hello?")
        await asyncio.wait_for(reader.connection.wait_closed(), LIMIT)

        assert reader.connection.close_code == 1008
        assert "one way" in (reader.connection.close_reason or "")


async def test_a_parked_reader_that_leaves_is_noticed_and_leaves_nothing_behind() -> None:
    async with feeding() as fed:
        async with fed.reader() as reader:
            await reader.until("live")
            await fed.wait_for_readers(1)

        await fed.wait_for_readers(0)

        assert not [task for task in asyncio.all_tasks() if task.get_name() in ("feed.begin", "feed.return")]
        assert not fed.feeds.following(next(iter(fed.feeds.campaigns)))._channels


async def test_readers_are_told_to_come_back_when_the_feeds_close() -> None:
    async with feeding() as fed, fed.reader() as reader:
        await reader.until("live")

        fed.feeds.close()
        await asyncio.wait_for(reader.connection.wait_closed(), LIMIT)

        assert reader.connection.close_code == 1012


async def test_an_idea_that_is_hidden_is_gone_from_every_feed_also_after_a_resume() -> None:
    async with feeding() as fed:
        await fed.put(idea(1))
        async with fed.reader() as reader:
            await reader.until("live")
            await fed.put(idea(1, state=State.HIDDEN))
            live = await reader.next()

        async with fed.reader(after=f"{await fed.epoch()}.1") as resumed:
            replayed = await resumed.until("live")

        assert live["value"] == {"id": "i-1", "gone": True}
        assert changes(replayed) == [{"id": "i-1", "gone": True}]


async def test_a_filtered_reader_is_told_its_place_while_nothing_is_for_it() -> None:
    async with feeding() as fed, fed.reader(challenge="another-challenge") as reader:
        await reader.until("live")

        for number in range(100):
            await fed.put(idea(number))

        assert await reader.next() == {"type": "place", "at": f"{await fed.epoch()}.100"}


async def test_a_reader_that_sees_nothing_of_a_replay_is_told_the_place_it_came_to() -> None:
    async with feeding() as fed:
        await fed.put(idea(1), idea(2))

        async with fed.reader(challenge="another-challenge") as reader:
            frames = await reader.until("live")

        assert [frame["type"] for frame in frames] == ["hello", "place", "live"]
        assert reader.place == f"{await fed.epoch()}.2"


async def test_withdrawn_words_are_not_told_again_from_memory() -> None:
    async with feeding() as fed, fed.reader() as witness:
        await witness.until("live")
        await fed.put(idea(1, text="words that were taken back"))
        await witness.next()
        await fed.put(idea(1, text="", state=State.WITHDRAWN))
        await witness.next()

        async with fed.reader(after=f"{await fed.epoch()}.0") as resumed:
            frames = await resumed.until("live")

        assert [value["text"] for value in changes(frames)] == [""]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    commits=st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=40),
    cuts=st.lists(st.integers(1, 12), max_size=8),
    most_frames=st.sampled_from([4, 4096]),
)
def test_a_feed_cut_anywhere_gives_every_later_change_once_and_in_order(
    commits: list[list[int]], cuts: list[int], most_frames: int
) -> None:
    async def scenario() -> None:
        async with feeding(most_frames=most_frames) as fed:
            seen: dict[str, int] = {}
            seqs: list[int] = []

            async def write() -> None:
                for version, numbers in enumerate(commits, 1):
                    await fed.put(*(idea(number, voices=version) for number in dict.fromkeys(numbers)))
                await fed.put(idea(999))

            async def read() -> None:
                place, left = "0", list(cuts)
                while "i-999" not in seen:
                    async with fed.reader(after=place) as reader:
                        for _ in range(left.pop() if left else 10_000):
                            frame = await reader.next()
                            if frame["type"] == "change":
                                seqs.append(int(frame["at"].rpartition(".")[2]))
                                seen[frame["value"]["id"]] = frame["value"]["voices"]
                            if "i-999" in seen:
                                break
                        place = reader.place

            await asyncio.wait_for(asyncio.gather(write(), read()), LIMIT)
            stored = {change.value.id: change.value for change in await fed.store.changes(CAMPAIGN, 0, 100)}

            assert seqs == sorted(set(seqs))
            assert seen == {id_: getattr(entity, "voices", None) for id_, entity in stored.items()}

    asyncio.run(scenario())


async def test_a_slow_reader_is_left_where_it_is_and_catches_up() -> None:
    async with feeding(most_frames=50) as fed, fed.reader() as slow, fed.reader() as swift:
        await slow.until("live")
        await swift.until("live")
        slow.connection.transport.pause_reading()

        for number in range(400):
            await fed.put(idea(number, text=f"{number} " * 2_000))
        await swift.until_idea("i-399")
        slow.connection.transport.resume_reading()
        frames = await slow.until_idea("i-399")

        assert [value["id"] for value in changes(frames)] == [f"i-{number}" for number in range(400)]


async def test_stalled_readers_do_not_stop_the_others_and_are_let_go_with_their_place() -> None:
    async with feeding(patience=0.3) as fed:
        stalled = [fed.reader() for _ in range(5)]
        listeners = [await reader.__aenter__() for reader in stalled]
        for listener in listeners:
            await listener.until("live")
            listener.connection.transport.pause_reading()

        async with fed.reader() as well:
            await well.until("live")
            for number in range(300):
                await fed.put(idea(number, text=f"{number} " * 3_000))
            frames = await well.until_idea("i-299")
            await fed.wait_for_readers(1)
            for listener in listeners:
                listener.connection.transport.resume_reading()

        assert len(changes(frames)) == 300
        for listener in listeners:
            with pytest.raises(ConnectionClosed):
                await listener.until_idea("i-299")
        for reader in stalled:
            await reader.__aexit__(None, None, None)


async def test_a_slow_reader_gets_an_entity_that_changed_a_thousand_times_meanwhile_once() -> None:
    async with feeding() as fed, fed.reader() as slow, fed.reader() as swift:
        await slow.until("live")
        await swift.until("live")
        slow.connection.transport.pause_reading()
        for number in range(200):  # more than the sockets on the way can hold
            await fed.put(idea(number, text="what fills the way " * 500))
        await swift.until_idea("i-199")

        for version in range(1000):
            await fed.put(idea(1_000, voices=version))
        await fed.put(idea(1_001))
        await swift.until_idea("i-1001")
        slow.connection.transport.resume_reading()
        frames = await slow.until_idea("i-1001")

        assert [value["voices"] for value in changes(frames) if value["id"] == "i-1000"] == [999]


async def test_a_quiet_reader_is_told_its_place_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "BEAT", 0.01)
    monkeypatch.setattr(following, "PLACE_SECONDS", 0.05)
    async with feeding() as fed, fed.reader(challenge="another-challenge") as reader:
        await reader.until("live")

        await fed.put(idea(1), idea(2))

        assert await reader.next() == {"type": "place", "at": f"{await fed.epoch()}.2"}


async def test_a_peer_that_is_not_heard_from_is_let_go_with_its_place_and_one_that_answers_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeds, "BEAT", 0.01)
    monkeypatch.setattr(reader_module, "PING_SECONDS", 0.2)
    async with feeding() as fed, fed.reader() as well:
        await well.until("live")
        gone, writer = await asyncio.open_connection("127.0.0.1", fed.port)
        writer.write(UPGRADE.format(port=fed.port).encode())
        await asyncio.wait_for(gone.readuntil(LIVE), LIMIT)

        heard = await asyncio.wait_for(gone.read(), LIMIT)
        writer.close()
        await fed.put(idea(1))

        reason = f"not heard from; resume after {await fed.epoch()}.0".encode()
        assert heard == b"\x89\0" + bytes([0x88, len(reason) + 2]) + (4008).to_bytes(2) + reason
        assert (await well.next())["value"]["id"] == "i-1"


async def test_nothing_follows_a_close_frame() -> None:
    async with feeding() as fed:
        peer, writer = await asyncio.open_connection("127.0.0.1", fed.port)
        writer.write(UPGRADE.format(port=fed.port).encode())
        await asyncio.wait_for(peer.readuntil(LIVE), LIMIT)

        writer.write(b"\x88\x82\0\0\0\0\x03\xe8")  # 1000, masked with zeros
        first = await asyncio.wait_for(peer.readexactly(1), LIMIT)
        await fed.put(idea(1))
        rest = await asyncio.wait_for(peer.read(), LIMIT)
        writer.close()

        assert first + rest == b"\x88\x02\x03\xe8"


async def test_a_reader_costs_one_task_and_the_kernel_holds_little_for_it_and_not_for_long() -> None:
    async with feeding() as fed:
        peer, writer = await asyncio.open_connection("127.0.0.1", fed.port)
        before = asyncio.all_tasks()
        writer.write(UPGRADE.format(port=fed.port).encode())
        await asyncio.wait_for(peer.readuntil(LIVE), LIMIT)

        (reader,) = fed.feeds.following(CAMPAIGN).readers
        assert isinstance(reader.outlet, SocketOutlet)
        sock = reader.outlet._connection.transport.get_extra_info("socket")

        assert len(asyncio.all_tasks() - before) <= 1
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * SEND_BUFFER_BYTES
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 10_000
        writer.close()


async def test_what_comes_while_readers_are_written_to_leaves_in_one_write() -> None:
    async with feeding() as fed, fed.reader() as listener:
        await listener.until("live")
        (reader,) = fed.feeds.following(CAMPAIGN).readers
        (ring,) = (channel.ring for channel in fed.feeds.following(CAMPAIGN)._channels.values())
        written: list[bytes] = []

        def write_to_many(data: bytes) -> None:
            time.sleep(2 * following.GATHER)  # as a thousand readers take
            written.append(data)
            reader.outlet.write(data)

        ring._at_head[cast(Replaying, reader)] = write_to_many
        for number in range(50):
            await fed.put(idea(number))
            await asyncio.sleep(0)
        await listener.until_idea("i-49")

        assert len(written) < 10


class CountingStore(MemoryStore):
    """Counts how often its changes are read."""

    reads = 0

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        self.reads += 1
        return await super().changes(campaign, after, limit)


async def test_a_change_is_read_once_however_many_readers_and_filters_there_are() -> None:
    store = CountingStore()
    async with feeding(store=store) as fed, AsyncExitStack() as stack:
        readers = [
            await stack.enter_async_context(fed.reader(compression=compression, entity=entity))
            for compression in (None, "deflate")
            for entity in ("idea", "idea,event", "")
        ]
        for reader in readers:
            await reader.until("live")
        before = store.reads

        await fed.put(idea(1))
        told = [(await reader.next())["value"]["id"] for reader in readers]

        assert told == ["i-1"] * 6
        assert store.reads - before == 1


class LateStore(MemoryStore):
    """A store whose news come only when they are let through."""

    def __init__(self) -> None:
        super().__init__()
        self.news = asyncio.Event()

    async def wait(self, campaign: CampaignId, after: int) -> None:
        await self.news.wait()
        await super().wait(campaign, after)


async def test_a_feed_is_live_only_once_it_told_all_that_was_there_when_it_said_hello() -> None:
    store = LateStore()
    async with feeding(store=store) as fed:
        await fed.put(idea(1))
        async with fed.reader() as reader:
            hello = await reader.next()
            store.news.set()
            frames = await reader.until("live")

    assert hello["head"] == 1
    assert [value["id"] for value in changes(frames)] == ["i-1"]
