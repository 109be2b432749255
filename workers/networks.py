"""Which sources a campaign's chats need, as the settings have them: each opened and closed by the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bridge.intake.pipeline import Plan
from bridge.ports import Clock, Source
from bridge.records import Event, SourceName
from bridge.sources.bluesky_posts import MOST, BlueskyPosts
from bridge.sources.handles import Handles
from bridge.sources.jetstream import Jetstream
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.x_api import LOOKUP_SIZE, XApi
from bridge.sources.x_stream import XStream
from config.settings import Settings
from workers.errands import Errands
from workers.following import Follower
from workers.lookups import BlueskyLookUp, MastodonLookUp, XLookUp
from workers.recheck import LookUp, Recheck
from workers.schedule import Scheduled, windows

#: Mastodon statuses looked up before what came of them is kept; each is a request of its own.
_STATUSES = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chats_to_come(plan: Plan, now: datetime) -> Sequence[Event]:
    """The chats that are listened to for real, without those that are over."""
    return [it for it in plan.events if it.type == "chat" and not it.rehearsal and it.late_until > now]


def sources(
    events: Sequence[Event], settings: Settings, clock: Clock, *, instance: str, handles: Handles | None = None
) -> Iterator[Source]:
    """One source for each network that is set up. `instance` tells our rules at X from those of another installation."""
    if not events:
        return
    times = windows(events)
    if settings.x.on and settings.x.bearer_token:
        x = settings.x
        api = XApi(x.bearer_token, x.address)
        # It keeps the hours itself: what is to be done at X at their ends is its own affair.
        yield XStream(api, events, clock=clock, instance=instance, reposts=x.reposts, ceiling=x.ceiling, price=x.price)
    if settings.bluesky.on and settings.bluesky.jetstream:
        forget = handles.forget if handles else _ignore
        source = Jetstream(
            *settings.bluesky.jetstream, clock=clock, on_identity=forget, dictionary=_read(settings.bluesky.dictionary)
        )
        yield Scheduled(source, times, clock, begin=_microseconds)
    if settings.mastodon.on:
        for server in settings.mastodon.servers:
            tags = MastodonTags(server.url, events, clock=clock, token=server.token)
            yield Scheduled(tags, times, clock, begin=tags.cursor_at)


def rechecks(
    plan: Plan, settings: Settings, clock: Clock, *, errands: Errands, follower: Follower
) -> Iterator[Recheck]:
    """One sweep over what is stored for each network that can be asked, once there are chats for real."""
    if not settings.recheck.on or all(it.rehearsal or it.type != "chat" for it in plan.events):
        return
    for network, look_up, batch, price in _lookups(settings, clock):
        yield Recheck(
            network,
            plan.campaign,
            plan.events,
            page=partial(errands.stored, network),
            look_up=look_up,
            clock=clock,
            learn=follower.learn,
            batch=batch,
            most_posts=settings.recheck.most_posts,
            price=price,
        )


def _lookups(settings: Settings, clock: Clock) -> Iterator[tuple[SourceName, LookUp, int, float]]:
    if settings.x.on and settings.x.bearer_token:
        api = XApi(settings.x.bearer_token, settings.x.address)
        yield SourceName.X, XLookUp(api, clock=clock), LOOKUP_SIZE, settings.x.price
    if settings.bluesky.on and settings.bluesky.directory:
        posts = BlueskyPosts(settings.bluesky.directory, clock=clock)
        yield SourceName.BLUESKY, BlueskyLookUp(posts, clock=clock), MOST, 0.0
    if settings.mastodon.on and settings.mastodon.servers:
        servers = [it.url for it in settings.mastodon.servers]
        yield SourceName.MASTODON, MastodonLookUp(servers, clock=clock), _STATUSES, 0.0


def _read(dictionary: str) -> bytes | None:
    return Path(dictionary).read_bytes() if dictionary else None


def _ignore(_did: str) -> None:
    """Nobody remembers handles."""


def _microseconds(moment: datetime) -> str:
    """Jetstream's cursor for a moment."""
    return str((moment - _EPOCH) // timedelta(microseconds=1))
