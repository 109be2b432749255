"""What the fan-out bench found, as it is kept in JSON."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import msgspec

from tests.bench.fanout.contestants import NODE_WS
from tests.bench.fanout.readers import Window

#: What all others are measured by.
MEASURE = "nchan"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """One server, one way of loading it, one round."""

    server: str
    mode: str  # steady, saturated, compressed
    readers: int
    round: int
    window: Window
    cpu: float  # seconds of the server's, within the window
    bytes_per_reader: int

    @property
    def deliveries(self) -> float:
        """Per second."""
        return self.window.messages / self.window.seconds

    @property
    def cpu_per_million(self) -> float:
        """Seconds of the server's CPU per million deliveries."""
        return self.cpu / max(self.window.messages, 1) * 1e6


class Stalled(msgspec.Struct, frozen=True, kw_only=True):
    """How late the healthy readers' messages were at a steady rate, without and with some that never read; one round."""

    healthy: int
    stalled: int
    round: int
    without: Window
    beside: Window


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the bench."""

    machine: dict[str, str]
    command: str
    figures: tuple[Figures, ...]
    stalled: tuple[Stalled, ...]

    def of(self, mode: str, readers: int, server: str) -> list[Figures]:
        """The rounds of one server."""
        return [it for it in self.figures if (it.mode, it.readers, it.server) == (mode, readers, server)]

    def median(self, rounds: Iterable[Figures], read: Callable[[Figures], float]) -> float:
        return statistics.median(read(it) for it in rounds)

    def ratio(self, rounds: Iterable[Figures], read: Callable[[Figures], float]) -> float | None:
        """To what nchan had in the same round; None if it was not there."""
        ratios = [
            read(it) / read(other)
            for it in rounds
            for other in self.of(it.mode, it.readers, MEASURE)
            if other.round == it.round
        ]
        return statistics.median(ratios) if ratios else None


def machine() -> dict[str, str]:
    """What the bench runs on, and how busy that was before it began."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{os.cpu_count()} cores, {model}",
        "memory": f"{memory:.0f} GiB",
        "system": f"Linux {platform.release().partition('-')[0]}",
        "load before": f"{os.getloadavg()[0]:.2f}",
        "Python": platform.python_version(),
        "websockets": version("websockets"),
        "aiohttp": version("aiohttp"),
        "nginx": _said("nginx", "-v").rpartition("/")[2],
        "nchan": _said("dpkg-query", "--show", "--showformat=${Version}", "libnginx-mod-nchan"),
        "Node": _said("node", "--version"),
        "ws": NODE_WS.partition("@")[2],
    }


def _said(program: str, *words: str) -> str:
    if not shutil.which(program):
        return "none"
    ended = subprocess.run([program, *words], capture_output=True, text=True, check=False)
    return (ended.stdout or ended.stderr).strip()
