"""The proxy fails as it was told to, and only until it is healed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from tests.proxy import Proxy, proxy

LIMIT = 5.0


class Echo:
    """A server that says everything back; `heard` is all that came to it, `lost` how many clients have left it."""

    def __init__(self) -> None:
        self.heard = b""
        self.lost = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(100):
                self.heard += data
                writer.write(data)
        self.lost += 1
        writer.close()


@pytest.fixture
async def echo() -> Echo:
    return Echo()


@pytest.fixture
async def between(echo: Echo) -> AsyncIterator[Proxy]:
    server = await asyncio.start_server(echo.serve, "127.0.0.1", 0)
    async with server, proxy(server.sockets[0].getsockname()[1]) as between:
        yield between


class Client:
    """One connection through the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def ask(self, words: bytes) -> bytes:
        self.writer.write(words)
        return await self.hear(len(words))

    async def hear(self, count: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(count), LIMIT)


@pytest.fixture
async def client(between: Proxy) -> AsyncIterator[Client]:
    client = Client(*await asyncio.open_connection("127.0.0.1", between.port))
    assert await client.ask(b"hello") == b"hello"
    yield client
    client.writer.close()


async def come_about(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT):
        while not look():  # noqa: ASYNC110 - the other end of a socket has no event for us
            await asyncio.sleep(0.005)


async def test_replies_beyond_a_count_are_swallowed_and_the_line_is_cut_at_the_healing(
    echo: Echo, between: Proxy, client: Client
) -> None:
    between.swallow_replies(after=2)
    client.writer.write(b"asked")

    assert await client.hear(2) == b"as"
    await come_about(lambda: between.struck > 0)
    assert echo.heard == b"helloasked"
    between.heal()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.hear(1)


async def test_a_line_is_reset_in_the_middle_of_what_is_asked(echo: Echo, between: Proxy, client: Client) -> None:
    between.reset_after(3)

    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.ask(b"asked")

    await come_about(lambda: echo.lost == 1)
    assert (echo.heard, between.struck) == (b"helloask", 1)


async def test_what_falls_into_a_black_hole_arrives_once_it_is_healed(
    echo: Echo, between: Proxy, client: Client
) -> None:
    between.black_hole()
    client.writer.write(b"asked")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.reader.read(1), 0.1)
    heard = echo.heard

    between.heal()

    assert heard == b"hello"
    assert await client.hear(5) == b"asked"


async def test_a_trickle_passes_single_bytes(between: Proxy, client: Client) -> None:
    between.trickle(50)
    client.writer.write(b"asked")

    assert await asyncio.wait_for(client.reader.read(5), LIMIT) == b"a"


async def test_of_a_half_open_line_one_end_is_told_nothing(echo: Echo, between: Proxy, client: Client) -> None:
    between.lose_clients()

    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.hear(1)
    again = Client(*await asyncio.open_connection("127.0.0.1", between.port))
    assert await again.ask(b"again") == b"again"
    assert echo.lost == 0
    again.writer.close()


async def test_a_client_of_a_lost_server_is_told_nothing(echo: Echo, between: Proxy, client: Client) -> None:
    between.lose_servers()
    await come_about(lambda: echo.lost == 1)
    client.writer.write(b"asked")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.reader.read(1), 0.1)
