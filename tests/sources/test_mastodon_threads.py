from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bridge.intake.pipeline import Plan
from bridge.ports import Threaded
from bridge.push.spool import Spool
from bridge.records import Act, Contribution, NativeId, Via
from bridge.sources.mastodon_watch import Pace
from tests import factories
from tests.networks import mastodon as network
from tests.networks.mastodon_connection import Mishap
from tests.networks.mastodon_posts import reply, status
from tests.sources.mastodons import (
    CHAT,
    NEVER,
    START,
    HandClock,
    Listening,
    post,
    ready,
    source,
    told,
)
from workers.listen import Judge


async def test_answers_under_a_question_are_asked_for_while_the_chat_is_on() -> None:
    pace = Pace(compare=NEVER, thread=30, poll=NEVER)
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
    clock, pace = HandClock(), Pace(compare=NEVER, thread=1, poll=NEVER)
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
    pace = Pace(compare=NEVER, thread=1, poll=NEVER)
    async with network.Mastodon([Mishap(silent=True)]) as server:
        mastodon = source(server, pace=pace)
        mastodon.follow_thread(NativeId(f"mastodon:local:{server.host}:42"))
        async with Listening(mastodon.listen(None)) as listening:
            await listening.until(lambda it: any(item.act is Act.DELETED for item in it.arrivals))
            await told(listening, 5)

    assert sum("context" in request for request in server.requests) == 1


async def test_an_answer_without_the_tag_finds_the_question_of_its_thread(tmp_path: Path) -> None:
    plan = Plan(
        campaign=factories.campaign(),
        events=(factories.event(hosts={"mastodon": ("host@care.example",)}),),
        questions=(factories.question(1),),
        key=b"a key of the tests",
    )
    spool = await Spool.open(tmp_path / "spool.sqlite")
    async with network.Mastodon() as server:
        mastodon = source(server, pace=Pace(compare=NEVER, thread=30, poll=NEVER))
        async with Listening(mastodon.listen(None)) as listening:
            await ready(server)
            at = {"created_at": post(1)["created_at"]}
            [question] = await server.say(status("Q1 What would help people wait? #SolvingTogether", "host", **at))
            await listening.until(lambda it: it.arrivals)
            await Judge(plan, spool).judge(listening.arrivals, on_question=mastodon.follow_thread)
            [thanks] = await server.say(reply(question, "👍", **at))
            await server.say(reply(thanks, "Ring people the week before and ask what would stop them", **at))
            await listening.until(lambda it: len(it.arrivals) == 3)
    outcomes = await Judge(plan, spool).judge(listening.arrivals)
    await spool.close()

    answer = outcomes[-1]
    assert isinstance(answer, Contribution)
    assert (answer.question, answer.via) == (factories.question(1).id, Via.ASKED)
