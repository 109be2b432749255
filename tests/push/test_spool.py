from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import apsw
import msgspec
import pytest

from bridge.errors import BridgeError, StoreBusyError, StoreSchemaError, UnreadableError
from bridge.push import disk
from bridge.push.frames import Tally
from bridge.push.items import Depth, HeardRow, Mark, proven
from bridge.push.spool import Spool
from bridge.records import (
    Condition,
    Contribution,
    ContributionId,
    EventId,
    Gap,
    Hearing,
    QuestionId,
    SourceName,
    State,
    VoiceKey,
)
from tests.factories import contribution, minutes
from tests.push.sockets import PATIENCE, said
from workers.listen import heard_rows

GAP = Gap(id="g-1", source=SourceName.X, from_at=minutes(0), to_at=minutes(5), cause="the network was away")
ONE = Tally(arrived=1, contributed=1)
ALL = 1000
MUCH = 10**9


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = await Spool.open(tmp_path / "spool.db")
    yield spool
    await spool.close()


async def items(spool: Spool) -> list[object]:
    return [row.item for row in await spool.pending(0, ALL, MUCH)]


async def test_a_batch_waits_with_a_mark_of_how_far_its_source_was_heard(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1), said(2)], tally=ONE, gaps=[GAP])

    assert await items(spool) == [said(1), said(2), GAP, Mark(source="jetstream", cursor="17", tally=ONE)]
    assert await spool.cursor("jetstream") == "17"
    assert await spool.cursor("mastodon") is None


async def test_a_later_mark_of_a_source_takes_the_place_of_the_earlier(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1)], tally=ONE)
    await spool.keep("mastodon", "a", tally=Tally(arrived=1, rejected={"empty": 1}))
    await spool.keep("jetstream", "18", [said(2)], tally=ONE)

    assert await items(spool) == [
        said(1),
        Mark(source="mastodon", cursor="a", tally=Tally(arrived=1, rejected={"empty": 1})),
        said(2),
        Mark(source="jetstream", cursor="18", tally=ONE + ONE),
    ]


async def test_everything_is_there_after_opening_again(tmp_path: Path) -> None:
    first = await Spool.open(tmp_path / "spool.db")
    await first.keep("jetstream", "17", [said(1)], tally=ONE)
    depth = first.depth()
    await first.close()

    again = await Spool.open(tmp_path / "spool.db")
    await again.keep("jetstream", "18", tally=ONE)

    assert again.depth() == depth
    assert await items(again) == [said(1), Mark(source="jetstream", cursor="18", tally=ONE + ONE)]
    await again.close()


async def test_a_row_number_is_never_given_twice(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1)])
    first = [row.row for row in await spool.pending(0, ALL, MUCH)]
    await spool.acked(first)

    await spool.keep("jetstream", "18", [said(2)])

    assert (await spool.pending(max(first), 1, MUCH))[0].item == said(2)


async def test_what_is_acked_leaves_and_the_rest_stays(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1), said(2)])
    rows = await spool.pending(0, ALL, MUCH)

    await spool.acked([rows[0].row, rows[2].row])
    await spool.acked([rows[0].row])

    assert await items(spool) == [said(2)]
    assert spool.depth() == Depth(1, rows[1].size)


async def test_a_page_is_as_long_as_its_rows_or_bytes_allow_but_never_empty(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(number) for number in range(5)])
    size = (await spool.pending(0, 1, MUCH))[0].size

    pages = [len(await spool.pending(0, limit, most)) for limit, most in [(3, MUCH), (ALL, 2 * size), (ALL, 1)]]

    assert pages == [3, 2, 1]


async def test_a_refused_row_is_set_aside_and_can_be_put_back(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1), said(2)])
    rows = await spool.pending(0, ALL, MUCH)
    await spool.acked([rows[2].row])

    await spool.refused(rows[0].row, "no such event")

    (dead,) = await spool.dead()
    assert (dead.item, dead.reason) == (said(1), "no such event")
    assert await items(spool) == [said(2)]

    await spool.revive(dead.row)

    assert await spool.dead() == []
    assert await items(spool) == [said(2), said(1)]
    assert spool.depth() == Depth(2, rows[0].size + rows[1].size)


async def test_what_was_heard_is_known_again_by_its_native_digest(spool: Spool) -> None:
    reply = HeardRow(id="n-1", contribution=ContributionId("c-1"), event=EventId("chat-1"), said_at=minutes(1))
    await spool.keep("jetstream", "17", heard=[reply])

    assert await spool.known(["n-1", "n-2"]) == {"n-1": reply}


