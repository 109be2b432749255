"""Which question something belongs to, and why."""

from __future__ import annotations

from datetime import datetime

import pytest

from bridge.intake.normalise import bare
from bridge.intake.question import asked, belonging, read_label
from bridge.records import ChallengeId, QuestionId
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


@pytest.mark.parametrize(
    ("text", "thread", "quoted", "at", "opened", "expected", "why"),
    [
        ("A1 Text", "chat-1/q2", None, 20, (), "chat-1/q1", "labelled A1"),
        ("Q1 Text", None, None, 20, (), "chat-1/q1", "labelled Q1"),
        ("A7 Text", None, None, 31, HOST_OPENED, "chat-1/q7", "labelled A7"),
        ("A9 Text", None, None, 20, HOST_OPENED, "chat-1/q1", "host had open"),
        ("text", "chat-1/q2", "chat-1/q1", 6, (), "chat-1/q2", "thread"),
        ("text", None, "chat-1/q2", 6, (), "chat-1/q2", "quotes"),
        ("text", None, None, 31, HOST_OPENED, "chat-1/q7", "host had open"),
        ("text", None, None, 20, HOST_OPENED, "chat-1/q1", "host had open"),
        ("text", None, None, 16, (), "chat-1/q2", "plan had open"),
        ("text", None, None, 6, HOST_OPENED, "chat-1/q1", "plan had open"),
        ("text", None, None, 1, (), None, "no question was open"),
        ("text", None, None, 100, HOST_OPENED, None, "after the event closed"),
        ("A2 Text", None, None, 100, HOST_OPENED, "chat-1/q2", "labelled A2"),
    ],
)
def test_a_contribution_belongs_to_a_question_for_a_reason(  # noqa: PLR0917 - a table's columns
    text: str,
    thread: QuestionId | None,
    quoted: QuestionId | None,
    at: int,
    opened: tuple[tuple[datetime, QuestionId], ...],
    expected: str | None,
    why: str,
) -> None:
    belongs = belonging(event(), QUESTIONS, opened, minutes(at), label=read_label(text), thread=thread, quoted=quoted)

    assert belongs.question == expected
    assert why in belongs.why
