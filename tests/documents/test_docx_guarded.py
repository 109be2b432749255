from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.documents.guarded import read_guarded
from bridge.documents.read import read
from bridge.errors import DocumentError
from tests.documents.docx_writer import document, docx, p, package, packed, turn

#: Words that cannot be packed well, so that the limit on packing does not come first.
NOISE = p(random.Random(2).randbytes(80_000).hex())
ATTRIBUTES = " ".join(f'a{number}="1"' for number in range(50_000))
MEMORY = 128  # MiB, of which Python and what we import take the most


def paragraphs_within_one_another() -> bytes:
    return package(document("<w:p><w:r>" * 200 + "<w:t>x</w:t>" * 100_000 + "</w:r></w:p>" * 200, NOISE))


async def test_the_child_reads_what_read_reads(tmp_path: Path) -> None:
    body = docx(p("Talk"), turn("Ada Okoro", "0:08", "Later buses."))
    (tmp_path / "body").write_bytes(body)

    assert await read_guarded(tmp_path / "body", "a.docx") == read("a.docx", body)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(lambda: package(document(f"<w:p><w:r><w:t>{'a' * 60_000_000}</w:t></w:r></w:p>")), "too_large", id="text"),
        pytest.param(lambda: package(document("<w:p/>" * 6_000_000)), "too_large", id="paragraphs"),
        pytest.param(lambda: package(document(NOISE, "<w:p/>" * 99_998, "<w:p/>" * 9)), "too_large", id="lines"),
        pytest.param(paragraphs_within_one_another, "nothing_read", id="nested"),
        pytest.param(
            lambda: packed([("word/document.xml", "x"), *((f"word/{n}", "") for n in range(10_000))]), "too_large", id="files"
        ),
        pytest.param(lambda: package(document(NOISE, f"<w:p {ATTRIBUTES}/>")), "nothing_read", id="attributes"),
    ],
)  # fmt: skip
async def test_the_worst_documents_are_refused_within_little_memory(
    tmp_path: Path, body: Callable[[], bytes], reason: str
) -> None:
    (tmp_path / "body").write_bytes(body())

    with pytest.raises(DocumentError) as refused:
        await read_guarded(tmp_path / "body", "notes.docx", memory_mib=MEMORY)

    assert refused.value.reason == reason


async def test_many_megabytes_of_pictures_cost_no_memory(tmp_path: Path) -> None:
    pictures = [(f"word/media/image{number}.png", bytes(50_000_000)) for number in range(4)]
    (tmp_path / "body").write_bytes(packed([("word/document.xml", document(p("Later buses"))), *pictures]))

    whole = await read_guarded(tmp_path / "body", "notes.docx", memory_mib=MEMORY)

    assert [turn.text for turn in whole.turns] == ["Later buses"]
