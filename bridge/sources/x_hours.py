"""When X is listened to: from a little before a chat opens until its late answers are no longer taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bridge.records import Event

#: Rules are set this long before a chat: X takes "about 20 seconds, sometimes longer" to follow them.
AHEAD = timedelta(minutes=10)
#: Search has posts after some 30 seconds (X's documentation), so nothing is asked for sooner than this.
SEARCHABLE = timedelta(seconds=45)


class Hours:
    """The chats that carry a tag, and what time it is for them."""

    def __init__(self, events: Iterable[Event], ahead: timedelta = AHEAD) -> None:
        self.events = tuple(event for event in events if event.tags or event.aliases)
        self._ahead = ahead

    def active(self, now: datetime) -> tuple[Event, ...]:
        return self.during(now, now)

    def during(self, start: datetime, end: datetime) -> tuple[Event, ...]:
        """What was listened to at some time from `start` to `end`."""
        return tuple(it for it in self.events if it.opens_at - self._ahead <= end and start < it.late_until)

    def next_change(self, now: datetime) -> datetime | None:
        """When the next event is to be listened to, or not any more."""
        times = [time for it in self.events for time in (it.opens_at - self._ahead, it.late_until)]
        return min((time for time in times if time > now), default=None)

    def ended(self, now: datetime) -> datetime | None:
        """When the last of those that are over ended."""
        return max((it.late_until for it in self.events if it.late_until <= now), default=None)

    def opened(self, now: datetime) -> datetime | None:
        """Since when a chat is on: who begins to listen now has missed what came before."""
        return min((it.opens_at for it in self.events if it.opens_at < now < it.closes_at), default=None)

    def sweep_at(self, event: Event) -> datetime:
        """When all of a chat can be searched for."""
        return event.closes_at + SEARCHABLE
