from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.decode import LIMIT, decode
from bridge.errors import DocumentError

NOTE = "Café: £5 for each – that’s fair\n- a second line of the notes"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (NOTE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + NOTE.encode(), "utf-8"),
        (NOTE.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NOTE.encode("utf-16-be"), "utf-16-be"),
        (NOTE.encode("utf-16-le"), "utf-16-le"),
        (NOTE.encode("utf-16-be"), "utf-16-be"),
        (NOTE.encode("cp1252"), "windows-1252"),
    ],
)
def test_each_encoding_gives_the_same_words(body: bytes, encoding: str) -> None:
    decoded = decode(body)

    assert (decoded.text, decoded.encoding) == (NOTE, encoding)


def test_windows_1252_is_told_to_the_host() -> None:
    assert "Windows-1252" in decode("£5 each".encode("cp1252")).notes[0]


def test_a_file_cut_inside_a_letter_is_still_utf_8() -> None:
    decoded = decode("Naïve café".encode()[:-1])

    assert (decoded.text, decoded.encoding) == ("Naïve caf", "utf-8")
    assert "cut" in decoded.notes[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("ze\u200bro\ufeff", "zero"),
        ("e\u0301", "é"),
        ("one bell " * 20 + "\x07", "one bell " * 20),
    ],
)
def test_line_ends_letters_and_invisible_characters_become_one_form(before: str, after: str) -> None:
    assert decode(before.encode()).text == after


@pytest.mark.parametrize(
    ("body", "reason", "advice"),
    [
        (b"", "empty", "send it again"),
        (b"\xef\xbb\xbf \r\n\t", "empty", "right file"),
        (b"PK\x03\x04rest", "zip", "Unpack"),
        (b"%PDF-1.7", "binary", ".txt"),
        (b"\x89PNG\r\n", "binary", "text file"),
        (b"\x00\x00\x00\x20ftypisom", "binary", ".vtt"),
        (b"\x1f\x8b\x08", "binary", "unpack"),
        (bytes(range(256)) * 8, "binary", ".vtt"),
        (b"\x00" * 5000, "binary", ".vtt"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x20\x00" * 50, "not_text", "UTF-8"),
        (b"x" * (LIMIT + 1), "too_large", "parts"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value,
)
def test_what_is_not_text_is_refused_with_what_to_do(body: bytes, reason: str, advice: str) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(body)

    assert refused.value.reason == reason
    assert advice in str(refused.value)


@given(st.text())
def test_decoding_twice_is_decoding_once(text: str) -> None:
    try:
        once = decode(text.encode()).text
    except DocumentError:
        return

    assert decode(once.encode()).text == once
