"""Groups a campaign anew in a process of its own, so that whoever is served meanwhile does not wait.

The child reads parts from stdin, each behind its length in four bytes: first the task, then contributions and ideas, and an
empty one at the end. On stdout it answers with what it found.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from bridge.errors import BridgeError
from bridge.ideas.regrouping import Regrouped, regroup
from bridge.records import Contribution, EventId, Idea

_ROOT = Path(__file__).parent.parent
_LENGTH = 4

_encoder = msgspec.msgpack.Encoder()
_said = msgspec.msgpack.Decoder(list[Contribution | Idea])


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Which events people publish, and which are asked for; none stands for all."""

    reviewed: tuple[EventId, ...]
    events: tuple[EventId, ...]


class RegroupingError(BridgeError):
    """The child ended without an answer: there was too little memory, perhaps. Nothing was changed; try again."""


async def regrouped(task: Task, parts: AsyncIterator[Sequence[Contribution | Idea]]) -> Regrouped:
    """What is otherwise by today's rules of all that comes in parts. Raises `RegroupingError`."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "workers.regrouped",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        _put(child.stdin, _encoder.encode(task))
        async for part in parts:
            _put(child.stdin, _encoder.encode(part))
            await child.stdin.drain()
        _put(child.stdin, b"")
        child.stdin.close()
        answer = await child.stdout.read()
        return msgspec.msgpack.decode(answer, type=Regrouped)
    except (msgspec.DecodeError, ConnectionError) as error:
        raise RegroupingError("it could not be grouped anew: the process that does it ended early") from error
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def _put(pipe: asyncio.StreamWriter, part: bytes) -> None:
    pipe.write(len(part).to_bytes(_LENGTH, "big") + part)


def _parts(pipe: BinaryIO) -> Iterator[bytes]:
    while part := pipe.read(int.from_bytes(pipe.read(_LENGTH), "big")):
        yield part


def main() -> None:
    """The child."""
    parts = _parts(sys.stdin.buffer)
    task = msgspec.msgpack.decode(next(parts), type=Task)
    there = {(type(it), it.id): it for part in parts for it in _said.decode(part)}
    said = [it for it in there.values() if isinstance(it, Contribution)]
    ideas = {it.id: it for it in there.values() if isinstance(it, Idea)}
    found = regroup(said, ideas, reviewed={*task.reviewed}, events=task.events)
    sys.stdout.buffer.write(_encoder.encode(found))


if __name__ == "__main__":
    main()
