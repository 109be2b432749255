"""What a commit becomes before any adapter writes it: bytes that are known to read back.

An entity is MessagePack, which reads back 2.5 times as fast as JSON does; a store written before has JSON, and both are
read. An audit row is JSON, for people look at it with the store's own tools. A value that would not read back, or could
not be told as JSON (a naive time, half a surrogate pair, NaN), would stop every reader at its place for ever, so it is
refused here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

import msgspec

from bridge.errors import UnreadableError
from bridge.records import Audit, CampaignId, Change, Commit, Entity, EntityName, EntityOutline, Outline

_packer = msgspec.msgpack.Encoder()
_unpacker: msgspec.msgpack.Decoder[Entity] = msgspec.msgpack.Decoder(Entity)
_json = msgspec.json.Encoder()
_entities: msgspec.json.Decoder[Entity] = msgspec.json.Decoder(Entity)
_changes = msgspec.msgpack.Decoder(Change)
_outlines = msgspec.msgpack.Decoder(Outline)
_outlined: msgspec.msgpack.Decoder[EntityOutline] = msgspec.msgpack.Decoder(EntityOutline)
_outlined_json: msgspec.json.Decoder[EntityOutline] = msgspec.json.Decoder(EntityOutline)
_audits = msgspec.json.Decoder(Audit)

#: A float whose exponent may be all ones: only such can be NaN or infinite, which JSON does not know.
_PERHAPS_NO_NUMBER = (b"\xcb\x7f", b"\xcb\xff")
_JSON = ord("{")
#: A `Change` in MessagePack up to its entity: a map of two, "seq" and a signed 64-bit number, "value".
_HEAD, _SEQ = b"\x82\xa3seq\xd3", Struct(">q6s")


class Row(NamedTuple):
    """One entity as it is stored."""

    entity: EntityName
    id: str
    value: bytes


class Rows(NamedTuple):
    """All that a commit stores, in its order."""

    entities: Sequence[Row]
    audit: Sequence[bytes]


def encode(campaign: CampaignId, commit: Commit) -> Rows:
    """The rows of a commit. Raises `UnreadableError` if anything in it could not be read back."""
    try:
        for name in (campaign, *commit.identities, *commit.identities.values()):
            name.encode()
    except UnicodeEncodeError:
        msg = "an identity or campaign id holds half a surrogate pair: replace it before it is stored"
        raise UnreadableError(msg) from None
    return Rows([_row(put) for put in commit.puts], [_audit(audit) for audit in commit.audit])


def decode(value: bytes) -> Entity:
    """The entity of a row."""
    return _entities.decode(value) if value[0] == _JSON else _unpacker.decode(value)


def decode_in_outline(value: bytes) -> EntityOutline:
    """The entity of a row, in outline."""
    return _outlined_json.decode(value) if value[0] == _JSON else _outlined.decode(value)


def change_of(seq: int, row: Row) -> bytes:
    """A row together with its seq, as `decode_change` reads it: the same as packing the `Change`, in one step."""
    return b"%b%b%b" % (_HEAD, _SEQ.pack(seq, b"\xa5value"), row.value)


def decode_change(value: bytes) -> Change:
    """The entity of a row that was kept together with its seq."""
    return _changes.decode(value)


def decode_outline(value: bytes) -> Outline:
    """The same in outline."""
    return _outlines.decode(value)


def _row(put: Entity) -> Row:
    name = str(put.__struct_config__.tag)
    try:
        value = _packer.encode(put)
        _unpacker.decode(value)
        if any(it in value for it in _PERHAPS_NO_NUMBER):
            _entities.decode(_json.encode(put))
    except _UNREADABLE as error:
        raise _refused(name, error) from None
    return Row(name, put.id, value)


def _audit(audit: Audit) -> bytes:
    try:
        value = _json.encode(audit)
        _audits.decode(value)
    except _UNREADABLE as error:
        raise _refused("audit", error) from None
    return value


_UNREADABLE = (UnicodeEncodeError, OverflowError, TypeError, RecursionError, msgspec.DecodeError)


def _refused(name: str, error: Exception) -> UnreadableError:
    # What msgspec says may quote the value; only where it stood may be told.
    _, _, where = str(error).rpartition(" - at ")
    place = f" at {where}" if where.startswith("`$") else ""
    return UnreadableError(f"a {name} cannot be stored, for it would not read back{place} ({type(error).__name__})")
