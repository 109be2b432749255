"""A recorded chat through the true sources: it is said again, now, at stand-ins for X, Bluesky and Mastodon.

`python -m tests.networks.play` starts the stand-ins and a bridge that listens to them, so that somebody without any
credentials sees rules armed, sockets opened, and posts come in as they would. `--speed 60` plays a minute in a second.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from tests.networks import jetstream
from tests.networks.jetstream import Jetstream
from tests.networks.mastodon import TOKEN, Mastodon, Player
from tests.networks.x import X
from tests.networks.x_posts import said_now
from tests.running import REHEARSAL, ROOT

#: How long before its chat the bridge is started: sources are opened before a chat begins.
SETTING_UP = timedelta(seconds=8)
CAMPAIGN = ROOT / "config" / "campaigns" / "elective-care.toml"


class Line(NamedTuple):
    """One message of a recording, and how many seconds after its beginning it came."""

    after: float
    source: str
    raw: dict[str, Any]


def recorded(path: Path) -> list[Line]:
    """A recording's messages in its order; lines that break off are left out."""
    messages = []
    for line in path.read_bytes().splitlines():
        with suppress(ValueError):
            messages.append(msgspec.json.decode(line))
    times = [datetime.fromisoformat(it["at"]) for it in messages]
    return [
        Line((at - times[0]).total_seconds(), it["source"], it["raw"]) for at, it in zip(times, messages, strict=True)
    ]


class Networks:
    """The three networks, each saying what a recording has of it."""

    def __init__(self, x: X, bluesky: Jetstream, mastodon: Mastodon) -> None:
        self.x = x
        self.bluesky = bluesky
        self.mastodon = mastodon
        self._player = Player(mastodon)
        self._ids: dict[str, str] = {}  # X's ids in the recording, and those of now

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[Self]:
        async with AsyncExitStack() as stack:
            bluesky = await stack.enter_async_context(Jetstream())
            # The whole of Bluesky is never silent: a stream that begins with nothing looks like one that has forgotten.
            await bluesky.say(jetstream.restamped(jetstream.identity(0), datetime.now(UTC)))
            x, mastodon = await stack.enter_async_context(X()), await stack.enter_async_context(Mastodon())
            yield cls(x, bluesky, mastodon)

    async def listened(self) -> None:
        """Return once a bridge hears all three."""
        await asyncio.gather(self.x.connected(1), self.bluesky.connected(1), self.mastodon.connected(1))

    async def play(self, path: Path, speed: float) -> None:
        """Say a recording again, that many times as fast."""
        begun = asyncio.get_running_loop().time()
        for line in recorded(path):
            await asyncio.sleep(line.after / speed - (asyncio.get_running_loop().time() - begun))
            await self.say(line.source, line.raw)

    async def say(self, source: str, raw: dict[str, Any]) -> None:
        """One message, as if it were said now."""
        now = datetime.now(UTC)
        if source == "bluesky":
            await self.bluesky.say(jetstream.restamped(raw, now))
        elif source == "mastodon":
            await self._player.play(raw, now)
        elif "text" in raw.get("data", {}):
            await self._say_at_x(raw["data"])

    async def _say_at_x(self, data: dict[str, Any]) -> None:
        """What X gives itself (time, versions, limits of editing) is not taken from the recording."""
        first, *_ = data.get("edit_history_tweet_ids") or [data["id"]]
        if first in self._ids and first != data["id"]:
            self._ids[data["id"]] = await self.x.edit(self._ids[first], data["text"])
            return
        kept = {
            it: told for it, told in data.items() if it not in {"created_at", "edit_history_tweet_ids", "edit_controls"}
        }
        tags = {
            tag
            for reference in data.get("referenced_tweets", ())
            if reference["type"] == "retweeted" and (original := self.x.posts.get(self._ids.get(reference["id"], "")))
            for tag in original.tags
        }
        self._ids[data["id"]] = await self.x.say(said_now(kept, self._ids) | {"_tags": tuple(tags)})


def settings(folder: Path, networks: Networks, opens_at: datetime, *, minutes: int = 60) -> Path:
    """Settings of a bridge for which the rehearsal chat is a real one, at these networks."""
    text = CAMPAIGN.read_text(encoding="utf-8")
    text = text.replace('rehearsal = "rehearsal.jsonl"', "", 1)
    text = text.replace("starts_at = 2026-11-02T19:00:00", f"starts_at = {opens_at.isoformat()}", 1)
    text = text.replace("minutes = 10", f"minutes = {minutes}", 1)
    text = text.replace('x = ["HorizonsNHS"]', 'x = ["1400000001944027391"]', 1)
    # Planned times are those of another day, and would be of another pace.
    text = "\n".join(line for line in text.splitlines() if not line.startswith("at = "))
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    v2 = networks.bluesky.url_v2
    file = folder / "bridge.toml"
    file.write_text(
        f"""
campaigns = ["campaign.toml"]
[x]
bearer_token = "of-the-stand-in"
address = "{networks.x.url}"
[bluesky]
jetstream = ["{v2}", "{networks.bluesky.url}"]
[[mastodon.servers]]
url = "{networks.mastodon.url}"
token = "{TOKEN}"
[display]
x = "words"  # they are made up
[recheck]
on = false
""",
        encoding="utf-8",
    )
    return file


async def main(recording: Path, speed: float, port: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        async with Networks.open() as networks:
            opens_at = datetime.now(UTC) + SETTING_UP
            config = settings(Path(name), networks, opens_at)
            words = ["run", "--config", str(config), "--data", f"{name}/data", "--port", str(port)]
            process = await asyncio.create_subprocess_exec(sys.executable, "-m", "workers.cli", *words, cwd=ROOT)
            playing = asyncio.create_task(_play(networks, recording, speed, opens_at))
            try:
                return await process.wait()
            finally:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
                if process.returncode is None:
                    process.terminate()
                    await process.wait()


async def _play(networks: Networks, recording: Path, speed: float, opens_at: datetime) -> None:
    await networks.listened()
    await asyncio.sleep((opens_at - datetime.now(UTC)).total_seconds())
    await networks.play(recording, speed)
    print("The recording has been said; the bridge goes on listening. Ctrl-C ends it.", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recording", type=Path, default=REHEARSAL)
    parser.add_argument("--speed", type=float, default=6.0)
    parser.add_argument("--port", type=int, default=8080)
    options = parser.parse_args()
    try:
        sys.exit(asyncio.run(main(options.recording, options.speed, options.port)))
    except KeyboardInterrupt:
        sys.exit(0)
