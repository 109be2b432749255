"""A worker's outbox on disk: what was heard stays until the store's side has acked it, and a day longer beside it.

One transaction keeps a batch: its contributions and gaps, the source's cursor and tally, and what was heard. So a worker
that is killed goes on from a cursor that neither leads nor lags what it kept. What is acked moves to `sent` (24 hours, 256 MiB at most),
from where it is pushed again to a store that has lost it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import apsw
import structlog

from bridge.errors import BridgeError
from bridge.push.disk import failure, open_file
from bridge.push.frames import Tally
from bridge.push.items import (
    DeadRow,
    Depth,
    HeardRow,
    Mark,
    SpoolRow,
    decode,
    decode_heard,
    decode_tally,
    encode,
    proven,
)
from bridge.push.sent import KEPT_BYTES, KEPT_SECONDS, Kept, Sent, withdrawn
from bridge.records import Condition, Contribution, EventId, Gap, QuestionId, VoiceKey

log = structlog.get_logger()

T = TypeVar("T")

#: A spool above either of these makes its listeners wait; it never drops.
MAX_ROWS = 50_000
MAX_BYTES = 256 * 1024 * 1024
#: Once this long an empty spool moves its WAL into the file, so that what was pushed is gone from both.
_TIDY_SECONDS = 60.0
_PRUNE_SECONDS = 60.0

#: Under this name `sources` keeps the place up to which a worker has learned what others heard.
_LEARNED = "~learned"


class Spool:
    """The outbox in one file. Make it with `await Spool.open(path)`, end it with `close`.

    A disk that is full or fails raises `OSError`, and nothing of that call is kept.
    """

    def __init__(self, db: apsw.Connection, opened: ExitStack, sent: Sent, *, max_rows: int, max_bytes: int) -> None:
        self._db = db
        self._opened = opened
        self._thread = opened.enter_context(ThreadPoolExecutor(1, "spool"))
        self._loop = asyncio.get_running_loop()
        self._sent = sent
        self._max = Depth(max_rows, max_bytes)
        self._counted = self._depth = self._count()
        self._last = self._newest()
        #: The store may have any mark up to this row: it was given out, or may have been before we opened.
        self._given = self._last
        self._changed = asyncio.Event()
        self._tidied_at = time.monotonic()
        self._closed = False
        self._pruning = self._loop.create_task(self._prune_at_times(), name="spool-pruner")

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        max_rows: int = MAX_ROWS,
        max_bytes: int = MAX_BYTES,
        sent_seconds: float = KEPT_SECONDS,
        sent_bytes: int = KEPT_BYTES,
    ) -> Spool:
        """Open the spool at `path`, making it as needed.

        Raises `StoreBusyError` if a process has it open, `StoreSchemaError` if a newer program wrote it,
        `UnreadableError` if the file is something else, `OSError` if the disk does not allow it.
        """
        db, opened = await asyncio.to_thread(open_file, path)
        sent = Sent(db, sent_seconds, sent_bytes)
        spool = cls(db, opened, sent, max_rows=max_rows, max_bytes=max_bytes)
        log.info("spool.opened", rows=spool.depth().rows, bytes=spool.depth().bytes)
        return spool

    async def keep(
        self,
        source: str,
        cursor: str,
        contributions: Sequence[Contribution] = (),
        *,
        heard: Sequence[HeardRow] = (),
        tally: Tally | None = None,
        gaps: Sequence[Gap] = (),
        condition: Condition | None = None,
        lease: int = 0,
    ) -> None:
        """Keep what `source` gave up to `cursor`; on disk when it returns. `tally` is what this batch adds.

        `lease` is the number of the source's lease under which it was heard; 0 for a source that needs none.
        Raises `UnreadableError` for an item that could not be read back, and keeps nothing of the batch then.
        """
        items = [*map(proven, contributions), *map(proven, gaps)]

        def work() -> None:
            known = self._db.execute("SELECT tally FROM sources WHERE source = ?", (source,)).get
            total = (decode_tally(known) if known else Tally()) + (tally or Tally())
            self._db.execute("REPLACE INTO sources VALUES (?, ?, ?, ?)", (source, cursor, encode(total), lease))
            self._remember(heard)
            for value in items:
                self._add(value, source, lease)
            self._forget(withdrawn(contributions))
            # A later mark says all that an earlier one of its source said; but that one may be on its way.
            before = self._take_out("marks = ?", source)
            by_now = self._sent.last()
            given = [it for it in before if it.row <= self._given]
            self._sent.keep(it._replace(covers=by_now if it.covers is None else it.covers) for it in given)
            mark = Mark(source=source, cursor=cursor, tally=total, condition=condition)
            self._add(encode(mark), source, lease, marks=source)

        await self._write(work)

    async def cursor(self, source: str) -> str | None:
        """From where the source goes on; None if it was never heard."""
        return await self._read(lambda: self._db.execute("SELECT cursor FROM sources WHERE source = ?", (source,)).get)

    async def lease(self, source: str) -> int:
        """Under which lease the source was heard last; 0 if under none."""
        return await self._read(
            lambda: self._db.execute("SELECT lease FROM sources WHERE source = ?", (source,)).get or 0
        )

    async def learn(self, heard: Sequence[HeardRow], place: str) -> None:
        """Remember what other workers have heard, as of a place of the changes feed, and forget what was taken back."""

        def work() -> None:
            self._remember(heard)
            self._forget(row.id for row in heard if row.is_gone)
            self._db.execute("REPLACE INTO sources VALUES (?, ?, ?, 0)", (_LEARNED, place, encode(Tally())))

        await self._write(work)

    async def learned(self) -> str:
        """The place up to which we have learned what others heard; "0" for nothing."""
        return await self.cursor(_LEARNED) or "0"

    async def known(self, ids: Sequence[str]) -> dict[str, HeardRow]:
        """Which of these native ids (hashed) were heard."""
        sql = "SELECT value FROM heard WHERE id = ?"
        found: list[Any] = await self._read(lambda: [self._db.execute(sql, (name,)).get for name in ids])
        return {name: decode_heard(value) for name, value in zip(ids, found, strict=True) if value}

    async def said_by(self, voice: VoiceKey) -> Sequence[HeardRow]:
        """What this voice said, each contribution once, without what was taken back already."""
        sql = "SELECT value FROM heard WHERE voice = ? AND voice != ''"
        values: list[Any] = await self._read(lambda: self._db.execute(sql, (voice,)).fetchall())
        rows = {row.contribution: row for (value,) in values if not (row := decode_heard(value)).is_gone}
        return list(rows.values())

    async def opened(self, event: EventId) -> tuple[tuple[datetime, QuestionId], ...]:
        """When which question of an event was opened, in the order of time."""
        sql = "SELECT value FROM heard WHERE event = ? AND opens IS NOT NULL"
        values: list[Any] = await self._read(lambda: self._db.execute(sql, (event,)).fetchall())
        rows = [decode_heard(value) for (value,) in values]
        return tuple(sorted((row.said_at, row.opens) for row in rows if row.opens))

    async def room(self) -> None:
        """Return once there is room for more. A listener waits here before it takes the next batch of its source."""
        while self._depth.rows >= self._max.rows or self._depth.bytes >= self._max.bytes:
            await self._next_change()

    async def more(self, after: int) -> None:
        """Return once something waits beyond the row `after`."""
        while self._last <= after:
            await self._next_change()

    async def empty(self) -> None:
        """Return once nothing waits."""
        while self._depth.rows:
            await self._next_change()

    async def pending(self, after: int, limit: int, max_bytes: int) -> Sequence[SpoolRow]:
        """What waits after a row, oldest first: at most `limit` rows and `max_bytes`, but one row if there is any."""
        sql = "SELECT row, value, source, lease FROM outbox WHERE row > ? ORDER BY row LIMIT ?"

        def work() -> list[Any]:
            found: list[Any] = self._db.execute(sql, (after, limit)).fetchall()
            self._given = max(self._given, *(row for row, *_ in found), 0)
            return found

        found = await self._read(work)
        rows: list[SpoolRow] = []
        for row, value, source, lease in found:
            max_bytes -= len(value)
            if rows and max_bytes < 0:
                break
            rows.append(SpoolRow(row, decode(value), len(value), source, lease))
        return rows

    async def acked(self, rows: Sequence[int]) -> None:
        """Let go of rows that the store's side has on disk: they are kept beside what waits, for a day."""

        def work() -> None:
            self._sent.keep([kept for row in rows for kept in self._take_out("row = ?", row)])
            if self._sent.too_large():
                self._sent.prune()

        await self._write(work)

    async def compare(self, cursors: Mapping[str, str]) -> int:
        """Let wait again, before all else, what was acked but is behind these cursors of the store; how many rows."""

        def work() -> int:
            if (rows := self._sent.back(cursors)) > 0:
                self._counted = self._count()
            return rows

        return await self._write(work)

    async def reordered(self) -> None:
        """What was given out is acked out of its order from here on: marks among it vouch for what is acked by now only."""
        sql = "UPDATE outbox SET covers = ? WHERE row <= ? AND covers IS NULL"
        await self._write(lambda: self._db.execute(sql, (self._sent.last(), self._given)))

    async def refused(self, row: int, reason: str) -> None:
        """Move a row to the dead letters, where it stays until a person looks."""

        def work() -> None:
            sql = "INSERT INTO dead (reason, value, source) VALUES (?, ?, ?)"
            for kept in self._take_out("row = ?", row):
                self._db.execute(sql, (reason, kept.value, kept.source))

        await self._write(work)

    async def dead(self) -> Sequence[DeadRow]:
        """All dead letters, oldest first."""
        sql = "SELECT row, value, reason FROM dead ORDER BY row"
        found: list[Any] = await self._read(lambda: self._db.execute(sql).fetchall())
        return [DeadRow(row, decode(value), reason) for row, value, reason in found]

    async def revive(self, row: int) -> None:
        """Put a dead letter back among what waits, once its cause is mended."""

        def work() -> None:
            sql = "DELETE FROM dead WHERE row = ? RETURNING value, source"
            letters: list[Any] = self._db.execute(sql, (row,)).fetchall()
            for value, source in letters:
                self._add(value, source)

        await self._write(work)

    async def prune(self) -> None:
        """Let go of what was acked longer ago than it is to be kept. Done once a minute anyway."""
        while await self._write(self._sent.prune):
            pass

    def depth(self) -> Depth:
        """How much waits now."""
        return self._depth

    async def close(self) -> None:
        """Let go of the file. What is being kept is kept first; those who wait are told with `BridgeError`."""
        if not self._closed:
            self._closed = True
            self._changed.set()
            self._pruning.cancel()
            await asyncio.to_thread(self._opened.close)

    async def _read(self, work: Callable[[], T]) -> T:
        self._must_be_open()
        try:
            return await self._loop.run_in_executor(self._thread, work)
        except apsw.Error as error:
            raise failure(error) from error

    async def _write(self, work: Callable[[], T]) -> T:
        self._must_be_open()
        return await self._loop.run_in_executor(self._thread, self._transact, work)

    async def _prune_at_times(self) -> None:
        while True:
            await asyncio.sleep(_PRUNE_SECONDS)
            with suppress(OSError):  # a disk that fails shows at the next batch
                await self.prune()

    async def _next_change(self) -> None:
        self._must_be_open()
        await self._changed.wait()

    def _must_be_open(self) -> None:
        if self._closed:
            msg = "the spool is closed"
            raise BridgeError(msg)

    def _tell(self, depth: Depth, last: int) -> None:
        self._depth, self._last = depth, last
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    # What follows runs on the spool's thread.

    def _transact(self, work: Callable[[], T]) -> T:
        try:
            with self._db:
                done = work()
        except apsw.Error as error:
            self._counted = self._count()
            self._sent.recount()
            raise failure(error) from error
        # Told from here, so that a caller who was cancelled meanwhile leaves no one waiting.
        self._loop.call_soon_threadsafe(self._tell, self._counted, self._newest())
        if not self._counted.rows and time.monotonic() > self._tidied_at + _TIDY_SECONDS:
            self._tidied_at = time.monotonic()
            with suppress(apsw.Error):  # what was asked for is done; the disk's trouble shows at the next call
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return done

    def _remember(self, heard: Sequence[HeardRow]) -> None:
        rows = [(row.id, row.event, row.opens, encode(row), row.voice) for row in heard]
        self._db.executemany("REPLACE INTO heard VALUES (?, ?, ?, ?, ?)", rows)

    def _add(self, value: bytes, source: str = "", lease: int = 0, *, marks: str | None = None) -> None:
        sql = "INSERT INTO outbox (marks, value, source, lease) VALUES (?, ?, ?, ?)"
        self._db.execute(sql, (marks, value, source, lease))
        self._counted = Depth(self._counted.rows + 1, self._counted.bytes + len(value))

    def _take_out(self, which: str, key: str | int) -> list[Kept]:
        sql = f"DELETE FROM outbox WHERE {which} RETURNING row, value, source, lease, covers"  # noqa: S608 - our own text
        found: list[Any] = self._db.execute(sql, (key,)).fetchall()
        taken = [Kept(row, decode(value), value, source, lease, covers) for row, value, source, lease, covers in found]
        size = sum(len(it.value) for it in taken)
        self._counted = Depth(self._counted.rows - len(taken), self._counted.bytes - size)
        return taken

    def _forget(self, contributions: Iterable[str]) -> None:
        """Keep no words of what was taken back, neither to push them again nor to look at them."""
        for name in contributions:
            self._sent.forget([name])
            self._db.execute("DELETE FROM dead WHERE json_extract(CAST(value AS TEXT), '$.id') = ?", (name,))

    def _count(self) -> Depth:
        rows, size = self._db.execute("SELECT count(*), coalesce(sum(length(value)), 0) FROM outbox").get
        return Depth(rows, size)

    def _newest(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(row), 0) FROM outbox").get)
