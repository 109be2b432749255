"""What a reader is told, encoded once however many readers there are, and the codes that a socket is closed with.

Each frame is JSON; a *wire* puts it as WebSocket or as Server-Sent Events want it. docs/protocol.md says it for readers.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, IntEnum
from typing import Any, NamedTuple

import msgspec
from websockets.frames import Frame as SocketFrame
from websockets.frames import Opcode

from bridge.records import Change, Entity, Idea, Place, without_who

#: Where a resumed Server-Sent Events reader begins again after a `reset`: browsers send it back by themselves.
BEGINNING = "0"


class Close(IntEnum):
    """Why we close a socket (RFC 6455 §7.4.1; from 4000 our own)."""

    POLICY = 1008  # it sent something, or its token was revoked
    TOO_BIG = 1009
    RESTART = 1012  # come back, with the last place
    SLOW = 4008  # it did not take what was sent; resume after the place in the reason
    RESET = 4009  # its place cannot be served: begin again from 0


class Frame(NamedTuple):
    """A frame before its wire: its type, its JSON, and the place that it brings its reader to."""

    type: str
    json: bytes
    at: str = ""


Wire = Callable[[Frame], bytes]


def as_text(frame: Frame) -> bytes:
    """A whole WebSocket text frame, good for every connection that negotiated no extension."""
    return SocketFrame(Opcode.TEXT, frame.json).serialize(mask=False)


def as_event(frame: Frame) -> bytes:
    """A Server-Sent Event (WHATWG HTML §9.2) whose id is the place."""
    place = b"id: " + frame.at.encode() + b"\n" if frame.at else b""
    return place + b"event: " + frame.type.encode() + b"\ndata: " + frame.json + b"\n\n"


def hello(head: Place) -> Frame:
    """The first frame: the store's epoch, and the seq that the campaign was at when the reader came."""
    return _frame("hello", epoch=head.epoch, head=head.seq)


def live() -> Frame:
    """From here on changes come as they happen."""
    return _frame("live")


def place(at: Place) -> Frame:
    """Nothing for this reader happened up to here."""
    return _frame("place", at=str(at))


def reset(reason: str) -> Frame:
    """The reader's place cannot be served: forget everything, begin again from 0."""
    return _frame("reset", reason=reason)._replace(at=BEGINNING)


#: An idea as all may have it: itself, or without the words that its network does not let us hand on.
Display = Callable[[Idea], Idea]


def as_it_is(idea: Idea) -> Idea:
    """Nothing is withheld from anybody."""
    return idea


class Sight(Enum):
    """How a reader sees a change."""

    SHOWN = "shown"
    PUBLIC = "public"  # shown, as far as all may have it
    GONE = "gone"  # left what this reader sees, or may have


class Told:
    """One change on its way to many readers, encoded at most once for each sight and wire. Who set what is not told."""

    def __init__(self, change: Change, epoch: str, display: Display = as_it_is) -> None:
        self.change = change
        self._value = without_who(change.value)
        self._for_all = display(self._value) if isinstance(self._value, Idea) else self._value
        self.place = Place(epoch, change.seq)
        self._frames: dict[Sight, Frame] = {}
        self._wired: dict[tuple[Sight, Wire], bytes] = {}

    def wired(self, sight: Sight, wire: Wire) -> bytes:
        if sight is Sight.PUBLIC and self._for_all is self._value:
            sight = Sight.SHOWN  # the same bytes
        if (sight, wire) not in self._wired:
            self._wired[sight, wire] = wire(self._frame(sight))
        return self._wired[sight, wire]

    def _frame(self, sight: Sight) -> Frame:
        if sight not in self._frames:
            entity = self._value
            value = {"id": entity.id, "gone": True} if sight is Sight.GONE else entity
            value = self._for_all if sight is Sight.PUBLIC else value
            self._frames[sight] = _frame("change", at=str(self.place), entity=name(entity), value=value)
        return self._frames[sight]


def name(entity: Entity) -> str:
    """The JSON name of its kind of entity."""
    return str(entity.__struct_config__.tag)


def _frame(type_: str, **fields: Any) -> Frame:
    return Frame(type_, msgspec.json.encode({"type": type_, **fields}), fields.get("at", ""))
