"""Which question something belongs to, and why."""

from __future__ import annotations

import pytest

from bridge.intake.normalise import bare
from bridge.intake.question import Opened, asked, belonging, read_label, timeline
from bridge.records import ChallengeId, QuestionId, SourceName, Turn
from tests.factories import event, minutes, question

QUESTIONS = (question(1, planned_at=minutes(5)), question(2, planned_at=minutes(15)))


@pytest.mark.parametrize(
    ("text", "letter", "number", "rest"),
    [
        ("A1 Text people", "a", 1, "Text people"),
        ("a1 text people", "a", 1, "text people"),
        ("A1 📱 text people", "a", 1, "📱 text people"),
        ("A1 “text” people", "a", 1, "“text” people"),
        ("A2 one more thing: text people", "a", 2, "one more thing: text people"),
        ("A1, text people", "a", 1, "text people"),
        ("a1. text people", "a", 1, "text people"),
        ("A 1 Text people", "a", 1, "Text people"),
        ("A2", "a", 2, ""),
        ("T1: access", "t", 1, "access"),
        ("R1 Creo que sí", "r", 1, "Creo que sí"),
        ("P2: ¿Qué ayuda?", "p", 2, "¿Qué ayuda?"),
        ("Question 3: What helps?", "q", 3, "What helps?"),
        ("Q10) What helps?", "q", 10, "What helps?"),
        ("Ａ１ 全角", "a", 1, "全角"),
        ("A1️⃣ text", "a", 1, "text"),
        ("🅰️2 text", "a", 2, "text"),
        ("A② text", "a", 2, "text"),
        ("a❷: text", "a", 2, "text"),
        ("1️⃣ text", "", 1, "text"),
        ("A١ text", "a", 1, "text"),
        ("👩‍⚕️ A1 Text", "a", 1, "Text"),
        ("@amy @bob A1 Text #SolvingTogether", "a", 1, "Text"),
        ("RT @amy: A1 Text", "a", 1, "Text"),
        ("#SolvingTogether A1 Text", "a", 1, "Text"),
        ("Hello all! #SolvingTogether A1 Text", "a", 1, "Hello all! Text"),
        ("Text people earlier. A1 #SolvingTogether", "a", 1, "Text people earlier."),
        ("Text people earlier (A2)", "a", 2, "Text people earlier"),
        ("A\u200e1 \u2067Text\u2069", "a", 1, "Text"),
        ("A1b: text", "a", 1, "text"),
        ("A1/A2 text people", "a", 1, "A2 text people"),
        ("Q2/5: What helps?", "q", 2, "What helps?"),
        ("Question 2 of 5: What helps?", "q", 2, "What helps?"),
        ("C2: Beth sy'n helpu?", "c", 2, "Beth sy'n helpu?"),
        ("Ateb 3: Amser", "a", 3, "Amser"),
        ("Respuesta 3. Tiempo", "r", 3, "Tiempo"),
        ("Ans. 2: text", "a", 2, "text"),
        ("(2/2) A2: text", "a", 2, "text"),
        ("Back to Q2: text people", "q", 2, "text people"),
        ("Late A5: text people", "a", 5, "text people"),
        ("A3 sorry, text people", "a", 3, "sorry, text people"),
        ("A2 and text people", "a", 2, "and text people"),
        ("Hello from Leeds! A1: text people", "a", 1, "Hello from Leeds! text people"),
        ("Hello from Leeds\nA1: text people", "a", 1, "Hello from Leeds text people"),
    ],
)
def test_a_label_is_read_as_people_write_it(text: str, letter: str, number: int, rest: str) -> None:
    label = read_label(bare(text))

    assert label
    assert (label.letter, label.number, label.rest) == (letter, number, rest)


@pytest.mark.parametrize(
    "text",
    [
        "A 1 hour wait is too long",
        "A 2-week wait",
        "A 24/7 service",
        "A24/7 service",
        "a 1.5 tesla scanner",
        "A1c levels",
        "A1,500 people",
        "T2 diabetes clinics",
        "P2 patients are waiting",
        "traffic on the A1",
        "We print on A4 paper",
        "1️⃣ call 2️⃣ text",
        "Type 2 diabetes",
        "A4 leaflets for every patient",
        "A4 and A5 paper",
        "F1 Doctors on the rota",
        "C2 Fractures are slow to heal",
        "On A4, we print everything",
        "Back to A4 leaflets",
        "Mind the A470. A1 roads are worse",
        "A4-sized leaflets",
        "A3 posters in every lift",
        "A1 road closed",
        "A1 rated wards",
        "Q3 budget is spent",
        "",
    ],
)
def test_a_number_in_a_sentence_is_no_label(text: str) -> None:
    assert read_label(bare(text)) is None


