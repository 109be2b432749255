"""The pages people read: wall, campaign, event, idea and sources. Each is whole without JavaScript."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bridge.ports import Clock
from bridge.records import CampaignId, ChallengeId, Contribution, Idea, IdeaId, Place, Question, State
from bridge.web.asks import Figures, Known, Uploads
from bridge.web.reception import Reception
from bridge.web.sight import page
from bridge.web.wall import SHOWN, card, chart, recent, sections, silent

#: Cards that one request for fragments may name; the page asks again for more.
MOST_CARDS = 50


class Pages:
    """Handlers of the reading pages."""

    def __init__(self, reception: Reception, uploads: Uploads, clock: Clock) -> None:
        self._reception = reception
        self._uploads = uploads
        self._clock = clock
        self._counted: dict[CampaignId, tuple[Place, Figures]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.home),
            web.get("/campaigns/{campaign}/wall", self.wall),
            web.get("/campaigns/{campaign}", self.campaign),
            web.get("/cards", self.cards),
            web.get("/events/{event}", self.event),
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
            "sections": sections(known, challenge=challenge),
            "only": next((it for it in known.challenges() if it.id == challenge), None),
            "events": known.events(),
        }
        return page(request, "wall.html", context)

    async def cards(self, request: web.Request) -> web.Response:
        """The parts of the wall that changed, as a fragment that its script lays in."""
        known = self._reception.campaign(request, request.query.get("campaign"))
        ids = {IdeaId(it) for it in request.query.get("ids", "").split(",")[:MOST_CARDS] if it}
        challenge = ChallengeId(request.query.get("challenge", "")) or None
        context = self._shown(known) | {"sections": sections(known, challenge=challenge, only=ids)}
        return page(request, "cards.html", context)

    def _shown(self, known: Known) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "figures": self._figures(known),
            "chart": chart(known.per_minute(None)),
            "gaps": recent(known.gaps(), now),
            "silent": silent(known.events(), known.listening(), now),
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
        await known.recall(event.id)
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "event": event,
            "now": self._clock.now(),
            "challenges": {it.id: it for it in known.challenges()},
            "blocks": _blocks(known, event.id),
            "chart": chart(known.per_minute(event.id)),
            "uploads": self._uploads.uploads(event.id) if moderates and event.type == "session" else (),
            "idea_of": known.idea,
        }
        return page(request, "event.html", context)

    async def idea(self, request: web.Request) -> web.StreamResponse:
        known, idea = await self._reception.idea(request, request.match_info["idea"])
        if idea.state is State.MERGED and idea.merged_into:
            return web.Response(status=303, headers={"Location": f"/ideas/{idea.merged_into}"})
        challenges = {it.id: it for it in known.challenges()}
        context = {
            "campaign": known.campaign,
            "zone": known.campaign.time_zone,
            "card": card(known, idea),
            "idea": idea,
            "challenge": challenges.get(idea.challenge) if idea.challenge else None,
            "event": known.event(idea.event),
            "question": next((it for it in known.questions(idea.event) if it.id == idea.question), None),
            "said": known.said(idea.id),
        }
        return page(request, "idea.html", context)

    async def status(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known = self._reception.campaign(request, request.query.get("campaign"))
        context = self._shown(known) | {"listening": known.listening(), "gaps": list(reversed(known.gaps()))}
        return page(request, "status.html", context)


def _blocks(known: Known, event: Any) -> list[tuple[Question | None, list[Idea], list[Contribution]]]:
    """Questions in order, each with its ideas and what was said; at the end what belongs to no question."""
    ideas, said = known.ideas(event=event, kinds=SHOWN), known.contributions(event)
    questions: list[Question | None] = [*known.questions(event)]
    ids = {it.id for it in questions if it}
    blocks = []
    for question in [*questions, None]:
        mine = [it for it in ideas if (it.question == question.id if question else it.question not in ids)]
        words = [it for it in said if (it.question == question.id if question else it.question not in ids)]
        if question or mine or words:
            blocks.append((question, mine, words))
    return blocks
