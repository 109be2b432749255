"""One worker that says a made-up chat at a steady rate: spool, push client, real socket.

A post's moment is when it was due, not when we got round to it, so that a slow stretch counts for all that it delayed.
"""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import time
from array import array
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import structlog

from bridge.push.client import PushClient
from bridge.push.frames import Outcome
from bridge.push.spool import Spool
from tests.bench.chat import LIVE, MIXES, Chat, arrived_ns
from tests.load.reading import percentile

#: Seconds of posts that a worker keeps in one go, as a source gives them.
TICK = 0.005
#: Seconds for what was said last to be acked.
PATIENCE = 60.0


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is to say. `expected` is how many it will be, which tells how many people speak."""

    port: int
    token: str
    folder: str
    rate: float
    seconds: float
    mix: str = "rehearsed"
    worker: str = "load"
    seed: int = 4


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it: `ack_*` are milliseconds from a post's moment until its ack."""

    ids: tuple[str, ...]
    acked: int
    ack_p50: float
    ack_p99: float
    ack_most: float
    behind: float  # seconds that the last post was late: we, not the bridge, were too slow
    last: str  # the idea that the last post opened


class Worker:
    """Says posts as they fall due, and notes when each was acked."""

    def __init__(self, wanted: Saying) -> None:
        self._wanted = wanted
        self._count = int(wanted.rate * wanted.seconds)
        self._chat = Chat(MIXES[wanted.mix], seed=wanted.seed, expected=self._count)
        self.ids: list[str] = []
        self.behind = 0.0
        self._acked: dict[str, float] = {}
        self._took = array("d")

    def heard(self, outcomes: Sequence[Outcome]) -> None:
        """Note what was acked."""
        now = time.monotonic_ns()
        for outcome in outcomes:
            self._took.append((now - arrived_ns(outcome.id)) / 1e6)

    async def say_all(self, spool: Spool) -> None:
        began = time.monotonic_ns()
        while (done := len(self.ids)) < self._count:
            now = time.monotonic_ns()
            due = min(self._count, 1 + int((now - began) / 1e9 * self._wanted.rate))
            said = [self._chat.say(began + int(nth / self._wanted.rate * 1e9)) for nth in range(done, due)]
            if due == self._count:
                said[-1] = self._chat.open(began + int(due / self._wanted.rate * 1e9))
                self.behind = (now - arrived_ns(said[-1].id)) / 1e9
            if said:
                self.ids += [it.id for it in said]
                await spool.keep("load", str(due), said)
            await asyncio.sleep(TICK)

    def said(self) -> Said:
        return Said(
            ids=tuple(self.ids),
            acked=len(self._took),
            ack_p50=percentile(self._took, 0.5),
            ack_p99=percentile(self._took, 0.99),
            ack_most=max(self._took, default=math.nan),
            behind=self.behind,
            last=self.ids[-1].replace("c-", "i-", 1),
        )


async def _say(pipe: Connection, wanted: Saying) -> None:
    worker = Worker(wanted)
    spool = await Spool.open(Path(wanted.folder) / f"{wanted.worker}.sqlite")
    client = PushClient(
        f"ws://127.0.0.1:{wanted.port}/v1/push",
        wanted.token,
        wanted.worker,
        spool,
        campaign=LIVE,
        on_outcomes=worker.heard,
    )
    pushing = asyncio.create_task(client.run())
    try:
        await worker.say_all(spool)
        async with asyncio.timeout(PATIENCE):
            await client.idle()
    finally:
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
        await spool.close()
        pipe.send(worker.said())


def say(pipe: Connection, wanted: Saying) -> None:
    """The process of one worker: says everything, then sends `Said`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(_say(pipe, wanted))
