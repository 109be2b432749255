"""All tests, in two runs side by side: `python -m tests`, as `make test` does. With arguments it is pytest with these.

One run has the tests that start processes and servers, and mostly wait; the other has all else, which computes or looks at pages,
and is told when the first has ended. So two cores are used, each for about as long.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: Folders whose tests wait for processes and sockets.
WAITING = ("chat", "conformance", "contract", "crash", "flow", "load", "networks")
_PYTEST = (sys.executable, "-X", "dev", "-m", "pytest")


def main() -> int:
    if len(sys.argv) > 1:
        os.execv(sys.executable, [*_PYTEST, *sys.argv[1:]])
    here = Path(__file__).parent
    folders = (it for it in here.iterdir() if it.is_dir() and it.name != "__pycache__")
    there = [*sorted(folders), *sorted(here.glob("test_*.py"))]
    waiting = [str(it) for it in there if it.name in WAITING]
    others = [str(it) for it in there if it.name not in WAITING]
    with tempfile.TemporaryFile() as told:
        computing = subprocess.Popen(
            [*_PYTEST, "-p", "no:cacheprovider", *others], stdout=told, stderr=subprocess.STDOUT
        )
        try:
            first = subprocess.run([*_PYTEST, *waiting], check=False).returncode
            second = computing.wait()
        finally:
            computing.kill()
        told.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(told.read())
    return 0 if first == second == 0 else 1  # one that was killed has a negative code


if __name__ == "__main__":
    sys.exit(main())
