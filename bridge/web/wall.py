"""What the wall shows, worked out: ideas by challenge and question, the chart and what is amiss.

Pure: what is known goes in, what a template draws comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from bridge.records import (
    Challenge,
    Contribution,
    Event,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Question,
    QuestionId,
    SourceName,
    State,
    Suggestion,
)
from bridge.web.asks import Known, Minute
from bridge.web.coverage import Missed
from bridge.web.gaps import may_lack

#: What the wall is for; comments and questions stand on the page of their chat or session.
SHOWN = (Kind.IDEA, Kind.EXPERIENCE)
#: Cards a group shows on the wall of all challenges; the rest are one link away.
CARDS = 60
#: Minutes that the chart spans: at most, and at least.
SPAN, SPAN_LEAST = 60, 20
_SESSION = "Connect session"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """An idea, and the live ideas that may say the same."""

    idea: Idea
    alike: tuple[tuple[Suggestion, Idea], ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The ideas of one question (or of none) within a challenge. `order` sorts groups as text."""

    key: str
    order: str
    question: Question | None
    event: Event | None
    cards: tuple[Card, ...]
    more: int


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A challenge (or none) with its groups."""

    key: str
    order: str
    challenge: Challenge | None
    groups: tuple[Group, ...]
    ideas: int


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A question of an event (or none), with the ideas that answer it and everything that was said to it."""

    question: Question | None
    ideas: tuple[Idea, ...]
    said: tuple[Contribution, ...]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One minute: heights out of 100, `x` in minutes from the left."""

    at: datetime
    x: int
    contributions: int
    ideas: int
    height: float
    ideas_height: float


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which a network was not heard: where it begins and how wide it is, in hundredths of the chart."""

    source: SourceName
    from_at: datetime
    to_at: datetime
    left: float
    width: float
    may_lack: bool


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Contributions per minute over at most the last `SPAN` minutes, up to the last in which something was said."""

    bars: tuple[Bar, ...]
    minutes: int
    from_at: datetime
    to_at: datetime
    most: int
    most_at: datetime
    total: int
    bands: tuple[Band, ...] = ()


def sections(known: Known, ideas: Sequence[Idea], *, most: int | None = None) -> list[Section]:
    """Ideas in reading order. A group shows at most so many of them."""
    asked = {
        question.id: (f"{nth:03}.{question.number:03}", question, event)
        for nth, event in enumerate(known.events())
        for question in known.questions(event.id)
    }
    challenges: list[Challenge | None] = [*known.challenges(), None]
    built = []
    for nth, place in enumerate(challenges):
        mine = [it for it in ideas if it.challenge == (place.id if place else None)]
        if mine:
            groups = _groups(known, mine, asked, most)
            key = f"challenge-{place.id if place else ''}"
            built.append(Section(key=key, order=f"{nth:03}", challenge=place, groups=groups, ideas=len(mine)))
    return built


def _groups(
    known: Known, ideas: Sequence[Idea], asked: dict[QuestionId, tuple[str, Question, Event]], most: int | None
) -> tuple[Group, ...]:
    by_question: dict[QuestionId | None, list[Idea]] = {}
    for idea in ideas:
        by_question.setdefault(idea.question if idea.question in asked else None, []).append(idea)
    groups = []
    for id_, mine in by_question.items():
        order, question, event = asked[id_] if id_ else ("999", None, None)
        cards = tuple(card(idea, {it.idea: known.idea(it.idea) for it in idea.suggestions}) for idea in mine[:most])
        key = f"{mine[0].challenge or ''}|{id_ or ''}"
        more = len(mine) - len(cards)
        groups.append(Group(key=key, order=order, question=question, event=event, cards=cards, more=more))
    return tuple(sorted(groups, key=lambda group: group.order))


def card(idea: Idea, others: Mapping[IdeaId, Idea | None]) -> Card:
    """With those of `others` that it may say the same as."""
    alike = ((it, others.get(it.idea)) for it in idea.suggestions)
    return Card(idea=idea, alike=tuple((it, other) for it, other in alike if other and other.state is State.LIVE))


def session_names(known: Known) -> dict[EventId, str]:
    """What is shown as the author of what was said in a session: the session, and no speaker."""
    sessions = [it for it in known.events() if it.type == "session"]
    return {it.id: it.title if it.title.startswith(_SESSION) else f"{_SESSION}: {it.title}" for it in sessions}


def quotes(known: Known, said: Sequence[Contribution], *, is_member: bool) -> list[Contribution]:
    """What was said word for word behind an idea, of sessions whose host lets others than moderators read that.

    What was masked and then told in other words is not among it: somebody could be recognised by the first ones.
    """
    shown = []
    for it in said:
        event = known.event(it.event) if it.source is SourceName.SESSION else None
        declared = event.declaration if event else None
        may = declared is not None and declared.quotes and (is_member or (declared.public and not it.for_members))
        if may and it.state is State.LIVE and it.text and not (it.masked and it.told):
            shown.append(it)
    return shown


def blocks(questions: Sequence[Question], ideas: Sequence[Idea], said: Sequence[Contribution]) -> list[Block]:
    """An event's questions in order, each with its ideas and what was said; at the end what belongs to none of them."""
    ids = {it.id for it in questions}
    built = []
    for question in [*questions, None]:
        here = (question.id,) if question else ()
        mine = [it for it in ideas if (it.question in here if question else it.question not in ids)]
        words = [it for it in said if (it.question in here if question else it.question not in ids)]
        if question or mine or words:
            built.append(Block(question=question, ideas=tuple(mine), said=tuple(words)))
    return built


