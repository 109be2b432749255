"""The store in one SQLite file, through apsw. This is the embedded default: one process, no service beside it.

One connection, on one thread, writes and checkpoints; another only reads. That is the rule that keeps a WAL whole, and
it is why a second process is turned away. Commits that wait at the same time share one transaction and one flush.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import apsw
import structlog

from bridge.errors import BridgeError, Conflict, EpochChanged, StoreBusyError, StoreSchemaError, UnreadableError
from bridge.records import CampaignId, Change, Commit, ContributionId, Entity, EntityName, Outline, Place
from bridge.store.rows import Rows, decode, decode_in_outline, encode
from bridge.store.schema import MIGRATIONS

log = structlog.get_logger()

T = TypeVar("T")

#: Before 3.51.3 a WAL can be corrupted while it is reset (sqlite.org/wal.html, "the WAL-reset bug").
_OLDEST_SQLITE = 3_051_003
#: Commits that share one transaction; more would make the first of them wait.
_TOGETHER = 64
#: A store that is never idle empties its WAL into the file this often, so that what was erased is gone from both.
_BUSY_SECONDS = 600.0
#: Seconds until a WAL that a reader was in the way of is emptied again.
_ERASE_AGAIN = 0.05
_LAST_SEQ = 2**63 - 1


class _Waiting(NamedTuple):
    """A commit on its way to the writer."""

    campaign: CampaignId
    commit: Commit
    rows: Rows
    done: asyncio.Future[int]


class SqliteStore:
    """A `ports.Store` in one file. Make it with `await SqliteStore.open(path)`, end it with `close`.

    A disk that is full or fails raises `OSError`; nothing of that commit is then stored. An identity that
    another contribution holds raises `Conflict`.
    """

    def __init__(
        self, writer: apsw.Connection, reader: apsw.Connection, opened: ExitStack, *, idle_seconds: float
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._opened = opened
        self._write_thread = opened.enter_context(ThreadPoolExecutor(1, "store-write"))
        self._read_thread = opened.enter_context(ThreadPoolExecutor(1, "store-read"))
        self._epoch: str = reader.execute("SELECT epoch FROM store").get
        # Only this process writes, so the heads that it has seen committed are the heads.
        self._heads: dict[CampaignId, int] = dict(reader.execute("SELECT campaign, head FROM campaigns"))
        self._moved: dict[CampaignId, asyncio.Event] = {}
        self._idle_seconds = idle_seconds
        self._closed = False
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write_all(), name="store-writer")

    @classmethod
    async def open(cls, path: Path, *, idle_seconds: float = 5.0) -> SqliteStore:
        """Open the store at `path`, making or upgrading it as needed; once idle so long it empties its WAL.

        Raises `StoreBusyError` if a process has it open, `StoreSchemaError` if a newer program wrote it,
        `UnreadableError` if the file is something else, `OSError` if the disk does not allow it.
        """
        store = cls(*await asyncio.to_thread(_open_file, path), idle_seconds=idle_seconds)
        log.info("store.opened", sqlite=apsw.sqlite_lib_version(), campaigns=len(store._heads))
        return store

    async def place(self, campaign: CampaignId) -> Place:
        return Place(self._epoch, self._heads.get(campaign, 0))

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        self._must_be_open()
        if commit.epoch not in ("", self._epoch):
            raise EpochChanged(commit.expected_seq)
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(_Waiting(campaign, commit, encode(campaign, commit), done))
        return await done

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        return [Change(seq=seq, value=decode(value)) for seq, value in await self._later(campaign, after, limit)]

    async def outlines(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Outline]:
        page = await self._later(campaign, after, limit)
        return [Outline(seq=seq, value=decode_in_outline(value)) for seq, value in page]

    async def _later(self, campaign: CampaignId, after: int, limit: int) -> list[Any]:
        sql = "SELECT seq, value FROM entities WHERE campaign = ? AND seq > ? ORDER BY seq LIMIT ?"
        # Fetched whole: a cursor left open would pin the WAL.
        place = (campaign, min(after, _LAST_SEQ), limit)
        return await self._read(lambda: self._reader.execute(sql, place).fetchall())

    async def wait(self, campaign: CampaignId, after: int) -> None:
        while self._heads.get(campaign, 0) == after:
            self._must_be_open()
            await self._moved.setdefault(campaign, asyncio.Event()).wait()

    async def fetch(self, campaign: CampaignId, entity: EntityName, ids: Sequence[str]) -> Mapping[str, Entity]:
        sql = "SELECT value FROM entities WHERE campaign = ? AND entity = ? AND id = ?"
        found = await self._read(lambda: self._each(sql, (campaign, entity), ids))
        return {name: decode(value) for name, value in found.items()}

    async def identified(self, campaign: CampaignId, ids: Sequence[str]) -> Mapping[str, ContributionId]:
        sql = "SELECT contribution FROM identities WHERE campaign = ? AND identity = ?"
        return await self._read(lambda: self._each(sql, (campaign,), ids))

    async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
        await self._change("REPLACE INTO blobs VALUES (?, ?, ?)", (campaign, name, value))

    async def blob(self, campaign: CampaignId, name: str) -> bytes | None:
        sql = "SELECT value FROM blobs WHERE campaign = ? AND name = ?"
        found: bytes | None = await self._read(lambda: self._reader.execute(sql, (campaign, name)).get)
        return found

    async def drop_blob(self, campaign: CampaignId, name: str) -> None:
        await self._change("DELETE FROM blobs WHERE campaign = ? AND name = ?", (campaign, name))

    async def erase(self, campaign: CampaignId) -> None:  # noqa: ARG002 - one file holds all campaigns
        self._must_be_open()
        loop = asyncio.get_running_loop()
        # What is deleted is overwritten at once (secure_delete). What is left of it is in the WAL, and in the gaps of pages from
        # which SQLite has moved a row when it balanced the tree: these go as the file is written anew.
        try:
            await loop.run_in_executor(self._write_thread, self._writer.execute, "VACUUM")
        except apsw.Error as error:
            raise _failure(error) from error
        while True:
            if await loop.run_in_executor(self._write_thread, self._empty_wal):
                return
            await asyncio.sleep(_ERASE_AGAIN)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._waiting.put_nowait(None)
        await self._writing
        for moved in self._moved.values():
            moved.set()
        await asyncio.to_thread(self._opened.close)
        log.info("store.closed")

    def _must_be_open(self) -> None:
        if self._closed:
            msg = "the store is closed"
            raise BridgeError(msg)

    async def _change(self, sql: str, values: tuple[str | bytes, ...]) -> None:
        def work() -> None:
            with self._writer:
                self._writer.execute(sql, values)

        self._must_be_open()
        try:
            await asyncio.get_running_loop().run_in_executor(self._write_thread, work)
        except apsw.Error as error:
            raise _failure(error) from error

    async def _read(self, work: Callable[[], T]) -> T:
        self._must_be_open()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._read_thread, work)
        except apsw.Error as error:
            raise _failure(error) from error

    def _each(self, sql: str, fixed: tuple[str, ...], ids: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in ids:
            with suppress(UnicodeEncodeError):  # half a surrogate pair is stored nowhere
                for (value,) in self._reader.execute(sql, (*fixed, name)).fetchall():
                    found[name] = value
        return found

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        filled_at: float | None = None
        while not (self._closed and self._waiting.empty()):
            if batch := await self._next_batch():
                outcomes = await loop.run_in_executor(self._write_thread, self._write, batch)
                self._settle(batch, outcomes)
                filled_at = filled_at or loop.time()
            if filled_at is not None and (not batch or loop.time() > filled_at + _BUSY_SECONDS):
                emptied = await loop.run_in_executor(self._write_thread, self._empty_wal)
                filled_at = None if emptied else filled_at

    async def _next_batch(self) -> list[_Waiting]:
        """The commits that wait now, at least one; none once the store is idle or closing."""
        try:
            async with asyncio.timeout(self._idle_seconds):
                batch = [await self._waiting.get()]
        except TimeoutError:
            return []
        while len(batch) < _TOGETHER and not self._waiting.empty():
            batch.append(self._waiting.get_nowait())
        return [waiting for waiting in batch if waiting]

    def _settle(self, batch: Sequence[_Waiting], outcomes: Sequence[int | Exception]) -> None:
        for waiting, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, int):
                self._heads[waiting.campaign] = outcome
                if moved := self._moved.pop(waiting.campaign, None):
                    moved.set()
            if waiting.done.cancelled():  # its caller has left; what it wrote stands
                continue
            if isinstance(outcome, int):
                waiting.done.set_result(outcome)
            else:
                waiting.done.set_exception(outcome)

    # What follows runs on the writer's thread.

    def _write(self, batch: Sequence[_Waiting]) -> Sequence[int | Exception]:
        """Write a batch in one transaction; a conflict is its own, a failure of the disk is everyone's."""
        try:
            with self._writer:
                outcomes = [self._apply(waiting) for waiting in batch]
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the callers' and the writer goes on
            log.critical("store.failed", commits=len(batch), error=type(error).__name__)
            return [_failure(error) for _ in batch]
        return outcomes

    def _apply(self, waiting: _Waiting) -> int | Conflict:
        campaign, commit, rows, _ = waiting
        head: int = self._writer.execute("SELECT head FROM campaigns WHERE campaign = ?", (campaign,)).get or 0
        if head != commit.expected_seq or self._is_taken(campaign, commit.identities):
            return Conflict(commit.expected_seq, head)
        self._writer.executemany(
            "INSERT INTO entities VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (campaign, entity, id) DO UPDATE SET seq = excluded.seq, value = excluded.value",
            [(campaign, row.entity, row.id, seq, row.value) for seq, row in enumerate(rows.entities, head + 1)],
        )
        self._writer.executemany(
            "INSERT INTO identities VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(campaign, identity, contribution) for identity, contribution in commit.identities.items()],
        )
        self._writer.executemany(
            "INSERT INTO audit (campaign, value) VALUES (?, ?)", [(campaign, value) for value in rows.audit]
        )
        head += len(rows.entities)
        self._writer.execute(
            "INSERT INTO campaigns VALUES (?, ?) ON CONFLICT DO UPDATE SET head = excluded.head", (campaign, head)
        )
        return head

    def _is_taken(self, campaign: CampaignId, identities: Mapping[str, ContributionId]) -> bool:
        sql = "SELECT contribution FROM identities WHERE campaign = ? AND identity = ?"
        return any(
            self._writer.execute(sql, (campaign, identity)).get not in (None, contribution)
            for identity, contribution in identities.items()
        )

    def _empty_wal(self) -> bool:
        """Move the WAL into the file and cut it off; False if a reader or the disk was in the way."""
        try:
            busy, _, _ = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").get
        except apsw.Error as error:
            log.warning("wal.not_emptied", error=type(error).__name__)
            return False
        return not busy


