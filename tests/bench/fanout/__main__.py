"""How many readers a feed reaches, beside the servers it is measured by: `python -m tests.bench.fanout`.

Every server runs in turn, in rounds, on a core of its own; the readers (readers.c) on the other. Each message is one
change of some 440 bytes. Steady is 20 a second, saturated as many as the server takes. `--out` keeps all as JSON.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tests.bench.fanout.contestants import CONTESTANTS, Contestant, MissingError, check
from tests.bench.fanout.figures import Figures, Report, Stalled, machine
from tests.bench.fanout.readers import Readers, build, reading

STEADY_PER_SECOND = 20
#: Seconds of publishing before counting begins.
WARM = 0.4
HEALTHY, STALLED = 95, 5
#: Seconds of saturation that fill whatever lies between the server and those who never read.
FILL = 0.5


class Bench:
    """One round of everything, with the readers' program in a folder."""

    def __init__(self, folder: Path, seconds: float, number: int) -> None:
        self._folder = folder
        self._program = build(folder)
        self._seconds = seconds
        self._round = number

    def plain(self, name: str, count: int) -> Iterator[Figures]:
        """A server with so many readers, steady and then saturated."""
        with CONTESTANTS[name](self._folder, deflate=False) as server:
            before = server.memory()
            with reading(self._program, server, count) as readers:
                steady = self._count(server, readers, STEADY_PER_SECOND)
                of: dict[str, Any] = {"server": name, "readers": count, "round": self._round}
                of["bytes_per_reader"] = (server.memory() - before) // count
                yield Figures(mode="steady", **of, **steady)
                yield Figures(mode="saturated", **of, **self._count(server, readers, 0))

    def compressed(self, name: str, count: int) -> Iterator[Figures]:
        """A server with readers that offer compression, saturated."""
        with CONTESTANTS[name](self._folder, deflate=True) as server:
            before = server.memory()
            with reading(self._program, server, count, deflate=True) as readers:
                self._count(server, readers, STEADY_PER_SECOND, seconds=0.5)
                of: dict[str, Any] = {"server": name, "readers": count, "round": self._round}
                of["bytes_per_reader"] = (server.memory() - before) // count
                yield Figures(mode="compressed", **of, **self._count(server, readers, 0))

    def stalled(self) -> Stalled:
        """Our server with healthy readers, alone and then beside some that never read."""
        with CONTESTANTS["ours"](self._folder, deflate=False) as server:
            windows = []
            for stalled in (0, STALLED):
                with reading(self._program, server, HEALTHY, stalled=stalled) as readers:
                    self._count(server, readers, 0, seconds=FILL)
                    windows.append(self._count(server, readers, STEADY_PER_SECOND)["window"])
        return Stalled(healthy=HEALTHY, stalled=STALLED, round=self._round, without=windows[0], beside=windows[1])

    def _count(
        self, server: Contestant, readers: Readers, rate: float, *, seconds: float | None = None
    ) -> dict[str, Any]:
        """Publish, and give the window that the readers counted and the server's CPU seconds meanwhile."""
        server.publish(rate)
        time.sleep(WARM)
        before = server.cpu()
        readers.begin()
        time.sleep(seconds or self._seconds)
        window = readers.end()
        cpu = server.cpu() - before
        server.stop()
        return {"window": window, "cpu": cpu}


def show(it: Figures | Stalled) -> None:
    if isinstance(it, Stalled):
        print(
            f"stalled    ours       {it.healthy:5} readers  p99 {it.without.p99:.2f} ms without, "
            f"{it.beside.p99:.2f} ms beside {it.stalled} that never read",
            flush=True,
        )
        return
    print(
        f"{it.mode:10} {it.server:10} {it.readers:5} readers  {it.deliveries:9.0f} deliveries/s  "
        f"{it.cpu_per_million:6.2f} CPU s/M  p50 {it.window.p50:7.2f} ms  p99 {it.window.p99:7.2f} ms  "
        f"{it.bytes_per_reader / 1024:5.1f} KB/reader  {it.window.lost} lost",
        flush=True,
    )


def run(chosen: argparse.Namespace, folder: Path) -> Iterator[Figures | Stalled]:
    for number in range(chosen.rounds):
        bench = Bench(folder, chosen.seconds, number)
        for count in chosen.readers:
            for name in chosen.servers:
                yield from bench.plain(name, count)
        for count in chosen.compressed:
            for name in chosen.servers:
                yield from bench.compressed(name, count)
        if chosen.stalled:
            yield bench.stalled()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument("--servers", nargs="+", default=list(CONTESTANTS), choices=list(CONTESTANTS))
    arguments.add_argument("--readers", nargs="*", type=int, default=[100, 1000, 2000], help="how many, in turn")
    arguments.add_argument("--compressed", nargs="*", type=int, default=[1000], help="how many that offer compression")
    arguments.add_argument("--stalled", action=argparse.BooleanOptionalAction, default=True, help="beside stalled ones")
    arguments.add_argument("--seconds", type=float, default=2.5, help="of counting, each time")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--out", type=Path, help="where all figures go as JSON")
    chosen, before = arguments.parse_args(), machine()
    check(chosen.servers)
    found = []
    with tempfile.TemporaryDirectory(prefix="fanout") as folder:
        for it in run(chosen, Path(folder)):
            show(it)
            found.append(it)
    if chosen.out:
        report = Report(
            machine=before,
            command=shlex.join(["python", "-m", "tests.bench.fanout", *_without_out(sys.argv[1:])]),
            figures=tuple(it for it in found if isinstance(it, Figures)),
            stalled=tuple(it for it in found if isinstance(it, Stalled)),
        )
        chosen.out.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")


def _without_out(words: list[str]) -> list[str]:
    """A command that does not say where its figures went."""
    at = words.index("--out") if "--out" in words else len(words)
    return words[:at] + words[at + 2 :]


if __name__ == "__main__":
    try:
        main()
    except MissingError as missing:
        sys.exit(str(missing))
