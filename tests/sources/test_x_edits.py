from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from bridge.records import Act, Via
from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import START, TAG, source
from tests.networks.x_ear import Ear
from tests.networks.x_posts import editable, plain
from tests.networks.x_time import Time


def stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def settled(server: X, time: Time) -> None:
    """Go on until posts can be edited no more and were looked up."""
    await time.run(lambda: bool(server.queries(network.LOOKUP)))


async def test_an_edit_that_drops_the_tag_is_found_when_it_can_be_edited_no_more(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        until = editable(stamp(START + timedelta(minutes=30)))
        post_id = await server.say(plain(f"Thursdays {TAG}", edit_controls=until))
        await server.say(plain(f"Fridays {TAG}", edit_controls=until))
        await ear.until(lambda ear: len(ear.arrivals) == 2)
        newer = await server.edit(post_id, "Tuesdays")
        await settled(server, time)
        await ear.until(lambda ear: len(ear.arrivals) == 3)

    edited = ear.arrivals[2]
    assert (edited.id, edited.version, edited.text) == (f"x:{post_id}", newer, "Tuesdays")
    assert edited.via is Via.ASKED
    assert len(server.queries(network.LOOKUP)) == 2


async def test_an_edit_that_keeps_the_tag_is_streamed_and_looked_up_once(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        until = editable(stamp(START + timedelta(minutes=30)))
        post_id = await server.say(plain(f"Thursdays {TAG}", edit_controls=until))
        newer = await server.edit(post_id, f"Tuesdays {TAG}")
        await ear.until(lambda ear: len(ear.arrivals) == 2)
        await settled(server, time)
        await server.say(plain(f"more {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) == 3)

    assert ear.arrivals[1].id == ear.arrivals[0].id
    assert [query["ids"] for query in server.queries(network.LOOKUP)] == [newer]


async def test_a_deletion_that_the_look_up_shows_is_told(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        until = editable(stamp(START + timedelta(minutes=30)))
        post_id = await server.say(plain(f"Thursdays {TAG}", edit_controls=until))
        await ear.until(lambda ear: len(ear.arrivals) == 1)
        await server.delete(post_id)
        await settled(server, time)
        await ear.until(lambda ear: len(ear.arrivals) == 2)

    gone = ear.arrivals[1]
    assert (gone.act, gone.id, gone.via) == (Act.DELETED, f"x:{post_id}", Via.ASKED)


async def test_a_look_up_that_fails_is_done_again(server: X, time: Time) -> None:
    server.answers[network.LOOKUP] = deque([network.BUSY, network.hurried()])
    async with Ear(source(server, time)) as ear:
        await server.listened()
        until = editable(stamp(START + timedelta(minutes=30)))
        post_id = await server.say(plain(f"Thursdays {TAG}", edit_controls=until))
        await ear.until(lambda ear: len(ear.arrivals) == 1)
        await server.edit(post_id, "Tuesdays")
        await time.run(lambda: len(ear.arrivals) == 2)

    assert ear.texts[-1] == "Tuesdays"


async def test_posts_are_looked_up_a_hundred_at_a_time(server: X, time: Time) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        until = editable(stamp(START + timedelta(minutes=30)))
        for number in range(150):
            await server.say(plain(f"{number} {TAG}", edit_controls=until))
        await ear.until(lambda ear: len(ear.arrivals) == 150)
        await time.run(lambda: len(server.queries(network.LOOKUP)) == 2)

    assert [len(query["ids"].split(",")) for query in server.queries(network.LOOKUP)] == [100, 50]
