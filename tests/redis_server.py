"""Real Redis servers on loopback, each in a folder of its own. `python -m tests.redis_server` says which program it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis
from redis import exceptions as redis_errors
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.running import free_port, until

INSTALL = "No redis-server is here. Install one: sudo apt-get install redis-server (Debian, Ubuntu), brew install redis (macOS)"
#: What the store asks of a server.
SAFE = ("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction")


def program() -> str:
    """The redis-server that is here. Raises FileNotFoundError with the line that installs one."""
    found = shutil.which("redis-server")
    if found is None:
        raise FileNotFoundError(INSTALL)
    return found


class RedisServer:
    """One server; its port and folder stay the same over restarts. `options` are lines of redis.conf: "--save", ""."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.options = [*SAFE, "--save", "", *options]
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it; returns once it answers."""
        own = ["--port", str(self.port), "--dir", str(self.folder), "--bind", "127.0.0.1", "--logfile", "redis.log"]
        self.process = subprocess.Popen([program(), *own, *self.options])
        until(self._answers)

    def ask(self, *words: str | int) -> Any:
        """What it answers to a command, on a connection of its own."""
        with Redis(port=self.port, decode_responses=True, retry=Retry(NoBackoff(), 0)) as client:
            return client.execute_command(*words)

    def info(self, section: str = "everything") -> dict[str, Any]:
        """What it tells of itself."""
        told: dict[str, Any] = self.ask("INFO", section)
        return told

    def stop(self) -> None:
        """End it in good order."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def kill(self) -> None:
        """End it as a crash would, if it runs: SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / "redis.log").read_text()[-2000:]
        with suppress(redis_errors.ConnectionError):
            return bool(self.ask("PING"))
        return False


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisServer]:
    """A server for the length of a block."""
    server = RedisServer(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def redis_pair(folder: Path, *options: str) -> Iterator[tuple[RedisServer, RedisServer]]:
    """A primary and its replica, which follows it by the time they are given."""
    with redis_server(folder / "primary", *options) as primary:
        following = ("--replicaof", f"127.0.0.1 {primary.port}")
        with redis_server(folder / "replica", *options, *following) as replica:
            until(lambda: _follows(replica.info()))
            yield primary, replica


@contextmanager
def redis_cluster(folder: Path, *options: str, nodes: int = 3) -> Iterator[list[RedisServer]]:
    """A cluster of primaries that share the slots."""
    servers = [RedisServer(folder / str(number), *options) for number in range(nodes)]
    try:
        for server in servers:
            server.options += ["--cluster-enabled", "yes", "--cluster-port", str(free_port())]
            server.start()
        bounds = [number * 16384 // nodes for number in range(nodes + 1)]
        for server, first, beyond in zip(servers, bounds, bounds[1:], strict=False):
            server.ask("CLUSTER", "ADDSLOTSRANGE", first, beyond - 1)
        bus = int(servers[0].options[-1])
        for other in servers[1:]:
            other.ask("CLUSTER", "MEET", "127.0.0.1", servers[0].port, bus)
        for server in servers:
            until(partial(_is_whole, server, nodes))
        yield servers
    finally:
        for server in servers:
            server.kill()


def _follows(replica: dict[str, Any]) -> bool:
    """Whether it has all of its primary, in its own append-only file, too."""
    return bool(replica["master_link_status"] == "up" and not replica["aof_rewrite_in_progress"])


def _is_whole(server: RedisServer, nodes: int) -> bool:
    told = str(server.ask("CLUSTER", "INFO"))
    return "cluster_state:ok" in told and f"cluster_known_nodes:{nodes}" in told


if __name__ == "__main__":
    try:
        print(program())
    except FileNotFoundError as error:
        print(error)
        sys.exit(1)
