"""Every parser of uploads: the documents it begins with, the pieces to make them wrong with, and its law."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.documents import (
    shapes,
    test_attendance,
    test_board,
    test_captured,
    test_clutter,
    test_docx,
    test_docx_meet,
    test_docx_teams,
    test_graph_chat,
    test_meet,
    test_vtt,
    test_vtt_shapes,
    test_whiteboard,
    test_xlsx,
)
from tests.documents.docx_writer import docx, p
from tests.fuzz import laws, pieces
from tests.fuzz.mutation import Wrong, package, page, slipped, text


class Parser(NamedTuple):
    """`name` is that of the file as it is uploaded; `wrong` edits a seed with `pieces`; `law` takes name and bytes."""

    name: str
    seeds: Sequence[bytes]
    pieces: Sequence[bytes]
    law: Callable[[str, bytes], None]
    wrong: Callable[[bytes, Wrong, Sequence[bytes]], bytes] = text


CHATS = (
    "[10:32] Okoro, Ada (ICB)\nCould we ring people?\n[10:33] Ben Hale: Yes, and text them.\n",
    "Ada Okoro\n02/11/2026 7:04 pm\n\nCould we ring people?\n\nBen Hale\n02/11/2026 7:05 pm\n\nBegin Reference, Could we by Ada Okoro\nEnd Reference\nYes, Ada.\n",
    '19:04:01\tAda Okoro:\tLater buses?\r\n\r\nFor nights.\r\n19:05:00\tBen Hale:\tReplying to "Later buses?"\r\n\r\n Yes\r\n19:06:00\tKit Wren:\tReacted to "Later" with 👍\r\n',
    "08:59:02 From  Ada Okoro  to  Everyone:\n\tLater buses\n08:59:09 From  Ben Hale  to  Ada Okoro(Direct Message):\n\tsecret\n",
    "Ada Okoro  0:00  \nCould we open on Sundays?\n\nUnknown Speaker  0:23  \nWho pays?\n\nTranscribed by https://otter.ai\n",
    "[Ada Okoro] 19:02:10\nCould we open on Sundays?\n[Ben Hale] 19:02:30\nWho pays, Ada?\n",
)
MESSAGES = (
    test_graph_chat.page(
        test_graph_chat.message(
            1, "<p>Later buses &amp; <b>trains</b></p>", reactions=[test_graph_chat.reaction("like", "Ben Hale")]
        ),
        test_graph_chat.message(2, '<blockquote>Later</blockquote>Yes, <at id="0">Ada</at>', "Ben Hale", replyToId="1"),
    ),
    test_graph_chat.page(test_graph_chat.message(1, "Ask Ada", createdDateTime="/Date(1793890860000)/")).replace(
        '"id"', '"Id"'
    ),
)
MINUTES = (
    "# Ideas\n- Text people\n  - a week before\n- [ ] Ring people\n\nWhat we heard:\n1. Later buses\n> said Ada\n",
    "Ada Okoro: ring people before they come\nBen Hale: and text them\nso that they know\n\nNote: bring the forms\nAda Okoro: yes, Ben\n",
    "**Ideas**\n\nA line that an editor broke somewhere near its right margin so\nthat it goes on.\n\nIdeas\n=====\n* one\n---\n",
    "AI-generated content may be incorrect\n- one\n- two (direct message)\n",
)
SPEECH = (
    "Ada Okoro\tSo we could open on Sundays. Who pays?\nBen Hale\tMhm.\nAda Okoro\tNobody yet, Ben\n\tGood.\n",
    f"Ada Okoro\t{test_captured.WORDS} " + "and then we ring them so they know " * 20 + "\nSpeaker\tYes.\n",
)
NAMED = (
    "Ada Okoro\tWill Young\tWilk, Tomasz (TRUST)\nThanks, Ada. Will Young rang Tomasz Wilk; will we? Ring 07700 900123.",
    "Dr. Jennifer Adams (She/Her)\tMay\nMay, could you ask jennifer? Her NHS number is 943 476 5919, AB12 3CD, born 1/2/56.",
)


POSTS = (
    f"text,link,author,date,question\nRing people,{test_captured.LINK},Ada,2026-11-02 19:03,2\n",
    'Text;Date;Time;Reply to\n"Ring ""all""\npeople";3/11/2026;19:03;https://x.com/ada/status/1\n;;;\nText people;4/11/2026;;\n',
    "Exported by a program\n\nsep=\t\nAuthor\tMessage\tNetwork\nAda Okoro\tRing people\tX\nBen Hale\tText people\tbsky\n",
)


def _all(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _board() -> tuple[bytes, ...]:
    return _all(test_board.BOARD, test_board.CELLS, test_board.COLUMNS, "Idea\nLater buses\nText people\n")


PARSERS: dict[str, Parser] = {
    "captions": Parser(
        "meeting.vtt",
        _all(
            *(
                shapes.TEAMS,
                shapes.TEAMS_UNPADDED,
                shapes.TEAMS_JSON,
                shapes.STREAM,
                shapes.ZOOM,
                test_vtt.SBV,
                test_vtt.SBV_CHAT,
            ),
            *(test_vtt.SRT, test_vtt.SRT_WITHOUT_NAMES, test_vtt.TEAMS_TEXT, test_vtt.TEAMS_TEXT_WITH_BLANKS),
            *(test_vtt_shapes.TEAMS, test_vtt_shapes.ACCOUNTS, test_vtt_shapes.METADATA, test_vtt_shapes.ZOOM),
        ),
        pieces.CUES + pieces.NASTY,
        laws.of_document,
    ),
    "graph chat": Parser(
        "chat.json",
        _all(*MESSAGES),
        pieces.MESSAGES + pieces.NASTY,
        laws.of_document,
    ),
    "chat": Parser("chat.txt", _all(*CHATS), pieces.CHAT + pieces.NASTY, laws.of_document),
    "notes": Parser(
        "notes.md",
        _all(*MINUTES, test_meet.MARKDOWN, test_meet.PASTED),
        pieces.NOTES + pieces.CHAT + pieces.NASTY,
        laws.of_document,
    ),
    "board": Parser("board.csv", _board(), pieces.TABLE + pieces.NASTY, laws.of_document),
    "attendance": Parser(
        "people.csv", _all(*test_attendance.LISTS), pieces.TABLE + pieces.NOTES + pieces.NASTY, laws.of_document
    ),
    "workbook": Parser(
        "board.xlsx",
        (
            test_xlsx.workbook(test_xlsx.SHEET, test_xlsx.STRINGS),
            test_xlsx.workbook(test_xlsx.inline(["Idea", "Author"], ["Later buses", "Ada Okoro"], ["Ring people", ""])),
            test_xlsx.workbook(test_xlsx.inline(["Ada Okoro", "10:00", "11:00"], ["Ben Hale", "10:00", "11:00"])),
        ),
        pieces.XLSX + pieces.NASTY,
        laws.of_document,
        package,
    ),
    "word": Parser(
        "meeting.docx",
        (
            *(
                docx(*it)
                for it in (test_docx_teams.SESSION, test_docx_teams.SHORT, test_docx_teams.OLD, test_docx_meet.MEET)
            ),
            *(docx(*it) for it in (test_docx_meet.GERMAN, test_docx.MINUTES, test_docx.TRACKED)),
            docx(*(p(line or " ") for line in test_vtt.SRT.split("\n"))),
            docx(*(p(line or " ") for line in CHATS[1].split("\n"))),
        ),
        pieces.DOCX + pieces.NASTY,
        laws.of_document,
        package,
    ),
    "whiteboard": Parser(
        "board.html",
        _all(
            test_whiteboard.page(
                test_whiteboard.thing("PlainText", "Getting here"),
                test_whiteboard.thing("Note", "Ring people", "& ask <b>how</b>", author="Okoro, Ada"),
                test_whiteboard.thing("Note", author="Ben Hale"),
                test_whiteboard.thing("Note", "Later buses").removesuffix("</div>") + test_whiteboard.REACTION,
            )
        ),
        pieces.PAGE + pieces.NASTY,
        laws.of_document,
        page,
    ),
    "captured": Parser(
        "",
        (
            test_captured.body(
                f"Ada Okoro\n • 2nd\n2h •\n{test_captured.WORDS}\nLike\n", captured="post", link=test_captured.LINK
            ),
            test_captured.body(test_clutter.LINKEDIN, captured="post"),
            test_captured.body(test_clutter.FACEBOOK, captured="post", author="Ada Okoro"),
            *map(test_captured.body, POSTS),
        ),
        pieces.SLIPS + pieces.TABLE + pieces.NASTY,
        laws.of_captured,
        slipped,
    ),
    "decode": Parser(
        "",
        (
            *(shapes.TEAMS.encode(it) for it in ("utf-8", "utf-16", "utf-16-be", "utf-8-sig")),
            "Café £5".encode("cp1252"),
        ),
        pieces.NASTY,
        laws.of_decode,
    ),
    "table": Parser("", _board() + _all(*POSTS), pieces.TABLE + pieces.NASTY, laws.of_table),
    "turns": Parser("", _all(*SPEECH), pieces.SAID + pieces.NASTY, laws.of_turns),
    "scrub": Parser("", _all(*NAMED), pieces.SAID + pieces.NASTY, laws.of_scrub),
}
