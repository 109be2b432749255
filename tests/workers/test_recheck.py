"""A daily sweep finds what was edited or deleted unheard, within its budget, and takes nothing back by mistake."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain, pairwise
from typing import Any

import pytest

from bridge.errors import NotAllowedError, UnreadableError
from bridge.ports import Heard
from bridge.records import (
    Act,
    Arrival,
    CampaignId,
    Commit,
    ContributionId,
    EventId,
    Hearing,
    NativeId,
    SourceName,
)
from bridge.sources.x_problems import Trouble, XProblemError
from bridge.store.memory import MemoryStore
from tests import factories
from workers import stored
from workers.recheck import LONGEST, LookUp, Recheck
from workers.stored import Stored, StoredPage, stored_posts

CAMPAIGN = factories.campaign()
#: Half past seven in the evening, while the chat is on.
NOW = factories.minutes(30)


class Days:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Network:
    """Shows posts by their links, unless something is wrong, and remembers what it was asked."""

    def __init__(self, *wrong: Exception) -> None:
        self.wrong = list(wrong)
        self.gone: set[str] = set()
        self.edited: set[str] = set()
        self.unsure: set[str] = set()
        self.asked: list[list[str]] = []

    async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
        self.asked.append([it.link for it in batch])
        if self.wrong:
            raise self.wrong.pop(0)
        return [self._stands(it) for it in batch if it.link not in self.unsure]

    def _stands(self, post: Stored) -> Arrival:
        act = Act.DELETED if post.link in self.gone else Act.SAID
        version = "2" if post.link in self.edited else post.version
        return factories.arrival(id=NativeId(post.link), link=post.link, version=version, act=act)


async def holding(count: int, **fields: Any) -> MemoryStore:
    store = MemoryStore()
    posts = (
        factories.contribution(id=ContributionId(f"c-{it}"), link=f"https://at/{it}", version="1", **fields)
        for it in range(count)
    )
    await store.commit(CampaignId(CAMPAIGN.id), Commit(expected_seq=0, puts=(factories.event(), *posts)))
    return store


def recheck(
    store: MemoryStore | Callable[[str], Awaitable[StoredPage]], look_up: LookUp, clock: Days, **options: Any
) -> Recheck:
    page = partial(stored_posts, store, CAMPAIGN.id, SourceName.BLUESKY) if isinstance(store, MemoryStore) else store
    events = options.pop("events", [factories.event(late_until=factories.minutes(60 * 24 * 30))])
    plain: dict[str, Any] = {"page": page, "look_up": look_up, "clock": clock, "sleep": clock.sleep}
    return Recheck(SourceName.BLUESKY, CAMPAIGN, events, **plain | options)


async def heard(source: Recheck, until: Callable[[Heard], bool], cursor: str | None = None) -> list[Heard]:
    """What it tells up to and including the first that fits."""
    told: list[Heard] = []
    async with asyncio.timeout(10), aclosing(source.listen(cursor)) as listening:
        async for it in listening:
            told.append(it)
            if until(it):
                return told
    raise AssertionError("it ended")


def hearing(it: Heard) -> Hearing | None:
    return it.condition.hearing if it.condition else None


def rested(sweeps: int = 1) -> Callable[[Heard], bool]:
    """Once it rests after so many sweeps."""
    seen = {"swept": False, "sweeps": 0}

    def fits(it: Heard) -> bool:
        if hearing(it) is not Hearing.RESTING:
            seen["swept"] = True
        elif seen["swept"]:
            seen["swept"] = False
            seen["sweeps"] += 1
        return seen["sweeps"] == sweeps

    return fits


def told(batches: Sequence[Heard]) -> list[tuple[str, Act, str]]:
    return [(it.link or "", it.act, it.version) for batch in batches for it in batch.items if isinstance(it, Arrival)]


async def test_a_sweep_tells_of_what_is_gone_or_was_edited_and_of_nothing_else() -> None:
    network = Network()
    network.gone, network.edited = {"https://at/1"}, {"https://at/3"}

    batches = await heard(recheck(await holding(5), network, Days()), rested())

    assert told(batches) == [("https://at/1", Act.DELETED, "1"), ("https://at/3", Act.SAID, "2")]
    assert network.asked == [[f"https://at/{number}" for number in range(5)]]


async def test_a_sweep_begins_in_the_night_by_the_campaigns_clock_also_when_clocks_change() -> None:
    source = recheck(await holding(0), Network(), Days(), events=[])
    evenings = [datetime(2026, month, day, 20, tzinfo=UTC) for month, day in ((7, 1), (3, 28), (10, 24), (12, 31))]

    begins = [source.due(it).astimezone(CAMPAIGN.zone()) for it in evenings]

    assert {it.time() for it in begins} == {begins[0].time()}
    assert begins[0].hour in (3, 4)
    assert [it.date() - evening.date() for it, evening in zip(begins, evenings, strict=True)] == [timedelta(days=1)] * 4
    assert source.due(source.due(evenings[0])) == source.due(evenings[0]) + timedelta(days=1)


async def test_campaigns_do_not_all_begin_at_once() -> None:
    names = [f"campaign-{number}" for number in range(20)]

    begins = {
        Recheck(
            SourceName.X, factories.campaign(id=CampaignId(it)), [], page=_nothing, look_up=Network(), clock=Days()
        ).due(NOW)
        for it in names
    }

    assert len(begins) > 10


async def _nothing(after: str) -> StoredPage:
    return StoredPage(rows=(), place=after, more=False)


async def test_a_sweep_is_due_when_answers_to_a_chat_cease_to_count_but_not_for_a_rehearsal() -> None:
    ends = factories.minutes(90)
    chat = factories.event(late_until=ends)
    played = factories.event(id=EventId("played"), rehearsal=True, late_until=factories.minutes(40))
    session = factories.event(id=EventId("session"), type="session", late_until=factories.minutes(50))

    source = recheck(await holding(0), Network(), Days(), events=[played, session, chat])

    assert source.due(NOW) == ends
    assert source.due(ends) > ends


async def test_who_comes_for_the_first_time_rests_until_a_sweep_is_due_and_says_so() -> None:
    clock, network = Days(), Network()
    source = recheck(await holding(1), network, clock)

    first, *_ = await heard(source, lambda it: True)

    assert first.condition is not None
    assert (first.condition.hearing, first.condition.next_at) == (Hearing.RESTING, source.due(NOW))
    assert network.asked == []


async def test_a_sweep_that_came_due_while_nobody_listened_is_made_at_once() -> None:
    clock, network = Days(), Network()
    source = recheck(await holding(1), network, clock)
    (first,) = await heard(source, lambda it: True)
    clock.at += timedelta(days=3)

    batches = await heard(source, lambda it: bool(network.asked), first.cursor)

    assert [hearing(it) for it in batches] == [Hearing.LISTENING]
    assert clock.at == NOW + timedelta(days=3)


async def test_posts_are_looked_up_in_batches_over_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "PAGE", 4)
    network = Network()

    await heard(recheck(await holding(10), network, Days(), batch=3), rested())

    assert max(len(it) for it in network.asked) == 3
    assert [*chain(*network.asked)] == [f"https://at/{number}" for number in range(10)]


async def test_a_sweep_that_was_killed_goes_on_after_its_last_batch() -> None:
    store, network = await holding(6), Network()
    network.gone = {"https://at/1", "https://at/4"}
    before = await heard(recheck(store, network, Days(), batch=2), lambda it: len(network.asked) == 2)

    after = await heard(recheck(store, network, Days(), batch=2), rested(), before[-1].cursor)

    assert network.asked == [[f"https://at/{it}", f"https://at/{it + 1}"] for it in (0, 2, 4)]
    assert [link for link, *_ in told([*before, *after])] == ["https://at/1", "https://at/4"]


async def test_a_killed_sweep_loses_no_batch_that_was_not_kept() -> None:
    store, network = await holding(4), Network()
    network.gone = {"https://at/0", "https://at/2"}
    before = await heard(recheck(store, network, Days(), batch=2), lambda it: len(network.asked) == 2)

    again = await heard(recheck(store, network, Days(), batch=2), rested(), before[-2].cursor)

    assert [link for link, *_ in told(again)] == ["https://at/2"]


async def test_the_next_sweep_begins_from_the_beginning() -> None:
    network = Network()

    await heard(recheck(await holding(2), network, Days()), rested(sweeps=2))

    assert network.asked == [["https://at/0", "https://at/1"]] * 2


async def test_a_day_that_is_used_up_ends_the_sweep_and_the_next_goes_on_there() -> None:
    clock, network = Days(), Network()
    source = recheck(await holding(7), network, clock, batch=2, most_posts=3, price=0.005)

    batches = await heard(source, rested(sweeps=3))

    by_night = [[*chain(*network.asked[at : at + 2])] for at in (0, 2, 4)]
    assert by_night == [[f"https://at/{it}" for it in night] for night in ((0, 1, 2), (3, 4, 5), (6,))]
    conditions = [it.condition for it in batches if it.condition]
    assert max(it.posts for it in conditions) == 3
    assert {(it.cost, it.ceiling) for it in conditions if it.posts == 3} == {(0.015, 0.015)}
    spent = next(it for it in conditions if it.detail)
    assert (spent.hearing, spent.next_at) == (Hearing.RESTING, source.due(spent.at))
    assert "3 posts" in spent.detail
    assert conditions[-1].detail == ""


async def test_a_sweep_at_a_chats_end_gets_no_second_budget_for_the_day() -> None:
    clock, network = Days(), Network()
    chats = [factories.event(late_until=NOW + timedelta(hours=hour)) for hour in (1, 2)]
    source = recheck(await holding(4), network, clock, most_posts=2, events=chats)

    await heard(source, rested(sweeps=2))

    assert clock.at < NOW + timedelta(hours=3)
    assert network.asked == [["https://at/0", "https://at/1"]]


async def test_old_posts_are_passed_over_where_days_are_set_and_else_all_are_asked_for() -> None:
    old = await holding(2, said_at=NOW - timedelta(days=40))
    some, every = Network(), Network()

    await heard(recheck(old, some, Days(), days=30), rested())
    await heard(recheck(old, every, Days()), rested())

    assert (some.asked, len(every.asked)) == ([], 1)


async def test_what_a_network_is_not_sure_of_is_left_alone() -> None:
    network = Network()
    network.unsure = {"https://at/0", "https://at/1"}

    batches = await heard(recheck(await holding(2), network, Days()), rested())

    assert told(batches) == []


@pytest.mark.parametrize(
    ("error", "told_as"),
    [
        (ConnectionError("503"), Hearing.WAITING),
        (TimeoutError(), Hearing.WAITING),
        (UnreadableError("no list of posts"), Hearing.WAITING),
        (XProblemError(Trouble.HURRIED, "X answered 429"), Hearing.WAITING),
        (XProblemError(Trouble.PASSING, "X answered 500"), Hearing.WAITING),
        (XProblemError(Trouble.REFUSED, "X answered 401: do this"), Hearing.REFUSED),
        (XProblemError(Trouble.UNPAID, "X answered 402: add credits"), Hearing.PAUSED),
    ],
    ids=str,
)
async def test_a_network_that_fails_is_asked_again_for_the_same_posts_and_nothing_is_taken_back(
    error: Exception, told_as: Hearing
) -> None:
    network = Network(error, error)

    batches = await heard(recheck(await holding(3), network, Days()), rested())

    assert network.asked == [["https://at/0", "https://at/1", "https://at/2"]] * 3
    assert told(batches) == []
    wrong = [it.condition for it in batches if hearing(it) is told_as and it.condition and it.condition.detail]
    assert len(wrong) == 2
    if isinstance(error, XProblemError):
        assert wrong[0].detail == str(error)


async def test_a_network_that_fails_for_long_is_asked_ever_more_seldom() -> None:
    clock, network = Days(), Network(*[ConnectionError()] * 30)

    await heard(recheck(await holding(1), network, clock), lambda it: len(network.asked) == 31)

    pauses = clock.slept[-30:]
    assert 2.5 <= pauses[0] <= 5
    assert min(pauses[-5:]) >= LONGEST / 2
    assert max(pauses) <= LONGEST


async def test_a_limit_is_waited_for_as_long_as_the_network_says_within_bounds() -> None:
    clock = Days()
    network = Network()
    source = recheck(await holding(1), network, clock)
    begins = source.due(NOW)
    network.wrong = [
        XProblemError(Trouble.HURRIED, "X answered 429", reset_at=begins + timedelta(seconds=200)),
        XProblemError(Trouble.HURRIED, "X answered 429", reset_at=begins + timedelta(days=2)),
    ]

    await heard(source, lambda it: len(network.asked) == 3)

    assert [round(it) for it in clock.slept[-2:]] == [200, LONGEST]


async def test_a_store_that_refuses_us_ends_nothing() -> None:
    refusals = [NotAllowedError(401, "the token has expired")]
    store = await holding(1)

    async def page(after: str) -> StoredPage:
        if refusals:
            raise refusals.pop()
        return await stored_posts(store, CAMPAIGN.id, SourceName.BLUESKY, after)

    batches = await heard(recheck(page, Network(), Days()), rested())

    details = [it.condition.detail for it in batches if it.condition and it.condition.detail]
    assert details == ["the token has expired"]


async def test_what_others_heard_is_learned_before_each_sweep() -> None:
    order: list[str] = []

    class Noting(Network):
        async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
            order.append("asked")
            return await super().__call__(batch)

    async def learn() -> None:
        order.append("learned")

    await heard(recheck(await holding(1), Noting(), Days(), learn=learn), rested(sweeps=2))

    assert order == ["learned", "asked"] * 2


async def test_it_tells_that_it_lives_once_a_minute_while_it_rests() -> None:
    clock, network = Days(), Network()

    batches = await heard(recheck(await holding(0), network, clock), rested())

    at = [it.condition.at for it in batches if it.condition and hearing(it) is Hearing.RESTING]
    assert max(later - earlier for earlier, later in pairwise(at)) <= timedelta(minutes=1)


@pytest.mark.parametrize("cursor", ["", "no JSON", "{}", '{"begun_at":1}', "[" * 100_000])
async def test_a_cursor_that_cannot_be_read_costs_a_sweep_and_no_more(cursor: str) -> None:
    network = Network()

    await heard(recheck(await holding(1), network, Days()), rested(), cursor)

    assert network.asked == [["https://at/0"]]


async def test_a_post_that_is_said_while_a_sweep_is_under_way_is_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "PAGE", 2)
    store = await holding(3)

    class Saying(Network):
        async def __call__(self, batch: Sequence[Stored]) -> Sequence[Arrival]:
            if not self.asked:
                place = await store.place(CAMPAIGN.id)
                late = factories.contribution(id=ContributionId("c-late"), link="https://at/late", version="1")
                await store.commit(CAMPAIGN.id, Commit(expected_seq=place.seq, puts=(late,)))
            return await super().__call__(batch)

    network = Saying()
    await heard(recheck(store, network, Days()), rested())

    assert network.asked[-1][-1] == "https://at/late"
