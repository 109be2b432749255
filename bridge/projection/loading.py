"""The start on a large store: everything up to its head is read once, and what is closed and old is packed unopened."""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager

from bridge.ports import Store
from bridge.projection.away import Away, Pack, Spanning
from bridge.projection.memory import Memory
from bridge.projection.tallies import events_of
from bridge.records import CampaignId, Change, Contribution, ContributionId, EventId, Idea, IdeaId, State

#: Changes read at a time.
PAGE = 4000
#: Ideas that are compared from the start at most, the last that changed: each takes 0.1 ms to remember.
COMPARED = 10_000
#: Ideas remembered before others have their turn.
TURN = 200


class Loader:
    """Loads one campaign from its beginning into an empty memory."""

    def __init__(self, campaign: CampaignId, memory: Memory, away: Away, kept: int) -> None:
        self._campaign = campaign
        self._memory = memory
        self._away = away
        self._kept = kept
        self._said: defaultdict[EventId, list[Contribution]] = defaultdict(list)
        self._told: defaultdict[EventId, list[Idea]] = defaultdict(list)  # ideas of one event only
        self._spanning: dict[IdeaId, Idea] = {}
        #: What is packed and stands behind an idea that is not known to be of its event alone.
        self._elsewhere: defaultdict[IdeaId, list[tuple[ContributionId, EventId]]] = defaultdict(list)
        self._buffered = 0

    async def load(self, store: Store, head: int) -> None:
        """Read everything up to `head`, and take in what is not put away."""
        with _no_collection():
            async with aclosing(self._pages(store, head)) as pages:
                async for page in pages:
                    self._sort(page)
                    if self._buffered > 2 * self._kept:
                        self._pack_closed()
            self._pack_closed()
            await self._open(store)

    async def _pages(self, store: Store, head: int) -> AsyncGenerator[Sequence[Change]]:
        """Pages up to the head; the next is read while one is worked on."""
        page = await store.changes(self._campaign, 0, PAGE)
        while page:
            beyond = page[-1].seq >= head
            following = None if beyond else asyncio.ensure_future(store.changes(self._campaign, page[-1].seq, PAGE))
            try:
                # What moved beyond the head since is read there, as it is then.
                yield [it for it in page if it.seq <= head] if beyond else page
                page = await following if following else ()
            finally:
                if following:
                    following.cancel()

    def _sort(self, page: Sequence[Change]) -> None:
        newest, said, told = self._memory.newest, self._said, self._told
        for change in page:
            value = change.value
            if type(value) is Contribution:
                said[value.event].append(value)
                if newest is None or value.said_at > newest:
                    newest = value.said_at
            elif type(value) is Idea:
                if value.events in ((), (value.event,)):
                    told[value.event].append(value)
                else:
                    self._spanning[value.id] = value
            else:
                self._memory.take(value)
        self._memory.newest = newest
        self._buffered = sum(map(len, said.values()))

    def _pack_closed(self) -> None:
        """Pack closed events, the oldest first, until the others find room."""
        packs = self._away.packs
        here = sum(len(said) for event, said in self._said.items() if event not in packs)
        for event in self._away.closed():
            if event in packs:
                if self._said.get(event) or self._told.get(event):
                    self._pack(event)
            elif here > self._kept:
                here -= len(self._said[event])
                self._pack(event)
        self._buffered = here

    def _pack(self, event: EventId) -> None:
        said, told = self._said.pop(event, []), self._told.pop(event, [])
        alone = {it.id for it in told if it.id not in self._elsewhere}
        self._spanning |= {it.id: it for it in told if it.id in self._elsewhere}
        for it in said:
            if it.placed is not None and it.placed.idea not in alone:
                self._elsewhere[it.placed.idea].append((it.id, event))
        voices = self._away.packs.setdefault(event, Pack()).add(said, [it.id for it in told])
        tally = self._memory.tallies.of[event]
        tally.contributions += sum(it.state is not State.WITHDRAWN for it in said)
        tally.held += sum(it.state is State.HELD for it in said)
        self._memory.tallies.count_voices(voices)
        live = [it for it in told if it.id in alone and it.state is State.LIVE]
        tally.first.update((it.challenge, it.kind) for it in live)
        tally.told.update(it.kind for it in live)

    async def _open(self, store: Store) -> None:
        """Take in what is not packed, and for each idea of it what is packed and stands behind it."""
        for it in [it for said in self._said.values() for it in said]:
            self._memory.take(it)
        await self._find_unknown(store)
        ideas = [it for told in self._told.values() for it in told]
        listed: defaultdict[EventId, list[IdeaId]] = defaultdict(list)
        for idea in [*self._spanning.values(), *ideas]:
            where = events_of(idea) | {event for _, event in self._elsewhere.get(idea.id, ())}
            for event in where & self._away.packs.keys():
                listed[event].append(idea.id)
            if idea.id in self._spanning:
                if where <= self._away.packs.keys() and not self._memory.behind.get(idea.id):
                    self._put_spanning(idea)
                else:
                    ideas.append(idea)
        for event, names in listed.items():
            self._away.packs[event].add((), names)
        behind = [name for it in ideas for name, _ in self._elsewhere.get(it.id, ())]
        for said in (await store.fetch(self._campaign, "contribution", behind)).values():
            self._memory.lay(said)
        await self._take_ideas(ideas)

    async def _find_unknown(self, store: Store) -> None:
        """Ideas that were packed before something of another event was found to stand behind them."""
        ours = {it.id for told in self._told.values() for it in told}
        unknown = [it for it in self._elsewhere if it not in self._spanning and it not in ours]
        for idea in (await store.fetch(self._campaign, "idea", unknown)).values():
            if isinstance(idea, Idea) and any(event != idea.event for _, event in self._elsewhere[idea.id]):
                self._memory.tallies.count_idea(idea, -1)
                self._spanning[idea.id] = idea

    def _put_spanning(self, idea: Idea) -> None:
        behind = [name for name, _ in self._elsewhere.get(idea.id, ())]
        self._away.spanning[idea.id] = Spanning(idea, behind)
        self._memory.tallies.count_idea(idea)

    async def _take_ideas(self, ideas: list[Idea]) -> None:
        ideas.sort(key=lambda it: (it.last_at, it.id))
        for idea in ideas[:-COMPARED]:
            self._memory.lay(idea)
            self._memory.tallies.count_idea(idea)
        for nth, idea in enumerate(ideas[-COMPARED:]):
            self._memory.take(idea)
            if nth % TURN == 0:
                await asyncio.sleep(0)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of records are made, none in a circle: looking for circles again and again would double the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
        gc.freeze()
