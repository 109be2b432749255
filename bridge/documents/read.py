"""Reads an upload of any kind we know into a Document, and a Document into arrivals.

What a file is, is told by what stands in it, never by its name.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from bridge.documents import speakers
from bridge.documents.attendance import People, is_attendance, lists_people, people_in, people_of
from bridge.documents.board import Columns, Mapping, is_table, offered, read_board, rows_of
from bridge.documents.cues import is_captions
from bridge.documents.decode import Decoded, decode
from bridge.documents.docx import is_word, refuse_old
from bridge.documents.graph_chat import is_graph_chat, read_graph_chat
from bridge.documents.meet import is_meet, read_meet
from bridge.documents.notes import Notes, read_notes
from bridge.documents.origin import origin
from bridge.documents.sentences import sentences
from bridge.documents.turns import Turn, spoken
from bridge.documents.vtt import Captions, read_captions
from bridge.documents.whiteboard import is_whiteboard, read_whiteboard
from bridge.documents.word import Word, read_word
from bridge.documents.xlsx import is_workbook, read_sheet
from bridge.errors import DocumentError
from bridge.records import Arrival, EventId, NativeId, Register, Report, Skipped, SourceName

_FILE_DATE = re.compile(r"(?<!\d)(20\d{6})_(\d{6})(?!\d)(UTC)?")
_MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|!entity|html|svg|tt[\s>])", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*\{)")
_RTF = re.compile(r"\s*\{\\rtf")
_WORDS = re.compile(r"\w+")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds. `date` is when its recording began, from the words or the name of the file.

    A `date` without a zone is the local clock of the meeting: its zone is the campaign's. `origin` is a digest, the
    same when the file is sent again and another for the file of another room. `columns` are those of a table. `people`
    were there by a list in the file, and are masked as speakers are.
    """

    report: Report
    turns: tuple[Turn, ...]
    date: datetime | None = None
    origin: str = ""
    columns: Columns | None = None
    people: tuple[str, ...] = ()


def read(name: str, body: bytes, mapping: Mapping | None = None) -> Document:
    """Read a document; `mapping` says what the columns of a table are, and is nothing to any other file.

    Raises DocumentError, which says what was wrong and what to do; nothing else. An attendance list is none.
    """
    held = read_upload(name, body, mapping)
    if isinstance(held, People):
        raise refused_attendance()
    return held


def read_upload(name: str, body: bytes, mapping: Mapping | None = None) -> Document | People:
    """The same, but of an attendance list who was there: for the masks of what was said, and never to be kept."""
    if is_word(body):
        return _word(name, body)
    if is_workbook(body):
        return _workbook(name, body, mapping)
    refuse_old(body)
    _refuse_packed(body)
    decoded = decode(body)
    if is_captions(decoded.text):
        return _captions(name, decoded)
    if is_whiteboard(decoded.text):
        return _whiteboard(name, decoded)
    if is_graph_chat(decoded.text):
        return _messages(name, decoded)
    _refuse_other_formats(decoded.text)
    if is_attendance(decoded.text):
        return _known(people_of(decoded.text, decoded.encoding))
    if is_table(name, decoded.text):
        return _table(name, decoded, mapping)
    return _notes(name, decoded)


