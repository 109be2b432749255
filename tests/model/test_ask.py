"""One server is asked with patience where that helps, and left alone where it does not."""

from __future__ import annotations

import aiohttp
import pytest

from bridge.model import ask
from bridge.model.ask import Endpoint, Overlong, Unanswered, Unusable, is_outside
from bridge.model.windows import Line, Window, windows
from tests.model import stand_in
from tests.model.stand_in import StandIn, Waits, answering, failing, knowing_only, well

KEY = "sk-stand-in"
(WINDOW,) = windows([Line(speaker="S1", text="We could text them."), Line(speaker="S2", text="Good idea.")])
GOOD = '{"found":[{"turns":[0],"quote":"We could text them.","restated":"","kind":"idea"}]}'


async def asked(
    server: StandIn,
    http: aiohttp.ClientSession,
    *,
    waits: Waits | None = None,
    seconds: float = 30.0,
    window: Window = WINDOW,
) -> str:
    endpoint = Endpoint(url=server.url, name="small", key=KEY, http=http, seconds=seconds, sleep=waits or Waits())
    return await endpoint.answer(window)


async def test_a_request_is_what_every_such_server_understands(http: aiohttp.ClientSession) -> None:
    async with StandIn(key=KEY) as server:
        assert await asked(server, http) == GOOD

    (request,) = server.asked
    assert (request.body["model"], request.body["temperature"], request.key) == ("small", 0, KEY)
    assert [it["role"] for it in request.body["messages"]] == ["system", "user"]
    assert request.body["response_format"]["json_schema"]["strict"] is True
    assert [(it.turn, it.speaker, it.said) for it in request.turns] == [
        (0, "S1", "We could text them."),
        (1, "S2", "Good idea."),
    ]
    assert set(request.body) == {"model", "temperature", "messages", "response_format"}  # no tools


@pytest.mark.parametrize(
    ("known", "tried"),
    [
        (("json_schema",), ["json_schema"]),
        (("json_object", ""), ["json_schema", "json_object"]),
        (("",), ["json_schema", "json_object", ""]),
    ],
)
async def test_a_server_that_knows_no_schema_is_asked_more_plainly_and_from_then_on(
    http: aiohttp.ClientSession, known: tuple[str, ...], tried: list[str]
) -> None:
    async with StandIn(knowing_only(*known)) as server:
        endpoint = Endpoint(url=server.url + "/", name="small", key="", http=http, seconds=30, sleep=Waits())

        assert [await endpoint.answer(WINDOW) for _ in range(2)] == [GOOD, GOOD]

    assert [it.form for it in server.asked] == [*tried, tried[-1]]


@pytest.mark.parametrize(
    ("retry_after", "date", "waited"),
    [
        ("7", "", 7.0),
        ("0", "", 0.0),
        ("Fri, 27 Nov 2026 12:00:20 GMT", "Fri, 27 Nov 2026 12:00:09 GMT", 11.0),
        ("Fri, 27 Nov 2020 12:00:20 GMT", "", 0.0),
        ("soon", "", 1.0),
        ("-5", "", 1.0),
    ],
)
async def test_a_server_that_limits_us_is_waited_for_as_long_as_it_says(
    http: aiohttp.ClientSession, retry_after: str, date: str, waited: float
) -> None:
    waits = Waits()
    limited = failing(429, {"Retry-After": retry_after} | ({"Date": date} if date else {}))

    async with StandIn(limited, well, key=KEY) as server:
        assert await asked(server, http, waits=waits) == GOOD

    assert waits.seconds == [waited]


async def test_a_server_that_wants_an_hour_is_left_alone_at_once(http: aiohttp.ClientSession) -> None:
    waits = Waits()

    async with StandIn(failing(429, {"Retry-After": "3600"}), key=KEY) as server:
        with pytest.raises(Unanswered, match="left alone for 3600 s"):
            await asked(server, http, waits=waits)

    assert waits.seconds == []


@pytest.mark.parametrize("manner", [failing(500), failing(503), failing(529), stand_in.closing])
async def test_what_may_pass_is_tried_four_times_with_growing_waits(
    http: aiohttp.ClientSession, manner: stand_in.Manner
) -> None:
    waits = Waits()

    async with StandIn(manner, key=KEY) as server:
        with pytest.raises(Unanswered, match="did not answer in 4 tries"):
            await asked(server, http, waits=waits)

    assert waits.seconds == list(ask.WAITS)
    assert len(server.asked) == 4


async def test_a_server_that_comes_back_is_heard(http: aiohttp.ClientSession) -> None:
    async with StandIn(failing(502), stand_in.closing, well, key=KEY) as server:
        assert await asked(server, http) == GOOD


