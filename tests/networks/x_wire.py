"""The words of X's wire: its routes, its problems, and what may go wrong on a connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

STREAM = "/2/tweets/search/stream"
RULES = STREAM + "/rules"
SEARCH = "/2/tweets/search/recent"
LOOKUP = "/2/tweets"
COUNTS = "/2/tweets/counts/recent"
USAGE = "/2/usage/tweets"
CONNECTIONS = "/2/connections"
PROBLEMS = "https://api.twitter.com/2/problems"


class Answer(NamedTuple):
    """Given instead of the right one."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


def problem(status: int, title: str, kind: str = "about:blank", **fields: Any) -> Answer:
    of = kind if kind == "about:blank" else f"{PROBLEMS}/{kind}"
    return Answer(status, {"title": title, "detail": f"{title}.", "type": of, "status": status, **fields})


UNAUTHORIZED = problem(401, "Unauthorized")
CREDITS = problem(402, "CreditsDepleted", "credits", account_id=1400000001944027391)
FORBIDDEN = problem(403, "Client Forbidden", "client-forbidden", reason="client-not-enrolled")
CAPPED = problem(429, "UsageCapExceeded", "usage-capped", period="Monthly", scope="Product")
CROWDED = problem(429, "ConnectionException", "streaming-connection", connection_issue="TooManyConnections")
RULELESS = problem(409, "ConnectionException", "streaming-connection", connection_issue="RuleConfigurationIssue")
BUSY = problem(503, "Service Unavailable")


def hurried(reset_at: datetime | None = None) -> Answer:
    """Too many requests, with or without the header that tells when they are taken again."""
    headers = {"x-rate-limit-limit": "50", "x-rate-limit-remaining": "0"}
    reset = headers | {"x-rate-limit-reset": str(int(reset_at.timestamp()))} if reset_at else {}
    return Answer(429, {"title": "Too Many Requests", "detail": "Too Many Requests", "status": 429}, reset)


def ending(disconnect_type: str, title: str = "operational-disconnect") -> bytes:
    """The line by which X says that it ends a stream."""
    error = {"title": title, "disconnect_type": disconnect_type, "detail": "", "type": f"{PROBLEMS}/{title}"}
    return msgspec.json.encode({"errors": [error]})


class Mishap(NamedTuple):
    """What goes wrong on one connection to the stream. Counted in posts sent on it."""

    answer: Answer | None = None  # instead of the stream
    first: tuple[bytes, ...] = ()  # lines that come before all else
    close_after: int | None = None  # closed cleanly, 0 for at once
    reset_after: int | None = None  # cut off
    stall_after: int | None = None  # nothing more is sent, no heartbeat either, and the connection stays
    last: tuple[bytes, ...] = ()  # lines that come before that
    twice: bool = False  # each post is sent twice
    reordered: bool = False  # posts are sent in pairs, the later one first
