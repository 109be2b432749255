"""What is said on the stand-in for X: each version of each post, and how search finds it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from bridge.sources.x_ledger import snowflake
from tests.networks.x_posts import Told, plain, refolded

SEARCHABLE = timedelta(seconds=30)  # search leaves out what is newer


class Said:
    """Posts by their ids, which rise with time."""

    def __init__(self) -> None:
        self.posts: dict[str, Told] = {}
        self._ids = itertools.count(1)

    def add(self, data: dict[str, Any], now: datetime, history: Iterable[str] = ()) -> Told:
        """A post of `x_posts`; id, time and conversation are given to it, unless it has its own."""
        post_id = str(data.get("id") or snowflake(now) + next(self._ids))
        stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told = Told.of({"id": post_id, "created_at": stamp, "conversation_id": post_id} | data, [*history, post_id])
        self.posts[post_id] = told
        return told

    def edit(self, post_id: str, text: str, now: datetime) -> Told:
        """A new version. All versions know of all; one that began a conversation begins another."""
        before = self.posts[post_id]
        kept: dict[str, Any] = {
            name: before.data[name] for name in ("author_id", "lang", "edit_controls") if name in before.data
        }
        if before.thread not in before.history:
            kept["conversation_id"] = before.thread
        after = plain(text, referenced_tweets=before.data.get("referenced_tweets", [])) | kept
        told = self.add(after, now, before.history)
        for version in told.history:
            self.posts[version].history[:] = told.history
        return told

    def delete(self, post_id: str) -> None:
        for version in self.posts[post_id].history:
            del self.posts[version]

    def includes(self, found: Iterable[Told]) -> dict[str, Any]:
        """Users, and the posts that are referred to; often X sends the post itself, too."""
        users: dict[str, dict[str, str]] = {}
        tweets: dict[str, dict[str, Any]] = {}
        for told in found:
            others = [self.posts[other] for other in told.refers if other in self.posts]
            for post in (told, *others):
                author = post.data["author_id"]
                users[author] = {"id": author, "username": f"person_{author}", "name": f"Person {author}"}
            tweets |= {other.id: other.data for other in (*others, *([told] if others else []))}
        return {"users": list(users.values()), **({"tweets": list(tweets.values())} if tweets else {})}

    def found(self, query: str, now: datetime, since: int, until: int) -> list[Told]:
        """Newest first: no reposts, only the newest version, nothing too new; accents make no difference."""
        until = min(until, snowflake(now - SEARCHABLE))
        found = [
            told
            for told in self.posts.values()
            if since < int(told.id) < until
            and not told.is_repost
            and told.id == told.history[-1]
            and told.matches(refolded(query), accents=False)
        ]
        return sorted(found, key=lambda told: int(told.id), reverse=True)
