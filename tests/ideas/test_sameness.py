from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.ideas.likeness import Verdict
from bridge.ideas.postings import CAP
from bridge.ideas.sameness import Index, Match
from bridge.ideas.weights import Weights

SAID = "Text people a week before their appointment so that fewer slots are missed"


def index_of(*texts: str, scope: str | None = None, lang: str | None = None) -> Index:
    index = Index()
    for number, text in enumerate(texts):
        index.add(str(number), text, scope=scope, lang=lang)
    return index


def verdict(matches: tuple[Match, ...]) -> Verdict | None:
    return matches[0].verdict if matches else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SAID, Verdict.COPY),
        (f"RT @amy: {SAID} #NHS https://example.org/1", Verdict.COPY),
        (f"Love this! RT @amy: {SAID}", Verdict.COPY),
        (f"“{SAID}” 👏👏", Verdict.COPY),
        ("Text people a week befroe their appointmnt so fewer slots are missed", Verdict.NEAR),
        ("RT @amy: Text people a week before their appointment so tha…", Verdict.NEAR),
        ("Text people a week before their appointment so... https://example.org/1 #NHS 👏", Verdict.NEAR),
        (f"This is nonsense: RT @amy: {SAID}", Verdict.QUOTE),
        (f"Really? RT @amy: {SAID}", Verdict.QUOTE),
        (f"RT @amy: {SAID} – and who pays the bill", Verdict.QUOTE),
        (f"“{SAID}” is a waste of money", Verdict.QUOTE),
        ("Text people two weeks before their appointment so that fewer slots are missed", Verdict.SUGGEST),
        ("Do not text people a week before their appointment so that fewer slots are missed", Verdict.SUGGEST),
        ("Send an SMS a week ahead of each appointment so fewer are missed", Verdict.SUGGEST),
        ("Free parking for night staff at every hospital", None),
    ],
)
def test_a_text_is_told_apart_from_what_was_said(text: str, expected: Verdict | None) -> None:
    index = index_of(SAID, "Run weekend theatre lists for hips and knees", "Ask volunteers to drive people home")

    assert verdict(index.matches(text)) is expected


def test_a_refused_look_alike_says_why() -> None:
    index = index_of("Open theatres seven days a week for everyone")

    found = index.matches("Open theatres five days a week for everyone")

    assert found[0].why == "much the same words, but one says '5', the other '7'"


def test_a_paraphrase_says_which_words_it_shares() -> None:
    index = index_of("Run theatre lists on Saturdays for hip and knee replacements")

    found = index.matches("Weekend theatre lists for hips and knees")

    assert found[0].verdict is Verdict.SUGGEST
    assert found[0].why.startswith("shares '")
    assert "'theatre'" in found[0].why


def test_the_same_words_with_a_question_mark_are_for_a_person() -> None:
    index = index_of("Close the cottage hospital wards at night.")

    found = index.matches("Close the cottage hospital wards at night?")

    assert verdict(found) is Verdict.SUGGEST


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wir sollten die Station in der Nacht schließen", "Wir sollten die Station in der Nacht nicht schließen"),
        ("Il faut fermer le service des urgences la nuit", "Il ne faut pas fermer le service des urgences la nuit"),
        ("我们应该关闭这个医院的病房因为没有人使用", "我们不应该关闭这个医院的病房因为没有人使用"),
        ("Мы должны закрыть отделение на ночь", "Мы не должны закрыть отделение на ночь"),
    ],
)
def test_in_a_language_whose_little_words_we_do_not_know_only_the_same_words_join(one: str, other: str) -> None:
    index = index_of(one)

    assert verdict(index.matches(one)) is Verdict.COPY
    assert verdict(index.matches(other)) in {Verdict.SUGGEST, None}


def test_what_the_source_calls_another_language_joins_by_the_same_words_only() -> None:
    index = index_of(SAID, lang="de")

    assert verdict(index.matches(SAID.replace("fewer", "fewr"), lang="de")) is Verdict.SUGGEST
    assert verdict(index.matches(SAID.upper(), lang="de")) is Verdict.COPY


def test_what_may_say_the_opposite_is_suggested_as_that() -> None:
    index = index_of("Fit grab rails in every bathroom of the sheltered flats")

    against = index.matches("No more grab rails in sheltered flats, they only rust")

    assert [match.verdict for match in against] == [Verdict.SUGGEST]
    assert "may say the opposite: only one says 'no more'" in against[0].why


def test_the_same_words_in_another_challenge_are_suggested() -> None:
    index = index_of(SAID, scope="demand")

    assert verdict(index.matches(SAID, scope="demand")) is Verdict.COPY
    assert verdict(index.matches(SAID, scope="capacity")) is Verdict.SUGGEST
    assert verdict(index.matches(SAID, scope=None)) is Verdict.COPY


