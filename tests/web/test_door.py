"""The front door on a real socket: HTTP and WebSockets through one port."""

from __future__ import annotations

import asyncio

import aiohttp
import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.web.doors import LIMIT, ask, door, upgrade


async def test_pages_and_sockets_come_through_one_port() -> None:
    async with door() as front, aiohttp.ClientSession() as session:
        async with session.post(f"http://127.0.0.1:{front.port}/page", data=b"x" * 100_000) as response:
            page = await response.text()
        async with connect(f"ws://127.0.0.1:{front.port}/echo?as=amy") as connection:
            await connection.send("hello")
            answer = await asyncio.wait_for(connection.recv(), LIMIT)

        assert page == "/page 100000"
        assert answer == "amy: hello"


async def test_a_head_may_come_in_pieces_with_the_body_behind_it() -> None:
    async with door() as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        for piece in (b"POST /pa", b"ge HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r", b"\nbody"):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

        answer = await asyncio.wait_for(reader.readuntil(b"/page 4"), LIMIT)
        writer.close()

        assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("upgrade_header", "connection"),
    [("websocket", "Upgrade"), ("websocket", "keep-alive, Upgrade"), ("WebSocket", "upgrade")],
)
async def test_every_browser_s_way_of_asking_for_a_socket_is_understood(upgrade_header: str, connection: str) -> None:
    async with door() as front:
        status, _ = await ask(front.port, upgrade(front.port, upgrade=upgrade_header, connection=connection))

        assert status == 101


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?as=stranger", 401),
        ("?as=guest", 403),
        ("?as=lost", 404),
        ("?as=muddle", 400),
        ("?token=x", 400),
        ("?q=ib_12345678_secret", 400),
        ("?" + "&".join(f"q{n}=1" for n in range(40)), 400),
    ],
)
async def test_who_is_not_admitted_gets_a_problem_document(query: str, status: int) -> None:
    async with door() as front:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://127.0.0.1:{front.port}/echo{query}"):
                pass

        response = refused.value.response
        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert msgspec.json.decode(response.body or b"")["status"] == status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ("", 101),
        ("Origin: http://{own}\r\n", 101),
        ("Origin: https://{own}\r\nCookie: a=b\r\n", 101),
        ("Origin: https://friend.example\r\nCookie: a=b\r\n", 101),
        ("Origin: https://evil.example\r\nCookie: a=b\r\n", 403),
        ("Origin: https://evil.example\r\n", 403),
        ("Origin: null\r\n", 403),
        ("Origin: ftp://{own}\r\n", 403),
        ("Cookie: a=b\r\n", 403),
        ("Origin: http://{own}\r\nOrigin: https://evil.example\r\n", 400),
    ],
)
async def test_no_other_site_may_open_a_socket(more: str, status: int) -> None:
    async with door(origins=["https://friend.example"]) as front:
        head = upgrade(front.port, more=more.format(own=f"127.0.0.1:{front.port}"))

        answered, _ = await ask(front.port, head)

        assert answered == status


async def test_a_socket_at_an_unknown_path_is_not_found() -> None:
    async with door() as front:
        status, answer = await ask(front.port, upgrade(front.port, "/nowhere"))

        assert status == 404
        assert b"/echo" in answer


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", 400),
        (b"GET /page\r\n\r\n", 400),
        (b"GET /page HTTP/9.9\r\n\r\n", 400),
        (b"GET /page HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET /page HTTP/1.1\r\nHost : here\r\n\r\n", 400),
        (b"GET /page HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /page HTTP/1.1\r\n" + b"X: x\r\n" * 10_000, 431),
        (b"GET /page HTTP/1.1\r\n" + b"X: x\r\n" * 101 + b"\r\n", 431),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET /page HTTP/1.1\r\nX: a\nY: b\r\n\r\n", 400),
    ],
)
async def test_a_broken_head_is_refused_with_a_reason(head: bytes, status: int) -> None:
    async with door() as front:
        answered, answer = await ask(front.port, head)

        assert answered == status
        assert b"application/problem+json" in answer


async def test_a_slow_head_is_cut() -> None:
    async with door(head_seconds=0.05) as front:
        status, _ = await ask(front.port, b"GET /page HT")

        assert status == 408


async def test_a_silent_connection_is_closed_in_silence() -> None:
    async with door(head_seconds=0.05) as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)

        heard = await asyncio.wait_for(reader.read(), LIMIT)
        writer.close()

        assert heard == b""


async def test_overload_is_refused_with_a_time_to_come_back() -> None:
    async with door(most_sockets=1) as front, connect(f"ws://127.0.0.1:{front.port}/echo"):
        status, answer = await ask(front.port, upgrade(front.port))

        assert status == 503
        assert b"Retry-After: 5" in answer


async def test_a_message_that_is_too_big_closes_only_its_own_socket() -> None:
    async with door() as front:
        address = f"ws://127.0.0.1:{front.port}/echo"
        async with connect(address) as big, connect(address) as other:
            await big.send("x" * 101)
            await asyncio.wait_for(big.wait_closed(), LIMIT)
            await other.send("still here")

            assert big.close_code == 1009
            assert await asyncio.wait_for(other.recv(), LIMIT) == ": still here"


async def test_a_handler_that_fails_closes_its_socket_and_says_nothing_of_why() -> None:
    async with door() as front, connect(f"ws://127.0.0.1:{front.port}/fail") as connection:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(connection.recv(), LIMIT)

        assert connection.close_code == 1011
        assert connection.close_reason == ""


async def test_sockets_are_told_to_come_back_when_the_door_closes() -> None:
    async with door() as front, connect(f"ws://127.0.0.1:{front.port}/echo") as connection:
        port = front.port

        await asyncio.wait_for(front.close(), LIMIT)
        await asyncio.wait_for(connection.wait_closed(), LIMIT)

        assert connection.close_code == 1012
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


async def test_closing_ends_though_peers_are_dead_or_never_said_what_they_want() -> None:
    async with door() as front:
        silent = await asyncio.open_connection("127.0.0.1", front.port)
        dead = [await asyncio.open_connection("127.0.0.1", front.port) for _ in range(3)]
        for (reader, writer), path in zip(dead, ("/echo", "/flood", "/flood"), strict=True):
            writer.write(upgrade(front.port, path).encode())
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LIMIT)
            writer.transport.pause_reading()  # type: ignore[attr-defined]

        await asyncio.wait_for(front.close(), LIMIT)

        for _, writer in [silent, *dead]:
            writer.close()
        assert not front._server.all_connections
        assert not front._server.handler_tasks
