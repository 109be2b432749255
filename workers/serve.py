"""The store's side: pushes → desk → store → feed → web, behind one door."""

from __future__ import annotations

import asyncio
import errno
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import msgspec
import structlog
from aiohttp import web
from websockets.asyncio.server import ServerConnection

from bridge.documents.decode import LIMIT
from bridge.documents.inbox import Inbox, Tray
from bridge.documents.shelf import Bay, Shelf
from bridge.errors import NotAllowedError, UnknownError
from bridge.feed.deflate import EXTENSIONS
from bridge.feed.feeds import Feeds
from bridge.feed.filter import FOR_MODERATORS, Asked, parse
from bridge.feed.reader import FeedConnection, serve_feed
from bridge.feed.sse import stream_events
from bridge.ideas.related import Related
from bridge.ideas.sameness import Index
from bridge.intake.pipeline import Plan
from bridge.ports import Clock, Store
from bridge.projection.draft import Draft
from bridge.projection.known import Projection
from bridge.projection.relating import Relating, Understanding
from bridge.push.frames import MAX_FRAME
from bridge.push.server import serve_push
from bridge.records import CampaignId, Challenge, Contribution, Entity, Event, Question, SourceName, State
from bridge.web.access import Access, sign_in_path
from bridge.web.app import build_app
from bridge.web.asks import WebSettings
from bridge.web.door import Door, SocketRoute
from bridge.web.handshake import Query
from bridge.web.related import NOTHING_MEANT
from config.settings import Settings
from workers.alarms import Watch
from workers.desk import Desk
from workers.display import Display
from workers.erasing import Eraser
from workers.errands import Hearsay
from workers.facilitating import DeskFacilitator
from workers.gauges import gauges
from workers.leases import free
from workers.listen import heard_rows
from workers.meaning import Beside, Meaning, open_meaning
from workers.pulse import part
from workers.ranking import review_order
from workers.regrouping import Regrouping
from workers.reviewing import DeskReviewer
from workers.revoking import LOOK_AT_TOKEN, Revocation
from workers.runtime import DataFolder, challenges_of, live_chats, open_store, plan_of, voice_key
from workers.stored import changes_after, stored_posts
from workers.triaging import DeskTriager

log = structlog.get_logger()

#: Changes that a worker who learns what others heard is told of at a time.
HEARSAY = 2_000

#: Seconds between looks at what has been kept for long enough.
TIDIED = 3600.0

#: What serves one socket once its sender was let in.
Serve = Callable[[Any], Awaitable[None]]


