"""Made-up events of Bluesky in the shape in which Jetstream's wires tell them."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
V2 = "network.bsky.jetstream.subscribeEvents"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def commit(time_us: int, record: dict[str, Any] | None, did: str = "did:plc:amy", **fields: Any) -> dict[str, Any]:
    """A commit event: a post is made, unless `fields` say otherwise."""
    plain: dict[str, Any] = {"rev": f"r{time_us}", "operation": "create", "collection": POST, "rkey": str(time_us)}
    if record is not None:
        plain |= {"record": record, "cid": f"bafy{time_us}"}
    return {"did": did, "time_us": time_us, "kind": "commit", "commit": plain | fields}


def post(text: str, created_at: str = "2026-11-02T19:00:00.000Z", **fields: Any) -> dict[str, Any]:
    return {"$type": POST, "text": text, "createdAt": created_at, "langs": ["en"], **fields}


def identity(time_us: int, did: str = "did:plc:amy") -> dict[str, Any]:
    return {"did": did, "time_us": time_us, "kind": "identity", "identity": {"did": did, "seq": time_us}}


def account(time_us: int, did: str = "did:plc:amy", **fields: Any) -> dict[str, Any]:
    return {"did": did, "time_us": time_us, "kind": "account", "account": {"did": did, "active": True, **fields}}


def as_v2(event: dict[str, Any], seq: int) -> dict[str, Any]:
    """The same event as v2 tells it, as the host's event number `seq`."""
    kind = event["kind"]
    seen_at = (
        (EPOCH + timedelta(microseconds=event["time_us"])).isoformat(timespec="microseconds").replace("+00:00", "Z")
    )
    told = event["commit"] if kind == "commit" else {kind: event.get(kind, {})}
    payload = {
        "$type": f"{V2}#{kind}",
        "seq": seq,
        "did": event["did"],
        "time": seen_at,
        "witnessedAt": seen_at,
        **told,
    }
    return {"$type": "message", "payload": payload}


NOISE = (
    "Anyone else watching the rain come down the window instead of working?",
    "Best loaf yet out of the new oven 🍞",
    "The 17:42 is late again #trains",
    "Looking for a second-hand cello, any ideas?",
)
ANSWERS = (
    "A1 Ring people the week before and ask what would stop them from coming #SolvingTogether",
    "A2: keep one theatre list free for cancellations 💡 #SolvingTogether",
    "a3. a named person to call while you wait #SolvingTogther",
    "Our ward sends a photo of the entrance with every letter. Fewer people get lost. #SolvingTogether",
    "Thank you all, good evening! #SolvingTogether",
)


def made_up(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Events without end: noise, and among it posts of the chat, reposts, deletions and news of accounts."""
    for number in itertools.count(1):
        did = f"did:plc:person{chance.randrange(40)}"
        if number % 7 == 0:
            yield identity(0, did)
        elif number % 11 == 0:
            subject = {"uri": f"at://did:plc:person1/{POST}/post{number - 1}", "cid": "bafy"}
            record = {"$type": REPOST, "subject": subject, "createdAt": ""}
            yield commit(0, record, did, collection=REPOST, rkey=f"repost{number}")
        else:
            yield commit(0, post(chance.choice(NOISE * 3 + ANSWERS)), did, rkey=f"post{number}")


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """The Bluesky events of a recording, in its order; lines that cannot be read are left out."""
    for line in path.read_bytes().splitlines():
        try:
            message = msgspec.json.decode(line)
        except ValueError:
            continue
        if message["source"] == "bluesky":
            yield message["raw"]


def restamped(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The event as if it happened now."""
    event = event | {"time_us": (now - EPOCH) // timedelta(microseconds=1)}
    record = event.get("commit", {}).get("record")
    if record is not None:
        created_at = now.isoformat().replace("+00:00", "Z")
        event["commit"] = event["commit"] | {"record": record | {"createdAt": created_at}}
    return event
