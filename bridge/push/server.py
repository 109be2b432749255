"""The store's side of the push socket: reads a worker's frames, lets the desk take them, and answers in their order.

An answer leaves only when the desk has returned, so an ack means "on disk". Up to `window` frames are at the desk at
once; then nothing more is read, and the worker's socket fills instead of our memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Protocol

import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from bridge.errors import BridgeError, PushRefusedError, UnknownError, UnreadableError
from bridge.push.frames import (
    REPLACED,
    Ack,
    Claim,
    FromStore,
    Grant,
    Granted,
    Hello,
    Mistaken,
    Outcome,
    Push,
    Refused,
    Release,
    Welcome,
    decode_from_worker,
    encode,
    number_of,
)

log = structlog.get_logger()

WINDOW = 64
_HELLO_SECONDS = 10.0
_TAKE_SECONDS = 60.0
_SEND_SECONDS = 20.0
_CLOSE_SECONDS = 2.0
#: Mistakes in a row after which a worker is beyond help.
_MISTAKES = 5

_POLICY, _RESTART, _LATER = 1008, 1012, 1013
#: Why a connection ends whose worker has come again, here or elsewhere.
NEWER = "a newer connection of this worker has come"


class Desk(Protocol):
    """What decides on contributions and stores them."""

    async def arrive(self, worker: str) -> None:
        """Note that a worker has come here: wherever else one of its name is connected, that connection is to end."""
        ...

    async def welcome(self, worker: str) -> dict[str, str]:
        """The cursor of each of the worker's sources, as stored."""
        ...

    async def claim(self, worker: str, streams: Sequence[str]) -> Mapping[str, Grant]:
        """Lease to the worker those of the streams that it has or that are free, and give their leases."""
        ...

    async def release(self, worker: str, streams: Sequence[str]) -> None:
        """Free those of the streams that this worker has."""
        ...

    async def take(self, worker: str, push: Push) -> Sequence[Outcome]:
        """Store a push whole and flush it.

        A push may come again, and a refused one comes again in pieces, perhaps later than what followed it: a
        contribution is known by its id and version. Calls begin in the order of `n`, up to the window at once, and may be cancelled. A desk that is full lets its
        callers wait. Raises `PushRefusedError` for what will never be taken, anything of `OSError` for what may be later.
        """
        ...


async def serve_push(
    connection: ServerConnection,
    *,
    desk: Desk,
    present: MutableMapping[str, ServerConnection],
    window: int = WINDOW,
) -> None:
    """Serve one worker until it leaves; the caller has checked its token. Cancel it to end within two seconds.

    `present` is shared by all connections of a server: a newer connection of a worker closes the one before.
    """
    try:
        worker = await _greeted(connection)
        former, present[worker] = present.get(worker), connection
        try:
            if former:
                await end(former, REPLACED, NEWER)
            await desk.arrive(worker)
            await _send(connection, Welcome(cursors=await desk.welcome(worker), window=window))
            await _Conversation(connection, desk, worker, window).hold()
        finally:
            if present.get(worker) is connection:
                del present[worker]
    except ConnectionClosed:
        log.info("push.left")
    except UnreadableError as error:
        await end(connection, _POLICY, str(error))
    except (OSError, BridgeError) as error:
        log.warning("push.failed", error=type(error).__name__)
        await end(connection, _LATER, "the store cannot take this now, try again later")
    except asyncio.CancelledError:
        await end(connection, _RESTART, "restarting")
        raise


async def end(connection: ServerConnection, code: int, reason: str) -> None:
    """Close politely, and after two seconds without an answer at once."""
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await connection.close(code, reason.encode()[:120].decode(errors="ignore"))
    except TimeoutError:
        connection.transport.abort()


