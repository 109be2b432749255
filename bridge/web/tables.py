"""What a worker that reads a session comes for: the session's other files, and where its transcript is put."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from aiohttp import web

from bridge.records import EventId
from bridge.web.answers import json_answer
from bridge.web.reception import Reception
from bridge.web.upload import CHUNK, up_to

#: Bytes of a transcript: longer than the longest document can make one.
MOST_BYTES = 32 * 1024 * 1024


class Kept(Protocol):
    """A session's files and transcripts, as long as they are kept. Raises `UnknownError`, `UnreadableError`."""

    def table(self, session: EventId) -> Any: ...
    async def keep(self, upload_id: str, said: bytes) -> None: ...


class Tables:
    """Handlers for transcribers; both ask for the scope ingest."""

    def __init__(self, reception: Reception, kept: Kept, body_seconds: float) -> None:
        self._reception = reception
        self._kept = kept
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/sessions/{session}/desk", self.table),
            web.put("/v1/uploads/{upload}/transcript", self.keep),
        ]

    async def table(self, request: web.Request) -> web.Response:
        self._reception.require(request, "ingest")
        return json_answer(self._kept.table(EventId(request.match_info["session"])))

    async def keep(self, request: web.Request) -> web.Response:
        self._reception.require(request, "ingest")
        self._reception.accept_call(request)
        async with asyncio.timeout(self._body_seconds):
            said = b"".join([it async for it in up_to(request.content.iter_chunked(CHUNK), MOST_BYTES)])
        await self._kept.keep(request.match_info["upload"], said)
        return web.Response(status=204)
