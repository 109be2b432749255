"""How sources and workers stand: what is heard, what was missed, and who may speak to the bridge."""

from __future__ import annotations

import msgspec

from bridge.records.names import CampaignId, EventId, SourceName, Time, Word


class Gap(msgspec.Struct, frozen=True, kw_only=True, tag="gap", tag_field="entity"):
    """A stretch of time in which a source was not heard. People see it; it is never silent.

    It is told when the source is back, and again, under the same id, when it was asked for what was missed: `recovered`
    is how much came of that. `is_open` as long as something may still be missing; `lacks` says what, where it is only a part.
    """

    id: str
    campaign: CampaignId = CampaignId("")
    source: SourceName
    from_at: Time
    to_at: Time
    cause: str
    recovered: int = 0
    is_open: bool = True
    lacks: str = ""


class Hearing(Word):
    """How a source stands."""

    CONNECTING = "connecting"
    LISTENING = "listening"
    WAITING = "waiting"  # it was lost, and is tried again by itself
    PAUSED = "paused"  # it costs more than it may, or its credits are used up: a person must decide
    REFUSED = "refused"  # the network does not take us: a person must mend our access
    RESTING = "resting"  # no chat is on


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """How a source stands, for those who must rely on it. `detail` says why, and what to do, where that is needed.

    `last_byte_at` is the last sign of life, heartbeats too. `posts` were read and `cost` is what the network asks for them,
    in US dollars by its published price, since `since`; `ceiling` is what it may cost at most, 0 for no limit.
    """

    hearing: Hearing
    at: Time
    detail: str = ""
    connected_at: Time | None = None
    last_byte_at: Time | None = None
    last_post_at: Time | None = None
    since: Time | None = None
    connects: int = 0
    posts: int = 0
    cost: float = 0.0
    ceiling: float = 0.0
    rules: tuple[str, ...] = ()  # what the network was asked to send, in its own terms
    next_at: Time | None = None  # when a RESTING source listens again
    faults: int = 0  # how often it was begun anew after a fault of ours
    tested_at: Time | None = None  # when a post said for a test came through it last


class Listening(msgspec.Struct, frozen=True, kw_only=True, tag="listening", tag_field="entity"):
    """How far a worker has heard a source, and its running count: arrived = contributed + sum(rejected)."""

    id: str  # "worker/source"
    campaign: CampaignId
    worker: str
    source: str  # the source's own name, e.g. "jetstream", "rehearsal", "session/connect-1"
    cursor: str = ""
    arrived: int = 0
    contributed: int = 0
    rejected: dict[str, int] = {}
    heard_at: Time | None = None
    condition: Condition | None = None
    begun_at: Time | None = None  # since when it has been followed, without the rests between chats


class Alarm(msgspec.Struct, frozen=True, kw_only=True, tag="alarm", tag_field="entity"):
    """Something that a person must know of now: a chat is on, and a source does not hear it. Over when it has `over_at`."""

    id: str  # "event/source/what": it is raised again under the same id
    campaign: CampaignId
    event: EventId
    source: str  # the source's own name; "" for all of them
    what: str  # one word: "silent", "lost", "paused", "refused", "fault", "nobody"
    detail: str  # what is wrong, and what to do
    raised_at: Time
    over_at: Time | None = None


class Lease(msgspec.Struct, frozen=True, kw_only=True, tag="lease", tag_field="entity"):
    """Who follows a stream now, of all workers that could. Without a holder it is free.

    `number` rises whenever the holder changes: what comes under an older one is from a worker that was thought dead.
    """

    id: str  # the stream: a source's own name, or "upload/ID"
    campaign: CampaignId
    holder: str = ""  # a worker's name
    number: int = 0
    renewed: int = 0  # how often this holder has said that it lives


class Erasure(msgspec.Struct, frozen=True, kw_only=True, tag="erasure", tag_field="entity"):
    """When the store's files were last written anew: what was taken back or replaced before `seq` is in none of them."""

    id: str
    campaign: CampaignId
    seq: int
    erased_at: Time


class Token(msgspec.Struct, frozen=True, kw_only=True, tag="token", tag_field="entity"):
    """A key to the door: an API token, a one-time sign-in link or a browser session. Only its SHA-256 is kept.

    `type` is "api", "link" or "session". A used link and an ended session have `ended_at`.
    """

    id: str
    campaign: CampaignId
    type: str
    digest: str
    scopes: tuple[str, ...]
    created_at: Time
    expires_at: Time
    note: str = ""
    ended_at: Time | None = None
