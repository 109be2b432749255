"""The web room put together for a test, and its visitors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bridge.store.memory import MemoryStore
from bridge.web.access import Access, form_token, sign_in_path
from bridge.web.app import build_app
from bridge.web.asks import Gauge, WebSettings
from bridge.web.public import Display, as_it_is
from tests.web.fakes import Feed, KnownCampaign, StandingClock, UploadsAsTold, no_hearsay, nothing_stored
from tests.web.reviewing import ReviewerAsTold
from tests.web.scene import read_document, scene
from tests.web.triaging import TriagerAsTold

#: Less than any test waits for; larger than any file it sends on purpose.
SETTINGS = WebSettings(upload_bytes=100_000, request_bytes=250_000, body_seconds=5)
OURS = {"Sec-Fetch-Site": "same-origin"}

Visitor = TestClient[web.Request, web.Application]


class House(NamedTuple):
    """Everything that a test may want to look at or change."""

    known: KnownCampaign
    access: Access
    uploads: UploadsAsTold
    feed: Feed
    clock: StandingClock
    server: TestServer
    visitors: AsyncExitStack
    reviewer: ReviewerAsTold
    triager: TriagerAsTold

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, missing: tuple[str, ...] = (), display: Display = as_it_is, **of_campaign: Any
    ) -> AsyncIterator[House]:
        known, clock, uploads, feed = scene(**of_campaign), StandingClock(), UploadsAsTold(), Feed()
        read_document(uploads)
        reviewer, triager = ReviewerAsTold(known), TriagerAsTold(known, clock)
        access = Access(MemoryStore(), clock)
        await access.start()
        app = build_app(
            known={known.campaign.id: known},
            access=access,
            uploads=uploads,
            hearsay=no_hearsay,
            stored=nothing_stored,
            stream_events=feed.stream,
            clock=clock,
            settings=SETTINGS,
            display=display,
            reviewers={known.campaign.id: reviewer},
            triagers={known.campaign.id: triager},
            gauges=[Gauge(name="ideabridge_spool_rows", says="Rows that wait.", read=lambda: 3)],
            missing=lambda: missing,
        )
        server = TestServer(app)
        async with server, AsyncExitStack() as visitors:
            visitors.callback(feed.hang_up)
            yield cls(known, access, uploads, feed, clock, server, visitors, reviewer, triager)

    async def stranger(self) -> Visitor:
        """Somebody who is not signed in."""
        return await self.visitors.enter_async_context(TestClient(self.server))

    async def owner(self) -> Visitor:
        """Somebody signed in with the owner's link."""
        visitor = await self.stranger()
        await visitor.post(sign_in_path(await self.access.create_link()), headers=OURS)
        return visitor

    async def program(self, *scopes: str) -> Visitor:
        """A program with an API token."""
        token = await self.access.create_token(scopes)
        headers = {"Authorization": f"Bearer {token}"}
        return await self.visitors.enter_async_context(TestClient(self.server, headers=headers))

    def form_token(self, visitor: Visitor) -> str:
        """What this visitor's forms carry."""
        cookies = visitor.session.cookie_jar.filter_cookies(self.server.make_url("/"))
        return form_token(cookies[self.access.cookie].value)
