"""Where a reader's frames go out: what every wire's end must be able to do."""

from __future__ import annotations

import asyncio
import socket
from typing import Protocol

from bridge.feed.frames import Close

#: Without a bound the kernel holds some 3 MB for each peer that does not read.
SEND_BUFFER_BYTES = 128 * 1024


class Outlet(Protocol):
    """Where a reader's frames go out. `ready` says that it can take more now."""

    ready: bool

    def write(self, data: bytes) -> None:
        """Send whole frames. Never waits; it may turn `ready` off."""
        ...

    async def drained(self) -> None:
        """Return once it is ready again, or its peer has left."""
        ...

    def end(self, code: Close, reason: str) -> None:
        """Send what was written, then say why this ends, and end."""
        ...


def bound_send_buffer(transport: asyncio.BaseTransport) -> None:
    """Let the kernel hold no more than a little for this peer."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
