"""One act on all that fit a filter, on the real desk: in steps, without what changed meanwhile, and taken back as one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import StoreAwayError, UnknownError, UnreadableError
from bridge.ideas.sameness import Index
from bridge.projection.known import Projection
from bridge.push.frames import Push
from bridge.records import (
    CampaignId,
    Commit,
    Contribution,
    ContributionId,
    Deed,
    EventId,
    Kind,
    Place,
    State,
    VoiceKey,
)
from bridge.store.memory import MemoryStore
from bridge.web.queue import Filter, Wanted, entries_of
from bridge.web.review import Accept, SetAside
from bridge.web.sweeping import swept
from bridge.web.triage import Answer, HandOver, Hold, Read, Sweep, SweepAct
from tests import factories
from workers.desk import Desk
from workers.sweeping import GIVEN_UP, STEP
from workers.triaging import DeskTriager

CAMPAIGN, CHAT = CampaignId("elective-care"), EventId("chat-1")
ALL = (ContributionId("all"),)
CHATTER = Filter(kind=Kind.CHATTER, state=Wanted.UNREAD)
LIMIT = 10  # s
OFF = SetAside(ids=ALL, reason="logistics")


class Clock:
    def __init__(self) -> None:
        self.at = factories.minutes(60)

    def now(self) -> Any:
        return self.at


class AwayingStore(MemoryStore):
    """It does not answer after so many commits."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None

    async def commit(self, campaign: CampaignId, commit: Commit) -> Any:
        if self.left is not None:
            if self.left == 0:
                raise StoreAwayError("the store does not answer")
            self.left -= 1
        return await super().commit(campaign, commit)


class Room:
    def __init__(self, store: AwayingStore) -> None:
        self.store = store
        self.clock = Clock()
        self.known = Projection(CAMPAIGN, Index())
        self.desk = Desk(store, self.known, self.clock)
        self.triager = DeskTriager(self.desk, self.known, self.clock)

    async def push(self, *said: Contribution) -> None:
        await self.desk.take("listen", Push(n=1, contributions=said))

    async def sweep(self, act: SweepAct, asked: Filter = CHATTER, *, seen: Place | None = None) -> Sweep:
        """Ask, and wait for the end."""
        said = await self.triager.unsettled(CHAT)
        entries = entries_of(said, await self.known.find_ideas({it.placed.idea for it in said if it.placed}))
        changed: Collection[ContributionId] = await self.triager.changed_since(seen) if seen else ()
        return await self.end_of(await self.triager.sweep(act, "one", swept(CHAT, entries, asked, changed)))

    async def unsweep(self, act: str) -> Sweep:
        return await self.end_of(await self.triager.unsweep(act, "one"))

    async def end_of(self, far: Sweep) -> Sweep:
        async with asyncio.timeout(LIMIT):
            while not far.ended:
                await asyncio.sleep(0)
                found = self.triager.swept(far.act)
                assert found is not None
                far = found
        return far

    async def all(self) -> dict[str, Contribution]:
        return {it.id: it for it in await self.triager.unsettled(CHAT)}

    async def stands(self) -> dict[str, tuple[Any, ...]]:
        return {
            name: (it.state, it.disposition, it.read, it.assigned, it.responded, it.placed and it.placed.idea)
            for name, it in (await self.all()).items()
        }


@asynccontextmanager
async def opened(store: AwayingStore | None = None) -> AsyncIterator[Room]:
    room = Room(store or AwayingStore())
    if store is None:
        puts = (factories.campaign(), factories.challenge(), factories.event())
        await room.store.commit(CAMPAIGN, Commit(expected_seq=0, puts=puts))
    await room.known.catch_up(room.store)
    working = asyncio.create_task(room.desk.run())
    try:
        yield room
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


