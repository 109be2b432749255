"""What workers come for: documents to read, what became of them, and what other workers have heard."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from bridge.errors import LeaseLostError, UnreadableError
from bridge.records import CampaignId
from bridge.web.answers import json_answer, problem
from bridge.web.asks import Hearsay, Uploads
from bridge.web.reception import Reception

#: Seconds that a transcriber may ask us to wait for a document, and between our looks.
LONGEST_WAIT = 20.0
LOOK = 0.2


class Errands:
    """Handlers for workers; all of them ask for the scope ingest."""

    def __init__(self, reception: Reception, uploads: Uploads, hearsay: Hearsay, body_seconds: float) -> None:
        self._reception = reception
        self._uploads = uploads
        self._hearsay = hearsay
        self._body_seconds = body_seconds

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/uploads", self.waiting),
            web.get("/v1/uploads/{upload}/body", self.body),
            web.put("/v1/uploads/{upload}", self.update),
            web.get("/v1/heard", self.heard),
        ]

    async def waiting(self, request: web.Request) -> web.Response:
        campaign = self._campaign(request)
        if request.query.get("state", "waiting") != "waiting":
            raise UnreadableError("state: only what is waiting is listed; leave it out")
        ends_at = time.monotonic() + _seconds(request.query.get("wait", "0"))
        while not (there := self._uploads.waiting(campaign)) and time.monotonic() < ends_at:  # noqa: ASYNC110 - a lease that runs out tells nobody
            await asyncio.sleep(LOOK)
        return json_answer({"uploads": there})

    async def body(self, request: web.Request) -> web.Response:
        self._reception.require(request, "ingest")
        body = await self._uploads.body(request.match_info["upload"])
        return web.Response(body=body, content_type="application/octet-stream")

    async def update(self, request: web.Request) -> web.Response:
        self._reception.require(request, "ingest")
        self._reception.accept_call(request)
        async with asyncio.timeout(self._body_seconds):
            said = await request.read()
        try:
            return json_answer(await self._uploads.progress(request.match_info["upload"], said))
        except LeaseLostError as error:
            return problem(409, "Not yours now", str(error))

    async def heard(self, request: web.Request) -> web.Response:
        campaign = self._campaign(request)
        return json_answer(await self._hearsay(campaign, request.query.get("after", "0")))

    def _campaign(self, request: web.Request) -> CampaignId:
        self._reception.require(request, "ingest")
        return self._reception.campaign_id(request.query.get("campaign"))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise UnreadableError(f"wait: seconds from 0 to {LONGEST_WAIT:.0f}, got {text[:20]!r}")
    return seconds
