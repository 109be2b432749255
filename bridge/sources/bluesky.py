"""Reads what happened on Bluesky as an arrival.

Positions in a post are UTF-8 bytes, and its `createdAt` is the author's word: a post is said no later than Jetstream
saw it. Shapes: lexicons app.bsky.feed.post, app.bsky.feed.repost, app.bsky.richtext.facet and the account event of
com.atproto.sync.subscribeRepos.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from bridge.errors import UnreadableError
from bridge.records import Act, Arrival, NativeId, Rejected, SourceName
from bridge.sources.jetstream_wire import EPOCH, MICROSECOND, Commit, Event, event_v1, event_v2
from bridge.sources.shape import Span, said_in, splice, unreadable

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"

#: An account's host is in trouble or too busy; the person has not left.
_STAYS = {"desynchronized", "throttled"}


class _Reference(msgspec.Struct, frozen=True, kw_only=True):
    uri: str


class _Reply(msgspec.Struct, frozen=True, kw_only=True):
    root: _Reference
    parent: _Reference


class _Embedded(msgspec.Struct, frozen=True, kw_only=True):
    """A quote stands in `record`, one deeper where the post has pictures too."""

    uri: str = ""
    record: _Embedded | None = None


class _Bytes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    byte_start: int
    byte_end: int


class _Feature(msgspec.Struct, frozen=True, kw_only=True):
    uri: str = ""
    tag: str = ""


class _Facet(msgspec.Struct, frozen=True, kw_only=True):
    index: _Bytes
    features: tuple[_Feature, ...]


class _Post(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    text: str
    created_at: str
    langs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facets: tuple[_Facet, ...] = ()
    reply: _Reply | None = None
    embed: _Embedded | None = None


class _Repost(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    subject: _Reference
    created_at: str


_POSTS = msgspec.json.Decoder(_Post)
_REPOSTS = msgspec.json.Decoder(_Repost)
Shape = TypeVar("Shape", _Post, _Repost)


def read(message: Mapping[str, Any], received_at: datetime) -> Arrival | Rejected | None:
    """What a message of Jetstream says, of either wire; None for notices, and for news that are no speech."""
    is_v2 = isinstance(message, Mapping) and "$type" in message
    try:
        frame = msgspec.json.encode(message)
        event = event_v2(frame) if is_v2 else event_v1(frame)
    except UnreadableError as error:
        return unreadable(SourceName.BLUESKY, received_at, str(error))
    except (ValueError, OverflowError):
        return unreadable(SourceName.BLUESKY, received_at, "a message that is not JSON")
    return arrival(event, received_at) if isinstance(event, Event) else None


def arrival(event: Event, received_at: datetime) -> Arrival | Rejected | None:
    """A post, a repost, a deletion or a departure; None for other news and for collections that hold no speech."""
    if event.kind == "account":
        return _left(event, received_at)
    commit = event.commit
    if event.kind != "commit" or commit is None or commit.collection not in {POST, REPOST}:
        return None
    if commit.operation == "delete":
        return Arrival(act=Act.DELETED, said_at=_time(event), **_common(event, commit, received_at))
    if commit.operation not in {"create", "update"}:
        return unreadable(SourceName.BLUESKY, received_at, "`commit.operation` is not create, update or delete")
    if commit.collection == REPOST:
        return _reposted(event, commit, received_at)
    return _said(event, commit, received_at)


def _left(event: Event, received_at: datetime) -> Arrival | Rejected | None:
    """An account that is taken down, suspended, deleted or deactivated, or put out of sight without a reason given."""
    account = event.account
    if account is None:
        return unreadable(SourceName.BLUESKY, received_at, "an account event without `account`")
    if account.active or account.status in _STAYS:
        return None
    return Arrival(
        act=Act.LEFT,
        id=_native(event.did),
        source=SourceName.BLUESKY,
        author=event.did,
        said_at=_time(event),
        received_at=received_at,
    )


def _said(event: Event, commit: Commit, received_at: datetime) -> Arrival | Rejected:
    post = _shaped(commit.record, _POSTS, received_at)
    if isinstance(post, Rejected):
        return post
    tags = [feature.tag for facet in post.facets for feature in facet.features if feature.tag]
    return Arrival(
        said_at=_said_at(post.created_at, event),
        text=splice(post.text, _links(post)) if post.facets else post.text,
        version=commit.cid,
        tags=tuple(dict.fromkeys([*tags, *post.tags])),
        lang=post.langs[0] if post.langs else None,
        link=f"https://bsky.app/profile/{event.did}/post/{commit.rkey}",
        reply_to=_native(post.reply.parent.uri) if post.reply else None,
        root=_native(post.reply.root.uri) if post.reply else None,
        quotes=_quoted(post.embed),
        **_common(event, commit, received_at),
    )


def _reposted(event: Event, commit: Commit, received_at: datetime) -> Arrival | Rejected:
    repost = _shaped(commit.record, _REPOSTS, received_at)
    if isinstance(repost, Rejected):
        return repost
    return Arrival(
        act=Act.REPOSTED,
        said_at=_said_at(repost.created_at, event),
        version=commit.cid,
        reposts=_native(repost.subject.uri),
        **_common(event, commit, received_at),
    )


def _shaped(record: msgspec.Raw, shapes: msgspec.json.Decoder[Shape], received_at: datetime) -> Shape | Rejected:
    """The record, straight from its bytes: hundreds come in a second. One that is not as promised is looked at again."""
    try:
        return shapes.decode(record)
    except (ValueError, RecursionError):
        pass
    try:
        message: Any = msgspec.json.decode(record)
    except (ValueError, RecursionError):
        return unreadable(SourceName.BLUESKY, received_at, "a record that is not JSON")
    return said_in(message, shapes.type, SourceName.BLUESKY, received_at)


def _common(event: Event, commit: Commit, received_at: datetime) -> dict[str, Any]:
    return {
        "id": _native(f"at://{event.did}/{commit.collection}/{commit.rkey}"),
        "source": SourceName.BLUESKY,
        "author": event.did,
        "received_at": received_at,
    }


def _native(uri: str) -> NativeId:
    return NativeId(f"bluesky:{uri}")


def _time(event: Event) -> datetime:
    return EPOCH + event.time_us * MICROSECOND


def _said_at(created_at: str, event: Event) -> datetime:
    """The author's own time, unless it lies in the future or cannot be read: then the time Jetstream saw it."""
    seen_at = _time(event)
    try:
        claimed_at = datetime.fromisoformat(created_at)
        return min(claimed_at.astimezone(UTC), seen_at) if claimed_at.tzinfo else seen_at
    except (ValueError, OverflowError):
        return seen_at


def _links(post: _Post) -> Iterator[Span]:
    """Link facets, their byte positions turned into code points. One that cuts through a letter is left out."""
    raw = post.text.encode()
    for facet in post.facets:
        uri = next((feature.uri for feature in facet.features if feature.uri), "")
        start, end = facet.index.byte_start, facet.index.byte_end
        if uri and 0 <= start < end <= len(raw):
            try:
                yield Span(len(raw[:start].decode()), len(raw[:end].decode()), uri)
            except UnicodeDecodeError:
                continue


def _quoted(embed: _Embedded | None) -> NativeId | None:
    """The quoted post; lists and feeds are embedded in the same way and are no quotes."""
    record = embed.record if embed else None
    uri = (record.record or record).uri if record else ""
    return _native(uri) if f"/{POST}/" in uri else None
