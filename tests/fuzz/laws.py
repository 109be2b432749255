"""What must hold of every document, whatever stands in it. Each law takes the bytes of one, and raises what is broken."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from bridge.documents import captured, speakers
from bridge.documents.attendance import People
from bridge.documents.board import Mapping
from bridge.documents.decode import LIMIT, decode
from bridge.documents.read import Document, arrivals, read, read_upload
from bridge.documents.sentences import sentences
from bridge.documents.session import Part, lay_together
from bridge.documents.skips import Skips
from bridge.documents.table import columns_of, read_table, records
from bridge.documents.turns import LONGEST, Turn, Utterance, join, spoken, turn_of
from bridge.errors import DocumentError
from bridge.intake.names import known_names
from bridge.intake.normalise import normalise
from bridge.intake.scrub import MASKS, scrub
from bridge.records import EventId, Report

_NOW = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
_ZONES = (ZoneInfo("Europe/London"), ZoneInfo("Pacific/Kiritimati"))
_MASK_WORDS = frozenset(re.findall(r"\w+", " ".join(MASKS.values()).casefold()))
_PART = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]{3,30}")
#: Texts of an upload that name a speaker and are scrubbed; and characters of a text that are. Time is short.
_SCRUBBED, _LONGEST = 10, 4_000


def of_document(name: str, body: bytes) -> None:
    """`read` and `arrivals`, and that what they give can be told to another process."""
    try:
        document = read_upload(name, body)
    except DocumentError as error:
        _refusal(error)
        return
    if isinstance(document, People):
        _people(document)
        return
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document, "it is not the same as JSON"
    assert read(name, body) == document, "the same bytes gave another document"
    _counts(document.report)
    assert document.report.turns == len(document.turns)
    assert all(turn.text.strip() for turn in document.turns), "a turn is empty"
    assert all(turn.sentences and all(it.strip() for it in turn.sentences) for turn in document.turns), (
        "a turn has no sentence"
    )
    size = sum(len(turn.text) for turn in document.turns)
    assert size <= _most(body), f"{size} characters were read of a file that holds {_most(body)}"
    arrived = arrivals(document, session=EventId("s"), document_id="d", said_at=_NOW, received_at=_NOW)
    assert len({it.id for it in arrived}) == len(arrived), "two arrivals have one id"
    _names_are_masked([it.text for it in arrived], arrived[0].names)
    if not _is_package(body):
        _line_ends(name, body)
    if document.columns:
        _mappings(name, body, len(arrived) % 4)
    _in_a_session(document)


def of_captured(_: str, body: bytes) -> None:
    """`read_captured` and all that is made of it."""
    try:
        found = captured.read_captured(body)
    except DocumentError as error:
        _refusal(error)
        return
    assert msgspec.json.decode(msgspec.json.encode(found), type=captured.Captured) == found, (
        "it is not the same as JSON"
    )
    assert captured.read_captured(body) == found, "the same bytes gave other posts"
    _counts(found.report)
    assert all(post.text.strip() for post in found.posts), "a post is empty"
    for posts in (found, captured.with_accounts(found, dict.fromkeys(captured.handles_in(found), "did:plc:a"))):
        for zone in _ZONES:
            arrived = captured.arrivals(posts, event=EventId("e"), zone=zone, captured_at=_NOW)
            assert len(arrived) == len(found.posts)
            assert all(it.said_at <= _NOW and it.id for _, it in arrived), "a post was said after it was captured"
            msgspec.json.encode([it for _, it in arrived])


def of_decode(_: str, body: bytes) -> None:
    """`decode`: its text is what it promises, and decoding that again changes nothing."""
    try:
        decoded = decode(body)
    except DocumentError as error:
        _refusal(error)
        return
    text = decoded.text
    assert text.strip(), "a text without words was let through"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff\ud800-\udfff]", text), (
        "a control is left"
    )
    assert unicodedata.is_normalized("NFC", text)
    try:
        assert decode(text.encode()).text == text, "decoding twice is not decoding once"
    except DocumentError as error:  # a title such as "%PDF" once its marks are gone
        _refusal(error)


def of_table(_name: str, body: bytes) -> None:
    """`records` and `read_table`: every line belongs to one row, and every row is read or told."""
    try:
        text = decode(body).text
    except DocumentError:
        return
    lines = text.split("\n")
    for separator in ",;\t|":
        starts = [line for line, _ in records(lines, separator, 0)]
        assert starts == sorted(set(starts)), "two rows begin at one line"
        assert starts[0] == 1
        assert starts[-1] <= len(lines)
        for _, cells in records(lines, separator, 0):
            columns_of(cells or ())
    skips = Skips()
    try:
        table = read_table(text, skips)
    except DocumentError as error:
        _refusal(error)
        return
    assert table.found == len(table.rows) + sum(it.count for it in skips.told()), "a row is lost"


def of_turns(_: str, body: bytes) -> None:
    """`spoken`, `join` and `sentences`, of lines "speaker<tab>words"."""
    said = []
    for number, line in enumerate(body.decode(errors="replace").split("\n"), 1):
        name, _, words = line.partition("\t")
        text = " ".join(words.split())
        if text:
            at = float(sum(line.encode()[:8]) % 3_000)
            said.append(
                Utterance(
                    speaker=speakers.clean(name), text=text, line=number, last_line=number, from_s=at, to_s=at + 2
                )
            )
    turns = spoken(said)
    assert sorted(" ".join(turn.text for turn in turns).split()) == sorted(" ".join(it.text for it in said).split()), (
        "words are lost"
    )
    assert " ".join(it.text for it in join(said)) == " ".join(it.text for it in said)
    for utterance in said:
        for written in (True, False):
            _sentences(turn_of(utterance, written=written))
    for turn in turns:
        assert len(turn.text) < LONGEST or any(len(it.text) >= LONGEST for it in said), "a turn is longer than LONGEST"
        _sentences(turn)


def of_scrub(_: str, body: bytes) -> None:
    """`scrub`, `find_names` and `masks`: names stand in the first line, with tabs between; then what was said."""
    told, _, text = body.decode(errors="replace").partition("\n")
    names = speakers.masks(name for it in told.split("\t") if (name := speakers.clean(it)))
    _names_are_masked([text[:_LONGEST]], names)
    once = scrub(normalise(text[:_LONGEST]), names)
    again = scrub(once.text, names)
    assert again.text == once.text, "scrubbing twice is not scrubbing once"
    assert bool(once.masked) <= (once.text != normalise(text[:_LONGEST]))


def _people(people: People) -> None:
    assert msgspec.json.decode(msgspec.json.encode(people), type=People) == people
    assert people.names, "a list of people names nobody"
    assert len({speakers.key(name) for name in people.names}) == len(people.names), "somebody was there twice"
    assert set(people.facilitators) <= set(people.names)
    assert not any("@" in name or not name.strip() for name in people.names), "an address is taken for a name"


def _mappings(name: str, body: bytes, text: int) -> None:
    """Whatever columns a person chooses, it is read or refused."""
    for author, group in ((None, None), (text + 1, text), (0, 10**9)):
        try:
            _counts(read(name, body, Mapping(text=text, author=author, group=group)).report)
        except DocumentError as error:
            _refusal(error)


def _in_a_session(document: Document) -> None:
    """Sent again, nothing of it is there twice."""
    parts = [Part(upload=it, received_at=_NOW, document=document) for it in ("a", "b")]
    session = lay_together(parts, (), session=EventId("s"), began_at=_NOW, zone=_ZONES[0])
    ids = [arrival.id for part in session.parts for arrival in part.arrivals]
    assert ids, "nothing is left of it in a session"
    assert len(set(ids)) == len(ids), "two arrivals of a session have one id"


def _sentences(turn: Turn) -> None:
    found = sentences(turn)
    assert found, "a turn has no sentence"
    assert all(it.strip() for it in found), "a sentence is empty"
    at = 0
    whole = " ".join(turn.text.split())
    for sentence in found:
        place = whole.find(" ".join(sentence.split()), at)
        assert place >= 0, "a sentence was never said, or not in this order"
        at = place + len(" ".join(sentence.split()))


def _counts(report: Report) -> None:
    skipped = sum(it.count for it in report.skipped)
    assert report.read >= 0
    assert report.found == report.read + skipped, f"{report.found} found, {report.read} read, {skipped} skipped"
    assert all(it.count >= len(it.lines) > 0 and it.reason for it in report.skipped)


def _refusal(error: DocumentError) -> None:
    assert error.reason
    assert str(error)
    str(error).encode()


def _most(body: bytes) -> int:
    """Characters that a file can hold: a text its own, a package what is unpacked of it, or what its cells may point at."""
    if not _is_package(body):
        return len(decode(body).text)
    if b"xl/workbook.xml" in body:
        return LIMIT
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _is_package(body: bytes) -> bool:
    return body.startswith(b"PK\x03\x04")


def _line_ends(name: str, body: bytes) -> None:
    """The same lines with other ends are the same turns; letters that could not be made out are a matter of rates."""
    text = decode(body).text
    if "\ufffd" in text:
        return
    feeds, returns = (_turns(name, text.replace("\n", end)) for end in ("\n", "\r\n"))
    assert feeds == returns, "with other line ends there are other turns"


def _turns(name: str, text: str) -> tuple[tuple[Turn, ...], Report] | str:
    try:
        document = read(name, text.encode())
    except DocumentError as error:
        return error.reason
    return document.turns, document.report


def _names_are_masked(texts: Iterable[str], names: tuple[str, ...]) -> None:
    plain = [name for name in names if _is_plain(name)]
    if not plain:
        return
    named = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)")
    for text in islice((said for it in texts if named.search(said := normalise(it))), _SCRUBBED):
        assert not named.search(scrub(text, names).text), "a name of a speaker is left"


def _is_plain(name: str) -> bool:
    """Whether it names a person for sure wherever it stands: two or more parts, none of a role, or one unusual one."""
    words: Sequence[str] = name.split(" ")
    if not all(_PART.fullmatch(word) for word in words) or normalise(name) != name:
        return False
    if _MASK_WORDS & {word.casefold() for word in words}:
        return False
    known = known_names((name,))
    parts = [part for part in known.owners if " " not in part]
    if len(words) == 1:
        return bool(known.sure)
    return len(parts) == len(words) == len({word.casefold() for word in words})
