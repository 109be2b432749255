"""The power fails: what was acked is there, for it was flushed before."""

from __future__ import annotations

import random
from pathlib import Path

import apsw

from bridge.push.spool import Spool
from bridge.records import CampaignId, Commit, ContributionId
from bridge.store.sqlite import SqliteStore
from tests import factories
from tests.crash.power import Disk, watched_disk
from tests.crash.writers import SOURCE, numbered

HERE = CampaignId("elective-care")
CUTS = 60
#: How much of the disk's history had happened when something was acked.
Acks = list[tuple[int, str]]


def lost_in_cuts(disk: Disk, acks: Acks, tmp_path: Path, name: str, sql: str) -> list[str]:
    """Cut the power at many moments; give what had been acked by then and is not there."""
    chance, lost = random.Random(CUTS), list[str]()
    for cut in range(CUTS):
        moment = chance.randrange(acks[0][0], len(disk.history))
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        disk.after_a_cut(moment, folder, chance)
        db = apsw.Connection(str(folder / name))
        assert db.execute("PRAGMA integrity_check").get == "ok"
        there = {str(value) for (value,) in db.execute(sql)}
        db.close()
        lost += [word for at, word in acks if at <= moment and word not in there]
    return lost


async def acks_of_a_store(disk: Disk, path: Path, synchronous: str) -> Acks:
    store = await SqliteStore.open(path, idle_seconds=0.001)
    store._writer.pragma("synchronous", synchronous)
    acks: Acks = []
    for number in range(150):
        said = factories.contribution("Ring the day before " * 50, id=ContributionId(str(number % 40)))
        await store.commit(HERE, Commit(expected_seq=number, puts=(said,), identities={str(number): said.id}))
        acks.append((len(disk.history), str(number)))
    await store.close()
    return acks


async def test_no_acked_commit_is_lost_when_the_power_fails(tmp_path: Path) -> None:
    with watched_disk() as disk:
        acks = await acks_of_a_store(disk, tmp_path / "store.db", "EXTRA")

    assert lost_in_cuts(disk, acks, tmp_path, "store.db", "SELECT identity FROM identities") == []


async def test_the_harness_catches_a_store_that_does_not_flush_each_commit(tmp_path: Path) -> None:
    with watched_disk() as disk:
        acks = await acks_of_a_store(disk, tmp_path / "store.db", "NORMAL")

    assert lost_in_cuts(disk, acks, tmp_path, "store.db", "SELECT identity FROM identities")


async def test_nothing_that_was_kept_is_lost_when_the_power_fails(tmp_path: Path) -> None:
    acks: Acks = []
    with watched_disk() as disk:
        spool = await Spool.open(tmp_path / "spool.db")
        for number in range(150):
            await spool.keep(SOURCE, str(number), [numbered(number)])
            acks.append((len(disk.history), str(number)))
        await spool.close()

    rows = "SELECT json_extract(value, '$.id') FROM outbox WHERE marks IS NULL"
    assert lost_in_cuts(disk, acks, tmp_path, "spool.db", rows) == []
