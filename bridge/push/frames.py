"""The frames of the push socket, as JSON text: what a worker says, and what the store's side answers.

worker → `hello`, then `push` numbered from 1 · store's side → `welcome`, then one `ack` or `refused` per push in that
order, or `error` for a frame that is none. Tallies are sums since the worker began, so a frame sent twice counts once.
Among the pushes a worker sends `claim` and `release`; each claim is answered by one `granted`, in the order of the claims.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeVar

import msgspec

from bridge.errors import UnreadableError
from bridge.records import Condition, Contribution, ContributionId, Gap, IdeaId

T = TypeVar("T")

#: Bytes of the longest frame that either side reads.
MAX_FRAME = 1024 * 1024

#: Close code: a newer connection of the same worker has taken this one's place.
REPLACED = 4000

#: Seconds that a lease lasts, and between the claims that renew it: work of the dead goes on elsewhere within 15.
LEASE, RENEW = 8.0, 2.0

#: A worker's name: the same over restarts, and one connection at a time.
Worker = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,80}\Z")]
Count = Annotated[int, msgspec.Meta(ge=0)]
Stream = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Streams = Annotated[tuple[Stream, ...], msgspec.Meta(max_length=1000)]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What a source gave since its worker began: arrived = contributed + the sum of rejected, which is by reason."""

    arrived: Count = 0
    contributed: Count = 0
    rejected: dict[str, Count] = {}

    def __add__(self, other: Tally) -> Tally:
        reasons = self.rejected.keys() | other.rejected.keys()
        return Tally(
            arrived=self.arrived + other.arrived,
            contributed=self.contributed + other.contributed,
            rejected={name: self.rejected.get(name, 0) + other.rejected.get(name, 0) for name in sorted(reasons)},
        )


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello", tag_field="type"):
    """A worker says who it is."""

    worker: Worker


class Welcome(msgspec.Struct, frozen=True, kw_only=True, tag="welcome", tag_field="type"):
    """How far the store has heard each of the worker's sources, and how many pushes may be without an answer."""

    cursors: dict[str, str]
    window: int


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag="claim", tag_field="type"):
    """A worker could follow these streams, or goes on following them. Said again every `RENEW` seconds."""

    streams: Streams


class Release(msgspec.Struct, frozen=True, kw_only=True, tag="release", tag_field="type"):
    """A worker follows these streams no longer; others may at once."""

    streams: Streams


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """A lease, and the cursor to go on from: where the store's side last heard of the stream, whoever followed it.

    The number rises by one whenever the stream goes to a worker, so that one who has it again at the next number knows
    that nobody else had it between.
    """

    number: int
    cursor: str | None = None


class Granted(msgspec.Struct, frozen=True, kw_only=True, tag="granted", tag_field="type"):
    """Which of the claimed streams this worker follows, for `LEASE` seconds from when it claimed. The rest are others'."""

    leases: dict[str, Grant]


class Push(msgspec.Struct, frozen=True, kw_only=True, tag="push", tag_field="type"):
    """Contributions in the order they were heard; `cursor`, `tally` and `condition` are by source, as after these.

    `leases` are the numbers under which the sources were heard; the cursor of a source whose lease has gone to another
    worker since is not taken.
    """

    n: Count
    contributions: tuple[Contribution, ...] = ()
    cursor: dict[str, str] = {}
    tally: dict[str, Tally] = {}
    gaps: tuple[Gap, ...] = ()
    condition: dict[str, Condition] = {}
    leases: dict[str, Count] = {}


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a contribution (new, joined, support, …), in which idea, and at which place of the feed."""

    id: ContributionId
    outcome: str
    idea: IdeaId | None
    at: str


class Ack(msgspec.Struct, frozen=True, kw_only=True, tag="ack", tag_field="type"):
    """Push `n` is on disk."""

    n: int
    outcomes: tuple[Outcome, ...]


class Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused", tag_field="type"):
    """Push `n` was not taken and never will be as it is; nothing of it was stored."""

    n: int
    reason: str


class Mistaken(msgspec.Struct, frozen=True, kw_only=True, tag="error", tag_field="type"):
    """A frame could not be read, or came out of turn; nothing was done."""

    reason: str


class _Numbered(msgspec.Struct, frozen=True, kw_only=True, tag="push", tag_field="type"):
    """The least that a push must be for its number to be answered."""

    n: Count


FromWorker = Hello | Claim | Release | Push
FromStore = Welcome | Granted | Ack | Refused | Mistaken

_encoder = msgspec.json.Encoder()
_from_worker: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)
_from_store: msgspec.json.Decoder[FromStore] = msgspec.json.Decoder(FromStore)
_numbered = msgspec.json.Decoder(_Numbered)


def encode(frame: FromWorker | FromStore) -> str:
    """The frame as text for the socket."""
    return _encoder.encode(frame).decode()


def decode_from_worker(message: str | bytes) -> FromWorker:
    """What a worker said. Raises `UnreadableError` that names the field, and never quotes a value."""
    return _decode(_from_worker, message)


def decode_from_store(message: str | bytes) -> FromStore:
    """What the store's side answered. Raises `UnreadableError` as `decode_from_worker` does."""
    return _decode(_from_store, message)


def number_of(message: str | bytes) -> int | None:
    """The number of a push that cannot be read as a whole; None if it is no push at all."""
    try:
        return _decode(_numbered, message).n
    except UnreadableError:
        return None


def _decode(decoder: msgspec.json.Decoder[T], message: str | bytes) -> T:
    if isinstance(message, bytes):
        msg = "a binary frame: frames are JSON text"
        raise UnreadableError(msg)
    try:
        return decoder.decode(message)
    except RecursionError:
        msg = "the frame is nested too deep"
    except msgspec.DecodeError as error:
        # msgspec quotes a wrong value between what is wrong and the field's path: the words must not go on.
        what = re.split("['\"]| - at ", str(error))[0].strip()
        where = str(error).rpartition(" - at ")[2]
        msg = f"{what} at {where}" if where.startswith("`$") else what
    except UnicodeEncodeError:
        msg = "the frame holds half a surrogate pair"
    raise UnreadableError(msg)
