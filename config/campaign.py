"""A campaign's file: its challenges, chats with their tags, hosts and questions, and sessions.

Times without an offset are clock times in the campaign's time zone.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

#: Ids stand in addresses and in the names of workers.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ID_IS = "write at most 40 small letters, digits and '-'"


class SettingsError(Exception):
    """A setting is wrong. Says which file, which key, and what to do; the program does not start."""

    def __init__(self, file: Path, key: str, what: str) -> None:
        super().__init__(f"{file}: {key} {what}" if key else f"{file} {what}")
        self.file = file
        self.key = key


class ChallengePlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people are asked about."""

    id: str
    title: str


class QuestionPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of a chat; `at` is the clock time at which the host means to ask it ("19:04")."""

    text: str
    challenge: str = ""
    at: time | None = None


class ChatPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chat on a hashtag. `rehearsal` names a recording that is played instead of listening to the networks.

    `publishing` is "live", so that ideas appear as they are said, or "reviewed": a person publishes each.
    """

    id: str
    title: str
    starts_at: datetime
    minutes: int = 60
    late_hours: int = 24
    tags: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    challenges: tuple[str, ...] = ()
    hosts: dict[str, tuple[str, ...]] = {}
    questions: tuple[QuestionPlan, ...] = ()
    rehearsal: str = ""
    publishing: str = "live"

    def closes_at(self) -> datetime:
        """When the host says goodbye."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def late_until(self) -> datetime:
        """Until when answers still count."""
        return self.closes_at().astimezone(UTC) + timedelta(hours=self.late_hours)


class SessionPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A connect session, whose documents are uploaded."""

    id: str
    title: str
    starts_at: datetime
    minutes: int = 60
    challenges: tuple[str, ...] = ()
    publishing: str = "reviewed"

    def closes_at(self) -> datetime:
        """When it is meant to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


class CampaignPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A campaign as its file has it. `file` is where it was read from."""

    id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str = "Europe/London"
    public: bool = False
    challenges: tuple[ChallengePlan, ...] = ()
    chats: tuple[ChatPlan, ...] = ()
    sessions: tuple[SessionPlan, ...] = ()
    file: str = ""

    def events(self) -> tuple[ChatPlan | SessionPlan, ...]:
        """Its chats and sessions."""
        return (*self.chats, *self.sessions)