@pytest.mark.parametrize(("text", "asks"), [("Q1: What helps?", True), ("A1: This", False), ("What helps? Q1", False)])
def test_only_a_leading_question_label_asks(text: str, asks: bool) -> None:
    label = read_label(text)

    assert label
    assert label.asks is asks


def test_a_label_may_be_written_as_a_tag() -> None:
    text = "#A2 Text people #SolvingTogether"

    label = read_label(bare(text), text)

    assert label
    assert (label.letter, label.number, label.rest) == ("a", 2, "Text people")


@pytest.mark.parametrize("text", ["Tonight. Q1: What helps? Q2: What not?", "Q1: this. Q2: that. Q3: those"])
def test_who_lists_questions_asks_none_of_them(text: str) -> None:
    label = read_label(text)

    assert label
    assert not label.asks


def test_a_host_opens_the_planned_question() -> None:
    label = read_label("Q2: And while they recover?")
    assert label

    opened = asked(event(), QUESTIONS, label, minutes(16))

    assert (opened.id, opened.opened_at, opened.text) == ("chat-1/q2", minutes(16), QUESTIONS[1].text)


def test_a_number_beyond_the_plan_makes_a_new_question() -> None:
    label = read_label("Q7: One more: who should lead?")
    assert label

    opened = asked(event(), QUESTIONS, label, minutes(50))

    assert (opened.id, opened.number, opened.text) == ("chat-1/q7", 7, "One more: who should lead?")
    assert opened.challenge == ChallengeId("boosting-capacity")


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("Q7: @amy asks who should lead?", "@… asks who should lead?"),
        ("Q7: Do ＠amy and @bob.example.org agree?", "Do @… and @… agree?"),
        ("Q7: What does @amy@social.example say?", "What does @… say?"),
        ("Q7: Why meet @ noon?", "Why meet @ noon?"),
    ],
)
def test_a_question_names_no_handle(text: str, opened: str) -> None:
    label = read_label(text)
    assert label

    question = asked(event(), QUESTIONS, label, minutes(50))

    assert question.text == opened


HOST_OPENED = ((minutes(8), QuestionId("chat-1/q1")), (minutes(30), QuestionId("chat-1/q7")))
LAST_MINUTE = (*HOST_OPENED, (minutes(58), QuestionId("chat-1/q2")))
PUT_OFF = (*HOST_OPENED, (minutes(40), None))


@pytest.mark.parametrize(
    ("text", "thread", "quoted", "at", "opened", "expected", "why"),
    [
        ("A1 Text", "chat-1/q2", None, 20, (), "chat-1/q1", "labelled A1"),
        ("Q1 Text", None, None, 20, (), "chat-1/q1", "labelled Q1"),
        ("A7 Text", None, None, 31, HOST_OPENED, "chat-1/q7", "labelled A7"),
        ("A7 Text", None, None, 20, HOST_OPENED, "chat-1/q7", "labelled A7"),
        ("A7 Text", "chat-1/q1", None, 20, HOST_OPENED, "chat-1/q1", "thread"),
        ("A7 Text", None, "chat-1/q1", 20, HOST_OPENED, "chat-1/q1", "quotes"),
        ("A1 Text", "chat-1/q7", None, 31, HOST_OPENED, "chat-1/q1", "labelled A1"),
        ("A9 Text", None, None, 20, HOST_OPENED, "chat-1/q1", "was on"),
        ("A9 Text", "chat-1/q2", None, 20, HOST_OPENED, "chat-1/q2", "thread"),
        ("A9 Text", None, "chat-1/q2", 20, HOST_OPENED, "chat-1/q2", "quotes"),
        ("text", "chat-1/q2", "chat-1/q1", 6, (), "chat-1/q2", "thread"),
        ("text", None, "chat-1/q2", 6, (), "chat-1/q2", "quotes"),
        ("text", None, None, 31, HOST_OPENED, "chat-1/q7", "was on"),
        ("text", None, None, 20, HOST_OPENED, "chat-1/q1", "was on"),
        ("text", None, None, 30.2, HOST_OPENED, "chat-1/q1", "could be read"),
        ("text", "chat-1/q1", None, 30.2, HOST_OPENED, "chat-1/q1", "thread"),
        ("A7 Text", None, None, 30.2, HOST_OPENED, "chat-1/q7", "labelled"),
        ("text", None, None, 41, PUT_OFF, None, "was on"),
        ("text", None, None, 16, (), "chat-1/q2", "plan had open"),
        ("text", None, None, 6, HOST_OPENED, "chat-1/q1", "plan had open"),
        ("text", None, None, 1, (), None, "no question was open"),
        ("text", None, None, 100, HOST_OPENED, None, "after the event closed"),
        ("text", None, None, 67, LAST_MINUTE, "chat-1/q2", "was on"),
        ("text", None, None, 69, LAST_MINUTE, None, "after the event closed"),
        ("A2 Text", None, None, 100, HOST_OPENED, "chat-1/q2", "labelled A2"),
        ("text", "chat-1/q2", None, 100, HOST_OPENED, "chat-1/q2", "thread"),
    ],
)
def test_a_contribution_belongs_to_a_question_for_a_reason(  # noqa: PLR0917 - a table's columns
    text: str,
    thread: QuestionId | None,
    quoted: QuestionId | None,
    at: float,
    opened: Opened,
    expected: str | None,
    why: str,
) -> None:
    belongs = belonging(event(), QUESTIONS, opened, minutes(at), label=read_label(text), thread=thread, quoted=quoted)

    assert belongs.question == expected
    assert why in belongs.why


