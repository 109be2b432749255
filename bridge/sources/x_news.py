"""What is known of X in the order in which it became known: taken out in batches, each with the cursor behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import structlog

from bridge.ports import Clock, Heard
from bridge.records import Act, Arrival, Condition, Gap, Hearing, Rejected, SourceName
from bridge.sources.shape import unreadable
from bridge.sources.x import editable_until, read
from bridge.sources.x_api import Beat, Opened
from bridge.sources.x_hours import Hours
from bridge.sources.x_ledger import Ledger
from bridge.sources.x_lines import Oversized
from bridge.sources.x_problems import Trouble, XProblemError, disconnecting
from bridge.sources.x_recovery import Recovery

log = structlog.get_logger()

Item = Arrival | Rejected | Gap
Sign = Opened | Beat | Oversized | bytes

#: Lines that wait to be taken; then the connection is read no further.
QUEUE = 1_000
_BATCH = 200


class Link:
    """One connection. `over` is set from here when a line says that it ends, or the ceiling is reached."""

    def __init__(self) -> None:
        self.over: asyncio.Future[XProblemError] = asyncio.get_running_loop().create_future()
        self.opened_at: datetime | None = None
        self.is_deaf = False

    def end(self, problem: XProblemError) -> None:
        if not self.over.done():
            self.over.set_result(problem)


class _Said(NamedTuple):
    link: Link
    at: datetime
    sign: Sign


class _Deed(NamedTuple):
    do: Callable[[], Iterable[Item]]
    done: asyncio.Future[None]


class News:
    """The queue, and the source's condition."""

    def __init__(
        self, ledger: Ledger, hours: Hours, clock: Clock, *, ceiling: float, tick_seconds: float, size: int
    ) -> None:
        self._ledger = ledger
        self._hours = hours
        self._clock = clock
        self._ceiling = ceiling
        self._tick_seconds = tick_seconds
        self._queue: asyncio.Queue[_Said | _Deed | Exception] = asyncio.Queue(size)
        self._failure: Exception | None = None
        self._condition = Condition(hearing=Hearing.CONNECTING, at=clock.now(), ceiling=ceiling)
        self._trouble = ""
        self._is_told = False
        self._told_at = 0.0  # by the loop's clock
        self.recovery: Recovery | None = None

    async def hear(self, link: Link, sign: Sign) -> None:
        """A sign came over a connection; return once there is room for it."""
        await self._queue.put(_Said(link, self._clock.now(), sign))

    async def do(self, deed: Callable[[], Iterable[Item]]) -> None:
        """Have this done in turn; return once it was."""
        done = asyncio.get_running_loop().create_future()
        await self._queue.put(_Deed(deed, done))
        await done

    async def stand(self, hearing: Hearing, detail: str = "", next_at: datetime | None = None) -> None:
        """The source stands like this from now on."""
        await self.do(lambda: self._stands(hearing=hearing, detail=detail, next_at=next_at))

    def arm(self, rules: tuple[str, ...], trouble: str) -> None:
        """X has these rules of ours now."""
        self._trouble = trouble
        detail = trouble if self._condition.hearing is Hearing.LISTENING else self._condition.detail
        self._stands(rules=rules, detail=detail)

    async def guard(self, work: Awaitable[None]) -> None:
        """Do the work; if it fails, whoever listens is told."""
        try:
            await work
        except Exception as error:  # noqa: BLE001 - it is raised where it is seen, by `take`
            await self._queue.put(error)

    async def take(self) -> Heard:
        """What is new, or nothing after some seconds. Raises what one of the tasks died of."""
        if self._failure is not None:
            raise self._failure
        items: list[Item] = []
        for news in await self._batch():
            if isinstance(news, Exception):
                self._failure = news  # raised when it is asked again, after what was heard before
                break
            items += self._done(news) if isinstance(news, _Deed) else self._heard(news)
        return Heard(cursor=self._ledger.cursor, items=tuple(items), condition=self._telling())

    async def _batch(self) -> list[_Said | _Deed | Exception]:
        try:
            async with asyncio.timeout(self._tick_seconds):
                batch = [await self._queue.get()]
        except TimeoutError:
            return []
        while len(batch) < _BATCH and not self._queue.empty():
            batch.append(self._queue.get_nowait())
        return batch

    def _done(self, deed: _Deed) -> Iterable[Item]:
        try:
            items = list(deed.do())
        except Exception as error:  # noqa: BLE001 - it is for who wanted it done
            if not deed.done.done():
                deed.done.set_exception(error)
            return []
        if not deed.done.done():
            deed.done.set_result(None)
        return items

    def _heard(self, said: _Said) -> list[Item]:
        if said.link.is_deaf:
            return []
        match said.sign:
            case Opened():
                return self._opened(said)
            case Beat():
                self._ledger.heard(said.at)
                return []
            case Oversized(limit):
                self._ledger.heard(said.at)
                return [unreadable(SourceName.X, said.at, f"a line of more than {limit} bytes")]
            case bytes() as line:
                try:
                    return self._line(line, said)
                except Exception as error:  # noqa: BLE001 - nothing in a line may end the stream
                    log.warning("x.line_failed", error=type(error).__name__)
                    return [unreadable(SourceName.X, said.at, f"a line on which we failed ({type(error).__name__})")]

    def _opened(self, said: _Said) -> list[Item]:
        said.link.opened_at = said.at
        gap = self._ledger.resumed(said.at, self._hours.opened(said.at))
        self._stands(
            hearing=Hearing.LISTENING,
            detail=self._trouble,
            connected_at=said.at,
            connects=self._condition.connects + 1,
        )
        log.info("x.connected", connects=self._condition.connects, gap=gap is not None)
        if gap is None:
            return []
        if self.recovery:
            self.recovery.kick()
        return [gap]

    def _line(self, line: bytes, said: _Said) -> list[Item]:
        try:
            message = msgspec.json.decode(line)
        except (ValueError, RecursionError):
            self._ledger.heard(said.at)
            return [unreadable(SourceName.X, said.at, "a line that is not JSON")]
        if problem := disconnecting(message):
            self._ledger.heard(said.at)
            said.link.end(problem)
            return []
        item = read(message, said.at)
        if isinstance(item, Arrival) and item.act is not Act.DELETED:
            if not self._ledger.affords(item.version, said.at):
                said.link.is_deaf = True
                said.link.end(self.spent())
                return []
            self._ledger.read(item.version, said.at)
            self._ledger.said(item.said_at)
            self._condition = msgspec.structs.replace(self._condition, last_post_at=said.at)
            if self.recovery and self.recovery.is_replaced(item):
                item = None
            elif self.recovery:
                self.recovery.give(item, editable_until(message))
        self._ledger.heard(said.at)
        return [] if item is None else [item]

    def spent(self) -> XProblemError:
        """The problem that a reached ceiling is."""
        message = (
            f"the ceiling of ${self._ceiling:g} a day is reached with {self._ledger.kept.posts} posts: raise it and"
            " start again to go on at once, or wait until midnight UTC"
        )
        return XProblemError(Trouble.SPENT, message)

    def _stands(self, **changes: object) -> tuple[()]:
        changed = msgspec.structs.replace(self._condition, **changes)
        self._is_told = self._is_told and changed == self._condition
        self._condition = changed
        return ()

    def _telling(self) -> Condition | None:
        """The condition if it has changed or was not told for a while."""
        now = asyncio.get_running_loop().time()
        if self._is_told and now - self._told_at < self._tick_seconds:
            return None
        self._is_told, self._told_at = True, now
        kept = self._ledger.kept
        return msgspec.structs.replace(
            self._condition,
            at=self._clock.now(),
            last_byte_at=kept.heard_at or self._condition.last_byte_at,
            posts=kept.posts,
            cost=round(self._ledger.cost, 6),
            since=datetime.fromisoformat(kept.day).replace(tzinfo=UTC) if kept.day else None,
        )
