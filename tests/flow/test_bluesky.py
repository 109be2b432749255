"""A chat that is on now, heard from a stand-in for Bluesky's Jetstream by the bridge as its users run it."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from tests.networks import jetstream
from tests.networks.jetstream import POST, REPOST, Jetstream, Mishap
from tests.running import Bridge, live_chat, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOST = "did:plc:host"


class Chat(NamedTuple):
    """A bridge and the network that it listens to."""

    bridge: Bridge
    network: Jetstream

    async def say(self, text: str, did: str, rkey: str, seen_at: datetime | None = None, **fields: Any) -> None:
        event = jetstream.commit(0, jetstream.post(text, **fields), did, rkey=rkey)
        await self.network.say(jetstream.restamped(event, seen_at or datetime.now(UTC)))

    async def repost(self, did: str, uri: str) -> None:
        record = {"$type": REPOST, "subject": {"uri": uri, "cid": "bafy"}, "createdAt": ""}
        event = jetstream.commit(0, record, did, collection=REPOST, rkey="repost")
        await self.network.say(jetstream.restamped(event, datetime.now(UTC)))

    async def delete(self, did: str, rkey: str) -> None:
        event = jetstream.commit(0, None, did, rkey=rkey, operation="delete")
        await self.network.say(jetstream.restamped(event, datetime.now(UTC)))

    async def idea(self, phrase: str, voices: int = 1) -> Any:
        """The idea with these words, once it has so many voices."""
        return await asyncio.to_thread(until, lambda: next(self._ideas(phrase, voices), None))

    def _ideas(self, phrase: str, voices: int) -> Any:
        ideas = self.bridge.get("/v1/ideas")["ideas"]
        return (it for it in ideas if phrase in it["text"] and it["voices"] == voices)

    async def contribution(self, phrase: str) -> Any:
        return await asyncio.to_thread(until, lambda: next(self._contributions(phrase), None))

    def _contributions(self, phrase: str) -> Any:
        contributions = self.bridge.get("/v1/contributions?event=chat")["contributions"]
        return (it for it in contributions if phrase in it["text"])


def uri(did: str, rkey: str) -> str:
    return f"at://{did}/{POST}/{rkey}"


def reply(did: str, rkey: str) -> dict[str, Any]:
    """What a direct answer to a post holds besides its text."""
    post = {"uri": uri(did, rkey), "cid": "bafy"}
    return {"reply": {"root": post, "parent": post}}


@asynccontextmanager
async def listening(folder: Path, network: Jetstream) -> AsyncIterator[Chat]:
    """A bridge that has begun to hear the network."""
    async with network:
        config = live_chat(folder, network.url)
        # The network was not silent when the chat opened, five minutes ago.
        await network.say(jetstream.restamped(jetstream.identity(0), datetime.now(UTC) - timedelta(seconds=301)))
        bridge = Bridge(folder / "data", "--config", str(config))
        await asyncio.to_thread(bridge.start)
        try:
            await network.connected(1)
            yield Chat(bridge, network)
        finally:
            await asyncio.to_thread(bridge.stop)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def disturbed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, Chat]]:
    """Networks that close, refuse and stall; begun first, for a stall takes long to be noticed."""
    mishaps = [Mishap(close_after=2), Mishap(status=503), Mishap(close_after=0), Mishap(stall_after=4)]
    async with AsyncExitStack() as stack:
        chats = {
            name: await stack.enter_async_context(
                listening(tmp_path_factory.mktemp(name), Jetstream(mishaps, exclusive=name == "exclusive"))
            )
            for name in ("inclusive", "exclusive")
        }
        for chat in chats.values():
            for number in range(9):
                await chat.say(f"A1 We could {IDEAS[number]} #SolvingTogether", f"did:plc:d{number}", str(number))
        yield chats


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chat(disturbed: dict[str, Chat], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Chat]:
    """A chat in which nothing goes wrong, and whose host has asked the first question."""
    async with listening(tmp_path_factory.mktemp("calm"), Jetstream()) as chat:
        await chat.say("Q1 What would help people while they wait? #SolvingTogether", HOST, "q1")
        yield chat


IDEAS = (
    "send a map of the hospital with every letter",
    "ring patients who missed two appointments",
    "open the gym to people who wait for a knee",
    "share one theatre list between both hospitals",
    "let pharmacists check blood pressure before surgery",
    "give each family a named nurse to call",
    "run cataract clinics on Saturday mornings",
    "lend tablets to people without internet at home",
    "train volunteers to drive patients home",
)


async def test_a_tagged_post_becomes_an_idea_with_its_voice(chat: Chat) -> None:
    await chat.say("A1 Put a prehab class in every leisure centre #SolvingTogether", "did:plc:amy", "prehab")

    idea = await chat.idea("prehab class")

    assert (idea["kind"], idea["question"], idea["challenge"]) == ("idea", "chat/q1", "capacity")
    assert idea["sources"] == {"bluesky": 1}


async def test_posts_of_the_network_without_our_tag_are_no_business_of_ours(chat: Chat) -> None:
    await chat.say("We should all bake more bread", "did:plc:baker", "bread")
    await chat.say("A1 Keep a bed free for day cases #SolvingTogether", "did:plc:amy", "bed")

    await chat.idea("bed free")

    assert "bread" not in str(await asyncio.to_thread(chat.bridge.snapshot, entity="idea,contribution"))


async def test_an_answer_in_the_hosts_thread_is_caught_without_the_tag(chat: Chat) -> None:
    await chat.say("Text people a week before and ask if they can come", "did:plc:ben", "text", **reply(HOST, "q1"))

    idea = await chat.idea("a week before")

    assert idea["question"] == "chat/q1"


async def test_the_host_is_known_by_account(chat: Chat) -> None:
    await chat.say("Welcome all, tell us who you are #SolvingTogether", HOST, "welcome")

    said = await chat.contribution("tell us who you are")

    assert said["kind"] == "host"


async def test_a_repost_adds_a_voice(chat: Chat) -> None:
    await chat.say("A1 Move eye clinics into the high street #SolvingTogether", "did:plc:cat", "eyes")
    await chat.idea("eye clinics")

    await chat.repost("did:plc:dan", uri("did:plc:cat", "eyes"))

    idea = await chat.idea("eye clinics", voices=2)
    assert idea["sources"] == {"bluesky": 2}


async def test_a_deletion_withdraws_the_idea_in_the_feed(chat: Chat) -> None:
    await chat.say("A1 Post the letters in large print #SolvingTogether", "did:plc:eve", "print")
    idea = await chat.idea("large print")
    reader = chat.bridge.feed(idea_place(chat.bridge))

    await chat.delete("did:plc:eve", "print")

    told = await asyncio.to_thread(lambda: next(it for it in reader if it.get("value", {}).get("id") == idea["id"]))
    await asyncio.to_thread(reader.close)
    assert (told["value"]["state"], told["value"]["text"]) == ("withdrawn", "")
    assert "large print" not in str(await asyncio.to_thread(chat.bridge.snapshot, entity="idea,contribution"))


def idea_place(bridge: Bridge) -> str:
    """Where the feed is now."""
    return str(bridge.get("/v1/ideas")["place"])


async def test_the_rehearsal_does_not_play_when_a_real_chat_is_on(chat: Chat) -> None:
    heard = await asyncio.to_thread(chat.bridge.get, "/v1/listening")

    assert {it["source"] for it in heard["listening"]} - {"recheck/bluesky"} == {"jetstream"}
    assert not [line for line in chat.bridge.greeting if "rehearsal" in line.lower()]


async def test_what_the_network_forgot_while_we_were_away_is_a_gap_that_people_see(tmp_path: Path) -> None:
    forgetful = Jetstream([Mishap(close_after=2), Mishap(status=503)], lookback_us=60_000_000)
    async with listening(tmp_path, forgetful) as chat:
        left_at = datetime.now(UTC)
        back_at = left_at + timedelta(minutes=4)
        await chat.say("A1 Begin lists at eight #SolvingTogether", "did:plc:amy", "1", left_at)
        await forgetful.connected(2)
        await chat.say("A1 Swap two rooms #SolvingTogether", "did:plc:ben", "2", left_at + timedelta(minutes=2))
        await chat.say("A1 End clinics at six #SolvingTogether", "did:plc:cat", "3", back_at)

        await chat.idea("clinics at six")

        frames = await asyncio.to_thread(chat.bridge.snapshot)
        page = await asyncio.to_thread(chat.bridge.ask, "GET", "/status")

    gaps = {it["value"]["from_at"]: it["value"] for it in frames if it["entity"] == "gap"}
    gap = next(it for from_at, it in gaps.items() if datetime.fromisoformat(from_at) == left_at)
    assert datetime.fromisoformat(gap["to_at"]) == back_at
    assert gap["source"] == "bluesky"
    assert gap["cause"] in html.unescape(page.body.decode())


@pytest.mark.parametrize("name", ["inclusive", "exclusive"])
async def test_a_network_that_closes_refuses_and_stalls_costs_nothing(disturbed: dict[str, Chat], name: str) -> None:
    chat = disturbed[name]

    ideas = [await chat.idea(words) for words in IDEAS]

    assert not chat.network.mishaps
    assert len({it["id"] for it in ideas}) == len(IDEAS)
    assert (await asyncio.to_thread(chat.bridge.get, "/v1/gaps"))["gaps"] == []
    contributions = (await asyncio.to_thread(chat.bridge.get, "/v1/contributions?event=chat"))["contributions"]
    assert len(contributions) == len(IDEAS)
