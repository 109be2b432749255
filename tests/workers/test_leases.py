"""Leases and late pushes: who follows a stream, for how long, and what a worker that was thought dead may still say."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.errors import UnknownError
from bridge.ideas.sameness import Index
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.push.frames import LEASE, Push, Tally
from bridge.records import CampaignId, Commit, Contribution, EventId, State
from bridge.store.memory import MemoryStore
from tests.workers.test_desk import CAMPAIGN, Office, opened, said, shared

STREAM = "jetstream"


class Ticking:
    """The monotonic clock of one process, told by the test."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def timed(office: Office) -> Ticking:
    office.known.work._now = clock = Ticking()
    return clock


async def claimed(office: Office, worker: str, *streams: str) -> dict[str, tuple[int, str | None]]:
    granted = await office.desk.claim(worker, streams or (STREAM,))
    return {stream: (grant.number, grant.cursor) for stream, grant in granted.items()}


async def test_a_free_stream_goes_to_who_asks_first_and_stays() -> None:
    async with opened() as office:
        first = await claimed(office, "one", STREAM, "mastodon")
        second = await claimed(office, "two", STREAM, "x")
        again = await claimed(office, "one", STREAM)

        assert (set(first), set(second)) == ({STREAM, "mastodon"}, {"x"})
        assert first[STREAM] == again[STREAM] == (1, None)


async def test_what_is_released_is_anothers_at_once_and_only_its_holder_releases() -> None:
    async with opened() as office:
        await claimed(office, "one")
        await office.desk.release("two", [STREAM, "never heard of"])
        still = await claimed(office, "two")
        await office.desk.release("one", [STREAM])

        assert still == {}
        assert await claimed(office, "two") == {STREAM: (2, None)}


async def test_a_lease_that_is_not_renewed_runs_out_and_one_that_is_does_not() -> None:
    async with opened() as office:
        clock = timed(office)
        await claimed(office, "one")
        clock.at += LEASE - 0.1
        in_time = await claimed(office, "two")
        await claimed(office, "one")
        clock.at += LEASE - 0.1
        renewed = await claimed(office, "two")
        clock.at += 0.2

        assert in_time == renewed == {}
        assert await claimed(office, "two") == {STREAM: (2, None)}
        assert await claimed(office, "one") == {}


async def test_another_process_counts_from_when_it_saw_the_renewal_itself() -> None:
    async with opened() as one, shared(one) as two:
        await claimed(one, "one")
        await two.known.catch_up(two.store)
        clock = timed(two)
        clock.at += 10 * LEASE  # it was stopped for long, and has not read since
        await claimed(one, "one")

        assert await claimed(two, "two") == {}


async def test_who_follows_next_goes_on_from_where_the_last_one_was_heard() -> None:
    async with opened() as office:
        await claimed(office, "one")
        await heard(office, "one", 1, said(1), cursor="17")
        await office.desk.release("one", [STREAM])

        assert await claimed(office, "two") == {STREAM: (2, "17")}


async def heard(office: Office, worker: str, lease: int, *contributions: Contribution, cursor: str) -> list[str]:
    push = Push(
        n=1,
        contributions=contributions,
        cursor={STREAM: cursor},
        tally={STREAM: Tally(arrived=9, contributed=9)},
        leases={STREAM: lease},
    )
    return [it.outcome for it in await office.desk.take(worker, push)]


async def test_a_worker_that_was_thought_dead_moves_no_cursor_back_and_undoes_nothing() -> None:
    async with opened() as office:
        clock = timed(office)
        await claimed(office, "one")
        await heard(office, "one", 1, said(1), said(3), cursor="3")
        clock.at += LEASE + 1
        await claimed(office, "two")
        await heard(office, "two", 2, said(1, "Newer words of the same post", version="2"), cursor="8")
        late: dict[str, Any] = {"state": State.WITHDRAWN, "version": "2"}

        outcomes = await heard(
            office,
            "one",
            1,
            said(1, "Older words", version="1b"),
            said(2, "Heard by nobody else"),
            said(3, "", **late),
            cursor="5",
        )

        assert outcomes == ["known", "new", "withdrawn"]
        (first, *_) = await office.known.contributions(EventId("chat-1"))
        assert (first.id, first.text) == ("c-1", "Newer words of the same post")
        assert {(it.worker, it.cursor) for it in office.known.listening()} == {("one", "3"), ("two", "8")}
        await office.desk.release("two", [STREAM])
        assert await claimed(office, "one") == {STREAM: (3, "8")}


