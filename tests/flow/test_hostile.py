"""What is broken, huge or hostile gets a clear answer and stores nothing, and everyone else goes on as before."""

from __future__ import annotations

import html
import io
import itertools
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection

from bridge.push.frames import Hello, Push, decode_from_store, encode
from bridge.records import CampaignId, ContributionId, EventId, VoiceKey
from tests import factories
from tests.running import PATIENCE, SESSION, Bridge, closed, running, until

MEBI = 2**20
ADDRESS = "/v1/sessions/connect-1/documents?filename=meeting.vtt"
BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE boom [<!ENTITY a "boom">\n'
    + "\n".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise("abcdefghij"))
    + "]>\n<boom>&j;</boom>\n"
)


def packed(name: str, content: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return body.getvalue()


def two_hundred_megabytes() -> Iterator[bytes]:
    return itertools.repeat(b"people wait too long\n" * (MEBI // 21), 200)


def most_memory(process: int) -> int:
    """The most memory that a process ever had, in bytes; where the system does not tell it, what it has now."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        return 1024 * int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0])
    return 1024 * int(subprocess.check_output(["/bin/ps", "-o", "rss=", "-p", str(process)]))


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    with running(tmp_path_factory.mktemp("hostile") / "data", "--no-rehearsal") as bridge:
        yield bridge


class Neighbours:
    """A pusher and a reader who do nothing wrong, on connections that stay open all the while."""

    def __init__(self, bridge: Bridge, pusher: ClientConnection) -> None:
        self._reader = bridge.feed()
        self._pusher = pusher
        self._numbers = itertools.count(1)

    def go_on(self) -> None:
        """Push one more idea and read it in the feed, each over the connection of the beginning."""
        number = next(self._numbers)
        idea = factories.contribution(
            f"We could open ward {number} on day {number} for {number} people",
            id=ContributionId(f"c-{number:020x}"),
            event=EventId("rehearsal"),
            said_at=datetime.now(UTC),
            voice=VoiceKey(f"v-{number}"),
        )
        self._pusher.send(encode(Push(n=number, contributions=(idea,))))
        answer = json.loads(self._pusher.recv(timeout=PATIENCE))
        assert (answer["type"], answer["n"]) == ("ack", number)
        next(frame for frame in self._reader if f"ward {number} " in frame.get("value", {}).get("text", ""))

    def leave(self) -> None:
        self._reader.close()


@pytest.fixture(scope="module")
def neighbours(bridge: Bridge) -> Iterator[Neighbours]:
    with greeted(bridge, "neighbour") as pusher:
        neighbours = Neighbours(bridge, pusher)
        yield neighbours
        neighbours.leave()


@pytest.fixture(autouse=True)
def everyone_else_goes_on(neighbours: Neighbours) -> Iterator[None]:
    yield
    neighbours.go_on()


def stored(bridge: Bridge) -> tuple[Any, ...]:
    """What the feed tells, what was heard, and the files that wait."""
    feed = bridge.snapshot(entity="idea,event,question,gap,contribution")
    return feed, bridge.get("/v1/listening")["listening"], bridge.bodies()


@pytest.fixture
def untouched(bridge: Bridge, everyone_else_goes_on: None) -> Iterator[None]:
    """Nothing is stored by the test."""
    before = stored(bridge)
    yield
    assert stored(bridge) == before


def token(bridge: Bridge, scope: str) -> dict[str, str]:
    made = bridge.ask("POST", "/v1/tokens", json.dumps({"scopes": [scope]}).encode())
    return {"Authorization": f"Bearer {made.told['token']}"}


# Documents


#: By what they are: the name they come under, what is in them, and what is said of them.
NONE = {
    "empty": ("meeting.vtt", b"", "empty", "send it again"),
    "without cues": ("meeting.vtt", b"WEBVTT\n\n", "empty", "send it again"),
    "binary": ("meeting.vtt", bytes(range(256)) * 400, "binary", "Send .vtt or .txt"),
    "picture": ("meeting.vtt", b"\x89PNG\r\n\x1a\n" + bytes(4000), "binary", "This is a picture"),
    "XML bomb": ("meeting.vtt", BOMB.encode(), "format_not_yet", "XML"),
    "XML bomb in Word": ("notes.docx", packed("word/document.xml", BOMB), "broken", "damaged"),
    "zip bomb": ("notes.txt", packed("notes.txt", "0" * 20 * MEBI), "zip", "Unpack it"),
    "deep JSON": ("data.json", b"[" * 100_000, "nothing_read", "Download it again"),
}


@pytest.fixture(scope="module")
def refused(bridge: Bridge) -> dict[str, Any]:
    """What became of the documents that are none, handed in at once."""
    before = stored(bridge)
    uploads = {name: bridge.post(label, body) for name, (label, body, _, _) in NONE.items()}
    became = {name: until(partial(bridge.ended, "connect-1", upload)) for name, upload in uploads.items()}
    assert stored(bridge) == before
    return became


@pytest.mark.parametrize("name", NONE)
def test_a_document_that_is_none_is_refused_with_what_to_do(refused: dict[str, Any], name: str) -> None:
    _, _, reason, advice = NONE[name]

    became = refused[name]

    assert (became["state"], became["reason"]) == ("refused", reason)
    assert advice in became["problem"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("headers", [{}, {"Content-Length": str(200 * (MEBI // 21) * 21)}], ids=["chunked", "declared"])
def test_200_megabytes_are_refused_without_being_held(bridge: Bridge, headers: dict[str, str]) -> None:
    before = most_memory(bridge.process.pid)

    answer = bridge.ask("POST", ADDRESS, two_hundred_megabytes(), bridge.authorized | headers)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, answer.told["reason"]) == (413, "too_large")
    assert "10 MB" in answer.told["detail"]
    assert most_memory(bridge.process.pid) - before < 150 * MEBI


@pytest.mark.usefixtures("untouched")
def test_the_command_says_what_was_wrong_with_a_file(bridge: Bridge, tmp_path: Path) -> None:
    huge, picture = tmp_path / "huge.vtt", tmp_path / "meeting.vtt"
    with huge.open("wb") as file:
        file.truncate(200 * MEBI)
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))

    told = bridge.run("upload", str(picture), str(huge), "--session", "connect-1", check=False)

    assert told.returncode == 1
    assert "This is a picture" in told.stdout
    assert "10 MB" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_transcript_that_breaks_off_is_read_as_far_as_it_goes(bridge: Bridge) -> None:
    whole = SESSION.read_bytes()

    upload = bridge.post("meeting.vtt", whole[: len(whole) * 2 // 3])
    became = until(lambda: bridge.ended("connect-1", upload))

    report = became["report"]
    assert became["state"] == "done"
    assert report["found"] == report["read"] + sum(it["count"] for it in report["skipped"])
    assert report["contributed"] > 0
    assert any("cut" in note for note in report["notes"])


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("session", "scope", "status", "detail"),
    [
        pytest.param("no-such-session", "ingest", 404, "Sessions here: connect-1", id="wrong session"),
        pytest.param("rehearsal", "ingest", 404, "Sessions here: connect-1", id="a chat"),
        pytest.param("connect-1", "", 401, "Sign in, or send a token", id="no token"),
        pytest.param("connect-1", "feed", 403, "scope 'moderate'", id="wrong scope"),
    ],
)
def test_a_document_at_the_wrong_door_is_refused_with_what_to_do(
    bridge: Bridge, session: str, scope: str, status: int, detail: str
) -> None:
    who = token(bridge, scope) if scope else {}

    answer = bridge.ask("POST", f"/v1/sessions/{session}/documents?filename=a.vtt", SESSION.read_bytes(), who)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status, answer.told["status"]) == (status, status)
    assert detail in answer.told["detail"]


def form(*fields: tuple[str, str, bytes]) -> tuple[bytes, dict[str, str]]:
    """A form's body and headers as browsers send it; each field is (name, file's name or "", value)."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"'.encode()
        + (f'; filename="{file}"'.encode() if file else b"")
        + b"\r\n\r\n"
        + value
        + b"\r\n"
        for name, file, value in fields
    ]
    headers = {"Content-Type": "multipart/form-data; boundary=edge", "Sec-Fetch-Site": "same-origin"}
    return b"".join([*parts, b"--edge--\r\n"]), headers


@pytest.fixture(scope="module")
def signed_in(bridge: Bridge) -> dict[str, str]:
    """The cookie of a browser's session."""
    return {"Cookie": bridge.sign_in().headers["Set-Cookie"].partition(";")[0]}


@pytest.fixture
def form_token(bridge: Bridge, signed_in: dict[str, str]) -> bytes:
    """What the upload page gives each of its forms."""
    page = bridge.ask("GET", "/sessions/connect-1/upload", headers=signed_in).body.decode()
    return str(re.findall(r'name="form_token" value="(\w+)"', page)[0]).encode()


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("fields", [[], [("form_token", "", b"0" * 64)]], ids=["missing", "forged"])
def test_a_form_without_its_token_is_refused(
    bridge: Bridge, signed_in: dict[str, str], fields: list[tuple[str, str, bytes]]
) -> None:
    body, headers = form(*fields, ("document", "meeting.vtt", SESSION.read_bytes()))

    answer = bridge.ask("POST", "/sessions/connect-1/upload", body, signed_in | headers)

    assert answer.status == 403
    assert "did not come from our own page" in answer.body.decode()


@pytest.mark.usefixtures("untouched")
def test_a_form_with_a_file_too_large_is_shown_again_with_the_problem(
    bridge: Bridge, signed_in: dict[str, str], form_token: bytes
) -> None:
    body, headers = form(("form_token", "", form_token), ("document", "meeting.vtt", b"people wait\n" * MEBI))

    answer = bridge.ask("POST", "/sessions/connect-1/upload", body, signed_in | headers)

    assert answer.status == 413
    assert "There is a problem" in answer.body.decode()
    assert "10 MB" in html.unescape(answer.body.decode())


# Sockets


@contextmanager
def greeted(bridge: Bridge, worker: str = "stranger") -> Iterator[ClientConnection]:
    """A push socket that may push now."""
    with bridge.socket("/v1/push") as socket:
        socket.send(encode(Hello(worker=worker)))
        assert json.loads(socket.recv(timeout=PATIENCE))["type"] == "welcome"
        yield socket


BROKEN = [
    pytest.param('{"type":"push","n":', "truncated", id="broken JSON"),
    pytest.param('{"type":"gift"}', "type", id="unknown type"),
    pytest.param('["push"]', "object", id="no object"),
    pytest.param(b"\x00\x01\x02", "binary", id="binary"),
    pytest.param("[" * 100_000, "", id="deep JSON"),
    pytest.param('{"type":"push","n":1,"gaps":' + "[" * 50_000 + "]" * 50_000 + "}", "", id="deep JSON in a push"),
]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("frame", "names"), BROKEN)
def test_a_push_frame_that_is_none_gets_an_error_and_the_next_is_heard(
    bridge: Bridge, frame: str | bytes, names: str
) -> None:
    with greeted(bridge) as socket:
        socket.send(frame)
        answer = json.loads(socket.recv(timeout=PATIENCE))
        socket.send(encode(Push(n=answer.get("n", 0) + 1)))
        after = decode_from_store(socket.recv(timeout=PATIENCE))

    assert answer["type"] in ("error", "refused")
    assert names in answer["reason"]
    assert type(after).__name__ == "Ack"


