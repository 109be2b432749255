"""What each command starts: built, run until it ends or is cancelled, and closed in reverse."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import click
import msgspec
import structlog

from bridge.documents.inbox import Inbox
from bridge.errors import PushRefusedError, SourceRefusedError
from bridge.intake.pipeline import Plan
from bridge.ports import Source
from bridge.push.client import PushClient
from bridge.push.spool import Spool
from bridge.sources.handles import resolve_handles
from bridge.sources.jetstream import Jetstream
from bridge.sources.replay import Replay
from config.campaign import CampaignPlan
from config.settings import Settings
from workers.listen import Judge, Listener
from workers.runtime import DataFolder, SystemClock, live_chats, plan_of, rehearsals, voice_key
from workers.serve import Serving
from workers.transcribe import Transcriber

log = structlog.get_logger()

CLOCK = SystemClock()
#: Seconds that a worker leaves its name to another one.
REPLACED_FOR = 30.0


async def run(settings: Settings) -> None:
    """Serve, listen and transcribe in one process."""
    folder = DataFolder(Path(settings.data))
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        serving = await Serving.build(settings, folder, CLOCK, stack)
        group.create_task(serving.run(), name="serve")
        await _greet(serving, settings)
        push = _Push(_push_url(serving.nearby()), folder.key("local"))
        for campaign, plan in zip(settings.plans, serving.plans, strict=True):
            group.create_task(_listen(campaign, plan, settings, folder, push), name=f"listen.{campaign.id}")
            reading = _transcribe(plan, settings, folder, push, serving.inbox)
            group.create_task(reading, name=f"transcribe.{campaign.id}")


async def serve(settings: Settings) -> None:
    """The store's side alone."""
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
    inbox = Inbox(folder.uploads)
    key = voice_key(settings, folder)
    async with asyncio.TaskGroup() as group:
        for campaign in settings.plans:
            reading = _transcribe(plan_of(campaign, key), settings, folder, _elsewhere(settings, folder), inbox)
            group.create_task(reading, name=f"transcribe.{campaign.id}")


async def replay(settings: Settings, *, recording: Path, speed: float | None) -> None:
    """A recording, once, into a bridge that runs."""
    folder = DataFolder(Path(settings.data))
    key = voice_key(settings, folder)
    name = f"replay-{hashlib.sha256(recording.read_bytes()).hexdigest()[:12]}"  # noqa: ASYNC240 - before anything runs
    for campaign in settings.plans:
        source = Replay(recording, clock=CLOCK, speed=speed, name=name)
        await _follow(
            [source], plan_of(campaign, key), f"{name}-{campaign.id}", folder, _elsewhere(settings, folder), once=True
        )


class _Push(msgspec.Struct, frozen=True):
    """Where a worker pushes to."""

    url: str
    token: str


def _elsewhere(settings: Settings, folder: DataFolder) -> _Push:
    return _Push(settings.push.url or _push_url(settings.nearby()), settings.push.token or folder.key("local"))


def _push_url(address: str) -> str:
    return f"{address.replace('http', 'ws', 1)}/v1/push"


def _worker(kind: str, settings: Settings, campaign: str) -> str:
    return "-".join(filter(None, (kind, settings.push.worker, campaign)))


async def _greet(serving: Serving, settings: Settings) -> None:
    click.echo(f"ideabridge is at {serving.address()}")
    click.echo(f"Sign in once, as its owner: {await serving.sign_in_link()}")
    for chat in rehearsals(settings, CLOCK.now()):
        click.echo(f"A rehearsal chat plays {settings.rehearsal.speed:g} times as fast as it was: {chat.title}")
    click.echo("Ctrl-C ends it.")


