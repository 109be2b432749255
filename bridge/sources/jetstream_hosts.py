"""Which of Jetstream's hosts is next, and what it means when one fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import CloseCode

from bridge.errors import SourceRefusedError
from bridge.ports import Clock
from bridge.sources.jetstream_wire import Wire, is_v2
from bridge.sources.reconnect import refusal

#: Names of v2's errors that we can do something about.
CURSOR_TOO_OLD = "CursorTooOld"
UNKNOWN_DICTIONARY = "UnknownZstdDictionary"


class EndedError(Exception):
    """The host ended the connection by name, or what it sends is of no use."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Failure(NamedTuple):
    """What went wrong, in words that go on from the host's name; by the host's own name for it; whether for good."""

    why: str
    name: str = ""
    refused: SourceRefusedError | None = None
    is_too_large: bool = False


class Host:
    """One address. `aside_until` is when it may be asked again after it refused us."""

    def __init__(self, url: str, max_frame: int, dictionary: bytes | None) -> None:
        self.url = url
        self.name = urlsplit(url).netloc
        self.wire = Wire(url, max_frame, dictionary)
        self.aside_until: datetime | None = None
        self._max_frame = max_frame

    def uncompress(self) -> None:
        """It does not know our dictionary: take its frames as they are from now on."""
        self.wire = Wire(self.url, self._max_frame)


class Hosts:
    """All of them, the next one first."""

    def __init__(self, hosts: Iterable[Host], clock: Clock, aside: timedelta) -> None:
        self._hosts = deque(hosts)
        self._clock = clock
        self._aside = aside

    def next(self) -> Host | None:
        """The one whose turn it is; None if all are put aside."""
        now = self._clock.now()
        for _ in range(len(self._hosts)):
            until = self._hosts[0].aside_until
            if until is None or until <= now:
                return self._hosts[0]
            self._hosts.rotate(-1)
        return None

    def pass_over(self) -> None:
        """Whoever was next waits until all others had their turn."""
        self._hosts.rotate(-1)

    def put_aside(self) -> None:
        """Whoever was next refused us: it is not asked for a while."""
        self._hosts[0].aside_until = self._clock.now() + self._aside
        self._hosts.rotate(-1)


def failure(error: Exception, url: str) -> Failure:
    """What an error on the way to a host, or while it was heard, means."""
    if isinstance(error, InvalidStatus):
        return _answered(error, url)
    if isinstance(error, EndedError):
        name = error.name[:40] if error.name.isidentifier() else "unnamed"
        return Failure(f"ended the connection ({name})", name)
    if isinstance(error, ConnectionClosed):
        sent = error.sent
        is_too_large = sent is not None and sent.code == CloseCode.MESSAGE_TOO_BIG
        return Failure("sent too large a frame" if is_too_large else "closed the connection", is_too_large=is_too_large)
    if isinstance(error, TimeoutError):
        return Failure("sent nothing in time")
    if isinstance(error, WebSocketException):
        return Failure("did not open a WebSocket", refused=refusal(error))
    return Failure("cannot be reached")


def _answered(error: InvalidStatus, url: str) -> Failure:
    status, name = error.response.status_code, _name(error.response.body)
    refused = refusal(error)
    if name in {CURSOR_TOO_OLD, UNKNOWN_DICTIONARY}:
        return Failure(f"answered {status} ({name})", name)
    if is_v2(url) and status in {400, 404}:
        refused = SourceRefusedError(
            f"the network answered {status} to Jetstream v2: check its address, or add a /subscribe one"
        )
    return Failure(f"answered {status}", refused=refused)


class _Problem(msgspec.Struct, frozen=True):
    error: str = ""


def _name(body: bytes | bytearray | None) -> str:
    """The name that an XRPC answer gives to its error, if it is one."""
    try:
        return msgspec.json.decode(body or b"{}", type=_Problem).error
    except (ValueError, RecursionError):
        return ""
