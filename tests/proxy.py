"""A TCP proxy that fails on command: it stands between a client and a real server, and is switched while they talk."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Line:
    """One connection through the proxy, and how many bytes have passed on it since the last switch."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.there = 0
        self.back = 0
        self.is_spoiled = False
        self.is_half_open = False

    def reset(self) -> None:
        """Send RST to both ends."""
        for end in (self.client, self.server):
            reset(end)


class Proxy:
    """Passes on what comes to `port`, until it is told to fail; a fault holds for all lines, also later ones, until `heal`.

    `came` counts the connections, `struck` how often a fault has changed something: a test looks at it, for a fault
    that never struck has shown nothing.
    """

    def __init__(self, host: str, port: int) -> None:
        self.port = 0
        self.came = 0
        self.struck = 0
        self._behind = (host, port)
        self._lines: set[Line] = set()
        self._switched = asyncio.Event()
        self._most_there: int | None = None
        self._most_back: int | None = None
        self._switch()

    def heal(self) -> None:
        """Pass everything on again; lines of which something was swallowed are cut, for their ends cannot go on."""
        self._switch()
        for line in self._lines:
            if line.is_spoiled:
                line.reset()

    def delay(self, seconds: float) -> None:
        """Pass everything on so much later."""
        self._switch()
        self._delay = seconds

    def trickle(self, bytes_per_second: float = 1) -> None:
        """Pass single bytes on, so many a second, each way."""
        self._switch()
        self._pace = bytes_per_second

    def swallow_replies(self, after: int = 0) -> None:
        """Pass on everything that is asked, and of the answers on each line no more than so many bytes."""
        self._switch()
        self._most_back = after

    def reset_after(self, count: int) -> None:
        """Send RST to both ends of each line once so many bytes were asked on it."""
        self._switch()
        self._most_there = count

    def black_hole(self) -> None:
        """Pass nothing on and tell nobody. What is sent meanwhile arrives after `heal`, as a network's does."""
        self._switch()
        self._is_hole = True
        self.struck += len(self._lines)

    def lose_clients(self) -> None:
        """Cut the lines that are there on the client's side only: the server is told nothing (half-open)."""
        for line in self._lines:
            self.struck += 1
            line.is_half_open = True
            reset(line.client)

    def lose_servers(self) -> None:
        """Cut the lines that are there on the server's side only: the client is told nothing (half-open)."""
        for line in self._lines:
            self.struck += 1
            line.is_half_open = True
            reset(line.server)

    def cut(self) -> None:
        """Send RST to both ends of the lines that are there."""
        for line in self._lines:
            self.struck += 1
            line.reset()

    def _switch(self) -> None:
        self._delay = 0.0
        self._pace = 0.0
        self._most_there = self._most_back = None
        self._is_hole = False
        for line in self._lines:
            line.there = line.back = 0
        switched, self._switched = self._switched, asyncio.Event()
        switched.set()

    async def serve(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        """Hold one line until both its ends are through."""
        self.came += 1
        await self._healed()
        try:
            answers, server = await asyncio.open_connection(*self._behind)
        except OSError:
            reset(client)
            return
        line = Line(client, server)
        self._lines.add(line)
        try:
            await asyncio.gather(self._ask(line, reader), self._answer(line, answers))
        finally:
            self._lines.discard(line)
            line.reset()

    async def _ask(self, line: Line, reader: asyncio.StreamReader) -> None:
        """Pass on what the client says."""
        async for data in self._heard(line, reader, line.server):
            part = data
            if self._most_there is not None and line.there + len(part) > self._most_there:
                await _write(line.server, part[: max(0, self._most_there - line.there)])
                self.struck += 1
                line.reset()
                return
            line.there += len(part)
            await _write(line.server, part)

    async def _answer(self, line: Line, reader: asyncio.StreamReader) -> None:
        """Pass on what the server says."""
        async for data in self._heard(line, reader, line.client):
            part = data
            if self._most_back is not None and line.back + len(part) > self._most_back:
                part = part[: max(0, self._most_back - line.back)]
                line.is_spoiled = True
                self.struck += 1
            line.back += len(part)
            await _write(line.client, part)

    async def _heard(
        self, line: Line, reader: asyncio.StreamReader, other: asyncio.StreamWriter
    ) -> AsyncIterator[bytes]:
        """What one end says, as it may pass; then the other end is told how it ended, unless the line is half-open."""
        try:
            while data := await reader.read(2**16):
                while data:
                    part = await self._next(data)
                    data = data[len(part) :]
                    yield part
            await self._healed()
            if not line.is_half_open and not other.transport.is_closing():
                other.write_eof()
        except ConnectionError:
            await self._healed()
            if not line.is_half_open:
                reset(other)

    async def _next(self, data: bytes) -> bytes:
        """What may pass of it, once it may."""
        if self._delay or self._pace:
            self.struck += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(self._delay or 1 / self._pace):
                    await self._switched.wait()
        await self._healed()
        return data[:1] if self._pace else data

    async def _healed(self) -> None:
        """Return once this is no black hole."""
        while self._is_hole:
            await self._switched.wait()


async def _write(end: asyncio.StreamWriter, data: bytes) -> None:
    if data and not end.transport.is_closing():  # what is said to a lost end is swallowed, as by a network
        end.write(data)
        with suppress(ConnectionError):
            await end.drain()


def reset(end: asyncio.StreamWriter) -> None:
    """Let go of a socket at once, so that its peer gets RST."""
    sock = end.get_extra_info("socket")
    if sock is not None and not end.transport.is_closing():
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.transport.abort()


@asynccontextmanager
async def proxy(port: int, host: str = "127.0.0.1") -> AsyncIterator[Proxy]:
    """A proxy before the server at `port`, on a port of its own."""
    between = Proxy(host, port)
    tasks: set[asyncio.Task[None]] = set()

    def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(between.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(came, "127.0.0.1", 0)
    between.port = server.sockets[0].getsockname()[1]
    try:
        yield between
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
