"""What each command starts: built, run until it ends or is cancelled, and closed in reverse."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import aiohttp
import click
import msgspec
import structlog

from bridge.errors import PushRefusedError
from bridge.intake.pipeline import Plan
from bridge.model.extract import Extractor
from bridge.ports import Source
from bridge.push.claims import Claims
from bridge.push.client import PushClient
from bridge.push.spool import Spool
from bridge.sources.handles import Handles, resolve_handles
from bridge.sources.replay import Replay
from config.campaign import CampaignPlan
from config.sections import Model
from config.settings import Settings
from workers.errands import Errands
from workers.extracting import ModelFinder
from workers.following import Follower
from workers.hosts import introduce
from workers.listen import Judge, Listener
from workers.networks import chats_to_come, rechecks, sources
from workers.runtime import DataFolder, SystemClock, collect_seldom, plan_of, rehearsals, voice_key
from workers.serve import Serving
from workers.sessions import Find, find_nothing
from workers.transcribe import Transcriber

log = structlog.get_logger()

CLOCK = SystemClock()
#: Seconds that a worker leaves its name to another one.
REPLACED_FOR = 30.0


async def run(settings: Settings) -> None:
    """Serve, listen and transcribe in one process."""
    collect_seldom()
    folder = DataFolder(Path(settings.data))
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        serving = await Serving.build(settings, folder, CLOCK, stack)
        group.create_task(serving.run(), name="serve")
        await _greet(serving, settings)
        push = _Push(_push_url(serving.nearby()), folder.key("local"))
        for campaign, plan in zip(settings.plans, serving.plans, strict=True):
            group.create_task(_listen(campaign, plan, settings, folder, push), name=f"listen.{campaign.id}")
            reading = _transcribe(plan, settings, folder, push)
            group.create_task(reading, name=f"transcribe.{campaign.id}")


async def serve(settings: Settings) -> None:
    """The store's side alone."""
    collect_seldom()
    async with AsyncExitStack() as stack:
        serving = await Serving.build(settings, DataFolder(Path(settings.data)), CLOCK, stack)
        await _greet(serving, settings)
        await serving.run()


async def listen(settings: Settings) -> None:
    """The networks alone."""
    folder = DataFolder(Path(settings.data))
    key = voice_key(settings, folder)
    async with asyncio.TaskGroup() as group:
        for campaign in settings.plans:
            listening = _listen(campaign, plan_of(campaign, key), settings, folder, _elsewhere(settings, folder))
            group.create_task(listening, name=f"listen.{campaign.id}")


async def transcribe(settings: Settings) -> None:
    """The documents alone."""
    folder = DataFolder(Path(settings.data))
    key = voice_key(settings, folder)
    async with asyncio.TaskGroup() as group:
        for campaign in settings.plans:
            reading = _transcribe(plan_of(campaign, key), settings, folder, _elsewhere(settings, folder))
            group.create_task(reading, name=f"transcribe.{campaign.id}")


async def replay(settings: Settings, *, recording: Path, speed: float | None) -> None:
    """A recording, once, into a bridge that runs."""
    folder = DataFolder(Path(settings.data))
    key = voice_key(settings, folder)
    name = f"replay-{hashlib.sha256(recording.read_bytes()).hexdigest()[:12]}"  # noqa: ASYNC240 - before anything runs
    for campaign in settings.plans:
        source = Replay(recording, clock=CLOCK, speed=speed, name=name)
        plan, worker = plan_of(campaign, key), f"{name}-{campaign.id}"
        async with _working(worker, plan, folder, _elsewhere(settings, folder)) as at, asyncio.TaskGroup() as group:
            pushing = group.create_task(_push_on(at.client), name=f"push.{worker}")
            await Listener(source, at.judge, at.spool, CLOCK).run(await at.spool.cursor(name))
            await at.client.idle()
            pushing.cancel()


class _Push(msgspec.Struct, frozen=True):
    """Where a worker pushes to."""

    url: str
    token: str


def _elsewhere(settings: Settings, folder: DataFolder) -> _Push:
    return _Push(settings.push.url or _push_url(settings.nearby()), settings.push.token or folder.key("local"))


def _push_url(address: str) -> str:
    return f"{address.replace('http', 'ws', 1)}/v1/push"


def _worker(kind: str, settings: Settings, folder: DataFolder, campaign: str) -> str:
    """A name that no other worker has, and that stays over restarts; an older spool keeps the name it had."""
    plain = f"{kind}-{campaign}"
    if not settings.push.worker and folder.spool(plain).exists():
        return plain
    return f"{kind}-{settings.push.worker or folder.name()}-{campaign}"


