from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bridge.errors import SourceRefusedError, UnreadableError
from bridge.records import Act, Hearing, Reason, Via
from bridge.sources.mastodon_stream import MastodonTags
from tests.networks import mastodon as network
from tests.networks.mastodon import TOKEN
from tests.networks.mastodon_connection import Mishap
from tests.networks.mastodon_posts import html, recorded, status
from tests.sources.mastodons import (
    CHAT,
    START,
    HandClock,
    Listening,
    frame,
    post,
    ready,
    source,
)

REHEARSAL = Path(__file__).parents[2] / "config" / "campaigns" / "rehearsal.jsonl"


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


async def test_the_stand_in_plays_a_recording_as_if_it_happened_now() -> None:
    async with network.Mastodon() as server, Listening(source(server).listen(None)) as listening:
        await ready(server)
        player = network.Player(server)
        frames = list(recorded(REHEARSAL))
        for one in frames:
            await player.play(one, START + timedelta(minutes=6))
        await server.say(post(1))
        await listening.has("post 1")

    said = [msgspec.json.decode(it["payload"]) for it in frames if it["event"] == "update"]
    public = [it for it in said if it["visibility"] == "public" and not it.get("reblog")]
    ours = {tag.lower() for tag in (*CHAT.tags, *CHAT.aliases)}
    shown = {f"mastodon:{it['uri']}" for it in public if ours & {tag["name"].lower() for tag in it["tags"]}}
    assert len(shown) > 10
    assert {it.id for it in listening.arrivals if it.act is Act.SAID and "post 1" not in it.text} == shown
    assert listening.rejected == []
