"""Which changes a reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from bridge.errors import NotAllowedError, UnknownError, UnreadableError
from bridge.feed.filter import FOR_ALL, Filter, parse, sight
from bridge.feed.frames import Sight
from bridge.records import (
    Alarm,
    CampaignId,
    Challenge,
    ChallengeId,
    Change,
    Claim,
    ContributionId,
    Entity,
    Event,
    EventId,
    Gap,
    Kind,
    Place,
    SourceName,
    State,
    Theme,
)
from tests.factories import campaign, challenge, contribution, event, idea, minutes, question

HERE = CampaignId("elective-care")
OURS = ChallengeId("boosting-capacity")
OTHER = ChallengeId("rethinking-demand")
SHOWN, GONE = Sight.SHOWN, Sight.GONE


def gap() -> Gap:
    return Gap(id="g-1", source=SourceName.BLUESKY, from_at=minutes(0), to_at=minutes(1), cause="away")


def see(entity: Entity, *, snapshot: bool = False, **asked: Any) -> Sight | None:
    return sight(Change(seq=1, value=entity), Filter(campaign=HERE, **asked), snapshot=snapshot)


@pytest.mark.parametrize(
    ("state", "live", "snapshot"),
    [
        (State.LIVE, SHOWN, SHOWN),
        (State.WITHDRAWN, SHOWN, None),
        (State.HELD, GONE, None),
        (State.HIDDEN, GONE, None),
        (State.MERGED, GONE, None),
    ],
)
def test_only_a_live_idea_is_shown_and_a_snapshot_takes_nothing_away(
    state: State, live: Sight, snapshot: Sight | None
) -> None:
    assert see(idea(state=state)) is live
    assert see(idea(state=state), snapshot=True) is snapshot


@pytest.mark.parametrize(
    ("state", "live"), [(State.LIVE, Sight.PUBLIC), (State.WITHDRAWN, Sight.PUBLIC), (State.HIDDEN, GONE)]
)
def test_to_somebody_unknown_an_idea_is_shown_as_far_as_all_may_have_it_and_all_else_as_it_is(
    state: State, live: Sight
) -> None:
    assert see(idea(state=state), is_public=True) is live
    assert see(question(), is_public=True) is SHOWN
    assert see(gap(), is_public=True) is SHOWN
    assert parse([], campaigns=[HERE], moderator=False, public=True).filter.is_public


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"challenge": OURS}, SHOWN),
        ({"challenge": OTHER}, None),
        ({"challenge": OTHER, "formerly": (OURS,)}, GONE),
        ({"challenge": OURS, "formerly": (OURS, OTHER)}, SHOWN),
        ({"challenge": None, "formerly": (OURS,)}, GONE),
    ],
)
def test_an_idea_that_left_a_challenge_is_gone_from_its_feed_and_strangers_are_passed_over(
    fields: dict[str, Any], expected: Sight | None
) -> None:
    assert see(idea(**fields), challenge=OURS) is expected


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        (idea(), SHOWN),
        (idea(event=EventId("session-1"), events=(EventId("chat-1"),)), SHOWN),
        (idea(event=EventId("session-1")), None),
        (event(), SHOWN),
        (event(id=EventId("chat-2")), None),
        (question(), SHOWN),
        (question(event=EventId("chat-2")), None),
        (gap(), SHOWN),
    ],
)
def test_an_event_feed_has_what_belongs_to_the_event(entity: Entity, expected: Sight | None) -> None:
    assert see(entity, event=EventId("chat-1")) is expected


@pytest.mark.parametrize("entity", [event(challenges=(OTHER,)), question(challenge=OTHER), idea(kind=Kind.COMMENT)])
def test_what_may_have_left_without_saying_so_is_gone(entity: Entity) -> None:
    asked: dict[str, Any] = {"challenge": OURS, "kinds": frozenset({"idea"})}

    assert see(entity, **asked) is GONE
    assert see(entity, snapshot=True, **asked) is None


@pytest.mark.parametrize("entity", [contribution(), campaign()])
def test_what_was_not_asked_for_is_not_seen(entity: Entity) -> None:
    assert see(entity) is None


def test_contributions_are_seen_in_every_state_by_those_who_asked_for_them() -> None:
    asked: dict[str, Any] = {"entities": frozenset({"contribution"})}

    assert see(contribution(state=State.HELD), **asked) is SHOWN
    assert see(idea(), **asked) is None


def test_alarms_go_to_those_who_asked_for_them_and_an_event_feed_has_its_own() -> None:
    alarm = Alarm(
        id="chat-1/x/lost",
        campaign=CampaignId("elective-care"),
        event=EventId("chat-1"),
        source="x",
        what="lost",
        detail="",
        raised_at=minutes(1),
    )
    asked: dict[str, Any] = {"entities": frozenset({"alarm"})}

    assert see(alarm, **asked) is SHOWN
    assert see(alarm, event=EventId("chat-2"), **asked) is None
    assert see(alarm) is None
    with pytest.raises(NotAllowedError):
        parse([("entity", "alarm")], campaigns=[CampaignId("elective-care")], moderator=False)


def test_themes_are_for_all_until_they_are_let_go_of() -> None:
    theme = Theme(id="t-1", campaign=HERE, title="Transport", at=minutes(1), by="t-ann")

    assert see(theme) is SHOWN
    assert see(msgspec.structs.replace(theme, gone=True)) is GONE
    assert see(msgspec.structs.replace(theme, gone=True), snapshot=True) is None


def test_claims_go_to_moderators_who_asked_for_them() -> None:
    claim = Claim(
        id=ContributionId("c-1"), campaign=HERE, event=EventId("chat-1"), holder="t-ann", label="Ann", until=minutes(1)
    )
    of_old = msgspec.structs.replace(claim, event=None)
    asked = frozenset({"claim"})

    assert see(claim) is None
    assert see(claim, entities=asked) is SHOWN
    assert [see(it, entities=asked, event=EventId("chat-1")) for it in (claim, of_old)] == [SHOWN, SHOWN]
    assert see(claim, entities=asked, event=EventId("chat-2")) is None
    with pytest.raises(NotAllowedError, match="claims are for moderators"):
        parse([("entity", "claim,theme")], campaigns=[HERE], moderator=False)


def test_a_query_is_read_as_a_filter_and_a_place() -> None:
    query = [
        ("challenge", "boosting-capacity"),
        ("event", ""),
        ("entity", "idea,event"),
        ("entity", "contribution"),
        ("kind", "idea"),
        ("after", "e1.7"),
    ]

    asked = parse(query, campaigns={HERE}, moderator=True)

    assert asked.after == Place("e1", 7)
    assert asked.filter == Filter(
        campaign=HERE,
        challenge=OURS,
        entities=frozenset({"idea", "event", "contribution"}),
        kinds=frozenset({"idea"}),
    )


def test_an_empty_query_asks_for_everything_of_the_one_campaign_from_the_beginning() -> None:
    asked = parse([], campaigns={HERE}, moderator=False)

    assert asked.after is None
    assert asked.filter == Filter(campaign=HERE, entities=FOR_ALL)


@pytest.mark.parametrize(
    ("query", "error", "says"),
    [
        ([("chalenge", "x")], UnreadableError, "a feed takes campaign, challenge"),
        ([("entity", "people")], UnreadableError, "entity: 'people' is none of alarm, claim, contribution, event"),
        ([("kind", "rant")], UnreadableError, "kind: 'rant' is none of"),
        ([("event", "a"), ("event", "b")], UnreadableError, "event: give it once"),
        ([("after", "yesterday")], UnreadableError, "after: a place is written EPOCH.SEQ"),
        ([("campaign", "elsewhere")], UnknownError, "there are elective-care"),
        ([("entity", "contribution")], NotAllowedError, "for moderators"),
    ],
)
def test_a_query_that_cannot_be_served_is_refused_with_what_to_do(
    query: list[tuple[str, str]], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        parse(query, campaigns={HERE}, moderator=False)


def test_the_campaign_must_be_named_where_there_are_several() -> None:
    with pytest.raises(UnreadableError, match="say which; there are a, b"):
        parse([], campaigns={CampaignId("a"), CampaignId("b")}, moderator=False)


class Planned:
    """A campaign of which this much was read."""

    def __init__(self, challenges: Sequence[Challenge] = (), events: Sequence[Event] = ()) -> None:
        self._challenges, self._events = challenges, events

    def challenges(self) -> Sequence[Challenge]:
        return self._challenges

    def events(self) -> Sequence[Event]:
        return self._events


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ([("event", "nope")], "event: 'nope' is not here; there are chat-1"),
        ([("challenge", "nope")], "challenge: 'nope' is not here; there are boosting-capacity"),
    ],
)
def test_an_event_or_a_challenge_that_is_not_there_is_refused_and_those_that_are_named(
    query: list[tuple[str, str]], says: str
) -> None:
    planned = {HERE: Planned([challenge(id=OURS)], [event()])}

    with pytest.raises(UnknownError, match=says):
        parse(query, campaigns={HERE}, moderator=False, known=planned)


def test_before_a_campaign_was_read_whatever_is_asked_for_may_come() -> None:
    query = [("event", "chat-1"), ("challenge", OURS)]

    early = parse(query, campaigns={HERE}, moderator=False, known={HERE: Planned()})
    later = parse(query, campaigns={HERE}, moderator=False, known={HERE: Planned([challenge(id=OURS)], [event()])})

    assert early == later
    assert later.filter.event == "chat-1"
