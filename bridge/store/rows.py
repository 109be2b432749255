"""What a commit becomes before any adapter writes it: JSON that is known to read back.

A value that would not read back (a naive time, half a surrogate pair) would stop every reader at its place for ever, so
it is refused here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from bridge.errors import UnreadableError
from bridge.records import Audit, CampaignId, Commit, Entity, EntityName

_encoder = msgspec.json.Encoder()
_entities: msgspec.json.Decoder[Entity] = msgspec.json.Decoder(Entity)
_audits = msgspec.json.Decoder(Audit)


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
    return Rows(
        [Row(name := str(put.__struct_config__.tag), put.id, _proven(put, name, _entities)) for put in commit.puts],
        [_proven(audit, "audit", _audits) for audit in commit.audit],
    )


def decode(value: bytes) -> Entity:
    """The entity of a row."""
    return _entities.decode(value)


def _proven(record: Entity | Audit, name: str, decoder: msgspec.json.Decoder[Any]) -> bytes:
    try:
        value = _encoder.encode(record)
        decoder.decode(value)
    except (UnicodeEncodeError, TypeError, RecursionError, msgspec.DecodeError) as error:
        # What msgspec says may quote the value; only where it stood may be told.
        _, _, where = str(error).rpartition(" - at ")
        place = f" at {where}" if where.startswith("`$") else ""
        msg = f"a {name} cannot be stored, for it would not read back{place} ({type(error).__name__})"
        raise UnreadableError(msg) from None
    return value
