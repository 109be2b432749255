"""How every server of the bench is told to publish: lines on its standard input, so that all publish alike.

It prints "port N" once it listens. "publish RATE" publishes so many messages a second (0: as fast as they are taken),
"stop" ends that and prints "published COUNT", and the end of input ends the process.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

Publish = Callable[[int], Awaitable[object]]


async def obey(port: int, publish: Publish) -> None:
    """Publish as told, until the end of input."""
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    print("port", port, flush=True)
    publisher = _Publisher(publish)
    while line := (await commands.readline()).decode().split():
        publisher.rate = float(line[1])
        before, publishing = publisher.count, asyncio.create_task(publisher.run())
        await commands.readline()
        publisher.told_to_stop = True
        await publishing
        print("published", publisher.count - before, flush=True)


class _Publisher:
    """Publishes one message after the other until told to stop; `rate` is per second, 0 without a pause."""

    def __init__(self, publish: Publish) -> None:
        self.count = 0
        self.rate = 0.0
        self.told_to_stop = False
        self._publish = publish

    async def run(self) -> None:
        loop, self.told_to_stop = asyncio.get_running_loop(), False
        due = loop.time()
        while not self.told_to_stop:
            await self._publish(self.count)
            self.count += 1
            due += 1 / self.rate if self.rate else 0
            await asyncio.sleep(max(0.0, due - loop.time()) if self.rate else 0)
