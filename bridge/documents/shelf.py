"""Keeps a session's files and scrubbed transcripts until its review is over, and no longer than is set.

A transcript is a blob, `transcript/UPLOAD`, beside the file's own bytes; both go together. What stays is the upload's digest,
and in each contribution where in the file it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

import msgspec
import structlog

from bridge.documents.inbox import Desk, Draft
from bridge.errors import UnknownError, UnreadableError, store_may_be_away
from bridge.ports import Store
from bridge.records import (
    CampaignId,
    ChosenColumns,
    Declaration,
    Event,
    EventId,
    Speaker,
    Transcript,
    Upload,
    VoiceKey,
)

log = structlog.get_logger()


class Work(Protocol):
    """The uploads that are known."""

    def upload(self, upload: str) -> Upload | None: ...

    def uploads(self, session: EventId) -> Sequence[Upload]: ...

    def kept_uploads(self) -> Sequence[Upload]: ...


class Bay(NamedTuple):
    """One campaign's part of the shelf: who writes, what is known of its uploads, events and chosen columns."""

    campaign: CampaignId
    desk: Desk
    work: Callable[[], Work]
    event: Callable[[EventId], Event | None]
    columns: Callable[[], Sequence[ChosenColumns]]


class SessionDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What lies on the table when a session is read: its kept uploads, oldest first, and what its host has said.

    Attendance lists are told of, too, though they are not kept: who masks by their names must know if they lack them.
    """

    uploads: tuple[Upload, ...]
    columns: tuple[ChosenColumns, ...]
    declaration: Declaration | None


class Shelf:
    """The kept files and transcripts of one store. `keep_days`: for how long at most; 0 keeps none."""

    def __init__(self, store: Store, bays: Sequence[Bay], *, keep_days: int) -> None:
        self._store = store
        self._bays = {bay.campaign: bay for bay in bays}
        self._keep_days = keep_days

    def table(self, session: EventId) -> SessionDesk:
        """What a transcriber needs beside the file that it reads. Raises `UnknownError`."""
        bay, event = self._session(session)
        kept = sorted(
            (it for it in bay.work().uploads(session) if it.state == "done" and (it.kept or _lists_people(it))),
            key=lambda it: it.received_at,
        )
        return SessionDesk(uploads=tuple(kept), columns=tuple(bay.columns()), declaration=event.declaration)

    async def keep(self, upload_id: str, said: bytes) -> None:
        """Keep an upload's transcript, as JSON, and its file with it; number who speaks there for the first time.

        Raises `UnknownError`, `UnreadableError`.
        """
        bay, upload = self._upload(upload_id)
        try:
            transcript = msgspec.json.decode(said, type=Transcript)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UnreadableError(f"send a transcript: {type(error).__name__}") from None
        if (transcript.upload, transcript.session) != (upload.id, upload.session):
            raise UnreadableError("upload: the transcript is that of another one")
        voices = dict.fromkeys(it.voice for it in transcript.passages if it.voice)
        introduce = partial(
            _introduce,
            upload=upload,
            voices=[*voices],
            facilitators=transcript.facilitators,
            kept=self._keep_days > 0,
        )
        gone = await bay.desk.act(introduce)
        while self._keep_days > 0:
            await self._put(bay, _without(transcript, gone))
            standing = await bay.desk.act(partial(_standing, upload=upload))
            if not standing.kept:  # the review has ended meanwhile
                await self._drop(bay, upload)
            elif standing.gone - gone:
                gone = standing.gone
                continue
            return

    async def transcripts(self, session: EventId) -> Sequence[Transcript]:
        """Those that are kept, in the order in which they were uploaded."""
        bay, _ = self._session(session)
        found = []
        for upload in self.table(session).uploads:
            if upload.replaced_by:
                continue
            if transcript := await self._transcript(bay, upload):
                found.append(transcript)
        return found

    async def read_again(self, upload_id: str, chosen: ChosenColumns) -> None:
        """Remember which columns of a table are meant, and queue it once more. Raises `UnreadableError` if it is not kept."""
        bay, upload = self._upload(upload_id)
        if not upload.kept:
            raise UnreadableError("The file is no longer kept. Upload it again, and choose its columns then.")
        now = msgspec.structs.replace(upload, state="waiting", attempts=0, done=0, of=0)

        def again(draft: Draft) -> None:
            draft.put(chosen)
            draft.put(now)

        await bay.desk.act(again)

    async def silence(self, session: EventId, voices: Collection[VoiceKey]) -> None:
        """Take a speaker's words out of what is kept: the transcripts lose them, and the files go whole."""
        bay, _ = self._session(session)
        for upload in bay.work().uploads(session):
            transcript = await self._transcript(bay, upload) if upload.kept else None
            if transcript is not None and (left := _without(transcript, voices)) != transcript:
                await self._put(bay, left)
        await self.forget(session, transcripts=False)

    async def forget(self, session: EventId, *, transcripts: bool = True) -> int:
        """Let go of a session's files, and of its transcripts, now; gives how many files there were."""
        bay, _ = self._session(session)
        there = [it for it in bay.work().uploads(session) if it.kept]
        for upload in there:
            await self._drop(bay, upload, transcripts=transcripts)
        return len(there)

    async def expire(self, now: datetime) -> None:
        """Let go of what has been kept for long enough: of a session all files together, for they are read as one."""
        due = now - timedelta(days=self._keep_days)
        for bay in self._bays.values():
            for session in {it.session for it in bay.work().kept_uploads() if it.received_at <= due}:
                files = await self.forget(session)
                log.info("session.expired", session=session, files=files)

    async def _transcript(self, bay: Bay, upload: Upload) -> Transcript | None:
        with store_may_be_away():
            body = await self._store.blob(bay.campaign, _name(upload))
        return None if body is None else msgspec.json.decode(body, type=Transcript)

    async def _put(self, bay: Bay, transcript: Transcript) -> None:
        with store_may_be_away():
            await self._store.put_blob(bay.campaign, f"transcript/{transcript.upload}", msgspec.json.encode(transcript))

    async def _drop(self, bay: Bay, upload: Upload, *, transcripts: bool = True) -> None:
        with store_may_be_away():
            await self._store.drop_blob(bay.campaign, f"upload/{upload.id}")
            if transcripts:
                await self._store.drop_blob(bay.campaign, _name(upload))
        if transcripts:
            await bay.desk.act(partial(_let_go, upload=upload))

    def _upload(self, upload_id: str) -> tuple[Bay, Upload]:
        for bay in self._bays.values():
            if upload := bay.work().upload(upload_id):
                return bay, upload
        raise UnknownError("There is no such upload.")

    def _session(self, session: EventId) -> tuple[Bay, Event]:
        for bay in self._bays.values():
            if (event := bay.event(session)) is not None:
                return bay, event
        raise UnknownError(f"No session has the id {session[:60]!r}.")