async def test_the_questions_of_an_event_open_in_the_order_of_time(spool: Spool) -> None:
    def opening(number: int, minute: int, event: str = "chat-1") -> HeardRow:
        return HeardRow(
            id=f"n-{event}-{number}",
            contribution=ContributionId(f"c-{number}"),
            event=EventId(event),
            said_at=minutes(minute),
            opens=QuestionId(f"q{number}"),
        )

    await spool.keep("jetstream", "17", heard=[opening(2, 20), opening(1, 5), opening(3, 7, "chat-2")])

    assert await spool.opened(EventId("chat-1")) == ((minutes(5), "q1"), (minutes(20), "q2"))


async def test_a_listener_waits_while_the_spool_is_full_and_nothing_is_dropped(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path / "spool.db", max_rows=3)
    await asyncio.wait_for(spool.room(), PATIENCE)
    await spool.keep("jetstream", "17", [said(1), said(2)])

    listener = asyncio.create_task(spool.room())
    await spool.cursor("jetstream")
    assert not listener.done()
    await spool.acked([(await spool.pending(0, 1, MUCH))[0].row])
    await asyncio.wait_for(listener, PATIENCE)

    assert len(await items(spool)) == 2
    await spool.close()


async def test_bytes_fill_a_spool_too(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path / "spool.db", max_bytes=100)
    await spool.keep("jetstream", "17", [said(1)])

    listener = asyncio.create_task(spool.room())
    await spool.cursor("jetstream")

    assert not listener.done()
    listener.cancel()
    await spool.close()


async def test_those_who_wait_are_told_when_the_spool_closes(spool: Spool) -> None:
    waiter = asyncio.create_task(spool.more(0))
    await spool.cursor("jetstream")

    await spool.close()

    with pytest.raises(BridgeError, match="closed"):
        await asyncio.wait_for(waiter, PATIENCE)


async def test_a_keeper_who_is_cancelled_leaves_no_one_waiting(spool: Spool) -> None:
    waiter = asyncio.create_task(spool.more(0))
    keeper = asyncio.create_task(spool.keep("jetstream", "17", [said(1)]))
    await asyncio.sleep(0)

    keeper.cancel()

    await asyncio.wait_for(waiter, PATIENCE)
    assert spool.depth().rows == 2


@pytest.mark.parametrize(
    "bad",
    [contribution("half \ud83d"), contribution(said_at=minutes(0).replace(tzinfo=None))],
    ids=["half a surrogate pair", "naive time"],
)
async def test_a_batch_that_could_not_be_read_back_is_refused_whole(spool: Spool, bad: Contribution) -> None:
    with pytest.raises(UnreadableError):
        await spool.keep("jetstream", "17", [said(1), bad])

    assert await items(spool) == []
    assert await spool.cursor("jetstream") is None


async def test_a_full_disk_keeps_nothing_of_the_batch_and_all_before_it(spool: Spool) -> None:
    await spool.keep("jetstream", "17", [said(1)])
    depth = spool.depth()
    pages = spool._db.pragma("page_count")
    spool._db.pragma("max_page_count", pages)

    with pytest.raises(OSError, match="nothing was kept"):
        await spool.keep("jetstream", "18", [said(2, "long " * 20_000)])
    spool._db.pragma("max_page_count", 2**30)

    assert (await spool.cursor("jetstream"), spool.depth()) == ("17", depth)
    await spool.keep("jetstream", "18", [said(2)])
    assert len(await items(spool)) == 3


async def test_a_second_process_is_turned_away(spool: Spool, tmp_path: Path) -> None:
    with pytest.raises(StoreBusyError, match="--data"):
        await Spool.open(tmp_path / "spool.db")


async def test_a_spool_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    newer = apsw.Connection(str(tmp_path / "spool.db"))
    newer.pragma("user_version", 9)
    newer.close()

    with pytest.raises(StoreSchemaError, match="schema 9"):
        await Spool.open(tmp_path / "spool.db")


