"""Keeps a Mastodon server heard: stream, timelines, and when to turn from one to the other.

A stream tells nothing of what it did not send, so each connection is followed by reading the timelines on to the end from
where they were heard, and each minute by comparing the two: streams have been seen that are connected and bring nothing
(mastodon/mastodon issue 37883). Where there is no stream, timelines are polled.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog
from websockets.exceptions import ConnectionClosed, InvalidStatus, InvalidURI, WebSocketException

from bridge.errors import SourceRefusedError
from bridge.ports import Clock
from bridge.records import Event, Hearing, NativeId, SourceName
from bridge.sources.mastodon_api import Instance, MastodonApi, Refused, limited
from bridge.sources.mastodon_outbox import Outbox
from bridge.sources.mastodon_socket import Stream, StreamLostError, StreamRefusedError, too_large
from bridge.sources.mastodon_tape import Tape
from bridge.sources.mastodon_timelines import Timelines, refusal
from bridge.sources.shape import unreadable

log = structlog.get_logger()

_TRIES = 3  # connections that come to nothing, one after another, before the timelines are polled in between
_STEADY_SECONDS = 10.0  # a connection that lasted so long was a good one
_SILENCES = 2  # streams that were connected and brought nothing, one after another, before it is given up for a while
_LATE_ROUNDS = 20  # rounds of asking for answers that are left out once the chat is over


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How often a server is asked, in seconds. All together stay below its limits."""

    poll: float = 4.0  # one hashtag's timeline a turn, where there is no stream: 225 of the 300 that 15 minutes allow
    compare: float = 60.0  # each timeline's newest page
    grace: float = 5.0  # what stands in a timeline may still be on its way through the stream
    thread: float = 30.0  # answers under questions
    retry: float = 600.0  # a stream that was refused
    bridge: float = 60.0  # a stream that cannot be reached, while timelines can


