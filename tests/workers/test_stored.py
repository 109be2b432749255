"""What a worker is told of stored posts: links, versions and places, and nothing of rehearsals or of what was taken back."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.errors import UnreadableError
from bridge.records import CampaignId, Commit, ContributionId, EventId, SourceName, State
from bridge.store.memory import MemoryStore
from tests import factories
from workers import stored
from workers.stored import stored_posts

CAMPAIGN = CampaignId("elective-care")


async def holding(*entities: Any) -> MemoryStore:
    store = MemoryStore()
    await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=entities))
    return store


def post(name: str, **fields: Any) -> Any:
    plain = {"id": ContributionId(f"c-{name}"), "link": f"https://bsky.app/profile/did:plc:amy/post/{name}"}
    return factories.contribution(**plain | {"version": "bafy1"} | fields)


async def test_a_post_is_told_by_where_it_stands_and_which_version_we_have() -> None:
    store = await holding(factories.event(), post("1"))

    page = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, "0")

    (row,) = page.rows
    assert (row.link, row.version) == ("https://bsky.app/profile/did:plc:amy/post/1", "bafy1")
    assert (row.said_at, row.at, page.more) == (factories.minutes(10), page.place, False)
    assert "appointment" not in str(page)


async def test_only_what_stands_at_that_network_is_told() -> None:
    store = await holding(
        factories.event(),
        factories.event(id=EventId("rehearsal"), rehearsal=True),
        post("gone", state=State.WITHDRAWN),
        post("held", state=State.HELD),
        post("x", source=SourceName.X),
        post("repost", link=None),
        post("played", event=EventId("rehearsal")),
    )

    page = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, "0")

    assert [it.id for it in page.rows] == ["c-held"]


async def test_pages_follow_one_another_and_one_can_go_on_after_any_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "PAGE", 2)
    store = await holding(factories.event(), post("1"), post("2"), post("3"))

    first = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, "0")
    second = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, first.place)
    third = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, second.place)
    after_two = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, second.rows[0].at)

    assert [[it.id for it in page.rows] for page in (first, second, third)] == [["c-1"], ["c-2", "c-3"], []]
    assert [page.more for page in (first, second, third)] == [True, True, False]
    assert [it.id for it in after_two.rows] == ["c-3"]


async def test_a_place_of_another_epoch_is_the_beginning_and_what_is_no_place_is_refused() -> None:
    store = await holding(factories.event(), post("1"))

    page = await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, "another.7")

    assert [it.id for it in page.rows] == ["c-1"]
    with pytest.raises(UnreadableError, match="after"):
        await stored_posts(store, CAMPAIGN, SourceName.BLUESKY, "yesterday")
