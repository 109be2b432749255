"""The queue of an event as those see it who work through it: filtered, counted and paged, the oldest first.

Pure: what is known goes in, what a page or a program reads comes out. A page of it goes on after the last entry of the one
before, so that nothing moves when an entry leaves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec

from bridge.errors import UnreadableError
from bridge.records import (
    Becomes,
    Contribution,
    ContributionId,
    Idea,
    IdeaId,
    Kind,
    QuestionId,
    Relation,
    SourceName,
    State,
    Suggestion,
)

#: Entries of one answer, and at most.
PAGE, MOST = 100, 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: What wants no answer: ours, greetings, and votes.
_QUIET = (Kind.HOST, Kind.CHATTER, Kind.SUPPORT)


class Wanted(StrEnum):
    """Which entries are asked for by what is still to be done with them."""

    ALL = "all"
    UNREAD = "unread"
    HELD = "held"
    SUGGESTED = "suggested"  # it opened an idea that may say the same as another
    UNDECIDED = "undecided"  # the rules leave it to a person: it waits, is held or suggested, or asks something
    ASSIGNED = "assigned"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to see of a queue; None and empty mean all. Entries come `after` a mark (`mark`)."""

    question: QuestionId | None = None
    kind: Kind | None = None
    source: SourceName | None = None
    state: Wanted = Wanted.ALL
    assigned_to: str = ""
    after: tuple[int, str] | None = None
    limit: int = PAGE


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What was said, the idea behind which it stands, what that idea may say the same as, and the last act about it.

    `version` is what a doer gives back as `seen`: the id of that act, empty where no person decided.
    """

    contribution: Contribution
    idea: Idea | None = None
    suggestions: tuple[Suggestion, ...] = ()
    version: str = ""

    @property
    def id(self) -> ContributionId:
        return self.contribution.id

    @property
    def is_unread(self) -> bool:
        return self.contribution.is_unread

    @property
    def is_held(self) -> bool:
        return self.contribution.state is State.HELD

    @property
    def is_suggested(self) -> bool:
        return bool(self.suggestions) and self.contribution.disposition is None

    @property
    def is_unanswered(self) -> bool:
        it = self.contribution
        is_done = it.disposition is not None and it.disposition.becomes is Becomes.ANSWERED
        return it.responded is None and not is_done and it.kind not in _QUIET

    @property
    def is_undecided(self) -> bool:
        it = self.contribution
        if it.disposition is not None:
            return False
        asks = it.kind is Kind.QUESTION and it.responded is None
        # A host's words are nothing to publish, and a bare repost goes with what it reposts.
        waits = it.state is State.WAITING and it.kind is not Kind.HOST and it.reposts is None
        return waits or it.state is State.HELD or bool(self.suggestions) or asks

    def is_wanted(self, wanted: Wanted) -> bool:
        match wanted:
            case Wanted.UNREAD:
                return self.is_unread
            case Wanted.HELD:
                return self.is_held
            case Wanted.SUGGESTED:
                return self.is_suggested
            case Wanted.UNDECIDED:
                return self.is_undecided
            case Wanted.ASSIGNED:
                return bool(self.contribution.assigned)
            case Wanted.ALL:
                return True


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a queue; `matching` is how many the filter lets through in all, `next` the mark of the next part."""

    entries: tuple[Entry, ...]
    matching: int
    next: str | None = None


def entries_of(said: Iterable[Contribution], ideas: Mapping[IdeaId, Idea]) -> list[Entry]:
    """Everything that was said, the oldest first, each with what stands behind it.

    Of an idea's suggestions only what opened it tells: a hundred who agreed would tell them a hundred times.
    """
    found = []
    for it in sorted(said, key=place_of):
        idea = ideas.get(it.placed.idea) if it.placed else None
        is_first = it.placed is not None and it.placed.relation is Relation.FIRST
        suggestions = idea.suggestions if idea and is_first and idea.state is not State.MERGED else ()
        found.append(Entry(contribution=it, idea=idea, suggestions=suggestions, version=version_of(it)))
    return found


def version_of(it: Contribution) -> str:
    return it.disposition.act if it.disposition else ""


def filtered(entries: Iterable[Entry], asked: Filter) -> list[Entry]:
    """Those that fit, on whatever part."""
    wanted_of = asked.assigned_to.casefold()
    return [
        it
        for it in entries
        if asked.question in (None, it.contribution.question)
        and asked.kind in (None, it.contribution.kind)
        and asked.source in (None, it.contribution.source)
        and (not wanted_of or it.contribution.assigned.casefold() == wanted_of)
        and it.is_wanted(asked.state)
    ]


def page_of(fitting: Sequence[Entry], asked: Filter) -> Page:
    """The part that is asked for."""
    later = [it for it in fitting if asked.after is None or place_of(it.contribution) > asked.after]
    shown = later[: asked.limit]
    return Page(
        entries=tuple(shown),
        matching=len(fitting),
        next=mark(shown[-1].contribution) if len(later) > len(shown) else None,
    )


def counts(entries: Collection[Entry]) -> dict[str, int]:
    """Of the whole event, whatever the filter."""
    found = {it.value: sum(entry.is_wanted(it) for entry in entries) for it in Wanted}
    return found | {"unanswered": sum(it.is_unanswered for it in entries)}


def bar(entries: Collection[Entry]) -> dict[str, int]:
    """The same in four parts that make up the whole: held, else unread, else read by somebody; the rest needs no reading."""
    held = sum(it.is_held for it in entries)
    unread = sum(it.is_unread and not it.is_held for it in entries)
    read = sum(it.contribution.read is not None and not it.is_held for it in entries)
    return {"read": read, "no_reading": len(entries) - held - unread - read, "unread": unread, "held": held}


def place_of(it: Contribution) -> tuple[int, str]:
    """Its place in every queue: when it was said, in microseconds since 1970, and its id."""
    return (it.said_at - _EPOCH) // _MICROSECOND, it.id


def mark(it: Contribution) -> str:
    """The same in one word."""
    return "{}~{}".format(*place_of(it))


def read_mark(text: str) -> tuple[int, str] | None:
    """Raises `UnreadableError`."""
    moment, tilde, id_ = text.partition("~")
    if not text:
        return None
    if not tilde or not moment.removeprefix("-").isdecimal() or len(moment) > 20:
        raise UnreadableError(f"after: give what an answer had as `next`, or nothing; got {text[:40]!r}")
    return int(moment), id_


def read_filter(query: Mapping[str, str], *, limit: int = PAGE) -> Filter:
    """Read a queue's query; an empty value asks for all. Raises `UnreadableError`."""
    said = query.get("limit", "") or str(limit)
    if not said.isascii() or not said.isdecimal() or not 1 <= int(said[:9]) <= MOST:
        raise UnreadableError(f"limit: a number from 1 to {MOST}, got {said[:20]!r}")
    kind = _among("kind", query.get("kind", ""), Kind)
    source = _among("source", query.get("source", ""), SourceName)
    return Filter(
        question=QuestionId(query.get("question", "")) or None,
        kind=Kind(kind) if kind else None,
        source=SourceName(source) if source else None,
        state=Wanted(_among("state", query.get("state", ""), Wanted) or "all"),
        assigned_to=query.get("assigned_to", "").strip()[:80],
        after=read_mark(query.get("after", "")),
        limit=int(said),
    )


def _among(name: str, said: str, words: Iterable[str]) -> str:
    there = [str(it) for it in words]
    if said and said not in there:
        raise UnreadableError(f"{name}: {said[:40]!r} is none of {', '.join(there)}")
    return said
