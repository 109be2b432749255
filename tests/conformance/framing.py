"""RFC 6455 §5: frames, masks, lengths, fragments and control frames, and how bytes arrive."""

from __future__ import annotations

from tests.conformance.cases import ONE_WAY, Talk
from tests.conformance.wire import (
    BINARY,
    CLOSE,
    CONT,
    PING,
    PONG,
    RSV1,
    RSV2,
    RSV3,
    TEXT,
    Act,
    Bytewise,
    close,
    frame,
    more,
    split,
    text,
)

PUSH = b'{"type":"push","n":1}'
NEXT = b'{"type":"push","n":2}'
WRONG = "close 1002, end"
BIG = "close 1009, end"
MOST = 2**20


def long(size: int) -> bytes:
    """A push that is as long as that."""
    return PUSH.ljust(size)


RESERVED = [
    *(
        Talk(f"reserved bits {bits >> 4:03b} on {what}", "5.2", [frame(opcode, b"{}", rsv=bits)], WRONG)
        for bits in (RSV1, RSV2, RSV3, RSV1 | RSV2 | RSV3)
        for what, opcode in (("text", TEXT), ("ping", PING))
    ),
    Talk("reserved bit 1 on binary", "5.2", [frame(BINARY, b"x", rsv=RSV1)], WRONG),
    Talk("reserved bit 2 on pong", "5.2", [frame(PONG, b"x", rsv=RSV2)], WRONG),
    Talk("reserved bit 3 on close", "5.2", [frame(CLOSE, b"\x03\xe8", rsv=RSV3)], WRONG),
    Talk("reserved bit 1 on a continuation", "5.2", [text(PUSH[:5], fin=False), more(PUSH[5:], rsv=RSV1)], WRONG),
    *(
        Talk(f"reserved opcode {opcode:X}", "5.2", [frame(opcode, b"x")], WRONG)
        for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
    ),
]

MASKS = [
    Talk("text without a mask", "5.1", [frame(TEXT, PUSH, masked=False)], WRONG),
    Talk("a ping without a mask", "5.1", [frame(PING, b"x", masked=False)], WRONG),
    Talk("a close without a mask", "5.1", [frame(CLOSE, b"\x03\xe8", masked=False)], WRONG),
    Talk(
        "a continuation without a mask", "5.1", [text(PUSH[:5], fin=False), frame(CONT, PUSH[5:], masked=False)], WRONG
    ),
    Talk("a mask of zeros", "5.3", [bytes([0x81, 0x80 | len(PUSH), 0, 0, 0, 0]) + PUSH], "ack 1, open", ONE_WAY),
]

LENGTHS = [
    Talk("an empty text", "5.2", [text(b"")], "error, open", ONE_WAY),
    Talk("an empty binary", "5.2", [frame(BINARY)], "error, open", ONE_WAY),
    *(
        Talk(f"a text of {size} bytes", "5.2", [text(long(size))], "ack 1, open", ONE_WAY if size <= 1024 else BIG)
        for size in (125, 126, 127, 1024, 65_535, 65_536, MOST)
    ),
    Talk("a length in 16 bits where 7 would do is read", "5.2", [frame(TEXT, PUSH, width=16)], "ack 1, open", ONE_WAY),
    Talk("a length in 64 bits where 7 would do is read", "5.2", [frame(TEXT, PUSH, width=64)], "ack 1, open", ONE_WAY),
    Talk("the highest bit of a 64-bit length", "5.2", [bytes([0x81, 0xFF, 0x80]) + bytes(7)], BIG),
    Talk("every bit of a 64-bit length", "5.2", [bytes([0x82, 0xFF]) + b"\xff" * 8], BIG),
    Talk("one byte over 1 MiB, before any of it came", "10.4", [frame(TEXT, long(MOST + 1))[:10]], BIG),
    Talk("one byte over 1 MiB in fragments", "10.4", [text(long(MOST), fin=False), more(b" ")], BIG),
    Talk("a megabyte more in a second fragment", "10.4", [text(long(9), fin=False), more(b" " * MOST * 2)[:10]], BIG),
    Talk(
        "a ping in a message that has nearly all it may",
        "5.4",
        [text(b" " * 1000, fin=False), frame(PING, b"x" * 99), more(PUSH)],
        f"pong {'x' * 99}, ack 1, open",
        f"pong {'x' * 99}, {ONE_WAY}",
    ),
    Talk(
        "a ping in a message of nearly 1 MiB",
        "5.4",
        [text(long(MOST - 4), fin=False), frame(PING, b"x" * 99), more(b" " * 4)],
        f"pong {'x' * 99}, ack 1, open",
        BIG,
    ),
    Talk("over the limit in a close", "10.4", [frame(CLOSE, b"x" * 70_000)], WRONG, BIG),
]

