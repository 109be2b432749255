"""What the embedded store keeps beyond the contract: its file, its lock, its schema and its disk."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import msgspec
import pytest

from bridge.errors import BridgeError, StoreBusyError, StoreSchemaError, UnreadableError
from bridge.records import Audit, CampaignId, Commit, IdeaId
from bridge.store.schema import MIGRATIONS
from bridge.store.sqlite import SqliteStore, migrate
from tests import factories
from tests.factories import minutes

HERE = CampaignId("elective-care")
PATIENCE = 20.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "store.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(path)
    yield store
    await store.close()


def put(name: str, expected_seq: int, text: str = "Said", *, audit: tuple[Audit, ...] = ()) -> Commit:
    return Commit(expected_seq=expected_seq, puts=(factories.idea(text, id=IdeaId(name)),), audit=audit)


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = apsw.Connection(str(path))
    rows: list[tuple[object, ...]] = db.execute(sql).fetchall()
    db.close()
    return rows


def damage(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all" * 100)


async def test_everything_is_there_after_opening_again(path: Path) -> None:
    first = await SqliteStore.open(path)
    await first.commit(HERE, put("a", 0))
    place = await first.place(HERE)
    await first.close()

    again = await SqliteStore.open(path)

    assert await again.place(HERE) == place
    assert [change.value.id for change in await again.changes(HERE, 0, 10)] == ["a"]
    await again.close()


async def test_another_store_has_another_epoch(tmp_path: Path) -> None:
    stores = [await SqliteStore.open(tmp_path / name) for name in ("one.db", "two.db")]

    epochs = {(await store.place(HERE)).epoch for store in stores}

    assert len(epochs) == 2
    for store in stores:
        await store.close()


async def test_each_commit_is_flushed_and_what_is_deleted_is_overwritten(store: SqliteStore) -> None:
    settings = [store._writer.pragma(name) for name in ("journal_mode", "synchronous", "fullfsync", "secure_delete")]

    assert settings == ["wal", 3, 1, 1]
    assert store._reader.pragma("query_only") == 1


async def test_only_its_owner_may_read_the_file(store: SqliteStore, path: Path) -> None:
    await store.commit(HERE, put("a", 0))

    assert {file.name: file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {
        "store.db": 0,
        "store.db-wal": 0,
        "store.db-shm": 0,
        "store.db.lock": 0,
    }


async def test_the_audit_is_kept_with_the_commit_and_not_without_it(path: Path) -> None:
    store = await SqliteStore.open(path)
    audit = Audit(at=minutes(0), who="token-1", act="idea.hidden", target="a")
    await store.commit(HERE, put("a", 0, audit=(audit,)))

    late = await asyncio.gather(store.commit(HERE, put("b", 0, audit=(audit,))), return_exceptions=True)
    await store.close()

    assert isinstance(late[0], BridgeError)
    assert read(path, "SELECT campaign, json_extract(value, '$.act') FROM audit") == [(HERE, "idea.hidden")]


async def test_commits_that_wait_together_share_a_transaction(store: SqliteStore) -> None:
    transactions: list[bool] = []

    def count() -> bool:
        transactions.append(True)
        return False

    store._writer.set_commit_hook(count)

    await asyncio.gather(*(store.commit(CampaignId(f"c-{number}"), put("a", 0)) for number in range(40)))

    assert 1 <= len(transactions) <= 2


async def test_a_caller_who_leaves_does_not_stop_the_writer(store: SqliteStore) -> None:
    leaver = asyncio.create_task(store.commit(HERE, put("a", 0)))
    await asyncio.sleep(0)

    leaver.cancel()
    await asyncio.wait_for(store.wait(HERE, 0), PATIENCE)

    assert await store.commit(HERE, put("b", 1)) == 2


async def test_a_full_disk_reaches_the_caller_and_stores_nothing(store: SqliteStore) -> None:
    await store.commit(HERE, put("a", 0))
    store._writer.pragma("max_page_count", store._writer.pragma("page_count"))

    with pytest.raises(OSError, match="nothing was stored"):
        await store.commit(HERE, put("b", 1, "long " * 20_000))

    assert (await store.place(HERE)).seq == 1
    store._writer.pragma("max_page_count", 2**30)
    assert await store.commit(HERE, put("b", 1, "long " * 20_000)) == 2


async def test_what_was_erased_is_in_no_file_once_the_store_is_idle(path: Path) -> None:
    emptied = asyncio.Event()

    class WatchedStore(SqliteStore):
        def _empty_wal(self) -> bool:
            done = super()._empty_wal()
            loop.call_soon_threadsafe(emptied.set)
            return done

    loop = asyncio.get_running_loop()
    store = await WatchedStore.open(path, idle_seconds=0.01)
    await store.commit(HERE, put("a", 0, "the marker 4711"))
    await store.commit(HERE, put("a", 1, ""))

    await asyncio.wait_for(emptied.wait(), PATIENCE)

    assert [file.name for file in path.parent.iterdir() if b"marker 4711" in file.read_bytes()] == []
    await store.close()


async def test_what_was_erased_is_in_no_file_when_erase_returns(path: Path) -> None:
    store = await SqliteStore.open(path, idle_seconds=60)
    for seq in range(40):
        await store.commit(HERE, put(str(seq), seq, f"the marker 4711 {'and more ' * 900}"))
    await store.put_blob(HERE, "upload", b"the marker 4711" * 10_000)
    assert holders(path)
    for seq in range(40):
        await store.commit(HERE, put(str(seq), seq + 40, ""))
    await store.drop_blob(HERE, "upload")
    reading = [store.changes(HERE, 0, 100) for _ in range(20)]

    await asyncio.gather(store.erase(HERE), *reading)

    assert holders(path) == []
    await store.close()


async def test_what_was_erased_is_not_left_in_the_gaps_from_which_rows_were_moved(path: Path) -> None:
    """SQLite overwrites what is deleted, and not what it copies to another page when it balances the tree."""
    chance = random.Random(4)  # of five, one that leaves some
    names = [f"{chance.random():.6f}" for _ in range(200)]
    store = await SqliteStore.open(path, idle_seconds=60)
    for seq, name in enumerate(names):
        await store.commit(HERE, put(name, seq, f"the marker 4711 {'and more ' * chance.randrange(60)}"))
    chance.shuffle(names)
    for seq, name in enumerate(names, 200):
        await store.commit(HERE, put(name, seq, "other words " * chance.randrange(60)))

    await store.erase(HERE)

    assert holders(path) == []
    await store.close()


def holders(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if b"marker 4711" in file.read_bytes()]


async def test_a_store_whose_rows_are_json_is_read_as_before(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.commit(HERE, put("a", 0))
    await store.close()
    db = apsw.Connection(str(path))
    db.execute("UPDATE entities SET value = ?", (msgspec.json.encode(factories.idea("Said", id=IdeaId("a"))),))
    db.close()

    again = await SqliteStore.open(path)

    assert [change.value for change in await again.changes(HERE, 0, 10)] == [factories.idea("Said", id=IdeaId("a"))]
    await again.close()


async def test_closing_stores_what_is_under_way_and_leaves_one_whole_file(path: Path) -> None:
    store = await SqliteStore.open(path)
    under_way = asyncio.create_task(store.commit(HERE, put("a", 0)))
    await asyncio.sleep(0)

    await store.close()

    assert await under_way == 1
    assert not path.with_name("store.db-wal").exists()
    assert read(path, "PRAGMA integrity_check") == [("ok",)]


async def test_a_closed_store_says_so_to_all_who_come_or_wait(path: Path) -> None:
    store = await SqliteStore.open(path)
    waiter = asyncio.create_task(store.wait(HERE, 0))
    await asyncio.sleep(0)

    await store.close()
    await store.close()

    for call in (waiter, store.commit(HERE, put("a", 0)), store.changes(HERE, 0, 1), store.fetch(HERE, "idea", ["a"])):
        with pytest.raises(BridgeError, match="closed"):
            await asyncio.wait_for(call, PATIENCE)


async def test_a_second_process_is_turned_away_and_told_by_whom(store: SqliteStore, path: Path) -> None:
    opening = f"""
