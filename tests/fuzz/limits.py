"""Tries one input within limits, and remembers in a file shared with the parent what is being tried, should the child die."""

from __future__ import annotations

import mmap
import resource
import signal
import struct
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NamedTuple, Self

#: CPU seconds that one input may take: past it the parser hangs. The guarded reader of uploads gives a file 20.
HANGS_AFTER = 2.0
#: Bytes of memory for the whole process.
MEMORY = 2**30

_HEAD = struct.Struct("<QdQQ")  # inputs, seconds of the slowest, its length, length of the one being tried
_SIZE = 2**20


class HangError(BaseException):
    """An input took too long. No `except Exception` of a parser takes it for something else."""


class Progress(NamedTuple):
    """What a child has done so far; `trying` is the input that it had in hand."""

    inputs: int
    slowest_s: float
    slowest_bytes: int
    trying: bytes


class Ledger:
    """The file in which a child keeps its Progress."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self._inputs, self._slowest_s, self._slowest_bytes = 0, 0.0, 0

    def begins(self, body: bytes) -> None:
        self._inputs += 1
        kept = body[: _SIZE - _HEAD.size]
        self._map[_HEAD.size : _HEAD.size + len(kept)] = kept
        self._write(len(kept))

    def ended(self, body: bytes, seconds: float) -> None:
        if seconds > self._slowest_s:
            self._slowest_s, self._slowest_bytes = seconds, len(body)
        self._write(0)

    def progress(self) -> Progress:
        inputs, slowest_s, slowest_bytes, length = _HEAD.unpack_from(self._map)
        return Progress(inputs, slowest_s, slowest_bytes, self._map[_HEAD.size : _HEAD.size + length])

    def _write(self, trying: int) -> None:
        _HEAD.pack_into(self._map, 0, self._inputs, self._slowest_s, self._slowest_bytes, trying)


def limit_memory() -> None:
    """For the whole process; macOS does not enforce it."""
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Watch:
    """Raises HangError in what takes more CPU time than `most` seconds. `with` it; of one process, one at a time."""

    def __init__(self, most: float = HANGS_AFTER) -> None:
        self.most, self.seconds = most, 0.0

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGPROF, self._hangs)
        self._began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, self.most)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.seconds = time.process_time() - self._began
        signal.signal(signal.SIGPROF, self._before)

    def _hangs(self, _: int, __: FrameType | None) -> None:
        raise HangError(f"more than {self.most:g} s of CPU time")
