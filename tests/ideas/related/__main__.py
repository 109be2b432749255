"""How well and how fast related ideas are found: `python -m tests.ideas.related --items 10000 100000`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from bridge.ideas.canonical import tokens
from bridge.ideas.related import Related
from bridge.ideas.topics import FIELDS
from bridge.ideas.walks import SETTINGS, WALKS
from tests.bench.group import Texts
from tests.ideas.related.judging import CAMPAIGNS, ideas, report

ASKED = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, nargs="*", default=[])
    asked = parser.parse_args()
    for line in report():
        print(line)
    for count in asked.items:
        print(f"{count:,} ideas: {_speed(count)}")


def _made_up() -> Iterator[str]:
    """Two thirds words that fields or groups know by Zipf's frequencies, more than people use, and a third made-up ones."""
    chance, made = Random(5), Texts(7)
    known = sorted({*f"{FIELDS} {SETTINGS} {WALKS}".split(), *(word for it in ideas() for word in tokens(it.text))})
    chance.shuffle(known)
    often = list(accumulate(1 / (rank + 20) for rank in range(len(known))))
    while True:
        words = chance.choices(known, cum_weights=often, k=chance.randint(4, 9)) + made.words(chance.randint(2, 6))
        chance.shuffle(words)
        yield " ".join(words)


def _speed(count: int) -> str:
    texts = [text for text, _ in zip(_made_up(), range(count), strict=False)]
    before, began = _resident(), time.perf_counter()
    index = Related()
    for at, text in enumerate(texts):
        index.add(f"i-{at:032x}", text, scope=CAMPAIGNS[at % 2])
    filled, grown = time.perf_counter() - began, _resident() - before
    took, worked = [], []
    for at in Random(9).sample(range(count), ASKED):
        began, idle = time.perf_counter(), time.process_time()
        index.near(f"i-{at:032x}", scope=CAMPAIGNS[at % 2], within=CAMPAIGNS, limit=10)
        took.append(1_000 * (time.perf_counter() - began))
        worked.append(1_000 * (time.process_time() - idle))
    took.sort()
    worked.sort()
    return (
        f"filled in {filled:.1f} s, {grown:.0f} MB; ten nearest p50 {took[ASKED // 2]:.1f} ms,"
        f" p99 {took[ASKED * 99 // 100]:.1f} ms, longest {took[-1]:.1f} ms;"
        f" of the processor p50 {worked[ASKED // 2]:.1f} ms, p99 {worked[ASKED * 99 // 100]:.1f} ms"
    )


def _resident() -> float:
    """Megabytes that the process has, where Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