def arrivals(
    document: Document, *, session: EventId, document_id: str, said_at: datetime, received_at: datetime
) -> tuple[Arrival, ...]:
    """One arrival for each sentence, bullet or message of the document; `said_at` is its second 0.

    An id is made of the session, the speaker, the words and how often this speaker has said them before. So the same
    file again, or a corrected one, brings the same ids for all that stayed the same, and `document_id` is no part of
    them: it is told in the evidence. Who spoke without a name is told apart by the room's file instead: two rooms that
    noted the same line are two voices.
    """
    numbers: dict[str, int] = {}
    for turn in document.turns:
        if turn.speaker:
            numbers.setdefault(speakers.key(turn.speaker), len(numbers) + 1)
    masks = speakers.masks(named(document))
    times: Counter[tuple[str, ...]] = Counter()
    arrived: list[Arrival] = []
    longest: list[NativeId | None] = []  # by turn, of its sentences: a reaction to a message is about that
    for turn in document.turns:
        author = speakers.key(turn.speaker)
        whose = (author,) if author else ("", document.origin)
        begins = len(arrived)
        for text in turn.sentences:
            place = (*whose, telling(document, turn, text))
            times[place] += 1
            arrived.append(
                Arrival(
                    id=NativeId(f"session:{session}:{_digest(session, *place, str(times[place]))}"),
                    source=SourceName.SESSION,
                    said_at=said_at + timedelta(seconds=turn.from_s or 0.0),
                    received_at=received_at,
                    text=text,
                    author=author,
                    reply_to=_answered(turn, longest),
                    event=session,
                    register=Register.WRITTEN if turn.written else Register.SPOKEN,
                    names=masks,
                    pseudonym=f"Speaker {numbers[author]}" if author else None,
                    evidence=_evidence(turn, document_id),
                )
            )
        said = arrived[begins:]
        longest.append(max(said, key=lambda it: len(it.text)).id if said else None)
    return tuple(arrived)


def _answered(turn: Turn, ids: Sequence[NativeId | None]) -> NativeId | None:
    place = turn.reply_to if turn.about is None else turn.about
    return ids[place] if place is not None else None


def named(document: Document) -> tuple[str, ...]:
    """Who speaks in a document or was there by a list in it, and must not be named in what was said."""
    return (*(turn.speaker for turn in document.turns if turn.speaker), *document.people)


def _refuse_packed(body: bytes) -> None:
    """By the names of the members, which stand unpacked in the bytes: nothing is unpacked."""
    if body.startswith(b"PK\x03\x04") and b"[Content_Types].xml" in body:
        raise DocumentError("format_not_yet", "PowerPoint files are not read yet. Copy the words into a .txt.")


def _refuse_other_formats(text: str) -> None:
    if _MARKUP.match(text):
        message = "This is an XML or HTML file. Send the transcript as .vtt, or the words as plain text (.txt)."
        raise DocumentError("format_not_yet", message)
    if _JSON.match(text) or _RTF.match(text):
        raise DocumentError(
            "format_not_yet", "This is a JSON or RTF file, and no chat of Teams. Save its words as plain text (.txt)."
        )


def refused_attendance() -> DocumentError:
    """Why a list of names is no document."""
    message = (
        "This is an attendance list: it holds names and times, and nothing that was said. It was not read and is not"
        " kept. Send the transcript, the chat or the notes; if it holds notes, name their column “text” in the first row."
    )
    return DocumentError("attendance", message)


def _known(people: People) -> People:
    """Refuses a list that has addresses and no names."""
    if not people.names:
        raise refused_attendance()
    return people


def _captions(name: str, decoded: Decoded) -> Document:
    captions = read_captions(decoded.text)
    return _document(name, _counted("cue", decoded, captions), spoken(captions.utterances), captions.began)


def _table(name: str, decoded: Decoded, mapping: Mapping | None) -> Document:
    rows = rows_of(decoded.text)
    board = read_board(rows, mapping)
    return _document(name, _counted("row", decoded, board), board.turns, None, columns=offered(rows, mapping))


def _whiteboard(name: str, decoded: Decoded) -> Document:
    board = read_whiteboard(decoded.text)
    return _document(name, _counted("note", decoded, board), board.turns, None)


def _messages(name: str, decoded: Decoded) -> Document:
    chat = read_graph_chat(decoded.text)
    return _document(name, _counted("message", decoded, chat), chat.turns, chat.began, people=chat.people)


def _workbook(name: str, body: bytes, mapping: Mapping | None) -> Document | People:
    sheet = read_sheet(body)
    if lists_people(sheet.rows):
        return _known(people_in(sheet.rows))
    others = (f"Only the first of {sheet.others + 1} sheets was read.",) if sheet.others else ()
    board = read_board(sheet.rows, mapping)
    report = _counted("row", Decoded(text="", encoding="utf-8", notes=others), board)
    return _document(name, report, board.turns, None, columns=offered(sheet.rows, mapping))


def _notes(name: str, decoded: Decoded) -> Document:
    notes = read_meet(decoded.text) if is_meet(decoded.text) else read_notes(decoded.text)
    return _document(name, _counted("line", decoded, notes), notes.turns, notes.began, people=notes.people)


