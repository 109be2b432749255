"""What of a chat was heard and what was not, in figures and in sentences that a host can paste into a report.

Pure. A minute is not heard while any gap of its network covers it, also if its posts were found afterwards: those are
told beside it. Of a network that is listened to at several servers, a gap at any of them counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bridge.records import Event, Gap, Hearing, Listening, SourceName, Time
from bridge.web.gaps import may_lack, outcome, overlapping
from bridge.web.sight import count, day
from bridge.web.sight import source as named
from bridge.web.standings import SILENCE, Stream, streams

#: The networks that can be listened to. What is said elsewhere is here only if a person has brought it.
NETWORKS = (SourceName.X, SourceName.BLUESKY, SourceName.MASTODON)
#: Gaps that a statement tells one by one; it sums up the rest, which the page lists.
TOLD = 5
_MINUTE = timedelta(minutes=1)
#: Why a source is not heard now. Its own words on that are for those who run it.
_CAUSES = {
    Hearing.CONNECTING: "not connected yet",
    Hearing.LISTENING: "no sign of life",
    Hearing.WAITING: "connection lost",
    Hearing.PAUSED: "reading is paused",
    Hearing.REFUSED: "the network refuses us",
    Hearing.RESTING: "it was not opened",
}

#: In the id of a gap that a search for the whole chat found when it was over: the network was heard, and not all of it.
_SWEEP = "/sweep/"

Span = tuple[datetime, datetime]
#: A span that may still go on.
Open = tuple[datetime, datetime | None]


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which a network was not heard, as far as posts count then. Without `to_at` it goes on.

    `seconds` are all of it, `live_seconds` those within the chat itself. `gap` is the id of its record, once there is
    one, and `server` says where, if the network is listened to at several. With `in_part` it was heard, yet not all of it.
    """

    source: SourceName
    from_at: Time
    to_at: Time | None
    seconds: float
    live_seconds: float
    cause: str
    recovered: int = 0
    is_open: bool = True
    lacks: str = ""
    gap: str | None = None
    server: str = ""
    in_part: bool = False


class NetworkCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a chat was heard of one network: `heard_seconds` of the `live_seconds` that have passed of it."""

    source: SourceName
    name: str
    live_seconds: float
    heard_seconds: float
    missed: tuple[Missed, ...]
    statement: str


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What of an event was heard, as of a moment. `statement` says all of it, a line a network; `unknown` cannot be said."""

    event: str
    as_of: Time
    networks: tuple[NetworkCoverage, ...] = ()
    not_listened_to: tuple[SourceName, ...] = ()
    unknown: tuple[str, ...] = ()
    statement: str = ""


class _Times(msgspec.Struct, frozen=True, kw_only=True):
    """A chat's times in UTC: the difference of two local times is wrong where the clocks change between them."""

    opens_at: datetime
    closes_at: datetime
    late_until: datetime
    now: datetime
    zone: str

    @property
    def counting(self) -> Span:
        return self.opens_at, min(self.now, self.late_until)

    @property
    def live(self) -> Span:
        return self.opens_at, min(self.now, self.closes_at)

    @property
    def is_over(self) -> bool:
        return self.now >= self.late_until


