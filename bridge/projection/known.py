"""What is known of one campaign, kept in memory by following its changes feed as any reader does.

It answers every question that pages, the API and grouping ask; the store is asked none. It changes only by `apply`,
in seq order, so that it is the same on every machine and after every restart.
"""

# LEAD -> helper C: read bridge/projection/LEAD_NOTE_TO_C.md now, then delete it and this line.
from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from bridge.ports import Store
from bridge.projection.work import Work
from bridge.records import (
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    Change,
    Contribution,
    ContributionId,
    Entity,
    Event,
    EventId,
    Gap,
    Idea,
    IdeaId,
    Kind,
    Listening,
    Place,
    Question,
    QuestionId,
    State,
)

#: Ideas that nothing is compared with any more.
_APART = (State.MERGED, State.WITHDRAWN)
#: Changes read from the store at a time while catching up.
PAGE = 500


class Alike(Protocol):
    """Finds the ideas that say the same or nearly; each is held under its id with its own first words."""

    def add(self, id: str, text: str, *, scope: str | None, lang: str | None) -> None: ...  # noqa: A002

    def remove(self, id: str) -> None: ...  # noqa: A002

    def matches(self, text: str, *, scope: str | None, lang: str | None, limit: int = 3) -> Sequence[Any]: ...


class Minute(msgspec.Struct, frozen=True, kw_only=True):
    """How much was said in the minute that begins at `at`, and how many ideas were new in it."""

    at: datetime
    contributions: int
    ideas: int


class Projection:
    """One campaign in memory. Single-threaded: all calls come from one event loop."""

    def __init__(self, campaign: CampaignId, alike: Alike) -> None:
        self.id = campaign
        self.alike = alike
        self.seq = 0
        self.epoch = ""
        self._entities: dict[str, dict[str, Any]] = defaultdict(dict)
        self._aliases: dict[ContributionId, ContributionId] = {}
        self._behind: dict[IdeaId, dict[ContributionId, None]] = defaultdict(dict)
        self._at_event: dict[EventId, dict[ContributionId, None]] = defaultdict(dict)
        self._minutes: Counter[tuple[EventId, datetime]] = Counter()
        self._compared: dict[IdeaId, tuple[str, str | None, str | None]] = {}
        self._catching_up = asyncio.Lock()
        self.work = Work()

    async def catch_up(self, store: Store) -> None:
        """Read everything that was committed since our place."""
        async with self._catching_up:
            self.epoch = (await store.place(self.id)).epoch
            while page := await store.changes(self.id, self.seq, PAGE):
                for change in page:
                    self.apply(change)

    async def follow(self, store: Store) -> None:
        """Catch up whenever something is committed, for ever."""
        while True:
            await store.wait(self.id, self.seq)
            await self.catch_up(store)

    def apply(self, change: Change) -> None:
        """Take in one change; changes come in seq order."""
        value = change.value
        name = name_of(value)
        before = self._entities[name].get(id_of(value))
        self._entities[name][id_of(value)] = value
        self.seq = change.seq
        self.work.apply(value)
        if isinstance(value, Contribution):
            self._apply_contribution(before, value)
        elif isinstance(value, Idea):
            self.compare(value.id, value)

    def _apply_contribution(self, before: Contribution | None, now: Contribution) -> None:
        if before is not None:
            self._minutes[before.event, _minute(before.said_at)] -= 1
            if before.placed is not None:
                self._behind[before.placed.idea].pop(before.id, None)
        self._minutes[now.event, _minute(now.said_at)] += 1
        self._at_event[now.event][now.id] = None
        if now.placed is not None:
            self._behind[now.placed.idea][now.id] = None
        for alias in now.aliases:
            self._aliases[alias] = now.id

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        words = (now.text, now.challenge, now.lang) if now and now.text and now.state not in _APART else None
        before = self._compared.get(idea)
        if before == words:
            return
        if before is not None:
            self.alike.remove(idea)
            del self._compared[idea]
        if words is not None:
            self.alike.add(idea, words[0], scope=words[1], lang=words[2])
            self._compared[idea] = words

    def entity(self, like: Entity) -> Entity | None:
        """What is known under the kind and id of an entity."""
        return self._entities[name_of(like)].get(id_of(like))

    @property
    def campaign(self) -> Campaign:
        """The campaign itself. Raises KeyError before it was written."""
        found: Campaign = self._entities["campaign"][self.id]
        return found

    def place(self) -> Place:
        """How far we have read. Read it before anything that is shown as of it."""
        return Place(self.epoch, self.seq)

    def challenges(self) -> Sequence[Challenge]:
        """In the campaign's own order."""
        return sorted(self._all("challenge"), key=lambda it: it.position)

    def events(self) -> Sequence[Event]:
        """By start."""
        return sorted(self._all("event"), key=lambda it: (it.opens_at, it.id))

    def event(self, event: EventId) -> Event | None:
        return self._entities["event"].get(event)

    def questions(self, event: EventId) -> Sequence[Question]:
        """By number."""
        return sorted((it for it in self._all("question") if it.event == event), key=lambda it: it.number)

    def question(self, question: QuestionId) -> Question | None:
        return self._entities["question"].get(question)

    def ideas(
        self,
        *,
        challenge: ChallengeId | None = None,
        event: EventId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Idea]:
        """Live ideas that fit every filter given, the last one spoken for first."""
        found = [
            idea
            for idea in self._all("idea")
            if idea.state is State.LIVE
            and (challenge is None or idea.challenge == challenge)
            and (event is None or event in (idea.event, *idea.events))
            and (question is None or idea.question == question)
            and (kinds is None or idea.kind in kinds)
        ]
        return sorted(found, key=lambda idea: (idea.last_at, idea.id), reverse=True)

    def idea(self, idea: IdeaId) -> Idea | None:
        return self._entities["idea"].get(idea)

    def contribution(self, contribution: ContributionId) -> Contribution | None:
        """Under its id or any of its aliases."""
        return self._entities["contribution"].get(self._aliases.get(contribution, contribution))

    def contributions(self, event: EventId) -> Sequence[Contribution]:
        """Everything of an event, as it was said."""
        return as_said(self._entities["contribution"][said] for said in self._at_event[event])

    def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        return as_said(self._entities["contribution"][said] for said in self._behind[idea])

    def per_minute(self, event: EventId | None = None) -> Sequence[Minute]:
        """Every minute in which something was said, in order; for one event or for all."""
        said: Counter[datetime] = Counter()
        for (where, at), count in self._minutes.items():
            if event in (None, where):
                said[at] += count
        new = Counter(_minute(idea.first_at) for idea in self.ideas(event=event, kinds=[Kind.IDEA]))
        return [Minute(at=at, contributions=said[at], ideas=new[at]) for at in sorted(+said)]

    def listening(self) -> Sequence[Listening]:
        return sorted(self._all("listening"), key=lambda it: it.id)

    def heard(self, listening: str) -> Listening | None:
        """How far one worker has heard one source ("worker/source")."""
        return self._entities["listening"].get(listening)

    def gaps(self) -> Sequence[Gap]:
        return sorted(self._all("gap"), key=lambda it: it.from_at)

    def held(self) -> int:
        """How many contributions wait for a person."""
        return sum(1 for it in self._all("contribution") if it.state is State.HELD)

    def _all(self, name: str) -> Iterable[Any]:
        return self._entities[name].values()


def name_of(value: Entity) -> str:
    tag = value.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def id_of(value: Entity) -> str:
    return value.id


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def as_said(contributions: Iterable[Contribution]) -> Sequence[Contribution]:
    return sorted(contributions, key=lambda it: (it.said_at, it.id))
