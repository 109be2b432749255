"""What would be known once a batch is committed: a projection with a few entities laid over it.

A batch is decided on a draft. When the commit is refused, `undo` leaves the projection as if nothing had been drafted.
What deciding needs of the store must be fetched before, for nothing is awaited in between: who asks for what was not
gets `Lacking`, and decides again when it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bridge.projection.holds import covers, repeated_by
from bridge.projection.known import Projection, as_said, name_of
from bridge.projection.recalling import Lack, Recalled
from bridge.projection.stands import Stand
from bridge.projection.waiting import pointers
from bridge.records import (
    Audit,
    Claim,
    Contribution,
    ContributionId,
    Entity,
    Event,
    EventId,
    Idea,
    IdeaId,
    Lease,
    Listening,
    Question,
    QuestionId,
    Relation,
    Speaker,
    State,
    Theme,
    Upload,
)


class Lacking(Exception):  # noqa: N818 - nothing is wrong
    """Something was asked for that must be recalled first: `lack` says what."""

    def __init__(self, lack: Lack) -> None:
        super().__init__("recall it, and decide again")
        self.lack = lack


class Draft:
    """Reads through to what was recalled and to the projection, and writes into itself.

    Only what is compared is shared: the ideas of a draft are in the projection's index at once, so that the next
    contribution of the batch finds them. Raises `Lacking`.
    """

    def __init__(self, base: Projection, recalled: Recalled) -> None:
        self._base = base
        self._recalled = recalled
        self._over: dict[tuple[str, str], Entity] = {}
        self._aliases: dict[ContributionId, ContributionId] = {}
        #: What the projection knew under which name, as far as it was asked.
        self._known: dict[ContributionId, ContributionId | None] = {}
        #: By idea, the contributions of this draft that came to it, and all that came, left it or changed in it.
        self._came: dict[IdeaId, dict[ContributionId, None]] = {}
        self._moved: dict[IdeaId, dict[ContributionId, None]] = {}
        #: By what is pointed at, the contributions of this draft that point at it.
        self._pointing: dict[ContributionId, dict[ContributionId, None]] = {}
        #: What changed here that is held for somebody's sake, or was.
        self._holds: dict[ContributionId, Contribution] = {}
        #: Ideas whose contributions have changed, so that they must be counted.
        self.touched: dict[IdeaId, None] = {}
        #: Who did what, to be written down with it.
        self.audit: list[Audit] = []
        #: Those of them that a contribution left, or changed in, so that they must be counted anew.
        self._changed: set[IdeaId] = set()

    def put(self, value: Entity) -> None:
        """Lay an entity over what is known."""
        if isinstance(value, Contribution):
            self._move(self.contribution(value.id), value)
            self._aliases.update(dict.fromkeys(value.aliases, value.id))
            for about in pointers(value):
                self._pointing.setdefault(about, {})[value.id] = None
            if covers(value) or value.id in self._holds or value.id in self._base.holds.all():
                self._holds[value.id] = value
        elif isinstance(value, Idea):
            self._base.compare(value.id, value)
        self._over[name_of(value), value.id] = value

    def _move(self, before: Contribution | None, now: Contribution) -> None:
        was_in, is_in = (it.placed.idea if it and it.placed else None for it in (before, now))
        for idea in {was_in, is_in} - {None}:
            assert idea is not None
            self._moved.setdefault(idea, {})[now.id] = None
            self.touched[idea] = None
        if was_in is not None:
            self._changed.add(was_in)
        if is_in is not None and is_in != was_in:
            self._came.setdefault(is_in, {})[now.id] = None

    def undo(self) -> None:
        """Compare with what was known before again."""
        for value in self._over.values():
            if isinstance(value, Idea):
                self._base.compare(value.id, self._base.idea(value.id))

    def puts(self) -> tuple[Entity, ...]:
        """Everything laid over, in the order in which it was first put."""
        return tuple(self._over.values())

    def contribution(self, contribution: ContributionId) -> Contribution | None:
        """Under its id or any of its aliases."""
        return next(iter(self.contributions([contribution])), None)

    def contributions(self, names: Iterable[ContributionId]) -> Sequence[Contribution]:
        """Those of these names that there are."""
        ids = [id_ for name in names if (id_ := self._id_of(name))]
        over = {it: self._over.get(("contribution", it)) or self._recalled.contributions.get(it) for it in ids}
        if lacking := {id_ for id_, it in over.items() if it is None}:
            raise Lacking(Lack(contributions=lacking))
        return [it for it in over.values() if isinstance(it, Contribution)]

    def stands_behind(self, contribution: ContributionId) -> Idea | None:
        """The idea that a contribution stands behind; by its id or any of its aliases."""
        over = self._over.get(("contribution", self._id_of(contribution) or contribution))
        if isinstance(over, Contribution):
            return self.idea(over.placed.idea) if over.placed else None
        idea = self._base.stands_behind(contribution)
        return self.idea(idea) if idea else None

    def relation(self, contribution: ContributionId) -> Relation | None:
        """As what a contribution stands behind its idea; by its id or any of its aliases."""
        over = self._over.get(("contribution", self._id_of(contribution) or contribution))
        if isinstance(over, Contribution):
            return over.placed.relation if over.placed else None
        entry = self._base.entry(contribution)
        return entry.relation if entry else None

    def is_withdrawn(self, contribution: ContributionId) -> bool:
        """Whether it is known, and was taken back."""
        over = self._over.get(("contribution", self._id_of(contribution) or contribution))
        now = over if isinstance(over, Contribution) else self._base.entry(contribution)
        return now is not None and now.state is State.WITHDRAWN

    def pointing(self, names: Sequence[ContributionId]) -> Sequence[Contribution]:
        """Whose place may depend on what becomes of these."""
        here = [it for name in names for it in self._pointing.get(name, ())]
        return self.contributions(dict.fromkeys([*self._base.pointing(names), *here]))

    def holds(self) -> Mapping[ContributionId, Contribution]:
        """What is held for somebody's sake: what repeats it must not be shown either."""
        there = self._base.holds.all()
        return {id_: it for id_, it in {**there, **self._holds}.items() if covers(it)} if self._holds else there

    def repeating(self, names: Collection[ContributionId]) -> Sequence[Contribution]:
        """What was held because it repeats one of these, as it is in this draft."""
        fresh = [it.id for it in self._over.values() if isinstance(it, Contribution) and repeated_by(it) in names]
        there = self.contributions(dict.fromkeys([*self._base.holds.covered(names), *fresh]))
        return [it for it in there if repeated_by(it) in names]

    def _id_of(self, name: ContributionId) -> ContributionId | None:
        """The id of a contribution that there is under this name."""
        id_ = self._aliases.get(name, name)
        if ("contribution", id_) in self._over:
            return id_
        if name not in self._known:
            self._known[name] = self._base.knows(name)
        return self._known[name]

    def idea(self, idea: IdeaId) -> Idea | None:
        over = self._over.get(("idea", idea))
        if isinstance(over, Idea):
            return over
        found = self._base.idea(idea) or self._recalled.ideas.get(idea)
        if found is None and self._base.has(idea):
            raise Lacking(Lack(ideas={idea}))
        return found

    def question(self, question: QuestionId) -> Question | None:
        over = self._over.get(("question", question))
        return over if isinstance(over, Question) else self._base.question(question)

    def event(self, event: EventId) -> Event | None:
        """An event as it will be."""
        over = self._over.get(("event", event))
        return over if isinstance(over, Event) else self._base.event(event)

    def questions(self, event: EventId) -> Sequence[Question]:
        """An event's questions as they will be, by number."""
        there = {it.id: it for it in self._base.questions(event)}
        there |= {it.id: it for it in self._over.values() if isinstance(it, Question) and it.event == event}
        return sorted(there.values(), key=lambda it: it.number)

    def speakers(self, event: EventId) -> Sequence[Speaker]:
        """Who spoke in a session, as it will be, by number."""
        there = {it.id: it for it in self._base.speakers(event)}
        there |= {it.id: it for it in self._over.values() if isinstance(it, Speaker) and it.event == event}
        return sorted(there.values(), key=lambda it: it.number)

    def said_in(self, event: EventId) -> Sequence[Contribution]:
        """Everything of an event, in whatever state, as it was said."""
        fresh = {it.id: None for it in self._over.values() if isinstance(it, Contribution) and it.event == event}
        return as_said(self.contributions(dict.fromkeys(self._base.names_of(event)) | fresh))

    def heard(self, listening: str) -> Listening | None:
        over = self._over.get(("listening", listening))
        return over if isinstance(over, Listening) else self._base.heard(listening)

    def last_heard(self, source: str) -> Listening | None:
        """How far a source was heard by whichever worker told us last."""
        over = [it for it in self._over.values() if isinstance(it, Listening) and it.source == source]
        return over[-1] if over else self._base.work.last_heard(source)

    def lease(self, stream: str) -> Lease | None:
        over = self._over.get(("lease", stream))
        return over if isinstance(over, Lease) else self._base.work.lease(stream)

    def upload(self, upload: str) -> Upload | None:
        over = self._over.get(("upload", upload))
        return over if isinstance(over, Upload) else self._base.work.upload(upload)

    def said(self, idea: IdeaId) -> Sequence[Contribution]:
        """Everything behind an idea, as it was said."""
        moved = self._moved.get(idea, {})
        if idea not in self._recalled.behind and self._base.has(idea):
            raise Lacking(Lack(behind={idea}))
        kept = [self._recalled.contributions[it] for it in self._recalled.behind.get(idea, ()) if it not in moved]
        fresh = [it for it in self.contributions(moved) if it.placed and it.placed.idea == idea]
        return as_said([*kept, *fresh])

    def added(self, idea: IdeaId) -> Sequence[Contribution] | None:
        """What came to an idea, as it was said; None where anything else became of what is behind it."""
        if idea in self._changed:
            return None
        return as_said(self.contributions(self._came.get(idea, ())))

    def put_counted(self, idea: Idea) -> None:
        """Lay over an idea that was counted anew in this draft, so that nothing is added to it twice."""
        self._changed.add(idea.id)
        self.put(idea)

    def stand(self, idea: IdeaId) -> Stand:
        """Who stood behind an idea before."""
        return self._base.stand(idea)

    def claim(self, contribution: ContributionId) -> Claim | None:
        over = self._over.get(("claim", contribution))
        return over if isinstance(over, Claim) else self._base.claim(contribution)

    def theme(self, theme: str) -> Theme | None:
        over = self._over.get(("theme", theme))
        return over if isinstance(over, Theme) else self._base.theme(theme)

    def matches(
        self,
        text: str,
        *,
        scope: str | None,
        lang: str | None,
        apart_from: Collection[str] = (),
        most: int = 3,
    ) -> Sequence[Any]:
        """The ideas that say the same or nearly, best first, leaving out some.

        Whoever has the same words hides who has nearly the same: one that is left out must not.
        """
        hiding: list[IdeaId] = []
        while True:
            found = self._base.alike.matches(text, scope=scope, lang=lang, limit=most + len(apart_from))
            left = [it for it in found if it.id not in apart_from]
            if left or not found:
                break
            for it in found:
                self._base.compare(it.id, None)
                hiding.append(it.id)
        for idea in hiding:
            self._base.compare(idea, self.idea(idea))
        return left[:most]