def coverage(event: Event, listening: Sequence[Listening], gaps: Sequence[Gap], now: datetime, zone: str) -> Coverage:
    """What of an event was heard up to now. Clock times are those of `zone`."""
    told = Coverage(event=event.id, as_of=now)
    if event.type != "chat":
        says = "A session is not listened to: what was said comes from its documents, and each tells what was not read."
        return msgspec.structs.replace(told, statement=says)
    at = _Times(
        opens_at=event.opens_at.astimezone(UTC),
        closes_at=event.closes_at.astimezone(UTC),
        late_until=event.late_until.astimezone(UTC),
        now=now.astimezone(UTC),
        zone=zone,
    )
    if at.now <= at.opens_at:
        return msgspec.structs.replace(told, statement="The chat has not begun yet.")
    there = overlapping(event, gaps)
    all_streams = [it for it in streams(listening) if _was_set_up(it, at)]
    networks, absent, unnoted = [], [], []
    for name in NETWORKS:
        mine = [it for it in all_streams if it.network is name]
        lost = [it for it in there if it.source is name]
        if not mine and not lost:
            absent.append(name)
            continue
        networks.append(_network(name, mine, lost, at))
        if not mine or any(it.begun_at is None for it in mine):
            unnoted.append(name)
    if event.rehearsal and not networks:
        says = "This is a rehearsal: its posts are made up, and no network was listened to."
        return msgspec.structs.replace(told, statement=says)
    unknown = _unknown(unnoted)
    sentences = [*(it.statement for it in networks), *_not_listened_to(absent), *unknown]
    return msgspec.structs.replace(
        told,
        networks=tuple(networks),
        not_listened_to=tuple(absent),
        unknown=unknown,
        statement="\n".join(sentences),
    )


def _was_set_up(stream: Stream, at: _Times) -> bool:
    """Whether somebody listened, or tried to. A source that was taken out of the settings says no more."""
    return bool(stream.told_at and stream.told_at > at.opens_at) and (stream.begun_at or at.opens_at) < at.late_until


def _network(name: SourceName, mine: Sequence[Stream], lost: Sequence[Gap], at: _Times) -> NetworkCoverage:
    several = len(mine) > 1
    missed = [_of_gap(it, mine if several else (), at) for it in lost]
    for stream in mine:
        unheard = [*_before(stream, lost, at), *_until_now(stream, at)]
        server = stream.source.partition("/")[2] if several else ""
        missed += [_missed(name, span, at, cause=cause, server=server) for span, cause in unheard]
    missed.sort(key=lambda it: it.from_at)
    live = _seconds([at.live])
    heard = live - _seconds(_within([(it.from_at, it.to_at or at.now) for it in missed if not it.in_part], at.live))
    return NetworkCoverage(
        source=name,
        name=named(name.value),
        live_seconds=live,
        heard_seconds=heard,
        missed=tuple(missed),
        statement=_statement(named(name.value), live, heard, missed, at),
    )


def _of_gap(gap: Gap, mine: Sequence[Stream], at: _Times) -> Missed:
    span = gap.from_at.astimezone(UTC), gap.to_at.astimezone(UTC)
    server = next((it.source.partition("/")[2] for it in mine if gap.id.startswith(f"{it.source}/")), "")
    missed = _missed(gap.source, span, at, cause=gap.cause.strip().removesuffix("."), server=server)
    return msgspec.structs.replace(
        missed,
        gap=gap.id,
        recovered=gap.recovered,
        is_open=gap.is_open,
        lacks=gap.lacks.strip(),
        in_part=_SWEEP in gap.id,
    )


def _before(stream: Stream, lost: Sequence[Gap], at: _Times) -> list[tuple[Open, str]]:
    """A chat that had begun before it was listened to, unless the source has told that as a gap."""
    begun = stream.begun_at
    if begun is None or begun <= at.opens_at or any(it.from_at < begun for it in lost):
        return []
    return [((at.opens_at, begun.astimezone(UTC)), "nobody listened to it yet")]


def _until_now(stream: Stream, at: _Times) -> list[tuple[Open, str]]:
    """A source from which nothing comes has told no gap yet: it does when it is back."""
    hearing, until = stream.hearing, stream.heard_until and stream.heard_until.astimezone(UTC)
    cause = _CAUSES[hearing or Hearing.LISTENING]
    if at.is_over:
        if hearing is Hearing.RESTING or until is None or at.late_until - until <= SILENCE:
            return []
        return [((until, at.late_until), "no sign of life after that")]
    if until is not None and at.now - until <= SILENCE and hearing in (None, Hearing.LISTENING):
        return []
    return [((until or at.opens_at, None), cause)]


