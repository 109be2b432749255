from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from bridge.documents.alignment import Line, corrected_lines, equal_lines
from bridge.documents.attendance import People
from bridge.documents.read import Document, read, read_upload
from bridge.documents.session import Part, Session, lay_together
from bridge.records import Act, EventId, NativeId
from tests.documents.docx_writer import docx, p, turn
from tests.documents.shapes import cue, vtt

BEGAN = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)
PLACES = ["ward", "clinic", "gym", "pharmacy", "kitchen", "car park", "library", "waiting room", "theatre", "lounge"]
TIMES = ["on Sundays", "at night", "before ten", "in the holidays", "after a fall"]
#: Who said what, and in which second; no sentence twice.
TALK = [
    (("Ada Okoro", "Ben Hale", "Zoë Díaz")[n % 3], f"We could open the {place} {when} for carers like Ben.", 20.0 * n)
    for n, (place, when) in enumerate((place, when) for place in PLACES for when in TIMES)
]
Talk = Sequence[tuple[str, str, float]]


def captions(talk: Talk, name: str = "meeting.vtt") -> Document:
    body = vtt(*(cue(f"<v {who}>{text}</v>" if who else text, at=at) for who, text, at in talk))
    return read(name, body.encode())


def word(talk: Talk) -> Document:
    turns = [turn(who, f"{int(at) // 60}:{int(at) % 60:02}", text) for who, text, at in talk]
    return read("meeting.docx", docx(p("Sunday clinics-20261102_190000UTC-Meeting Recording"), *turns))


def notes(*lines: str, name: str = "notes.md") -> Document:
    return read(name, "\n".join(f"- {line}" for line in lines).encode())


def laid(*documents: Document, people: Sequence[People] = ()) -> Session:
    parts = [
        Part(upload=f"u{n}", received_at=BEGAN + timedelta(hours=n), document=it) for n, it in enumerate(documents, 1)
    ]
    return lay_together(parts, people, session=EventId("s1"), began_at=BEGAN, zone=ZoneInfo("Europe/London"))


def told(session: Session) -> dict[NativeId, str]:
    return {it.id: it.text for part in session.parts for it in part.arrivals}


def gone(session: Session) -> dict[NativeId, str]:
    return {it.id: it.author for part in session.parts for it in part.taken_back}


def people(*names: str) -> People:
    rows = "\n".join(f"{name}\tJoined\t11/2/2026, 7:00:04 PM" for name in names)
    held = read_upload("people.csv", f"Full Name\tUser Action\tTimestamp\n{rows}".encode())
    assert isinstance(held, People)
    return held


def changed(talk: Talk, *at: int) -> list[tuple[str, str, float]]:
    """Some lines corrected: a word that was misheard."""
    return [
        (who, text.replace("could open", "could not close") if n in at else text, second)
        for n, (who, text, second) in enumerate(talk)
    ]


def test_the_names_of_all_speakers_and_attendees_are_masked_in_the_words_of_each_part() -> None:
    session = laid(captions(TALK[:3]), notes("Ben could ask Mo"), people=[people("Mo Lund (Guest)")])

    assert {it.names for part in session.parts for it in part.arrivals} == {session.names}
    assert session.names == ("Ada Okoro", "Ben Hale", "Zoë Díaz", "Mo Lund")


def test_a_speaker_is_one_and_the_same_in_all_parts() -> None:
    session = laid(
        captions(TALK[:3]), notes("A quiet room"), captions([("BEN HALE", "And a garden for the ward.", 9.0)])
    )

    assert [it.pseudonym for part in session.parts for it in part.arrivals] == [
        *("Speaker 1", "Speaker 2", "Speaker 3"),
        None,
        "Speaker 2",
    ]


def test_who_called_the_meeting_facilitates() -> None:
    held = people("Ada Okoro")
    led = People(report=held.report, names=held.names, facilitators=("Ada Okoro",))

    assert laid(captions(TALK), people=[led]).facilitators == {"ada okoro"}


def test_the_same_file_again_replaces_the_first_and_changes_nothing() -> None:
    once, twice = laid(captions(TALK)), laid(captions(TALK), captions(TALK))

    assert twice.replaced == {"u1": "u2"}
    assert told(twice) == told(once)
    assert gone(twice) == {}
    assert twice.parts[1].corrected == frozenset()


@pytest.mark.parametrize("at", [(), (0,), (49,), (3, 4, 5), tuple(range(0, 40, 2))])
def test_a_correction_of_some_sentences_changes_just_these_and_adds_none(at: tuple[int, ...]) -> None:
    before, after = laid(captions(TALK)), laid(captions(TALK), captions(changed(TALK, *at)))

    assert told(after).keys() == told(before).keys()
    assert sum(told(after)[one] != text for one, text in told(before).items()) == len(at)
    assert len(after.parts[1].corrected) == len(at)
    assert gone(after) == {}


