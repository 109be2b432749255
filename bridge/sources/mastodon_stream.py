"""Listens to hashtags on one Mastodon server: by its stream with a token, by its public timelines without one.

Its cursor is JSON: a place in each hashtag's timeline, the last sign of life, the questions whose answers are asked for, and
what is still missing. Several servers are several sources: what they tell of the same status has the same id.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from datetime import datetime

from bridge.errors import SourceRefusedError
from bridge.ports import Clock, Heard
from bridge.records import Event, NativeId
from bridge.sources.mastodon_api import MastodonApi
from bridge.sources.mastodon_outbox import Outbox
from bridge.sources.mastodon_socket import Stream
from bridge.sources.mastodon_tape import Tape, cursor_at, folded
from bridge.sources.mastodon_timelines import Timelines
from bridge.sources.mastodon_watch import Pace, Watch, together
from bridge.sources.reconnect import reconnect_delays

_MOST_ROOTS = 48  # names of questions, of which each has two


def _delays() -> Iterator[float]:
    """Never below 1 second, so that no server sees more than one connection a second."""
    return reconnect_delays(first=2.0)


class MastodonTags:
    """The hashtags and aliases of `events` on the server at `url`. `token` is a user's, with the scope read:statuses.

    A connection without a byte for `stall_seconds` is left; a frame of more than `max_frame` bytes is rejected and ends the
    connection, and its status is read from the timeline. `delays` are the seconds between connections: never below 1. The
    token's account should follow, mute and block nobody and have no choice of languages: they filter the stream.
    """

    def __init__(
        self,
        url: str,
        events: Sequence[Event],
        *,
        clock: Clock,
        token: str = "",
        name: str = "",
        delays: Callable[[], Iterator[float]] = _delays,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        pace: Pace = Pace(),  # noqa: B008 - it does not change
        stall_seconds: float = 60.0,
        rewind_seconds: float = 120.0,
        tell_seconds: float = 5.0,
        max_frame: int = 2**20,
    ) -> None:
        self._api = MastodonApi(url, clock=clock, token=token, sleep=sleep)
        self.name = name or f"mastodon/{self._api.host}"
        self._events = tuple(events)
        self._tags = tuple(dict.fromkeys(folded(tag) for event in events for tag in (*event.tags, *event.aliases)))
        self._clock = clock
        self._token = token
        self._delays = delays
        self._sleep = sleep
        self._pace = pace
        self._stall_seconds = stall_seconds
        self._rewind_seconds = rewind_seconds
        self._tell_seconds = tell_seconds
        self._max_frame = max_frame
        self._roots: dict[NativeId, None] = {}

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        """Everything after `cursor`, or from now. Raises `SourceRefusedError` once neither stream nor timelines are ours."""
        if not self._tags:
            raise SourceRefusedError("no event has a hashtag to listen to: give the chat one in its plan")
        tape = Tape(cursor, self._tags, self._api.host, self._clock.now())
        outbox = Outbox(tape, self._clock, tuple(f"#{tag}" for tag in self._tags), self._tell_seconds)
        runner = asyncio.create_task(self._run(tape, outbox), name=self.name)
        runner.add_done_callback(lambda _: outbox.wake())
        try:
            while not (runner.done() and outbox.is_empty):
                yield await outbox.take()
            runner.result()
        finally:
            runner.cancel()
            await asyncio.gather(runner, return_exceptions=True)

    def cursor_at(self, moment: datetime) -> str:
        """From where to listen for what was said since that moment. Servers whose ids tell no time begin at the present."""
        return cursor_at(moment)

    def follow_thread(self, root: NativeId) -> None:
        """Give what is said under this post too, with or without a hashtag, as far as the server knows of it."""
        self._roots[root] = None
        while len(self._roots) > _MOST_ROOTS:
            del self._roots[next(iter(self._roots))]

    async def _run(self, tape: Tape, outbox: Outbox) -> None:
        stream = Stream(
            self._api.host,
            tape,
            outbox,
            self._clock,
            stall_seconds=self._stall_seconds,
            max_frame=self._max_frame,
        )
        watch = Watch(
            self._api,
            stream,
            Timelines(self._api, tape, outbox, self._clock, self._rewind_seconds),
            tape,
            outbox,
            clock=self._clock,
            tags=self._tags,
            token=self._token,
            delays=self._delays,
            sleep=self._sleep,
            pace=self._pace,
        )
        async with self._api:
            await together(watch.hear(), watch.follow(self._events, self._roots))
