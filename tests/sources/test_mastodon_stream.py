from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import msgspec
import pytest

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.ports import Heard, Threaded
from bridge.records import (
    Act,
    Arrival,
    CampaignId,
    Condition,
    Event,
    EventId,
    Gap,
    Hearing,
    NativeId,
    Reason,
    Rejected,
    Via,
)
from bridge.sources.mastodon_stream import MastodonTags
from bridge.sources.mastodon_watch import Pace
from tests.networks import mastodon as network
from tests.networks.mastodon import TOKEN, Mishap, Trouble, html, reply, status

START = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)

#: Many more than any test needs: one that goes on past it is in a hot loop.
WAITS = 2_000

CHAT = Event(
    id=EventId("chat"),
    campaign=CampaignId("care"),
    type="chat",
    title="A chat",
    opens_at=START,
    closes_at=START + timedelta(hours=1),
    late_until=START + timedelta(hours=24),
    tags=("SolvingTogether",),
    aliases=("SolvingTogther",),
)


class HandClock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.at = START + timedelta(minutes=5)

    def now(self) -> datetime:
        return self.at


class Waits:
    """A sleep a thousand times as fast, that remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        assert len(self.seconds) < WAITS
        await asyncio.sleep(min(seconds, 100) / 1000)


def tries() -> Iterator[float]:
    yield from (float(number) for number in range(1, WAITS))


#: Nothing but the stream: what is asked for besides comes long after a test has ended.
STREAM_ONLY = Pace(poll=1e5, compare=1e5, grace=0, thread=1e5)


class Sleep(Waits):
    """Waits of a day and more do not end."""

    async def __call__(self, seconds: float) -> None:
        if seconds >= 1e5:
            await asyncio.Event().wait()
        await super().__call__(seconds)


def source(server: network.Mastodon, **options: Any) -> MastodonTags:
    plain: dict[str, Any] = {
        "clock": HandClock(),
        "sleep": Sleep(),
        "delays": tries,
        "token": TOKEN,
        "pace": STREAM_ONLY,
        "tell_seconds": 0.05,
    }
    return MastodonTags(server.url, [CHAT], **plain | options)


async def ready(server: network.Mastodon) -> None:
    """Return once the source is subscribed and has seen that it has missed nothing."""
    await server.listened(2)
    await server.asked("min_id", 2)


class Listening:
    """Hears a source in the background; `until` waits for what was heard so far."""

    def __init__(self, stream: AsyncGenerator[Heard, None]) -> None:
        self.heard: list[Heard] = []
        self._stream = stream
        self._grown = asyncio.Condition()
        self._task = asyncio.create_task(self._hear())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def until(self, enough: Callable[[Listening], object]) -> None:
        async with asyncio.timeout(10), self._grown:
            await self._grown.wait_for(lambda: enough(self) or self._task.done())
        if not enough(self):
            self._task.result()

    async def has(self, *texts: str) -> None:
        await self.until(lambda it: set(texts) <= set(it.texts))

    @property
    def items(self) -> list[Arrival | Rejected | Gap]:
        return [item for batch in self.heard for item in batch.items]

    @property
    def arrivals(self) -> list[Arrival]:
        return [item for item in self.items if isinstance(item, Arrival)]

    @property
    def texts(self) -> list[str]:
        return [item.text.partition(" #")[0] for item in self.arrivals if item.act is Act.SAID]

    @property
    def gaps(self) -> list[Gap]:
        return [item for item in self.items if isinstance(item, Gap)]

    @property
    def rejected(self) -> list[Rejected]:
        return [item for item in self.items if isinstance(item, Rejected)]

    @property
    def conditions(self) -> list[Condition]:
        return [batch.condition for batch in self.heard if batch.condition]

    async def _hear(self) -> None:
        async with aclosing(self._stream) as batches:
            try:
                async for batch in batches:
                    async with self._grown:
                        self.heard.append(batch)
                        self._grown.notify_all()
            finally:
                async with self._grown:
                    self._grown.notify_all()


def post(number: int, tag: str = "SolvingTogether", **fields: Any) -> dict[str, Any]:
    said_at = START + timedelta(minutes=6, seconds=number)
    return status(f"post {number} #{tag}", **{"created_at": said_at.isoformat(), **fields})


async def test_it_subscribes_to_each_tag_and_alias_on_one_connection_and_hears_what_is_said() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        await server.say(post(1), post(2, "SolvingTogther"))
        await listening.has("post 1", "post 2")

    assert server.subscribed == ["solvingtogether", "solvingtogther"]
    assert len(server.connects) == 1
    assert set(server.tokens) == {f"Bearer {TOKEN}"}
    assert {arrival.via for arrival in listening.arrivals} == {Via.LIVE}
    assert [arrival.aliases[0].rpartition(":")[0] for arrival in listening.arrivals] == [
        f"mastodon:local:{server.host}"
    ] * 2
    assert listening.gaps == []


async def test_without_a_cursor_it_begins_at_the_present() -> None:
    async with network.Mastodon() as server:
        await server.say(status("an hour ago #SolvingTogether", created_at="2026-11-02T18:00:00Z"))
        async with Listening(source(server).listen(None)) as listening:
            await server.asked("min_id", 2)
            await server.say(post(1))
            await listening.has("post 1")

    assert listening.texts == ["post 1"]


async def test_a_post_with_two_of_our_tags_is_given_once() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        both = status("both #SolvingTogether #SolvingTogther", created_at=(START + timedelta(minutes=6)).isoformat())
        await server.say(both, post(1))
        await listening.has("both", "post 1")

    assert listening.texts == ["both", "post 1"]


async def test_frames_that_come_twice_and_in_another_order_are_given_once() -> None:
    async with (
        network.Mastodon([Mishap(times=2, swapped=True)]) as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(*(post(number) for number in range(6)))
        await listening.has(*(f"post {number}" for number in range(6)))

    assert sorted(listening.texts) == [f"post {number}" for number in range(6)]


async def test_an_edit_is_given_as_another_version_and_an_older_one_that_comes_after_it_is_not() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        [before] = await server.say(post(1))
        await server.edit(before["uri"], content=html("post 1b #SolvingTogether"), edited_at="2026-11-02T19:07:00Z")
        await server.say_raw(frame(before))
        await server.say(post(2))
        await listening.has("post 2")

    assert listening.texts == ["post 1", "post 1b", "post 2"]
    assert len({arrival.id for arrival in listening.arrivals}) == 2


async def test_an_edit_that_gains_the_tag_is_a_new_arrival() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        [before] = await server.say(status("no tag yet", created_at=(START + timedelta(minutes=6)).isoformat()))
        await server.edit(before["uri"], content=html("now with #SolvingTogether"), edited_at="2026-11-02T19:07:00Z")
        await listening.until(lambda it: it.arrivals)

    assert [arrival.text for arrival in listening.arrivals] == ["now with #SolvingTogether"]


async def test_an_edit_that_loses_the_tag_is_given_where_the_stream_tells_of_it() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        [before] = await server.say(post(1))
        await server.say_raw(
            frame(before | {"content": "<p>gone off</p>", "tags": [], "edited_at": "2026-11-02T19:07:00Z"})
        )
        await listening.has("gone off")

    assert {arrival.id for arrival in listening.arrivals} == {f"mastodon:{before['uri']}"}


async def test_a_deletion_is_named_as_all_servers_name_the_status_and_given_once() -> None:
    async with network.Mastodon([Mishap(times=2)]) as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        [said] = await server.say(post(1))
        await server.delete(said["uri"])
        await server.say(post(2))
        await listening.has("post 2")

    deletions = [arrival for arrival in listening.arrivals if arrival.act is Act.DELETED]
    assert [(it.id, it.aliases) for it in deletions] == [
        (f"mastodon:{said['uri']}", (f"mastodon:local:{server.host}:{said['id']}",))
    ]


async def test_a_deletion_of_what_was_said_before_we_came_names_the_servers_own_id() -> None:
    async with network.Mastodon() as server:
        [said] = await server.say(status(created_at="2026-11-02T18:00:00Z"))
        async with Listening(source(server).listen(None)) as listening:
            await ready(server)
            await server.delete(said["uri"])
            await listening.until(lambda it: it.arrivals)

    assert [it.id for it in listening.arrivals] == [f"mastodon:local:{server.host}:{said['id']}"]


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        ('{"stream":["hashtag"', "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\x00\xff", "not JSON"),
        ('["a list"]', "Expected `object`"),
        ('{"event":"update","payload":"{}"}', "id"),
        ('{"event":"update","payload":7}', "payload"),
    ],
    ids=["truncated", "deep", "binary", "a list", "no status", "a number"],
)
async def test_a_bad_frame_is_rejected_and_the_stream_goes_on(raw: str | bytes, detail: str) -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        await server.say_raw(raw)
        await server.say_raw('{"stream":["hashtag"],"event":"announcement.reaction","payload":"{}","new":1}')
        await server.say(post(1))
        await listening.has("post 1")

    assert [(item.reason, detail in item.detail) for item in listening.rejected] == [(Reason.UNREADABLE, True)]
    assert len(server.connects) == 1


@pytest.mark.parametrize("mishap", [Mishap(close_after=1), Mishap(reset_after=1)], ids=["closed", "reset"])
async def test_what_was_said_during_a_break_is_caught_up_with_once_and_its_gap_is_closed(mishap: Mishap) -> None:
    clock, barrier = HandClock(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        await (asyncio.Event().wait() if seconds >= 1e5 else barrier.wait())

    async with (
        network.Mastodon([mishap]) as server,
        Listening(source(server, clock=clock, sleep=sleep).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.until(lambda it: it.conditions and it.conditions[-1].hearing is Hearing.WAITING)
        clock.at += timedelta(minutes=2)
        await server.say(*(post(number) for number in range(2, 90)))
        barrier.set()
        await server.listened(4)
        await server.say(post(90))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await listening.has("post 90")

    assert sorted(listening.texts) == sorted(f"post {number}" for number in range(1, 91))
    opened, closed = listening.gaps
    assert opened.id == closed.id == f"mastodon/{server.host}/{round(opened.from_at.timestamp() * 1000)}"
    assert (opened.is_open, closed.is_open, closed.lacks) == (True, False, "")
    assert (opened.from_at, opened.to_at) == (START + timedelta(minutes=5), START + timedelta(minutes=7))
    assert closed.recovered in {88, 89}  # the last may have come by the stream as well
    assert {it.via for it in listening.arrivals if it.text.startswith(("post 2 ", "post 89 "))} == {Via.ASKED}


async def test_a_server_that_gives_small_pages_is_read_to_the_end() -> None:
    async with network.Mastodon(page=7) as server:
        await server.say(*(post(number) for number in range(50)))
        cursor = cursor_at(START, solvingtogether="1", solvingtogther="1")
        async with Listening(source(server).listen(cursor)) as listening:
            await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)

    assert listening.texts == [f"post {number}" for number in range(50)]
    assert listening.gaps[-1].recovered == 50


async def test_a_restart_from_any_cursor_loses_nothing_and_tells_the_stretch_it_was_away() -> None:
    async with network.Mastodon([Mishap(close_after=3)]) as server:
        async with Listening(source(server).listen(None)) as first:
            await server.listened(2)
            await server.say(*(post(number) for number in range(12)))
            await first.has(*(f"post {number}" for number in range(12)))
        for at, batch in enumerate(first.heard):
            known = {
                item.text.partition(" #")[0]
                for one in first.heard[: at + 1]
                for item in one.items
                if isinstance(item, Arrival)
            }
            async with Listening(source(server).listen(batch.cursor)) as after:
                await after.until(lambda it: it.gaps and not it.gaps[-1].is_open)

            assert known | set(after.texts) >= {f"post {number}" for number in range(12)}, at
            assert after.gaps[0].from_at == START + timedelta(minutes=5)


async def test_a_server_that_accepts_and_closes_at_once_is_met_with_growing_waits() -> None:
    waits = Sleep()
    pace = Pace(poll=1e5, compare=1e5, thread=1e5, bridge=0)
    async with (
        network.Mastodon([Mishap(close_after=0)] * 5) as server,
        Listening(source(server, sleep=waits, pace=pace).listen(None)) as listening,
    ):
        await server.connected(6)
        await server.say(post(1))
        await listening.has("post 1")

    assert waits.seconds[:5] == [1.0, 2.0, 3.0, 4.0, 5.0]


async def test_by_default_no_two_connections_are_less_than_a_second_apart() -> None:
    waits = Sleep()
    async with network.Mastodon([Mishap(close_after=0)] * 8) as server:
        plain = MastodonTags(
            server.url,
            [CHAT],
            clock=HandClock(),
            token=TOKEN,
            sleep=waits,
            pace=Pace(poll=1e5, compare=1e5, thread=1e5, bridge=0),
        )
        async with Listening(plain.listen(None)):
            await server.connected(9)

    assert min(waits.seconds) >= 1.0


async def test_a_connection_without_a_byte_is_left_and_pings_keep_a_quiet_one() -> None:
    async with (
        network.Mastodon([Mishap(stall_after=0)], ping_seconds=0.02) as server,
        Listening(source(server, stall_seconds=0.1).listen(None)) as listening,
    ):
        await server.connected(2)
        await asyncio.wait_for(pinged(listening, 5), 5)
        await server.say(post(1))
        await listening.has("post 1")

    assert len(server.connects) == 2
    assert any("heartbeat" in condition.detail for condition in listening.conditions)


async def pinged(listening: Listening, conditions: int) -> None:
    """Return once some more conditions were told, so that many pings have come."""
    told = len(listening.conditions)
    await listening.until(lambda it: len(it.conditions) >= told + conditions)


async def test_a_frame_too_large_is_rejected_and_its_status_is_read_from_the_timeline() -> None:
    async with network.Mastodon() as server, Listening(source(server, max_frame=20_000).listen(None)) as listening:
        await ready(server)
        await server.say(post(1), post(2, spoiler_text="x" * 30_000), post(3))
        await listening.until(lambda it: it.rejected and len(it.texts) == 3)
        await server.connected(2)

    assert [item.detail for item in listening.rejected] == ["a frame larger than the stream may send"]
    assert [arrival.via for arrival in listening.arrivals if len(arrival.text) > 20_000] == [Via.ASKED]
    assert len(server.connects) == 2


@pytest.mark.parametrize("code", [429, 500, 503])
async def test_trouble_with_the_stream_passes(code: int) -> None:
    async with (
        network.Mastodon([Mishap(status=code)] * 2) as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.has("post 1")

    assert Hearing.WAITING in {condition.hearing for condition in listening.conditions}


async def test_a_stream_that_says_for_how_long_to_stay_away_is_left_alone_for_that_long() -> None:
    waits = Sleep()
    async with (
        network.Mastodon([Mishap(status=429, retry_after="77")]) as server,
        Listening(source(server, sleep=waits).listen(None)),
    ):
        await server.connected(2)

    assert waits.seconds == [77.0]


async def test_while_the_stream_cannot_be_reached_the_timelines_are_polled() -> None:
    pace = Pace(compare=1e5, thread=1e5, poll=4, bridge=60)
    async with (
        network.Mastodon([Mishap(status=503)] * 4) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await server.connected(3)
        await server.say(post(1))
        await listening.has("post 1")
        await server.listened(2)
        await server.say(post(2))
        await listening.has("post 2")

    assert [arrival.via for arrival in listening.arrivals] == [Via.ASKED, Via.LIVE]


@pytest.mark.parametrize("mishap", [Mishap(status=401), Mishap(status=403), Mishap(error=403)])
async def test_where_the_stream_refuses_us_the_timelines_are_polled_and_the_condition_says_so(mishap: Mishap) -> None:
    pace = Pace(compare=8, thread=1e5, poll=4, retry=1e9)
    async with network.Mastodon([mishap]) as server, Listening(source(server, pace=pace).listen(None)) as listening:
        await listening.until(lambda it: it.conditions and it.conditions[-1].detail.count("polled"))
        await server.say(post(1))
        await listening.has("post 1")

    assert listening.conditions[-1].hearing is Hearing.LISTENING
    assert "deletions" in listening.conditions[-1].detail
    assert len(server.connects) == 1


async def test_a_stream_that_refused_us_is_tried_again_after_a_while() -> None:
    pace = Pace(compare=1e5, thread=1e5, poll=4, retry=20)
    async with (
        network.Mastodon([Mishap(status=401)]) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.has("post 1")

    assert [arrival.via for arrival in listening.arrivals] == [Via.LIVE]


async def test_without_a_token_posts_edits_and_deletions_are_polled() -> None:
    pace = Pace(poll=4, compare=8, thread=1e5)
    async with network.Mastodon() as server, Listening(source(server, token="", pace=pace).listen(None)) as listening:
        await server.asked("min_id")
        one, two, three = await server.say(post(1), post(2), post(3, "SolvingTogther"))
        await listening.has("post 1", "post 2", "post 3")
        await server.edit(one["uri"], content=html("post 1b #SolvingTogether"), edited_at="2026-11-02T19:07:00Z")
        await listening.has("post 1b")
        await server.delete(two["uri"])
        await server.edit(three["uri"], content=html("post 3 without it"), edited_at="2026-11-02T19:07:00Z")
        await listening.until(lambda it: any(item.act is Act.DELETED for item in it.arrivals))
        await listening.has("post 3 without it")

    assert sorted(listening.texts) == ["post 1", "post 1b", "post 2", "post 3", "post 3 without it"]
    assert [it.id for it in listening.arrivals if it.act is Act.DELETED] == [f"mastodon:{two['uri']}"]
    assert server.connects == []
    assert set(server.tokens) == {""}


async def test_polling_a_tag_asks_for_at_most_two_hundred_and_twenty_five_pages_in_fifteen_minutes() -> None:
    waits = Sleep()
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", sleep=waits, pace=Pace(thread=1e5)).listen(None)),
    ):
        await server.asked("min_id", 20)

    assert set(waits.seconds) == {4.0}
    assert sum("min_id" in request for request in server.requests) <= len(waits.seconds) + 4


async def test_a_server_that_limits_us_is_left_alone_until_it_says_and_the_condition_tells() -> None:
    waits = Sleep()
    pace = Pace(poll=4, compare=1e5, thread=1e5)
    limited = Trouble(429, "/solvingtogether", {"Retry-After": "90"})
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", sleep=waits, pace=pace).listen(None)) as listening,
    ):
        await server.asked("min_id", 4)
        server.troubles += [limited, Trouble(429, "/solvingtogther")]
        await server.say(post(1))
        await listening.has("post 1")
        await listening.until(lambda it: len([c for c in it.conditions if "requests" in c.detail]) >= 2)

    assert {90.0, 60.0} <= {round(seconds) for seconds in waits.seconds}
    assert listening.gaps == []


async def test_rest_trouble_while_polling_is_a_gap_that_closes_itself() -> None:
    pace = Pace(poll=4, compare=1e5, thread=1e5)
    async with (
        network.Mastodon() as server,
        Listening(source(server, token="", pace=pace).listen(None)) as listening,
    ):
        await server.asked("min_id", 4)
        server.troubles += [Trouble(503), Trouble(500), Trouble(200, body="<html>")]
        await server.say(post(1))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await listening.has("post 1")

    assert listening.texts == ["post 1"]
    assert [gap.is_open for gap in listening.gaps] == [True, False]
    assert listening.gaps[-1].recovered == 1


async def test_a_gap_stays_open_where_timelines_are_refused_and_says_why() -> None:
    async with (
        network.Mastodon([Mishap(close_after=1)], hashtag_feeds="disabled") as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await server.listened(2)
        await server.say(post(1))
        await listening.until(lambda it: len(it.gaps) >= 2)
        await server.listened(4)
        await server.say(post(2))
        await listening.has("post 2")

    assert [gap.is_open for gap in listening.gaps] == [True, True]
    assert "timelines to nobody" in listening.gaps[-1].cause
    assert "cannot be had" in listening.conditions[-1].detail


async def test_a_gap_tells_what_is_lacking_where_only_some_timelines_are_shown() -> None:
    async with (
        network.Mastodon([Mishap(close_after=1)], remote_feeds="disabled") as server,
        Listening(source(server).listen(None)) as listening,
    ):
        await server.listened(2)
        await server.say(post(1))
        await listening.until(lambda it: len(it.gaps) >= 2)

    assert (listening.gaps[-1].is_open, listening.gaps[-1].lacks) == (True, "posts from other servers")


@pytest.mark.parametrize("token", ["", "revoked"])
async def test_a_server_that_refuses_everything_ends_the_source_and_says_what_to_do(token: str) -> None:
    async with (
        network.Mastodon(hashtag_feeds="authenticated") as server,
        Listening(source(server, token=token).listen(None)) as listening,
    ):
        with pytest.raises(SourceRefusedError, match="read:statuses"):
            await listening.until(lambda it: False)

    assert listening.conditions[-1].hearing is Hearing.REFUSED


async def test_a_stream_that_is_connected_and_brings_nothing_is_found_out_and_left() -> None:
    pace = Pace(compare=60, grace=1, thread=1e5, poll=1e5)
    async with (
        network.Mastodon([Mishap(silent=True)]) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1), post(2))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await server.listened(4)
        await server.say(post(3))
        await listening.has("post 3")

    assert listening.texts == ["post 1", "post 2", "post 3"]
    assert (listening.gaps[-1].recovered, len(server.connects)) == (2, 2)
    assert listening.gaps[-1].cause == "posts stood in the timeline that the stream did not bring"


async def test_a_stream_that_brings_nothing_time_and_again_is_given_up_for_polling() -> None:
    pace = Pace(compare=30, grace=1, thread=1e5, poll=4, retry=1e9)
    async with (
        network.Mastodon([Mishap(silent=True)] * 9) as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        await server.say(post(1))
        await listening.until(lambda it: it.gaps and not it.gaps[-1].is_open)
        await server.say(post(2))
        await listening.until(lambda it: it.conditions[-1].detail.count("polled"))

    assert listening.texts == ["post 1", "post 2"]
    assert len(server.connects) == 2


async def test_edits_and_deletions_that_the_stream_does_not_tell_are_found_by_comparing() -> None:
    pace = Pace(compare=20, grace=0, thread=1e5, poll=1e5)
    async with (
        network.Mastodon() as server,
        Listening(source(server, pace=pace).listen(None)) as listening,
    ):
        await ready(server)
        one, _ = await server.say(post(1), post(2))
        await listening.has("post 1", "post 2")
        await server.edit(one["uri"], content=html("post 1 on its own"), edited_at="2026-11-02T19:07:00Z")
        await listening.has("post 1 on its own")

    assert len(server.connects) == 1
    assert listening.gaps == []


async def test_answers_under_a_question_are_asked_for_while_the_chat_is_on() -> None:
    pace = Pace(compare=1e5, thread=30, poll=1e5)
    async with network.Mastodon() as server:
        mastodon = source(server, pace=pace)
        async with Listening(mastodon.listen(None)) as listening:
            await ready(server)
            [question] = await server.say(post(1))
            await listening.has("post 1")
            mastodon.follow_thread(listening.arrivals[0].id)
            mastodon.follow_thread(listening.arrivals[0].aliases[0])
            [first] = await server.say(reply(question, "untagged", created_at=question["created_at"]))
            await server.say(
                reply(first, "deeper", created_at=question["created_at"]),
                reply(question, "hidden", visibility="private", created_at=question["created_at"]),
                reply(question, "tagged #SolvingTogether", created_at=question["created_at"]),
            )
            await listening.has("untagged", "deeper", "tagged")
            await server.delete(first["uri"])
            await listening.until(lambda it: any(item.act is Act.DELETED for item in it.arrivals))
            await server.asked("/context", 4)

    root = f"mastodon:local:{server.host}:{question['id']}"
    answers = [it for it in listening.arrivals if it.text in {"untagged", "deeper"}]
    assert sorted(listening.texts) == ["deeper", "post 1", "tagged", "untagged"]
    assert {(it.root, it.via) for it in answers} == {(root, Via.ASKED)}
    assert isinstance(mastodon, Threaded)


async def test_threads_are_followed_on_after_a_restart_and_once_at_the_end_of_the_chat() -> None:
    clock, pace = HandClock(), Pace(compare=1e5, thread=1, poll=1e5)
    clock.at = START - timedelta(minutes=1)
    async with network.Mastodon() as server:
        mastodon = source(server, pace=pace, clock=clock)
        async with Listening(mastodon.listen(None)) as first:
            await ready(server)
            [question] = await server.say(post(1))
            await first.has("post 1")
            mastodon.follow_thread(NativeId(f"mastodon:{question['uri']}"))
            await first.until(lambda it: question["id"] in it.heard[-1].cursor.partition('"threads"')[2])
        assert not any("context" in request for request in server.requests)
        clock.at = CHAT.closes_at + timedelta(minutes=1)
        await server.say(reply(question, "late", created_at=question["created_at"]))
        again = source(server, pace=pace, clock=clock)
        async with Listening(again.listen(first.heard[-1].cursor)) as listening:
            await listening.has("late")


async def test_a_deleted_question_is_followed_no_more() -> None:
    pace = Pace(compare=1e5, thread=1, poll=1e5)
    async with network.Mastodon([Mishap(silent=True)]) as server:
        mastodon = source(server, pace=pace)
        mastodon.follow_thread(NativeId(f"mastodon:local:{server.host}:42"))
        async with Listening(mastodon.listen(None)) as listening:
            await listening.until(lambda it: any(item.act is Act.DELETED for item in it.arrivals))
            await pinged(listening, 5)

    assert sum("context" in request for request in server.requests) == 1


async def test_two_servers_tell_of_one_status_under_one_id() -> None:
    shared = post(1)
    async with network.Mastodon() as one, network.Mastodon() as two:
        await two.say(post(0))
        async with Listening(source(one).listen(None)) as here, Listening(source(two).listen(None)) as there:
            await one.listened(2)
            await two.listened(2)
            await one.say(shared)
            await two.say(shared)
            await here.has("post 1")
            await there.has("post 1")

    [first], [second] = ([it for it in heard.arrivals if it.text.startswith("post 1")] for heard in (here, there))
    assert first.id == second.id
    assert first.aliases != second.aliases


async def test_boosts_are_not_what_tag_streams_tell_of() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        [said] = await server.say(post(1))
        await server.boost(said["uri"])
        await server.say(post(2))
        await listening.has("post 2")

    assert listening.texts == ["post 1", "post 2"]


async def test_the_condition_is_told_on_change_and_every_few_seconds_while_nothing_comes() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await listening.until(lambda it: len(it.conditions) > 4)
        await server.say(post(1))
        await listening.until(lambda it: it.conditions[-1].posts == 1)

    condition = listening.conditions[-1]
    assert [it.hearing for it in listening.conditions[:1]] == [Hearing.CONNECTING]
    assert (condition.hearing, condition.detail, condition.connects) == (Hearing.LISTENING, "", 1)
    assert condition.rules == ("#solvingtogether", "#solvingtogther")
    assert condition.last_byte_at == condition.last_post_at == condition.connected_at == START + timedelta(minutes=5)


async def test_it_streams_where_the_server_says() -> None:
    async with network.Mastodon() as streaming, network.Mastodon() as server:
        server.streaming = streaming.url.replace("http", "ws", 1)
        async with Listening(source(server).listen(None)):
            await streaming.listened(2)

    assert server.connects == []


async def test_cancelling_ends_it_at_once_and_leaves_nothing_open() -> None:
    async with network.Mastodon() as server:
        async with Listening(source(server).listen(None)):
            await server.listened(2)
        left = {task.get_name() for task in asyncio.all_tasks()}

    assert not any(name == f"mastodon/{server.host}" for name in left)


@pytest.mark.parametrize("cursor", ["yesterday", "7", '{"heard_ms": -1}', '{"tags": {"a": 1}}', '{"heard_ms": 9e99}'])
async def test_a_cursor_that_is_none_of_ours_is_named(cursor: str) -> None:
    async with network.Mastodon() as server:
        with pytest.raises(UnreadableError, match="mastodon cursor"):
            await anext(source(server).listen(cursor))


async def test_an_address_or_a_plan_that_gives_nothing_to_listen_to_is_refused() -> None:
    with pytest.raises(SourceRefusedError, match="https://"):
        MastodonTags("mastodon.example", [CHAT], clock=HandClock())
    with pytest.raises(SourceRefusedError, match="hashtag"):
        await anext(MastodonTags("https://mastodon.example", [], clock=HandClock()).listen(None))


def frame(status: dict[str, Any], event: str = "status.update") -> str:
    payload = msgspec.json.encode(status).decode()
    return msgspec.json.encode({"stream": ["hashtag", "solvingtogether"], "event": event, "payload": payload}).decode()


def cursor_at(heard_at: datetime, **tags: str) -> str:
    return msgspec.json.encode({"tags": tags, "heard_ms": round(heard_at.timestamp() * 1000)}).decode()
