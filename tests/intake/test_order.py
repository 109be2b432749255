"""The order of review: a candidate's own words give its rank, what was said around it moves it."""

from __future__ import annotations

import pytest

from bridge.intake.order import ALONE, Line, elicits, guess_facilitator, likes_it, order
from bridge.records import Kind

IDEA, EXPERIENCE, QUESTION, CONCERN = Kind.IDEA, Kind.EXPERIENCE, Kind.QUESTION, Kind.COMMENT


def _says(speaker: str | None, text: str, *candidates: tuple[str, float, Kind], written: bool = False) -> Line:
    return Line(speaker, text, written, candidates)


def _ranks(*lines: Line, led_by: tuple[str, ...] = ()) -> dict[str, float]:
    return {identity: rank for identity, (rank, _) in order(lines, led_by).items()}


def test_without_context_the_order_is_that_of_the_words_and_the_reason_says_so() -> None:
    ranked = order([_says("Ann", "A rota.", ("weak", 0.7, IDEA)), _says("Bo", "A bus.", ("sure", 0.9, IDEA))])
    assert ranked["sure"][0] > ranked["weak"][0]
    assert ranked["sure"][1] == ranked["weak"][1] == ALONE


def test_what_answers_a_question_for_ideas_comes_before_what_was_said_unasked() -> None:
    ranked = order(
        [
            _says("Bo", "We could have a bus.", ("unasked", 0.8, IDEA)),
            _says("Fay", "Thank you. So what would help?"),
            _says("Cy", "We could have a rota.", ("asked", 0.8, IDEA)),
        ],
        {"Fay"},
    )
    assert ranked["asked"][0] > ranked["unasked"][0]
    assert ranked["asked"][1] == "answers the facilitator's question for ideas just before"


def test_the_lift_of_a_question_fades_with_the_turns_and_ends() -> None:
    turns = [_says("AB"[at % 2], "A rota.", (f"{at}", 0.8, IDEA)) for at in range(12)]
    ranks = _ranks(_says("Fay", "Any ideas?"), *turns, led_by=("Fay",))
    first, second, later, last = ranks["0"], ranks["1"], ranks["10"], ranks["11"]
    assert first > second > later == last


def test_sentences_of_one_answer_are_one_turn_away_from_the_question() -> None:
    answers = [_says("Bo", "A rota.", ("first", 0.8, IDEA)), _says("Bo", "A bus.", ("second", 0.8, IDEA))]
    ranks = _ranks(_says("Fay", "Any ideas?"), *answers, led_by=("Fay",))
    assert ranks["first"] == ranks["second"]


@pytest.mark.parametrize("ends", ["Okay, moving on to discharge letters.", "And how many of you work nights?"])
def test_the_next_topic_or_question_of_the_facilitator_ends_the_lift(ends: str) -> None:
    ranked = order([_says("Fay", "Any ideas?"), _says("Fay", ends), _says("Bo", "Six.", ("it", 0.6, IDEA))], {"Fay"})
    assert ranked["it"][1] == ALONE


def test_a_question_of_the_others_in_between_does_not_end_it() -> None:
    ranked = order(
        [
            _says("Fay", "Any ideas?"),
            _says("Bo", "Do you mean for staff?"),
            _says("Cy", "A rota.", ("it", 0.6, IDEA)),
        ],
        {"Fay"},
    )
    assert ranked["it"][1] == "answers the facilitator's question for ideas 2 turns before"


def test_anybody_may_ask_for_ideas_and_does_not_answer_themselves() -> None:
    ranked = order(
        [
            _says("Bo", "How could we stop the queues?"),
            _says("Bo", "Maybe a rota.", ("own", 0.8, IDEA)),
            _says("Cy", "Maybe a bus.", ("other", 0.8, IDEA)),
        ]
    )
    assert ranked["own"][1] == ALONE
    assert ranked["other"][1] == "answers a question for ideas just before"


def test_all_speakers_unknown_is_no_obstacle() -> None:
    ranked = order(
        [
            _says(None, "What would help?"),
            _says(None, "A rota.", ("rota", 0.7, IDEA)),
            _says(None, "Love that."),
            _says(None, "A bus.", ("bus", 0.7, IDEA)),
        ]
    )
    assert ranked["rota"][1] == "answers a question for ideas just before; liked by another right after"
    assert ranked["rota"][0] > ranked["bus"][0]
    assert "liked" not in ranked["bus"][1]


def test_a_reaction_raises_the_best_candidate_of_the_turn_before_it_and_no_other() -> None:
    ranked = order(
        [
            _says("Ann", "A rota.", ("earlier", 0.8, IDEA)),
            _says("Bo", "It is loud. Ear plugs for all.", ("loud", 0.4, CONCERN), ("plugs", 0.8, IDEA)),
            _says("Cy", "Great idea."),
        ]
    )
    assert ranked["plugs"][1] == "liked by another right after"
    assert [ranked[it][1] for it in ("earlier", "loud")] == [ALONE, ALONE]
    assert ranked["plugs"][0] > ranked["earlier"][0]


def test_several_reactions_in_a_row_are_about_the_same_turn() -> None:
    once = _ranks(_says("Bo", "Ear plugs.", ("it", 0.8, IDEA)), _says("Cy", "+1"))
    thrice = order(
        [
            _says("Bo", "Ear plugs.", ("it", 0.8, IDEA)),
            _says("Cy", "+1"),
            _says("Di", "Yeah."),
            _says("Ed", "Love that"),
            _says("Fay", "I like that, yes."),
        ]
    )
    assert thrice["it"][0] > once["it"]
    assert thrice["it"][1] == "liked by others right after"


