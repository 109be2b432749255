"""A gap in words: what was found of it afterwards, what may be missing, and which gaps concern whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from bridge.records import Event, Gap, SourceName
from bridge.web.sight import count
from bridge.web.sight import source as named


class Stretch(Protocol):
    """A time in which a network was not heard, in whole or as far as it concerns an event."""

    @property
    def source(self) -> SourceName: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def to_at(self) -> datetime | None: ...
    @property
    def cause(self) -> str: ...
    @property
    def recovered(self) -> int: ...
    @property
    def is_open(self) -> bool: ...
    @property
    def lacks(self) -> str: ...


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch for people, in sentences without their full stops. `colour` is of the state's tag, which says it, too."""

    name: str
    from_at: datetime
    to_at: datetime | None
    cause: str
    outcome: str
    state: str
    colour: str


def may_lack(it: Stretch) -> bool:
    """Whether something that was said then may not be here."""
    return it.is_open or bool(it.lacks)


def outcome(it: Stretch) -> str:
    """What was found afterwards, and what may be missing."""
    found = f"{count(it.recovered, 'post')} of that time {'was' if it.recovered == 1 else 'were'} found afterwards"
    missing = f"{it.lacks or 'more'} may be missing"
    if it.to_at is None:
        return "what is said now may be missing"
    if it.recovered:
        return f"{found}, {missing}" if may_lack(it) else found
    if it.is_open:
        return missing if it.lacks else "what was said then may be missing"
    return f"no post of that time was found afterwards, {missing}" if it.lacks else "nothing more was found afterwards"


def told(it: Stretch, server: str = "") -> Told:
    """A stretch for a page."""
    name = named(it.source.value)
    state, colour = (
        ("Open", "red") if it.is_open else ("Recovered in part", "yellow") if it.lacks else ("Recovered", "green")
    )
    return Told(
        name=f"{name} ({server})" if server else name,
        from_at=it.from_at,
        to_at=it.to_at,
        cause=_begun(it.cause.strip().removesuffix(".")),
        outcome=_begun(outcome(it)),
        state=state,
        colour=colour,
    )


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def overlapping(event: Event, gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps that fall into the time in which an event's posts count; into a session, none does."""
    if event.type != "chat":
        return []
    return [it for it in gaps if it.from_at < event.late_until and it.to_at > event.opens_at]


def recent(gaps: Sequence[Gap], now: datetime) -> list[Told]:
    """Open gaps of the last day, the newest first; the sources page has all."""
    return [told(it) for it in reversed(gaps) if it.is_open and now - it.to_at < timedelta(days=1)]


def open_first(gaps: Sequence[Gap]) -> list[Told]:
    """All of them: open ones before the others, each the newest first."""
    newest_first = gaps[::-1]
    return [told(it) for it in sorted(newest_first, key=lambda it: not it.is_open)]
