"""Pairs of sentences that are no ideas: captions, headlines and short posts, each with whether it says the same.

`python -m tests.ideas.judged.captions` prints what the rules make of them, and what a plain threshold would.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Decision, Outcome
from bridge.records import Kind
from tests.ideas.judged.judging import likeness

CAPTIONS = Path(__file__).parent / "captions.txt"


class Caption(NamedTuple):
    """Two sentences. `stands` is "=" if they say the same, "x" if the second contradicts the first, "~" otherwise."""

    stands: str
    one: str
    other: str

    @property
    def says_the_same(self) -> bool:
        return self.stands == "="

    @property
    def decision(self) -> Decision:
        """What becomes of the second, said after the first."""
        grouper = Grouper()
        grouper.place("one", self.one, Kind.IDEA)
        return grouper.place("other", self.other, Kind.IDEA)

    @property
    def joins(self) -> bool:
        return self.decision.outcome in {Outcome.JOINED, Outcome.SUPPORT}


def captions() -> list[Caption]:
    """All of them."""
    lines = [line for line in CAPTIONS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Caption(line[0], *line[2:].split(" | ")) for line in lines]


def plainly(every: list[Caption], least: float) -> float:
    """How many that say the same a plain threshold would join (0-1) where it is so precise, or more."""
    ranked = sorted(every, key=lambda each: -likeness(each.one, each.other))
    same, best, right = sum(each.says_the_same for each in ranked), 0, 0
    for place, each in enumerate(ranked, 1):
        right += each.says_the_same
        if right / place >= least:
            best = right
    return best / same


def main() -> None:
    """What is not as it should be, then the figures."""
    every = captions()
    joined = [each for each in every if each.joins]
    for each in every:
        if each.says_the_same != (each in joined):
            print(f"{'JOINED' if each in joined else 'MISSED'} {each.one} | {each.other}: {each.decision.why}")
    right = sum(each.says_the_same for each in joined)
    print(f"precision {right / max(1, len(joined)):.4f} of {len(joined)}")
    print(f"recall {right / sum(each.says_the_same for each in every):.4f}")
    print(f"contradictions joined {sum(each.stands == 'x' for each in joined)}")
    print(f"a plain threshold as precise: recall {plainly(every, right / max(1, len(joined))):.4f}")


if __name__ == "__main__":
    main()
