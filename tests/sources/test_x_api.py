from __future__ import annotations

import asyncio
import logging
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import Via
from bridge.sources.x_api import XApi
from bridge.sources.x_ledger import Ledger, Memory, snowflake
from bridge.sources.x_lines import Lines, Oversized
from bridge.sources.x_problems import Trouble, XProblemError, answered, disconnecting, try_again_at
from bridge.sources.x_rules import Rule
from tests.networks import x_wire as network
from tests.networks.x import X
from tests.networks.x_chat import START, TAG
from tests.networks.x_posts import plain
from tests.networks.x_time import Time
from tests.networks.x_wire import Answer


def api(server: X) -> XApi:
    return XApi("secret-token", server.url)


def rule(value: str, tag: str = "t") -> Rule:
    return Rule(value=value, tag=tag)


async def test_rules_are_added_listed_and_deleted(server: X) -> None:
    x = api(server)

    refused = await x.add_rules([rule("#one"), rule("#two", "other")])
    listed = await x.rules()
    await x.delete_rules([listed[0].id])

    assert refused == ()
    assert [(it.value, it.tag) for it in listed] == [("#one", "t"), ("#two", "other")]
    assert [it.value for it in await x.rules()] == ["#two"]


async def test_a_rule_that_is_there_already_is_no_complaint_and_a_wrong_one_is(server: X) -> None:
    x = api(server)
    await x.add_rules([rule("#one")])

    assert await x.add_rules([rule("#one"), rule("#two!")]) == ("UnprocessableEntity",)


async def test_rules_without_tag_or_with_none_are_read(server: X) -> None:
    server.answers[network.RULES] = deque(
        [Answer(200, {"data": [{"id": 1, "value": "#one"}, {"id": "2", "value": "#two", "tag": None}, {}, 7]})]
    )

    assert await api(server).rules() == (
        Rule(value="#one", tag="", id="1"),
        Rule(value="#two", tag="", id="2"),
    )


async def test_a_search_gives_pages_newest_first_with_what_belongs_to_the_posts(server: X, time: Time) -> None:
    for number in range(12):
        await server.say(plain(f"{number} {TAG}"))
    await time.go_on(60)
    since, until = snowflake(START - timedelta(seconds=1)), snowflake(START + timedelta(seconds=20))

    first = await api(server).search(TAG, since_id=since, until_id=until, max_results=10)
    second = await api(server).search(TAG, since_id=since, until_id=until, next_token=first.next_token, max_results=10)

    texts = [message["data"]["text"][:2] for page in (first, second) for message in page.messages]
    assert texts == [f"{number} "[:2] for number in range(11, -1, -1)]
    assert first.messages[0]["includes"]["users"][0]["username"] == "person_7"
    assert second.next_token is None


async def test_a_search_that_finds_nothing_has_no_data_and_that_is_fine(server: X) -> None:
    assert await api(server).search(TAG, since_id=snowflake(START), until_id=snowflake(START)) == ((), None)


async def test_what_is_asked_for_are_the_fields_that_the_decoder_reads(server: X) -> None:
    await api(server).search(TAG, since_id=snowflake(START), until_id=snowflake(START) + 1)

    query = server.queries(network.SEARCH)[0]
    assert {"note_tweet", "edit_history_tweet_ids", "referenced_tweets"} <= set(query["tweet.fields"].split(","))
    assert "referenced_tweets.id" in query["expansions"]


async def test_a_look_up_tells_posts_as_they_are_and_those_that_are_gone(server: X) -> None:
    ids = [await server.say(plain(f"{number} {TAG}")) for number in range(150)]
    await server.delete(ids[3])
    await server.delete(ids[149])

    arrivals, missing = await api(server).lookup(ids)

    assert len(arrivals) == 148
    assert missing == (ids[3], ids[149])
    assert {it.via for it in arrivals} == {Via.ASKED}
    assert [len(query["ids"].split(",")) for query in server.queries(network.LOOKUP)] == [100, 50]


async def test_a_look_up_gives_the_newest_version_whichever_it_is_asked_for(server: X, time: Time) -> None:
    first = await server.say(plain(f"Thursdays {TAG}"))
    second = await server.edit(first, "Tuesdays")

    arrivals, missing = await api(server).lookup([first], time.now())

    assert [(it.id, it.version, it.text, it.received_at) for it in arrivals] == [
        (f"x:{first}", second, "Tuesdays", time.now())
    ]
    assert missing == ()


