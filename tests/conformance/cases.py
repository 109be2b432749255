"""What a case of the list is. The list itself is `handshakes`, `framing`, `closings`, `texts` and `deflated`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.conformance.wire import Step

BOTH = ("/v1/feed", "/v1/push")
#: What a feed says to whoever sends it a message, whatever the message.
ONE_WAY = "close 1008, end"


class Handshake(NamedTuple):
    """A head, and the status that answers it; `shows` and `hides` are header lines that stand, names that do not."""

    name: str
    section: str
    sent: bytes
    status: int
    shows: Sequence[str] = ()
    hides: Sequence[str] = ()
    on: Sequence[str] = BOTH


class Talk(NamedTuple):
    """What an open socket is sent, and everything that comes back, in words; `feed` where a feed answers otherwise.

    "open" at the end: it goes on as if nothing had been. "end": no more comes. "gone": and the server holds nothing.
    `early`: it is sent in one packet with the head. `offer`: the extensions that were offered before.
    """

    name: str
    section: str
    sent: Sequence[Step]
    push: str
    feed: str | None = None
    early: bool = False
    offer: str = ""

    def heard(self, path: str) -> str:
        return self.feed if self.feed is not None and path == "/v1/feed" else self.push
