"""A worker's side of the push socket: sends what waits in the spool, in order, and lets go of it only once it is acked.

It reconnects for ever, more and more slowly, and then sends again all that has no ack, and of what had one all that the
store lacks by its own cursors; the store's side knows each contribution by its id. A frame that is refused goes again in single rows, so that only the bad one is set aside.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from urllib.parse import urlencode

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from bridge.errors import NotAllowedError, PushRefusedError, UnreadableError
from bridge.push.claims import Claims
from bridge.push.frames import (
    MAX_FRAME,
    REPLACED,
    Ack,
    Claim,
    FromStore,
    Granted,
    Hello,
    Mistaken,
    Outcome,
    Push,
    Refused,
    Release,
    Welcome,
    decode_from_store,
    encode,
)
from bridge.push.items import Mark, SpoolRow
from bridge.push.spool import Spool
from bridge.records import CampaignId, Contribution, Gap

log = structlog.get_logger()

#: A frame's most rows, and most bytes of them; with its braces it stays under 256 KiB.
_FRAME_ROWS = 200
_FRAME_BYTES = 240 * 1024
#: A row above this fits no frame that the store's side reads.
_LONGEST_ROW = MAX_FRAME - 4096
_ANSWER_SECONDS = 10.0
#: A store's side that has pushes before it and acks none for so long is left, and tried again.
_ACK_SECONDS = 60.0


def reconnect_delays() -> Iterator[float]:
    """Seconds between tries: doubling from a quarter to thirty, each shortened by chance so that workers spread out."""
    delay = 0.25
    while True:
        yield delay * random.uniform(0.5, 1)  # noqa: S311 - spreads workers, guards nothing
        delay = min(delay * 2, 30)


class PushClient:
    """Pushes one worker's spool to the store's side at `url` ("ws://127.0.0.1:8080/v1/push"). `run` it in a task.

    Several urls, separated by commas, are tried in turn. `claims` are the leases that this worker asks for on the way.
    `on_outcomes` is told what became of contributions before they leave the spool, so that whoever waits for `idle` has
    heard it. It may be told twice, and must not block or raise.
    """

    def __init__(
        self,
        url: str,
        token: str,
        worker: str,
        spool: Spool,
        *,
        campaign: CampaignId,
        claims: Claims | None = None,
        on_outcomes: Callable[[Sequence[Outcome]], None] | None = None,
        delays: Callable[[], Iterator[float]] = reconnect_delays,
        ack_seconds: float = _ACK_SECONDS,
    ) -> None:
        self._urls = deque(f"{it.strip()}?{urlencode({'campaign': campaign})}" for it in url.split(","))
        self._claims = claims or Claims()
        self._headers = {"Authorization": f"Bearer {token}"}
        self._worker = worker
        self._spool = spool
        self.on_outcomes = on_outcomes
        self._delays = delays
        self._ack_seconds = ack_seconds
        self._delay = delays()
        #: Rows up to this one go alone, for one of them was refused in company.
        self._alone_until = 0

    async def run(self) -> None:
        """Push until cancelled.

        Raises `NotAllowedError` if the token is not taken, and `PushRefusedError` once another worker has this name.
        """
        while True:
            try:
                async with await self._connect() as connection:
                    await self._converse(connection)
            except ConnectionClosed as closed:
                if closed.rcvd and closed.rcvd.code == REPLACED:
                    msg = f"another worker named {self._worker} pushes now: give each worker its own name"
                    raise PushRefusedError(msg) from None
                self._interrupted(closed)
            except (OSError, WebSocketException, UnreadableError) as error:
                self._interrupted(error)
            await asyncio.sleep(next(self._delay))

    async def idle(self) -> None:
        """Return once everything in the spool is acked or set aside."""
        await self._spool.empty()

    async def _connect(self) -> ClientConnection:
        try:
            return await connect(
                self._urls[0],
                additional_headers=self._headers,
                compression=None,
                proxy=None,
                open_timeout=_ANSWER_SECONDS,
                close_timeout=2,
                max_size=MAX_FRAME,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            if status in {401, 403}:
                msg = f"the store's side does not take this worker's token ({status}): make one with the scope ingest"
                raise NotAllowedError(status, msg) from None
            raise

    async def _converse(self, connection: ClientConnection) -> None:
        await connection.send(encode(Hello(worker=self._worker)))
        async with asyncio.timeout(_ANSWER_SECONDS):
            welcome = _expected(decode_from_store(await connection.recv()))
        if again := await self._spool.compare(welcome.cursors):
            log.warning("push.again", worker=self._worker, rows=again)
        log.info("push.connected", worker=self._worker, waiting=self._spool.depth().rows)
        session = _Session(connection, welcome.window)

        async def say(frame: Claim | Release) -> None:
            await connection.send(encode(frame))

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._claims.keep(say), name="push-claimer")
                group.create_task(self._send_all(session), name="push-sender")
                group.create_task(self._hear_all(session), name="push-hearer")
                group.create_task(session.attended(self._ack_seconds), name="push-watch")
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        except asyncio.CancelledError:
            with suppress(TimeoutError, WebSocketException):
                async with asyncio.timeout(1):
                    await self._claims.release_all(say)
            raise

    async def _send_all(self, session: _Session) -> None:
        after = 0
        while True:
            await session.room.acquire()
            await self._spool.more(after)
            limit = 1 if after < self._alone_until else _FRAME_ROWS
            rows = await self._spool.pending(after, limit, _FRAME_BYTES)
            if not rows:  # acked while we were told of them
                session.room.release()
                continue
            after = rows[-1].row
            if rows[0].size > _LONGEST_ROW:
                await self._set_aside(rows[0], "longer than a frame may be")
                session.room.release()
            else:
                await session.send_all(rows)

    async def _hear_all(self, session: _Session) -> None:
        while True:
            frame = decode_from_store(await session.connection.recv())
            if isinstance(frame, Granted):
                self._claims.granted(frame)
                continue
            rows = session.answered(frame)
            if isinstance(frame, Ack):
                if self.on_outcomes:
                    self.on_outcomes(frame.outcomes)
                await self._spool.acked([row.row for row in rows])
            elif isinstance(frame, Refused) and len(rows) == 1:
                await self._set_aside(rows[0], frame.reason)
            else:
                self._alone_until = max(self._alone_until, rows[-1].row)
                await self._spool.reordered()
                log.warning("push.parted", worker=self._worker, rows=len(rows))
                await session.connection.close()  # what has no ack goes again, these one by one
            self._delay = self._delays()
            session.room.release()

    async def _set_aside(self, row: SpoolRow, reason: str) -> None:
        await self._spool.refused(row.row, reason)
        log.warning("push.set_aside", worker=self._worker, row=row.row, reason=reason)

    def _interrupted(self, error: Exception) -> None:
        log.info("push.interrupted", worker=self._worker, error=type(error).__name__, waiting=self._spool.depth().rows)
        self._urls.rotate(-1)


class _Session:
    """One connection: what was sent on it and has no answer yet, oldest first."""

    def __init__(self, connection: ClientConnection, window: int) -> None:
        self.connection = connection
        self.room = asyncio.Semaphore(window)
        self._sent: deque[tuple[int, Sequence[SpoolRow]]] = deque()
        self._n = 0
        #: Since when it owes us an answer: its last one, or when we pushed to one that owed none.
        self._since = 0.0

    async def send_all(self, rows: Sequence[SpoolRow]) -> None:
        """Send rows, in as many frames as they have sources and leases in turn; there is room for one."""
        for nth, (_, together) in enumerate(groupby(rows, lambda row: (row.source, row.lease))):
            if nth:
                await self.room.acquire()
            await self.send(tuple(together))

    async def send(self, rows: Sequence[SpoolRow]) -> None:
        self._n += 1
        if not self._sent:
            self._since = time.monotonic()
        self._sent.append((self._n, rows))
        await self.connection.send(encode(frame_of(self._n, rows)))

    def answered(self, frame: Welcome | Ack | Refused | Mistaken) -> Sequence[SpoolRow]:
        """The rows that this frame answers. Raises `UnreadableError` if it answers none, or not the oldest."""
        if isinstance(frame, Mistaken):
            msg = f"the store's side could not read a frame: {frame.reason}"
            raise UnreadableError(msg)
        if isinstance(frame, Welcome) or not self._sent or self._sent[0][0] != frame.n:
            msg = f"a {type(frame).__name__.lower()} out of turn"
            raise UnreadableError(msg)
        self._since = time.monotonic()
        return self._sent.popleft()[1]

    async def attended(self, seconds: float) -> None:
        """Never return. Raises `TimeoutError` once an answer has been due for so long: pings alone do not tell of a hang."""
        while True:
            due = (self._since if self._sent else time.monotonic()) + seconds
            if due < time.monotonic():
                raise TimeoutError
            await asyncio.sleep(due - time.monotonic() + 0.01)


def frame_of(n: int, rows: Sequence[SpoolRow]) -> Push:
    """The rows as one frame; of a source's marks the last one counts."""
    items = [row.item for row in rows]
    marks = [item for item in items if isinstance(item, Mark)]
    return Push(
        n=n,
        contributions=tuple(item for item in items if isinstance(item, Contribution)),
        gaps=tuple(item for item in items if isinstance(item, Gap)),
        cursor={mark.source: mark.cursor for mark in marks},
        tally={mark.source: mark.tally for mark in marks},
        condition={mark.source: mark.condition for mark in marks if mark.condition},
        leases={row.source: row.lease for row in rows if row.lease},
    )


def _expected(frame: FromStore) -> Welcome:
    if isinstance(frame, Welcome) and frame.window > 0:
        return frame
    msg = f"expected a welcome with a window, got {type(frame).__name__.lower()}"
    raise UnreadableError(msg)
