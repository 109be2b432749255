"""All live ideas of a campaign are in the index of what ideas are about, a moment after they are in the store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bridge.ports import Store
from bridge.projection.relating import TURN, Relating, Understanding
from bridge.records import CampaignId, Commit, Idea, IdeaId, State
from bridge.store.memory import MemoryStore
from tests import factories

CAMPAIGN = CampaignId("elective-care")


class Held:
    """Remembers the words that it was given."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}

    def add(self, id: str, text: str, *, scope: str, lang: str | None) -> None:  # noqa: A002
        self.texts[scope, id] = text

    def remove(self, id: str, *, scope: str) -> None:  # noqa: A002
        self.texts.pop((scope, id), None)

    def clear(self, scope: str) -> None:
        self.texts = {key: text for key, text in self.texts.items() if key[0] != scope}

    def ids(self) -> list[str]:
        return sorted(id_ for _, id_ in self.texts)


class Pondered(Held):
    """Understands nothing before it may, and then what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()
        self.asked: list[int] = []

    async def take(self, ideas: Sequence[Idea]) -> None:
        self.asked.append(len(ideas))
        await self.may.wait()
        for it in ideas:
            self.add(it.id, it.text, scope=it.campaign, lang=it.lang)


def idea(id_: str, text: str = "A bus to the clinic", **fields: Any) -> Idea:
    return factories.idea(text, id=IdeaId(id_), **fields)


async def put(store: Store, *values: Any) -> None:
    place = await store.place(CAMPAIGN)
    await store.commit(CAMPAIGN, Commit(expected_seq=place.seq, puts=values))


async def until(so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110 - any change will do
            await asyncio.sleep(0.001)


async def test_all_live_ideas_are_taken_in_however_many_and_nothing_else() -> None:
    store, held = MemoryStore(), Held()
    many = [idea(f"i-{at:04}") for at in range(3 * TURN + 7)]
    await put(store, factories.campaign(), *many, factories.contribution())
    await put(store, idea("i-held", state=State.HELD), idea("i-waiting", state=State.WAITING))

    await Relating(CAMPAIGN, held).catch_up(store)

    assert held.ids() == [it.id for it in many]


async def test_what_is_hidden_merged_or_withdrawn_is_let_go_and_what_is_back_is_taken_in_again() -> None:
    store, held = MemoryStore(), Held()
    relating = Relating(CAMPAIGN, held)
    await put(store, idea("i-1"), idea("i-2"), idea("i-3"), idea("i-4"))
    await relating.catch_up(store)

    merged = idea("i-2", state=State.MERGED, merged_into=IdeaId("i-4"))
    await put(store, idea("i-1", state=State.HIDDEN), merged, idea("i-3", "", state=State.WITHDRAWN))
    await relating.catch_up(store)
    hidden = held.ids()
    await put(store, idea("i-1"))
    await relating.catch_up(store)

    assert hidden == ["i-4"]
    assert held.ids() == ["i-1", "i-4"]


async def test_new_words_take_the_place_of_old_ones() -> None:
    store, held = MemoryStore(), Held()
    relating = Relating(CAMPAIGN, held)
    await put(store, idea("i-1", "A bus"))
    await relating.catch_up(store)

    await put(store, idea("i-1", "A taxi"))
    await relating.catch_up(store)

    assert held.texts == {(CAMPAIGN, "i-1"): "A taxi"}


async def test_whoever_follows_takes_in_what_is_committed_later() -> None:
    store, held = MemoryStore(), Held()
    async with asyncio.TaskGroup() as group:
        following = group.create_task(Relating(CAMPAIGN, held, pause=0.0).follow(store))
        await put(store, idea("i-1"))
        await until(lambda: held.ids() == ["i-1"])
        await put(store, idea("i-2"))
        await until(lambda: held.ids() == ["i-1", "i-2"])
        following.cancel()


async def test_another_store_is_read_from_its_beginning_and_other_campaigns_stay() -> None:
    held = Held()
    held.add("i-9", "A ferry", scope="community-care", lang=None)
    first, second = MemoryStore(), MemoryStore()
    await put(first, idea("i-1"), idea("i-2"))
    await put(second, idea("i-3"))
    relating = Relating(CAMPAIGN, held)
    await relating.catch_up(first)

    await relating.catch_up(second)

    assert held.ids() == ["i-3", "i-9"]


async def test_what_ideas_mean_is_taken_in_some_at_a_time_and_let_go_like_what_they_are_about() -> None:
    store, pondered = MemoryStore(), Pondered()
    pondered.may.set()
    understanding = Understanding(CAMPAIGN, pondered)
    many = [idea(f"i-{at:04}") for at in range(TURN + 7)]
    await put(store, factories.campaign(), *many, idea("i-held", state=State.HELD))
    await understanding.catch_up(store)
    before = pondered.ids()

    await put(store, idea("i-0003", "", state=State.WITHDRAWN), idea("i-0004", state=State.HIDDEN))
    await understanding.catch_up(store)

    assert before == [it.id for it in many]
    assert pondered.asked[:2] == [TURN, 7]
    assert set(before) - set(pondered.ids()) == {"i-0003", "i-0004"}


async def test_what_takes_long_to_understand_holds_up_nothing_else() -> None:
    store, held, pondered = MemoryStore(), Held(), Pondered()
    await put(store, factories.campaign(), idea("i-1"))
    async with asyncio.TaskGroup() as group:
        following = [
            group.create_task(Understanding(CAMPAIGN, pondered, pause=0.0).follow(store)),
            group.create_task(Relating(CAMPAIGN, held, pause=0.0).follow(store)),
        ]
        await until(lambda: held.ids() == ["i-1"] and pondered.asked == [1])
        await put(store, idea("i-2"))
        await until(lambda: held.ids() == ["i-1", "i-2"])
        assert pondered.ids() == []
        pondered.may.set()
        await until(lambda: pondered.ids() == ["i-1", "i-2"])
        for it in following:
            it.cancel()
