"""A WebSocket peer made of bytes, which may say what no library would: heads, frames and silences of its own making."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import Enum
from typing import NamedTuple

#: Seconds after which a server that has not answered will not.
PATIENCE = 8.0
#: Seconds in which the server must be gone once its last word is said, whatever the peer does: its own bounds and slack.
GONE_SECONDS = 8.0
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = base64.b64encode(hashlib.sha1(f"{KEY}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()).decode()
MASK = b"\x37\xfa\x21\x3d"

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
RSV1, RSV2, RSV3 = 0x40, 0x20, 0x10


class Act(Enum):
    """What a peer does between its bytes."""

    HALF_CLOSE = "send nothing more, but listen"
    HEARD = "wait for what the server says to it"
    STAY = "hold the connection and answer nothing, until the server lets go of it"


class Bytewise(bytes):
    """Bytes that are sent one in a packet."""

    __slots__ = ()


Step = bytes | Act


class Frame(NamedTuple):
    """A frame of the server."""

    fin: bool
    rsv: int
    opcode: int
    payload: bytes


def frame(
    opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True, width: int | None = None
) -> bytes:
    """A client's frame; `width` (7, 16 or 64) is that of the length, and the shortest if not given."""
    width = width or (7 if len(payload) < 126 else 16 if len(payload) < 65_536 else 64)
    length = {7: len(payload), 16: 126, 64: 127}[width]
    more = {7: b"", 16: struct.pack("!H", len(payload) & 0xFFFF), 64: struct.pack("!Q", len(payload))}[width]
    head = bytes([(0x80 if fin else 0) | rsv | opcode, (0x80 if masked else 0) | length]) + more
    return head + MASK + _masked(payload) if masked else head + payload


def text(words: str | bytes, *, fin: bool = True, rsv: int = 0) -> bytes:
    return frame(TEXT, words.encode() if isinstance(words, str) else words, fin=fin, rsv=rsv)


def more(words: bytes = b"", *, fin: bool = True, rsv: int = 0) -> bytes:
    """A continuation."""
    return frame(CONT, words, fin=fin, rsv=rsv)


def close(code: int | None = None, reason: bytes = b"") -> bytes:
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


def split(words: bytes, *sizes: int) -> bytes:
    """A text message in fragments of these sizes, and of what is left."""
    parts = []
    for size in sizes:
        parts.append(words[:size])
        words = words[size:]
    parts.append(words)
    first, *rest = parts
    frames = [text(first, fin=False), *(more(part, fin=False) for part in rest)]
    frames[-1] = more(parts[-1])
    return b"".join(frames)


def head(
    target: str,
    *,
    method: str = "GET",
    version: str = "HTTP/1.1",
    without: Sequence[str] = (),
    lines: Sequence[str] = (),
    end: str = "\r\n",
    **changed: str,
) -> bytes:
    """A client's handshake. `changed` replaces what a header says (in the place of "-" an underscore)."""
    said = {
        "Host": "{host}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        "Authorization": "Bearer {token}",
    }
    for name, value in changed.items():
        said[next((it for it in said if it.lower() == name.replace("_", "-").lower()), name.replace("_", "-"))] = value
    headers = [f"{name}: {value}" for name, value in said.items() if name not in without]
    return (end.join([f"{method} {target} {version}", *headers, *lines]) + end + end).encode("latin-1")


class Answer(NamedTuple):
    """The server's answer to a head; status 0 if it gave none."""

    status: int
    headers: dict[str, list[str]]
    body: bytes


class Peer:
    """One TCP connection to the server."""

    def __init__(self, port: int, token: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._fills = {b"{host}": f"127.0.0.1:{port}".encode(), b"{token}": token.encode()}
        self._read = b""

    def leave(self) -> None:
        self._socket.close()

    def do(self, steps: Sequence[Step]) -> None:
        """Send, wait or half close. A server that has closed already takes no more, which is no failure of ours."""
        with suppress(ConnectionError):
            for step in steps:
                if step is Act.HALF_CLOSE:
                    self._socket.shutdown(socket.SHUT_WR)
                elif isinstance(step, Bytewise):
                    for byte in step:
                        self._socket.sendall(bytes([byte]))
                elif isinstance(step, bytes):
                    self._socket.sendall(step)

    def ask(self, words: bytes) -> Answer:
        """Send a head (with what the server is called and our token filled in) and read the answer to it."""
        filled = bytes(words)
        for name, value in self._fills.items():
            filled = filled.replace(name, value)
        self.do([type(words)(filled)])
        return self.answer()

    def answer(self) -> Answer:
        while b"\r\n\r\n" not in self._read:
            if not self._more():
                return Answer(0, {}, self._read)
        raw, _, self._read = self._read.partition(b"\r\n\r\n")
        status, *lines = raw.decode("latin-1").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers.setdefault(name.lower(), []).append(value.strip())
        body = b"" if " 101 " in status else self._take(int(headers.get("content-length", ["0"])[0]))
        return Answer(int(status.split(" ", 2)[1]), headers, body)

    def frames(self) -> Iterator[Frame]:
        """What the server says, to the end of the connection."""
        while True:
            try:
                first, second = self._take(2)
                length = second & 0x7F
                if length > 125:
                    length = int.from_bytes(self._take(2 if length == 126 else 8))
                assert not second & 0x80, "a server masks nothing"
                assert (second & 0x7F) == (length if length < 126 else 126 if length < 65_536 else 127)
                yield Frame(bool(first & 0x80), first & 0x70, first & 0x0F, self._take(length))
            except EOFError:
                return

    def is_gone(self) -> bool:
        """Whether the server lets go of the connection though we hold our side: then what we send is answered by a reset."""
        ends = time.monotonic() + GONE_SECONDS
        self._socket.settimeout(0.05)
        while time.monotonic() < ends:
            try:
                self._socket.sendall(b"\x00")
                time.sleep(0.02)
            except (BrokenPipeError, ConnectionResetError):
                return True
            except TimeoutError:
                continue
        return False

    def _take(self, size: int) -> bytes:
        while len(self._read) < size:
            if not self._more():
                raise EOFError
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _more(self) -> bool:
        try:
            came = self._socket.recv(65_536)
        except ConnectionError:
            return False
        self._read += came
        return bool(came)


@contextmanager
def peer(port: int, token: str = "") -> Iterator[Peer]:
    joined = Peer(port, token)
    try:
        yield joined
    finally:
        joined.leave()


def in_words(said: Frame) -> str:
    """A server's frame as cases name it."""
    if said.opcode == CLOSE:
        return f"close {struct.unpack('!H', said.payload[:2])[0]}" if said.payload else "close"
    if said.opcode == PONG:
        return f"pong {said.payload.decode('latin-1')}".rstrip()
    if said.opcode == TEXT:
        told = json.loads(said.payload)
        return f"{told['type']} {told['n']}" if "n" in told else str(told["type"])
    return f"opcode {said.opcode}"


def _masked(payload: bytes) -> bytes:
    key = (MASK * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(len(payload))
