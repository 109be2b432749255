"""Plays the chat by hand: `python -m tests.chat --speed 60 --posts 1500`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.chat.hour import Asked, play

#: MiB that our own process may grow by in the second half of the chat, stand-ins and all that was said there with it.
GROWTH = 60.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1500)
    parser.add_argument("--speed", type=float, default=60.0, help="seconds of the chat in one")
    parser.add_argument("--seed", type=int, default=4)
    chosen = parser.parse_args()
    asked = Asked(posts=chosen.posts, speed=chosen.speed, seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="ideabridge-chat-") as folder:
        came = asyncio.run(play(Path(folder), asked))
    wrong = list(came.account.wrong)
    if came.rss_end - came.rss_middle > GROWTH:
        wrong.append(f"memory has grown by more than {GROWTH:.0f} MiB")
    print(came.told())
    for what in wrong:
        print(f"  WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