class Watch:
    """Runs until both are refused: then it raises `SourceRefusedError`, having said so."""

    def __init__(
        self,
        api: MastodonApi,
        stream: Stream,
        timelines: Timelines,
        tape: Tape,
        outbox: Outbox,
        *,
        clock: Clock,
        tags: Sequence[str],
        token: str,
        delays: Callable[[], Iterator[float]],
        sleep: Callable[[float], Awaitable[None]],
        pace: Pace,
    ) -> None:
        self._api = api
        self._stream = stream
        self._timelines = timelines
        self._tape = tape
        self._outbox = outbox
        self._clock = clock
        self._tags = tags
        self._token = token
        self._delays = delays
        self._sleep = sleep
        self._pace = pace
        self._silences = 0
        self._instance: Instance | None = None
        self._connected_at: float | None = None  # by the loop's clock, where there is or was a connection
        self._polls = False
        self._is_polled = False  # up to now, so that a connection that fails costs nothing
        api.on_wait = self._wait

    async def hear(self) -> None:
        """Stream, or poll where there is no stream, and come back to the stream."""
        delays, failures = self._delays(), 0
        while True:
            self._connected_at, updates = None, self._stream.updates
            try:
                instance = await self._arrived()
                await (self._streamed(instance) if self._token else self._polled(instance, "there is no token", None))
            except (OSError, WebSocketException, StreamLostError, StreamRefusedError) as error:
                lost = error
            if self._connected_at is not None or not self._is_polled:
                self._lose(lost)
            refused = _refused(lost) or (cause(lost) if self._silences >= _SILENCES else "")
            if self._stream.updates > updates or self._was_steady():
                delays, failures = self._delays(), 0
            failures += 1
            if self._instance and (refused or failures >= _TRIES):
                seconds = self._pace.retry if refused else self._pace.bridge
                await self._polled(self._instance, refused or cause(lost), seconds, is_needed=bool(refused))
                self._silences = 0
            await self._sleep(max(next(delays), _told(lost, self._clock.now())))

    async def follow(self, events: Sequence[Event], roots: Iterable[NativeId]) -> None:
        """Ask for answers under `roots`: all the time while a chat is on, once at its end, then seldom."""
        asked_at: datetime | None = None
        for turn in itertools.count():
            await self._sleep(self._pace.thread)
            now = self._clock.now()
            for root in tuple(roots):
                self._tape.follow(root)
            is_due = turn % _LATE_ROUNDS == 0
            if self._tape.threads and any(_is_on(event, now, asked_at, is_due=is_due) for event in events):
                asked_at = now
                try:
                    await self._timelines.ask_threads()
                except (OSError, Refused) as error:
                    log.warning("mastodon.unanswered", host=self._api.host, error=type(error).__name__)

    async def _arrived(self) -> Instance:
        """Know the server, and have a place in each timeline."""
        if self._instance is None:
            try:
                self._instance = await self._api.instance()
            except Refused:
                self._instance = Instance(streaming=self._api.streams_at())
        await self._timelines.begin()
        return self._instance

    async def _streamed(self, instance: Instance) -> None:
        self._tape.doubt()
        async with self._stream.connect(instance.streaming, self._token) as connection:
            self._connected_at, self._is_polled = _loop_time(), False
            await self._stream.subscribe(connection, self._tags)
            connected_at = self._clock.now()
            self._tape.hear(connected_at)
            self._outbox.stands(Hearing.LISTENING, connected_at=connected_at)
            self._outbox.add(self._tape.gap(connected_at))
            log.info("mastodon.connected", host=self._api.host)
            await together(self._compared(instance, connected_at), self._stream.read(connection))

    async def _compared(self, instance: Instance, connected_at: datetime) -> None:
        """Catch up, then see each minute whether the stream brings what the timelines show."""
        if not await self._caught_up(instance):
            return
        agreed_at = connected_at
        while True:
            updates = self._stream.updates
            await self._sleep(self._pace.compare)
            now = self._clock.now()
            try:
                found = [it for tag in self._tags for it in await self._timelines.read_again(tag, self._grace)]
            except (OSError, Refused) as error:
                log.warning("mastodon.uncompared", host=self._api.host, error=type(error).__name__)
                continue
            missed = [arrival for arrival in found if arrival.said_at >= connected_at]
            is_silent = self._stream.updates == updates
            self._silences = self._silences if is_silent else 0
            if missed:
                self._tape.lost("posts stood in the timeline that the stream did not bring", since=agreed_at)
                self._tape.recover(missed)
            if missed and is_silent:
                self._silences += 1
                raise StreamLostError("the stream is connected and brings nothing")
            if missed:
                self._outbox.add(self._tape.closed(self._clock.now()))
            agreed_at = now

    async def _caught_up(self, instance: Instance) -> bool:
        """Whether timelines can be read at all."""
        delays = self._delays()
        while True:
            try:
                lacks = await self._timelines.catch_up(instance, has_token=self._has_token, is_told=True)
            except OSError:
                await self._sleep(next(delays))
            except Refused as refused:
                self._outbox.stands(
                    Hearing.LISTENING, f"{refusal(refused)}: what is said while it is not connected cannot be had"
                )
                return False
            else:
                self._outbox.stands(Hearing.LISTENING, f"its timelines lack {lacks}" if lacks else "")
                return True

    async def _grace(self) -> None:
        await self._sleep(self._pace.grace)

    async def _polled(self, instance: Instance, why: str, seconds: float | None, *, is_needed: bool = True) -> None:
        """Poll the timelines for some seconds, or for ever. If they are needed and refused, that is the end."""
        log.info("mastodon.polling", host=self._api.host)
        self._polls = True
        try:
            await self._poll(instance, why, seconds)
            self._is_polled = True
        except Refused as refused:
            if is_needed:
                told = f"{why}, and {refusal(refused)}: give it the token of a user with the scope read:statuses"
                self._outbox.stands(Hearing.REFUSED, told)
                raise SourceRefusedError(told) from refused
            self._outbox.stands(Hearing.WAITING, f"{why}, and {refusal(refused)}")
        finally:
            self._polls = False

    async def _poll(self, instance: Instance, why: str, seconds: float | None) -> None:
        delays, turns, is_caught_up, spent = self._delays(), itertools.count(1), False, 0.0
        again = max(round(self._pace.compare / self._pace.poll), 1)
        detail = ""
        self._tape.doubt()
        while seconds is None or spent < seconds:
            pause = self._pace.poll
            try:
                if not is_caught_up:
                    await self._timelines.begin()
                    lacks = await self._timelines.catch_up(instance, has_token=self._has_token, is_told=False)
                    detail, is_caught_up = _polls(why, lacks, self._pace.compare), True
                turn = next(turns)
                await self._timelines.read_on(self._tags[turn % len(self._tags)])
                if turn % again == 0:
                    for tag in self._tags:
                        await self._timelines.read_again(tag)
            except OSError as error:
                self._lose(error)
                is_caught_up, pause = False, next(delays)
            else:
                self._tape.hear(self._clock.now())
                self._outbox.stands(Hearing.LISTENING, detail)
                delays = self._delays()
            spent += pause
            await self._sleep(pause)

    @property
    def _has_token(self) -> bool:
        return bool(self._token) and not self._api.is_token_refused

    def _was_steady(self) -> bool:
        return self._connected_at is not None and _loop_time() - self._connected_at > _STEADY_SECONDS

    def _lose(self, error: Exception) -> None:
        log.warning("mastodon.lost", host=self._api.host, error=type(error).__name__)
        if too_large(error):
            rejected = unreadable(SourceName.MASTODON, self._clock.now(), "a frame larger than the stream may send")
            self._outbox.add(rejected)
        self._tape.lost(cause(error))
        self._outbox.stands(Hearing.WAITING, f"{cause(error)}; it is tried again by itself")

    def _wait(self, until: datetime) -> None:
        if self._polls:
            self._outbox.stands(
                Hearing.WAITING, f"the server has had as many requests of us as it takes until {until:%H:%M:%S} UTC"
            )


