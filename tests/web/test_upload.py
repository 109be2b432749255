"""Bringing a session's documents, from a form and from a program; each refusal says what to do and keeps nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st

from bridge.web.upload import as_label
from tests.web.house import OURS, SETTINGS, House

FORM = "/sessions/connect-1/upload"
DOCUMENTS = "/v1/sessions/connect-1/documents"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Speaker>Ring people every month\n"


def form(token: str, body: bytes = VTT, name: str = "meeting.vtt") -> FormData:
    data = FormData({"form_token": token})
    data.add_field("document", body, filename=name, content_type="application/octet-stream")
    return data


async def test_a_file_from_the_form_arrives_whole_and_its_page_follows(house: House) -> None:
    owner = await house.owner()

    answer = await owner.post(FORM, data=form(house.form_token(owner)), headers=OURS)

    assert answer.url.path == "/sessions/connect-1/uploads/u-2"
    assert house.uploads.bodies["u-2"] == VTT
    assert "meeting.vtt" in await answer.text()


@pytest.mark.parametrize(
    ("body", "name", "status", "says"),
    [
        (b"", "", 422, "Select a file"),
        (b"", "empty.vtt", 422, "The file is empty"),
        (b"x" * (SETTINGS.upload_bytes + 1), "long.vtt", 413, "must be smaller"),
        (b"x" * (SETTINGS.upload_bytes * 3), "longer.vtt", 413, "must be smaller"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_named_beside_its_field(
    house: House, body: bytes, name: str, status: int, says: str
) -> None:
    owner = await house.owner()

    answer = await owner.post(FORM, data=form(house.form_token(owner), body, name), headers=OURS)

    page = await answer.text()
    assert answer.status == status
    assert "<title>Error: " in page
    assert 'href="#document"' in page
    assert 'aria-describedby="document-hint document-error"' in page
    assert says in page
    assert not house.uploads.bodies


async def test_a_form_of_another_site_is_refused_before_its_file_is_read(house: House) -> None:
    owner = await house.owner()

    forged = await owner.post(FORM, data=form("made up"), headers=OURS)
    foreign = await owner.post(FORM, data=form(house.form_token(owner)), headers={"Sec-Fetch-Site": "cross-site"})
    without = FormData()
    without.add_field("document", VTT, filename="meeting.vtt")
    bare = await owner.post(FORM, data=without, headers=OURS)

    assert [it.status for it in (forged, foreign, bare)] == [403, 403, 403]
    assert not house.uploads.bodies


@pytest.mark.parametrize(
    "path", ["/sessions/none/upload", "/sessions/chat-1/upload", "/sessions/connect-1/uploads/none"]
)
async def test_what_is_no_session_takes_no_files(house: House, path: str) -> None:
    assert (await (await house.owner()).get(path)).status == 404


async def test_the_page_of_an_upload_tells_what_was_read_and_what_became_of_it(house: House) -> None:
    page = await (await (await house.owner()).get("/sessions/connect-1/uploads/u-read")).text()

    marks = [
        "Done.",
        "405 of 412 cues",
        "63 turns by 9 speakers",
        "no words (line 14, 98, 240…)",
        "5 joined an idea",
        "87 talk",
    ]
    assert sorted(marks, key=page.index) == marks
    assert "http-equiv" not in page


@pytest.mark.parametrize("state", ["waiting", "reading", "pushing"])
async def test_the_page_comes_again_by_itself_only_while_there_is_work(house: House, state: str) -> None:
    upload = house.uploads.known["u-read"]
    house.uploads.known["u-read"] = msgspec.structs.replace(upload, state=state, report=None)

    page = await (await (await house.owner()).get("/sessions/connect-1/uploads/u-read")).text()

    assert '<noscript><meta http-equiv="refresh"' in page


async def test_a_refused_document_says_why(house: House) -> None:
    upload = house.uploads.known["u-read"]
    problem = "This is a picture and not a transcript. Export the transcript from Teams."
    house.uploads.known["u-read"] = msgspec.structs.replace(upload, state="refused", problem=problem, report=None)

    page = await (await (await house.owner()).get("/sessions/connect-1/uploads/u-read")).text()

    assert problem in page


@pytest.mark.parametrize("scope", ["ingest", "moderate"])
async def test_a_program_brings_a_document_and_asks_how_far_it_is(house: House, scope: str) -> None:
    program = await house.program(scope)

    as_body = await program.post(f"{DOCUMENTS}?filename=meeting.vtt", data=VTT)
    as_form = await program.post(DOCUMENTS, data=form(""))
    told = await program.get(as_body.headers["Location"])

    assert [as_body.status, as_form.status] == [202, 202]
    assert [house.uploads.bodies[it] for it in ("u-2", "u-3")] == [VTT, VTT]
    assert (await told.json())["label"] == "meeting.vtt"


@pytest.mark.parametrize(
    ("path", "scope", "body", "expected"),
    [
        (f"{DOCUMENTS}?filename=meeting.vtt", "feed", VTT, (403, None)),
        (DOCUMENTS, "ingest", VTT, (422, "no_name")),
        (f"{DOCUMENTS}?filename=meeting.vtt", "ingest", b"", (422, "empty")),
        (f"{DOCUMENTS}?filename=meeting.vtt", "ingest", b"x" * (SETTINGS.upload_bytes + 1), (413, "too_large")),
        ("/v1/sessions/none/documents?filename=a.vtt", "ingest", VTT, (404, None)),
    ],
)
async def test_a_program_gets_a_problem_document(
    house: House, path: str, scope: str, body: bytes, expected: tuple[int, str | None]
) -> None:
    answer = await (await house.program(scope)).post(path, data=body)

    problem = await answer.json()
    assert (answer.status, problem.get("reason")) == expected
    assert problem["status"] == answer.status
    assert not house.uploads.bodies


async def test_a_body_without_an_announced_length_is_cut_at_the_limit(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 10_000

    program = await house.program("ingest")

    answer = await program.post(f"{DOCUMENTS}?filename=a.vtt", data=endless())

    assert answer.status == 413


async def test_a_form_inside_a_form_and_broken_forms_are_refused(house: House) -> None:
    program = await house.program("ingest")
    nested = b"--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n--a--\r\n"

    answers = [
        await program.post(DOCUMENTS, data=body, headers={"Content-Type": content})
        for content, body in [
            ("multipart/form-data; boundary=a", nested),
            ("multipart/form-data; boundary=a", b"no boundary here"),
            ("multipart/form-data", b"no boundary at all"),
        ]
    ]

    assert [it.status for it in answers] == [422, 422, 422]


@given(st.text(max_size=400))
def test_a_label_is_short_and_holds_no_path_and_no_control_marks(name: str) -> None:
    label = as_label(name)

    assert 0 < len(label) <= 120
    assert not set("/\\\0\n\u202e") & set(label)
    assert as_label(label) == label


def test_a_long_label_keeps_its_ending() -> None:
    assert as_label("../../" + "long " * 100 + ".vtt").endswith(".vtt")
