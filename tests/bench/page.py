"""Writes what was measured into docs/performance.md: `python -m tests.bench.page`.

Reads docs/plots/{path,start,flame,beside,group,rivals,documents,soak,networks}.json, those that are there; a section keeps what it had when its file is
missing. No figure is typed by hand. The words around the figures stand in the page itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import msgspec
from matplotlib import pyplot as plt

from tests.bench.beside import Beside
from tests.bench.documents import Read
from tests.bench.flame import Where
from tests.bench.path import Figures, Most, Passage
from tests.bench.rivals import Run
from tests.bench.start import Starts
from tests.load.networks import Heard
from tests.load.soak import ACK_P99, CUT, GROWTH, SEEN_P99, Soaked

PAGE = Path("docs/performance.md")
PLOTS = Path("docs/plots")
TITLES = {"sqlite": "embedded (sqlite)", "redis": "Redis, every write flushed"}


def the_path(found: Figures) -> Iterator[str]:
    yield ", ".join(f"{name} {value}" for name, value in _machine(found)) + "."
    yield ""
    yield "| store | serves | posts/s | on disk p50 | p99 | seen by each of the readers p50 | p99 | by the slowest p50 | p99 |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield from map(_passage, found.passages)
    yield ""
    readers = {it.readers for it in found.passages}
    yield f"Milliseconds from a post's arrival at its worker; {', '.join(map(str, readers))} readers on sockets."
    yield ""
    yield "| store | serves | contributions/s acked | for a CPU second of serve | busiest thread | MiB after so many |"
    yield "|---|---:|---:|---:|---:|---:|"
    yield from map(_most, found.ceilings)


def _machine(found: Figures) -> Iterator[tuple[str, str]]:
    for name in ("processor", "memory", "system", "load before", "Python", "websockets"):
        yield name, found.machine[name]


def _passage(it: Passage) -> str:
    seen = it.seen
    figures = (it.ack_p50, it.ack_p99, seen.p50, seen.p99, seen.slowest_p50, seen.slowest_p99)
    return f"| {TITLES[it.store]} | {it.serves} | {it.rate:.0f} | " + " | ".join(f"{at:.1f}" for at in figures) + " |"


def _most(it: Most) -> str:
    of = it.ceiling
    return (
        f"| {TITLES[it.store]} | {it.serves} | {of.per_second:,.0f} | {of.per_cpu_second:,.0f} | {of.loop_share:.0%} |"
        f" {of.rss_mib:.0f} after {of.contributions:,} |"
    )


def starting(found: Starts) -> Iterator[str]:
    yield f"Medians of fresh processes, fastest to slowest in brackets; load before {found.machine['load before']}."
    yield ""
    yield "| store | contributions | ideas | events | ready after s | memory MiB | bytes a contribution | an event of 1,000 fetched in |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for store in dict.fromkeys(it.store for it in found.starts):
        of = [it for it in found.starts if it.store == store]
        took = sorted(it.seconds for it in of)
        yield (
            f"| {TITLES[store]} | {of[0].contributions:,} | {of[0].ideas:,} | {of[0].events:,} |"
            f" {_median(iter(took)):.1f} ({took[0]:.1f}–{took[-1]:.1f}) | {_median(it.rss_after for it in of):.0f} |"
            f" {_median(it.bytes_each for it in of):.0f} | {_median(it.fetch_ms for it in of):.0f} ms |"
        )


def where_time_goes(found: Where) -> Iterator[str]:
    yield f"{found.samples:,} samples of a serve that took in {found.ceiling.per_second:,.0f} contributions/s:"
    yield ""
    yield "| room | share |"
    yield "|---|---:|"
    for room, share in found.rooms.items():
        if share >= 0.005:
            yield f"| {room} | {share:.0%} |"


def then_and_now(found: Beside) -> Iterator[str]:
    rounds = len(found.rounds) // len(found.per_second)
    yield f"Beside commit `{found.commit[:12]}` ({found.subject}), {rounds} rounds in turns, medians:"
    yield ""
    yield "| mix | then: for a CPU second | now | ratio | then: acked/s | now | ratio |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for mix, ratio in found.per_cpu_second.items():
        of = [it for it in found.rounds if it.mix == mix]
        cpu = (_median(it.then.per_cpu_second for it in of), _median(it.now.per_cpu_second for it in of))
        wall = (_median(it.then.per_second for it in of), _median(it.now.per_second for it in of))
        yield (
            f"| {mix}, {of[0].now.contributions:,} | {cpu[0]:,.0f} | {cpu[1]:,.0f} | {ratio:.2f}× |"
            f" {wall[0]:,.0f} | {wall[1]:,.0f} | {found.per_second[mix]:.2f}× |"
        )


def _median(values: Iterator[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def grouping(found: list[dict[str, float]]) -> Iterator[str]:
    yield "Grouping alone, every text a new idea:"
    yield ""
    yield "| texts | a second | at the end | p50 | p99 | MB |"
    yield "|---:|---:|---:|---:|---:|---:|"
    for it in found:
        yield (
            f"| {it['items']:,.0f} | {it['per_second']:,.0f} | {it['per_second_at_the_end']:,.0f} |"
            f" {it['p50_ms']:.2f} ms | {it['p99_ms']:.2f} ms | {it['mb']:.0f} |"
        )


def rivalling(found: list[Run]) -> Iterator[str]:
    yield "Beside what else could do it, medians of rounds in turns; the ratio is ours to theirs for a CPU second within a round:"
    yield ""
    yield "| texts | by | a second | for a CPU second | ours is | p50 | p99 | MB | copies with two slips found |"
    yield "|---:|---|---:|---:|---:|---:|---:|---:|---:|"
    for items, name in dict.fromkeys((it.items, it.name) for it in found):
        of = [it for it in found if (it.items, it.name) == (items, name)]
        ours = {it.round: it.per_cpu_second for it in found if (it.items, it.name) == (items, "ours")}
        ratio = _median(ours[it.round] / it.per_cpu_second for it in of)
        yield (
            f"| {items:,} | {name} | {_median(it.per_second for it in of):,.0f} |"
            f" {_median(it.per_cpu_second for it in of):,.0f} | {f'{ratio:.2f}×' if name != 'ours' else ''} |"
            f" {_median(it.p50_ms for it in of):.3f} ms | {_median(it.p99_ms for it in of):.3f} ms |"
            f" {_median(it.mb for it in of):,.0f} | {_median(it.found for it in of):.3f} |"
        )


def draw_rivals(found: list[Run]) -> None:
    """How the cost of one more text grows with those that are there."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "ideabridge", "font.size": 9}
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    colours = dict(
        zip(("ours", "rensa", "datasketch", "first design"), ("#005eb8", "#d5281b", "#768692", "#ed8b00"), strict=True)
    )
    for name, colour in colours.items():
        of = [it for it in found if it.name == name]
        sizes = sorted({it.items for it in of})
        for axis, told in zip(axes, ("per_cpu_second", "p99_ms"), strict=True):
            medians = [_median(getattr(it, told) for it in of if it.items == items) for items in sizes]
            axis.plot(sizes, medians, color=colour, marker="o", markersize=3, label=name)
    alone = msgspec.json.decode((PLOTS / "group.json").read_bytes(), type=list[dict[str, float]])
    for axis, told in zip(axes, ("per_cpu_second", "p99_ms"), strict=True):
        axis.plot(
            [it["items"] for it in alone],
            [it[told] for it in alone],
            color=colours["ours"],
            linestyle=":",
            marker="o",
            markersize=3,
            label="ours, with nothing beside it",
        )
    for axis, title in zip(axes, ("texts for a CPU second", "p99 of the last 10,000, ms"), strict=True):
        axis.set(xlabel="texts", ylabel=title, xscale="log", ylim=(0, None))
        axis.spines[["top", "right"]].set_visible(False)
    axes[1].legend(frameon=False, loc="upper left")
    figure.savefig(PLOTS / "group.svg", metadata={"Date": None})


