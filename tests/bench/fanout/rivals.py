"""The rivals in Python: a plain aiohttp server that sends to each reader in turn, and `websockets.broadcast`.

python -m tests.bench.fanout.rivals aiohttp|websockets [deflate]
"""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web
from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.fanout.message import around, stamp
from tests.bench.fanout.publishing import obey

BEFORE, AFTER = around()
BACKLOG = 4096


async def serve_aiohttp(*, deflate: bool) -> None:
    readers: set[web.WebSocketResponse] = set()

    async def read(request: web.Request) -> web.WebSocketResponse:
        reader = web.WebSocketResponse(compress=deflate)
        await reader.prepare(request)
        readers.add(reader)
        async for _ in reader:
            pass
        readers.discard(reader)
        return reader

    async def publish(_: int) -> None:
        text = f"{BEFORE}{stamp()}{AFTER}"
        for reader in tuple(readers):
            await reader.send_str(text)

    app = web.Application()
    app.router.add_get("/", read)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=BACKLOG).start()
    await obey(runner.addresses[0][1], publish)


async def serve_websockets(*, deflate: bool) -> None:
    readers: set[ServerConnection] = set()

    async def read(reader: ServerConnection) -> None:
        readers.add(reader)
        await reader.wait_closed()
        readers.discard(reader)

    async def publish(_: int) -> None:
        broadcast(readers, f"{BEFORE}{stamp()}{AFTER}")

    compression = "deflate" if deflate else None
    async with serve(read, "127.0.0.1", 0, compression=compression, close_timeout=0.1, backlog=BACKLOG) as server:
        await obey(server.sockets[0].getsockname()[1], publish)


if __name__ == "__main__":
    kind = {"aiohttp": serve_aiohttp, "websockets": serve_websockets}[sys.argv[1]]
    asyncio.run(kind(deflate="deflate" in sys.argv))