class Serving:
    """Everything that serves one store. Made by `build`, which opens it; `run` it; what was opened closes with the stack."""

    def __init__(
        self, settings: Settings, store: Store, plans: Sequence[Plan], *, clock: Clock, meaning: Meaning | None = None
    ) -> None:
        self.plans = plans
        self.store = store
        self.projections = {plan.campaign.id: Projection(plan.campaign.id, Index()) for plan in plans}
        self.related = Related()
        self.meaning = meaning
        self.desks = {campaign: Desk(store, projection, clock) for campaign, projection in self.projections.items()}
        self.erasers = {it: Eraser(store, self.desks[it], known, clock) for it, known in self.projections.items()}
        self.access = Access(store, clock, https=settings.origin().startswith("https"))
        shown = settings.display
        kept = {SourceName.X: shown.x, SourceName.BLUESKY: shown.bluesky, SourceName.MASTODON: shown.mastodon}
        self.display = Display(kept, lambda campaign, event: self.projections[campaign].event(event))
        self.feeds = Feeds(store, display=self.display)
        self._present: dict[CampaignId, dict[str, ServerConnection]] = {campaign: {} for campaign in self.projections}
        self.inbox = Inbox(store, [self._tray(campaign) for campaign in self.projections])
        bays = [self._bay(campaign) for campaign in self.projections]
        self.shelf = Shelf(store, bays, keep_days=settings.sessions.keep_days)
        self._settings = settings
        self._clock = clock
        self.door: Door[Serve] | None = None

    @classmethod
    async def build(cls, settings: Settings, folder: DataFolder, clock: Clock, stack: AsyncExitStack) -> Serving:
        """Open the store, read what is known, and open the door. Raises `StoreBusyError` and its kin."""
        meaning = await open_meaning(settings.related, stack)
        key = voice_key(settings, folder)
        store = await open_store(settings, folder)
        stack.push_async_callback(store.close)
        plans = [plan_of(campaign, key) for campaign in settings.plans]
        serving = cls(settings, store, plans, clock=clock, meaning=meaning)
        real = any(live_chats(campaign, clock.now()) for campaign in settings.plans)
        for campaign, plan in zip(settings.plans, serving.plans, strict=True):
            await serving.seed(plan, challenges_of(campaign))
            if real:
                await serving.end_rehearsals(plan)
            await serving.feeds.open(plan.campaign.id)
        await serving.access.start()
        await serving.access.ensure_token(folder.key("local"), ["admin"], "commands on this machine")
        await serving._open_door(stack)
        return serving

    async def seed(self, plan: Plan, challenges: Sequence[Challenge]) -> None:
        """Bring what the campaign's file says into the store, where it is not so already."""
        projection = self.projections[plan.campaign.id]
        await projection.catch_up(self.store)

        def decide(draft: Draft) -> None:
            events = [_as_it_goes(it, projection.event(it.id)) for it in plan.events]
            planned: list[Entity] = [plan.campaign, *challenges, *events, *_as_they_go(plan.questions, projection)]
            for it in planned:
                if projection.entity(it) != it:
                    draft.put(it)

        await self.desks[plan.campaign.id].act_first(decide)

    async def end_rehearsals(self, plan: Plan) -> None:
        """Make room for what is real: what a rehearsal said is withdrawn."""
        for event in plan.events:
            if event.rehearsal:
                await self.desks[plan.campaign.id].clear(event.id)

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(steadily(self.feeds.run), name="feeds")
            group.create_task(steadily(self.access.follow), name="access")
            for campaign, desk in self.desks.items():
                follow = partial(self.projections[campaign].follow, self.store)
                group.create_task(desk.run(), name=f"desk.{campaign}")
                group.create_task(desk.pulse.run(), name=f"pulse.{campaign}")
                parting = part(desk, self.projections[campaign], self._present[campaign])
                group.create_task(parting, name=f"parting.{campaign}")
                group.create_task(steadily(follow), name=f"projection.{campaign}")
                about = Beside(self.related, self.meaning) if self.meaning is not None else self.related
                relate = partial(Relating(campaign, about).follow, self.store)
                group.create_task(steadily(relate), name=f"relating.{campaign}")
                if self.meaning is not None:
                    understand = partial(Understanding(campaign, self.meaning).follow, self.store)
                    group.create_task(steadily(understand), name=f"understanding.{campaign}")
                group.create_task(self.erasers[campaign].run(), name=f"eraser.{campaign}")
                watch = Watch(desk, self.projections[campaign], self._clock)
                group.create_task(watch.run(), name=f"alarms.{campaign}")
            group.create_task(steadily(partial(self.inbox.sweep, self._clock.now())), name="inbox")
            group.create_task(steadily(self._tidy), name="shelf")

    async def _tidy(self) -> None:
        while True:
            await self.shelf.expire(self._clock.now())
            await asyncio.sleep(TIDIED)

    async def sign_in_link(self) -> str:
        """A new one-time link for the owner."""
        return f"{self.address()}{sign_in_path(await self.access.create_link())}"

    def address(self) -> str:
        """What people open."""
        return self._settings.address.rstrip("/") or self.nearby()

    def nearby(self) -> str:
        """Where this machine itself reaches us, also when asked for port 0."""
        return self._settings.nearby(self.door.port if self.door else None)

    async def _open_door(self, stack: AsyncExitStack) -> None:
        app = build_app(
            known={str(campaign): projection for campaign, projection in self.projections.items()},
            access=self.access,
            uploads=self.inbox,
            hearsay=partial(hearsay, self.store),
            stored=partial(stored_posts, self.store),
            stream_events=self._stream,
            clock=self._clock,
            facilitators={it: DeskFacilitator(desk, self._clock) for it, desk in self.desks.items()},
            reviewers={
                it: DeskReviewer(desk, self.projections[it], self.shelf, self._clock) for it, desk in self.desks.items()
            },
            triagers={it: DeskTriager(desk, self.projections[it], self._clock) for it, desk in self.desks.items()},
            regroupers={
                it: Regrouping(self.store, self.projections[it], desk.act, self._clock)
                for it, desk in self.desks.items()
            },
            order=review_order,
            nearby=self.related,
            meant=NOTHING_MEANT if self.meaning is None else self.meaning,
            shelf=self.shelf,
            settings=WebSettings(
                https=self.access.https, upload_bytes=LIMIT, keep_days=self._settings.sessions.keep_days
            ),
            display=self.display,
            gauges=[
                *gauges(self.projections, self.feeds, self.erasers),
                *(self.meaning.gauges() if self.meaning is not None else ()),
            ],
            missing=self._missing,
        )
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, keepalive_timeout=75)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        self.door = Door(
            runner,
            {
                "/v1/feed": SocketRoute(
                    handler=_attend, connection_class=FeedConnection, max_size=1024, extensions=EXTENSIONS
                ),
                "/v1/push": SocketRoute(handler=_attend, max_size=MAX_FRAME),
            },
            host=self._settings.host,
            port=self._settings.port,
            admit=self._admit,
            origins=[self._settings.origin()],
        )
        try:
            await self.door.start()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            taken = f"port {self._settings.port} of {self._settings.host} is taken"
            raise OSError(f"{taken}: end what listens there, or choose another with --port") from error
        stack.push_async_callback(self.door.close)
        stack.callback(self.feeds.close)

    def _bay(self, campaign: CampaignId) -> Bay:
        projection = self.projections[campaign]
        return Bay(
            campaign=campaign,
            desk=self.desks[campaign],
            work=lambda: projection.work,
            event=projection.event,
            columns=projection.chosen_columns,
        )

    def _tray(self, campaign: CampaignId) -> Tray:
        projection = self.projections[campaign]

        def is_free(stream: str) -> bool:
            lease = projection.work.lease(stream)
            return lease is None or free(lease, projection.work)

        return Tray(
            campaign=campaign,
            desk=self.desks[campaign],
            work=lambda: projection.work,
            takes=lambda session: projection.event(session) is not None,
            is_free=is_free,
        )

    def _missing(self) -> list[str]:
        names = [plan.campaign.id for plan in self.plans]
        unread = [f"campaign {name}" for name in names if not self.projections[name].seq]
        return unread or [f"the store of campaign {name}" for name in names if not self.desks[name].pulse.beats]

    async def _admit(self, path: str, query: Query, headers: Mapping[str, str]) -> Serve:
        return self._admit_push(query, headers) if path == "/v1/push" else self._admit_feed(query, headers)

    def _admit_feed(self, query: Query, headers: Mapping[str, str]) -> Serve:
        asked, scope = self._asked(query, headers)
        serve = partial(serve_feed, feeds=self.feeds, filter=asked.filter, after=asked.after)
        return self._while_allowed(serve, headers, scope) if scope else serve

    def _asked(self, query: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> tuple[Asked, str]:
        """What a reader asks of the feed, and the scope under which it is told that; none for what all may have."""
        query = tuple(query)
        readable = [
            it for it in self.feeds.campaigns if self.projections[it].campaign.public or self._may(headers, "feed")
        ]
        if dict(query).get("campaign", "") in {*self.feeds.campaigns} - {*readable} or not readable:
            self.access.check(headers, "feed")
        known = self._may(headers, "feed")
        asked = parse(
            query,
            campaigns=readable,
            moderator=self._may(headers, "moderate"),
            public=not known,
            known=self.projections,
        )
        if asked.filter.entities & FOR_MODERATORS:
            return asked, "moderate"
        return asked, "feed" if known else ""

    def _admit_push(self, query: Query, headers: Mapping[str, str]) -> Serve:
        asked = dict(query).get("campaign") or (next(iter(self.desks)) if len(self.desks) == 1 else "")
        desk = self.desks.get(CampaignId(asked))
        self.access.check(headers, "ingest")
        if desk is None:
            raise UnknownError(f"campaign: say which; there are {', '.join(self.desks)}")
        serve = partial(serve_push, desk=desk, present=self._present[CampaignId(asked)])
        return self._while_allowed(serve, headers, "ingest")

    def _may(self, headers: Mapping[str, str], scope: str) -> bool:
        try:
            self.access.check(headers, scope)
        except NotAllowedError:
            return False
        return True

    def _while_allowed(self, serve: Serve, headers: Mapping[str, str], scope: str) -> Serve:
        self.access.check(headers, scope)

        async def serve_allowed(connection: ServerConnection) -> None:
            revocation = Revocation(self._may, headers, scope, connection)
            try:
                await serve(connection)
            finally:
                revocation.end()

        return serve_allowed

    async def _until_revoked(self, serving: asyncio.Future[Any], headers: Mapping[str, str], scope: str) -> bool:
        """Wait until it has ended (True), or is not allowed any more (False). Cancelled, it cancels what it waits for."""
        try:
            while not serving.done() and self._may(headers, scope):
                await asyncio.wait([serving], timeout=LOOK_AT_TOKEN)
        except asyncio.CancelledError:
            serving.cancel()
            await asyncio.wait([serving])
            raise
        return serving.done()

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        asked, scope = self._asked(request.query.items(), request.headers)
        if scope:
            self.access.check(request.headers, scope)
        streaming = stream_events(request, feeds=self.feeds, filter=asked.filter, after=asked.after)
        if not scope:
            return await streaming
        serving = asyncio.ensure_future(streaming)
        if not await self._until_revoked(serving, request.headers, scope) and request.transport:
            request.transport.abort()
        return await _ended(serving) or web.Response(status=401)


async def steadily(work: Callable[[], Awaitable[None]]) -> None:
    """Do it until it returns. A store that is away makes it start again, a moment later each time."""
    while True:
        try:
            return await work()
        except* OSError as away:
            log.warning("store.away", error=type(away.exceptions[0]).__name__)
        await asyncio.sleep(random.uniform(0.2, 1))  # noqa: S311 - spreads processes, guards nothing


async def hearsay(store: Store, campaign: CampaignId, after: str) -> Hearsay:
    """What networks' posts the store has after a place: under which identities, where they stand, what they opened.

    Of sessions only what was taken back is told: no words of it may stay with those who pushed it.
    """
    page, to = await changes_after(store, campaign, after, HEARSAY)
    contributions = [it.value for it in page if isinstance(it.value, Contribution)]
    said = [it for it in contributions if it.source is not SourceName.SESSION or it.state is State.WITHDRAWN]
    return Hearsay(rows=tuple(heard_rows(said)), place=str(to), more=len(page) == HEARSAY)


async def _ended(serving: asyncio.Future[Any]) -> Any:
    """Let it end; what it gave, or None if it had to be cancelled."""
    serving.cancel()
    await asyncio.wait([serving])
    return None if serving.cancelled() else serving.result()


def _as_asked(planned: Question, asked: Question) -> Question:
    """A question as the file has it now, as the host has opened it, and as a facilitator has corrected it."""
    corrected = {name: getattr(asked, name) for name in asked.corrected}
    kept = {"opened_at": asked.opened_at, "text": planned.text or asked.text, "corrected": asked.corrected}
    return msgspec.structs.replace(planned, **kept | corrected)


def _as_they_go(planned: Sequence[Question], known: Projection) -> Sequence[Question]:
    """The file's questions. One that is new comes last, if one that was put in during the chat has its number."""
    seeded: list[Question] = []
    for question in planned:
        if asked := known.question(question.id):
            seeded.append(_as_asked(question, asked))
            continue
        taken = {it.number for it in (*known.questions(question.event), *seeded) if it.event == question.event}
        number = max(taken) + 1 if question.number in taken else question.number
        seeded.append(msgspec.structs.replace(question, number=number))
    return seeded


def _as_it_goes(planned: Event, known: Event | None) -> Event:
    """An event as the file has it now, and where it stands."""
    return msgspec.structs.replace(planned, **_kept(known)) if known else planned


def _kept(known: Event) -> dict[str, Any]:
    """What people have done to it."""
    fields = ["current", "turns", "declaration", "closed"]
    if known.publishing_by:
        fields += ["publishing", "publishing_by"]
    return {name: getattr(known, name) for name in fields}


async def _attend(connection: Any, serve: Serve) -> None:
    await serve(connection)
