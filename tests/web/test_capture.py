"""Capturing posts, from a form and from a program: what is sent on can be read, and each mistake is told at its field."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from aiohttp import FormData

from bridge.documents.captured import read_captured
from bridge.records import EventId, Skipped, SourceName, State, Via
from tests.factories import minutes
from tests.web.house import OURS, SETTINGS, House

FORM = "/events/chat-1/capture"
CAPTURES = "/v1/events/chat-1/captures"
LINK = "https://www.linkedin.com/feed/update/urn:li:activity:7261234567890123456"
WORDS = "Ring people every month while they wait"
CSV = f"link,text\n{LINK},{WORDS}\n".encode()


def pasted(token: str, **fields: str) -> FormData:
    data = FormData({"form_token": token, "form": "post"})
    for name, value in fields.items():
        data.add_field(name, value, content_type="text/plain")
    return data


def table(token: str, body: bytes = CSV, name: str = "posts.csv", **fields: str) -> FormData:
    data = FormData({"form_token": token, "form": "table"})
    for key, value in fields.items():
        data.add_field(key, value)
    data.add_field("table", body, filename=name, content_type="text/csv")
    return data


async def test_a_pasted_post_goes_on_as_what_the_worker_reads(house: House) -> None:
    owner = await house.owner()
    fields = {"text": WORDS, "link": LINK, "author": "Ada Okoro", "said_at": "2026-11-02T19:05", "question": "2"}

    answer = await owner.post(FORM, data=pasted(house.form_token(owner), **fields), headers=OURS)

    assert answer.url.path == "/events/chat-1/captures/u-2"
    [post] = read_captured(house.uploads.bodies["u-2"]).posts
    assert (post.text, post.link, post.author, post.network) == (WORDS, LINK, "Ada Okoro", SourceName.LINKEDIN)
    assert post.said_at == minutes(5)
    assert post.question is not None
    assert (post.question.id, post.question.challenge) == ("chat-1/q2", "fair")
    upload = house.uploads.known["u-2"]
    assert (upload.session, upload.label) == ("chat-1", "Post: linkedin.com")


async def test_a_table_goes_on_with_what_was_chosen_for_its_rows(house: House) -> None:
    owner = await house.owner()
    data = table(house.form_token(owner), "text\nRing people\n".encode("utf-16"), network="facebook", question="1")

    answer = await owner.post(FORM, data=data, headers=OURS)

    assert answer.url.path == "/events/chat-1/captures/u-2"
    [post] = read_captured(house.uploads.bodies["u-2"]).posts
    assert (post.text, post.network) == ("Ring people", SourceName.FACEBOOK)
    assert post.question is not None
    assert post.question.id == "chat-1/q1"
    assert house.uploads.known["u-2"].label == "posts.csv"


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"text": ""}, "text", "Paste the words"),
        ({"text": "x" * 30_001}, "text", "longer than 30,000"),
        ({"text": "x" * 300_000}, "text", "must be smaller"),
        ({"text": WORDS, "link": "see my post"}, "link", "web address"),
        ({"text": WORDS, "link": "javascript:alert(1)"}, "link", "web address"),
        ({"text": WORDS, "author": "a" * 121}, "author", "longer than 120"),
        ({"text": WORDS, "said_at": "at tea"}, "said-at", "Enter a date and time"),
        ({"text": WORDS, "said_at": "2026-11-02T19:40"}, "said-at", "later than now"),
        ({"text": WORDS, "network": "pigeon"}, "network", "Choose one of these networks"),
        ({"text": WORDS, "question": "9"}, "question", "Choose one of the event"),
    ],
)
async def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    house: House, fields: dict[str, str], field: str, says: str
) -> None:
    owner = await house.owner()

    answer = await owner.post(FORM, data=pasted(house.form_token(owner), **fields), headers=OURS)

    page = await answer.text()
    assert answer.status in (413, 422)
    assert "<title>Error: " in page
    assert f'href="#{field}"' in page
    assert f"{field}-error" in page
    assert says in page
    assert len(fields.get("text", "")) > 200_000 or fields.get("text", "") in page
    assert not house.uploads.bodies


async def test_a_form_without_its_file_or_with_an_empty_one_is_told_at_the_file(house: House) -> None:
    owner = await house.owner()
    token = house.form_token(owner)

    answers = [
        await owner.post(FORM, data=table(token, body, name), headers=OURS)
        for body, name in [(b"", ""), (b"", "a.csv"), (b"x" * (SETTINGS.upload_bytes * 2), "a.csv")]
    ]

    assert [it.status for it in answers] == [422, 422, 413]
    for answer in answers:
        page = await answer.text()
        assert 'href="#table"' in page
        assert 'id="table-error"' in page
    assert not house.uploads.bodies


async def test_a_form_of_another_site_is_refused_before_its_file_is_read(house: House) -> None:
    owner = await house.owner()
    without = FormData()
    without.add_field("table", CSV, filename="posts.csv")

    forged = await owner.post(FORM, data=table("made up"), headers=OURS)
    foreign = await owner.post(FORM, data=pasted(house.form_token(owner), text=WORDS), headers={"Origin": "https://a"})
    bare = await owner.post(FORM, data=without, headers=OURS)

    assert [it.status for it in (forged, foreign, bare)] == [403, 403, 403]
    assert not house.uploads.bodies


async def test_a_body_that_is_no_form_is_told(house: House) -> None:
    owner = await house.owner()

    answer = await owner.post(FORM, data={"form_token": house.form_token(owner), "text": WORDS}, headers=OURS)

    assert answer.status == 422
    assert "no form" in await answer.text()


async def test_only_those_who_moderate_capture(house: House) -> None:
    stranger, reader = await house.stranger(), await house.program("feed")

    asked = [
        await stranger.get(FORM, allow_redirects=False),
        await stranger.post(FORM, data=pasted("", text=WORDS), headers=OURS, allow_redirects=False),
        await stranger.post(CAPTURES, json={"text": WORDS}),
        await reader.get(FORM),
        await reader.post(CAPTURES, json={"text": WORDS}),
    ]

    assert [it.status for it in asked] == [303, 401, 401, 403, 403]


@pytest.mark.parametrize(
    "path", ["/events/none/capture", "/events/chat-1/captures/none", "/events/chat-1/captures/u-read"]
)
async def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    assert (await (await house.owner()).get(path)).status == 404


async def test_the_page_lists_what_a_chat_has_captured_and_its_questions(house: House) -> None:
    owner = await house.owner()
    await owner.post(FORM, data=table(house.form_token(owner)), headers=OURS)

    page = await (await owner.get(FORM)).text()

    assert 'href="/events/chat-1/captures/u-2"' in page
    assert "Q2 Who finds it hardest to get care" in page
    assert page.count("LinkedIn</option>") == 2


async def test_the_page_of_a_capture_tells_what_became_of_it(house: House) -> None:
    read = house.uploads.known["u-read"]
    assert read.report is not None
    report = msgspec.structs.replace(
        read.report, unit="row", found=4, read=3, skipped=(Skipped(reason="no_text", count=1, lines=(3,)),),
        contributed=3, outcomes={"new": 1, "known": 2}, rejected={}, speakers=2, unattributed=1, notes=(),
    )  # fmt: skip
    house.uploads.known["u-9"] = msgspec.structs.replace(read, id="u-9", session=EventId("chat-1"), report=report)

    page = await (await (await house.owner()).get("/events/chat-1/captures/u-9")).text()

    marks = [
        "Done.",
        "3 posts",
        "2 were here already",
        "1 opened a new idea",
        "3 of 4 rows, by 2 authors",
        "no text (line 3)",
    ]
    assert sorted(marks, key=page.index) == marks


async def test_a_captured_post_is_marked_for_moderators_and_its_author_is_on_no_wall(public_house: House) -> None:
    known = public_house.known
    said = known.all_said[0]
    known.all_said[0] = msgspec.structs.replace(
        said, via=Via.CAPTURED, source=SourceName.LINKEDIN, handle="Ada Okoro", state=State.LIVE
    )
    owner, stranger = await public_house.owner(), await public_house.stranger()

    moderated = await (await owner.get("/events/chat-1")).text()
    public = "".join([await (await stranger.get(path)).text() for path in ("/", "/events/chat-1", "/ideas/i-1")])

    assert "Captured</strong>" in moderated
    assert "LinkedIn" in moderated
    assert ">Ada Okoro<" in moderated
    assert "Ada Okoro" not in public


@pytest.mark.parametrize("scope", ["ingest", "moderate"])
async def test_a_program_captures_a_post_and_a_table_and_asks_how_far_they_are(house: House, scope: str) -> None:
    program = await house.program(scope)

    as_json = await program.post(CAPTURES, json={"text": WORDS, "link": LINK, "network": "linkedin", "question": 2})
    as_body = await program.post(f"{CAPTURES}?filename=posts.csv&question=1", data=CSV)
    as_form = await program.post(CAPTURES, data=table(""))
    told = await program.get(as_body.headers["Location"])

    assert [it.status for it in (as_json, as_body, as_form)] == [202, 202, 202]
    posts = [read_captured(house.uploads.bodies[it]).posts[0] for it in ("u-2", "u-3", "u-4")]
    assert [it.text for it in posts] == [WORDS] * 3
    assert [it.question.number if it.question else None for it in posts] == [2, 1, None]
    assert (await told.json())["label"] == "posts.csv"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"json": {"link": LINK}}, (400, None)),
        ({"json": {"text": WORDS, "texts": []}}, (400, None)),
        ({"data": b'{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, (400, None)),
        ({"json": {"text": ""}}, (422, "wrong_text")),
        ({"json": {"text": WORDS, "question": 9}}, (422, "wrong_question")),
        ({"json": {"text": "x" * 300_000}}, (413, "too_large")),
        ({"data": b""}, (422, "empty")),
        ({"data": CSV, "params": {"network": "pigeon"}}, (422, "wrong_network")),
        ({"data": b"x" * (SETTINGS.upload_bytes * 2)}, (413, "too_large")),
    ],
)
async def test_a_program_gets_a_problem_document(house: House, sent: dict[str, Any], expected: tuple[int, Any]) -> None:
    answer = await (await house.program("ingest")).post(CAPTURES, **sent)

    problem = json.loads(await answer.text())
    assert (answer.status, problem.get("reason")) == expected
    assert not house.uploads.bodies


async def test_a_table_without_an_announced_length_is_cut_at_the_limit(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 10_000

    answer = await (await house.program("ingest")).post(CAPTURES, data=endless())

    assert answer.status == 413
