from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.records import Arrival, EventId, NativeId, SourceName
from bridge.sources.x_hours import Hours
from bridge.sources.x_rules import Belonging, Rule, change, queries, wanted
from tests.networks.x_chat import OPENS, chat

CHAT = EventId("chat")
tags = st.lists(st.from_regex(r"[A-Za-z]{3,60}", fullmatch=True), min_size=1, max_size=120)


def arrival(**fields: Any) -> Arrival:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    return Arrival(id=NativeId("x:5"), source=SourceName.X, said_at=at, received_at=at, **fields)


def ours(value: str, rule_id: str = "", event: str = "chat") -> Rule:
    return Rule(value=value, tag=f"ideabridge:test:{event}", id=rule_id)


def test_an_event_has_one_rule_for_its_tags_and_one_a_thread() -> None:
    rules = wanted([chat()], {"100": CHAT, "200": EventId("other")}, instance="test", reposts=False)

    assert rules == (
        ours("(#SolvingTogether OR #SolvingTogther) -is:retweet"),
        ours("conversation_id:100 -is:retweet"),
    )


def test_tags_that_differ_in_case_or_sign_only_are_one_and_two_events_share_a_rule() -> None:
    event = chat(tags=("Home4Noon", "#home4noon", "＃Ｈｏｍｅ４Ｎｏｏｎ"), aliases=())

    assert wanted([event, chat("later", tags=("Home4Noon",), aliases=())], {}, instance="test") == (ours("#Home4Noon"),)


@given(tags)
def test_rules_and_queries_are_as_long_as_x_allows_and_lose_no_tag(words: list[str]) -> None:
    event = chat(tags=tuple(words), aliases=())

    rules = [rule.value for rule in wanted([event], {}, instance="test", reposts=False)]
    asked = queries([event], {})

    assert all(len(value) <= 1024 for value in rules)
    assert all(len(query) <= 512 for query in asked)
    for values in (rules, asked):
        terms = [term for value in values for term in value.removesuffix(" -is:retweet").strip("()").split(" OR ")]
        assert {term.lower() for term in terms} == {f"#{word.lower()}" for word in words}


def test_queries_ask_for_threads_of_their_events_only() -> None:
    event = chat(aliases=())

    assert queries([event], {"100": CHAT, "200": EventId("other")}) == ("(#SolvingTogether OR conversation_id:100)",)
    assert queries([], {"100": CHAT}) == ()


def test_what_is_missing_is_added_and_what_is_ours_and_not_wanted_deleted() -> None:
    present = [
        ours("#kept", "1"),
        ours("#kept", "2", "earlier"),
        ours("#old", "3"),
        Rule(value="#old", tag="ideabridge:tester:chat", id="4"),
        Rule(value="#old", tag="", id="5"),
    ]

    assert change(present, [ours("#kept"), ours("#new")], instance="test") == ((ours("#new"),), ("2", "3"))


@pytest.mark.parametrize(
    ("fields", "belongs"),
    [
        ({"tags": ("solvingtogether",)}, True),
        ({"text": "yes ＃ＳｏｌｖｉｎｇＴｏｇｅｔｈｅｒ"}, True),
        ({"tags": ("SolvingTogthér",)}, False),
        ({"text": "#SolvingTogetherness"}, False),
        ({"root": NativeId("x:100")}, True),
        ({"root": NativeId("x:101")}, False),
        ({"aliases": (NativeId("x:100"),)}, True),
    ],
)
def test_a_post_belongs_by_its_exact_tag_or_its_thread(fields: dict[str, Any], belongs: bool) -> None:
    assert (arrival(**fields) in Belonging([chat()], {"100": CHAT})) is belongs


def test_hours_go_from_shortly_before_a_chat_to_its_late_answers() -> None:
    event = chat()
    hours = Hours([event, chat("session", tags=(), aliases=())])
    early, late = OPENS - timedelta(minutes=10), event.late_until

    assert hours.events == (event,)
    assert hours.active(early - timedelta(seconds=1)) == ()
    assert hours.active(early) == hours.active(late - timedelta(seconds=1)) == (event,)
    assert hours.active(late) == ()
    assert [hours.next_change(early - timedelta(1)), hours.next_change(early), hours.next_change(late)] == [
        early,
        late,
        None,
    ]
    assert hours.opened(OPENS + timedelta(minutes=1)) == OPENS
    assert hours.opened(OPENS) is hours.opened(event.closes_at) is None
