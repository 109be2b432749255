"""What the store keeps and the feed tells: entities, their changes, and what is written at once."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import msgspec

from bridge.records.contributions import Claim, Contribution, Mark, Relation, needs_reading
from bridge.records.deeds import Deed
from bridge.records.events import Campaign, Challenge, Event, Question
from bridge.records.ideas import Idea, Tag, Theme
from bridge.records.listening import Alarm, Erasure, Gap, Lease, Listening, Token
from bridge.records.names import (
    ChallengeId,
    ContributionId,
    EventId,
    IdeaId,
    Kind,
    QuestionId,
    SourceName,
    State,
    Time,
    VoiceKey,
)
from bridge.records.sessions import ChosenColumns, Speaker, Upload

Told = TypeVar("Told")


def without_who(entity: Told) -> Told:
    """As those have it who are no moderators: without who set or decided what, and the notes of that; itself if it has none."""
    told: object = entity
    match entity:
        case Idea(themes=themes) if any(it.by not in ("", "rules") for it in themes):
            told = msgspec.structs.replace(entity, themes=tuple(without_who(it) for it in themes))
        case Theme(by=by) | Tag(by=by) if by not in ("", "rules"):
            told = msgspec.structs.replace(entity, by="")
        case Event(closed=closed, declaration=declared, publishing_by=by) if closed or declared or by:
            told = msgspec.structs.replace(
                entity,
                publishing_by="",
                closed=msgspec.structs.replace(closed, who="", waiver="") if closed else None,
                declaration=msgspec.structs.replace(declared, who="") if declared else None,
            )
    return cast("Told", told)


#: Those of which there are few.
Other = (
    Campaign
    | Challenge
    | Event
    | Question
    | Gap
    | Listening
    | Alarm
    | Lease
    | Upload
    | Speaker
    | ChosenColumns
    | Theme
    | Claim
    | Erasure
    | Token
    | Deed
)


Entity = Contribution | Idea | Other


#: The JSON names of the kinds of entity, in the order they are needed to understand one another.
EntityName = str


class Place(msgspec.Struct, frozen=True, order=True):
    """A place in a campaign's changes feed, written "EPOCH.SEQ". A store restored from backup has a new epoch."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Place | None:
        """Read "EPOCH.SEQ"; None for the beginning ("0" or ""). Raises ValueError for anything else."""
        if text in ("", "0"):
            return None
        epoch, _, seq = text.rpartition(".")
        if not epoch or not seq.isascii() or not seq.isdigit():
            msg = f"a place is written EPOCH.SEQ, or 0 for the beginning; got {text[:40]!r}"
            raise ValueError(msg)
        return cls(epoch, int(seq))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An entity in its present state, at the place where it last changed."""

    seq: int
    value: Entity


class PlacedOutline(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Behind which idea, and how."""

    idea: IdeaId
    relation: Relation


class ContributionOutline(msgspec.Struct, frozen=True, kw_only=True, tag="contribution", tag_field="entity", gc=False):
    """A contribution without its words: what it takes to count it."""

    id: ContributionId
    event: EventId
    source: SourceName
    said_at: Time
    kind: Kind
    voice: VoiceKey
    state: State = State.LIVE
    aliases: tuple[ContributionId, ...] = ()
    placed: PlacedOutline | None = None
    reply_to: ContributionId | None = None
    quotes: ContributionId | None = None
    reposts: ContributionId | None = None
    read: Mark | None = None

    @property
    def is_unread(self) -> bool:
        """Whether somebody must still read it."""
        return needs_reading(self.kind, self.state, self.reposts, self.read)


class IdeaOutline(msgspec.Struct, frozen=True, kw_only=True, tag="idea", tag_field="entity", gc=False):
    """An idea without its words: what it takes to count it."""

    id: IdeaId
    kind: Kind
    event: EventId
    first_at: Time
    state: State = State.LIVE
    challenge: ChallengeId | None = None
    question: QuestionId | None = None
    events: tuple[EventId, ...] = ()


EntityOutline = ContributionOutline | IdeaOutline | Other


class Outline(msgspec.Struct, frozen=True, kw_only=True):
    """A change whose contribution or idea is in outline; all other entities are whole."""

    seq: int
    value: EntityOutline


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, without any words: `who` is a token id or a worker's name."""

    at: Time
    who: str
    act: str
    target: str = ""
    detail: dict[str, Any] = {}


class Commit(msgspec.Struct, frozen=True, kw_only=True):
    """What one commit writes, all or none. `identities` maps a native identity (hashed) to the contribution it is.

    It holds only if the campaign is at `expected_seq`, and in this `epoch` where one is named: that of `ports.Store.place`.
    """

    expected_seq: int
    epoch: str = ""
    puts: tuple[Entity, ...]
    identities: dict[str, ContributionId] = {}
    audit: tuple[Audit, ...] = ()
