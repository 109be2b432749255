"""A listener judges what a source gives, keeps it with the cursor, and remembers threads and questions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bridge.intake.pipeline import Plan
from bridge.ports import Heard
from bridge.push.items import Mark
from bridge.push.spool import Spool
from bridge.records import (
    Act,
    Arrival,
    Condition,
    Contribution,
    Gap,
    Hearing,
    Kind,
    NativeId,
    Reason,
    Rejected,
    SourceName,
    State,
)
from bridge.sources.handles import Handles, Profile
from tests import factories
from workers.listen import Judge, Listener
from workers.sessions import backed

PLAN = Plan(
    campaign=factories.campaign(),
    events=(factories.event(hosts={"bluesky": ("did:plc:host",)}),),
    questions=(factories.question(1), factories.question(2)),
    key=b"a key of the tests",
)


class Told:
    """A source that gives what it was told to, from its cursor on, and remembers the cursor it was asked for."""

    name = "told"

    def __init__(self, *batches: Heard) -> None:
        self.batches = batches
        self.asked: list[str | None] = []

    async def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
        self.asked.append(cursor)
        for batch in self.batches[int(cursor or 0) :]:
            yield batch


class SteppingClock:
    """Goes on by a tenth of a second with every look."""

    def __init__(self) -> None:
        self.at = factories.minutes(0)

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=100)
        return self.at


def post(rkey: str, text: str, **fields: object) -> Arrival:
    return factories.arrival(text, id=native(rkey), author=f"did:plc:{rkey}", **fields)


def native(rkey: str) -> NativeId:
    return NativeId(f"bluesky:at://did:plc:amy/app.bsky.feed.post/{rkey}")


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    opened = await Spool.open(tmp_path / "spool.sqlite")
    yield opened
    await opened.close()


async def heard(spool: Spool, *batches: Heard) -> Told:
    judge = Judge(PLAN, spool)
    source = Told(*batches)
    await Listener(source, judge, spool, SteppingClock()).run(await spool.cursor(source.name))
    return source


async def kept(spool: Spool) -> list[Contribution]:
    return [row.item for row in await spool.pending(0, 1000, 10**9) if isinstance(row.item, Contribution)]


async def test_an_untagged_answer_in_the_hosts_thread_is_heard_and_knows_its_question(spool: Spool) -> None:
    asked = post("q1", "Q1: What would help? #SolvingTogether", said_at=factories.minutes(1))
    asked = msgspec.structs.replace(asked, author="did:plc:host")
    answer = post("a", "More evening clinics, please", tags=(), root=native("q1"), reply_to=native("q1"))

    await heard(spool, Heard(cursor="1", items=(asked, answer)))

    assert [(it.kind, it.question) for it in await kept(spool)] == [("host", "chat-1/q1"), ("idea", "chat-1/q1")]


async def test_threads_and_questions_are_remembered_over_a_restart(spool: Spool) -> None:
    asked = msgspec.structs.replace(
        post("q2", "Q2: And what else? #SolvingTogether", said_at=factories.minutes(5)), author="did:plc:host"
    )
    await heard(spool, Heard(cursor="1", items=(asked,)))
    answer = post("a", "Share one waiting list across hospitals", tags=(), root=native("q2"))
    late = post("b", "Share the theatre lists as well #SolvingTogether", said_at=factories.minutes(9))

    await heard(spool, Heard(cursor="1"), Heard(cursor="2", items=(answer, late)))

    assert [it.question for it in (await kept(spool))[1:]] == ["chat-1/q2", "chat-1/q2"]


async def test_a_question_that_its_host_took_back_is_not_open_any_more(spool: Spool) -> None:
    asked = msgspec.structs.replace(
        post("q1", "Q1: What would help? #SolvingTogether", said_at=factories.minutes(1)), author="did:plc:host"
    )
    gone = factories.arrival("", id=native("q1"), act=Act.DELETED, tags=(), said_at=factories.minutes(2))
    late = post("a", "Share one waiting list #SolvingTogether", said_at=factories.minutes(3))

    await heard(
        spool, Heard(cursor="1", items=(asked,)), Heard(cursor="2", items=(gone,)), Heard(cursor="3", items=(late,))
    )

    assert [it.question for it in await kept(spool)][-1] is None


async def test_a_deletion_reaches_the_store_only_for_what_was_ours(spool: Spool) -> None:
    ours = post("a", "Share one waiting list #SolvingTogether")
    gone = [factories.arrival("", id=native(rkey), act=Act.DELETED, tags=()) for rkey in ("a", "never-ours")]

    await heard(spool, Heard(cursor="1", items=(ours,)), Heard(cursor="2", items=tuple(gone)))

    assert [it.state for it in await kept(spool)] == ["live", "withdrawn"]


async def test_what_arrived_is_what_was_kept_and_what_was_rejected_by_reason(spool: Spool) -> None:
    broken = Rejected(source=SourceName.BLUESKY, reason=Reason.UNREADABLE, received_at=factories.minutes(1))
    items = (post("a", "Share lists #SolvingTogether"), broken, post("b", "Nice weather", tags=()))

    await heard(spool, Heard(cursor="1", items=items), Heard(cursor="2", items=(post("c", "Rain again", tags=()),)))

    (mark,) = [row.item for row in await spool.pending(0, 10, 10**9) if isinstance(row.item, Mark)]
    assert (mark.tally.arrived, mark.tally.contributed) == (4, 1)
    assert mark.tally.rejected == {"elsewhere": 2, "unreadable": 1}
    assert mark.cursor == "2"


async def test_a_restarted_listener_goes_on_from_its_cursor(spool: Spool) -> None:
    batches = [Heard(cursor=str(nth + 1), items=(post(str(nth), f"Idea {nth} #SolvingTogether"),)) for nth in range(3)]
    await heard(spool, *batches[:2])

    source = await heard(spool, *batches)

    assert source.asked == ["2"]
    assert len(await kept(spool)) == 3


async def test_a_gap_is_kept(spool: Spool) -> None:
    gap = Gap(id="g", source=SourceName.BLUESKY, from_at=factories.minutes(1), to_at=factories.minutes(2), cause="away")

    await heard(spool, Heard(cursor="1", items=(gap,)))

    assert gap in [row.item for row in await spool.pending(0, 10, 10**9)]


def spoken(nth: int, kind: Kind, at: float, voice: str) -> Contribution:
    return factories.contribution(id=f"c-{nth}", kind=kind, voice=voice, said_at=factories.minutes(at))


@pytest.mark.parametrize(
    ("at", "voice", "backs"),
    [(1.5, "v-bob", "c-1"), (1.5, "v-amy", None), (3.0, "v-bob", None)],
    ids=["another person backs it", "one's own idea is not backed", "a minute later it is something else"],
)
def test_great_idea_backs_the_idea_just_proposed_by_another(at: float, voice: str, backs: str | None) -> None:
    said = [spoken(1, Kind.IDEA, 1, "v-amy"), spoken(2, Kind.SUPPORT, at, voice)]

    assert backed(said)[1].reply_to == backs


async def test_what_an_account_said_is_taken_back_when_the_account_is_gone(spool: Spool) -> None:
    ours = [post(rkey, "Share one waiting list #SolvingTogether", said_at=factories.minutes(1)) for rkey in "ab"]
    more = msgspec.structs.replace(ours[0], id=native("a2"), text="Send letters in plain words #SolvingTogether")
    just = msgspec.structs.replace(ours[0], id=native("a3"), text="Open the clinic at night #SolvingTogether")
    left = factories.arrival("", id=NativeId("bluesky:did:plc:a"), author="did:plc:a", act=Act.LEFT, tags=())
    stranger = msgspec.structs.replace(left, author="did:plc:stranger")

    await heard(
        spool,
        Heard(cursor="1", items=(*ours, more)),
        Heard(cursor="2", items=(stranger, just, left)),
        Heard(cursor="3"),
    )

    said = await kept(spool)
    gone = [it for it in said if it.state is State.WITHDRAWN]
    assert {it.id for it in gone} == {said[0].id, said[2].id, said[3].id}
    assert all(not it.text and it.why == "its account is gone" for it in gone)
    marks = [row.item for row in await spool.pending(0, 1000, 10**9) if isinstance(row.item, Mark)]
    assert marks[-1].tally.arrived == 7  # three, one more, and what each of those that went became


async def test_an_account_that_goes_twice_takes_nothing_back_the_second_time(spool: Spool) -> None:
    ours = post("a", "Share one waiting list #SolvingTogether", said_at=factories.minutes(1))
    left = factories.arrival("", id=NativeId("bluesky:did:plc:a"), author="did:plc:a", act=Act.LEFT, tags=())

    await heard(
        spool, Heard(cursor="1", items=(ours,)), Heard(cursor="2", items=(left,)), Heard(cursor="3", items=(left,))
    )

    assert [it.state for it in await kept(spool)] == ["live", "withdrawn"]


class Threads(Told):
    """A source that remembers which threads it is to follow."""

    def __init__(self, *batches: Heard) -> None:
        super().__init__(*batches)
        self.threads: list[NativeId] = []

    def follow_thread(self, root: NativeId) -> None:
        self.threads.append(root)


async def test_a_source_is_told_of_each_question_that_a_host_asks(spool: Spool) -> None:
    asked = post("q1", "Q1: What would help? #SolvingTogether", said_at=factories.minutes(1))
    asked = msgspec.structs.replace(asked, author="did:plc:host", aliases=(native("q1-edited"),))
    again = msgspec.structs.replace(asked, id=native("q1-again"), aliases=(), said_at=factories.minutes(4))
    recap = msgspec.structs.replace(again, id=native("recap"), text="Thank you all #SolvingTogether")
    source = Threads(Heard(cursor="1", items=(asked, post("a", "A1 Open at night #SolvingTogether"), again, recap)))

    await Listener(source, Judge(PLAN, spool), spool, SteppingClock()).run(None)

    assert source.threads == [native("q1"), native("q1-edited"), native("q1-again")]


async def test_how_a_source_stands_goes_with_its_mark_at_once_when_it_changes(spool: Spool) -> None:
    at = factories.minutes(0)
    listening, lost = (Condition(hearing=it, at=at) for it in (Hearing.LISTENING, Hearing.WAITING))
    told = [Heard(cursor=str(nth), condition=it) for nth, it in enumerate([listening, listening, lost])]
    keeping = Counting(spool)

    await Listener(Told(*told), Judge(PLAN, spool), keeping, SteppingClock(), faults=2).run(None)  # type: ignore[arg-type]

    assert keeping.told == [
        msgspec.structs.replace(listening, faults=2),
        msgspec.structs.replace(lost, faults=2),
    ]


class Counting:
    """A spool that remembers the conditions that it was told."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.told: list[Condition] = []

    async def keep(self, *args: Any, **more: Any) -> None:
        self.told.append(more["condition"])
        await self._spool.keep(*args, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._spool, name)


