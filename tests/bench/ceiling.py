"""How many contributions a second one `serve` takes in, pushed as fast as it acks: `python -m tests.bench.ceiling`.

The frames are made before the clock starts and pushed by the leanest client there can be, so that serve is the limit. The
chat is the rehearsal's mix. CPU seconds are serve's own, from the kernel's count; so that figure holds beside other work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from websockets.asyncio.client import connect

from bridge.push.frames import Ack, Hello, Push, Welcome, decode_from_store, encode
from tests.bench.chat import LIVE, MIXES, Chat
from tests.running import Bridge, live_chat

#: Contributions in a frame: as a worker that has a backlog sends them.
IN_FRAME = 100


class Ceiling(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to."""

    contributions: int
    per_second: float
    per_cpu_second: float
    loop_share: float  # of the time, how much the busiest thread of serve was at work
    rss_mib: float


def frames_of(mix: str, count: int, *, seed: int) -> list[str]:
    """Push frames, numbered and encoded."""
    chat = Chat(MIXES[mix], seed=seed, expected=count)
    said = [chat.say(time.monotonic_ns()) for _ in range(count)]
    groups = [said[at : at + IN_FRAME] for at in range(0, count, IN_FRAME)]
    return [encode(Push(n=n, contributions=tuple(group), cursor={})) for n, group in enumerate(groups, 1)]


async def push_all(bridge: Bridge, frames: Sequence[str], worker: str) -> float:
    """Push frames through a real socket, as many at once as the window allows; the seconds until the last ack."""
    url = f"ws://127.0.0.1:{bridge.port}/v1/push?campaign={LIVE}"
    async with connect(
        url, additional_headers=bridge.authorized, compression=None, proxy=None, max_size=2**22
    ) as socket:
        await socket.send(encode(Hello(worker=worker)))
        welcome = decode_from_store(await socket.recv())
        assert isinstance(welcome, Welcome)
        room = asyncio.Semaphore(welcome.window)

        async def send() -> None:
            for frame in frames:
                await room.acquire()
                await socket.send(frame)

        began = time.perf_counter()
        sending = asyncio.create_task(send())
        for n in range(1, len(frames) + 1):
            ack = decode_from_store(await socket.recv())
            assert isinstance(ack, Ack), ack
            assert ack.n == n
            room.release()
        await sending
        return time.perf_counter() - began


def cpu_seconds(pid: int) -> dict[int, float]:
    """CPU seconds that each thread of a process has used."""
    used: dict[int, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        used[int(task.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def rss_mib(pid: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure(bridges: Sequence[Bridge], frames: Sequence[Sequence[str]]) -> Ceiling:
    """Push to each running serve its frames, to all at once. CPU seconds and memory are the sum of all."""
    pids, count = [bridge.process.pid for bridge in bridges], sum(map(len, frames)) * IN_FRAME
    before = {pid: cpu_seconds(pid) for pid in pids}
    seconds = asyncio.run(_push_to_each(bridges, frames))
    used = [spent - before[pid].get(thread, 0) for pid in pids for thread, spent in cpu_seconds(pid).items()]
    return Ceiling(
        contributions=count,
        per_second=count / seconds,
        per_cpu_second=count / sum(used),
        loop_share=max(used) / seconds,
        rss_mib=sum(map(rss_mib, pids)),
    )


async def _push_to_each(bridges: Sequence[Bridge], frames: Sequence[Sequence[str]]) -> float:
    pushes = [push_all(to, what, f"ceiling-{nth}") for nth, (to, what) in enumerate(zip(bridges, frames, strict=True))]
    return max(await asyncio.gather(*pushes))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30_000)
    parser.add_argument("--mix", choices=sorted(MIXES), default="rehearsed")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    frames = frames_of(asked.mix, asked.count, seed=3)
    with tempfile.TemporaryDirectory(prefix="ideabridge-bench-") as folder:
        bridge = Bridge(
            Path(folder) / "data", "--config", str(live_chat(Path(folder), "ws://127.0.0.1:9")), process="serve"
        )
        bridge.start()
        try:
            found = measure([bridge], [frames])
        finally:
            bridge.stop()
    if asked.json:
        print(json.dumps(msgspec.to_builtins(found)))
    else:
        print(
            f"ceiling, {asked.mix} mix: {found.per_second:,.0f} contributions/s acked, {found.per_cpu_second:,.0f} for a"
            f" CPU second, busiest thread {found.loop_share:.0%}, {found.rss_mib:.0f} MiB after {found.contributions:,}"
        )


if __name__ == "__main__":
    main()
