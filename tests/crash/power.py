"""A disk that remembers what was written and what was flushed, so that the power can be cut at any moment.

At a cut, what was flushed is there; of the rest nothing, any part, or a torn write is. This is what a disk may do, and
what a kill cannot show.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw


class Written(NamedTuple):
    """A write to a file; one without data cuts the file off at `offset`."""

    file: str
    offset: int
    data: bytes | None


class Flushed(NamedTuple):
    """Everything written to a file so far is on the disk."""

    file: str


class Deleted(NamedTuple):
    """A file is gone; if not flushed, it may be there again."""

    file: str
    is_flushed: bool


Event = Written | Flushed | Deleted


class Disk(apsw.VFS):
    """Every file that SQLite opens, with the `history` of what it did."""

    def __init__(self) -> None:
        self.history: list[Event] = []
        self._beneath = apsw.vfs_names()[0]
        super().__init__("watched", base=self._beneath, makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's own word
        return _File(self._beneath, name, flags, self.history)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's own word
        super().xDelete(filename, syncdir)
        self.history.append(Deleted(filename, bool(syncdir)))

    def after_a_cut(self, moment: int, folder: Path, chance: random.Random) -> None:
        """Leave the files in `folder` as the disk may have them if the power fails at a moment of its history."""
        flushed = {event.file: at for at, event in enumerate(self.history[:moment]) if isinstance(event, Flushed)}
        keep = chance.choice([0.0, 0.5, 1.0])
        files: dict[str, bytearray] = {}
        for at, event in enumerate(self.history[:moment]):
            is_on_disk = at < flushed.get(event.file, 0)
            if isinstance(event, Written) and (is_on_disk or chance.random() < keep):
                _write(
                    files.setdefault(event.file, bytearray()), event, 1 if is_on_disk else chance.choice([1, 1, 0.5])
                )
            elif isinstance(event, Deleted) and (event.is_flushed or chance.random() < keep):
                files.pop(event.file, None)
        for file, content in files.items():
            (folder / Path(file).name).write_bytes(content)


def _write(content: bytearray, event: Written, part: float) -> None:
    if event.data is None:
        del content[event.offset :]
        return
    data = event.data[: int(len(event.data) * part)]
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(data)] = data


class _File(apsw.VFSFile):
    def __init__(self, beneath: str, name: Any, flags: list[int], history: list[Event]) -> None:
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__(beneath, name, flags)
        self._history = history

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's own word
        self._history.append(Written(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's own word
        self._history.append(Written(self._name, newsize, None))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's own word
        super().xSync(flags)
        self._history.append(Flushed(self._name))


@contextmanager
def watched_disk() -> Iterator[Disk]:
    """All that SQLite opens meanwhile is on a watched disk."""
    disk = Disk()
    try:
        yield disk
    finally:
        disk.unregister()