def said(nth: int, kind: Kind = Kind.CHATTER, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {
        "id": ContributionId(f"c-{nth}"),
        "voice": VoiceKey(f"v-{nth}"),
        "said_at": factories.minutes(nth / 100),
        "version": "1",
        "kind": kind,
    }
    return factories.contribution(fields.pop("text", f"Good evening to all {nth}"), **plain | fields)


def chatter(number: int) -> Sequence[Contribution]:
    return [said(nth) for nth in range(number)]


async def test_hundreds_are_set_aside_by_one_act_and_taken_back_as_one() -> None:
    async with opened() as room:
        await room.push(*chatter(3 * STEP - 20), said(900, Kind.IDEA))
        before = await room.stands()

        far = await room.sweep(OFF)
        aside = {name: it for name, it in (await room.all()).items() if it.disposition}
        undone = await room.unsweep(far.act)

        assert (far.of, far.done, far.decided, far.changed, far.failed) == (130, 130, 0, 0, "")
        assert len(aside) == 130
        assert {it.disposition.act for it in aside.values() if it.disposition} == {far.act}
        assert (undone.undone, undone.kept, undone.undoing) == (130, 0, True)
        assert await room.stands() == before
        with pytest.raises(UnknownError, match="taken back already"):
            await room.triager.unsweep(far.act, "one")


async def test_it_is_done_in_steps_between_which_a_push_has_its_turn() -> None:
    async with opened() as room:
        await room.push(*chatter(6 * STEP))
        about = swept(CHAT, entries_of((await room.all()).values(), {}), CHATTER, ())
        seen = room.known.place()

        sweeping = asyncio.create_task(room.triager.sweep(OFF, "one", about))
        pushing = asyncio.create_task(room.push(said(999)))
        await asyncio.gather(sweeping, pushing)
        await room.end_of(sweeping.result())

        changes = await room.store.changes(CAMPAIGN, seen.seq, 10_000)
        at = {getattr(it.value, "id", ""): it.seq for it in changes}
        steps = [it.value for it in changes if isinstance(it.value, Deed)]
        assert [it.done for it in steps] == [STEP] * 6
        assert at["c-999"] < at[steps[-1].id]
        assert [it.detail["contributions"] for _, it in room.store.audit if it.act == "set_aside"] == [STEP] * 6


async def test_what_came_was_changed_or_was_decided_since_it_was_seen_is_left_and_told() -> None:
    async with opened() as room:
        await room.push(*chatter(10))
        seen = room.known.place()
        await room.triager.do(Accept(ids=(ContributionId("c-1"), ContributionId("c-2"))), "two", seen={})
        await room.triager.do(Read(ids=(ContributionId("c-3"),)), "two", seen={})
        await room.push(said(50), said(51), said(4, version="2", text="Good night"))

        far = await room.sweep(OFF, seen=seen)

        assert (far.of, far.done, far.decided, far.changed) == (6, 6, 3, 3)
        after = await room.all()
        assert {name for name, it in after.items() if it.disposition and it.disposition.act == far.act} == {
            f"c-{nth}" for nth in (0, 5, 6, 7, 8, 9)
        }


async def test_what_is_decided_while_it_goes_on_is_left_and_told() -> None:
    async with opened() as room:
        await room.push(*chatter(2 * STEP))
        there = (await room.all()).values()
        about = swept(CHAT, entries_of(there, {}), CHATTER, ())
        await room.triager.do(Accept(ids=(ContributionId(f"c-{2 * STEP - 1}"),)), "two", seen={})

        far = await room.end_of(await room.triager.sweep(OFF, "one", about))

        assert (far.of, far.done, far.decided) == (2 * STEP, 2 * STEP - 1, 1)


async def test_taking_it_back_leaves_what_somebody_has_decided_since() -> None:
    async with opened() as room:
        await room.push(*chatter(5))
        far = await room.sweep(OFF)
        await room.triager.do(Accept(ids=(ContributionId("c-2"),)), "two", seen={})

        undone = await room.unsweep(far.act)

        assert (undone.undone, undone.kept) == (4, 1)
        decided = {name: it.disposition.who for name, it in (await room.all()).items() if it.disposition}
        assert decided == {"c-2": "two"}


@pytest.mark.parametrize(
    "act",
    [
        Read(ids=ALL),
        Read(ids=ALL, unread=True),
        HandOver(ids=ALL, to="Ben"),
        Accept(ids=ALL),
        OFF,
        Hold(ids=ALL, reason="privacy", owner="Ann"),
        Answer(ids=ALL, how="by mail"),
    ],
    ids=lambda it: f"{type(it).__name__}{'-unread' if getattr(it, 'unread', False) else ''}",
)
async def test_every_such_act_is_taken_back_as_if_it_had_not_been(act: SweepAct) -> None:
    async with opened() as room:
        alike = [said(nth, Kind.IDEA, text=f"Text people {nth % 3} weeks before their operation") for nth in range(70)]
        await room.push(*alike, said(80, Kind.SUPPORT, text="", reposts=ContributionId("c-1")))
        await room.triager.do(Read(ids=(ContributionId("c-5"),)), "two", seen={})
        await room.triager.do(HandOver(ids=(ContributionId("c-6"),), to="Cy"), "two", seen={})
        before, ideas = await room.stands(), {it.id: it.voices for it in room.known.ideas()}

        far = await room.sweep(act, Filter())
        between = await room.stands()
        undone = await room.unsweep(far.act)

        assert far.done == 71
        assert between != before
        assert undone.kept == 0
        assert await room.stands() == before
        assert {it.id: it.voices for it in room.known.ideas()} == ideas


async def test_what_is_held_because_it_repeats_what_was_swept_is_let_go_with_it() -> None:
    async with opened() as room:
        await room.push(*(said(nth, Kind.IDEA, text=f"Text people {nth % 3} weeks before it") for nth in range(70)))

        far = await room.sweep(SetAside(ids=ALL, reason="private"), Filter(kind=Kind.IDEA))
        between = list(room.known.ideas())
        await room.unsweep(far.act)

        assert (far.of, far.done, between) == (70, 70, [])
        assert sum(it.voices for it in room.known.ideas()) == 70
        assert {(it.state, it.disposition) for it in (await room.all()).values()} == {(State.LIVE, None)}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kinds=st.lists(st.sampled_from([Kind.CHATTER, Kind.SUPPORT, Kind.IDEA]), max_size=60),
    meanwhile=st.sets(st.integers(0, 59), max_size=10),
)
def test_it_is_about_what_fits_and_is_as_it_was_seen_whatever_happens_meanwhile(
    kinds: list[Kind], meanwhile: set[int]
) -> None:
    async def law() -> None:
        async with opened() as room:
            await room.push(*(said(nth, kind) for nth, kind in enumerate(kinds)))
            seen = room.known.place()
            late = {nth for nth in meanwhile if nth < len(kinds)}
            if late:
                await room.triager.do(Accept(ids=tuple(ContributionId(f"c-{it}") for it in late)), "two", seen={})

            far = await room.sweep(OFF, Filter(kind=Kind.CHATTER), seen=seen)

            wanted = {nth for nth, kind in enumerate(kinds) if kind is Kind.CHATTER}
            ours = {n for n, it in (await room.all()).items() if it.disposition and it.disposition.who == "one"}
            assert ours == {f"c-{nth}" for nth in wanted - late}
            assert (far.of, far.done, far.decided) == (len(wanted - late), len(wanted - late), len(wanted & late))

    asyncio.run(law())


