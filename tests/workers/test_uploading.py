"""`ideabridge upload` against a bridge that answers as told: what the terminal says while a file is read, and after."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from config.settings import load
from workers.remote import AwayError, RefusedError
from workers.uploading import Screen, Told, Uploading, hand_in_all, report

REPORT: dict[str, Any] = {
    "format": "teams-vtt", "encoding": "utf-8", "unit": "cue", "found": 412, "read": 405, "turns": 63, "speakers": 9,
    "unattributed": 2, "seconds": 3480.0, "notes": ["Two turns have no speaker."],
    "skipped": [{"reason": "no_words", "count": 7, "lines": [14, 98, 240, 377, 401, 402]}],
    "arrived": 120, "contributed": 31, "rejected": {"talk": 89}, "outcomes": {"waiting": 30, "held": 1},
}  # fmt: skip


class BridgeAsTold:
    """Takes files, and tells of each the states that it was told, the last one for ever."""

    def __init__(self) -> None:
        self.states: list[dict[str, Any]] = [{"state": "done", "report": REPORT}]
        self.bodies: dict[str, bytes] = {}
        self.declared: list[dict[str, Any]] = []
        self.refuses: set[str] = set()
        self.asked = asyncio.Event()
        self.event: dict[str, Any] = {
            "id": "connect-1", "campaign": "elective-care", "title": "Connect 1", "opens_at": "2026-11-02T15:00:00Z",
        }  # fmt: skip
        self._told: dict[str, int] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.post("/v1/sessions/connect-1/documents", self.take),
                web.get("/v1/sessions/connect-1/documents/{upload}", self.tell),
                web.put("/v1/sessions/connect-1/declaration", self.declare),
                web.get("/v1/events/connect-1", self.tell_event),
                web.get("/v1/campaigns", self.tell_campaigns),
            ]
        )
        return app

    async def take(self, request: web.Request) -> web.Response:
        label = request.query["filename"]
        if label in self.refuses:
            detail = "The file must be smaller than 10 MB."
            return web.json_response({"title": "Too large", "detail": detail}, status=413)
        self.bodies[label] = await request.read()
        assert request.content_length == len(self.bodies[label])
        return web.json_response(self._upload(label, {"state": "waiting"}), status=202)

    async def tell(self, request: web.Request) -> web.Response:
        label = request.match_info["upload"]
        nth = self._told.get(label, 0)
        self._told[label] = nth + 1
        self.asked.set()
        return web.json_response(self._upload(label, self.states[min(nth, len(self.states) - 1)]))

    async def declare(self, request: web.Request) -> web.Response:
        self.declared.append(await request.json())
        self.event["declaration"] = self.declared[-1]
        return web.json_response(self.event)

    async def tell_event(self, request: web.Request) -> web.Response:
        return web.json_response(self.event)

    async def tell_campaigns(self, request: web.Request) -> web.Response:
        return web.json_response({"campaigns": [{"id": "elective-care", "time_zone": "Europe/Paris"}]})

    def _upload(self, label: str, state: dict[str, Any]) -> dict[str, Any]:
        undeclared = {} if "declaration" in self.event else {"undeclared": "Nothing can be published yet."}
        return {"id": label, "label": label, "done": 0, "of": 0} | undeclared | state


Bridge = tuple[BridgeAsTold, str]


class Ticking:
    """A clock that goes on by a minute whenever it is looked at."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        self.at += 60
        return self.at


@pytest.fixture
async def bridge() -> AsyncIterator[tuple[BridgeAsTold, str]]:
    told = BridgeAsTold()
    async with TestServer(told.app()) as server:
        yield told, str(server.make_url("/"))


def uploading(address: str, screen: Screen | None = None, **more: Any) -> Uploading:
    settings = load(None, environment={}, overrides={"address": address, "push": {"token": "t" * 40}})
    return Uploading(settings, "connect-1", screen or Screen(live=False), **{"look_again": 0} | more)


async def hand_in(
    address: str, *files: tuple[str, bytes | Path], told: Told | None = None, live: bool = False, as_json: bool = False
) -> bool:
    sent = uploading(address, screen=Screen(live=live, silent=as_json))
    return await hand_in_all(sent, files, told or Told(), as_json=as_json)


async def test_each_state_is_said_once_and_the_report_last(bridge: Bridge, capsys: pytest.CaptureFixture[str]) -> None:
    told, address = bridge
    told.states = [
        {"state": "reading", "done": 1, "of": 2},
        {"state": "reading", "done": 2, "of": 2},
        {"state": "pushing"},
        {"state": "done", "report": REPORT, "kept_until": "2026-12-02T15:00:00Z", "replaced_by": "u-9"},
    ]

    well = await hand_in(address, ("meeting.vtt", b"WEBVTT\n"))

    out, err = capsys.readouterr()
    assert well
    assert told.bodies == {"meeting.vtt": b"WEBVTT\n"}
    assert err.splitlines()[:-1] == [
        "meeting.vtt: waits to be read",
        "meeting.vtt: is being read",
        "meeting.vtt: is being stored",
    ]
    assert err.splitlines()[-1].startswith("Nothing can be published yet. Or add --informed")
    assert out.splitlines() == [
        "meeting.vtt: teams-vtt, utf-8, 405 of 412 cues read, 63 turns (2 without a name), 9 speakers, 58 minutes",
        "  skipped 7: no_words (lines 14, 98, 240, 377, 401 …)",
        "  note: Two turns have no speaker.",
        "  a later file takes its place: u-9",
        "  kept for the review until 2026-12-02 at the latest",
        "  120 sentences = 31 contributions + 89 talk",
        "  30 waiting, 1 held",
    ]


