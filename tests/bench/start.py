"""How soon a large store is ready, and what memory it then takes: `python -m tests.bench.start`.

The store is made up once and kept in a folder: chats of a thousand contributions, one after another, all closed but the
last. Each figure is of a fresh process that opens it and reads what is known, as `serve` does before it is ready.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import structlog

from bridge.ideas.sameness import Index
from bridge.ports import Store
from bridge.projection.known import Projection
from bridge.records import (
    CampaignId,
    Commit,
    Contribution,
    ContributionId,
    Entity,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Placed,
    Relation,
    VoiceKey,
)
from bridge.store.redis import RedisStore
from bridge.store.sqlite import SqliteStore
from tests import factories
from tests.bench.fanout.figures import machine
from tests.bench.group import Texts
from tests.redis_server import redis_server

HERE = CampaignId("elective-care")
#: Contributions of one event, entities of one commit, people who ever spoke.
EVENT, TOGETHER, PEOPLE = 1000, 4000, 150_000
#: One contribution in so many opens an idea; one idea in so many is said again in a later event.
OPENS, AGAIN = 10 / 3, 50


class Campaign:
    """Makes up what is said, event by event; the same for the same size."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        self._texts = Texts(7)
        self._ideas: list[Idea] = []
        self._number = 0

    def event(self, nth: int) -> Iterator[Entity]:
        """An event, with what was said in it."""
        day = timedelta(days=nth)
        event = EventId(f"chat-{nth}")
        at = factories.minutes(0) + day
        yield factories.event(
            id=event, opens_at=at, closes_at=at + timedelta(hours=1), late_until=at + timedelta(hours=20)
        )
        here: list[Idea] = []
        for minute in range(EVENT):
            said_at = at + timedelta(seconds=3.6 * minute)
            idea = self._idea_for(event, here, said_at)
            self._number += 1
            yield self._contribution(event, idea, said_at)
            yield idea
        self._ideas = here

    def _idea_for(self, event: EventId, here: list[Idea], said_at: object) -> Idea:
        if not here or self._random.random() < 1 / OPENS:
            name = IdeaId(f"i-{self._number:020x}")
            idea = factories.idea(self._texts.make(), id=name, event=event, first_at=said_at, last_at=said_at)
            here.append(idea)
            return idea
        again = self._ideas and self._random.random() < 1 / AGAIN / OPENS
        among = self._ideas if again else here
        nth = self._random.randrange(len(among))
        before = among[nth]
        among[nth] = msgspec.structs.replace(
            before,
            voices=before.voices + 1,
            last_at=said_at,
            events=before.events if event in (before.event, *before.events) else (before.event, event),
        )
        return among[nth]

    def _contribution(self, event: EventId, idea: Idea, said_at: object) -> Contribution:
        opens = idea.voices == 1
        return factories.contribution(
            idea.text if opens or self._number % 3 else f"I agree: {idea.text}",
            id=ContributionId(f"c-{self._number:020x}"),
            event=event,
            said_at=said_at,
            kind=Kind.IDEA if opens else Kind.SUPPORT,
            voice=VoiceKey(f"v-{self._random.randrange(PEOPLE):020x}"),
            version="1",
            lang="en",
            handle=f"person{self._number % PEOPLE}.example",
            link=f"https://social.example/posts/{self._number}",
            challenge=idea.challenge,
            placed=Placed(
                idea=idea.id, relation=Relation.FIRST if opens else Relation.SUPPORT, score=1.0, why="made up"
            ),
        )


