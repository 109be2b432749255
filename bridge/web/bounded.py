"""What `websockets` leaves to its server: peers that stay after the last word, and peers that ask and never listen."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

#: Seconds for a closing handshake; a peer that is dead does not answer it.
FAREWELL_SECONDS = 2.0
#: Bytes that may wait for a peer to read them before its pings go unanswered, well above what a feed lets wait.
MOST_UNREAD = 256 * 1024
#: Bytes of the longest control frame (RFC 6455 §5.5).
MOST_CONTROL = 125


class BoundedProtocol(ServerProtocol):
    """A protocol that lets go of its connection soon after our last word, and of pongs that nobody reads.

    Whoever makes it sets `connection` before the first byte. `early` is what came behind the head: a peer has to wait
    for our answer before it says more (RFC 6455 §4.1), and what it said too soon is read once it has it.
    """

    connection: ServerConnection

    def __init__(self, *, max_size: int, early: bytes = b"", **options: Any) -> None:
        super().__init__(max_size=max_size, **options)
        self._most = max_size
        self._early = early

    def begin(self) -> None:
        """Read again, what came early first. Called just before our answer to the handshake leaves."""
        asyncio.get_running_loop().call_soon(self._read_early)
        self.connection.transport.resume_reading()

    def recv_frame(self, frame: Frame) -> None:
        """Count what a message holds, and not the control frames between its fragments (RFC 6455 §5.4)."""
        if frame.opcode is Opcode.CONT and self.current_size is not None:
            left = self._most - self.current_size
            if len(frame.data) > left:
                raise PayloadTooBig(len(frame.data), left)
        super().recv_frame(frame)
        self.max_message_size = self._most if self.current_size is None else self._most + MOST_CONTROL

    def send_eof(self) -> None:
        super().send_eof()
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, abort, self.connection)

    def send_frame(self, frame: Frame) -> None:
        """Only the newest ping must be answered (RFC 6455 §5.5.3), and only to somebody who listens."""
        if frame.opcode is Opcode.PONG and self.connection.transport.get_write_buffer_size() > MOST_UNREAD:
            return
        super().send_frame(frame)

    def _read_early(self) -> None:
        if self._early and self.state is State.OPEN:
            self.connection.data_received(self._early)
        self._early = b""


def abort(connection: ServerConnection) -> None:
    """Let go of a connection at once, and of what the kernel still holds for it (SO_LINGER 0)."""
    if connection.state is State.CLOSED:
        return
    sock = connection.transport.get_extra_info("socket")
    with suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.transport.abort()
