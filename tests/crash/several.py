"""Kills `serve` and `listen` at random under load, two of each on one Redis, and looks for what is lost or doubled.

`python -m tests.crash.several --seconds 300 --kills 60` lets a made-up network say some 60 posts a second, and takes back
one in fifty. Whoever is killed is started again: soon, or so late that the other one has to take over. Two readers follow
whichever `serve` is there, hang up all the time and go on from their places. At the end everything said must be stored
once, with what was taken back withdrawn; each idea must have just the voices behind it; and each reader what the store has.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Self

from websockets.exceptions import WebSocketException

from bridge.intake.identity import contribution_id
from bridge.records import NativeId
from tests.crash.rehearsal import ONE_KEY, Entities, Reader
from tests.networks.jetstream import POST, Jetstream, commit, identity, post, restamped
from tests.redis_server import redis_server
from tests.running import Bridge, Worker, live_chat, until

KEY = ONE_KEY["IDEABRIDGE_VOICE_KEY"].encode()
EVERYTHING = "idea,event,question,gap,contribution"
DOES = ["ring", "text", "visit", "email", "call", "remind", "invite", "show", "teach", "ask"]
WHOM = [
    "patients",
    "carers",
    "porters",
    "nurses",
    "surgeons",
    "families",
    "volunteers",
    "students",
    "drivers",
    "pharmacists",
]
WHAT = [
    "about",
    "parking",
    "lists",
    "clinics",
    "letters",
    "scans",
    "theatres",
    "beds",
    "transport",
    "meals",
    "weekends",
]
#: Seconds that a killed process stays away: often a moment, sometimes so long that its lease runs out.
SOON, LATE = (0.2, 2.0), (10.0, 13.0)


class Network:
    """A stand-in for a network, in a thread of its own, and all that was said in it."""

    def __init__(self, rate: float, chance: random.Random) -> None:
        self.said: list[str] = []  # ids of contributions, as they are stored
        self.gone: set[str] = set()
        self.url = ""
        self._last = datetime.now(UTC)
        self._rate = rate
        self._chance = chance
        self._ready = threading.Event()
        self._quiet = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._speak()), name="network")

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.hush()
        self._over.set()
        self._thread.join(20)

    def hush(self) -> None:
        """Say no more; what was said can still be asked for."""
        self._quiet.set()

    async def _speak(self) -> None:
        async with Jetstream(exclusive=True) as stream:
            self.url = stream.url
            # The network was not silent when the chat opened, five minutes ago.
            await stream.say(restamped(identity(0), datetime.now(UTC) - timedelta(seconds=301)))
            self._ready.set()
            began_at = time.monotonic()
            await stream.connected(1)
            while not self._over.is_set():
                due = int((time.monotonic() - began_at) * self._rate)
                began_at = began_at if self.said else time.monotonic()
                for _ in range(0 if self._quiet.is_set() else min(due - len(self.said), 50)):
                    for event in self._next():
                        await stream.say(restamped(event, self._moment()))
                await asyncio.sleep(0.02)

    def _moment(self) -> datetime:
        """Now, and later than the moment before: a cursor tells moments apart, not posts."""
        self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
        return self._last

    def _next(self) -> Sequence[dict[str, Any]]:
        nth = len(self.said)
        pick = self._chance.choice
        text = f"We should {pick(DOES)} the {pick(WHOM)} about their {pick(WHAT)} every week #SolvingTogether"
        did = f"did:plc:p{nth % 997}"
        self.said.append(_stored_id(did, nth))
        events = [commit(0, post(text), did, rkey=f"post{nth}")]
        if nth % 50 == 49:
            before = nth - self._chance.randrange(2, 48)
            gone = f"did:plc:p{before % 997}"
            if (taken := _stored_id(gone, before)) not in self.gone:
                self.gone.add(taken)
                events.append(commit(0, None, gone, operation="delete", rkey=f"post{before}"))
        return events


def _stored_id(did: str, nth: int) -> str:
    return contribution_id(KEY, NativeId(f"bluesky:at://{did}/{POST}/post{nth}"))


class Wanderer(Reader):
    """A reader that hangs up after a while and goes on at whichever bridge is there."""

    def __init__(self, bridges: Sequence[Bridge], chance: random.Random) -> None:
        super().__init__(bridges[0])
        self._bridges = bridges
        self._chance = chance
        self.longest = 0.0  # seconds in which nothing was said to it
        self._heard_at = time.monotonic()

    def wander(self, until_: threading.Event) -> None:
        while not until_.is_set():
            self._bridge = self._chance.choice(self._bridges)
            hangs_up = threading.Event()
            timer = threading.Timer(self._chance.uniform(0.5, 4), hangs_up.set)
            timer.start()
            with suppress(OSError, WebSocketException, TimeoutError):
                self.follow(hangs_up)
            timer.cancel()
            time.sleep(0.05)

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "change" and frame["entity"] == "contribution":
            now = time.monotonic()
            self.longest, self._heard_at = max(self.longest, now - self._heard_at), now
        super()._take(frame)

    def begin(self) -> None:
        """Count from now on."""
        self.longest, self._heard_at = 0.0, time.monotonic()


class Victim(NamedTuple):
    """A process that may be killed, and the other of its kind."""

    name: str
    process: Bridge | Worker


class Killer:
    """Kills one process at a time and starts it again; one of each kind is always left."""

    def __init__(self, victims: Sequence[Victim], chance: random.Random) -> None:
        self.killed: Counter[str] = Counter()
        self._victims = victims
        self._chance = chance
        self._away: dict[str, threading.Thread] = {}

    def strike(self) -> None:
        """Kill whoever may be killed; wait for somebody if nobody may."""
        victim = self._chance.choice(until(self._possible))
        victim.process.kill()
        self.killed[victim.name[:-1]] += 1
        late = victim.name.startswith("listen") and self._chance.random() < 0.4
        pause = self._chance.uniform(*(LATE if late else SOON))
        self._away[victim.name] = threading.Thread(target=self._revive, args=(victim, pause), name=victim.name)
        self._away[victim.name].start()

    def settle(self) -> None:
        """Return once all are there again."""
        for thread in tuple(self._away.values()):
            thread.join()

    def _possible(self) -> list[Victim]:
        away = {name[:-1] for name, thread in self._away.items() if thread.is_alive()}
        return [it for it in self._victims if it.name[:-1] not in away]

    def _revive(self, victim: Victim, pause: float) -> None:
        time.sleep(pause)
        victim.process.start()


class Outcome(NamedTuple):
    """What a run came to."""

    told: str
    wrong: list[str]


def play(seconds: float, kills: int, rate: float, seed: int) -> Outcome:
    """One run from the first post to the last look."""
    chance = random.Random(seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ideabridge-several-")))
        server = stack.enter_context(redis_server(folder / "redis"))
        network = stack.enter_context(Network(rate, chance))
        config = ("--config", str(live_chat(folder, network.url)))
        shared = ONE_KEY | {"IDEABRIDGE_STORE": server.url}
        bridges = [Bridge(folder / f"serve{nth}", *config, process="serve", environment=shared) for nth in (1, 2)]
        for bridge in bridges:
            bridge.start()
            stack.callback(_end, bridge)
        workers = [Worker(folder / f"listen{nth}", "listen", bridges, *config) for nth in (1, 2)]
        for worker in workers:
            worker.start()
            stack.callback(_end, worker)
        over = threading.Event()
        readers = [Wanderer(bridges, random.Random(seed + nth)) for nth in (1, 2)]
        following = [threading.Thread(target=it.wander, args=(over,), name="reader") for it in readers]
        for thread in following:
            thread.start()
        stack.callback(over.set)
        until(lambda: len(network.said) > rate)
        for reader in readers:
            reader.begin()
        killer = Killer(
            [
                *(Victim(f"serve{n}", it) for n, it in enumerate(bridges)),
                *(Victim(f"listen{n}", it) for n, it in enumerate(workers)),
            ],
            chance,
        )
        ends_at = time.monotonic() + seconds
        for left in range(kills, 0, -1):
            time.sleep(max(0.0, (ends_at - time.monotonic()) / left))
            killer.strike()
        killer.settle()
        network.hush()
        waited = max(reader.longest for reader in readers)
        began_at = time.monotonic()
        wrong = _settled(bridges, readers, network)
        drained = time.monotonic() - began_at
        over.set()
        for thread in following:
            thread.join(60)
        at_end = _stored(bridges[0])
        wrong += [*_missed(network, at_end), *_miscounted(at_end), *_differing(readers, at_end)]
        if at_end != _stored(bridges[1]):
            wrong.append("the two serve differ")
    told = (
        f"{sum(killer.killed.values())} kill -9 (seed {seed}): {killer.killed['serve']} serve, {killer.killed['listen']} listen; "
        f"{len(network.said)} posts, {len(network.gone)} taken back; {sum(it.resumed for it in readers)} resumes; "
        f"longest wait {waited:.1f} s, all stored {drained:.1f} s after the last post"
    )
    return Outcome(told, wrong)


def _end(process: Bridge | Worker) -> None:
    if process.process is not None and process.process.poll() is None:
        process.kill()


def _stored(bridge: Bridge) -> Entities:
    return {(it["entity"], it["value"]["id"]): it["value"] for it in bridge.snapshot(entity=EVERYTHING)}


def _settled(bridges: Sequence[Bridge], readers: Sequence[Wanderer], network: Network) -> list[str]:
    """Wait until everything said has come to the store, and from there to the readers."""

    def come() -> bool:
        there = _stored(bridges[0])
        said = {id_ for name, id_ in there if name == "contribution"}
        gone = {id_ for (name, id_), it in there.items() if name == "contribution" and it["state"] == "withdrawn"}
        return (
            said >= {*network.said} and gone >= network.gone and all(it.has.keys() >= _shown(there) for it in readers)
        )

    try:
        until(come, 90)
    except AssertionError:
        return ["it had not settled 90 s after the last post"]
    return []


def _shown(there: Entities) -> set[tuple[str, str]]:
    return {key for key, it in there.items() if not (key[0] == "idea" and it["state"] == "withdrawn")}


def _missed(network: Network, at_end: Entities) -> list[str]:
    """What was said and is not stored, or stored and was not said, or taken back and still there."""
    there = {id_: it for (name, id_), it in at_end.items() if name == "contribution"}
    lost, more = {*network.said} - there.keys(), there.keys() - {*network.said}
    kept = {id_ for id_ in network.gone & there.keys() if there[id_]["state"] != "withdrawn" or there[id_].get("text")}
    gaps = sum(name == "gap" for name, _ in at_end)
    told = ((lost, "lost"), (more, "made up"), (kept, "taken back and still there"))
    return [f"{len(ids)} {what}, e.g. {sorted(ids)[:3]}" for ids, what in told if ids] + [f"{gaps} gaps"] * bool(gaps)


def _miscounted(at_end: Entities) -> list[str]:
    """Ideas that have other voices than those behind them."""
    voices: defaultdict[str, set[str]] = defaultdict(set)
    for (name, _), it in at_end.items():
        placed = it.get("placed") if name == "contribution" else None
        if placed and it["state"] == "live" and placed["relation"] != "comment":
            voices[placed["idea"]].add(it["voice"])
    ideas = {id_: it for (name, id_), it in at_end.items() if name == "idea" and it["state"] == "live"}
    wrong = [id_ for id_, it in ideas.items() if it["voices"] != len(voices[id_])]
    return [f"{len(wrong)} ideas are miscounted, e.g. {wrong[:3]}"] if wrong else []


def _differing(readers: Sequence[Wanderer], at_end: Entities) -> list[str]:
    wrong = [line for reader in readers for line in reader.wrong]
    for reader in readers:
        shown = _shown(at_end)
        if other := [key for key in shown | reader.has.keys() if reader.has.get(key) != at_end.get(key)]:
            wrong.append(f"a reader differs from the store in {len(other)}, e.g. {other[:2]}")
    return wrong


def main(seconds: float, kills: int, rate: float, seed: int) -> int:
    told, wrong = play(seconds, kills, rate, seed)
    print(told + ("; nothing lost, nothing doubled, no gap" if not wrong else "; WRONG"))
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--rate", type=float, default=60, help="posts a second")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    sys.exit(main(**vars(parser.parse_args())))