@pytest.mark.parametrize(
    ("source", "expected"), [(SourceName.X, None), (SourceName.MASTODON, "chat-1/q2")], ids=["host here", "no host"]
)
def test_the_plans_clock_counts_only_where_no_host_can_be_heard(source: SourceName, expected: str | None) -> None:
    belongs = belonging(event(), QUESTIONS, (), minutes(16), label=None, thread=None, quoted=None, source=source)

    assert belongs.question == expected


def test_a_label_goes_by_the_numbers_that_questions_have_now() -> None:
    inserted = question(2, id=QuestionId("chat-1/new"))
    moved = question(3, id=QuestionId("chat-1/q2"))

    found = [
        belonging(
            event(), (QUESTIONS[0], inserted, moved), (), minutes(20), label=read_label(text), thread=None, quoted=None
        ).question
        for text in ("A2 Text", "A3 Text")
    ]

    assert found == ["chat-1/new", "chat-1/q2"]


ONE, TWO = QuestionId("chat-1/q1"), QuestionId("chat-1/q2")


@pytest.mark.parametrize(
    ("heard", "asked_at", "corrected_at", "turns", "expected"),
    [
        ([(5, ONE)], None, None, [], [(5, ONE)]),
        ([(5, ONE)], 3, None, [], [(3, ONE)]),
        ([(5, ONE)], 7, None, [], [(5, ONE)]),
        ([(5, ONE), (50, ONE)], None, None, [], [(5, ONE)]),
        ([(5, ONE)], 7, 8, [], [(7, ONE)]),
        ([(5, ONE)], None, 8, [], []),
        ([(5, ONE), (9, ONE)], None, 8, [], [(9, ONE)]),
        ([(5, ONE), (9, TWO)], None, None, [(20, ONE)], [(5, ONE), (9, TWO), (20, ONE)]),
        ([(5, ONE)], 5, None, [(5, ONE), (6, None)], [(5, ONE), (6, None)]),
    ],
    ids=[
        "as heard",
        "the store knows of an earlier post",
        "and of a later one",
        "a recap",
        "corrected to another time",
        "corrected to not asked yet",
        "and asked after that",
        "a facilitator goes back",
        "a facilitator ends it",
    ],
)
def test_what_was_on_is_what_hosts_asked_and_facilitators_put_on(
    heard: list[tuple[float, QuestionId]],
    asked_at: float | None,
    corrected_at: float | None,
    turns: list[tuple[float, QuestionId | None]],
    expected: list[tuple[float, QuestionId | None]],
) -> None:
    known = question(
        1,
        opened_at=minutes(asked_at) if asked_at else None,
        corrected={"opened_at": minutes(corrected_at)} if corrected_at else {},
    )

    on = timeline(
        [(minutes(at), it) for at, it in heard], [known], [Turn(at=minutes(at), question=it) for at, it in turns]
    )

    assert list(on) == [(minutes(at), it) for at, it in expected]
