"""What workers come for: documents to read, what became of them, and what other workers have heard."""

from __future__ import annotations

import msgspec
import pytest

from tests.web.house import House
from tests.web.test_upload import DOCUMENTS, VTT


async def test_a_transcriber_is_told_of_what_waits_and_gets_its_bytes(house: House) -> None:
    program = await house.program("ingest")
    await program.post(f"{DOCUMENTS}?filename=meeting.vtt", data=VTT)

    told = await (await program.get("/v1/uploads?state=waiting&wait=5")).json()
    (upload,) = told["uploads"]
    body = await program.get(f"/v1/uploads/{upload['id']}/body")

    assert upload["state"] == "waiting"
    assert await body.read() == VTT
    assert body.content_type == "application/octet-stream"


async def test_who_waits_for_a_document_is_told_when_one_comes_and_not_for_ever(house: House) -> None:
    program = await house.program("ingest")

    nothing = await (await program.get("/v1/uploads?wait=0.3")).json()

    assert nothing == {"uploads": []}


async def test_progress_is_taken_from_who_holds_the_lease(house: House) -> None:
    program = await house.program("ingest")
    await program.post(f"{DOCUMENTS}?filename=meeting.vtt", data=VTT)

    taken = await program.put("/v1/uploads/u-2", data=msgspec.json.encode({"lease": 1, "state": "reading"}))
    refused = await program.put("/v1/uploads/u-2", data=msgspec.json.encode({"lease": 7, "state": "done"}))

    assert (taken.status, (await taken.json())["state"]) == (200, "reading")
    assert (refused.status, (await refused.json())["status"]) == (409, 409)
    assert house.uploads.known["u-2"].state == "reading"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/uploads?wait=21", 400),
        ("GET", "/v1/uploads?wait=soon", 400),
        ("GET", "/v1/uploads?state=done", 400),
        ("GET", "/v1/uploads?campaign=another", 404),
        ("GET", "/v1/uploads/none/body", 404),
        ("GET", "/v1/heard?campaign=another", 404),
    ],
)
async def test_what_cannot_be_answered_is_a_problem_document(house: House, method: str, path: str, status: int) -> None:
    answer = await (await house.program("ingest")).request(method, path)

    assert answer.status == status
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/uploads"), ("GET", "/v1/uploads/u-2/body"), ("PUT", "/v1/uploads/u-2"), ("GET", "/v1/heard")],
)
async def test_errands_are_for_those_who_may_push(house: House, method: str, path: str) -> None:
    stranger = await (await house.stranger()).request(method, path)
    reader = await (await house.program("feed")).request(method, path)

    assert (stranger.status, reader.status) == (401, 403)


async def test_what_was_heard_is_told_with_its_place(house: House) -> None:
    told = await (await (await house.program("ingest")).get("/v1/heard?after=e.7")).json()

    assert told == {"rows": [], "place": "e.7", "more": False}
