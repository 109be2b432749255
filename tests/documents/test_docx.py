from __future__ import annotations

import io
import itertools
import random
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.docx import read_lines
from bridge.documents.packed import MOST_ENTRIES
from bridge.documents.read import read
from bridge.errors import DocumentError
from tests.documents.docx_writer import (
    AVATAR,
    STYLES,
    TYPES,
    W,
    document,
    docx,
    opened,
    p,
    package,
    packed,
    run,
    said,
    skipped,
)
from tests.documents.shapes import TEAMS, ZOOM

#: Minutes as a person types them in Word.
MINUTES = (
    p("Waiting well: notes of the session", style="Title"),
    p("Date: Monday 2 November 2026, 10:00"),
    p("Discharge", style="Heading1"),
    p("Text people a week before. Then ring them.", item=True),
    p("a named nurse for each family", item=True),
    p("Ada Okoro: could the pharmacy deliver on the day people go home, as it does at weekends already"),
    p("Sunday clinics would help people who cannot take time off work to be seen"),
    p("later buses too"),
    p(""),
    p("Actions", bold=True),
    p("Ben Hale: ask the council about benches"),
)
#: By a German Word, in a table, with changes tracked, a field, a text box and a page break.
TRACKED = (
    p("Ideen", style="berschrift1"),
    "<w:tbl><w:tr><w:tc>" + p("Idee") + "</w:tc><w:tc>" + p("Wer zahlt?") + "</w:tc></w:tr>"
    "<w:tr><w:tc>"
    + p("Frühere\tBriefe")
    + "</w:tc><w:tc>"
    + p("Die Station")
    + p("und das Haus")
    + "</w:tc></w:tr></w:tbl>",
    p(
        "Mehr ",
        "<w:del>" + run("weniger ").replace("w:t", "w:delText") + "</w:del>",
        "<w:ins>" + run("Bänke") + "</w:ins>",
    ),
    p(
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "x"</w:instrText></w:r>',
        run("Link hier"),
        "<w:moveFrom>" + run("weg") + "</w:moveFrom>",
    ),
    p(
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:txbxContent>" + p("Im Kasten") + "</w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:txbxContent>" + p("Im Kasten") + "</w:txbxContent></mc:Fallback></mc:AlternateContent>",
    ),
    p("Ein Strich", style="Strich"),
    p("<w:r><w:t>Haus</w:t><w:cr/><w:t>Garten</w:t></w:r>"),
)


def test_what_stands_below_a_heading_of_minutes_is_in_its_group() -> None:
    groups = [turn.group for turn in opened(*MINUTES).turns]

    assert groups == ["Discharge"] * 5 + ["Actions"]
    dated = opened(p("Ideas", style="Title"), p("2 November 2026"), p("Benches", item=True))
    assert [turn.group for turn in dated.turns] == ["Ideas"]


def test_minutes_are_read_as_notes_are() -> None:
    document = opened(*MINUTES)

    assert said(document) == [
        (None, None, "Text people a week before. Then ring them."),
        (None, None, "a named nurse for each family"),
        ("Ada Okoro", None, "could the pharmacy deliver on the day people go home, as it does at weekends already"),
        (None, None, "Sunday clinics would help people who cannot take time off work to be seen"),
        (None, None, "later buses too"),
        ("Ben Hale", None, "ask the council about benches"),
    ]
    assert (document.report.format, document.report.unit, document.report.speakers) == ("notes-docx", "line", 2)
    assert (document.report.found, document.report.read) == (10, 6)
    assert all(turn.written for turn in document.turns)
    assert document.date == datetime(2026, 11, 2, 10, 0)  # noqa: DTZ001 - the local clock


def test_what_word_shows_is_read_once_and_what_it_hides_is_not() -> None:
    document = opened(*TRACKED)

    assert [text for _, _, text in said(document)] == [
        "Idee",
        "Wer zahlt?",
        "Frühere\tBriefe",
        "Die Station",
        "und das Haus",
        "Mehr Bänke",
        "Link hier",
        "Im Kasten",
        "Ein Strich",
        "Haus",
        "Garten",
    ]
    assert (document.report.found, document.report.read, skipped(document)) == (12, 11, {"heading": (1,)})