async def test_one_who_has_released_may_still_say_what_it_had_heard() -> None:
    async with opened() as office:
        await claimed(office, "one")
        await office.desk.release("one", [STREAM])

        await heard(office, "one", 1, said(1), cursor="17")

        assert await claimed(office, "two") == {STREAM: (2, "17")}


async def test_the_same_number_of_another_worker_is_late_too() -> None:
    async with opened() as office:
        await claimed(office, "two")

        await heard(office, "one", 1, said(1), cursor="17")

        assert office.known.listening() == []


async def test_what_is_decided_in_an_act_is_stored_whole_or_not_at_all() -> None:
    async with opened() as office:
        before = await office.store.place(CAMPAIGN)

        def refuse(draft: Draft) -> None:
            draft.put(said(1))
            msg = "no such thing"
            raise UnknownError(msg)

        with pytest.raises(UnknownError):
            await office.desk.act(refuse)

        assert await office.store.place(CAMPAIGN) == before
        assert await office.desk.act(lambda draft: draft.lease("none")) is None


async def test_an_act_is_decided_again_when_another_process_was_first() -> None:
    async with opened() as one, shared(one) as two:
        seen = []

        def note(draft: Draft) -> int:
            lease = draft.lease(STREAM)
            seen.append(lease.number if lease else 0)
            draft.put(said(seen[-1]))
            return seen[-1]

        await claimed(one, "one")
        decided = await two.desk.act(note)

        assert (decided, seen) == (1, [0, 1])


class LosesReplies(MemoryStore):
    """Stores, and the connection breaks before the answer, as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.lose = 0

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        head = await super().commit(campaign, commit)
        if self.lose:
            self.lose -= 1
            raise ConnectionResetError
        return head


async def test_a_push_whose_answer_was_lost_is_known_when_it_comes_again() -> None:
    store = LosesReplies()
    async with opened(store) as office:
        store.lose = 1
        with pytest.raises(OSError, match="did not take it"):
            await office.push(said(1))
        before = await store.place(CAMPAIGN)

        outcomes = await office.outcomes(said(1))

        assert outcomes == ["known"]
        assert await store.place(CAMPAIGN) == before
        assert [idea.voices for idea in office.ideas] == [1]


async def test_an_upload_or_lease_whose_answer_was_lost_is_had_once() -> None:
    store = LosesReplies()
    async with opened(store) as office:
        store.lose = 1
        with pytest.raises(OSError, match="did not take it"):
            await claimed(office, "one")

        assert await claimed(office, "one") == {STREAM: (1, None)}


def test_a_projection_that_knows_no_lease_says_it_saw_nothing() -> None:
    assert Projection(CAMPAIGN, Index()).work.quiet("none") == 0.0


async def test_a_worker_that_came_elsewhere_since_has_left() -> None:
    async with opened() as office, shared(office) as other:
        await office.desk.arrive("one")
        await office.desk.arrive("two")
        await other.desk.arrive("two")
        before = list(office.desk.left())
        await office.known.catch_up(office.store)

        assert before == []
        assert (office.desk.left(), other.desk.left()) == (["two"], [])

        await office.desk.arrive("two")
        await other.known.catch_up(office.store)

        assert (office.desk.left(), other.desk.left()) == ([], ["two"])


async def test_what_is_the_bridge_s_own_cannot_be_claimed() -> None:
    async with opened() as office:
        assert await claimed(office, "one", "~turn", "~worker/two", STREAM) == {STREAM: (1, None)}
