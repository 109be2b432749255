"""Fuzzes every parser of uploads: `python -m tests.fuzz --minutes 10 --seed 1`, or one again: `--again FILE`.

Exit 1 if an input broke a law, hung or took too much memory; it is kept in tests/fuzz/found/, with the reason beside it.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.limits import Ledger, Progress, Watch, limit_memory
from tests.fuzz.parsers import PARSERS

FOUND = Path(__file__).parent / "found"
#: Seconds that a child may take beyond its own: to begin, and to make what it found smaller.
_PATIENCE = 100.0
_COVERED = re.compile(r"cov: (\d+)")


class Run(NamedTuple):
    """What one child did; `edges` is the code reached, where atheris tells it, and `found` the file it left."""

    parser: str
    engine: str
    seconds: float
    progress: Progress
    edges: str
    found: Path | None

    def told(self) -> str:
        did = self.progress
        rate = did.inputs / self.seconds
        slowest = f"{did.slowest_s * 1000:,.0f} ms for {did.slowest_bytes:,} bytes"
        return f"{self.parser:<11} {self.engine:<11}{did.inputs:>9,} {rate:>9,.0f}   {slowest:<28}{self.edges:>7}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="of all parsers together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parser", choices=sorted(PARSERS), action="append", help="only this one; may be repeated")
    parser.add_argument("--again", type=Path, help="a file of tests/fuzz/found")
    chosen = parser.parse_args()
    if chosen.again:
        return again(chosen.again)
    engines = ["hypothesis", "atheris"]
    if importlib.util.find_spec("atheris") is None:
        engines.remove("atheris")
        print("atheris is not here (it has wheels for Linux on x86-64 alone): hypothesis has its time.")
    names = chosen.parser or list(PARSERS)
    seconds = chosen.minutes * 60 / len(names) / len(engines)
    print(f"{'parser':<11} {'engine':<11}{'inputs':>9} {'inputs/s':>9}   {'slowest':<28}{'edges':>7}")
    runs = []
    for name in names:
        for engine in engines:
            runs.append(run(engine, name, seconds, chosen.seed))
            print(runs[-1].told(), flush=True)
    found = [it.found for it in runs if it.found]
    for file in found:
        reason = file.with_suffix(".txt").read_text(encoding="utf-8").strip().splitlines()[-1:]
        print(f"  FOUND: {' '.join(reason)[:300]}\n    {sys.executable} -m tests.fuzz --again {file}")
    total = sum(it.progress.inputs for it in runs)
    print(f"{total:,} inputs, {len(found)} that broke a law.")
    return 1 if found else 0


def run(engine: str, name: str, seconds: float, seed: int) -> Run:
    """One child from its beginning to its end; one that will not end is ended, and what it had in hand is kept."""
    found = FOUND / f"{name}-{engine}-{seed}.bin"
    for old in (found, found.with_suffix(".txt")):
        old.unlink(missing_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ideabridge-fuzz-") as folder:
        file = Path(folder) / "ledger"
        ledger = Ledger(file)
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.engine",
            engine,
            name,
            str(seconds),
            str(seed),
            str(file),
            str(found),
        ]
        child = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
        )
        try:
            _, told = child.communicate(timeout=seconds + _PATIENCE)
            reason = f"the process ended with {child.returncode}"
        except subprocess.TimeoutExpired:
            child.kill()
            _, told = child.communicate()
            reason = "the process had to be ended: it hung where no signal reaches it"
        progress = ledger.progress()
    if child.returncode and not found.exists():
        FOUND.mkdir(exist_ok=True)
        found.write_bytes(progress.trying)
        found.with_suffix(".txt").write_text(f"{told[-3000:]}\n{reason}\n", encoding="utf-8")
    edges = _COVERED.findall(told)
    return Run(
        name, engine, time.monotonic() - began, progress, edges[-1] if edges else "", found if found.exists() else None
    )


def again(file: Path) -> int:
    """Raises what is broken; its parser stands in the name of the file."""
    limit_memory()
    parser = PARSERS[file.name.split("-")[0]]
    with Watch() as watch:
        parser.law(parser.name, file.read_bytes())
    print(f"Nothing is broken; {watch.seconds * 1000:,.0f} ms.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
