"""Prints what the rules make of pairs in eight manners of speaking, beside likenesses with a threshold.

`python -m tests.ideas.natural [--explain [MANNER]]`; --explain prints what failed, of the tuning half only.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.ideas.natural import rivals
from tests.ideas.natural.judging import (
    Judged,
    contraries_joined,
    judge,
    judged,
    others_joined,
    precision,
    reached,
    recall,
)
from tests.ideas.natural.sheets import tripping


def main() -> None:
    """The tables, or what failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.ideas.natural", description=__doc__)
    parser.add_argument(
        "--explain", nargs="?", const="", metavar="MANNER", help="print what failed, of this manner only"
    )
    explained = parser.parse_args().explain
    every = judge()
    halves = {held: [each for each in every if each.pair.is_held_out is held] for held in (False, True)}
    if explained is None:
        for held, half in halves.items():
            report("HELD OUT" if held else "TUNING", half)
        tripped = [each for each in map(judged, tripping()) if each.joined]
        print(f"\nwritten to trip the rules: {len(tripped)} of {len(tripping())} joined")
    else:
        explain(halves[False], explained)


def report(name: str, half: Sequence[Judged]) -> None:
    """All figures of a half, by manner, and what the rivals reach on it at our precision."""
    print(f"\n{name:<14}{'pairs':>8}{'precision':>11}{'recall':>8}{'reached':>9}{'contrary':>10}{'other':>8}")
    for manner in [*sorted({each.pair.manner for each in half}), "all"]:
        some = [each for each in half if manner in {each.pair.manner, "all"}]
        figures = (precision(some), recall(some), reached(some), contraries_joined(some), others_joined(some))
        print(f"{manner:<14}{len(some):>8}" + "{:>11.3f}{:>8.3f}{:>9.3f}{:>10.3f}{:>8.3f}".format(*figures))
    least = precision(half)
    for rival, like in rivals.RIVALS.items():
        best = rivals.reached([each.pair for each in half], like, least)
        print(f"  {rival}, as precise: recall {best.recall:.3f} (from {best.threshold:.3g})")


def explain(tuning: Sequence[Judged], manner: str) -> None:
    """The wrong joins, then what did not join though it says the same."""
    for each in sorted(tuning, key=lambda each: (each.pair.says_the_same, each.pair.manner)):
        if each.joined != each.pair.says_the_same and manner in {"", each.pair.manner}:
            said = "MISSED" if each.pair.says_the_same else "JOINED"
            print(f"{said} [{each.pair.manner}] {each.why}\n  {each.pair.one}\n  {each.pair.other}")


if __name__ == "__main__":
    main()
