"""What strangers try at the front door: slow heads, bodies of two readings, names that are pointed at us, endless pings."""

from __future__ import annotations

import asyncio

import pytest

from bridge.web.bounded import MOST_UNREAD
from tests.web.doors import LIMIT, UPGRADE, ask, door, upgrade

FIRST = b"GET /page HTTP/1.1\r\nHost: here\r\n\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: here\r\n\r\n"
#: Bodies that two programs on the way could end at different places.
SMUGGLING = [
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    b"Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
    b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    b"Content-Length: 5, 5\r\n\r\nabcde",
    b"Content-Length: +5\r\n\r\nabcde",
    b"Content-Length: -5\r\n\r\n",
    b"Content-Length: 0x5\r\n\r\nabcde",
    b"Content-Length: 1_0\r\n\r\nabcdeabcde",
    b"Content-Length: \r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    b"X: x\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
]


async def drip(writer: asyncio.StreamWriter, reader: asyncio.StreamReader) -> bytes:
    """Send a head that never ends, a byte at a time, for as long as somebody listens; what was heard."""
    hearing = asyncio.ensure_future(reader.read())
    writer.write(b"GET /page HTTP/1.1\r\nX: ")
    async with asyncio.timeout(LIMIT):
        while not hearing.done():
            writer.write(b"x")
            await asyncio.wait([hearing], timeout=0.01)
    writer.close()
    return b"" if isinstance(hearing.exception(), ConnectionResetError) else hearing.result()


async def test_a_head_that_drips_is_cut() -> None:
    async with door(head_seconds=0.1) as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)

        heard = await drip(writer, reader)

        assert heard.startswith(b"HTTP/1.1 408")


async def test_a_later_head_that_drips_is_cut() -> None:
    async with door(keepalive_timeout=0.1) as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        writer.write(b"GET /page HTTP/1.1\r\nHost: here\r\n\r\n")
        await asyncio.wait_for(reader.readuntil(b"/page 0"), LIMIT)

        heard = await drip(writer, reader)

        assert heard == b""


@pytest.mark.parametrize("later", [False, True], ids=["first", "later"])
@pytest.mark.parametrize("body", SMUGGLING)
async def test_a_body_of_two_readings_is_refused_and_nothing_after_it_is_heard(body: bytes, later: bool) -> None:
    async with door() as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        if later:
            writer.write(FIRST)
            await asyncio.wait_for(reader.readuntil(b"/page 0"), LIMIT)
        writer.write(b"POST /page HTTP/1.1\r\nHost: here\r\n" + body + HIDDEN)

        heard = await asyncio.wait_for(reader.read(), LIMIT)
        writer.close()

        assert [line.split()[1] for line in heard.split(b"\r\n") if line.startswith(b"HTTP/")] == [b"400"]
        assert b"/hidden" not in heard


async def test_a_socket_cannot_be_asked_for_behind_another_request() -> None:
    async with door() as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        writer.write(FIRST + upgrade(front.port).encode() + b"\x81\x80abcd")

        heard = await asyncio.wait_for(reader.read(), LIMIT)
        writer.close()

        assert b" 101 " not in heard
        assert heard.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(("method", "status"), [("GET", 426), ("POST", 405), ("DELETE", 405)])
async def test_what_is_a_socket_is_nothing_else(method: str, status: int) -> None:
    async with door() as front:
        answered, answer = await ask(front.port, f"{method} /echo HTTP/1.1\r\nHost: here\r\n\r\n")

        assert answered == status
        assert (b"Upgrade: websocket" if status == 426 else b"Allow: GET") in answer


async def test_a_site_that_points_its_name_at_us_may_open_no_socket() -> None:
    async with door(origins=["http://ideas.example"]) as front:
        heads = [
            UPGRADE.format(
                path="/echo", host=host, upgrade="websocket", connection="Upgrade", more=f"Origin: {origin}\r\n"
            )
            for host, origin in (
                ("evil.example", "http://evil.example"),
                ("localhost", "http://localhost"),
                ("[::1]:80", "http://[::1]:80"),
                ("ideas.example", "http://ideas.example"),
            )
        ]

        answered = [(await ask(front.port, head))[0] for head in heads]

        assert answered == [403, 101, 101, 101]


async def test_pings_of_a_peer_that_does_not_listen_fill_no_memory() -> None:
    async with door() as front:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.port)
        writer.write(upgrade(front.port).encode())
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LIMIT)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        (connection,) = front._server.all_connections

        for _ in range(200):
            writer.write((b"\x89\xe4abcd" + b"x" * 100) * 1000)
            await asyncio.wait_for(writer.drain(), LIMIT)

        assert connection.transport.get_write_buffer_size() > MOST_UNREAD  # else it was never put to the test
        assert connection.transport.get_write_buffer_size() < 2 * MOST_UNREAD
        writer.transport.abort()