def test_a_reaction_may_bring_an_idea_of_its_own_which_is_not_what_it_likes() -> None:
    ranked = order(
        [
            _says("Bo", "Ear plugs.", ("plugs", 0.8, IDEA)),
            _says("Cy", "Great idea, and we could dim the lights.", ("lights", 0.8, IDEA)),
            _says("Di", "Love that"),
        ]
    )
    assert [ranked[it][1] for it in ("plugs", "lights")] == ["liked by another right after"] * 2


def test_nobody_lifts_their_own_idea_by_liking_it() -> None:
    ranked = order([_says("Bo", "Ear plugs.", ("it", 0.8, IDEA)), _says("Bo", "Great idea, that.")])
    assert ranked["it"][1] == ALONE


def test_what_the_facilitator_says_sinks() -> None:
    ranked = order(
        [_says("Fay", "We could break.", ("hers", 0.9, IDEA)), _says("Bo", "x", ("his", 0.7, IDEA))], {"Fay"}
    )
    assert ranked["hers"][0] < ranked["his"][0]
    assert ranked["hers"][1] == "said by the facilitator"


def test_what_was_written_down_comes_before_the_same_words_spoken() -> None:
    ranked = order([_says("Bo", "x", ("spoken", 0.7, IDEA)), _says("Bo", "x", ("note", 0.7, IDEA), written=True)])
    assert ranked["note"][0] > ranked["spoken"][0]
    assert ranked["note"][1] == "was written down"


def test_of_the_same_strength_ideas_come_first_then_experiences_then_concerns() -> None:
    kinds = (IDEA, EXPERIENCE, CONCERN)
    ranks = _ranks(_says("Bo", "x", *((kind.value, 0.6, kind) for kind in kinds)))
    assert sorted(ranks, key=ranks.__getitem__, reverse=True) == [kind.value for kind in kinds]


def test_support_and_chatter_come_last_whatever_is_said_for_them() -> None:
    ranks = _ranks(
        _says("Fay", "Any ideas?"),
        _says("Bo", "x", ("support", 1.0, Kind.SUPPORT), ("chatter", 1.0, Kind.CHATTER), written=True),
        _says("Cy", "great idea"),
        _says("Fay", "x", ("weakest", 0.0, CONCERN)),
        led_by=("Fay",),
    )
    assert max(ranks["support"], ranks["chatter"]) < ranks["weakest"]


def test_every_rank_stays_within_nought_and_one() -> None:
    liked = [_says(f"{at}", "+1") for at in range(40)]
    ranks = _ranks(
        _says("Fay", "Any ideas?"),
        _says("Bo", "x", ("most", 1.0, IDEA), written=True),
        *liked,
        _says("Fay", "x", ("least", 0.0, Kind.CHATTER)),
        led_by=("Fay",),
    )
    assert 0 <= ranks["least"] < ranks["most"] <= 1


@pytest.mark.parametrize(
    "text",
    [
        "What would help?",
        "so what if anything would you change",
        "Any ideas?",
        "Right, over to you.",
        "How could we make that easier for carers?",
        "Does anyone else have a thought on this?",
        "Pop your ideas in the chat please.",
        "That is the picture. What do you think?",
        "Can you say a bit more?",
    ],
)
def test_questions_for_ideas_are_known_with_and_without_their_mark(text: str) -> None:
    assert elicits(text)


@pytest.mark.parametrize(
    "text",
    [
        "What would help is a drop-in on Tuesdays.",
        "What we could do is have a rota.",
        "How many people come?",
        "I have no ideas.",
        "We had some suggestions last week.",
        "",
    ],
)
def test_other_sentences_do_not_ask_for_ideas(text: str) -> None:
    assert not elicits(text)


@pytest.mark.parametrize(
    "text", ["great idea", "Yeah, I really like that.", "+1", "love that", "That would be so helpful.", "👍", "Agreed."]
)
def test_reactions_are_known(text: str) -> None:
    assert likes_it(text)


@pytest.mark.parametrize(
    "text", ["I don't like that.", "not a good idea", "I have a great idea", "I like the ward", "Good morning", ""]
)
def test_other_beginnings_are_no_reactions(text: str) -> None:
    assert not likes_it(text)


def _led(*texts: tuple[str, str]) -> list[Line]:
    return [_says(speaker, text) for speaker, text in texts]


def test_the_facilitator_is_guessed_from_who_asks_and_opens() -> None:
    session = _led(
        ("Fay", "Welcome all. What would help?"),
        ("Bo", "A rota."),
        ("Fay", "Anything else?"),
        ("Cy", "Any ideas about parking?"),
        ("Fay", "Over to you, Di. What would you change?"),
        ("Di", "The forms."),
    )
    assert guess_facilitator(session) == "Fay"


def test_no_facilitator_is_guessed_where_it_is_not_clear() -> None:
    asks = "What would help?"
    assert guess_facilitator(_led(("Ann", asks), ("Bo", asks), ("Ann", asks), ("Bo", asks))) is None
    assert guess_facilitator(_led(("Ann", asks), ("Bo", "A rota."))) is None
    assert guess_facilitator([_says(None, asks), _says(None, asks)]) is None
    assert guess_facilitator([]) is None
