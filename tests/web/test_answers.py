"""What every answer carries, what is logged of it, and how it is measured."""

from __future__ import annotations

import re

import msgspec
import pytest
from structlog.testing import capture_logs

from bridge.web.access import sign_in_path
from bridge.web.complaints import SAY
from bridge.web.openapi import DOCUMENT
from bridge.web.questions import NewQuestion
from tests.web.house import OURS, House


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/v1/ideas", "/v1/nowhere", "/livez"])
async def test_every_answer_keeps_browsers_safe_and_is_not_stored(house: House, path: str) -> None:
    answer = await (await house.stranger()).get(path, allow_redirects=False)

    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-ID"]) == 16


async def test_static_files_may_be_kept_because_their_address_changes_with_them(house: House) -> None:
    owner = await house.owner()
    page = await (await owner.get("/")).text()
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    answer = await owner.get(address)

    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]


async def test_static_files_are_packed_for_those_who_take_them_so_and_missing_ones_are_said_to_be(house: House) -> None:
    stranger = await house.stranger()
    page = await (await stranger.get("/sign-in")).text()
    sheet = re.search(r"/static/\w+/vendor/nhsuk-frontend.min.css", page)
    assert sheet

    packed = await stranger.get(sheet[0], headers={"Accept-Encoding": "gzip"})
    plain = await stranger.get(sheet[0], headers={"Accept-Encoding": "identity"})
    missing = await stranger.get(sheet[0].replace("min.css", "none.css"))

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert await packed.read() == await plain.read()
    assert plain.content_type == "text/css"
    assert missing.status == 404


async def test_the_log_has_one_line_a_request_and_no_secret_in_it(house: House) -> None:
    link = await house.access.create_link()
    stranger = await house.stranger()

    with capture_logs() as lines:
        await stranger.get(sign_in_path(link))
        await stranger.post(sign_in_path(link), headers=OURS, allow_redirects=False)
        await stranger.get("/?challenge=a-secret-in-a-query")

    served = [line for line in lines if line["event"] == "request.served"]
    assert [(line["method"], line["status"]) for line in served] == [("GET", 200), ("POST", 303), ("GET", 200)]
    assert link not in repr(lines)
    assert "a-secret" not in repr(lines)


async def test_a_fault_is_logged_by_its_place_and_without_its_words(house: House) -> None:
    owner = await house.owner()
    house.known.all_gaps = ["words of a person"]  # type: ignore[list-item]

    with capture_logs() as lines:
        await owner.get("/")

    (failed,) = [line for line in lines if line["event"] == "request.failed"]
    assert failed["error"] == "AttributeError"
    assert "gaps.py" in repr(failed["where"])
    assert "words of a person" not in repr(lines)


async def test_metrics_count_by_route(house: House) -> None:
    stranger = await house.stranger()
    await stranger.get("/events/chat-1", allow_redirects=False)

    text = await (await stranger.get("/metrics")).text()

    assert 'ideabridge_requests_total{method="GET",route="/events/{event}",status="303"} 1.0' in text
    assert "ideabridge_spool_rows 3.0" in text


async def test_it_is_ready_once_nothing_is_missing() -> None:
    async with House.open(missing=("the store",)) as waiting, House.open() as ready:
        early, late = [await (await it.stranger()).get("/readyz") for it in (waiting, ready)]

        assert (early.status, late.status) == (503, 200)
        assert "the store" in (await early.json())["detail"]


@pytest.mark.parametrize("path", ["/v1/nowhere", "/v1/", "/v1", "/v1/events/chat-1/none"])
async def test_an_unknown_address_says_what_was_asked_for_and_where_to_look(house: House, path: str) -> None:
    async with (await house.stranger()).get(path) as answer:
        told = await answer.json()

    assert (answer.status, answer.content_type) == (404, "application/problem+json")
    assert f"nothing at {path}:" in told["detail"]
    assert "/v1/openapi.json" in told["detail"]


async def test_a_method_that_is_not_taken_says_which_are(house: House) -> None:
    async with (await house.stranger()).delete("/v1/ideas") as answer:
        told = await answer.json()

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET,HEAD"
    assert told["detail"] == "/v1/ideas takes GET, HEAD and not DELETE"


SPLIT = {"act": "split", "id": "c-1", "parts": ["-", "one"]}
DECLARED = {"held_at": "2026-11-02T14:00:00Z", "title": "A title", "informed": "In the invitation", "public": True}


@pytest.mark.parametrize(
    ("method", "path", "said", "says"),
    [
        ("POST", "/v1/themes", {"title": " "}, "say what it is called - at `$.title`"),
        ("POST", "/v1/triage", {"act": "hold", "ids": ["c-1"], "reason": "risk", "owner": " "}, "say who looks into it"),
        ("POST", "/v1/triage", {"act": "answered", "ids": ["c-1"], "link": "www"}, "begins with https:// or http://"),
        ("POST", "/v1/triage", SPLIT, "say something in each part - at `$.parts"),
        ("POST", "/v1/sessions/connect-1/review", SPLIT, "say something in each part - at `$.parts"),
        ("POST", "/v1/sessions/connect-1/review", {"act": "keep", "upload": "u", "passage": 0, "words": "."}, "the words"),
        ("PUT", "/v1/sessions/connect-1/declaration", DECLARED | {"informed": ""}, "say how people were told"),
        ("PUT", "/v1/sessions/connect-1/declaration", DECLARED | {"title": ""}, "say what it is called"),
        ("POST", "/v1/events/chat-1/questions", {"text": " "}, "say what is asked"),
    ],
)  # fmt: skip
async def test_what_must_match_a_pattern_says_in_words_what_to_say(
    house: House, method: str, path: str, said: dict[str, object], says: str
) -> None:
    async with (await house.program("moderate")).request(method, path, json=said) as answer:
        detail = (await answer.json())["detail"]

    assert answer.status == 400
    assert says in detail
    assert "regex" not in detail


def test_every_field_with_a_pattern_has_words_for_it() -> None:
    def patterns(schema: object, name: str = "") -> set[str]:
        if isinstance(schema, list):
            return set().union(*(patterns(it, name) for it in schema))
        if not isinstance(schema, dict):
            return set()
        found = {name} if isinstance(schema.get("pattern"), str) else set()
        for key, value in schema.items():
            if key == "properties":
                found |= set().union(*(patterns(it, field) for field, it in value.items()))
            else:
                found |= patterns(value, name)
        return found

    asked = patterns(DOCUMENT) | patterns(msgspec.json.schema(NewQuestion))

    assert {"owner", "title", "parts", "link", "text"} <= asked
    assert asked <= set(SAY)