def migrate(connection: apsw.Connection, steps: Sequence[str] = MIGRATIONS) -> None:
    """Bring a store up to the last step, all or nothing. Raises `StoreSchemaError` if it is beyond."""
    with connection:
        version = int(connection.pragma("user_version"))
        if version > len(steps):
            msg = f"the store has schema {version}, this ideabridge knows {len(steps)}: install the one that wrote it"
            raise StoreSchemaError(msg)
        for step in steps[version:]:
            connection.execute(step)
        connection.pragma("user_version", len(steps))


def _open_file(path: Path) -> tuple[apsw.Connection, apsw.Connection, ExitStack]:
    """The writer, the reader, and what lets go of both and of the lock."""
    if apsw.SQLITE_VERSION_NUMBER < _OLDEST_SQLITE:
        msg = f"SQLite {apsw.sqlite_lib_version()} can corrupt a store: install apsw 3.51.3 or later"
        raise StoreSchemaError(msg)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        opened.callback(os.close, _lock(path))
        path.touch(mode=0o600)
        try:
            writer = opened.enter_context(closing(apsw.Connection(str(path))))
            _prepare_writer(writer)
            reader = opened.enter_context(closing(apsw.Connection(str(path))))
            reader.pragma("query_only", True)
            reader.wal_autocheckpoint(0)
        except (apsw.NotADBError, apsw.CorruptError) as error:
            msg = f"{path} is no store, or a damaged one: restore it from a backup, or give another --data folder"
            raise UnreadableError(msg) from error
        except apsw.Error as error:
            raise _failure(error) from error
        return writer, reader, opened.pop_all()