async def together(*jobs: Coroutine[Any, Any, None]) -> None:
    """All at once. The first error ends the others and is raised as it is."""
    tasks = [asyncio.create_task(job, name=f"mastodon.{number}") for number, job in enumerate(jobs)]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def cause(error: Exception) -> str:
    """Why the stream was lost, for people."""
    if isinstance(error, StreamLostError | StreamRefusedError) or type(error) is ConnectionError:
        return str(error)  # our own words
    if isinstance(error, InvalidStatus):
        return f"the stream answered {error.response.status_code}"
    if isinstance(error, ConnectionClosed):
        return "a frame was too large" if too_large(error) else "the connection was closed"
    if isinstance(error, TimeoutError):
        return "nothing came any more, not even a heartbeat"
    return "the server could not be reached"


def _refused(error: Exception) -> str:
    """Why the stream is not worth trying for a while; "" if it may pass by itself."""
    if isinstance(error, StreamRefusedError):
        return str(error)
    if isinstance(error, InvalidStatus) and error.response.status_code in {401, 403}:
        return f"the stream refuses our token ({error.response.status_code}): it must be a user's and not be revoked"
    if isinstance(error, InvalidURI) or (isinstance(error, InvalidStatus) and error.response.status_code in {404, 410}):
        return "the server has no stream at the address that it names"
    return ""


def _told(error: Exception, now: datetime) -> float:
    """How many seconds the stream asked us to stay away."""
    if not isinstance(error, InvalidStatus):
        return 0.0
    return limited(error.response.status_code, error.response.headers, now) or 0.0


def _is_on(event: Event, now: datetime, asked_at: datetime | None, *, is_due: bool) -> bool:
    """Whether answers of the event are to be asked for now."""
    if now <= event.closes_at:
        return event.opens_at <= now
    is_ended = asked_at is None or asked_at <= event.closes_at
    return is_ended or (is_due and now <= event.late_until)


def _polls(why: str, lacks: str, compare_seconds: float) -> str:
    told = (
        f"{why}: its public timelines are polled. Posts come some seconds late; edits and deletions are seen within "
        f"{compare_seconds:.0f} seconds among the newest 40 posts of a hashtag, older ones by the daily check"
    )
    return f"{told}. The timelines lack {lacks}" if lacks else told


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
