"""Prints how many of those at risk are found, and how many others are held: `python -m tests.intake.measure_safety`.

`--dev` shows every wrong line that the rules were mended with: half of the first list, all of the fresh one.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bridge.intake.cues.safety import at_risk
from bridge.intake.kind import plain_sentences
from tests.intake.identifiers import clean

SAFETY = Path(__file__).with_name("safety")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up sentence, and of what kind it is: a kind of risk, or of what only looks like one."""

    kind: str
    text: str

    @property
    def held_out(self) -> bool:
        """Whether it is in the half of the first list that the rules were not mended with."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


def said(name: str) -> Iterator[Said]:
    for line in (SAFETY / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, _, text = line.partition(": ")
            yield Said(kind=kind, text=text)


def is_risk(text: str) -> bool:
    return any(map(at_risk, plain_sentences(text)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="show the wrong lines that may be learnt from")
    dev = parser.parse_args().dev
    for name in ("first_at_risk", "fresh_at_risk", "first_not_at_risk", "fresh_not_at_risk"):
        lines = list(said(name))
        halves = {"": lines}
        if name.startswith("first"):
            halves = {
                it: [line for line in lines if line.held_out is (it == "held out")] for it in ("mended", "held out")
            }
        for half, those in halves.items():
            of, found = Counter(line.kind for line in those), Counter(it.kind for it in those if is_risk(it.text))
            kinds = "  ".join(f"{kind} {found[kind]}/{number}" for kind, number in of.items())
            print(f"{name} {half} {found.total()}/{len(those)} = {found.total() / len(those):.3f}   {kinds}")
            if dev and half != "held out":
                print(*(f"    {it.text}" for it in those if is_risk(it.text) is ("not" in name)), sep="\n")
    print(f"{speed([plain_sentences(text) for text in clean.sentences()]):.1f} µs for an ordinary text")


def speed(texts: list[list[str]]) -> float:
    """Microseconds of the processor for one text, the best of five times."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for text in texts:
            any(map(at_risk, text))
        best = min(best, time.process_time() - began)
    return best / len(texts) * 1e6


if __name__ == "__main__":
    main()