async def test_a_problem_that_comes_in_pieces_is_read_to_its_end() -> None:
    body = msgspec.json.encode(network.CROWDED.body)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: %d\r\n\r\n" % len(body))
        for at in range(len(body)):
            writer.write(body[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        with pytest.raises(XProblemError) as raised:
            await XApi("token", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}").rules()

    assert raised.value.trouble is Trouble.CROWDED


async def test_a_hidden_author_or_parent_is_no_missing_post(server: X) -> None:
    errors = [{"title": "Forbidden", "resource_type": "user", "parameter": "author_id", "resource_id": "7"}]
    server.answers[network.LOOKUP] = deque([Answer(200, {"errors": errors})])

    assert await api(server).lookup(["100"]) == ((), ())


async def test_counts_usage_and_connections_are_told(server: X, time: Time) -> None:
    await server.say(plain(f"one {TAG}"))
    await time.go_on(60)
    x = api(server)

    assert await x.counts(TAG) == 1
    assert await x.usage() == (0, 3_000_000, 10)
    assert await x.connections() == 0
    await x.end_connections()


async def test_usage_that_x_does_not_tell_is_none(server: X) -> None:
    server.answers[network.USAGE] = deque([Answer(200, {"data": {"project_usage": "what"}})])

    assert await api(server).usage() == (None, None, None)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (network.UNAUTHORIZED, "bearer token"),
        (network.FORBIDDEN, "client-not-enrolled"),
        (network.CREDITS, "Add credits"),
        (network.BUSY, "503"),
    ],
)
async def test_a_check_says_what_is_wrong_and_what_to_do(answer: Answer, says: str, server: X) -> None:
    server.answers[network.RULES] = deque([answer])

    wrong = await api(server).check()

    assert wrong is not None
    assert says in wrong
    assert await api(server).check() is None


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>"),
        Answer(200, ["a list"]),
        Answer(500, "<html>"),
        Answer(302, "", {"Location": "https://elsewhere.example/"}),
        Answer(404, {"errors": [7, {"title": "Not Found"}], "error": "what"}),
        Answer(418, ["a list"]),
    ],
)
async def test_every_answer_that_is_none_is_a_problem(answer: Answer, server: X) -> None:
    server.answers[network.USAGE] = deque([answer])

    with pytest.raises(XProblemError):
        await api(server).usage()


async def test_an_address_where_nobody_answers_is_a_problem_that_may_pass() -> None:
    with pytest.raises(XProblemError) as raised:
        await XApi("token", "http://127.0.0.1:1").rules()

    assert raised.value.trouble is Trouble.PASSING


async def test_an_answer_that_does_not_come_is_a_problem_that_may_pass() -> None:
    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(XProblemError, match="in time"):
            await XApi("token", address, timeout_seconds=0.05).rules()


async def test_the_token_is_in_no_log(server: X, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    await api(server).rules()

    assert "secret-token" not in caplog.text


LIMITED = {"title": "Too Many Requests", "status": 429}
NOW = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (401, {"title": "Unauthorized"}, Trouble.REFUSED),
        (403, {"title": "Client Forbidden", "reason": "client-not-enrolled"}, Trouble.REFUSED),
        (402, {}, Trouble.UNPAID),
        (402, {"title": "Payment Required", "type": "https://api.x.com/2/problems/credits-depleted"}, Trouble.UNPAID),
        (429, {"title": "UsageCapExceeded", "period": "Daily", "scope": "Account"}, Trouble.UNPAID),
        (403, {"type": "https://api.twitter.com/2/problems/usage-capped"}, Trouble.UNPAID),
        (429, LIMITED, Trouble.HURRIED),
        (420, {}, Trouble.HURRIED),
        (429, {"errors": [{"connection_issue": "TooManyConnections"}]}, Trouble.CROWDED),
        (409, {"connection_issue": "RuleConfigurationIssue"}, Trouble.RULELESS),
        (400, {"connection_issue": "RulesInvalidIssue"}, Trouble.RULELESS),
        (400, {"title": "Invalid Request"}, Trouble.MALFORMED),
        (404, {}, Trouble.MALFORMED),
        (408, {}, Trouble.PASSING),
        (500, {}, Trouble.PASSING),
        (503, {"title": "Service Unavailable"}, Trouble.PASSING),
    ],
)
def test_a_problem_is_told_by_status_and_body(status: int, body: dict[str, object], trouble: Trouble) -> None:
    assert answered(status, {}, msgspec.json.encode(body)).trouble is trouble


