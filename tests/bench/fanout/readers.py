"""The readers: readers.c, built on the spot, on a core of its own, and told when to count."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from tests.bench.fanout.contestants import READERS_CORE, Contestant

SOURCE = Path(__file__).with_name("readers.c")


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What the readers saw between begin and end. Lateness is in milliseconds."""

    seconds: float
    messages: int
    bytes: int
    compressed: int
    stamped: int
    p50: float
    p99: float
    latest: float
    lost: int


class Readers:
    """Readers that are open and live."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def begin(self) -> None:
        self._tell("begin")

    def end(self) -> Window:
        self._tell("end")
        return msgspec.json.decode(_pipe(self._process.stdout).readline(), type=Window)

    def _tell(self, line: str) -> None:
        _pipe(self._process.stdin).write(f"{line}\n")
        _pipe(self._process.stdin).flush()


def build(folder: Path) -> Path:
    """Compile the readers into a folder."""
    program = folder / "readers"
    subprocess.run(["cc", "-O2", "-o", program, SOURCE], check=True)
    return program


@contextmanager
def reading(program: Path, of: Contestant, count: int, *, deflate: bool = False, stalled: int = 0) -> Iterator[Readers]:
    """So many readers of a server, of which `stalled` more never read."""
    words = [str(of.port), of.path, str(count), f"stalled={stalled}"]
    words += ["deflate"] if deflate else []
    words += [f"live={of.live}"] if of.live else []
    process = subprocess.Popen(
        ["taskset", "--cpu-list", str(READERS_CORE), program, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if _pipe(process.stdout).readline() != "ready\n":
            raise RuntimeError("the readers could not open")
        yield Readers(process)
    finally:
        _pipe(process.stdin).close()
        process.wait(10)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe
    return pipe