async def _greet(serving: Serving, settings: Settings) -> None:
    click.echo(f"ideabridge is at {serving.address()}")
    click.echo(f"Sign in once, as its owner: {await serving.sign_in_link()}")
    for chat in rehearsals(settings, CLOCK.now()):
        click.echo(f"A rehearsal chat plays {settings.rehearsal.speed:g} times as fast as it was: {chat.title}")
    click.echo("Ctrl-C ends it.")


def _recordings(campaign: CampaignPlan, settings: Settings) -> list[Source]:
    beside = Path(campaign.file).parent
    playing = [chat for chat in campaign.chats if chat in rehearsals(settings, CLOCK.now())]
    return [
        Replay(beside / chat.rehearsal, clock=CLOCK, speed=settings.rehearsal.speed, name=chat.id) for chat in playing
    ]


async def _listen(campaign: CampaignPlan, plan: Plan, settings: Settings, folder: DataFolder, push: _Push) -> None:
    worker = _worker("listen", settings, folder, campaign.id)
    chats = chats_to_come(plan, CLOCK.now())
    bluesky = settings.bluesky
    handles = Handles(bluesky.directory, clock=CLOCK) if bluesky.on and bluesky.directory and chats else None
    async with _working(worker, plan, folder, push, handles) as at, asyncio.TaskGroup() as group:
        follower = Follower(at.claims, at.errands, at.judge, at.spool, CLOCK)
        group.create_task(_push_on(at.client), name=f"push.{worker}")
        group.create_task(follower.learn_at_times(), name=f"learn.{worker}")
        if handles:
            await introduce(at.judge, plan.events, bluesky.directory, group)
        instance = hashlib.sha256(plan.key).hexdigest()[:8]
        for source in (
            *_recordings(campaign, settings),
            *sources(chats, settings, CLOCK, instance=instance, handles=handles),
            *rechecks(plan, settings, CLOCK, errands=at.errands, follower=follower),
        ):
            group.create_task(follower.follow(source), name=f"source.{source.name}")


async def _push_on(client: PushClient) -> None:
    """Push, for ever. When another worker takes our name both are told, and we come back after a while."""
    while True:
        try:
            await client.run()
        except PushRefusedError as error:
            log.error("push.replaced", error=str(error))  # noqa: TRY400 - foreseen; what was heard stays in the spool
            await asyncio.sleep(REPLACED_FOR)


async def _transcribe(plan: Plan, settings: Settings, folder: DataFolder, push: _Push) -> None:
    worker = _worker("transcribe", settings, folder, plan.campaign.id)
    async with (
        _working(worker, plan, folder, push) as at,
        _finding(settings.model, plan) as find,
        asyncio.TaskGroup() as group,
    ):
        transcriber = Transcriber(
            at.errands,
            at.claims,
            at.judge,
            at.spool,
            plan,
            clock=CLOCK,
            accounts=partial(resolve_handles, base_url=settings.bluesky.directory),
            find=find,
        )
        at.client.on_outcomes = transcriber.told
        group.create_task(_push_on(at.client), name=f"push.{worker}")
        group.create_task(transcriber.run(at.client), name="transcriber")


@asynccontextmanager
async def _finding(model: Model, plan: Plan) -> AsyncIterator[Find]:
    """A language model, where one is set, else nothing beside the rules."""
    if not model.url:
        yield find_nothing
        return
    async with aiohttp.ClientSession() as http:
        extractor = Extractor(url=model.url, name=model.name, key=model.key, seconds=model.seconds, http=http)
        yield ModelFinder(extractor, plan)


class _Work(NamedTuple):
    """What one worker of one campaign works with."""

    spool: Spool
    judge: Judge
    claims: Claims
    client: PushClient
    errands: Errands


@asynccontextmanager
async def _working(
    worker: str, plan: Plan, folder: DataFolder, push: _Push, handles: Handles | None = None
) -> AsyncIterator[_Work]:
    spool = await Spool.open(folder.spool(worker))
    try:
        async with Errands(push.url, push.token, plan.campaign.id) as errands:
            claims = Claims()
            client = PushClient(push.url, push.token, worker, spool, campaign=plan.campaign.id, claims=claims)
            yield _Work(spool, Judge(plan, spool, handles), claims, client, errands)
    finally:
        await spool.close()
