"""Numbers of what was said: what each counts, that it carries its definition, and that the page and the file say the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bridge.records import (
    Becomes,
    ChallengeId,
    Contribution,
    ContributionId,
    Disposition,
    EventId,
    Idea,
    IdeaId,
    Kind,
    Mark,
    Placed,
    QuestionId,
    Relation,
    Response,
    SourceName,
    State,
    Via,
    VoiceKey,
)
from bridge.web.counting import DEFINITIONS, Asked, Count, Dimension, Numbers
from bridge.web.evidence import safe_cell
from bridge.web.metrics import PART
from tests import factories
from tests.factories import minutes
from tests.web.house import House

DOCS = Path(__file__).parents[2] / "docs" / "metrics.md"
BEHIND = {"first": Relation.FIRST, "copy": Relation.COPY, "support": Relation.SUPPORT, "comment": Relation.COMMENT}


def said(name: str, *, by: str = "", behind: str = "", relation: str = "first", **fields: Any) -> Contribution:
    placed = Placed(idea=IdeaId(behind), relation=BEHIND[relation], score=1.0, why="", rules="1") if behind else None
    plain: dict[str, Any] = {"id": ContributionId(f"c-{name}"), "voice": VoiceKey(f"v-{by or name}"), "placed": placed}
    return factories.contribution(**plain | fields)


def told(name: str = "one", **fields: Any) -> Idea:
    return factories.idea(**{"id": IdeaId(f"i-{name}"), **fields})


def counted(
    contributions: Sequence[Contribution], ideas: Sequence[Idea] = (), asked: Asked | None = None
) -> dict[str, Numbers]:
    count = Count(asked or Asked(), ideas, {EventId("connect-1")})
    count.add(contributions)
    return count.numbers()


def values(*contributions: Contribution, ideas: Sequence[Idea] = (), asked: Asked | None = None) -> dict[str, int]:
    """Those that are not zero."""
    return {name: it.value for name, it in counted(contributions, ideas, asked).items() if it.value}


def disposed(becomes: Becomes, **fields: Any) -> Disposition:
    return Disposition(becomes=becomes, at=minutes(20), who="t-1", act="a-1", **fields)


def waiting(**fields: Any) -> Contribution:
    return said("a", state=State.WAITING, event=EventId("connect-1"), **fields)


ONCE = {"contributions": 1, "participants": 1}
READ = Mark(at=minutes(20), who="t-1")


@pytest.mark.parametrize(
    ("what", "it", "expected"),
    [
        ("a comment", said("a", kind=Kind.COMMENT), ONCE | {"unread": 1}),
        ("a host's post", said("a", kind=Kind.HOST), {"contributions": 1}),
        ("a bare repost", said("a", kind=Kind.SUPPORT, reposts=ContributionId("c-x")), ONCE | {"interactions": 1}),
        ("words of support", said("a", kind=Kind.SUPPORT), ONCE | {"unread": 1, "interactions": 1}),
        ("a reply", said("a", reply_to=ContributionId("c-x")), ONCE | {"unread": 1, "interactions": 1}),
        ("a quote", said("a", quotes=ContributionId("c-x")), ONCE | {"unread": 1, "interactions": 1}),
        ("what was read", said("a", read=READ), ONCE | {"read": 1}),
        (
            "what was answered",
            said("a", read=READ, responded=Response(at=minutes(20), who="t-1")),
            ONCE | {"read": 1, "responded": 1},
        ),
        (
            "what was answered by a decision",
            said("a", read=READ, disposition=disposed(Becomes.ANSWERED)),
            ONCE | {"read": 1, "responded": 1},
        ),
        ("what is held", said("a", state=State.HELD), ONCE | {"unread": 1, "held": 1}),
        ("what waits in a session", waiting(), ONCE | {"unread": 1, "waiting": 1}),
        ("what is accepted there", waiting(disposition=disposed(Becomes.ACCEPTED)), ONCE | {"unread": 1, "waiting": 1}),
        ("what was split there", waiting(disposition=disposed(Becomes.SPLIT)), ONCE | {"unread": 1}),
        (
            "what was answered there",
            waiting(disposition=disposed(Becomes.ANSWERED)),
            ONCE | {"unread": 1, "responded": 1},
        ),
        (
            "what was set aside there",
            waiting(disposition=disposed(Becomes.SET_ASIDE, reason="outside")),
            ONCE | {"unread": 1, "set_aside": 1},
        ),
        ("a host's words there", waiting(kind=Kind.HOST), {"contributions": 1}),
        (
            "what was set aside in a live chat",
            said("a", state=State.WAITING, disposition=disposed(Becomes.SET_ASIDE, reason="outside")),
            ONCE | {"unread": 1, "set_aside": 1},
        ),
        ("what was split in a live chat", said("a", state=State.WAITING), ONCE | {"unread": 1}),
        (
            "what was set aside",
            said("a", read=READ, disposition=disposed(Becomes.SET_ASIDE, reason="outside")),
            ONCE | {"read": 1, "set_aside": 1},
        ),
        ("what was taken back", said("a", state=State.WITHDRAWN), {"withdrawn": 1}),
    ],
)
def test_each_contribution_counts_for_what_it_is(what: str, it: Contribution, expected: dict[str, int]) -> None:
    assert values(it) == expected, what


def test_an_idea_that_many_say_is_one_idea_with_many_voices_and_a_remark_is_none() -> None:
    found = values(
        said("a", behind="i-one"),
        said("b", behind="i-one", relation="copy"),
        said("c", behind="i-one", relation="support", kind=Kind.SUPPORT),
        said("d", behind="i-one", relation="comment", kind=Kind.COMMENT),
        ideas=[told()],
    )

    assert (found["ideas"], found["voices"], found["participants"]) == (1, 3, 4)


def test_one_person_is_one_voice_however_often_they_speak() -> None:
    found = values(
        said("a", by="amy", behind="i-one"),
        said("b", by="amy", behind="i-one", relation="copy"),
        said("c", by="amy", behind="i-two"),
        ideas=[told(), told("two")],
    )

    assert (found["contributions"], found["voices"], found["participants"], found["ideas"]) == (3, 1, 1, 2)


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN, State.MERGED, State.WITHDRAWN, State.WAITING])
def test_an_idea_that_is_not_shown_is_none_and_has_no_voices(state: State) -> None:
    found = values(said("a", behind="i-one"), ideas=[told(state=state)])

    assert "ideas" not in found
    assert "voices" not in found


def test_what_is_held_is_no_voice_for_an_idea_that_is_shown() -> None:
    found = values(said("a", behind="i-one"), said("b", behind="i-one", state=State.HELD), ideas=[told()])

    assert (found["voices"], found["participants"]) == (1, 2)


def test_an_experience_is_no_idea() -> None:
    found = counted([said("a", behind="i-one", kind=Kind.EXPERIENCE)], [told(kind=Kind.EXPERIENCE)])

    assert (found["ideas"].value, found["experiences"].value) == (0, 1)
    assert found["voices"].by[Dimension.KIND] == {"experience": 1}


def test_an_answer_to_a_host_is_no_interaction_whichever_comes_first() -> None:
    answer = said("a", reply_to=ContributionId("c-host-2"))
    host = said("host", kind=Kind.HOST, aliases=(ContributionId("c-host-2"),))

    for order in ([answer, host], [host, answer]):
        assert counted(order)["interactions"].value == 0


def test_numbers_are_told_by_source_question_kind_and_route() -> None:
    found = counted(
        [
            said("a", source=SourceName.X, question=QuestionId("q1")),
            said("b", source=SourceName.X, via=Via.ASKED, kind=Kind.QUESTION),
            said("c", source=SourceName.LINKEDIN, via=Via.CAPTURED),
            said("d", source=SourceName.SESSION),
        ]
    )["contributions"]

    assert found.by[Dimension.SOURCE] == {"x": 2, "linkedin": 1, "session": 1}
    assert found.by[Dimension.QUESTION] == {"q1": 1, "none": 3}
    assert found.by[Dimension.KIND] == {"idea": 3, "question": 1}
    assert found.by[Dimension.ROUTE] == {"live": 1, "asked": 1, "captured": 1, "session": 1}
    assert [*found.by[Dimension.QUESTION]][-1] == "none"


def test_what_is_set_aside_or_held_is_told_by_its_reason() -> None:
    found = counted(
        [
            said("a", disposition=disposed(Becomes.SET_ASIDE, reason="outside")),
            said("b", disposition=disposed(Becomes.SET_ASIDE, reason="too_little")),
            said("c", state=State.HELD, disposition=disposed(Becomes.HELD, reason="safety")),
            said("d", state=State.HELD),
        ]
    )

    assert found["set_aside"].by[Dimension.REASON] == {"outside": 1, "too_little": 1}
    assert found["held"].by[Dimension.REASON] == {"safety": 1, "rules": 1}


def test_voices_and_ideas_by_source_count_where_somebody_spoke_in_what_is_counted() -> None:
    found = counted(
        [
            said("a", by="amy-x", source=SourceName.X, behind="i-one"),
            said("b", by="amy-b", source=SourceName.BLUESKY, behind="i-one", relation="copy"),
            said("c", by="amy-x", source=SourceName.X, behind="i-one", relation="support"),
        ],
        [told(sources={"x": 1, "bluesky": 1, "session": 3})],
    )

    assert found["voices"].by[Dimension.SOURCE] == {"x": 1, "bluesky": 1}
    assert found["ideas"].by[Dimension.SOURCE] == {"x": 1, "bluesky": 1}
    assert (found["voices"].value, found["ideas"].value) == (2, 1)


def test_a_challenge_is_that_of_the_idea_behind_which_something_stands() -> None:
    moved = told(challenge=ChallengeId("fair"))
    fields = {"challenge": ChallengeId("boosting-capacity")}
    contributions = [said("a", behind="i-one", **fields), said("b", **fields)]

    fair = values(*contributions, ideas=[moved], asked=Asked(challenge=ChallengeId("fair")))
    boosting = values(*contributions, ideas=[moved], asked=Asked(challenge=ChallengeId("boosting-capacity")))

    assert (fair["contributions"], fair["ideas"]) == (1, 1)
    assert boosting == ONCE | {"unread": 1}


def test_a_question_has_its_own_numbers() -> None:
    contributions = [said("a", behind="i-one", question=QuestionId("q1")), said("b", question=QuestionId("q2"))]
    ideas = [told(question=QuestionId("q1"))]

    assert values(*contributions, ideas=ideas, asked=Asked(question=QuestionId("q2"))) == ONCE | {"unread": 1}
    assert counted(contributions, ideas, Asked(question=QuestionId("q1")))["ideas"].value == 1


def test_parts_add_up_to_the_whole() -> None:
    contributions = [said(str(nth), by=str(nth % 7), question=QuestionId(f"q{nth % 3}")) for nth in range(50)]
    whole, parts = Count(Asked(), ()), Count(Asked(), ())

    whole.add(contributions)
    for nth in reversed(range(5)):
        parts.add(contributions[10 * nth : 10 * nth + 10])

    assert parts.numbers() == whole.numbers()


def test_a_rehearsal_counts_where_it_is_asked_for() -> None:
    events = [factories.event(), factories.event(id=EventId("rehearsal"), rehearsal=True)]

    assert Asked().events(events) == ["chat-1"]
    assert Asked(rehearsals=True).events(events) == ["chat-1", "rehearsal"]
    assert Asked(event=EventId("rehearsal")).events(events) == ["rehearsal"]


def test_the_page_of_definitions_has_each_in_the_words_that_go_with_it() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in DOCS.read_text().splitlines()]

    written = [row for row in rows if row[0].startswith("`") and len(row) == 4]

    assert written == [[f"`{it.name}`", it.title, it.says, ", ".join(it.by)] for it in DEFINITIONS]


async def asked(house: House, query: str = "") -> Any:
    answer = await (await house.program("feed")).get(f"/v1/metrics{query}")
    assert answer.status == 200, await answer.text()
    return await answer.json()


def test_who_is_no_moderator_is_told_of_a_reviewed_event_what_is_published_alone() -> None:
    states = {"shown": State.LIVE, "waits": State.WAITING, "held": State.HELD, "hidden": State.HIDDEN}
    everything = [said(name, state=state) for name, state in states.items()]
    for published, number in ((False, 4), (True, 1)):
        count = Count(Asked(published=published), (), {EventId("chat-1")})
        count.add(everything)
        numbers = count.numbers()
        assert [numbers[it].value for it in ("contributions", "participants")] == [number, number]
        assert [numbers[it].value for it in ("waiting", "held")] == [int(not published)] * 2
    live = Count(Asked(published=True), ())
    live.add(everything)
    assert live.numbers()["contributions"].value == 4, "said for all to hear"


async def test_every_number_carries_its_definition_its_filter_and_its_moment(house: House) -> None:
    answer = await asked(house, "?event=chat-1&question=chat-1/q2&by=source&by=kind")

    assert answer["place"] == "epoch.1"
    assert [it["name"] for it in answer["metrics"]] == [it.name for it in DEFINITIONS]
    for it in answer["metrics"]:
        assert it["definition"]
        assert it["filter"] == "event chat-1, question chat-1/q2, of what people publish, what is published"
        assert it["as_of"] == answer["as_of"] == "2026-11-02T19:30:00Z"
        assert "source" in it["by"]
        assert "question" not in it["by"]


async def test_a_campaigns_numbers_are_those_of_its_wall(house: House) -> None:
    answer, figures = await asked(house), house.known.figures()

    found = {it["name"]: it["value"] for it in answer["metrics"]}

    assert found["contributions"] == figures.contributions
    assert (found["ideas"], found["experiences"]) == (figures.ideas, figures.experiences)
    assert (found["participants"], found["held"]) == (figures.voices, figures.held)


async def test_numbers_follow_the_place_and_are_counted_once_for_it(house: House) -> None:
    before = await asked(house, "?event=chat-1")
    house.known.all_said.append(factories.contribution(id=ContributionId("c-new"), voice=VoiceKey("v-new")))

    same = await asked(house, "?event=chat-1")
    house.known.seq += 1
    after = await asked(house, "?event=chat-1")

    assert before == same
    assert after["metrics"][0]["value"] == before["metrics"][0]["value"] + 1


async def test_what_takes_long_to_count_is_counted_again_only_after_a_rest(house: House) -> None:
    known, clock = house.known, house.clock
    read = known.ideas_of

    async def slowly(event: EventId, /, **filters: Any) -> Sequence[Idea]:
        clock.at += timedelta(seconds=2)
        return await read(event, **filters)

    known.ideas_of = slowly  # type: ignore[method-assign]
    before = await asked(house, "?event=chat-1")
    known.seq += 1

    clock.at += timedelta(seconds=19)
    resting = await asked(house, "?event=chat-1")
    clock.at += timedelta(seconds=2)
    after = await asked(house, "?event=chat-1")

    assert resting == before
    assert (before["place"], after["place"]) == ("epoch.1", "epoch.2")
    assert before["as_of"] < after["as_of"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?by=size", 400),
        ("?rehearsals=perhaps", 400),
        ("?event=none", 404),
        ("?question=none", 404),
        ("?challenge=none", 404),
        ("?event=connect-1&question=chat-1/q1", 404),
    ],
)
async def test_a_wrong_question_is_explained(house: House, query: str, status: int) -> None:
    answer = await (await house.program("feed")).get(f"/v1/metrics{query}")

    assert answer.status == status
    assert (await answer.json())["detail"]


async def test_strangers_read_numbers_of_public_campaigns_alone(house: House, public_house: House) -> None:
    assert (await (await house.stranger()).get("/v1/metrics")).status == 401
    assert (await (await public_house.stranger()).get("/v1/metrics")).status == 200


async def evidence(house: House, event: str = "chat-1") -> list[dict[str, str]]:
    answer = await (await house.program("moderate", "feed")).get(f"/v1/events/{event}/evidence.csv")
    assert answer.status == 200, await answer.text()
    assert answer.content_type == "text/csv"
    return [*csv.DictReader(io.StringIO(await answer.text()))]


async def test_the_evidence_has_a_row_for_each_contribution_in_the_order_of_time(house: House) -> None:
    rows = await evidence(house)

    assert {it["id"] for it in rows} == {it.id for it in house.known.all_said if it.event == "chat-1"}
    by_name = {it["id"]: it for it in rows}
    assert by_name["c-1"]["disposition"] == "new_idea"
    assert by_name["c-20"]["disposition"] == "support"
    assert by_name["c-40"] | {"disposition": "held", "decided_by": "rules", "reason": "phone"} == by_name["c-40"]
    assert by_name["c-41"]["state"] == "withdrawn"
    assert by_name["c-42"]["disposition"] == by_name["c-42"]["decided_by"] == ""


async def test_the_evidence_says_what_a_person_decided_and_no_word_of_anybody(house: House) -> None:
    first = house.known.all_said[0]
    house.known.all_said[0] = msgspec.structs.replace(
        first, read=READ, disposition=disposed(Becomes.SET_ASIDE, reason="outside", note="their words")
    )
    answer = await (await house.program("moderate", "feed")).get("/v1/events/chat-1/evidence.csv")

    text = await answer.text()

    assert f"set_aside,person,t-1,{minutes(20).isoformat()},outside,{minutes(20).isoformat()}" in text
    there = [it for it in house.known.all_said if it.event == "chat-1"]
    assert [it.text for it in there if it.text and it.text in text] == []
    assert [it.handle for it in there if it.handle and it.handle in text] == []
    assert "their words" not in text


@pytest.mark.parametrize(
    ("placed", "by"),
    [
        ({"rules": "2026-11-27"}, "rules"),
        ({}, "rules"),
        ({"before": Placed(idea=IdeaId("i-2"), relation=Relation.FIRST, score=1.0, why="")}, "merging"),
    ],
)
async def test_what_stands_behind_an_idea_since_a_merge_was_put_there_by_merging_and_by_nobody_whom_the_file_names(
    house: House, placed: dict[str, Any], by: str
) -> None:
    it = Placed(idea=IdeaId("i-1"), relation=Relation.COPY, score=1.0, why="", **placed)
    house.known.all_said = [factories.contribution(placed=it)]

    (row,) = await evidence(house)

    assert (row["disposition"], row["decided_by"], row["idea"]) == ("duplicate", by, "i-1")
    assert row["who"] == row["decided_at"] == ""


async def test_the_evidence_is_whole_however_long_it_is(house: House) -> None:
    house.known.all_said = [said(str(nth), said_at=minutes(nth / 1000)) for nth in range(PART + 7)]

    rows = await evidence(house)

    assert [it["id"] for it in rows] == [f"c-{nth}" for nth in range(PART + 7)]


async def test_the_evidence_is_for_moderators(house: House) -> None:
    assert (await (await house.program("feed")).get("/v1/events/chat-1/evidence.csv")).status == 403


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("plain") == "plain"


async def test_the_page_of_figures_has_each_number_with_its_definition(house: House) -> None:
    answer = await (await house.owner()).get("/events/chat-1/figures")
    page = " ".join((await answer.text()).split())

    assert answer.status == 200
    numbers = {it["name"]: it["value"] for it in (await asked(house, "?event=chat-1"))["metrics"]}
    shown = re.findall(r'<dt>([^<]+)</dt> <dd> <span class="bridge-numbers__value">([\d,]+)</span>', page)
    assert shown == [(it.title, f"{numbers[it.name]:,}") for it in DEFINITIONS]
    assert all(msgspec.json.encode(it.says).decode()[1:-1].split("'")[0] in page for it in DEFINITIONS)
    for caption in ("By question", "By source", "By kind", "By how it came here", "Question 2", "Bluesky"):
        assert caption in page
    assert "evidence.csv" in page
    assert "style=" not in page


async def test_the_page_of_figures_is_there_for_an_event_in_which_nothing_was_said(house: House) -> None:
    house.known.all_said, house.known.all_ideas = [], {}

    answer = await (await house.owner()).get("/events/connect-1/figures")

    assert answer.status == 200
    assert "<table" not in await answer.text()


async def test_strangers_see_the_figures_of_a_public_event_without_the_evidence(public_house: House) -> None:
    page = await (await (await public_house.stranger()).get("/events/chat-1/figures")).text()

    assert "Participants" in page
    assert "evidence.csv" not in page
