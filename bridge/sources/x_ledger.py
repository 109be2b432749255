"""How far X was heard, what was missed and how far it was asked for, and what it has cost: the source's cursor.

It is JSON, written with every batch, so that after a kill at any moment what was due is done. It changes only together
with what is given out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from bridge.errors import UnreadableError
from bridge.records import EventId, Gap, SourceName, Time
from bridge.sources.x_hours import SEARCHABLE

#: What was heard within this time before a break may lack posts: X's stream is up to 7 s late, and not in order.
MARGIN = timedelta(seconds=60)
#: A post comes up to so long after it was said (X's documentation: P99 of 6 to 7 s), so a break may cost what was said before it.
LATE = timedelta(seconds=7)
#: A gap is asked for once more, this long after the reconnection: search lags behind, too.
SECOND_LOOK = timedelta(minutes=5)
#: Snowflake ids count milliseconds from here (4 November 2010), in their upper bits.
_SNOWFLAKE_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657_000, UTC)
_NOT_RUNNING = "ideabridge was not listening"


class Missed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A gap that is still to be asked for. `since` is the watermark: the id after which posts may be missing."""

    id: str
    from_at: Time
    to_at: Time
    cause: str
    since: str
    due_at: Time
    was_heard: bool = False  # it began with a break, before which posts may have been on their way
    looks: int = 0
    tries: int = 0
    recovered: int = 0
    trouble: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The cursor. `heard_at` is the last sign of life, None while nothing is listened to; `said_at` the newest post's."""

    heard_at: Time | None = None
    said_at: Time | None = None
    lost: str = _NOT_RUNNING
    threads: dict[str, EventId] = {}
    day: str = ""
    posts: int = 0
    missed: tuple[Missed, ...] = ()
    swept: tuple[EventId, ...] = ()


