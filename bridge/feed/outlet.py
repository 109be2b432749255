"""Where a reader's frames go out: what every wire's end must be able to do."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Protocol

from bridge.feed.frames import Close

#: Without a bound the kernel holds some 3 MB for each peer that does not read.
SEND_BUFFER_BYTES = 128 * 1024
#: Seconds in which a reader that is behind must take what was last written to it, at most 64 KiB.
PATIENCE = 6.0
#: Milliseconds after which the kernel cuts a peer that takes nothing of what was sent, however little that was.
UNTAKEN_MS = 8000


class Outlet(Protocol):
    """Where a reader's frames go out. `ready` says that it can take more now."""

    ready: bool

    def write(self, data: bytes) -> None:
        """Send whole frames. Never waits; it may turn `ready` off."""
        ...

    async def drained(self) -> None:
        """Return once it is ready again, or its peer has left."""
        ...

    def beat(self, now: float) -> None:
        """See to it that a peer which has left is noticed. Called every second or so, with the loop's time."""
        ...

    def end(self, code: Close, reason: str) -> None:
        """Send what was written, then say why this ends, and end. Nothing is sent after that."""
        ...


def bound(transport: asyncio.BaseTransport) -> None:
    """Let the kernel hold no more than a little for this peer, and not for long."""
    sock = transport.get_extra_info("socket")
    if sock is None:
        return
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_MS)


def cut(transport: asyncio.BaseTransport) -> None:
    """Let go of a peer at once, and of what the kernel still holds for it (SO_LINGER 0)."""
    sock = transport.get_extra_info("socket")
    if sock is not None and isinstance(transport, asyncio.WriteTransport):
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
