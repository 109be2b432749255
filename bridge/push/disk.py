"""The spool's file: opened by one process only, flushed at every commit, brought to the present schema."""

from __future__ import annotations

import errno
from contextlib import ExitStack, closing
from pathlib import Path

import apsw

from bridge.errors import StoreBusyError, StoreSchemaError, UnreadableError
from bridge.push import sent

_SCHEMA = """
    CREATE TABLE outbox (row INTEGER PRIMARY KEY AUTOINCREMENT, marks TEXT UNIQUE, value BLOB NOT NULL);
    CREATE TABLE dead (row INTEGER PRIMARY KEY AUTOINCREMENT, reason TEXT NOT NULL, value BLOB NOT NULL);
    CREATE TABLE sources (source TEXT PRIMARY KEY, cursor TEXT NOT NULL, tally BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE heard (id TEXT PRIMARY KEY, event TEXT NOT NULL, opens TEXT, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE INDEX heard_openings ON heard (event) WHERE opens IS NOT NULL;
    PRAGMA user_version = 1;
"""
#: Each row knows under which lease of its source it was heard; 0 is none.
_LEASES = """
    ALTER TABLE outbox ADD COLUMN source TEXT NOT NULL DEFAULT '';
    ALTER TABLE outbox ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sources ADD COLUMN lease INTEGER NOT NULL DEFAULT 0;
    PRAGMA user_version = 2;
"""
#: What an account said goes when the account goes.
_VOICES = """
    ALTER TABLE heard ADD COLUMN voice TEXT NOT NULL DEFAULT '';
    CREATE INDEX heard_voices ON heard (voice) WHERE voice != '';
    PRAGMA user_version = 4;
"""
_MIGRATIONS = (_SCHEMA, _LEASES, sent.SCHEMA, _VOICES)


def open_file(path: Path) -> tuple[apsw.Connection, ExitStack]:
    """The connection, and what closes it. Raises what `Spool.open` does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with ExitStack() as opened:
        try:
            db = opened.enter_context(closing(apsw.Connection(str(path))))
            db.pragma("locking_mode", "EXCLUSIVE")
            # First, for it flushes the folder too when the journal before the WAL goes; with a WAL it is FULL.
            db.pragma("synchronous", "EXTRA")
            db.pragma("journal_mode", "WAL")
            db.pragma("fullfsync", True)
            db.pragma("secure_delete", True)
            db.pragma("journal_size_limit", 16 * 1024 * 1024)
            version = db.pragma("user_version")
            mode = db.pragma("journal_mode"), db.pragma("synchronous")
            with db:
                for migration in _MIGRATIONS[version:]:
                    db.execute(migration)
        except apsw.BusyError as error:
            msg = f"{path} is held by another process: end that one, or give this one another --data folder"
            raise StoreBusyError(msg) from error
        except (apsw.NotADBError, apsw.CorruptError) as error:
            msg = f"{path} is no spool, or a damaged one: move it away; what it held unpushed is lost, and its sources are heard anew"
            raise UnreadableError(msg) from error
        except apsw.Error as error:
            raise failure(error) from error
        if mode != ("wal", 3):
            raise OSError(errno.ENOTSUP, f"this disk keeps no write-ahead log (mode {mode}): put --data on a local one")
        if version > len(_MIGRATIONS):
            msg = f"the spool has schema {version}, this ideabridge knows {len(_MIGRATIONS)}: install the one that wrote it"
            raise StoreSchemaError(msg)
        return db, opened.pop_all()


def failure(error: apsw.Error) -> OSError:
    """What the caller is told of an error of the disk."""
    code = errno.ENOSPC if isinstance(error, apsw.FullError) else errno.EIO
    return OSError(code, f"the disk failed the spool, and nothing was kept ({type(error).__name__})")
