"""A store that turns under its readers: another epoch after a failover, a head that went back, or nobody there."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence

import pytest

from bridge.feed import following
from bridge.records import CampaignId, Change, Commit, Entity, Place
from bridge.store.memory import MemoryStore
from tests.feed.feeding import CAMPAIGN, LIMIT, Listener, changes, feeding, idea


class TurningStore(MemoryStore):
    """A store that can fail over to a replica which has lost its tail, and be away."""

    is_away = False

    async def turn(self, *left: Entity, epoch: str | None = None) -> None:
        """Come back with only these."""
        self._epoch = epoch or secrets.token_hex(8)
        self._entities[CAMPAIGN].clear()
        self._heads[CAMPAIGN] = 0
        await self.commit(CAMPAIGN, Commit(expected_seq=0, puts=left))

    async def place(self, campaign: CampaignId) -> Place:
        if self.is_away:
            raise ConnectionError("nobody there")
        return await super().place(campaign)

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        if self.is_away:
            raise ConnectionError("nobody there")
        return await super().changes(campaign, after, limit)


async def closed(reader: Listener) -> int | None:
    await asyncio.wait_for(reader.connection.wait_closed(), LIMIT)
    return reader.connection.close_code


async def test_a_new_epoch_resets_every_reader_and_the_feed_begins_again() -> None:
    store = TurningStore()
    async with (
        feeding(store=store) as fed,
        fed.reader() as here,
        fed.reader(challenge="another-challenge") as elsewhere,
    ):
        await fed.put(idea(1), idea(2), idea(3))
        await here.until_idea("i-3")
        await elsewhere.until("live")

        await store.turn(idea(1))

        for reader in (here, elsewhere):
            assert (await reader.until("reset"))[-1] == {"type": "reset", "reason": "epoch"}
            assert await closed(reader) == 4009
        async with fed.reader() as again, fed.reader(after=here.place) as resumed:
            frames = await again.until("live")
            await fed.put(idea(9))
            live = await again.next()
            refused = await resumed.until("reset")
        assert [value["id"] for value in changes(frames)] == ["i-1"]
        assert live["at"] == f"{await fed.epoch()}.2"
        assert refused[-1]["reason"] == "epoch"


async def test_a_head_that_went_back_resets_every_reader() -> None:
    store = TurningStore()
    async with feeding(store=store) as fed, fed.reader() as reader:
        await fed.put(idea(1), idea(2))
        await reader.until_idea("i-2")

        await store.turn(idea(1), epoch=await fed.epoch())

        assert (await reader.until("reset"))[-1]["reason"] == "future"
        assert await closed(reader) == 4009


async def test_no_change_of_a_new_epoch_is_told_as_one_of_the_old() -> None:
    store = TurningStore()
    async with feeding(store=store) as fed, fed.reader() as reader:
        await fed.put(idea(1), idea(2))
        await reader.until_idea("i-2")

        await store.turn(idea(1), idea(5), idea(6), idea(7))

        assert await reader.next() == {"type": "reset", "reason": "epoch"}


async def test_who_comes_before_the_turn_was_noticed_is_greeted_with_the_new_epoch() -> None:
    store = TurningStore()
    async with feeding(store=store) as fed:
        await fed.put(idea(1), idea(2))
        async with fed.reader() as earlier:
            await earlier.until("live")
            await store.turn(idea(3), idea(4))  # where the head was: the feed has no news

            async with fed.reader() as reader:
                frames = await reader.until("live")
                await fed.put(idea(5))
                live = await reader.next()

            assert frames[0]["epoch"] == await fed.epoch()
            assert [value["id"] for value in changes(frames)] == ["i-3", "i-4"]
            assert live["at"] == f"{await fed.epoch()}.3"
            assert (await earlier.until("reset"))[-1]["reason"] == "epoch"


async def test_a_store_that_was_away_is_followed_on_and_who_came_meanwhile_is_sent_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "AGAIN", 0.01)
    store = TurningStore()
    async with feeding(store=store) as fed, fed.reader() as stayed:
        await stayed.until("live")
        store.is_away = True

        async with fed.reader() as came:
            code = await closed(came)
            reason = came.connection.close_reason
        await store.commit(CAMPAIGN, Commit(expected_seq=0, puts=(idea(1),)))
        store.is_away = False

        assert code == 1012
        assert reason == "the store is away; come back with your last place"
        assert (await stayed.next())["value"]["id"] == "i-1"