def test_a_document_of_the_strict_kind_and_of_word_online_is_read() -> None:
    strict = package(document(p("Later buses"), namespace="http://purl.oclc.org/ooxml/wordprocessingml/main"))
    online = package(document(p("Later buses")), member="word/document2.xml")

    assert said(read("a.docx", strict)) == said(read("", online)) == [(None, None, "Later buses")]


def test_a_chat_that_was_copied_into_word_keeps_its_writers() -> None:
    document = opened(
        p("Ada Okoro"),
        p("02/11/2026 7:04 PM"),
        p("Ring people first"),
        p("Ben Hale"),
        p("02/11/2026 7:05 PM"),
        p("Yes!"),
    )

    assert said(document) == [("Ada Okoro", None, "Ring people first"), ("Ben Hale", None, "Yes!")]
    assert (document.report.format, document.report.found, document.report.read) == ("chat-docx", 6, 6)
    assert document.date is None


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        (TEAMS, "teams-vtt-docx", 4),
        (ZOOM, "zoom-vtt-docx", 4),
        (
            "1\n00:00:01,000 --> 00:00:02,000\nOkay\nthanks\n2\n00:00:03,000 --> 00:00:04,000\nTwo buses\n",
            "srt-docx",
            2,
        ),
    ],
)
def test_captions_that_were_copied_into_word_are_captions(text: str, layout: str, expected: int) -> None:
    copied = opened(*(p(run(line)) for line in text.split("\n")))

    whole = read("meeting.vtt", text.encode())
    assert (copied.report.format, copied.report.unit, copied.report.turns) == (layout, "cue", expected)
    assert copied.turns == whole.turns
    assert copied.report.found == copied.report.read == text.count("-->")


def test_a_packed_folder_is_no_document() -> None:
    with pytest.raises(DocumentError, match="Unpack"):
        read("word.zip", packed([("word/notes.txt", "Later buses")]))


def test_letters_are_put_together_and_invisible_ones_are_gone() -> None:
    assert [line.text for line in read_lines(docx(p("Cafe\u0301\u200b \u2028Café")))] == ["Café  Café"]


def test_a_document_without_words_is_empty() -> None:
    with pytest.raises(DocumentError, match="holds no lines") as refused:
        opened(p(AVATAR), p(" "))

    assert refused.value.reason == "empty"


def dtd(entities: str, words: str = "&a;") -> bytes:
    return package(
        f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{words}</w:t>'
        "</w:r></w:p></w:body></w:document>"
    )


def laughs() -> str:
    names = "abcdefghij"
    return '<!ENTITY j "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{below};" * 10}">' for name, below in itertools.pairwise(names)
    )


def lying(size: int) -> bytes:
    """A package whose directory says that its words have another size than they have."""
    body = package(document(*(p(f"Line {number}") for number in range(2_000))))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entry = archive.getinfo("word/document.xml")
    return body.replace(entry.file_size.to_bytes(4, "little"), size.to_bytes(4, "little"))


def flagged() -> bytes:
    """A package whose words are encrypted, by what it says."""
    body = bytearray(docx(p("secret")))
    at = body.rindex(b"PK\x01\x02", 0, body.rindex(b"word/document.xml"))
    body[at + 8] |= 1
    return bytes(body)


def with_method(method: int) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as archive:
        archive.writestr("word/document.xml", document(p("words")))
    return body.getvalue()


def noise() -> str:
    """What cannot be packed well, so that a file is as large packed as a real one."""
    return random.Random(1).randbytes(40_000).hex()


