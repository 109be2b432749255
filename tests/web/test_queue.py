"""The queue of an event: what waits for whom, in an order in which nothing moves."""

from __future__ import annotations

from typing import Any

import pytest

from bridge.errors import UnreadableError
from bridge.records import (
    Becomes,
    Contribution,
    ContributionId,
    Disposition,
    IdeaId,
    Kind,
    Mark,
    Placed,
    QuestionId,
    Relation,
    Response,
    SourceName,
    State,
    Suggestion,
)
from bridge.web.queue import (
    Entry,
    Filter,
    Wanted,
    bar,
    counts,
    entries_of,
    filtered,
    mark,
    page_of,
    read_filter,
    read_mark,
)
from tests.factories import contribution, idea, minutes

MARK = Mark(at=minutes(20), who="t-1")


def decided(becomes: Becomes = Becomes.ACCEPTED) -> Disposition:
    return Disposition(becomes=becomes, at=minutes(20), who="t-1", act="act-7")


def said(number: int, **fields: Any) -> Contribution:
    plain: dict[str, Any] = {"id": ContributionId(f"c-{number}"), "said_at": minutes(number)}
    return contribution(**plain | fields)


def behind(relation: Relation) -> Placed:
    return Placed(idea=IdeaId("i-1"), relation=relation, score=1, why="")


def ids(entries: Any) -> list[str]:
    return [it.id for it in entries]


def test_entries_stand_as_they_were_said_and_by_their_id_where_that_is_the_same() -> None:
    found = entries_of([said(3), said(2, id=ContributionId("c-9")), said(2), said(1)], {})

    assert ids(found) == ["c-1", "c-2", "c-9", "c-3"]


def test_an_entry_has_its_idea_and_the_act_by_which_it_was_decided_last() -> None:
    opened = idea()

    (found,) = entries_of([said(1, placed=behind(Relation.FIRST), disposition=decided())], {opened.id: opened})

    assert (found.idea, found.version) == (opened, "act-7")


def test_a_suggestion_is_told_by_what_opened_the_idea_and_by_nothing_else_behind_it() -> None:
    opened = idea(suggestions=(Suggestion(idea=IdeaId("i-2"), score=0.8, why="nearly"),))
    there = [said(1, placed=behind(Relation.FIRST)), said(2, placed=behind(Relation.SUPPORT))]

    found = entries_of(there, {opened.id: opened})

    assert [it.is_suggested for it in found] == [True, False]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({}, {"unread", "unanswered"}),
        ({"read": MARK}, {"unanswered"}),
        ({"kind": Kind.HOST}, set()),
        ({"kind": Kind.SUPPORT}, {"unread"}),
        ({"kind": Kind.QUESTION}, {"unread", "undecided", "unanswered"}),
        ({"kind": Kind.QUESTION, "responded": Response(at=minutes(9), who="t-1")}, {"unread"}),
        ({"state": State.HELD}, {"unread", "held", "undecided", "unanswered"}),
        ({"state": State.HELD, "disposition": decided(Becomes.HELD)}, {"unread", "held", "unanswered"}),
        ({"state": State.WAITING}, {"unread", "undecided", "unanswered"}),
        ({"state": State.WAITING, "disposition": decided()}, {"unread", "unanswered"}),
        ({"state": State.WAITING, "kind": Kind.HOST}, set()),
        ({"state": State.WAITING, "kind": Kind.SUPPORT, "reposts": ContributionId("c-0")}, set()),
        ({"state": State.HELD, "kind": Kind.HOST}, {"held", "undecided"}),
        ({"disposition": decided(Becomes.ANSWERED), "read": MARK}, set()),
        ({"assigned": "Ann", "read": MARK}, {"assigned", "unanswered"}),
    ],
)
def test_what_is_still_to_be_done_with_it(fields: dict[str, Any], wanted: set[str]) -> None:
    counted = counts([Entry(contribution=said(1, **fields))])

    assert {name for name, number in counted.items() if number} == wanted | {"all"}


def test_the_bar_tells_what_somebody_read_from_what_needs_no_reading() -> None:
    repost: dict[str, Any] = {"kind": Kind.SUPPORT, "reposts": ContributionId("c-0")}
    there: list[dict[str, Any]] = [
        {},
        {"read": MARK},
        {"kind": Kind.HOST},
        repost,
        repost | {"read": MARK},
        {"state": State.HELD, "read": MARK},
    ]

    found = bar([Entry(contribution=said(nth, **fields)) for nth, fields in enumerate(there)])

    assert found == {"read": 2, "no_reading": 2, "unread": 1, "held": 1}


def test_filters_let_through_what_fits_all_of_them() -> None:
    first = QuestionId("chat-1/q1")
    entries = entries_of(
        [
            said(1, question=first, source=SourceName.X),
            said(2, question=first, kind=Kind.QUESTION, assigned="Ann Lee"),
            said(3, question=first, source=SourceName.X, read=MARK),
            said(4),
        ],
        {},
    )

    assert ids(filtered(entries, Filter(question=first))) == ["c-1", "c-2", "c-3"]
    assert ids(filtered(entries, Filter(question=first, source=SourceName.X, state=Wanted.UNREAD))) == ["c-1"]
    assert ids(filtered(entries, Filter(kind=Kind.QUESTION))) == ["c-2"]
    assert ids(filtered(entries, Filter(assigned_to="ann lee"))) == ["c-2"]


def test_pages_go_on_after_the_last_entry_although_it_has_left_since() -> None:
    entries = entries_of([said(it) for it in range(1, 6)], {})
    first = page_of(entries, Filter(limit=2))
    left = [it for it in entries if it.id not in ("c-1", "c-2")]

    second = page_of(left, Filter(limit=2, after=read_mark(first.next or "")))
    last = page_of(left, Filter(limit=2, after=read_mark(second.next or "")))

    assert [ids(it.entries) for it in (first, second, last)] == [["c-1", "c-2"], ["c-3", "c-4"], ["c-5"]]
    assert last.next is None


def test_a_mark_keeps_the_order_whatever_an_id_holds() -> None:
    it = said(1, id=ContributionId("c~1 &?"))

    assert read_mark(mark(it)) == (int(minutes(1).timestamp() * 1_000_000), "c~1 &?")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"state": "new"}, "state: 'new' is none of all, unread"),
        ({"kind": "rant"}, "kind: 'rant' is none of idea"),
        ({"source": "fax"}, "source: 'fax' is none of x"),
        ({"limit": "0"}, "limit: a number from 1 to 500"),
        ({"limit": "²"}, "limit: a number from 1 to 500"),
        ({"limit": "9999"}, "limit: a number from 1 to 500"),
        ({"after": "yesterday"}, "after: give what an answer had"),
        ({"after": "x~c-1"}, "after: give what an answer had"),
    ],
)
def test_a_query_that_cannot_be_served_is_refused_with_what_to_do(query: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        read_filter(query)


def test_an_empty_query_asks_for_all() -> None:
    assert read_filter({"question": "", "state": "", "after": "", "limit": ""}) == Filter()