def chart_of(known: Known, now: datetime) -> dict[str, Event | Chart | None]:
    """The chart of the event that is on, or of the last that began of which something is shown, and which one that is.

    A chat is of more interest than a session, and a rehearsal of the least. Two events are never drawn as one.
    """
    begun = [it for it in known.events() if it.opens_at <= now]
    begun.sort(
        key=lambda it: (now < it.closes_at, not it.rehearsal, now < it.closes_at and it.type == "chat", it.opens_at)
    )
    for event in reversed(begun):
        minutes = known.per_minute(event.id)
        if minutes or now < event.closes_at:
            return {"chart_event": event, "chart": chart(minutes)}
    return {"chart_event": None, "chart": None}


def chart(minutes: Sequence[Minute], missed: Sequence[Missed] = ()) -> Chart | None:
    """None where nothing was said. What was missed is drawn as far as it falls into the minutes that are shown."""
    said = [it for it in minutes if it.contributions > 0]
    if not said:
        return None
    last = max(it.at for it in said)
    minutes_shown = min(SPAN, max(SPAN_LEAST, (last - min(it.at for it in said)) // timedelta(minutes=1) + 1))
    first = last - timedelta(minutes=minutes_shown - 1)
    shown = [it for it in said if it.at >= first]
    busiest = max(shown, key=lambda it: it.contributions)
    bars = tuple(
        Bar(
            at=it.at,
            x=(it.at - first) // timedelta(minutes=1),
            contributions=it.contributions,
            ideas=it.ideas,
            height=round(100 * it.contributions / busiest.contributions, 1),
            ideas_height=round(100 * min(it.ideas, it.contributions) / busiest.contributions, 1),
        )
        for it in shown
    )
    total = sum(it.contributions for it in shown)
    return Chart(
        bars=bars,
        minutes=minutes_shown,
        from_at=first,
        to_at=last,
        most=busiest.contributions,
        most_at=busiest.at,
        total=total,
        bands=_bands(missed, first, last + timedelta(minutes=1)),
    )


def _bands(missed: Sequence[Missed], first: datetime, end: datetime) -> tuple[Band, ...]:
    """One that lasted for less than half a minute is drawn as wide as that, to be seen."""
    whole, least = end - first, timedelta(seconds=30)
    bands = []
    for it in missed:
        from_at, to_at = max(first, it.from_at), min(end, it.to_at or end)
        if from_at < to_at and not it.in_part:
            left = min(from_at, end - least)
            bands.append(
                Band(
                    source=it.source,
                    from_at=from_at,
                    to_at=to_at,
                    left=round(100 * ((left - first) / whole), 2),
                    width=round(100 * (max(to_at - left, least) / whole), 2),
                    may_lack=may_lack(it),
                )
            )
    return tuple(bands)
