"""What lies in a worker's spool, and how it is written there: contributions, gaps, and marks of how far a source was heard."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from bridge.errors import UnreadableError
from bridge.push.frames import Tally
from bridge.records import Condition, Contribution, ContributionId, EventId, Gap, QuestionId, Time, VoiceKey


class HeardRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker must remember of what it heard, to place a reply or repost. `id` is the native id's keyed hash."""

    id: str
    contribution: ContributionId
    event: EventId
    said_at: Time
    question: QuestionId | None = None
    opens: QuestionId | None = None
    is_gone: bool = False  # it was taken back: no words of it may be kept
    voice: VoiceKey = VoiceKey("")


class Mark(msgspec.Struct, frozen=True, kw_only=True, tag="mark", tag_field="entity"):
    """How far a source was heard once everything before this row is pushed."""

    source: str
    cursor: str
    tally: Tally
    condition: Condition | None = None


Item = Contribution | Gap | Mark


class SpoolRow(NamedTuple):
    """An item that waits, at its row, with its size in bytes, its source and the lease under which it was heard."""

    row: int
    item: Item
    size: int
    source: str = ""
    lease: int = 0


class DeadRow(NamedTuple):
    """An item that the store's side refused, and why."""

    row: int
    item: Item
    reason: str


class Depth(NamedTuple):
    """How much waits."""

    rows: int
    bytes: int


encode = msgspec.json.Encoder().encode
decode_tally = msgspec.json.Decoder(Tally).decode
decode_heard = msgspec.json.Decoder(HeardRow).decode
_items: msgspec.json.Decoder[Item] = msgspec.json.Decoder(Item)


def decode(value: bytes) -> Item:
    """The item of a row."""
    return _items.decode(value)


def proven(item: Contribution | Gap) -> bytes:
    """The item as JSON that is known to read back: one that is not would block all behind it."""
    try:
        value = encode(item)
        decode(value)
    except (UnicodeEncodeError, msgspec.DecodeError) as error:
        msg = f"a {type(item).__name__.lower()} cannot be kept, for it would not read back ({type(error).__name__})"
        raise UnreadableError(msg) from None
    return value
