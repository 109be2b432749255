"""Reads one Jetstream v1 event of Bluesky as an arrival.

Positions in a post are UTF-8 bytes, and its `createdAt` is the author's word: a post is said no later than Jetstream
saw it. Shapes: lexicons app.bsky.feed.post, app.bsky.feed.repost and app.bsky.richtext.facet; Jetstream's README.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from bridge.records import Act, Arrival, NativeId, Rejected, SourceName
from bridge.sources.shape import Span, said_in, shaped, splice, unreadable

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Commit(msgspec.Struct, frozen=True, kw_only=True):
    operation: str
    collection: str
    rkey: str
    record: dict[str, Any] | None = None
    cid: str = ""


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    did: str
    #: Until the year 2100; beyond it is no time.
    time_us: Annotated[int, msgspec.Meta(ge=0, lt=4_102_444_800_000_000)]
    kind: str
    commit: _Commit | None = None


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


def read(message: Mapping[str, Any], received_at: datetime) -> Arrival | Rejected | None:
    """A post, a repost or a deletion; None for news of accounts and for collections that hold no speech."""
    event = shaped(message, _Event, SourceName.BLUESKY, received_at)
    if isinstance(event, Rejected):
        return event
    if event.kind != "commit":
        return None
    commit = event.commit
    if commit is None:
        return unreadable(SourceName.BLUESKY, received_at, "a commit event without `commit`")
    if commit.collection not in {POST, REPOST}:
        return None
    if commit.operation == "delete":
        return Arrival(act=Act.DELETED, said_at=_time(event), **_common(event, commit, received_at))
    if commit.operation not in {"create", "update"}:
        return unreadable(SourceName.BLUESKY, received_at, "`commit.operation` is not create, update or delete")
    if commit.collection == REPOST:
        return _reposted(event, commit, received_at)
    return _said(event, commit, received_at)


def _said(event: _Event, commit: _Commit, received_at: datetime) -> Arrival | Rejected:
    post = said_in(commit.record, _Post, SourceName.BLUESKY, received_at)
    if isinstance(post, Rejected):
        return post
    tags = [feature.tag for facet in post.facets for feature in facet.features if feature.tag]
    return Arrival(
        said_at=_said_at(post.created_at, event),
        text=splice(post.text, _links(post)),
        version=commit.cid,
        tags=tuple(dict.fromkeys([*tags, *post.tags])),
        lang=post.langs[0] if post.langs else None,
        link=f"https://bsky.app/profile/{event.did}/post/{commit.rkey}",
        reply_to=_native(post.reply.parent.uri) if post.reply else None,
        root=_native(post.reply.root.uri) if post.reply else None,
        quotes=_quoted(post.embed),
        **_common(event, commit, received_at),
    )


def _reposted(event: _Event, commit: _Commit, received_at: datetime) -> Arrival | Rejected:
    repost = shaped(commit.record, _Repost, SourceName.BLUESKY, received_at)
    if isinstance(repost, Rejected):
        return repost
    return Arrival(
        act=Act.REPOSTED,
        said_at=_said_at(repost.created_at, event),
        version=commit.cid,
        reposts=_native(repost.subject.uri),
        **_common(event, commit, received_at),
    )


def _common(event: _Event, commit: _Commit, received_at: datetime) -> dict[str, Any]:
    return {
        "id": _native(f"at://{event.did}/{commit.collection}/{commit.rkey}"),
        "source": SourceName.BLUESKY,
        "author": event.did,
        "received_at": received_at,
    }


def _native(uri: str) -> NativeId:
    return NativeId(f"bluesky:{uri}")


def _time(event: _Event) -> datetime:
    return _EPOCH + timedelta(microseconds=event.time_us)


def _said_at(created_at: str, event: _Event) -> datetime:
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
