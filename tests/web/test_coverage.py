"""What is said of how much of a chat was heard: the sentences, the figures, and what is not known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bridge.records import CampaignId, Condition, Event, Gap, Hearing, Listening, QuestionId, SourceName
from bridge.web.coverage import Coverage, coverage
from tests.factories import event, minutes
from tests.web.house import House, Visitor

LONDON = "Europe/London"
NEXT_DAY = 60 * 26


def row(source: str, hearing: Hearing | None = Hearing.LISTENING, **fields: Any) -> Listening:
    """A worker that listened from a quarter of an hour before the chat, and heard its source a moment ago."""
    now = minutes(fields.pop("now", NEXT_DAY))
    until = fields.pop("until", now)
    worker = fields.pop("worker", "listen")
    told = {it: fields.pop(it) for it in ("detail", "cost", "ceiling", "posts", "next_at") if it in fields}
    condition = None if hearing is None else Condition(hearing=hearing, at=now, last_byte_at=until, **told)
    plain: dict[str, Any] = {
        "id": f"{worker}/{source}",
        "campaign": CampaignId("elective-care"),
        "worker": worker,
        "source": source,
        "heard_at": now,
        "begun_at": minutes(-15),
        "condition": condition,
    }
    return Listening(**plain | fields)


def gap(from_at: float, to_at: float, **fields: Any) -> Gap:
    plain: dict[str, Any] = {
        "id": f"x/{from_at}",
        "source": SourceName.X,
        "from_at": minutes(from_at),
        "to_at": minutes(to_at),
        "cause": "connection lost",
        "is_open": False,
    }
    return Gap(**plain | fields)


def cover(*rows: Listening, gaps: tuple[Gap, ...] = (), now: float = NEXT_DAY, of: Event | None = None) -> Coverage:
    return coverage(of or event(), rows, gaps, minutes(now), LONDON)


def said_of_x(*gaps: Gap, now: float = NEXT_DAY) -> str:
    return cover(row("x", now=now), gaps=gaps, now=now).networks[0].statement


def test_a_network_without_a_gap_was_heard_throughout() -> None:
    covered = cover(row("jetstream"))

    assert covered.networks[0].statement == "Bluesky was heard throughout."
    assert covered.statement == "Bluesky was heard throughout.\nX and Mastodon were not listened to."


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"is_open": True}, "what was said then may be missing"),
        ({"is_open": True, "recovered": 1}, "1 post of that time was found afterwards, more may be missing"),
        ({"is_open": True, "lacks": "reposts"}, "reposts may be missing"),
        ({"recovered": 12}, "12 posts of that time were found afterwards"),
        ({"recovered": 12, "lacks": "reposts"}, "12 posts of that time were found afterwards, reposts may be missing"),
        ({}, "nothing more was found afterwards"),
        ({"lacks": "reposts"}, "no post of that time was found afterwards, reposts may be missing"),
    ],
)
def test_a_gap_says_what_was_found_and_what_may_be_missing(fields: dict[str, Any], says: str) -> None:
    statement = said_of_x(gap(4, 6, **fields))

    assert statement == f"X was heard for 58 of 60 minutes. From 19:04 to 19:06 it was not (connection lost); {says}."


def test_gaps_that_overlap_count_once_and_are_told_each() -> None:
    covered = cover(row("x"), gaps=(gap(4, 8), gap(6, 10), gap(30, 31))).networks[0]

    assert (covered.live_seconds, covered.heard_seconds, len(covered.missed)) == (3600, 3600 - 7 * 60, 3)
    assert "53 of 60 minutes" in covered.statement


def test_of_a_gap_only_the_time_in_which_posts_count_is_told() -> None:
    covered = cover(row("x"), gaps=(gap(-60, -30), gap(-30, 6), gap(50, 70), gap(60 * 25, 60 * 26))).networks[0]

    assert [(it.from_at, it.to_at) for it in covered.missed] == [
        (minutes(0), minutes(6)),
        (minutes(50), minutes(70)),
    ]
    assert [(it.seconds, it.live_seconds) for it in covered.missed] == [(360, 360), (1200, 600)]
    assert "44 of 60 minutes" in covered.statement


def test_a_gap_among_late_answers_leaves_the_chat_whole_and_names_its_day() -> None:
    statement = said_of_x(gap(14 * 60, 14 * 60 + 20, recovered=3))

    assert statement == (
        "X was heard throughout the chat itself. From 3 November 2026, 09:00 to 09:20 it was not (connection lost);"
        " 3 posts of that time were found afterwards."
    )


def test_what_a_search_found_when_the_chat_was_over_makes_no_minute_unheard() -> None:
    swept = gap(0, 60, id="x/sweep/chat-1", cause="the stream did not bring them", recovered=5)

    assert said_of_x(swept) == (
        "X was listened to throughout. From 19:00 to 20:00 not all was heard (the stream did not bring them);"
        " 5 posts of that time were found afterwards."
    )
    assert said_of_x(swept, gap(4, 6)).startswith("X was heard for 58 of 60 minutes. ")


def test_a_gap_of_seconds_is_told_by_the_second() -> None:
    assert "59 of 60 minutes. From 19:04:12 to 19:04:42 it was not" in said_of_x(gap(4.2, 4.7))


def test_many_gaps_are_summed_up() -> None:
    statement = said_of_x(*(gap(5 * nth, 5 * nth + 1, is_open=nth == 9) for nth in range(10)))

    assert statement.count("it was not") == 5
    assert statement.endswith("There were 5 more gaps; of 1 something may be missing.")


def test_while_a_chat_is_on_only_what_has_passed_is_counted() -> None:
    assert said_of_x(now=30) == "X was heard throughout so far."
    assert said_of_x(gap(4, 6), now=30).startswith("X was heard for 28 of 30 minutes so far.")


def test_before_a_chat_nothing_is_claimed() -> None:
    covered = cover(row("x", now=-5), now=-5)

    assert (covered.networks, covered.statement) == ((), "The chat has not begun yet.")


@pytest.mark.parametrize(
    ("hearing", "cause"),
    [
        (Hearing.WAITING, "connection lost"),
        (Hearing.PAUSED, "reading is paused"),
        (Hearing.REFUSED, "the network refuses us"),
        (Hearing.LISTENING, "no sign of life"),
    ],
)
def test_a_source_that_is_away_now_is_told_before_it_is_back(hearing: Hearing, cause: str) -> None:
    covered = cover(row("x", hearing, now=30, until=minutes(20)), now=30).networks[0]

    assert covered.statement == (
        f"X was heard for 20 of 30 minutes so far. Since 19:20 it is not heard ({cause});"
        " what is said now may be missing."
    )
    assert (covered.missed[0].to_at, covered.missed[0].seconds, covered.missed[0].gap) == (None, 600, None)


def test_a_source_that_never_answered_was_not_heard() -> None:
    covered = cover(row("x", Hearing.REFUSED, now=30, until=None), now=30)

    assert covered.networks[0].statement.startswith("X was not heard so far. Since 19:00 it is not heard")


def test_a_source_that_fell_silent_in_a_chat_and_never_came_back_is_not_forgotten() -> None:
    statement = cover(row("x", Hearing.WAITING, until=minutes(40))).networks[0].statement

    assert statement.startswith("X was heard for 40 of 60 minutes. From 19:40 to 3 November 2026, 20:00 it was not")


def test_a_source_that_rests_when_all_is_over_was_there() -> None:
    covered = cover(row("x", Hearing.RESTING, until=None))

    assert covered.networks[0].statement == "X was heard throughout."


def test_a_chat_that_was_listened_to_late_says_so_unless_a_gap_does() -> None:
    late = row("x", begun_at=minutes(10))

    unsaid = cover(late).networks[0].statement
    said = cover(late, gaps=(gap(0, 10, cause="opened late"),)).networks[0]

    assert unsaid.startswith(
        "X was heard for 50 of 60 minutes. From 19:00 to 19:10 it was not (nobody listened to it yet)"
    )
    assert [it.cause for it in said.missed] == ["opened late"]


@pytest.mark.parametrize(
    "absent",
    [
        row("x", begun_at=minutes(60 * 25)),  # first listened to when all was over
        row("x", heard_at=minutes(-600)),  # taken out of the settings before
    ],
)
def test_a_network_that_nobody_listened_to_is_named(absent: Listening) -> None:
    covered = cover(absent, row("jetstream"))

    assert covered.not_listened_to == (SourceName.X, SourceName.MASTODON)


def test_what_was_not_noted_is_not_claimed() -> None:
    covered = cover(row("x", begun_at=None), row("jetstream", begun_at=None), row("mastodon/social.example"))

    assert covered.unknown == ("It was not noted when listening to X and Bluesky began.",)
    assert covered.statement.endswith(covered.unknown[0])


def test_what_several_workers_heard_of_one_source_is_joined() -> None:
    first = row("jetstream", Hearing.WAITING, worker="one", now=30, until=minutes(20), begun_at=minutes(-15))
    second = row("jetstream", worker="two", begun_at=minutes(21))

    assert cover(first, second).networks[0].statement == "Bluesky was heard throughout."


def test_of_several_servers_the_one_that_was_away_is_named() -> None:
    lost = gap(4, 6, id="mastodon/one.example/177", source=SourceName.MASTODON, recovered=2)

    covered = cover(row("mastodon/one.example"), row("mastodon/two.example"), gaps=(lost,)).networks[0]

    assert "From 19:04 to 19:06 one.example was not (connection lost)" in covered.statement


def test_where_the_clocks_change_minutes_are_counted_as_they_pass_and_told_with_their_zone() -> None:
    london = ZoneInfo(LONDON)
    chat = event(
        opens_at=datetime(2026, 10, 25, 1, 30, tzinfo=london),  # summer time
        closes_at=datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=london),
        late_until=datetime(2026, 10, 26, 1, 30, tzinfo=london),
    )
    lost = msgspec.structs.replace(
        gap(0, 0), from_at=datetime(2026, 10, 25, 0, 50, tzinfo=UTC), to_at=datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    )

    covered = cover(row("x", begun_at=chat.opens_at, now=NEXT_DAY), gaps=(lost,), of=chat).networks[0]

    assert covered.statement.startswith("X was heard for 40 of 60 minutes. From 01:50 BST to 01:10 GMT it was not")


def test_a_session_and_a_rehearsal_claim_nothing_of_networks() -> None:
    session, rehearsal = cover(of=event(type="session")), cover(of=event(rehearsal=True))

    assert "its documents" in session.statement
    assert "made up" in rehearsal.statement
    assert (session.networks, rehearsal.not_listened_to) == ((), ())


# On pages and in the API.


async def text(visitor: Visitor, path: str) -> str:
    async with visitor.get(path) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


async def test_programs_get_the_same_and_the_place_it_is_as_of(public_house: House) -> None:
    answer = msgspec.json.decode(await text(await public_house.stranger(), "/v1/events/chat-1/coverage"))

    (bluesky, mastodon) = answer["coverage"]["networks"]
    assert answer["place"] == "epoch.1"
    assert (bluesky["source"], bluesky["heard_seconds"]) == ("bluesky", 1800)
    assert mastodon["missed"][0]["gap"] == "g-1"
    assert answer["coverage"]["not_listened_to"] == ["x"]


async def test_coverage_is_for_those_who_may_read_the_event(house: House) -> None:
    stranger = await house.stranger()

    statuses = [
        (await stranger.get(f"{it}/events/chat-1/coverage", allow_redirects=False)).status for it in ("", "/v1")
    ]

    assert statuses == [303, 401]


async def test_the_event_page_tells_each_gap_with_its_state_and_draws_it(house: House) -> None:
    house.known.all_gaps = [
        gap(3, 5, is_open=True),
        gap(12, 14, recovered=12),
        gap(20, 21, recovered=4, lacks="reposts", cause='<b>"cut"</b>'),
    ]
    house.known.all_listening = [row("x", now=30)]

    page = await text(await house.owner(), "/events/chat-1")

    assert "X was heard for 25 of 30 minutes so far." in page
    assert [page.count(f">{it}</strong>") for it in ("Open", "Recovered", "Recovered in part")] == [1, 1, 1]
    assert [page.count(f'fill="url(#{it})"></rect>\n') for it in ("lacking", "recovered")] == [2, 1]
    assert "Not heard: X from 19:03 to 19:05, something may be missing; X from 19:12 to 19:14; " in page
    assert "&lt;b&gt;&#34;cut&#34;&lt;/b&gt;" in page
    assert "<b>" not in page


async def test_how_sources_stand_and_what_to_do_is_for_moderators(public_house: House) -> None:
    paused = row("x", Hearing.PAUSED, now=30, detail="Raise the ceiling.", cost=2.35, ceiling=10.0, posts=1999)
    public_house.known.all_listening = [paused]

    stranger, owner = await public_house.stranger(), await public_house.owner()
    seen, told = [await text(it, "/events/chat-1") for it in (stranger, owner)]
    walls = [await text(it, "/") for it in (stranger, owner)]

    assert "about $2.35 of $10.00 spent" in told
    assert "1,999 posts read" in told
    assert all("Raise the ceiling." in it for it in (told, walls[1]))
    assert all("Raise the ceiling." not in it and "$10" not in it for it in (seen, walls[0]))
    assert all("X is paused" in it for it in walls)


async def test_what_the_events_script_asks_for_is_a_part_of_the_page(house: House) -> None:
    owner = await house.owner()

    page, fragment = await text(owner, "/events/chat-1"), await text(owner, "/events/chat-1/coverage")

    assert "heard.js" in page
    assert 'id="standings"' in fragment
    assert "<html" not in fragment
    house.clock.at = minutes(61)
    assert "heard.js" not in await text(owner, "/events/chat-1")


async def test_the_question_that_is_on_now_is_marked_while_the_chat_is(house: House) -> None:
    chat = house.known.all_events[1]
    house.known.all_events[1] = msgspec.structs.replace(chat, current=QuestionId("chat-1/q2"))
    owner = await house.owner()

    page = await text(owner, "/events/chat-1")
    house.clock.at = minutes(70)
    after = await text(owner, "/events/chat-1")

    assert page.index("Question 2") < page.index(">On now<") < page.index("Question 3")
    assert page.count(">On now<") == 1
    assert ">On now<" not in after


async def test_moderators_of_a_chat_are_led_to_capture_a_post(public_house: House) -> None:
    pages = [await text(it, "/events/chat-1") for it in (await public_house.stranger(), await public_house.owner())]

    assert ['href="/events/chat-1/capture"' in it for it in pages] == [False, True]


@pytest.mark.parametrize(
    ("source", "hearing", "words"),
    [
        ("x", Hearing.CONNECTING, "Connecting"),
        ("x", Hearing.LISTENING, "Listening"),
        ("x", Hearing.WAITING, "Lost, and tried again by itself"),
        ("x", Hearing.PAUSED, "top up its credits"),
        ("x", Hearing.REFUSED, "Put a good token into the settings"),
        ("mastodon/one.example", Hearing.RESTING, "listens again from 19:00 on 9 November"),
    ],
)
async def test_the_sources_page_says_how_each_stands(house: House, source: str, hearing: Hearing, words: str) -> None:
    house.known.all_listening = [row(source, hearing, now=30, next_at=minutes(60 * 24 * 7))]

    assert words in await text(await house.owner(), "/status")


@pytest.mark.parametrize(("until", "words"), [(10, "Connected, but silent"), (30, "Listening")])
async def test_a_source_that_is_connected_and_hears_nothing_is_silent(house: House, until: float, words: str) -> None:
    house.known.all_listening = [row("x", now=30, until=minutes(until))]
    owner = await house.owner()

    assert f">{words}<" in await text(owner, "/status")
    assert ("X is silent. Nothing was heard from it since 19:10" in await text(owner, "/")) == (until == 10)


async def test_what_a_dead_worker_said_last_is_not_taken_for_the_present(house: House) -> None:
    house.known.all_listening = [row("x", now=10)]

    assert ">Silent since 19:10<" in await text(await house.owner(), "/status")


async def test_a_source_that_never_connects_in_a_chat_is_told(house: House) -> None:
    house.known.all_listening = [row("x", Hearing.CONNECTING, now=30, until=None)]

    assert "X is silent. Nothing was heard from it yet" in await text(await house.owner(), "/")


async def test_the_sources_page_lists_open_gaps_first_and_the_wall_tells_no_others(house: House) -> None:
    house.known.all_gaps = [
        gap(-3000, -2999, cause="the one of long ago", is_open=True),
        gap(2, 3, cause="the older one", is_open=True),
        gap(4, 5, cause="the mended one", recovered=2),
        gap(6, 7, cause="the newer one", is_open=True),
    ]
    owner = await house.owner()

    status, wall = await text(owner, "/status"), await text(owner, "/")

    marks = ["The newer one", "The older one", "The one of long ago", "The mended one"]
    assert sorted(marks, key=status.index) == marks
    assert [it in wall for it in marks] == [True, True, False, False]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["x/-3000", "x/2", "x/4"]),
        ("?open=true", ["x/-3000", "x/2"]),
        ("?open=false", ["x/4"]),
        ("?event=chat-1", ["x/2", "x/4"]),
        ("?event=chat-1&open=true", ["x/2"]),
        ("?event=connect-1", []),
    ],
)
async def test_gaps_can_be_asked_for_by_event_and_by_what_is_open(house: House, query: str, ids: list[str]) -> None:
    house.known.all_gaps = [gap(-3000, -2999, is_open=True), gap(2, 3, is_open=True), gap(4, 5)]

    answer = msgspec.json.decode(await text(await house.program("feed"), f"/v1/gaps{query}"))

    assert [it["id"] for it in answer["gaps"]] == ids


@pytest.mark.parametrize(
    ("query", "status"), [("open=maybe", 400), ("event=none", 404), ("event=none&open=maybe", 400)]
)
async def test_a_wrong_question_about_gaps_is_explained(house: House, query: str, status: int) -> None:
    answer = await (await house.program("feed")).get(f"/v1/gaps?{query}")

    assert answer.status == status
    assert (await answer.json())["detail"]