async def test_on_a_terminal_one_line_shows_how_much_is_sent_and_how_far_it_is(
    bridge: Bridge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told, address = bridge
    told.states = [{"state": "reading", "done": 1, "of": 2}, *told.states]
    file = tmp_path / "meeting.vtt"
    file.write_bytes(b"x" * 256 * 1024)

    await hand_in(address, ("meeting.vtt", file), live=True)

    err = capsys.readouterr().err
    marks = ["25 % sent", "50 % sent", "100 % sent", "waits to be read", "is being read, 1 of 2"]
    assert sorted(marks, key=err.index) == marks
    assert "\n" not in err[: err.index("Nothing can be published")]
    assert told.bodies["meeting.vtt"] == file.read_bytes()


async def test_what_one_file_lacks_does_not_stop_the_others(bridge: Bridge, capsys: pytest.CaptureFixture[str]) -> None:
    told, address = bridge
    told.refuses = {"long.vtt"}

    well = await hand_in(address, ("long.vtt", b"x"), ("b.txt", b"- Hi"))

    out, err = capsys.readouterr()
    assert not well
    assert "long.vtt: The file must be smaller than 10 MB." in err
    assert out.startswith("b.txt: ")


async def test_a_document_that_is_refused_fails_and_says_why(
    bridge: Bridge, capsys: pytest.CaptureFixture[str]
) -> None:
    told, address = bridge
    told.states = [{"state": "refused", "problem": "This is a picture."}]

    assert not await hand_in(address, ("a.vtt", b"x"))
    assert capsys.readouterr().out == "a.vtt: not read. This is a picture.\n"


async def test_as_json_there_is_one_line_a_file_and_no_progress(
    bridge: Bridge, capsys: pytest.CaptureFixture[str]
) -> None:
    told, address = bridge
    told.event["declaration"] = {"informed": "In the invitation", "public": False}

    await hand_in(address, ("a.vtt", b"x"), ("pasted.txt", b"- Hi"), as_json=True)

    out, err = capsys.readouterr()
    assert [(it["label"], it["report"]["contributed"]) for it in map(json.loads, out.splitlines())] == [
        ("a.vtt", 31),
        ("pasted.txt", 31),
    ]
    assert err == ""


async def test_the_session_is_declared_before_its_first_file(bridge: Bridge) -> None:
    told, address = bridge
    how = Told(informed="A poster at the door", public=False, held_at="2026-11-02 14:00", title="Hips")

    await hand_in(address, ("a.vtt", b"x"), told=how)
    await hand_in(address, ("b.vtt", b"x"), told=Told(public=True))

    first = {
        "title": "Hips", "held_at": "2026-11-02T14:00:00+01:00", "informed": "A poster at the door", "public": False,
        "quotes": False,
    }  # fmt: skip
    assert told.declared == [first, first | {"public": True}]


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (Told(informed="In the invitation"), "--internal or --public"),
        (Told(public=True), "--informed"),
        (Told(informed="x", public=True, held_at="yesterday"), "write 2026-11-02 14:00"),
    ],
)
async def test_half_a_declaration_stops_before_any_file_is_sent(bridge: Bridge, how: Told, says: str) -> None:
    told, address = bridge

    with pytest.raises(RefusedError, match=says):
        await hand_in(address, ("a.vtt", b"x"), told=how)

    assert (told.declared, told.bodies) == ([], {})


async def test_a_file_that_nobody_reads_is_not_waited_for_for_ever(bridge: Bridge) -> None:
    told, address = bridge
    told.states = [{"state": "waiting"}]

    with pytest.raises(RefusedError, match=r"nothing changed for 300 seconds.*/sessions/connect-1/uploads/a.vtt"):
        await uploading(address, clock=Ticking()).send("a.vtt", b"x")


async def test_a_file_that_goes_on_is_waited_for(bridge: Bridge) -> None:
    told, address = bridge
    told.states = [*({"state": "reading", "done": it, "of": 20} for it in range(20)), *told.states]

    upload = await uploading(address, clock=Ticking()).send("a.vtt", b"x")

    assert upload["state"] == "done"


async def test_whoever_stops_waiting_hears_where_the_file_is(
    bridge: Bridge, capsys: pytest.CaptureFixture[str]
) -> None:
    told, address = bridge
    told.states = [{"state": "reading"}]
    waiting = asyncio.create_task(uploading(address).send("a.vtt", b"x"))
    async with asyncio.timeout(10):
        await told.asked.wait()

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert "a.vtt: stays with the bridge and is read there: http" in capsys.readouterr().err


async def test_a_bridge_that_is_away_stops_at_once() -> None:
    with pytest.raises(AwayError, match="ideabridge run"):
        await hand_in("http://127.0.0.1:9", ("a.vtt", b"x"), ("b.vtt", b"x"))


def test_a_report_tells_of_columns_and_of_attendance_what_there_is() -> None:
    board = REPORT | {"format": "board", "columns": ["Note", "By"], "used": {"text": 0, "author": 1}}
    people = REPORT | {"format": "attendance", "unit": "person", "skipped": []}

    told = [report({"label": "a", "state": "done", "report": it}) for it in (board, people)]

    assert "columns: text from 'Note', author from 'By'" in told[0]
    assert "speakers" not in told[1]
