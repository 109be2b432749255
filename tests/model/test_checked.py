"""What a model returns is believed only where it was said: word for word, in the turn that it names."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import checked
from bridge.model.checked import Found, check, fold
from bridge.model.windows import Line
from bridge.records import Kind
from tests.model.stand_in import found, passage

LINES = [
    Line(speaker="S1", text="What would help people who miss their appointments?"),
    Line(
        speaker="S2",
        text="We could text them the day before. I don’t think letters work — nobody reads “Dear patient”.",
    ),
    Line(speaker="S3", text="Great idea."),
    Line(speaker="", text="When I was in for my hip, 2 of 3 letters\ncame late, and the clinic didn't ring."),
]


def believed(*passages: dict[str, Any], lines: list[Line] = LINES) -> tuple[tuple[Found, ...], dict[str, int]]:
    taken, thrown = check(found(passages), lines, range(len(lines)))
    kept, twice = fold(taken, lines)
    return kept, dict(thrown) | ({"twice": twice} if twice else {})


def test_what_was_said_is_found_with_its_kind_and_wording() -> None:
    kept, thrown = believed(
        passage(1, "We could text them the day before.", "idea", "Text people the day before their appointment.")
    )

    assert kept == (
        Found(
            turn=1,
            quote="We could text them the day before.",
            restated="Text people the day before their appointment.",
            kind=Kind.IDEA,
        ),
    )
    assert thrown == {}


@pytest.mark.parametrize(
    ("returned", "stands"),
    [
        ("we COULD text them", "We could text them"),
        ("I don't think letters work - nobody reads \"dear patient\".", "I don’t think letters work — nobody reads “Dear patient”."),
        ("  2 of 3 letters came late", "2 of 3 letters\ncame late"),
        ("letters\t\n came late", "letters\ncame late"),
        ("Great idea", "Great idea"),
    ],
)  # fmt: skip
def test_case_space_quotes_and_dashes_may_differ_and_the_line_is_quoted_as_it_stands(
    returned: str, stands: str
) -> None:
    kept, thrown = believed(passage([0, 1, 2, 3], returned))

    assert [it.quote for it in kept] == [stands]
    assert thrown == {}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (passage(1, "We could open a second site."), "not_said"),
        (passage(1, "We could text them. I don't think letters work"), "not_said"),  # of two sentences
        (passage(1, "We could text them ... nobody reads"), "not_said"),
        (passage([1, 2], LINES[1].text + " " + LINES[2].text), "not_said"),  # of two turns
        (passage(1, "We could text them the day before!"), "not_said"),  # of another mark
        (passage(1, "could text them the da"), "not_said"),  # within a word
        (passage(3, "ame late, and the clinic"), "not_said"),
        (passage(3, "late, and the clinic didn"), "not_said"),  # says the contrary
        (passage(1, ""), "not_said"),
        (passage(1, " \n"), "not_said"),
        (passage(0, "We could text them the day before."), "wrong_turn"),
        (passage(99, "We could text them the day before."), "wrong_turn"),
        (passage(-3, "We could text them the day before."), "wrong_turn"),
        (passage(10**40, "We could text them the day before."), "wrong_turn"),
        (passage([], "We could text them the day before."), "wrong_turn"),
        (passage([0] * 10 + [1], "We could text them the day before."), "wrong_turn"),
        (passage(1, "We could text them the day before.", "decision"), "bad_kind"),
        (passage(1, "We could text them the day before.", "host"), "bad_kind"),
        (passage(1, "We could text them the day before.", "chatter"), "bad_kind"),
        (passage(1, "We could text them " * 60), "too_long"),
        (passage(1, "the day"), "too_short"),
        ({"turns": [1], "quote": 7, "kind": "idea"}, "bad_shape"),
        ({"turns": ["one"], "quote": "We could text them", "kind": "idea"}, "bad_shape"),
        ({"turns": [True], "quote": "We could text them", "kind": "idea"}, "bad_shape"),
        ({"turns": [1.5], "quote": "We could text them", "kind": "idea"}, "bad_shape"),
        ({"turns": [1], "quote": "We could text them"}, "bad_shape"),
        ({}, "bad_shape"),
    ],
)
def test_what_was_not_said_so_is_thrown_away_and_counted(said: dict[str, Any], why: str) -> None:
    assert believed(said) == ((), {why: 1})


def test_a_turn_that_was_not_sent_cannot_be_quoted() -> None:
    taken, thrown = check(found([passage(1, "We could text them the day before.")]), LINES, {0, 2})

    assert taken == []
    assert thrown == {"not_said": 1}


def test_a_dash_between_words_ends_a_quote_and_a_hyphen_within_one_does_not() -> None:
    lines = [Line(speaker="S1", text="We could have drop-ins—nobody should have to book.")]

    assert believed(passage(0, "we could have drop"), lines=lines) == ((), {"not_said": 1})
    assert believed(passage(0, "we could have drop-ins"), lines=lines)[0][0].quote == "We could have drop-ins"
    assert believed(passage(0, "nobody should have to book"), lines=lines)[1] == {}


@pytest.mark.parametrize("number", ["1.5", "10:30", "3/4"])
def test_a_quote_does_not_end_within_a_number(number: str) -> None:
    lines = [Line(speaker="S1", text=f"We wait for {number} hours every week.")]

    assert believed(passage(0, f"We wait for {number[0]}"), lines=lines) == ((), {"not_said": 1})
    assert believed(passage(0, f"We wait for {number}"), lines=lines)[1] == {}


def test_letters_that_fold_into_two_are_quoted_whole_or_not_at_all() -> None:
    lines = [Line(speaker="S1", text="We could use the Große Straße for that.")]

    assert believed(passage(0, "we could use the GROSSE STRASSE"), lines=lines)[0][0].quote == (
        "We could use the Große Straße"
    )
    assert believed(passage(0, "We could use the Gros"), lines=lines) == ((), {"not_said": 1})


def test_half_of_a_letter_that_folds_into_two_is_not_quoted() -> None:
    lines = [Line(speaker="S1", text="The garden is Spaß for all.")]

    assert believed(passage(0, "the garden is spas"), lines=lines) == ((), {"not_said": 1})


def test_what_two_windows_found_is_there_once_in_the_order_it_was_said() -> None:
    late = passage(3, "When I was in for my hip", "experience")
    early = passage(1, "We could text them the day before.")
    longer = passage(1, "text them the day before. I don't think letters work")

    kept, thrown = believed(late, early, longer, early)

    assert [it.quote for it in kept] == ["We could text them the day before.", "When I was in for my hip"]
    assert thrown == {"twice": 2}


def test_an_answer_that_returns_everything_many_times_is_cut() -> None:
    kept, thrown = believed(*[passage(1, "We could text them the day before.")] * 1_000)

    assert len(kept) == 1
    assert thrown == {"too_many": 1_000 - checked.MOST_PASSAGES, "twice": checked.MOST_PASSAGES - 1}


@pytest.mark.parametrize(
    "restated",
    [
        "Text people on 020 7946 0123.",
        "Text them on oh seven seven double oh nine one two three.",
        "Text them the day before at sarah dot thornton at nhs dot net.",
        "Text people 2 days before.",  # a number that nobody said in the quote
        "Text people two days before, as Margaret said.",
        "Margaret says to text people the day before.",
        "Text people the day before. Margaret would.",
        "Margaret’s text the day before.",
        "Text amy@clinic.example the day before.",
        "Text people the day before: https://evil.example",
        "Text people the day before: evil.example/now",
        "<b>Text them the day before</b>",
        "Text them the day\u202e before",
        "Text them the day before. " * 20,
        "Everybody agreed without exception that wards should close.",
        "S2 could text them the day before.",
    ],
)
def test_a_wording_that_says_more_than_the_quote_is_left_out(restated: str) -> None:
    kept, thrown = believed(passage(1, "We could text them the day before.", restated=restated))

    assert [(it.quote, it.restated) for it in kept] == [("We could text them the day before.", "")]
    assert thrown == {"restated": 1}


def test_numbers_and_names_of_things_that_were_said_may_be_in_a_wording() -> None:
    lines = [
        Line(speaker="S1", text="The Carers Hub sees 40 people, so Leeds could have 1.5 more nurses. I'd ask them.")
    ]

    kept, thrown = believed(
        passage(
            0, lines[0].text, restated="The Carers Hub, which sees 40 people,  could have 1.5 more nurses in Leeds."
        ),
        lines=lines,
    )

    assert kept[0].restated == "The Carers Hub, which sees 40 people, could have 1.5 more nurses in Leeds."
    assert thrown == {}


@pytest.mark.parametrize(
    "answer",
    [
        '{"found":[%s]}',
        "[%s]",
        '```json\n{"found":[%s]}\n```',
        'Here it is:\n{"found": [%s]}\nAnything else?',
        '<think>Is {this} one?</think>{"found":[%s]}',
    ],
)  # fmt: skip
def test_json_is_found_in_what_stands_about_it(answer: str) -> None:
    inner = '{"turns":1,"quote":"We could text them the day before.","kind":" Idea","why":"because"}'

    taken, thrown = check(answer % inner, LINES, range(4))

    assert [it.kind for it in taken] == [Kind.IDEA]
    assert thrown == {}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "HACKED",
        "{}",
        '{"found": "all of it"}',
        '{"found": [{"turns": [1], "quo',
        "7",
        "null",
        "[" * 100_000,
        '{"found":' * 50_000,
    ],
)
def test_what_is_no_answer_is_said_to_be_none(answer: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        check(answer, LINES, range(4))


TEXTS = st.text(max_size=40) | st.text("aA ßİ’'-—.\n\u0301x", max_size=40) | st.sampled_from([it.text for it in LINES])


@st.composite
def sessions_and_answers(draw: st.DrawFn) -> tuple[list[Line], str]:
    """Turns, and passages that are parts of them, nearly parts, parts of two, or anything."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=6))
    passages = []
    for _ in range(draw(st.integers(0, 8))):
        one, other = draw(st.sampled_from(texts)), draw(st.sampled_from(texts))
        start, end = sorted((draw(st.integers(0, len(one))), draw(st.integers(0, len(one)))))
        quote = draw(
            st.sampled_from([one, one[start:end], one[start:end].upper(), one[:start] + other[:end], one + other])
        )
        turns = draw(st.lists(st.integers(-2, 7), max_size=3) | st.just([texts.index(one)]))
        passages.append(passage(turns, quote, draw(st.sampled_from(["idea", "support", "x"])), draw(TEXTS)))
    answer = draw(st.just(found(passages)) | st.text(max_size=60))
    return [Line(speaker="", text=text) for text in texts], answer


@given(sessions_and_answers())
def test_whatever_comes_back_each_quote_stands_in_its_turn_and_nothing_goes_uncounted(
    given_: tuple[list[Line], str],
) -> None:
    lines, answer = given_
    try:
        taken, thrown = check(answer, lines, range(len(lines)))
    except ValueError:
        return
    kept, twice = fold(taken, lines)

    assert all(it.quote and it.quote in lines[it.turn].text for it in kept)
    assert all(len(it.restated) <= checked.LONGEST_RESTATED for it in kept)
    given_passages = msgspec.json.decode(answer)
    count = len(given_passages["found"] if isinstance(given_passages, dict) else given_passages)
    assert count == len(kept) + twice + sum(thrown.values()) - thrown["restated"]
