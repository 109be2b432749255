"""Who is not signed in reads the words of an idea only where the network on which they were said lets us hand them on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bridge.records import CampaignId, Event, EventId, Idea, SourceName
from tests import factories
from workers.display import Display

X, BLUESKY, SESSION = SourceName.X, SourceName.BLUESKY, SourceName.SESSION
EVENTS = {
    EventId("chat-1"): factories.event(),
    EventId("played"): factories.event(id=EventId("played"), rehearsal=True),
}


def shown(idea: Idea, display: Mapping[SourceName, str] | None = None) -> Idea:
    return Display(display or {}, _event)(idea)


def _event(campaign: CampaignId, event: EventId) -> Event | None:
    assert campaign == "elective-care"
    return EVENTS.get(event)


def test_an_idea_that_was_worded_on_x_is_shown_without_its_words() -> None:
    idea = factories.idea(worded_by=X, sources={"x": 2}, lang="en", voices=2)

    for_all = shown(idea)

    assert (for_all.text, for_all.lang, for_all.withheld) == ("", None, X)
    assert (for_all.id, for_all.voices, for_all.sources, for_all.question) == (idea.id, 2, {"x": 2}, idea.question)


@pytest.mark.parametrize("worded_by", [BLUESKY, SourceName.MASTODON, SESSION, SourceName.LINKEDIN])
def test_an_idea_that_was_worded_elsewhere_is_shown_as_it_is_also_when_x_joined_in(worded_by: SourceName) -> None:
    idea = factories.idea(worded_by=worded_by, sources={worded_by.value: 1, "x": 5})

    assert shown(idea) is idea


def test_words_that_their_author_wants_only_members_to_read_are_withheld_whatever_is_set() -> None:
    idea = factories.idea(worded_by=BLUESKY, for_members=True)

    assert (shown(idea).text, shown(idea).withheld) == ("", BLUESKY)


def test_an_operator_with_xs_leave_shows_its_words_and_any_network_can_be_kept() -> None:
    on_x, on_bluesky = factories.idea(worded_by=X), factories.idea(worded_by=BLUESKY)

    assert shown(on_x, {X: "words"}) is on_x
    assert shown(on_bluesky, {X: "words", BLUESKY: "links"}).withheld is BLUESKY


def test_what_a_rehearsal_says_is_ours_and_what_is_not_known_is_real() -> None:
    def worded_on_x(*events: str) -> Idea:
        return factories.idea(worded_by=X, event=EventId(events[0]), events=tuple(map(EventId, events)))

    assert shown(worded_on_x("played")).withheld is None
    assert shown(worded_on_x("played", "chat-1")).withheld is X
    assert shown(worded_on_x("unheard-of")).withheld is X


@pytest.mark.parametrize(
    ("sources", "withheld"), [({"x": 1}, X), ({"bluesky": 2, "x": 1}, X), ({"bluesky": 1}, None), ({}, None)]
)
def test_an_idea_of_before_that_does_not_say_who_worded_it_is_kept_if_it_may_have_been_x(
    sources: dict[str, int], withheld: SourceName | None
) -> None:
    assert shown(factories.idea(sources=sources)).withheld is withheld


def test_an_idea_that_was_taken_back_has_no_words_to_withhold() -> None:
    fields: dict[str, Any] = {"worded_by": None, "sources": {"x": 1}}
    idea = factories.idea("", **fields)

    assert shown(idea) is idea
