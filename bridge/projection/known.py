"""What is known of one campaign, kept in memory by following its changes feed as any reader does.

It answers every question that pages, the API and grouping ask; the store is asked for entities by their ids, and
nothing else. It changes only by `apply`, in seq order, so that it is the same on every machine and after every restart.
Whole in memory are the ideas that changed last, with which what is said is compared; of all else there is a row, and
answers that need more fetch it.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import aclosing, suppress
from functools import partial
from itertools import chain, islice
from typing import Any, TypeVar

from bridge.errors import StoreAwayError, store_may_be_away
from bridge.ports import Store
from bridge.projection.books import Books
from bridge.projection.catalogue import fits
from bridge.projection.holds import Holds, may_cover
from bridge.projection.ledger import Entry
from bridge.projection.newest import Alike, Newest
from bridge.projection.reading import START_PAGE, no_collection, pages
from bridge.projection.recalling import Lack, Recalled
from bridge.projection.stands import Stand
from bridge.projection.tallies import Figures, Minute
from bridge.projection.work import Work
from bridge.records import (
    Alarm,
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    ChosenColumns,
    Claim,
    Contribution,
    ContributionId,
    ContributionOutline,
    Entity,
    Event,
    EventId,
    Gap,
    Idea,
    IdeaId,
    IdeaOutline,
    Kind,
    Listening,
    Other,
    Place,
    Question,
    QuestionId,
    Speaker,
    State,
    Theme,
    Upload,
)

T = TypeVar("T", bound=Entity)
C = TypeVar("C", Contribution, ContributionOutline)
I = TypeVar("I", Idea, IdeaOutline)  # noqa: E741 - an idea

#: Ideas that are in memory whole, the last that changed: what is said is compared with these.
KEPT = 10_000
#: Seconds until we look whether the store is still the one that we know, with nothing committed.
LOOK = 5.0
#: Entities that are fetched at a time, and ideas remembered at a time at a start: others have their turn in between.
PART, TURN = 500, 200


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
        self._newest = Newest(alike, kept)
        self._empty()

    def _empty(self) -> None:
        self.seq = 0
        self.work = Work()
        self._books = Books()
        self.holds = Holds()
        self._newest.clear()
        #: The few of all other kinds.
        self._few: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._asked: defaultdict[EventId, dict[QuestionId, Question]] = defaultdict(dict)

    async def catch_up(self, store: Store) -> None:
        """Read everything that was committed since our place; from the beginning if the store's epoch is another now."""
        async with self._reading:
            self._store = store
            place = await store.place(self.id)
            if self.epoch not in ("", place.epoch):
                self._empty()
            self.epoch = place.epoch
            is_start = self.seq == 0
            if is_start and place.seq > 2 * self._kept:
                await self._start(store, place.seq)
            async with aclosing(pages(partial(store.changes, self.id), self.seq, place.seq)) as changes:
                async for page in changes:
                    said, ideas, others = _parted((it.value for it in page), Contribution, Idea)
                    was_here = self._books.take(said, ideas)
                    self.holds.take(said)
                    self._newest.take(ideas)
                    self._take(others)
                    self.seq = page[-1].seq
                    if was_here or is_start or any(isinstance(it, Upload) for it in others):
                        self.work.replaced(self.seq)

    async def _start(self, store: Store, head: int) -> None:
        """Read everything up to `head` in outline, and what is in memory whole after that."""
        self._empty()
        newest: dict[IdeaId, None] = {}
        unshown: list[ContributionId] = []
        with no_collection():
            async with aclosing(pages(partial(store.outlines, self.id), 0, head, START_PAGE)) as outlines:
                async for page in outlines:
                    # Up to the head each entity comes once. What moved beyond it meanwhile is read there, as it is then.
                    there = [it.value for it in page if it.seq <= head]
                    said, ideas, others = _parted(there, ContributionOutline, IdeaOutline)
                    self._books.take_new(said, ideas)
                    self._take(others)
                    unshown += [it.id for it in said if may_cover(it)]
                    newest |= dict.fromkeys([it.id for it in ideas])
                    if len(newest) > 2 * self._kept:
                        newest = dict.fromkeys(islice(newest, len(newest) - self._kept, None))
                    if page[-1].seq >= head:
                        break
        self.holds.take((await self._fetched(store, "contribution", unshown, Contribution)).values())
        names = [*newest][-self._kept :]
        for at in range(0, len(names), TURN):
            found = await self._fetched(store, "idea", names[at : at + TURN], Idea)
            self._newest.take(found[it] for it in names[at : at + TURN] if it in found)
        self.seq = head
        self.work.replaced(head)

    def _take(self, others: Iterable[Other]) -> None:
        for it in others:
            self.work.apply(it)
            self._few[name_of(it)][it.id] = it
            if isinstance(it, Question):
                self._asked[it.event][it.id] = it

    async def follow(self, store: Store) -> None:
        """Catch up whenever something is committed, for ever."""
        await self._books.settle()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._look):
                    await store.wait(self.id, self.seq)
            await self.catch_up(store)

    # What a draft asks.

    def entity(self, like: Entity) -> Entity | None:
        """What is known under the kind and id of an entity of which there are few."""
        return self._few[name_of(like)].get(like.id)

    def knows(self, contribution: ContributionId) -> ContributionId | None:
        """The id of a contribution that is known under this id or alias."""
        row = self._books.ledger.row(contribution)
        return None if row is None else self._books.ledger.ids[row]

    def stands_behind(self, contribution: ContributionId) -> IdeaId | None:
        """The idea that a contribution stands behind; by its id or any of its aliases."""
        return self._books.stands_behind(contribution)

    def entry(self, contribution: ContributionId) -> Entry | None:
        """What a contribution counts for; by its id or any of its aliases."""
        row = self._books.ledger.row(contribution)
        return None if row is None else self._books.ledger.entry(row)

    def pointing(self, names: Iterable[ContributionId]) -> Sequence[ContributionId]:
        """Whose place may depend on what becomes of these."""
        return self._books.waiting.pointing(names)

    def has(self, idea: IdeaId) -> bool:
        """Whether there is such an idea, in memory or not."""
        return self._books.catalogue.knows(idea)

    def stand(self, idea: IdeaId) -> Stand:
        """Who stands behind an idea."""
        return self._books.stand(idea)

    def compare(self, idea: IdeaId, now: Idea | None) -> None:
        """See to it that what is said is compared with this idea as it is now; with None, not at all."""
        self._newest.compare(idea, now)

    def foresee(self, contributions: Iterable[Contribution]) -> Lack:
        """What is lacking to decide these: what they are other versions of, and the ideas that they are about."""
        lack = Lack()
        for it in contributions:
            known = {id_ for name in (it.id, *it.aliases) if (id_ := self.knows(name))}
            lack.contributions |= known
            lack.contributions.update(self.pointing((it.id, *it.aliases)))
            for name in (*known, it.reposts, it.quotes, it.reply_to):
                idea = self.stands_behind(name) if name else None
                if idea is not None and idea not in self._newest:
                    lack.ideas.add(idea)
        return lack

    async def recall(self, lack: Lack, store: Store) -> Recalled:
        """Fetch what is known and lacking. Raises `StoreAwayError` if the store has it no more."""
        seq = self.seq
        if not lack:
            return Recalled(seq=seq)
        behind = {it: self._books.behind(it) for it in lack.behind}
        wanted = lack.contributions.union(*behind.values())
        said = await self._fetched(store, "contribution", wanted, Contribution)
        ideas = await self._fetched(store, "idea", lack.ideas, Idea)
        if len(said) < len(wanted) or len(ideas) < len(lack.ideas):
            raise StoreAwayError("the store has turned: try again later")
        return Recalled(seq=seq, contributions=said, ideas=ideas, behind=behind)

    async def _fetched(self, store: Store, entity: str, ids: Collection[str], kind: type[T]) -> dict[Any, T]:
        """Raises `StoreAwayError`."""
        names, found = [*ids], dict[Any, T]()
        for at in range(0, len(names), PART):
            with store_may_be_away():
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

    def speakers(self, event: EventId) -> Sequence[Speaker]:
        """By number."""
        return sorted((it for it in self._few["speaker"].values() if it.event == event), key=lambda it: it.number)

    def chosen_columns(self) -> Sequence[ChosenColumns]:
        return sorted(self._few["columns"].values(), key=lambda it: it.id)

    def claims(self) -> Sequence[Claim]:
        """All that were made, also those that hold no longer."""
        return list(self._few["claim"].values())

    def claim(self, contribution: ContributionId) -> Claim | None:
        return self._few["claim"].get(contribution)

    def themes(self) -> Sequence[Theme]:
        """By title."""
        return sorted((it for it in self._few["theme"].values() if not it.gone), key=lambda it: (it.title, it.id))

    def theme(self, theme: str) -> Theme | None:
        return self._few["theme"].get(theme)

    def question(self, question: QuestionId) -> Question | None:
        return self._few["question"].get(question)

    def ideas(self, *, challenge: ChallengeId | None = None, kinds: Collection[Kind] | None = None) -> Sequence[Idea]:
        """Live ideas that are in memory and fit every filter given, the last one spoken for first."""
        return _by_last_voice(
            it for it in self._newest.all() if it.state is State.LIVE and fits(it, challenge=challenge, kinds=kinds)
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
        names = [*self._books.catalogue.live(event, **asked)]
        found = {it: here for it in names if (here := self._newest.get(it))}
        found |= await self._fetched(self.following(), "idea", {*names} - {*found}, Idea)
        return _by_last_voice(it for it in found.values() if it.state is State.LIVE and fits(it, **asked))

    def count(
        self, kinds: Collection[Kind], /, *, challenge: ChallengeId | None = None, event: EventId | None = None
    ) -> int:
        """How many live ideas of these kinds there are in a challenge or in an event, in memory or not."""
        return self._books.tallies.ideas(kinds, challenge, event)

    def figures(self) -> Figures:
        """The campaign in five numbers, for all to read."""
        return self._books.tallies.figures({it.id for it in self._few["event"].values() if it.is_reviewed})

    def idea(self, idea: IdeaId) -> Idea | None:
        """One that is in memory."""
        return self._newest.get(idea)

    async def find_idea(self, idea: IdeaId) -> Idea | None:
        """One that is in memory or in the store."""
        here = self._newest.get(idea)
        if here is not None or not self.has(idea):
            return here
        return (await self._fetched(self.following(), "idea", [idea], Idea)).get(idea)

    async def find_ideas(self, ideas: Collection[IdeaId]) -> Mapping[IdeaId, Idea]:
        """Those of them that there are."""
        here = {it: found for it in ideas if (found := self._newest.get(it))}
        return here | await self._fetched(self.following(), "idea", {*ideas} - {*here}, Idea)

    def is_of(self, contribution: ContributionId, event: EventId) -> bool:
        """Whether there is such a contribution, and of this event."""
        row = self._books.ledger.row(contribution)
        return row is not None and self._books.ledger.entry(row).event == event

    def names_of(self, event: EventId) -> Sequence[ContributionId]:
        """All contributions of an event, in whatever state, as they were said."""
        return self._books.ledger.said_in(event, None, len(self._books.ledger))

    def count_said(self, event: EventId) -> int:
        """How many contributions an event has, in whatever state."""
        return self._books.ledger.count_said(event)

    async def contributions(
        self, event: EventId, *, before: ContributionId | None = None, limit: int = PART
    ) -> Sequence[Contribution]:
        """The last `limit` contributions of an event, or the last ones `before` one of them, as they were said.

        Raises `UnknownError` if that one is not known.
        """
        names = self._books.ledger.said_in(event, before, limit)
        found = await self._fetched(self.following(), "contribution", names, Contribution)
        return [found[it] for it in names if it in found and found[it].event == event]

    async def find_said(self, names: Collection[ContributionId]) -> Mapping[ContributionId, Contribution]:
        """Those of these contributions that there are."""
        return await self._fetched(self.following(), "contribution", names, Contribution)

    async def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        found = await self._fetched(self.following(), "contribution", self._books.behind(idea), Contribution)
        return as_said(it for it in found.values() if it.placed and it.placed.idea == idea)

    def per_minute(self, event: EventId) -> Sequence[Minute]:
        """The minutes of an event in which something was said that is shown, in order."""
        return self._books.tallies.per_minute(event)

    def listening(self) -> Sequence[Listening]:
        return sorted(self._few["listening"].values(), key=lambda it: it.id)

    def heard(self, listening: str) -> Listening | None:
        """How far one worker has heard one source ("worker/source")."""
        return self._few["listening"].get(listening)

    def gaps(self) -> Sequence[Gap]:
        return sorted(self._few["gap"].values(), key=lambda it: it.from_at)

    def alarms(self) -> Sequence[Alarm]:
        """Standing ones and those that are over, by when they were raised."""
        return sorted(self._few["alarm"].values(), key=lambda it: (it.raised_at, it.id))

    def unread(self, event: EventId) -> int:
        """How many contributions of an event somebody must still read."""
        return self._books.tallies.unread(event)

    def held(self) -> int:
        """How many contributions wait for a person."""
        return self._books.tallies.held()

    def in_memory(self) -> int:
        """How many ideas are in memory whole."""
        return len(self._newest)


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


def _parted(entities: Iterable[Any], said: type[C], ideas: type[I]) -> tuple[list[C], list[I], list[Other]]:
    """Contributions, ideas and all others, each kind in its order."""
    by_type: defaultdict[type, list[Any]] = defaultdict(list)
    for it in entities:
        by_type[type(it)].append(it)
    return by_type.pop(said, []), by_type.pop(ideas, []), [*chain.from_iterable(by_type.values())]
