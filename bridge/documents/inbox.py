"""Keeps uploads on disk from the moment they are sent until they are read: a queue that outlives the process.

Each upload is a folder, `<inbox>/<id>/`, with `upload.json` (where it stands) and `body` (the file as it was sent). The
body may name persons and patients: it is readable by its owner only, and is deleted as soon as the upload has ended.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from bridge.documents.decode import LIMIT
from bridge.errors import DocumentError, UnknownError
from bridge.records import EventId, Upload

#: Seconds after which an upload that was never finished is taken for abandoned.
ABANDONED_AFTER = 3_600.0

_ID = re.compile(r"[0-9a-f]{32}")
_PART = "part-"
_RECORD = "upload.json"
_ENDED = ("done", "refused")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]")


class Inbox:
    """The uploads of one data folder. Several processes may look at it; one of them (`transcribe`) updates."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, and clear away what a crash may have left in it."""
        self._folder = folder
        self._submitted = asyncio.Event()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()

    async def submit(self, session: EventId, label: str, chunks: AsyncIterator[bytes], received_at: datetime) -> Upload:
        """Stream a file to disk and queue it; it is flushed when this returns.

        Raises DocumentError("too_large") beyond LIMIT. Then, and when it ends in the middle, nothing is left behind.
        """
        upload_id = secrets.token_hex(16)
        part = self._folder / f"{_PART}{upload_id}"
        try:
            size = await self._receive(part, chunks)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        upload = Upload(id=upload_id, session=session, label=_label(label), size=size, received_at=received_at)
        await asyncio.to_thread(self._finish, part, upload)
        self._submitted.set()
        return upload

    def upload(self, upload_id: str) -> Upload | None:
        """Where one upload stands; None if there is none of that id. Reads one small file."""
        with suppress(UnknownError, FileNotFoundError):
            return msgspec.json.decode((self._home(upload_id) / _RECORD).read_bytes(), type=Upload)
        return None

    def uploads(self, session: EventId) -> list[Upload]:
        """All uploads of a session, newest first. Reads one small file for each upload there is."""
        found = [upload for upload in self._all() if upload.session == session]
        return sorted(found, key=lambda upload: (upload.received_at, upload.id), reverse=True)

    async def waiting(self) -> list[Upload]:
        """All that have not ended, oldest first: also those in whose middle a process died."""
        found = await asyncio.to_thread(self._all, "body")
        return sorted(found, key=lambda upload: (upload.received_at, upload.id))

    def body(self, upload_id: str) -> Path:
        """Where the bytes of an upload are, until it has ended."""
        return self._home(upload_id) / "body"

    async def update(self, upload: Upload) -> None:
        """Write where an upload stands. One that has ended (done, refused) loses its body: raw files are not kept."""
        await asyncio.to_thread(self._update, upload)

    async def wait(self) -> None:
        """Return when something was submitted in this process, and after a second at most: others may have submitted."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._submitted.wait(), timeout=1.0)
        self._submitted.clear()

    async def _receive(self, part: Path, chunks: AsyncIterator[bytes]) -> int:
        size = 0
        with await asyncio.to_thread(_create, part) as body:
            async for chunk in chunks:
                size += len(chunk)
                if size > LIMIT:
                    raise DocumentError("too_large", f"The file is larger than {LIMIT >> 20} MiB. Send it in parts.")
                await asyncio.to_thread(body.write, chunk)
            await asyncio.to_thread(_flush, body)
        return size

    def _finish(self, part: Path, upload: Upload) -> None:
        try:
            _write(part / _RECORD, upload)
            part.rename(self._home(upload.id))
            _flush_folder(self._folder)
        except OSError:
            shutil.rmtree(part, ignore_errors=True)
            raise

    def _home(self, upload_id: str) -> Path:
        if not _ID.fullmatch(upload_id):
            raise UnknownError("There is no such upload: its id is 32 hexadecimal digits.")
        return self._folder / upload_id

    def _all(self, having: str = _RECORD) -> list[Upload]:
        """Those that have a file of that name."""
        loaded = (self.upload(path.parent.name) for path in self._folder.glob(f"*/{having}"))
        return [upload for upload in loaded if upload]

    def _update(self, upload: Upload) -> None:
        home = self._home(upload.id)
        if not home.is_dir():
            raise UnknownError("There is no such upload; it was taken away.")
        _write(home / _RECORD, upload)
        if upload.state in _ENDED:
            (home / "body").unlink(missing_ok=True)
            _flush_folder(home)

    def _sweep(self) -> None:
        for part in self._folder.glob(f"{_PART}*"):
            if time.time() - part.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(part, ignore_errors=True)
        for upload in self._all("body"):
            if upload.state in _ENDED:
                self._update(upload)


def _label(label: str) -> str:
    """What a person may read: the last part of a path, on one line, without letters that turn or hide others."""
    name = _UNSAFE.sub(" ", re.split(r"[/\\]", label)[-1])
    return " ".join(name.split())[:120].strip(" .") or "document"


def _create(part: Path) -> BinaryIO:
    part.mkdir(mode=0o700)
    return os.fdopen(os.open(part / "body", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _write(path: Path, upload: Upload) -> None:
    """Whole or not at all."""
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(upload))
        _flush(file)
    beside.rename(path)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """A rename is on disk when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
