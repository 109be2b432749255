"""Draws what the fan-out bench found, and writes its table into docs/performance.md.

python -m tests.bench.fanout.plots docs/plots/fanout.json
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import msgspec
from matplotlib import pyplot as plt

from tests.bench.fanout.figures import MEASURE, Figures, Report

PAGE = Path("docs/performance.md")
BEGIN, END = "<!-- fan-out: written by make load -->", "<!-- end of fan-out -->"
NAMES = {
    "ours": "ideabridge",
    "nchan": "nginx + nchan",
    "aiohttp": "aiohttp, send to each",
    "websockets": "websockets.broadcast",
    "node": "Node ws",
}
COLOURS = {"ours": "#005eb8", "nchan": "#768692", "aiohttp": "#aeb7bd", "websockets": "#ccd3d7", "node": "#e8edee"}
Read = Callable[[Figures], float]
PANELS: tuple[tuple[str, str, str, Read], ...] = (
    ("saturated", "Saturated: deliveries/s (log)", "log", lambda it: it.deliveries),
    ("steady", "20 messages/s: server CPU s per million", "linear", lambda it: it.cpu_per_million),
    ("steady", "20 messages/s: p99 lateness, ms", "linear", lambda it: it.window.p99),
    ("steady", "Server memory, KB per reader", "linear", lambda it: it.bytes_per_reader / 1024),
)


def draw(report: Report, path: Path) -> None:
    """Four panels: a group of bars for each number of readers, a bar for each server, its median as height."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "ideabridge", "font.size": 9}
    figure, axes = plt.subplots(2, 2, figsize=(9, 6), layout="constrained")
    for axis, (mode, title, scale, read) in zip(axes.flat, PANELS, strict=True):
        _panel(axis, report, mode, read)
        axis.set(title=title, yscale=scale)
        axis.set_ylim(bottom=1e4 if scale == "log" else 0)
    figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=5, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _panel(axis: Any, report: Report, mode: str, read: Read) -> None:
    counts = sorted({it.readers for it in report.figures if it.mode == mode})
    servers = [name for name in NAMES if report.of(mode, counts[0], name)]
    width = 0.84 / len(servers)
    for nth, name in enumerate(servers):
        heights = [report.median(report.of(mode, count, name), read) for count in counts]
        places = [at + (nth - (len(servers) - 1) / 2) * width for at in range(len(counts))]
        axis.bar(places, heights, width, label=NAMES[name], color=COLOURS[name], edgecolor="#425563", linewidth=0.4)
    axis.set_xticks(range(len(counts)), [f"{count:,} readers" for count in counts])
    axis.spines[["top", "right"]].set_visible(False)


def tables(report: Report) -> str:
    """The figures as Markdown: medians, and in brackets the median ratio to nchan in the same round."""
    rounds = 1 + max(it.round for it in report.figures)
    seconds = report.figures[0].window.seconds
    lines = [
        f"`{report.command}`: {rounds} rounds, {seconds:.1f} s each. "
        + ", ".join(f"{name} {value}" for name, value in report.machine.items())
        + ".",
        "",
        "| server | readers | saturated: deliveries/s | 20/s: CPU s per million | p50 ms | p99 ms | KB/reader |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for count, name, title in _rows(report, "steady"):
        saturated, steady = report.of("saturated", count, name), report.of("steady", count, name)
        cells = [
            _cell(report, saturated, lambda it: it.deliveries, ",.0f"),
            _cell(report, steady, lambda it: it.cpu_per_million, ".2f"),
            f"{report.median(steady, lambda it: it.window.p50):.2f}",
            _cell(report, steady, lambda it: it.window.p99, ".2f"),
            f"{report.median(steady, lambda it: it.bytes_per_reader / 1024):.1f}",
        ]
        lines.append(f"| {title} | {count:,} | {' | '.join(cells)} |")
    return "\n".join(lines + _compressed(report) + _stalled(report))


def _compressed(report: Report) -> list[str]:
    lines = ["", "Compression offered by every reader, saturated:", ""]
    lines += ["| server | readers | deliveries/s | CPU s per million | KB/reader |", "|---|---:|---:|---:|---:|"]
    for count, name, title in _rows(report, "compressed"):
        rounds = report.of("compressed", count, name)
        cells = [
            _cell(report, rounds, lambda it: it.deliveries, ",.0f"),
            _cell(report, rounds, lambda it: it.cpu_per_million, ".2f"),
            f"{report.median(rounds, lambda it: it.bytes_per_reader / 1024):.1f}",
        ]
        lines.append(f"| {title} | {count:,} | {' | '.join(cells)} |")
    return lines


def _stalled(report: Report) -> list[str]:
    if not report.stalled:
        return []
    one = report.stalled[0]
    rounds = " · ".join(f"{it.without.p99:.2f} → {it.beside.p99:.2f}" for it in report.stalled)
    told = f"p99 in ms of {one.healthy} readers at 20/s, alone → beside {one.stalled} that never read, in each round:"
    return ["", f"{told} {rounds}."]


def _rows(report: Report, mode: str) -> Iterator[tuple[int, str, str]]:
    """Readers, server and its title, for each that was measured that way."""
    for count in sorted({it.readers for it in report.figures if it.mode == mode}):
        for name, title in NAMES.items():
            if report.of(mode, count, name):
                yield count, name, title


def _cell(report: Report, rounds: list[Figures], read: Read, form: str) -> str:
    ratio = report.ratio(rounds, read)
    told = f"{report.median(rounds, read):{form}}"
    return told if ratio is None or rounds[0].server == MEASURE else f"{told} ({ratio:.2f}×)"


def main(found: Path) -> None:
    report = msgspec.json.decode(found.read_bytes(), type=Report)
    draw(report, found.with_suffix(".svg"))
    page = PAGE.read_text(encoding="utf-8")
    written = f"{BEGIN}\n{tables(report)}\n{END}"
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: written, page, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
