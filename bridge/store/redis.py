"""The store in Redis 7 or later, one server or a cluster, so that several machines share a campaign.

`functions.lua` has the keys and does each step at once on the server. An ack means what `appendfsync always` means: it
is in the append-only file, flushed. All keys of a campaign stand on one node.

The epoch. A campaign's epoch is made with it, and made anew, in one step with whatever is asked first, when what was
acked may be lost:
- the server now is a replica that was promoted since the campaign was last used (it has a former replication id, and
  another one than the campaign remembers);
- the head is below one that this process has seen committed in the same epoch (a restored backup, a lost tail);
- the campaign is gone (FLUSHALL) or its field "epoch" was deleted (after a restore, on purpose).
A plain restart keeps it: the append-only file has all that was acked. Not seen: a promoted replica that restarts, or
a backup that is restored, while no process of ours runs that has seen the lost tail.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog

from bridge.errors import BridgeError, Conflict, EpochChanged, StoreSchemaError
from bridge.records import CampaignId, Change, Commit, ContributionId, Entity, EntityName, Outline, Place
from bridge.store.erasure import rewrite_files
from bridge.store.heads import Heads
from bridge.store.nodes import BLOCK, Answered, Argument, Node, Nodes
from bridge.store.rows import change_of, decode_change, decode_outline, encode
from bridge.store.safety import check

log = structlog.get_logger()

_SOURCE = Path(__file__).with_name("functions.lua").read_text(encoding="utf-8")
#: Functions of another version of this program are other functions: both can serve one store.
_LIBRARY = f"ideabridge_{hashlib.sha256(_SOURCE.encode()).hexdigest()[:8]}"
_CODE = f"#!lua name={_LIBRARY}\n{_SOURCE.replace('PREFIX', _LIBRARY)}"
#: Seconds for which what only reads is asked again while the server is away, and between two tries.
_PATIENCE, _AGAIN = 5.0, 0.1
_KEYS = ("meta", "entities", "places", "identities", "audit", "moved")
#: What the server's Lua can tell apart, far beyond any seq.
_LAST_SEQ = 2**53


class RedisStore:
    """A `ports.Store` on Redis. Make it with `await RedisStore.open(url)`, end it with `close`.

    A server that is away, a replica now, full or too busy raises `OSError`. After that a commit may be stored or not:
    read, and decide again. An identity that another contribution holds raises `Conflict`.
    """

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._seen: dict[CampaignId, Place] = {}
        self._heads: dict[CampaignId, Heads] = {}
        self._closed = False

    @classmethod
    async def open(cls, url: str, *, checks: bool = True) -> RedisStore:
        """Open the store at `redis://…` or `rediss://…`.

        Raises `OSError` if it cannot be reached, `StoreUnsafeError` if it would lose what it acks (with `checks` off,
        that is a warning).
        """
        nodes = Nodes(url)
        try:
            primaries = await nodes.primaries()
            for node in primaries:
                await check(nodes, node, refuse=checks)
                await _load(nodes, node)
        except BaseException:
            await nodes.close()
            raise
        log.info("store.opened", nodes=len(primaries))
        return cls(nodes)

    async def place(self, campaign: CampaignId) -> Place:
        epoch, head = await self._read(campaign, "place")
        return self._note(campaign, epoch, head)

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        rows = encode(campaign, commit)
        words: list[Argument] = [commit.epoch, commit.expected_seq]
        words += (len(rows.entities), len(commit.identities), len(rows.audit))
        for seq, row in enumerate(rows.entities, commit.expected_seq + 1):
            words += (_member(row.entity, row.id), change_of(seq, row))
        for identity, contribution in commit.identities.items():
            words += (identity, contribution)
        outcome, epoch, head = await self._ask(campaign, "commit", *words, *rows.audit)
        self._note(campaign, epoch, head)
        if outcome == b"epoch":
            raise EpochChanged(commit.expected_seq)
        if outcome != b"ok":
            raise Conflict(commit.expected_seq, head)
        return int(head)

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        return [decode_change(value) for part in await self._later(campaign, after, limit) for value in part]

    async def outlines(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Outline]:
        return [decode_outline(value) for part in await self._later(campaign, after, limit) for value in part]

    async def _later(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Sequence[bytes]]:
        epoch, head, parts = await self._read(campaign, "changes", min(after, _LAST_SEQ), limit)
        self._note(campaign, epoch, head)
        later: Sequence[Sequence[bytes]] = parts
        return later

    async def wait(self, campaign: CampaignId, after: int) -> None:
        self._must_be_open()
        if campaign not in self._heads:
            self._heads[campaign] = Heads(
                partial(self.place, campaign), partial(self._block, campaign), self._seen.get(campaign)
            )
        await self._heads[campaign].beyond(after)

    async def fetch(self, campaign: CampaignId, entity: EntityName, ids: Sequence[str]) -> Mapping[str, Entity]:
        found = await self._fields(campaign, "entities", {name: _member(entity, name) for name in ids})
        return {name: decode_change(value).value for name, value in found.items()}

    async def identified(self, campaign: CampaignId, ids: Sequence[str]) -> Mapping[str, ContributionId]:
        found = await self._fields(campaign, "identities", {name: name for name in ids})
        return {name: ContributionId(value.decode()) for name, value in found.items()}

    async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
        self._must_be_open()
        await self._nodes.call(_tag(campaign), "HSET", _key(campaign, "blobs"), name, value)

    async def blob(self, campaign: CampaignId, name: str) -> bytes | None:
        return (await self._fields(campaign, "blobs", {name: name})).get(name)

    async def drop_blob(self, campaign: CampaignId, name: str) -> None:
        self._must_be_open()
        await self._nodes.call(_tag(campaign), "HDEL", _key(campaign, "blobs"), name)

    async def erase(self, campaign: CampaignId) -> None:
        await self.place(campaign)  # its server is known after that
        await rewrite_files(self._nodes, self._nodes.node_of(_tag(campaign)))

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for heads in self._heads.values():
            await heads.close()
        await self._nodes.close()
        log.info("store.closed")

    def _must_be_open(self) -> None:
        if self._closed:
            msg = "the store is closed"
            raise BridgeError(msg)

    def _note(self, campaign: CampaignId, epoch: bytes, head: int) -> Place:
        """Remember what was seen, and tell those who wait."""
        at = Place(epoch.decode(), int(head))
        before = self._seen.get(campaign)
        if before is None or before.epoch != at.epoch or before.seq < at.seq:
            self._seen[campaign] = at
            if campaign in self._heads:
                self._heads[campaign].see(at)
        return at

    async def _fields(self, campaign: CampaignId, key: str, asked: Mapping[str, str]) -> dict[str, bytes]:
        """Those fields of a hash that are there, by the names they were asked under."""
        there = {name: field for name, field in asked.items() if _is_text(field)}
        epoch, head, parts = await self._read(campaign, "fields", *there.values(), on=("meta", key))
        self._note(campaign, epoch, head)
        values = (value for part in parts for value in part)
        return {name: value for name, value in zip(there, values, strict=True) if value is not None}

    async def _read(self, campaign: CampaignId, function: str, *words: Argument, on: Sequence[str] = _KEYS) -> Any:
        """What changes nothing is asked again for some seconds, so that a restart is not felt."""
        ends = asyncio.get_running_loop().time() + _PATIENCE
        while True:
            try:
                return await self._ask(campaign, function, *words, on=on)
            except ConnectionError:
                if asyncio.get_running_loop().time() > ends:
                    raise
                await asyncio.sleep(_AGAIN)

    async def _ask(self, campaign: CampaignId, function: str, *words: Argument, on: Sequence[str] = _KEYS) -> Any:
        """What one of our functions answers; it is loaded, and the campaign settled, where that is missing."""
        for _ in range(3):
            self._must_be_open()
            keys = [_key(campaign, name) for name in on]
            seen = self._seen.get(campaign) or Place("-", 0)
            fresh = secrets.token_hex(8)
            call = ("FCALL", f"{_LIBRARY}_{function}", len(keys), *keys, fresh, seen.epoch, seen.seq, *words)
            try:
                return await self._nodes.call(_tag(campaign), *call)
            except Answered as answered:
                if answered.code == "UNSETTLED":
                    await self.place(campaign)
                elif answered.text.startswith("Function not found"):
                    await _load(self._nodes, self._nodes.node_of(_tag(campaign)))
                else:
                    raise _failure(answered) from None
        raise ConnectionError("the store keeps changing hands")

    async def _block(self, campaign: CampaignId, after: int) -> int | None:
        key = _key(campaign, "moved")
        found = await self._nodes.block(
            _tag(campaign), "XREAD", "BLOCK", int(BLOCK * 1000), "STREAMS", key, f"{after}-0"
        )
        return int(found[0][1][-1][0].partition(b"-")[0]) if found else None


async def _load(nodes: Nodes, node: Node) -> None:
    await nodes.asking(node, "FUNCTION", "LOAD", "REPLACE", _CODE)


def _tag(campaign: CampaignId) -> str:
    """What all keys of a campaign share, and what their node is chosen by; whatever the id holds, it ends there."""
    return quote(campaign, safe="") or "%"


def _key(campaign: CampaignId, name: str) -> str:
    return f"{{{_tag(campaign)}}}:{name}"


def _member(entity: EntityName, name: str) -> str:
    return f"{entity}/{name}"


def _is_text(name: str) -> bool:
    """Half a surrogate pair is stored nowhere."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _failure(answered: Answered) -> Exception:
    if answered.code == "FORMAT":
        return StoreSchemaError(f"the store has {answered.text}: install the ideabridge that wrote it, or a newer one")
    return OSError(errno.EIO, f"the store refused, and nothing was stored ({answered.code})")
