"""How each source stands, in words and with what to do, from what all workers told of it.

Pure. Several workers may have listened to one source, one after the other: what they told is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from bridge.records import Condition, Event, Hearing, Listening, SourceName, network_of
from bridge.web.sight import clock, count, day
from bridge.web.sight import source as named

#: A source that shows no sign of life for so long is said to be silent: they all tell how they stand every few seconds.
SILENCE = timedelta(minutes=5)
#: One that is paused or refused is told of for so long after it was last heard of; it may be set up no more.
RECENT = timedelta(days=1)
#: How a source stands that says so all the time; what the others said last is true until they say something else.
_SAID_ALL_THE_TIME = (Hearing.CONNECTING, Hearing.LISTENING, Hearing.WAITING)
_NEEDS_A_PERSON = (Hearing.PAUSED, Hearing.REFUSED)
_WORDS = {
    Hearing.CONNECTING: "Connecting",
    Hearing.LISTENING: "Listening",
    Hearing.WAITING: "Lost, and tried again by itself",
    Hearing.PAUSED: "Paused: a person must decide",
    Hearing.REFUSED: "Refused: our access must be mended",
    Hearing.RESTING: "Resting: no chat is on",
}
#: What to do where the source itself does not say it.
_ADVICE = {
    Hearing.PAUSED: "Raise what it may cost, or top up its credits. It goes on by itself then.",
    Hearing.REFUSED: "Put a good token into the settings and start the listener again.",
}
_SILENT_ADVICE = "See that its worker runs and that this machine reaches the network."
#: Of the design system's tags; the words beside them say the same.
_COLOURS = {
    Hearing.CONNECTING: "yellow",
    Hearing.LISTENING: "green",
    Hearing.WAITING: "orange",
    Hearing.PAUSED: "red",
    Hearing.REFUSED: "red",
    Hearing.RESTING: "grey",
}


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One source, whoever listened to it: since when, and its last sign of life; None for what was not noted."""

    source: str
    network: SourceName | None
    condition: Condition | None
    told_at: datetime | None
    begun_at: datetime | None
    heard_until: datetime | None

    @property
    def hearing(self) -> Hearing | None:
        """How it said that it stands; None for one that never says it."""
        return self.condition.hearing if self.condition else None

    def is_silent(self, now: datetime) -> bool:
        """Whether it shows no sign of life although it should."""
        if self.hearing in _NEEDS_A_PERSON:
            return False
        return self.heard_until is not None and now - self.heard_until > SILENCE


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A source for those who run it: how it stands, what to do, and what it has done so far."""

    source: str
    name: str
    words: str
    colour: str
    advice: str
    facts: tuple[str, ...]


class Amiss(msgspec.Struct, frozen=True, kw_only=True):
    """A source from which nothing comes now. `what` happened, in words; what to do is for those who run it."""

    name: str
    what: str
    advice: str


def stream_name(source: str) -> str:
    """What people call a source: its network, and the server where there may be several."""
    where = network_of(source)
    first, _, server = source.partition("/")
    if first == "recheck":
        return f"Check of stored posts at {named(server)}"
    if where is None:
        return source[:1].upper() + source[1:]
    return f"{named(where.value)} ({server})" if server else named(where.value)


def streams(listening: Sequence[Listening]) -> list[Stream]:
    """Every source once, by name."""
    by_source: dict[str, list[Listening]] = {}
    for it in listening:
        by_source.setdefault(it.source, []).append(it)
    return [_joined(name, rows) for name, rows in sorted(by_source.items())]


def _joined(name: str, rows: Sequence[Listening]) -> Stream:
    conditions = [it.condition for it in rows if it.condition]
    signs = [at for it in rows if (at := _last_sign(it))]
    told = [it.heard_at for it in rows if it.heard_at]
    begun: list[datetime | None] = [it.begun_at for it in rows]
    return Stream(
        source=name,
        network=network_of(name),
        condition=max(conditions, key=lambda it: it.at, default=None),
        told_at=max(told, default=None),
        begun_at=None if None in begun else min(it for it in begun if it),
        heard_until=max(signs, default=None),
    )


def _last_sign(row: Listening) -> datetime | None:
    """When the network was last known to be there; a worker may tell how a source stands without having heard it."""
    if row.condition is None:
        return row.heard_at
    if row.condition.last_byte_at is None and row.condition.hearing is Hearing.LISTENING:
        return row.condition.at
    return row.condition.last_byte_at


def standings(listening: Sequence[Listening], now: datetime, zone: str) -> list[Standing]:
    """Of the sources that listen to a network."""
    return [standing(it, now, zone) for it in streams(listening) if it.network]


def standing(stream: Stream, now: datetime, zone: str) -> Standing:
    """How one source stands."""
    condition = stream.condition
    words, colour, advice = _words(stream, now, zone)
    return Standing(
        source=stream.source,
        name=stream_name(stream.source),
        words=words,
        colour=colour,
        advice=advice,
        facts=_facts(condition, now, zone) if condition else (),
    )


def _words(stream: Stream, now: datetime, zone: str) -> tuple[str, str, str]:
    """How it stands, the colour of that, and what to do."""
    condition = stream.condition
    if condition is None:
        if stream.heard_until is None:
            return "Nothing heard yet", "grey", ""
        return f"Heard last at {_moment(stream.heard_until, now, zone)}", "grey", ""
    hearing = condition.hearing
    if hearing in _SAID_ALL_THE_TIME and now - max(condition.at, stream.told_at or condition.at) > SILENCE:
        return f"Silent since {_moment(condition.at, now, zone)}", "red", _SILENT_ADVICE
    if hearing is Hearing.LISTENING and stream.is_silent(now):
        return "Connected, but silent", "red", condition.detail or _SILENT_ADVICE
    return _WORDS[hearing], _COLOURS[hearing], condition.detail or _ADVICE.get(hearing, "")


def _facts(condition: Condition, now: datetime, zone: str) -> tuple[str, ...]:
    facts = []
    if condition.hearing is Hearing.RESTING and condition.next_at:
        facts.append(f"listens again from {_moment(condition.next_at, now, zone)}")
    if condition.last_byte_at:
        facts.append(f"last sign of life at {_moment(condition.last_byte_at, now, zone)}")
    if condition.last_post_at:
        facts.append(f"last post at {_moment(condition.last_post_at, now, zone)}")
    if condition.posts:
        since = f" since {_moment(condition.since, now, zone)}" if condition.since else ""
        facts.append(f"{count(condition.posts, 'post')} read{since}")
    if condition.cost or condition.ceiling:
        limit = f" of ${condition.ceiling:,.2f}" if condition.ceiling else ""
        facts.append(f"about ${condition.cost:,.2f}{limit} spent")
    return tuple(facts)


def amiss(events: Sequence[Event], listening: Sequence[Listening], now: datetime, zone: str) -> list[Amiss]:
    """Sources that are silent although a chat is on, and those that wait for a person."""
    chats = [it for it in events if it.type == "chat" and not it.rehearsal]
    on_since = min((it.opens_at for it in chats if it.opens_at <= now < it.closes_at), default=None)
    found = []
    for stream in streams(listening):
        if stream.network and (what := _what(stream, now, zone, on_since)):
            _, _, advice = _words(stream, now, zone)
            found.append(Amiss(name=stream_name(stream.source), what=what, advice=advice))
    return found


def _what(stream: Stream, now: datetime, zone: str, on_since: datetime | None) -> str:
    if stream.hearing in _NEEDS_A_PERSON:
        if on_since or (stream.told_at and now - stream.told_at < RECENT):
            return "is paused" if stream.hearing is Hearing.PAUSED else "refuses us"
    elif on_since and stream.is_silent(now) and stream.heard_until:
        return f"is silent. Nothing was heard from it since {_moment(stream.heard_until, now, zone)}"
    elif on_since and stream.condition and stream.heard_until is None and now - on_since > SILENCE:
        return "is silent. Nothing was heard from it yet"
    return ""


def _moment(moment: datetime, now: datetime, zone: str) -> str:
    """A clock time, with its day where that is not today."""
    that_day = day(moment, zone)
    return clock(moment, zone) if that_day == day(now, zone) else f"{clock(moment, zone)} on {that_day}"
