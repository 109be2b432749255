"""Processes that write and say what is safe, until they are killed. The careless ones are wrong on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from bridge.push.spool import Spool
from bridge.records import CampaignId, Commit, Contribution, ContributionId
from bridge.store.sqlite import SqliteStore
from tests import factories

#: Says that something is on disk, in one write, so that a kill leaves whole words.
Say = Callable[[str], None]
Writer = Callable[[Path, int, Say], Awaitable[None]]

PRODUCERS = 8
SOURCE = "numbers"


async def say_once_committed(path: Path, life: int, say: Say) -> None:
    await _commit_for_ever(path, life, say, lambda word: None)


async def say_before_committing(path: Path, life: int, say: Say) -> None:
    await _commit_for_ever(path, life, lambda word: None, say)


async def keep_with_cursor(path: Path, life: int, say: Say) -> None:
    spool = await Spool.open(path)
    for first in count(int(await spool.cursor(SOURCE) or 0), 3):
        await spool.keep(SOURCE, str(first + 3), [numbered(number) for number in range(first, first + 3)])
        say(str(first + 3))


async def keep_cursor_first(path: Path, life: int, say: Say) -> None:
    spool = await Spool.open(path)
    for first in count(int(await spool.cursor(SOURCE) or 0), 3):
        await spool.keep(SOURCE, str(first + 3))
        say(str(first + 3))
        await spool.keep(SOURCE, str(first + 3), [numbered(number) for number in range(first, first + 3)])


def numbered(number: int) -> Contribution:
    return factories.contribution(id=ContributionId(str(number)))


async def _commit_for_ever(path: Path, life: int, say_after: Say, say_before: Say) -> None:
    store = await SqliteStore.open(path)

    async def produce(campaign: CampaignId) -> None:
        head = (await store.place(campaign)).seq
        for number in count():
            said = factories.contribution(id=ContributionId(f"{life}-{number}"))
            commit = Commit(expected_seq=head, puts=(said,), identities={f"n-{said.id}": said.id})
            say_before(f"{campaign} {said.id} {head + 1}")
            head = await store.commit(campaign, commit)
            say_after(f"{campaign} {said.id} {head}")

    await asyncio.gather(*(produce(CampaignId(f"campaign-{number}")) for number in range(PRODUCERS)))
