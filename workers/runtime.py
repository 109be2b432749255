"""What every process of ideabridge starts from: the clock, the keys in the data folder, and the plan of each campaign."""

from __future__ import annotations

import gc
import hashlib
import os
import secrets
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bridge.intake.pipeline import Plan
from bridge.ports import Store
from bridge.records import (
    Campaign,
    CampaignId,
    Challenge,
    ChallengeId,
    Event,
    EventId,
    Question,
    QuestionId,
)
from bridge.store.redis import RedisStore
from bridge.store.sqlite import SqliteStore
from config.campaign import CampaignPlan, ChatPlan, SessionPlan
from config.settings import Settings


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class DataFolder:
    """Where one installation keeps everything. Made on first use, for its owner's eyes only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
        (path / "keys").chmod(0o700)

    @property
    def store(self) -> Path:
        return self.path / "store.sqlite"

    def spool(self, worker: str) -> Path:
        """A worker's own spool."""
        return self.path / f"spool-{worker}.sqlite"

    def name(self) -> str:
        """What tells this folder's workers from those of all other folders; made once and kept."""
        return hashlib.sha256(self.key("worker").encode()).hexdigest()[:8]

    def key(self, name: str) -> str:
        """A secret that is made once and kept, mode 0600."""
        path = self.path / "keys" / name
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        return path.read_text(encoding="ascii").strip()


async def open_store(settings: Settings, folder: DataFolder) -> Store:
    """The store that is set: embedded in the data folder, or on a Redis that others share. Raises what they raise."""
    if settings.store:
        return await RedisStore.open(settings.store, checks=settings.store_checks)
    return await SqliteStore.open(folder.store)


def collect_seldom() -> None:
    """Look for circles of dead objects less often than Python does by itself.

    What flows is records, which are in no circle: they go when they are let go of. Looking for circles after every 700
    new ones cost a fifth of a busy serve's time, and found next to nothing.
    """
    gc.set_threshold(20_000, 20, 20)


def voice_key(settings: Settings, folder: DataFolder) -> bytes:
    """The key that makes one voice one key: the one set, else this installation's own."""
    return (settings.voice_key or folder.key("voice")).encode()


def plan_of(campaign: CampaignPlan, key: bytes) -> Plan:
    """A campaign's file as intake needs it."""
    of = CampaignId(campaign.id)
    chats = [_chat(chat, of) for chat in campaign.chats]
    sessions = [_session(session, of) for session in campaign.sessions]
    return Plan(
        campaign=Campaign(
            id=of,
            title=campaign.title,
            opens_at=campaign.opens_at,
            closes_at=campaign.closes_at,
            time_zone=campaign.time_zone,
            public=campaign.public,
        ),
        events=(*chats, *sessions),
        questions=tuple(question for chat in campaign.chats for question in _questions(chat, of)),
        key=key,
    )


def challenges_of(campaign: CampaignPlan) -> tuple[Challenge, ...]:
    """A campaign's challenges in the order of its file."""
    of = CampaignId(campaign.id)
    return tuple(
        Challenge(id=ChallengeId(it.id), campaign=of, title=it.title, position=nth)
        for nth, it in enumerate(campaign.challenges, 1)
    )


def live_chats(campaign: CampaignPlan, now: datetime) -> list[ChatPlan]:
    """The chats that are listened to for real and are not over."""
    return [chat for chat in campaign.chats if not chat.rehearsal and chat.late_until() > now]


def rehearsals(settings: Settings, now: datetime) -> list[ChatPlan]:
    """What plays while nothing real is listened to."""
    if not settings.rehearsal.on or any(live_chats(campaign, now) for campaign in settings.plans):
        return []
    return [chat for campaign in settings.plans for chat in campaign.chats if chat.rehearsal]


def _chat(chat: ChatPlan, campaign: CampaignId) -> Event:
    asked = dict.fromkeys(ChallengeId(it.challenge) for it in chat.questions if it.challenge)
    return Event(
        id=EventId(chat.id),
        campaign=campaign,
        type="chat",
        title=chat.title,
        opens_at=chat.starts_at.astimezone(UTC),
        closes_at=chat.closes_at().astimezone(UTC),
        late_until=chat.late_until().astimezone(UTC),
        challenges=tuple(ChallengeId(it) for it in chat.challenges) or tuple(asked),
        tags=tuple(tag.lstrip("#＃") for tag in chat.tags),
        aliases=tuple(tag.lstrip("#＃") for tag in chat.aliases),
        hosts=chat.hosts,
        rehearsal=bool(chat.rehearsal),
        publishing=chat.publishing,
    )


def _session(session: SessionPlan, campaign: CampaignId) -> Event:
    return Event(
        id=EventId(session.id),
        campaign=campaign,
        type="session",
        title=session.title,
        opens_at=session.starts_at.astimezone(UTC),
        closes_at=session.closes_at().astimezone(UTC),
        late_until=session.closes_at().astimezone(UTC),
        challenges=tuple(ChallengeId(it) for it in session.challenges),
        publishing=session.publishing,
    )


def _questions(chat: ChatPlan, campaign: CampaignId) -> list[Question]:
    return [
        Question(
            id=QuestionId(f"{chat.id}/q{number}"),
            campaign=campaign,
            event=EventId(chat.id),
            number=number,
            text=it.text,
            challenge=ChallengeId(it.challenge) if it.challenge else None,
            planned_at=_planned_at(chat, it.at) if it.at else None,
        )
        for number, it in enumerate(chat.questions, 1)
    ]


def _planned_at(chat: ChatPlan, at: time) -> datetime:
    """A clock time of the chat; one before its start is that of the day after."""
    planned = datetime.combine(chat.starts_at.date(), at, chat.starts_at.tzinfo)
    return (planned if planned >= chat.starts_at else planned + timedelta(days=1)).astimezone(UTC)