def test_corrections_of_corrections_keep_what_was_first() -> None:
    first = captions(TALK)
    second = captions(changed(TALK, 7, 8))
    third = captions(changed(TALK, 7, 20))

    session = laid(first, second, third)

    assert session.replaced == {"u1": "u3", "u2": "u3"}
    assert told(session).keys() == told(laid(first)).keys()
    assert told(session) == told(laid(first, third))
    assert gone(session) == {}


def test_what_stood_only_in_the_earlier_part_is_taken_back_and_what_is_new_is_new() -> None:
    before = laid(captions(TALK))
    new = ("Ada Okoro", "Text people the number of the ward they will be on.", 205.0)

    after = laid(captions(TALK), captions([*TALK[:10], new, *TALK[13:]]))

    assert list(gone(after)) == list(told(before))[10:13]
    assert {it.act for it in after.parts[1].taken_back} == {Act.DELETED}
    assert {it.text for it in after.parts[1].taken_back} == {""}
    assert len(told(after)) == 48
    assert told(after).keys() - told(before).keys() == {
        next(one for one, text in told(after).items() if "Text" in text)
    }


def test_what_another_part_says_too_is_not_taken_back() -> None:
    chat = read("chat.txt", f"19:02:10\tBen Hale:\t{TALK[10][1]}\n".encode())

    session = laid(captions(TALK), chat, captions([*TALK[:10], *TALK[11:]]))

    assert session.replaced == {"u1": "u3"}
    assert gone(session) == {}


def test_the_same_meeting_as_captions_and_as_a_word_document_is_one() -> None:
    captured, written = captions(TALK), word(TALK)

    for session in (laid(captured, written), laid(written, captured)):
        assert session.replaced == {"u1": "u2"}
        assert told(session) == told(laid(captured))
        assert gone(session) == {}


def test_captions_without_names_do_not_take_the_names_away() -> None:
    unnamed = captions([("", text, at) for _, text, at in TALK], "closed_caption.vtt")

    session = laid(captions(TALK), unnamed)

    assert told(session).keys() == told(laid(captions(TALK))).keys()
    assert [it.author for it in session.parts[1].arrivals] == [who.casefold() for who, _, _ in TALK]
    assert told(laid(unnamed, captions(TALK))).keys() == told(laid(unnamed)).keys()


def test_a_sentence_of_another_speaker_than_was_thought_is_the_same_sentence() -> None:
    corrected = [("Zoë Díaz" if n == 4 else who, text, at) for n, (who, text, at) in enumerate(TALK)]

    session = laid(captions(TALK), captions(corrected))

    assert told(session) == told(laid(captions(TALK)))
    assert len(session.parts[1].corrected) == 1
    assert gone(session) == {}


def test_a_yes_of_another_person_is_no_correction() -> None:
    one = [*TALK[:9], ("Ben Hale", "Yes please.", 181.0), *TALK[9:]]
    other = [*TALK[:9], ("Ada Okoro", "Yes please.", 181.0), *TALK[9:]]

    session = laid(captions(one), captions(other))

    assert len(gone(session)) == 1
    assert len(told(session)) == len(told(laid(captions(one))))


def test_a_sentence_that_comes_where_a_corrected_one_left_its_identity_gets_its_own() -> None:
    who, text, _ = TALK[7]
    again = captions([*changed(TALK, 7), (who, text, 1100.0)])

    session = laid(captions(TALK), again, again)

    assert len(told(session)) == len(session.parts[2].arrivals) == 51
    assert told(session).keys() >= told(laid(captions(TALK))).keys()


def test_sentences_that_moved_stay_what_they_were() -> None:
    session = laid(captions(TALK), captions([*TALK[40:], *TALK[:40]]))

    assert session.replaced == {"u1": "u2"}
    assert told(session) == told(laid(captions(TALK)))


def test_notes_of_a_board_that_come_in_another_order_are_the_same_board() -> None:
    lines = [f"Idea {n} for the ward" for n in range(12)]
    turned = notes(*reversed(lines[1:]), "Another one altogether")

    session = laid(notes(*lines, name="board of room one.md"), renamed(turned, "board of room one.md"))

    assert session.replaced == {"u1": "u2"}
    assert len(gone(session)) == 1


def renamed(document: Document, name: str) -> Document:
    """The same document under another name."""
    return read(name, "\n".join(f"- {it.text}" for it in document.turns).encode())


def test_the_notes_of_two_rooms_that_say_the_same_are_two() -> None:
    session = laid(notes("Later buses for all", name="room a.md"), notes("Later buses for all", name="room b.md"))

    assert session.replaced == {}
    assert len(told(session)) == 2


@pytest.mark.parametrize("part", [slice(30, 50), slice(44, 46)])
def test_a_part_that_repeats_some_of_another_replaces_nothing_and_doubles_nothing(part: slice) -> None:
    more = [(who, text.replace("carers", "volunteers"), at + 400) for who, text, at in TALK]

    session = laid(captions(TALK), captions([*TALK[part], *more]))

    assert session.replaced == {}
    assert len(told(session)) == 100
    assert gone(session) == {}


