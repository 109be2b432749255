"""Who visits, and what of the campaigns they may see.

A public campaign's ideas may be read by all; everything else asks for a scope: "feed" to read, "moderate" to see what
single people said and did, to upload and to look at the sources. Who may not read with "feed" gets ideas as all may have them.
"""

from __future__ import annotations

import hmac

from aiohttp import web

from bridge.errors import NotAllowedError, UnknownError
from bridge.records import CampaignId, Event, EventId, Idea, IdeaId, State
from bridge.web.access import Access, form_token
from bridge.web.asks import Campaigns, Known
from bridge.web.public import Display, as_it_is, for_all

_SAME_ORIGIN = "This form did not come from our own page. Open the page again and send it from there."


class Reception:
    """Finds what a request asks for, and refuses what its sender may not see."""

    def __init__(self, known: Campaigns, access: Access, display: Display = as_it_is) -> None:
        self.known = known
        self.access = access
        self._display = display

    def may(self, request: web.Request, scope: str) -> bool:
        try:
            self.access.check(request.headers, scope)
        except NotAllowedError:
            return False
        return True

    def require(self, request: web.Request, scope: str) -> None:
        """Raises `NotAllowedError`."""
        self.access.check(request.headers, scope)

    def readable(self, request: web.Request) -> list[Known]:
        """The campaigns that this visitor may read."""
        return [it for it in self.known.values() if it.campaign.public or self.may(request, "feed")]

    def campaign(self, request: web.Request, id: str | None) -> Known:  # noqa: A002 - the record's own word
        """The campaign of that id; without one, the only one there is. Raises `UnknownError`, `NotAllowedError`."""
        if not id and len(self.known) == 1:
            return self._seen(request, next(iter(self.known.values())))
        found = self.known.get(id or "")
        if found is None:
            raise UnknownError(f"Name a campaign that is here: {self._names(request)}.")
        return self._seen(request, found)

    def campaign_id(self, id: str | None) -> CampaignId:  # noqa: A002
        """The same for a worker, who needs to read nothing of it. Raises `UnknownError`."""
        name = id or (next(iter(self.known)) if len(self.known) == 1 else "")
        if name not in self.known:
            raise UnknownError("Name a campaign that is here.")
        return CampaignId(name)

    def event(self, request: web.Request, id: str) -> tuple[Known, Event]:  # noqa: A002
        """An event and its campaign. Raises `UnknownError`, `NotAllowedError`."""
        for known in self.known.values():
            if known.event(EventId(id)):
                seen = self._seen(request, known)
                if event := seen.event(EventId(id)):
                    return seen, event
        raise UnknownError(f"No chat or session has the id {id[:60]!r}.")

    def any_event(self, id: str) -> tuple[Known, Event]:  # noqa: A002
        """A chat or session, for those who may bring something to any. Raises `UnknownError`, listing what there is."""
        there = [(known, it) for known in self.known.values() for it in known.events()]
        for known, event in there:
            if event.id == id:
                return known, event
        names = ", ".join(event.id for _, event in there) or "none"
        raise UnknownError(f"No chat or session has the id {id[:60]!r}. Those here: {names}.")

    def session(self, id: str) -> tuple[Known, Event]:  # noqa: A002
        """A session, for those who may bring documents to any. Raises `UnknownError`, listing what there is."""
        there = [(known, it) for known in self.known.values() for it in known.events() if it.type == "session"]
        for known, event in there:
            if event.id == id:
                return known, event
        names = ", ".join(event.id for _, event in there) or "none"
        raise UnknownError(f"No session has the id {id[:60]!r}. Sessions here: {names}.")

    async def idea(self, request: web.Request, id: str) -> tuple[Known, Idea]:  # noqa: A002
        """An idea and its campaign; one that is not live (or merged) for moderators only."""
        for known in self.known.values():
            if known.has(IdeaId(id)):
                seen = self._seen(request, known)
                idea = await seen.find_idea(IdeaId(id))
                if idea and (idea.state in (State.LIVE, State.MERGED) or self.may(request, "moderate")):
                    return seen, idea
        raise UnknownError(f"No idea has the id {id[:60]!r}, or it was taken back.")

    def form_token(self, request: web.Request) -> str:
        """What the forms of this visitor's session carry; empty without a session."""
        secret = self.access.session_secret(request.headers)
        return form_token(secret) if secret else ""

    def accept_form(self, request: web.Request, token: str) -> None:
        """Raises `NotAllowedError` for a form that another site, or an older session, sent."""
        expected = self.form_token(request)
        if not same_origin(request) or not expected or not hmac.compare_digest(expected.encode(), token.encode()):
            raise NotAllowedError(403, _SAME_ORIGIN)

    def accept_call(self, request: web.Request) -> None:
        """Raises `NotAllowedError` for a change that a browser asks for on behalf of another site."""
        if self.access.bearer(request.headers) is None and not same_origin(request):
            raise NotAllowedError(403, _SAME_ORIGIN)

    def _seen(self, request: web.Request, known: Known) -> Known:
        if not known.campaign.public:
            self.require(request, "feed")
        moderates, reads = self.may(request, "moderate"), self.may(request, "feed")
        return (
            known if moderates and reads else for_all(known, as_it_is if reads else self._display, moderates=moderates)
        )

    def _names(self, request: web.Request) -> str:
        return ", ".join(it.campaign.id for it in self.readable(request)) or "none that you may read without signing in"


def same_origin(request: web.Request) -> bool:
    """Browsers say where a request comes from; one that says nothing of it is not trusted with a cookie."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "").partition("://")[2] == request.host