def _sources(campaign: CampaignPlan, settings: Settings) -> list[Source]:
    beside = Path(campaign.file).parent
    playing = [chat for chat in campaign.chats if chat in rehearsals(settings, CLOCK.now())]
    sources: list[Source] = [
        Replay(beside / chat.rehearsal, clock=CLOCK, speed=settings.rehearsal.speed, name=chat.id) for chat in playing
    ]
    if settings.bluesky.on and live_chats(campaign, CLOCK.now()):
        sources.append(Jetstream(*settings.bluesky.jetstream, clock=CLOCK))
    return sources


async def _listen(campaign: CampaignPlan, plan: Plan, settings: Settings, folder: DataFolder, push: _Push) -> None:
    sources = _sources(campaign, settings)
    if any(isinstance(source, Jetstream) for source in sources):
        plan = await _with_accounts(plan, settings)
    await _follow(sources, plan, _worker("listen", settings, campaign.id), folder, push)


async def _with_accounts(plan: Plan, settings: Settings) -> Plan:
    """The stream knows accounts, not handles: ask the directory which account a host's handle is."""
    handles = {
        handle for event in plan.events for handle in event.hosts.get("bluesky", ()) if not handle.startswith("did:")
    }
    accounts = await resolve_handles(handles, settings.bluesky.directory) if handles else {}
    if missing := len(handles) - len(accounts):
        log.warning("hosts.unresolved", network="bluesky", missing=missing)
    events = tuple(
        msgspec.structs.replace(
            event, hosts=event.hosts | {"bluesky": (*hosts, *(accounts[it] for it in hosts if it in accounts))}
        )
        for event in plan.events
        for hosts in [event.hosts.get("bluesky", ())]
    )
    return msgspec.structs.replace(plan, events=events)


async def _follow(
    sources: Sequence[Source], plan: Plan, worker: str, folder: DataFolder, push: _Push, *, once: bool = False
) -> None:
    """Hear sources and push what they give; with `once` until they have ended and all is acked."""
    async with _spool(folder, worker) as spool:
        client = PushClient(push.url, push.token, worker, spool, campaign=plan.campaign.id)
        judge = Judge(plan, spool)
        async with asyncio.TaskGroup() as group:
            pushing = group.create_task(_push_on(client), name=f"push.{worker}")
            hearing = [group.create_task(_hear(it, judge, spool), name=f"source.{it.name}") for it in sources]
            if once:
                await asyncio.gather(*hearing)
                await client.idle()
                pushing.cancel()


async def _push_on(client: PushClient) -> None:
    """Push, for ever. When another worker takes our name both are told, and we come back after a while."""
    while True:
        try:
            await client.run()
        except PushRefusedError as error:
            log.error("push.replaced", error=str(error))  # noqa: TRY400 - foreseen; what was heard stays in the spool
            await asyncio.sleep(REPLACED_FOR)


async def _hear(source: Source, judge: Judge, spool: Spool) -> None:
    try:
        await Listener(source, judge, spool, CLOCK).run()
    except SourceRefusedError as error:
        log.error("source.refused", source=source.name, error=str(error))  # noqa: TRY400 - foreseen; the others go on


async def _transcribe(plan: Plan, settings: Settings, folder: DataFolder, push: _Push, inbox: Inbox) -> None:
    worker = _worker("transcribe", settings, plan.campaign.id)
    planned = {session.id for campaign in settings.plans for session in campaign.sessions}
    async with _spool(folder, worker) as spool:
        judge = Judge(plan, spool)
        transcriber = Transcriber(inbox, judge, spool, plan, planned=planned, clock=CLOCK)
        client = PushClient(
            push.url, push.token, worker, spool, campaign=plan.campaign.id, on_outcomes=transcriber.told
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(_push_on(client), name=f"push.{worker}")
            group.create_task(transcriber.run(client), name="transcriber")


@asynccontextmanager
async def _spool(folder: DataFolder, worker: str) -> AsyncIterator[Spool]:
    spool = await Spool.open(folder.spool(worker))
    try:
        yield spool
    finally:
        await spool.close()
