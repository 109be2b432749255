"""What X says is wrong, by its kind: from the HTTP status and from the body, as neither tells it alone.

The words are those of X's OpenAPI document: `title`, `type`, `reason`, `period`, `connection_issue`, `disconnect_type`.
`detail` is left aside: it names accounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from bridge.errors import BridgeError

#: What a person must mend is tried this often; X's windows for counting requests are as long.
SELDOM = timedelta(minutes=15)
_FIELDS = ("title", "type", "reason", "period", "connection_issue", "disconnect_type")
_PLAIN = re.compile(r"[^\w .,:/-]+")
_UNPAID = re.compile(r"usage-?cap|credits|spend-?cap|payment-?required")
_RULELESS = re.compile(r"ruleconfigurationissue|rulesinvalidissue|invalid-?rules")
#: What only a line that ends the stream says; other errors ride along with posts and end nothing.
_ENDING = re.compile(r"disconnect|streaming-connection|" + _UNPAID.pattern)
_ENDING_FIELDS = ("disconnect_type", "connection_issue")


class Trouble(StrEnum):
    """What is wrong, by what is to be done."""

    REFUSED = "refused"  # a person must mend our access
    UNPAID = "unpaid"  # credits or a cap are used up: a person must pay or raise it
    SPENT = "spent"  # our own ceiling is reached
    HURRIED = "hurried"  # too many requests: wait as long as X says
    CROWDED = "crowded"  # no further connection is allowed: end those that X still counts
    RULELESS = "ruleless"  # the stream has no rules, or wrong ones: set them anew
    MALFORMED = "malformed"  # X does not take what we ask for as we ask it
    PASSING = "passing"  # it may pass by itself


class XProblemError(BridgeError):
    """X did not do what it was asked. `trouble` says what helps; `reset_at` when X takes requests again, if it told."""

    def __init__(self, trouble: Trouble, message: str, *, reset_at: datetime | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.reset_at = reset_at


def answered(status: int, headers: Mapping[str, str], body: bytes) -> XProblemError:
    """The problem behind an answer that is no success."""
    told = list(_told(_decoded(body)))
    trouble = _trouble(status, _words(told))
    title = _title(told)
    says = f"X answered {status}" + (f" ({title})" if title else "")
    return XProblemError(trouble, f"{says}{_REMEDY.get(trouble, '')}", reset_at=_reset_at(headers))


def try_again_at(problem: XProblemError, tries: int, now: datetime) -> datetime:
    """When to ask again what was asked `tries` times before in vain."""
    match problem.trouble:
        case Trouble.UNPAID:
            return now + SELDOM
        case Trouble.SPENT:
            return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), datetime.min.time(), UTC)
        case Trouble.HURRIED if problem.reset_at:
            return min(max(problem.reset_at, now) + timedelta(seconds=1), now + SELDOM)
    return now + min(timedelta(minutes=2 ** min(tries, 4)), SELDOM)


def disconnecting(message: Any) -> XProblemError | None:
    """The problem of a line by which X ends the stream; None for any other line."""
    if not isinstance(message, Mapping) or message.get("data") is not None or "errors" not in message:
        return None
    told = list(_told(message))
    words = _words(told)
    if not _ENDING.search(words) and not any(field in item for item in told for field in _ENDING_FIELDS):
        return None
    trouble = _trouble(0, words)
    return XProblemError(trouble, f"X ended the stream ({_title(told)}){_REMEDY.get(trouble, '')}")


def complaints(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Titles of the errors that ride along with a success, "DuplicateRule" say."""
    return tuple(_title([error]) for error in _listed(answer.get("errors")))


_REMEDY = {
    Trouble.REFUSED: ": our access does not suffice. In X's developer console, check that the bearer token is valid and"
    " that its app belongs to a project with access to the filtered stream; then set the token and start again",
    Trouble.UNPAID: ": X's credits or usage cap are used up. Add credits, or raise the spending limit, in X's developer"
    " console; it is tried again every 15 minutes",
}


def _trouble(status: int, words: str) -> Trouble:
    """`status` is 0 for a line of a stream that was granted before."""
    if "toomanyconnections" in words:
        return Trouble.CROWDED
    if status == 402 or _UNPAID.search(words):
        return Trouble.UNPAID
    if status == 409 or _RULELESS.search(words):
        return Trouble.RULELESS
    if status in {401, 403}:
        return Trouble.REFUSED
    if status in {420, 429}:
        return Trouble.HURRIED
    return Trouble.MALFORMED if 300 <= status < 500 and status != 408 else Trouble.PASSING


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return None


def _told(message: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(message, Mapping):
        yield message
        yield from _listed(message.get("errors"))


def _listed(errors: Any) -> list[Mapping[str, Any]]:
    return [error for error in errors if isinstance(error, Mapping)] if isinstance(errors, list) else []


def _words(told: list[Mapping[str, Any]]) -> str:
    return " ".join(str(item[field]) for item in told for field in _FIELDS if field in item).lower()


def _title(told: list[Mapping[str, Any]]) -> str:
    """X's own words for it, cut to what a person needs and may see."""
    fields = ("title", "disconnect_type", "connection_issue", "reason", "period")
    named = dict.fromkeys(str(item[field]) for item in told for field in fields if item.get(field))
    return _PLAIN.sub(" ", ", ".join(named))[:160]


def _reset_at(headers: Mapping[str, str]) -> datetime | None:
    """`x-rate-limit-reset`: seconds since 1970."""
    text = headers.get("x-rate-limit-reset", "")
    return datetime.fromtimestamp(int(text), UTC) if re.fullmatch(r"\d{1,11}", text, re.ASCII) else None
