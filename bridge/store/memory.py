"""The store as dictionaries: every promise of `ports.Store` but the disk. It is for tests and for trying things out."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from bridge.errors import Conflict, EpochChanged
from bridge.records import Audit, CampaignId, Change, Commit, ContributionId, Entity, EntityName, Outline, Place
from bridge.store.rows import decode, decode_in_outline, encode


class MemoryStore:
    """A `ports.Store` that ends with its process. `audit` is what was done, in order."""

    def __init__(self) -> None:
        self.audit: list[tuple[CampaignId, Audit]] = []
        self._epoch = secrets.token_hex(8)
        self._heads: dict[CampaignId, int] = defaultdict(int)
        # A put takes its entity out and appends it, so that each campaign's entities stand by rising seq.
        self._entities: dict[CampaignId, dict[tuple[EntityName, str], tuple[int, bytes]]] = defaultdict(dict)
        self._identities: dict[CampaignId, dict[str, ContributionId]] = defaultdict(dict)
        self._blobs: dict[tuple[CampaignId, str], bytes] = {}
        self._moved = asyncio.Event()

    async def place(self, campaign: CampaignId) -> Place:
        return Place(self._epoch, self._heads[campaign])

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        rows, head, taken = encode(campaign, commit), self._heads[campaign], self._identities[campaign]
        if commit.epoch not in ("", self._epoch):
            raise EpochChanged(commit.expected_seq)
        if head != commit.expected_seq or any(taken.get(name, of) != of for name, of in commit.identities.items()):
            raise Conflict(commit.expected_seq, head)
        for seq, row in enumerate(rows.entities, head + 1):
            self._entities[campaign].pop((row.entity, row.id), None)
            self._entities[campaign][row.entity, row.id] = (seq, row.value)
        taken.update(commit.identities)
        self.audit += [(campaign, audit) for audit in commit.audit]
        self._heads[campaign] = head + len(rows.entities)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        return self._heads[campaign]

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        return [Change(seq=seq, value=decode(value)) for seq, value in self._later(campaign, after, limit)]

    async def outlines(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Outline]:
        page = self._later(campaign, after, limit)
        return [Outline(seq=seq, value=decode_in_outline(value)) for seq, value in page]

    def _later(self, campaign: CampaignId, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return [*islice(((seq, value) for seq, value in self._entities[campaign].values() if seq > after), limit)]

    async def wait(self, campaign: CampaignId, after: int) -> None:
        while self._heads[campaign] == after:
            await self._moved.wait()

    async def fetch(self, campaign: CampaignId, entity: EntityName, ids: Sequence[str]) -> Mapping[str, Entity]:
        there = self._entities[campaign]
        return {name: decode(there[entity, name][1]) for name in ids if (entity, name) in there}

    async def identified(self, campaign: CampaignId, ids: Sequence[str]) -> Mapping[str, ContributionId]:
        taken = self._identities[campaign]
        return {name: taken[name] for name in ids if name in taken}

    async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
        self._blobs[campaign, name] = value

    async def blob(self, campaign: CampaignId, name: str) -> bytes | None:
        return self._blobs.get((campaign, name))

    async def drop_blob(self, campaign: CampaignId, name: str) -> None:
        self._blobs.pop((campaign, name), None)

    async def erase(self, campaign: CampaignId) -> None:
        """There is no file."""

    async def close(self) -> None:
        """Nothing is held."""
