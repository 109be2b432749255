"""RFC 6455 §5.5.1 and §7: how a socket ends, and that it does."""

from __future__ import annotations

from tests.conformance.cases import ONE_WAY, Talk
from tests.conformance.wire import BINARY, CLOSE, PING, PONG, Act, close, frame, text

WRONG = "close 1002, end"
PUSH = b'{"type":"push","n":1}'

CODES = [
    *(
        Talk(f"close with code {code}", "7.4", [close(code)], f"close {code}, end")
        for code in (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
    ),
    *(
        Talk(f"close with code {code}, which nobody may send", "7.4", [close(code)], WRONG)
        for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 9999, 65_535)
    ),
]

REASONS = [
    Talk("close without a code", "5.5.1", [close()], "close, end"),
    Talk("close with half a code", "5.5.1", [frame(CLOSE, b"\x03")], WRONG),
    Talk("close with a reason", "5.5.1", [close(1000, b"done")], "close 1000, end"),
    Talk("close with a reason of 123 bytes", "5.5.1", [close(1000, b"x" * 123)], "close 1000, end"),
    Talk("close with a reason in Greek", "5.5.1", [close(1000, "τέλος".encode())], "close 1000, end"),
    Talk("close with a reason that is no UTF-8", "8.1", [close(1000, b"\xff\xfe")], "close 1007, end"),
    Talk("close with a reason that breaks off", "8.1", [close(1000, "τ".encode()[:1])], "close 1007, end"),
    Talk("close with a surrogate as reason", "8.1", [close(1000, b"\xed\xa0\x80")], "close 1007, end"),
    Talk("close with a wrong code and a wrong reason", "7.4", [close(999, b"x")], WRONG),
]

ENDINGS = [
    Talk("a ping after the close", "5.5.1", [close(1000) + frame(PING, b"x")], "close 1000, end"),
    Talk("a text after the close", "5.5.1", [close(1000) + text(PUSH)], "close 1000, end"),
    Talk("a second close", "5.5.1", [close(1000) + close(1001)], "close 1000, end"),
    Talk("bytes that are no frame after the close", "5.5.1", [close(1000) + b"\xff" * 300], "close 1000, end"),
    Talk("a pong before the close", "5.5.1", [frame(PONG) + close(1001)], "close 1001, end"),
    Talk("a close and the end in one", "7.1.1", [close(1000), Act.HALF_CLOSE], "close 1000, end"),
    Talk("frames after a frame that is none", "7.1.7", [frame(3) + text(PUSH) + frame(PING, b"x")], WRONG),
    Talk("a push, then the close", "7.1.2", [text(PUSH), Act.HEARD, close(1000)], "ack 1, close 1000, end", ONE_WAY),
    Talk("a peer that closes and stays", "7.1.1", [close(1000), Act.STAY], "close 1000, end, gone"),
    Talk("a peer that breaks the rules and stays", "7.1.7", [frame(3), Act.STAY], "close 1002, end, gone"),
    Talk(
        "a peer that does not answer our close",
        "7.1.1",
        [frame(BINARY, b"\0") * 5, Act.STAY],
        "error, error, error, error, error, close 1008, end, gone",
        "close 1008, end, gone",
    ),
]

CLOSINGS = [*CODES, *REASONS, *ENDINGS]
