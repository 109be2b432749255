"""Letting go of sockets whose token is good no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from websockets.asyncio.server import ServerConnection

#: Seconds between looks at whether the token of an open socket is still good.
LOOK_AT_TOKEN = 30.0


class Revocation:
    """Closes a socket whose token is no longer good. A timer, not a task: thousands are open at once."""

    __slots__ = ("_closing", "_connection", "_headers", "_may", "_scope", "_timer")

    def __init__(
        self,
        may: Callable[[Mapping[str, str], str], bool],
        headers: Mapping[str, str],
        scope: str,
        connection: ServerConnection,
    ) -> None:
        self._may = may
        self._headers = headers
        self._scope = scope
        self._connection = connection
        self._closing: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(LOOK_AT_TOKEN, self._look)

    def end(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        if self._may(self._headers, self._scope):
            self._timer = asyncio.get_running_loop().call_later(LOOK_AT_TOKEN, self._look)
        else:
            self._closing = asyncio.ensure_future(self._connection.close(1008, "the token was revoked, or has expired"))
