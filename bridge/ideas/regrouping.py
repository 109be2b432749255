"""What today's rules would make of everything that was said, against what was made of it: pure, for a look before a deed.

What a person decided stays as it is, and all else is decided anew around it, in the order of time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from bridge.ideas.grouping import Decision, beside, decide
from bridge.ideas.sameness import Index, Match
from bridge.ideas.version import RULES
from bridge.ideas.wording import wording
from bridge.records import Contribution, ContributionId, EventId, Idea, IdeaId, Kind, Relation, State

_SAYS = (Relation.FIRST, Relation.COPY, Relation.NEAR)
_SILENT = (Kind.HOST, Kind.CHATTER, Kind.SUPPORT)


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution that would stand elsewhere: where it `was` and `rules` put it, and where it would be `now`.

    `what` is "joined" (it opened an idea, and says what another says), "parted" (it says something of its own), "moved" (it
    says what another idea says) or "about" (it goes with what it is about). `other` is the contribution whose words it
    would join, or would be parted from; `score` and `why` are how today's rules see those two.
    """

    contribution: ContributionId
    event: EventId
    what: str
    was: IdeaId | None
    now: IdeaId | None
    other: ContributionId | None
    score: float
    why: str
    rules: str


class Regrouped(msgspec.Struct, frozen=True, kw_only=True):
    """How many contributions were looked at, how many of them people decided about, and which would stand elsewhere."""

    rules: str
    read: int
    decided: int  # by people: these stay where they are
    placed_by: dict[str, int]  # how many each version of the rules has placed
    shifts: tuple[Shift, ...]
    counts: dict[str, int]  # shifts by what they are


def regroup(
    said: Iterable[Contribution],
    ideas: Mapping[IdeaId, Idea],
    *,
    reviewed: Collection[EventId] = (),
    events: Collection[EventId] = (),
) -> Regrouped:
    """Group everything anew, and tell what would be otherwise; of some `events` only, if any are named.

    In `reviewed` events everything that is told was decided by a person.
    """
    told = [it for it in said if it.state is State.WITHDRAWN or it.placed or it.event not in reviewed]
    world = _World(told, ideas, reviewed)
    for it in world.in_order():
        world.take(it)
    shifts = tuple(it for it in world.shifts if not events or it.event in events)
    return Regrouped(
        rules=RULES,
        read=len(told),
        decided=world.decided,
        placed_by=dict(sorted(Counter(it.placed.rules for it in told if it.placed and it.placed.rules).items())),
        shifts=shifts,
        counts=dict(sorted(Counter(it.what for it in shifts).items())),
    )


def is_decided(it: Contribution) -> bool:
    """Whether a person decided where it stands."""
    return it.disposition is not None or (
        it.placed is not None and (not it.placed.rules or it.placed.before is not None)
    )


def is_kept(idea: Idea) -> bool:
    """Whether a person made something of an idea, so that what opened it must not leave it."""
    return bool(idea.state in (State.HIDDEN, State.MERGED) or idea.themes or idea.stage)