FRAGMENTS = [
    Talk("in two fragments", "5.4", [split(PUSH, 7)], "ack 1, open", ONE_WAY),
    Talk(
        "in two fragments and two packets", "5.4", [text(PUSH[:7], fin=False), more(PUSH[7:])], "ack 1, open", ONE_WAY
    ),
    Talk("binary in two fragments", "5.4", [frame(BINARY, b"x", fin=False), more(b"y")], "error, open", ONE_WAY),
    Talk("an empty first fragment", "5.4", [split(PUSH, 0)], "ack 1, open", ONE_WAY),
    Talk("an empty last fragment", "5.4", [split(PUSH, len(PUSH))], "ack 1, open", ONE_WAY),
    Talk("empty fragments between", "5.4", [split(PUSH, 5, 0, 0, 0)], "ack 1, open", ONE_WAY),
    Talk("nothing in three fragments", "5.4", [split(b"", 0, 0)], "error, open", ONE_WAY),
    Talk("each byte a fragment", "5.4", [split(PUSH, *[1] * len(PUSH))], "ack 1, open", ONE_WAY),
    Talk("1,000 fragments", "5.4", [split(long(1000), *[1] * 999)], "ack 1, open", ONE_WAY),
    Talk("fragments without an end", "10.4", [text(b"", fin=False) + more(b"", fin=False) * 200_000], BIG),
    Talk(
        "a ping between fragments",
        "5.4",
        [text(PUSH[:5], fin=False), frame(PING, b"mid"), more(PUSH[5:])],
        "pong mid, ack 1, open",
        "pong mid, " + ONE_WAY,
    ),
    Talk(
        "a pong between fragments",
        "5.4",
        [text(PUSH[:5], fin=False), frame(PONG, b"mid"), more(PUSH[5:])],
        "ack 1, open",
        ONE_WAY,
    ),
    Talk(
        "pings between many fragments",
        "5.4",
        [text(PUSH[:5], fin=False), *(frame(PING, b"%d" % n) + more(b"", fin=False) for n in range(3)), more(PUSH[5:])],
        "pong 0, pong 1, pong 2, ack 1, open",
        "pong 0, pong 1, pong 2, " + ONE_WAY,
    ),
    Talk("a close between fragments", "5.4", [text(PUSH[:5], fin=False), close(1000)], WRONG),
    Talk("a continuation of nothing", "5.4", [more(PUSH)], WRONG),
    Talk("a continuation of nothing, with more to come", "5.4", [more(PUSH, fin=False)], WRONG),
    Talk("a continuation after the last", "5.4", [split(PUSH, 5), Act.HEARD, more(b"x")], "ack 1, " + WRONG, ONE_WAY),
    Talk("a new text inside a message", "5.4", [text(PUSH[:5], fin=False), text(PUSH)], WRONG),
    Talk("a new binary inside a message", "5.4", [text(PUSH[:5], fin=False), frame(BINARY, b"x")], WRONG),
    Talk("a new first fragment inside a message", "5.4", [text(PUSH[:5], fin=False), text(PUSH, fin=False)], WRONG),
    Talk("a message without its end, and then nothing", "5.4", [text(PUSH, fin=False)], "open"),
]

