"""Reads one line of X's v2 filtered stream, or one post that X was asked for, as an arrival.

Positions count code points of the text as X escaped it, so links are put in first and the rest is unescaped after.
X renames fields (tweet → post) while we read: both spellings are taken. What stands in `includes` was not said now
and is never an arrival of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec

from bridge.records import Act, Arrival, NativeId, Rejected, SourceName, Time, Via
from bridge.sources.shape import Shape, Span, said_in, shaped, splice, unescaped, unreadable

#: The spelling of X's specification since 2026-08-07, and the one that its stream was seen to send.
_RENAMED = {
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "note_post": "note_tweet",
}
#: Languages that X names by withdrawn codes, and its codes for "unknown", "only emoji" and the like.
_LANGS = {"in": "id", "iw": "he"}
_NO_LANG = re.compile(r"|und|zxx|q[a-z]{2}")
_STATUS = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[^/]+/status/(\d+)(?:/(?:photo|video)/\d+)?/?")


class _Url(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    url: str = ""
    expanded_url: str = ""
    display_url: str = ""
    media_key: str = ""


class _Hashtag(msgspec.Struct, frozen=True, kw_only=True):
    tag: str


class _Entities(msgspec.Struct, frozen=True, kw_only=True):
    urls: tuple[_Url, ...] = ()
    hashtags: tuple[_Hashtag, ...] = ()


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    """A text with its own entities: what a post shows, or the whole of a long one."""

    text: str
    entities: _Entities = _Entities()


class _Reference(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    id: str


class _Post(_Words, frozen=True, kw_only=True):
    id: str
    author_id: str
    created_at: Time
    conversation_id: str = ""
    lang: str = ""
    edit_history_tweet_ids: tuple[str, ...] = ()
    referenced_tweets: tuple[_Reference, ...] = ()
    note_tweet: _Words | None = None


class _User(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    username: str


class _Target(msgspec.Struct, frozen=True, kw_only=True):
    id: str | int
    author_id: str | int | None = None
    user_id: str | int | None = None


class _Deletion(msgspec.Struct, frozen=True, kw_only=True):
    tweet: _Target | None = None
    post: _Target | None = None
    status: _Target | None = None


class _Editable(msgspec.Struct, frozen=True, kw_only=True):
    is_edit_eligible: bool = True
    editable_until: Time


def read(message: Mapping[str, Any], received_at: datetime, via: Via = Via.LIVE) -> Arrival | Rejected | None:
    """A post, a repost or a deletion; None for a line without `data` (heartbeats, errors of the stream itself).

    Deletions are taken as `{"delete": {"tweet" or "post" or "status": {"id": …}}}`, bare or in `data`: the event of
    the v2 compliance stream (TweetDeleteComplianceSchema in X's OpenAPI document) and its elder of v1.1.
    """
    if not isinstance(message, Mapping):
        return unreadable(SourceName.X, received_at, "a line that is no JSON object")
    data = message.get("data")
    event = data if isinstance(data, Mapping) else message
    if "delete" in event:
        return _deleted(event["delete"], received_at)
    if data is None:
        return None
    post = said_in(_old_names(data), _Post, SourceName.X, received_at)
    if isinstance(post, Rejected):
        return post
    return _said(post, message.get("includes"), received_at, via)


def editable_until(message: Mapping[str, Any]) -> datetime | None:
    """Until when its author may change this post; None where it cannot be changed, or X does not tell."""
    data = message.get("data")
    controls = data.get("edit_controls") if isinstance(data, Mapping) else None
    try:
        editable = msgspec.convert(controls, _Editable)
    except msgspec.ValidationError:
        return None
    return editable.editable_until if editable.is_edit_eligible else None


def gone(post_id: str, at: datetime) -> Arrival:
    """A post that X does not show any more: deleted, or its author is protected, suspended or gone."""
    return Arrival(id=_native(post_id), source=SourceName.X, act=Act.DELETED, said_at=at, received_at=at, via=Via.ASKED)


def _said(post: _Post, includes: Any, received_at: datetime, via: Via) -> Arrival:
    others = {other.id: other for name in ("tweets", "posts") for other in _included(includes, name, _Post)}
    handles = {user.id: user.username for user in _included(includes, "users", _User)}
    refers = {reference.type: _canonical(reference.id, others) for reference in post.referenced_tweets}
    versions = post.edit_history_tweet_ids or (post.id,)
    shown = _original(post, others) if "retweeted" in refers else post
    return Arrival(
        id=_native(versions[0]),
        source=SourceName.X,
        act=Act.REPOSTED if "retweeted" in refers else Act.SAID,
        said_at=post.created_at,
        received_at=received_at,
        text=_text(shown) if shown else "",
        author=post.author_id,
        handle=handles.get(post.author_id),
        version=post.id,
        aliases=tuple(_native(version) for version in dict.fromkeys((*versions, post.id)) if version != versions[0]),
        tags=_tags(post, shown),
        lang=_lang(post.lang),
        link=f"https://x.com/i/status/{post.id}",
        reply_to=refers.get("replied_to"),
        root=_native(post.conversation_id) if post.conversation_id not in {"", *versions, post.id} else None,
        quotes=refers.get("quoted"),
        reposts=refers.get("retweeted"),
        via=via,
    )


def _deleted(event: Any, received_at: datetime) -> Arrival | Rejected:
    deletion = shaped(event, _Deletion, SourceName.X, received_at)
    if isinstance(deletion, Rejected):
        return deletion
    target = deletion.tweet or deletion.post or deletion.status
    if target is None:
        return unreadable(SourceName.X, received_at, "`delete` names no tweet, post or status")
    return Arrival(
        id=_native(str(target.id)),
        source=SourceName.X,
        act=Act.DELETED,
        said_at=received_at,
        received_at=received_at,
        author=str(target.author_id or target.user_id or ""),
    )


def _old_names(data: Any) -> Any:
    return {_RENAMED.get(name, name): value for name, value in data.items()} if isinstance(data, Mapping) else data


def _included(includes: Any, name: str, shape: type[Shape]) -> Iterator[Shape]:
    """What X sent along under `name`. It only helps to understand a post: what is misshapen is left out."""
    items = includes.get(name) if isinstance(includes, Mapping) else None
    for item in items if isinstance(items, list) else ():
        with suppress(msgspec.ValidationError):
            yield msgspec.convert(_old_names(item), shape)


def _native(post_id: str) -> NativeId:
    return NativeId(f"x:{post_id}")


def _canonical(post_id: str, others: Mapping[str, _Post]) -> NativeId:
    """The first version of a post that may have been edited, as far as X tells."""
    history = others[post_id].edit_history_tweet_ids if post_id in others else ()
    return _native(history[0] if history else post_id)


def _original(post: _Post, others: Mapping[str, _Post]) -> _Post | None:
    """What a retweet repeats. Its own text is cut after some 110 characters and so is never shown."""
    reposted = next(reference.id for reference in post.referenced_tweets if reference.type == "retweeted")
    return others.get(reposted)


def _text(post: _Post) -> str:
    words = post.note_tweet or post
    return splice(words.text, _links(words, post), unescaped).strip()


def _links(words: _Words, post: _Post) -> Iterator[Span]:
    """Short links in full, from the last to the first. Trailing ones that stand for a picture or a quote show nothing."""
    hidden = {post.id, *post.edit_history_tweet_ids, *(reference.id for reference in post.referenced_tweets)}
    tail = len(words.text)
    for url in sorted(words.entities.urls, key=lambda url: url.start, reverse=True):
        status = _STATUS.fullmatch(url.expanded_url)
        stands_for = url.media_key or (status and status[1] in hidden)
        if stands_for and not words.text[url.end : tail].strip():
            tail = url.start
            yield Span(url.start, url.end, "")
        else:
            yield Span(url.start, url.end, url.expanded_url or url.display_url or url.url)


def _tags(*posts: _Post | None) -> tuple[str, ...]:
    """All hashtags: a retweet's own entities lack those that its cut text lost, a long post's those of its whole text."""
    words = [words for post in posts if post for words in (post, post.note_tweet) if words]
    return tuple(dict.fromkeys(hashtag.tag for shown in words for hashtag in shown.entities.hashtags))


def _lang(lang: str) -> str | None:
    return None if _NO_LANG.fullmatch(lang) else _LANGS.get(lang, lang)
