"""RFC 7692: compression, which feeds agree to and pushes do not."""

from __future__ import annotations

import zlib

from tests.conformance.cases import ONE_WAY, Handshake, Talk
from tests.conformance.wire import BINARY, CLOSE, PING, RSV1, RSV2, TEXT, frame, head, more, text

OFFER = "permessage-deflate"
AGREED = "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover"
WRONG = "close 1002, end"
BIG = "close 1009, end"
#: Half a megabyte that fits into 600 bytes.
BOMB = b"x" * 512 * 1024


def deflated(words: bytes, *, last: bool = False) -> bytes:
    """A message's payload (§7.2.1); `last` ends it with a block that says so (§7.2.3.4)."""
    packing = zlib.compressobj(wbits=-15)
    if last:
        return packing.compress(words) + packing.flush(zlib.Z_FINISH)
    return (packing.compress(words) + packing.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\x00\x00\xff\xff")


def packed(words: bytes, *, fin: bool = True) -> bytes:
    """A compressed text."""
    return frame(TEXT, words, fin=fin, rsv=RSV1)


def inflated(payload: bytes) -> bytes:
    """What one compressed message says, when nothing is known of those before it."""
    return zlib.decompressobj(wbits=-15).decompress(payload + b"\x00\x00\xff\xff")


HELLO = deflated(b'{"type":"push","n":1}')

OFFERS = [
    *(
        Handshake(
            f"offer {offer}",
            "7692 7.1",
            head("{path}", lines=[f"Sec-WebSocket-Extensions: {offer}"]),
            101,
            (answer,),
            on=("/v1/feed",),
        )
        for offer, answer in (
            (OFFER, AGREED),
            (f"{OFFER}; client_max_window_bits", AGREED),
            (f"{OFFER}; server_no_context_takeover", AGREED),
            (f"{OFFER}; server_max_window_bits=12", f"{AGREED}; server_max_window_bits=12"),
            (f"{OFFER}; server_max_window_bits=9, {OFFER}", AGREED),
            (f"x-unknown; a=1, {OFFER}", AGREED),
        )
    ),
    Handshake(
        "offer a window too small for frames made once",
        "7692 7.1",
        head("{path}", lines=[f"Sec-WebSocket-Extensions: {OFFER}; server_max_window_bits=9"]),
        101,
        hides=("Sec-WebSocket-Extensions",),
    ),
    Handshake(
        "offer compression to a push",
        "7692 7.1",
        head("{path}", lines=[f"Sec-WebSocket-Extensions: {OFFER}"]),
        101,
        hides=("Sec-WebSocket-Extensions",),
        on=("/v1/push",),
    ),
]

DEFLATED = [
    Talk("a compressed text without an offer", "7692 6", [packed(HELLO)], WRONG),
    Talk("a compressed text", "7692 7.2", [packed(HELLO)], WRONG, ONE_WAY, offer=OFFER),
    Talk("a compressed binary", "7692 7.2", [frame(BINARY, HELLO, rsv=RSV1)], WRONG, ONE_WAY, offer=OFFER),
    Talk("an empty compressed text", "7692 7.2.3.6", [packed(b"\x00")], WRONG, ONE_WAY, offer=OFFER),
    Talk(
        "a text in a last block",
        "7692 7.2.3.4",
        [packed(deflated(b"{}", last=True) + b"\0")],
        WRONG,
        ONE_WAY,
        offer=OFFER,
    ),
    Talk(
        "a plain text where compression was agreed",
        "7692 6",
        [text(b'{"type":"push","n":1}')],
        "ack 1, open",
        ONE_WAY,
        offer=OFFER,
    ),
    Talk(
        "a compressed text in fragments",
        "7692 6",
        [packed(HELLO[:4], fin=False), more(HELLO[4:])],
        WRONG,
        ONE_WAY,
        offer=OFFER,
    ),
    Talk(
        "a ping between compressed fragments",
        "7692 6",
        [packed(HELLO[:4], fin=False) + frame(PING, b"x") + more(HELLO[4:])],
        WRONG,
        f"pong x, {ONE_WAY}",
        offer=OFFER,
    ),
    Talk(
        "reserved bit 1 on a later fragment",
        "7692 6",
        [packed(HELLO[:4], fin=False), more(HELLO[4:], rsv=RSV1)],
        WRONG,
        offer=OFFER,
    ),
    Talk(
        "reserved bit 1 on a later fragment of a plain text",
        "7692 6",
        [text(b"{", fin=False), more(b"}", rsv=RSV1)],
        WRONG,
        offer=OFFER,
    ),
    Talk("reserved bit 1 on a ping", "7692 6.1", [frame(PING, b"x", rsv=RSV1)], WRONG, offer=OFFER),
    Talk("reserved bit 1 on a close", "7692 6.1", [frame(CLOSE, b"\x03\xe8", rsv=RSV1)], WRONG, offer=OFFER),
    Talk("reserved bits 1 and 2", "5.2", [frame(TEXT, HELLO, rsv=RSV1 | RSV2)], WRONG, offer=OFFER),
    Talk("what is no compressed data", "7692 7.2.2", [packed(b"\xff" * 20)], WRONG, offer=OFFER),
    Talk(
        "what is no compressed data in the second fragment",
        "7692 7.2.2",
        [packed(HELLO, fin=False), more(b"\xff" * 20)],
        WRONG,
        offer=OFFER,
    ),
    Talk(
        "a compressed text that is no UTF-8",
        "8.1",
        [packed(deflated(b"\xff\xfe"))],
        WRONG,
        "close 1007, end",
        offer=OFFER,
    ),
    Talk("half a megabyte in 600 bytes", "10.4", [packed(deflated(BOMB))], WRONG, BIG, offer=OFFER),
    Talk(
        "half a megabyte in two fragments",
        "10.4",
        [packed(deflated(BOMB)[:300], fin=False), more(deflated(BOMB)[300:])],
        WRONG,
        BIG,
        offer=OFFER,
    ),
]