class _Conversation:
    """What is said on one connection after the greeting."""

    def __init__(self, connection: ServerConnection, desk: Desk, worker: str, window: int) -> None:
        self._connection = connection
        self._desk = desk
        self._worker = worker
        self._room = asyncio.Semaphore(window)
        self._answers: asyncio.Queue[asyncio.Task[Ack | Refused]] = asyncio.Queue()
        self._n = 0

    async def hold(self) -> None:
        """Until it ends, which is always by an error: `ConnectionClosed` if the worker left."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._answer_all(), name="push-answerer")
                await self._read_all(group)
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _read_all(self, group: asyncio.TaskGroup) -> None:
        mistakes = 0
        while True:
            message = await self._connection.recv()
            try:
                frame = self._next(message)
            except UnreadableError as error:
                mistakes += 1
                await _send(self._connection, Mistaken(reason=str(error)))
                if mistakes == _MISTAKES:
                    msg = f"{_MISTAKES} frames in a row that are none"
                    raise UnreadableError(msg) from None
                continue
            mistakes = 0
            if isinstance(frame, Push | Refused):
                await self._room.acquire()
                self._answers.put_nowait(group.create_task(self._decide(frame), name=f"push-{frame.n}"))
            else:
                await self._lease(frame)

    async def _lease(self, frame: Claim | Release) -> None:
        async with asyncio.timeout(_TAKE_SECONDS):
            if isinstance(frame, Release):
                await self._desk.release(self._worker, frame.streams)
            else:
                leases = await self._desk.claim(self._worker, frame.streams)
                await _send(self._connection, Granted(leases=dict(leases)))

    def _next(self, message: str | bytes) -> Push | Refused | Claim | Release:
        """What comes next; a push that holds something unreadable comes as its refusal. Raises `UnreadableError`."""
        due = self._n + 1
        try:
            frame = decode_from_worker(message)
        except UnreadableError as error:
            if number_of(message) != due:
                raise
            self._n = due
            return Refused(n=due, reason=str(error))
        if isinstance(frame, Hello):
            msg = "a second hello: say it once, then push"
            raise UnreadableError(msg)
        if isinstance(frame, Claim | Release):
            return frame
        if frame.n != due:
            msg = f"push {frame.n} out of turn: {due} is next"
            raise UnreadableError(msg)
        self._n = due
        return frame

    async def _decide(self, push: Push | Refused) -> Ack | Refused:
        if isinstance(push, Refused):
            return push
        try:
            async with asyncio.timeout(_TAKE_SECONDS):
                return Ack(n=push.n, outcomes=tuple(await self._desk.take(self._worker, push)))
        except (PushRefusedError, UnreadableError, UnknownError) as error:
            return Refused(n=push.n, reason=str(error))
        except (OSError, BridgeError):
            raise
        except Exception as error:  # noqa: BLE001 - our own mistake over one post must not stop the stream behind it
            log.error("push.undecided", worker=self._worker, error=type(error).__name__)  # noqa: TRY400 - no words in logs
            return Refused(
                n=push.n, reason=f"the store's side failed on it ({type(error).__name__}): report it, then retry"
            )

    async def _answer_all(self) -> None:
        while True:
            turn = await self._answers.get()
            await asyncio.wait([turn])
            if turn.cancelled():  # not by us: that would have ended this loop, too
                raise ConnectionAbortedError
            await _send(self._connection, turn.result())
            self._room.release()


async def _greeted(connection: ServerConnection) -> str:
    """The worker's name. Raises `UnreadableError` if the first frame does not give it in time."""
    try:
        async with asyncio.timeout(_HELLO_SECONDS):
            frame = decode_from_worker(await connection.recv())
        if isinstance(frame, Hello):
            return frame.worker
        msg = "the first frame is a hello with the worker's name"
    except TimeoutError:
        msg = f"no hello in {_HELLO_SECONDS:.0f} seconds"
    except UnreadableError as error:
        msg = str(error)
    await _send(connection, Mistaken(reason=msg))
    raise UnreadableError(msg)


async def _send(connection: ServerConnection, frame: FromStore) -> None:
    async with asyncio.timeout(_SEND_SECONDS):
        await connection.send(encode(frame))
