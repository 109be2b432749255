from __future__ import annotations

import msgspec

from bridge.records import Hearing
from bridge.sources.x_api import Beat, Opened
from bridge.sources.x_hours import Hours
from bridge.sources.x_ledger import Ledger
from bridge.sources.x_news import Link, News
from bridge.sources.x_problems import Trouble
from tests.networks.x import X
from tests.networks.x_chat import START, TAG, chat, source
from tests.networks.x_ear import Ear, broken, closed
from tests.networks.x_posts import plain
from tests.networks.x_time import Time
from tests.networks.x_wire import Mishap


async def test_each_post_is_paid_for_once_a_day_however_often_it_is_read(server: X, time: Time) -> None:
    server.mishaps.append(Mishap(twice=True))
    async with Ear(source(server, time, price=0.01, tick_seconds=0.02)) as ear:
        await server.listened()
        for number in range(3):
            await server.say(plain(f"{number} {TAG}"))
        await ear.until(lambda ear: len(ear.arrivals) == 6)
        await broken(server, time, ear, lost=2)
        await time.run(lambda: closed(ear.gaps))
        await ear.until(lambda ear: ear.conditions[-1].posts == 5)

    assert ear.conditions[-1].cost == 0.05
    assert server.read > 5


async def test_it_pauses_before_it_costs_more_than_it_may_and_goes_on_the_next_day(server: X, time: Time) -> None:
    texts = [f"{number} {TAG}" for number in range(14)]
    async with Ear(source(server, time, price=0.01, ceiling=0.12, tick_seconds=0.02)) as ear:
        await server.listened()
        for text in texts:
            await server.say(plain(text))
        await ear.until(lambda ear: ear.hearing is Hearing.PAUSED)
        await server.until(lambda: not server.streams)
        paused, heard = ear.conditions[-1], ear.texts
        await time.set(START.replace(hour=23, minute=59))
        assert len(server.connects) == 1
        await time.set(START.replace(day=3, hour=0, minute=0, second=1))
        await server.listened()
        await time.run(lambda: len(ear.arrivals) == 14)

    assert heard == texts[:12]
    assert (paused.posts, paused.cost, paused.ceiling) == (12, 0.12, 0.12)
    assert "raise it" in paused.detail
    assert "ceiling" in ear.gaps[0].cause
    assert set(ear.texts) == set(texts)


async def test_a_search_is_part_of_the_budget(server: X, time: Time) -> None:
    async with Ear(source(server, time, price=0.01, ceiling=0.25)) as ear:
        await server.listened()
        await broken(server, time, ear, lost=60)
        await time.run(lambda: len(ear.gaps) == 2)

    assert ear.gaps[1].is_open
    assert "the ceiling on cost is reached" in ear.gaps[1].cause
    assert server.read <= 25


async def test_what_was_spent_today_is_known_after_a_restart(server: X, time: Time) -> None:
    options = {"price": 0.01, "ceiling": 0.03}
    async with Ear(source(server, time, **options)) as before:
        await server.listened()
        for number in range(3):
            await server.say(plain(f"{number} {TAG}"))
        await before.until(lambda ear: len(ear.arrivals) == 3)

    async with Ear(source(server, time, **options), before.cursor) as ear:
        await ear.until(lambda ear: ear.hearing is Hearing.PAUSED)

    assert len(server.connects) == 1


async def test_what_comes_after_the_ceiling_is_reached_is_not_taken_for_heard(time: Time) -> None:
    news = News(Ledger(None, price=1, ceiling=0.5), Hours([chat()]), time, ceiling=0.5, tick_seconds=1, size=9)
    link = Link()
    data = {"id": "1", "text": "a", "author_id": "7", "created_at": "2026-11-02T18:55:00Z"}
    await news.hear(link, Opened())
    await time.go_on(5)
    await news.hear(link, msgspec.json.encode({"data": data}))
    await news.hear(link, Beat())

    heard = await news.take()

    assert heard.items == ()
    assert link.over.result().trouble is Trouble.SPENT
    assert msgspec.json.decode(heard.cursor)["heard_at"] == "2026-11-02T18:55:00Z"
