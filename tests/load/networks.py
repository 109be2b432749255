"""X at its cap through the whole bridge: `make networks` (SECONDS=120 RATE=250).

Everything is real and in processes of its own: a stand-in for X that says so many tagged posts a second and some reposts
more, `ideabridge listen` with X's true source, `ideabridge serve` on its embedded store, and a reader of the feed. It
prints what it measured and ends with 1 if a post was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import apsw
import msgspec
from websockets.asyncio.client import connect

from bridge.intake.identity import contribution_id
from bridge.records import Contribution, Listening, NativeId, Time
from bridge.store.rows import decode
from tests.bench.ceiling import cpu_seconds, rss_mib
from tests.bench.chat import BUSY, LIVE, Chat
from tests.load.reading import Address, percentile
from tests.load.stage import SILENT, helping
from tests.networks.x import X
from tests.networks.x_posts import Told, editable, plain, reply, retweet
from tests.running import Worker, free_port, live_chat, running, working
from workers.runtime import DataFolder

TAG = "#SolvingTogether"
#: One repost comes with so many posts.
POSTS_A_REPOST = 10
#: Seconds of posts that are said in one go, and after which one who reads and hears nothing new has heard all.
TICK, SILENCE = 0.01, 5.0
#: Seconds between looks at the processes' memory.
LOOK = 1.0


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said. `rate` is of posts a second; reposts come on top."""

    seconds: float
    rate: float
    seed: int = 4


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `seen_*` are milliseconds from when a post was said until a reader of the feed had it, stored.

    CPU is seconds of it for each second in which posts were said; `rss_*` are MiB at the start, in the middle, at the end.
    """

    asked: Asked
    machine: dict[str, str]
    said: int
    reposts: int
    stored: int
    rejected: int
    lost: int
    behind: float  # seconds that the last post was late: we, not the bridge, were too slow
    seen_p50: float
    seen_p99: float
    seen_most: float
    cpu_listen: float
    cpu_serve: float
    cpu_x: float
    rss_listen: tuple[float, float, float]
    rss_serve: tuple[float, float, float]


class _Speaking(msgspec.Struct, frozen=True, kw_only=True):
    asked: Asked
    port: int


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    ids: tuple[str, ...]
    reposts: int
    behind: float


class _Speaker:
    """Says a busy chat on X."""

    def __init__(self, x: X, asked: Asked) -> None:
        self._x = x
        self._asked = asked
        count = int(asked.rate * asked.seconds)
        self._chat = Chat(BUSY, seed=asked.seed, expected=count)
        self._count = count
        self._posts: dict[str, Told] = {}  # by the ids that the chat has for them
        self.ids: list[str] = []
        self.reposts = 0

    async def say_all(self) -> float:
        """Say everything as it falls due; how late the last post was."""
        began, said = time.monotonic(), 0
        while said < self._count:
            due = min(self._count, 1 + int((time.monotonic() - began) * self._asked.rate))
            for _ in range(said, due):
                await self._say_one()
            said = due
            await asyncio.sleep(TICK)
        return time.monotonic() - began - self._asked.seconds

    async def _say_one(self) -> None:
        """The next post that is no repost; of the reposts before it as many as are wanted."""
        while True:
            one = self._chat.say(time.monotonic_ns())
            about = self._posts.get(one.reposts or one.reply_to or "")
            author = one.voice.removeprefix("v-").lstrip("0") or "0"
            if one.reposts is None:
                break
            if about and self.reposts * POSTS_A_REPOST < len(self.ids):
                self.reposts += 1
                self.ids.append(await self._x.say(retweet(about, author)))
        text = one.text if TAG in one.text else f"{one.text} {TAG}"
        until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        data = reply(about, text, author) if about else plain(text, author, edit_controls=editable(until))
        post_id = await self._x.say(data)
        self.ids.append(post_id)
        self._posts[one.id] = self._x.posts[post_id]


async def _speak(pipe: Connection, wanted: _Speaking) -> None:
    async with X(port=wanted.port) as x:
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        async with asyncio.timeout(60):
            while not x.streams:  # noqa: ASYNC110 - nobody is told in this process
                await asyncio.sleep(0.1)
        await asyncio.sleep(2)
        pipe.send("begins")
        speaker = _Speaker(x, wanted.asked)
        behind = await speaker.say_all()
        pipe.send(_Said(ids=tuple(speaker.ids), reposts=speaker.reposts, behind=behind))
        await asyncio.to_thread(pipe.recv)  # the connection stays until all is over


def speak(pipe: Connection, wanted: _Speaking) -> None:
    """The process of X."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_speak(pipe, wanted))


class _Value(msgspec.Struct, frozen=True):
    id: str
    said_at: Time


class _Change(msgspec.Struct, frozen=True):
    type: str
    value: _Value | None = None


class _Seen(msgspec.Struct, frozen=True, kw_only=True):
    count: int
    p50: float
    p99: float
    most: float


async def _see(pipe: Connection, feed: Address) -> None:
    took, seen = array("d"), set()
    url = f"ws://127.0.0.1:{feed.port}/v1/feed?after=0&entity=contribution"
    headers = {"Authorization": f"Bearer {feed.token}"}
    decoder = msgspec.json.Decoder(_Change)
    async with connect(url, additional_headers=headers, proxy=None, compression=None, max_size=2**22) as socket:
        pipe.send("ready")
        ending = asyncio.create_task(asyncio.to_thread(pipe.recv))
        while True:
            try:
                async with asyncio.timeout(SILENCE):
                    change = decoder.decode(await socket.recv(decode=False))
            except TimeoutError:
                if ending.done():
                    break
                continue
            if change.type == "change" and change.value and change.value.id not in seen:
                seen.add(change.value.id)
                took.append((time.time() - change.value.said_at.timestamp()) * 1e3)
    most = max(took, default=float("nan"))
    pipe.send(_Seen(count=len(seen), p50=percentile(took, 0.5), p99=percentile(took, 0.99), most=most))


