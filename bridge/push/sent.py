"""What the store's side has acked, kept for a day: it is pushed again if the store turns out to lack it.

A store can lose its newest part: a replica takes over that lacked it, or a backup is restored. Of each source it then
still says how far it was heard, by the cursor of an earlier mark. Rows lie here in the order of their acks; a mark
vouches for all of its source that was acked before it. What lies behind the store's mark goes back into the outbox.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import apsw

from bridge.push.items import Item, Mark
from bridge.records import Contribution, State

#: Seconds that acked rows are kept.
KEPT_SECONDS = 24 * 3600
#: Bytes of them that are kept; above it the oldest go first.
KEPT_BYTES = 256 * 1024 * 1024
#: What a row takes beside its value, about.
_ROW_BYTES = 200
#: Rows that go in one transaction, so that those who keep need not wait for long.
_BLOCK = 1000

SCHEMA = """
    ALTER TABLE outbox ADD COLUMN covers INTEGER;
    ALTER TABLE dead ADD COLUMN source TEXT NOT NULL DEFAULT '';
    CREATE TABLE sent (
        nth INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER NOT NULL, source TEXT NOT NULL, lease INTEGER NOT NULL,
        value BLOB NOT NULL, acked_at INTEGER NOT NULL, about TEXT, cursor TEXT, covers INTEGER
    );
    CREATE INDEX sent_by_source ON sent (source, nth);
    CREATE INDEX sent_marks ON sent (source, cursor) WHERE cursor IS NOT NULL;
    CREATE INDEX sent_about ON sent (about) WHERE about IS NOT NULL;
    PRAGMA user_version = 3;
"""


class Kept(NamedTuple):
    """A row of the outbox as it was. `covers` is the last ack for which it vouches if it is a mark; None: all before."""

    row: int
    item: Item
    value: bytes
    source: str
    lease: int
    covers: int | None


class Sent:
    """The table of acked rows. All of it runs on the spool's thread, inside the caller's transaction."""

    def __init__(self, db: apsw.Connection, seconds: float, max_bytes: int) -> None:
        self._db = db
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._bytes = self._count()

    def keep(self, rows: Iterable[Kept]) -> None:
        """Keep rows in the order of their acks. What was said by one who took it back since is not kept."""
        now = int(time.time())
        for row in rows:
            if not row.source:  # its marks are not known, so that it would come again and again
                continue
            item = row.item
            self.forget(withdrawn([item]))
            self._db.execute(
                "INSERT INTO sent (row, source, lease, value, acked_at, about, cursor, covers) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.row,
                    row.source,
                    row.lease,
                    row.value,
                    now,
                    item.id if isinstance(item, Contribution) else None,
                    item.cursor if isinstance(item, Mark) else None,
                    row.covers,
                ),
            )
            self._bytes += len(row.value) + _ROW_BYTES

    def forget(self, contributions: Iterable[str]) -> None:
        """Keep nothing of these contributions."""
        for name in contributions:
            self._drop("about = ?", (name,))

    def last(self) -> int:
        """The number of the last ack."""
        return int(self._db.execute("SELECT coalesce(max(nth), 0) FROM sent").get)

    def back(self, cursors: Mapping[str, str]) -> int:
        """Put what a store with these cursors lacks back into the outbox, each row at the number it had; how many rows."""
        rows = 0
        for source in [name for (name,) in self._db.execute("SELECT source FROM sources")]:
            here = (source, cursors.get(source, ""))
            covered = self._db.execute(
                "SELECT min(coalesce(covers, nth)) FROM sent WHERE source = ? AND cursor = ?", here
            ).get
            # A mark that vouches for less than its place lies behind what it vouches for: it is there itself.
            lacking = "source = ? AND nth > ? AND (covers IS NULL OR cursor IS NOT ?)"
            which = (source, covered or 0, cursors.get(source))
            back = f"INSERT INTO outbox (row, value, source, lease) SELECT row, value, source, lease FROM sent WHERE {lacking}"  # noqa: S608 - our own text
            self._db.execute(back, which)
            rows += self._drop(lacking, which)
        return rows

    def prune(self) -> bool:
        """Let go of some that are too old or too many; whether there may be more. A clock that was wrong keeps none longer."""
        now = int(time.time())
        oldest = f"nth IN (SELECT nth FROM sent ORDER BY nth LIMIT {_BLOCK})"  # noqa: S608 - a number
        if self.too_large():
            return self._drop(oldest, ()) > 0
        return self._drop(f"{oldest} AND abs(? - acked_at) > ?", (now, self._seconds)) == _BLOCK

    def too_large(self) -> bool:
        return self._bytes > self._max_bytes

    def recount(self) -> None:
        """Count again, after a transaction that came to nothing."""
        self._bytes = self._count()

    def _drop(self, which: str, bindings: tuple[object, ...]) -> int:
        sql = f"DELETE FROM sent WHERE {which} RETURNING length(value)"  # noqa: S608 - `which` is our own text
        sizes = [size for (size,) in self._db.execute(sql, bindings)]
        self._bytes -= sum(sizes) + len(sizes) * _ROW_BYTES
        return len(sizes)

    def _count(self) -> int:
        sql = "SELECT coalesce(sum(length(value)), 0) + ? * count(*) FROM sent"
        return int(self._db.execute(sql, (_ROW_BYTES,)).get)


def withdrawn(items: Iterable[Item]) -> list[str]:
    """The contributions that these items take back: nothing may bring their words again."""
    return [it.id for it in items if isinstance(it, Contribution) and it.state is State.WITHDRAWN]
