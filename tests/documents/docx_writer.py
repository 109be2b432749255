"""Writes Word documents as programs write them, byte by byte: a package, its XML, and pictures that nobody opens."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

from bridge.documents.read import Document, read

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/'
    '2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
AVATAR = (
    '<w:r><w:rPr><w:noProof/></w:rPr><w:drawing><wp:inline xmlns:wp="urn:wp"><wp:docPr id="1" name="Ada" descr="A face"/>'
    '<a:t xmlns:a="urn:a">picture</a:t></wp:inline></w:drawing></w:r>'
)
#: What a German Word calls its first heading, and a list of one's own.
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults/>'
    '<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Strich"><w:name w:val="Strich"/><w:pPr><w:numPr><w:numId w:val="3"/>'
    "</w:numPr></w:pPr></w:style></w:styles>"
)


def run(text: str, *, bold: bool = False) -> str:
    """A run; line feeds are breaks and tabs are tabs."""
    parts = []
    for index, line in enumerate(text.split("\n")):
        words = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
        parts.append(("<w:br/>" if index else "") + words)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{''.join(parts)}</w:r>"


def p(*content: str, style: str = "", item: bool = False, bold: bool = False) -> str:
    """A paragraph of runs; what is no XML becomes one. Its tab stops are no tabs of its text."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>' if item else ""
    runs = "".join(one if one.startswith("<") else run(one, bold=bold) for one in content)
    return f'<w:p><w:pPr>{styled}{listed}<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>{runs}</w:p>'


def turn(name: str, at: str, *lines: str, gap: str = "   ") -> str:
    """As Teams writes a turn today: the picture, a break, name, spaces and time in runs of their own, then the words."""
    said = "".join(f"<w:r><w:br/></w:r>{run(line)}" for line in lines)
    return p(AVATAR, "<w:r><w:br/></w:r>", run(name, bold=True), run(gap), run(at), said or "<w:r/>")


def document(*paragraphs: str, namespace: str = W) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}"><w:body>{"".join(paragraphs)}<w:sectPr/></w:body></w:document>'


def package(xml: str | bytes, *, member: str = "word/document.xml", **more: bytes) -> bytes:
    """A package around `xml`; `more` are files beside it, by name with __ for a slash and _ for a dot."""
    files: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, member: xml, "word/styles.xml": STYLES}
    files |= {name.replace("__", "/").replace("_", "."): content for name, content in more.items()}
    return packed(list(files.items()))


def packed(files: Sequence[tuple[str, str | bytes]]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return body.getvalue()


def docx(*paragraphs: str) -> bytes:
    return package(document(*paragraphs))


def opened(*paragraphs: str, name: str = "meeting.docx") -> Document:
    return read(name, docx(*paragraphs))


def said(document: Document) -> list[tuple[str | None, float | None, str]]:
    return [(turn.speaker, turn.from_s, turn.text) for turn in document.turns]


def skipped(document: Document) -> dict[str, tuple[int, ...]]:
    """The lines left out, by reason; all of them where they are few."""
    return {one.reason: one.lines for one in document.report.skipped}