def _prepare_writer(writer: apsw.Connection) -> None:
    """Flush on every commit, overwrite what is deleted, and bring the schema up to date."""
    # First, for it flushes the folder too when the journal before the WAL goes; with a WAL it is FULL.
    writer.pragma("synchronous", "EXTRA")
    writer.pragma("journal_mode", "WAL")
    writer.pragma("fullfsync", True)
    writer.pragma("secure_delete", True)
    writer.pragma("journal_size_limit", 16 * 1024 * 1024)
    writer.set_busy_timeout(100)  # only a checkpoint can meet a reader
    mode = writer.pragma("journal_mode"), writer.pragma("synchronous")
    if mode != ("wal", 3):
        raise OSError(errno.ENOTSUP, f"this disk keeps no write-ahead log (mode {mode}): put --data on a local one")
    migrate(writer)


def _lock(path: Path) -> int:
    """Hold the store for this process, as long as the descriptor is open."""
    lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace") or "unknown"
        os.close(lock)
        msg = f"{path} is held by process {holder}: end that one, or give this one another --data folder"
        raise StoreBusyError(msg) from None
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _failure(error: Exception) -> OSError:
    code = errno.ENOSPC if isinstance(error, apsw.FullError) else errno.EIO
    failure = OSError(code, f"the disk failed the store, and nothing was stored ({type(error).__name__})")
    failure.__cause__ = error
    return failure
