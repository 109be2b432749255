"""How far Jetstream was heard, what was missed, and how we stand with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from bridge.errors import UnreadableError
from bridge.ports import Clock, Heard
from bridge.records import Act, Arrival, Condition, Gap, Hearing, Rejected, SourceName
from bridge.sources.bluesky import POST, REPOST, arrival
from bridge.sources.jetstream_wire import EPOCH, MICROSECOND, Ended, Event, Wire
from bridge.sources.shape import unreadable

#: What a host says that it keeps, less a little; it is asked for when it calls our cursor too old.
_LOOKBACK = timedelta(hours=36) - timedelta(minutes=5)
#: A host that refuses even a cursor this old is asked for the present.
_LEAST = timedelta(minutes=1)
#: Marks a cursor that is only when we began to listen, by our own clock: nothing was heard yet.
_UNHEARD = "~"
_SPEECH = {Act.SAID, Act.REPOSTED}


class Tape:
    """What was heard of the stream, over all connections. `ended` is why the host ended this one, if it did."""

    def __init__(self, cursor: str | None, clock: Clock, on_identity: Callable[[str], None]) -> None:
        now = clock.now()
        self.heard_us = _microseconds(cursor) if cursor else (now - EPOCH) // MICROSECOND
        self.ended = ""
        self._heard = bool(cursor) and not (cursor or "").startswith(_UNHEARD)
        self._new = True
        self._skip = False
        self._oldest_us = 0
        self._lookback = _LOOKBACK
        self._clock = clock
        self._on_identity = on_identity
        self._condition = Condition(hearing=Hearing.CONNECTING, at=now, since=now, rules=(POST, REPOST))

    @property
    def cursor(self) -> str:
        """From where a later process goes on."""
        return f"{'' if self._heard else _UNHEARD}{self.heard_us}"

    def connecting(self, rewind_us: int) -> int | None:
        """Where a new connection is to begin; None for the present, which steps over what cannot be had."""
        self._new, self.ended = True, ""
        self._stands(connects=self._condition.connects + 1)
        if self._skip:
            self._skip = False
            return None
        return max(self.heard_us - rewind_us, self._oldest_us) if self._heard else self.heard_us

    def told(self, hearing: Hearing | None = None, detail: str = "") -> Heard:
        """How we stand, with nothing heard. Without `hearing` as before."""
        now = self._clock.now()
        if hearing is Hearing.LISTENING:
            self._stands(hearing=hearing, detail=detail, connected_at=now)
        elif hearing is not None:
            self._stands(hearing=hearing, detail=detail, connected_at=None)
        self._stands(at=now)
        return Heard(cursor=self.cursor, condition=self._condition)

    def take(self, frames: Sequence[bytes], wire: Wire) -> Heard:
        """What these frames say, in their order, up to one that ends the connection."""
        if not frames:
            return self.told()
        now = self._clock.now()
        items: list[Arrival | Rejected | Gap] = []
        for frame in frames:
            try:
                event = wire.event(frame)
            except UnreadableError as error:
                items.append(unreadable(SourceName.BLUESKY, now, str(error)))
                continue
            if isinstance(event, Ended):
                self.ended = event.name or "unnamed"
                break
            if event is not None:
                items += self._happened(event, now)
        posts = sum(isinstance(item, Arrival) and item.act in _SPEECH for item in items)
        last_post_at = now if posts else self._condition.last_post_at
        self._stands(at=now, last_byte_at=now, last_post_at=last_post_at, posts=self._condition.posts + posts)
        return Heard(cursor=self.cursor, items=tuple(items), condition=self._condition)

    def skip(self, detail: str) -> Heard:
        """Give up on a frame too large to take: the next connection begins at the present, and its gap is seen."""
        self._skip, self._heard = True, True
        rejected = unreadable(SourceName.BLUESKY, self._clock.now(), detail)
        return Heard(cursor=self.cursor, items=(rejected,), condition=self._condition)

    def move_up(self) -> None:
        """The host calls our cursor too old: ask for all that it may have, then for half of that, and so on."""
        self._heard = True
        self._skip = self._lookback < _LEAST
        self._oldest_us = (self._clock.now() - self._lookback - EPOCH) // MICROSECOND
        self._lookback /= 2

    def _happened(self, event: Event, now: datetime) -> list[Arrival | Rejected | Gap]:
        place_us = event.place_us
        items: list[Arrival | Rejected | Gap] = []
        if self._new and self._heard and place_us > self.heard_us:
            items.append(_gap(self.heard_us, place_us))
        # Until something was heard, the time is our own clock's, which may be ahead of theirs.
        self.heard_us = max(self.heard_us, place_us) if self._heard else place_us
        if self._new:
            self._new, self._heard, self._oldest_us, self._lookback = False, True, 0, _LOOKBACK
        if event.kind == "identity":
            self._on_identity(event.did)
        elif item := arrival(event, now):
            items.append(item)
        return items

    def _stands(self, **changes: object) -> None:
        self._condition = msgspec.structs.replace(self._condition, **changes)


def _microseconds(cursor: str) -> int:
    digits = cursor.removeprefix(_UNHEARD)
    if not (digits.isascii() and digits.isdigit()):
        raise UnreadableError(f"a jetstream cursor is a time in microseconds, got {cursor[:40]!r}")
    return int(digits)


def _gap(from_us: int, to_us: int) -> Gap:
    return Gap(
        id=f"jetstream/{from_us}",
        source=SourceName.BLUESKY,
        from_at=EPOCH + from_us * MICROSECOND,
        to_at=EPOCH + to_us * MICROSECOND,
        cause="Bluesky's host no longer had these events when we came back",
    )
