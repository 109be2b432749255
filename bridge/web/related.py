"""Which ideas are related to one: what like-minded people have said, also in other challenges and campaigns.

A reader is shown those of campaigns that they may read, each as they may have it, and as it is now. Where there is a model of
meaning, it adds some behind those that the rules find, and takes none of these away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from aiohttp import web

from bridge.records import Campaign, Challenge, Idea, IdeaId, State
from bridge.web.answers import json_answer, problem
from bridge.web.asks import Known
from bridge.web.reception import Reception

#: How many are shown, and how many a program may ask for at most.
SHOWN, MOST = 5, 10
#: So many more are looked up, for some may be hidden by now, or stand among those that may say the same.
SPARE = 10
#: So many a model of meaning adds at most, and shows a facilitator as what may say the same.
ADDED, ALIKE = 3, 5
#: What is said of two ideas where the words of one are not ours to hand on.
WITHHELD = "both speak of the same; the words are withheld"


class Near(Protocol):
    """An idea that is related to another: in which campaign (`scope`) it is, how near (0–1), and why, for a person."""

    @property
    def id(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def why(self) -> str: ...


class Nearby(Protocol):
    """Knows the live ideas of all campaigns by what they are about."""

    def near(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002
        """The ideas of the campaigns `within` that are nearest to one, nearest first."""
        ...


class _NothingNear:
    """Knows of none."""

    def near(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002, ARG002
        return ()


NOTHING_NEAR: Nearby = _NothingNear()


class Meant(Protocol):
    """Knows live ideas by what they mean, as a model understands it."""

    def similar(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002
        """The ideas of the campaigns `within` that are similar in meaning to one, the most similar first."""
        ...

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Near]:  # noqa: A002
        """Those of its own campaign that are so similar that both may say the same."""
        ...

    def turned(self, one: str, other: str) -> str:
        """Why one of two texts may say the opposite of the other, for a person; empty if nothing speaks for it."""
        ...


class _NothingMeant:
    """Understands none."""

    def similar(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002, ARG002
        return ()

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Near]:  # noqa: A002, ARG002
        return ()

    def turned(self, one: str, other: str) -> str:  # noqa: ARG002
        return ""


NOTHING_MEANT: Meant = _NothingMeant()


class Kin(msgspec.Struct, frozen=True, kw_only=True):
    """A related idea, how near it is and why; its campaign and challenge only where they are others than the idea's own.

    `by` is "rules", or "model" for one that is similar in meaning alone.
    """

    idea: Idea
    score: float
    why: str
    by: str = "rules"
    campaign: Campaign | None = None
    challenge: Challenge | None = None
    opposed: bool = False


class Relations:
    """Finds what is related, and answers programs that ask for it."""

    def __init__(self, reception: Reception, nearby: Nearby, meant: Meant = NOTHING_MEANT) -> None:
        self._reception = reception
        self._nearby = nearby
        self._meant = meant

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/v1/ideas/{idea}/related", self.answer),
            web.get("/v1/ideas/{idea}/alike", self.answer_alike),
        ]

    async def answer(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", str(SHOWN))
        if not (limit.isascii() and limit.isdecimal() and 1 <= int(limit[:4]) <= MOST):
            return problem(400, "Not understood", f"limit is 1 to {MOST}; got {limit[:40]!r}.")
        known, idea = await self._reception.idea(request, request.match_info["idea"])
        place = known.place()
        return json_answer(
            {"place": str(place), "related": [_told(it) for it in await self.of(request, known, idea, int(limit))]}
        )

    async def answer_alike(self, request: web.Request) -> web.Response:
        self._reception.require(request, "moderate")
        known, idea = await self._reception.idea(request, request.match_info["idea"])
        place = known.place()
        return json_answer({"place": str(place), "alike": [_told(it) for it in await self.alike(known, idea)]})

    async def of(self, request: web.Request, known: Known, idea: Idea, limit: int = SHOWN) -> Sequence[Kin]:
        """Those related to an idea of this campaign: the nearest first, and behind these at most `ADDED` that are similar in meaning.

        What may say the same is not among them.
        """
        here = known.campaign.id
        readable = {str(it.campaign.id): it for it in self._readable(request)}
        near = self._nearby.near(idea.id, scope=here, within=readable, limit=limit + SPARE)
        found = await _kin_of(idea, near, readable, known, limit)
        near = self._meant.similar(idea.id, scope=here, within=readable, limit=limit + SPARE)
        told = {(it.idea.campaign, it.idea.id) for it in found}
        near = [it for it in near if (it.scope, it.id) not in told]
        return [*found, *await _kin_of(idea, near, readable, known, ADDED, by="model")]

    async def alike(self, known: Known, idea: Idea) -> Sequence[Kin]:
        """What may say the same as an idea in its own challenge, as a model of meaning has it, for a person who decides.

        Not those that a person has parted. Where something speaks for the opposite the reason says so, and it stands behind the others.
        """
        near = self._meant.same(idea.id, scope=known.campaign.id, limit=ALIKE + SPARE)
        ideas = await known.find_ideas({IdeaId(it.id) for it in near})
        found: list[Kin] = []
        for it in near:
            other = ideas.get(IdeaId(it.id))
            if (
                other
                and other.state is State.LIVE
                and other.challenge == idea.challenge
                and not _were_parted(idea, other)
            ):
                turned = self._meant.turned(idea.text, other.text)
                why = f"{it.why}, but {turned}" if turned else it.why
                found.append(Kin(idea=other, score=it.score, why=why, by="model", opposed=bool(turned)))
        return sorted(found, key=lambda it: it.opposed)[:ALIKE]

    def _readable(self, request: web.Request) -> Sequence[Known]:
        """The campaigns that this visitor may read, with their ideas as they may have them."""
        return [self._reception.campaign(request, it.campaign.id) for it in self._reception.readable(request)]


async def _kin_of(
    idea: Idea, near: Sequence[Near], readable: Mapping[str, Known], known: Known, most: int, *, by: str = "rules"
) -> list[Kin]:
    """Those that are live now and no suggestions, the nearest first, `most` at most."""
    named: defaultdict[str, set[IdeaId]] = defaultdict(set)
    for it in near:
        named[it.scope].add(IdeaId(it.id))
    ideas = {scope: await readable[scope].find_ideas(names) for scope, names in named.items()}
    found: list[Kin] = []
    for it in near:
        other = ideas[it.scope].get(IdeaId(it.id))
        if len(found) == most:
            break
        is_elsewhere = it.scope != known.campaign.id
        if other and other.state is State.LIVE and (is_elsewhere or not _may_say_the_same(idea, other)):
            found.append(_kin(idea, other, it, readable[it.scope], known, by=by))
    return found


def _told(it: Kin) -> dict[str, Any]:
    told = {"idea": it.idea, "score": it.score, "why": it.why}
    return told if it.by == "rules" else told | {"by": it.by}


def _may_say_the_same(one: Idea, other: Idea) -> bool:
    """Whether one is suggested for the other: then that is shown already."""
    return any(it.idea == other.id for it in one.suggestions) or any(it.idea == one.id for it in other.suggestions)


def _were_parted(one: Idea, other: Idea) -> bool:
    """Whether a person has said already that they are two."""
    return other.id in one.parted or one.id in other.parted


def _kin(idea: Idea, other: Idea, near: Near, theirs: Known, ours: Known, *, by: str) -> Kin:
    apart: dict[str, Any] = {}
    if theirs.campaign.id != ours.campaign.id:
        apart["campaign"] = theirs.campaign
    if other.challenge and (apart or other.challenge != idea.challenge):
        apart["challenge"] = next((it for it in theirs.challenges() if it.id == other.challenge), None)
    withheld = by == "rules" and (idea.withheld or other.withheld)
    return Kin(idea=other, score=near.score, why=WITHHELD if withheld else near.why, by=by, **apart)