@given(st.binary(max_size=60), st.sampled_from([200, 301, 401, 402, 403, 409, 429, 503]))
def test_no_body_is_too_odd_to_tell_a_problem(body: bytes, status: int) -> None:
    assert answered(status, {"x-rate-limit-reset": body.decode("latin-1")}, body).trouble


@pytest.mark.parametrize(
    ("errors", "trouble"),
    [
        ([{"title": "operational-disconnect", "disconnect_type": "OperationalDisconnect"}], Trouble.PASSING),
        ([{"title": "operational-disconnect", "disconnect_type": "UpstreamOperationalDisconnect"}], Trouble.PASSING),
        ([{"disconnect_type": "SlowReader"}], Trouble.PASSING),
        ([{"disconnect_type": "InvalidRules"}], Trouble.RULELESS),
        ([{"connection_issue": "TooManyConnections"}], Trouble.CROWDED),
        ([{"title": "UsageCapExceeded"}], Trouble.UNPAID),
        ([{"title": "Not Found Error", "type": "https://api.twitter.com/2/problems/resource-not-found"}], None),
        ([7], None),
        ("disconnect", None),
    ],
)
def test_a_line_that_ends_the_stream_is_told_from_one_that_does_not(errors: object, trouble: Trouble | None) -> None:
    problem = disconnecting({"errors": errors})

    assert (problem and problem.trouble) == trouble
    assert disconnecting({"data": {}, "errors": errors}) is None


def test_waits_are_as_long_as_x_says_and_never_longer_than_a_quarter_of_an_hour() -> None:
    limited = XProblemError(Trouble.HURRIED, "")
    told = XProblemError(Trouble.HURRIED, "", reset_at=NOW + timedelta(seconds=90))
    late = XProblemError(Trouble.HURRIED, "", reset_at=NOW + timedelta(hours=5))
    past = XProblemError(Trouble.HURRIED, "", reset_at=NOW - timedelta(hours=5))

    waits = [try_again_at(limited, tries, NOW) - NOW for tries in range(6)]

    assert waits == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 15)]
    assert try_again_at(told, 3, NOW) - NOW == timedelta(seconds=91)
    assert try_again_at(late, 0, NOW) - NOW == timedelta(minutes=15)
    assert try_again_at(past, 0, NOW) - NOW == timedelta(seconds=1)
    assert try_again_at(XProblemError(Trouble.SPENT, ""), 0, NOW) == datetime(2026, 11, 3, tzinfo=UTC)


@given(st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"").strip())), st.data())
def test_lines_come_out_as_they_went_in_however_they_are_cut(lines: list[bytes], data: st.DataObject) -> None:
    whole = b"".join(line + b"\r\n" for line in lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)))))
    split = Lines(100)

    out = [line for start, end in pairwise([0, *cuts, len(whole)]) for line in split.feed(whole[start:end])]

    assert out == lines


@given(st.integers(1, 40))
def test_a_line_over_the_limit_is_skipped_to_its_end_and_told_once(size: int) -> None:
    whole = b"first\r\n" + b"x" * 200 + b"\r\nlast\r\n"
    split = Lines(50)

    out = [line for start in range(0, len(whole), size) for line in split.feed(whole[start : start + size])]

    assert out == [b"first", Oversized(50), b"last"]


def test_a_snowflake_is_the_least_id_of_its_time() -> None:
    at = datetime(2026, 11, 2, 19, 0, 4, tzinfo=UTC)

    assert snowflake(at) <= 2117330919617462272 < snowflake(at + timedelta(milliseconds=1))
    assert snowflake(datetime(2009, 1, 1, tzinfo=UTC)) == 0


def test_memory_holds_the_last_and_is_bounded() -> None:
    memory = Memory(10)

    assert all(memory.add(str(number)) for number in range(1_000))
    assert all(str(number) in memory for number in range(990, 1_000))
    assert not memory.add("999")
    assert sum(str(number) in memory for number in range(1_000)) <= 20


def test_a_day_begins_at_midnight_utc_and_costs_begin_anew() -> None:
    ledger = Ledger(None, price=0.005, ceiling=0.01)
    before, after = datetime(2026, 11, 2, 23, 59, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    for post_id in ("1", "2", "2"):
        ledger.read(post_id, before)

    assert (ledger.cost, ledger.affords("3", before), ledger.affords("2", before)) == (0.01, False, True)
    assert ledger.affords("2", after)
    assert ledger.cost == 0
