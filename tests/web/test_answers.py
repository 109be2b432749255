"""What every answer carries, what is logged of it, and how it is measured."""

from __future__ import annotations

import re

import pytest
from structlog.testing import capture_logs

from bridge.web.access import sign_in_path
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
