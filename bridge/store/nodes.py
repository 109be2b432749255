"""The Redis servers behind one address, and how each of them is asked: once, in bounded time, and at the right one.

A single server and a cluster are the same here: a campaign's keys share a tag, so that one node has them all; which one
is learnt from the answer "MOVED". Nothing is asked twice by itself, unless the answer says that nothing was done.
Whatever goes wrong with a server is a `ConnectionError`, `TimeoutError` or other `OSError`; addresses are named in it,
passwords never.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from redis import exceptions
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

Argument = str | bytes | int

#: Calls under way on one server at most, each on a connection of its own.
_CALLS = 32
#: Seconds that a call waits for its turn, for a connection, for an answer.
_TURN, _CONNECT, _ANSWER = 10.0, 5.0, 15.0
#: Seconds that a blocking read stays with the server, and how late its answer may be: after that the server is away.
BLOCK, _LATE = 5.0, 5.0
#: Blocking reads on one server at most: one for each campaign.
_BLOCKING = 1000
#: Answers "it is elsewhere" that are followed for one call.
_HOPS = 8
#: Answers with which a server that cannot write to its disk, or to its replicas, refuses a command.
_DISK = ("MISCONF", "NOREPLICAS")
#: Seconds between tries while a slot is on its way from one node to another.
_MOVING = 0.05


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Elsewhere(Exception):  # noqa: N818 - an answer, not a failure
    """The keys are at another server; not for good while their slot is on its way."""

    def __init__(self, address: Address, *, for_good: bool) -> None:
        super().__init__(str(address))
        self.address = address
        self.for_good = for_good


class NotYet(Exception):  # noqa: N818 - an answer, not a failure
    """A slot is on its way, with only a part of the keys here."""


class Answered(Exception):  # noqa: N818 - an answer, not a failure
    """An error that our own functions, or Redis about them, answered: nothing was done. `code` is its first word."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class BusyError(OSError):
    """So many calls are under way that another would not have been heard."""


class Node:
    """One server: a bounded number of calls at a time, and apart from them blocking reads."""

    def __init__(self, address: Address, options: Mapping[str, Any]) -> None:
        self.address = address
        self._turns = asyncio.Semaphore(_CALLS)
        self._calls = _client(address, options, _CALLS)
        self._blocking = _client(address, options, _BLOCKING)

    async def call(self, *words: Argument) -> Any:
        """The answer to one command. Raises `OSError`; what was asked may have been done all the same."""
        async with self._turn(), asyncio.timeout(_ANSWER):
            return await self._calls.execute_command(*words)

    async def call_moving(self, *words: Argument) -> Any:
        """The same for a slot that is on its way here ("ASK")."""
        async with self._turn(), asyncio.timeout(_ANSWER), self._calls.pipeline(transaction=False) as both:
            both.execute_command("ASKING")
            both.execute_command(*words)
            return (await both.execute())[1]

    async def block(self, *words: Argument) -> Any:
        """A command that waits up to `BLOCK` seconds for its answer."""
        async with asyncio.timeout(BLOCK + _LATE):
            return await self._blocking.execute_command(*words)

    async def drop(self) -> None:
        """Let go of connections that nobody uses: the next call looks the address up again."""
        for client in (self._calls, self._blocking):
            await client.connection_pool.disconnect(inuse_connections=False)

    async def close(self) -> None:
        for client in (self._calls, self._blocking):
            await client.aclose()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(_TURN):
                await self._turns.acquire()
        except TimeoutError:
            msg = f"the store at {self.address} is busy: {_CALLS} calls are under way and none ended in {_TURN:.0f} s"
            raise BusyError(errno.EBUSY, msg) from None
        try:
            yield
        finally:
            self._turns.release()


