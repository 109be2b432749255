"""Makes the bytes of an upload from a file of this folder: what is text goes as it stands, the rest is packed or encoded.

`NAME.docx.txt` is a Word document to be read by people: a line "@Name   0:08" or "0:0:3.27 --> 0:0:4.25" begins a
paragraph that goes on to the next one, "# " is a heading, "- " an item of a list, any other line a paragraph by itself.
`NAME.xlsx.tsv` is the first sheet of a workbook, and `NAME.utf-16-le.tsv` an attendance list as Teams encodes it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from tests.documents.docx_writer import AVATAR, docx, p, packed, run

_BREAK = "<w:r><w:br/></w:r>"
_SPELLING = '<w:proofErr w:type="spellStart"/>', '<w:proofErr w:type="spellEnd"/>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TURN = re.compile(r"@(?P<name>.+?)(?P<gap> +)(?P<at>[\d:]+)")
_TYPED_NAME = re.compile(r"([^:]{1,40}:)( .+)")
_UTF16 = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def upload(path: Path) -> tuple[str, bytes]:
    """The name under which a host would send it, and its bytes."""
    stem, _, kinds = path.name.partition(".")
    packing, _, _ = kinds.rpartition(".")
    if packing == "docx":
        return f"{stem}.docx", docx(*_paragraphs(path.read_text(encoding="utf-8")))
    if packing == "xlsx":
        return f"{stem}.xlsx", _workbook(path.read_text(encoding="utf-8"))
    if packing in _UTF16:
        return f"{stem}.csv", _UTF16[packing] + path.read_bytes().decode().encode(packing)
    return path.name, path.read_bytes()


def _paragraphs(source: str) -> Iterator[str]:
    block: list[str] = []
    for line in source.split("\n"):
        goes_on = line and block and not _begins(line) and _begins(block[0])
        if not goes_on and block:
            yield _paragraph(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield _paragraph(block)


def _begins(line: str) -> bool:
    return _TURN.fullmatch(line) is not None or " --> " in line


def _paragraph(lines: list[str]) -> str:
    turn = _TURN.fullmatch(lines[0])
    if turn:
        said = "".join(_BREAK + _spelt(line) for line in lines[1:])
        name = _spelt(turn["name"], bold=True)
        return p(AVATAR, _BREAK, name, run(turn["gap"]), run(turn["at"]), said)
    if lines[0].startswith("#"):
        return p(lines[0].lstrip("# "), style="berschrift1")
    if lines[0].startswith("- "):
        return p(_spelt(lines[0][2:]), item=True)
    typed = _TYPED_NAME.fullmatch(lines[0])
    if typed and len(lines) == 1:
        return p(run(typed[1], bold=True), _spelt(typed[2]))
    return p(_BREAK.join(_spelt(line) for line in lines))


def _spelt(text: str, *, bold: bool = False) -> str:
    """In runs as Word parts them where it has checked the spelling of a word in the middle."""
    words = text.split(" ")
    if len(words) < 3:
        return run(text, bold=bold)
    half = len(words) // 2
    before, word, after = " ".join(words[:half]) + " ", words[half], " ".join(["", *words[half + 1 :]])
    checked = run(word, bold=bold).join(_SPELLING)
    return run(before, bold=bold) + checked + (run(after, bold=bold) if after else "")


def _workbook(source: str) -> bytes:
    """As Excel writes one: each text once, in a part of its own, and the cells point at it."""
    rows = list(csv.reader(source.splitlines(), delimiter="\t"))
    strings = list(dict.fromkeys(cell for row in rows for cell in row if cell))
    numbers = {text: number for number, text in enumerate(strings)}
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    sheet = "".join(
        f'<row r="{at}" spans="1:{len(row)}">'
        + "".join(
            f'<c r="{chr(65 + column)}{at}" s="1" t="s"><v>{numbers[cell]}</v></c>'
            for column, cell in enumerate(row)
            if cell
        )
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    return packed(
        [
            ("[Content_Types].xml", "<Types/>"),
            (
                "xl/workbook.xml",
                f'<workbook xmlns="{_MAIN}"><sheets><sheet name="Board" sheetId="1"/></sheets></workbook>',
            ),
            ("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}" count="{len(strings)}">{shared}</sst>'),
            ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>'),
        ]
    )
