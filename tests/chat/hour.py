"""One chat from its opening until all is asked for that may still come, and what came of it."""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from bridge.records import CampaignId
from bridge.store.rows import decode
from config.settings import load
from tests.bench.ceiling import rss_mib
from tests.chat.check import READ, Account, Ledger, Stored, account
from tests.chat.faults import AWAY, Due, drawn, kills
from tests.chat.listening import Serve, Worker
from tests.chat.networks import Networks
from tests.chat.pace import Hurried
from tests.chat.script import HOUR, QUESTIONS, Deed, script
from tests.running import Bridge
from workers.runtime import DataFolder, plan_of

#: Before the chat opens: whoever is not connected by then never is.
EARLY = 60.0
#: After its end: posts can be edited for a quarter of an hour, and are looked up some minutes later.
AFTERWARDS = 26 * 60.0
#: When nothing is said any more the clock goes so many times faster still.
FASTER = 4.0
_CAMPAIGN = CampaignId("chats")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be played. `speed` is how many seconds of the chat pass in one."""

    posts: int = 1500
    speed: float = 150.0
    seed: int = 4


class Came(msgspec.Struct, kw_only=True):
    """What came of it. Memory of our own process, stand-ins and all, in MiB, from the middle of the chat to its end.

    `unmet` are faults that nobody met. `hold` says what would have come of it had this been stored.
    """

    account: Account
    stored: Stored
    hold: Callable[[Stored], Account]
    faults: tuple[str, ...]
    unmet: int
    kills: int
    seconds: float
    rss_middle: float
    rss_end: float

    def told(self) -> str:
        return (
            f"{self.account.told()}; {len(self.faults)} faults, {self.unmet} of them unmet, and {self.kills} kills; {self.seconds:.0f} s;"
            f" memory {self.rss_middle:.0f} → {self.rss_end:.0f} MiB"
        )


def campaign(folder: Path) -> Path:
    """Settings of a campaign with our one chat."""
    questions = "".join(f'[[chats.questions]]\ntext = "{it}"\nchallenge = "waiting"\n' for it in QUESTIONS)
    (folder / "chats.toml").write_text(
        f"""
