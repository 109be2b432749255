"""The worker that hears the chat: the true sources, judge, spool and push client, on a clock that goes faster."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from bridge.intake.pipeline import Plan
from bridge.ports import Heard, Source
from bridge.push.client import PushClient
from bridge.push.spool import Spool
from bridge.records import Event, Hearing, SourceName
from bridge.sources.bluesky_posts import BlueskyPosts
from bridge.sources.jetstream import Jetstream
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.x_api import LOOKUP_SIZE, XApi
from bridge.sources.x_stream import XStream
from tests.chat.networks import Networks
from tests.networks.mastodon import TOKEN
from workers.errands import Errands
from workers.listen import Judge, Listener
from workers.lookups import BlueskyLookUp, MastodonLookUp, XLookUp
from workers.recheck import LookUp, Recheck

WORKER = "listen-chat"


def sources(networks: Networks, events: Sequence[Event]) -> Sequence[Source]:
    """One source for each stream. What they measure by real time is made as much shorter as the clock is faster."""
    clock, speed = networks.clock, networks.speed
    tell = 5.0 / speed
    return (
        XStream(
            XApi("token", networks.x.url),
            events,
            clock=clock,
            sleep=clock.sleep,
            instance="chat",
            stall_seconds=25.0 / speed,
            tick_seconds=tell,
        ),
        Jetstream(
            networks.bluesky.url_v2,
            networks.bluesky.url,
            clock=clock,
            sleep=clock.sleep,
            stall_seconds=30.0 / speed,
        ),
        *(
            MastodonTags(
                server.url,
                events,
                clock=clock,
                sleep=clock.sleep,
                token=TOKEN,
                stall_seconds=60.0 / speed,
                tell_seconds=tell,
            )
            for server in networks.mastodon
        ),
    )


class Serve(msgspec.Struct, frozen=True):
    """Where the store's side is."""

    port: int
    token: str

    @property
    def push_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/v1/push"


class Worker:
    """It listens until it is killed. `died` is what one of its tasks died of."""

    def __init__(self, networks: Networks, plan: Plan, serve: Serve, folder: Path) -> None:
        self.died: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._networks = networks
        self._plan = plan
        self._serve = serve
        self._folder = folder
        self._lives = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._spool: Spool | None = None
        self._client: PushClient | None = None
        self._judge: Judge | None = None

    async def start(self) -> None:
        """Begin, or go on with what is on disk."""
        self._spool = spool = await Spool.open(self._path)
        self._judge = judge = Judge(self._plan, spool)
        campaign = self._plan.campaign.id
        self._client = PushClient(self._serve.push_url, self._serve.token, WORKER, spool, campaign=campaign)
        self._go(self._client.run(), "push")
        for source in sources(self._networks, self._plan.events):
            listener = Listener(source, judge, spool, self._networks.clock)
            self._go(listener.run(await spool.cursor(source.name)), source.name)

    async def kill(self) -> None:
        """End it as SIGKILL does: what is on disk at that moment is all that is left."""
        await self._end()
        assert self._spool is not None
        spool, before = self._spool, self._path
        self._lives += 1
        await asyncio.get_running_loop().run_in_executor(spool._thread, self._copy, before, self._path)
        await spool.close()

    async def close(self) -> None:
        """Push what is left, and end."""
        await self.pushed()
        await self._end()
        assert self._spool is not None
        await self._spool.close()

    async def pushed(self) -> None:
        """Return once everything was acked."""
        assert self._client is not None
        async with asyncio.timeout(30):
            await self._client.idle()

    async def recheck(self) -> None:
        """Look up all that is stored, once, as is done daily."""
        assert self._judge is not None
        assert self._spool is not None
        clock, view = self._networks.clock, self._networks.view.url
        servers = [server.url for server in self._networks.mastodon]
        looks: list[tuple[SourceName, LookUp, int]] = [
            (SourceName.X, XLookUp(XApi("token", self._networks.x.url), clock=clock), LOOKUP_SIZE),
            (SourceName.BLUESKY, BlueskyLookUp(BlueskyPosts(view, clock=clock), clock=clock), 25),
            (SourceName.MASTODON, MastodonLookUp(servers, clock=clock), 20),
        ]
        async with Errands(self._serve.push_url, self._serve.token, self._plan.campaign.id) as errands:
            for network, look_up, batch in looks:
                sweep = Recheck(
                    network,
                    self._plan.campaign,
                    self._plan.events,
                    page=partial(errands.stored, network),
                    look_up=look_up,
                    clock=clock,
                    batch=batch,
                    sleep=clock.sleep,
                )
                begun = f'{{"begun_at":"{clock.now().isoformat()}","sweeping":true}}'
                await Listener(_Once(sweep), self._judge, self._spool, clock).run(begun)

    @property
    def _path(self) -> Path:
        return self._folder / f"life-{self._lives}" / "spool.sqlite"

    def _go(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and not self.died.done():
            self.died.set_exception(task.exception() or AssertionError(f"{task.get_name()} ended by itself"))

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    @staticmethod
    def _copy(before: Path, after: Path) -> None:
        after.parent.mkdir(parents=True)
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{before}{end}", f"{after}{end}")


class _Once:
    """One sweep."""

    def __init__(self, sweep: Recheck) -> None:
        self.name = sweep.name
        self._sweep = sweep

    async def listen(self, cursor: str | None) -> AsyncGenerator[Heard, None]:
        async for heard in self._sweep.listen(cursor):
            yield heard
            if heard.condition and heard.condition.hearing is Hearing.RESTING:
                return
