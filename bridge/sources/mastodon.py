"""Reads one frame of Mastodon's streaming API, or one status of its REST API, as an arrival.

A status is known by its `uri`, the same on every server. A deletion and a reply name only the server's own id, so each
status carries that as an alias, "mastodon:local:HOST:ID". Recordings do not say from which host they are: there it is
"mastodon:local:ID", which is right for one server. Shapes: Mastodon's documentation, methods/streaming and
entities/Status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from bridge.records import Act, Arrival, NativeId, Reason, Rejected, SourceName, Time, Via
from bridge.sources.shape import said_in, shaped, unescaped, unreadable

_PUBLIC = {"public", "unlisted"}
#: Ours, because Python's parser takes seconds over ten thousand broken tags and fails on some declarations.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<attributes>[^<>]*+)>|<![^<>]*+>?")
_ATTRIBUTE = re.compile(r"""(?<![\w-])(?P<name>[\w-]++)\s*+=\s*+(?P<quote>["'])(?P<value>.*?)(?P=quote)""", re.DOTALL)
_LINES = frozenset({"p", "br", "li", "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style", "template"})


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    event: str
    payload: str = ""


class _Account(msgspec.Struct, frozen=True, kw_only=True):
    acct: str
    url: str
    uri: str = ""


class _Tag(msgspec.Struct, frozen=True, kw_only=True):
    name: str


class _Quote(msgspec.Struct, frozen=True, kw_only=True):
    quoted_status: _Quoted | None = None


class _Quoted(msgspec.Struct, frozen=True, kw_only=True):
    uri: str


class _Status(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    uri: str
    created_at: Time
    content: str
    visibility: str
    account: _Account
    url: str | None = None
    edited_at: Time | None = None
    language: str | None = None
    spoiler_text: str = ""
    in_reply_to_id: str | None = None
    tags: tuple[_Tag, ...] = ()
    quote: _Quote | None = None
    reblog: _Status | None = None


def read(message: Mapping[str, Any], received_at: datetime, host: str = "") -> Arrival | Rejected | None:
    """A status, a boost or a deletion; None for the other events of a stream (filters, announcements).

    `host` is the server that sent it.
    """
    frame = shaped(message, _Frame, SourceName.MASTODON, received_at)
    if isinstance(frame, Rejected):
        return frame
    if frame.event == "delete":
        return _deleted(frame.payload, received_at, host)
    if frame.event not in {"update", "status.update"}:
        return None
    try:
        payload = msgspec.json.decode(frame.payload)
    except (ValueError, RecursionError):
        return unreadable(SourceName.MASTODON, received_at, "`$.payload` is not JSON")
    return read_status(payload, received_at, host)


def read_status(payload: Any, received_at: datetime, host: str = "", *, via: Via = Via.LIVE) -> Arrival | Rejected:
    """A status or a boost, as an entity of the server `host`."""
    status = said_in(payload, _Status, SourceName.MASTODON, received_at)
    if isinstance(status, Rejected):
        return status
    if not {status.visibility, (status.reblog or status).visibility} <= _PUBLIC:
        detail = "`$.visibility` is neither public nor unlisted"
        return Rejected(source=SourceName.MASTODON, reason=Reason.PRIVATE, received_at=received_at, detail=detail)
    return _said(status, received_at, host, via)


def local_native(local_id: str, host: str = "") -> NativeId:
    """How deletions and replies of the server `host` name a status."""
    return NativeId(f"mastodon:local:{host}:{local_id}" if host else f"mastodon:local:{local_id}")


def plain(content: str) -> str:
    """The text that a reader of this HTML sees: one line a paragraph, links in full, mentions and hashtags as written."""
    pieces: list[str] = []
    at, unseen = 0, ""
    for tag in _TAG.finditer(content):
        name = (tag["name"] or "").lower()
        if not unseen:
            pieces.append(unescaped(content[at : tag.start()]))
        at = tag.end()
        if tag["end"] and (name == unseen or (unseen == "a" and name in _LINES)):
            unseen = ""
        if not unseen:
            pieces.append("\n" if name in _LINES else "")
        if not unseen and not tag["end"]:
            shown, unseen = _opened(name, tag["attributes"] or "")
            pieces.append(shown)
    pieces.append("" if unseen else unescaped(content[at:]))
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _opened(name: str, attributes: str) -> tuple[str, str]:
    """What an element shows by itself, and its name if nothing inside it is shown.

    A link that is neither mention nor hashtag shows its address, for its text may be shortened.
    """
    fields = {found["name"].lower(): unescaped(found["value"]) for found in _ATTRIBUTE.finditer(attributes)}
    marks = {*fields.get("class", "").split(), *fields.get("rel", "").split()}
    if name in _UNSEEN or "quote-inline" in marks:
        return "", name
    if name == "a" and fields.get("href") and not marks & {"mention", "hashtag", "tag"}:
        return fields["href"], name
    return "", ""


def _said(status: _Status, received_at: datetime, host: str, via: Via) -> Arrival:
    shown = status.reblog or status
    return Arrival(
        id=_native(status.uri),
        source=SourceName.MASTODON,
        act=Act.REPOSTED if status.reblog else Act.SAID,
        said_at=status.created_at,
        received_at=received_at,
        text="\n".join(part for part in (shown.spoiler_text, plain(shown.content)) if part),
        author=status.account.uri or status.account.url,
        handle=_handle(status.account),
        version=status.edited_at.isoformat() if status.edited_at else "",
        aliases=(local_native(status.id, host), *_addresses(status)),
        tags=tuple(tag.name for tag in shown.tags),
        lang=shown.language,
        link=status.url or status.uri,
        reply_to=local_native(status.in_reply_to_id, host) if status.in_reply_to_id else None,
        quotes=_native(status.quote.quoted_status.uri) if status.quote and status.quote.quoted_status else None,
        reposts=_native(status.reblog.uri) if status.reblog else None,
        via=via,
    )


def _addresses(status: _Status) -> tuple[NativeId, ...]:
    """The address that people see, where it is another than its name: by it a deletion is told that is found by asking."""
    return (_native(status.url),) if status.url and status.url != status.uri else ()


def _deleted(local_id: str, received_at: datetime, host: str) -> Arrival | Rejected:
    if not local_id:
        return unreadable(SourceName.MASTODON, received_at, "`$.payload` of a deletion names no status")
    return Arrival(
        id=local_native(local_id, host),
        source=SourceName.MASTODON,
        act=Act.DELETED,
        said_at=received_at,
        received_at=received_at,
    )


def _native(uri: str) -> NativeId:
    return NativeId(f"mastodon:{uri}")


def _handle(account: _Account) -> str:
    """Name and domain. The server leaves the domain out for its own people; their profile's address has it."""
    host = account.url.partition("://")[2].partition("/")[0]
    return account.acct if "@" in account.acct or not host else f"{account.acct}@{host}"
