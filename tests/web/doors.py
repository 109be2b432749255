"""A front door with small rooms behind it, and raw requests to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from websockets.asyncio.server import ServerConnection

from bridge.errors import NotAllowedError, UnknownError, UnreadableError
from bridge.web.door import Door, SocketRoute

LIMIT = 10.0
UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: {upgrade}\r\nConnection: {connection}\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n{more}\r\n"
)


async def admit(path: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> str:
    asked = dict(query).get("as", "")
    errors = {
        "stranger": NotAllowedError(401, "sign in"),
        "guest": NotAllowedError(403, "not with this scope"),
        "lost": UnknownError("no such campaign"),
        "muddle": UnreadableError("after: what?"),
    }
    if asked in errors:
        raise errors[asked]
    return asked


async def echo(connection: ServerConnection, who: str) -> None:
    async for message in connection:
        await connection.send(f"{who}: {message!s}")


async def flood(connection: ServerConnection, who: str) -> None:
    while True:
        await connection.send("x" * 65_536)


async def fail(connection: ServerConnection, who: str) -> None:
    raise RuntimeError("words that belong to nobody else")


@asynccontextmanager
async def door(*, keepalive_timeout: float = 75, **options: Any) -> AsyncIterator[Door[str]]:
    app = web.Application()

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.path} {len(await request.read())}")

    app.router.add_route("*", "/page", page)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=keepalive_timeout)
    await runner.setup()
    routes = {
        "/echo": SocketRoute(handler=echo, max_size=100),
        "/flood": SocketRoute(handler=flood),
        "/fail": SocketRoute(handler=fail),
    }
    opened = Door(runner, routes, host="127.0.0.1", port=0, admit=admit, **options)
    await opened.start()
    try:
        yield opened
    finally:
        await asyncio.wait_for(opened.close(), LIMIT)
        await runner.cleanup()


async def ask(port: int, head: str | bytes) -> tuple[int, bytes]:
    """Send a raw head; give the status and everything that came back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() if isinstance(head, str) else head)
    try:
        status = await asyncio.wait_for(reader.readline(), LIMIT)
        rest = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LIMIT)
        body = b"" if b" 101 " in status else await asyncio.wait_for(reader.read(), LIMIT)
    finally:
        writer.close()
    return int(status.split()[1]), rest + body


def upgrade(
    port: int, path: str = "/echo", *, upgrade: str = "websocket", connection: str = "Upgrade", more: str = ""
) -> str:
    return UPGRADE.format(path=path, host=f"127.0.0.1:{port}", upgrade=upgrade, connection=connection, more=more)
