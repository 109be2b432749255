from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.documents.notes import Notes, read_notes
from bridge.documents.read import arrivals, read
from bridge.intake.pipeline import take
from bridge.records import Arrival, Contribution, EventId, Kind
from tests.documents.test_session import laid
from workers.filters import plan_to_inspect

BEGAN = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
CHAT = (
    "19:02:10\tAda Okoro:\tMorning all. We could open the gym on Sundays for carers.\n"
    "19:02:12\tBen:\tChairs without arms in every waiting room.\n"
)


def chat(*lines: str) -> str:
    return CHAT + "".join(f"19:03:{at:02}\t{line}\n" for at, line in enumerate(lines))


def reactions(notes: Notes) -> list[tuple[str | None, str, int]]:
    return [(turn.speaker, turn.text, turn.about) for turn in notes.turns if turn.about is not None]


def skipped(notes: Notes) -> dict[str, tuple[int, ...]]:
    return {it.reason: it.lines for it in notes.skipped}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('Cy:\tReacted to "Chairs without arms in every waiting room." with 👍', ("Cy", "👍", 1)),
        ('Cy:\tReacted to "Chairs without arms in every…" with ❤️', ("Cy", "❤️", 1)),
        ("Cy:\tReacted to “Morning all. We could open...” with 👏🏽", ("Cy", "👏🏽", 0)),
    ],
)
def test_a_reaction_that_agrees_is_read_with_the_message_that_it_is_about(
    line: str, expected: tuple[str, str, int]
) -> None:
    notes = read_notes(chat(line))

    assert reactions(notes) == [expected]
    assert notes.turns[-1].evidence == "line 3"
    assert not notes.skipped


@pytest.mark.parametrize(
    "line",
    [
        'Cy:\tReacted to "Something that nobody said" with 👍',
        'Cy:\tReacted to "Chairs without arms in every…" with 😂',
        'Cy:\tReacted to "Chairs without arms in every…" with 👎',
        'Ben:\tReacted to "Chairs without arms in every…" with 👍',
        'Cy:\tRemoved a 👍 reaction from "Chairs without arms in every…"',
        'Cy:\tReacted to "…" with 👍',
    ],
)
def test_a_reaction_to_nothing_or_against_it_or_to_ones_own_words_is_none(line: str) -> None:
    notes = read_notes(chat(line))

    assert not reactions(notes)
    assert skipped(notes) == {"reaction": (3,)}


def test_a_reaction_that_is_removed_is_taken_off_and_the_others_stay() -> None:
    quoted = '"Chairs without arms in every…"'
    text = chat(
        f"Cy:\tReacted to {quoted} with 👍",
        "Ada Okoro:\tWho pays for the chairs?",
        'Dee:\tReacted to "Who pays for the chairs?" with 💯',
        f"Dee:\tReacted to {quoted} with 👍",
        f"Cy:\tRemoved a 👍 reaction from {quoted}",
        f"Cy:\tRemoved a 👍 reaction from {quoted}",
    )

    notes = read_notes(text)

    assert reactions(notes) == [("Dee", "💯", 2), ("Dee", "👍", 1)]
    assert skipped(notes) == {"reaction": (3, 7, 8)}
    assert notes.found == 8


def test_the_same_reaction_twice_is_one() -> None:
    line = 'Cy:\tReacted to "Chairs without arms…" with 👍'

    notes = read_notes(chat(line, line))

    assert reactions(notes) == [("Cy", "👍", 1)]
    assert skipped(notes) == {"reaction": (4,)}


def arrived(text: str) -> tuple[Arrival, ...]:
    document = read("chat.txt", text.encode())
    return arrivals(document, session=EventId("s"), document_id="d", said_at=BEGAN, received_at=BEGAN)


def test_a_reaction_becomes_support_for_what_is_longest_in_its_message() -> None:
    message = (
        "Good morning everybody from Leeds. "
        "We could open the gym on Sundays for carers" + " and their children" * 12 + "."
    )
    said = arrived(chat(f"Dee:\t{message}", 'Cy:\tReacted to "Good morning everybody…" with 👍'))
    (reaction,) = [it for it in said if it.reply_to]

    (about,) = [it for it in said if it.id == reaction.reply_to]
    assert about.text.startswith("We could open the gym")
    support = take(
        Arrival(
            id=reaction.id,
            source=reaction.source,
            said_at=BEGAN,
            received_at=BEGAN,
            text=reaction.text,
            author=reaction.author,
            reply_to=reaction.reply_to,
            event=plan_to_inspect().events[0].id,
        ),
        plan_to_inspect(),
    )
    assert isinstance(support, Contribution)
    assert support.kind is Kind.SUPPORT
    assert support.reply_to is not None


def test_one_persons_reactions_are_told_apart_by_what_they_are_about() -> None:
    first = 'Cy:\tReacted to "Morning all…" with 👍'
    second = 'Cy:\tReacted to "Chairs without…" with 👍'

    both = {it.reply_to: it.id for it in arrived(chat(first, second)) if it.reply_to}
    alone = {it.reply_to: it.id for it in arrived(chat(second)) if it.reply_to}

    assert len(set(both.values())) == 2
    assert alone.items() <= both.items()


def test_in_a_session_a_reaction_is_about_its_message_under_the_name_that_that_has_there() -> None:
    others = [f"Dee:\tWe need {n} more buses from the ward at night" for n in range(2, 9)]
    text = chat('Cy:\tReacted to "Chairs without arms in every…" with 👍', *others)

    session = laid(*(read("chat.txt", it.encode()) for it in (text, text.replace("arms in every", "arms in each"))))

    assert session.replaced == {"u1": "u2"}
    said = {it.id: it for part in session.parts for it in part.arrivals}
    (reaction,) = [it for it in said.values() if it.reply_to]
    assert reaction.reply_to in said
    assert said[reaction.reply_to].text == "Chairs without arms in each waiting room."


LINES = st.sampled_from(
    [
        "Ada:\tLater buses",
        "Ben:\tLater buses at night",
        'Cy:\tReacted to "Later buses" with 👍',
        'Ben:\tReacted to "Later…" with ❤️',
        'Cy:\tRemoved a 👍 reaction from "Later buses"',
        'Ben:\tReacted to "Later buses\n\nand trains" with 👍',
    ]
)


@given(st.lists(LINES, max_size=5))
def test_every_line_is_read_or_told_whatever_is_taken_off(lines: list[str]) -> None:
    text = "".join(f"19:03:00\t{line}\n" for line in lines)

    notes = read_notes(text)

    told = [line for it in notes.skipped for line in it.lines]
    assert len(set(told)) == len(told) == sum(it.count for it in notes.skipped)
    assert all(turn.about is None or notes.turns[turn.about].about is None for turn in notes.turns)
    assert all(turn.about is None or turn.about < at for at, turn in enumerate(notes.turns))