async def test_a_store_that_goes_away_ends_it_with_what_was_done_which_is_taken_back() -> None:
    async with opened() as room:
        await room.push(*chatter(3 * STEP))
        before = await room.stands()
        room.store.left = 2

        far = await room.sweep(OFF)
        room.store.left = None
        undone = await room.unsweep(far.act)

        assert (far.done, far.of) == (2 * STEP, 3 * STEP)
        assert "the store did not answer" in far.failed
        assert undone.undone == 2 * STEP
        assert await room.stands() == before


async def test_after_a_restart_it_is_told_and_taken_back_by_what_is_written() -> None:
    async with opened() as room:
        await room.push(*chatter(STEP + 1))
        far = await room.sweep(OFF)
        store = room.store
    async with opened(store) as again:
        told = again.triager.swept(far.act)
        undone = await again.unsweep(far.act)

        assert told == far
        assert undone.undone == STEP + 1
        assert all(it.disposition is None for it in (await again.all()).values())


async def test_one_that_stopped_with_its_process_is_told_to_have_ended_after_a_minute() -> None:
    async with opened() as room:
        await room.push(*chatter(2 * STEP))
        far = await room.sweep(OFF)
        store = room.store
        last = room.known.entity(Deed(id=f"{far.act}/1", campaign=CAMPAIGN, act="", at=room.clock.at, who=""))
        assert isinstance(last, Deed)
        place = await store.place(CAMPAIGN)
        going_on = msgspec.structs.replace(last, is_last=False)
        await store.commit(CAMPAIGN, Commit(expected_seq=place.seq, puts=(going_on,)))
    async with opened(store) as again:
        first = again.triager.swept(far.act)
        again.clock.at += 2 * GIVEN_UP
        then = again.triager.swept(far.act)

    assert first is not None
    assert not first.ended
    assert then is not None
    assert then.ended
    assert "with the bridge" in then.failed


