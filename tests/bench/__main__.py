"""Every figure, one bench after another, each in a process of its own: `make bench`."""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    ("tests.bench.path", "--json", "docs/plots/path.json"),
    ("tests.bench.flame", "--json", "docs/plots/flame.json", "--svg", "docs/plots/flame.svg"),
    ("tests.bench.store",),
    ("tests.bench.fanout", "--servers", "ours", "--rounds", "1"),
    ("tests.bench.start", "--store", "sqlite", "redis", "--json", "docs/plots/start.json"),
    ("tests.bench.group", "--items", "10000", "100000", "--json", "docs/plots/group.json"),
    (
        "tests.bench.group",
        "--rivals",
        "--items",
        "1000",
        "10000",
        "100000",
        "1000000",
        "--json",
        "docs/plots/rivals.json",
    ),
    ("tests.bench.documents", "--json", "docs/plots/documents.json"),
    ("tests.bench.page",),
)

for module, *arguments in BENCHES:
    print(f"\n== {' '.join((module, *arguments))}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)
