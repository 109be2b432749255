"""An earlier commit beside the present tree, in turns, by this tree's bench: `python -m tests.bench.beside COMMIT`.

Ratios inside a round are free of what the machine does meanwhile, as far as anything is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import msgspec

from tests.bench.ceiling import Ceiling
from tests.running import ROOT

#: What an earlier tree is measured with, and what git does not keep.
OURS = ("tests/bench/chat.py", "tests/bench/ceiling.py", "tests/bench/group.py", "bridge/web/static/vendor")


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one mix: then, and now."""

    mix: str
    then: Ceiling
    now: Ceiling


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """All rounds, and by mix the median of now to then: contributions for a CPU second, and for a second."""

    commit: str
    subject: str
    rounds: tuple[Round, ...]
    per_cpu_second: dict[str, float]
    per_second: dict[str, float]


def unpacked(commit: str, to: Path) -> None:
    """The tree of a commit, with our bench in it."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as tree:
        tree.extractall(to, filter="data")
    for name in OURS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, to / name)


def ceiling(tree: Path, mix: str, count: int) -> Ceiling:
    """The ceiling of a tree's serve."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.bench.ceiling", "--json", "--mix", mix, "--count", str(count)],
        cwd=tree,
        check=True,
        capture_output=True,
    ).stdout
    return msgspec.json.decode(told, type=Ceiling)


def compare(commit: str, mixes: Sequence[str], count: int, rounds: int) -> Beside:
    """Measure both in turns."""
    subject = subprocess.run(
        ["git", "log", "-1", "--format=%s", commit],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    done: list[Round] = []
    with tempfile.TemporaryDirectory(prefix="ideabridge-beside-") as name:
        unpacked(commit, Path(name))
        for nth in range(rounds):
            for mix in mixes:
                trees = [Path(name), ROOT][:: 1 if nth % 2 else -1]
                found = {tree: ceiling(tree, mix, count) for tree in trees}
                done.append(Round(mix=mix, then=found[Path(name)], now=found[ROOT]))
                print(told(done[-1]), flush=True)
    return Beside(
        commit=commit,
        subject=subject,
        rounds=tuple(done),
        per_cpu_second={
            mix: statistics.median(it.now.per_cpu_second / it.then.per_cpu_second for it in done if it.mix == mix)
            for mix in mixes
        },
        per_second={
            mix: statistics.median(it.now.per_second / it.then.per_second for it in done if it.mix == mix)
            for mix in mixes
        },
    )


def told(it: Round) -> str:
    return (
        f"{it.mix:9} {it.then.contributions:,}: then {it.then.per_second:,.0f}/s, {it.then.per_cpu_second:,.0f} for a CPU"
        f" second, {it.then.rss_mib:.0f} MiB; now {it.now.per_second:,.0f}/s ({it.now.per_second / it.then.per_second:.2f}×),"
        f" {it.now.per_cpu_second:,.0f} ({it.now.per_cpu_second / it.then.per_cpu_second:.2f}×), {it.now.rss_mib:.0f} MiB"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--mixes", nargs="*", default=["rehearsed", "busy"])
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    asked = parser.parse_args(arguments)
    found = compare(asked.commit, asked.mixes, asked.count, asked.rounds)
    for mix, ratio in found.per_cpu_second.items():
        print(f"{mix}: {ratio:.2f}× for a CPU second, {found.per_second[mix]:.2f}× for a second")
    if asked.json:
        asked.json.write_text(json.dumps(msgspec.to_builtins(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