def see(pipe: Connection, feed: Address) -> None:
    """The process of a reader."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_see(pipe, feed))


def settings_of(folder: Path, port: int) -> Path:
    """A chat that is on now, and X alone to listen to."""
    settings = live_chat(folder, SILENT)
    settings.write_text(
        f"""campaigns = ["live.toml"]
[bluesky]
on = false
[x]
bearer_token = "made-up"
address = "http://127.0.0.1:{port}"
ceiling = 0.0
[recheck]
on = false
[log]
level = "warning"
""",
        encoding="utf-8",
    )
    return settings


def hear(folder: Path, asked: Asked) -> Heard:
    """Run it, and hold what is stored against what was said."""
    port = free_port()
    settings = settings_of(folder, port)
    load = f"{os.getloadavg()[0]:.2f}"
    with ExitStack() as stack:
        x = stack.enter_context(helping(speak, _Speaking(asked=asked, port=port)))
        assert x.answer() == "ready"
        serve = stack.enter_context(running(folder / "serve", "--config", str(settings), process="serve"))
        reader = stack.enter_context(helping(see, Address(port=serve.port, token=serve.token)))
        assert reader.answer() == "ready"
        listen = stack.enter_context(working(folder / "listen", "listen", [serve], "--config", str(settings)))
        x.pipe.send("go")
        assert x.answer(60) == "begins"
        pids = [_pid(listen), serve.process.pid, x.process.pid or 0]
        began, before = time.monotonic(), [_cpu(pid) for pid in pids]
        rss = [[rss_mib(pid) for pid in pids]]
        while not x.pipe.poll(LOOK):
            rss.append([rss_mib(pid) for pid in pids])
            if time.monotonic() - began > asked.seconds + 120:
                raise AssertionError("X cannot say it as fast as that")
        said: _Said = x.answer()
        elapsed = time.monotonic() - began
        cpu = [(_cpu(pid) - was) / elapsed for pid, was in zip(pids, before, strict=True)]
        reader.pipe.send("all was said")
        seen: _Seen = reader.answer(60)
        rss.append([rss_mib(pid) for pid in pids])
        x.pipe.send("over")
        stored, rejected = _stored(serve.data / "store.sqlite")
        key = DataFolder(folder / "listen").key("voice").encode()
    missing = [it for it in said.ids if contribution_id(key, NativeId(f"x:{it}")) not in stored]
    rss_listen, rss_serve, _ = zip(rss[0], rss[len(rss) // 2], rss[-1], strict=True)
    return Heard(
        asked=asked,
        machine={"cores": str(os.cpu_count()), "load before": load, "Python": sys.version.split()[0]},
        said=len(said.ids),
        reposts=said.reposts,
        stored=len(said.ids) - len(missing),
        rejected=rejected,
        lost=max(len(missing) - rejected, 0),
        behind=said.behind,
        seen_p50=seen.p50,
        seen_p99=seen.p99,
        seen_most=seen.most,
        cpu_listen=cpu[0],
        cpu_serve=cpu[1],
        cpu_x=cpu[2],
        rss_listen=_three(rss_listen),
        rss_serve=_three(rss_serve),
    )


def _pid(worker: Worker) -> int:
    assert worker.process is not None
    return worker.process.pid


def _cpu(pid: int) -> float:
    return sum(cpu_seconds(pid).values())


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    start, middle, end = values
    return start, middle, end


def _stored(file: Path) -> tuple[set[str], int]:
    """The ids of what is stored, and how many posts intake rejected."""
    with closing(apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)) as db:
        rows: list[Any] = db.execute("SELECT value FROM entities WHERE campaign = ?", (LIVE,)).fetchall()
    entities = [decode(value) for (value,) in rows]
    ids = {str(name) for it in entities if isinstance(it, Contribution) for name in (it.id, *it.aliases)}
    return ids, sum(sum(it.rejected.values()) for it in entities if isinstance(it, Listening))


def report(it: Heard) -> Iterator[str]:
    """What was measured, for a person."""
    yield (
        f"{it.said:,} posts said on X in {it.asked.seconds:.0f} s ({it.asked.rate:.0f} a second, and {it.reposts:,} reposts"
        f" in all), the last {it.behind:.2f} s late: {it.stored:,} stored, {it.rejected} rejected, {it.lost} lost"
    )
    yield f"  said → on the feed, stored: p50 {it.seen_p50:.0f} ms, p99 {it.seen_p99:.0f} ms, at most {it.seen_most:.0f} ms"
    yield f"  of a core: listen {it.cpu_listen:.0%}, serve {it.cpu_serve:.0%}, the stand-in for X {it.cpu_x:.0%}"
    for name, rss in (("listen", it.rss_listen), ("serve", it.rss_serve)):
        yield f"  memory of {name}: {' → '.join(f'{mib:.0f}' for mib in rss)} MiB (start, middle, end)"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--rate", type=float, default=250, help="posts a second")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ideabridge-networks-") as folder:
        heard = hear(Path(folder), Asked(seconds=chosen.seconds, rate=chosen.rate))
    print(*report(heard), sep="\n")
    if chosen.json:
        chosen.json.write_text(json.dumps(msgspec.to_builtins(heard)) + "\n")
    return 1 if heard.lost else 0


if __name__ == "__main__":
    sys.exit(main())