@pytest.mark.usefixtures("untouched")
def test_five_mistakes_end_a_push_socket(bridge: Bridge) -> None:
    with greeted(bridge) as socket:
        for _ in range(5):
            socket.send("{")

        code, reason = closed(socket)

    assert (code, reason) == (1008, "5 frames in a row that are none")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("first", [encode(Push(n=1)), "{", '{"type":"hello","worker":"No Spaces"}'])
def test_a_push_socket_begins_with_a_hello(bridge: Bridge, first: str) -> None:
    with bridge.socket("/v1/push") as socket:
        socket.send(first)
        error = json.loads(socket.recv(timeout=PATIENCE))
        code, reason = closed(socket)

    assert error["type"] == "error"
    assert (code, reason) == (1008, error["reason"])


@pytest.mark.usefixtures("untouched")
def test_a_frame_of_two_megabytes_ends_its_socket(bridge: Bridge) -> None:
    with greeted(bridge) as socket:
        socket.send(json.dumps({"type": "push", "n": 1, "contributions": ["x" * 2 * MEBI]}))
        code, reason = closed(socket)

    assert code == 1009
    assert "1048576" in reason


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"campaign": CampaignId("elsewhere")}, "another campaign", id="campaign"),
        pytest.param({"event": EventId("no-such-chat")}, "an event that is not in the campaign", id="event"),
    ],
)
def test_a_contribution_for_what_is_not_here_is_refused(bridge: Bridge, fields: dict[str, Any], reason: str) -> None:
    stray = factories.contribution(**fields)
    with greeted(bridge) as socket:
        socket.send(encode(Push(n=1, contributions=(stray,))))
        answer = json.loads(socket.recv(timeout=PATIENCE))

    assert (answer["type"], answer["n"]) == ("refused", 1)
    assert reason in answer["reason"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("sent", ["hello?", b"\x00"], ids=["text", "binary"])
def test_a_reader_that_sends_is_told_that_a_feed_goes_one_way(bridge: Bridge, sent: str | bytes) -> None:
    with bridge.socket("/v1/feed") as socket:
        socket.send(sent)
        code, reason = closed(socket)

    assert (code, reason) == (1008, "a feed goes one way: send nothing")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("path", "who", "status", "detail"),
    [
        pytest.param("/v1/feed?token=ib_x", {}, 400, "must not stand in an address", id="token in the query"),
        pytest.param("/v1/feed", {"Origin": "https://elsewhere.example"}, 403, "this Origin", id="foreign Origin"),
        pytest.param("/v1/push", {"Origin": "https://elsewhere.example"}, 403, "this Origin", id="foreign pusher"),
        pytest.param("/v1/food", {}, 404, "/v1/feed, /v1/push", id="unknown path"),
        pytest.param("/v1/feed?after=yesterday", {}, 400, "EPOCH.SEQ", id="bad place"),
        pytest.param("/v1/feed?afer=0", {}, 400, "unknown parameter", id="misspelt"),
        pytest.param("/v1/feed?campaign=elsewhere", {}, 404, "elective-care", id="unknown campaign"),
        pytest.param("/v1/feed?event=nope", {}, 404, "'nope' is not here; there are", id="unknown event"),
        pytest.param("/v1/feed?entity=contribution", {}, 403, "moderators", id="contributions"),
        pytest.param("/v1/push", {}, 401, "Sign in, or send a token", id="pusher without a token"),
        pytest.param("/v1/push", {"scope": "feed"}, 403, "scope 'ingest'", id="pusher with a wrong scope"),
    ],
)
def test_a_socket_that_is_not_let_in_gets_a_problem_document(
    bridge: Bridge, path: str, who: Mapping[str, str], status: int, detail: str
) -> None:
    headers = token(bridge, who["scope"]) if "scope" in who else who

    with pytest.raises(InvalidStatus) as refused, bridge.socket(path, headers):
        pass

    response = refused.value.response
    problem = json.loads(response.body or b"")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, problem["status"]) == (status, status)
    assert detail in problem["detail"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("event=nope", 404, "event: 'nope' is not here; there are"),
        ("challenge=nope", 404, "challenge: 'nope' is not here; there are"),
        ("kind=rant", 400, "kind: 'rant' is none of"),
        ("afer=0", 400, "unknown parameter 'afer'"),
    ],
)
def test_a_stream_that_asks_for_what_is_not_there_gets_a_problem_document_too(
    bridge: Bridge, query: str, status: int, detail: str
) -> None:
    answer = bridge.ask("GET", f"/v1/feed/events?{query}")

    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert detail in answer.told["detail"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("after", ["0123456789abcdef.7", "{epoch}.999999"], ids=["unknown epoch", "from the future"])
def test_a_place_that_cannot_be_served_is_reset(bridge: Bridge, after: str) -> None:
    epoch = bridge.get("/v1/ideas")["place"].partition(".")[0]

    with bridge.socket(f"/v1/feed?after={after.format(epoch=epoch)}") as socket:
        frames = [json.loads(socket.recv(timeout=PATIENCE)) for _ in range(2)]

    assert [it["type"] for it in frames] == ["hello", "reset"]
    assert frames[1]["reason"]


def test_the_log_shows_no_failure_of_ours(bridge: Bridge) -> None:
    log = bridge.log.read_text(encoding="utf-8")

    assert "Traceback" not in log
    assert ".failed" not in log.replace("document.failed", "")