class Nodes:
    """All servers that a URL leads to. `call` asks the one that has a key."""

    def __init__(self, url: str) -> None:
        self._options: dict[str, Any] = dict(parse_url(url))
        self._seed = Address(self._options.pop("host", "localhost"), self._options.pop("port", 6379))
        self._nodes: dict[Address, Node] = {}
        self._has: dict[str, Address] = {}  # which server has a key's tag, where it is not the seed

    @property
    def seed(self) -> Node:
        """The server of the URL."""
        return self.at(self._seed)

    def at(self, address: Address) -> Node:
        """The server that listens there, with the URL's user and password."""
        if address not in self._nodes:
            self._nodes[address] = Node(address, self._options)
        return self._nodes[address]

    def node_of(self, tag: str) -> Node:
        """The server that has the keys of this tag, as far as is known."""
        return self.at(self._has.get(tag, self._seed))

    async def primaries(self) -> list[Node]:
        """The server itself, or each of a cluster that holds slots. Raises `OSError`."""
        if not int((await self.asking(self.seed, "INFO", "cluster"))["cluster_enabled"]):
            return [self.seed]
        ranges = await self.asking(self.seed, "CLUSTER", "SLOTS")
        return [self.at(it) for it in sorted({self._address(held[2][0], held[2][1]) for held in ranges})]

    async def asking(self, node: Node, *words: Argument) -> Any:
        """One command to one server. Raises `OSError`, or `Answered` where the answer is an error of its own kind."""
        return await _answer(node, node.call(*words))

    async def call(self, tag: str, *words: Argument) -> Any:
        """One command on keys of one tag, asked where they are. Raises as `asking` does."""
        node, ask = self.node_of(tag), Node.call
        for _ in range(_HOPS):
            try:
                return await _answer(node, ask(node, *words))
            except Elsewhere as elsewhere:
                node, ask = self.at(elsewhere.address), Node.call if elsewhere.for_good else Node.call_moving
                if elsewhere.for_good:
                    self._has[tag] = elsewhere.address
            except NotYet:
                await asyncio.sleep(_MOVING)
            except (ConnectionError, TimeoutError):
                await self._forget(tag)
                raise
        raise ConnectionError(errno.ECONNREFUSED, f"the cluster at {self._seed} does not settle who has what")

    async def block(self, tag: str, *words: Argument) -> Any:
        """One blocking read on a key of a tag, at the server where the last call found it. Raises as `asking` does."""
        node = self.node_of(tag)
        try:
            return await _answer(node, node.block(*words))
        except (Elsewhere, NotYet) as elsewhere:
            raise ConnectionError(errno.ECONNRESET, f"{node.address} has handed the campaign over") from elsewhere
        except (ConnectionError, TimeoutError):
            await self._forget(tag)
            raise

    async def close(self) -> None:
        for node in self._nodes.values():
            await node.close()

    async def _forget(self, tag: str) -> None:
        """Something is wrong where the tag was: look that address up again, and ask another server first."""
        node = self.node_of(tag)
        known = sorted(self._nodes)
        self._has[tag] = known[(known.index(node.address) + 1) % len(known)]
        await node.drop()

    def _address(self, host: bytes | str | None, port: int) -> Address:
        """As a cluster tells it; a node that does not know its own name is where it was asked."""
        name = host.decode() if isinstance(host, bytes) else host
        return Address(name or self._seed.host, port)


def _client(address: Address, options: Mapping[str, Any], most: int) -> Any:
    """A client; `execute_command`, which it is asked by, has no types."""
    pool = ConnectionPool(
        **options,
        host=address.host,
        port=address.port,
        max_connections=most,
        # The client's own time-out would swallow a cancellation now and then: its `wait_for` does, before Python 3.12.
        socket_timeout=None,
        socket_connect_timeout=_CONNECT,
        protocol=2,
        # A command whose answer was lost may have been done: whoever asked must look before it asks again.
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)


async def _answer(node: Node, call: Awaitable[Any]) -> Any:
    try:
        return await call
    except exceptions.RedisError as error:
        raise _told(error, node.address) from error
    except TimeoutError as error:
        raise TimeoutError(errno.ETIMEDOUT, f"the store at {node.address} did not answer in time") from error


def _told(error: exceptions.RedisError, at: Address) -> Exception:
    """What an error of the client means for us. Its text may quote what was sent, so little of it is repeated."""
    match error:
        case exceptions.MovedError() | exceptions.AskError():
            for_good = isinstance(error, exceptions.MovedError)
            return Elsewhere(Address(error.host or at.host, error.port), for_good=for_good)
        case exceptions.TryAgainError():
            return NotYet()
        case exceptions.ReadOnlyError():
            return ConnectionResetError(
                errno.ECONNRESET, f"the store at {at} is a replica now: its primary is elsewhere"
            )
        case exceptions.AuthenticationError() | exceptions.NoPermissionError():
            return PermissionError(errno.EACCES, f"the store at {at} does not allow this: mend its user or password")
        case exceptions.ClusterDownError() | exceptions.BusyLoadingError():
            return ConnectionRefusedError(errno.ECONNREFUSED, f"the store at {at} is not ready")
        case exceptions.ConnectionError():
            return ConnectionResetError(errno.ECONNRESET, f"the store at {at} cannot be reached")
        case exceptions.TimeoutError():
            return TimeoutError(errno.ETIMEDOUT, f"the store at {at} did not answer in time")
        case exceptions.OutOfMemoryError():
            return OSError(errno.ENOSPC, f"the store at {at} is full, and nothing was stored")
    text = str(error)
    code = text.partition(" ")[0]
    if code in _DISK:
        return OSError(errno.EIO, f"the store at {at} does not take anything now ({code}), and nothing was stored")
    return Answered(code, text)
