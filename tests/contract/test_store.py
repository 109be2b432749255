"""What every `ports.Store` keeps. An adapter joins by one line in `OPENERS`."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bridge.errors import Conflict, EpochChanged, UnreadableError
from bridge.ports import Store
from bridge.records import (
    Audit,
    Campaign,
    CampaignId,
    Change,
    Commit,
    Contribution,
    ContributionId,
    ContributionOutline,
    Entity,
    Event,
    Gap,
    Idea,
    IdeaId,
    IdeaOutline,
    Kind,
    Listening,
    Outline,
    Placed,
    QuestionId,
    Relation,
    SourceName,
    State,
    Token,
)
from bridge.store.memory import MemoryStore
from bridge.store.redis import RedisStore
from bridge.store.sqlite import SqliteStore
from tests import factories
from tests.factories import minutes
from tests.redis_server import RedisServer, redis_cluster, redis_server

HERE = CampaignId("elective-care")
ELSEWHERE = CampaignId("winter")


async def open_memory(folder: Path) -> Store:
    return MemoryStore()


async def open_sqlite(folder: Path) -> Store:
    return await SqliteStore.open(folder / "store.db")


@contextmanager
def one_server(folder: Path) -> Iterator[Sequence[RedisServer]]:
    with redis_server(folder) as server:
        yield [server]


OPENERS: dict[str, Callable[[Path], Awaitable[Store]]] = {"memory": open_memory, "sqlite": open_sqlite}
#: Stores of a server, which is started once for all tests; the folder plays no part.
SERVERS: dict[str, Callable[[Path], AbstractContextManager[Sequence[RedisServer]]]] = {
    "redis": one_server,
    "redis-cluster": redis_cluster,
}


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Sequence[RedisServer]]]:
    """The servers of an adapter, emptied."""
    started: dict[str, Sequence[RedisServer]] = {}
    with ExitStack() as running:

        def emptied(adapter: str) -> Sequence[RedisServer]:
            if adapter not in started:
                started[adapter] = running.enter_context(SERVERS[adapter](tmp_path_factory.mktemp(adapter)))
            for server in started[adapter]:
                server.ask("FLUSHALL")
            return started[adapter]

        yield emptied


@pytest.fixture(params=[*OPENERS, *SERVERS])
def opener(
    request: pytest.FixtureRequest, servers: Callable[[str], Sequence[RedisServer]]
) -> Callable[[Path], Awaitable[Store]]:
    """Opens an empty store."""
    if request.param in OPENERS:
        return OPENERS[request.param]

    async def open_redis(folder: Path) -> Store:
        return await RedisStore.open(servers(request.param)[0].url)

    return open_redis


@pytest.fixture
async def store(opener: Callable[[Path], Awaitable[Store]], tmp_path: Path) -> AsyncIterator[Store]:
    store = await opener(tmp_path)
    yield store
    await store.close()


def idea(name: str, text: str = "") -> Idea:
    return factories.idea(text or f"Idea {name}", id=IdeaId(name))


async def put(store: Store, *entities: Entity, campaign: CampaignId = HERE) -> int:
    head = (await store.place(campaign)).seq
    return await store.commit(campaign, Commit(expected_seq=head, puts=entities))


async def pages(store: Store, after: int = 0, size: int = 1000) -> list[Change]:
    changes: list[Change] = []
    while page := await store.changes(HERE, changes[-1].seq if changes else after, size):
        changes += page
    return changes


async def test_a_campaign_that_was_never_written_is_at_seq_0(store: Store) -> None:
    place = await store.place(HERE)

    assert (place.seq, bool(place.epoch)) == (0, True)
    assert await pages(store) == []


async def test_every_put_takes_the_next_seq_of_its_campaign(store: Store) -> None:
    first = await put(store, idea("a"), idea("b"))
    other = await put(store, idea("a"), campaign=ELSEWHERE)
    second = await put(store, idea("c"))

    assert (first, other, second) == (2, 1, 3)
    assert [(change.seq, change.value.id) for change in await pages(store)] == [(1, "a"), (2, "b"), (3, "c")]


async def test_outlines_are_the_changes_with_all_that_they_have_room_for(store: Store) -> None:
    placed = Placed(idea=IdeaId("a"), relation=Relation.FIRST, score=0.5, why="it is first")
    said = factories.contribution("Text people", placed=placed, aliases=(ContributionId("c-9"),), state=State.HELD)
    told = factories.idea("Text people", id=IdeaId("a"), question=QuestionId("chat-1/q1"), kind=Kind.EXPERIENCE)
    await put(store, factories.campaign(), said, told, factories.event())

    outlines = [*await store.outlines(HERE, 0, 3), *await store.outlines(HERE, 3, 3)]

    whole = msgspec.to_builtins(await pages(store))
    assert outlines == msgspec.convert(whole, list[Outline])
    assert [type(it.value) for it in outlines] == [Campaign, ContributionOutline, IdeaOutline, Event]
    assert "Text people" not in repr(outlines)


async def test_an_entity_put_again_moves_to_its_new_place(store: Store) -> None:
    await put(store, idea("a"), idea("b"))

    await put(store, idea("a", "Said better"))

    assert [(change.seq, change.value) for change in await pages(store)] == [
        (2, idea("b")),
        (3, idea("a", "Said better")),
    ]


async def test_an_entity_twice_in_one_commit_is_there_once_as_it_was_last(store: Store) -> None:
    head = await put(store, idea("a", "first"), idea("a", "last"))

    assert head == 2
    assert [(change.seq, change.value) for change in await pages(store)] == [(2, idea("a", "last"))]


async def test_entities_of_different_names_may_share_an_id(store: Store) -> None:
    await put(store, idea("same"), factories.contribution(id=ContributionId("same")))

    assert await store.fetch(HERE, "idea", ["same"]) == {"same": idea("same")}
    assert [change.seq for change in await pages(store)] == [1, 2]


ENTITIES: tuple[Entity, ...] = (
    factories.campaign(),
    factories.challenge(),
    factories.event(),
    factories.question(),
    factories.contribution(opens=factories.question(), aliases=(ContributionId("c-2"),)),
    factories.idea(),
    Gap(id="g", source=SourceName.X, from_at=minutes(0), to_at=minutes(1), cause="the network was away"),
    Listening(
        id="w/jetstream", campaign=HERE, worker="w", source="jetstream", rejected={"empty": 1}, heard_at=minutes(1)
    ),
    Token(
        id="t",
        campaign=HERE,
        type="api",
        digest="0" * 64,
        scopes=("feed",),
        created_at=minutes(0),
        expires_at=minutes(1),
    ),
)


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: type(entity).__name__)
async def test_every_kind_of_entity_reads_back_as_it_was(store: Store, entity: Entity) -> None:
    await put(store, entity)

    assert await store.fetch(HERE, str(entity.__struct_config__.tag), [entity.id]) == {entity.id: entity}


async def test_a_late_writer_meets_a_conflict_and_writes_nothing(store: Store) -> None:
    await put(store, idea("a"))
    late = Commit(expected_seq=0, puts=(idea("b"),), identities={"n-b": ContributionId("c-b")})

    with pytest.raises(Conflict) as caught:
        await store.commit(HERE, late)

    assert (caught.value.expected, caught.value.head) == (0, 1)
    assert [change.value for change in await pages(store)] == [idea("a")]
    assert await store.identified(HERE, ["n-b"]) == {}


async def test_a_writer_that_is_ahead_of_the_store_meets_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        await store.commit(HERE, Commit(expected_seq=7, puts=(idea("a"),)))

    assert (await store.place(HERE)).seq == 0


async def test_of_writers_who_decide_at_the_same_place_one_wins(store: Store) -> None:
    commits = [store.commit(HERE, Commit(expected_seq=0, puts=(idea(str(number)),))) for number in range(20)]

    outcomes = await asyncio.gather(*commits, return_exceptions=True)

    assert sum(outcome == 1 for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 19


async def test_writers_who_decide_again_lose_nothing(store: Store) -> None:
    async def count_up(writer: int) -> None:
        for _ in range(10):
            await add_a_voice()

    async def add_a_voice() -> None:
        while True:
            place = await store.place(HERE)
            now = (await store.fetch(HERE, "idea", ["shared"])).get("shared")
            voices = now.voices if isinstance(now, Idea) else 0
            commit = Commit(expected_seq=place.seq, puts=(factories.idea(id=IdeaId("shared"), voices=voices + 1),))
            try:
                await store.commit(HERE, commit)
            except Conflict:
                continue
            return

    await asyncio.gather(*(count_up(writer) for writer in range(6)))

    (shared,) = (await store.fetch(HERE, "idea", ["shared"])).values()
    assert isinstance(shared, Idea)
    assert shared.voices == 60


async def test_a_conflict_does_not_spoil_the_commits_that_wait_beside_it(store: Store) -> None:
    campaigns = [CampaignId(f"campaign-{number}") for number in range(30)]
    commits = [
        store.commit(campaign, Commit(expected_seq=0 if number % 3 else 5, puts=(idea("a"),)))
        for number, campaign in enumerate(campaigns)
    ]

    outcomes = await asyncio.gather(*commits, return_exceptions=True)

    assert [isinstance(outcome, Conflict) for outcome in outcomes] == [number % 3 == 0 for number in range(30)]
    assert [(await store.place(campaign)).seq for campaign in campaigns] == [bool(number % 3) for number in range(30)]


async def test_an_identity_stays_taken_after_what_it_names_is_erased(store: Store) -> None:
    said = factories.contribution()
    await store.commit(HERE, Commit(expected_seq=0, puts=(said,), identities={"n-1": said.id}))

    await put(store, factories.contribution(text=""))

    assert await store.identified(HERE, ["n-1", "n-2"]) == {"n-1": said.id}
    assert await store.identified(ELSEWHERE, ["n-1"]) == {}


async def test_an_identity_may_be_named_again_for_the_same_contribution(store: Store) -> None:
    again = Commit(expected_seq=0, puts=(), identities={"n-1": ContributionId("c-1")})

    heads = [await store.commit(HERE, again) for _ in range(2)]

    assert heads == [0, 0]
    assert await store.identified(HERE, ["n-1"]) == {"n-1": "c-1"}


async def test_an_identity_is_never_given_to_a_second_contribution(store: Store) -> None:
    await store.commit(HERE, Commit(expected_seq=0, puts=(), identities={"n-1": ContributionId("c-1")}))
    second = Commit(expected_seq=0, puts=(idea("a"),), identities={"n-1": ContributionId("c-2")})

    with pytest.raises(Conflict):
        await store.commit(HERE, second)

    assert await store.identified(HERE, ["n-1"]) == {"n-1": "c-1"}
    assert await pages(store) == []


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
async def test_pages_joined_are_everything(store: Store, size: int) -> None:
    await put(store, *(idea(str(number)) for number in range(20)))
    await put(store, *(idea(str(number), "again") for number in range(0, 20, 3)))

    changes = await pages(store, size=size)

    assert [change.seq for change in changes] == sorted({change.seq for change in changes})
    assert {change.value.id for change in changes} == {str(number) for number in range(20)}
    assert len(changes) == 20


@pytest.mark.parametrize("after", [3, 10**6, 10**30])
async def test_beyond_the_head_there_is_nothing(store: Store, after: int) -> None:
    await put(store, idea("a"), idea("b"), idea("c"))

    assert list(await store.changes(HERE, after, 10)) == []


async def test_a_reader_that_waits_is_woken_by_the_commit(store: Store) -> None:
    await put(store, idea("a"))
    waiter = asyncio.create_task(store.wait(HERE, 1))
    await put(store, idea("a"), campaign=ELSEWHERE)
    assert not waiter.done()

    await put(store, idea("b"))
    await asyncio.wait_for(waiter, 5)

    assert (await store.place(HERE)).seq == 2


async def test_waiting_for_what_is_there_already_returns_at_once(store: Store) -> None:
    await put(store, idea("a"))

    await asyncio.wait_for(store.wait(HERE, 0), 5)


async def test_waiting_at_a_place_that_is_beyond_the_head_returns_at_once(store: Store) -> None:
    await put(store, idea("a"))

    await asyncio.wait_for(store.wait(HERE, 7), 5)


async def test_a_reader_that_pulls_and_waits_misses_nothing(store: Store) -> None:
    seen: list[str] = []

    async def follow() -> None:
        after = 0
        while len(seen) < 200:
            await store.wait(HERE, after)
            for change in await store.changes(HERE, after, 3):
                seen.append(change.value.id)
                after = change.seq

    async def write() -> None:
        for number in range(200):
            await put(store, idea(str(number)))

    await asyncio.wait_for(asyncio.gather(follow(), write()), 30)

    assert seen == [str(number) for number in range(200)]


@pytest.mark.parametrize(
    "text", ["", "क्षमता", "👩🏽‍⚕️ نوبت", "zero\0byte", "\u2028 \ufeff \uffff", "'; DROP TABLE entities"]
)
async def test_any_text_reads_back_as_it_was(store: Store, text: str) -> None:
    said = factories.contribution(text, id=ContributionId(f"c-{text}"))

    await store.commit(HERE, Commit(expected_seq=0, puts=(said,), identities={text: said.id}))

    assert await store.fetch(HERE, "contribution", [said.id]) == {said.id: said}
    assert await store.identified(HERE, [text]) == {text: said.id}


HALF = "half \ud83d of a face"


@pytest.mark.parametrize(
    "commit",
    [
        Commit(expected_seq=0, puts=(idea("a"), idea("b", HALF))),
        Commit(expected_seq=0, puts=(idea("a"), idea(HALF))),
        Commit(expected_seq=0, puts=(idea("a"),), identities={HALF: ContributionId("c")}),
        Commit(expected_seq=0, puts=(idea("a"),), identities={"n": ContributionId(HALF)}),
        Commit(expected_seq=0, puts=(idea("a"),), audit=(Audit(at=minutes(0), who="t", act="put", target=HALF),)),
        Commit(expected_seq=0, puts=(idea("a"), factories.idea(first_at=minutes(0).replace(tzinfo=None)))),
        Commit(expected_seq=0, puts=(idea("a"), factories.contribution(score=float("nan")))),
        Commit(expected_seq=0, puts=(idea("a"), factories.contribution(score=float("-inf")))),
        Commit(expected_seq=0, puts=(idea("a"), factories.idea(voices=2**70))),
    ],
    ids=["text", "id", "identity", "contribution", "audit", "naive time", "not a number", "infinite", "too large"],
)
async def test_what_could_not_be_read_back_is_refused_whole(store: Store, commit: Commit) -> None:
    with pytest.raises(UnreadableError) as caught:
        await store.commit(HERE, commit)

    assert "half" not in str(caught.value).replace("half a surrogate", "")
    assert await pages(store) == []
    assert await store.identified(HERE, ["n", HALF]) == {}


async def test_asking_for_an_id_that_cannot_be_there_gives_nothing(store: Store) -> None:
    assert await store.fetch(HERE, "idea", [HALF, "", "a"]) == {}
    assert await store.fetch(HERE, "nonsense", ["a"]) == {}


async def test_what_a_reader_does_to_its_copy_does_not_reach_the_store(store: Store) -> None:
    await put(store, idea("a"))
    copy = (await store.fetch(HERE, "idea", ["a"]))["a"]
    assert isinstance(copy, Idea)

    copy.sources["x"] = 99

    assert await store.fetch(HERE, "idea", ["a"]) == {"a": idea("a")}


async def test_a_commit_for_another_epoch_is_refused_whole(store: Store) -> None:
    await put(store, idea("a"))
    place = await store.place(HERE)

    with pytest.raises(EpochChanged):
        await store.commit(HERE, Commit(expected_seq=1, puts=(idea("b"),), epoch="another"))

    assert await store.place(HERE) == place
    assert await store.commit(HERE, Commit(expected_seq=1, puts=(idea("b"),), epoch=place.epoch)) == 2


async def test_a_blob_is_kept_under_its_name_until_it_is_dropped(store: Store) -> None:
    megabytes = bytes(range(256)) * 2**13
    await store.put_blob(HERE, "upload/1", b"before")
    await store.put_blob(HERE, "upload/1", megabytes)
    await store.put_blob(HERE, "upload/2", b"")

    assert await store.blob(HERE, "upload/1") == megabytes
    assert await store.blob(HERE, "upload/2") == b""
    assert await store.blob(HERE, "upload/3") is None
    assert await store.blob(ELSEWHERE, "upload/1") is None
    assert (await store.place(HERE)).seq == 0

    for _ in range(2):
        await store.drop_blob(HERE, "upload/1")

    assert await store.blob(HERE, "upload/1") is None
    assert await store.blob(HERE, "upload/2") == b""


async def test_erasing_returns_and_leaves_what_is_there_now(store: Store) -> None:
    await put(store, idea("a", "the marker 4711"), idea("b"))
    await store.put_blob(HERE, "upload", b"the marker 4711")
    place = await store.place(HERE)
    await put(store, idea("a", ""))
    await store.drop_blob(HERE, "upload")

    await asyncio.wait_for(asyncio.gather(store.erase(HERE), store.erase(HERE)), 60)

    assert [(change.seq, change.value) for change in await pages(store)] == [(2, idea("b")), (3, idea("a", ""))]
    assert (await store.place(HERE)).epoch == place.epoch
    assert await store.blob(HERE, "upload") is None


class StoreModel(RuleBasedStateMachine):
    """Any run of commits, late or not, leaves what a dictionary would hold."""

    opener: Callable[[Path], Awaitable[Store]]

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.store = self.runner.run(self.opened())
        self.head = 0
        self.entities: dict[str, tuple[int, Idea | Contribution]] = {}
        self.identities: dict[str, ContributionId] = {}

    async def opened(self) -> Store:
        return await type(self).opener(Path(self.folder.name))

    @rule(names=st.lists(st.sampled_from("abcdef"), max_size=5), text=st.text(max_size=8), late=st.integers(0, 1))
    def put_ideas(self, names: list[str], text: str, late: int) -> None:
        self.commit([idea(name, text) for name in names], {}, late)

    @rule(name=st.sampled_from("abcdef"), native=st.sampled_from("pqr"))
    def put_contribution(self, name: str, native: str) -> None:
        said = factories.contribution(id=ContributionId(name))
        self.commit([said], {native: said.id}, 0)

    @invariant()
    def store_and_dictionary_agree(self) -> None:
        changes = self.runner.run(pages(self.store))
        assert [(change.seq, change.value) for change in changes] == sorted(
            self.entities.values(), key=lambda at: at[0]
        )
        assert self.runner.run(self.store.identified(HERE, list("pqr"))) == self.identities
        assert self.runner.run(self.store.place(HERE)).seq == self.head

    def commit(self, puts: list[Idea | Contribution], identities: dict[str, ContributionId], late: int) -> None:
        is_late = late > 0 or any(self.identities.get(native, of) != of for native, of in identities.items())
        commit = Commit(expected_seq=self.head - late, puts=tuple(puts), identities=identities)
        try:
            head = self.runner.run(self.store.commit(HERE, commit))
        except Conflict:
            assert is_late
            return
        assert not is_late
        for seq, entity in enumerate(puts, self.head + 1):
            self.entities[f"{type(entity)} {entity.id}"] = (seq, entity)
        self.identities |= identities
        self.head = head

    def teardown(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()
        self.folder.cleanup()


def test_any_run_of_commits_leaves_what_a_dictionary_would_hold(opener: Callable[[Path], Awaitable[Store]]) -> None:
    machine = type("Model", (StoreModel,), {"opener": staticmethod(opener)})

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=20, stateful_step_count=15, suppress_health_check=[HealthCheck.too_slow]),
    )
