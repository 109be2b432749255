"""How far one Mastodon server was heard: a place in each hashtag timeline, what was given out, and what was missed.

Pure: it is told what happened and when. A place moves only over what was given out with nothing left out before it, so a
process that is killed at any moment asks again from the right place. Ids are the server's own and rise with time, but a
status that reaches the server late gets the id of when it was said: places are asked from a little before.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from bridge.errors import UnreadableError
from bridge.records import Arrival, Gap, NativeId, SourceName
from bridge.sources.mastodon import local_native

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_GIVEN = 20_000  # statuses remembered, some megabytes: a day of the busiest chat
_MOST_THREADS = 24
#: Letters that Mastodon makes plain and that do not decompose (mastodon, app/lib/ascii_folding.rb).
_PLAIN = str.maketrans("ðđħıĸłŀŋøŧſŉ", "ddhikllnotsn")


def folded(tag: str) -> str:
    """A hashtag as Mastodon keeps it: NFKC, lower case, Latin letters without accents, no "#"."""
    tag = unicodedata.normalize("NFKC", tag.lstrip("#＃")).lower().translate(_PLAIN)
    return "".join(base if (base := unicodedata.normalize("NFD", sign)[0]).isascii() else sign for sign in tag)


def order(local_id: str) -> tuple[int, str]:
    """By this ids rise with time. They are numbers, or signs of one length."""
    return len(local_id), local_id


def later(one: str, other: str) -> str:
    return max(one, other, key=order)


def snowflake(moment: datetime) -> str:
    """The first id that Mastodon gives out at a moment (mastodon, lib/mastodon/snowflake.rb)."""
    return str(((moment - _EPOCH) // timedelta(milliseconds=1)) << 16)


def earlier(local_id: str, seconds: float) -> str:
    """The id of some seconds before, where ids tell the time; else the same."""
    if not (local_id.isascii() and local_id.isdigit()):
        return local_id
    rewound = int(local_id) - (round(seconds * 1000) << 16)
    return str(rewound) if rewound > 0 else "0"


#: Milliseconds of a time until the year 2100.
_Ms = Annotated[int, msgspec.Meta(ge=0, lt=4_102_444_800_000)]


class _Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch that is still to be asked for, from the last sign of life before it."""

    from_ms: _Ms
    cause: str
    recovered: int = 0


class _Cursor(msgspec.Struct, frozen=True, kw_only=True):
    tags: dict[str, str] = {}  # the last status up to which all was given
    heard_ms: _Ms | None = None  # the last sign of life
    threads: tuple[str, ...] = ()  # the local ids of the questions whose answers are asked for
    missed: _Missed | None = None


def cursor_at(moment: datetime) -> str:
    """The cursor of one who listened until then and was never in a timeline."""
    return msgspec.json.encode(_Cursor(heard_ms=_ms(moment))).decode()


class _Given(msgspec.Struct, kw_only=True):
    local_id: str
    version: str
    tags: set[str]