async def test_one_that_goes_on_cannot_be_taken_back_yet() -> None:
    async with opened() as room:
        await room.push(*chatter(6 * STEP))
        about = swept(CHAT, entries_of((await room.all()).values(), {}), CHATTER, ())
        sweeping = asyncio.create_task(room.triager.sweep(OFF, "one", about))
        async with asyncio.timeout(LIMIT):
            while not (begun := [it for _, it in room.store.audit if it.act == "set_aside"]):  # noqa: ASYNC110 - a step is told to nobody
                await asyncio.sleep(0)

        with pytest.raises(UnreadableError, match="still being done"):
            await room.triager.unsweep(begun[0].detail["act"], "two")
        far = await room.end_of(await sweeping)
        undone = await room.unsweep(far.act)

        assert (far.done, undone.undone) == (6 * STEP, 6 * STEP)


async def test_what_another_process_has_taken_back_is_told_here() -> None:
    async with opened() as room:
        await room.push(*chatter(3))
        far = await room.sweep(OFF)
        async with opened(room.store) as other:
            await other.unsweep(far.act)
        await room.known.catch_up(room.store)

        told = room.triager.swept(far.act)

        assert told is not None
        assert (told.undoing, told.undone) == (True, 3)


async def test_nothing_that_fits_is_nothing_done() -> None:
    async with opened() as room:
        far = await room.sweep(OFF)

        assert (far.of, far.done, far.ended) == (0, 0, True)
        assert room.triager.swept(far.act) is None


async def test_more_than_one_act_may_be_about_are_left_and_told() -> None:
    async with opened() as room:
        await room.push(*chatter(10))
        about = swept(CHAT, entries_of((await room.all()).values(), {}), CHATTER, (), most=7)

        far = await room.end_of(await room.triager.sweep(OFF, "one", about))

        assert (far.of, far.done, far.over) == (7, 7, 3)
        assert {n for n, it in (await room.all()).items() if it.disposition is None} == {"c-7", "c-8", "c-9"}


async def test_a_place_of_another_epoch_is_refused() -> None:
    async with opened() as room:
        with pytest.raises(UnreadableError, match="look at the queue again"):
            await room.triager.changed_since(Place("elsewhere", 1))


async def test_what_is_held_or_taken_back_meanwhile_is_never_acted_on() -> None:
    async with opened() as room:
        await room.push(*chatter(4))
        about = swept(CHAT, entries_of((await room.all()).values(), {}), CHATTER, ())
        await room.push(said(2, version="2", text="", state=State.WITHDRAWN))

        far = await room.end_of(await room.triager.sweep(OFF, "one", about))

        assert (far.done, far.changed) == (3, 1)
