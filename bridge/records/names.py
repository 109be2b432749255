"""The few words and the ids that all records share."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, NewType

import msgspec

CampaignId = NewType("CampaignId", str)
ChallengeId = NewType("ChallengeId", str)
EventId = NewType("EventId", str)
QuestionId = NewType("QuestionId", str)
#: How a network or document names what was said, the same for ever: "bluesky:at://did:plc:…/app.bsky.feed.post/…".
#: It may hold a handle, so it ends at intake.
NativeId = NewType("NativeId", str)
#: A keyed hash of a `NativeId`: the identity that the store keeps once, also after erasure.
ContributionId = NewType("ContributionId", str)
IdeaId = NewType("IdeaId", str)
#: A keyed hash of a person: one voice is one key.
VoiceKey = NewType("VoiceKey", str)

#: Times are aware; naive ones are refused on decode.
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class Word(StrEnum):
    """One of a few words. It hashes as the word, in C: an enumeration's own hash is Python, and thrice as slow."""

    __hash__ = str.__hash__


class SourceName(Word):
    """Where something was said."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    WEB = "web"  # anywhere else; like the three before it, only what a person has captured
    SESSION = "session"


#: The networks that are listened to, by the first word of a source's own name ("mastodon/care.example").
_NETWORKS = {"x": SourceName.X, "jetstream": SourceName.BLUESKY, "mastodon": SourceName.MASTODON}


def network_of(source: str) -> SourceName | None:
    """Which network a source listens to; None for recordings, sessions and re-checks."""
    return _NETWORKS.get(source.partition("/")[0])


class Kind(Word):
    """What a contribution is. An experience is never forced into an idea; nothing is chatter for being short."""

    IDEA = "idea"
    EXPERIENCE = "experience"
    QUESTION = "question"
    COMMENT = "comment"
    SUPPORT = "support"
    CHATTER = "chatter"
    HOST = "host"


class State(Word):
    """Where an idea or contribution stands. Only LIVE is shown to all; HELD waits for a person (privacy or safety)."""

    LIVE = "live"
    WAITING = "waiting"  # from a session: only moderators see it until one of them publishes it
    HELD = "held"
    HIDDEN = "hidden"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
