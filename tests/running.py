"""The real bridge as its users run it: a process with a data folder and a port, started, asked, killed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import apsw
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).parent.parent
REHEARSAL = ROOT / "config" / "campaigns" / "rehearsal.jsonl"
SESSION = ROOT / "config" / "campaigns" / "sample-session.vtt"
#: Seconds after which something that has not happened will not.
PATIENCE = 60.0

T = TypeVar("T")


def until(look: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What `look` gives, once it is something; for states that are told to nobody and must be asked for."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > ends:
            raise AssertionError(f"it did not come about in {seconds:.0f} s")
        time.sleep(0.05)
    return found


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Answer(NamedTuple):
    """What came back for one request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def told(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Bridge:
    """`ideabridge run`, or another of its processes, on its own data folder; the port stays the same over restarts."""

    def __init__(
        self, data: Path, *options: str, process: str = "run", environment: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.port = free_port()
        self.starts = process
        self.options = options
        self.environment = {**os.environ, "PYTHONWARNINGS": "default", **(environment or {})}
        self.log = data.with_name(f"{data.name}.log")
        self.greeting: list[str] = []

    def command(self, *words: str) -> list[str]:
        """A command line that speaks to this bridge."""
        return [sys.executable, "-m", "workers.cli", *words, "--data", str(self.data), "--port", str(self.port)]

    def start(self) -> None:
        """Start it; returns once it has said where it is."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(self.starts, *self.options),
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env=self.environment,
            )
        self.greeting = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.greeting.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                return
        raise AssertionError(f"it did not start: {self.log.read_text()[-2000:]}")

    def stop(self, seconds: float = 15, by: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, or another signal; its exit code."""
        self.process.send_signal(by)
        code = self.process.wait(seconds)
        self._let_go()
        return code

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Another command beside it, to its end."""
        return subprocess.run(
            self.command(*words),
            check=check,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=self.environment,
            timeout=100,
        )

    @property
    def token(self) -> str:
        return (self.data / "keys" / "local").read_text().strip()

    @property
    def authorized(self) -> dict[str, str]:
        """The header that shows the local token."""
        return {"Authorization": f"Bearer {self.token}"}

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, with the local token unless `headers` say who asks; a body in pieces goes out chunked."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            with suppress(ConnectionError):  # refused before all of it was sent: the answer is there all the same
                connection.request(method, path, body, self.authorized if headers is None else dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = self.ask("GET", path)
        assert answer.status == 200, f"{answer.status} for {path}: {answer.body!r}"
        return answer.told

    def sign_in(self, link: str = "") -> Answer:
        """Press the button behind a sign-in link, or behind the one of its greeting, as a browser does."""
        said = next(line for line in self.greeting if "/sign-in/" in line)
        path = link or said[said.index("/sign-in/") :]
        return self.ask("POST", path, headers={"Sec-Fetch-Site": "same-origin", "Content-Length": "0"})

    def post(self, label: str, body: bytes, session: str = "connect-1") -> str:
        """Hand in a session's document, and give its upload's id."""
        taken = self.ask("POST", f"/v1/sessions/{session}/documents?filename={label}", body)
        assert taken.status == 202, f"{taken.status} for {label}: {taken.body!r}"
        return str(taken.told["id"])

    def publish(self, session: str = "connect-1") -> Any:
        """As a host who accepts everything that was found in a session; what that changed."""

        def change(method: str, path: str, said: Any) -> Any:
            answer = self.ask(method, f"/v1/sessions/{session}/{path}", json.dumps(said).encode())
            assert answer.status == 200, f"{answer.status} for {path}: {answer.body!r}"
            return answer.told

        declared = {
            "title": "Connect",
            "held_at": "2026-11-02T19:00:00Z",
            "informed": "In the invitation",
            "public": True,
        }
        change("PUT", "declaration", declared)
        candidates = self.get(f"/v1/sessions/{session}/review")["candidates"]
        ids = [it["contribution"]["id"] for it in candidates]
        for at in range(0, len(ids), 500):
            change("POST", "review", {"act": "accept", "ids": ids[at : at + 500]})
        return change("POST", "publish", None)

    def ended(self, session: str, upload: str) -> Any:
        """An upload that was read or refused; None while it is not."""
        there = self.get(f"/v1/sessions/{session}/documents/{upload}")
        return there if there["state"] in ("done", "refused") else None

    def bodies(self) -> list[str]:
        """The files that its embedded store holds for uploads that have not ended."""
        db = apsw.Connection(str(self.data / "store.sqlite"), flags=apsw.SQLITE_OPEN_READONLY)
        names = [str(name) for (name,) in db.execute("SELECT name FROM blobs ORDER BY name")]
        db.close()
        return names

    def socket(self, path: str, headers: Mapping[str, str] | None = None) -> ClientConnection:
        """A WebSocket to it, with the local token unless `headers` say who comes."""
        return connect(
            f"ws://127.0.0.1:{self.port}{path}",
            additional_headers=self.authorized if headers is None else headers,
            proxy=None,
            compression=None,
            max_size=2**22,
            close_timeout=1,
        )

    def feed(self, after: str = "0", **wanted: str) -> Generator[dict[str, Any], None, None]:
        """Frames of the feed, for ever."""
        query = "&".join(f"{key}={value}" for key, value in {**wanted, "after": after}.items())
        with self.socket(f"/v1/feed?{query}") as reader, suppress(ConnectionClosedOK):
            while True:
                yield json.loads(reader.recv(timeout=PATIENCE))

    def snapshot(self, after: str = "0", **wanted: str) -> list[dict[str, Any]]:
        """The feed's changes from a place until it is live."""
        frames: list[dict[str, Any]] = []
        for frame in self.feed(after, **wanted):
            if frame["type"] == "live":
                return frames
            if frame["type"] == "change":
                frames.append(frame)
        return frames


@contextmanager
def running(
    data: Path, *options: str, process: str = "run", environment: Mapping[str, str] | None = None
) -> Iterator[Bridge]:
    """A bridge for the length of a block."""
    bridge = Bridge(data, *options, process=process, environment=environment)
    bridge.start()
    try:
        yield bridge
    finally:
        if bridge.process.poll() is None:
            bridge.stop()


class Worker:
    """`listen` or `transcribe` on a data folder of its own, as on another machine, pushing to whichever bridge answers."""

    def __init__(self, data: Path, process: str, bridges: Sequence[Bridge], *options: str) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data.with_name(f"{data.name}.log")
        self._command = [sys.executable, "-m", "workers.cli", process, "--data", str(data), *options]
        self._environment = bridges[0].environment | {
            "IDEABRIDGE_PUSH__URL": ",".join(f"ws://127.0.0.1:{it.port}/v1/push" for it in bridges),
            "IDEABRIDGE_PUSH__TOKEN": bridges[0].token,
        }

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=log, cwd=ROOT, env=self._environment)

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(15)

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@contextmanager
def working(data: Path, process: str, bridges: Sequence[Bridge], *options: str) -> Iterator[Worker]:
    """A worker for the length of a block."""
    worker = Worker(data, process, bridges, *options)
    worker.start()
    try:
        yield worker
    finally:
        assert worker.process is not None
        if worker.process.poll() is None:
            worker.stop()


def closed(socket: ClientConnection) -> tuple[int, str]:
    """Read a socket to its end; the code and the reason that it was closed with."""
    with suppress(ConnectionClosed):
        while True:
            socket.recv(timeout=PATIENCE)
    return socket.close_code or 0, socket.close_reason or ""


@contextmanager
def beside(bridge: Bridge, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process on its data folder for the length of a block."""
    with bridge.log.open("ab") as log:
        process = subprocess.Popen(bridge.command(*words), stderr=log, cwd=ROOT, env=bridge.environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)


def live_chat(folder: Path, jetstream: str) -> Path:
    """Settings for a chat that is on now and listens to `jetstream`, with a rehearsal that must therefore not play."""
    starts_at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    (folder / "live.toml").write_text(
        f"""
id = "live"
title = "Live"
opens_at = 2020-01-01
closes_at = 2100-01-01
[[challenges]]
id = "capacity"
title = "Boosting capacity"
[[chats]]
id = "chat"
title = "A chat"
starts_at = {starts_at}
minutes = 600
tags = ["SolvingTogether"]
challenges = ["capacity"]
[chats.hosts]
bluesky = ["did:plc:host"]
[[chats.questions]]
text = "What would help people while they wait?"
challenge = "capacity"
[[chats]]
id = "rehearsal"
title = "A rehearsal"
starts_at = 2020-01-06T19:00:00
tags = ["Rehearsed"]
challenges = ["capacity"]
rehearsal = "{REHEARSAL}"
""",
        encoding="utf-8",
    )
    settings = folder / "bridge.toml"
    settings.write_text(
        f'campaigns = ["live.toml"]\n[bluesky]\njetstream = ["{jetstream}"]\n[log]\nlevel = "warning"\n'
    )
    return settings
