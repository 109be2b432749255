"""Bringing a session's documents, from a form and from a program; each refusal says what to do and keeps nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import msgspec
import pytest
from aiohttp import FormData
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import ChosenColumns, Declaration, EventId, Report, Skipped
from bridge.web.upload import as_label
from tests.factories import minutes
from tests.web.house import OURS, SETTINGS, House

TOLD = {
    "title": "Hips and knees",
    "held_at": "2026-11-02T15:00",
    "informed": "invitation",
    "informed_how": "",
    "public": "public",
}
FORM = "/sessions/connect-1/upload"
DOCUMENTS = "/v1/sessions/connect-1/documents"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Speaker>Ring people every month\n"


def form(token: str, body: bytes = VTT, name: str = "meeting.vtt", *, told: dict[str, str] | None = None) -> FormData:
    return several(token, (name, body), told=told)


def several(
    token: str, *files: tuple[str, bytes], told: dict[str, str] | None = None, pasted: str | None = None
) -> FormData:
    """The upload form as a browser sends it."""
    data = FormData({"form_token": token} | (TOLD if told is None else told))
    for name, body in files:
        data.add_field("document", body, filename=name, content_type="application/octet-stream")
    if pasted is not None:
        data.add_field("pasted", pasted)
    return data


def declare(house: House, **fields: Any) -> Declaration:
    """The session of the house was declared before."""
    told: dict[str, Any] = {"title": "Hips and knees", "held_at": minutes(-240), "informed": "In the invitation"}
    declaration = Declaration(**told | {"public": False, "at": minutes(-170)} | fields)
    at, event = next((at, it) for at, it in enumerate(house.known.all_events) if it.id == "connect-1")
    house.known.all_events[at] = msgspec.structs.replace(event, declaration=declaration)
    return declaration


async def test_a_file_from_the_form_arrives_whole_and_the_page_of_all_files_follows(house: House) -> None:
    owner = await house.owner()

    answer = await owner.post(FORM, data=form(house.form_token(owner)), headers=OURS)

    assert answer.url.path == "/sessions/connect-1/uploads"
    assert house.uploads.bodies["u-2"] == VTT
    assert "meeting.vtt" in await answer.text()


async def test_several_files_and_pasted_words_become_an_upload_each(house: House) -> None:
    owner = await house.owner()
    data = several(house.form_token(owner), ("a.vtt", VTT), ("b.txt", b"- Text people"), pasted="14:02 Ada: Ring us")

    answer = await owner.post(FORM, data=data, headers=OURS)

    assert answer.url.path == "/sessions/connect-1/uploads"
    assert [house.uploads.known[it].label for it in house.uploads.bodies] == ["a.vtt", "b.txt", "pasted.txt"]
    assert house.uploads.bodies["u-4"] == b"14:02 Ada: Ring us"


async def test_one_bad_file_does_not_stop_the_others_and_each_tells_its_own_problem(house: House) -> None:
    owner = await house.owner()
    long = b"x" * (SETTINGS.upload_bytes + 1)
    data = several(house.form_token(owner), ("a.vtt", VTT), ("empty.txt", b""), ("long.vtt", long), ("b.txt", b"- Hi"))

    answer = await owner.post(FORM, data=data, headers=OURS)

    page = unescape(await answer.text())
    assert answer.status == 413
    assert [house.uploads.known[it].label for it in house.uploads.bodies] == ["a.vtt", "b.txt"]
    assert "2 files have arrived" in page
    assert "empty.txt: The file is empty" in page
    assert "long.vtt: The file must be smaller" in page


async def test_more_files_than_one_form_may_hold_are_named(house: House) -> None:
    owner = await house.owner()
    files = [(f"{nth}.txt", b"- Hi") for nth in range(SETTINGS.request_files + 1)]

    answer = await owner.post(FORM, data=several(house.form_token(owner), *files), headers=OURS)

    assert len(house.uploads.bodies) == SETTINGS.request_files
    assert f"{SETTINGS.request_files}.txt: Only 20 files at once" in unescape(await answer.text())


async def test_files_that_are_too_much_together_end_the_form_and_keep_what_came_before(house: House) -> None:
    owner = await house.owner()
    files = [(f"{nth}.txt", b"x" * 90_000) for nth in range(3)]
    sent = several(house.form_token(owner), *files)()

    async def unannounced() -> AsyncIterator[bytes]:
        yield await _bytes_of(sent)

    announced = await owner.post(FORM, data=several(house.form_token(owner), *files), headers=OURS)
    before = len(house.uploads.bodies)
    chunked = await owner.post(FORM, data=unannounced(), headers=OURS | {"Content-Type": sent.content_type})

    assert [announced.status, before, chunked.status] == [413, 0, 413]
    assert "All files together must be smaller" in await announced.text()
    assert "2 files have arrived" in await chunked.text()


async def _bytes_of(payload: Any) -> bytes:
    class Written:
        def __init__(self) -> None:
            self.all = bytearray()

        async def write(self, chunk: bytes) -> None:
            self.all += chunk

    written = Written()
    await payload.write(written)
    return bytes(written.all)


async def test_a_session_is_declared_with_its_first_files_and_asked_for_no_more(house: House) -> None:
    owner = await house.owner()
    before = await (await owner.get(FORM)).text()

    await owner.post(FORM, data=form(house.form_token(owner), told=TOLD | {"quotes": "yes"}), headers=OURS)

    event = house.known.event(EventId("connect-1"))
    assert event is not None
    assert event.declaration == Declaration(
        title="Hips and knees", held_at=datetime(2026, 11, 2, 15, tzinfo=UTC), informed="In the invitation",
        public=True, quotes=True, at=minutes(30), who=event.declaration.who if event.declaration else "",
    )  # fmt: skip
    assert event.declaration is not None
    assert event.declaration.who
    after = await (await owner.get(FORM)).text()
    assert [('name="informed"' in it, 'href="/sessions/connect-1/declaration"' in it) for it in (before, after)] == [
        (True, False),
        (False, True),
    ]
    assert 'value="Connect session: hips and knees"' in before
    assert 'value="2026-11-02T15:00"' in before


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": "Ask ada@example.org"}, "title"),
        ({"informed": "other", "informed_how": "By ada@example.org"}, "informed-how"),
    ],
)
@pytest.mark.parametrize("path", [FORM, "/sessions/connect-1/declaration"])
async def test_what_a_declaration_must_not_hold_is_said_at_its_field(
    house: House, path: str, told: dict[str, str], field: str
) -> None:
    owner = await house.owner()
    declared = form(house.form_token(owner), told=TOLD | told)

    answer = await owner.post(path, data=declared, headers=OURS)

    page = await answer.text()
    assert answer.status == 422
    assert f'href="#{field}"' in page
    assert "Take out the address." in page
    event = house.known.event(EventId("connect-1"))
    assert event is not None
    assert event.declaration is None


@pytest.mark.parametrize(
    ("told", "says", "field"),
    [
        ({"title": "  "}, "Enter the session's title", "title"),
        ({"title": "x" * 201}, "200 characters or fewer", "title"),
        ({"held_at": "yesterday"}, "Enter the date and time", "held-at"),
        ({"informed": ""}, "Select how people were told", "informed"),
        ({"informed": "other"}, "Say how people were told", "informed-how"),
        ({"informed": "other", "informed_how": "x" * 301}, "300 characters or fewer", "informed-how"),
        ({"public": ""}, "Select whether its ideas are public", "public"),
    ],
)
async def test_a_declaration_with_a_gap_keeps_what_was_typed_and_takes_no_file(
    house: House, told: dict[str, str], says: str, field: str
) -> None:
    owner = await house.owner()
    data = several(house.form_token(owner), ("a.vtt", VTT), told=TOLD | told, pasted="Ada: <b>ring us</b>")

    answer = await owner.post(FORM, data=data, headers=OURS)

    page = await answer.text()
    assert answer.status == 422
    assert says in unescape(page)
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "Ada: &lt;b&gt;ring us&lt;/b&gt;" in page
    assert "Select a file" not in page
    assert not house.uploads.bodies
    event = house.known.event(EventId("connect-1"))
    assert event is not None
    assert event.declaration is None


async def test_what_was_declared_can_be_changed(house: House) -> None:
    declare(house, informed="A poster at the door", quotes=True)
    owner = await house.owner()
    path = "/sessions/connect-1/declaration"

    page = await (await owner.get(path)).text()
    token = {"form_token": house.form_token(owner)}
    wrong = await owner.post(path, data=token | TOLD | {"informed": "other"}, headers=OURS)
    forged = await owner.post(path, data=TOLD, headers=OURS)
    changed = await owner.post(path, data=token | TOLD | {"informed": "both"}, headers=OURS)

    assert 'value="A poster at the door"' in page
    assert [wrong.status, forged.status, changed.url.path] == [422, 403, FORM]
    event = house.known.event(EventId("connect-1"))
    assert event is not None
    assert event.declaration is not None
    assert event.declaration.informed == "In the invitation and at the start of the session"
    assert not event.declaration.quotes


@pytest.mark.parametrize(
    ("body", "name", "status", "says"),
    [
        (b"", "", 422, "Select a file to upload, or paste its words"),
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
    nothing = await owner.post(FORM, data=FormData({"title": ""}, default_to_multipart=True), headers=OURS)

    assert [it.status for it in (forged, foreign, bare, nothing)] == [403, 403, 403, 403]
    assert not house.uploads.bodies


@pytest.mark.parametrize(
    "path",
    [
        "/sessions/none/upload",
        "/sessions/chat-1/upload",
        "/sessions/none/uploads",
        "/sessions/none/declaration",
        "/sessions/connect-1/uploads/none",
    ],
)
async def test_what_is_no_session_takes_no_files(house: House, path: str) -> None:
    assert (await (await house.owner()).get(path)).status == 404


async def test_the_page_of_an_upload_tells_what_was_read_and_what_became_of_it(house: House) -> None:
    page = await (await (await house.owner()).get("/sessions/connect-1/uploads/u-read")).text()

    marks = [
        "Done.",
        "Teams transcript (.vtt), utf-8",
        "405 of 412 cues",
        "no words (lines 14, 98, 240…)",
        "63 turns by 9 speakers, 2 by nobody named",
        "58 minutes",
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


async def test_the_page_of_all_files_has_the_newest_first_and_each_ones_state(house: House) -> None:
    known = house.uploads.known
    read = known["u-read"]
    known["u-bad"] = msgspec.structs.replace(
        read, id="u-bad", label="photo.vtt", state="refused", problem="This is a picture.", report=None,
        received_at=minutes(1),
    )  # fmt: skip
    known["u-now"] = msgspec.structs.replace(
        read, id="u-now", label="chat.txt", state="reading", report=None, done=120, of=400, received_at=minutes(2)
    )

    page = await (await (await house.owner()).get("/sessions/connect-1/uploads")).text()

    marks = [
        "1 of 3 files read.",
        "1 file is on the way",
        "1 file was not taken",
        'href="/sessions/connect-1/declaration"',
        'href="/sessions/connect-1/review"',
        "chat.txt",
        '<progress max="400" value="120"',
        "120 of 400 sentences and notes looked at",
        "photo.vtt",
        "This is a picture.",
        "hips and knees.vtt",
        "405 of 412 cues read, 7 skipped",
    ]
    assert sorted(marks, key=page.index) == marks
    assert '<noscript><meta http-equiv="refresh"' in page


async def test_without_work_the_page_of_all_files_rests(house: House) -> None:
    declare(house)

    page = await (await (await house.owner()).get("/sessions/connect-1/uploads")).text()

    assert "http-equiv" not in page
    assert "data-working" not in page
    assert "declare this session" not in page


async def test_it_says_which_file_took_anothers_place_and_how_long_it_is_kept(house: House) -> None:
    known = house.uploads.known
    known["u-new"] = msgspec.structs.replace(known["u-read"], id="u-new", label="corrected.vtt", kept=True)
    known["u-read"] = msgspec.structs.replace(known["u-read"], replaced_by="u-new")
    owner = await house.owner()

    pages = [await (await owner.get(f"/sessions/connect-1/uploads/{it}")).text() for it in ("u-read", "u-new")]

    assert 'href="/sessions/connect-1/uploads/u-new" dir="auto">corrected.vtt</a>' in pages[0]
    assert "The file itself is not kept." in pages[0]
    assert "until 2 December 2026" in pages[1]


def board(house: House, **fields: Any) -> None:
    """A table of notes was read."""
    report = Report(
        format="board", encoding="utf-8", unit="row", found=9, read=8, turns=8, speakers=3,
        skipped=(Skipped(reason="no_text", count=1, lines=(4,)),), arrived=11, contributed=9, rejected={"talk": 2},
        outcomes={"waiting": 8, "held": 1},
        columns=("Note", "By <b>whom</b>", "Wall"), used={"text": 0, "group": 2}, signature="t-1",
    )  # fmt: skip
    read = house.uploads.known["u-read"]
    house.uploads.known["u-read"] = msgspec.structs.replace(read, report=report, **{"kept": True} | fields)


async def test_a_table_is_read_again_with_the_columns_that_were_chosen(house: House) -> None:
    board(house)
    owner = await house.owner()
    path = "/sessions/connect-1/uploads/u-read"

    page = await (await owner.get(path)).text()
    chosen = {"form_token": house.form_token(owner), "text": "0", "author": "1", "group": ""}
    answer = await owner.post(f"{path}/columns", data=chosen, headers=OURS)

    assert '<option value="0" selected>Note' in page
    assert "By &lt;b&gt;whom" in page
    assert '<option value="2" selected>Wall' in page
    assert "remembered for the next table" in page
    assert answer.url.path == path
    assert house.reviewer.columns == [
        ("u-read", ChosenColumns(id="t-1", campaign=house.known.campaign.id, text=0, author=1))
    ]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"text": ""}, "Choose the column in which the notes stand"),
        ({"text": "3"}, "Choose columns of this table"),
        ({"text": "-1"}, "Choose columns of this table"),
        ({"text": "1", "author": "1"}, "Choose another column for each"),
    ],
)
async def test_columns_that_cannot_be_are_told_and_what_was_chosen_stays(
    house: House, chosen: dict[str, str], says: str
) -> None:
    board(house)
    owner = await house.owner()
    data = {"form_token": house.form_token(owner)} | chosen

    answer = await owner.post("/sessions/connect-1/uploads/u-read/columns", data=data, headers=OURS)

    assert answer.status == 422
    assert says in await answer.text()
    assert not house.reviewer.columns


async def test_columns_are_chosen_only_on_our_own_page_and_while_the_file_is_kept(house: House) -> None:
    owner = await house.owner()
    data = {"form_token": house.form_token(owner), "text": "0"}
    path = "/sessions/connect-1/uploads/u-read"

    no_table = await owner.post(f"{path}/columns", data=data, headers=OURS)
    board(house)
    forged = await owner.post(f"{path}/columns", data={"text": "0"}, headers=OURS)
    board(house, kept=False)
    page = await (await owner.get(path)).text()

    assert [no_table.status, forged.status] == [404, 403]
    assert "upload it again" in page
    assert "<select" not in page


@pytest.mark.parametrize("scope", ["ingest", "moderate"])
async def test_a_program_brings_a_document_and_asks_how_far_it_is(house: House, scope: str) -> None:
    program = await house.program(scope)

    as_body = await program.post(f"{DOCUMENTS}?filename=meeting.vtt", data=VTT)
    as_form = await program.post(DOCUMENTS, data=form(""))
    told = await program.get(as_body.headers["Location"])

    assert [as_body.status, as_form.status] == [202, 202]
    assert [house.uploads.bodies[it] for it in ("u-2", "u-3")] == [VTT, VTT]
    assert (await told.json())["label"] == "meeting.vtt"


async def test_a_program_may_send_several_files_in_one_form(house: House) -> None:
    program = await house.program("ingest")
    files = [("a.vtt", VTT), ("empty.txt", b""), ("b.txt", b"- Text people")]

    answer = await program.post(DOCUMENTS, data=several("", *files, told={}))

    told = await answer.json()
    assert answer.status == 202
    assert [it["label"] for it in told["uploads"]] == ["a.vtt", "b.txt"]
    assert [(it["label"], it["reason"]) for it in told["refused"]] == [("empty.txt", "empty")]
    listed = await (await program.get(answer.headers["Location"])).json()
    assert {it["id"] for it in listed["uploads"]} == {"u-read", "u-2", "u-3"}


async def test_a_program_hears_until_when_a_file_is_kept_and_what_is_not_declared_yet(house: House) -> None:
    house.uploads.known["u-read"] = msgspec.structs.replace(house.uploads.known["u-read"], kept=True)
    program = await house.program("ingest")

    before = await (await program.get(f"{DOCUMENTS}/u-read")).json()
    declare(house)
    after = await (await program.get(f"{DOCUMENTS}/u-read")).json()

    assert before["kept_until"].startswith("2026-12-02")
    assert "PUT /v1/sessions/connect-1/declaration" in before["undeclared"]
    assert "undeclared" not in after
    assert before["report"]["skipped"][0]["lines"] == [14, 98, 240]
    assert after["report"]["rejected"] == {"talk": 87, "empty": 2}


@pytest.mark.parametrize(
    ("path", "scope", "body", "expected"),
    [
        (f"{DOCUMENTS}?filename=meeting.vtt", "feed", VTT, (403, None)),
        (DOCUMENTS, "ingest", VTT, (422, "no_name")),
        (f"{DOCUMENTS}/none", "ingest", VTT, (405, None)),
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
