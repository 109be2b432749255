"""What is known of one campaign, kept in memory by following its changes feed as any reader does.

It answers every question that pages, the API and grouping ask; the store is asked for entities by their ids, and
nothing else. It changes only by `apply`, in seq order, so that it is the same on every machine and after every restart.
Whole in memory are the ideas that changed last, with which what is said is compared; of all else there is a row, and
answers that need more fetch it.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Protocol, TypeVar

import msgspec

from bridge.errors import StoreAwayError
from bridge.ports import Store
from bridge.projection.catalogue import Catalogue, fits
from bridge.projection.ledger import Ledger
from bridge.projection.reading import pages
from bridge.projection.stands import Stand, Stands
from bridge.projection.tallies import Figures, Minute, Tallies
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

T = TypeVar("T", bound=Entity)

#: Ideas that are in memory whole, the last that changed: what is said is compared with these.
KEPT = 10_000
#: Seconds until we look whether the store is still the one that we know, with nothing committed.
LOOK = 5.0
#: Entities that are fetched at a time, and ideas remembered at a time while a large store is read.
PART, TURN = 500, 200
#: What an idea is that nothing is compared with any more.
_APART = (State.MERGED, State.WITHDRAWN)


class Alike(Protocol):
    """Finds the ideas that say the same or nearly; each is held under its id with its own first words."""

    def add(self, id: str, text: str, *, scope: str | None, lang: str | None) -> None: ...  # noqa: A002

    def remove(self, id: str) -> None: ...  # noqa: A002

    def matches(self, text: str, *, scope: str | None, lang: str | None, limit: int = 3) -> Sequence[Any]: ...


class Lack(msgspec.Struct, kw_only=True):
    """What must be fetched before something can be decided: contributions, ideas, and all that stands behind ideas."""

    contributions: set[ContributionId] = msgspec.field(default_factory=set)
    ideas: set[IdeaId] = msgspec.field(default_factory=set)
    behind: set[IdeaId] = msgspec.field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.contributions or self.ideas or self.behind)

    def add(self, other: Lack) -> None:
        """Lack these, too."""
        self.contributions |= other.contributions
        self.ideas |= other.ideas
        self.behind |= other.behind


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What was fetched, as of a seq. All is here that stands behind the ideas in `behind`."""

    seq: int
    contributions: dict[ContributionId, Contribution] = {}
    ideas: dict[IdeaId, Idea] = {}
    behind: dict[IdeaId, tuple[ContributionId, ...]] = {}


