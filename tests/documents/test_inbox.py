from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from bridge.documents.decode import LIMIT
from bridge.documents.inbox import ABANDONED_AFTER, Inbox
from bridge.errors import DocumentError, UnknownError
from bridge.records import EventId, Upload
from tests.factories import minutes

SESSION = EventId("connect-1")


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def submit(inbox: Inbox, body: bytes = b"WEBVTT", *, label: str = "meeting.vtt", at: float = 0) -> Upload:
    return await inbox.submit(SESSION, label, chunks(body), minutes(at))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() or path.name.startswith("part-")]


async def test_an_upload_waits_with_its_bytes_for_its_owner_only(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "inbox")

    upload = await inbox.submit(SESSION, "meeting.vtt", chunks(b"WEB", b"", b"VTT\n"), minutes(1))

    body = inbox.body(upload.id)
    assert (upload.state, upload.size, body.read_bytes()) == ("waiting", 7, b"WEBVTT\n")
    assert inbox.upload(upload.id) == upload
    assert [oct(path.stat().st_mode & 0o777) for path in (body, body.parent)] == ["0o600", "0o700"]


async def test_a_new_process_finds_what_was_submitted_oldest_first(tmp_path: Path) -> None:
    late = await submit(Inbox(tmp_path), at=2)
    early = await submit(Inbox(tmp_path), at=1)

    inbox = Inbox(tmp_path)

    assert await inbox.waiting() == [early, late]
    assert inbox.uploads(SESSION) == [late, early]
    assert inbox.uploads(EventId("connect-2")) == []


async def test_an_upload_in_whose_middle_a_process_died_is_waiting_again(tmp_path: Path) -> None:
    upload = msgspec.structs.replace(await submit(Inbox(tmp_path)), state="pushing")
    await Inbox(tmp_path).update(upload)

    assert await Inbox(tmp_path).waiting() == [upload]


@pytest.mark.parametrize("state", ["done", "refused"])
async def test_an_upload_that_has_ended_keeps_no_raw_file(tmp_path: Path, state: str) -> None:
    inbox = Inbox(tmp_path)
    ended = msgspec.structs.replace(await submit(inbox, b"a patient's words"), state=state)

    await inbox.update(ended)

    assert await inbox.waiting() == []
    assert inbox.upload(ended.id) == ended
    assert not any(b"patient" in path.read_bytes() for path in files(tmp_path))


async def test_a_crash_between_ending_and_deleting_is_made_good_at_the_next_start(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    ended = msgspec.structs.replace(await submit(inbox), state="done")
    await inbox.update(ended)
    inbox.body(ended.id).write_bytes(b"left over")

    Inbox(tmp_path)

    assert not inbox.body(ended.id).exists()


async def test_two_hundred_megabytes_are_refused_at_the_limit_and_leave_nothing(tmp_path: Path) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 200 * 2**20:
            sent += 2**16
            yield bytes(2**16)

    with pytest.raises(DocumentError, match="10 MiB") as refused:
        await Inbox(tmp_path).submit(SESSION, "big.vtt", endless(), minutes(0))

    assert refused.value.reason == "too_large"
    assert sent <= LIMIT + 2**16
    assert files(tmp_path) == []


async def test_a_sender_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"WEBVTT"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await Inbox(tmp_path).submit(SESSION, "meeting.vtt", broken(), minutes(0))

    assert files(tmp_path) == []


async def test_what_a_killed_process_left_is_cleared_once_it_is_abandoned(tmp_path: Path) -> None:
    old, new = tmp_path / "part-old", tmp_path / "part-new"
    for part in (old, new):
        part.mkdir()
        (part / "body").write_bytes(b"half a file")
    long_ago = new.stat().st_mtime - ABANDONED_AFTER - 1
    os.utime(old, (long_ago, long_ago))

    Inbox(tmp_path)

    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Connect session.vtt", "Connect session.vtt"),
        ("a\x00b\nc\u202etv.exe", "a b c tv.exe"),
        ("Théâtre – séance.vtt", "Théâtre – séance.vtt"),
        ("x" * 4000, "x" * 120),
        ("", "document"),
        ("..", "document"),
        ("\ud800", "document"),
    ],
)
async def test_a_label_is_for_people_and_never_a_path(tmp_path: Path, label: str, kept: str) -> None:
    inbox = Inbox(tmp_path)

    upload = await submit(inbox, label=label)

    assert upload.label == kept
    assert {path.name for path in files(tmp_path)} == {"body", "upload.json"}


@pytest.mark.parametrize("upload_id", ["", "..", "../../etc", "0" * 31, "g" * 32, "0" * 32])
async def test_an_id_that_is_none_finds_nothing(tmp_path: Path, upload_id: str) -> None:
    inbox = Inbox(tmp_path)

    assert inbox.upload(upload_id) is None
    with pytest.raises(UnknownError):
        await inbox.update(Upload(id=upload_id, session=SESSION, label="x", size=0, received_at=minutes(0)))


async def test_waiting_for_an_upload_ends_when_one_comes(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    waiting = asyncio.create_task(inbox.wait())

    upload = await submit(inbox)

    await asyncio.wait_for(waiting, 10)
    assert await inbox.waiting() == [upload]


async def test_waiting_ends_by_itself_for_what_another_process_submitted(tmp_path: Path) -> None:
    await asyncio.wait_for(Inbox(tmp_path).wait(), 10)
