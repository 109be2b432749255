"""What was taken back leaves the store's files within the hour, once, whichever process sees to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bridge.records import CampaignId, Contribution, Erasure, State, Upload
from bridge.store.memory import MemoryStore
from tests import factories
from tests.workers.test_desk import CAMPAIGN, Office, StillClock, opened, said, shared
from workers.erasing import Eraser


class FileStore(MemoryStore):
    """Counts how often it was erased, and can be without a disk."""

    def __init__(self) -> None:
        super().__init__()
        self.erased = 0
        self.is_away = False
        self.asked = asyncio.Event()

    async def erase(self, campaign: CampaignId) -> None:
        self.asked.set()
        if self.is_away:
            raise ConnectionError("nobody there")
        self.erased += 1


@asynccontextmanager
async def erasing(office: Office, after: float = 0) -> AsyncIterator[Eraser]:
    eraser = Eraser(office.store, office.desk, office.known, StillClock(), after=after, look=0.001)
    running = asyncio.create_task(eraser.run())
    try:
        yield eraser
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def settled(office: Office) -> None:
    """Return once nothing waits to be erased."""
    async with asyncio.timeout(10):
        while office.known.work.must_erase():
            await office.store.wait(CAMPAIGN, office.known.seq)
            await office.known.catch_up(office.store)


def gone(nth: int) -> Contribution:
    return said(nth, "", state=State.WITHDRAWN)


async def test_a_store_that_was_just_opened_is_erased_for_what_was_taken_back_before() -> None:
    async with opened(store := FileStore()) as office, erasing(office):
        await settled(office)

        assert store.erased == 1


async def test_what_is_taken_back_edited_or_uploaded_is_erased_once_and_new_words_are_not() -> None:
    upload = Upload(
        id="u", campaign=CAMPAIGN, session=factories.event().id, label="x", size=1, received_at=factories.minutes(0)
    )
    async with opened(store := FileStore()) as office, erasing(office):
        await settled(office)
        deeds: list[Any] = [said(1), gone(1), said(2), said(2, "Edited", version="2"), said(3)]
        counts = []
        for deed in deeds:
            await office.push(deed)
            await settled(office)
            counts.append(store.erased)
        await office.desk.act(lambda draft: draft.put(upload))
        await settled(office)

        assert counts == [1, 2, 2, 3, 3]
        assert store.erased == 4


async def test_what_one_process_erased_is_left_alone_by_the_others() -> None:
    async with opened(store := FileStore()) as office, shared(office) as other:
        async with erasing(office):
            await office.push(said(1))
            await office.push(gone(1))
            await settled(office)
        erased = store.erased
        await other.known.catch_up(store)

        assert not other.known.work.must_erase()
        async with erasing(other):
            await other.push(said(2))
            await settled(other)
        assert store.erased == erased


async def test_what_is_taken_back_while_it_is_erased_is_erased_again() -> None:
    class Slow(FileStore):
        async def erase(self, campaign: CampaignId) -> None:
            await office.push(gone(1))
            await super().erase(campaign)

    store = Slow()
    async with opened(store) as office:
        await office.push(said(1))
        async with erasing(office):
            await settled(office)

    changes = await store.changes(CAMPAIGN, 0, 100)
    taken_back = next(it.seq for it in changes if it.value.id == "c-1")
    assert next(it.value.seq for it in changes if isinstance(it.value, Erasure)) >= taken_back
    assert store.erased == 2


async def test_a_store_that_could_not_be_erased_is_tried_again() -> None:
    async with opened(store := FileStore()) as office:
        store.is_away = True
        async with erasing(office) as eraser, asyncio.timeout(10):
            await store.asked.wait()
            waits = eraser.due_for()
            store.asked.clear()
            await store.asked.wait()
            still_due = office.known.work.must_erase()
            store.is_away = False
            await settled(office)

        assert waits > 0
        assert still_due
        assert store.erased == 1


async def test_nothing_is_erased_before_its_time() -> None:
    async with opened(store := FileStore()) as office, erasing(office, after=60) as eraser:
        async with asyncio.timeout(10):
            while not eraser.due_for():  # noqa: ASYNC110 - that it is due is told to nobody
                await asyncio.sleep(0)

        assert store.erased == 0
