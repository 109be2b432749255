"""Joins pages, forms and API into one aiohttp application; it opens nothing and starts nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from aiohttp import web

from bridge.ports import Clock
from bridge.web.access import Access
from bridge.web.answers import Answering, problem
from bridge.web.api import Api, Keys, StreamEvents
from bridge.web.asks import Campaigns, Gauge, Hearsay, Uploads, WebSettings
from bridge.web.assets import Assets
from bridge.web.capture import Capture
from bridge.web.declaration import Declarations
from bridge.web.errands import Errands
from bridge.web.measures import Measures
from bridge.web.metrics import Metrics
from bridge.web.pages import Pages
from bridge.web.preflight import Preflight
from bridge.web.public import Display, as_it_is
from bridge.web.queries import Queries
from bridge.web.questions import Facilitator, Questions
from bridge.web.reception import Reception
from bridge.web.regroup import Regroup, Regrouper
from bridge.web.related import NOTHING_MEANT, NOTHING_NEAR, Meant, Nearby, Relations
from bridge.web.review import Order, Reviewer, Reviews, by_score
from bridge.web.review_api import ReviewApi
from bridge.web.review_pages import ReviewPages
from bridge.web.session_pages import SessionPages
from bridge.web.sight import SIGHT, Sight
from bridge.web.sign_in import SignIn
from bridge.web.stored import Stored, StoredPosts
from bridge.web.tables import Kept, Tables
from bridge.web.triage import Triager
from bridge.web.triage_api import TriageApi
from bridge.web.triage_desk import Triage
from bridge.web.triage_ideas import TriageIdeas
from bridge.web.triage_pages import TriagePages
from bridge.web.upload import Documents
from bridge.web.uploads import Reports

#: Bytes of a body that is no document.
BODY = 64 * 1024


def build_app(
    *,
    known: Campaigns,
    access: Access,
    uploads: Uploads,
    hearsay: Hearsay,
    stored: StoredPosts,
    stream_events: StreamEvents,
    clock: Clock,
    settings: WebSettings,
    display: Display = as_it_is,
    facilitators: Mapping[str, Facilitator] = {},
    reviewers: Mapping[str, Reviewer] = {},
    triagers: Mapping[str, Triager] = {},
    regroupers: Mapping[str, Regrouper] = {},
    shelf: Kept | None = None,
    order: Order = by_score,
    nearby: Nearby = NOTHING_NEAR,
    meant: Meant = NOTHING_MEANT,
    gauges: Sequence[Gauge] = (),
    missing: Callable[[], Sequence[str]] = tuple,
) -> web.Application:
    """Everything but WebSockets. `display` gives an idea as all may have it, for those who are not signed in.

    `reviewers` answer for sessions, by campaign, whose candidates are put into an `order`; `triagers`
    carry out what people decide in every event, and `regroupers` group anew.
    `nearby` knows which ideas are about the same, and `meant` which are alike in meaning.
    `missing` names what is not ready yet; /readyz says 503 until it names nothing.
    """
    measures = Measures(gauges)
    answering = Answering(measures, https=settings.https, body_seconds=settings.body_seconds)
    reception = Reception(known, access, display)
    queries = Queries(reception)
    app = web.Application(middlewares=[answering.account, answering.answer, queries.check], client_max_size=BODY)
    app.on_response_prepare.append(answering.protect)
    assets = Assets()
    app[SIGHT] = Sight(settings, reception, assets.address)
    reviews = Reviews(reception, reviewers, order)
    triage = Triage(reception, triagers)
    relations = Relations(reception, nearby, meant)
    for room in (
        Pages(reception, uploads, clock, relations),
        relations,
        SignIn(reception, settings.body_seconds),
        Declarations(reception, reviewers, clock, settings.body_seconds),
        Documents(reception, uploads, clock, settings, reviewers),
        Reports(reception, uploads, settings, reviewers),
        Capture(reception, uploads, clock, settings),
        Errands(reception, uploads, hearsay, settings.body_seconds),
        Stored(reception, stored),
        Regroup(reception, regroupers),
        Preflight(reception, clock),
        Questions(reception, facilitators, clock, settings.body_seconds),
        ReviewApi(reviews, uploads, clock, settings.body_seconds),
        ReviewPages(reviews, settings.body_seconds),
        SessionPages(reviews, uploads, settings.body_seconds),
        TriageApi(triage, settings.body_seconds),
        TriagePages(triage, settings.body_seconds),
        TriageIdeas(triage, relations, settings.body_seconds),
        Metrics(reception, clock),
        Api(reception, stream_events),
        Keys(reception, access, settings.body_seconds),
    ):
        app.add_routes(room.routes())
    if shelf is not None:
        app.add_routes(Tables(reception, shelf, settings.body_seconds).routes())
    app.add_routes([assets.route(), *_health(measures, missing)])
    return app


def _health(measures: Measures, missing: Callable[[], Sequence[str]]) -> list[web.RouteDef]:
    async def live(request: web.Request) -> web.Response:  # noqa: ARG001 - aiohttp's signature
        return web.Response(text="live\n")

    async def ready(request: web.Request) -> web.Response:  # noqa: ARG001
        if waiting := missing():
            return problem(503, "Not ready", f"Waiting for {', '.join(waiting)}.")
        return web.Response(text="ready\n")

    async def metrics(request: web.Request) -> web.Response:  # noqa: ARG001
        return web.Response(body=measures.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/livez", live), web.get("/readyz", ready), web.get("/metrics", metrics)]