async def test_a_post_said_for_a_test_is_no_contribution_and_its_time_goes_with_how_the_source_stands(
    spool: Spool,
) -> None:
    """Also before the chat, when nothing that is said counts yet."""
    test = post("t", "#SolvingTogether ideabridge-test 4821", said_at=factories.minutes(-10))
    standing = Condition(hearing=Hearing.LISTENING, at=factories.minutes(-10))

    await heard(spool, Heard(cursor="1", items=(test,), condition=standing), Heard(cursor="2"))

    (mark,) = (row.item for row in await spool.pending(0, 1000, 10**9))
    assert isinstance(mark, Mark)
    assert mark.tally.rejected == {"self_test": 1}
    assert mark.condition == msgspec.structs.replace(standing, tested_at=test.received_at)


class Directory(Handles):
    """Knows what it was told."""

    def __init__(self, **profiles: Profile) -> None:
        super().__init__("http://nowhere", clock=SteppingClock())
        self.asked: list[str] = []
        self._profiles = {f"did:plc:{name}": profile for name, profile in profiles.items()}

    async def of(self, dids: Iterable[str]) -> Mapping[str, Profile]:
        self.asked += dids
        return {did: self._profiles[did] for did in dids if did in self._profiles}


async def test_who_spoke_on_a_network_that_sends_only_ids_is_named_by_its_directory(spool: Spool) -> None:
    directory = Directory(a=Profile(handle="amy.example"), b=Profile(handle="ben.example", is_for_members=True))
    said = [post(name, "Share one waiting list #SolvingTogether") for name in ("a", "b", "c")]
    stranger = post("d", "Look at this loaf", tags=())

    outcomes = await Judge(PLAN, spool, directory).judge([*said, stranger])

    kept = [it for it in outcomes if isinstance(it, Contribution)]
    assert [(it.handle, it.for_members) for it in kept] == [
        ("amy.example", False),
        ("ben.example", True),
        (None, False),
    ]
    assert directory.asked == ["did:plc:a", "did:plc:b", "did:plc:c"]


async def test_hosts_whose_accounts_become_known_later_are_hosts_from_then_on(spool: Spool) -> None:
    judge = Judge(PLAN, spool)
    asked = post("q1", "Q1: What would help? #SolvingTogether")

    before = await judge.judge([asked])
    judge.meet([factories.event(hosts={"bluesky": ("amy.example", "did:plc:q1")})])
    after = await judge.judge([msgspec.structs.replace(asked, id=native("q1-again"))])

    assert [it.opens is not None for it in (*before, *after) if isinstance(it, Contribution)] == [False, True]
