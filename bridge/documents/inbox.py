"""Keeps uploads in the store from the moment they are sent until they are read: a queue that any transcriber may serve.

The body is a blob, `upload/ID`; where it stands is an `Upload` among the campaign's entities. The body may name persons
and patients: it is dropped as soon as the upload has ended, unless a transcript was made of it (`shelf`).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol, TypeVar

import msgspec
import structlog

from bridge.documents.decode import LIMIT
from bridge.errors import DocumentError, LeaseLostError, UnknownError, UnreadableError, store_may_be_away
from bridge.ports import Store
from bridge.records import CampaignId, Entity, EventId, Lease, Report, Speaker, Upload

log = structlog.get_logger()

T = TypeVar("T")

#: What a transcriber may say of an upload.
State = Literal["reading", "pushing", "done", "refused"]

#: After this an upload whose bytes never came to the store is taken for abandoned.
ABANDONED_AFTER = timedelta(hours=1)
#: How often a document is begun before it is taken for what kills its reader.
ATTEMPTS = 5
#: Bodies in memory at once, on their way into the store.
_AT_ONCE = 8

_ENDED = ("done", "refused")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]")
_GONE = "The document was not kept whole. Send it again."
_POISON = (
    f"Reading it has failed {ATTEMPTS} times, and each time the process with it. Send it in parts, or as plain text."
)


class Draft(Protocol):
    """What is known, and what will be once it is committed."""

    def upload(self, upload: str) -> Upload | None: ...

    def lease(self, stream: str) -> Lease | None: ...

    def speakers(self, event: EventId) -> Sequence[Speaker]: ...

    def put(self, value: Entity) -> None: ...


class Work(Protocol):
    """The uploads that are known."""

    def upload(self, upload: str) -> Upload | None: ...

    def uploads(self, session: EventId) -> Sequence[Upload]: ...

    def open_uploads(self) -> Sequence[Upload]: ...


class Desk(Protocol):
    """Decides on a draft and commits it."""

    async def act(self, decide: Callable[[Draft], T]) -> T: ...


class Tray(NamedTuple):
    """One campaign's uploads: who writes them, what is known of them, which sessions they belong to, what is leased."""

    campaign: CampaignId
    desk: Desk
    work: Callable[[], Work]
    takes: Callable[[EventId], bool]
    is_free: Callable[[str], bool]


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What a transcriber says of an upload. `lease` is the number of its lease on "upload/ID".

    `replaced` are uploads whose words another one holds, by that one.
    """

    lease: int
    state: State
    report: Report | None = None
    problem: str = ""
    reason: str = ""
    done: int = 0
    of: int = 0
    replaced: dict[str, str] = {}


class Inbox:
    """The uploads of one store, whichever process took them in."""

    def __init__(self, store: Store, trays: Sequence[Tray]) -> None:
        self._store = store
        self._trays = {tray.campaign: tray for tray in trays}
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._keeping: set[asyncio.Task[Upload]] = set()

    async def submit(self, session: EventId, label: str, chunks: AsyncIterator[bytes], received_at: datetime) -> Upload:
        """Keep a file and queue it; it is flushed when this returns.

        Raises DocumentError("too_large") beyond LIMIT. Then, and when it ends in the middle, nothing is left behind.
        """
        tray = next((it for it in self._trays.values() if it.takes(session)), None)
        if tray is None:
            raise UnknownError("No such session is in a campaign's file.")
        async with self._room:
            body = await _whole(chunks)
            upload = Upload(
                id=secrets.token_hex(16),
                campaign=tray.campaign,
                session=session,
                label=_label(label),
                size=len(body),
                received_at=received_at,
                state="arriving",
                digest=hashlib.sha256(body).hexdigest(),
            )
            # It is here: whoever leaves now does not leave it half in the store.
            keeping = asyncio.create_task(self._keep(tray, upload, body), name="inbox.keep")
            self._keeping.add(keeping)
            keeping.add_done_callback(self._keeping.discard)
            return await asyncio.shield(keeping)

    def upload(self, upload_id: str) -> Upload | None:
        """Where one upload stands; None if there is none of that id."""
        return next(filter(None, (tray.work().upload(upload_id) for tray in self._trays.values())), None)

    def uploads(self, session: EventId) -> Sequence[Upload]:
        """All uploads of a session, newest first."""
        return [upload for tray in self._trays.values() for upload in tray.work().uploads(session)]

    def waiting(self, campaign: CampaignId) -> Sequence[Upload]:
        """What a transcriber may begin now, oldest first: also those in whose middle one died."""
        tray = self._trays[campaign]
        return [it for it in tray.work().open_uploads() if it.state != "arriving" and tray.is_free(_name(it))]

    async def body(self, upload_id: str) -> bytes:
        """The bytes of an upload, until it has ended. Raises `UnknownError`."""
        upload = self._found(upload_id)
        with store_may_be_away():
            body = await self._store.blob(upload.campaign, _name(upload))
        if body is None:
            raise UnknownError("Its bytes are not here any more.")
        return body

    async def update(self, upload_id: str, progress: Progress) -> Upload:
        """Write where an upload stands; one that has ended without a transcript loses its body first.

        So does one whose session lacks words that somebody has taken back: its body may hold them.

        "reading", without more, begins an attempt; it is counted before it is made, and the one too many is answered "refused".
        Raises `LeaseLostError` for whoever does not hold its lease, `UnknownError` for none of that id.
        """
        tray = self._trays[self._found(upload_id).campaign]
        after, silenced = await tray.desk.act(
            lambda draft: (
                after := _after(draft, upload_id, progress, put=progress.state not in _ENDED),
                any(it.gone for it in draft.speakers(after.session)),
            )
        )
        if after.state in _ENDED:
            if silenced or not after.kept:
                with store_may_be_away():
                    await self._store.drop_blob(tray.campaign, _name(after))
            after = await tray.desk.act(lambda draft: _after(draft, upload_id, progress, put=True))
            log.info("upload.ended", upload=upload_id, state=after.state, reason=after.reason)
        return after

    async def progress(self, upload_id: str, said: bytes) -> Upload:
        """The same for what came as JSON. Raises `UnreadableError` besides."""
        try:
            progress = msgspec.json.decode(said, type=Progress)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableError(f"send a lease's number, a state, and a report: {type(error).__name__}") from None
        return await self.update(upload_id, progress)

    async def sweep(self, now: datetime) -> None:
        """End what a killed process left half in the store."""
        for tray in self._trays.values():
            for upload in tray.work().open_uploads():
                if upload.state == "arriving" and now - upload.received_at > ABANDONED_AFTER:
                    await self._store.drop_blob(tray.campaign, _name(upload))
                    gone = msgspec.structs.replace(upload, state="refused", problem=_GONE, reason="abandoned")
                    await tray.desk.act(lambda draft, gone=gone: draft.put(gone))  # type: ignore[misc]

    async def _keep(self, tray: Tray, upload: Upload, body: bytes) -> Upload:
        await tray.desk.act(lambda draft: draft.put(upload))
        with store_may_be_away():
            await self._store.put_blob(tray.campaign, _name(upload), body)
        waiting = msgspec.structs.replace(upload, state="waiting")
        await tray.desk.act(lambda draft: draft.put(waiting))
        return waiting

    def _found(self, upload_id: str) -> Upload:
        upload = self.upload(upload_id)
        if upload is None:
            raise UnknownError("There is no such upload.")
        return upload


def _after(draft: Draft, upload_id: str, progress: Progress, *, put: bool) -> Upload:
    """What an upload becomes, if whoever says so holds its lease."""
    before, lease = draft.upload(upload_id), draft.lease(f"upload/{upload_id}")
    if before is None:
        raise UnknownError("There is no such upload.")
    if lease is None or not lease.holder or lease.number != progress.lease:
        raise LeaseLostError("another worker has this upload: claim it before you work on it")
    if before.state in _ENDED:
        return before
    attempts = before.attempts + (progress.state == "reading" and not progress.of)
    after = msgspec.structs.replace(
        before,
        state=progress.state,
        attempts=attempts,
        report=progress.report or before.report,
        problem=progress.problem,
        reason=progress.reason,
        done=progress.done,
        of=progress.of,
    )
    if attempts > ATTEMPTS:
        after = msgspec.structs.replace(before, state="refused", problem=_POISON, reason="too_hard")
        put = True
    if put:
        draft.put(after)
        for earlier, later in progress.replaced.items():
            if (replaced := draft.upload(earlier)) and replaced.session == after.session:
                draft.put(msgspec.structs.replace(replaced, replaced_by=later))
    return after


async def _whole(chunks: AsyncIterator[bytes]) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > LIMIT:
            raise DocumentError("too_large", f"The file is larger than {LIMIT >> 20} MiB. Send it in parts.")
    return bytes(body)


def _name(upload: Upload) -> str:
    """What its body and its lease are called."""
    return f"upload/{upload.id}"


def _label(label: str) -> str:
    """What a person may read: the last part of a path, on one line, without letters that turn or hide others."""
    name = _UNSAFE.sub(" ", re.split(r"[/\\]", label)[-1])
    return " ".join(name.split())[:120].strip(" .") or "document"
