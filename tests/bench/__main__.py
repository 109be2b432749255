"""Every figure, one bench after another, each in a process of its own: `make bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    ("tests.bench.path",),
    ("tests.bench.store",),
    ("tests.bench.fanout", "--servers", "ours", "--rounds", "1"),
    ("tests.bench.start", "--store", "sqlite", "redis"),
    ("tests.bench.group", "--items", "10000", "100000"),
)

for module, *arguments in BENCHES:
    print(f"\n== {' '.join((module, *arguments))}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
