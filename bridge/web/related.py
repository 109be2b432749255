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
#: So many a model of meaning adds at most.
ADDED = 3
#: So many are shown to a facilitator as what may say the same, and so many of these are by the rules.
ALIKE, BY_RULES = 5, 3
#: What is said of two ideas where the words of one are not ours to hand on.
WITHHELD = "both speak of the same; the words are withheld"


class Reason(Protocol):
    """How near an idea is to another (0–1), and why, for a person."""

    @property
    def score(self) -> float: ...
    @property
    def why(self) -> str: ...


class Near(Reason, Protocol):
    """An idea that is related to another, and in which campaign (`scope`) it is."""

    @property
    def id(self) -> str: ...
    @property
    def scope(self) -> str: ...


class Same(Near, Protocol):
    """One that may say the same, or, where that speaks for it, the opposite."""

    @property
    def opposed(self) -> bool: ...


class Nearby(Protocol):
    """Knows the live ideas of all campaigns by what they are about."""

    def near(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002
        """The ideas of the campaigns `within` that are nearest to one, nearest first."""
        ...

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Same]:  # noqa: A002
        """Those of its own campaign that may say the same, what may say the opposite last."""
        ...


class _NothingNear:
    """Knows of none."""

    def near(self, id: str, *, scope: str, within: Collection[str], limit: int) -> Sequence[Near]:  # noqa: A002, ARG002
        return ()

    def same(self, id: str, *, scope: str, limit: int) -> Sequence[Same]:  # noqa: A002, ARG002
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

    async def suggested(self, known: Known, idea: Idea) -> Sequence[Kin]:
        """What was found to be so like it when it came that the feed tells it, as it is now."""
        ideas = await known.find_ideas({it.idea for it in idea.suggestions})
        return [
            Kin(idea=other, score=it.score, why=_why(it, idea, other))
            for it in idea.suggestions
            if (other := ideas.get(it.idea)) and other.state is State.LIVE
        ]

    async def alike(self, known: Known, idea: Idea) -> Sequence[Kin]:
        """What may say the same as an idea in its own challenge, by the rules and a model of meaning, for a person who decides.

        Not what is suggested already, nor those that a person has parted. Where something speaks for the opposite the reason
        says so, and it stands behind the others.
        """
        ruled = self._nearby.same(idea.id, scope=known.campaign.id, limit=BY_RULES + SPARE)
        meant = self._meant.same(idea.id, scope=known.campaign.id, limit=ALIKE + SPARE)
        ideas = await known.find_ideas({IdeaId(it.id) for it in (*ruled, *meant)})
        ideas = {name: it for name, it in ideas.items() if _could_be_one(idea, it)}
        by_rules = [
            Kin(idea=ideas[name], score=it.score, why=_why(it, idea, ideas[name]), opposed=it.opposed)
            for it in ruled
            if (name := IdeaId(it.id)) in ideas
        ][:BY_RULES]
        told = {it.idea.id for it in by_rules}
        by_model = [
            self._by_model(idea, ideas[name], it) for it in meant if (name := IdeaId(it.id)) in ideas.keys() - told
        ]
        return sorted((*by_rules, *by_model), key=lambda it: it.opposed)[:ALIKE]

    def _by_model(self, idea: Idea, other: Idea, near: Near) -> Kin:
        turned = self._meant.turned(idea.text, other.text)
        why = f"{near.why}, but {turned}" if turned else near.why
        return Kin(idea=other, score=near.score, why=why, by="model", opposed=bool(turned))

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


def _could_be_one(one: Idea, other: Idea) -> bool:
    """Whether a person may still find them to be one, and is not asked already."""
    parted = other.id in one.parted or one.id in other.parted
    return (
        other.state is State.LIVE
        and other.challenge == one.challenge
        and not parted
        and not _may_say_the_same(one, other)
    )


def _kin(idea: Idea, other: Idea, near: Near, theirs: Known, ours: Known, *, by: str) -> Kin:
    apart: dict[str, Any] = {}
    if theirs.campaign.id != ours.campaign.id:
        apart["campaign"] = theirs.campaign
    if other.challenge and (apart or other.challenge != idea.challenge):
        apart["challenge"] = next((it for it in theirs.challenges() if it.id == other.challenge), None)
    return Kin(idea=other, score=near.score, why=_why(near, idea, other) if by == "rules" else near.why, by=by, **apart)


def _why(near: Reason, one: Idea, other: Idea) -> str:
    """The reason of the rules, which names words."""
    return WITHHELD if one.withheld or other.withheld else near.why
