"""A version of a post that comes after a newer one: search is late, and the stream is not in order."""

from __future__ import annotations

import copy
from collections import deque

from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import TAG, source
from tests.networks.x_ear import Ear, broken, closed
from tests.networks.x_posts import plain
from tests.networks.x_time import Time
from tests.networks.x_wire import Answer, Mishap


async def test_a_version_that_search_still_has_does_not_come_after_the_one_that_replaced_it(
    server: X, time: Time
) -> None:
    async with Ear(source(server, time)) as ear:
        await server.listened()
        (post_id,) = await broken(server, time, ear)
        stale = copy.deepcopy(server.posts[post_id].data)
        page = {"data": [stale], "meta": {"result_count": 1, "newest_id": post_id, "oldest_id": post_id}}
        server.answers[network.SEARCH] = deque([Answer(200, page)])
        await server.edit(post_id, f"edited {TAG}")
        await ear.until(lambda ear: bool(ear.arrivals))
        await time.run(lambda: closed(ear.gaps))

    assert not server.answers[network.SEARCH]
    assert ear.texts == [f"edited {TAG}"]


async def test_a_version_that_the_stream_brings_after_its_edit_is_left_out(time: Time) -> None:
    async with X([Mishap(reordered=True)], now=time.now) as server, Ear(source(server, time)) as ear:
        await server.listened()
        post_id = await server.say(plain(f"said {TAG}"))
        await server.edit(post_id, f"edited {TAG}")
        for text in ("more", "and more"):
            await server.say(plain(f"{text} {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) >= 3)

    assert ear.texts == [f"edited {TAG}", f"and more {TAG}", f"more {TAG}"]
