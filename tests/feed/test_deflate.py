"""Compression that is made once and shared, as foreign clients see it."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from websockets.asyncio.client import connect
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame, Opcode

from bridge.feed.deflate import LEAST_BYTES
from bridge.records import State
from tests.feed.feeding import LIMIT, Feeding, changes, feeding, idea

UPGRADE = (
    "GET /v1/feed HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Extensions: {offer}\r\n\r\n"
)
WORDS = "Text people a week before, and tell them what to bring. " * 20


class Wire:
    """A socket as its bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes) -> None:
        self.head = head.decode()
        self.writer = writer
        self._reader = reader

    async def frame(self) -> tuple[int, bytes]:
        """The first byte of the next frame, and its payload."""
        async with asyncio.timeout(LIMIT):
            first, size = await self._reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack("!H", await self._reader.readexactly(2))
            return first, await self._reader.readexactly(size)

    async def until_live(self) -> list[tuple[int, bytes]]:
        frames = [await self.frame()]
        while b'"live"' not in frames[-1][1]:
            frames.append(await self.frame())
        return frames


@asynccontextmanager
async def wire(fed: Feeding, offer: str = "permessage-deflate; client_max_window_bits") -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", fed.port)
    writer.write(UPGRADE.format(port=fed.port, offer=offer).encode())
    try:
        yield Wire(reader, writer, await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), LIMIT))
    finally:
        writer.close()


def inflated(payload: bytes) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(payload + b"\x00\x00\xff\xff")


async def test_readers_that_offer_compression_share_one_compressed_frame() -> None:
    async with feeding() as fed, wire(fed) as one, wire(fed) as other, fed.reader() as plain:
        greeting = await one.until_live()
        await other.until_live()
        await plain.until("live")

        await fed.put(idea(1, text=WORDS))
        first, payload = await one.frame()

        assert {byte for byte, _ in greeting} == {0x81}, "what is short is sent as it is"
        assert first == 0xC1
        assert len(payload) < len(WORDS) / 3
        assert await other.frame() == (first, payload)
        assert msgspec.json.decode(inflated(payload)) == await plain.next()


async def test_neither_side_keeps_a_window() -> None:
    async with feeding() as fed, wire(fed) as reader:
        assert "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n" in reader.head


@pytest.mark.parametrize(
    ("offer", "agreed"),
    [
        ("permessage-deflate", True),
        ("permessage-deflate; server_max_window_bits=12", True),
        ("permessage-deflate; server_max_window_bits=11", False),
        ("permessage-deflate; server_max_window_bits=9, permessage-deflate", True),
        ("permessage-deflate; unheard_of", False),
        ("x-another", False),
    ],
)
async def test_only_an_offer_for_which_shared_frames_are_right_is_taken(offer: str, agreed: bool) -> None:
    async with feeding() as fed, wire(fed, offer) as reader:
        await reader.until_live()

        await fed.put(idea(1, text=WORDS))
        first, _ = await reader.frame()

        assert ("sec-websocket-extensions" in reader.head.lower()) is agreed
        assert first == (0xC1 if agreed else 0x81)


async def test_a_compressed_feed_tells_the_same_after_a_resume_and_from_the_beginning() -> None:
    async with feeding(most_frames=3) as fed:
        await fed.put(*(idea(number, text=f"{number} {WORDS}") for number in range(20)))

        async with fed.reader(compression="deflate") as whole, fed.reader() as plain:
            compressed, expected = await whole.until("live"), await plain.until("live")
        async with fed.reader(compression="deflate", after=f"{await fed.epoch()}.15") as resumed:
            rest = await resumed.until("live")

        assert whole.connection.protocol.extensions
        assert compressed == expected
        assert changes(rest) == changes(expected)[15:]


async def test_a_message_that_unpacks_to_more_than_a_reader_may_send_is_refused_unopened() -> None:
    async with feeding() as fed:
        no_takeover = ClientPerMessageDeflateFactory(client_no_context_takeover=True)
        address = f"ws://127.0.0.1:{fed.port}/v1/feed"
        async with connect(address, compression=None, extensions=[no_takeover], proxy=None) as reader:
            bomb = Frame(Opcode.TEXT, b"a" * 200_000).serialize(mask=True, extensions=reader.protocol.extensions)
            assert len(bomb) < 1024, "by its size on the wire it would get in"

            reader.transport.write(bomb)
            await asyncio.wait_for(reader.wait_closed(), LIMIT)

        assert reader.close_code == 1009


async def test_what_is_too_short_to_gain_is_not_compressed() -> None:
    async with feeding() as fed, wire(fed) as reader:
        await reader.until_live()

        await fed.put(idea(1, text=WORDS))
        await reader.frame()
        await fed.put(idea(1, state=State.HIDDEN))
        first, payload = await reader.frame()

        assert first == 0x81
        assert len(payload) < LEAST_BYTES
