"""The two wires of Jetstream: how a host is asked on each, and what one frame of it says.

v1 (`/subscribe`) sends bare events; v2 (`/xrpc/network.bsky.jetstream.subscribeEvents`) puts them in an envelope, names
when the host witnessed them, and says why it ends a connection. Both end in `Event`. Shapes: Jetstream's README and the
lexicon network.bsky.jetstream.subscribeEvents; what is asked of v2 in v1's words is answered with 400.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import msgspec
import zstandard

from bridge.errors import UnreadableError
from bridge.records import Time

V2_PATH = "/xrpc/network.bsky.jetstream.subscribeEvents"
#: The dictionary of v1's `compress=true`; v2 is asked for one by its id.
V1_DICTIONARY = 1612007021

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_YEAR_2100 = 4_102_444_800_000_000
_KINDS = ("commit", "identity", "account")
_COMPRESSED = b"\x28\xb5\x2f\xfd"  # how a zstd frame begins; JSON never does
_WIDEST = 2**23  # bytes that a compressed frame may refer back to, RFC 8878's advice


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """A change of one record; `record` is its JSON, "null" where it is gone."""

    operation: str
    collection: str
    rkey: str
    record: msgspec.Raw = msgspec.Raw(b"null")
    cid: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """How an account stands; `status` says why it is not `active`, where that is known."""

    active: bool = True
    status: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, as v1 tells it. `witnessed_us` is when the host saw it, where it says so: its place in the stream."""

    did: str
    time_us: Annotated[int, msgspec.Meta(ge=0, lt=_YEAR_2100)]
    kind: str
    commit: Commit | None = None
    account: Account | None = None
    witnessed_us: Annotated[int, msgspec.Meta(ge=0, lt=_YEAR_2100)] = 0

    @property
    def place_us(self) -> int:
        """The cursor at which it comes, on any host, give or take a few seconds."""
        return self.witnessed_us or self.time_us


class Ended(msgspec.Struct, frozen=True):
    """The host ends this connection, and why, by the name it gives: ConsumerTooSlow, InternalError."""

    name: str


class _Payload(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    type: str = msgspec.field(name="$type")
    did: str = ""
    time: Time | None = None
    witnessed_at: Time | None = None
    operation: str = ""
    collection: str = ""
    rkey: str = ""
    record: msgspec.Raw = msgspec.Raw(b"null")
    cid: str = ""
    account: Account | None = None


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    type: str = msgspec.field(name="$type")
    payload: _Payload | None = None
    error: str = ""


_V1 = msgspec.json.Decoder(Event)
_V2 = msgspec.json.Decoder(_Envelope)


def is_v2(url: str) -> bool:
    return urlsplit(url).path == V2_PATH


def address(url: str, collections: Sequence[str], from_us: int | None, dictionary: int | None = None) -> str:
    """Where to connect for changes of these collections from a time in microseconds, or from now.

    `dictionary` is the id of the one that we have; it is asked for only where `url` speaks the wire that it belongs to.
    """
    v2 = is_v2(url)
    query = [("collections" if v2 else "wantedCollections", collection) for collection in collections]
    if v2:
        query += [("kinds", kind) for kind in _KINDS]
    if from_us is not None:
        query.append(("cursor", str(from_us)))
    if dictionary is not None and v2 is (dictionary != V1_DICTIONARY):
        query.append(("zstdDictionary", str(dictionary)) if v2 else ("compress", "true"))
    return f"{url}?{urlencode(query)}"


class Wire:
    """Reads the frames of one host. Frames are unpacked with `dictionary`, the bytes of a zstd dictionary, if given."""

    def __init__(self, url: str, max_frame: int, dictionary: bytes | None = None) -> None:
        self._read = event_v2 if is_v2(url) else event_v1
        self._max_frame = max_frame
        self._unpack: zstandard.ZstdDecompressor | None = None
        self.dictionary: int | None = None
        self._has_unpacked = self._has_failed = False
        if dictionary is not None:
            known = zstandard.ZstdCompressionDict(dictionary)
            self._unpack = zstandard.ZstdDecompressor(dict_data=known, max_window_size=_WIDEST)
            self.dictionary = known.dict_id()
            if not self.dictionary:
                raise UnreadableError(
                    "the dictionary for compressed frames has no id: give a file that zstd has trained"
                )

    @property
    def is_deaf(self) -> bool:
        """Nothing of what came compressed could be unpacked: it was not made with our dictionary."""
        return self._has_failed and not self._has_unpacked

    def event(self, frame: bytes) -> Event | Ended | None:
        """What a frame says; None for a notice. Raises `UnreadableError`, which names the field, never the words."""
        if self._unpack is not None and frame.startswith(_COMPRESSED):
            frame = self._unpacked(self._unpack, frame)
        elif len(frame) > self._max_frame:
            raise UnreadableError(f"a frame of {len(frame)} bytes, more than {self._max_frame}")
        return self._read(frame)

    def _unpacked(self, unpack: zstandard.ZstdDecompressor, frame: bytes) -> bytes:
        try:
            size = zstandard.get_frame_parameters(frame).content_size
            if zstandard.CONTENTSIZE_UNKNOWN != size > self._max_frame:
                raise UnreadableError(f"a frame of {size} bytes once unpacked, more than {self._max_frame}")
            plain = unpack.decompress(frame, max_output_size=self._max_frame, allow_extra_data=False)
        except zstandard.ZstdError as error:
            self._has_failed = True
            raise UnreadableError(f"a compressed frame that does not unpack to {self._max_frame} bytes") from error
        self._has_unpacked = True
        return plain


def event_v1(frame: bytes) -> Event:
    """A frame of v1. Raises `UnreadableError`."""
    event: Event = _decoded(_V1, frame)
    if event.kind == "commit" and event.commit is None:
        raise UnreadableError("a commit event without `commit`")
    return event


def event_v2(frame: bytes) -> Event | Ended | None:
    """A frame of v2; None for a notice such as OutdatedCursor. Raises `UnreadableError`."""
    envelope: _Envelope = _decoded(_V2, frame)
    if envelope.type == "error":
        return Ended(envelope.error)
    payload = envelope.payload
    if envelope.type != "message" or payload is None:
        return None
    kind = payload.type.rpartition("#")[2]
    if kind == "info":
        return None
    if not payload.did or payload.time is None:
        raise UnreadableError(f"an event without `payload.{'time' if payload.did else 'did'}`")
    return Event(
        did=payload.did,
        time_us=_microseconds(payload.time),
        witnessed_us=_microseconds(payload.witnessed_at or payload.time),
        kind=kind,
        commit=_commit(payload) if kind == "commit" else None,
        account=payload.account,
    )


def _commit(payload: _Payload) -> Commit:
    if not (payload.collection and payload.rkey):
        raise UnreadableError("a commit event without `payload.collection` or `payload.rkey`")
    return Commit(
        operation=payload.operation,
        collection=payload.collection,
        rkey=payload.rkey,
        record=payload.record,
        cid=payload.cid,
    )


def _microseconds(time: datetime) -> int:
    since = (time - EPOCH) // MICROSECOND
    if not 0 <= since < _YEAR_2100:
        raise UnreadableError("`payload.time` is no time of ours")
    return since


def _decoded(decoder: msgspec.json.Decoder[Any], frame: bytes) -> Any:
    try:
        return decoder.decode(frame)
    except msgspec.ValidationError as error:
        raise UnreadableError(str(error)) from error
    except (ValueError, RecursionError) as error:
        raise UnreadableError("a frame that is not JSON") from error
