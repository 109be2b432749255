"""Reads the lines of a Word document, straight from its XML as it is unpacked: no tree of it is ever built.

Only the words are opened, and the styles that tell a heading or a bullet; pictures and all else stay packed. What was
deleted with changes tracked is gone, and what a text box holds twice is read once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import msgspec

from bridge.documents.notes import MOST_LINES
from bridge.documents.packed import BROKEN, MOST_ELEMENTS, MOST_ENTRIES, Advice, Package
from bridge.errors import DocumentError

#: Bytes of the unpacked styles.
MOST_STYLES = 4_000_000
#: Elements within one another; tables in tables come to some dozens.
DEEPEST = 500

_ADVICE = Advice(
    entries=f"The Word document holds more than {MOST_ENTRIES:,} files. Copy its words into a .txt.",
    unpacks="The Word document unpacks to far more than a meeting. Send it in parts, or copy its words into a .txt.",
    protected="The document is protected with a password. Open it, save it without one, and send that.",
)
_WORDS = re.compile(r"/?word/document\d{0,3}\.xml", re.IGNORECASE)  # Word Online writes document2.xml
_TYPES = "[Content_Types].xml"  # in every package of Office
_STYLES = re.compile(r"/?word/styles\d{0,3}\.xml", re.IGNORECASE)
_SPACES = re.compile(r"[\x85\u2028\u2029]")
_INVISIBLE = dict.fromkeys((0x200B, 0xFEFF, *range(0x7F, 0x85), *range(0x86, 0xA0)))
_HEADING = re.compile(r"(?:heading|title|subtitle|toc(?: ?heading)?)[ \d]*", re.IGNORECASE)
_LIST = re.compile(r"list ?(?:bullet|number)[ \d]*", re.IGNORECASE)

_SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_UNSAID = ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPrChange", "rPrChange", "tabs", "rt")
_KNOWN = ("p", "r", "t", "br", "cr", "tab", "ptab", "noBreakHyphen", "b", "pStyle", "numId", "outlineLvl")
_OF_STYLES = ("style", "name")
_TAGS = {space + name: name for space in (_SPACE, _STRICT) for name in (*_KNOWN, *_OF_STYLES)}
_TAGS |= {space + name: "unsaid" for space in (_SPACE, _STRICT) for name in _UNSAID}
#: What an older program shows in place of a text box: the same words again.
_TAGS["{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"] = "unsaid"
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line with something on it; `number` counts all lines of the document from 1, empty ones too.

    `opens` is the first such line of its paragraph, `alone` the only one. `heading` and `item` (of a list) are told of
    the line that opens a paragraph.
    """

    text: str
    number: int
    opens: bool
    alone: bool
    heading: bool = False
    item: bool = False
    bold: bool = False


def is_word(body: bytes) -> bool:
    """Whether it is a Word document, also one whose download broke off. Raises DocumentError("too_large")."""
    if not body.startswith(b"PK\x03\x04") or b"word/" not in body:  # the names in a package are never packed
        return False
    try:
        names = [part.filename for part in Package(body, _ADVICE).parts]
    except BROKEN:
        return _TYPES.encode() in body or b"word/document" in body
    typed = _TYPES in names and any(name.startswith("word/") for name in names)
    return typed or any(_WORDS.fullmatch(name) for name in names)


def refuse_old(body: bytes) -> None:
    """Raises DocumentError for what Word keeps in its old container: a .doc, or a document with a password."""
    if not body.startswith(b"\xd0\xcf\x11\xe0"):
        return
    if "EncryptedPackage".encode("utf-16-le") in body:
        raise DocumentError("protected", _ADVICE.protected)
    if "WordDocument".encode("utf-16-le") in body:
        message = "This is a document of an old Word (.doc). Open it, save it as .docx or plain text, and send that."
        raise DocumentError("binary", message)


def read_lines(body: bytes) -> tuple[Line, ...]:
    """The lines of a document that `is_word`. Raises DocumentError: "too_large", "protected" or "broken"."""
    try:
        package = Package(body, _ADVICE)
        words = package.part(_WORDS)
        if words is None:
            raise DocumentError("broken", "The Word document holds no text. Open it, save it again, and send that.")
        story = _Story(_styles(package))
        package.feed(story, words)
    except BROKEN:
        message = (
            "The Word document is damaged or was changed by hand. Open it in Word, save it again, and send that; or"
            " download the transcript as .vtt."
        )
        raise DocumentError("broken", message) from None
    return tuple(story.lines)


