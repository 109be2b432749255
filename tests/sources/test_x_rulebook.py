from __future__ import annotations

from datetime import timedelta

from bridge.records import Hearing, NativeId
from bridge.sources.x_stream import XStream
from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import OPENS, TAG, chat, source
from tests.networks.x_ear import Ear
from tests.networks.x_posts import plain, reply, retweet
from tests.networks.x_time import Time


def thread(stream: XStream, root: str) -> None:
    stream.follow_thread(NativeId(f"x:{root}"))


async def test_answers_in_the_thread_of_a_question_need_no_tag(server: X, time: Time) -> None:
    await time.set(OPENS - timedelta(seconds=1))
    stream = source(server, time)
    async with Ear(stream) as ear:
        await server.listened()
        question = await server.say(plain(f"Q1 What helps? {TAG}", "1"))
        await ear.until(lambda ear: len(ear.arrivals) == 1)
        for _ in range(2):
            thread(stream, question)
        stream.follow_thread(NativeId("bluesky:at://did:plc:amy/app.bsky.feed.post/1"))
        await server.until(lambda: len(server.rules) == 2)
        await server.say(reply(server.posts[question], "A named person to call"))
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    assert ear.arrivals[1].root == f"x:{question}"
    assert [rule["value"] for rule in server.rules.values()][1:] == [f"conversation_id:{question}"]
    assert len(server.connects) == 1


async def test_a_thread_is_followed_again_after_a_restart(server: X, time: Time) -> None:
    stream = source(server, time)
    async with Ear(stream) as before:
        await server.listened()
        thread(stream, "100")
        await server.until(lambda: len(server.rules) == 2)
        await server.say(plain(f"one more {TAG}"))
        await before.until(lambda ear: bool(ear.arrivals))
    server.rules.clear()

    async with Ear(source(server, time), before.cursor):
        await server.until(lambda: len(server.rules) == 2)


async def test_only_our_own_rules_are_touched_and_they_are_set_before_it_connects(server: X, time: Time) -> None:
    server.rules = {
        "1": {"id": "1", "value": "#theirs", "tag": "theirs"},
        "2": {"id": "2", "value": "#also", "tag": ""},
        "3": {"id": "3", "value": "#old", "tag": "ideabridge:test:old-chat"},
        "4": {"id": "4", "value": "#other", "tag": "ideabridge:staging:chat"},
    }
    async with Ear(source(server, time)):
        await server.connected(1)

    assert set(server.rules) > {"1", "2", "4"}
    assert "3" not in server.rules
    assert [rule["tag"] for rule in server.rules.values()][3:] == ["ideabridge:test:chat"]
    routes = [path for _, path, _ in server.asked]
    assert routes.index(network.STREAM) == len(routes) - 1


async def test_a_rule_that_somebody_else_has_already_is_as_good(server: X, time: Time) -> None:
    value = "(#SolvingTogether OR #SolvingTogther)"
    server.rules = {"1": {"id": "1", "value": value, "tag": "theirs"}}
    async with Ear(source(server, time)) as ear:
        await server.listened()
        await server.say(plain(f"yes {TAG}"))
        await ear.until(lambda ear: bool(ear.arrivals))

    assert ear.conditions[-1].detail == ""


async def test_a_rule_that_x_does_not_take_is_told_and_the_others_hold(server: X, time: Time) -> None:
    events = (chat(), chat("odd", tags=("What!",), aliases=()))
    async with Ear(source(server, time, *events)) as ear:
        await server.listened()
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)

    assert "did not take 1 of our rules" in ear.conditions[-1].detail
    assert ear.conditions[-1].rules == ("(#SolvingTogether OR #SolvingTogther)",)


async def test_reposts_can_be_left_out(server: X, time: Time) -> None:
    async with Ear(source(server, time, reposts=False)) as ear:
        await server.listened()
        first = await server.say(plain(f"one {TAG}"))
        await server.say(retweet(server.posts[first]))
        await server.say(plain(f"two {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    assert ear.texts == [f"one {TAG}", f"two {TAG}"]


async def test_it_rests_until_shortly_before_the_chat_and_deletes_its_rules_before_it_leaves(time: Time) -> None:
    await time.set(OPENS - timedelta(hours=3))
    event = chat()
    async with X(now=time.now) as server, Ear(source(server, time, event)) as ear:
        await ear.until(lambda ear: ear.hearing is Hearing.RESTING)
        assert ear.conditions[-1].next_at == OPENS - timedelta(minutes=10)
        assert server.connects == []
        await time.set(OPENS - timedelta(minutes=10))
        await server.listened()
        await ear.until(lambda ear: ear.hearing is Hearing.LISTENING)
        await time.set(event.late_until)
        await ear.until(lambda ear: ear.hearing is Hearing.RESTING)
        await server.until(lambda: not server.streams)

    assert server.rules == {}
    assert server.open_when_ruled[-1] == 1
    assert ear.conditions[-1].next_at is None
    assert ear.gaps == []


async def test_a_second_chat_gets_its_rules_without_a_new_connection(server: X, time: Time) -> None:
    later = chat("later", OPENS + timedelta(hours=2), tags=("Home4Noon",), aliases=())
    async with Ear(source(server, time, chat(), later)):
        await server.listened()
        await time.set(OPENS + timedelta(hours=2))
        await server.until(lambda: any(rule["value"] == "#Home4Noon" for rule in server.rules.values()))

    assert len(server.connects) == 1
