"""The front door: one listening socket for pages, API, feeds and pushes.

It reads the head of a connection's first request, then hands the connection over whole: a WebSocket upgrade to
`websockets`, all else to aiohttp. Nothing is proxied after that. A socket that is not let in gets an ordinary HTTP
answer, an RFC 9457 problem document.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar, cast

import msgspec
import structlog
from aiohttp import web
from websockets.asyncio.server import Server, ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.extensions import ServerExtensionFactory
from websockets.frames import CloseCode
from websockets.http11 import Request, Response
from websockets.protocol import State

from bridge.errors import NotAllowedError, UnknownError, UnreadableError
from bridge.web.bounded import FAREWELL_SECONDS, BoundedProtocol, abort
from bridge.web.handshake import Query, read_query, refusal, reworded
from bridge.web.head import HEAD_SECONDS, MOST_HEAD_BYTES, Head, Refused, Wanted, split

log = structlog.get_logger()

HANDSHAKE_SECONDS = 10.0
PING_SECONDS = 20.0
MOST_SOCKETS = 4096

Admitted = TypeVar("Admitted")
#: Decides from path, query and headers, and gives what the handler needs to know of who was let in. Raises
#: `NotAllowedError` (401, 403), `UnknownError` (404) or `UnreadableError` (400).
Admit = Callable[[str, Query, Mapping[str, str]], Awaitable[Admitted]]


class SocketRoute(msgspec.Struct, Generic[Admitted], frozen=True, kw_only=True):
    """What serves the sockets of one path. `max_size` bounds a message from the peer, in bytes, once it is unpacked."""

    handler: Callable[[Any, Admitted], Awaitable[None]]
    connection_class: type[ServerConnection] = ServerConnection
    max_size: int = 64 * 1024
    extensions: Sequence[ServerExtensionFactory] = ()


class Door(Generic[Admitted]):
    """Listens, and hands over. Made inside a running loop, with an `app_runner` that is set up.

    Whoever set up the runner cleans it up, after `close`.
    """

    def __init__(
        self,
        app_runner: web.AppRunner,
        sockets: Mapping[str, SocketRoute[Admitted]],
        *,
        host: str,
        port: int,
        admit: Admit[Admitted],
        origins: Collection[str] = (),
        ssl_context: ssl.SSLContext | None = None,
        head_seconds: float = HEAD_SECONDS,
        most_sockets: int = MOST_SOCKETS,
    ) -> None:
        self._runner = app_runner
        self._sockets = sockets
        self._host = host
        self._port = port
        self._admit = admit
        self._origins = frozenset(origin.lower() for origin in origins)
        self._ssl = ssl_context
        self._head_seconds = head_seconds
        self._most_sockets = most_sockets
        self._waiting: set[Head] = set()
        self._server = Server(self._listen, self._serve)

    @property
    def port(self) -> int:
        """The port that it listens on, also when asked for port 0."""
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        await self._server

    async def close(self, seconds: float = 3.0) -> None:
        """Stop listening, tell every socket to come back (1012), end every request; cut what is left by then."""
        self._server.server.close()
        for head in tuple(self._waiting):
            head.cut()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await asyncio.gather(self._close_sockets(), self._close_requests(seconds / 3))
        for task in self._server.handler_tasks:
            task.cancel()

    async def _listen(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._new_head, self._host, self._port, ssl=self._ssl)

    def _new_head(self) -> Head:
        return Head(self._hand_over, self._waiting, self._head_seconds)

    def _hand_over(self, wanted: Wanted) -> asyncio.Protocol:
        if not wanted.is_upgrade:
            if self._runner.server is None:
                raise RuntimeError("the app runner was not set up before the door opened")
            if wanted.path in self._sockets:
                _ask_for_upgrade(wanted.method)
            return self._runner.server()
        route = self._sockets.get(wanted.path)
        protocol = BoundedProtocol(
            early=wanted.early,
            max_size=route.max_size if route else MOST_HEAD_BYTES,
            extensions=route.extensions if route else (),
        )
        protocol.connection = (route.connection_class if route else ServerConnection)(
            protocol,
            self._server,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=FAREWELL_SECONDS + 1,  # so that we are the ones who cut, with `abort`
        )
        return protocol.connection

    async def _serve(self, connection: ServerConnection) -> None:
        """The life of one socket, from handshake to the end of its TCP connection."""
        admitted: list[Admitted] = []

        async def answer(connection: ServerConnection, request: Request) -> Response | None:
            try:
                admitted.append(await self._let_in(request))
            except Refused as refused:
                return refusal(connection, refused)
            return None

        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await connection.handshake(answer, _answered, server_header=None)
            if connection.state is State.OPEN:
                await self._attend(connection, admitted[0])
            connection.transport.close()
        except TimeoutError:
            pass  # the handshake took too long
        finally:
            if not connection.transport.is_closing():
                abort(connection)
            self._server.handler_tasks.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _attend(self, connection: ServerConnection, admitted: Admitted) -> None:
        self._server.all_connections.add(connection)
        connection.start_keepalive()
        path = split(connection.request.path if connection.request else "")[0]
        code = CloseCode.NORMAL_CLOSURE
        try:
            await self._sockets[path].handler(connection, admitted)
        except ConnectionClosed:
            pass  # the peer left
        except Exception as error:  # noqa: BLE001 - one socket's failure is its own
            code = CloseCode.INTERNAL_ERROR
            log.error("socket.failed", path=path, error=type(error).__name__)  # noqa: TRY400 - a traceback may hold words
        try:
            if connection.state is State.OPEN:  # else the handler has said goodbye, and waited for the answer
                await _say_goodbye(connection, code)
        finally:
            abort(connection)
            self._server.all_connections.discard(connection)

    async def _let_in(self, request: Request) -> Admitted:
        path, _ = split(request.path)
        if path not in self._sockets:
            raise Refused(404, f"there is no socket at this path; there are {', '.join(sorted(self._sockets))}")
        if len(self._server.all_connections) >= self._most_sockets:
            raise Refused(503, "too many sockets are open; come back a little later")
        query = read_query(request, self._origins)
        try:
            return await self._admit(path, query, request.headers)
        except NotAllowedError as error:
            raise Refused(error.status, str(error)) from error
        except UnknownError as error:
            raise Refused(404, str(error)) from error
        except UnreadableError as error:
            raise Refused(400, str(error)) from error

    async def _close_sockets(self) -> None:
        await asyncio.gather(
            *(_say_goodbye(connection, CloseCode.SERVICE_RESTART) for connection in self._server.all_connections)
        )
        for connection in tuple(self._server.all_connections):
            abort(connection)
        if self._server.handler_tasks:
            await asyncio.wait(self._server.handler_tasks)

    async def _close_requests(self, seconds: float) -> None:
        if self._runner.server is not None:
            self._runner.server.pre_shutdown()
            await self._runner.server.shutdown(seconds)


def _ask_for_upgrade(method: str) -> None:
    """Raises `Refused`: what has a socket's path is asked for as a socket, and first on its connection."""
    if method != "GET":
        raise Refused(405, "this is a WebSocket: ask for it with GET", {"Allow": "GET"})
    raise Refused(426, "this is a WebSocket: ask for it with 'Upgrade: websocket'", {"Upgrade": "websocket"})


def _answered(connection: ServerConnection, request: Request, response: Response) -> Response:  # noqa: ARG001 - the library's signature
    cast(BoundedProtocol, connection.protocol).begin()
    return reworded(connection, response)


async def _say_goodbye(connection: ServerConnection, code: CloseCode) -> None:
    """Close a socket, or wait for one that is closing; one that does not answer in time is left to be aborted."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL_SECONDS):
            await connection.close(code)
