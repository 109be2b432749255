"""The last ready-made frames of one filter, and the place of every reader in them.

Readers that have everything so far stand together at the head: what is new is joined once and the same bytes are
written to each of them, and nothing else is done for any of them. A reader that cannot take more is left where it
stands, which costs nothing; it goes on from there when it can. Nothing is queued, copied or awaited for a reader. Like
the store, a ring holds an entity only where it last changed, so that what was withdrawn is not told again from memory,
and a reader that is behind gets each entity once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Protocol

from bridge.feed.outlet import Outlet

SLICE_BYTES = 64 * 1024
MOST_FRAMES = 4096
MOST_BYTES = 4 * 1024 * 1024
_MOST_JOINED = 8


class RingReader(Protocol):
    """One who reads from a ring.

    `at` counts the ring's frames and is the next one it gets, `seq` is how far it has come; the ring keeps both up to
    date while the reader is behind, and brings them up to date when it falls back or leaves.
    """

    at: int
    seq: int

    @property
    def outlet(self) -> Outlet:
        """Where its frames go out."""
        ...

    def fall(self) -> None:
        """The ring no longer reaches back to this reader and has let go of it."""
        ...


class Ring:
    """Frames of the changes after seq `floor`, oldest first, bounded by count and bytes."""

    def __init__(self, floor: int, *, most_frames: int = MOST_FRAMES, most_bytes: int = MOST_BYTES) -> None:
        self.floor = floor
        self._at_head: dict[RingReader, Callable[[bytes], None]] = {}
        self._behind: set[RingReader] = set()
        self._most_frames = most_frames
        self._most_bytes = most_bytes
        self._first = 0  # the count of the oldest frame held
        self._told = 0  # the count of the first frame that is not written to those at the head
        self._seq = floor  # of the last frame that was
        self._frames: list[bytes] = []
        self._seqs: list[int] = []
        self._keys: list[object] = []
        self._latest: dict[object, int] = {}
        self._bytes = 0
        self._joined: dict[int, tuple[bytes, int, int]] = {}

    @property
    def size(self) -> int:
        """How many bytes of frames it holds."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, reader: RingReader) -> bool:
        return reader in self._at_head or reader in self._behind

    def add(self, seq: int, key: object, frame: bytes | None) -> None:
        """Append what became of the entity `key` at `seq`; None if this filter does not see it (any more)."""
        self._forget(key)
        if frame is not None:
            self._latest[key] = self._first + len(self._frames)
            self._frames.append(frame)
            self._seqs.append(seq)
            self._keys.append(key)
            self._bytes += len(frame)

    def flush(self) -> None:
        """Write what is new to every reader at the head, then let go of what is over the bounds."""
        self._joined.clear()
        head = self._first + len(self._frames)
        while self._told < head:
            data, self._told, self._seq = self._join(self._told)
            for write in tuple(self._at_head.values()) if data else ():
                write(data)
        self._trim()
        for reader in [reader for reader in self._behind if reader.at < self._first]:
            self._behind.discard(reader)
            reader.fall()

    def restart(self, floor: int) -> None:
        """Forget every frame; from here on it holds what comes after seq `floor`."""
        self._first += len(self._frames)
        self._told, self._seq, self.floor = self._first, floor, floor
        self._frames, self._seqs, self._keys = [], [], []
        self._latest.clear()
        self._joined.clear()
        self._bytes = 0

    def join(self, reader: RingReader) -> bool:
        """Take in a reader that has everything up to its seq; False if the ring does not reach back that far."""
        if reader.seq < self.floor:
            return False
        reader.at = self._first + bisect_right(self._seqs, reader.seq)
        self._behind.add(reader)
        return True

    def pause(self, reader: RingReader) -> None:
        """Leave a reader where it stands until it is told to `advance`."""
        if self._at_head.pop(reader, None):
            reader.at = self._told
            reader.seq = max(reader.seq, self._seq)
            self._behind.add(reader)

    def leave(self, reader: RingReader) -> None:
        self.pause(reader)
        self._behind.discard(reader)

    def advance(self, reader: RingReader) -> bool:
        """Write to a reader that is behind, as far as it can take it; true if that is all there is."""
        outlet = reader.outlet
        while outlet.ready and reader.at < self._told:
            data, reader.at, reader.seq = self._joined.get(reader.at) or self._join(reader.at)
            if data:
                outlet.write(data)
        if outlet.ready and reader.at == self._told:
            self._behind.discard(reader)
            self._at_head[reader] = outlet.write
        return reader.at == self._told

    def _join(self, at: int) -> tuple[bytes, int, int]:
        """The frames from `at` joined, up to 64 KiB; where the next begin; the last one's seq. Kept for who else is there."""
        if len(self._joined) == _MOST_JOINED:
            self._joined.clear()
        start = end = at - self._first
        size = 0
        while end < len(self._frames) and (not size or size + len(self._frames[end]) <= SLICE_BYTES):
            size += len(self._frames[end])
            end += 1
        self._joined[at] = (b"".join(self._frames[start:end]), self._first + end, self._seqs[end - 1])
        return self._joined[at]

    def _forget(self, key: object) -> None:
        held = self._latest.pop(key, None)
        if held is not None:
            self._bytes -= len(self._frames[held - self._first])
            self._frames[held - self._first] = b""

    def _trim(self) -> None:
        over = max(0, len(self._frames) - self._most_frames)
        size = self._bytes - sum(len(frame) for frame in self._frames[:over])
        while size > self._most_bytes:
            size -= len(self._frames[over])
            over += 1
        if not over:
            return
        for count, key in enumerate(self._keys[:over], self._first):
            if self._latest.get(key) == count:
                del self._latest[key]
        self.floor = self._seqs[over - 1]
        self._bytes = size
        self._first += over
        del self._frames[:over], self._seqs[:over], self._keys[:over]