import asyncio, pathlib
from bridge.store.sqlite import SqliteStore, migrate
asyncio.run(SqliteStore.open(pathlib.Path({str(path)!r})))
"""
    other = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", opening], capture_output=True, text=True, check=False
    )

    assert "StoreBusyError" in other.stderr
    with pytest.raises(StoreBusyError, match=r"held by process \d+.*--data"):
        await SqliteStore.open(path)


async def test_a_store_that_could_not_be_opened_lets_go_of_its_lock(path: Path) -> None:
    damage(path)
    with pytest.raises(UnreadableError, match=r"store\.db"):
        await SqliteStore.open(path)
    await asyncio.to_thread(path.unlink)

    store = await SqliteStore.open(path)

    await store.close()


async def test_a_store_of_a_newer_program_is_left_alone(path: Path) -> None:
    await (await SqliteStore.open(path)).close()
    newer = apsw.Connection(str(path))
    newer.pragma("user_version", 99)
    newer.close()

    with pytest.raises(StoreSchemaError, match="schema 99"):
        await SqliteStore.open(path)

    assert read(path, "PRAGMA user_version") == [(99,)]


async def test_an_older_store_is_brought_up_step_by_step(path: Path) -> None:
    store = await SqliteStore.open(path)
    await store.commit(HERE, put("a", 0))
    await store.close()
    db = apsw.Connection(str(path))

    migrate(db, (*MIGRATIONS, "ALTER TABLE audit ADD note TEXT", "CREATE TABLE later (id)"))

    assert db.pragma("user_version") == len(MIGRATIONS) + 2
    assert db.execute("SELECT count(*) FROM entities").get == 1
    db.close()


async def test_a_step_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    await (await SqliteStore.open(path)).close()
    db = apsw.Connection(str(path))

    with pytest.raises(apsw.SQLError):
        migrate(db, (*MIGRATIONS, "CREATE TABLE later (id)", "CREATE TABLE store (id)"))

    assert db.pragma("user_version") == len(MIGRATIONS)
    assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'later'").get == 0
    db.close()
