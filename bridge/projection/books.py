"""What every contribution and idea counts for, kept as they change: rows, tallies, and who stands behind which idea."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from bridge.projection.catalogue import Catalogue, Told
from bridge.projection.ledger import Ledger, Said, entry_of, microseconds
from bridge.projection.stands import Stand, Stands
from bridge.projection.tallies import Tallies
from bridge.projection.waiting import Waiting, pointers
from bridge.records import ContributionId, IdeaId

#: Rows set up to be found before others have their turn: some milliseconds.
ROWS = 5_000


class Books:
    """Of one campaign. What comes is taken in, in any order of contributions and ideas, in whatever outline."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.catalogue = Catalogue()
        self.tallies = Tallies()
        self._stands = Stands(self.ledger)
        self.waiting = Waiting(self.ledger)

    def take(self, said: Sequence[Said], ideas: Sequence[Told]) -> bool:
        """Take in contributions and ideas as they have become, each at most once; whether a contribution was here before."""
        rows = self._rows(said, ideas)
        new = [it for it in said if not self._change(it, rows)]
        self._add(new, rows)
        self._add_ideas([it for it in ideas if not self._change_idea(it, rows)], rows)
        self.waiting.take(said)
        self.waiting.let_go(name for it in said for name in (it.id, *it.aliases, *pointers(it)))
        return len(new) < len(said)

    def take_new(self, said: Sequence[Said], ideas: Sequence[Told]) -> None:
        """The same for those that are known not to be here yet."""
        rows = self._rows(said, ideas)
        self._add(said, rows)
        self._add_ideas(ideas, rows)
        self.waiting.take(said)

    async def settle(self) -> None:
        """Set up what was taken in so far to be found at once; others have their turn in between."""
        while not self.ledger.ids.settle(ROWS):  # noqa: ASYNC110 - work is done in between
            await asyncio.sleep(0)
        self.waiting.let_go_of_all()

    def stand(self, idea: IdeaId) -> Stand:
        """Who stands behind an idea."""
        row = self.catalogue.row(idea)
        return Stand() if row is None else self._stands.of(row)

    def behind(self, idea: IdeaId) -> tuple[ContributionId, ...]:
        """All that stands behind an idea, in no order."""
        row = self.catalogue.row(idea)
        return () if row is None else tuple(name for name, _ in self.ledger.behind(row))

    def stands_behind(self, contribution: ContributionId) -> IdeaId | None:
        """The idea that a contribution stands behind; by its id or any of its aliases."""
        row = self.ledger.row(contribution)
        idea = None if row is None else self.ledger.entry(row).idea
        return None if idea is None else self.catalogue.ids[idea]

    def _rows(self, said: Sequence[Said], ideas: Sequence[Told]) -> dict[IdeaId, int]:
        """The rows of all ideas that are named; those that have none get one."""
        named = {*[it.placed.idea for it in said if it.placed], *[it.id for it in ideas]}
        rows = self.catalogue.ids.rows([*named])
        unknown = [*named - rows.keys()]
        rows.update(zip(unknown, range(len(self.catalogue), len(self.catalogue) + len(unknown)), strict=True))
        self.catalogue.open(unknown)
        self.ledger.open_ideas(len(unknown))
        return rows

    def _add(self, said: Iterable[Said], rows: Mapping[IdeaId, int]) -> None:
        for event, those in groupby(said, key=attrgetter("event")):
            new = [*those]
            at = [microseconds(it.said_at) for it in new]
            ideas = [rows[it.placed.idea] + 1 if it.placed else 0 for it in new]
            self.ledger.add(event, new, ideas, at)
            self.tallies.count_new(event, new, at)
            if self._stands:
                for it, idea in zip(new, ideas, strict=True):
                    self._stands.change(it.id, None, entry_of(it, idea - 1 if idea else None))

    def _change(self, it: Said, rows: Mapping[IdeaId, int]) -> bool:
        """Take in what became of a contribution, if it is here; whether it is."""
        row = self.ledger.row(it.id)
        if row is None:
            return False
        before, now = self.ledger.change(row, it, rows[it.placed.idea] if it.placed else None)
        self._stands.change(it.id, before, now)
        self.tallies.count(before, -1)
        self.tallies.count(now, 1)
        return True

    def _add_ideas(self, ideas: Sequence[Told], rows: Mapping[IdeaId, int]) -> None:
        self.catalogue.add([rows[it.id] for it in ideas], ideas)
        self.tallies.count_new_ideas(ideas)

    def _change_idea(self, it: Told, rows: Mapping[IdeaId, int]) -> bool:
        """Take in what became of an idea, if it is here; whether it is."""
        if not self.catalogue.is_known(rows[it.id]):
            return False
        if changed := self.catalogue.change(rows[it.id], it):
            before, now = changed
            self.tallies.count_idea(before, -1)
            self.tallies.count_idea(now, 1)
        return True
