"""The pages people read: wall, campaign, event, idea and sources. Each is whole without JavaScript."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bridge.ports import Clock
from bridge.records import CampaignId, ChallengeId, ContributionId, Event, IdeaId, Place, SourceName, State
from bridge.web.answers import json_answer
from bridge.web.asks import Figures, Known, Uploads
from bridge.web.coverage import coverage
from bridge.web.gaps import open_first, recent, told
from bridge.web.reception import Reception
from bridge.web.related import Relations
from bridge.web.sight import page
from bridge.web.standings import amiss, standing, standings, streams
from bridge.web.wall import CARDS, SHOWN, blocks, card, chart, chart_of, quotes, sections, session_names

#: Cards that one request for fragments may name; the page asks again for more.
MOST_CARDS = 50
#: Contributions that an event's page shows, the last ones; those before are one link away.
MOST_SAID = 500
#: Of a session, what a person has still to decide about.
WAITING = (State.WAITING, State.HELD)


class Pages:
    """Handlers of the reading pages."""

    def __init__(self, reception: Reception, uploads: Uploads, clock: Clock, relations: Relations) -> None:
        self._reception = reception
        self._uploads = uploads
        self._clock = clock
        self._relations = relations
        self._counted: dict[CampaignId, tuple[Place, Figures]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/campaigns/{campaign}/wall", self.wall),
            web.get("/campaigns/{campaign}", self.campaign),
            web.get("/cards", self.cards),
            web.get("/events/{event}", self.event),
            web.get("/events/{event}/coverage", self.heard),
            web.get("/v1/events/{event}/coverage", self.coverage),
            web.get("/ideas/{idea}", self.idea),
            web.get("/status", self.status),
        ]

    async def home(self, request: web.Request) -> web.Response:
        """The wall of the one campaign there is, or a list of them."""
        if len(self._reception.known) == 1:
            return self._wall(request, self._reception.campaign(request, None))
        readable = self._reception.readable(request)
        if not readable:
            self._reception.require(request, "feed")
        return page(request, "campaigns.html", {"campaigns": readable})

    async def wall(self, request: web.Request) -> web.Response:
        return self._wall(request, self._reception.campaign(request, request.match_info["campaign"]))

    def _wall(self, request: web.Request, known: Known) -> web.Response:
        challenge = ChallengeId(request.query.get("challenge", "")) or None
        # The place first: what changes while the page is drawn is then told again, and never missed.
        after = known.place()
        context = self._shown(known) | {
            "after": after,
            "sections": sections(
                known, known.ideas(challenge=challenge, kinds=SHOWN), most=None if challenge else CARDS
            ),
            "only": next((it for it in known.challenges() if it.id == challenge), None),
            "events": known.events(),
        }
        return page(request, "wall.html", context)

    async def cards(self, request: web.Request) -> web.Response:
        """The parts of the wall that changed, as a fragment that its script lays in."""
        known = self._reception.campaign(request, request.query.get("campaign"))
        ids = {IdeaId(it) for it in request.query.get("ids", "").split(",")[:MOST_CARDS] if it}
        challenge = ChallengeId(request.query.get("challenge", "")) or None
        found = (await known.find_ideas(ids)).values()
        ideas = [
            it for it in found if it.state is State.LIVE and it.kind in SHOWN and challenge in (None, it.challenge)
        ]
        ideas.sort(key=lambda it: (it.last_at, it.id), reverse=True)
        context = self._shown(known) | {"sections": sections(known, ideas)}
        return page(request, "cards.html", context)

    def _shown(self, known: Known) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "figures": self._figures(known),
            **chart_of(known, now),
            "gaps": recent(known.gaps(), now),
            "session_names": session_names(known),
            "amiss_now": amiss(known.events(), known.listening(), now, known.campaign.time_zone),
        }

    def _figures(self, known: Known) -> Figures:
        """Counted once for each place, however many look."""
        place, campaign = known.place(), known.campaign.id
        counted = self._counted.get(campaign)
        if counted is None or counted[0] != place:
            counted = self._counted[campaign] = (place, known.figures())
        return counted[1]

    async def campaign(self, request: web.Request) -> web.Response:
        known = self._reception.campaign(request, request.match_info["campaign"])
        context = self._shown(known) | {
            "challenges": [(it, known.count(SHOWN, challenge=it.id)) for it in known.challenges()],
            "events": [(it, known.count(SHOWN, event=it.id), len(known.questions(it.id))) for it in known.events()],
            "now": self._clock.now(),
        }
        return page(request, "campaign.html", context)

    async def event(self, request: web.Request) -> web.Response:
        known, event = self._reception.event(request, request.match_info["event"])
        moderates = self._reception.may(request, "moderate")
        before = ContributionId(request.query.get("before", "")) or None
        said = await known.contributions(event.id, before=before, limit=MOST_SAID) if moderates else ()
        ideas = await known.ideas_of(event.id, kinds=SHOWN)
        behind = {it.placed.idea for it in said if it.placed}
        context = self._heard(known, event) | {
            "challenges": {it.id: it for it in known.challenges()},
            "session_names": session_names(known),
            "waiting": sum(it.state in WAITING and it.disposition is None for it in said),
            "blocks": blocks(known.questions(event.id), ideas, said),
            "uploads": self._uploads.uploads(event.id) if moderates and event.type == "session" else (),
            "ideas": {**{it.id: it for it in ideas}, **await known.find_ideas(behind)},
            "said": said,
            "all_said": known.count_said(event.id),
        }
        return page(request, "event.html", context)

    async def heard(self, request: web.Request) -> web.Response:
        """What was heard of an event and how its sources stand, as a fragment that the page's script lays in."""
        known, event = self._reception.event(request, request.match_info["event"])
        return page(request, "heard.html", self._heard(known, event))

    async def coverage(self, request: web.Request) -> web.Response:
        """The same for programs."""
        known, event = self._reception.event(request, request.match_info["event"])
        place = known.place()
        zone = known.campaign.time_zone
        covered = coverage(event, known.listening(), known.gaps(), self._clock.now(), zone)
        return json_answer({"place": str(place), "coverage": covered})

    def _heard(self, known: Known, event: Event) -> dict[str, Any]:
        now, zone, listening = self._clock.now(), known.campaign.time_zone, known.listening()
        covered = coverage(event, listening, known.gaps(), now, zone)
        missed = sorted((it for one in covered.networks for it in one.missed), key=lambda it: it.from_at)
        return {
            "campaign": known.campaign,
            "zone": zone,
            "event": event,
            "now": now,
            "is_on": event.opens_at <= now < event.closes_at,
            "coverage": covered,
            "missed": [told(it, it.server) for it in missed],
            "standings": standings(listening, now, zone) if event.type == "chat" else (),
            "chart": chart(known.per_minute(event.id), missed),
        }

    async def idea(self, request: web.Request) -> web.StreamResponse:
        known, idea = await self._reception.idea(request, request.match_info["idea"])
        if idea.state is State.MERGED and idea.merged_into:
            return web.Response(status=303, headers={"Location": f"/ideas/{idea.merged_into}"})
        challenges = {it.id: it for it in known.challenges()}
        moderates = self._reception.may(request, "moderate")
        said = await known.said(idea.id) if moderates or SourceName.SESSION in idea.sources else ()
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "card": card(idea, await known.find_ideas([it.idea for it in idea.suggestions])),
            "idea": idea,
            "challenge": challenges.get(idea.challenge) if idea.challenge else None,
            "event": known.event(idea.event),
            "question": next((it for it in known.questions(idea.event) if it.id == idea.question), None),
            "session_names": session_names(known),
            "related": await self._relations.of(request, known, idea),
            "said": said if moderates else (),
            "quotes": () if moderates else quotes(known, said, is_member=self._reception.may(request, "feed")),
        }
        return page(request, "idea.html", context)

    async def status(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known = self._reception.campaign(request, request.query.get("campaign"))
        shown, listening, now = self._shown(known), known.listening(), self._clock.now()
        context = shown | {
            "listening": listening,
            "standings": {it.source: standing(it, now, shown["zone"]) for it in streams(listening)},
            "gaps": open_first(known.gaps()),
        }
        return page(request, "status.html", context)
