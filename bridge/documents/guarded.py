"""Reads an upload in a child process with limits, so that a hostile file takes nothing else down with it.

The child gets no environment, hence no secrets, and may write no file. macOS does not enforce the memory limit; there
the limits on time hold alone.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

import msgspec
import structlog

from bridge.documents.attendance import People
from bridge.documents.board import Mapping
from bridge.documents.captured import Captured, is_captured, read_captured
from bridge.documents.read import Document, read_upload, refused_attendance
from bridge.errors import DocumentError

log = structlog.get_logger()

#: Where `bridge` is imported from, so that the child finds the same one.
_ROOT = Path(__file__).parents[2]


class _Task(msgspec.Struct, frozen=True, kw_only=True):
    path: str  # empty when the bytes come along
    name: str
    cpu_s: int
    memory: int  # bytes
    mapping: Mapping | None = None


class _Read(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    document: Document


class _People(msgspec.Struct, frozen=True, kw_only=True, tag="people"):
    people: People


class _Posts(msgspec.Struct, frozen=True, kw_only=True, tag="posts"):
    captured: Captured


class _Refused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    reason: str
    message: str


class _Crashed(msgspec.Struct, frozen=True, kw_only=True, tag="crashed"):
    error: str  # the name of its class; what it says may hold words of the file


async def read_guarded(
    file: Path | bytes, name: str, mapping: Mapping | None = None, *, seconds: float = 20, memory_mib: int = 512
) -> Document:
    """Read a file, or the bytes of one, uploaded under `name`, within the limits; `mapping` as in `read`.

    Raises DocumentError: what `read` says, or "too_hard" when the child crashed or met a limit.
    """
    held = await read_upload_guarded(file, name, mapping, seconds=seconds, memory_mib=memory_mib)
    if isinstance(held, People):
        raise refused_attendance()
    return held


async def read_upload_guarded(
    file: Path | bytes, name: str, mapping: Mapping | None = None, *, seconds: float = 20, memory_mib: int = 512
) -> Document | People:
    """The same, but of an attendance list who was there, as `read_upload`."""
    outcome = await _guarded(file, name, seconds, memory_mib, mapping)
    if isinstance(outcome, _Posts):
        raise DocumentError("captured", "These are posts and no document of a session. Capture them at their event.")
    return outcome.people if isinstance(outcome, _People) else outcome.document


async def read_posts_guarded(body: bytes, *, seconds: float = 20, memory_mib: int = 512) -> Captured:
    """Read captured posts (`is_captured`) within the limits. Raises DocumentError as `read_guarded` does."""
    outcome = await _guarded(body, "", seconds, memory_mib)
    if not isinstance(outcome, _Posts):
        raise DocumentError("not_captured", "This is a document and no captured post. Upload it to its session.")
    return outcome.captured


async def _guarded(
    file: Path | bytes, name: str, seconds: float, memory_mib: int, mapping: Mapping | None = None
) -> _Read | _People | _Posts:
    path = str(file.absolute()) if isinstance(file, Path) else ""  # noqa: ASYNC240 - asks no disk
    task = _Task(path=path, name=name, cpu_s=int(seconds) + 1, memory=memory_mib * 2**20, mapping=mapping)
    body = b"" if isinstance(file, Path) else file
    try:
        async with asyncio.timeout(seconds):
            answer = await _in_child(msgspec.json.encode(task) + b"\n" + body)
    except TimeoutError:
        raise _too_hard("TimeoutError") from None
    try:
        outcome = msgspec.json.decode(answer, type=_Read | _People | _Posts | _Refused | _Crashed)
    except msgspec.DecodeError:
        raise _too_hard("Killed") from None
    if isinstance(outcome, _Refused):
        raise DocumentError(outcome.reason, outcome.message)
    if isinstance(outcome, _Crashed):
        raise _too_hard(outcome.error)
    return outcome


async def _in_child(task: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-B",
        "-m",
        "bridge.documents.guarded",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env={},
    )
    try:
        answer, _ = await child.communicate(task)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return answer


def _too_hard(error: str) -> DocumentError:
    log.warning("document.failed", error=error)
    message = "The file could not be read within our limits of time and memory. Send it in parts, or as plain text."
    return DocumentError("too_hard", message)


def main() -> None:
    """The child: one task on stdin, with the file's bytes after it or its path in it; one outcome on stdout."""
    told, _, body = sys.stdin.buffer.read().partition(b"\n")
    task = msgspec.json.decode(told, type=_Task)
    _limit(task)
    sys.stdout.buffer.write(msgspec.json.encode(_outcome(task, body)))


def _limit(task: _Task) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (task.cpu_s, task.cpu_s))
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (task.memory, task.memory))


def _outcome(task: _Task, body: bytes) -> _Read | _People | _Posts | _Refused | _Crashed:
    try:
        body = Path(task.path).read_bytes() if task.path else body
        if is_captured(body):
            return _Posts(captured=read_captured(body))
        held = read_upload(task.name, body, task.mapping)
        return _People(people=held) if isinstance(held, People) else _Read(document=held)
    except DocumentError as error:
        return _Refused(reason=error.reason, message=str(error))
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent must hear of it
        return _Crashed(error=type(error).__name__)


if __name__ == "__main__":
    main()
