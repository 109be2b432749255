"""Prints what the rules make of all pairs, for the half by which they may be tuned and for the half that is held out.

`python -m tests.ideas.judged [--explain [KIND]]`; --explain prints what failed, of the tuning half only.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from statistics import fmean

from tests.ideas.judged.judging import Judged, Set, judge, plain, precision, reached, recall, share

Half = Sequence[Judged]
Figure = Callable[[Half], float]


def main() -> None:
    """The tables, then what failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.ideas.judged", description=__doc__)
    parser.add_argument("--explain", nargs="?", const="", metavar="KIND", help="print what failed, of this kind only")
    explained = parser.parse_args().explain
    judged = judge()
    tuning = [each for each in judged if not each.pair.base.is_held_out]
    held = [each for each in judged if each.pair.base.is_held_out]
    if explained is None:
        report(tuning, held)
    else:
        explain(tuning, explained)


def report(tuning: Half, held: Half) -> None:
    """All figures, by set and kind."""
    print(f"{'':42}{'pairs':>12}{'tuning':>10}{'held out':>10}")
    halves = [(_of(tuning, name), _of(held, name)) for name in Set]
    edited, flips, natural, near = halves
    _row("EDITED COPIES  precision of joins", edited, precision)
    same = (_same(edited[0]), _same(edited[1]))
    _row("  the same against flips and all else", (tuning, held), precision)
    _row("  joined (recall)", same, recall)
    _row("  joined or suggested", same, reached)
    _row("  a plain threshold, joined", edited, lambda half: plain(half, precision(half))[2])
    own = (_own(edited[0]), _own(edited[1]))
    _row("  with words of its own: joined", own, _joined)
    _row("  with words of its own: suggested", own, _suggested)
    for kind in _kinds(edited):
        half = (_kind(edited[0], kind), _kind(edited[1], kind))
        if half[0] and half[0][0].pair.says_the_same:
            _row(f"    {kind}: joined", half, recall)
            _row(f"    {kind}: joined or suggested", half, reached)
        else:
            _row(f"    {kind}: joined (wrong)", half, _joined)
    _row("FLIPS  joined (wrong)", flips, _joined)
    _row("  suggested", flips, _suggested)
    _row("  a plain threshold that joins as many edits", (tuning, held), _plain_flips)
    for kind in _kinds(flips):
        _row(f"    {kind}", (_kind(flips[0], kind), _kind(flips[1], kind)), _joined)
    _row("NATURAL PAIRS  precision of joins", natural, precision)
    _row("  joined (recall)", natural, recall)
    _row("  joined or suggested", natural, reached)
    _row("  a plain threshold, joined", natural, lambda half: plain(half, precision(half))[2])
    for kind in _kinds(natural):
        half = (_kind(natural[0], kind), _kind(natural[1], kind))
        _row(f"    {kind}: joined", half, _joined)
        _row(f"    {kind}: suggested", half, _suggested)
        _row(f"    {kind}: with no word of a difference", half, lambda half: share(half, lambda each: each.as_alike))
    _row("NEIGHBOURS  joined (wrong)", near, _joined)
    _row("  suggested", near, _suggested)
    _row("ALL  joined to another idea than its own", (tuning, held), lambda half: share(half, lambda each: each.astray))
    everything = (tuning, held)
    _row("  a plain threshold at our precision over all", everything, lambda half: plain(half, precision(half))[2])
    _row("  ours: joined (recall)", everything, recall)


def explain(tuning: Half, kind: str) -> None:
    """What is not as it should be, the wrong joins first."""
    for each in sorted(tuning, key=lambda each: (_severity(each), each.pair.set, each.pair.kind)):
        if _severity(each) < 3 and kind in {"", each.pair.kind, each.pair.set.value}:
            said = ("JOINED", "MISSED", "only suggested")[_severity(each)]
            print(f"{said} [{each.pair.set}, {each.pair.kind}] {each.why}\n  {each.pair.base.text}\n  {each.pair.text}")


def _severity(each: Judged) -> int:
    same = each.pair.says_the_same
    if each.astray or (each.joined and not same):
        return 0
    if not same or each.joined or (each.pair.set is Set.NATURAL and each.suggested):
        return 3
    return 2 if each.suggested else 1


def _row(name: str, halves: tuple[Half, Half], figure: Figure) -> None:
    counts = "+".join(str(len(half)) for half in halves)
    print(f"{name:<46}{counts:>12}" + "".join(f"{figure(half):>10.4f}" for half in halves))


def _joined(half: Half) -> float:
    return share(half, lambda each: each.joined or each.astray)


def _suggested(half: Half) -> float:
    return share(half, lambda each: each.suggested)


def _plain_flips(half: Half) -> float:
    """Flips that a plain threshold joins when it joins as many edited copies as we do."""
    same = sorted((each.likeness for each in _same(_of(half, Set.EDITS))), reverse=True)
    bar = same[round(recall(_of(half, Set.EDITS)) * len(same)) - 1]
    return fmean(each.likeness >= bar for each in _of(half, Set.FLIPS))


def _of(half: Half, name: Set) -> Half:
    return [each for each in half if each.pair.set is name]


def _kind(half: Half, kind: str) -> Half:
    return [each for each in half if each.pair.kind == kind]


def _kinds(halves: tuple[Half, Half]) -> list[str]:
    return sorted({each.pair.kind for half in halves for each in half})


def _same(half: Half) -> Half:
    return [each for each in half if each.pair.says_the_same]


def _own(half: Half) -> Half:
    return [each for each in half if not each.pair.says_the_same]


if __name__ == "__main__":
    main()
