"""The network between a worker and the bridge fails: nothing is lost, nothing doubled, and it recovers by itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import repeat
from pathlib import Path

import pytest

from bridge.push.client import PushClient
from bridge.push.frames import Outcome
from bridge.push.spool import Spool
from bridge.records import CampaignId, ContributionId, EventId, VoiceKey
from tests import factories
from tests.proxy import Proxy, proxy
from tests.running import Bridge, running

#: Seconds within which all that waits is acked, once the network is whole.
RECOVERY = 30.0
SAID = 120


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """A bridge without a chat."""
    with running(tmp_path_factory.mktemp("faults") / "data", "--no-rehearsal") as bridge:
        yield bridge


class Pusher:
    """A worker in this process: a real spool and client, and the proxy between it and the bridge."""

    def __init__(self, bridge: Bridge, name: str, words: str, between: Proxy, spool: Spool) -> None:
        self.between = between
        self.spool = spool
        self.outcomes = Counter[str]()
        self.client = PushClient(
            f"ws://127.0.0.1:{between.port}/v1/push",
            bridge.token,
            name,
            spool,
            campaign=CampaignId("elective-care"),
            on_outcomes=self._hear,
            delays=lambda: repeat(0.05),
            ack_seconds=1.0,
        )
        self._bridge = bridge
        self._name = name
        self._words = words

    async def say(self, count: int = SAID) -> None:
        """So many people say the same: one idea, and a voice for each."""
        said = [
            factories.contribution(
                self._words,
                id=ContributionId(f"{self._name}-{number}"),
                event=EventId("rehearsal"),
                voice=VoiceKey(f"{self._name}-{number}"),
            )
            for number in range(count)
        ]
        await self.spool.keep("numbers", str(count), said)

    async def recovered(self) -> None:
        """Return once everything is acked."""
        await asyncio.wait_for(self.client.idle(), RECOVERY)

    async def stored(self) -> tuple[list[str], int]:
        """The contributions that the bridge has, and how many voices their idea has."""
        frames = await asyncio.to_thread(self._bridge.snapshot, entity="contribution,idea")
        values = [frame["value"] for frame in frames]
        said = sorted(it["id"] for it in values if it["id"].startswith(f"{self._name}-"))
        return said, sum(it["voices"] for it in values if it["entity"] == "idea" and it["text"] == self._words)

    def everything(self, count: int = SAID) -> tuple[list[str], int]:
        """What the bridge has if nothing was lost or doubled."""
        return sorted(f"{self._name}-{number}" for number in range(count)), count

    def _hear(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes.update(it.outcome for it in outcomes)


@asynccontextmanager
async def pushing(bridge: Bridge, folder: Path, name: str, words: str) -> AsyncIterator[Pusher]:
    """A worker that has had its first contribution acked."""
    async with proxy(bridge.port) as between:
        spool = await Spool.open(folder / "spool.db")
        pusher = Pusher(bridge, name, words, between, spool)
        running = asyncio.create_task(pusher.client.run())
        try:
            await pusher.say(1)
            await pusher.recovered()
            yield pusher
            assert await pusher.spool.dead() == []
        finally:
            running.cancel()
            await asyncio.wait([running])
            await spool.close()


async def come_about(look: Callable[[], bool], seconds: float = RECOVERY) -> None:
    async with asyncio.timeout(seconds):
        while not look():  # noqa: ASYNC110 - the far side has no event for us
            await asyncio.sleep(0.01)


async def test_a_push_whose_ack_was_lost_comes_again_and_is_known(bridge: Bridge, tmp_path: Path) -> None:
    async with pushing(bridge, tmp_path, "unheard", "Open the walk-in clinic on Sundays") as pusher:
        pusher.between.swallow_replies()
        await pusher.say()
        async with asyncio.timeout(RECOVERY):
            while await pusher.stored() != pusher.everything():
                pass
        waiting = pusher.spool.depth().rows

        pusher.between.heal()
        await pusher.recovered()

        assert (waiting > 0, pusher.between.struck > 0) == (True, True)
        assert pusher.outcomes["known"] >= SAID
        assert await pusher.stored() == pusher.everything()


async def test_what_is_pushed_into_a_black_hole_arrives_after_it(bridge: Bridge, tmp_path: Path) -> None:
    async with pushing(bridge, tmp_path, "hole", "Let volunteers drive people to their scans") as pusher:
        pusher.between.black_hole()
        await pusher.say()
        # Long enough that the worker gives up its connection and comes again, into the hole.
        await come_about(lambda: pusher.between.came >= 2)
        before = await pusher.stored()

        pusher.between.heal()
        await pusher.recovered()

        assert before == pusher.everything(1)
        assert await pusher.stored() == pusher.everything()


async def test_connections_that_break_within_a_frame_lose_and_double_nothing(bridge: Bridge, tmp_path: Path) -> None:
    async with pushing(bridge, tmp_path, "torn", "Print the letters in larger type") as pusher:
        pusher.between.reset_after(3000)
        await pusher.say()
        await come_about(lambda: pusher.between.struck >= 3)
        before = await pusher.stored()

        pusher.between.heal()
        await pusher.recovered()

        assert before == pusher.everything(1)
        assert await pusher.stored() == pusher.everything()


async def test_one_byte_a_second_is_survived(bridge: Bridge, tmp_path: Path) -> None:
    async with pushing(bridge, tmp_path, "trickle", "Share one list between the two hospitals") as pusher:
        pusher.between.trickle(1)
        await pusher.say()
        await come_about(lambda: pusher.between.came >= 2)

        pusher.between.heal()
        await pusher.recovered()

        assert pusher.between.struck > 0
        assert await pusher.stored() == pusher.everything()


@pytest.mark.parametrize(
    ("name", "words", "lose"),
    [
        ("no-server", "Call back those who hung up", Proxy.lose_servers),
        ("no-client", "Give porters a bleep for theatre", Proxy.lose_clients),
    ],
)
async def test_a_connection_that_one_end_takes_for_alive_is_given_up(
    bridge: Bridge, tmp_path: Path, name: str, words: str, lose: Callable[[Proxy], None]
) -> None:
    async with pushing(bridge, tmp_path, name, words) as pusher:
        lose(pusher.between)

        await pusher.say()
        await pusher.recovered()

        assert pusher.between.struck > 0
        assert pusher.between.came > 1
        assert await pusher.stored() == pusher.everything()
