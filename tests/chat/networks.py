"""The networks of the chat: their stand-ins, on which its script is played, and what each would still hand out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec
from websockets.http11 import Request

from bridge.records import Event, SourceName
from tests.chat.pace import Hurried
from tests.chat.script import Act, Deed
from tests.networks import jetstream, x_posts
from tests.networks.bsky_app import BskyApp
from tests.networks.jetstream import POST, REPOST, Jetstream
from tests.networks.mastodon import Mastodon
from tests.networks.mastodon_posts import html, status
from tests.networks.x import X

#: X says until when a post may be edited; here it is a quarter of an hour, so that it is over within the hour.
EDITABLE = timedelta(minutes=15)
BEAT = 20.0  # seconds between heartbeats of X
PING = 30.0  # and between pings of Mastodon
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Post(msgspec.Struct, kw_only=True):
    """What was said, under the name that its network has for it. `mark` is in its last text, "" where it has none.

    `gone` once it was deleted or its account left. `changed_at` are the times of its edits and of its deletion.
    """

    network: SourceName
    native: str
    said_at: datetime
    mark: str
    is_repost: bool = False
    gone: bool = False
    is_noise: bool = False
    changed_at: list[datetime] = []
    homes: tuple[int, ...] = ()
    author: str = ""
    under: str = ""  # the script's name of what it answers, where it has no tag of its own


class Timed(Jetstream):
    """It remembers when connections were tried."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.connects: list[datetime] = []
        self._now = now

    async def _greet(self, connection: Any, request: Request) -> Any:
        self.connects.append(self._now())
        return await super()._greet(connection, request)

    def drop(self) -> None:
        """Cut all connections."""
        assert self._server is not None
        for connection in tuple(self._server.connections):
            connection.transport.abort()

    def forget_before(self, seconds: float | None) -> None:
        """Hand out nothing older than so many seconds; None for as much as usual."""
        self._lookback_us = jetstream.LOOKBACK_US if seconds is None else round(seconds * 1e6)