def reading(found: list[Read]) -> Iterator[str]:
    yield f"A made-up meeting of three hours, {found[0].turns:,} turns of 60 words; a process for each row, medians:"
    yield ""
    yield "| file | step | seconds | MiB beside the program |"
    yield "|---|---|---:|---:|"
    for it in found:
        yield f"| {it.file}, {it.kilobytes:,} KB | {it.step} | {it.seconds:.2f} | {it.mib:.0f} |"


def soaking(it: Soaked) -> Iterator[str]:
    asked = it.asked
    cut = "never" if None in it.cut_after else f"{max(filter(None, it.cut_after), default=0):.1f} s"
    said = max(1.0, asked.rate * (asked.seconds - asked.warm_up))
    yield (
        f"{asked.rate:.0f} contributions/s for {asked.seconds / 60:g} minutes, {asked.feeds} feeds, of which {asked.stuck}"
        f" never read and one was stopped for {asked.stopped_for:.0f} s; {it.ideas:,} ideas. serve used {it.cpu:.0%} of a core."
    )
    yield ""
    yield "| promise | at most | measured |"
    yield "|---|---:|---:|"
    yield f"| p99 from a post's arrival to its ack | {ACK_P99:.0f} ms | {it.ack_p99:.1f} ms |"
    yield f"| p99 until healthy readers have seen it | {SEEN_P99:.0f} ms | {it.seen_p99:.1f} ms |"
    yield (
        f"| growth of serve after {asked.warm_up:.0f} s | {GROWTH:.0f} MiB | {it.rss_end - it.rss_warm:+.0f} MiB"
        f" ({it.rss_warm:.0f} → {it.rss_end:.0f}; {(it.rss_end - it.rss_warm) * 2**20 / said:.0f} bytes a contribution) |"
    )
    yield f"| a stuck reader is cut after | {CUT:.0f} s | {cut} |"
    yield f"| said, and in the store | all | {it.stored:,} of {it.said:,} |"
    yield f"| readers that do not have what the store has, or had a change twice or out of order | 0 | {len(it.lost)} |"
    yield ""
    yield "Missed: " + ("; ".join((*it.lost, *it.missed)) or "nothing") + "."


