"""Kills the whole bridge in the middle of the rehearsal, again and again, and looks for what is lost or doubled.

`python -m tests.crash.rehearsal --rounds 20` plays the rehearsal once undisturbed, then again through SIGKILLs, with
a reader that resumes from its place each time. Both must end with the same contributions, ideas and voices, and the
reader with what the store has.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from websockets.exceptions import WebSocketException

from tests.running import REHEARSAL, Bridge, until

#: Ids and voices are keyed; with one key both plays give the same ones.
ONE_KEY = {"IDEABRIDGE_VOICE_KEY": "the same for both plays"}
QUICKLY = ONE_KEY | {"IDEABRIDGE_REHEARSAL__SPEED": "6000"}

Entities = dict[tuple[str, str], dict[str, Any]]
_SAYS = ("first", "copy", "near")


class Reader:
    """Follows the feed over every crash, as a dashboard would."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self.place = "0"
        self.has: Entities = {}
        self.resumed = 0
        self.wrong: list[str] = []

    def follow(self, until: threading.Event) -> None:
        """Read until the bridge dies."""
        if self.place != "0":
            self.resumed += 1
        try:
            for frame in self._bridge.feed(self.place, entity="idea,event,question,gap,contribution"):
                self._take(frame)
                if until.is_set():
                    return
        except (OSError, WebSocketException):
            return

    def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "reset":
            self.wrong.append(f"reset: {frame['reason']}")
        if frame["type"] != "change":
            return
        if self.place != "0" and _seq(frame["at"]) <= _seq(self.place):
            self.wrong.append(f"{frame['at']} came after {self.place}")
        self.place = frame["at"]
        key, value = (frame["entity"], frame["value"]["id"]), frame["value"]
        if value.get("gone") or (frame["entity"] == "idea" and value["state"] == "withdrawn"):
            self.has.pop(key, None)
        else:
            self.has[key] = value


def _seq(place: str) -> int:
    return int(place.rpartition(".")[2])


def played(bridge: Bridge) -> bool:
    """Whether the recording has been played to its end."""
    lines = len(REHEARSAL.read_bytes().splitlines())
    return any(it["cursor"] == str(lines) for it in bridge.get("/v1/listening")["listening"])


def wait_until_played(bridge: Bridge) -> None:
    until(lambda: played(bridge))


def stored(bridge: Bridge) -> Entities:
    """What the store has at the end, as a new reader gets it."""
    frames = bridge.snapshot(entity="idea,event,question,gap,contribution")
    return {(it["entity"], it["value"]["id"]): it["value"] for it in frames}


def undisturbed(folder: Path) -> Entities:
    bridge = Bridge(folder / "undisturbed", environment=QUICKLY)
    bridge.start()
    wait_until_played(bridge)
    has = stored(bridge)
    bridge.stop()
    return has


def compared(calm: Entities, crashed: Entities) -> list[str]:
    """What the crashes lost, doubled or changed."""
    calm, crashed = settled(calm), settled(crashed)
    wrong = []
    for name in ("contribution", "idea", "question", "gap"):
        before, after = _of(calm, name), _of(crashed, name)
        if before != after:
            changed = [id_ for id_ in before.keys() & after.keys() if before[id_] != after[id_]]
            wrong.append(
                f"{name}: {len(before)} became {len(after)}, lost {len(before.keys() - after.keys())}, "
                f"doubled {len(after.keys() - before.keys())}, changed {[(before[it], after[it]) for it in changed[:1]]}"
            )
    return wrong


def settled(entities: Entities) -> Entities:
    """Without what depends on the order in which it came (docs/invariants.md, 31).

    That is which of those that say an idea was first, so that the idea has its name, and which of two ideas names the other
    as one that may say the same.
    """
    says: dict[str, list[tuple[str, str]]] = {}
    for it in _of(entities, "contribution").values():
        if it.get("placed") and it["placed"]["relation"] in _SAYS:
            says.setdefault(it["placed"]["idea"], []).append((it["said_at"], it["id"]))
    names = {idea: min(behind)[1] for idea, behind in says.items()}
    found: Entities = {}
    for (entity, name), it in entities.items():
        if entity == "idea":
            found[entity, names.get(name, name)] = {**it, "id": names.get(name, name), "suggestions": []}
        elif entity == "contribution" and it.get("placed"):
            placed = {**it["placed"], "idea": names.get(it["placed"]["idea"], it["placed"]["idea"])}
            if placed["relation"] in _SAYS:
                placed |= {"relation": "says", "score": 1.0, "why": ""}
            found[entity, name] = {**it, "placed": placed}
        else:
            found[entity, name] = it
    return found


def _of(entities: Entities, name: str) -> Entities:
    return {key: value for key, value in entities.items() if key[0] == name}


def main(rounds: int, seed: int) -> int:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="ideabridge-crash-") as name:
        folder = Path(name)
        calm = undisturbed(folder)
        # Slow enough that every round falls into the middle of the recording.
        bridge = Bridge(folder / "crashed", "--speed", str(max(2.0, 600 / (rounds * 1.2))), environment=ONE_KEY)
        reader = Reader(bridge)
        done = threading.Event()
        for _ in range(rounds):
            bridge.start()
            following = threading.Thread(target=reader.follow, args=(done,))
            following.start()
            time.sleep(chance.uniform(0.2, 1.6))
            bridge.kill()
            following.join(20)
        bridge.options = ("--speed", "6000")
        bridge.start()
        following = threading.Thread(target=reader.follow, args=(done,))
        following.start()
        wait_until_played(bridge)
        crashed = stored(bridge)
        bridge.stop()
        following.join(20)
        wrong = [*compared(calm, crashed), *reader.wrong]
        if missing := [key for key, value in crashed.items() if reader.has.get(key) != value]:
            wrong.append(f"the reader lacks or differs in {len(missing)}: {missing[:3]}")
        if phantom := [key for key in reader.has if key not in crashed]:
            wrong.append(f"the reader has {len(phantom)} that the store has not: {phantom[:3]}")
    print(
        f"{rounds} kill -9 (seed {seed}), {reader.resumed} resumes: {len(_of(calm, 'contribution'))} contributions, ",
        end="",
    )
    print(f"{len(_of(calm, 'idea'))} ideas; " + ("nothing lost, nothing doubled, no gap" if not wrong else "WRONG"))
    for line in wrong:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    sys.exit(main(**vars(parser.parse_args())))
