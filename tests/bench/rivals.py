"""Grouping beside what else could do it: `python -m tests.bench.group --rivals`.

All get the same texts in the same order and make the same canonical key of each; each looks an earlier text up that is
as like as `NEAR`, and keeps the text if there is none. Only ours tells what turns a meaning round, and looks for what is
said in other words as well. One run is one process; the runs of a round follow one another, so that what else the machine does
hits all alike, and ratios are those within a round.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import accumulate, chain, takewhile
from pathlib import Path
from zlib import crc32

import msgspec
from rapidfuzz import fuzz

from bridge.ideas.canonical import canonical
from bridge.ideas.grouper import Grouper
from bridge.ideas.likeness import NEAR
from bridge.records import Kind
from tests.bench.group import Texts, resident_mb, with_typos

#: Which earlier text a text is like, if any; the text is kept if it is like none.
Place = Callable[[str], str | None]
#: What takes more memory than the machine has, or longer than anybody waits, is not run with more texts than this.
MOST = {"datasketch": 100_000}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One way of grouping over so many texts: texts a second from the first to the last, times of the last 10,000."""

    name: str
    round: int
    items: int
    per_second: float
    per_cpu_second: float  # what it would be alone on a core
    p50_ms: float
    p99_ms: float
    mb: float
    found: float  # of copies with two slips each, the share that was found


def ours() -> Place:
    grouper = Grouper()

    def place(text: str) -> str | None:
        decision = grouper.place(text, text, Kind.IDEA)
        if decision.suggestions:
            return decision.suggestions[0].idea
        return decision.idea if decision.idea != text else None

    return place


def first_design() -> Place:
    """What we had first: winnowed stretches of six letters (Schleimer and others, SIGMOD 2003), the shortest lists counted."""
    keys: list[tuple[str, str]] = []
    lists: dict[int, array[int]] = {}

    def place(text: str) -> str | None:
        key = canonical(text)
        letters = key.encode()
        hashes = [crc32(letters[at : at + 6]) for at in range(max(1, len(letters) - 5))]
        prints = set(map(min, hashes, hashes[1:], hashes[2:], hashes[3:], hashes[4:])) or {min(hashes)}
        shortest = sorted(filter(None, map(lists.get, prints)), key=len)
        read = takewhile(lambda total: total <= 400, accumulate(map(len, shortest)))
        counts = Counter(chain.from_iterable(held for held, _ in zip(shortest, read, strict=False)))
        like = _verified(key, (keys[slot] for slot, count in counts.most_common(25) if count > 1))
        if like is None:
            for one in prints:
                held = lists.setdefault(one, array("I"))
                held.append(len(keys))
                if len(held) > 512:
                    del held[0]
            keys.append((text, key))
        return like

    return place


def rensa() -> Place:
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415 - there with `make bench` alone

    lsh, keys = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), list[tuple[str, str]]()

    def place(text: str) -> str | None:
        key = canonical(text)
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(_grams(key))
        like = _verified(key, (keys[slot] for slot in lsh.query(signature)))
        if like is None:
            lsh.insert(len(keys), signature)
            keys.append((text, key))
        return like

    return place


def datasketch() -> Place:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - there with `make bench` alone

    lsh, keys = MinHashLSH(num_perm=128, params=(32, 4)), list[tuple[str, str]]()

    def place(text: str) -> str | None:
        key = canonical(text)
        signature = MinHash(num_perm=128)
        signature.update_batch([gram.encode() for gram in _grams(key)])
        like = _verified(key, (keys[slot] for slot in lsh.query(signature)))
        if like is None:
            lsh.insert(len(keys), signature)
            keys.append((text, key))
        return like

    return place


WAYS: dict[str, Callable[[], Place]] = {
    "ours": ours,
    "rensa": rensa,
    "datasketch": datasketch,
    "first design": first_design,
}


def _grams(key: str) -> list[str]:
    return list({key[at : at + 4] for at in range(max(1, len(key) - 3))})


def _verified(key: str, likely: Iterable[tuple[str, str]]) -> str | None:
    best, like = NEAR, None
    for text, other in likely:
        ratio = fuzz.ratio(key, other, score_cutoff=200 * best - 100)
        score = (ratio + fuzz.token_set_ratio(key, other)) / 200 if ratio else 0.0
        if score >= best:
            best, like = score, text
    return like


def one(name: str, number: int, items: int) -> Run:
    """One run, in this process."""
    gc.set_threshold(20_000, 20, 20)  # as serve has it
    texts = Texts(seed=items)
    index = list(dict.fromkeys(texts.make() for _ in range(items)))
    place, before, took = WAYS[name](), resident_mb(), []
    started_cpu = time.process_time()
    for text in index:
        started = time.perf_counter()
        place(text)
        took.append(time.perf_counter() - started)
    cpu = time.process_time() - started_cpu
    grown, last = resident_mb() - before, sorted(took[-10_000:])
    asked = texts.random.sample(index, min(500, len(index)))
    found = sum(place(with_typos(text, texts)) == text for text in asked)
    return Run(
        name=name,
        round=number,
        items=items,
        per_second=len(index) / sum(took),
        per_cpu_second=len(index) / cpu,
        p50_ms=last[len(last) // 2] * 1e3,
        p99_ms=last[len(last) * 99 // 100] * 1e3,
        mb=grown,
        found=found / len(asked),
    )


def rounds(sizes: list[int], count: int, out: Path | None) -> list[Run]:
    """All ways over all sizes, each in a process of its own; what is known so far is written after each."""
    found: list[Run] = []
    for items in sizes:
        for number in range(count if items <= 100_000 else 1):
            for name in WAYS:
                if items > MOST.get(name, items):
                    continue
                command = [sys.executable, "-m", "tests.bench.rivals", name, str(number), str(items)]
                told = subprocess.run(command, check=True, capture_output=True).stdout
                run = msgspec.json.decode(told, type=Run)
                found.append(run)
                print(
                    f"{items:>9,} {name:13} {run.per_second:>8,.0f}/s  {run.per_cpu_second:>8,.0f} for a CPU second  p50 {run.p50_ms:.3f} ms  p99 {run.p99_ms:.3f} ms"
                    f"  {run.mb:>6,.0f} MB  slips found {run.found:.3f}",
                    flush=True,
                )
                if out:
                    out.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return found


if __name__ == "__main__":
    print(msgspec.json.encode(one(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))).decode())
