"""Lays the documents of one session together: one meeting, however many files tell of it.

What is masked, who is who and what stays the same thing said are told from all of them. A file that holds most of an
earlier one's words in their order is that one corrected, or the same meeting in another format: it replaces it, and what
was said keeps its identity. Any other file adds to the session; what it repeats is the same thing said, not another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from statistics import median

import msgspec

from bridge.documents import speakers
from bridge.documents.alignment import Line, corrected_lines, equal_lines
from bridge.documents.attendance import People
from bridge.documents.read import Document, arrivals, named, telling
from bridge.records import Act, Arrival, EventId, NativeId

#: A file replaces an earlier one of which it holds this much, if that is also this much of its own.
_MOST, _ITS_OWN = 0.6, 0.35
#: Words from which a sentence tells files apart: "yes" and "thank you" stand in all of them.
_TELLING = 4
#: Sentences that show by themselves that two files tell of one meeting. Fewer do so only for a file of the same name:
#: two rooms may well note the same three lines.
_SHOWS = 8
#: Sentences in common from which the clock of one file is told from another's.
_SAME_CLOCK = 3


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a session."""

    upload: str
    received_at: datetime
    document: Document


class Laid(msgspec.Struct, frozen=True, kw_only=True):
    """What a part is in its session.

    `arrivals` are one for each sentence of its turns, in order; none for a part that is replaced. `taken_back` stood
    only in the parts that it replaces. `corrected` are those arrivals that were said in other words there, or by somebody else.
    """

    upload: str
    arrivals: tuple[Arrival, ...]
    taken_back: tuple[Arrival, ...] = ()
    corrected: frozenset[NativeId] = frozenset()


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session's parts, in the order in which they were given.

    `replaced` says by upload which other one took its place. `names` are not to stand in what anybody said;
    `facilitators` are authors of arrivals.
    """

    parts: tuple[Laid, ...]
    replaced: dict[str, str]
    names: tuple[str, ...]
    facilitators: frozenset[str]


def lay_together(
    parts: Sequence[Part], people: Sequence[People] = (), *, session: EventId, began_at: datetime, zone: tzinfo
) -> Session:
    """Make one session of its parts, in the order of their upload.

    `began_at` is second 0 of a part that has no date of its own; a date without a zone is told in `zone`.
    """
    pages: list[_Page] = []
    for part in parts:
        page = _Page(part)
        standing = [it for it in pages if it.heir is None]
        shared = [equal_lines(before.lines, page.lines) for before in standing]
        page.begin(_began(page, standing, shared, began_at, zone), session)
        for before, equal in reversed(list(zip(standing, shared, strict=True))):
            if page.replaces(before, equal):
                before.heir = page
                page.take_over(before, equal)
        page.settle()
        pages.append(page)
    there = (name for part in parts for name in named(part.document))
    names = speakers.masks((*there, *(name for it in people for name in it.names)))
    numbers: dict[str, int] = {}
    for author in (it.author for page in pages for it in page.arrivals if it.author):
        numbers.setdefault(author, len(numbers) + 1)
    alive = {it.id for page in pages if page.heir is None for it in page.arrivals}
    return Session(
        parts=tuple(_laid(page, pages, names, numbers, alive) for page in pages),
        replaced={page.upload: page.last.upload for page in pages if page.heir is not None},
        names=names,
        facilitators=frozenset(speakers.key(name) for it in people for name in it.facilitators),
    )


class _Page:
    """A part while it is laid to the others."""

    def __init__(self, part: Part) -> None:
        self.upload = part.upload
        self.document = part.document
        self.received_at = part.received_at
        turns = [(turn, text) for turn in part.document.turns for text in turn.sentences]
        self.lines = [Line(speakers.key(turn.speaker), telling(part.document, turn, text)) for turn, text in turns]
        self.seconds = [turn.from_s for turn, _ in turns]
        self.written = 2 * sum(turn.written for turn, _ in turns) > len(turns)
        self.telling = _telling(self.lines)
        self.began_at: datetime
        self.arrivals: list[Arrival] = []
        self.corrected: set[NativeId] = set()
        self.taken: dict[int, Arrival] = {}  # by line, as what else it stands
        self.heir: _Page | None = None

    @property
    def last(self) -> _Page:
        """The part that stands for it in the end."""
        page = self
        while page.heir is not None:
            page = page.heir
        return page

    @property
    def moments(self) -> list[float]:
        return [second for turn in self.document.turns for second in (turn.from_s, turn.to_s) if second is not None]

    def begin(self, began_at: datetime, session: EventId) -> None:
        self.began_at = began_at
        self.arrivals = list(
            arrivals(
                self.document,
                session=session,
                document_id=self.upload,
                said_at=began_at,
                received_at=self.received_at,
            )
        )

    def replaces(self, before: _Page, equal: Sequence[tuple[int, int]]) -> bool:
        """Whether it is the other one corrected, or another file of the same meeting."""
        if self.written is not before.written or not before.telling:
            return False
        if self.written:  # the notes of a board come in any order
            ours, theirs = (Counter(page.lines[at].words for at in page.telling) for page in (self, before))
            held = (ours & theirs).total()
        else:
            held = sum(1 for e, _ in equal if e in before.telling)
        enough = held >= _SHOWS or self.document.origin == before.document.origin
        return enough and held >= _MOST * len(before.telling) and held >= _ITS_OWN * len(self.telling)

    def take_over(self, before: _Page, equal: Sequence[tuple[int, int]]) -> None:
        """Let each line be what it was in the earlier part: first the equal ones, then moved ones, then corrected ones."""
        gone = {it.id for it in self.taken.values()}
        same = [(e, at) for e, at in equal if self._may_be(before, e, at) and before.arrivals[e].id not in gone]
        for e, at in same:
            self.taken[at] = before.arrivals[e]
        gone = {it.id for it in self.taken.values()}
        free = {it.id: it for it in before.arrivals if it.id not in gone}
        for at, natural in enumerate(self.arrivals):
            if at not in self.taken and natural.id in free:
                self.taken[at] = free.pop(natural.id)
        for e, at in corrected_lines(before.lines, self.lines, same):
            if at not in self.taken and before.arrivals[e].id in free:
                self.taken[at] = free.pop(before.arrivals[e].id)

    def settle(self) -> None:
        """Give each line the identity it has had; a new one that would have another's gets one of its own."""
        used = {it.id for it in self.taken.values()}
        naturals = [it.id for it in self.arrivals]
        for at, natural in enumerate(self.arrivals):
            if at in self.taken:
                was = self.taken[at]
                now = msgspec.structs.replace(natural, id=was.id, author=natural.author or was.author)
                if was.id != natural.id or was.text != now.text:
                    self.corrected.add(was.id)
                self.arrivals[at] = now
                continue
            identity, again = natural.id, 1
            while identity in used:
                again += 1
                identity = NativeId(f"{natural.id}/{again}")
            used.add(identity)
            if again > 1:
                self.arrivals[at] = msgspec.structs.replace(natural, id=identity)
        last = dict(zip(naturals, (it.id for it in self.arrivals), strict=True))
        self.arrivals = [
            msgspec.structs.replace(it, reply_to=last[it.reply_to]) if it.reply_to else it for it in self.arrivals
        ]

    def _may_be(self, before: _Page, e: int, at: int) -> bool:
        """Whether equal words are the same thing said: whoever said the few words that all say must be the same."""
        one, other = before.lines[e], self.lines[at]
        named = one.author and other.author and one.author != other.author
        return at not in self.taken and not (named and _words(one) < _TELLING)


