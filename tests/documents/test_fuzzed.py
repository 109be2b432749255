"""Documents that `make fuzz` once broke a parser with, as small as they could be made."""

from __future__ import annotations

import pytest

from bridge.documents.read import read
from tests.documents.shapes import words
from tests.fuzz.laws import of_document


def test_a_cue_with_a_name_above_and_two_voices_is_read_once() -> None:
    body = b"00:00:01.000 --> 00:00:02.000\nAda Okoro\nYes. <v Ben Hale>No.</v>"

    document = read("meeting.vtt", body)

    assert words(document) == [(None, "Ada Okoro Yes."), ("Ben Hale", "No.")]


@pytest.mark.parametrize("body", [b"\n\nftyp", b"abc\nftyp", b"So, ftyp is a word."])
def test_the_mark_of_a_video_is_none_in_the_middle_of_a_text(body: bytes) -> None:
    of_document("notes.txt", body)

    assert "ftyp" in read("notes.txt", body).turns[0].text
