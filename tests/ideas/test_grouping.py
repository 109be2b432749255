from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.grouper import Grouper
from bridge.ideas.grouping import Outcome, beside, decide
from bridge.ideas.likeness import Verdict
from bridge.ideas.reactions import endorses
from bridge.ideas.sameness import Match
from bridge.records import ChallengeId, ContributionId, IdeaId, Kind, Relation
from tests.factories import contribution, idea

IDEA = IdeaId("i-1")
OTHER = IdeaId("i-2")
SAID = "Text people a week before their appointment"


def match(verdict: Verdict, idea: str = "i-2", score: float = 0.9) -> Match:
    return Match(id=idea, verdict=verdict, score=score, why="because")


def test_a_repost_adds_a_voice() -> None:
    decision = decide(contribution(reposts=ContributionId("c-0")), IDEA, [])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.SUPPORT, IDEA, Relation.SUPPORT)


def test_a_repost_of_what_we_do_not_know_belongs_to_no_idea() -> None:
    decision = decide(contribution(reposts=ContributionId("c-0")), None, [match(Verdict.COPY)])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.SUPPORT, None, None)


@pytest.mark.parametrize("text", ["+1", "Agree!", "👏👏", "Yes please!", "This"])
def test_agreement_supports_what_it_answers_and_nothing_else(text: str) -> None:
    for kind in (Kind.SUPPORT, Kind.COMMENT):
        answered = decide(contribution(text, kind=kind), IDEA, [match(Verdict.COPY)])
        loose = decide(contribution(text, kind=kind), None, [match(Verdict.COPY)])

        assert (answered.outcome, answered.idea) == (Outcome.SUPPORT, IDEA)
        assert (loose.outcome, loose.idea, loose.relation) == (Outcome.SUPPORT, None, None)


@pytest.mark.parametrize("text", ["A1: Say thank you!", "Be nice", "A2 Just say thanks"])
def test_a_kind_word_said_as_an_idea_opens_one(text: str) -> None:
    decision = decide(contribution(text, kind=Kind.IDEA), None, [])

    assert (decision.outcome, decision.relation) == (Outcome.NEW, Relation.FIRST)


@pytest.mark.parametrize("kind", [Kind.CHATTER, Kind.HOST])
def test_chatter_and_hosts_are_no_part_of_an_idea(kind: Kind) -> None:
    decision = decide(contribution(kind=kind), IDEA, [match(Verdict.COPY)])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.CHATTER, None, None)


@pytest.mark.parametrize(("verdict", "relation"), [(Verdict.COPY, Relation.COPY), (Verdict.NEAR, Relation.NEAR)])
@pytest.mark.parametrize("target", [None, IDEA])
def test_the_same_words_join_the_idea_that_they_say(
    verdict: Verdict, relation: Relation, target: IdeaId | None
) -> None:
    decision = decide(contribution(), target, [match(verdict)])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.JOINED, OTHER, relation)


def test_a_repost_in_words_is_support() -> None:
    decision = decide(contribution(f"RT @amy: {SAID}"), None, [match(Verdict.COPY)])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.SUPPORT, OTHER, Relation.COPY)


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.QUESTION])
def test_an_answer_with_words_of_its_own_is_a_comment(kind: Kind) -> None:
    decision = decide(contribution("Who would pay for all of these texts", kind=kind), IDEA, [])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.COMMENT, IDEA, Relation.COMMENT)


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.QUESTION])
def test_an_answer_goes_by_what_it_answers_and_by_words_only_where_they_are_that_idea_s_own(kind: Kind) -> None:
    elsewhere = decide(contribution(kind=kind), IDEA, [match(Verdict.COPY)])
    there = decide(contribution(kind=kind), IDEA, [match(Verdict.COPY)], on_target=match(Verdict.NEAR, IDEA))

    assert (elsewhere.idea, elsewhere.relation) == (IDEA, Relation.COMMENT)
    assert (there.idea, there.relation) == (IDEA, Relation.NEAR)


def test_an_idea_that_quotes_another_than_it_answers_is_no_remark_on_what_it_answers() -> None:
    decision = decide(contribution(f"And more: RT @amy: {SAID}"), IDEA, [match(Verdict.QUOTE)])

    assert (decision.outcome, decision.relation) == (Outcome.SUGGESTED, Relation.FIRST)


def test_agreeing_with_a_remark_on_an_idea_is_no_voice_for_the_idea() -> None:
    decision = decide(contribution(reposts=ContributionId("c-0")), IDEA, [], about_remark=True)

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.SUPPORT, IDEA, Relation.COMMENT)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SAID, Verdict.COPY),
        (f"RT @amy: {SAID}!", Verdict.COPY),
        (f"We could {SAID[0].lower()}{SAID[1:]}", Verdict.NEAR),
        (f"This is nonsense: RT @amy: {SAID}", Verdict.QUOTE),
        ("More theatres", None),
        ("Who would pay for all of these texts", None),
    ],
)
def test_how_words_stand_to_those_of_what_they_answer(text: str, verdict: Verdict | None) -> None:
    found = beside(contribution(text, lang="en"), idea(SAID, lang="en"))

    assert (found.verdict if found else None) == verdict


