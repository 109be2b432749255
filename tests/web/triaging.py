"""Stands in for what carries out triage: it decides about what a campaign knows, in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from bridge.errors import OvertakenError, StoreAwayError, UnknownError, UnreadableError
from bridge.records import (
    Becomes,
    Claim,
    Closed,
    Contribution,
    ContributionId,
    Disposition,
    Event,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Mark,
    Place,
    Placed,
    Response,
    State,
    Suggestion,
    Tag,
    Theme,
)
from bridge.web.review import Accept, Agree, Merge, SetAside, Split, Undo
from bridge.web.triage import (
    Add,
    Answer,
    Decided,
    Duplicate,
    HandOver,
    Hide,
    Hold,
    IdeaAct,
    MergeIdea,
    MoveIdea,
    Part,
    Read,
    Respond,
    Reword,
    Stage,
    Step,
    Sweep,
    SweepAct,
    Sweeping,
    TagIdeas,
    TriageAct,
    UnmergeIdea,
)
from tests.web.fakes import KnownCampaign, StandingClock

CLAIM_LIVES = timedelta(seconds=60)
BECOMES: dict[type, Becomes] = {
    Accept: Becomes.ACCEPTED,
    SetAside: Becomes.SET_ASIDE,
    Agree: Becomes.AGREES,
    Add: Becomes.ADDS,
    Duplicate: Becomes.DUPLICATE,
    Merge: Becomes.MERGED,
    Split: Becomes.SPLIT,
    Part: Becomes.PARTED,
    Answer: Becomes.ANSWERED,
    Hold: Becomes.HELD,
}
replace = msgspec.structs.replace


class TriagerAsTold:
    """It remembers every act, who asked for it and what they had seen; ideas merge and part by name alone."""

    def __init__(self, known: KnownCampaign, clock: StandingClock) -> None:
        self.known = known
        self.clock = clock
        self.is_away = False
        self.acts: list[tuple[TriageAct, str, dict[ContributionId, str]]] = []
        self.all_claims: dict[ContributionId, Claim] = {}
        self.freed = asyncio.Event()
        self.all_themes: dict[str, Theme] = {}
        self.was_in: dict[ContributionId, tuple[IdeaId, ...]] = {}
        #: What came or changed since whoever acts has seen it, and acts on many: as slow ones, these go on until told to end.
        self.changed: set[ContributionId] = set()
        self.is_slow = False
        self.sweeps: dict[str, Sweep] = {}
        self.places: list[Place] = []

    async def unsettled(self, event: EventId) -> Sequence[Contribution]:
        return [it for it in self.known.all_said if it.event == event and it.state is not State.WITHDRAWN]

    async def do(self, act: TriageAct, who: str, *, seen: Mapping[ContributionId, str]) -> Decided:
        name = f"act-{len(self.acts) + 1}"
        overtaken = [it for id_, version in seen.items() if (it := self.find(id_)) and _version(it) != version]
        if overtaken:
            raise OvertakenError("Somebody decided about this first: look at what it is now.", tuple(overtaken))
        match act:
            case MergeIdea() | UnmergeIdea() | MoveIdea() | Reword() | Hide() | TagIdeas() | Stage():
                undo = self._change_ideas(act, who)
                about = act.ideas if isinstance(act, TagIdeas) else (act.idea,)
                done = Decided(act=name, ideas=tuple(self.known.all_ideas[it] for it in about), undo=undo)
            case Undo():
                done = Decided(act=name, contributions=self._undo(act))
            case Read():
                mark = None if act.unread else Mark(at=self.clock.at, who=who)
                ids = act.ids + tuple(it.id for it in self.known.all_said if it.placed and it.placed.idea in act.ideas)
                done = Decided(act=name, contributions=self._each(ids, lambda it: replace(it, read=mark)))
            case Respond():
                told = Response(at=self.clock.at, who=who, how=act.how, link=act.link)
                done = Decided(act=name, contributions=self._each(act.ids, lambda it: replace(it, responded=told)))
            case HandOver():
                done = Decided(act=name, contributions=self._each(act.ids, lambda it: replace(it, assigned=act.to)))
            case _:
                done = Decided(act=name, contributions=self._dispose(act, who, name))
        self.acts.append((act, who, dict(seen)))
        self.known.seq += 1
        return done

    async def changed_since(self, seen: Place) -> Collection[ContributionId]:
        self.places.append(seen)
        return self.changed

    async def sweep(self, act: SweepAct, who: str, about: Sweeping) -> Sweep:
        ids = tuple(it.id for it in about.said)
        done = (await self.do(replace(act, ids=ids), who, seen={})).act if ids else "none"
        left = {"decided": about.decided, "changed": about.changed, "over": about.over}
        what = str(act.__struct_config__.tag)
        far: dict[str, Any] = {"done": len(ids) // 2 if self.is_slow else len(ids), "ended": not self.is_slow, **left}
        self.sweeps[done] = Sweep(act=done, what=what, event=about.event, of=len(ids), **far)
        return self.sweeps[done]

    async def unsweep(self, act: str, who: str) -> Sweep:
        there = self.sweeps.get(act)
        if there is None or there.undoing:
            raise UnknownError("There is nothing to be taken back: it was taken back already.")
        ids = tuple(it.id for it in self.known.all_said if it.disposition and it.disposition.act == act)
        await self.do(Undo(ids=ids), who, seen={})
        self.sweeps[act] = replace(there, undoing=True, undone=len(ids), kept=there.done - len(ids))
        return self.sweeps[act]

    def swept(self, act: str) -> Sweep | None:
        return self.sweeps.get(act)

    async def claim(self, ids: Sequence[ContributionId], who: str, label: str) -> Sequence[Claim]:
        if self.is_away:
            raise StoreAwayError("the store does not answer: try again later")
        for id_ in ids:
            it = self.find(id_)
            held = self._holding(id_)
            if held is None or held.holder == who:
                until = self.clock.at + CLAIM_LIVES
                self.all_claims[id_] = Claim(id=id_, campaign=it.campaign, holder=who, label=label, until=until)
        return [self.all_claims[it] for it in ids]

    async def free(self, ids: Sequence[ContributionId], who: str) -> None:
        for id_ in ids:
            if (held := self._holding(id_)) and held.holder == who:
                del self.all_claims[id_]
                self.freed.set()

    def claims(self, event: EventId) -> Sequence[Claim]:
        return [it for id_ in list(self.all_claims) if (it := self._holding(id_)) and self.find(id_).event == event]

    def themes(self) -> Sequence[Theme]:
        return list(self.all_themes.values())

    async def name_theme(self, theme: str, title: str, *, is_big: bool, gone: bool, who: str) -> Theme:
        id_ = theme or f"t-{len(self.all_themes) + 1}"
        made = Theme(id=id_, campaign=self.known.campaign.id, title=title, is_big=is_big, at=self.clock.at, by=who,
                     gone=gone)  # fmt: skip
        self.all_themes[id_] = made
        return made

    async def step(self, contribution: ContributionId) -> Step | None:
        it = next((it for it in self.known.all_said if contribution in (it.id, *it.aliases)), None)
        if it is None or it.state is State.WITHDRAWN:
            return None
        steps = await self.steps(it.placed.idea) if it.placed else ()
        return next((step for step in steps if step.contribution == it), Step(contribution=it, idea=None))

    async def steps(self, idea: IdeaId) -> Sequence[Step]:
        ideas = self.known.all_ideas
        return [
            Step(
                contribution=it,
                idea=ideas[idea],
                was_in=tuple(ideas[was] for was in self.was_in.get(it.id, ())),
            )
            for it in self.known.all_said
            if it.placed and it.placed.idea == idea
        ]

    async def set_publishing(self, event: EventId, publishing: str, who: str) -> Event:
        return self._event(event, publishing=publishing)

    async def close_event(self, event: EventId, who: str, waiver: str) -> Event:
        there = self.known.event(event)
        if there and there.closed:
            return there
        unread = [it for it in await self.unsettled(event) if it.read is None and it.kind is not Kind.HOST]
        if unread and not waiver:
            raise UnreadableError(f"{len(unread)} contributions are unread: read them, or say why they stay so.")
        return self._event(event, closed=Closed(at=self.clock.at, who=who, waiver=waiver))

    async def open_event(self, event: EventId, who: str) -> Event:
        return self._event(event, closed=None)

    def find(self, id_: str) -> Contribution:
        for it in self.known.all_said:
            if it.id == id_:
                return it
        raise UnknownError(f"Nothing that was said has the id {id_!r}.")

    def suggest(self, idea: str, other: str, why: str = "the same words but two") -> None:
        """The rules find that an idea may say the same as another."""
        found = Suggestion(idea=IdeaId(other), score=0.8, why=why)
        self._idea(IdeaId(idea), suggestions=(found,))

    def _event(self, event: EventId, **fields: Any) -> Event:
        events = self.known.all_events
        at = next(nth for nth, it in enumerate(events) if it.id == event)
        events[at] = replace(events[at], **fields)
        return events[at]

    def _idea(self, idea: IdeaId, **fields: Any) -> Idea:
        self.known.all_ideas[idea] = replace(self.known.all_ideas[idea], **fields)
        return self.known.all_ideas[idea]

    def _each(
        self, ids: Sequence[ContributionId], change: Callable[[Contribution], Contribution]
    ) -> tuple[Contribution, ...]:
        changed = {it.id: change(it) for it in [self.find(id_) for id_ in ids]}
        self.known.all_said = [changed.get(it.id, it) for it in self.known.all_said]
        return tuple(changed.values())

    def _dispose(self, act: Any, who: str, name: str) -> tuple[Contribution, ...]:
        told = {key: it for key, it in msgspec.structs.asdict(act).items() if key in Disposition.__struct_fields__}
        becomes, mark = BECOMES[type(act)], Mark(at=self.clock.at, who=who)

        def decide(it: Contribution) -> Contribution:
            made = Disposition(becomes=becomes, at=self.clock.at, who=who, act=name, before=it.disposition, **told)
            return replace(it, disposition=made, read=it.read or mark, state=STATES.get(becomes, it.state))

        ids = (act.id,) if isinstance(act, Split) else act.ids
        return self._each(ids, decide)

    def _undo(self, act: Undo) -> tuple[Contribution, ...]:
        if act.what:
            raise UnreadableError("what: say the ids of what is to be taken back")
        ids = [it.id for it in self.known.all_said if it.id in act.ids and it.disposition]
        if not ids:
            raise UnreadableError("There is nothing to undo: it was undone already.")
        return self._each(ids, lambda it: replace(it, disposition=it.disposition and it.disposition.before))

    def _change_ideas(self, act: IdeaAct, who: str) -> IdeaAct | None:
        match act:
            case MergeIdea(idea=idea, into=into):
                self._idea(idea, state=State.MERGED, merged_into=into)
                self._move(idea, into)
                return UnmergeIdea(idea=idea)
            case UnmergeIdea(idea=idea):
                self._idea(idea, state=State.LIVE, merged_into=None)
                for id_ in [id_ for id_, was in self.was_in.items() if idea in was]:
                    self._each((id_,), lambda it: _placed_at(it, idea))
                    del self.was_in[id_]
            case MoveIdea(idea=idea, challenge=challenge):
                before = self.known.all_ideas[idea].challenge
                self._idea(idea, challenge=challenge)
                return MoveIdea(idea=idea, challenge=before) if before else None
            case Reword(idea=idea, words=words):
                before_words = self.known.all_ideas[idea].text
                self._idea(idea, text=words)
                return Reword(idea=idea, words=before_words)
            case Hide(idea=idea, hidden=hidden):
                self._idea(idea, state=State.HIDDEN if hidden else State.LIVE)
                return Hide(idea=idea, hidden=not hidden)
            case TagIdeas(ideas=ideas, theme=theme, on=on):
                for one in ideas:
                    rest = tuple(it for it in self.known.all_ideas[one].themes if it.theme != theme)
                    self._idea(one, themes=(*rest, Tag(theme=theme, at=self.clock.at, by=who)) if on else rest)
                return TagIdeas(ideas=ideas, theme=theme, on=not on)
            case Stage(idea=idea, stage=stage):
                told = self.known.all_ideas[idea].stage
                self._idea(idea, stage=stage)
                return Stage(idea=idea, stage=told)
        return None

    def _move(self, idea: IdeaId, into: IdeaId) -> None:
        for it in [it for it in self.known.all_said if it.placed and it.placed.idea == idea]:
            self.was_in[it.id] = (*self.was_in.get(it.id, ()), idea)
            self._each((it.id,), lambda it: _placed_at(it, into))

    def _holding(self, id_: ContributionId) -> Claim | None:
        held = self.all_claims.get(id_)
        return held if held and held.until > self.clock.at else None


#: What becomes of a contribution's own state, of what tests look at.
STATES = {Becomes.HELD: State.HELD, Becomes.SET_ASIDE: State.HIDDEN, Becomes.ACCEPTED: State.LIVE}


def _placed_at(it: Contribution, idea: IdeaId) -> Contribution:
    assert isinstance(it.placed, Placed)
    return replace(it, placed=replace(it.placed, idea=idea))


def _version(it: Contribution) -> str:
    return it.disposition.act if it.disposition else ""