def _missed(name: SourceName, span: Open, at: _Times, *, cause: str, server: str) -> Missed:
    """The part of a span in which posts count."""
    first, last = at.counting
    whole = max(first, span[0]), min(last, span[1] or last)
    return Missed(
        source=name,
        from_at=whole[0],
        to_at=whole[1] if span[1] else None,
        seconds=_seconds([whole]),
        live_seconds=_seconds(_within([whole], at.live)),
        cause=cause,
        server=server,
    )


def _within(spans: Iterable[Span], bounds: Span) -> list[Span]:
    """The spans within bounds, in order, with those that overlap made one."""
    joined: list[Span] = []
    for one, other in sorted(spans):
        first, last = max(one, bounds[0]), min(other, bounds[1])
        if first >= last:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _seconds(spans: Iterable[Span]) -> float:
    return sum(max(0.0, (last - first).total_seconds()) for first, last in spans)


# In words.


def _statement(name: str, live: float, heard: float, missed: Sequence[Missed], at: _Times) -> str:
    so_far = " so far" if at.now < at.late_until else ""
    of_live = round(live / 60)
    if not missed:
        first = f"{name} was heard throughout{so_far}."
    elif all(it.in_part for it in missed):
        first = f"{name} was listened to throughout{so_far}."
    elif heard == live:
        first = f"{name} was heard throughout the chat itself{' so far' if at.now < at.closes_at else ''}."
    elif heard == 0:
        first = f"{name} was not heard{so_far}."
    else:
        so_far = " so far" if at.now < at.closes_at else ""
        first = f"{name} was heard for {round(heard) // 60} of {count(of_live, 'minute')}{so_far}."
    return " ".join([first, *(_sentence(it, at) for it in missed[:TOLD]), *_rest(missed[TOLD:])])


def _rest(missed: Sequence[Missed]) -> list[str]:
    if not missed:
        return []
    lacking = sum(may_lack(it) for it in missed)
    still = f"; of {lacking} something may be missing" if lacking else ", of which all that the network has was found"
    return [f"There {'was' if len(missed) == 1 else 'were'} {count(len(missed), 'more gap')}{still}."]


def _sentence(it: Missed, at: _Times) -> str:
    who = it.server or "it"
    if it.to_at is None:
        return f"Since {_moment(it.from_at, at)} {who} is not heard ({it.cause}); {outcome(it)}."
    was_not = "not all was heard" if it.in_part else f"{who} was not"
    exact = it.to_at - it.from_at < _MINUTE
    to = _moment(it.to_at, at, beside=it.from_at, exact=exact)
    return f"From {_moment(it.from_at, at, exact=exact)} to {to} {was_not} ({it.cause}); {outcome(it)}."


def _moment(moment: datetime, at: _Times, *, beside: datetime | None = None, exact: bool = False) -> str:
    """A clock time; with its day where that is not the chat's, and its zone where the clocks change meanwhile."""
    local, opens, late = (it.astimezone(ZoneInfo(at.zone)) for it in (moment, at.opens_at, at.late_until))
    that_day = day(moment, at.zone)
    on = "" if that_day == day(beside or at.opens_at, at.zone) else f"{that_day}, "
    changes = opens.utcoffset() != late.utcoffset()
    hour = f"{local:%H:%M:%S}" if exact else f"{local:%H:%M}"
    return f"{on}{hour} {local:%Z}" if changes else f"{on}{hour}"


def _not_listened_to(absent: Sequence[SourceName]) -> list[str]:
    if not absent:
        return []
    return [f"{_names(absent)} {'was' if len(absent) == 1 else 'were'} not listened to."]


def _unknown(unnoted: Sequence[SourceName]) -> tuple[str, ...]:
    if not unnoted:
        return ()
    return (f"It was not noted when listening to {_names(unnoted)} began.",)


def _names(networks: Sequence[SourceName]) -> str:
    *first, last = (named(it.value) for it in networks)
    return f"{', '.join(first)} and {last}" if first else last
