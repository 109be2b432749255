"""The servers of the bench, each started in processes of its own on the server's core, and what those processes cost."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.fanout.message import around

HERE = Path(__file__).parent
#: The core that the server has for itself; readers and publishers have the other.
SERVER_CORE, READERS_CORE = 0, 1
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
NODE_WS = "ws@8.23.0"
NGINX_CONF = """
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log stderr error;
load_module {module};
events {{ worker_connections 8192; use epoll; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /feed {{ nchan_subscriber websocket; nchan_channel_id feed; nchan_subscriber_first_message newest; }}
    location = /publish {{ nchan_publisher websocket http; nchan_channel_id feed; nchan_message_buffer_length 128;
                           nchan_message_timeout 10s; nchan_deflate_message_for_websocket {deflate}; }}
  }}
}}
"""


class MissingError(Exception):
    """What the bench needs is not here; says how to get it."""


class Contestant:
    """A running server: where its feed is, and the processes that it is."""

    def __init__(self, port: int, path: str, live: str, server: Sequence[int], control: subprocess.Popen[str]) -> None:
        self.port = port
        self.path = path
        self.live = live  # the text after which a reader of it is live; none if it is at once
        self._server = server
        self._control = control

    def publish(self, rate: float) -> None:
        """Start to publish so many messages a second; 0 as many as it takes."""
        self._tell(f"publish {rate}")

    def stop(self) -> int:
        """Stop, and give how many were published."""
        self._tell("stop")
        return int(_heard(self._control, "published"))

    def cpu(self) -> float:
        """Seconds of CPU that the server has used."""
        threads = (it for pid in self._server for it in Path(f"/proc/{pid}/task").iterdir())
        return sum(int((it / "schedstat").read_text().split()[0]) for it in threads) / 1e9

    def memory(self) -> int:
        """Bytes that are resident for the server."""
        pages = sum(int(Path(f"/proc/{it}/statm").read_text().split()[1]) for it in self._server)
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _tell(self, line: str) -> None:
        assert self._control.stdin
        self._control.stdin.write(f"{line}\n")
        self._control.stdin.flush()


@contextmanager
def ours(folder: Path, *, deflate: bool) -> Iterator[Contestant]:
    with _process(SERVER_CORE, _python("ours")) as server:
        port = int(_heard(server, "port"))
        yield Contestant(port, "/v1/feed", '{"type":"live"}', [server.pid], server)


@contextmanager
def aiohttp(folder: Path, *, deflate: bool) -> Iterator[Contestant]:
    with _process(SERVER_CORE, _python("rivals", "aiohttp", *_deflate(deflate))) as server:
        yield Contestant(int(_heard(server, "port")), "/", "", [server.pid], server)


@contextmanager
def websockets(folder: Path, *, deflate: bool) -> Iterator[Contestant]:
    with _process(SERVER_CORE, _python("rivals", "websockets", *_deflate(deflate))) as server:
        yield Contestant(int(_heard(server, "port")), "/", "", [server.pid], server)


@contextmanager
def node(folder: Path, *, deflate: bool) -> Iterator[Contestant]:
    """Node's ws, fetched into the folder."""
    if not (folder / "node_modules").is_dir():
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, NODE_WS], check=True
        )
    command = ["node", str(HERE / "rival.js"), *around(), *_deflate(deflate)]
    with _process(SERVER_CORE, command, {"NODE_PATH": str(folder / "node_modules")}) as server:
        yield Contestant(int(_heard(server, "port")), "/", "", [server.pid], server)


@contextmanager
def nchan(folder: Path, *, deflate: bool) -> Iterator[Contestant]:
    """Nginx with nchan; its publisher runs beside the readers, not on its core."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    conf = folder / "nginx.conf"
    on = "on" if deflate else "off"
    conf.write_text(NGINX_CONF.format(folder=folder, module=NCHAN, port=port, deflate=on))
    with _process(SERVER_CORE, ["nginx", "-c", str(conf), "-p", str(folder), "-e", "stderr"]) as server:
        _wait_for(port)
        with _process(READERS_CORE, _python("publisher", str(port))) as publisher:
            _heard(publisher, "port")
            yield Contestant(port, "/feed", "", [server.pid], publisher)


CONTESTANTS = {"ours": ours, "nchan": nchan, "aiohttp": aiohttp, "websockets": websockets, "node": node}


def check(names: Collection[str]) -> None:
    """Raises `MissingError` for what these servers and their readers need and is not here."""
    needed = {
        "gcc libc6-dev": bool(shutil.which("cc")),
        "nginx libnginx-mod-nchan": "nchan" not in names or bool(shutil.which("nginx") and NCHAN.exists()),
        "nodejs npm": "node" not in names or bool(shutil.which("node") and shutil.which("npm")),
    }
    missing = " ".join(packages for packages, there in needed.items() if not there)
    if missing:
        raise MissingError(f"Something is missing. Debian, Ubuntu: sudo apt-get install {missing}")


def _python(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"tests.bench.fanout.{module}", *words]


def _deflate(deflate: bool) -> list[str]:
    return ["deflate"] if deflate else []


@contextmanager
def _process(
    core: int, command: Sequence[str], more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        ["taskset", "--cpu-list", str(core), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | (more or {}),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _heard(process: subprocess.Popen[str], word: str) -> str:
    """What stands behind that word in the next line."""
    assert process.stdout
    said, _, rest = process.stdout.readline().strip().partition(" ")
    if said != word:
        raise RuntimeError(f"a server of the bench should have said {word!r}; it said {said!r}")
    return rest


def _wait_for(port: int, seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
