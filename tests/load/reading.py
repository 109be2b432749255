"""Readers of a feed on real sockets, many in one process, as cheap as Python can make them.

A reader keeps, for each idea, the checksum of its value as last told; two readers with the same sum over all of them have
the same ideas. When an idea is first seen, its id tells when the contribution that opened it reached its worker.
"""

from __future__ import annotations

import asyncio
import base64
import fcntl
import math
import os
import signal
import socket
import struct
import termios
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import msgspec

from tests.bench.chat import arrived_ns

TEXT, CLOSE, PING = 0x81, 0x88, 0x89
#: Bytes that a reader which never reads lets its kernel hold, so that it is stuck soon.
LITTLE = 16 * 1024
#: So many pieces of a feed are remembered as read.
LATEST = 16
#: Seconds between looks at what nobody tells us.
LOOK = 0.05
SLOW_LOOK = 0.25


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a feed is, and the token that opens it."""

    port: int
    token: str
    query: str = "entity=idea"


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The readers of one process, shared out over `feeds`. `stuck` of them never read; with `resumes`, all come back."""

    feeds: tuple[Address, ...]
    readers: int
    stuck: int = 0
    resumes: bool = False


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds from a post's arrival until it was seen: by each reader, and by the last of all."""

    ideas: int
    p50: float
    p99: float
    slowest_p50: float
    slowest_p99: float
    most: float


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What the readers of a process came to. `digests` are of the ideas that each of them has in the end."""

    late: Lateness
    digests: tuple[int, ...]
    ideas: tuple[int, ...]
    frames: int
    resets: int
    disorders: int  # a seq that did not rise
    reconnects: int
    lost: int  # healthy readers that were cut
    cut_after: tuple[
        float | None, ...
    ]  # seconds from when a stuck reader's kernel was full until it was cut; None: never


class _Told(msgspec.Struct):
    type: str
    at: str = ""
    value: msgspec.Raw = msgspec.Raw(b"")


class _Named(msgspec.Struct):
    id: str
    gone: bool = False


_told = msgspec.json.Decoder(_Told)
_named = msgspec.json.Decoder(_Named)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that came in one go, in short: the ideas and their checksums, and where the first and the last stood."""

    ideas: dict[str, int]
    frames: int
    first: int
    place: str
    last: int
    rising: bool


def in_short(payloads: Sequence[bytes]) -> Heard | None:
    """Frames in short; None if they hold more than ideas and places, or an idea that has gone."""
    ideas: dict[str, int] = {}
    places: list[str] = []
    for payload in payloads:
        told = _told.decode(payload)
        if told.type == "change":
            named = _named.decode(told.value)
            if named.gone:
                return None
            ideas[named.id] = crc32(told.value)
        elif told.type != "place":
            return None
        places.append(told.at)
    seqs = [int(place.rpartition(".")[2]) for place in places]
    return Heard(
        ideas=ideas,
        frames=len(places),
        first=seqs[0],
        place=places[-1],
        last=seqs[-1],
        rising=all(map(int.__lt__, seqs, seqs[1:])),
    )


class State:
    """What a reader has: each idea's checksum, and the place that it is at. Outlives its connections."""

    def __init__(self, seen: Callable[[str, int], None]) -> None:
        self.ideas: dict[str, int] = {}
        self.place = "0"
        self.seq = 0
        self.frames = self.resets = self.disorders = 0
        self._seen = seen

    def take_in_short(self, heard: Heard) -> None:
        """Take in many changes at once."""
        self.frames += heard.frames
        self.disorders += not (heard.rising and self.seq < heard.first)
        self.place, self.seq = heard.place, heard.last
        now = time.monotonic_ns()
        for idea in heard.ideas:
            if idea not in self.ideas:
                self._seen(idea, now)
        self.ideas.update(heard.ideas)

    def take(self, payload: bytes) -> bool:
        """Take in any frame; True for the one that says that the past is told."""
        told = _told.decode(payload)
        if told.type in ("change", "place"):
            seq = int(told.at.rpartition(".")[2])
            self.disorders += seq <= self.seq
            self.place, self.seq = told.at, seq
        if told.type == "change":
            self.frames += 1
            named = _named.decode(told.value)
            if named.gone:
                self.ideas.pop(named.id, None)
            else:
                if named.id not in self.ideas:
                    self._seen(named.id, time.monotonic_ns())
                self.ideas[named.id] = crc32(told.value)
        elif told.type == "reset":
            self.resets += 1
            self.ideas.clear()
            self.place, self.seq = "0", 0
        return told.type == "live"

    def digest(self) -> int:
        """The same for the same ideas, in whatever order they came."""
        return digest(self.ideas.items())