id = "{_CAMPAIGN}"
title = "Chats"
opens_at = 2020-01-01
closes_at = 2100-01-01
[[challenges]]
id = "waiting"
title = "Waiting well"
[[chats]]
id = "chat"
title = "A chat"
starts_at = 2026-11-02T19:00:00Z
minutes = 60
tags = ["SolvingTogether"]
aliases = ["SolvingTogther"]
challenges = ["waiting"]
[chats.hosts]
x = ["person_host"]
bluesky = ["did:plc:host"]
mastodon = ["host@care.example"]
{questions}""",
        encoding="utf-8",
    )
    settings = folder / "bridge.toml"
    settings.write_text('campaigns = ["chats.toml"]\n[log]\nlevel = "warning"\n', encoding="utf-8")
    return settings


async def play(folder: Path, asked: Asked) -> Came:
    """Play it, and hold what is stored against what was said."""
    began = time.monotonic()
    settings = campaign(folder)
    bridge = Bridge(folder / "serve", "--config", str(settings), process="serve")
    await asyncio.to_thread(bridge.start)
    try:
        plan = plan_of(load(settings).plans[0], DataFolder(bridge.data).key("voice").encode())
        (event,) = plan.events
        clock = Hurried(event.opens_at - timedelta(seconds=EARLY))
        serve = Serve(bridge.port, bridge.token)
        async with Networks(clock, asked.speed) as networks, _reading(serve) as read:
            worker = Worker(networks, plan, serve, folder)
            chance = random.Random(asked.seed)
            faults, killed = drawn(chance), kills(chance)
            deeds = script(asked.posts, asked.seed)
            await worker.start()
            rss = await _heard(networks, worker, deeds, faults, killed)
            hands_out = networks.hands_out(event)
            await worker.pushed()
            before = Ledger(networks, plan.key, await _stored(bridge, read)).changes_missing()
            await worker.recheck()
            await worker.close()
            stored = await _stored(bridge, read)
    finally:
        await asyncio.to_thread(bridge.stop)
    hold = partial(account, networks, plan.key, hands_out=hands_out, unchecked=len(before))
    names = tuple(f"{it.fault.network} {it.fault.name}" for it in faults)
    return Came(
        account=hold(stored),
        stored=stored,
        hold=hold,
        faults=names,
        unmet=networks.unmet(),
        kills=len(killed),
        seconds=time.monotonic() - began,
        rss_middle=rss[0],
        rss_end=rss[1],
    )


async def _heard(
    networks: Networks, worker: Worker, deeds: Sequence[Deed], faults: Sequence[Due], killed: Sequence[float]
) -> tuple[float, float]:
    """Let the hour pass, and what comes after it; the memory in its middle and at its end."""
    clock = networks.clock
    await networks.x.listened()
    await networks.bluesky.connected(1)
    for server in networks.mastodon:
        await server.listened(2)
        await server.asked("min_id", 2)
    clock.go(networks.speed)
    rss: list[float] = []

    async def say() -> None:
        for deed in deeds:
            await clock.until(EARLY + deed.at)
            await networks.play(deed)
            if not rss and deed.at > HOUR / 2:
                rss.append(rss_mib(os.getpid()))

    async def fail() -> None:
        async with asyncio.TaskGroup() as dealing:
            for due in faults:
                await clock.until(EARLY + due.at)
                dealing.create_task(due.fault.deal(networks), name=due.fault.name)

    async def kill() -> None:
        for at in killed:
            await clock.until(EARLY + at)
            await worker.kill()
            await clock.sleep(AWAY)
            await worker.start()

    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watched(worker))
        for job in (say(), fail(), kill()):
            group.create_task(job)
        await clock.until(EARLY + HOUR + 90)
        rss.append(rss_mib(os.getpid()))
        clock.go(networks.speed * FASTER)
        await clock.until(EARLY + HOUR + AFTERWARDS)
        watching.cancel()
    return rss[0], rss[-1]


async def _watched(worker: Worker) -> None:
    await asyncio.shield(worker.died)


@asynccontextmanager
async def _reading(serve: Serve) -> AsyncIterator[dict[tuple[str, str], int]]:
    """A reader of the feed from before the chat on: the place of each entity, as it was told last."""
    places: dict[tuple[str, str], int] = {}
    url = f"ws://127.0.0.1:{serve.port}/v1/feed?after=0&entity={','.join(READ)}"
    headers = {"Authorization": f"Bearer {serve.token}"}
    async with connect(url, additional_headers=headers, proxy=None, max_size=2**22) as feed:
        reading = asyncio.create_task(_read(feed, places), name="feed")
        try:
            yield places
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _read(feed: ClientConnection, places: dict[tuple[str, str], int]) -> None:
    highest = 0
    async for frame in feed:
        told = json.loads(frame)
        if told["type"] != "change":
            assert told["type"] != "reset", told
            continue
        seq = int(told["at"].rpartition(".")[2])
        assert seq > highest, "the feed's places go backwards"
        highest = seq
        places[told["entity"], told["value"]["id"]] = seq


async def _stored(bridge: Bridge, read: dict[tuple[str, str], int]) -> Stored:
    """All that is in the store, once the reader of the feed has it too."""
    file = str(bridge.data / "store.sqlite")
    with closing(apsw.Connection(file, flags=apsw.SQLITE_OPEN_READONLY)) as db:
        sql = "SELECT seq, value FROM entities WHERE campaign = ?"
        rows: list[Any] = db.execute(sql, (_CAMPAIGN,)).fetchall()
    entities = [(int(seq), decode(value)) for seq, value in rows]
    named = {(type(entity).__name__.lower(), entity.id): (seq, entity) for seq, entity in entities}
    last = max(seq for (name, _), (seq, _) in named.items() if name in READ)
    for _ in range(100):
        if last in read.values():
            break
        await asyncio.sleep(0.05)
    return Stored(changes=named, read=dict(read))
