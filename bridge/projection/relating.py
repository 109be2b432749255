"""Keeps indexes of what ideas are about, and of what they mean, filled with all live ideas of a campaign, by following its feed.

Each is filled in the background: nothing waits for it. It reads outlines, and the words of ideas alone. It may be behind, by a
second or two or by what a model needs, so whoever shows what it finds looks at each idea as it is now.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, suppress
from functools import partial
from typing import Protocol

from bridge.ports import Store
from bridge.projection.reading import pages
from bridge.records import CampaignId, Idea, IdeaId, IdeaOutline, State

#: Ideas taken in before others have their turn: some milliseconds.
TURN = 50
#: Seconds between two looks, so that an idea that many speak for is fetched once; and until we look whether the store is still
#: the one that we know.
PAUSE, LOOK = 1.0, 5.0


class About(Protocol):
    """Finds ideas by what they are about; each is held under its campaign and id."""

    def add(self, id: str, text: str, *, scope: str, lang: str | None) -> None: ...  # noqa: A002

    def remove(self, id: str, *, scope: str) -> None: ...  # noqa: A002

    def clear(self, scope: str) -> None: ...


class Meaning(Protocol):
    """Finds ideas by what they mean, which takes its time to understand."""

    async def take(self, ideas: Sequence[Idea]) -> None:
        """Understand them; returns once each is understood, or passed over. Ideas that are known by these words cost nothing."""
        ...

    def remove(self, id: str, *, scope: str) -> None: ...  # noqa: A002

    def clear(self, scope: str) -> None: ...


class _Following:
    """Tells of each idea of a campaign, when it changes, whether it is live and what it says."""

    def __init__(
        self, campaign: CampaignId, held: About | Meaning, *, pause: float = PAUSE, look: float = LOOK
    ) -> None:
        self.id = campaign
        self._held = held
        self._pause = pause
        self._look = look
        self._epoch = ""
        self._seq = 0

    async def follow(self, store: Store) -> None:
        """Catch up now and whenever something is committed, for ever."""
        while True:
            await self.catch_up(store)
            await asyncio.sleep(self._pause)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look):
                    await store.wait(self.id, self._seq)

    async def catch_up(self, store: Store) -> None:
        """Take in what became of ideas since our place; from the beginning if the store's epoch is another now."""
        place = await store.place(self.id)
        if place.epoch != self._epoch:
            self._held.clear(self.id)
            self._epoch, self._seq = place.epoch, 0
        async with aclosing(pages(partial(store.outlines, self.id), self._seq, place.seq)) as outlines:
            async for page in outlines:
                ideas = [it.value for it in page if isinstance(it.value, IdeaOutline)]
                for it in ideas:
                    if it.state is not State.LIVE:
                        self._held.remove(it.id, scope=self.id)
                await self._fetch([it.id for it in ideas if it.state is State.LIVE], store)
                self._seq = page[-1].seq

    async def _fetch(self, names: Sequence[IdeaId], store: Store) -> None:
        for at in range(0, len(names), TURN):
            found = await store.fetch(self.id, "idea", names[at : at + TURN])
            live: list[Idea] = []
            for name in names[at : at + TURN]:
                idea = found.get(name)
                if isinstance(idea, Idea) and idea.state is State.LIVE and idea.text:
                    live.append(idea)
                else:
                    self._held.remove(name, scope=self.id)
            await self._take(live)
            await asyncio.sleep(0)

    async def _take(self, ideas: Sequence[Idea]) -> None:
        raise NotImplementedError


class Relating(_Following):
    """The live ideas of one campaign in an index that several share."""

    def __init__(self, campaign: CampaignId, about: About, *, pause: float = PAUSE, look: float = LOOK) -> None:
        super().__init__(campaign, about, pause=pause, look=look)
        self._about = about

    async def _take(self, ideas: Sequence[Idea]) -> None:
        for it in ideas:
            self._about.add(it.id, it.text, scope=self.id, lang=it.lang)


class Understanding(_Following):
    """The same, by their meaning. It follows by itself: a model that is slow, or broken, holds up nothing else."""

    def __init__(self, campaign: CampaignId, meaning: Meaning, *, pause: float = PAUSE, look: float = LOOK) -> None:
        super().__init__(campaign, meaning, pause=pause, look=look)
        self._meaning = meaning

    async def _take(self, ideas: Sequence[Idea]) -> None:
        await self._meaning.take(ideas)