async def test_a_file_that_is_no_spool_is_named(tmp_path: Path) -> None:
    (tmp_path / "spool.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(UnreadableError, match=r"spool\.db"):
        await Spool.open(tmp_path / "spool.db")


async def ack_all(spool: Spool) -> None:
    await spool.acked([row.row for row in await spool.pending(0, ALL, MUCH)])


async def ids(spool: Spool) -> list[str]:
    return [row.item.id for row in await spool.pending(0, ALL, MUCH) if isinstance(row.item, Contribution)]


async def test_what_lies_behind_the_mark_of_the_store_waits_again_in_its_order(spool: Spool) -> None:
    for number in range(4):
        await spool.keep("jetstream", str(number), [said(number)], tally=ONE)
        await spool.keep("mastodon", f"m{number}", [said(10 + number)], tally=ONE)
        await ack_all(spool)
    await spool.keep("jetstream", "new", [said(20)], tally=ONE)

    rows = await spool.compare({"jetstream": "1", "mastodon": "m2"})

    assert rows == 6
    assert await ids(spool) == ["c-2", "c-3", "c-13", "c-20"]
    marks = [it for it in await items(spool) if isinstance(it, Mark)]
    assert [mark.cursor for mark in marks] == ["2", "3", "m3", "new"]
    assert spool.depth().rows == 8


async def test_a_store_that_has_the_last_mark_gets_nothing_again(spool: Spool) -> None:
    await spool.keep("jetstream", "1", [said(1)])
    await spool.keep("mastodon", "a", [said(2)])
    await ack_all(spool)

    assert await spool.compare({"jetstream": "1", "mastodon": "a"}) == 0
    assert spool.depth() == Depth(0, 0)


@pytest.mark.parametrize("cursors", [{}, {"jetstream": "never heard of"}], ids=["none", "unknown"])
async def test_a_store_with_no_mark_that_we_know_gets_all_again(spool: Spool, cursors: dict[str, str]) -> None:
    for number in range(3):
        await spool.keep("jetstream", str(number), [said(number)])
        await ack_all(spool)

    await spool.compare(cursors)

    assert await ids(spool) == ["c-0", "c-1", "c-2"]


async def test_what_was_acked_before_its_mark_was_waits_again(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(1)])
    await ack_all(spool)
    await spool.keep("upload", "2", [said(2), said(3)])
    await spool.acked([(await spool.pending(0, 1, MUCH))[0].row])

    await spool.compare({"upload": "1"})

    assert await ids(spool) == ["c-2", "c-3"]


async def test_a_mark_that_was_replaced_on_its_way_is_known_when_the_store_has_it(spool: Spool) -> None:
    await spool.keep("jetstream", "1", [said(1)])
    await ack_all(spool)
    await spool.keep("jetstream", "2", [said(2)])
    await spool.pending(0, ALL, MUCH)
    await spool.keep("jetstream", "3", [said(3)])

    assert await spool.compare({"jetstream": "2"}) == 0
    assert await ids(spool) == ["c-2", "c-3"]


async def test_a_mark_vouches_for_nothing_that_was_acked_out_of_its_order(spool: Spool) -> None:
    await spool.keep("upload", "1", [said(1)])
    await spool.keep("upload", "2", [said(2)])
    rows = await spool.pending(0, ALL, MUCH)
    await spool.reordered()
    await spool.acked([row.row for row in rows])

    await spool.compare({"upload": "2"})

    assert await ids(spool) == ["c-1", "c-2"]


async def test_a_cursor_that_came_twice_vouches_as_its_first_mark_does(spool: Spool) -> None:
    for number, cursor in enumerate("aba"):
        await spool.keep("jetstream", cursor, [said(number)])
        await ack_all(spool)

    await spool.compare({"jetstream": "a"})

    assert await ids(spool) == ["c-1", "c-2"]


async def test_what_waits_again_is_kept_again_when_it_is_acked(spool: Spool) -> None:
    await spool.keep("jetstream", "1", [said(1)])
    await ack_all(spool)
    for _ in range(2):
        assert await spool.compare({}) == 2
        await ack_all(spool)

    assert await spool.compare({"jetstream": "1"}) == 0


async def test_what_was_acked_is_there_after_opening_again(tmp_path: Path) -> None:
    first = await Spool.open(tmp_path / "spool.db")
    await first.keep("jetstream", "1", [said(1)])
    await ack_all(first)
    await first.close()

    again = await Spool.open(tmp_path / "spool.db")
    await again.compare({})

    assert await ids(again) == ["c-1"]
    await again.close()


async def test_what_was_acked_long_ago_goes(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path / "spool.db", sent_seconds=-1)
    await spool.keep("jetstream", "1", [said(number) for number in range(2_500)])
    await spool.acked([row.row for row in await spool.pending(0, 9_999, MUCH)])

    await spool.prune()

    assert await spool.compare({}) == 0
    await spool.close()


