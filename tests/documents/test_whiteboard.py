from __future__ import annotations

from html import escape

import pytest

from bridge.documents.read import read
from bridge.errors import DocumentError
from tests.documents.shapes import opened, words


def thing(kind: str, *paragraphs: str, author: str = "") -> str:
    """A thing on the board as the page has it: boxes in boxes, a paragraph in each block, the author on a button."""
    blocks = "".join(
        f'<div data-block="true"><div><span><span data-text="true">{escape(one)}</span></span></div></div>'
        for one in paragraphs
    )
    label = (
        f'<span class="ms-Button-flexContainer"><span class="ms-Button-label label-7">{escape(author)}</span></span>'
    )
    button = f'<button type="button" class="ms-Button">{label}</button>' if author else ""
    return (
        f'<div class="anchor align topLeft" data-whiteboard-type="{kind}" style="left: 10px; top: 0px;">'
        '<div class="textbox stickyNote"><img src="data:image/png;base64,AAAA"><div class="DraftEditor-editorContainer">'
        f"{blocks}</div></div>{button}</div>"
    )


def page(*things: str) -> str:
    """What the browser held, with a script and words that stand on no thing."""
    return (
        '<!DOCTYPE html><html><head><title>Board</title><script>if (1 < 2) {"data-text"}</script></head><body>'
        f'<div class="canvasContent"><span>Zoom</span>{"".join(things)}</div></body></html>'
    )


REACTION = (
    '<div class="ReactionTagContainer"><button class="ms-Button ReactionPill"><span class="ms-Button-label">4</span>'
    "</button></div></div>"
)


def test_the_notes_of_a_whiteboard_are_bullets_with_their_authors() -> None:
    liked = thing("Note", "Later buses").removesuffix("</div>") + REACTION
    document = opened(
        page(
            thing("PlainText", "Getting here"),
            thing("Note", "Ring people", "& ask <b>how</b>", author="Okoro, Ada"),
            thing("Image"),
            thing("Note", author="Ben Hale"),
            liked,
        ),
        "board.txt",
    )

    assert words(document) == [("Okoro, Ada", "Ring people & ask <b>how</b>"), (None, "Later buses")]
    assert [(turn.evidence, turn.written, turn.group) for turn in document.turns] == [
        ("note 2", True, ""),
        ("note 4", True, ""),
    ]
    report = document.report
    assert (report.format, report.unit, report.found, report.read) == ("whiteboard-html", "note", 4, 2)
    assert [(it.reason, it.lines) for it in report.skipped] == [("label", (1,)), ("no_text", (3,))]


def test_a_note_that_is_too_long_is_told() -> None:
    report = opened(page(thing("Note", "x" * 20_001), thing("Note", "Chairs")), "board.html").report

    assert [(it.reason, it.lines) for it in report.skipped] == [("too_long", (1,))]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (page(thing("Image")), "empty"),
        (page(thing("PlainText", "Ideas")), "nothing_read"),
        (page(thing("Note", "Chairs"))[:-9], "broken"),
        (page(thing("Note", "Chairs"), "<![x[ y ]]>"), "broken"),
        (page(thing("Note", "Chairs")) + "<!--" * 100_000, "broken"),
        (page(thing("Note", "Chairs")) + "<a " * 100_000, "broken"),
        (page(thing("Note", "Chairs") * 5_001), "too_large"),
        ("<html><body><p>Later buses</p></body></html>", "format_not_yet"),
    ],
    ids=["no thing", "no note", "cut", "declaration", "open comments", "open tags", "too many", "another page"],
)
def test_a_page_without_notes_is_refused(text: str, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read("board.html", text.encode())

    assert refused.value.reason == reason
