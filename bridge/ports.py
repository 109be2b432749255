"""What the rooms need from the world. Each promise stands in its docstring; one contract suite holds every adapter to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

import msgspec

from bridge.records import (
    Arrival,
    CampaignId,
    Change,
    Commit,
    Condition,
    ContributionId,
    Entity,
    EntityName,
    Gap,
    NativeId,
    Outline,
    Place,
    Rejected,
)


class Clock(Protocol):
    """Tells the time, always aware and in UTC."""

    def now(self) -> datetime:
        """The present moment."""
        ...


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What a source heard in one go, and the cursor from which it would go on after it."""

    cursor: str
    items: tuple[Arrival | Rejected | Gap, ...] = ()
    condition: Condition | None = None


class Source(Protocol):
    """Listens to one stream of what people say.

    `listen(cursor)` gives everything after the cursor (None: from now, or from the beginning where the source has one),
    at least once and in the order in which the source gives it. It reconnects by itself, waits between tries, and
    yields a `Gap` for a stretch it has missed, and again when it has asked for that. Bad messages come as `Rejected`. It
    tells its condition whenever that changes, and every few seconds with whatever it heard, also nothing. It ends when the
    source has ended (a recording), and raises `SourceRefusedError` when trying again is pointless. Cancelling it ends it
    at once.
    """

    name: str

    def listen(self, cursor: str | None) -> AsyncIterator[Heard]:
        """Give what was said after `cursor`, in batches as small as the stream allows."""
        ...


@runtime_checkable
class Threaded(Protocol):
    """A source that gives answers under a post only if it is told of that post."""

    def follow_thread(self, root: NativeId) -> None:
        """A host asked a question in this post: give what is said under it, too. Saying it again does nothing."""
        ...


class Store(Protocol):
    """Keeps entities in their present state and one rising seq per campaign.

    Every put takes the next seq; a put of the same entity moves it to its new place. `commit` is atomic and flushed to
    disk before it returns. It raises `Conflict` if the campaign is not at `expected_seq`. Readers see committed
    rows only. An adapter is asked no question of the domain.
    """

    async def place(self, campaign: CampaignId) -> Place:
        """Epoch and head of the campaign; seq 0 for one that was never written.

        A campaign gets a new epoch when the store may have lost what it had acknowledged (a backup was restored, a
        replica took over). Whoever finds one forgets all that it has read and reads again from 0; a place of the old
        epoch cannot be served. To know in which epoch a page was read, ask for the place after it.
        """
        ...

    async def commit(self, campaign: CampaignId, commit: Commit) -> int:
        """Write all or none, flush, and give the new head. Raises `Conflict`, or `EpochChanged` for its `epoch`.

        After an `OSError` it may be stored or not: read what is there, and decide again.
        """
        ...

    async def changes(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Change]:
        """Each entity touched after `after`, once, by rising seq, at most `limit`."""
        ...

    async def outlines(self, campaign: CampaignId, after: int, limit: int) -> Sequence[Outline]:
        """The same in outline, in half the time: for who reads a large store from its beginning."""
        ...

    async def wait(self, campaign: CampaignId, after: int) -> None:
        """Return once the head is beyond `after`, or has left it otherwise: look at `place`, the epoch may be new.

        It returns at once if the head is not at `after` already. A store that is away makes it take longer, no more.
        """
        ...

    async def fetch(self, campaign: CampaignId, entity: EntityName, ids: Sequence[str]) -> Mapping[str, Entity]:
        """The entities of that name and those ids that are there."""
        ...

    async def identified(self, campaign: CampaignId, ids: Sequence[str]) -> Mapping[str, ContributionId]:
        """Which of these identities are taken, and by which contribution. For ever, also after erasure."""
        ...

    async def put_blob(self, campaign: CampaignId, name: str, value: bytes) -> None:
        """Keep bytes under a name, in place of what was there; flushed when it returns. For uploads: megabytes, not more."""
        ...

    async def blob(self, campaign: CampaignId, name: str) -> bytes | None:
        """The bytes of that name, if there are any."""
        ...

    async def drop_blob(self, campaign: CampaignId, name: str) -> None:
        """Keep them no longer. Dropping what is not there does nothing."""
        ...

    async def erase(self, campaign: CampaignId) -> None:
        """Return once what was replaced or dropped before now is in no file of the store any more.

        To erase an entity's words, commit it without them, then call this. It may take seconds: it rewrites files.
        """
        ...

    async def close(self) -> None:
        """Let go of everything. Commits under way end first."""
        ...
