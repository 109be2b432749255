"""What happens to every request: an id, headers that keep browsers safe, one log line, and an answer to every error.

Programs under /v1 get problem documents (RFC 9457), people get a page. Neither ever sees a traceback.
"""

from __future__ import annotations

import asyncio
import secrets
import time
import traceback
from collections.abc import Mapping
from typing import Any

import msgspec
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bridge.errors import (
    BridgeError,
    DocumentError,
    NotAllowedError,
    OvertakenError,
    UnknownError,
    UnreadableError,
)
from bridge.web.complaints import in_words, missed
from bridge.web.measures import Measures
from bridge.web.sight import page
from bridge.web.unsaved import unsaved

log = structlog.get_logger()

#: Pages run no inline script or style and load nothing from another host.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers send our own forms with "Origin: null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
#: What logs and counts say when the other side left before its answer.
GONE = 499
RETRY_AFTER_SECONDS = 5
_EXPECTED = (BridgeError, TimeoutError, ConnectionError, web.RequestPayloadError)
#: What people read where an error stands for a page.
PAGES = {
    403: ("You cannot do this", "Your sign-in does not allow it, or the page you came from was open for too long."),
    404: ("Page not found", "If you typed the address, check that it is right. It may also have been taken back."),
    405: ("Page not found", "This address takes no such request."),
    413: ("That is too large", "Send a smaller file."),
    500: ("Sorry, something went wrong", "It was noted, and nothing that was said is lost. Try again in a moment."),
}


def problem(status: int, title: str, detail: str = "", **more: Any) -> web.Response:
    """A problem document of RFC 9457."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return web.Response(status=status, body=msgspec.json.encode(body), content_type="application/problem+json")


def json_answer(value: Any, *, status: int = 200, location: str = "") -> web.Response:
    """Records as JSON, with where to look for what was made."""
    headers = {"Location": location} if location else {}
    return web.Response(
        status=status, body=msgspec.json.encode(value), content_type="application/json", headers=headers
    )


class Answering:
    """What stands round every request: `account` outermost, then `answer`, and `protect` for what leaves."""

    def __init__(self, measures: Measures, *, https: bool, body_seconds: float) -> None:
        self._measures = measures
        self._https = https
        self._body_seconds = body_seconds

    @web.middleware
    async def account(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Give it an id, and count and log it once it is served."""
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request=request_id):
            status = 500
            try:
                response = await handler(request)
                status = response.status
                if not response.prepared:
                    response.headers["X-Request-ID"] = request_id
            except asyncio.CancelledError:
                status = GONE
                raise
            else:
                return response
            finally:
                self._served(request, status, time.perf_counter() - started)

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer what went wrong; what is no error of ours to tell goes on."""
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            detail = missed(request, error) if _for_programs(request) else ""
            return _answer(request, error.status, error.reason, detail, error.headers)
        except NotAllowedError as error:
            kept = None if _for_programs(request) else await unsaved(request, error.status, self._body_seconds)
            return kept or _not_allowed(request, error)
        except Exception as error:
            if request.transport is None and not isinstance(error, _EXPECTED):
                raise
            return _told(request, error)

    async def protect(self, request: web.Request, response: web.StreamResponse) -> None:
        """Set the headers that keep browsers safe. A signal handler, called before a response leaves."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if self._https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        elif response.status < 300:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"

    def _served(self, request: web.Request, status: int, seconds: float) -> None:
        """Log the route and never the path or query: a sign-in link's path is its secret."""
        route = route_of(request)
        self._measures.served(request.method, route, status, seconds)
        log.info("request.served", method=request.method, route=route, status=status, ms=round(seconds * 1000, 1))


def _told(request: web.Request, error: Exception) -> web.StreamResponse:
    """The answer to an error; one that nobody expected is logged."""
    if isinstance(error, BridgeError):
        more: dict[str, Any] = {"reason": error.reason} if isinstance(error, DocumentError) else {}
        more |= {"now": error.now} if isinstance(error, OvertakenError) else {}
        status = _status_of(error)
        later = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}
        return _answer(request, status, "", in_words(str(error)), later, **more)
    if isinstance(error, TimeoutError):
        return _answer(request, 408, "Request timeout", "The body took too long to arrive.", {})
    if isinstance(error, _EXPECTED):
        return _answer(request, 400, "", "The body ended before it was whole.", {})
    # Where it happened, and not the message: an exception may quote what someone said.
    where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]
    log.error("request.failed", route=route_of(request), error=type(error).__name__, where=where)
    return _answer(request, 500, "Something went wrong here", "", {})


def _status_of(error: BridgeError) -> int:
    if isinstance(error, UnknownError):
        return 404
    if isinstance(error, OvertakenError):
        return 409
    if isinstance(error, DocumentError):
        return 413 if error.reason == "too_large" else 422
    return 400 if isinstance(error, UnreadableError) else 503


def route_of(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"


def _not_allowed(request: web.Request, error: NotAllowedError) -> web.StreamResponse:
    if error.status == 401 and not _for_programs(request):
        return web.Response(status=303, headers={"Location": "/sign-in"})
    headers = {"WWW-Authenticate": 'Bearer realm="ideabridge"'} if error.status == 401 else {}
    return _answer(request, error.status, "", str(error), headers)


def _answer(
    request: web.Request, status: int, title: str, detail: str, headers: Mapping[str, str], **more: Any
) -> web.StreamResponse:
    kept = {name: value for name, value in headers.items() if name in ("Allow", "Retry-After", "WWW-Authenticate")}
    if _for_programs(request):
        response = problem(status, title or web_reason(status), detail, **more)
    else:
        heading, text = PAGES.get(status, (title or web_reason(status), detail))
        context = {"heading": heading, "text": detail or text}
        response = page(request, "error.html", context, status=status)
    response.headers.update(kept)
    return response


def _for_programs(request: web.Request) -> bool:
    return request.path.startswith("/v1/") or request.path in ("/v1", "/livez", "/readyz", "/metrics")


def web_reason(status: int) -> str:
    return {
        400: "Not understood",
        401: "Sign in first",
        403: "Not allowed",
        404: "Not found",
        409: "Somebody was first",
        422: "Cannot be read",
    }.get(status, "Refused")
