"""A push server on loopback, with a desk that remembers, for the tests of both sides."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from bridge.errors import PushRefusedError
from bridge.push.frames import MAX_FRAME, FromStore, FromWorker, Grant, Hello, Outcome, Push, decode_from_store, encode
from bridge.push.server import serve_push
from bridge.records import Contribution, ContributionId
from tests import factories

PATIENCE = 20.0


class RememberingDesk:
    """Takes what it is given and remembers it; refuses `poison`, breaks on `curse`, and waits while `shut`.

    `came` counts the pushes that came to it.
    """

    def __init__(self) -> None:
        self.takes: list[Push] = []
        self.taken: list[ContributionId] = []
        self.at_work = 0
        self.most_at_work = 0
        self.disk_full = False
        self.leases: dict[str, str] = {}
        self.cursors: dict[str, str] = {}
        self.came = asyncio.Semaphore(0)
        self._open = asyncio.Event()
        self._open.set()

    def shut(self) -> None:
        self._open.clear()

    def open(self) -> None:
        self._open.set()

    async def arrive(self, worker: str) -> None:
        """Nothing else is here."""

    async def welcome(self, worker: str) -> dict[str, str]:
        return {}

    async def claim(self, worker: str, streams: Sequence[str]) -> Mapping[str, Grant]:
        """Everybody gets what nobody else has."""
        for stream in streams:
            self.leases.setdefault(stream, worker)
        return {it: Grant(number=1, cursor=self.cursors.get(it)) for it in streams if self.leases[it] == worker}

    async def release(self, worker: str, streams: Sequence[str]) -> None:
        for stream in streams:
            if self.leases.get(stream) == worker:
                del self.leases[stream]

    async def take(self, worker: str, push: Push) -> Sequence[Outcome]:
        self.came.release()
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            await self._open.wait()
        finally:
            self.at_work -= 1
        texts = {said.text for said in push.contributions}
        if self.disk_full:
            raise OSError(28, "no space")
        if "poison" in texts:
            msg = "it names no event of this campaign"
            raise PushRefusedError(msg)
        if "curse" in texts:
            raise KeyError("curse")
        self.takes.append(push)
        self.taken += [said.id for said in push.contributions]
        return [Outcome(id=said.id, outcome="new", idea=None, at="e.1") for said in push.contributions]


class StoringDesk(RememberingDesk):
    """Keeps what it takes as a store does, each contribution once; `lose` takes it back to an earlier state."""

    def __init__(self) -> None:
        super().__init__()
        self._log: list[Push] = []

    async def welcome(self, worker: str) -> dict[str, str]:
        return {source: cursor for push in self._log for source, cursor in push.cursor.items()}

    async def take(self, worker: str, push: Push) -> Sequence[Outcome]:
        outcomes = await super().take(worker, push)
        self._log.append(push)
        return outcomes

    def stored(self) -> list[ContributionId]:
        """What is there, in the order in which it came first."""
        return [*dict.fromkeys(said.id for push in self._log for said in push.contributions)]

    def words(self) -> dict[ContributionId, str]:
        """The words of what is there, as they came last."""
        return {said.id: said.text for push in self._log for said in push.contributions}

    def pushes(self) -> int:
        return len(self._log)

    def lose(self, pushes: int) -> None:
        """Lose the newest pushes, as a replica does that takes over without them."""
        del self._log[max(0, len(self._log) - pushes) :]


class PushServer:
    """`serve_push` behind a real socket. `connections` are all that ever came, `handlers` their tasks."""

    def __init__(self, desk: RememberingDesk, window: int) -> None:
        self.desk = desk
        self.url = ""
        self.connections: list[ServerConnection] = []
        self.handlers: list[asyncio.Task[None]] = []
        self._window = window
        self._present: dict[str, ServerConnection] = {}

    async def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        task = asyncio.current_task()
        assert task
        self.handlers.append(task)
        await serve_push(connection, desk=self.desk, present=self._present, window=self._window)

    def cut(self) -> None:
        """Drop every connection as a failing network does."""
        for connection in self.connections:
            connection.transport.abort()


@asynccontextmanager
async def push_server(
    desk: RememberingDesk | None = None, window: int = 64, close_timeout: float = 1
) -> AsyncIterator[PushServer]:
    server = PushServer(desk or RememberingDesk(), window)
    async with serve(
        server.handle, "127.0.0.1", 0, compression=None, max_size=MAX_FRAME, close_timeout=close_timeout
    ) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        server.url = f"ws://127.0.0.1:{port}/v1/push"
        yield server


@asynccontextmanager
async def dialled(server: PushServer, worker: str | None = "listen-1") -> AsyncIterator[ClientConnection]:
    """A bare connection, greeted unless the worker is None."""
    async with connect(server.url, proxy=None, compression=None, max_size=None, close_timeout=1) as connection:
        if worker:
            await say(connection, Hello(worker=worker))
            await hear(connection)
        yield connection


async def say(connection: ClientConnection, frame: FromWorker) -> None:
    await connection.send(encode(frame))


async def hear(connection: ClientConnection) -> FromStore:
    return decode_from_store(await asyncio.wait_for(connection.recv(), PATIENCE))


def said(number: int, text: str = "Text people a week before") -> Contribution:
    return factories.contribution(text, id=ContributionId(f"c-{number}"))


def no_delays() -> Iterator[float]:
    while True:
        yield 0.0
