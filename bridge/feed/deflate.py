"""Compression that is made once and shared (RFC 7692).

Each change is deflated by itself, once, however many readers there are. That is right for every connection that agreed
to `server_no_context_takeover`; and as the peer agrees to `client_no_context_takeover`, no connection keeps a window.
"""

from __future__ import annotations

from collections.abc import Sequence

from websockets.exceptions import NegotiationError
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame as SocketFrame
from websockets.frames import Opcode
from websockets.typing import ExtensionParameter

from bridge.feed.frames import Frame, Wire, as_text

#: Compressing less than this saves nothing.
LEAST_BYTES = 128
#: 4 KiB: more than nearly every change. A peer whose window must be smaller gets no compression.
WINDOW_BITS = 12
#: Without take-over it keeps nothing from one frame to the next.
_DEFLATE = PerMessageDeflate(
    remote_no_context_takeover=True,
    local_no_context_takeover=True,
    remote_max_window_bits=15,
    local_max_window_bits=WINDOW_BITS,
    compress_settings={"memLevel": 5},
)


class SharedDeflateFactory(ServerPerMessageDeflateFactory):
    """Agrees to compression only where frames that were made once are right."""

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        agreed, deflate = super().process_request_params(params, accepted_extensions)
        if deflate.local_max_window_bits < WINDOW_BITS:
            raise NegotiationError("the window is too small for frames that all readers share")
        return agreed, deflate


#: What a feed's sockets may negotiate.
EXTENSIONS = (SharedDeflateFactory(),)


def wire_for(extensions: Sequence[Extension]) -> Wire:
    """The wire for a connection that negotiated these."""
    return as_deflated_text if extensions else as_text


def as_deflated_text(frame: Frame) -> bytes:
    """A whole WebSocket text frame for every connection that negotiated `EXTENSIONS`; a short one stays as it is."""
    if len(frame.json) < LEAST_BYTES:
        return as_text(frame)
    return SocketFrame(Opcode.TEXT, frame.json).serialize(mask=False, extensions=[_DEFLATE])