def hearing(it: Heard) -> Iterator[str]:
    yield (
        f"{it.asked.rate:.0f} posts/s for {it.asked.seconds / 60:g} minutes and {it.reposts:,} reposts besides;"
        f" {it.machine['cores']} cores, load before {it.machine['load before']}, Python {it.machine['Python']}. The last"
        f" post was said {it.behind:.2f} s late."
    )
    yield ""
    yield "| said | stored | rejected | lost | said → seen on the feed p50 | p99 | at most |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    yield (
        f"| {it.said:,} | {it.stored:,} | {it.rejected} | {it.lost} | {it.seen_p50:.0f} ms | {it.seen_p99:.0f} ms |"
        f" {it.seen_most:.0f} ms |"
    )
    yield ""
    yield "| process | of a core | MiB at the start | in the middle | at the end |"
    yield "|---|---:|---:|---:|---:|"
    for name, cpu, rss in (("listen", it.cpu_listen, it.rss_listen), ("serve", it.cpu_serve, it.rss_serve)):
        yield f"| {name} | {cpu:.0%} | {' | '.join(f'{mib:.0f}' for mib in rss)} |"


def draw_soak(it: Soaked) -> None:
    """Serve's memory over the run."""
    mpl.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "ideabridge", "font.size": 9}
    figure, axis = plt.subplots(figsize=(9, 2.6), layout="constrained")
    axis.plot([at / 60 for at, _ in it.rss], [mib for _, mib in it.rss], color="#005eb8")
    axis.axvline(it.asked.warm_up / 60, color="#768692", linewidth=0.8, linestyle="--")
    axis.set(xlabel="minutes", ylabel="MiB of serve", ylim=(0, None), xlim=(0, None))
    axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(PLOTS / "soak.svg", metadata={"Date": None})


SECTIONS: tuple[tuple[str, Any, Callable[[Any], Iterator[str]]], ...] = (
    ("path", Figures, the_path),
    ("start", Starts, starting),
    ("flame", Where, where_time_goes),
    ("beside", Beside, then_and_now),
    ("group", list[dict[str, float]], grouping),
    ("rivals", list[Run], rivalling),
    ("documents", list[Read], reading),
    ("soak", Soaked, soaking),
    ("networks", Heard, hearing),
)
DRAWN: dict[str, Callable[[Any], None]] = {"soak": draw_soak, "rivals": draw_rivals}


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, shape, told in SECTIONS:
        path = PLOTS / f"{name}.json"
        if not path.exists():
            continue
        found = msgspec.json.decode(path.read_bytes(), type=shape)
        begin, end = f"<!-- {name}: written by tests.bench.page -->", f"<!-- end of {name} -->"
        written = "\n".join((begin, *told(found), end))
        before, found_begin, rest = page.partition(begin)
        _, found_end, after = rest.partition(end)
        assert found_begin, f"docs/performance.md has no place for {name}"
        assert found_end, f"docs/performance.md has no end of {name}"
        page = f"{before}{written}{after}"
        if name in DRAWN:
            DRAWN[name](found)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
