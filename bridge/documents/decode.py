"""Turns the bytes of an upload into plain text, or says why they are not text.

The order of guesses is fixed: byte order mark, strict UTF-8, UTF-16 by its NUL bytes, Windows-1252. Guessing by
statistics is not done: on short English it takes Windows-1252 for a neighbour, and £ becomes Ł.
"""

from __future__ import annotations

import codecs
import unicodedata

import msgspec

from bridge.errors import DocumentError

#: Bytes. Three hours of Teams captions are 0.7 MB.
LIMIT = 10 * 2**20

#: How files that are not text begin, and what to tell the person who sent one.
_SIGNATURES = (
    (b"%PDF", "a PDF", "save its words as plain text (.txt)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as plain text (.txt)"),
    (b"\x89PNG", "a picture", "type its words into a text file"),
    (b"\xff\xd8\xff", "a picture", "type its words into a text file"),
    (b"GIF8", "a picture", "type its words into a text file"),
    (b"RIFF", "a sound, picture or video file", "download the transcript of the recording as .vtt"),
    (b"\x1aE\xdf\xa3", "a video", "download the transcript of the recording as .vtt"),
    (b"ID3", "a sound file", "download the transcript of the recording as .vtt"),
    (b"OggS", "a sound file", "download the transcript of the recording as .vtt"),
    (b"\x1f\x8b", "a packed file", "unpack it and send the text files in it"),
    (b"7z\xbc\xaf", "a packed file", "unpack it and send the text files in it"),
    (b"Rar!", "a packed file", "unpack it and send the text files in it"),
    (b"\x7fELF", "a program", "send a transcript (.vtt) or notes (.txt, .md)"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
_NEWLINES = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x09, 0x0A, 0x0B, 0x0C, 0x85})
_INVISIBLE = dict.fromkeys((0x200B, 0xFEFF))


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """Text in NFC, with line feeds as its only line ends and no control or zero-width characters; and how it was read."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(body: bytes) -> Decoded:
    """Read `body` as text.

    Raises DocumentError with reason "empty", "too_large", "zip", "binary" or "not_text".
    """
    _refuse_other_files(body)
    text, encoding, notes = _guess(body)
    _refuse_noise(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NEWLINES | _CONTROLS | _INVISIBLE)
    if not text.strip():
        raise DocumentError("empty", "The file holds no words. Check that the right file was chosen.")
    return Decoded(text=unicodedata.normalize("NFC", text), encoding=encoding, notes=notes)


def _refuse_other_files(body: bytes) -> None:
    if not body:
        raise DocumentError("empty", "The file is empty. Check that its download had ended, and send it again.")
    if len(body) > LIMIT:
        raise DocumentError("too_large", f"The file is larger than {LIMIT >> 20} MiB. Send it in parts.")
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        raise DocumentError("zip", "This is a packed file. Unpack it and send the text files (.vtt, .txt, .md) in it.")
    if body[:1] == b"\0" and body[4:8] == b"ftyp":
        raise DocumentError("binary", "This is a video. Please download the transcript of the recording as .vtt.")
    for signature, kind, advice in _SIGNATURES:
        if body.startswith(signature):
            raise DocumentError("binary", f"This is {kind}, not text. Please {advice}.")


def _guess(body: bytes) -> tuple[str, str, tuple[str, ...]]:
    for mark, name, codec in _MARKS:
        if body.startswith(mark):
            return body.decode(codec, errors="replace"), name, ()
    wide = _utf16_by_its_nuls(body[:4096])
    if wide:
        return (
            body.decode(wide, errors="replace"),
            wide,
            ("The file is UTF-16 without saying so; it was read as that.",),
        )
    try:
        return body.decode(), "utf-8", ()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return body[: error.start].decode(), "utf-8", ("The file ends in the middle of a letter: it was cut.",)
    note = "The file is not UTF-8; it was read as Windows-1252. Please check letters such as é and signs such as £."
    return body.decode("cp1252", errors="replace"), "windows-1252", (note,)


def _utf16_by_its_nuls(sample: bytes) -> str | None:
    """Western text in UTF-16 has a NUL as every second byte, and hardly any as the others."""
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd * 10 > half * 4 and even * 20 < half:
        return "utf-16-le"
    if even * 10 > half * 4 and odd * 20 < half:
        return "utf-16-be"
    return None


def _refuse_noise(text: str) -> None:
    """More than one letter in a hundred that no one can have typed: it was not text."""
    controls = len(text) - len(text.translate(_CONTROLS)) - text.count("\r")
    if controls * 100 > len(text):
        raise DocumentError(
            "binary", "The file is full of control characters: it is not a text file. Send .vtt or .txt."
        )
    if text.count("\N{REPLACEMENT CHARACTER}") * 100 > len(text):
        message = "The file's letters cannot be made out. Open it, save it as plain text in UTF-8, and send it again."
        raise DocumentError("not_text", message)