class _World:
    """The ideas as they come about anew."""

    def __init__(
        self, said: Sequence[Contribution], ideas: Mapping[IdeaId, Idea], reviewed: Collection[EventId]
    ) -> None:
        self._said = sorted(said, key=lambda it: (it.said_at, it.id))
        self._named = {name: it for it in self._said for name in (it.id, *it.aliases)}
        self._ideas = dict(ideas)
        self._reviewed = reviewed
        self._index = Index()
        #: Where each contribution stands now, and the contribution in whose words each idea is told now.
        self._at: dict[ContributionId, tuple[IdeaId, Relation]] = {}
        self._told_by: dict[IdeaId, ContributionId] = {}
        self.decided = 0
        self.shifts: list[Shift] = []
        for it in ideas.values():
            if it.state is State.MERGED and it.text:
                self._index.add(it.id, it.text, scope=it.challenge, lang=it.lang)

    def in_order(self) -> Iterable[Contribution]:
        """By time, but what something is about before that."""
        done: set[ContributionId] = set()
        for it in self._said:
            todo = [it]
            while todo:
                one = todo[-1]
                about = [of for name in _pointers(one) if (of := self._named.get(name)) and of.id not in done]
                if about and one.id not in done and not {of.id for of in about} <= {of.id for of in todo}:
                    todo += [of for of in about if of not in todo]
                    continue
                todo.pop()
                if one.id not in done:
                    done.add(one.id)
                    yield one

    def take(self, it: Contribution) -> None:
        """Place one, and note whether it stands elsewhere than it did."""
        was = it.placed
        if it.state is State.WITHDRAWN:
            if was is not None:
                self._at[it.id] = was.idea, was.relation
            return
        opens = was is not None and was.relation is Relation.FIRST
        if is_decided(it) or it.event in self._reviewed or (opens and was and self._is_kept(was.idea)):
            self.decided += 1
            if was is not None:
                self._at[it.id] = was.idea, was.relation
                if was.relation in _SAYS:
                    self._tell(was.idea, it)
            return
        decision = self._decision(it)
        if decision.relation is Relation.FIRST:
            now = self._open(it)
            self._at[it.id] = now, Relation.FIRST
        elif decision.idea is not None and decision.relation is not None:
            now = decision.idea
            self._at[it.id] = now, decision.relation
        else:
            now = None
        self._note(it, now, decision)

    def _is_kept(self, idea: IdeaId) -> bool:
        there = self._ideas.get(idea)
        return there is not None and is_kept(there)

    def _decision(self, it: Contribution) -> Decision:
        own = self._ideas.get(it.placed.idea) if it.placed else None
        apart = (*it.kept_from, *(own.parted if own else ()))
        about = next((of for name in _pointers(it) if (of := self._named.get(name)) and of.id in self._at), None)
        target = self._after_merges(self._at[about.id][0]) if about else None
        if target in apart:
            about, target = None, None
        there = self._ideas.get(target) if target else None
        return decide(
            it,
            target,
            self._matches(it, apart),
            on_target=beside(it, there) if there and there.text else None,
            about_remark=about is not None and self._at[about.id][1] is Relation.COMMENT,
            is_gone=any(
                of.state is State.WITHDRAWN for name in _pointers(it) if (of := self._named.get(name)) is not None
            ),
        )

    def _matches(self, it: Contribution, apart: Collection[IdeaId]) -> Sequence[Match]:
        if it.kind in _SILENT:
            return ()
        found = self._index.matches(it.words, scope=it.challenge, lang=it.lang, limit=3 + len(apart))
        merged = [msgspec.structs.replace(of, id=self._after_merges(IdeaId(of.id))) for of in found]
        return [of for of in merged if of.id not in apart][:3]

    def _after_merges(self, idea: IdeaId) -> IdeaId:
        there = self._ideas.get(idea)
        return self._after_merges(there.merged_into) if there and there.merged_into else idea

    def _open(self, it: Contribution) -> IdeaId:
        """The idea that it told before, if nobody tells that yet; else one of its own."""
        was = it.placed.idea if it.placed and it.placed.relation in _SAYS else None
        name = was if was and was not in self._told_by else IdeaId(f"i-{it.id.removeprefix('c-')}")
        self._tell(name, it)
        return name

    def _tell(self, idea: IdeaId, it: Contribution) -> None:
        if idea in self._told_by:
            return
        self._told_by[idea] = it.id
        there = self._ideas.get(idea) or _opened(it, idea)
        words = wording(it.words)
        self._ideas[idea] = msgspec.structs.replace(there, text=words, lang=it.lang, challenge=it.challenge)
        self._index.add(idea, words, scope=it.challenge, lang=it.lang)

    def _note(self, it: Contribution, now: IdeaId | None, decision: Decision) -> None:
        was = it.placed
        said = was is not None and was.relation in _SAYS
        says = decision.relation in _SAYS
        if (was.idea if was else None) == now and said == says:
            return
        if not (said and says):
            what, other = "about", self._told_by.get(now) if now else None
        elif decision.relation is Relation.FIRST:
            what, other = "parted", self._told_by.get(was.idea) if was else None
        else:
            what = "joined" if was and was.relation is Relation.FIRST else "moved"
            other = self._told_by.get(now) if now else None
        like = beside(it, self._ideas[was.idea]) if what == "parted" and was else None
        self.shifts.append(
            Shift(
                contribution=it.id,
                event=it.event,
                what=what,
                was=was.idea if was else None,
                now=now,
                other=other,
                score=(like.score if like else 0.0) if what == "parted" else decision.score,
                why=_unquoted(like.why if like else "not alike" if what == "parted" else decision.why),
                rules=was.rules if was else "",
            )
        )


def _pointers(it: Contribution) -> tuple[ContributionId, ...]:
    return tuple(about for about in (it.reposts, it.quotes, it.reply_to) if about)


def _opened(it: Contribution, idea: IdeaId) -> Idea:
    return Idea(
        id=idea,
        campaign=it.campaign,
        kind=it.kind,
        text="",
        event=it.event,
        first_at=it.said_at,
        last_at=it.said_at,
    )


def _unquoted(why: str) -> str:
    """Without the words that a reason quotes: a report is kept where words are not."""
    return f"{why.partition(', but ')[0]}, but with a difference that matters" if "'" in why else why