class Ledger:
    """The cursor, and the only one who changes it."""

    def __init__(self, cursor: str | None, *, price: float = 0.0, ceiling: float = 0.0, reposts: bool = True) -> None:
        self.kept = _decoded(cursor) if cursor else Kept()
        self._price = price
        self._ceiling = ceiling
        self._lacks = "reposts" if reposts else ""
        self._today = Memory()

    @property
    def cursor(self) -> str:
        return msgspec.json.encode(self.kept).decode()

    @property
    def cost(self) -> float:
        """US dollars, of `kept.day`."""
        return self.kept.posts * self._price

    def heard(self, at: datetime) -> None:
        self._keep(heard_at=at)

    def said(self, at: datetime) -> None:
        """A post of this time came over the stream."""
        if self.kept.said_at is None or at > self.kept.said_at:
            self._keep(said_at=at)

    def lost(self, cause: str) -> None:
        """The stream broke; the first cause of a row of failures is the one that people are told."""
        if self.kept.lost == _NOT_RUNNING:
            self._keep(lost=cause)

    def resumed(self, at: datetime, begun_at: datetime | None = None) -> Gap | None:
        """The stream is there again: the gap since it was last. `begun_at` is where one begins who never listened."""
        kept = self.kept
        from_at, cause = kept.heard_at or begun_at, kept.lost
        self._keep(heard_at=at, lost=_NOT_RUNNING)
        if from_at is None or from_at >= at:
            return None
        missed = self._widened(from_at, at) or Missed(
            id=f"x/{_milliseconds(from_at)}",
            from_at=from_at,
            was_heard=kept.heard_at is not None,
            to_at=at,
            cause=cause,
            since=str(snowflake(min(from_at, kept.said_at or from_at) - MARGIN)),
            due_at=at + SEARCHABLE,
        )
        self._put(missed)
        return self._gap(missed)

    def rested(self) -> None:
        """Nothing is to be heard from now on."""
        self._keep(heard_at=None, lost=_NOT_RUNNING)

    def recovered(self, gap: str, count: int) -> None:
        """So many posts came of asking for a gap."""
        if missed := self._missed(gap):
            self._put(msgspec.structs.replace(missed, recovered=missed.recovered + count))

    def looked(self, gap: str, at: datetime, lost_for_good: str = "") -> Gap | None:
        """All that search has of a gap was given out: once now and once more later. Then it is closed, or told why not."""
        missed = self._missed(gap)
        if missed is None:
            return None
        missed = msgspec.structs.replace(missed, looks=missed.looks + 1, tries=0, trouble=lost_for_good)
        if missed.looks < 2:
            self._put(msgspec.structs.replace(missed, due_at=max(missed.to_at + SECOND_LOOK, at + SEARCHABLE)))
            return self._gap(missed)
        return self._closed(missed, is_open=bool(missed.trouble))

    def postponed(self, gap: str, until: datetime, trouble: str) -> Gap | None:
        """It could not be asked for; it will be, later."""
        missed = self._missed(gap)
        if missed is None:
            return None
        later = msgspec.structs.replace(missed, due_at=until, tries=missed.tries + 1, trouble=trouble)
        self._put(later)
        return self._gap(later)

    def given_up(self, gap: str, trouble: str) -> Gap | None:
        """It cannot be asked for: it stays open."""
        missed = self._missed(gap)
        return self._closed(msgspec.structs.replace(missed, trouble=trouble), is_open=True) if missed else None

    def follow(self, root: str, event: EventId) -> bool:
        """Whether this thread is new."""
        if root in self.kept.threads:
            return False
        self._keep(threads={**self.kept.threads, root: event})
        return True

    def swept(self, *events: EventId) -> None:
        self._keep(swept=tuple(dict.fromkeys((*self.kept.swept, *events))))

    def read(self, post_id: str, at: datetime) -> None:
        """A post was read: it is paid for once a UTC day."""
        self._turn(at)
        if self._today.add(post_id):
            self._keep(posts=self.kept.posts + 1)

    def affords(self, post_id: str, at: datetime) -> bool:
        """Whether this post may still be read under the ceiling."""
        left = self.left(at)
        return post_id in self._today or left >= 1

    def left(self, at: datetime) -> float:
        """How many posts may still be read today."""
        self._turn(at)
        if not (self._ceiling and self._price):
            return float("inf")
        return round(self._ceiling / self._price, 6) // 1 - self.kept.posts

    def _turn(self, at: datetime) -> None:
        day = at.astimezone(UTC).date().isoformat()
        if day != self.kept.day:
            self._today = Memory()
            self._keep(day=day, posts=0)

    def _widened(self, from_at: datetime, to_at: datetime) -> Missed | None:
        """The last gap up to now, if the stream was back for a moment only and nothing was asked for yet."""
        last = self.kept.missed[-1] if self.kept.missed else None
        if last is None or last.looks or from_at > last.to_at + MARGIN:
            return None
        return msgspec.structs.replace(last, to_at=to_at)

    def _missed(self, gap: str) -> Missed | None:
        return next((missed for missed in self.kept.missed if missed.id == gap), None)

    def _put(self, missed: Missed) -> None:
        self._keep(missed=(*(it for it in self.kept.missed if it.id != missed.id), missed))

    def _closed(self, missed: Missed, *, is_open: bool) -> Gap:
        self._keep(missed=tuple(it for it in self.kept.missed if it.id != missed.id))
        return self._gap(missed, is_open=is_open)

    def _gap(self, missed: Missed, *, is_open: bool = True) -> Gap:
        return Gap(
            id=missed.id,
            source=SourceName.X,
            from_at=missed.from_at - LATE if missed.was_heard else missed.from_at,
            to_at=missed.to_at,
            cause=f"{missed.cause}; {missed.trouble}" if missed.trouble else missed.cause,
            recovered=missed.recovered,
            is_open=is_open,
            lacks="" if is_open else self._lacks,
        )

    def _keep(self, **changes: object) -> None:
        self.kept = msgspec.structs.replace(self.kept, **changes)


class Memory:
    """Ids that were seen, the last `size` of them at least and twice as many at most."""

    def __init__(self, size: int = 50_000) -> None:
        self._size = size
        self._young: set[str] = set()
        self._old: set[str] = set()

    def __contains__(self, post_id: str) -> bool:
        return post_id in self._young or post_id in self._old

    def add(self, post_id: str) -> bool:
        """Whether it is new."""
        if post_id in self:
            return False
        if len(self._young) >= self._size:
            self._young, self._old = set(), self._young
        self._young.add(post_id)
        return True


def snowflake(at: datetime) -> int:
    """The least id that a post of this time can have."""
    return max((at - _SNOWFLAKE_EPOCH) // timedelta(milliseconds=1), 0) << 22


def _milliseconds(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _decoded(cursor: str) -> Kept:
    try:
        return msgspec.json.decode(cursor, type=Kept)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        msg = "the cursor of X is none that ideabridge wrote: remove it, and listening begins at the present"
        raise UnreadableError(msg) from error
