"""The whole path on loopback: how long from a post to the wall's reader, and how much push → store → feed sustains.

`python -m tests.bench.path` starts the real bridge in a process of its own; the network stands in this one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from websockets.asyncio.client import connect

from bridge.ideas.wording import wording
from bridge.push.client import PushClient
from bridge.push.spool import Spool
from bridge.records import CampaignId, ContributionId, EventId, VoiceKey
from tests import factories
from tests.bench.group import Texts
from tests.networks import jetstream
from tests.running import Bridge, live_chat

#: Said last, and like nothing else: when it is there, all is there.
LAST = "Plant an apple tree beside every helipad"


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


async def reading(bridge: Bridge, seen: dict[str, float]) -> None:
    """Note when each idea came; end with the last."""
    headers = {"Authorization": f"Bearer {bridge.token}"}
    url = f"ws://127.0.0.1:{bridge.port}/v1/feed?entity=idea"
    async with connect(url, additional_headers=headers, compression=None, max_size=2**22) as socket:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "change" and frame["value"].get("text"):
                seen.setdefault(frame["value"]["text"], time.perf_counter())
                if frame["value"]["text"] == LAST:
                    return


async def latency(folder: Path, rate: float, seconds: float) -> str:
    """From the moment a post is said to the moment the reader has its idea."""
    texts = Texts(1)
    async with jetstream.Jetstream() as network:
        bridge = Bridge(folder / "latency", "--config", str(live_chat(folder, network.url)))
        await asyncio.to_thread(bridge.start)
        try:
            await network.connected(1)
            said: dict[str, float] = {}
            seen: dict[str, float] = {}
            count = int(rate * seconds)
            reader = asyncio.create_task(reading(bridge, seen))
            await asyncio.sleep(1)
            began = time.perf_counter()
            for nth in range(count):
                await asyncio.sleep(max(0.0, began + nth / rate - time.perf_counter()))
                text = wording(texts.make()) if nth < count - 1 else LAST
                event = jetstream.commit(
                    0, jetstream.post(f"{text} #SolvingTogether"), f"did:plc:p{nth}", rkey=str(nth)
                )
                said[text] = time.perf_counter()
                await network.say(jetstream.restamped(event, datetime.now(UTC)))
            await asyncio.wait_for(reader, 30)
        finally:
            await asyncio.to_thread(bridge.stop)
    took = [1000 * (at - said[text]) for text, at in seen.items() if text in said]
    return (
        f"post to reader at {rate:g} posts/s, {len(took)} ideas of {count} posts: "
        f"p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms, max {max(took):.1f} ms"
    )


async def sustained(folder: Path, count: int) -> str:
    """Contributions a second through push, desk, store and feed, until a reader has every idea."""
    texts = Texts(2)
    bridge = Bridge(folder / "sustained", "--config", str(live_chat(folder, "ws://127.0.0.1:9")))
    await asyncio.to_thread(bridge.start)
    spool = await Spool.open(folder / "bench-spool.sqlite")
    plain = factories.contribution(
        campaign=CampaignId("live"), event=EventId("chat"), said_at=datetime.now(UTC), challenge="capacity"
    )
    made = [
        msgspec.structs.replace(
            plain,
            id=ContributionId(f"c-{nth:020x}"),
            voice=VoiceKey(f"v-{nth}"),
            text=texts.make() if nth < count - 1 else LAST,
        )
        for nth in range(count)
    ]
    for at in range(0, count, 500):
        await spool.keep("bench", str(at), made[at : at + 500])
    seen: dict[str, float] = {}
    try:
        reader = asyncio.create_task(reading(bridge, seen))
        await asyncio.sleep(1)
        url = f"ws://127.0.0.1:{bridge.port}/v1/push"
        client = PushClient(url, bridge.token, "bench", spool, campaign=CampaignId("live"))
        began = time.perf_counter()
        pushing = asyncio.create_task(client.run())
        await client.idle()
        acked = time.perf_counter() - began
        await asyncio.wait_for(reader, 60)
        read = time.perf_counter() - began
        pushing.cancel()
        await asyncio.gather(pushing, return_exceptions=True)
    finally:
        await spool.close()
        await asyncio.to_thread(bridge.stop)
    return (
        f"push, store and feed, {count} contributions: {count / acked:.0f}/s acked, {count / read:.0f}/s at the reader"
    )


async def main(arguments: Any) -> None:
    with tempfile.TemporaryDirectory(prefix="ideabridge-bench-") as folder:
        print(await latency(Path(folder), arguments.rate, arguments.seconds), flush=True)
        print(await sustained(Path(folder), arguments.count), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--count", type=int, default=10_000)
    asyncio.run(main(parser.parse_args()))
