"""Every number that is told of what was said, each defined once; docs/metrics.md has the same words, and a test says so.

Pure. Contributions go in as they were said or in any other order, part by part, and nothing of them is kept but counts and
voices. No number says how many people might have seen something: nobody who reads a network can know that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from bridge.records import (
    Becomes,
    ChallengeId,
    Contribution,
    ContributionId,
    Event,
    EventId,
    Idea,
    IdeaId,
    Kind,
    QuestionId,
    Relation,
    SourceName,
    State,
    Time,
    Via,
    VoiceKey,
)


class Dimension(StrEnum):
    """What a number is told by, beside its sum."""

    SOURCE = "source"
    QUESTION = "question"
    KIND = "kind"
    ROUTE = "route"  # how we came to hear of it
    REASON = "reason"


class Definition(NamedTuple):
    """What a number counts, in words for whoever reads it, and by what it can be told."""

    name: str
    title: str
    says: str
    by: tuple[Dimension, ...]


_OF_SAID = (Dimension.SOURCE, Dimension.QUESTION, Dimension.KIND, Dimension.ROUTE)
_OF_IDEAS = (Dimension.SOURCE, Dimension.QUESTION)
DEFINITIONS = (
    Definition(
        "contributions",
        "Contributions",
        "What was said or reposted, once each, by anyone, hosts too, and not taken back since. An edit is the same contribution.",
        _OF_SAID,
    ),
    Definition(
        "ideas",
        "Ideas",
        "Ideas that are shown: neither held, hidden, merged into another nor taken back. An idea that many say is one. By"
        " source it counts wherever somebody spoke for it, so these may add up to more.",
        _OF_IDEAS,
    ),
    Definition("experiences", "Experiences", "The same for experiences, which are never counted as ideas.", _OF_IDEAS),
    Definition(
        "voices",
        "Voices",
        "Different people who stand behind at least one idea or experience that is shown: they said it, said it too, reposted"
        " it or agreed. A remark on it is no voice, nor is anything that a host does. By kind it is that of the idea.",
        _OF_SAID,
    ),
    Definition(
        "participants",
        "Participants",
        "Different people who said or reposted anything that was not taken back, without hosts. One account or one speaker is"
        " one; the same person on two networks is two.",
        _OF_SAID,
    ),
    Definition(
        "interactions",
        "Interactions",
        "Reposts, words of agreement, and replies to or quotes of what another participant said; without hosts. An answer to"
        " a host is none. Votes, likes and views are never in it.",
        _OF_SAID,
    ),
    Definition(
        "read",
        "Read",
        "Contributions that somebody has marked as read, or decided about.",
        _OF_SAID,
    ),
    Definition(
        "unread",
        "Unread",
        "Contributions that somebody must still read. A host's words and a bare repost need no reading, and are in neither.",
        _OF_SAID,
    ),
    Definition("responded", "Responded to", "Contributions that somebody has answered, here or elsewhere.", _OF_SAID),
    Definition(
        "held",
        "Held for a check",
        "Contributions that nobody sees until a person has looked into them, by why they are held.",
        (*_OF_SAID, Dimension.REASON),
    ),
    Definition(
        "waiting",
        "Waiting to be published",
        "Contributions of reviewed events that nobody has published yet, but for hosts' words and what was set aside, answered"
        " or split.",
        _OF_SAID,
    ),
    Definition(
        "set_aside",
        "Set aside",
        "Contributions that a person set aside, by the reason given. They stay, and are in the contributions too.",
        (*_OF_SAID, Dimension.REASON),
    ),
    Definition("withdrawn", "Taken back", "Contributions that were deleted where they were said. In no other number.", _OF_SAID),
)  # fmt: skip
BY_NAME = {it.name: it for it in DEFINITIONS}
#: What is not published as itself.
_NOT_TO_PUBLISH = (Becomes.SET_ASIDE, Becomes.ANSWERED, Becomes.SPLIT)
#: Ways by which something came to us; a session's words came by its files.
_ROUTES = {Via.LIVE: "live", Via.ASKED: "asked", Via.CAPTURED: "captured"}
ROUTES = (*_ROUTES.values(), "session")
#: Where a dimension has no value: said to no question, or held by the rules and by nobody's decision.
NONE, RULES = "none", "rules"
_ORDER: Mapping[Dimension, Sequence[str]] = {
    Dimension.SOURCE: tuple(SourceName),
    Dimension.KIND: tuple(Kind),
    Dimension.ROUTE: ROUTES,
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Of what numbers are wanted; None and empty mean all. Of events that people publish, only what is `published`."""

    event: EventId | None = None
    challenge: ChallengeId | None = None
    question: QuestionId | None = None
    rehearsals: bool = False
    published: bool = False

    def sentence(self) -> str:
        """What was filtered, for whoever reads the number alone."""
        parts = [f"{name} {it}" for name in ("event", "challenge", "question") if (it := getattr(self, name))]
        if self.event is None and self.question is None:
            parts.append("rehearsals counted" if self.rehearsals else "without rehearsals")
        if self.published:
            parts.append("of what people publish, what is published")
        return ", ".join(parts)

    def events(self, there: Iterable[Event]) -> list[EventId]:
        """Which of these events count: a rehearsal where it is asked for, or something that was said in it."""
        named = self.event is not None or self.question is not None
        return [it.id for it in there if self.event in (None, it.id) and (named or self.rehearsals or not it.rehearsal)]


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """A number, with all that it takes to read it right. `by` tells it by each dimension that was asked for."""

    name: str
    value: int
    definition: str
    filter: str
    as_of: Time
    by: dict[str, dict[str, int]] = {}


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted of one thing: the sum, and by each of its dimensions."""

    value: int
    by: Mapping[Dimension, Mapping[str, int]]


class Cell(NamedTuple):
    """What is counted together: all that is told by any dimension."""

    source: str
    question: str
    kind: str
    route: str
    reason: str = ""


class Count:
    """Counts contributions as they are handed in, and the ideas that they stand behind."""

    def __init__(self, asked: Asked, ideas: Iterable[Idea], reviewed: Collection[EventId] = ()) -> None:
        self._asked = asked
        self._reviewed = reviewed
        self._ideas = {it.id: it for it in ideas}
        self._sums: defaultdict[str, Counter[Cell]] = defaultdict(Counter)
        self._people: defaultdict[str, defaultdict[Cell, set[VoiceKey]]] = defaultdict(lambda: defaultdict(set))
        #: By source the ideas that somebody spoke for there.
        self._spoken_for: defaultdict[str, set[IdeaId]] = defaultdict(set)
        self._hosts: set[ContributionId] = set()
        #: Replies and quotes, by what they are of: whether that is a host's is known in the end.
        self._replies: Counter[tuple[ContributionId, Cell]] = Counter()

    def add(self, said: Iterable[Contribution]) -> None:
        """Count some more of what was said."""
        for it in said:
            if it.kind is Kind.HOST:
                self._hosts |= {it.id, *it.aliases}
            idea = self._ideas.get(it.placed.idea) if it.placed else None
            if self._fits(it, idea):
                self._add(it, idea)

    def _fits(self, it: Contribution, idea: Idea | None) -> bool:
        asked, challenge = self._asked, idea.challenge if idea else it.challenge
        if asked.published and it.state is not State.LIVE and it.event in self._reviewed:
            return False
        return asked.challenge in (None, challenge) and asked.question in (None, it.question)

    def _add(self, it: Contribution, idea: Idea | None) -> None:
        sums, cell = self._sums, cell_of(it)
        if it.state is State.WITHDRAWN:
            sums["withdrawn"][cell] += 1
            return
        sums["contributions"][cell] += 1
        if it.read is not None:
            sums["read"][cell] += 1
        elif it.is_unread:
            sums["unread"][cell] += 1
        if is_answered(it):
            sums["responded"][cell] += 1
        if it.state is State.HELD:
            sums["held"][cell._replace(reason=reason_of(it) or RULES)] += 1
        elif it.event in self._reviewed and waits(it):
            sums["waiting"][cell] += 1
        if it.disposition is not None and it.disposition.becomes is Becomes.SET_ASIDE:
            sums["set_aside"][cell._replace(reason=reason_of(it) or NONE)] += 1
        if it.kind is not Kind.HOST:
            self._add_person(it, idea, cell)

    def _add_person(self, it: Contribution, idea: Idea | None, cell: Cell) -> None:
        self._people["participants"][cell].add(it.voice)
        relation = it.placed.relation if it.placed else None
        if idea and is_told(idea) and it.state is State.LIVE and relation not in (None, Relation.COMMENT):
            self._spoken_for[cell.source].add(idea.id)
            self._people["voices"][cell._replace(kind=idea.kind.value, question=idea.question or NONE)].add(it.voice)
        about = it.reply_to or it.quotes
        if it.reposts or it.kind is Kind.SUPPORT:
            self._sums["interactions"][cell] += 1
        elif about is not None:
            self._replies[about, cell] += 1

    def numbers(self) -> dict[str, Numbers]:
        """What was counted so far, by the name of its definition."""
        replies = Counter[Cell]()
        for (about, cell), count in self._replies.items():
            if about not in self._hosts:
                replies[cell] += count
        sums = {**self._sums, "interactions": self._sums["interactions"] + replies}
        found = {}
        for it in DEFINITIONS:
            if it.name in ("ideas", "experiences"):
                found[it.name] = self._told(Kind.IDEA if it.name == "ideas" else Kind.EXPERIENCE)
            elif it.name in ("voices", "participants"):
                found[it.name] = _different(self._people[it.name], it.by)
            else:
                found[it.name] = _summed(sums.get(it.name, Counter()), it.by)
        return found

    def _told(self, kind: Kind) -> Numbers:
        asked = self._asked
        there = [
            it
            for it in self._ideas.values()
            if is_told(it)
            and it.kind is kind
            and asked.challenge in (None, it.challenge)
            and asked.question in (None, it.question)
        ]
        names = {it.id for it in there}
        sources = {source: len(ideas & names) for source, ideas in self._spoken_for.items() if ideas & names}
        return Numbers(
            value=len(there),
            by={
                Dimension.SOURCE: _ordered(sources, Dimension.SOURCE),
                Dimension.QUESTION: _ordered(Counter(it.question or NONE for it in there), Dimension.QUESTION),
            },
        )


def cell_of(it: Contribution) -> Cell:
    """Where a contribution counts."""
    route = "session" if it.source is SourceName.SESSION else _ROUTES[it.via]
    return Cell(it.source.value, it.question or NONE, it.kind.value, route)


def is_told(idea: Idea) -> bool:
    """Whether it is shown, as an idea or an experience."""
    return idea.state is State.LIVE and idea.kind in (Kind.IDEA, Kind.EXPERIENCE)


def waits(it: Contribution) -> bool:
    """Whether it may still be published: a person has not said that it becomes nothing, or something else."""
    becomes = it.disposition.becomes if it.disposition else None
    return it.state is State.WAITING and it.kind is not Kind.HOST and becomes not in _NOT_TO_PUBLISH


def is_answered(it: Contribution) -> bool:
    done = it.disposition is not None and it.disposition.becomes is Becomes.ANSWERED
    return done or it.responded is not None


def reason_of(it: Contribution) -> str:
    return it.disposition.reason if it.disposition else ""


def metrics(numbers: Mapping[str, Numbers], asked: Asked, as_of: Time, by: Collection[Dimension]) -> tuple[Metric, ...]:
    """The numbers as they are told, each with its definition, its filter and the moment that it is of."""
    return tuple(
        Metric(
            name=it.name,
            value=numbers[it.name].value,
            definition=it.says,
            filter=asked.sentence(),
            as_of=as_of,
            by={name.value: dict(numbers[it.name].by[name]) for name in it.by if name in by},
        )
        for it in DEFINITIONS
    )


def _summed(counts: Mapping[Cell, int], by: Sequence[Dimension]) -> Numbers:
    told = {}
    for dimension in by:
        sums = Counter[str]()
        for cell, count in counts.items():
            sums[getattr(cell, dimension)] += count
        told[dimension] = _ordered(sums, dimension)
    return Numbers(value=sum(counts.values()), by=told)


def _different(people: Mapping[Cell, set[VoiceKey]], by: Sequence[Dimension]) -> Numbers:
    told = {}
    for dimension in by:
        sets = defaultdict[str, set[VoiceKey]](set)
        for cell, voices in people.items():
            sets[getattr(cell, dimension)] |= voices
        told[dimension] = _ordered({name: len(voices) for name, voices in sets.items()}, dimension)
    return Numbers(value=len(set[VoiceKey]().union(*people.values())), by=told)


def _ordered(counts: Mapping[str, int], dimension: Dimension) -> dict[str, int]:
    """In the order in which people know them; what has no value comes last."""
    order = _ORDER.get(dimension, ())
    names = sorted(counts, key=lambda it: (it in (NONE, RULES), order.index(it) if it in order else len(order), it))
    return {it: counts[it] for it in names}
