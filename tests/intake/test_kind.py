"""What the kind rules promise: every text gets a known kind, for a reason that can be told, whatever its dress."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridge.intake.kind import classify, strip
from bridge.intake.question import read_label
from bridge.records import Kind, Register
from tests.intake.measure_kinds import Line, gold, idea_figures

GOLD = gold()
HELD = [line for line in GOLD if line.held]
#: Texts of people as they come, and texts of nobody.
TEXTS = st.one_of(
    st.text(), st.sampled_from([line.text for line in GOLD]), st.text(alphabet="A1 :.,?!#@'’-+\nif we so do not please")
)
TAILS = st.lists(
    st.sampled_from(["#SolvingTogether", "#Home4Noon", "https://example.org/a?b=1", "@HorizonsNHS"]), max_size=4
)


def kind_of(text: str, register: Register = Register.WRITTEN, lang: str | None = None) -> Kind:
    return classify(text, register=register, lang=lang).kind


@given(text=TEXTS, register=st.sampled_from(Register), lang=st.sampled_from([None, "en", "cy", "und", ""]))
@example(text="", register=Register.WRITTEN, lang=None)
@example(text="\u202e\ufe0f\x00", register=Register.SPOKEN, lang=None)
def test_any_text_gets_a_known_kind_a_score_and_a_reason(text: str, register: Register, lang: str | None) -> None:
    judged = classify(text, register=register, lang=lang)

    assert judged.kind in set(Kind) - {Kind.HOST}
    assert 0 <= judged.score <= 1
    assert judged.why
    assert classify(text, register=register, lang=lang) == judged


@given(line=st.sampled_from(GOLD), tails=TAILS, gap=st.sampled_from([" ", "\n", "\n\n"]))
def test_trailing_tags_links_and_mentions_do_not_change_the_kind(line: Line, tails: list[str], gap: str) -> None:
    assert kind_of(gap.join([line.text, *tails]), line.register) is kind_of(line.text, line.register)


@given(line=st.sampled_from(GOLD), head=st.sampled_from(["@amy ", "RT @amy: ", "@amy @tom ", "Q2: ", "Q2. @amy "]))
def test_leading_mentions_and_a_question_label_do_not_change_the_kind(line: Line, head: str) -> None:
    assert kind_of(head + line.text, line.register) is kind_of(line.text, line.register)


@given(line=st.sampled_from(GOLD), label=st.sampled_from(["A1: ", "A 2. ", "a3 ", "T1 - ", "R1: ", "Ａ１ "]))
def test_an_answer_label_can_only_make_an_idea_of_a_bare_answer(line: Line, label: str) -> None:
    before, after = kind_of(line.text, line.register), kind_of(label + line.text, line.register)

    assert after is before or (before is Kind.COMMENT and after is Kind.IDEA)


@pytest.mark.parametrize(
    "part", ["and ", "if we ", "would be great for ", "#a ", "a, ", "you should ", "- ", "so do not ", "A1 "]
)
def test_a_long_text_of_nothing_but_cues_is_judged(part: str) -> None:
    assert classify(part * 3_000).why


@pytest.mark.parametrize("register", Register)
def test_the_held_half_of_the_gold_set_stays_above_its_floor(register: Register) -> None:
    pairs = [(line.kind, kind_of(line.text, line.register)) for line in HELD if line.register is register]

    precision, recall, f1 = idea_figures(pairs)

    assert precision >= 0.9
    assert recall >= 0.85
    assert f1 >= 0.88


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("@x @y A1: #SolvingTogether", Kind.CHATTER),
        ("A1 One-stop clinics closer to home", Kind.IDEA),
        ("One-stop clinics closer to home", Kind.COMMENT),
        ("Agree! 🙌", Kind.SUPPORT),
        ("@amy_gp Me too", Kind.SUPPORT),
        ("Us as well! #SolvingTogether", Kind.SUPPORT),
        ("Agree, and trusts should publish their waits", Kind.IDEA),
        ("Agree, but staffing is the real problem", Kind.COMMENT),
        ("Hi all! I have been waiting since March", Kind.EXPERIENCE),
        ("Hello my name is Tom, joining from Leeds", Kind.CHATTER),
        ("Hello, waiting lists are about people", Kind.COMMENT),
        ("👏👏", Kind.SUPPORT),
        ("Agree!\n\n#SolvingTogether\nhttps://example.org", Kind.SUPPORT),
        ("A1 Trust", Kind.COMMENT),
        ("Isolation", Kind.COMMENT),
        ("How do you measure that?", Kind.QUESTION),
        ("So needed, Mina 👏", Kind.SUPPORT),
        ("Good morning from a windy Whitby! Dietitian, one toast down 🙂", Kind.CHATTER),
        ("Hello! I'm a carer, on the list for new eyes. Happy to be here.", Kind.CHATTER),
        ("Hello! Letters should say who to ring.", Kind.IDEA),
        ("A 3 Show people where they are on the list", Kind.IDEA),
        ("Fast-track people who are losing their jobs over the wait", Kind.IDEA),
        ("A4 Agree the order of the list the day before", Kind.IDEA),
        ("My nan is blind. They sent her a letter in tiny print.", Kind.EXPERIENCE),
        ("On the list since August, and no letter yet.", Kind.EXPERIENCE),
        ("Can someone share the link to the slides?", Kind.QUESTION),
        ("Could anyone post the recording?", Kind.QUESTION),
        ("Can anyone hear me?", Kind.CHATTER),
        ("why is transport always so late", Kind.QUESTION),
        ("how come nobody rings back", Kind.QUESTION),
        ("Pharmacists in every care home. Simple.", Kind.IDEA),
        ("Volunteers on every ward, easy", Kind.IDEA),
        ("The form was long. Simple.", Kind.COMMENT),
        ("If I ran the trust I'd open the discharge lounge at 7am", Kind.IDEA),
        ("If we were in charge, parking is what we would scrap", Kind.IDEA),
        ("The answer is more step-down beds, simple as that", Kind.IDEA),
        ("The answer is more complicated than that", Kind.COMMENT),
        ("Nurse-led discharge at weekends would free so many beds", Kind.IDEA),
        ("Evening clinics would help so many people", Kind.IDEA),
        ("They promised the new system would save time", Kind.COMMENT),
        ("I'm a district nurse and I get referrals with no phone number every day", Kind.EXPERIENCE),
        ("We chase the same letters every single week", Kind.EXPERIENCE),
    ],
)
def test_a_post_is_judged_by_what_it_says_itself(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("A1 Text people", True),
        ("a1 text people", True),
        ("A1: text people", True),
        ("A1 “text” people", True),
        ("A2 one more thing: text people", True),
        ("A1, text people", True),
        ("R1 Text people", True),
        ("A4 leaflets for every patient", False),
        ("A4-sized leaflets", False),
        ("A1 rated wards", False),
        ("Q3 budget is spent", False),
        ("T2 diabetes clinics", False),
        ("a1.5 tesla scanner", False),
    ],
)
def test_the_label_that_is_taken_off_is_the_one_that_is_read(text: str, answers: bool) -> None:
    said, labelled = strip(text)

    assert labelled is answers
    assert (said == text) is not answers
    assert (read_label(text) is not None) is answers


@pytest.mark.parametrize(
    "text",
    [
        "It should be fine by Monday.",
        "They could have told us earlier.",
        "She said that we should ask the board.",
        "Support for this was dropped last year.",
        "Report builder crashes when the logo is missing.",
        "Change events are fired twice.",
        "Check in was quick and easy.",
        "Visit to the castle was the highlight.",
        "It was worth every penny.",
        "It would have been nice to have a kettle.",
        "Any help would be appreciated.",
        "I wish I had known this earlier.",
        "Let me know if you need more details.",
        "Let's say you have a list with a thousand rows.",
        "Don't get me wrong, the room was fine.",
        "If you change the theme of the app, you must restart it.",
        "More than half of our users are affected.",
        "There should be no need for this.",
        "Expected behaviour: the window should close.",
        "Why is there no support for this?",
    ],
)
def test_words_of_proposal_that_propose_nothing_are_no_idea(text: str) -> None:
    assert kind_of(text) is not Kind.IDEA


@pytest.mark.parametrize(
    ("text", "written", "spoken"),
    [
        ("You should see my screen now.", None, Kind.CHATTER),
        ("We need to finish in ten minutes.", None, Kind.COMMENT),
        ("Let's move on to the next slide.", None, Kind.CHATTER),
        ("Yeah.", None, Kind.CHATTER),
        ("I like that.", Kind.SUPPORT, Kind.SUPPORT),
        ("Take the tram from the station.", Kind.IDEA, Kind.COMMENT),
        ("What if we rang everybody once a month?", Kind.IDEA, Kind.IDEA),
        ("What made that possible?", Kind.QUESTION, Kind.CHATTER),
        ("Anything else on that?", Kind.QUESTION, Kind.CHATTER),
        ("They should be printing those by Friday.", None, Kind.COMMENT),
    ],
)
def test_speech_is_judged_more_strictly_than_writing(text: str, written: Kind | None, spoken: Kind) -> None:
    assert kind_of(text, Register.SPOKEN) is spoken
    assert written is None or kind_of(text) is written


@pytest.mark.parametrize(
    ("text", "lang", "kind"),
    [
        ("Beth am anfon neges at bawb cyn yr apwyntiad?", "cy", Kind.IDEA),
        ("Cytuno'n llwyr", None, Kind.SUPPORT),
        ("Deberían llamar a cada paciente", "es", Kind.IDEA),
        ("Kolejki są za długie i nikt nic nie mówi", None, Kind.COMMENT),
        ("ہسپتال میں انتظار بہت لمبا ہے", None, Kind.COMMENT),
        ("Ask people how they want to be contacted", "de", Kind.IDEA),
        ("Thanks all, good night", "und", Kind.CHATTER),
        ("Bore da o Wrecsam!", None, Kind.CHATTER),
        ("Dzień dobry z Derby!", "pl", Kind.CHATTER),
        ("A2 Filmy dla pacjentów na stronie szpitala", "pl", Kind.IDEA),
    ],
)
def test_another_language_is_never_chatter_for_being_foreign(text: str, lang: str | None, kind: Kind) -> None:
    assert kind_of(text, lang=lang) is kind


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("Add a reference to the project and rebuild.", "Add a search box to the project tree."),
        ("Call Flush before closing the stream.", "Let us flush the cache by hand."),
        ("The string should contain the path.", "The dialog should remember the path."),
        ("Each request needs an access token.", "Each request needs a way to be cancelled."),
        ("The handler should fire, but it never does.", "The handler should be optional."),
    ],
)
def test_telling_how_a_program_works_is_no_idea_and_asking_more_of_it_is(how: str, what: str) -> None:
    assert kind_of(how) is Kind.COMMENT
    assert kind_of(what) is Kind.IDEA


def test_a_camel_case_tag_does_not_make_a_chat_technical() -> None:
    assert kind_of("We need to rethink #SolvingTogether as more than targets") is Kind.IDEA


def test_the_reason_names_the_cue_and_none_of_the_other_words() -> None:
    judged = classify("What if we asked Mrs Llewellyn of 12 High Street to ring everyone?")

    assert judged.why == 'asks "what if"'


def test_a_strong_cue_ranks_above_a_weak_one() -> None:
    strong = classify("It would be great if letters were shorter.")
    weak = classify("A1 One-stop clinics closer to home")

    assert strong.kind is weak.kind is Kind.IDEA
    assert strong.score > weak.score


@pytest.mark.parametrize("text", ["Right.", "Yes.", "Yeah, OK.", "Wow."])
def test_a_listeners_word_backs_nothing_in_speech(text: str) -> None:
    assert classify(text, register=Register.SPOKEN).kind is Kind.CHATTER


@pytest.mark.parametrize(
    "text",
    [
        *("Helo bawb", "Noswaith dda", "Shwmae", "S'mae bawb", "Bore da pawb!", "Diolch pawb", "Diolch yn fawr i chi i gyd"),
        *("Croeso", "Prynhawn da i chi gyd", "Shwmae bawb! Braf bod yma heno", "Hwyl fawr pawb"),
        *("physio here, watching from the sofa", "GP in Leeds here", "Sue, carer, joining from Hull", "Carer here"),
        *("Retired nurse here, listening in from Devon.", "OT here!", "Anaesthetist in Cardiff here, bit late"),
        *("Watching from the sofa tonight", "Hello all. Physio in Bolton here", "Theatre nurse here. Hello everyone!"),
    ],
)  # fmt: skip
def test_whoever_greets_in_welsh_or_says_who_is_here_says_nothing_to_answer(text: str) -> None:
    assert kind_of(text) is Kind.CHATTER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("physio here: why not let patients book their own slots?", Kind.IDEA),
        ("Physio here, why not let patients book their own slots", Kind.IDEA),
        ("GP in Leeds here, we should ring people every month", Kind.IDEA),
        ("More physios here", Kind.IDEA),
        ("Nurse here, we tried evening clinics and it worked", Kind.EXPERIENCE),
        ("Carer here, nobody told me about parking", Kind.EXPERIENCE),
        ("Carer here. Nobody rings us.", Kind.COMMENT),
        ("Hello all. Nobody rings us.", Kind.COMMENT),
        ("Physio here, prehab classes in the leisure centre", Kind.COMMENT),
        ("A physio here in the ward", Kind.COMMENT),
        ("No physio here", Kind.COMMENT),
        ("physio watching from the door while patients walk", Kind.COMMENT),
        ("Helo bawb, dylem ffonio pobl bob mis", Kind.IDEA),
    ],
)
def test_what_somebody_says_after_who_they_are_is_judged_by_itself(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind
