"""What a load run stands on: the real `serve`, and the load's own processes beside it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.load.reading import Address, Read
from tests.running import Bridge, live_chat, running

#: Seconds that a process of the load gets for what it was asked, beyond the time that it was told to take.
GRACE = 120.0
#: An address at which nobody listens: the chat is on, and its network says nothing.
SILENT = "ws://127.0.0.1:9"


class Helping:
    """A process of the load and its pipe."""

    def __init__(self, work: Callable[[Connection, Any], None], wanted: Any) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("spawn").Process(target=work, args=(theirs, wanted))
        self.process.start()
        theirs.close()

    def answer(self, seconds: float = 0) -> Any:
        """What it sends next; it may take `seconds`, and some grace."""
        if not self.pipe.poll(seconds + GRACE):
            raise AssertionError(f"{self.process.name} said nothing for {seconds + GRACE:.0f} s")
        return self.pipe.recv()

    def end(self) -> None:
        self.process.terminate()
        self.process.join(10)
        if self.process.is_alive():
            self.process.kill()  # it was stopped
        self.pipe.close()


@contextmanager
def helping(work: Callable[[Connection, Any], None], wanted: Any) -> Iterator[Helping]:
    """A process of the load for the length of a block."""
    process = Helping(work, wanted)
    try:
        yield process
    finally:
        process.end()


@contextmanager
def serving(folder: Path, *, serves: int = 1, store: str = "") -> Iterator[Sequence[Bridge]]:
    """So many `serve` on one store, with a chat that is on: the embedded one, or the one at the address `store`."""
    settings = live_chat(folder, SILENT)
    environment = {"IDEABRIDGE_STORE": store} if store else {}
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                running(folder / f"serve-{nth}", "--config", str(settings), process="serve", environment=environment)
            )
            for nth in range(serves)
        ]


def feeds_of(bridges: Sequence[Bridge]) -> tuple[Address, ...]:
    """The feed of each."""
    return tuple(Address(port=bridge.port, token=bridge.token) for bridge in bridges)


def ended(readers: Helping, last: str, seconds: float) -> Read:
    """Let readers read on until they have the last idea, at most so long; what they came to."""
    readers.pipe.send((last, seconds))
    read: Read = readers.answer(seconds)
    return read
