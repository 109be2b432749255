"""The head of a connection's first request: read within bounds of time and size, before anybody owns the connection."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit

import msgspec

MOST_HEAD_BYTES = 16 * 1024
MOST_LINE_BYTES = 8 * 1024
MOST_HEADERS = 100
HEAD_SECONDS = 10.0
#: Seconds in which a peer whose head was refused may still send what it was sending.
LINGER_SECONDS = 2.0

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"[\x21-\x7e]+")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a request's head as decides who gets the connection; `early` is what came behind the head."""

    method: str
    path: str
    is_upgrade: bool
    early: bytes


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A request that is not taken: the HTTP status, what to say, and headers that go with it."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers or {}


class Head(asyncio.Protocol):
    """Reads the head of a connection's first request, within bounds of time and size.

    `hand_over` gives the connection's owner, or raises `Refused`. A socket's owner gets the head alone, and no more is
    read until it says so.
    """

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
            self._refuse(Refused(431, f"the head is longer than {MOST_HEAD_BYTES} bytes"))
        elif end >= 0:
            try:
                self._pass_on(_read_head(bytes(self._read[:end]), bytes(self._read[end + 4 :])))
            except Refused as refused:
                self._refuse(refused)

    def cut(self) -> None:
        self._transport.abort()

    def _pass_on(self, wanted: Wanted) -> None:
        protocol = self._hand_over(wanted)
        self._leave()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        if wanted.is_upgrade:
            self._transport.pause_reading()
            del self._read[len(self._read) - len(wanted.early) :]
        protocol.data_received(bytes(self._read))

    def _leave(self) -> None:
        self._timer.cancel()
        self._waiting.discard(self)

    def _run_out(self) -> None:
        """A slow head is told so; a silent connection (browsers open some ahead of need) would take it for an answer."""
        if self._read:
            self._refuse(Refused(408, "the head came too slowly"))
        else:
            self._transport.close()

    def _refuse(self, refused: Refused) -> None:
        """Answer, and let what is still on its way come in unread: closing on it could undo the answer."""
        self._refused = True
        self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(LINGER_SECONDS, self.cut)
        body = problem(refused.status, str(refused))
        lines = "".join(f"{name}: {value}\r\n" for name, value in refused.headers.items())
        self._transport.write(
            f"HTTP/1.1 {refused.status} {HTTPStatus(refused.status).phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\n{lines}Connection: close\r\n\r\n".encode()
            + body
        )
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()


def split(target: str) -> tuple[str, str]:
    """Path and query of a request target, which may be a whole address (RFC 9112 §3.2.2)."""
    if target.startswith(("http://", "https://")):
        whole = urlsplit(target)
        return whole.path or "/", whole.query
    path, _, query = target.partition("?")
    return path, query


def problem(status: int, detail: str) -> bytes:
    """An RFC 9457 problem document."""
    title = HTTPStatus(status).phrase
    return msgspec.json.encode({"type": "about:blank", "title": title, "status": status, "detail": detail})


def _read_head(head: bytes, early: bytes) -> Wanted:
    """Raises `Refused` for what is no HTTP/1 request; what is finer than that is for the one who gets it."""
    request_line, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = request_line.partition(" ")
    target, _, version = rest.partition(" ")
    if len(target) > MOST_LINE_BYTES:
        raise Refused(414, f"the address is longer than {MOST_LINE_BYTES} bytes")
    if not method.isalpha() or not _TARGET.fullmatch(target) or version not in ("HTTP/1.1", "HTTP/1.0"):
        raise Refused(400, "the first line is no HTTP/1 request line")
    headers = _read_headers(lines)
    is_upgrade = (
        method == "GET" and headers.get("upgrade") == ["websocket"] and "upgrade" in headers.get("connection", ())
    )
    if "content-length" in headers and "transfer-encoding" in headers:
        raise Refused(400, "a body has one length: Content-Length or Transfer-Encoding")
    if is_upgrade and ("transfer-encoding" in headers or headers.get("content-length", ["0"]) != ["0"]):
        raise Refused(400, "a request for a socket has no body")
    return Wanted(method=method, path=split(target)[0], is_upgrade=is_upgrade, early=early)


def _read_headers(lines: Sequence[str]) -> dict[str, list[str]]:
    """The words of each header's lists, in small letters. Raises `Refused`."""
    if len(lines) > MOST_HEADERS:
        raise Refused(431, f"there are more than {MOST_HEADERS} headers")
    headers: dict[str, list[str]] = {}
    for number, line in enumerate(lines, 2):
        name, colon, value = line.partition(":")
        if len(line) > MOST_LINE_BYTES:
            raise Refused(431, f"line {number} of the head is longer than {MOST_LINE_BYTES} bytes")
        if not colon or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise Refused(400, f"line {number} of the head is no header")
        headers.setdefault(name.lower(), []).extend(part.strip().lower() for part in value.split(","))
    return headers
