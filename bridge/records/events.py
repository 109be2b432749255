"""What a campaign is made of: its challenges, chats and sessions, and their questions."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from bridge.records.names import CampaignId, ChallengeId, EventId, QuestionId, Time


class Campaign(msgspec.Struct, frozen=True, kw_only=True, tag="campaign", tag_field="entity"):
    """A stretch of listening with a purpose; it has challenges. `public` walls may be read without signing in."""

    id: CampaignId
    title: str
    opens_at: Time
    closes_at: Time
    time_zone: str = "Europe/London"
    public: bool = False

    def zone(self) -> ZoneInfo:
        """What clock times of this campaign mean."""
        return ZoneInfo(self.time_zone)


class Challenge(msgspec.Struct, frozen=True, kw_only=True, tag="challenge", tag_field="entity"):
    """What a campaign asks people about. `position` is its place in the campaign's own order, from 1."""

    id: ChallengeId
    campaign: CampaignId
    title: str
    position: int


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A facilitator put this question on, at that time; None: no question is on from then."""

    at: Time
    question: QuestionId | None = None


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says of a session when its files are uploaded; nothing of it is published before that.

    `informed` says how people were told that it would be noted and published. What is not `public` is for signed-in people
    only. `quotes`: whether public pages may show, below an idea, what was said word for word.
    """

    title: str
    held_at: Time
    informed: str
    public: bool
    quotes: bool = False
    at: Time
    who: str = ""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """An event is over for those who work on it: all of it was read, or `waiver` says why not."""

    at: Time
    who: str
    waiver: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag="event", tag_field="entity"):
    """A chat or a session, which feeds challenges through its questions.

    Tags and aliases are written without '#'. `hosts` are the host accounts by network, as handle or native author id.
    Posts count from `opens_at` until `late_until` (answers come in the day after, too). `current` is the question that
    is on now: the one opened last by a host, or put on later in one of the facilitator's `turns`. `publishing` is "live"
    (ideas appear at once, unless they are held) or "reviewed" (a person publishes them); where nothing is said, a chat is
    live and a session reviewed. `declaration` is that of a session's host.
    """

    id: EventId
    campaign: CampaignId
    type: str  # "chat" or "session"
    title: str
    opens_at: Time
    closes_at: Time
    late_until: Time
    challenges: tuple[ChallengeId, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    hosts: dict[str, tuple[str, ...]] = {}
    rehearsal: bool = False
    current: QuestionId | None = None
    turns: tuple[Turn, ...] = ()
    declaration: Declaration | None = None
    publishing: str = ""
    publishing_by: str = ""  # who set it, where that was a person and not the campaign's file
    closed: Closed | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether a person publishes what is said there."""
        return self.publishing == "reviewed" or (not self.publishing and self.type == "session")


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question", tag_field="entity"):
    """What a host asks in an event. `planned_at` is the chat plan's clock time, `opened_at` when the host asked it.

    Its `id` stays when its `number` changes. `corrected` are the fields that a facilitator set, each with the time of
    that: neither the campaign's file nor what a host said before changes them any more.
    """

    id: QuestionId
    campaign: CampaignId
    event: EventId
    number: int
    text: str = ""
    challenge: ChallengeId | None = None
    planned_at: Time | None = None
    opened_at: Time | None = None
    corrected: dict[str, Time] = {}
