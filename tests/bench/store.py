"""How fast the embedded store commits, each flushed to this disk: `python -m tests.bench.store`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from bridge.ports import Store
from bridge.records import CampaignId, Commit, ContributionId
from bridge.store.sqlite import SqliteStore
from tests import factories

HERE = CampaignId("elective-care")
TEXT = "Ring people the day before their operation, and ask what would stop them from coming in. " * 2


class Producer:
    """Commits to one campaign, one commit after another, and remembers how long each took."""

    def __init__(self, store: Store, campaign: CampaignId) -> None:
        self.seconds: list[float] = []
        self._store = store
        self._campaign = campaign
        self._head = 0

    async def commit_for(self, seconds: float, puts: int) -> None:
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends:
            await self.commit(puts)

    async def commit(self, puts: int) -> None:
        names = [ContributionId(f"c-{self._head + number}") for number in range(puts)]
        commit = Commit(
            expected_seq=self._head,
            puts=tuple(factories.contribution(TEXT, id=name) for name in names),
            identities={name: name for name in names},
        )
        began = time.perf_counter()
        self._head = await self._store.commit(self._campaign, commit)
        self.seconds.append(time.perf_counter() - began)


@asynccontextmanager
async def empty_store() -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "store.db")
        yield store
        await store.close()


async def committing(producers: int, puts: int, seconds: float) -> str:
    """`producers` at once, each in its own campaign and waiting for its commit, with `puts` in each."""
    async with empty_store() as store:
        lines = [Producer(store, CampaignId(f"campaign-{number}")) for number in range(producers)]
        began = time.perf_counter()
        await asyncio.gather(*(line.commit_for(seconds, puts) for line in lines))
        took = time.perf_counter() - began
    each = sorted(second for line in lines for second in line.seconds)
    return (
        f"{producers:>3} producers, {puts:>3} a commit: {len(each) / took:>7,.0f} commits/s"
        f" {len(each) * puts / took:>8,.0f} contributions/s"
        f"  p50 {1000 * each[len(each) // 2]:.2f} ms  p99 {1000 * each[len(each) * 99 // 100]:.2f} ms"
    )


async def reading(puts: int) -> str:
    """Every change from the beginning, in pages of 200."""
    async with empty_store() as store:
        producer = Producer(store, HERE)
        for _ in range(puts // 1000):
            await producer.commit(1000)
        began, after = time.perf_counter(), 0
        while page := await store.changes(HERE, after, 200):
            after = page[-1].seq
        return f"reading {after:,} changes in pages of 200: {after / (time.perf_counter() - began):,.0f} changes/s"


async def measure(seconds: float) -> None:
    for producers, puts in [(1, 1), (1, 10), (1, 100), (32, 1), (32, 10)]:
        print(await committing(producers, puts, seconds))
    print(await reading(20_000))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=3, help="for each figure")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(measure(arguments.parse_args().seconds))


if __name__ == "__main__":
    main()
