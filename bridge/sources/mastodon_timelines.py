"""Reads a Mastodon server's hashtag timelines and threads, for what its stream does not bring or has lost.

What comes from here was asked for (`Via.ASKED`). It is given out only if it has one of our hashtags, answers one of our
questions or was given out before, and only in a version that was not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec

from bridge.ports import Clock
from bridge.records import Act, Arrival, NativeId, Rejected, SourceName, Via
from bridge.sources.mastodon import local_native, read_status
from bridge.sources.mastodon_api import Instance, MastodonApi, Refused
from bridge.sources.mastodon_outbox import Outbox
from bridge.sources.mastodon_tape import Tape, earlier, later, order, snowflake

EVERYTHING = "the server shows its hashtag timelines to nobody, or to its own people only"
_FULL = 20  # statuses: a page of fewer is all there is; Mastodon gives as many where it is not asked for a number
_MOST_LOOKUPS = 5  # statuses that are missing from one page; a deletion is seldom, a server's fault may be large


class Timelines:
    """Asks `api`, keeps account on `tape` and puts what is new into `outbox`. Raises what `MastodonApi` raises."""

    def __init__(
        self,
        api: MastodonApi,
        tape: Tape,
        outbox: Outbox,
        clock: Clock,
        rewind_seconds: float,
    ) -> None:
        self._api = api
        self._tape = tape
        self._outbox = outbox
        self._clock = clock
        self._rewind_seconds = rewind_seconds
        self._is_told = True
        self._under: dict[str, set[str]] = {}
        self._started_at = tape.heard_at
        self._begun: set[str] = set()  # hashtags of which nothing before their place is wanted

    async def begin(self) -> None:
        """Find a place in the timelines that we were never in: the present, as it was when we were started."""
        started = snowflake(self._started_at)
        for tag in self._tape.unplaced:
            try:
                place = max(_ids(await self._api.newest(tag, limit=1)), default="0", key=order)
            except Refused:
                place = started
            if len(place) == len(started):
                place = min(place, started)
            self._tape.begin(tag, place)
            self._begun.add(tag)

    async def catch_up(self, instance: Instance, *, has_token: bool, is_told: bool) -> str:
        """Read on in all timelines that are behind, and tell what came of it. Gives what they lack, "" for nothing.

        If the gap is not told yet, it is once the server answers.
        """
        self._is_told = is_told
        lacks = _lacks(instance, has_token=has_token)
        try:
            await self._read_behind(lacks)
        except Refused as refused:
            self._outbox.add(self._tape.closed(self._clock.now(), reason=refusal(refused)))
            raise
        gap = self._tape.closed(self._clock.now())
        if gap is not None and lacks:
            gap = msgspec.structs.replace(gap, is_open=True, lacks=lacks)
        self._outbox.add(gap)
        return lacks

    async def _read_behind(self, lacks: str) -> None:
        if lacks == EVERYTHING:
            raise Refused(0)
        for tag in self._tape.behind:
            place = self._tape.place(tag)
            await self._read_on(tag, place if tag in self._begun else earlier(place, self._rewind_seconds))
            self._tape.caught_up(tag)
            self._begun.discard(tag)

    async def read_on(self, tag: str) -> None:
        """Give out what followed upon our place in a timeline, where nothing is missing before it."""
        await self._read_on(tag, self._tape.place(tag))

    async def _read_on(self, tag: str, place: str) -> None:
        """Page forwards. The end is an empty page: servers may give fewer at a time than they were asked for."""
        while statuses := await self._page(tag, place):
            self._tape.recover(self._give(reversed(statuses), is_first=True), tag)
            highest = max(_ids(statuses), default=place, key=order)
            if later(highest, place) == place:
                break
            place = highest
            self._tape.move(tag, place)
            await self._outbox.room()

    async def _page(self, tag: str, place: str) -> list[Any]:
        statuses = await self._api.after(tag, place)
        if not self._is_told:
            self._is_told = True
            self._outbox.add(self._tape.gap(self._clock.now()))
        return statuses

    async def read_again(self, tag: str, grace: Callable[[], Awaitable[None]] | None = None) -> list[Arrival]:
        """Read a timeline's newest page: it shows what was edited, what is gone, and what did not come by itself.

        What is new waits for `grace`, if it comes by itself. Gives back what was not known at all.
        """
        await self._outbox.room()
        before = self._tape.with_tag(tag)
        statuses = await self._api.newest(tag)
        if grace is not None and any(self._is_news(status) for status in statuses):
            await grace()
        given = self._give(reversed(statuses))
        there = _ids(statuses)
        oldest = min(there, default="", key=order) if len(there) >= _FULL else ""
        missing = {known for known in before if order(known) > order(oldest)}.difference(there)
        for local_id in await self._look_up(missing):
            self._tape.lacks_tag(tag, local_id)
        return [arrival for arrival in given if not arrival.version]

    async def ask_threads(self) -> None:
        """Give out what is new, edited or gone under the questions that are followed."""
        for root in tuple(self._tape.threads):
            await self._outbox.room()
            statuses = await self._api.answers(root)
            if statuses is None:
                del self._tape.threads[root]
                self._delete(root)
                continue
            self._give(statuses, root=local_native(root, self._api.host))
            there = set(_ids(statuses))
            await self._look_up(self._under.get(root, set()) - there)
            self._under[root] = there
        self._under = {root: there for root, there in self._under.items() if root in self._tape.threads}

    def _give(self, statuses: Iterable[Any], *, root: NativeId | None = None, is_first: bool = False) -> list[Arrival]:
        """Put into the outbox what is new of them, and of what cannot be read only what was never seen before."""
        given = []
        for status in statuses:
            item = read_status(status, self._clock.now(), self._api.host, via=Via.ASKED)
            if isinstance(item, Rejected):
                self._outbox.add(item if is_first else None)
            elif self._tape.is_new(item) and (root or self._tape.is_ours(item)):
                self._tape.keep(item, live=False)
                given.append(msgspec.structs.replace(item, root=root) if root else item)
        self._outbox.add(*given)
        return given

    def _is_news(self, status: Any) -> bool:
        item = read_status(status, self._clock.now(), self._api.host)
        return isinstance(item, Arrival) and self._tape.is_new(item)

    async def _look_up(self, missing: Iterable[str]) -> list[str]:
        """Statuses that are not where they were: gone, or edited. The newest few; the daily sweep finds the others."""
        looked_up = sorted(missing, key=order, reverse=True)[:_MOST_LOOKUPS]
        for local_id in looked_up:
            status = await self._api.status(local_id)
            if status is None:
                self._delete(local_id)
            else:
                self._give([status])
        return looked_up

    def _delete(self, local_id: str) -> None:
        now = self._clock.now()
        deletion = Arrival(
            id=local_native(local_id, self._api.host),
            source=SourceName.MASTODON,
            act=Act.DELETED,
            said_at=now,
            received_at=now,
            via=Via.ASKED,
        )
        self._outbox.add(self._tape.delete(deletion))


def refusal(refused: Refused) -> str:
    """Why timelines cannot be read."""
    return f"its hashtag timelines are refused to us ({refused})" if refused.status else EVERYTHING


def _lacks(instance: Instance, *, has_token: bool) -> str:
    """What of the hashtag timelines we are not shown."""
    shown = {"public", "authenticated"} if has_token else {"public"}
    lacks = [
        what
        for what, access in (
            ("posts of its own people", instance.hashtags.local),
            ("posts from other servers", instance.hashtags.remote),
        )
        if access not in shown
    ]
    return EVERYTHING if len(lacks) == 2 else "".join(lacks)


def _ids(statuses: Iterable[Any]) -> list[str]:
    ids = (status.get("id") for status in statuses if isinstance(status, dict))
    return [local_id for local_id in ids if isinstance(local_id, str)]
