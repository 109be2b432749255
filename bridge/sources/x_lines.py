"""Splits X's stream into lines, without ever keeping more of one than it may be long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Oversized(NamedTuple):
    """A line that was too long: none of it was kept."""

    limit: int  # bytes


class Lines:
    """Bytes in as they come, lines out as they end. Lines end in CR LF; a lone LF is taken for one too."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun: list[bytes] = []
        self._size = 0
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[bytes | Oversized]:
        """The lines that end in `chunk`, without their ends. An empty one is a heartbeat."""
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield from self._take(piece)
            if not self._skipping:
                yield b"".join(self._begun).strip()
            self._begun, self._size, self._skipping = [], 0, False
        yield from self._take(rest)

    def _take(self, piece: bytes) -> Iterator[Oversized]:
        self._size += len(piece)
        if self._size <= self._limit:
            self._begun.append(piece)
        elif not self._skipping:
            self._begun, self._skipping = [], True
            yield Oversized(self._limit)
