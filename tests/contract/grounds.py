"""What a store can stand on, and what a crash leaves of it, for the state machine."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from bridge.ports import Store
from bridge.store.memory import MemoryStore
from bridge.store.redis import RedisStore
from bridge.store.sqlite import SqliteStore
from tests.redis_server import RedisServer


class Ground(Protocol):
    """What a store stands on, and what is left of it after a crash."""

    async def open(self) -> Store:
        """A store, as a process opens it that has just begun."""
        ...

    def crash(self) -> None:
        """End whatever writes, at once. What is on the ground now is what the next `open` finds."""
        ...

    def files(self) -> Iterator[Path]:
        """Everything that the store keeps."""
        ...

    async def close(self) -> None: ...


class MemoryGround:
    """There is no ground: a crash takes everything but the store."""

    def __init__(self, folder: Path) -> None:
        self._store = MemoryStore()

    async def open(self) -> Store:
        return self._store

    def crash(self) -> None:
        """What is in memory stays there."""

    def files(self) -> Iterator[Path]:
        return iter(())

    async def close(self) -> None:
        """Nothing is held."""


class SqliteGround:
    """A folder. A crash leaves a copy of it as it is at that moment, as a kill does."""

    def __init__(self, folder: Path) -> None:
        self._folders = (folder / f"life-{life}" for life in itertools.count())
        self._now = next(self._folders)
        self._store: SqliteStore | None = None

    async def open(self) -> Store:
        """The one that is open already: a file is held by one process only."""
        if self._store is None or self._store._closed:
            self._store = await SqliteStore.open(self._now / "store.db")
        return self._store

    def crash(self) -> None:
        self._now, before = next(self._folders), self._now
        self._store = None
        shutil.copytree(before, self._now)

    def files(self) -> Iterator[Path]:
        return self._now.iterdir()

    async def close(self) -> None:
        """The folder is the machine's."""


class RedisGround:
    """A real server. A crash is SIGKILL; what it starts with then is what was in its files."""

    def __init__(self, folder: Path) -> None:
        self._server = RedisServer(folder / "redis")
        self._server.start()

    async def open(self) -> Store:
        return await RedisStore.open(self._server.url)

    def crash(self) -> None:
        self._server.kill()
        self._server.start()

    def files(self) -> Iterator[Path]:
        return (path for path in self._server.folder.rglob("*") if path.is_file())

    async def close(self) -> None:
        self._server.stop()


Opener = Callable[[Path], Ground]
GROUNDS: dict[str, Opener] = {"memory": MemoryGround, "sqlite": SqliteGround, "redis": RedisGround}
