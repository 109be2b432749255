"""The head of a connection's first request: read within bounds of time and size, before anybody owns the connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

import msgspec

from bridge.errors import UnreadableError

MOST_HEAD_BYTES = 16 * 1024
HEAD_SECONDS = 10.0
#: Seconds in which a peer whose head was refused may still send what it was sending.
LINGER_SECONDS = 2.0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a request's head as decides who gets the connection."""

    path: str
    is_upgrade: bool


class Head(asyncio.Protocol):
    """Reads the head of a connection's first request, within bounds of time and size."""

    def __init__(self, hand_over: Callable[[Wanted], asyncio.Protocol], waiting: set[Head], seconds: float) -> None:
        self._hand_over = hand_over
        self._waiting = waiting
        self._seconds = seconds
        self._read = bytearray()
        self._refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._waiting.add(self)
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._run_out)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's own signature
        self._leave()

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        seen = max(0, len(self._read) - 3)
        self._read += data
        end = self._read.find(b"\r\n\r\n", seen)
        if end > MOST_HEAD_BYTES or (end < 0 and len(self._read) > MOST_HEAD_BYTES):
            self._refuse(431, f"the head is longer than {MOST_HEAD_BYTES} bytes")
        elif end >= 0:
            try:
                self._pass_on(_read_head(bytes(self._read[:end])))
            except UnreadableError as error:
                self._refuse(400, str(error))

    def cut(self) -> None:
        self._transport.abort()

    def _pass_on(self, wanted: Wanted) -> None:
        self._leave()
        protocol = self._hand_over(wanted)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(bytes(self._read))

    def _leave(self) -> None:
        self._timer.cancel()
        self._waiting.discard(self)

    def _run_out(self) -> None:
        """A slow head is told so; a silent connection (browsers open some ahead of need) would take it for an answer."""
        if self._read:
            self._refuse(408, "the head came too slowly")
        else:
            self._transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        """Answer, and let what is still on its way come in unread: closing on it could undo the answer."""
        self._refused = True
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(LINGER_SECONDS, self.cut)
        body = problem(status, detail)
        self._transport.write(
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
            + body
        )
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()


def split(target: str) -> tuple[str, str]:
    """Path and query of a request target."""
    path, _, query = target.partition("?")
    return path, query


def problem(status: int, detail: str) -> bytes:
    """An RFC 9457 problem document."""
    title = HTTPStatus(status).phrase
    return msgspec.json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail})


def _read_head(head: bytes) -> Wanted:
    """Raises `UnreadableError` for what is no HTTP/1 request; what is finer than that is for the one who gets it."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = request_line.partition(" ")
    target, _, version = rest.partition(" ")
    if not method.isalpha() or not target or version not in ("HTTP/1.1", "HTTP/1.0"):
        raise UnreadableError("the first line is no HTTP/1 request line")
    headers: dict[str, list[str]] = {}
    for number, line in enumerate(lines, 2):
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise UnreadableError(f"line {number} of the head is no header")
        headers.setdefault(name.lower(), []).extend(part.strip().lower() for part in value.split(","))
    upgrade = "upgrade" in headers.get("connection", ()) and "websocket" in headers.get("upgrade", ())
    return Wanted(path=split(target)[0], is_upgrade=upgrade and method == "GET")
