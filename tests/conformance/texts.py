"""RFC 6455 §8.1: text is UTF-8, wherever it is cut."""

from __future__ import annotations

from tests.conformance.cases import ONE_WAY, Talk
from tests.conformance.wire import BINARY, Bytewise, frame, more, split, text

NOT_TEXT = "close 1007, end"


def said(words: bytes) -> bytes:
    """A push with these bytes in a field of its own."""
    return b'{"type":"push","n":1,"note":"' + words + b'"}'


#: Where the bytes begin in `said`.
AT = len(said(b"")) - 2

GOOD = [
    Talk(f"text with {name}", "8.1", [text(said(words.encode()))], "ack 1, open", ONE_WAY)
    for name, words in (
        ("two-byte letters", "κόσμε"),
        ("three-byte letters", "看護"),
        ("four-byte letters", "🏥"),
        ("the last of one, two and three bytes", "\x7f\u07ff\uffff"),
        ("the first of two, three and four bytes", "\x80\u0800\U00010000"),
        ("the last letter there is", "\U0010ffff"),
        ("the letters round the surrogates", "\ud7ff\ue000"),
        ("a byte order mark", "\ufeff"),
        ("what is no letter but may be said", "\ufffe\U0001fffe"),
    )
]

CUT = [
    *(
        Talk(
            f"a letter of four bytes cut after {cut}",
            "5.6",
            [split(said("🏥".encode()), AT + cut)],
            "ack 1, open",
            ONE_WAY,
        )
        for cut in (1, 2, 3)
    ),
    Talk("a letter of three bytes cut twice", "5.6", [split(said("看".encode()), AT + 1, 1)], "ack 1, open", ONE_WAY),
    Talk(
        "letters in fragments of a byte", "5.6", [split(said("κ看🏥".encode()), AT, *[1] * 9)], "ack 1, open", ONE_WAY
    ),
    Talk("letters in packets of a byte", "5.6", [Bytewise(text(said("κ看🏥".encode())))], "ack 1, open", ONE_WAY),
    Talk(
        "a cut letter with an empty fragment in the cut",
        "5.6",
        [split(said("🏥".encode()), AT + 2, 0)],
        "ack 1, open",
        ONE_WAY,
    ),
]

BAD = [
    *(
        Talk(f"text with {name}", "8.1", [text(said(words))], NOT_TEXT)
        for name, words in (
            ("a lone continuation byte", b"\x80"),
            ("two lone continuation bytes", b"\xbf\x80"),
            ("FE", b"\xfe"),
            ("FF", b"\xff"),
            ("a first byte without its second", b"\xc3("),
            ("three bytes without the last", b"\xe2\x82("),
            ("four bytes without the last", b"\xf0\x9f\x8f("),
            ("a slash in two bytes", b"\xc0\xaf"),
            ("a slash in three bytes", b"\xe0\x80\xaf"),
            ("a slash in four bytes", b"\xf0\x80\x80\xaf"),
            ("a zero in two bytes", b"\xc0\x80"),
            ("the longest overlong of three bytes", b"\xe0\x9f\xbf"),
            ("a high surrogate", b"\xed\xa0\x80"),
            ("a low surrogate", b"\xed\xbf\xbf"),
            ("a pair of surrogates", b"\xed\xa0\xbc\xed\xbf\xa5"),
            ("a letter after the last", b"\xf4\x90\x80\x80"),
            ("five bytes", b"\xf8\x88\x80\x80\x80"),
            ("six bytes", b"\xfc\x84\x80\x80\x80\x80"),
        )
    ),
    Talk("text that ends within a letter", "8.1", [text(b"caf\xc3")], NOT_TEXT),
    Talk("text that ends within a letter of four bytes", "8.1", [text(b"\xf0\x9f\x8f")], NOT_TEXT),
    Talk("fragments that end within a letter", "8.1", [text(b"caf", fin=False), more(b"\xc3")], NOT_TEXT),
    Talk(
        "a wrong byte in the second fragment",
        "8.1",
        [text(b"caf", fin=False), more(b"\xff", fin=False), more(b"e")],
        NOT_TEXT,
    ),
    Talk("a letter cut, and its rest left out", "8.1", [text(b"caf\xc3", fin=False), more(b"e")], NOT_TEXT),
    Talk("surrogates in two fragments", "8.1", [text(b"\xed", fin=False), more(b"\xa0\x80")], NOT_TEXT),
    Talk("a binary with all of that", "5.6", [frame(BINARY, b"\xff\xc0\xaf\xed\xa0\x80")], "error, open", ONE_WAY),
]

TEXTS = [*GOOD, *CUT, *BAD]