CONTROLS = [
    Talk("an empty ping", "5.5.2", [frame(PING)], "pong, open"),
    Talk("a ping with words", "5.5.2", [frame(PING, b"hello")], "pong hello, open"),
    Talk("a ping of 125 bytes that are no text", "5.5.2", [frame(PING, b"\xff" * 125)], f"pong {chr(255) * 125}, open"),
    Talk(
        "ten pings in one packet",
        "5.5.2",
        [b"".join(frame(PING, b"%d" % n) for n in range(10))],
        ", ".join(f"pong {n}" for n in range(10)) + ", open",
    ),
    Talk("a ping of 126 bytes", "5.5", [frame(PING, b"x" * 126)], WRONG),
    Talk("a pong of 126 bytes", "5.5", [frame(PONG, b"x" * 126)], WRONG),
    Talk("a close of 126 bytes", "5.5", [close(1000, b"x" * 124)], WRONG),
    Talk("a ping in fragments", "5.5", [frame(PING, b"x", fin=False), more(b"y")], WRONG),
    Talk("a pong in fragments", "5.5", [frame(PONG, b"x", fin=False)], WRONG),
    Talk("a close in fragments", "5.5", [frame(CLOSE, b"\x03\xe8", fin=False)], WRONG),
    Talk("an unsolicited pong", "5.5.3", [frame(PONG)], "open"),
    Talk("an unsolicited pong of 125 bytes", "5.5.3", [frame(PONG, b"x" * 125)], "open"),
    Talk(
        "pongs and pings in turn", "5.5.3", [frame(PONG, b"a") + frame(PING, b"b") + frame(PONG, b"c")], "pong b, open"
    ),
    Talk(
        "a ping behind a message",
        "5.5.2",
        [text(PUSH) + frame(PING, b"x")],
        "pong x, ack 1, open",
        "pong x, " + ONE_WAY,
    ),
]

KINDS = [
    Talk("a text", "5.6", [text(PUSH)], "ack 1, open", ONE_WAY),
    Talk("a binary, where all is text", "5.6", [frame(BINARY, PUSH)], "error, open", ONE_WAY),
    Talk("a binary that is no UTF-8", "5.6", [frame(BINARY, b"\xff\xfe\x80")], "error, open", ONE_WAY),
    Talk("two texts in one packet", "5.6", [text(PUSH) + text(NEXT)], "ack 1, ack 2, open", ONE_WAY),
]

ARRIVALS = [
    Talk("a text byte by byte", "TCP", [Bytewise(text(PUSH))], "ack 1, open", ONE_WAY),
    Talk(
        "fragments and a ping byte by byte",
        "TCP",
        [Bytewise(text(PUSH[:4], fin=False) + frame(PING, b"x") + more(PUSH[4:]))],
        "pong x, ack 1, open",
        "pong x, " + ONE_WAY,
    ),
    Talk(
        "a frame and a half, and the rest",
        "TCP",
        [text(PUSH) + text(NEXT)[:9], text(NEXT)[9:]],
        "ack 1, ack 2, open",
        ONE_WAY,
    ),
    Talk("half a head, then the end", "TCP", [b"\x81", Act.HALF_CLOSE], "end"),
    Talk("half a length, then the end", "TCP", [b"\x81\xfe\x01", Act.HALF_CLOSE], "end"),
    Talk("half a text, then the end", "TCP", [text(PUSH)[:12], Act.HALF_CLOSE], "end"),
    Talk("half a message, then the end", "TCP", [text(PUSH, fin=False), Act.HALF_CLOSE], "end"),
    Talk("nothing, then the end", "TCP", [Act.HALF_CLOSE], "end"),
    Talk("a ping, then the end", "TCP", [frame(PING, b"x"), Act.HALF_CLOSE], "pong x, end"),
    Talk("a ping with the head", "4.1", [frame(PING, b"x")], "pong x, open", early=True),
    Talk("a text with the head", "4.1", [text(PUSH)], "ack 1, open", ONE_WAY, early=True),
    Talk("a close with the head", "4.1", [close(1000)], "close 1000, end", early=True),
    Talk("a frame without a mask with the head", "4.1", [frame(PING, masked=False)], WRONG, early=True),
    Talk(
        "half a ping with the head",
        "4.1",
        [frame(PING, b"xyz")[:5], frame(PING, b"xyz")[5:]],
        "pong xyz, open",
        early=True,
    ),
]

FRAMES = [*RESERVED, *MASKS, *LENGTHS, *FRAGMENTS, *CONTROLS, *KINDS, *ARRIVALS]