def test_words_of_another_challenge_are_at_most_alike() -> None:
    found = beside(contribution(SAID, challenge=ChallengeId("elsewhere")), idea(SAID))

    assert found is not None
    assert found.verdict is Verdict.SUGGEST


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.QUESTION])
def test_an_answer_to_what_was_taken_back_before_it_was_heard_is_no_idea(kind: Kind) -> None:
    decision = decide(contribution(kind=kind), None, [], is_gone=True)

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.COMMENT, None, None)


@pytest.mark.parametrize("kind", [Kind.IDEA, Kind.EXPERIENCE])
def test_an_idea_or_experience_told_in_an_answer_stands_by_itself(kind: Kind) -> None:
    decision = decide(contribution(kind=kind), IDEA, [])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.NEW, None, Relation.FIRST)


def test_a_quote_that_disagrees_is_never_a_voice_for_what_it_quotes() -> None:
    quoting = contribution(f"This is nonsense: RT @amy: {SAID}")

    loose = decide(quoting, None, [match(Verdict.QUOTE)])
    answered = decide(quoting, IDEA, [], on_target=match(Verdict.QUOTE, IDEA))

    assert (loose.outcome, loose.relation, loose.suggestions[0].idea) == (Outcome.SUGGESTED, Relation.FIRST, OTHER)
    assert (answered.outcome, answered.relation) == (Outcome.COMMENT, Relation.COMMENT)


def test_what_may_say_the_same_opens_its_own_idea_with_suggestions() -> None:
    decision = decide(contribution(), None, [match(Verdict.SUGGEST), match(Verdict.SUGGEST, "i-3", 0.6)])

    assert (decision.outcome, decision.idea, decision.relation) == (Outcome.SUGGESTED, None, Relation.FIRST)
    assert [(other.idea, other.score, other.why) for other in decision.suggestions] == [
        ("i-2", 0.9, "because"),
        ("i-3", 0.6, "because"),
    ]


def test_the_grouper_names_an_idea_after_its_first_line() -> None:
    grouper = Grouper()

    first = grouper.place("a", SAID, Kind.IDEA)
    copy = grouper.place("b", f"{SAID}! #NHS", Kind.IDEA)
    other = grouper.place("c", "Run weekend theatre lists for hips", Kind.IDEA)

    assert [(one.outcome, one.idea) for one in (first, copy, other)] == [
        (Outcome.NEW, "a"),
        (Outcome.JOINED, "a"),
        (Outcome.NEW, "c"),
    ]


def test_a_copy_of_chatter_is_no_idea() -> None:
    grouper = Grouper()
    grouper.place("a", "Looking forward to tonight's chat with you all", Kind.CHATTER)

    decision = grouper.place("b", "Looking forward to tonight's chat with you all", Kind.IDEA)

    assert decision.outcome is Outcome.NEW


def test_a_short_idea_may_open_an_idea_and_is_joined_by_its_very_words_only() -> None:
    grouper = Grouper()
    grouper.place("a", "More theatres!", Kind.IDEA)

    same = grouper.place("b", "more theatres", Kind.IDEA)
    longer = grouper.place("c", "More theatres in Hull", Kind.IDEA)

    assert (same.outcome, same.idea) == (Outcome.JOINED, "a")
    assert longer.outcome is Outcome.NEW


def test_considering_a_line_leaves_no_trace() -> None:
    grouper = Grouper()

    grouper.consider("a", SAID, Kind.IDEA)

    assert grouper.place("b", SAID, Kind.IDEA).outcome is Outcome.NEW


@pytest.mark.parametrize(
    "text", ["No", "Disagree", "Great wards need nurses", "What?", "Not a good idea", "More support needed", "👎", ""]
)
def test_what_does_not_agree_does_not_endorse(text: str) -> None:
    assert not endorses(text)


@pytest.mark.parametrize(
    "heap", [".", "?!", "so ", "a-", "a.b/", "#a ", "@a", "“ab ", "1,", "five hundred ", "A1 ", "e\u0301", "不", "…"]
)
def test_a_heap_of_anything_is_read_to_its_end(heap: str) -> None:
    grouper = Grouper()

    first = grouper.place("a", f"{heap * 20_000}x", Kind.IDEA)

    assert first.idea == "a"


@given(st.lists(st.tuples(st.text(), st.sampled_from(Kind)), max_size=6))
def test_no_text_makes_the_grouper_raise(lines: list[tuple[str, Kind]]) -> None:
    grouper = Grouper()

    decisions = [grouper.place(str(number), text, kind) for number, (text, kind) in enumerate(lines)]

    assert len(decisions) == len(lines)
