"""Makes a document wrong on purpose, in the pieces of which its format is made: lines of text, or tags within a package.

The same edits serve both engines: hypothesis draws them and can make them fewer, atheris rolls them.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

KINDS = ("put", "put", "replace", "delete", "double", "swap", "cut", "inside", "many")
#: Most that a piece is repeated by "many", and the bytes after which a document is left as it is.
_TIMES, LARGEST = 60, 60_000

_TAGS = re.compile(rb"(<[^<>]*>)")
#: A tag that any place can bear; prefixes that nothing declares are none.
_TAG = re.compile(rb"<(?P<ends>/?)(?P<name>(?:w:|wp:|a:|mc:)?[A-Za-z]\w*)(?:\s[^<>&]*?)?(?P<empty>/?)>")
#: In text: what starts no reference that XML knows, and what it does not allow.
_NO_XML = re.compile(rb"&(?!(?:amp|lt|gt|quot);)|[<\x00-\x08\x0b\x0c\x0e-\x1f]|\xed[\xa0-\xbf][\x80-\xbf]|]]>")
_NUMBER = re.compile(rb"\d+")


class Edit(NamedTuple):
    """One change; `at` and `to` are places anywhere, `piece` is one of the format's."""

    kind: str
    at: int
    to: int
    piece: int


class Wrong(NamedTuple):
    """Edits, how the text is then encoded, its line ends, and bytes at which to cut and to flip (0 for none)."""

    edits: Sequence[Edit]
    encoding: str = "utf-8"
    ends: bytes = b"\n"
    cut: int = 0
    flip: int = 0


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "cp1252")
ENDS = (b"\n", b"\r\n", b"\r", b"\n\n", b"\x0b", b"\r\n\r")


def text(body: bytes, wrong: Wrong, pieces: Sequence[bytes]) -> bytes:
    """Edit the lines of `body`, which is in UTF-8, and write it otherwise."""
    lines = edited(body.split(b"\n"), wrong.edits, pieces)
    body = wrong.ends.join(lines)
    if wrong.encoding != "utf-8":
        body = body.decode(errors="surrogateescape").encode(wrong.encoding, errors="replace")
    return _hurt(body, wrong)


def package(body: bytes, wrong: Wrong, pieces: Sequence[bytes]) -> bytes:
    """Edit the tags and words of the XML in `body`, and pack it anew; what is no package is hurt as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return _hurt(body, wrong)
    if not (wrong.edits and parts):
        return _hurt(body, wrong)
    xml = [at for at, (name, _) in enumerate(parts) if name.endswith(".xml") and "Content_Types" not in name]
    chosen = (xml or [0])[-(wrong.edits[0].piece % 3) % len(xml or [0])]
    name, content = parts[chosen]
    tags = edited(_TAGS.split(content), wrong.edits, pieces)
    if wrong.edits[0].to % 5:
        parts[chosen] = name, b"".join(well_formed(tags))
        return packed(parts)
    parts[chosen] = name, b"".join(tags)
    return _hurt(packed(parts), wrong)


def well_formed(parts: Sequence[bytes]) -> Iterator[bytes]:
    """The same with every tag ended once and in its order, so that what is wrong is what the parser tells, and not that."""
    there = _TAGS.split(b"".join(parts))
    open_: list[bytes] = []
    for part in there:
        tag = _TAG.fullmatch(part)
        if part.startswith(b"<?xml"):
            if not open_:
                yield part
        elif not part.startswith(b"<") or not part.endswith(b">"):
            if open_:
                yield _NO_XML.sub(b"", part)
        elif not tag:
            continue
        elif not tag["ends"]:
            yield part
            if not tag["empty"]:
                open_.append(tag["name"])
        elif tag["name"] in open_[1:]:
            while open_ and open_[-1] != tag["name"]:
                yield b"</" + open_.pop() + b">"
            yield b"</" + open_.pop() + b">"
    yield from (b"</" + name + b">" for name in reversed(open_))


def page(body: bytes, wrong: Wrong, pieces: Sequence[bytes]) -> bytes:
    """Edit the tags and words of a page, which no parser asks to be well formed."""
    return _hurt(b"".join(edited(_TAGS.split(body), wrong.edits, pieces)), wrong)


def slipped(body: bytes, wrong: Wrong, pieces: Sequence[bytes]) -> bytes:
    """As `text`, but seldom in the first line, without which nothing is read."""
    slip, _, words = body.partition(b"\n")
    if not wrong.edits or wrong.edits[0].to % 5 == 0:
        return text(body, wrong, pieces)
    return slip + b"\n" + text(words, wrong, pieces)


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """The same bytes at any hour."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED if len(content) > 200 else None)
    return body.getvalue()


def edited(parts: list[bytes], edits: Sequence[Edit], pieces: Sequence[bytes]) -> list[bytes]:
    """`parts` after all edits, or after those that fit into LARGEST."""
    for edit in edits:
        if sum(map(len, parts)) > LARGEST:
            break
        parts = _edited(parts or [b""], edit, pieces[edit.piece % len(pieces)])
    return parts


def _edited(parts: list[bytes], edit: Edit, piece: bytes) -> list[bytes]:
    at, to = edit.at % len(parts), edit.to % len(parts)
    first, last = min(at, to), max(at, to)
    there = parts[at]
    if edit.kind == "put":
        return [*parts[:at], piece, *parts[at:]]
    if edit.kind == "replace":
        return [*parts[:at], piece, *parts[at + 1 :]]
    if edit.kind == "delete":
        return parts[:first] + parts[min(last, first + 8) :]
    if edit.kind == "double":
        return parts[: first + 1] + parts[first : min(last, first + 20) + 1] + parts[first + 1 :]
    if edit.kind == "swap":
        parts = list(parts)
        parts[at], parts[to] = parts[to], parts[at]
        return parts
    if edit.kind == "cut":
        return [*parts[:at], there[: edit.to % (len(there) + 1)], *parts[at + 1 :]]
    if edit.kind == "many":
        return [*parts[:at], *[piece] * (edit.to % _TIMES), *parts[at:]]
    middle = edit.to % (len(there) + 1)
    inside = there[:middle] + piece + there[middle:]
    return [*parts[:at], _NUMBER.sub(piece, inside, count=1) if piece.isdigit() else inside, *parts[at + 1 :]]


def _hurt(body: bytes, wrong: Wrong) -> bytes:
    if wrong.cut and body:
        body = body[: len(body) - wrong.cut % len(body)]
    if wrong.flip and body:
        at = wrong.flip % len(body)
        body = body[:at] + bytes([body[at] ^ (1 << wrong.flip % 8)]) + body[at + 1 :]
    return body


def rolled(roll: random.Random) -> Wrong:
    """Some edits; seldom another encoding, other line ends, a cut or a flipped bit."""
    edits = [
        Edit(roll.choice(KINDS), roll.randrange(2**16), roll.randrange(2**16), roll.randrange(2**10))
        for _ in range(roll.randrange(1, 6))
    ]
    seldom = roll.randrange(8)
    return Wrong(
        edits,
        encoding=roll.choice(ENCODINGS) if seldom == 0 else "utf-8",
        ends=roll.choice(ENDS) if seldom == 1 else b"\n",
        cut=roll.randrange(1, 2**12) if seldom == 2 else 0,
        flip=roll.randrange(1, 2**16) if seldom == 3 else 0,
    )
