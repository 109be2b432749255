"""Builds records with only what a test cares about; everything else is plain and valid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bridge.records import (
    Arrival,
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    Contribution,
    ContributionId,
    Event,
    EventId,
    Idea,
    IdeaId,
    Kind,
    NativeId,
    Question,
    QuestionId,
    SourceName,
    VoiceKey,
)

#: Seven in the evening in London, in winter: the start of every chat in these tests.
CHAT_STARTS = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    return CHAT_STARTS + timedelta(minutes=count)


def campaign(**fields: Any) -> Campaign:
    plain: dict[str, Any] = {
        "id": CampaignId("elective-care"),
        "title": "Elective care recovery",
        "opens_at": minutes(-60 * 24),
        "closes_at": minutes(60 * 24 * 60),
    }
    return Campaign(**plain | fields)


def challenge(**fields: Any) -> Challenge:
    plain: dict[str, Any] = {
        "id": ChallengeId("boosting-capacity"),
        "campaign": CampaignId("elective-care"),
        "title": "Boosting capacity",
        "position": 1,
    }
    return Challenge(**plain | fields)


def event(**fields: Any) -> Event:
    plain: dict[str, Any] = {
        "id": EventId("chat-1"),
        "campaign": CampaignId("elective-care"),
        "type": "chat",
        "title": "Getting care moving",
        "opens_at": minutes(0),
        "closes_at": minutes(60),
        "late_until": minutes(60 * 25),
        "challenges": (ChallengeId("boosting-capacity"),),
        "tags": ("SolvingTogether",),
        "hosts": {"x": ("HorizonsNHS",)},
    }
    return Event(**plain | fields)


def question(number: int = 1, **fields: Any) -> Question:
    plain: dict[str, Any] = {
        "id": QuestionId(f"chat-1/q{number}"),
        "campaign": CampaignId("elective-care"),
        "event": EventId("chat-1"),
        "number": number,
        "text": "What would help people while they wait?",
        "challenge": ChallengeId("boosting-capacity"),
    }
    return Question(**plain | fields)


def arrival(text: str = "A1 Text people a week before their appointment #SolvingTogether", **fields: Any) -> Arrival:
    plain: dict[str, Any] = {
        "id": NativeId("bluesky:at://did:plc:amy/app.bsky.feed.post/1"),
        "source": SourceName.BLUESKY,
        "said_at": minutes(10),
        "received_at": minutes(10),
        "text": text,
        "author": "did:plc:amy",
        "tags": ("SolvingTogether",),
    }
    return Arrival(**plain | fields)


def contribution(text: str = "Text people a week before their appointment", **fields: Any) -> Contribution:
    plain: dict[str, Any] = {
        "id": ContributionId("c-1"),
        "campaign": CampaignId("elective-care"),
        "event": EventId("chat-1"),
        "source": SourceName.BLUESKY,
        "said_at": minutes(10),
        "kind": Kind.IDEA,
        "score": 0.9,
        "why": "imperative",
        "voice": VoiceKey("v-amy"),
        "text": text,
    }
    return Contribution(**plain | fields)


def idea(text: str = "Text people a week before their appointment", **fields: Any) -> Idea:
    plain: dict[str, Any] = {
        "id": IdeaId("i-1"),
        "campaign": CampaignId("elective-care"),
        "kind": Kind.IDEA,
        "text": text,
        "event": EventId("chat-1"),
        "challenge": ChallengeId("boosting-capacity"),
        "first_at": minutes(10),
        "last_at": minutes(10),
        "sources": {"bluesky": 1},
    }
    return Idea(**plain | fields)
