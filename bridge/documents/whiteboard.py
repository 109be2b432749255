"""Reads the notes of a Microsoft Whiteboard from the page that it exports: the board as a browser held it.

Each thing on the board says its kind in `data-whiteboard-type`. The words stand in `data-text`, a paragraph in each
`data-block`; who wrote a note stands on its first button that is no reaction.
"""

from __future__ import annotations

from contextlib import suppress
from html.parser import HTMLParser

from bridge.documents import speakers
from bridge.documents.notes import Notes
from bridge.documents.skips import Skips
from bridge.documents.table import MOST_ROWS
from bridge.documents.turns import LONGEST, Turn
from bridge.errors import DocumentError


def is_whiteboard(text: str) -> bool:
    """Whether it is such a page, and no other one."""
    return text.lstrip().startswith("<") and 'data-whiteboard-type="' in text


def read_whiteboard(text: str) -> Notes:
    """One turn for each note; words elsewhere on the board are labels. Raises DocumentError: "too_large" or "broken"."""
    page = _Page()
    with suppress(AssertionError):  # what the parser raises for a declaration that it does not know
        page.feed(text)  # never closed: the parser would try each "<" of an open end again, and take ages
    if "<" in page.rawdata:
        raise DocumentError("broken", "The page is damaged or was cut. Export the whiteboard again, and send that.")
    things = [(kind, author, " ".join("".join(words).split())) for kind, author, words in page.things]
    skips, turns = Skips(), list[Turn]()
    told = [it for it in things if it[0] == "Note" or it[2]]
    for at, (kind, author, words) in enumerate(told, 1):
        if kind != "Note" or not words or len(words) > LONGEST:
            skips.add("label" if kind != "Note" else "too_long" if words else "no_text", at)
        else:
            turns.append(Turn(speaker=speakers.clean(author), text=words, evidence=f"note {at}", written=True))
    return Notes(format="whiteboard-html", turns=tuple(turns), found=len(told), skipped=skips.told())


class _Page(HTMLParser):
    """`things`: kind, author and words of each. Words are of the thing that began last, and stand right in what says so."""

    def __init__(self) -> None:
        super().__init__()
        self.things: list[tuple[str, str, list[str]]] = [("", "", [])]
        self.listens, self.reaction = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "")
        if "data-whiteboard-type" in told:
            self.things.append((told["data-whiteboard-type"], "", []))
            self.reaction = False
        if len(self.things) > MOST_ROWS:
            raise DocumentError("too_large", f"The whiteboard holds more than {MOST_ROWS:,} things. Send it in parts.")
        if tag == "button":
            self.reaction = "Reaction" in classes
        if "data-block" in told or tag == "br":
            self.things[-1][2].append(" ")
        label = "ms-Button-label" in classes.split() and not self.reaction
        self.listens = "words" if "data-text" in told else "author" if label else ""

    def handle_endtag(self, _tag: str) -> None:
        self.listens = ""

    def handle_data(self, data: str) -> None:
        kind, author, words = self.things[-1]
        if self.listens == "words":
            words.append(data)
        elif self.listens == "author":
            self.things[-1] = (kind, author or data.strip(), words)
