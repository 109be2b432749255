"""Kills a Redis under load, again and again, and looks for what it acked and has not. `python -m tests.crash.redis_kills 50`.

Each writer commits under its own campaign and, against the others, under a shared one. After an error it does not know
whether it was heard; it asks, and says the same again if not.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import structlog

from bridge.errors import Conflict
from bridge.records import CampaignId, Commit, ContributionId
from bridge.store.redis import RedisStore
from tests import factories
from tests.redis_server import RedisServer

WRITERS = 6
SHARED = CampaignId("shared")


class Writer:
    """Says one thing after another until it is told to end. `acked` is what the store said it has, and at which seq."""

    def __init__(self, name: str, store: RedisStore) -> None:
        self.name = name
        self.acked: dict[tuple[CampaignId, str], int] = {}
        self.unsure = 0
        self._store = store
        self._is_over = asyncio.Event()

    async def write(self) -> None:
        number = 0
        while not self._is_over.is_set():
            for campaign in (CampaignId(self.name), SHARED):
                await self._say(campaign, ContributionId(f"{self.name}-{number}"))
            number += 1

    def end(self) -> None:
        self._is_over.set()

    async def _say(self, campaign: CampaignId, name: ContributionId) -> None:
        said = factories.contribution(id=name)
        while True:
            try:
                head = (await self._store.place(campaign)).seq
                if await self._store.identified(campaign, [name]):
                    return
                commit = Commit(expected_seq=head, puts=(said,), identities={name: name})
                self.acked[campaign, name] = await self._store.commit(campaign, commit)
            except Conflict:
                continue
            except OSError:
                self.unsure += 1
                await asyncio.sleep(0.01)
            else:
                return


async def rounds(folder: Path, count: int, *options: str, checks: bool = True) -> tuple[list[str], int, int]:
    """What was lost or doubled over so many kills, how much was acked, and how often a writer could not know."""
    chance = random.Random(count)
    server = RedisServer(folder, *options)
    server.start()
    store = await RedisStore.open(server.url, checks=checks)
    writers = [Writer(f"writer-{number}", store) for number in range(WRITERS)]
    writing = [asyncio.create_task(writer.write()) for writer in writers]
    wrong: list[str] = []
    try:
        for _ in range(count):
            await _acked(writers, chance.randint(20, 200))
            await asyncio.sleep(chance.random() / 100)  # any moment, not only the one after an ack
            server.kill()
            await asyncio.sleep(chance.random() / 20)
            server.start()
        for writer in writers:
            writer.end()
        await asyncio.gather(*writing)
        acked = {word: seq for writer in writers for word, seq in writer.acked.items()}
        for campaign in {campaign for campaign, _ in acked}:
            wrong += await _wrong(store, campaign, {name: seq for (at, name), seq in acked.items() if at == campaign})
    finally:
        for task in writing:
            task.cancel()
        await store.close()
        server.kill()
    return wrong, len(acked), sum(writer.unsure for writer in writers)


async def _acked(writers: Sequence[Writer], more: int) -> None:
    """Return once so many more are acked."""
    enough = sum(len(writer.acked) for writer in writers) + more
    while True:
        if sum(len(writer.acked) for writer in writers) >= enough:
            return
        await asyncio.sleep(0.001)


async def _wrong(store: RedisStore, campaign: CampaignId, acked: dict[str, int]) -> list[str]:
    stored: dict[str, int] = {}
    while page := await store.changes(campaign, max(stored.values(), default=0), 1000):
        stored |= {change.value.id: change.seq for change in page}
    lost = [
        f"{campaign}: {name} was acked at {seq}, is at {stored.get(name)}"
        for name, seq in acked.items()
        if stored.get(name) != seq
    ]
    head = (await store.place(campaign)).seq
    doubled = [f"{campaign}: head {head} of {len(stored)} entities"] if head != len(stored) else []
    unnamed = set(stored) - set(await store.identified(campaign, list(stored)))
    return [*lost, *doubled, *(f"{campaign}: {name} has no identity" for name in unnamed)]


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="ideabridge-redis-") as name:
        wrong, acked, unsure = asyncio.run(rounds(Path(name), int(sys.argv[1])))
    print(
        f"{sys.argv[1]} kill -9 of Redis, {acked} acked, {unsure} replies lost: "
        + ("nothing lost, nothing doubled" if not wrong else "WRONG")
    )
    print("\n".join(wrong[:20]))
    sys.exit(bool(wrong))