def read_toml(path: Path) -> dict[str, Any]:
    """What a settings file holds. Raises `SettingsError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(path, "", f"cannot be read ({error.strerror}): check the name and its rights") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, "", f"is not TOML: {error}") from error


def load_campaign(path: Path) -> CampaignPlan:
    """Read and check one campaign file. Raises `SettingsError`."""
    try:
        given = {key: _midnight(value) for key, value in read_toml(path).items()}
        plan = msgspec.convert(given, CampaignPlan)
    except msgspec.ValidationError as error:
        raise SettingsError(path, *_explain(error)) from error
    zone = _zone(plan, path)
    plan = msgspec.structs.replace(
        plan,
        file=str(path),
        opens_at=_local(plan.opens_at, zone),
        closes_at=_local(plan.closes_at, zone),
        chats=tuple(msgspec.structs.replace(chat, starts_at=_local(chat.starts_at, zone)) for chat in plan.chats),
        sessions=tuple(msgspec.structs.replace(it, starts_at=_local(it.starts_at, zone)) for it in plan.sessions),
    )
    _check(plan, path)
    return plan


def refuse_shared_tags(plans: Iterable[CampaignPlan]) -> None:
    """Two chats that listen to one tag at the same time cannot tell whose post it is. Raises `SettingsError`."""
    chats = [(plan, chat) for plan in plans for chat in plan.chats]
    for (_, one), (plan, other) in combinations(chats, 2):
        shared = _keys(one) & _keys(other)
        if shared and one.starts_at < other.late_until() and other.starts_at < one.late_until():
            raise SettingsError(
                Path(plan.file),
                f"chats.{other.id}.tags",
                f"has #{min(shared)} while chat {one.id!r} listens to it, too: "
                "give one of them another tag, or other hours (late_hours counts)",
            )


def refuse_two_at_once(plans: Iterable[CampaignPlan]) -> None:
    """X gives an app one connection, which one campaign holds at a time. Raises `SettingsError`."""
    chats = [(plan, chat) for plan in plans for chat in plan.chats if not chat.rehearsal]
    for (one, first), (other, second) in combinations(chats, 2):
        if one.id != other.id and first.starts_at < second.late_until() and second.starts_at < first.late_until():
            raise SettingsError(
                Path(other.file),
                f"chats.{second.id}",
                f"is on together with chat {first.id!r} of another campaign, and X gives one connection: "
                "choose other hours (late_hours counts), put both into one campaign, or run two installations",
            )


def _explain(error: msgspec.ValidationError) -> tuple[str, str]:
    what, _, where = str(error).partition(" - at `$.")
    key = where.rstrip("`")
    if "unknown field" in what:
        name = what.split("`")[1]
        known = {
            field.name
            for struct in (CampaignPlan, ChallengePlan, ChatPlan, QuestionPlan, SessionPlan)
            for field in msgspec.structs.fields(struct)
        }
        close = get_close_matches(name, known, n=1)
        key = f"{key}.{name}" if key else name
        return key, "is not a setting" + (f"; did you mean {close[0]!r}?" if close else "")
    return key, what[0].lower() + what[1:]


def _zone(plan: CampaignPlan, path: Path) -> ZoneInfo:
    try:
        return ZoneInfo(plan.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        close = get_close_matches(plan.time_zone, available_timezones(), n=1)
        hint = f"did you mean {close[0]!r}?" if close else 'write it like "Europe/London"'
        raise SettingsError(path, "time_zone", f"is {plan.time_zone!r}, which is no time zone; {hint}") from error


def _midnight(value: Any) -> Any:
    return datetime.combine(value, time()) if type(value) is date else value


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _keys(chat: ChatPlan) -> set[str]:
    return {tag.lstrip("#＃").casefold() for tag in (*chat.tags, *chat.aliases)}


def _check(plan: CampaignPlan, path: Path) -> None:
    events = plan.events()
    unique((it.id for it in plan.challenges), path, "challenges")
    unique((it.id for it in events), path, "chats and sessions")
    known = [it.id for it in plan.challenges]
    if not _ID.fullmatch(plan.id):
        raise SettingsError(path, "id", f"is {plan.id!r}: {_ID_IS}")
    if plan.opens_at >= plan.closes_at:
        raise SettingsError(path, "closes_at", "must be after opens_at")
    for event in events:
        if not _ID.fullmatch(event.id):
            raise SettingsError(path, f"{event.id!r}", f"is no id: {_ID_IS}")
        if event.minutes <= 0:
            raise SettingsError(path, f"{event.id}.minutes", "must be above 0")
        _known(event.challenges, known, path, f"{event.id}.challenges")
        _known((event.publishing,), ("live", "reviewed"), path, f"{event.id}.publishing")
    for chat in plan.chats:
        _known([it.challenge for it in chat.questions if it.challenge], known, path, f"{chat.id}.questions.challenge")
        _known(chat.hosts, ("x", "bluesky", "mastodon"), path, f"{chat.id}.hosts")
        if not chat.tags:
            raise SettingsError(path, f"{chat.id}.tags", "is empty: a chat needs a hashtag to listen for")
        for tag in (*chat.tags, *chat.aliases):
            if not tag.lstrip("#＃") or any(mark.isspace() for mark in tag):
                raise SettingsError(path, f"{chat.id}.tags", f"has {tag!r}: write a tag as one word, without '#'")


def unique(ids: Iterable[str], path: Path, key: str) -> None:
    """Raises `SettingsError` when an id stands for two things."""
    for name, count in Counter(ids).items():
        if count > 1:
            raise SettingsError(path, key, f"has {name!r} {count} times: give each its own id")


def _known(names: Iterable[str], known: Sequence[str], path: Path, key: str) -> None:
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(known)}"
            raise SettingsError(path, key, f"names {name!r}, which is not there; {hint}")
