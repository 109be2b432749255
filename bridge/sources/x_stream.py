"""Listens to X's filtered stream, and asks for what it did not bring.

Two tasks put what they come to know into one bounded queue: one holds the connection and its rules, one asks
afterwards. `listen` takes it out in turn, and only then does the cursor move. A reader that is slow slows the
connection; X drops it in the end, and that is a gap like any other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bridge.errors import SourceRefusedError
from bridge.ports import Clock, Heard
from bridge.records import Event, EventId, Gap, Hearing, NativeId
from bridge.sources.reconnect import reconnect_delays, wait
from bridge.sources.x_api import POST_PRICE, XApi
from bridge.sources.x_hours import AHEAD, Hours
from bridge.sources.x_ledger import Ledger
from bridge.sources.x_news import QUEUE, Link, News
from bridge.sources.x_problems import Trouble, XProblemError, try_again_at
from bridge.sources.x_recovery import Recovery
from bridge.sources.x_rulebook import Rulebook

log = structlog.get_logger()

#: A connection that lived so long was a good one: after it, waits begin anew.
STEADY = timedelta(seconds=30)
_APART = timedelta(seconds=1)  # of connects, at least: 50 in 15 minutes are allowed, and faster is never of use


class XStream:
    """X as a source: posts under the tags of `events` and in the threads of their questions.

    It listens from a little before a chat opens (`ahead`) until its late answers are no longer taken, and rests else.
    `instance` tells our rules from those of others that use the same app. `ceiling` is what posts may cost in a UTC day,
    in US dollars at `price` each, 0 for no limit; before it is passed, the source pauses. A connection on which no byte
    came for `stall_seconds` is given up: X promises a heartbeat every 20 s. `clock` and `sleep` go by the same time.
    """

    def __init__(
        self,
        api: XApi,
        events: Sequence[Event],
        *,
        clock: Clock,
        instance: str,
        name: str = "x",
        reposts: bool = True,
        ceiling: float = 0.0,
        price: float = POST_PRICE,
        delays: Callable[[], Iterator[float]] = reconnect_delays,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        stall_seconds: float = 25.0,
        tick_seconds: float = 5.0,
        longest_line: int = 2**20,
        queue_size: int = QUEUE,
        ahead: timedelta = AHEAD,
    ) -> None:
        self.name = name
        self._api = api
        self._hours = Hours(events, ahead)
        self._clock = clock
        self._instance = instance
        self._reposts = reposts
        self._ceiling = ceiling
        self._price = price
        self._delays = delays
        self._sleep = sleep
        self._stall_seconds = stall_seconds
        self._tick_seconds = tick_seconds
        self._longest_line = longest_line
        self._queue_size = queue_size
        self._left_at: datetime | None = None
        self._followed: dict[str, EventId] = {}
        self._running: tuple[Ledger, Rulebook] | None = None
        self._link: Link | None = None

    def follow_thread(self, root: NativeId) -> None:
        """Give what is said under this post, too, as long as the chat lasts that is on now."""
        events = self._hours.active(self._clock.now())
        network, _, post_id = root.partition(":")
        if network != "x" or not (post_id.isascii() and post_id.isdigit()) or not events:
            return
        now = self._clock.now()
        event = max(events, key=lambda event: (event.opens_at <= now, event.opens_at))
        self._followed[post_id] = event.id
        self._adopt()

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """Everything after `cursor`, or from now. Raises `SourceRefusedError` when X does not take us."""
        ledger = Ledger(cursor, price=self._price, ceiling=self._ceiling, reposts=self._reposts)
        now = self._clock.now()
        if cursor is None:
            ledger.swept(*(event.id for event in self._hours.events if self._hours.sweep_at(event) <= now))
        news = News(
            ledger,
            self._hours,
            self._clock,
            ceiling=self._ceiling,
            tick_seconds=self._tick_seconds,
            size=self._queue_size,
        )
        rules = Rulebook(
            self._api,
            self._hours,
            ledger,
            self._clock,
            instance=self._instance,
            reposts=self._reposts,
            sleep=self._sleep,
            changed=lambda: news.arm(rules.values, rules.trouble),
        )
        news.recovery = Recovery(
            self._api, ledger, self._hours, self._clock, do=news.do, sleep=self._sleep, stale=self._reopen
        )
        self._running = ledger, rules
        self._adopt()
        tasks = [
            asyncio.create_task(news.guard(self._hold(ledger, news, rules)), name="x.connection"),
            asyncio.create_task(news.guard(news.recovery.run()), name="x.recovery"),
        ]
        try:
            while True:
                yield await news.take()
        finally:
            self._running = None
            await _ended(*tasks)

    def _adopt(self) -> None:
        if self._running:
            ledger, rules = self._running
            for root, event in self._followed.items():
                if ledger.follow(root, event):
                    rules.look()
            self._followed.clear()

    async def _hold(self, ledger: Ledger, news: News, rules: Rulebook) -> None:
        """Be connected whenever a chat is on."""
        await news.stand(Hearing.CONNECTING)
        delays, tries = self._delays(), 0
        while True:
            if not self._hours.active(self._clock.now()):
                await self._rest(ledger, news, rules)
                continue
            link = self._link = Link()
            try:
                await self._connection(link, ledger, news, rules)
                continue
            except XProblemError as error:
                problem = error
            log.warning("x.lost", trouble=problem.trouble.value, tries=tries)
            await news.do(partial(_lost, ledger, problem))
            if link.opened_at and self._clock.now() - link.opened_at >= STEADY:
                delays, tries = self._delays(), 0
            await self._mend(problem, news, delays, tries)
            tries += 1

    async def _connection(self, link: Link, ledger: Ledger, news: News, rules: Rulebook) -> None:
        """Connect and hear until it ends. Returns when the last chat is over, and raises `XProblemError` for all else."""
        if ledger.left(self._clock.now()) < 1:
            raise news.spent()
        if self._left_at:
            await self._sleep(max((self._left_at + _APART - self._clock.now()).total_seconds(), 0))
        await self._arm(rules)
        wire = self._api.stream(
            partial(news.hear, link), stall_seconds=self._stall_seconds, longest_line=self._longest_line
        )
        reading = wire.listen()
        ruling = asyncio.create_task(rules.keep(), name="x.rules")
        try:
            ends: list[asyncio.Future[Any]] = [reading, ruling, link.over]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                await news.do(list)  # its last lines may say why
            if link.over.done():
                raise link.over.result()
            if ruling.done():
                ruling.result()
                await news.do(partial(_rested, ledger))
                return
            reading.result()
        finally:
            await _ended(reading, ruling)
            self._left_at = self._clock.now()

    def _reopen(self) -> None:
        if self._link:
            self._link.end(XProblemError(Trouble.PASSING, "the stream brought nothing, though there was something"))

    async def _arm(self, rules: Rulebook) -> None:
        """Set the rules before the stream asks for them; if they were set before, a failure can wait."""
        try:
            await rules.arm()
        except XProblemError as problem:
            if not rules.is_armed or problem.trouble in {Trouble.REFUSED, Trouble.UNPAID}:
                raise

    async def _mend(self, problem: XProblemError, news: News, delays: Iterator[float], tries: int) -> None:
        """Wait, and do what else helps. Raises `SourceRefusedError` when only a person can help."""
        if problem.trouble is Trouble.REFUSED:
            await news.stand(Hearing.REFUSED, str(problem))
            raise SourceRefusedError(str(problem)) from problem
        if problem.trouble in {Trouble.UNPAID, Trouble.SPENT, Trouble.HURRIED}:
            hearing = Hearing.WAITING if problem.trouble is Trouble.HURRIED else Hearing.PAUSED
            await news.stand(hearing, str(problem))
            await self._until(try_again_at(problem, tries, self._clock.now()))
            return
        await news.stand(Hearing.WAITING, str(problem))
        if problem.trouble is Trouble.CROWDED:
            with suppress(XProblemError):
                await self._api.end_connections()
        await self._sleep(next(delays))

    async def _rest(self, ledger: Ledger, news: News, rules: Rulebook) -> None:
        """Hear nothing until a chat is on. What was not heard of the last one is a gap."""
        await rules.drop()
        now = self._clock.now()
        await news.do(partial(_rested, ledger, self._hours.ended(now)))
        if news.recovery:
            news.recovery.kick()
        next_at = self._hours.next_change(now)
        log.info("x.resting", until=next_at)
        await news.stand(Hearing.RESTING, next_at=next_at)
        if next_at is None:
            await asyncio.Event().wait()
        else:
            await self._until(next_at)
        await news.stand(Hearing.CONNECTING)

    async def _until(self, time: datetime) -> None:
        """Wait until then, but not beyond the time when the next chat opens or the last is over."""
        now = self._clock.now()
        time = min(time, self._hours.next_change(now) or time)
        never = asyncio.Event()
        while (now := self._clock.now()) < time:
            await wait((time - now).total_seconds(), never, self._sleep)


def _lost(ledger: Ledger, problem: XProblemError) -> Iterable[Gap]:
    ledger.lost(str(problem))
    return ()


def _rested(ledger: Ledger, ended_at: datetime | None = None) -> Iterable[Gap]:
    gap = ledger.resumed(ended_at) if ended_at and ledger.kept.heard_at else None
    ledger.rested()
    return () if gap is None else (gap,)


async def _ended(*tasks: asyncio.Task[None]) -> None:
    """Cancel, and return once they are over."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