def digest(ideas: Iterable[tuple[str, int]]) -> int:
    """A checksum over ids and the checksums of their values."""
    total = 0
    for name, value in ideas:
        total = (total + crc32(f"{name}.{value}".encode())) & (2**64 - 1)
    return total


class Reader(asyncio.Protocol):
    """One connection. It answers pings and says nothing else."""

    #: What came last, for most readers get the same bytes: each is read once for all.
    _latest: ClassVar[dict[bytes, tuple[Heard | None, list[tuple[int, bytes]], bytes]]] = {}

    def __init__(self, address: Address, state: State) -> None:
        self.live: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._address = address
        self._state = state
        self._rest = b""
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(request(self._address, self._state.place))

    def data_received(self, data: bytes) -> None:
        if not self._open:
            data = self._rest + data
            head = data.find(b"\r\n\r\n")
            if head < 0:
                self._rest = data
                return
            assert data.startswith(b"HTTP/1.1 101"), data[:200]
            self._open, self._rest, data = True, b"", data[head + 4 :]
        came = self._latest.get(data) if not self._rest else None
        if came is None:
            frames, rest = framed(self._rest + data)
            texts = [payload for opcode, payload in frames if opcode == TEXT]
            came = (in_short(texts) if texts and len(texts) == len(frames) else None), frames, rest
            if len(self._latest) == LATEST:
                self._latest.clear()
            if not self._rest:
                self._latest[data] = came
        short, frames, self._rest = came
        if short:
            self._state.take_in_short(short)
        else:
            for opcode, payload in frames:
                self._frame(opcode, payload)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)

    def _frame(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            if self._state.take(payload) and not self.live.done():
                self.live.set_result(None)
        elif opcode == PING:
            self.transport.write(bytes((0x8A, 0x80 | len(payload))) + bytes(4) + payload)
        elif opcode == CLOSE:
            self.transport.write(bytes((CLOSE, 0x80 | 2)) + bytes(4) + payload[:2])


def framed(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames in it, unmasked as a server's are, and what is left."""
    frames, at = [], 0
    while len(data) - at >= 2:
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
        if len(data) < start + size:
            break
        frames.append((data[at], data[start : start + size]))
        at = start + size
    return frames, data[at:]


def request(address: Address, place: str) -> bytes:
    """The handshake of a reader who is at `place`."""
    return (
        f"GET /v1/feed?{address.query}&after={place} HTTP/1.1\r\nHost: 127.0.0.1:{address.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
        f"Authorization: Bearer {address.token}\r\n\r\n"
    ).encode()


class Crowd:
    """All readers of this process."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._late = array("d")
        self._slowest: dict[str, float] = {}
        self.states = [State(self._seen) for _ in range(wanted.readers)]
        self.reconnects = self.lost = 0
        self.cut_after: list[float] = []

    def _seen(self, idea: str, at_ns: int) -> None:
        late = (at_ns - arrived_ns(idea)) / 1e6
        self._late.append(late)
        if late > self._slowest.get(idea, 0):
            self._slowest[idea] = late

    async def follow(self, nth: int, ready: asyncio.Event) -> None:
        """Keep one reader reading; if it may, it comes back from its place whenever it was cut."""
        address, loop = self._wanted.feeds[nth % len(self._wanted.feeds)], asyncio.get_running_loop()
        while True:
            try:
                _, reader = await loop.create_connection(
                    lambda: Reader(address, self.states[nth]), "127.0.0.1", address.port
                )
            except OSError:
                if not self._wanted.resumes:
                    raise
                await asyncio.sleep(LOOK)
                continue
            try:
                await asyncio.wait([reader.live, reader.lost], return_when=asyncio.FIRST_COMPLETED)
                ready.set()
                await reader.lost
            finally:
                reader.transport.abort()
            if not self._wanted.resumes:
                self.lost += 1
                return
            self.reconnects += 1

    async def ignore(self, nth: int) -> None:
        """Connect, and never read: the seconds from when no more came until we were cut are what counts."""
        address, loop = self._wanted.feeds[nth % len(self._wanted.feeds)], asyncio.get_running_loop()
        with socket.socket() as stuck:
            stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE)
            stuck.setblocking(False)
            await loop.sock_connect(stuck, ("127.0.0.1", address.port))
            await loop.sock_sendall(stuck, request(address, "0"))
            ours = stuck.getsockname()[1]
            held, grown_at = 0, time.monotonic()
            while _is_served(address.port, ours):
                if (now := _held(stuck)) != held:
                    held, grown_at = now, time.monotonic()
                await asyncio.sleep(SLOW_LOOK)
            self.cut_after.append(time.monotonic() - grown_at)

    def read(self) -> Read:
        cut = [*self.cut_after, *[None] * (self._wanted.stuck - len(self.cut_after))]
        return Read(
            late=_lateness(self._late, list(self._slowest.values())),
            digests=tuple(state.digest() for state in self.states),
            ideas=tuple(len(state.ideas) for state in self.states),
            frames=sum(state.frames for state in self.states),
            resets=sum(state.resets for state in self.states),
            disorders=sum(state.disorders for state in self.states),
            reconnects=self.reconnects,
            lost=self.lost,
            cut_after=tuple(cut),
        )


def _is_served(port: int, to: int) -> bool:
    """Whether the other end of a connection on loopback is there. A peer whose window is shut is not told that it went."""
    ends = (line.split()[1:3] for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(here.endswith(f":{port:04X}") and there.endswith(f":{to:04X}") for here, there in ends)


def _held(sock: socket.socket) -> int:
    """Bytes that wait in the kernel to be read."""
    held: int = struct.unpack("i", fcntl.ioctl(sock, termios.FIONREAD, bytes(4)))[0]
    return held


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of all does not exceed; nan of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else math.nan


def _lateness(each: Sequence[float], slowest: Sequence[float]) -> Lateness:
    return Lateness(
        ideas=len(slowest),
        p50=percentile(each, 0.5),
        p99=percentile(each, 0.99),
        slowest_p50=percentile(slowest, 0.5),
        slowest_p99=percentile(slowest, 0.99),
        most=max(slowest, default=math.nan),
    )


async def _read(pipe: Connection, wanted: Wanted) -> None:
    crowd, loop = Crowd(wanted), asyncio.get_running_loop()
    asked = asyncio.Event()
    ready = [asyncio.Event() for _ in crowd.states]
    tasks = [asyncio.create_task(crowd.follow(nth, it)) for nth, it in enumerate(ready)]
    tasks += [asyncio.create_task(crowd.ignore(nth)) for nth in range(wanted.stuck)]
    await asyncio.wait_for(asyncio.gather(*(it.wait() for it in ready)), 60)
    pipe.send(None)
    loop.add_reader(pipe.fileno(), asked.set)
    await asked.wait()
    last, patience = pipe.recv()
    ends = loop.time() + patience
    while loop.time() < ends and any(last not in state.ideas for state in crowd.states):  # noqa: ASYNC110 - what comes is told to no event
        await asyncio.sleep(LOOK)
    # What the last commit changed beside the last idea is in the same write, or in the next.
    await asyncio.sleep(10 * LOOK)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    pipe.send(crowd.read())


def read(pipe: Connection, wanted: Wanted) -> None:
    """The process of `wanted` readers: sends None once all are live; asked with (last idea, seconds), sends `Read`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_read(pipe, wanted))
