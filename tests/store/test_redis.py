"""What the store on Redis keeps beyond the contract, on real servers: restarts, failovers, lost replies, settings."""

from __future__ import annotations

import asyncio
import random
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bridge.errors import BridgeError, Conflict, EpochChanged, StoreSchemaError, StoreUnsafeError
from bridge.records import Audit, CampaignId, Commit, ContributionId, Idea, IdeaId
from bridge.store import nodes
from bridge.store.redis import RedisStore
from tests import factories
from tests.factories import minutes
from tests.proxy import proxy
from tests.redis_server import RedisServer, redis_cluster, redis_pair, redis_server
from tests.running import free_port, until

HERE = CampaignId("elective-care")
META = "{elective-care}:meta"
PATIENCE = 30.0


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """For tests that leave a server running and as it was set."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def server(shared: RedisServer) -> RedisServer:
    shared.ask("FLUSHALL")
    return shared


@pytest.fixture
async def store(server: RedisServer) -> AsyncIterator[RedisStore]:
    store = await RedisStore.open(server.url)
    yield store
    await store.close()


def idea(name: str, text: str = "Said") -> Idea:
    return factories.idea(text, id=IdeaId(name))


def put(name: str, expected_seq: int, text: str = "Said", epoch: str = "") -> Commit:
    return Commit(expected_seq=expected_seq, puts=(idea(name, text),), epoch=epoch)


async def names(store: RedisStore) -> list[str]:
    return [change.value.id for change in await store.changes(HERE, 0, 1000)]


async def eventually(look: Callable[[], bool]) -> None:
    """Return once it is so; for what a server tells nobody."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if look():
                return
            await asyncio.sleep(0.01)


# Restarts