def _introduce(
    draft: Draft,
    *,
    upload: Upload,
    voices: Sequence[VoiceKey],
    facilitators: Collection[VoiceKey],
    kept: bool,
) -> set[VoiceKey]:
    """Number those who are new, and mark the upload; gives the voices whose words are not to be kept."""
    there = {it.voice: it for it in draft.speakers(upload.session)}
    number = max((it.number for it in there.values()), default=0)
    for voice in voices:
        if voice not in there:
            number += 1
            draft.put(
                Speaker(
                    id=f"{upload.session}/{voice}",
                    campaign=upload.campaign,
                    event=upload.session,
                    voice=voice,
                    number=number,
                    facilitates=voice in facilitators or None,
                )
            )
        elif there[voice].facilitates is None and voice in facilitators:
            draft.put(msgspec.structs.replace(there[voice], facilitates=True))
    now = draft.upload(upload.id)
    if now is not None and now.kept != kept:
        draft.put(msgspec.structs.replace(now, kept=kept))
    return _gone(draft, upload)


def _let_go(draft: Draft, *, upload: Upload) -> None:
    draft.put(msgspec.structs.replace(draft.upload(upload.id) or upload, kept=False))


class _Standing(NamedTuple):
    """Whether an upload is kept, and whose words are not."""

    kept: bool
    gone: set[VoiceKey]


def _standing(draft: Draft, *, upload: Upload) -> _Standing:
    """As it is in the store now: what is put is compared with that."""
    now = draft.upload(upload.id)
    if now is not None:
        draft.put(now)
    return _Standing(now is not None and now.kept, _gone(draft, upload))


def _gone(draft: Draft, upload: Upload) -> set[VoiceKey]:
    there = draft.speakers(upload.session)
    gone = {it.voice for it in there if it.gone}
    return gone | {it.voice for it in there if it.same_as in gone}


def _lists_people(upload: Upload) -> bool:
    return upload.report is not None and upload.report.format == "attendance"


def _without(transcript: Transcript, voices: Collection[VoiceKey]) -> Transcript:
    left = tuple(it for it in transcript.passages if it.voice not in voices)
    return msgspec.structs.replace(transcript, passages=left)


def _name(upload: Upload) -> str:
    return f"transcript/{upload.id}"