def test_a_chat_that_is_quoted_in_the_notes_is_not_replaced_by_them() -> None:
    chat = read(
        "chat.txt", b"19:02:10\tAda Okoro:\tText reminders in Welsh please\n19:03:10\tBen:\tA bench at the bus stop\n"
    )
    lines = [f"Point {n} of what was talked about" for n in range(20)]

    session = laid(chat, notes(*lines, "Text reminders in Welsh please", "A bench at the bus stop"))

    assert session.replaced == {}


def test_the_second_half_of_a_dropped_call_comes_after_the_first() -> None:
    second = [(who, text.replace("carers", "volunteers"), at) for who, text, at in TALK]

    session = laid(captions(TALK), captions(second))

    assert session.replaced == {}
    assert [part.arrivals[0].said_at for part in session.parts] == [BEGAN, BEGAN + timedelta(seconds=981)]


def test_a_second_half_that_repeats_some_minutes_goes_by_what_it_repeats() -> None:
    again = [(who, text, at - TALK[40][2] + 5) for who, text, at in TALK[40:]]
    new = [(who, text.replace("carers", "volunteers"), at + 205) for who, text, at in TALK]

    session = laid(captions(TALK), captions([*again, *new]))

    assert session.parts[1].arrivals[0].said_at == session.parts[0].arrivals[40].said_at


def test_parts_with_dates_go_by_their_dates() -> None:
    second = captions(
        [(who, text.replace("carers", "volunteers"), at) for who, text, at in TALK], "m-20261102_203000UTC.vtt"
    )
    local = captions(TALK, "m-20260702_203000.vtt")

    session = laid(captions(TALK), second)

    assert session.parts[1].arrivals[0].said_at == datetime(2026, 11, 2, 20, 30, tzinfo=UTC)
    assert laid(local).parts[0].arrivals[0].said_at == datetime(2026, 7, 2, 19, 30, tzinfo=UTC)


def test_a_part_whose_clock_goes_on_is_not_moved() -> None:
    second = captions([(who, text.replace("carers", "volunteers"), at + 1200) for who, text, at in TALK])

    assert laid(captions(TALK), second).parts[1].arrivals[0].said_at == BEGAN + timedelta(seconds=1200)


def test_notes_and_chats_are_no_second_half() -> None:
    chat = read("chat.txt", b"19:02:10\tAda Okoro:\tText reminders in Welsh please\n")

    assert laid(captions(TALK), chat).parts[1].arrivals[0].said_at == BEGAN


def test_in_any_order_the_parts_hold_the_same() -> None:
    parts = [
        captions(TALK),
        captions([(who, text.replace("carers", "volunteers"), at) for who, text, at in TALK[:20]]),
        read("chat.txt", f"19:02:10\tBen Hale:\t{TALK[10][1]}\n19:03:10\tMo:\tA bench at the bus stop\n".encode()),
        notes("Later buses", "A quiet room", "Text reminders in Welsh"),
    ]

    ids = {frozenset(told(laid(*order))) for order in permutations(parts)}

    assert [len(it) for it in ids] == [74]


@pytest.mark.parametrize("seed", range(6))
def test_no_two_arrivals_of_a_part_are_the_same_whatever_is_corrected(seed: int) -> None:
    dice = random.Random(seed)
    documents = []
    talk: list[tuple[str, str, float]] = [*TALK, *TALK[:9]]
    for _ in range(4):
        documents.append(captions([(who, text, 20.0 * n) for n, (who, text, _) in enumerate(talk)]))
        talk = changed(talk, *dice.sample(range(len(talk)), 6))
        talk.insert(dice.randrange(len(talk)), dice.choice(talk))
        del talk[dice.randrange(len(talk))]

    session = laid(*documents)

    assert session.replaced == {"u1": "u4", "u2": "u4", "u3": "u4"}
    said = [it.id for it in session.parts[3].arrivals]
    assert len(said) == len(set(said)) == 59
    assert not set(said) & gone(session).keys()
    assert {it.id for it in laid(documents[0]).parts[0].arrivals} <= set(said) | gone(session).keys()


def test_an_empty_session_holds_nothing() -> None:
    assert laid() == Session(parts=(), replaced={}, names=(), facilitators=frozenset())


def test_of_the_equal_lines_the_most_are_paired_that_keep_their_order() -> None:
    earlier = [Line("", word) for word in "abcdexx"]
    later = [Line("", word) for word in "eabxdcx"]

    pairs = equal_lines(earlier, later)

    assert pairs == sorted(pairs)
    assert len(pairs) == 4
    assert all(earlier[e].words == later[at].words for e, at in pairs)


def test_corrected_lines_are_alike_by_the_same_speaker_and_in_order() -> None:
    earlier = [Line("ada", "one two three"), Line("ben", "four five six"), Line("ada", "seven eight nine")]
    later = [Line("ben", "one two tree"), Line("ben", "four five sick"), Line("", "seven eight mine")]

    assert list(corrected_lines(earlier, later, [])) == [(1, 1), (2, 2)]