def gathered(contributions: int) -> Iterator[list[Entity]]:
    """What is committed together: in its last state, as a store would have it after all."""
    made = Campaign()
    puts: dict[str, Entity] = {"campaign": factories.campaign(), "challenge": factories.challenge()}
    for nth in range(max(1, contributions // EVENT)):
        for it in made.event(nth):
            puts.pop(it.id, None)
            puts[it.id] = it
        if len(puts) >= TOGETHER:
            yield list(puts.values())
            puts.clear()
    yield list(puts.values())


async def opened(at: str) -> Store:
    return await (RedisStore.open(at) if at.startswith("redis:") else SqliteStore.open(Path(at)))


async def build(at: str, contributions: int) -> None:
    """Write the store."""
    began = time.perf_counter()
    store = await opened(at)
    head = 0
    for puts in gathered(contributions):
        names: dict[str, ContributionId] = {it.id: it.id for it in puts if isinstance(it, Contribution)}
        head = await store.commit(HERE, Commit(expected_seq=head, puts=tuple(puts), identities=names))
    await store.close()
    print(f"made a store of {contributions:,} contributions in {time.perf_counter() - began:.0f} s", flush=True)


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """One start: seconds until ready, of the wall and of CPU, and MiB before and after."""

    store: str
    contributions: int
    ideas: int
    events: int
    seconds: float
    cpu_seconds: float
    rss_before: float
    rss_after: float
    fetch_ms: float  # for the oldest event, with all that was said in it and its ideas

    @property
    def bytes_each(self) -> float:
        """Memory for each contribution."""
        return (self.rss_after - self.rss_before) * 2**20 / max(1, self.contributions)


class Starts(msgspec.Struct, frozen=True, kw_only=True):
    """All starts of a run."""

    machine: dict[str, str]
    starts: tuple[Start, ...]


async def load(kind: str, at: str) -> Start:
    """Be ready, as `serve` is before it opens its door."""
    before, began, worked = resident(), time.perf_counter(), time.process_time()
    store = await opened(at)
    known = Projection(HERE, Index())
    await known.catch_up(store)
    took, after, worked = time.perf_counter() - began, resident(), time.process_time() - worked
    figures = known.figures()
    began = time.perf_counter()
    oldest = known.events()[0].id
    said, ideas = await known.contributions(oldest, limit=EVENT), await known.ideas_of(oldest)
    fetching = time.perf_counter() - began
    assert len(said) == EVENT
    assert ideas
    await store.close()
    return Start(
        store=kind,
        contributions=figures.contributions,
        ideas=figures.ideas,
        events=len(known.events()),
        seconds=took,
        cpu_seconds=worked,
        rss_before=before,
        rss_after=after,
        fetch_ms=1000 * fetching,
    )


def show(it: Start) -> None:
    print(
        f"{it.store:6} {it.contributions:,} contributions, {it.ideas:,} ideas, {it.events:,} events: ready in"
        f" {it.seconds:.1f} s ({it.cpu_seconds:.1f} s of CPU); RSS {it.rss_before:.0f} -> {it.rss_after:.0f} MiB,"
        f" {it.bytes_each:.0f} bytes a contribution; an event fetched in {it.fetch_ms:.0f} ms",
        flush=True,
    )


@contextmanager
def served(kind: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Where a store of this kind is reached, and the mark that it is whole."""
    if kind == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        yield str(folder / "store.sqlite"), folder / "whole"
        return
    with redis_server(folder) as server:
        yield server.url, folder / "whole"


def measure(kind: str, folder: Path, contributions: int, rounds: int) -> Iterator[Start]:
    """Make the store up if it is not there, and load it again and again, each time in a fresh process."""
    if folder.exists() and not (folder / "whole").exists():
        shutil.rmtree(folder)
    with served(kind, folder) as (at, whole):
        if not whole.exists():
            asyncio.run(build(at, contributions))
            whole.touch()
        for _ in range(rounds):
            command = [sys.executable, "-m", "tests.bench.start", "--load", kind, at]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            yield msgspec.json.decode(done.stdout, type=Start)


def resident() -> float:
    """MiB of this process in memory."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contributions", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "ideabridge-bench-start")
    parser.add_argument("--store", choices=["sqlite", "redis"], nargs="+", default=["sqlite"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--load", nargs=2, metavar=("KIND", "STORE"), help="load what is there, in this process")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    if chosen.load:
        print(msgspec.json.encode(asyncio.run(load(*chosen.load))).decode())
        return
    found, of = [], machine()
    for kind in chosen.store:
        for it in measure(kind, chosen.folder / f"{kind}-{chosen.contributions}", chosen.contributions, chosen.rounds):
            show(it)
            found.append(it)
    if chosen.json:
        chosen.json.write_bytes(msgspec.json.encode(Starts(machine=of, starts=tuple(found))) + b"\n")


if __name__ == "__main__":
    main()