WHOLE = docx(p("Later buses"), p("Sunday clinics"))
HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "billion laughs": (lambda: dtd(laughs()), "broken", "damaged"),
    "quadratic": (lambda: dtd(f'<!ENTITY a "{"x" * 50_000}">', "&a;" * 50_000), "broken", "damaged"),
    "outside entity": (lambda: dtd('<!ENTITY a SYSTEM "file:///etc/passwd">'), "broken", "damaged"),
    "outside DTD": (lambda: package(b'<!DOCTYPE w SYSTEM "http://example.org/x"><w/>'), "broken", "damaged"),
    "text bomb": (lambda: package(document(f"<w:p><w:r><w:t>{'a' * 60_000_000}</w:t></w:r></w:p>")), "too_large", "far more"),
    "packed too well": (lambda: package(document(run("a" * 4_000_000))), "too_large", "far more"),
    "6 M paragraphs": (lambda: package(document("<w:p/>" * 6_700_000)), "too_large", "far more"),
    "many lines": (lambda: package(document(f"<w:p><w:r>{'<w:br/>' * 100_001}</w:r></w:p>")), "too_large", "100,000 lines"),
    "many elements": (lambda: package(document(p(noise()), "<w:r/>" * 1_000_000)), "too_large", "far more"),
    "deep": (lambda: package(document("<w:tbl>" * 20_000)), "broken", "damaged"),
    "says less than it is": (lambda: lying(1_000), "broken", "damaged"),
    "says more than it is": (lambda: lying(3_000_000_000), "too_large", "far more"),
    "many files": (
        lambda: packed([("word/document.xml", "x"), *((f"word/{n}", "") for n in range(MOST_ENTRIES))]),
        "too_large",
        "2,000 files",
    ),
    "encrypted": (flagged, "protected", "password"),
    "cut in the middle": (lambda: WHOLE[: len(WHOLE) // 2], "broken", "damaged"),
    "damaged words": (lambda: WHOLE[:400] + bytes(20) + WHOLE[420:], "broken", "damaged"),
    "without words": (lambda: packed([("[Content_Types].xml", TYPES), ("word/styles.xml", STYLES)]), "broken", "no text"),
    "cut XML": (lambda: package(document(p("words"))[:-30]), "broken", "damaged"),
    "no XML": (lambda: package(bytes(range(256))), "broken", "damaged"),
    "unknown encoding": (lambda: package(b'<?xml version="1.0" encoding="klingon"?><w/>'), "broken", "damaged"),
    "bzip2": (lambda: with_method(zipfile.ZIP_BZIP2), "broken", "damaged"),
    "lzma": (lambda: with_method(zipfile.ZIP_LZMA), "broken", "damaged"),
    "huge": (lambda: WHOLE + bytes(11_000_000), "too_large", "10 MiB"),
    "old Word": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600) + "WordDocument".encode("utf-16-le"), "binary", "save it as .docx"),
    "password": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected", "password"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "binary", "old Office"),
}  # fmt: skip


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_broken_document_is_refused_with_what_to_do(kind: str) -> None:
    made, reason, advice = HOSTILE[kind]

    with pytest.raises(DocumentError) as refused:
        read("notes.docx", made())

    assert refused.value.reason == reason
    assert advice in str(refused.value)
    assert "passwd" not in str(refused.value)


def test_pictures_are_never_opened() -> None:
    body = package(document(p("Later buses")), word__media__1_png=bytes(200_000_000))

    assert said(read("a.docx", body)) == [(None, None, "Later buses")]


def test_hostile_styles_are_done_without() -> None:
    files = [
        ("word/document.xml", document(p("Later buses", style="Heading1"), p("Benches"))),
        ("word/styles.xml", "<!DOCTYPE x>"),
    ]

    assert said(read("a.docx", packed(files))) == [(None, None, "Benches")]


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_raises_anything_else(at: int, garbage: bytes) -> None:
    body = WHOLE[:at] + garbage + WHOLE[at + len(garbage) :]
    try:
        read("a.docx", body)
    except DocumentError:
        return


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=40)))
def test_every_line_is_read_or_told_as_skipped(lines: list[str]) -> None:
    report = opened(p("Later buses"), *(p(run(line)) for line in lines)).report

    assert report.found == report.read + sum(one.count for one in report.skipped)
    assert 0 < report.turns <= report.read