def _laid(
    page: _Page, pages: Sequence[_Page], names: tuple[str, ...], numbers: dict[str, int], alive: set[NativeId]
) -> Laid:
    if page.heir is not None:
        return Laid(upload=page.upload, arrivals=())
    lost = {it.id: it for before in pages if before.last is page for it in before.arrivals if it.id not in alive}
    said = tuple(
        msgspec.structs.replace(it, names=names, pseudonym=f"Speaker {numbers[it.author]}" if it.author else None)
        for it in page.arrivals
    )
    return Laid(
        upload=page.upload,
        arrivals=said,
        taken_back=tuple(msgspec.structs.replace(it, act=Act.DELETED, text="", names=()) for it in lost.values()),
        corrected=frozenset(page.corrected),
    )


def _began(
    page: _Page, pages: Sequence[_Page], shared: Sequence[list[tuple[int, int]]], began_at: datetime, zone: tzinfo
) -> datetime:
    """When second 0 of a part was: by its date, by what it has in common with another, after the first half of a call."""
    date = page.document.date
    if date is not None:
        return date if date.tzinfo else date.replace(tzinfo=zone)
    moments = page.moments
    if not moments:
        return began_at
    for before, equal in zip(reversed(pages), reversed(shared), strict=True):
        if apart := _apart(before, page, equal):
            return before.began_at + apart
    spoken = [it for it in pages if not it.written and it.moments] if not page.written else []
    end = max((it.began_at + timedelta(seconds=max(it.moments)) for it in spoken), default=began_at)
    return end if began_at + timedelta(seconds=min(moments)) < end else began_at


def _apart(before: _Page, page: _Page, equal: Sequence[tuple[int, int]]) -> timedelta | None:
    """How much later a part's second 0 is than another's, by the sentences that both hold."""
    apart = []
    for e, at in equal:
        one, other = before.seconds[e], page.seconds[at]
        if one is not None and other is not None and _words(page.lines[at]) >= _TELLING:
            apart.append(one - other)
    return timedelta(seconds=round(median(apart), 3)) if len(apart) >= _SAME_CLOCK else None


def _telling(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that tell a file apart; all of them where hardly any has that many words, as on a board."""
    long = frozenset(at for at, line in enumerate(lines) if _words(line) >= _TELLING)
    return long if 2 * len(long) >= len(lines) or len(long) >= _SHOWS else frozenset(range(len(lines)))


def _words(line: Line) -> int:
    return line.words.count(" ") + 1
