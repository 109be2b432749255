"""What a request for a socket must be, whoever sends it (RFC 6455 §4.2, §10.2), and how it is refused."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.datastructures import Headers, MultipleValuesError
from websockets.exceptions import InvalidHandshake
from websockets.headers import parse_extension
from websockets.http11 import Request, Response

from bridge.web.head import Refused, problem, split

RETRY_AFTER_SECONDS = 5
VERSION = "13"
#: Headers on which we decide. Sent twice, two programs on the way could read two different things.
DECISIVE = ("Host", "Origin", "Cookie", "Authorization")
SECRET_PARAMETERS = frozenset({"token", "access_token", "api_key", "authorization"})
SECRET_PREFIX = "ib_"  # noqa: S105 - how our tokens begin
#: What goes with a status, so that the sender knows what to do.
ADVICE = {
    HTTPStatus.UNAUTHORIZED: ("WWW-Authenticate", "Bearer"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Allow", "GET"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Retry-After", str(RETRY_AFTER_SECONDS)),
}

Query = Sequence[tuple[str, str]]


def read_query(request: Request, origins: Collection[str]) -> Query:
    """The query of a request that may be asked for a socket. Raises `Refused`."""
    _check_version(request.headers)
    _check_offers(request.headers)
    _check_origin(request.headers, origins)
    return _query(split(request.path)[1])


def refusal(connection: ServerConnection, refused: Refused) -> Response:
    """A problem document instead of a socket."""
    response = connection.respond(refused.status, problem(refused.status, str(refused)).decode())
    del response.headers["Content-Type"]
    response.headers["Content-Type"] = "application/problem+json"
    for name, value in (*refused.headers.items(), *(it for status, it in ADVICE.items() if status == refused.status)):
        response.headers[name] = value
    return response


def reworded(connection: ServerConnection, response: Response) -> Response:
    """The answer of `websockets` to a handshake that it does not accept, as a problem document."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.headers["Content-Type"] == "application/problem+json":
        return response
    return refusal(connection, Refused(response.status_code, str(connection.protocol.handshake_exc or "refused")))


def _check_version(headers: Headers) -> None:
    """Say which version we speak to those who speak another (§4.4)."""
    if headers.get_all("Sec-WebSocket-Version") != [VERSION]:
        raise Refused(426, f"Sec-WebSocket-Version: say {VERSION}, once", {"Sec-WebSocket-Version": VERSION})


def _check_offers(headers: Headers) -> None:
    """Fail on an offer of extensions that cannot be read (§9.1), also where we would take none."""
    try:
        for offers in headers.get_all("Sec-WebSocket-Extensions"):
            parse_extension(offers)
    except InvalidHandshake as error:
        raise Refused(400, "Sec-WebSocket-Extensions: that is no list of extensions") from error


def _check_origin(headers: Headers, origins: Collection[str]) -> None:
    """Let no other site act with a visitor's cookie (RFC 6455 §10.2, OWASP ASVS 5.0 4.4.2)."""
    try:
        host, origin, cookie, _ = (headers.get(name) for name in DECISIVE)
    except MultipleValuesError as error:
        raise Refused(400, f"each of {', '.join(DECISIVE)} may come once") from error
    if not host:
        raise Refused(400, "the request must say its Host")
    if origin is None and cookie is not None:
        raise Refused(403, "a request with a cookie must say its Origin")
    if origin is not None and origin.lower() not in origins and not _is_same(origin.lower(), host.lower()):
        raise Refused(403, "this Origin may not open sockets here; the owner can allow it in the settings")


def _is_same(origin: str, host: str) -> bool:
    """Whether a page comes from the address that it asks, by an address that no name server can point elsewhere."""
    name = urlsplit(f"//{host}").hostname or ""
    return origin in (f"http://{host}", f"https://{host}") and (name == "localhost" or _is_ip(name))


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _query(query_string: str) -> Query:
    try:
        query = tuple(parse_qsl(query_string, keep_blank_values=True, max_num_fields=32))
    except ValueError as error:
        raise Refused(400, "the query has more than 32 fields") from error
    if any(name.lower() in SECRET_PARAMETERS or value.startswith(SECRET_PREFIX) for name, value in query):
        raise Refused(400, "a token must not stand in an address: send it as 'Authorization: Bearer …'")
    return query
