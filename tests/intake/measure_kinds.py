"""Prints how well the kind rules do on the gold set: `python -m tests.intake.measure_kinds [--dev]`.

The held half is for the reported figure only; `--dev` shows the other half with every wrong line, to learn from.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from bridge.intake.kind import classify
from bridge.records import Kind, Register

GOLD = Path(__file__).with_name("kinds.jsonl")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the gold set. `genre` is where such a line would stand: chat, session, review or forum.

    The second author wrote without knowing the rules, so the held lines of that half tell best how the rules generalise.
    """

    text: str
    kind: Kind
    register: Register
    genre: str
    held: bool = False
    author: int = 1


def gold() -> list[Line]:
    return [msgspec.json.decode(line, type=Line) for line in GOLD.read_bytes().splitlines()]


def idea_figures(pairs: Iterable[tuple[Kind, Kind]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the kind "idea" over (true, judged) pairs."""
    counts = Counter((true is Kind.IDEA, judged is Kind.IDEA) for true, judged in pairs)
    hits = counts[True, True]
    precision = hits / max(1, hits + counts[False, True])
    recall = hits / max(1, hits + counts[True, False])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="the development half, with every wrong line")
    dev = parser.parse_args().dev
    lines = [line for line in gold() if line.held is not dev]
    judged = [(line, classify(line.text, register=line.register)) for line in lines]
    for author, genre in itertools.product((1, 2), (*dict.fromkeys(line.genre for line in lines), "all")):
        pairs = [
            (line.kind, verdict.kind)
            for line, verdict in judged
            if line.author == author and genre in (line.genre, "all")
        ]
        precision, recall, f1 = idea_figures(pairs)
        right = sum(true is kind for true, kind in pairs)
        print(
            f"author {author}  {genre:8} idea P {precision:.3f} R {recall:.3f} F1 {f1:.3f}   "
            f"all kinds right {right}/{len(pairs)}"
        )
    confusion = Counter((line.kind, verdict.kind) for line, verdict in judged)
    print("\ntrue \\ judged " + "".join(f"{kind.value:>11}" for kind in Kind))
    for true in Kind:
        print(f"{true.value:14}" + "".join(f"{confusion[true, kind]:11}" for kind in Kind))
    if dev:
        for line, verdict in judged:
            if line.kind is not verdict.kind:
                print(f"{line.genre:8}{line.kind.value:>10} → {verdict.kind.value:10} {line.text}   [{verdict.why}]")
    print(f"\n{speed([line.text for line in lines]):,.0f} texts/s on one core")


def speed(texts: list[str]) -> float:
    began = time.process_time()
    for _ in range(20):
        for text in texts:
            classify(text)
    return 20 * len(texts) / (time.process_time() - began)


if __name__ == "__main__":
    main()