@pytest.mark.parametrize("short", ["Agree!", "+1", "More theatres!", "So true"])
def test_a_short_text_is_like_nothing_but_itself(short: str) -> None:
    index = index_of(short, "More theatres for hips, so true and I agree", "+1 for more theatres in Hull")

    found = index.matches(short)

    assert [(match.id, match.verdict) for match in found] == [("0", Verdict.COPY)]


def test_likeness_does_not_chain_through_what_joined() -> None:
    steps = [f"Text people one week before their {hospital} visit" for hospital in ("hospital", "hosptal", "hsptal")]
    index = index_of(steps[0])

    assert verdict(index.matches(steps[1])) is Verdict.NEAR
    assert verdict(index.matches(steps[2])) is Verdict.SUGGEST
    assert verdict(index_of(steps[1]).matches(steps[2])) is Verdict.NEAR


def test_the_best_match_comes_first_and_no_more_than_asked_for() -> None:
    index = index_of(f"{SAID} in Leeds and Hull", SAID, f"{SAID} for two years", f"{SAID} at night by phone")

    found = index.matches(f"{SAID} please", limit=2)

    assert [match.id for match in found] == ["1", "2"]
    assert found[0].verdict is Verdict.NEAR


def test_a_text_added_again_under_its_id_takes_the_place_of_the_old() -> None:
    index = index_of(SAID)

    index.add("0", "Run weekend theatre lists for hips and knees")

    assert index.matches(SAID) == ()
    assert len(index) == 1


def test_a_flood_of_one_text_keeps_the_newest_and_still_finds_it() -> None:
    index = index_of(*[SAID] * (CAP + 50))

    found = index.matches(SAID, limit=1000)

    assert len(found) == CAP
    assert max(map(len, index._prints._lists.values())) == CAP  # type: ignore[arg-type]


@given(st.text(), st.none() | st.text(max_size=5))
def test_any_text_is_a_copy_of_itself(text: str, lang: str | None) -> None:
    index = index_of(text, lang=lang)

    found = index.matches(text, lang=lang)

    assert [match.verdict for match in found] == ([Verdict.COPY] if text.strip() else [])


@given(st.lists(st.text(alphabet="abc dé 12不.?", max_size=40), max_size=8), st.data())
def test_what_is_added_and_removed_leaves_no_trace(texts: list[str], data: st.DataObject) -> None:
    index = index_of(*texts)

    for number in data.draw(st.permutations(range(len(texts)))):
        index.remove(str(number))

    assert (len(index), len(index._keys), len(index._prints), len(index._words)) == (0, 0, 0, 0)
    assert not index._weights.carriers


WORDS = "not no we should open close theatre theatres 5 seven hundred on saturday before after in Leeds Hull appt mistkae mistake … ?"
SAYINGS = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


@given(SAYINGS, SAYINGS)
def test_copy_and_near_hold_either_way_round(one: str, other: str) -> None:
    there = verdict(index_of(one).matches(other))
    back = verdict(index_of(other).matches(one))

    assert (there in {Verdict.COPY, Verdict.NEAR}) == (back in {Verdict.COPY, Verdict.NEAR})


@pytest.mark.parametrize(
    "slips",
    [
        "Txet people a wek before their apointment so that fwer slots are missd",
        "People text a week before, so that fewer appointment slots missed",
        "Text peoplea week beforetheir appointment sothat fewer slots are missed",
    ],
)
def test_a_text_full_of_slips_is_found_among_many(slips: str) -> None:
    others = [f"Text {who} {when} their {what}" for who in WHO for when in WHEN for what in WHAT]
    index = index_of(SAID, *others)

    assert "0" in {match.id for match in index.matches(slips)}


WHO = ["patients", "carers", "nurses", "parents", "staff", "visitors", "porters", "teachers", "students", "surgeons"]
WHEN = ["before", "after", "during", "without", "despite"]
WHAT = ["appointment", "slots", "scan", "discharge", "visit", "operation", "clinic", "review", "meal", "transfer"]


@given(
    st.lists(st.sets(st.sampled_from(["people", "theatr", "text", "ward", "need"])), min_size=1, max_size=90), st.data()
)
def test_what_a_word_weighs_depends_on_the_texts_and_not_on_their_order(
    texts: list[set[str]], data: st.DataObject
) -> None:
    weights, others = Weights(), Weights()
    for number, words in enumerate(texts, start=1):
        weights.add(words, number)
    for number, words in enumerate([*data.draw(st.permutations(texts)), {"ward", "scan"}], start=1):
        others.add(words, number)
    others.remove({"ward", "scan"}, len(texts))

    assert others.carriers == weights.carriers
    assert [others.of_one(word) for word in ("people", "ward", "scan")] == [
        weights.of_one(word) for word in ("people", "ward", "scan")
    ]
