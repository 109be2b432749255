"""What is known of one campaign, kept in memory by following its changes feed as any reader does.

It answers every question that pages, the API and grouping ask; the store is asked none. It changes only by `apply`,
in seq order, so that it is the same on every machine and after every restart. Closed events for which there is no room
are put away: they stay counted, and `recall` brings them back from the store before they are asked about.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bridge.ports import Store
from bridge.projection.away import Away
from bridge.projection.loading import Loader
from bridge.projection.memory import Alike, Memory, id_of, name_of
from bridge.projection.tallies import Figures, Minute, minute_of, minutes
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
    SourceName,
    State,
    VoiceKey,
)

#: Changes read from the store at a time while catching up.
PAGE = 500
#: Contributions kept in memory of events that were not recalled; more only while those events are open.
KEPT = 50_000
#: Seconds until we look whether the store is still the one that we know, with nothing committed.
LOOK = 5.0


class Projection:
    """One campaign in memory. Single-threaded: all calls come from one event loop."""

    def __init__(self, campaign: CampaignId, alike: Alike, *, kept: int = KEPT, look: float = LOOK) -> None:
        self.id = campaign
        self.alike = alike
        self.seq = 0
        self.epoch = ""
        self._kept = kept
        self._look = look
        self._reading = asyncio.Lock()
        self._store: Store | None = None
        self._empty()

    def _empty(self) -> None:
        self.seq = 0
        self._memory = Memory(self.alike)
        self.work = self._memory.work
        self._away = Away(self._memory, self._kept)
        self._entities = self._memory.entities

    async def catch_up(self, store: Store) -> None:
        """Read everything that was committed since our place; from the beginning if the store's epoch is another now."""
        async with self._reading:
            self._store = store
            place = await store.place(self.id)
            if self.epoch not in ("", place.epoch):
                self._memory.compare_nothing()
                self._empty()
            self.epoch = place.epoch
            if self.seq == 0 and place.seq > self._kept:
                await Loader(self.id, self._memory, self._away, self._kept).load(store, place.seq)
                self.seq = place.seq
            while page := await store.changes(self.id, self.seq, PAGE):
                await self._take_back_for(page, store)
                for change in page:
                    self.apply(change)
            await self._take_back((), store)
            self._away.settle()

    async def follow(self, store: Store) -> None:
        """Catch up whenever something is committed, for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look):
                    await store.wait(self.id, self.seq)
            await self.catch_up(store)

    def apply(self, change: Change) -> None:
        """Take in one change; changes come in seq order."""
        self._memory.take(change.value)
        self.seq = change.seq

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        self._memory.compare(idea, now)

    async def recall(self, *events: EventId) -> None:
        """Bring events back that were put away: until the next wait, every answer about them is whole."""
        self._away.use(events)
        if self._away.packs.keys() & {*events}:
            async with self._reading:
                self._away.settle(needed=await self._take_back({*events}, self._following()))

    async def recall_idea(self, idea: IdeaId) -> None:
        """Bring an idea back that was put away, with everything behind it."""
        if self._away.packs and self.idea(idea) is None:
            async with self._reading:
                self._memory.missing.add(idea)
                self._away.settle(needed=await self._take_back((), self._following()))

    async def recall_for(self, contributions: Iterable[Contribution]) -> None:
        """Bring back what these are other versions of, repost, quote or answer, with the ideas it stands in."""
        if not self._away.packs:
            return
        async with self._reading:
            store = self._following()
            names = {name for it in contributions for name in (it.id, *it.aliases, it.reply_to, it.quotes, it.reposts)}
            unknown = [name for name in names if name is not None and self.contribution(name) is None]
            found = await store.identified(self.id, unknown)
            there = await store.fetch(self.id, "contribution", [*{*found.values()}])
            known = [it for name in names if name and (it := self.contribution(name))]
            events = {it.event for it in (*there.values(), *known) if isinstance(it, Contribution)}
            self._away.use(events)
            self._memory.look_after_merges(it.placed.idea for it in known if it.placed)
            self._away.settle(needed=await self._take_back(events, store))

    async def _take_back_for(self, page: Sequence[Change], store: Store) -> None:
        """What was put away must be here before it changes, or it would be counted twice."""
        if self._away.packs:
            values = (change.value for change in page)
            named = self._away.named_by(it for it in values if isinstance(it, Contribution | Idea))
            await self._take_back(named, store)

    async def _take_back(self, events: Collection[EventId], store: Store) -> set[EventId]:
        """Take events back, and those of the ideas that something here then stands behind or was merged into. Gives all."""
        taken = {*events}
        while True:
            away = sorted(it for it in events if it in self._away.packs)
            if away:
                ideas, said = self._away.lacking(away)
                told = await store.fetch(self.id, "idea", ideas)
                heard = await store.fetch(self.id, "contribution", said)
                self._away.take_back(
                    away,
                    [it for it in told.values() if isinstance(it, Idea)],
                    [it for it in heard.values() if isinstance(it, Contribution)],
                )
            missing = [*self._memory.missing] if self._away.packs else []
            if not missing:
                return taken
            self._memory.missing.clear()
            found = await store.fetch(self.id, "idea", missing)
            events = self._away.named_by(it for it in found.values() if isinstance(it, Idea))
            taken |= events

    def _following(self) -> Store:
        assert self._store is not None, "nothing is put away before we have caught up with a store"
        return self._store

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
        return sorted(self._memory.asked_at[event].values(), key=lambda it: it.number)

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
        """Live ideas that fit every filter given, the last one spoken for first. Without an event: those in memory."""
        told: Iterable[Idea] = self._all("idea") if event is None else map(self._told, self._memory.told_at[event])
        found = [
            idea
            for idea in told
            if idea.state is State.LIVE
            and (challenge is None or idea.challenge == challenge)
            and (question is None or idea.question == question)
            and (kinds is None or idea.kind in kinds)
        ]
        return sorted(found, key=lambda idea: (idea.last_at, idea.id), reverse=True)

    def _told(self, idea: IdeaId) -> Idea:
        found: Idea = self._entities["idea"][idea]
        return found

    def count(
        self, kinds: Collection[Kind], /, *, challenge: ChallengeId | None = None, event: EventId | None = None
    ) -> int:
        """How many live ideas of these kinds there are in a challenge or in an event, also of what is put away."""
        return self._memory.tallies.ideas(kinds, challenge, event)

    def figures(self) -> Figures:
        """The campaign in five numbers, also of what is put away."""
        return self._memory.tallies.figures()

    def idea(self, idea: IdeaId) -> Idea | None:
        return self._entities["idea"].get(idea)

    def contribution(self, contribution: ContributionId) -> Contribution | None:
        """Under its id or any of its aliases."""
        return self._entities["contribution"].get(self._memory.aliases.get(contribution, contribution))

    def contributions(self, event: EventId) -> Sequence[Contribution]:
        """Everything of an event, as it was said."""
        return as_said(self._entities["contribution"][said] for said in self._memory.said_at[event])

    def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        return as_said(self._entities["contribution"][said] for said in self._memory.behind[idea])

    def spoke(self, idea: IdeaId, voice: VoiceKey, source: SourceName | None = None) -> bool:
        """Whether a voice adds to an idea already: in that source, or in any."""
        return self._memory.stands[idea].spoke(voice, source)

    def told_at(self, idea: IdeaId) -> tuple[datetime, str] | None:
        """When an idea's words were first said, and by which contribution; None where by none that is live."""
        there = self._entities["contribution"]
        return self._memory.stands[idea].told_at(there[said] for said in self._memory.behind[idea])

    def per_minute(self, event: EventId | None = None) -> Sequence[Minute]:
        """Every minute in which something was said, in order; for one event, or for all that are in memory."""
        of = self._memory.tallies.of
        if event is not None:
            new = Counter(minute_of(idea.first_at) for idea in self.ideas(event=event, kinds=[Kind.IDEA]))
            return minutes(of[event].said, new)
        here = [tally for it, tally in of.items() if it not in self._away.packs]
        said: Counter[int] = Counter()
        new = Counter()
        for tally in here:
            said.update(tally.said)
            new.update(tally.new)
        return minutes(said, new)

    def listening(self) -> Sequence[Listening]:
        return sorted(self._all("listening"), key=lambda it: it.id)

    def heard(self, listening: str) -> Listening | None:
        """How far one worker has heard one source ("worker/source")."""
        return self._entities["listening"].get(listening)

    def gaps(self) -> Sequence[Gap]:
        return sorted(self._all("gap"), key=lambda it: it.from_at)

    def held(self) -> int:
        """How many contributions wait for a person."""
        return self._memory.tallies.held()

    def kept(self) -> int:
        """How many contributions are in memory."""
        return len(self._entities["contribution"])

    def put_away(self) -> int:
        """How many events are put away."""
        return len(self._away.packs)

    def _all(self, name: str) -> Iterable[Any]:
        return self._entities[name].values()


def as_said(contributions: Iterable[Contribution]) -> Sequence[Contribution]:
    return sorted(contributions, key=lambda it: (it.said_at, it.id))
