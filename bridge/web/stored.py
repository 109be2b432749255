"""Tells a worker which posts of a network are stored, so that it can look whether they still stand there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bridge.errors import UnreadableError
from bridge.records import CampaignId, SourceName
from bridge.web.answers import json_answer
from bridge.web.reception import Reception

#: Networks that can be asked for a post.
NETWORKS = (SourceName.X, SourceName.BLUESKY, SourceName.MASTODON)

#: A network's posts in a campaign after a place of its feed, as JSON can hold them.
StoredPosts = Callable[[CampaignId, SourceName, str], Awaitable[Any]]


class Stored:
    """The handler; it asks for the scope ingest."""

    def __init__(self, reception: Reception, posts: StoredPosts) -> None:
        self._reception = reception
        self._posts = posts

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v1/stored", self.stored)]

    async def stored(self, request: web.Request) -> web.Response:
        self._reception.require(request, "ingest")
        campaign = self._reception.campaign_id(request.query.get("campaign"))
        asked = request.query.get("source", "")
        if asked not in NETWORKS:
            raise UnreadableError(f"source: one of {', '.join(NETWORKS)}, got {asked[:20]!r}")
        return json_answer(await self._posts(campaign, SourceName(asked), request.query.get("after", "0")))