def _word(name: str, body: bytes) -> Document:
    """A recording's name with its zone knows best when it began: the clock in a document is that of who downloaded it."""
    word = read_word(name, body)
    named = [date for date in (_date(word.title), _date(name)) if date]
    sure = [date for date in named if date.tzinfo]
    told = [word.began] if word.began else []
    began = next(iter((*sure, *told, *named)), None)
    report = _counted(word.unit, Decoded(text="", encoding="utf-8"), word)
    return _document(name, report, word.turns, began, people=word.people)


def _counted(unit: str, decoded: Decoded, told: Captions | Notes | Word) -> Report:
    """What the file holds by its own marks against what was read; turns and speakers are counted later."""
    return Report(
        format=told.format,
        encoding=decoded.encoding,
        unit=unit,
        found=told.found,
        read=told.found - sum(skipped.count for skipped in told.skipped),
        skipped=told.skipped,
        turns=0,
        speakers=0,
        notes=(*decoded.notes, *told.notes),
    )


def _document(
    name: str,
    report: Report,
    turns: tuple[Turn, ...],
    began: datetime | None,
    *,
    columns: Columns | None = None,
    people: tuple[str, ...] = (),
) -> Document:
    if not turns:
        raise _nothing_read(report)
    names = {speakers.key(turn.speaker) for turn in turns if turn.speaker}
    moments = [second for turn in turns for second in (turn.from_s, turn.to_s) if second is not None]
    unnamed = () if names else ("The file names no speakers: all are unknown.",)
    counted = msgspec.structs.replace(
        report,
        turns=len(turns),
        speakers=len(names),
        unattributed=sum(1 for turn in turns if not turn.speaker),
        seconds=max(moments) - min(moments) if moments else None,
        notes=report.notes + unnamed,
    )
    return Document(
        report=counted,
        turns=tuple(_cut(turn) for turn in turns),
        date=began or _date(name),
        origin=_digest(origin(name, turns)),
        columns=columns,
        people=people,
    )


def _cut(turn: Turn) -> Turn:
    return msgspec.structs.replace(turn, sentences=sentences(turn))


def _nothing_read(report: Report) -> DocumentError:
    if not report.found:
        return DocumentError(
            "empty", f"The file holds no {report.unit}s. Check that its download had ended, and send it again."
        )
    reasons = "; ".join(_told(skipped) for skipped in report.skipped)
    message = f"None of the {report.found} {report.unit}s of the file could be read ({reasons}). Download it again, or send notes."
    return DocumentError("nothing_read", message)


def _told(skipped: Skipped) -> str:
    lines = ", ".join(str(line) for line in skipped.lines)
    return f"{skipped.count} {skipped.reason.replace('_', ' ')}, at lines {lines}"


def _date(name: str) -> datetime | None:
    """From "Title-20261102_190000UTC-Meeting Recording.vtt"; the words in such a name are in the language of the user."""
    for day, clock, universal in _FILE_DATE.findall(name[:1000]):
        with suppress(ValueError):
            date = datetime.strptime(day + clock, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the name tells no zone
            return date.replace(tzinfo=UTC) if universal else date
    return None


def telling(document: Document, turn: Turn, text: str) -> str:
    """What tells one of a turn's sentences apart: its words, and of a reaction also to what it is one."""
    if turn.about is None:
        return normal(text)
    return f"{text}/{_digest(normal(document.turns[turn.about].text))}"


def normal(text: str) -> str:
    """What of a sentence stays when capitals and punctuation are corrected."""
    return " ".join(_WORDS.findall(text.casefold())) or text


def _digest(*parts: str) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def _evidence(turn: Turn, document_id: str) -> str:
    place = turn.evidence
    if turn.from_s is not None:
        place = f"{_clock(turn.from_s)}–{_clock(turn.from_s if turn.to_s is None else turn.to_s)}"
    return f"{place} of {document_id}" if document_id else place


def _clock(seconds: float) -> str:
    whole = int(abs(seconds))
    sign = "-" if seconds <= -1 else ""
    return f"{sign}{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