class Projection:
    """One campaign in memory. Single-threaded: all calls come from one event loop."""

    def __init__(self, campaign: CampaignId, alike: Alike, *, kept: int = KEPT, look: float = LOOK) -> None:
        self.id = campaign
        self.alike = alike
        self.epoch = ""
        self._kept = kept
        self._look = look
        self._reading = asyncio.Lock()
        self._store: Store | None = None
        self._compared: dict[IdeaId, Idea] = {}
        self._empty()

    def _empty(self) -> None:
        self.seq = 0
        self.work = Work()
        self._ledger = Ledger()
        self._catalogue = Catalogue()
        self._stands = Stands(self._ledger)
        self._tallies = Tallies()
        #: The last that changed, the very last at the end.
        self._ideas: dict[IdeaId, Idea] = {}
        #: The few of all other kinds.
        self._few: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._asked: defaultdict[EventId, dict[QuestionId, Question]] = defaultdict(dict)
        self._is_comparing = True

    async def catch_up(self, store: Store) -> None:
        """Read everything that was committed since our place; from the beginning if the store's epoch is another now."""
        async with self._reading:
            self._store = store
            place = await store.place(self.id)
            if self.epoch not in ("", place.epoch):
                for idea in tuple(self._compared):
                    self.compare(idea, None)
                self._empty()
            self.epoch = place.epoch
            self._is_comparing = place.seq - self.seq <= 2 * self._kept
            async for page in pages(store, self.id, self.seq, place.seq):
                for change in page:
                    self.apply(change)
            if not self._is_comparing:
                await self._compare_all()

    async def follow(self, store: Store) -> None:
        """Catch up whenever something is committed, for ever."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look):
                    await store.wait(self.id, self.seq)
            await self.catch_up(store)

    def apply(self, change: Change) -> None:
        """Take in one change; changes come in seq order."""
        value = change.value
        if isinstance(value, Contribution):
            self._take_contribution(value)
        elif isinstance(value, Idea):
            self._take_idea(value)
        else:
            self.work.apply(value)
            self._few[name_of(value)][value.id] = value
            if isinstance(value, Question):
                self._asked[value.event][value.id] = value
        self.seq = change.seq

    def _take_contribution(self, it: Contribution) -> None:
        _, before, now = self._ledger.put(it, self._row_of(it.placed.idea) if it.placed else None)
        self._stands.change(it.id, before, now)
        if before is not None:
            self._tallies.count(before, -1)
        self._tallies.count(now)

    def _take_idea(self, it: Idea) -> None:
        before, now = self._catalogue.put(self._row_of(it.id), it)
        if before != now:
            if before is not None:
                self._tallies.count_idea(before, -1)
            self._tallies.count_idea(now)
        it = _sharing(it)
        self._ideas.pop(it.id, None)
        self._ideas[it.id] = it
        if self._is_comparing:
            self.compare(it.id, it)
        if len(self._ideas) > self._kept:
            oldest = next(iter(self._ideas))
            del self._ideas[oldest]
            self.compare(oldest, None)

    def _row_of(self, idea: IdeaId) -> int:
        row = self._catalogue.row(idea)
        if row is None:
            row = self._catalogue.open(idea)
            self._ledger.open_idea()
        return row

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        before = self._compared.get(idea)
        if now is None or not now.text or now.state in _APART:
            if before is not None:
                self.alike.remove(idea)
                del self._compared[idea]
            return
        self._compared[idea] = now
        if before is None or (before.text, before.challenge, before.lang) != (now.text, now.challenge, now.lang):
            self.alike.remove(idea)
            self.alike.add(idea, now.text, scope=now.challenge, lang=now.lang)

    async def _compare_all(self) -> None:
        """Each takes a tenth of a millisecond: others have their turn in between."""
        self._is_comparing = True
        for nth, idea in enumerate([*self._ideas.values()], 1):
            self.compare(idea.id, idea)
            if nth % TURN == 0:
                await asyncio.sleep(0)

    # What a draft asks.

    def entity(self, like: Entity) -> Entity | None:
        """What is known under the kind and id of an entity of which there are few."""
        return self._few[name_of(like)].get(like.id)

    def knows(self, contribution: ContributionId) -> ContributionId | None:
        """The id of a contribution that is known under this id or alias."""
        row = self._ledger.row(contribution)
        return None if row is None else self._ledger.ids[row]

    def stands_behind(self, contribution: ContributionId) -> IdeaId | None:
        """The idea that a contribution stands behind; by its id or any of its aliases."""
        row = self._ledger.row(contribution)
        idea = None if row is None else self._ledger.entry(row).idea
        return None if idea is None else self._catalogue.ids[idea]

    def has(self, idea: IdeaId) -> bool:
        """Whether there is such an idea, in memory or not."""
        row = self._catalogue.row(idea)
        return row is not None and self._catalogue.counted(row) is not None

    def stand(self, idea: IdeaId) -> Stand:
        """Who stands behind an idea."""
        row = self._catalogue.row(idea)
        return Stand() if row is None else self._stands.of(row)

    def foresee(self, contributions: Iterable[Contribution]) -> Lack:
        """What is lacking to decide these: what they are other versions of, and the ideas that they are about."""
        lack = Lack()
        for it in contributions:
            known = {id_ for name in (it.id, *it.aliases) if (id_ := self.knows(name))}
            lack.contributions |= known
            for name in (*known, it.reposts, it.quotes, it.reply_to):
                idea = self.stands_behind(name) if name else None
                if idea is not None and idea not in self._ideas:
                    lack.ideas.add(idea)
        return lack

    async def recall(self, lack: Lack, store: Store) -> Recalled:
        """Fetch what is known and lacking. Raises `StoreAwayError` if the store has it no more."""
        seq = self.seq
        if not lack:
            return Recalled(seq=seq)
        behind = {it: self._behind(it) for it in lack.behind}
        wanted = lack.contributions.union(*behind.values())
        said = await self._fetched(store, "contribution", wanted, Contribution)
        ideas = await self._fetched(store, "idea", lack.ideas, Idea)
        if len(said) < len(wanted) or len(ideas) < len(lack.ideas):
            raise StoreAwayError("the store has turned: try again later")
        return Recalled(seq=seq, contributions=said, ideas=ideas, behind=behind)

    def _behind(self, idea: IdeaId) -> tuple[ContributionId, ...]:
        row = self._catalogue.row(idea)
        return () if row is None else tuple(name for name, _ in self._ledger.behind(row))

    async def _fetched(self, store: Store, entity: str, ids: Collection[str], kind: type[T]) -> dict[Any, T]:
        names, found = [*ids], dict[Any, T]()
        for at in range(0, len(names), PART):
            part: Mapping[str, Entity] = await store.fetch(self.id, entity, names[at : at + PART])
            found.update((name, it) for name, it in part.items() if isinstance(it, kind))
        return found

    def following(self) -> Store:
        """The store whose changes it has read."""
        assert self._store is not None, "nothing is known before we have caught up with a store"
        return self._store

    # What pages and the API ask.

    @property
    def campaign(self) -> Campaign:
        """The campaign itself. Raises KeyError before it was written."""
        found: Campaign = self._few["campaign"][self.id]
        return found

    def place(self) -> Place:
        """How far we have read. Read it before anything that is shown as of it."""
        return Place(self.epoch, self.seq)

    def challenges(self) -> Sequence[Challenge]:
        """In the campaign's own order."""
        return sorted(self._few["challenge"].values(), key=lambda it: it.position)

    def events(self) -> Sequence[Event]:
        """By start."""
        return sorted(self._few["event"].values(), key=lambda it: (it.opens_at, it.id))

    def event(self, event: EventId) -> Event | None:
        return self._few["event"].get(event)

    def questions(self, event: EventId) -> Sequence[Question]:
        """By number."""
        return sorted(self._asked[event].values(), key=lambda it: it.number)

    def question(self, question: QuestionId) -> Question | None:
        return self._few["question"].get(question)

    def ideas(self, *, challenge: ChallengeId | None = None, kinds: Collection[Kind] | None = None) -> Sequence[Idea]:
        """Live ideas that are in memory and fit every filter given, the last one spoken for first."""
        return _by_last_voice(
            it for it in self._ideas.values() if it.state is State.LIVE and fits(it, challenge=challenge, kinds=kinds)
        )

    async def ideas_of(
        self,
        event: EventId,
        *,
        challenge: ChallengeId | None = None,
        question: QuestionId | None = None,
        kinds: Collection[Kind] | None = None,
    ) -> Sequence[Idea]:
        """Live ideas of an event that fit every filter given, in memory or not, the last one spoken for first."""
        asked: Mapping[str, Any] = {"challenge": challenge, "question": question, "kinds": kinds}
        names = [*self._catalogue.live(event, **asked)]
        found = {it: self._ideas[it] for it in names if it in self._ideas}
        found |= await self._fetched(self.following(), "idea", {*names} - {*found}, Idea)
        return _by_last_voice(it for it in found.values() if it.state is State.LIVE and fits(it, **asked))

    def count(
        self, kinds: Collection[Kind], /, *, challenge: ChallengeId | None = None, event: EventId | None = None
    ) -> int:
        """How many live ideas of these kinds there are in a challenge or in an event, in memory or not."""
        return self._tallies.ideas(kinds, challenge, event)

    def figures(self) -> Figures:
        """The campaign in five numbers."""
        return self._tallies.figures()

    def idea(self, idea: IdeaId) -> Idea | None:
        """One that is in memory."""
        return self._ideas.get(idea)

    async def find_idea(self, idea: IdeaId) -> Idea | None:
        """One that is in memory or in the store."""
        if idea in self._ideas or not self.has(idea):
            return self._ideas.get(idea)
        return (await self._fetched(self.following(), "idea", [idea], Idea)).get(idea)

    async def find_ideas(self, ideas: Collection[IdeaId]) -> Mapping[IdeaId, Idea]:
        """Those of them that there are."""
        here = {it: self._ideas[it] for it in ideas if it in self._ideas}
        return here | await self._fetched(self.following(), "idea", {*ideas} - {*here}, Idea)

    def count_said(self, event: EventId) -> int:
        """How many contributions an event has, in whatever state."""
        return self._ledger.count_said(event)

    async def contributions(
        self, event: EventId, *, before: ContributionId | None = None, limit: int = PART
    ) -> Sequence[Contribution]:
        """The last `limit` contributions of an event, or the last ones `before` one of them, as they were said.

        Raises `UnknownError` if that one is not known.
        """
        names = self._ledger.said_in(event, before, limit)
        found = await self._fetched(self.following(), "contribution", names, Contribution)
        return [found[it] for it in names if it in found and found[it].event == event]

    async def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        found = await self._fetched(self.following(), "contribution", self._behind(idea), Contribution)
        return as_said(it for it in found.values() if it.placed and it.placed.idea == idea)

    def per_minute(self, event: EventId | None = None) -> Sequence[Minute]:
        """The minutes of an event in which something was said, in order; of all events together, the last hour."""
        return self._tallies.per_minute(event)

    def listening(self) -> Sequence[Listening]:
        return sorted(self._few["listening"].values(), key=lambda it: it.id)

    def heard(self, listening: str) -> Listening | None:
        """How far one worker has heard one source ("worker/source")."""
        return self._few["listening"].get(listening)

    def gaps(self) -> Sequence[Gap]:
        return sorted(self._few["gap"].values(), key=lambda it: it.from_at)

    def held(self) -> int:
        """How many contributions wait for a person."""
        return self._tallies.held()

    def in_memory(self) -> int:
        """How many ideas are in memory whole."""
        return len(self._ideas)


def as_said(contributions: Iterable[Contribution]) -> Sequence[Contribution]:
    """In the order of time."""
    return sorted(contributions, key=lambda it: (it.said_at, it.id))


def name_of(value: Entity) -> str:
    """The JSON name of its kind of entity."""
    tag = value.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def _by_last_voice(ideas: Iterable[Idea]) -> Sequence[Idea]:
    return sorted(ideas, key=lambda it: (it.last_at, it.id), reverse=True)


def _sharing(it: Idea) -> Idea:
    """The idea with what many have alike kept once: that is two thirds of its bytes."""
    names = ((field, getattr(it, field)) for field in ("campaign", "event", "challenge", "question", "lang"))
    shared: dict[str, Any] = {field: sys.intern(name) for field, name in names if name}
    return msgspec.structs.replace(it, sources=_counts(*it.sources.items()), events=_events(*it.events), **shared)


@lru_cache(maxsize=1_000)
def _counts(*by_source: tuple[str, int]) -> dict[str, int]:
    return dict(by_source)


@lru_cache(maxsize=1_000)
def _events(*events: EventId) -> tuple[EventId, ...]:
    return events