async def test_of_too_much_the_oldest_goes_at_the_next_ack(tmp_path: Path) -> None:
    spool = await Spool.open(tmp_path / "spool.db", sent_bytes=5_000_000)
    for number in range(4):
        await spool.keep("jetstream", str(number), [said(1_000 * number + nth, "long " * 250) for nth in range(999)])
        await ack_all(spool)

    await spool.compare({})

    assert (await ids(spool))[0] == "c-2000"
    await spool.close()


async def test_no_words_are_kept_of_what_was_withdrawn(spool: Spool, tmp_path: Path) -> None:
    await spool.keep("jetstream", "1", [said(1, "Pelican crossing"), said(2)])
    await ack_all(spool)
    await spool.keep("jetstream", "2", [said(3, "Toucan crossing")])
    await spool.refused((await spool.pending(0, 1, MUCH))[0].row, "no such event")
    await spool.keep("jetstream", "3", [said(4, "Zebra crossing"), *(taken_back(it) for it in (1, 3, 4))])
    await ack_all(spool)

    assert await spool.dead() == []
    await spool.compare({})
    assert {row.item.text for row in await spool.pending(0, ALL, MUCH) if isinstance(row.item, Contribution)} == {
        "",
        said(2).text,
    }
    await spool.close()
    assert b"crossing" not in (tmp_path / "spool.db").read_bytes()


async def test_no_words_are_kept_of_what_others_saw_withdrawn(spool: Spool) -> None:
    await spool.keep("jetstream", "1", [said(1), said(2)])
    await ack_all(spool)

    await spool.learn(heard_rows([taken_back(1), said(3)]), "epoch.9")

    await spool.compare({})
    assert await ids(spool) == ["c-2"]
    assert await spool.learned() == "epoch.9"


def taken_back(number: int) -> Contribution:
    return msgspec.structs.replace(said(number, ""), state=State.WITHDRAWN)


async def test_a_dead_letter_that_is_put_back_is_pushed_again_like_all_else(spool: Spool) -> None:
    await spool.keep("jetstream", "1", [said(1)])
    await spool.refused((await spool.pending(0, 1, MUCH))[0].row, "no such event")
    await ack_all(spool)
    await spool.revive((await spool.dead())[0].row)
    await ack_all(spool)

    await spool.compare({"jetstream": "1"})

    assert await ids(spool) == ["c-1"]


@pytest.mark.parametrize("version", [1, 2])
async def test_a_spool_of_an_older_program_keeps_what_waits(tmp_path: Path, version: int) -> None:
    older = apsw.Connection(str(tmp_path / "spool.db"))
    for migration in disk._MIGRATIONS[:version]:
        older.execute(migration)
    older.execute("INSERT INTO outbox (marks, value) VALUES (NULL, ?)", (proven(said(1)),))
    older.execute("INSERT INTO dead (reason, value) VALUES ('so', ?)", (proven(said(2)),))
    older.close()

    spool = await Spool.open(tmp_path / "spool.db")

    assert await ids(spool) == ["c-1"]
    await spool.keep("jetstream", "1", [said(3)])
    await ack_all(spool)
    await spool.compare({})
    assert await ids(spool) == ["c-3"]
    assert [letter.item for letter in await spool.dead()] == [said(2)]
    await spool.close()


async def test_what_a_voice_said_is_found_once_each_and_without_what_was_taken_back(spool: Spool) -> None:
    mine = [contribution(id=ContributionId(name), voice=VoiceKey("v-1")) for name in ("c-1", "c-2")]
    edited = msgspec.structs.replace(mine[0], aliases=(ContributionId("c-1b"),))
    gone = msgspec.structs.replace(mine[1], state=State.WITHDRAWN)
    other = contribution(id=ContributionId("c-3"), voice=VoiceKey("v-2"))
    await spool.keep("x", "1", heard=heard_rows([edited, *mine[1:], other]))

    before = await spool.said_by(VoiceKey("v-1"))
    await spool.keep("x", "2", heard=heard_rows([gone]))

    assert sorted(row.contribution for row in before) == ["c-1", "c-2"]
    assert [row.contribution for row in await spool.said_by(VoiceKey("v-1"))] == ["c-1"]
    assert await spool.said_by(VoiceKey("")) == []


async def test_how_a_source_stands_waits_with_its_mark(spool: Spool) -> None:
    standing = Condition(hearing=Hearing.PAUSED, at=minutes(1), detail="the day's ceiling is reached")

    await spool.keep("x", "17", tally=ONE, condition=standing)

    assert await items(spool) == [Mark(source="x", cursor="17", tally=ONE, condition=standing)]
