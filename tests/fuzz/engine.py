"""The child: tries inputs on one parser with one engine until its time is up, and keeps the first that breaks a law.

`python -m tests.fuzz.engine ENGINE PARSER SECONDS SEED LEDGER FOUND`; exit 1 where something was found. The smallest
input that hypothesis makes of it replaces the first one.
"""

from __future__ import annotations

import importlib
import io
import os
import random
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.limits import HangError, Ledger, Watch, limit_memory
from tests.fuzz.mutation import ENCODINGS, ENDS, KINDS, Edit, Wrong, package, rolled

_EXAMPLES = 300  # of one round
_SHRINKS_FOR = 60.0  # seconds after the end
_LONGEST = 2**13  # bytes of atheris' inputs

_PLACE = st.integers(0, 2**16 - 1)
_END = st.sampled_from(ENDS)
_EDITS = st.lists(st.builds(Edit, st.sampled_from(KINDS), _PLACE, _PLACE, st.integers(0, 2**10 - 1)), max_size=8)


def wrongs() -> st.SearchStrategy[Wrong]:
    """Several edits, or one thing that is wrong with the file as a whole."""
    hurt = st.just(0) | st.integers(0, 2**12)
    whole = st.builds(Wrong, _EDITS, st.sampled_from(ENCODINGS), _END, hurt, hurt)
    return _EDITS.map(Wrong) | whole


def documents(parser: Any) -> st.SearchStrategy[bytes]:
    """Seeds with edits, and documents put together from nothing but pieces, or from one that comes again and again."""
    made = st.builds(
        lambda seed, wrong: parser.wrong(seed, wrong, parser.pieces), st.sampled_from(parser.seeds), wrongs()
    )
    pieces = st.sampled_from(parser.pieces) | st.binary(max_size=8)
    joined = st.builds(lambda end, parts: end.join(parts), _END, st.lists(pieces, max_size=30))
    long = st.builds(
        lambda end, piece, times: (piece + end) * (times // (len(piece + end) + 1)),
        _END | st.just(b" "),
        pieces,
        _PLACE,
    )
    return made if parser.wrong is package else made | joined | long


class Trial:
    """One parser under its limits; what breaks it is kept in the file `found`, with the reason beside it."""

    def __init__(self, parser: Any, ledger: Ledger, found: Path, until: float) -> None:
        self.parser, self.ledger, self.found, self.until = parser, ledger, found, until
        self.watch = Watch()

    def __call__(self, body: bytes) -> None:
        if self.found.exists() and time.monotonic() > self.until + _SHRINKS_FOR:
            os._exit(1)
        self.ledger.begins(body)
        try:
            with self.watch:
                self.parser.law(self.parser.name, body)
        except (HangError, MemoryError):
            self.keep(body)
            os._exit(1)
        except BaseException:
            self.keep(body)
            raise
        self.ledger.ended(body, self.watch.seconds)

    def keep(self, body: bytes) -> None:
        self.found.parent.mkdir(exist_ok=True)
        self.found.write_bytes(body)
        self.found.with_suffix(".txt").write_text(traceback.format_exc(limit=-8), encoding="utf-8", errors="replace")


def by_hypothesis(trial: Trial, seconds: float, number: int) -> None:
    """Rounds of examples, each from a seed of its own."""
    chosen = settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    for body in trial.parser.seeds:
        trial(body)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        given(documents(trial.parser))(seed(number)(chosen(_one_argument(trial))))()
        number += 1


def _one_argument(trial: Trial) -> Callable[[bytes], None]:
    """As a function, which is what hypothesis takes."""

    def tried(body: bytes) -> None:
        trial(body)

    return tried


def by_atheris(atheris: Any, trial: Trial, seconds: float, number: int, folder: Path) -> None:
    """Edits that reach new code are kept and edited further. Does not return."""
    parser = trial.parser
    for at, body in enumerate(parser.seeds):
        (folder / f"{at}").write_bytes(body)

    def mutated(body: bytes, longest: int, roll: int) -> bytes:
        chance = random.Random(roll)
        way = chance.randrange(8)
        if way == 0:
            return bytes(atheris.Mutate(body, longest))
        piece = chance.choice(parser.pieces)
        pieces = [bytes(atheris.Mutate(piece, len(piece) + 16))] if way < 4 else parser.pieces
        lost = not body or (parser.wrong is package and not zipfile.is_zipfile(io.BytesIO(body)))
        wrong = parser.wrong(chance.choice(parser.seeds) if lost else body, rolled(chance), pieces)
        return bytes(wrong[:longest])

    def tried(body: bytes) -> None:
        try:
            trial(body)
        except BaseException:  # noqa: BLE001 - kept by the trial; libFuzzer would only tell it twice
            os._exit(1)

    options = [
        *(f"-max_total_time={max(1, int(seconds))}", f"-seed={number}", f"-max_len={_LONGEST}", "-len_control=0"),
        *("-rss_limit_mb=0", "-timeout=300", f"-artifact_prefix={folder}/"),  # the limits are ours
    ]
    atheris.Setup([sys.argv[0], *options, str(folder)], tried, custom_mutator=mutated)
    atheris.Fuzz()


def main() -> None:
    engine, name, seconds, number, ledger, found = sys.argv[1:]
    limit_memory()
    if engine == "atheris":
        atheris = importlib.import_module("atheris")  # has wheels for few machines, so it is no import of ours
        with atheris.instrument_imports(include=["bridge.documents", "bridge.intake"]):
            parsers = importlib.import_module("tests.fuzz.parsers").PARSERS
    else:
        parsers = importlib.import_module("tests.fuzz.parsers").PARSERS
    until = time.monotonic() + float(seconds)
    tried = Trial(parsers[name], Ledger(Path(ledger)), Path(found), until)
    left = max(1.0, float(seconds) - time.process_time())  # imports and instruments took some
    if engine == "atheris":
        corpus = Path(ledger).with_suffix(".corpus")
        corpus.mkdir()
        by_atheris(atheris, tried, left, int(number), corpus)
    else:
        by_hypothesis(tried, left, int(number))


if __name__ == "__main__":
    main()