async def test_a_server_that_is_not_there_is_tried_and_given_up(http: aiohttp.ClientSession) -> None:
    async with StandIn() as server:
        url = server.url
    endpoint = Endpoint(url=url, name="small", key="", http=http, seconds=30, sleep=Waits())

    with pytest.raises(Unanswered, match="the connection failed"):
        await endpoint.answer(WINDOW)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (400, "it answered 400: check `url` and `name`"),
        (401, "check `key`"),
        (403, "check `key`"),
        (404, "often ends in /v1"),
        (418, "it answered 418"),
        (307, "it answered 307"),
    ],
)
async def test_what_does_not_pass_is_not_tried_again(http: aiohttp.ClientSession, status: int, advice: str) -> None:
    waits = Waits()

    async with StandIn(failing(status, {"Location": "/v1/elsewhere"}), key=KEY) as server:
        with pytest.raises(Unanswered, match=advice):
            await asked(server, http, waits=waits)

    assert (len(server.asked), waits.seconds) == (1, [])


async def test_words_are_not_sent_on_to_where_a_server_points(http: aiohttp.ClientSession) -> None:
    async with (
        StandIn(key=KEY) as other,
        StandIn(failing(308, {"Location": f"{other.url}/chat/completions"}), key=KEY) as server,
    ):
        with pytest.raises(Unanswered, match="it answered 308"):
            await asked(server, http)

    assert other.asked == []


async def test_a_wrong_key_is_said_to_be_wrong_and_not_shown(http: aiohttp.ClientSession) -> None:
    async with StandIn(key="another") as server:
        with pytest.raises(Unanswered, match="check `key`") as refused:
            await asked(server, http)

    assert KEY not in str(refused.value)


async def test_a_server_that_hangs_is_not_waited_for_longer_than_was_set(http: aiohttp.ClientSession) -> None:
    async with StandIn(stand_in.hanging, key=KEY) as server:
        with pytest.raises(Unanswered, match=r"took longer than 0\.05 s"):
            await asked(server, http, seconds=0.05)

    assert len(server.asked) == 1


@pytest.mark.parametrize("manner", [stand_in.endless, stand_in.swelling])
async def test_an_answer_without_end_is_read_no_further_than_a_megabyte(
    http: aiohttp.ClientSession, manner: stand_in.Manner
) -> None:
    async with StandIn(manner, key=KEY) as server:
        with pytest.raises(Unusable, match="more than 1048576 bytes"):
            await asked(server, http)

    assert server.bytes_sent < 50 * stand_in.MEGABYTE


@pytest.mark.parametrize(
    ("manner", "complaint"),
    [
        (stand_in.page, "no chat completion: check `url`"),
        (failing(200, body=b'{"error":{"message":"busy"}}'), "no chat completion"),
        (failing(200, body=b'{"choices":[]}'), "empty"),
        (failing(200, body=b"[" * 100_000), "no chat completion"),
        (failing(200, body=b"\xff\xfe"), "no chat completion"),
        (failing(200, body=b'{"choices":[{"message":{"content":"\\ud800"}}]}'), "no chat completion"),
        (answering(None), "empty"),
        (answering(""), "empty"),
    ],
)
async def test_what_is_no_completion_is_no_answer(
    http: aiohttp.ClientSession, manner: stand_in.Manner, complaint: str
) -> None:
    async with StandIn(manner, key=KEY) as server:
        with pytest.raises(Unusable, match=complaint):
            await asked(server, http)

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "manner",
    [
        answering('{"found":[', "length"),
        failing(400, body=b'{"error":{"message":"This model\'s maximum context length is 4096 tokens"}}'),
        failing(413),
    ],
)
async def test_a_window_that_is_too_long_for_a_model_is_told_apart(
    http: aiohttp.ClientSession, manner: stand_in.Manner
) -> None:
    async with StandIn(manner, key=KEY) as server:
        with pytest.raises(Overlong):
            await asked(server, http)


@pytest.mark.parametrize(
    ("url", "outside"),
    [
        ("http://localhost:11434/v1", False),
        ("http://127.0.0.1/v1", False),
        ("http://[::1]:8000/v1", False),
        ("http://10.1.2.3:8000/v1", False),
        ("http://192.168.0.7/v1", False),
        ("http://[fd00::7]/v1", False),
        ("http://ollama:11434/v1", False),
        ("http://model.internal/v1", False),
        ("https://api.models.example/v1", True),
        ("https://localhost.models.example/v1", True),
        ("https://8.8.8.8/v1", True),
        ("https://[2606:4700::1111]/v1", True),
    ],
)
def test_an_address_outside_of_ones_own_network_is_known(url: str, outside: bool) -> None:
    assert is_outside(url) is outside
