"""Publishes to nchan over its WebSocket publisher, with a window of messages that it has not acknowledged yet.

python -m tests.bench.fanout.publisher PORT
"""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.client import connect

from tests.bench.fanout.message import around, stamp
from tests.bench.fanout.publishing import obey

BEFORE, AFTER = around()
WINDOW = 32


async def main(port: int) -> None:
    async with connect(f"ws://127.0.0.1:{port}/publish", compression=None, proxy=None) as connection:
        window = asyncio.Semaphore(WINDOW)

        async def publish(_: int) -> None:
            await window.acquire()
            await connection.send(f"{BEFORE}{stamp()}{AFTER}")

        async def hear() -> None:
            async for _ in connection:
                window.release()

        hearing = asyncio.create_task(hear())
        await obey(port, publish)
        hearing.cancel()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
