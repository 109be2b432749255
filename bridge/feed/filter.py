"""Which changes a reader sees, fixed when it connects.

A reader must be told when something that it was shown is no longer for it. An idea says where it was before
(`formerly`); of what else may change without saying so, such as a kind, a reader hears "gone" though it may never have
had it. An event or a campaign never changes hands, so what belongs to another is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

import msgspec

from bridge.errors import NotAllowedError, UnknownError, UnreadableError
from bridge.feed.frames import Sight, name
from bridge.records import (
    Alarm,
    CampaignId,
    Challenge,
    ChallengeId,
    Change,
    Claim,
    Contribution,
    Event,
    EventId,
    Gap,
    Idea,
    Kind,
    Place,
    Question,
    State,
    Theme,
)

FOR_ALL = frozenset({"idea", "event", "question", "gap", "theme"})
FOR_MODERATORS = frozenset({"contribution", "alarm", "claim"})
PARAMETERS = ("campaign", "challenge", "event", "entity", "kind", "after")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader asked for; None means all. One that `is_public` gets of an idea what all may have."""

    campaign: CampaignId
    challenge: ChallengeId | None = None
    event: EventId | None = None
    entities: frozenset[str] = FOR_ALL
    kinds: frozenset[str] | None = None
    is_public: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A reader's whole question: what, and from where; None is the beginning."""

    filter: Filter
    after: Place | None = None


class Known(Protocol):
    """What of a campaign can be asked for by its id."""

    def challenges(self) -> Sequence[Challenge]: ...
    def events(self) -> Sequence[Event]: ...


def parse(
    query: Iterable[tuple[str, str]],
    *,
    campaigns: Collection[CampaignId],
    moderator: bool,
    public: bool = False,
    known: Mapping[CampaignId, Known] = {},
) -> Asked:
    """Read a feed's query. `entity` and `kind` may be repeated or separated by commas; an empty value asks for all.

    `public` is somebody of whom no more is known. A campaign that is `known`, and of which something was read, has the
    challenges and events that may be asked for.

    Raises `UnreadableError` for what cannot be understood, `UnknownError` for a campaign that is not followed and for a
    challenge or event that it does not have, and `NotAllowedError` for what single people said or do, asked for by
    someone who is no moderator.
    """
    asked: dict[str, list[str]] = {parameter: [] for parameter in PARAMETERS}
    for parameter, value in query:
        if parameter not in asked:
            raise UnreadableError(f"unknown parameter {parameter[:40]!r}: a feed takes {', '.join(PARAMETERS)}")
        asked[parameter] += [part for part in value.split(",") if part]
    challenge, event = _one(asked, "challenge"), _one(asked, "event")
    filter_ = Filter(
        campaign=_campaign(_one(asked, "campaign"), campaigns),
        challenge=ChallengeId(challenge) if challenge else None,
        event=EventId(event) if event else None,
        entities=_among("entity", asked["entity"], FOR_ALL | FOR_MODERATORS) or FOR_ALL,
        kinds=_among("kind", asked["kind"], frozenset(Kind)) or None,
        is_public=public,
    )
    if filter_.entities & FOR_MODERATORS and not moderator:
        raise NotAllowedError(
            403, "contributions, alarms and claims are for moderators: sign in, or use a token that may moderate"
        )
    if there := known.get(filter_.campaign):
        _must_be_there("challenge", challenge, [it.id for it in there.challenges()])
        _must_be_there("event", event, [it.id for it in there.events()])
    return Asked(filter=filter_, after=parse_place(_one(asked, "after")))


def parse_place(text: str) -> Place | None:
    """Read EPOCH.SEQ, None for the beginning. Raises `UnreadableError`."""
    try:
        return Place.parse(text)
    except ValueError as error:
        raise UnreadableError(f"after: {error}") from error


def sight(change: Change, asked: Filter, *, snapshot: bool) -> Sight | None:
    """How the reader sees a change; None for not at all.

    In a snapshot the reader has nothing yet, so there is nothing to take away from it.
    """
    entity = change.value
    if name(entity) not in asked.entities:
        return None
    match entity:
        case Idea():
            seen = _idea(entity, asked)
            seen = Sight.PUBLIC if seen is Sight.SHOWN and asked.is_public else seen
            if snapshot and entity.state is State.WITHDRAWN:
                return None
        case Contribution() | Question():
            seen = _shown(_scoped(entity, asked)) if asked.event in (None, entity.event) else None
        case Event():
            seen = _shown(asked.challenge is None or asked.challenge in entity.challenges)
            seen = seen if asked.event in (None, entity.id) else None
        case Gap():
            seen = Sight.SHOWN
        case Claim():
            seen = Sight.SHOWN if asked.event is None or entity.event in (None, asked.event) else None
        case Theme():
            seen = _shown(not entity.gone)
        case Alarm():
            seen = Sight.SHOWN if asked.event in (None, entity.event) else None
        case _:
            seen = None
    return None if snapshot and seen is Sight.GONE else seen


def _idea(idea: Idea, asked: Filter) -> Sight | None:
    if asked.event is not None and asked.event != idea.event and asked.event not in idea.events:
        return None
    if asked.challenge is not None and asked.challenge != idea.challenge:
        return Sight.GONE if asked.challenge in idea.formerly else None
    return _shown(_kind_fits(idea.kind, asked) and idea.state in (State.LIVE, State.WITHDRAWN))


def _scoped(entity: Contribution | Question, asked: Filter) -> bool:
    in_challenge = asked.challenge in (None, entity.challenge)
    return in_challenge and (isinstance(entity, Question) or _kind_fits(entity.kind, asked))


def _kind_fits(kind: Kind, asked: Filter) -> bool:
    return asked.kinds is None or kind in asked.kinds


def _shown(shown: bool) -> Sight:
    return Sight.SHOWN if shown else Sight.GONE


def _one(asked: dict[str, list[str]], parameter: str) -> str:
    values = asked[parameter]
    if len(values) > 1:
        raise UnreadableError(f"{parameter}: give it once; it came {len(values)} times")
    return values[0] if values else ""


def _among(parameter: str, values: list[str], known: frozenset[str]) -> frozenset[str]:
    for value in values:
        if value not in known:
            raise UnreadableError(f"{parameter}: {value[:40]!r} is none of {', '.join(sorted(known))}")
    return frozenset(values)


def _must_be_there(parameter: str, given: str, there: Sequence[str]) -> None:
    if given and there and given not in there:
        raise UnknownError(f"{parameter}: {given[:60]!r} is not here; there are {', '.join(there)}")


def _campaign(given: str, campaigns: Collection[CampaignId]) -> CampaignId:
    there = ", ".join(sorted(campaigns))
    if not given and len(campaigns) == 1:
        return next(iter(campaigns))
    if not given:
        raise UnreadableError(f"campaign: say which; there are {there or 'none'}")
    if given not in campaigns:
        raise UnknownError(f"campaign: {given[:40]!r} is not here; there are {there or 'none'}")
    return CampaignId(given)