class Toot(Mastodon):
    """It remembers when connections were tried, by the chat's clock."""

    def __init__(self, clock: Hurried, speed: float) -> None:
        super().__init__(ping_seconds=PING / speed)
        self.tried: list[datetime] = []
        self._clock = clock

    async def _stream(self, request: Any) -> Any:
        self.tried.append(self._clock.now())
        return await super()._stream(request)

    def next_id(self, said_at: datetime) -> str:
        """The id that it gives to what is said next."""
        return str((((said_at - _EPOCH) // timedelta(milliseconds=1)) << 16) + next(copy.copy(self._serials)) % 2**16)


class Networks:
    """All of them, and `posts`: what was said there, by the script's names."""

    def __init__(self, clock: Hurried, speed: float) -> None:
        self.clock = clock
        self.speed = speed
        self.x = X(now=clock.now, beat_seconds=BEAT / speed)
        self.bluesky = Timed(clock.now)
        self.view = BskyApp()
        self.mastodon = (Toot(clock, speed), Toot(clock, speed))
        self.posts: dict[str, Post] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for server in (self.x, self.bluesky, self.view, *self.mastodon):
            await self._stack.enter_async_context(server)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def play(self, deed: Deed) -> None:
        """Let it happen."""
        if deed.act is Act.LEAVE:
            for post in self.posts.values():
                if post.network is deed.network and post.author == deed.author:
                    self._changed(post, gone=True)
        elif deed.act in {Act.EDIT, Act.DELETE}:
            post = self.posts[deed.post]
            self._changed(post, gone=deed.act is Act.DELETE)
            post.mark = deed.mark or post.mark
        plays = {SourceName.X: self._on_x, SourceName.BLUESKY: self._on_bluesky, SourceName.MASTODON: self._on_mastodon}
        await plays[deed.network](deed)

    def _changed(self, post: Post, *, gone: bool) -> None:
        post.changed_at.append(self.clock.now())
        post.gone = post.gone or gone

    def _said(self, deed: Deed, native: str, said_at: datetime) -> None:
        self.posts[deed.post] = Post(
            network=deed.network,
            native=native,
            said_at=said_at,
            mark=deed.mark,
            is_repost=deed.act is Act.REPOST,
            is_noise=deed.act is Act.NOISE,
            homes=deed.homes,
            author=deed.author,
            under="" if "#" in deed.text else deed.about,
        )

    async def _on_x(self, deed: Deed) -> None:
        x, now = self.x, self.clock.now()
        if deed.act is Act.EDIT:
            await x.edit(self._on(deed.post), deed.text)
        elif deed.act is Act.DELETE:
            await x.delete(self._on(deed.post))
        else:
            about = x.posts[self._on(deed.about)] if deed.about else None
            if deed.act is Act.REPOST:
                assert about
                data = x_posts.retweet(about, deed.author)
            elif about and deed.quotes:
                data = x_posts.quote(about, deed.text, deed.author)
            elif about:
                data = x_posts.reply(about, deed.text, deed.author)
            else:
                until = (now + EDITABLE).isoformat()
                data = x_posts.plain(deed.text, deed.author, edit_controls=x_posts.editable(until))
            self._said(deed, f"x:{await x.say(data)}", now)

    def _on(self, post: str) -> str:
        """X's id of the newest version."""
        first = self.posts[post].native.removeprefix("x:")
        return self.x.posts[first].history[-1]

    async def _on_bluesky(self, deed: Deed) -> None:
        now = self.clock.now()
        time_us, did, rkey = (now - _EPOCH) // timedelta(microseconds=1), f"did:plc:{deed.author}", deed.post
        created_at = now.isoformat()
        if deed.act is Act.LEAVE:
            await self.bluesky.say(jetstream.account(time_us, did, active=False, status="deleted"))
        elif deed.act is Act.DELETE:
            self.view.delete(did, rkey)
            await self.bluesky.say(jetstream.commit(time_us, None, did, rkey=rkey, operation="delete"))
        elif deed.act is Act.REPOST:
            subject = {"uri": self._at(deed.about), "cid": "bafy"}
            record = {"$type": REPOST, "subject": subject, "createdAt": created_at}
            self._said(deed, f"bluesky:at://{did}/{REPOST}/{rkey}", now)
            await self.bluesky.say(jetstream.commit(time_us, record, did, collection=REPOST, rkey=rkey))
        else:
            fields: dict[str, Any] = {}
            if deed.about:
                about = {"uri": self._at(deed.about), "cid": "bafy"}
                embed = {"$type": "app.bsky.embed.record", "record": about}
                fields = {"embed": embed} if deed.quotes else {"reply": {"root": about, "parent": about}}
            operation = "update" if deed.act is Act.EDIT else "create"
            if deed.act is not Act.EDIT:
                self._said(deed, f"bluesky:at://{did}/{POST}/{rkey}", now)
            self.view.say(deed.text, did, rkey, created_at=created_at, **fields)
            record = jetstream.post(deed.text, created_at, **fields)
            await self.bluesky.say(jetstream.commit(time_us, record, did, rkey=rkey, operation=operation))

    def _at(self, post: str) -> str:
        return self.posts[post].native.removeprefix("bluesky:")

    async def _on_mastodon(self, deed: Deed) -> None:
        now, servers = self.clock.now(), [self.mastodon[home] for home in deed.homes]
        if deed.act is Act.SAY:
            home = servers[0]
            local_id = home.next_id(now)
            uri = f"{home.url}/users/{deed.author}/statuses/{local_id}"
            fields: dict[str, Any] = {"uri": uri, "url": f"{home.url}/@{deed.author}/{local_id}"}
            if deed.about:
                fields["in_reply_to_id"] = self.posts[deed.about].native.removeprefix("mastodon:")
            said = status(deed.text, deed.author, created_at=now.isoformat(), **fields)
            self._said(deed, f"mastodon:{uri}", now)
            for server in servers:
                await server.say(said)
            return
        uri = self.posts[deed.post].native.removeprefix("mastodon:")
        for server in servers:
            if deed.act is Act.DELETE:
                await server.delete(uri)
            else:
                await server.edit(uri, content=html(deed.text), edited_at=now.isoformat())

    def unmet(self) -> int:
        """How many faults still wait for a connection or a request that meets them."""
        servers = (self.x, self.bluesky, *self.mastodon)
        waiting = sum(len(server.mishaps) for server in servers) + self.x.is_crowded
        return waiting + sum(len(server.troubles) for server in self.mastodon)

    def hands_out(self, event: Event) -> set[str]:
        """The native names of what X and Mastodon would still hand out: by search, and in timelines and threads."""
        x, later = self.x, self.clock.now() + timedelta(hours=1)
        asked = [post.native.removeprefix("x:") for post in self.posts.values() if post.author == "host"]
        terms = [f"#{tag}" for tag in (*event.tags, *event.aliases)] + [f"conversation_id:{root}" for root in asked]
        found = {f"x:{told.history[0]}" for told in x.said.found(f"({' OR '.join(terms)})", later, 0, 2**63)}
        for server in self.mastodon:
            there = {one["id"]: one for one in server._statuses.values()}
            for one in there.values():
                parent = there.get(one["in_reply_to_id"] or "")
                under = parent is not None and parent["account"]["username"] == "host"
                if one["tags"] or under:
                    found.add(f"mastodon:{one['uri']}")
        return found
