"""Posts of the third chat as X, Bluesky and Mastodon send them: in the shapes of a recording's other lines, all of it made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

TAG = "BetterWaits"
STARTS = datetime(2026, 11, 17, 19, 0, tzinfo=UTC)
_TID = "234567abcdefghijklmnopqrstuvwxyz"


class Voice(NamedTuple):
    """An account on a network."""

    network: str
    name: str


class Post:
    """Something that is said, and what a person makes of it: of what kind, to which question, about what, and whether it is a voice."""

    def __init__(
        self, at: float, by: Voice, words: str, kind: str, *, question: int = 0, about: str = "", standing: str = "",
        lang: str = "en", **of: Post | None,
    ) -> None:  # fmt: skip
        self.at, self.by, self.words, self.kind = at, by, words, kind
        self.question, self.about, self.standing, self.lang = question, about, standing, lang
        self.reply_to, self.quotes, self.reposts = of.get("reply_to"), of.get("quotes"), of.get("reposts")
        self.is_tagged = True
        self.nth = 0
        self.first_words = ""  # of a post that is edited later

    @property
    def moment(self) -> datetime:
        return STARTS + timedelta(minutes=self.at)

    @property
    def id(self) -> str:
        """As its network names it."""
        if self.by.network == "x":
            return str((int(self.moment.timestamp() * 1000) - 1288834974657 << 22) + self.nth)
        if self.by.network == "mastodon":
            return str(115600000000000000 + self.nth)
        count = int(self.moment.timestamp() * 1_000_000) << 10 | self.nth % 1024
        return "".join(_TID[count >> 5 * place & 31] for place in reversed(range(13)))

    @property
    def account(self) -> str:
        """How its network knows its author."""
        if self.by.network == "bluesky":
            return self.by.name if self.by.name.startswith("did:") else f"did:plc:{self.by.name.replace('_', '')}waits"
        return self.by.name


def raw(it: Post, *, first: bool = False, edited: bool = False) -> dict[str, Any]:
    """As its network sends it."""
    words = it.first_words if first and it.first_words else it.words
    if it.by.network == "x":
        return _x(it, words, edited=edited)
    return _bluesky(it, words) if it.by.network == "bluesky" else _mastodon(it, words, edited=edited)


def _tagged(it: Post, words: str) -> str:
    return f"{words} #{TAG}" if it.is_tagged and words else words


def _author(it: Post) -> str:
    return str(
        1_600_000_000_000_000_000 + sum(ord(letter) * 131**nth for nth, letter in enumerate(it.by.name)) % 10**15
    )


def _tweet(it: Post, words: str, id: str) -> dict[str, Any]:  # noqa: A002 - X's own word
    told = _tagged(it, words)
    post: dict[str, Any] = {
        "id": id, "text": told, "author_id": _author(it), "created_at": f"{it.moment:%Y-%m-%dT%H:%M:%S}.000Z",
        "conversation_id": it.reply_to.id if it.reply_to else it.id, "edit_history_tweet_ids": [*dict.fromkeys([it.id, id])], "lang": it.lang,
    }  # fmt: skip
    if told.endswith(f"#{TAG}"):
        post["entities"] = {"hashtags": [{"start": len(told) - len(TAG) - 1, "end": len(told), "tag": TAG}]}
    return post


def _x(it: Post, words: str, *, edited: bool) -> dict[str, Any]:
    id_ = str(int(it.id) + (95_000 << 22)) if edited else it.id
    if it.reposts:
        words = f"RT @{it.reposts.by.name}: {_tagged(it.reposts, it.reposts.words)}"
    if it.reply_to:
        words = f"@{it.reply_to.by.name} {words}"
    post = _tweet(it, words, id_)
    users, tweets = [{"id": _author(it), "username": it.by.name, "name": it.by.name}], []
    for type_, other in (("retweeted", it.reposts), ("quoted", it.quotes), ("replied_to", it.reply_to)):
        if other is not None:
            post.setdefault("referenced_tweets", []).append({"type": type_, "id": other.id})
            tweets.append(_tweet(other, other.words, other.id))
            users.append({"id": _author(other), "username": other.by.name, "name": other.by.name})
    if it.quotes:
        start = len(post["text"]) + 1
        post["text"] += " https://t.co/q3Waits"
        address = f"https://twitter.com/{it.quotes.by.name}/status/{it.quotes.id}"
        post.setdefault("entities", {})["urls"] = [
            {
                "start": start,
                "end": start + 20,
                "url": "https://t.co/q3Waits",
                "expanded_url": address,
                "display_url": "x.com/…",
            }
        ]
    if it.reply_to:
        name = it.reply_to.by.name
        post.setdefault("entities", {})["mentions"] = [
            {"start": 0, "end": len(name) + 1, "username": name, "id": _author(it.reply_to)}
        ]
    return {
        "data": post,
        "includes": {"users": users, "tweets": tweets},
        "matching_rules": [{"id": "185", "tag": "ideabridge:third:chat"}],
    }


def _at(it: Post) -> dict[str, str]:
    return {"uri": f"at://{it.account}/app.bsky.feed.post/{it.id}", "cid": f"bafyrei{it.id * 4}"}


def _bluesky(it: Post, words: str) -> dict[str, Any]:
    told = _tagged(it, words)
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": told,
        "createdAt": f"{it.moment:%Y-%m-%dT%H:%M:%S.000Z}",
        "langs": [it.lang],
    }
    if told.endswith(f"#{TAG}"):
        end = len(told.encode())
        tag = {"$type": "app.bsky.richtext.facet#tag", "tag": TAG}
        record["facets"] = [{"index": {"byteStart": end - len(TAG) - 1, "byteEnd": end}, "features": [tag]}]
    if it.reply_to:
        record["reply"] = {"root": _at(it.reply_to.reply_to or it.reply_to), "parent": _at(it.reply_to)}
    if it.quotes:
        record["embed"] = {"$type": "app.bsky.embed.record", "record": _at(it.quotes)}
    collection = "app.bsky.feed.repost" if it.reposts else "app.bsky.feed.post"
    if it.reposts:
        record = {"$type": collection, "subject": _at(it.reposts), "createdAt": record["createdAt"]}
    commit = {
        "rev": it.id,
        "operation": "create",
        "collection": collection,
        "rkey": it.id,
        "record": record,
        "cid": f"bafyrei{it.id * 4}",
    }
    return {"did": it.account, "time_us": int(it.moment.timestamp() * 1_000_000), "kind": "commit", "commit": commit}


def _mastodon(it: Post, words: str, *, edited: bool = False) -> dict[str, Any]:
    event = "status.update" if edited else "update"
    status = _status(it, words)
    if edited:
        status["edited_at"] = f"{it.moment + timedelta(seconds=94):%Y-%m-%dT%H:%M:%S.000Z}"
    if it.reposts:
        status |= {"content": "", "reblog": _status(it.reposts, it.reposts.words)}
    return {"stream": ["hashtag", TAG.lower()], "event": event, "payload": json.dumps(status, ensure_ascii=False)}


def _status(it: Post, words: str) -> dict[str, Any]:
    home = f"https://care.example/users/{it.by.name}"
    tag = f'<a href="https://care.example/tags/{TAG}" class="mention hashtag" rel="tag">#<span>{TAG}</span></a>'
    mention = (
        f'<span class="h-card"><a href="https://care.example/@{it.reply_to.by.name}" class="u-url mention">@<span>{it.reply_to.by.name}</span></a></span> '
        if it.reply_to
        else ""
    )
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return {
        "id": it.id, "created_at": f"{it.moment:%Y-%m-%dT%H:%M:%S.000Z}", "edited_at": None,
        "in_reply_to_id": it.reply_to.id if it.reply_to else None, "spoiler_text": "", "visibility": "public", "language": it.lang,
        "uri": f"{home}/statuses/{it.id}", "url": f"https://care.example/@{it.by.name}/{it.id}",
        "content": f"<p>{mention}{words}{' ' + tag if it.is_tagged else ''}</p>", "reblog": None,
        "account": {"id": _author(it), "username": it.by.name, "acct": it.by.name, "display_name": it.by.name, "url": home, "uri": home},
        "mentions": [], "tags": [{"name": TAG.lower(), "url": f"https://care.example/tags/{TAG}"}] if it.is_tagged else [],
    }  # fmt: skip


def gone(it: Post) -> dict[str, Any]:
    """Its deletion, as its network tells it."""
    if it.by.network == "mastodon":
        return {"stream": ["hashtag", TAG.lower()], "event": "delete", "payload": it.id}
    when = int(it.moment.timestamp() * 1_000_000) + 240_000_000
    commit = {"rev": it.id, "operation": "delete", "collection": "app.bsky.feed.post", "rkey": it.id}
    return {"did": it.account, "time_us": when, "kind": "commit", "commit": commit}