def _styles(package: Package) -> _Styles:
    """Styles that cannot be read are done without: no word is in them."""
    styles = _Styles()
    part = package.part(_STYLES)
    if part:
        try:
            package.feed(styles, part, MOST_STYLES)
        except (DocumentError, *BROKEN):
            return _Styles()
    return styles


def _value(attributes: Mapping[str, str]) -> str:
    return attributes.get(_SPACE + "val", attributes.get(_STRICT + "val", ""))


class _Styles:
    """Which styles are headings and which are lists. Names are English in every language of Word, ids are not."""

    def __init__(self) -> None:
        self.headings: set[str] = set()
        self.lists: set[str] = set()
        self.id = ""

    def is_heading(self, style: str) -> bool:
        return style in self.headings or _HEADING.fullmatch(style) is not None

    def is_list(self, style: str) -> bool:
        return style in self.lists or _LIST.fullmatch(style) is not None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name, value = _TAGS.get(tag), _value(attributes)
        if name == "style":
            self.id = attributes.get(_SPACE + "styleId", attributes.get(_STRICT + "styleId", ""))
        elif (name == "name" and _HEADING.fullmatch(value)) or (name == "outlineLvl" and value != "9"):
            self.headings.add(self.id)
        elif (name == "name" and _LIST.fullmatch(value)) or (name == "numId" and value != "0"):
            self.lists.add(self.id)

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Paragraph:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.heading = self.item = False
        self.bold = True  # until words that are not


class _Story:
    """Takes elements as they come and keeps nothing but lines. A text box stands inside a paragraph and ends first."""

    def __init__(self, styles: _Styles) -> None:
        self.styles = styles
        self.lines: list[Line] = []
        self.number = 0
        self.open: list[_Paragraph] = []
        self.elements = self.depth = 0
        self.unsaid = 0  # the depth of the element whose words do not count
        self.text = self.bold = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS:
            raise _ADVICE.too_large()
        if self.depth > DEEPEST:
            raise ValueError
        name = _TAGS.get(tag)
        if self.unsaid or not name:
            return
        if name == "unsaid":
            self.unsaid = self.depth
        elif name == "p":
            self.open.append(_Paragraph())
        elif name == "t":
            self.text = True
        elif name == "r":
            self.bold = False
        elif name == "b":
            self.bold = _value(attributes) not in ("0", "false", "off")
        elif self.open:
            self.mark(self.open[-1], name, _value(attributes))

    def mark(self, paragraph: _Paragraph, name: str, value: str) -> None:
        if name in _BREAKS:
            paragraph.parts.append(_BREAKS[name])
        elif name == "pStyle":
            paragraph.heading |= self.styles.is_heading(value)
            paragraph.item |= self.styles.is_list(value)
        elif name == "numId":
            paragraph.item = value != "0"
        elif name == "outlineLvl":
            paragraph.heading |= value != "9"

    def end(self, tag: str) -> None:
        if self.unsaid == self.depth:
            self.unsaid = 0
        elif not self.unsaid:
            name = _TAGS.get(tag)
            if name == "t":
                self.text = False
            elif name == "p":
                self.keep(self.open.pop())
        self.depth -= 1

    def data(self, text: str) -> None:
        if self.text and self.open and not self.unsaid:
            self.open[-1].parts.append(text)
            self.open[-1].bold &= self.bold or not text.strip()

    def keep(self, paragraph: _Paragraph) -> None:
        lines = _clean("".join(paragraph.parts)).split("\n")
        if self.number + len(lines) > MOST_LINES:
            raise DocumentError("too_large", f"The document has more than {MOST_LINES:,} lines. Send it in parts.")
        said = [(number, line.strip()) for number, line in enumerate(lines, self.number + 1) if line.strip()]
        for number, text in said:
            opens = number == said[0][0]
            self.lines.append(
                Line(
                    text=text,
                    number=number,
                    opens=opens,
                    alone=len(said) == 1,
                    heading=opens and paragraph.heading,
                    item=opens and paragraph.item,
                    bold=paragraph.bold,
                )
            )
        self.number += len(lines)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text).translate(_INVISIBLE))
