"""While a chat is on, whatever does not hear it is told to people, until it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.records import Alarm, Condition, Hearing, Listening
from tests import factories
from tests.workers.test_desk import CAMPAIGN, Office, opened
from workers.alarms import Watch, amiss


def listening(source: str, heard: float, hearing: Hearing = Hearing.LISTENING, **condition: Any) -> Listening:
    """What a worker told at a minute of the chat."""
    at = factories.minutes(heard)
    fields: dict[str, Any] = {"hearing": hearing, "at": at, "last_byte_at": at}
    standing = Condition(**fields | condition)
    return Listening(
        id=f"north/{source}", campaign=CAMPAIGN, worker="north", source=source, heard_at=at, condition=standing
    )


def what(*heard: Listening, at: float, **event: Any) -> list[tuple[str, str]]:
    found = amiss([factories.event(**{"hosts": {}} | event)], heard, factories.minutes(at))
    return sorted((it.source, it.what) for it in found)


def test_sources_that_hear_a_chat_raise_nothing() -> None:
    assert what(listening("x", 10), listening("jetstream", 10), at=10.2, hosts={"x": (), "bluesky": ()}) == []


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (listening("x", 10, Hearing.PAUSED), "paused"),
        (listening("x", 10, Hearing.REFUSED), "refused"),
        (listening("x", 9), "silent"),
        (listening("x", 10, Hearing.WAITING, last_byte_at=factories.minutes(9)), "lost"),
        (listening("x", 10, Hearing.CONNECTING, last_byte_at=None), "lost"),
        (listening("x", 10, faults=2), "fault"),
    ],
)
def test_a_source_that_does_not_hear_the_chat_is_told(heard: Listening, expected: str) -> None:
    assert what(heard, at=10.2) == [("x", expected)]


def test_the_last_word_on_a_source_counts_whichever_worker_says_it() -> None:
    before = listening("x", 5, Hearing.REFUSED)

    assert what(before, listening("x", 10), at=10.2) == []


def test_a_break_that_mends_itself_in_seconds_raises_nothing() -> None:
    assert what(listening("x", 10, Hearing.WAITING), at=10.2) == []


@pytest.mark.parametrize("at", [-1.0, 61.0])
def test_nobody_is_called_while_no_chat_is_on(at: float) -> None:
    assert what(listening("x", -20, Hearing.REFUSED), at=at) == []


def test_a_network_with_hosts_that_nobody_listens_to_is_told() -> None:
    assert what(listening("jetstream", 2), at=2.1, hosts={"mastodon": ("host@care.example",), "bluesky": ()}) == [
        ("mastodon", "nobody")
    ]


def test_recordings_sessions_and_rechecks_raise_nothing() -> None:
    assert what(listening("recheck/x", 1, Hearing.WAITING), listening("session/connect-1", 1), at=10) == []
    assert what(listening("x", 1, Hearing.REFUSED), at=10, rehearsal=True) == []
    assert what(listening("x", 1, Hearing.REFUSED), at=10, type="session") == []


class Turning:
    """A clock that is set."""

    def __init__(self, at: float) -> None:
        self.minute = at

    def now(self) -> datetime:
        return factories.minutes(self.minute)


def alarms(office: Office) -> list[Alarm]:
    return [it for it in office.known.alarms() if it.event == "chat-1"]


async def told(office: Office, heard: Listening) -> None:
    def decide(draft: Any) -> None:
        draft.put(heard)

    await office.desk.act(decide)


async def test_an_alarm_is_raised_once_stands_while_it_lasts_and_is_over() -> None:
    async with opened() as office:
        clock = Turning(10)
        watch = Watch(office.desk, office.known, clock)
        await told(office, listening("x", 10, Hearing.REFUSED, detail="renew the token"))

        await watch.look()
        raised = alarms(office)
        seq = office.known.seq
        await watch.look()

        assert [(it.id, it.what, it.detail) for it in raised] == [("chat-1/x/refused", "refused", "renew the token")]
        assert raised[0].over_at is None
        assert office.known.seq == seq

        await told(office, listening("x", 11))
        clock.minute = 11
        await watch.look()

        assert [it.over_at for it in alarms(office)] == [factories.minutes(11)]


async def test_a_listener_that_died_and_was_begun_anew_is_told_once_for_each_time() -> None:
    async with opened() as office:
        watch = Watch(office.desk, office.known, Turning(10))
        await told(office, listening("x", 10, faults=1))
        for _ in range(3):
            await watch.look()
        await told(office, listening("x", 10, faults=2))
        for _ in range(3):
            await watch.look()

        assert [(it.id, it.over_at is not None) for it in alarms(office)] == [
            ("chat-1/x/fault/1", True),
            ("chat-1/x/fault/2", True),
        ]


async def test_several_serves_raise_the_same_alarm() -> None:
    async with opened() as office:
        await told(office, listening("x", 10, Hearing.PAUSED))
        watches = [Watch(office.desk, office.known, Turning(10 + nth / 60)) for nth in range(2)]
        for watch in watches:
            await watch.look()

        assert [it.what for it in alarms(office)] == ["paused"]
        assert alarms(office)[0].raised_at - factories.minutes(10) < timedelta(seconds=1)
