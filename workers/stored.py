"""What the store has of a network's posts, without their words: for who looks whether they still stand there."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bridge.errors import UnreadableError, store_may_be_away
from bridge.ports import Store
from bridge.records import CampaignId, Change, Contribution, ContributionId, Event, Place, SourceName, State, Time

#: Changes that are looked at for one page.
PAGE = 2_000


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A post: where it stands on its network, and which version of it we have. `at` is its place in the changes feed."""

    id: ContributionId
    link: str
    version: str
    said_at: Time
    at: str


class StoredPage(msgspec.Struct, frozen=True, kw_only=True):
    """Stored posts after a place, up to `place`; `more` if those are not all."""

    rows: tuple[Stored, ...]
    place: str
    more: bool


async def stored_posts(store: Store, campaign: CampaignId, source: SourceName, after: str) -> StoredPage:
    """Posts of a network that are not taken back and can be looked up, after a place.

    Those of a rehearsal never stood anywhere. Raises `UnreadableError` for what is no place.
    """
    page, place = await changes_after(store, campaign, after, PAGE)
    said = [
        (change.seq, change.value)
        for change in page
        if isinstance(change.value, Contribution)
        and change.value.source is source
        and change.value.state is not State.WITHDRAWN
        and change.value.link
    ]
    with store_may_be_away():
        events = await store.fetch(campaign, "event", list({it.event for _, it in said}))
    rehearsed = {name for name, it in events.items() if isinstance(it, Event) and it.rehearsal}
    rows = tuple(
        Stored(id=it.id, link=it.link or "", version=it.version, said_at=it.said_at, at=str(Place(place.epoch, seq)))
        for seq, it in said
        if it.event not in rehearsed
    )
    return StoredPage(rows=rows, place=str(place), more=len(page) == PAGE)


async def changes_after(store: Store, campaign: CampaignId, after: str, limit: int) -> tuple[Sequence[Change], Place]:
    """At most `limit` changes after a place, and how far they reach. A place of another epoch is the beginning."""
    try:
        place = Place.parse(after)
    except ValueError as error:
        raise UnreadableError(f"after: {error}") from None
    with store_may_be_away():
        now = await store.place(campaign)
        seq = place.seq if place and place.epoch == now.epoch else 0
        page = await store.changes(campaign, seq, limit)
    return page, Place(now.epoch, page[-1].seq if page else seq)
