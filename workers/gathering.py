"""Reads the documents of a session, each once: what they hold stays in memory while the session is read, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from bridge.documents.attendance import People
from bridge.documents.board import Mapping
from bridge.documents.guarded import read_upload_guarded
from bridge.documents.read import Document
from bridge.documents.session import Part
from bridge.documents.shelf import SessionDesk
from bridge.errors import DocumentError, UnknownError
from bridge.records import ChosenColumns, EventId, Upload
from workers.errands import Errands

T = TypeVar("T")

#: Sessions whose documents are remembered, and whose lists of people, which are small and kept nowhere else.
_DOCUMENTS_OF, _PEOPLE_OF = 2, 50


class Gathered(NamedTuple):
    """A session's parts in the order of upload, with who was there and what the upload at hand is.

    `lacks_people`: a list of who was there was sent before, and is not known here any more.
    """

    own: Document | People
    parts: tuple[Part, ...]
    people: tuple[People, ...]
    lacks_people: bool


class Gatherer:
    """Brings the documents of sessions together for one campaign."""

    def __init__(self, errands: Errands) -> None:
        self._errands = errands
        self._documents: dict[EventId, dict[str, Document | None]] = {}
        self._people: dict[EventId, dict[str, People]] = {}

    async def gather(self, body: bytes, upload: Upload, desk: SessionDesk) -> Gathered:
        """Read an upload, and beside it all that lies on the session's desk. Raises `DocumentError` for itself alone."""
        documents = _latest(self._documents, upload.session, _DOCUMENTS_OF)
        people = _latest(self._people, upload.session, _PEOPLE_OF)
        own = await _read(body, upload.label, desk.columns)
        if isinstance(own, People):
            people[upload.id] = own
        else:
            documents[upload.id] = own
        there = sorted((upload, *(it for it in desk.uploads if it.id != upload.id)), key=lambda it: it.received_at)
        parts = []
        for other in there:
            if other.id != upload.id and not _is_list(other):
                documents[other.id] = await self._other(other, desk, documents.get(other.id))
            if document := documents.get(other.id):
                parts.append(Part(upload=other.id, received_at=other.received_at, document=document))
        lacks = any(_is_list(it) and it.id not in people for it in desk.uploads)
        return Gathered(own, tuple(parts), tuple(people.values()), lacks)

    def forget_documents(self) -> None:
        """Remember none of them any more, but still who was there: that is asked of nobody twice."""
        self._documents.clear()

    async def _other(self, upload: Upload, desk: SessionDesk, known: Document | None) -> Document | None:
        """One that was read before; None where its bytes are gone or are no document now."""
        try:
            body = await self._errands.body(upload.id)
            held = known or await _read(body, upload.label, desk.columns)
        except (DocumentError, UnknownError):
            return None
        return None if isinstance(held, People) else held


async def _read(body: bytes, label: str, chosen: Sequence[ChosenColumns]) -> Document | People:
    """With the columns that a host chose for tables of its kind."""
    held = await read_upload_guarded(body, label)
    if isinstance(held, People) or held.columns is None:
        return held
    columns = next((it for it in chosen if it.id == held.columns.signature), None)
    if columns is None:
        return held
    mapping = Mapping(text=columns.text, author=columns.author, group=columns.group)
    return await read_upload_guarded(body, label, mapping)


def _is_list(upload: Upload) -> bool:
    return upload.report is not None and upload.report.format == "attendance"


def _latest(sessions: dict[EventId, dict[str, T]], session: EventId, most: int) -> dict[str, T]:
    """What is remembered of a session, which is now the last that would be forgotten."""
    sessions[session] = sessions.pop(session, {})
    while len(sessions) > most:
        del sessions[next(iter(sessions))]
    return sessions[session]
