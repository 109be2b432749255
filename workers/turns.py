"""Turns among several writers of one campaign: who loses again and again asks the others to let it be first once."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bridge.errors import Conflict
from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.records import Commit, Lease

#: How often a turn is asked for, and how many seconds others wait for who asked.
ASKING, LONGEST = 20, 0.1
#: The lease that stands for it.
TURN = "~turn"


class Turns:
    """One writer's part, under a name of its own."""

    def __init__(self, store: Store, known: Projection, name: str) -> None:
        self._store = store
        self._known = known
        self._name = name
        self._left_to: Lease | None = None

    async def ask(self) -> None:
        """Say to other writers that we lose again and again; so little is decided here that it gets between them."""
        for _ in range(ASKING):
            before, at = self._known.work.lease(TURN), self._known.place()
            number = before.number + 1 if before else 1
            turn = Lease(id=TURN, campaign=self._known.id, holder=self._name, number=number)
            with suppress(Conflict):
                await self._store.commit(self._known.id, Commit(expected_seq=at.seq, epoch=at.epoch, puts=(turn,)))
                break
            await self._known.catch_up(self._store)
        await self._known.catch_up(self._store)

    async def leave(self) -> None:
        """Let another writer who asked for it be first once."""
        turn = self._known.work.lease(TURN)
        if turn is None or turn.holder == self._name or turn == self._left_to:
            return
        self._left_to = turn
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST):
                await self._store.wait(self._known.id, self._known.seq)
        await self._known.catch_up(self._store)