async def test_a_restart_keeps_everything_and_the_epoch_and_is_hardly_felt(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        store = await RedisStore.open(server.url)
        await store.commit(HERE, put("a", 0))
        before = await store.place(HERE)
        waiter = asyncio.create_task(store.wait(HERE, 1))
        for end in (server.stop, server.kill):
            end()
            server.start()
            assert await store.place(HERE) == before

        assert await store.commit(HERE, put("b", 1, epoch=before.epoch)) == 2
        await asyncio.wait_for(waiter, PATIENCE)

        assert await names(store) == ["a", "b"]
        await store.close()


async def test_a_server_that_is_away_is_an_os_error_for_who_writes(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        store = await RedisStore.open(server.url)
        server.kill()

        with pytest.raises(OSError, match="cannot be reached"):
            await store.commit(HERE, put("a", 0))
        with pytest.raises(OSError, match="cannot be reached"):
            await RedisStore.open(server.url)

        await store.close()


async def test_functions_that_were_lost_are_loaded_again(store: RedisStore, server: RedisServer) -> None:
    server.ask("FUNCTION", "FLUSH")

    assert await store.commit(HERE, put("a", 0)) == 1
    assert await names(store) == ["a"]


# Another epoch


async def test_a_replica_that_takes_over_without_the_tail_gives_a_new_epoch(tmp_path: Path) -> None:
    with redis_pair(tmp_path) as (primary, replica):
        async with proxy(primary.port) as service:
            store = await RedisStore.open(f"redis://127.0.0.1:{service.port}")
            head = await store.commit(HERE, put("kept", 0))
            before = await store.place(HERE)
            await eventually(lambda: replica.ask("HGET", META, "head") == "1")
            replica.ask("REPLICAOF", "NO", "ONE")
            head = await store.commit(HERE, put("lost", head))
            waiters = [asyncio.create_task(store.wait(HERE, head)) for _ in range(3)]
            await asyncio.sleep(0)

            primary.kill()
            service._behind = ("127.0.0.1", replica.port)
            await asyncio.wait_for(asyncio.gather(*waiters), PATIENCE)
            after = await store.place(HERE)

            assert (before.seq, after.seq) == (1, 1)
            assert before.epoch != after.epoch
            assert await names(store) == ["kept"]
            with pytest.raises(EpochChanged):
                await store.commit(HERE, put("b", 1, epoch=before.epoch))
            assert await store.commit(HERE, put("lost", 1, epoch=after.epoch)) == 2
            assert await store.place(HERE) == after.__class__(after.epoch, 2)
            await store.close()


async def test_a_process_that_knew_nothing_sees_the_new_epoch_of_a_promoted_replica_too(tmp_path: Path) -> None:
    with redis_pair(tmp_path) as (primary, replica):
        store = await RedisStore.open(primary.url)
        await store.commit(HERE, put("a", 0))
        before = await store.place(HERE)
        await eventually(lambda: replica.ask("HGET", META, "head") == "1")
        await store.close()
        primary.kill()
        replica.ask("REPLICAOF", "NO", "ONE")

        stores = [await RedisStore.open(replica.url) for _ in range(2)]
        epochs = {(await store.place(HERE)).epoch for store in stores}

        assert len(epochs) == 1
        assert before.epoch not in epochs
        for store in stores:
            await store.close()


async def test_a_head_below_one_that_was_seen_gives_a_new_epoch(store: RedisStore, server: RedisServer) -> None:
    await store.commit(HERE, put("a", 0))
    await store.commit(HERE, put("b", 1))
    before = await store.place(HERE)
    server.ask("HSET", META, "head", 1)

    found = await store.changes(HERE, 0, 10)
    after = await store.place(HERE)

    assert [change.seq for change in found][:1] == [1]
    assert (after.seq, after.epoch != before.epoch) == (1, True)


async def test_a_campaign_that_is_gone_begins_in_a_new_epoch(store: RedisStore, server: RedisServer) -> None:
    await store.commit(HERE, put("a", 0))
    before = await store.place(HERE)
    server.ask("FLUSHALL")

    with pytest.raises(EpochChanged):
        await store.commit(HERE, put("b", 1, epoch=before.epoch))

    assert (await store.place(HERE)).epoch != before.epoch
    assert await store.commit(HERE, put("b", 0)) == 1


async def test_a_primary_that_was_demoted_takes_and_tells_nothing_more(tmp_path: Path) -> None:
    with redis_pair(tmp_path) as (primary, replica):
        async with proxy(primary.port) as service:
            store = await RedisStore.open(f"redis://127.0.0.1:{service.port}")
            await store.commit(HERE, put("a", 0))
            await eventually(lambda: replica.ask("HGET", META, "head") == "1")
            replica.ask("REPLICAOF", "NO", "ONE")
            primary.ask("REPLICAOF", "127.0.0.1", replica.port)

            with pytest.raises(OSError, match="is a replica now"):
                await store.commit(HERE, put("b", 1))
            service._behind = ("127.0.0.1", replica.port)
            service.cut()

            assert await names(store) == ["a"]
            assert await store.commit(HERE, put("b", 1)) == 2
            await store.close()


# Lost replies, cancelled calls, too many calls


async def test_a_commit_whose_reply_is_lost_is_stored_once(server: RedisServer) -> None:
    async with proxy(server.port) as between:
        store = await RedisStore.open(f"redis://127.0.0.1:{between.port}")
        commit = Commit(expected_seq=0, puts=(idea("a"),), audit=(Audit(at=minutes(0), who="t", act="put"),))
        between.swallow_replies()
        lost = asyncio.create_task(store.commit(HERE, commit))
        await eventually(lambda: server.ask("HGET", META, "head") == "1")

        between.heal()
        with pytest.raises(OSError, match="cannot be reached"):
            await lost

        with pytest.raises(Conflict):
            await store.commit(HERE, commit)
        assert await names(store) == ["a"]
        assert server.ask("LLEN", "{elective-care}:audit") == 1
        assert between.struck
        await store.close()


async def test_cancelled_calls_never_cross_replies(store: RedisStore) -> None:
    chance = random.Random(7)
    everything = tuple(idea(str(number), f"Text {number}") for number in range(300))
    await store.commit(HERE, Commit(expected_seq=0, puts=everything))

    async def ask(name: str) -> None:
        found = await store.fetch(HERE, "idea", [name])
        assert found == {name: idea(name, f"Text {name}")}

    cancelled = 0
    while cancelled < 100:
        calls = [asyncio.create_task(ask(str(number))) for number in chance.sample(range(300), 30)]
        for call in chance.sample(calls, 15):
            for _ in range(chance.randrange(4)):
                await asyncio.sleep(0)
            call.cancel()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        cancelled += sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
        assert {type(outcome) for outcome in outcomes} <= {type(None), asyncio.CancelledError}

    await asyncio.gather(*(ask(str(number)) for number in range(300)))


async def test_more_calls_than_connections_wait_for_their_turn(store: RedisStore, server: RedisServer) -> None:
    server.ask("CLIENT", "PAUSE", 300)

    places = await asyncio.gather(*(store.place(CampaignId(f"c-{number % 7}")) for number in range(500)))

    assert len({place.epoch for place in places}) == 7
    assert server.info("clients")["connected_clients"] <= nodes._CALLS + 2


async def test_a_turn_that_does_not_come_is_an_os_error(
    store: RedisStore, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "_TURN", 0.05)
    server.ask("CLIENT", "PAUSE", 1000)

    calls = (store.commit(CampaignId(f"c-{number}"), put("a", 0)) for number in range(nodes._CALLS + 5))
    outcomes = await asyncio.gather(*calls, return_exceptions=True)

    assert outcomes.count(1) == nodes._CALLS
    assert sum(isinstance(outcome, nodes.BusyError) for outcome in outcomes) == 5
    assert await store.commit(HERE, put("a", 0)) == 1


async def test_however_many_wait_one_connection_blocks(store: RedisStore, server: RedisServer) -> None:
    waiters = [asyncio.create_task(store.wait(HERE, 0)) for _ in range(50)]
    await eventually(lambda: "cmd=xread" in server.ask("CLIENT", "LIST"))

    assert server.ask("CLIENT", "LIST").count("cmd=xread") == 1

    other = await RedisStore.open(server.url)
    await other.commit(HERE, put("a", 0))
    await asyncio.wait_for(asyncio.gather(*waiters), PATIENCE)
    await other.close()


async def test_an_idle_wait_outlasts_the_time_a_read_blocks(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.store.redis.BLOCK", 0.02)
    waiter = asyncio.create_task(store.wait(HERE, 0))
    await asyncio.sleep(0.2)
    assert not waiter.done()

    await store.commit(HERE, put("a", 0))

    await asyncio.wait_for(waiter, PATIENCE)


async def test_a_closed_store_says_so_to_all_who_come_or_wait(server: RedisServer) -> None:
    store = await RedisStore.open(server.url)
    waiter = asyncio.create_task(store.wait(HERE, 0))
    await asyncio.sleep(0)

    await store.close()
    await store.close()

    for call in (waiter, store.commit(HERE, put("a", 0)), store.changes(HERE, 0, 1), store.wait(HERE, 0)):
        with pytest.raises(BridgeError, match="closed"):
            await asyncio.wait_for(call, PATIENCE)


# What is refused


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("appendonly", "no"),
        ("appendfsync", "everysec"),
        ("no-appendfsync-on-rewrite", "yes"),
        ("maxmemory-policy", "allkeys-lru"),
    ],
)
async def test_a_server_that_could_lose_what_it_acks_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with redis_server(tmp_path, f"--{name}", value) as server:
        with pytest.raises(StoreUnsafeError, match=f"`{name} {value}`.*put the line `{name} "):
            await RedisStore.open(server.url)

        store = await RedisStore.open(server.url, checks=False)
        assert await store.commit(HERE, put("a", 0)) == 1
        await store.close()


async def test_a_server_that_does_not_tell_its_settings_is_refused(server: RedisServer) -> None:
    server.ask("ACL", "SETUSER", "bridge", "on", ">secret", "~*", "+@all", "-config")
    url = f"redis://bridge:secret@127.0.0.1:{server.port}/0"

    with pytest.raises(StoreUnsafeError, match=r"`\+config\|get`.*`appendfsync always`") as caught:
        await RedisStore.open(url)

    assert "secret" not in str(caught.value)
    await (await RedisStore.open(url, checks=False)).close()


async def test_the_rights_that_the_documents_name_are_enough(server: RedisServer) -> None:
    operations = Path(__file__).parents[2].joinpath("docs", "operations.md").read_text(encoding="utf-8")
    (named,) = re.findall(r"`(\+fcall [^`]+)`", operations)
    server.ask("ACL", "SETUSER", "limited", "on", ">secret", "~*", *named.split())
    store = await RedisStore.open(f"redis://limited:secret@127.0.0.1:{server.port}/0")
    waiter = asyncio.create_task(store.wait(HERE, 0))

    audit = (Audit(at=minutes(0), who="t", act="put"),)
    await store.commit(
        HERE, Commit(expected_seq=0, puts=(idea("a"),), identities={"n": ContributionId("c")}, audit=audit)
    )
    await asyncio.wait_for(waiter, PATIENCE)
    await store.put_blob(HERE, "upload", b"bytes")
    await store.drop_blob(HERE, "upload")
    await store.erase(HERE)

    assert await names(store) == ["a"]
    assert await store.identified(HERE, ["n"]) == {"n": "c"}
    await store.close()


async def test_a_wrong_password_is_said_without_the_password(server: RedisServer) -> None:
    with pytest.raises(PermissionError, match="user or password") as caught:
        await RedisStore.open(f"redis://nobody:wrong@127.0.0.1:{server.port}/0")

    assert "wrong" not in str(caught.value)


async def test_a_replica_is_no_store(tmp_path: Path) -> None:
    with redis_pair(tmp_path) as (_, replica), pytest.raises(StoreUnsafeError, match="is a replica"):
        await RedisStore.open(replica.url)


async def test_a_server_that_is_too_old_is_refused() -> None:
    about = b"redis_version:6.2.14\r\ncluster_enabled:0\r\nrole:master\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while asked := await reader.read(4096):
            told = b"$%d\r\n%b\r\n" % (len(about), about)
            writer.write(told if b"INFO" in asked and b"SETINFO" not in asked else b"+OK\r\n" * asked.count(b"SETINFO"))
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as old:
        with pytest.raises(StoreSchemaError, match=r"Redis 6\.2\.14.*Redis 7"):
            await RedisStore.open(f"redis://127.0.0.1:{old.sockets[0].getsockname()[1]}")


async def test_a_campaign_of_a_newer_program_is_left_alone(store: RedisStore, server: RedisServer) -> None:
    await store.commit(HERE, put("a", 0))
    server.ask("HSET", META, "format", "2")

    for call in (store.commit(HERE, put("b", 1)), store.changes(HERE, 0, 1), store.place(HERE)):
        with pytest.raises(StoreSchemaError, match="FORMAT 2"):
            await call


async def test_a_full_server_stores_nothing_more_and_still_tells_what_it_has(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        store = await RedisStore.open(server.url)
        await store.commit(HERE, put("a", 0))
        server.ask("CONFIG", "SET", "maxmemory", 1)

        with pytest.raises(OSError, match="is full, and nothing was stored"):
            await store.commit(HERE, put("b", 1))

        assert await names(store) == ["a"]
        assert (await store.place(HERE)).seq == 1
        await store.close()


# Erasure


@pytest.mark.parametrize("save", ["", "3600 1"])
async def test_what_was_erased_is_in_no_file_of_the_server_or_its_replica(tmp_path: Path, save: str) -> None:
    with redis_pair(tmp_path, "--save", save) as (primary, replica):
        store = await RedisStore.open(primary.url)
        await store.commit(HERE, put("a", 0, "the marker 4711"))
        await store.put_blob(HERE, "upload", b"the marker 4711")
        await eventually(lambda: replica.ask("EXISTS", "{elective-care}:blobs") == 1)
        primary.ask("BGSAVE")
        await eventually(lambda: primary.info("persistence")["rdb_bgsave_in_progress"] == 0)
        assert holders(tmp_path)

        await store.commit(HERE, put("a", 1, ""))
        await store.drop_blob(HERE, "upload")
        await store.erase(HERE)

        assert holders(tmp_path) == []
        await store.close()


def holders(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob("*") if file.is_file() and b"marker 4711" in file.read_bytes()]


# Where the tests find it


def test_where_no_redis_is_the_tests_say_how_to_install_one_and_fail() -> None:
    looking = subprocess.run(
        [sys.executable, "-m", "tests.redis_server"], env={"PATH": ""}, capture_output=True, text=True, check=False
    )

    assert looking.returncode == 1
    assert "sudo apt-get install redis-server" in looking.stdout


# A cluster


async def test_campaigns_on_different_nodes_of_a_cluster_are_served_alike(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as servers:
        stores = [await RedisStore.open(server.url) for server in servers]
        campaigns = [CampaignId(name) for name in ("north", "south", "east", "west", "winter")]
        waiters = [asyncio.create_task(store.wait(it, 0)) for it in campaigns for store in stores]

        for number, campaign in enumerate(campaigns):
            assert await stores[number % 3].commit(campaign, put("a", 0)) == 1
        await asyncio.wait_for(asyncio.gather(*waiters), PATIENCE)

        assert [server.ask("DBSIZE") > 0 for server in servers] == [True, True, True]
        for campaign in campaigns:
            assert {(await store.place(campaign)) for store in stores} == {await stores[0].place(campaign)}
            assert len(await stores[1].fetch(campaign, "idea", ["a"])) == 1
        for store in stores:
            await store.close()


async def test_a_node_of_a_cluster_that_dies_is_followed_to_its_replica(tmp_path: Path) -> None:
    with redis_cluster(tmp_path, "--cluster-node-timeout", "1000") as servers, joined(tmp_path, servers) as replica:
        seed = servers[0]
        store = await RedisStore.open(seed.url)
        campaign = next(it for it in map(CampaignId, "abcdefghij") if stands_on(seed, it))
        await store.commit(campaign, put("a", 0))
        before = await store.place(campaign)
        await eventually(lambda: replica.ask("CLUSTER", "COUNTKEYSINSLOT", slot_of(seed, campaign)) > 0)
        waiter = asyncio.create_task(store.wait(campaign, 1))
        await asyncio.sleep(0)

        seed.kill()
        await asyncio.wait_for(waiter, PATIENCE)
        after = await store.place(campaign)

        assert (after.seq, after.epoch != before.epoch) == (1, True)
        assert await store.commit(campaign, put("b", 1, epoch=after.epoch)) == 2
        assert stands_on(replica, campaign)
        await store.close()


@contextmanager
def joined(folder: Path, servers: Sequence[RedisServer]) -> Iterator[RedisServer]:
    """One more server, a replica of the first."""
    bus = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()), "--cluster-node-timeout", "1000")
    primary = servers[0]
    with redis_server(folder / "replica", *bus) as replica:
        replica.ask("CLUSTER", "MEET", "127.0.0.1", primary.port, int(primary.options[-1]))
        until(lambda: primary.ask("CLUSTER", "MYID") in replica.ask("CLUSTER", "NODES"))
        replica.ask("CLUSTER", "REPLICATE", primary.ask("CLUSTER", "MYID"))
        until(lambda: replica.info("replication").get("master_link_status") == "up")
        for server in servers:
            until(lambda server=server: "slave" in server.ask("CLUSTER", "NODES"))  # type: ignore[misc]
        yield replica


def slot_of(server: RedisServer, campaign: CampaignId) -> int:
    return int(server.ask("CLUSTER", "KEYSLOT", f"{{{campaign}}}"))


def stands_on(server: RedisServer, campaign: CampaignId) -> bool:
    slot, own = slot_of(server, campaign), server.ask("CLUSTER", "MYID")
    ranges = next(line.split()[8:] for line in server.ask("CLUSTER", "NODES").splitlines() if line.startswith(own))
    return any(int(first) <= slot <= int(last or first) for first, _, last in (it.partition("-") for it in ranges))


async def test_a_campaign_that_moves_to_another_node_while_it_is_written_loses_nothing(tmp_path: Path) -> None:
    with redis_cluster(tmp_path) as servers:
        store = await RedisStore.open(servers[0].url)
        before = await store.place(HERE)
        slot = servers[0].ask("CLUSTER", "KEYSLOT", META)
        old = next(server for server in servers if server.ask("CLUSTER", "COUNTKEYSINSLOT", slot))
        new = next(server for server in servers if server is not old)
        moved = asyncio.Event()

        async def write() -> int:
            head = 0
            while not moved.is_set() or head < 50:
                head = await store.commit(HERE, put(str(head), head, epoch=before.epoch))
            return head

        writing = asyncio.create_task(write())
        await store.wait(HERE, 0)
        await asyncio.to_thread(move, slot, old, new)
        moved.set()
        head = await writing

        assert await names(store) == [str(number) for number in range(head)]
        assert (await store.place(HERE)).epoch == before.epoch
        assert new.ask("CLUSTER", "COUNTKEYSINSLOT", slot) >= 4
        await store.close()


def move(slot: int, old: RedisServer, new: RedisServer) -> None:
    """Hand a slot over, key by key, as a cluster that is resharded does."""
    ids = {server: server.ask("CLUSTER", "MYID") for server in (old, new)}
    new.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[old])
    old.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[new])
    while keys := old.ask("CLUSTER", "GETKEYSINSLOT", slot, 1):
        old.ask("MIGRATE", "127.0.0.1", new.port, keys[0], 0, 5000)
    for server in (new, old):
        server.ask("CLUSTER", "SETSLOT", slot, "NODE", ids[new])
