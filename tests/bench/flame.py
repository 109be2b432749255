"""Where serve's time goes at its ceiling: a flame graph and the share of each room. `make bench` draws docs/plots/flame.svg.

py-spy samples the running process from outside; only samples in which a thread was at work count. A room's share is
that of the samples whose deepest frame of our own code is in it: what the libraries do for it is its own. The drawing is
ours: wide is much time, up is deeper, no script; hover for the figures.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

import msgspec

from tests.bench.ceiling import Ceiling, frames_of, measure
from tests.load.stage import serving

INSTALL = "py-spy is not here: make .venv/.load installs it"
HERTZ = 250
#: Pixels: of the drawing, of a line, of a letter, and of the narrowest frame that is drawn.
WIDTH, LINE, LETTER, NARROWEST = 1200, 17, 6.6, 1.5
#: What a room is painted in.
COLOURS = {
    "ideas": "#f2a65a",
    "projection": "#eec170",
    "push": "#8fb8de",
    "store": "#9ac2a0",
    "feed": "#b79ad1",
    "web": "#d6a2ad",
    "workers": "#e3d985",
    "records": "#cfcfcf",
}
LIBRARY = "#e4e4e4"
_ROOM = re.compile(r"\((?:\S*/)?(?:bridge/(\w+)/|(workers)/|bridge/(records)\.py)")


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where the time went: the shares of rooms, and of the functions that were on the stack most, below the desk."""

    samples: int
    rooms: dict[str, float]
    functions: dict[str, float]
    ceiling: Ceiling


class Frame:
    """A function as called from one place: how many samples were in it, and what it called."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.samples = 0
        self.calls: dict[str, Frame] = {}

    def add(self, stack: Sequence[str], samples: int) -> None:
        self.samples += samples
        if stack:
            self.calls.setdefault(stack[0], Frame(stack[0])).add(stack[1:], samples)

    def depth(self) -> int:
        return 1 + max((call.depth() for call in self.calls.values()), default=0)


def sampled(mix: str, count: int) -> tuple[Counter[tuple[str, ...]], Ceiling]:
    """Sample a serve at its ceiling; stacks from the loop's (or a thread's) own work on, with how often each was met."""
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent)) or shutil.which("py-spy")
    if spy is None:
        raise SystemExit(INSTALL)
    frames = frames_of(mix, count, seed=3)
    with tempfile.TemporaryDirectory(prefix="ideabridge-flame-") as name, serving(Path(name)) as (bridge,):
        folded = Path(name) / "folded"
        to = ["--output", str(folded), "--pid", str(bridge.process.pid)]
        spying = subprocess.Popen(
            [spy, "record", "--format", "raw", "--function", "--rate", str(HERTZ), "--duration", "600", *to],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        ceiling = measure([bridge], [frames])
        spying.send_signal(signal.SIGINT)
        spying.wait(60)
        return _stacks(folded.read_text()), ceiling


def _stacks(folded: str) -> Counter[tuple[str, ...]]:
    stacks: Counter[tuple[str, ...]] = Counter()
    for line in folded.splitlines():
        stack, _, samples = line.rpartition(" ")
        frames = stack.split(";")
        root = "the event loop" if any("_run_once" in frame for frame in frames) else "threads of the store"
        start = next((at for at, frame in enumerate(frames, 1) if frame.startswith(("Handle._run", "_WorkItem"))), 0)
        if start:
            stacks[root, *frames[start:]] += int(samples)
    return stacks


def room_of(frame: str) -> str:
    """The room that a frame is in; empty for a library's."""
    found = _ROOM.search(frame)
    return next(filter(None, found.groups()), "") if found else ""


def where(stacks: Mapping[tuple[str, ...], int], ceiling: Ceiling) -> Where:
    """The shares, widest first."""
    rooms: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for stack, samples in stacks.items():
        rooms[next(filter(None, map(room_of, reversed(stack))), "") or "asyncio, websockets"] += samples
        for frame in {frame for frame in stack if room_of(frame)}:
            functions[frame] += samples
    total = sum(stacks.values())
    return Where(
        samples=total,
        rooms={room: samples / total for room, samples in rooms.most_common()},
        functions={frame: samples / total for frame, samples in functions.most_common(25)},
        ceiling=ceiling,
    )


def drawn(stacks: Mapping[tuple[str, ...], int], title: str) -> str:
    """The flame graph as SVG."""
    root = Frame(title)
    for stack, samples in sorted(stacks.items()):
        root.add(stack, samples)
    rectangles = list(_rectangles(root, 0, 0, WIDTH / root.samples, root.samples))
    lines = 1 + max(line for line, _ in rectangles)
    height = (lines + 2) * LINE
    body = "\n".join(text.replace("Y", f"{height - (line + 2) * LINE}", 1) for line, text in rectangles)
    legend = "".join(
        f'<text x="{8 + 110 * nth}" y="{height - 5}"><tspan fill="{colour}" stroke="#555" stroke-width=".4">■</tspan> {room}</text>'
        for nth, (room, colour) in enumerate({**COLOURS, "libraries": LIBRARY}.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>\n{body}\n{legend}</svg>\n'
    )


def _rectangles(frame: Frame, line: int, x: float, scale: float, total: int) -> Iterator[tuple[int, str]]:
    """Each frame that is wide enough to be seen, with the line it is on, from the bottom."""
    width = frame.samples * scale
    if width < NARROWEST:
        return
    name = frame.name.split(" (")[0]
    shown = escape(name[: int(width / LETTER)]) if width > 25 else ""
    colour = COLOURS.get(room_of(frame.name), LIBRARY)
    said = escape(f"{frame.name}: {frame.samples / total:.1%}")
    text = f'<text x="{x + 2:.1f}" y="12.5">{shown}</text>' if shown else ""
    yield (
        line,
        (
            f'<g transform="translate(0 Y)"><title>{said}</title><rect x="{x:.1f}" width="{width - 0.3:.1f}"'
            f' height="{LINE - 1}" fill="{colour}"/>{text}</g>'
        ),
    )
    for call in frame.calls.values():
        yield from _rectangles(call, line + 1, x, scale, total)
        x += call.samples * scale


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=60_000, help="contributions to push")
    parser.add_argument("--mix", default="rehearsed")
    parser.add_argument("--svg", type=Path, help="draw it here")
    parser.add_argument("--json", type=Path, help="write the shares here")
    asked = parser.parse_args(arguments)
    stacks, ceiling = sampled(asked.mix, asked.count)
    found = where(stacks, ceiling)
    print(f"{found.samples:,} samples at {ceiling.per_second:,.0f} contributions/s ({asked.mix} mix)")
    print("  " + ", ".join(f"{room} {share:.0%}" for room, share in found.rooms.items()))
    for frame, share in found.functions.items():
        print(f"  {share:6.1%} {frame}")
    if asked.svg:
        title = f"one serve at {ceiling.per_second:,.0f} contributions/s, the rehearsal's mix"
        asked.svg.write_text(drawn(stacks, title), encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps(msgspec.to_builtins(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