class Tape:
    """One server's place and memory. Raises `UnreadableError` for a cursor that is none of ours."""

    def __init__(self, cursor: str | None, tags: Collection[str], host: str, now: datetime) -> None:
        self._host = host
        self._tags = tuple(tags)
        before = _read(cursor) if cursor else _Cursor()
        self._places = {tag: before.tags[tag] for tag in tags if tag in before.tags}
        self._ahead: dict[str, str] = {}  # while a timeline is behind: what was heard live beyond its place
        self._behind = set(self._places)
        self._missed = before.missed
        #: What lies before was given by an earlier process, of which we know no more.
        self._unknown_before = dict(self._places)
        self._given: OrderedDict[NativeId, _Given] = OrderedDict()
        self._uris: dict[str, NativeId] = {}
        self._gone: OrderedDict[str, None] = OrderedDict()
        self.heard_at = now if before.heard_ms is None else _moment(before.heard_ms)
        self.has_heard = before.heard_ms is not None
        self.threads = dict.fromkeys(before.threads)
        if before.heard_ms is not None:
            self.lost("the listener was not running")

    def cursor(self) -> str:
        """From where to go on after all that was given out."""
        cursor = _Cursor(
            tags=self._places, heard_ms=_ms(self.heard_at), threads=tuple(self.threads), missed=self._missed
        )
        return msgspec.json.encode(cursor).decode()

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Hashtags that were never listened to before."""
        return tuple(tag for tag in self._tags if tag not in self._places)

    @property
    def behind(self) -> tuple[str, ...]:
        """Hashtags of which something may have been missed."""
        return tuple(tag for tag in self._tags if tag in self._behind)

    def place(self, tag: str) -> str:
        """The status up to which all was given."""
        return self._places[tag]

    def begin(self, tag: str, local_id: str) -> None:
        """Listen to a hashtag from here on."""
        self._places[tag] = local_id
        self._behind.add(tag)

    def move(self, tag: str, local_id: str) -> None:
        """All up to here was given."""
        self._places[tag] = later(self._places[tag], local_id)

    def hear(self, now: datetime) -> None:
        """A sign of life."""
        self.heard_at, self.has_heard = now, True

    def doubt(self) -> None:
        """Something may have been missed in every timeline."""
        self._behind |= set(self._places)

    def lost(self, cause: str, since: datetime | None = None) -> None:
        """Nothing is sure to be heard since then, or since the last sign of life. What is still missing grows."""
        self.doubt()
        if self._missed is None:
            self._missed = _Missed(from_ms=_ms(since or self.heard_at), cause=cause)

    def gap(self, now: datetime, *, is_open: bool = True) -> Gap | None:
        """What is missing, up to now."""
        missed = self._missed
        if missed is None:
            return None
        return Gap(
            id=f"mastodon/{self._host}/{missed.from_ms}",
            source=SourceName.MASTODON,
            from_at=_moment(missed.from_ms),
            to_at=max(now, _moment(missed.from_ms)),
            cause=missed.cause,
            recovered=missed.recovered,
            is_open=is_open,
        )

    def recover(self, arrivals: Iterable[Arrival], tag: str = "") -> None:
        """They were given out only because we asked."""
        known = self._unknown_before.get(tag, "")
        count = sum(later(known, local_of(arrival)) != known for arrival in arrivals)
        if self._missed is not None:
            self._missed = msgspec.structs.replace(self._missed, recovered=self._missed.recovered + count)

    def caught_up(self, tag: str) -> None:
        """Everything up to now was given."""
        self._behind.discard(tag)
        self._places[tag] = later(self._places[tag], self._ahead.pop(tag, ""))

    def closed(self, now: datetime, reason: str = "") -> Gap | None:
        """The end of asking for what was missed. With a reason it was in vain: the gap stays."""
        gap = self.gap(now, is_open=bool(reason))
        self._missed, self._unknown_before = None, {}
        for tag in self.behind:
            self.caught_up(tag)
        return msgspec.structs.replace(gap, cause=f"{gap.cause}; {reason}") if gap and reason else gap

    def is_new(self, arrival: Arrival) -> bool:
        """Whether it was not given out in this version or a later one. What is gone is not new again."""
        given = self._given.get(arrival.id)
        return local_of(arrival) not in self._gone and (given is None or arrival.version > given.version)

    def is_ours(self, arrival: Arrival) -> bool:
        """Whether it has one of our hashtags, or was given out before."""
        return arrival.id in self._given or not {folded(tag) for tag in arrival.tags}.isdisjoint(self._tags)

    def keep(self, arrival: Arrival, *, live: bool) -> None:
        """It is given out, or was before: remember it. What came by itself moves the place, too."""
        local_id = local_of(arrival)
        tags = {folded(tag) for tag in arrival.tags}.intersection(self._tags)
        if self.is_new(arrival):
            self._given[arrival.id] = _Given(local_id=local_id, version=arrival.version, tags=tags)
            self._given.move_to_end(arrival.id)
            self._uris[local_id] = arrival.id
            while len(self._given) > _MOST_GIVEN:
                _, oldest = self._given.popitem(last=False)
                self._uris.pop(oldest.local_id, None)
        for tag in tags & self._places.keys() if live else ():
            places = self._ahead if tag in self._behind else self._places
            places[tag] = later(places.get(tag, ""), local_id)

    def delete(self, arrival: Arrival) -> Arrival | None:
        """A deletion that is news, under the name that all servers have for the status where we know it."""
        local_id = local_of(arrival)
        if local_id in self._gone:
            return None
        self._gone[local_id] = None
        if len(self._gone) > _MOST_GIVEN:
            self._gone.popitem(last=False)
        uri = self._uris.pop(local_id, None)
        if uri is None:
            return arrival
        self._given.pop(uri, None)
        return msgspec.structs.replace(arrival, id=uri, aliases=(local_native(local_id, self._host),))

    def with_tag(self, tag: str) -> frozenset[str]:
        """The local ids of what was given out with a hashtag, as far as we know."""
        return frozenset(given.local_id for given in self._given.values() if tag in given.tags)

    def lacks_tag(self, tag: str, local_id: str) -> None:
        """It is known why this is not in the hashtag's timeline."""
        if local_id in self._uris:
            self._given[self._uris[local_id]].tags.discard(tag)

    def follow(self, root: NativeId) -> None:
        """Ask for answers under a status, named by our server's id or, if it was given out, by its uri."""
        ours = local_native("", self._host)
        given = self._given.get(root)
        local_id = root.removeprefix(ours) if root.startswith(ours) else given.local_id if given else ""
        if local_id and local_id not in self.threads and local_id not in self._gone:
            self.threads[local_id] = None
            while len(self.threads) > _MOST_THREADS:
                del self.threads[next(iter(self.threads))]


def local_of(arrival: Arrival) -> str:
    """The server's own id of what arrived."""
    return (arrival.aliases or (arrival.id,))[0].rpartition(":")[2]


def _read(cursor: str) -> _Cursor:
    try:
        return msgspec.json.decode(cursor, type=_Cursor)
    except (ValueError, RecursionError) as error:
        msg = f"a mastodon cursor is JSON with `tags` and `heard_ms`, got {cursor[:40]!r}"
        raise UnreadableError(msg) from error


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)
