"""One of several writers that say the same ideas at once, each in a wrapping of its own.

`python -m tests.flow.racing URL WRITER COUNT` pushes them to a desk of its own on a Redis that is there, once a line comes on
stdin; a line for each push that is stored.
"""

from __future__ import annotations

import asyncio
import logging
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog

from bridge.ideas.sameness import Index
from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import CampaignId, Contribution, ContributionId, SourceName, VoiceKey
from bridge.store.redis import RedisStore
from tests import factories
from workers.desk import Desk

CAMPAIGN = CampaignId("elective-care")
#: How each writer says an idea, and where.
WRAPPINGS = (("A1 {} #NHS", SourceName.X), ("RT @amy: {}!", SourceName.BLUESKY))
#: Contributions in one push, and pushes that wait at once, as a worker sends them.
PUSH, WINDOW = 24, 8
_SYLLABLES = ("ba", "co", "du", "fe", "gi", "ho", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu")


def ideas(count: int) -> list[str]:
    """Texts that have nothing in common."""
    draw = random.Random(7)
    return [" ".join("".join(draw.choices(_SYLLABLES, k=4)) for _ in range(9)).capitalize() for _ in range(count)]


def contributions(writer: int, count: int) -> list[Contribution]:
    """What a writer says: each idea once, in an order of its own, or whoever is ahead would open them all."""
    wrapping, source = WRAPPINGS[writer]
    said = [
        factories.contribution(
            wrapping.format(text),
            id=ContributionId(f"c-{writer}-{nth}"),
            voice=VoiceKey(f"v-{writer}-{nth}"),
            said_at=factories.minutes(nth % 60),
            source=source,
            version="1",
            lang="en",
        )
        for nth, text in enumerate(ideas(count))
    ]
    random.Random(writer).shuffle(said)
    return said


class Clock:
    def now(self) -> datetime:
        return factories.minutes(60)


class Writer:
    """A desk on a store that others write to, too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.known = Projection(CAMPAIGN, Index())
        self._desk = Desk(store, self.known, Clock())

    async def begin(self) -> None:
        await self.known.catch_up(self._store)
        self._working = [asyncio.create_task(it) for it in (self._desk.run(), self.known.follow(self._store))]

    async def say(self, writer: int, said: Sequence[Contribution]) -> int:
        """Push it, `WINDOW` pushes at once, and count those that opened an idea."""
        window, opened = asyncio.Semaphore(WINDOW), 0

        async def push(number: int, part: Sequence[Contribution]) -> None:
            nonlocal opened
            async with window:
                outcomes = await self._desk.take(f"writer-{writer}", Push(n=number + 1, contributions=tuple(part)))
            opened += sum(it.outcome == "new" for it in outcomes)
            print(len(part), flush=True)

        async with asyncio.TaskGroup() as pushing:
            for number, part in enumerate(_parts(said)):
                pushing.create_task(push(number, part))
        return opened

    async def end(self) -> None:
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)


def _parts(said: Sequence[Contribution]) -> Iterator[Sequence[Contribution]]:
    return (said[at : at + PUSH] for at in range(0, len(said), PUSH))


async def main(url: str, writer: int, count: int) -> None:
    """Say everything once told to."""
    store = await RedisStore.open(url)
    desk = Writer(store)
    await desk.begin()
    said = contributions(writer, count)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    opened = await desk.say(writer, said)
    print("opened", opened, flush=True)
    await desk.end()
    await store.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
